"""How every output names things: one function for each kind of thing.

Strings out of records come on one line, without control characters, whatever a file holds.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from dprk_tourism._graph import SINGULAR, Records, network, tables, to_range
from dprk_tourism._model.days import Day, DaySpan, DayWindow, Distance
from dprk_tourism._model.records import (
    AccessPolicy,
    Citation,
    Dating,
    Effect,
    Ending,
    Event,
    Place,
    Source,
    Status,
    Visit,
)
from dprk_tourism._model.travellers import NAMED_AUDIENCES, NATIONALITIES, Audience, all_but
from dprk_tourism._network import Link
from dprk_tourism._rules.answers import Answer, Cause, Outcome, Remark, Verdict
from dprk_tourism._text import amount, listed, on_one_line

if TYPE_CHECKING:
    from dprk_tourism._rules.suppositions import Suppositions

OUTCOMES: Final = {
    Outcome.PERMIT: "permitted",
    Outcome.DENY: "denied",
    Outcome.SILENT: "covered by no policy",
    Outcome.CONFLICT: "in conflict",
    Outcome.NOT_YET_OPEN: "not open yet",
}
"""What a layer says."""


CAUSES: Final = {
    Cause.EVENT: "an event",
    Cause.SOURCE: "a new source",
    Cause.EDIT: "an edit of the records",
    Cause.SUPPOSITION: "a supposition",
}
"""What a change is because of."""


def verdict(found: Verdict, *, projected: bool, conditional: bool = False, supposed: bool = False) -> str:
    """Return a verdict: `permitted, on conditions, projected, supposed`."""
    on_conditions = " if permitted" if found is Verdict.UNDETERMINED else ""
    parts = [found.value, *([f"on conditions{on_conditions}"] if conditional else [])]
    return ", ".join([*parts, *(["projected"] if projected else []), *(["supposed"] if supposed else [])])


def label(answer: Answer) -> str:
    """Return the verdict of an answer for one day, or of a stretch."""
    return verdict(answer.verdict, projected=answer.projected, conditional=answer.conditional)


def conditions(found: Iterable[str]) -> str:
    """Return conditions as words: `organised tour, visa`."""
    return ", ".join(condition.replace("-", " ") for condition in found)


def span(days: DaySpan) -> str:
    """Return a span with its last day in: `from 2025-07-01 to 2025-07-15`."""
    last = days.last
    if days.start is None:
        return "on all days" if last is None else f"until {last}"
    if last is None:
        return f"from {days.start} on"
    return f"on {days.start}" if days.start == last else f"from {days.start} to {last}"


_MOST_RUNS: Final = 2
"""How many runs of days are listed, unless it is said from which day on."""


def last_ones(days: Sequence[str], *, every: bool) -> str:
    """Return some runs of days as a list; only the last ones unless *every* one is to be named."""
    shown = days if every else days[-_MOST_RUNS:]
    return f"{listed(shown)}{', and earlier' if len(shown) < len(days) else ''}"


def limits(since: Day | None, until: Day | None) -> str:
    """Return between which days something is shown, to add to a title: `, since 2024-01-01`; empty without limits."""
    if since is not None and until is not None:
        return f", from {since} to {until}"
    return f", since {since}" if since is not None else f", until {until}" if until is not None else ""


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
    if window.is_one_day:
        return str(window)
    return f"some day {on(window)}" if window.earliest or window.latest else "an unknown day"


def distance(found: Distance, other: str, *, before: bool = False) -> str:
    """Return when something fell, counted from another event: `14 days or more after it`, `no earlier than it`."""
    after, opposite, earlier = ("before", "after", "later") if before else ("after", "before", "earlier")
    least, most = found.least, found.most
    if least == most == 0:
        return f"on the same day as {other}"
    if least is None or (most is not None and most <= 0):
        turned = Distance(None if most is None else -most, None if least is None else -least)
        return distance(turned, other, before=not before)
    if least < 0:
        first = f"{amount(-least, 'day')} {opposite}"
        if most is None:
            return f"no {earlier} than {first} {other}"
        return f"from {first} to {amount(most, 'day')} {after} {other}"
    if most is None:
        return f"{amount(least, 'day')} or more {after} {other}" if least else f"no {earlier} than {other}"
    shortest = "" if least == most else f"{least} to " if least else "at most "
    return f"{shortest}{amount(most, 'day')} {after} {other}"


def surveyed(records: Records) -> bool:
    """Whether the data covers a day."""
    first, last = records.surveyed_from, records.surveyed_through
    return first is not None and last is not None and first <= last


def survey(records: Records) -> str:
    """Return which days the data covers (R14)."""
    if not surveyed(records):
        return "The data covers no day."
    return f"The data begins on {records.surveyed_from} and ends on {records.surveyed_through}."


def survey_begins(records: Records) -> str:
    return f"The data begins on {records.surveyed_from}."


def survey_ends(records: Records) -> str:
    return f"The data ends on {records.surveyed_through}."


def age(records: Records, today: Day) -> str:
    """Return when the data ends, counted from a day."""
    if records.surveyed_through is None:
        return survey(records)
    days = (today - records.surveyed_through).days
    return (
        f"The data ends on {records.surveyed_through}, {amount(days, 'day')} before {today}."
        if days > 0
        else survey_ends(records)
    )


def when(visit: Visit) -> str:
    """Return the days of a visit: `on 2025-07-10`."""
    one_day = visit.arrival == visit.last_day
    return f"on {visit.arrival}" if one_day else f"from {visit.arrival} to {visit.last_day}"


# Names that English puts an article before, as in "a passport of the Netherlands".
_THE: Final = frozenset("AE BS CD CF CG DO GB GM KM MH MV NL PH SB SC US".split())  # noqa: SIM905
_A: Final = frozenset({"XXA", "XXB", "XXC"})

_MOST_NAMED: Final = 5
"""How many countries are written by name rather than by code."""


def country(code: str) -> str:
    """Return the country of a passport as a sentence needs it: `the Netherlands`."""
    article = "the " if code in _THE else "a " if code in _A else ""
    return f"{article}{NATIONALITIES[code].name}"


def nationality(code: str) -> str:
    """Return the country of a passport with its code: `Russia (RU)`."""
    return f"{country(code)} ({code})"


def title(code: str) -> str:
    """Return the country of a passport with its code, to begin a line: `The United States (US)`."""
    found = nationality(code)
    return f"{found[0].upper()}{found[1:]}"


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


def name(found: Place) -> str:
    """Return a place without its id."""
    return on_one_line(found.name)


_SHORT: Final = 21
"""How many letters of a name a picture has room for."""


def short_name(found: Place) -> str:
    """Return a place by its name; if that is too long for a picture, by the longest other name that it begins with."""
    whole = name(found)
    begins = (each for each in found.names if whole.startswith(each))
    return whole if len(whole) <= _SHORT else max(begins, key=len, default=whole)


def place(found: Place) -> str:
    return f"{name(found)} ({found.id})"


def what(found: Event) -> str:
    return on_one_line(found.what)


def event(found: Event) -> str:
    return f"`{found.id}` ({what(found)})"


def publisher(found: Source) -> str:
    return on_one_line(found.publisher)


def source(found: Source) -> str:
    derived = f", derived from {found.derived_from}" if found.derived_from else ""
    return f"{publisher(found)}, {on_one_line(found.title)}, published {on(found.published)}{derived}"


def by_way_of_a_copy(found: Source) -> str:
    """Return what goes before the address of a source if that is of a copy; empty for a publisher's own page."""
    return ", read in a copy" if found.url is None and found.copy else ""


