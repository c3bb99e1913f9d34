"""Days, places, people and sources in words, as all texts of the library say them.

Texts out of records come on one line, without control characters, whatever a file holds.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

from dprk_tourism.days import LAST_DAY, DaySpan, DayWindow
from dprk_tourism.errors import on_one_line
from dprk_tourism.events import Event
from dprk_tourism.places import Place
from dprk_tourism.policies import AccessPolicy, Effect
from dprk_tourism.records import Records
from dprk_tourism.sources import Source
from dprk_tourism.travellers import NAMED_AUDIENCES, NATIONALITIES, Audience, all_but

__all__ = [
    "amount",
    "columns",
    "counted",
    "country",
    "does",
    "during",
    "in_quotes",
    "listed",
    "nationality_named",
    "place_named",
    "some_day",
    "source_named",
    "spoken_to",
    "what",
    "whom",
    "wrapped",
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


def amount(count: int, what: str, several: str | None = None) -> str:
    """Give how many there are of something.

    >>> amount(1, "row"), amount(1_000, "row"), amount(2, "policy", "policies")
    ('1 row', '1,000 rows', '2 policies')

    Args:
        count: How many.
        what: What one of them is called.
        several: What several are called; None for the same with an s.
    """
    return f"{count:,} {what if count == 1 else several or f'{what}s'}"


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


def listed(items: Sequence[str]) -> str:
    """Give items as a list in a sentence.

    >>> listed(["a"]), listed(["a", "b", "c"])
    ('a', 'a, b and c')

    Args:
        items: At least one.
    """
    return " and ".join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else items[0]


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


def wrapped(text: str, width: int, *, first: int | None = None, cut: bool = True) -> list[str]:
    """Give a text in lines of at most *width* columns.

    >>> wrapped("North Korea shuts its border", 12)
    ['North Korea', 'shuts its', 'border']
    >>> wrapped("원산갈마", 4)
    ['원산', '갈마']

    Args:
        text: The text. The letters of some scripts take two columns each.
        width: At least two.
        first: How many columns the first line may take; None for as many as the others.
        cut: Whether a word that is longer than a line is cut, or else stands out.
    """
    lines = [""]
    for piece in (piece for word in text.split() for piece in (_cut(word, width) if cut else [word])):
        joined = f"{lines[-1]} {piece}" if lines[-1] else piece
        if columns(joined) <= (width if first is None or len(lines) > 1 else first):
            lines[-1] = joined
        else:
            lines.append(piece)
    return lines


def _cut(word: str, width: int) -> Iterator[str]:
    piece = ""
    for letter in word:
        if columns(piece + letter) > width:
            yield piece
            piece = ""
        piece += letter
    yield piece


def columns(text: str) -> int:
    """Give how many columns of a terminal a text takes."""
    return sum(_letter_columns(letter) for letter in text)


def _letter_columns(letter: str) -> int:
    if unicodedata.combining(letter):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1
