"""Days, places, people and sources in words, as all texts of the library say them.

Texts out of records come on one line, without control characters, whatever a file holds.
"""

from typing import Final

from dprk_tourism._graph import Records
from dprk_tourism._model.days import LAST_DAY, DaySpan, DayWindow
from dprk_tourism._model.records import AccessPolicy, Effect, Event, Place, Source
from dprk_tourism._model.travellers import (
    NAMED_AUDIENCES,
    NATIONALITIES,
    Audience,
    all_but,
)
from dprk_tourism._text import amount, listed, on_one_line

__all__ = [
    "counted",
    "country",
    "does",
    "during",
    "in_quotes",
    "nationality_named",
    "place_named",
    "some_day",
    "source_named",
    "spoken_to",
    "what",
    "whom",
]


def during(span: DaySpan) -> str:
    """Give a span in words, with its last day in, as people say it.

    >>> during(DaySpan("2025-07-01", "2025-07-16"))
    'from 2025-07-01 to 2025-07-15'

    Args:
        span: The days. An end on the last day of the calendar is one that nobody knows.
    """
    last = span.last if span.end is None or span.end < LAST_DAY else None
    if span.start is None:
        return "on all days" if last is None else f"until {last}"
    if last is None:
        return f"from {span.start}, with no end known"
    return f"on {span.start}" if span.start == last else f"from {span.start} to {last}"


def counted(records: Records) -> str:
    """Give how many records of each kind there are."""
    return ", ".join(
        (
            amount(len(records.sources), "source"),
            amount(len(records.places), "place"),
            amount(len(records.events), "event"),
            amount(len(records.policies), "policy", "policies"),
        )
    )


def some_day(window: DayWindow) -> str:
    """Give a window in words.

    >>> some_day(DayWindow.parse("2024")), some_day(DayWindow("2025-07-16", "2025-07-18"))
    ('some day in 2024', 'some day from 2025-07-16 to 2025-07-18')

    Args:
        window: The days. A latest day that is the last of the calendar is one that nobody knows.
    """
    if window.is_one_day:
        return str(window)
    if window.latest == LAST_DAY:
        return f"some day from {window.earliest} on"
    text = str(window)
    return f"some day from {window.earliest} to {window.latest}" if text.startswith("[") else f"some day in {text}"


# Names that English puts "the" before, as in "a passport of the Netherlands".
_THE: Final = frozenset(
    "AE AX BS CC CD CF CG CK DO FK FO GB GM IM IO KM KY MH MP MV NL PH PN SB SC TC TF UM US VG VI".split()  # noqa: SIM905
)


def nationality_named(code: str) -> str:
    """Give the country of a passport with its code.

    >>> nationality_named("RU"), nationality_named("NL")
    ('Russia (RU)', 'the Netherlands (NL)')

    Args:
        code: The code of a nationality.
    """
    return f"{country(code)} ({code})"


def country(code: str) -> str:
    """Give the country of a passport as a sentence says it: `the Netherlands`."""
    return f"{'the ' if code in _THE else ''}{NATIONALITIES[code].name}"


def place_named(place: Place) -> str:
    """Give the name of a place with its id."""
    return f"{on_one_line(place.name)} ({place.id})"


def whom(codes: frozenset[str]) -> str:
    """Give a set of nationalities in few words.

    >>> whom(frozenset({"RU", "CN"})), whom(Audience.named("foreigners").certain - {"RU"})
    ('CN, RU', 'foreigners but RU')

    Args:
        codes: Codes of nationalities.
    """
    name, missing = all_but(codes)
    if len(missing) < len(codes):
        return f"{name} but {', '.join(sorted(missing))}" if missing else name
    return ", ".join(sorted(codes))


def spoken_to(audience: Audience) -> str:
    """Give an audience in few words.

    >>> spoken_to(Audience.named("foreigners")), spoken_to(Audience(["AU", "DE"], possible=["CA"]))
    ('foreigners', 'Australia and Germany, and perhaps Canada')

    Args:
        audience: The audience.
    """
    names = [name for name, named in NAMED_AUDIENCES.items() if named.members == audience.members]
    if not audience.possible:
        return names[0] if names else _nations(audience.certain)
    if not audience.certain:
        return f"perhaps some of `{names[0]}`" if names else f"perhaps {_nations(audience.possible)}"
    perhaps = f"others of `{names[0]}`" if names else _nations(audience.possible)
    return f"{_nations(audience.certain)}, and perhaps {perhaps}"


def _nations(codes: frozenset[str]) -> str:
    """Nationalities by name where they, or those left out, are few; else by code."""
    name, missing = all_but(codes)
    few = min(codes, missing, key=len)
    if len(few) > _FEW:
        return whom(codes)
    told = listed([country(code) for code in sorted(few)])
    return f"{name} but {told}" if few is missing else told


# How many countries are told by their names.
_FEW: Final = 5


def in_quotes(words: str) -> str:
    """Give a source's own words as such."""
    return f'"{on_one_line(words)}"'


def source_named(source: Source) -> str:
    """Give a source's publisher, its title in our words, and when it appeared."""
    told = f"{on_one_line(source.publisher)}, {on_one_line(source.title)}"
    return f"{told}, published on {some_day(source.published)}"


def does(policy: AccessPolicy) -> str:
    """Give what a policy does: `permits` or `denies`."""
    return "permits" if policy.effect is Effect.PERMIT else "denies"


def what(event: Event) -> str:
    """Give what happened, in one line."""
    return on_one_line(event.what)