def quotation(words: str) -> str:
    return f'"{on_one_line(words)}"'


def critical(found: Sequence[Source], cited: Collection[str]) -> str:
    """Return on which sources an answer hangs (R23): by name those that are *cited*, which bear on its days."""
    names = [f"{on_one_line(each.publisher)} (`{each.id}`)" for each in found if each.id in cited]
    if not names:
        all_of_them = "its source: without it" if len(cited) == 1 else "one source: without any one of them"
        none = f"Not on {all_of_them}, the verdict is the same."
        said = "Not on one of these sources." if found else none
    elif len(names) == 1:
        said = f"On {names[0]} alone: without it and what derives from it, the verdict would be another."
    else:
        said = f"On each of {listed(names)}: without any one of them, the verdict would be another."
    if others := len(found) - len(names):
        keep = "keeps" if others == 1 else "keep"
        said += f" {amount(others, 'other source')} {keep} other policies from applying on these days."
    return said


_FIELDS: Final = {"starts": "start", "ends": "end", "announced": "announcement"}
"""Fields of policies whose names are no nouns."""


def cited(citations: Iterable[Citation], *, quoted: bool = True) -> str:
    """Return citations, each source once: `article at 6.2 "July 1", at 6.3; kcna-2025-06-26 for its start`."""
    found: dict[str, list[str]] = {}
    for cite in citations:
        at = f" at {on_one_line(cite.at)}" if cite.at else ""
        said = f" {quotation(cite.words)}" if cite.words and quoted else ""
        part = f" for its {_FIELDS.get(cite.attribute, cite.attribute)}" if cite.attribute else ""
        found.setdefault(cite.source, []).append(f"{at}{said}{part}")
    return "; ".join(f"{id_}{','.join(dict.fromkeys(sorted(parts, key=bool)))}" for id_, parts in found.items())


