"""An answer in words, for people.

The functions take records, and answers with the days for which they hold; what a day's answer *is* was settled
before, in `rules`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import attrs

from dprk_tourism._graph import Records
from dprk_tourism._model.days import DaySpan, DayWindow
from dprk_tourism._model.records import (
    AccessPolicy,
    Citation,
    Ending,
    Layer,
    Resort,
    Visit,
    from_the_inside_out,
)
from dprk_tourism._render.words import (
    country,
    does,
    during,
    in_quotes,
    nationality_named,
    place_named,
    some_day,
    source_named,
    spoken_to,
    what,
)
from dprk_tourism._rules.answers import (
    Conflict,
    EventUnknown,
    Finding,
    Hinge,
    OpeningUnknown,
    Outcome,
    Reason,
    Resolution,
    Stretch,
    Unknown,
    Verdict,
)
from dprk_tourism._rules.evidence import citations, datings
from dprk_tourism._rules.ranks import announced
from dprk_tourism._rules.stretches import is_cut_short
from dprk_tourism._text import listed, on_one_line

__all__ = [
    "Line",
    "Text",
    "named_reason",
    "one_line",
    "plain_text",
    "settling",
    "text_of",
]


# --- in words

_LAYERS: Final = {
    Layer.HOME_STATE: "home-state (the traveller's own government)",
    Layer.ENTRY: "entry (admission to the country)",
    Layer.SITE: "site (the place itself)",
}

_TITLES: Final = {
    Verdict.PERMITTED: "Permitted: {who} may visit {where} {when}.",
    Verdict.DENIED: "Denied: {who} may not visit {where} {when}.",
    Verdict.UNDETERMINED: "Undetermined: the records do not tell whether {who} may visit {where} {when}.",
}

_OUTCOMES: Final = {
    Outcome.PERMIT: "permitted",
    Outcome.DENY: "denied",
    Outcome.SILENT: "without a policy",
    Outcome.CONFLICT: "in conflict",
    Outcome.NOT_YET_OPEN: "denied, not yet open",
}


@attrs.frozen
class Line:
    """One line of a text."""

    text: str
    """What it says; ids stand in backticks."""
    depth: int = 0
    """How deep it lies in a list: 0 for an item, 1 for an item below one."""
    url: str | None = None
    """The web address that belongs to it; None for none."""


@attrs.frozen
class Text:
    """An answer in words, before it becomes plain text or HTML."""

    verdict: Verdict
    """The answer."""
    title: str
    """The verdict and the question, in one sentence."""
    remarks: tuple[str, ...]
    """Sentences that belong to the verdict: its days, and what a reader must know to believe it."""
    sections: tuple[tuple[str, tuple[Line, ...]], ...]
    """Lists, each under its heading; none is empty."""


def one_line(visit: Visit, verdict: Verdict, stretches: Iterable[Stretch]) -> str:
    """Give the verdict, the question and the policies that decided, in one line.

    Args:
        visit: The question.
        verdict: The answer.
        stretches: The answers to its days.
    """
    answers = tuple(stretches)
    projected = ", projected" if any(answer.projected for answer in answers) else ""
    return f"{verdict}{projected}: {visit.nationality} at {visit.place} {_when(visit)} ({named_reason(answers)})"


def named_reason(stretches: Sequence[Stretch]) -> str:
    """Give why answers are as they are, by ids alone.

    >>> import dprk_tourism as dt
    >>> named_reason(dt.may_visit("RU", "2025-07-17").stretches)
    'hinge: ban-notice; russians-admitted'

    Args:
        stretches: The answers.
    """
    findings = [finding for answer in stretches for finding in answer.findings]
    policies = dict.fromkeys(p for finding in findings for p in finding.deciding)
    reasons = dict.fromkeys(_reason(answer, reason) for answer in stretches for reason in answer.because)
    # Where one policy decides in some worlds and another in the rest, none decides in every one.
    either = dict.fromkeys(p for finding in findings for p in finding.possible)
    told = [*reasons, *([", ".join(policies)] if policies else [])] or ([" or ".join(either)] if either else [])
    disputed = dict.fromkeys(event for answer in stretches for event in answer.disputed)  # R2
    return "; ".join([*told, *([f"disputed: {', '.join(disputed)}"] if disputed else [])])


def _reason(answer: Stretch, reason: Reason) -> str:
    """A reason, with what is open where it is a hinge."""
    if reason is not Reason.HINGE:
        return reason
    return f"{reason}: {', '.join(_open_fact(hinge) for hinge in answer.hinges)}"


def _open_fact(hinge: Hinge) -> str:
    match hinge.unknown:
        case EventUnknown(event):
            return event
        case OpeningUnknown(place):
            return f"opening of {place}"
        case _:
            return f"membership of {' and '.join(hinge.policies)}"


def plain_text(text: Text) -> str:
    """Give an answer in words as plain text.

    Args:
        text: The words.
    """
    lines = [text.title, *text.remarks]
    for heading, items in text.sections:
        lines += ["", f"{heading}:"]
        lines += [f"{'  ' * item.depth}- {item.text}{f' <{item.url}>' if item.url else ''}" for item in items]
    return "\n".join(lines)


def text_of(
    records: Records,
    visit: Visit,
    verdict: Verdict,
    runs: Sequence[tuple[Verdict, DaySpan]],
    stretches: Sequence[Stretch],
    elsewhere: Mapping[str, Verdict],
) -> Text:
    """Give the reasons in words, as lists under headings.

    Args:
        records: Where the policies, events, places and sources are.
        visit: The question.
        verdict: The answer.
        runs: The runs of days of one verdict that the visit touches, in order.
        stretches: The answers to its days, in order.
        elsewhere: The verdicts of places inside that answer otherwise.
    """
    told: set[tuple[Line, ...]] = set()
    why = {
        "Why" if len(stretches) == 1 else f"Why, {during(stretch.span)}": tuple(_layers(records, visit, stretch, told))
        for stretch in stretches
    }
    sections = {
        **why,
        "What would settle it" if verdict is Verdict.UNDETERMINED else "What would settle the undetermined days": tuple(
            _settled(records, visit, stretches)
        ),
        "What is assumed": tuple(map(Line, _assumed(records, stretches))),
        "Sources": tuple(_sources(records, visit, stretches)),
    }
    return Text(
        verdict,
        _title(records, visit, verdict),
        (*_days(visit, verdict, runs, stretches), *_cautions(records, stretches, elsewhere)),
        tuple((heading, lines) for heading, lines in sections.items() if lines),
    )


def _title(records: Records, visit: Visit, verdict: Verdict) -> str:
    who = f"a holder of a passport of {nationality_named(visit.nationality)}"
    return _TITLES[verdict].format(who=who, where=place_named(records.places[visit.place]), when=_when(visit))


def _when(visit: Visit) -> str:
    if visit.arrival == visit.last_day:
        return f"on {visit.arrival}"
    return f"from {visit.arrival} to {visit.last_day}"


def _days(
    visit: Visit, verdict: Verdict, runs: Sequence[tuple[Verdict, DaySpan]], stretches: Sequence[Stretch]
) -> Iterator[str]:
    """Since when and until when the verdict holds, and how those of the days make one of the stay."""
    yield from (f"It is {answer} {during(span)}." for answer, span in runs)
    if len(runs) > 1:  # R15
        told = "any of its days is" if verdict is Verdict.DENIED else "any of its days is and none is denied"
        yield f"A stay is {verdict} if {told}."
    if visit.arrival != visit.last_day and is_cut_short(stretches):
        yield "Whether those already inside when a permission ends may finish their stay is not modelled."


def _cautions(records: Records, stretches: Sequence[Stretch], elsewhere: Mapping[str, Verdict]) -> Iterator[str]:
    for event in dict.fromkeys(event for answer in stretches for event in answer.disputed):
        told = f"the sources share no day for `{event}` ({what(records.events[event])})"
        yield f"Disputed: {told}; any day from the first claimed to the last counts as possible."
    for place, verdict in elsewhere.items():
        yield f"Elsewhere: {place_named(records.places[place])}, which lies inside, is {verdict}."
    if any(answer.projected for answer in stretches):
        yield f"Projected: {_past_the_survey(records, stretches)}."


def _past_the_survey(records: Records, stretches: Sequence[Stretch]) -> str:
    if records.surveyed_through is None:
        return "no source speaks of any day"
    strict = any(Reason.PROJECTED in answer.because for answer in stretches)
    taken = "a strict answer takes nothing for granted" if strict else "this assumes that nothing has changed since"
    return f"the sources were surveyed through {records.surveyed_through}; {taken}"


# --- in words: why


def _layers(records: Records, visit: Visit, stretch: Stretch, told: set[tuple[Line, ...]]) -> Iterator[Line]:
    """What each layer says, by which policies, and what these outrank; in short where it was told before."""
    for finding in stretch.findings:
        lines = tuple(_details(records, visit, stretch, finding))
        known = lines in told
        yield Line(f"{_LAYERS[finding.layer]}: {_outcome(finding)}{', as above' if known else ''}")
        if lines and not known:
            yield from lines
            told.add(lines)


def _details(records: Records, visit: Visit, stretch: Stretch, finding: Finding) -> Iterator[Line]:
    for id_ in finding.possible:
        yield Line(_policy(records.policies[id_], records, sure=id_ in finding.deciding), 1)
        losers = [loser for loser, winner in finding.outranked if winner == id_]
        yield from (Line(_outranking(records, id_, loser), 2) for loser in losers)
    if Outcome.NOT_YET_OPEN in finding.outcomes:
        yield from (Line(said, 1) for said in _unopened(records, visit, stretch.span))


def _outcome(finding: Finding) -> str:
    if not finding.outcomes:
        return "not worked out, since too many facts are open"
    if finding.outcomes == {Outcome.SILENT}:
        return "no policy is recorded"
    return " or ".join(_OUTCOMES[outcome] for outcome in Outcome if outcome in finding.outcomes)


def _policy(policy: AccessPolicy, records: Records, *, sure: bool) -> str:
    """A policy: what it does, for whom, since when and until when, by which event and by which sources."""
    told = [f"`{policy.id}` {does(policy)}{'' if sure else ', in some cases'}", f"for {spoken_to(policy.audience)}"]
    told += _in_force(policy, records)
    # The event that ends it is told in the same place, so each of the two stands beside its day.
    event = f": {what(records.events[policy.starts])}" if policy.starts is not None and policy.ends is None else ""
    return f"{', '.join(told)}{event} [{_cited(policy.cites)}]"


def _cited(cites: Iterable[Citation]) -> str:
    """Citations, each source once: `article at 6.2, 6.3; kcna-2025-06-26`."""
    found: dict[str, list[str]] = {}
    for cite in cites:
        found.setdefault(cite.source, []).extend([on_one_line(cite.at)] if cite.at else [])
    return "; ".join(f"{source} at {', '.join(at)}" if at else source for source, at in found.items())


def _in_force(policy: AccessPolicy, records: Records) -> Iterator[str]:
    start = None if policy.starts is None else records.events[policy.starts]
    begins = "since before anything recorded" if start is None else _begins(start.window)
    if policy.ends is None:
        yield f"{begins} on" if start is not None and start.window.is_one_day else begins
        if policy.ending_or_default is not Ending.UNSTATED:
            yield "for good" if policy.ending is Ending.PERMANENT else "until further notice"
        return
    end = records.events[policy.ends]
    yield begins if start is None else f"{begins} ({what(start)})"
    yield f"{_ends(end.window)} ({what(end)})"


def _begins(start: DayWindow) -> str:
    return f"from {start}" if start.is_one_day else f"starting on {some_day(start)}"


def _ends(end: DayWindow) -> str:
    return f"until {DaySpan(None, end.earliest).last}" if end.is_one_day else f"ending on {some_day(end)}"


def _outranking(records: Records, winner: str, loser: str) -> str:
    x, y = records.policies[winner], records.policies[loser]
    return f"outranks `{loser}`: {listed(list(_betters(records, x, y)))}"


def _betters(records: Records, x: AccessPolicy, y: AccessPolicy) -> Iterator[str]:
    """In what a policy that outranks another is surely better (R7)."""
    winner, loser = announced(records, x), announced(records, y)
    if winner.overrides(loser):
        yield "an override says so"
        return
    if winner.is_later_than(loser):
        yield "announced later"
    if y.audience.certain - x.audience.members:
        yield "for fewer nationalities"
    if x.place != y.place:
        yield "for a narrower place"


def _unopened(records: Records, visit: Visit, span: DaySpan) -> Iterator[str]:
    """The resorts around a place that have not, or may not have, opened on those days of a visit in *span* (R10)."""
    first = visit.arrival if span.start is None else max(visit.arrival, span.start)
    last = visit.last_day if span.last is None else min(visit.last_day, span.last)
    for resort in from_the_inside_out(records.places, visit.place):
        if not isinstance(resort, Resort):
            continue
        if resort.opens is None:
            yield f"{place_named(resort)} may not have opened: no admitted source says when it did"
            continue
        event = records.events[resort.opens]
        if first < event.window.latest:
            told = "had not opened" if last < event.window.earliest else "may not have opened"
            cites = _cited(dating.citation for dating in event.datings)
            yield f"{place_named(resort)} {told}: `{event.id}` was on {some_day(event.window)} [{cites}]"


# --- in words: what would settle it, and what is assumed


def _settled(records: Records, visit: Visit, stretches: Sequence[Stretch]) -> Iterator[Line]:
    """What would settle the undetermined days; by stretches, where not all of them want the same."""
    open_ones = [stretch for stretch in stretches if stretch.verdict is Verdict.UNDETERMINED]
    wanted = {stretch.span: tuple(settling(records, visit.nationality, stretch)) for stretch in open_ones}
    alike = len(set(wanted.values())) == 1
    for lines in dict.fromkeys(wanted.values()):
        if not alike:
            days = listed([during(span) for span, its in wanted.items() if its == lines])
            yield Line(f"{days}:")
        yield from (Line(line, 0 if alike else 1) for line in lines)


def settling(records: Records, nationality: str, stretch: Stretch) -> Iterator[str]:
    """Give what fact would settle an undetermined answer, one line each (R13).

    Args:
        records: Where the policies, events and places are.
        nationality: The code of the nationality asked for.
        stretch: The answer; another verdict has nothing to settle.
    """
    if stretch.verdict is not Verdict.UNDETERMINED:
        return
    if Reason.PROJECTED in stretch.because:
        through = records.surveyed_through
        survey = "a source that speaks of these days" if through is None else f"a survey of sources past {through}"
        yield f"{survey} (a strict answer needs it)"
    for hinge in stretch.hinges:
        yield f"{_asked(records, nationality, hinge.unknown, hinge.policies)}: {_ways(hinge)}"
    yield from (_conflict(conflict) for conflict in stretch.conflicts if conflict.matters)
    possible = {finding.layer: finding.possible for finding in stretch.findings}
    for layer in stretch.silences:
        silence = "in some cases none applies" if possible[layer] else "none is recorded"
        yield f"a policy of layer {layer} for these days: {silence}"
    if Reason.TOO_MANY_UNKNOWNS in stretch.because:
        facts = "; ".join(_asked(records, nationality, unknown, ()) for unknown in stretch.unsettled)
        yield f"narrower days or clearer audiences, since {len(stretch.unsettled)} facts are open: {facts}"


def _asked(records: Records, nationality: str, unknown: Unknown, policies: Iterable[str]) -> str:
    match unknown:
        case EventUnknown(id_):
            event = records.events[id_]
            return f"whether `{id_}` ({what(event)}; on {some_day(event.window)}) had happened by then"
        case OpeningUnknown(place):
            return (
                f"whether {place_named(records.places[place])} had opened by then; no admitted source says when it did"
            )
        case _:
            meant = " and ".join(f"`{policy}`" for policy in policies)
            told = f"those whom {meant} speaks of" if meant else "those whom a policy speaks of"
            return f"whether {country(nationality)} was among {told} ({spoken_to(unknown.audience)})"


def _ways(hinge: Hinge) -> str:
    if hinge.if_yes == hinge.if_no:
        return f"{_any(hinge.if_yes)} either way; it matters only together with others"
    return f"{_any(hinge.if_yes)} if so, {_any(hinge.if_no)} if not"


def _any(verdicts: Iterable[Verdict]) -> str:
    found = set(verdicts)
    return " or ".join(verdict for verdict in Verdict if verdict in found)


def _conflict(conflict: Conflict) -> str:
    sides = f"`{conflict.permit}` permits and `{conflict.deny}` denies, and neither outranks the other"
    if conflict.settled_by is Resolution.ORDER:
        return f"{sides}: which of them was announced first"
    return f"{sides}: an override, with a citation, that says which one holds"


def _assumed(records: Records, stretches: Sequence[Stretch]) -> Iterator[str]:
    for layer in dict.fromkeys(layer for answer in stretches for layer in answer.assumptions):
        yield f"where no policy of layer {layer} is recorded, there is no objection"
    trusting = any(answer.projected and Reason.PROJECTED not in answer.because for answer in stretches)
    if trusting and records.surveyed_through is not None:
        yield f"nothing has changed since {records.surveyed_through}"


def _sources(records: Records, visit: Visit, stretches: Sequence[Stretch]) -> Iterator[Line]:
    """Each source with the places in it that count, and the words it used for a day."""
    said: dict[Citation, list[str]] = {}
    for dating in datings(records, visit.place, stretches):
        said.setdefault(dating.citation, []).extend([in_quotes(dating.words)] if dating.words else [])
    cited: dict[str, list[str]] = {}
    for cite in citations(records, visit.place, stretches):
        at = [f"at {on_one_line(cite.at)}"] if cite.at else []
        words = [listed(list(dict.fromkeys(said[cite])))] if said.get(cite) else []
        cited.setdefault(cite.source, []).extend([" ".join(at + words)] if at or words else [])
    for id_, places in cited.items():
        source = records.sources[id_]
        where = f" {', '.join(places)}" if places else ""
        yield Line(f"{id_}{where}: {source_named(source)}", url=source.url)
