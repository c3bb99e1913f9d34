"""How every output names things: one function for each kind of thing.

Strings out of records come on one line, without control characters, whatever a file holds.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from dprk_tourism._graph import Records
from dprk_tourism._model.days import DaySpan, DayWindow
from dprk_tourism._model.records import AccessPolicy, Citation, Effect, Ending, Event, Place, Source
from dprk_tourism._model.travellers import NAMED_AUDIENCES, NATIONALITIES, Audience, all_but
from dprk_tourism._rules.answers import Outcome, Verdict
from dprk_tourism._text import amount, listed, on_one_line

OUTCOMES: Final = {
    Outcome.PERMIT: "permitted",
    Outcome.DENY: "denied",
    Outcome.SILENT: "covered by no policy",
    Outcome.CONFLICT: "in conflict",
    Outcome.NOT_YET_OPEN: "not open yet",
}
"""What a layer says."""


def verdict(found: Verdict, *, projected: bool, conditional: bool = False) -> str:
    """Return a verdict: `permitted, on conditions, projected`."""
    on_conditions = " if permitted" if found is Verdict.UNDETERMINED else ""
    parts = [found.value, *([f"on conditions{on_conditions}"] if conditional else [])]
    return ", ".join([*parts, *(["projected"] if projected else [])])


def conditions(found: Iterable[str]) -> str:
    """Return conditions as words: `organised tour, visa`."""
    return ", ".join(condition.replace("-", " ") for condition in found)


# --- days


def span(days: DaySpan) -> str:
    """Return a span with its last day in: `from 2025-07-01 to 2025-07-15`."""
    last = days.last
    if days.start is None:
        return "on all days" if last is None else f"until {last}"
    if last is None:
        return f"from {days.start} on"
    return f"on {days.start}" if days.start == last else f"from {days.start} to {last}"


def on(window: DayWindow) -> str:
    """Return when something fell that fell in a window: `on 2025-07-01`, `in 2024`."""
    if window.is_one_day:
        return f"on {window}"
    if window.latest is None:
        return "on an unknown day" if window.earliest is None else f"on or after {window.earliest}"
    if window.earliest is None:
        return f"on or before {window.latest}"
    text = str(window)
    return f"between {window.earliest} and {window.latest}" if text.startswith("[") else f"in {text}"


def some_day(window: DayWindow) -> str:
    """Return a window as a day: `2025-07-01`, `some day in 2024`."""
    return (
        str(window)
        if window.is_one_day
        else f"some day {on(window)}"
        if window.earliest or window.latest
        else "an unknown day"
    )


def survey(records: Records) -> str:
    through = records.surveyed_through
    return "The data covers no day." if through is None else f"The data ends on {through}."


# --- people

# Names that English puts "the" before, as in "a passport of the Netherlands".
_THE: Final = frozenset(
    "AE AX BS CC CD CF CG CK DO FK FO GB GM IM IO KM KY MH MP MV NL PH PN SB SC TC TF UM US VG VI".split()  # noqa: SIM905
)

_MOST_NAMED: Final = 5
"""How many countries are written by name rather than by code."""


def country(code: str) -> str:
    """Return the country of a passport as a sentence needs it: `the Netherlands`."""
    return f"{'the ' if code in _THE else ''}{NATIONALITIES[code].name}"


def nationality(code: str) -> str:
    """Return the country of a passport with its code: `Russia (RU)`."""
    return f"{country(code)} ({code})"


def codes(nationalities: frozenset[str]) -> str:
    """Return nationalities by code, or by who is left out: `CN, RU`, `foreigners except RU`."""
    name, missing = all_but(nationalities)
    if len(missing) < len(nationalities):
        return f"{name} except {', '.join(sorted(missing))}" if missing else name
    return ", ".join(sorted(nationalities))


def audience(found: Audience) -> str:
    """Return an audience: `nationals of Russia, and perhaps nationals of China`."""
    western = found.members == NAMED_AUDIENCES["western"].members
    if not found.certain:
        return f"perhaps {'nationals of some Western countries' if western else _nationals(found.possible)}"
    if not found.possible:
        return _nationals(found.certain)
    others = "other Western nationals" if western else _nationals(found.possible)
    return f"{_nationals(found.certain)}, and perhaps {others}"


def _nationals(nationalities: frozenset[str]) -> str:
    name, missing = all_but(nationalities)
    if not missing:
        return name
    if len(nationalities) <= len(missing):
        return f"nationals of {_countries(nationalities)}"
    return f"{name} except nationals of {_countries(missing)}"


def _countries(nationalities: frozenset[str]) -> str:
    if len(nationalities) > _MOST_NAMED:
        return ", ".join(sorted(nationalities))
    return listed([country(code) for code in sorted(nationalities)])


# --- records


def place(found: Place) -> str:
    return f"{on_one_line(found.name)} ({found.id})"


def what(found: Event) -> str:
    return on_one_line(found.what)


def event(found: Event) -> str:
    return f"`{found.id}` ({what(found)})"


def dispute(found: Event) -> str:
    return f"the sources do not agree on a day for {event(found)}"


def source(found: Source) -> str:
    return f"{on_one_line(found.publisher)}, {on_one_line(found.title)}, published {on(found.published)}"


def quotation(words: str) -> str:
    return f'"{on_one_line(words)}"'


def cited(citations: Iterable[Citation]) -> str:
    """Return citations, each source once: `article at 6.2, 6.3; kcna-2025-06-26`."""
    found: dict[str, list[str]] = {}
    for cite in citations:
        found.setdefault(cite.source, []).extend([on_one_line(cite.at)] if cite.at else [])
    return "; ".join(f"{id_} at {', '.join(at)}" if at else id_ for id_, at in found.items())


def counted(records: Records) -> str:
    """Return how many records of each kind there are."""
    return ", ".join(
        (
            amount(len(records.sources), "source"),
            amount(len(records.places), "place"),
            amount(len(records.events), "event"),
            amount(len(records.policies), "policy", "policies"),
        )
    )


def effect(found: AccessPolicy) -> str:
    return "permits" if found.effect is Effect.PERMIT else "denies"


def policy(found: AccessPolicy, *, sure: bool = True) -> str:
    """Return a policy in short: `bar` denies visits by foreigners."""
    return f"`{found.id}` {'' if sure else 'perhaps '}{effect(found)} visits by {audience(found.audience)}"


def policy_in_full(records: Records, found: AccessPolicy, *, sure: bool) -> str:
    """Return a policy with its days, the events that begin and end it, and its sources."""
    parts = [policy(found, sure=sure), _starts(records, found), *_ends(records, found)]
    return f"{', '.join(parts)} [{cited(found.cites)}]"


def _starts(records: Records, found: AccessPolicy) -> str:
    if found.starts is None:
        return "since before the data begins"
    window = records.window(found.starts)
    on_ = " on" if window.is_one_day and found.ends is None else ""
    return f"from {some_day(window)}{on_} ({what(records.events[found.starts])})"


_ENDINGS: Final[Mapping[Ending | None, str]] = {
    Ending.PERMANENT: "for good",
    Ending.UNTIL_FURTHER_NOTICE: "until further notice",
}


def _ends(records: Records, found: AccessPolicy) -> list[str]:
    if found.ends is None:
        return [_ENDINGS[found.ending]] if found.ending in _ENDINGS else []
    window = records.window(found.ends)
    until = f"until {DaySpan(None, window.earliest).last}" if window.is_one_day else f"ending {on(window)}"
    return [f"{until} ({what(records.events[found.ends])})"]