def dating(found: Dating) -> str:
    """Return what a source claims of a day: `14 days or more after ``resort-opens``: article at 1.1 "weeks"`."""
    return f"{_claim(found)}: {cited([found.citation])}"


def datings(found: Event) -> Iterator[str]:
    """Return what is supposed of the day of an event, if anything is (R21), and what each source claims of it."""
    if found.supposed is not None:
        yield f"{on(found.supposed)}: supposed"
    yield from map(dating, found.datings)


def note(found: AccessPolicy | Event, label: str = "note") -> Iterator[str]:
    """Return the note of its editor after a label, if there is one."""
    if found.note is not None:
        yield f"{label}: {on_one_line(found.note)}"


def _claim(found: Dating, other: str = "") -> str:
    if found.when is not None:
        return on(found.when)
    other = other or f"`{found.after or found.before}`"
    return distance(found.distance, other, before=found.before is not None)


def disputes(records: Records, found: Event) -> Iterator[str]:
    """Return by which claims the day of an event is disputed, and which of them count (R2)."""
    subject = f"{event(found)} {'happened' if found.status is Status.HAPPENED else f'is {found.status}'}"
    windows = {each: to_range(each.when) for each in found.datings if each.when is not None}
    if clashing := [each for each, days in windows.items() if not all(days & other for other in windows.values())]:
        claims = " or ".join(f"{_claim(each)} ({cited([each.citation])})" for each in clashing)
        yield f"{subject} {claims}. Any day from the first to the last counts as possible."
    for link in network(records).contradicted:
        if link.carrier == found.id:
            yield f"{subject} {_contradiction(records, found, link)}"


def _contradiction(records: Records, found: Event, link: Link) -> str:
    """What contradicts a distance: the days of both events, or else distances between other events too (R2)."""
    said = found.datings[link.number]
    by = cited([said.citation])
    if network(records).distance(link.earlier, link.later) & link.days:
        return f"{_claim(said)} by {by}. No days fit this and other distances together, so none of these counts."
    other = f"`{said.after or said.before}`"
    gap = distance(records.distance(link.earlier, link.later), other, before=said.before is not None)
    against = cited(each.citation for each in found.datings if _contradicts(records, each, link)) or "supposed"
    return f"{on(records.window(found.id))} ({against}), {gap}, but {_claim(said, 'it')} by {by}. The days count."


def _contradicts(records: Records, found: Dating, link: Link) -> bool:
    """Whether the window of a dating alone leaves no day for a distance of its event."""
    if found.when is None:
        return False
    days = {each: network(records).windows[each] for each in (link.earlier, link.later)}
    days[link.carrier] = to_range(found.when)
    return not (days[link.later] + -days[link.earlier]) & link.days


def suppositions(found: "Suppositions") -> Iterator[str]:
    """Return what is supposed: `foreigners-barred ends on 2025-09-01` (R21)."""
    yield from (f"{id_} {on(window)}" for id_, window in sorted(found.days.items()))
    yield from (f"{id_} ends {on(window)}" for id_, window in sorted(found.ends.items()))
    for (id_, code), yes in sorted(found.members.items()):
        yield f"{id_} {'covers' if yes else 'does not cover'} {code}"


def supposed(records: Records) -> Iterator[str]:
    """Return a sentence that says what is supposed; none if nothing is."""
    if records.suppositions:
        yield f"Supposed: {'; '.join(records.suppositions)}."


def as_supposed(records: Records) -> str:
    """Return what the title of a picture adds if something is supposed."""
    return ", as supposed" if records.suppositions else ""


def scope(found: Remark) -> str:
    """Return where, when and for which nationalities a remark matters; an empty string if it names no days."""
    if found.span is None:
        return ""
    return f"at {found.place}, {span(found.span)}, for {codes(found.nationalities)}"


def counted(records: Records) -> str:
    """Return how many records of each kind there are."""
    return ", ".join(amount(len(table), SINGULAR[kind], kind) for kind, table in tables(records).items())


def effect(found: AccessPolicy) -> str:
    return "permits" if found.effect is Effect.PERMIT else "denies"


def on_conditions(found: AccessPolicy) -> str:
    return f" on conditions ({conditions(found.conditions)})" if found.conditions else ""


_ENDINGS: Final[Mapping[Ending | None, str]] = {
    Ending.PERMANENT: "with no end",
    Ending.UNTIL_FURTHER_NOTICE: "until further notice",
}


def policy(found: AccessPolicy, *, sure: bool = True) -> str:
    """Return a policy in short: `bar` denies visits by foreigners."""
    return f"{_does(found, sure=sure)}{on_conditions(found)}"


def _does(found: AccessPolicy, *, sure: bool) -> str:
    perhaps = "" if sure and found.audience.certain else "perhaps "
    return f"`{found.id}` {perhaps}{effect(found)} visits by {audience(found.audience).removeprefix('perhaps ')}"


def dated_policy(records: Records, found: AccessPolicy, *, sure: bool) -> str:
    """Return a policy with its days: `bar` denies visits by foreigners, from 2025-07-18 on."""
    return ", ".join([_does(found, sure=sure), *(days for days, _ in _days_of(records, found))])


def policy_with_days(records: Records, found: AccessPolicy) -> str:
    """Return a policy with its conditions and its days."""
    return ", ".join([policy(found), *(days for days, _ in _days_of(records, found))])


def policy_in_full(records: Records, found: AccessPolicy, *, sure: bool) -> str:
    """Return a policy with its days, the events that begin and end it, and its sources."""
    days = (f"{said} ({what(records.events[id_])})" if id_ else said for said, id_ in _days_of(records, found))
    return f"{', '.join([policy(found, sure=sure), *days])} [{cited(found.cites)}]"


def _days_of(records: Records, found: AccessPolicy) -> Iterator[tuple[str, str | None]]:
    """When a policy starts and ends, each with the id of the event that brings it about."""
    if found.starts is None:
        yield "since before the data begins", None
    else:
        window = records.window(found.starts)
        on_ = " on" if window.is_one_day and found.ends is None else ""
        yield f"from {some_day(window)}{on_}", found.starts
    if found.ends is not None:
        window = records.window(found.ends)
        ended = f"until {DaySpan(None, window.earliest).last}" if window.is_one_day else f"ending {on(window)}"
        yield ended, found.ends
    elif found.ending in _ENDINGS:
        yield _ENDINGS[found.ending], None
