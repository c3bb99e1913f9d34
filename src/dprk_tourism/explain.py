"""An answer in words, for people, and in plain data, for machines.

The functions take records, and answers with the days for which they hold; what a day's answer *is* was settled
before, in `rules`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from dprk_tourism.answers import (
    Because,
    Conflict,
    Finding,
    Hinge,
    Occurrence,
    Opening,
    Outcome,
    Settlement,
    Stretch,
    Unknown,
    Verdict,
)
from dprk_tourism.days import DaySpan
from dprk_tourism.events import Dating
from dprk_tourism.places import Place, Resort, from_the_inside_out
from dprk_tourism.policies import Effect
from dprk_tourism.records import Records
from dprk_tourism.sources import Citation
from dprk_tourism.travellers import NAMED_AUDIENCES, NATIONALITIES, Audience, all_but
from dprk_tourism.visits import Visit

__all__ = ["citations", "during", "explain", "one_line", "to_dict", "whom"]

FORM = 1
"""The version of the shape that `to_dict` gives; a key that changes its meaning raises it."""


# --- what an answer rests on


def citations(records: Records, place: str, stretches: Iterable[Stretch]) -> tuple[Citation, ...]:
    """Give what answers rest on, each citation once.

    Args:
        records: Where the policies and events are.
        place: The id of the place asked for.
        stretches: The answers.

    Returns:
        The citations of the policies that decide in some world, then of the datings of the events that start or
        end them, open the resort, or are hinges.
    """
    answers = tuple(stretches)
    policies = [p for answer in answers for finding in answer.findings for p in finding.possible]
    cites = [cite for p in policies for cite in records.policies[p].cites]
    cites += [dating.citation for dating in _datings(records, place, answers)]
    return tuple(dict.fromkeys(cites))


def _datings(records: Records, place: str, stretches: Iterable[Stretch]) -> Iterator[Dating]:
    """The datings of the events that the answers lean on."""
    ids: list[str | None] = []
    for stretch in stretches:
        possible = [records.policies[p] for finding in stretch.findings for p in finding.possible]
        ids += [event for policy in possible for event in (policy.starts, policy.ends)]
        ids += [hinge.unknown.event for hinge in stretch.hinges if isinstance(hinge.unknown, Occurrence)]
    around = from_the_inside_out(records.places, place)
    ids += [each.opens for each in around if isinstance(each, Resort)]
    for event in dict.fromkeys(ids):
        if event is not None:
            yield from records.events[event].datings


# --- in words

_TITLES = {
    Verdict.PERMITTED: "Permitted: {who} may visit {where} {when}.",
    Verdict.DENIED: "Denied: {who} may not visit {where} {when}.",
    Verdict.UNDETERMINED: "Undetermined: the records do not tell whether {who} may visit {where} {when}.",
}

_OUTCOMES = {
    Outcome.PERMIT: "permitted",
    Outcome.DENY: "denied",
    Outcome.SILENT: "silent",
    Outcome.CONFLICT: "in conflict",
    Outcome.NOT_YET_OPEN: "denied, not yet open",
}


def one_line(visit: Visit, verdict: Verdict, stretches: Iterable[Stretch]) -> str:
    """Give the verdict, the question and the policies that decided, in one line.

    Args:
        visit: The question.
        verdict: The answer.
        stretches: The answers to its days.
    """
    answers = tuple(stretches)
    policies = dict.fromkeys(p for answer in answers for finding in answer.findings for p in finding.deciding)
    reasons = dict.fromkeys(reason for answer in answers for reason in answer.because)
    why = "; ".join(", ".join(each) for each in (reasons, policies) if each) or "no policy"
    projected = ", projected" if any(answer.projected for answer in answers) else ""
    return f"{verdict}{projected}: {visit.nationality} at {visit.place} {_when(visit)} ({why})"


def explain(
    records: Records,
    visit: Visit,
    verdict: Verdict,
    runs: Sequence[tuple[Verdict, DaySpan]],
    stretches: Sequence[Stretch],
    elsewhere: Mapping[str, Verdict],
) -> str:
    """Give the reasons in words.

    Args:
        records: Where the policies, events, places and sources are.
        visit: The question.
        verdict: The answer.
        runs: The runs of days of one verdict that the visit touches, in order.
        stretches: The answers to its days, in order.
        elsewhere: The verdicts of places inside that answer otherwise.
    """
    lines = [_title(records, visit, verdict)]
    lines += [f"It is {answer} {during(span)}." for answer, span in runs]
    lines += list(_cautions(records, runs, stretches, elsewhere))
    for stretch in stretches:
        lines += ["", "Why:" if len(stretches) == 1 else f"Why, {during(stretch.span)}:"]
        lines += [f"- {_layer(records, finding, stretch)}" for finding in stretch.findings]
    settling = list(dict.fromkeys(line for stretch in stretches for line in _settling(records, visit, stretch)))
    if settling:
        lines += ["", "What would settle it:", *(f"- {line}" for line in settling)]
    sources = list(_sources(records, visit, stretches))
    if sources:
        lines += ["", "Sources:", *(f"- {line}" for line in sources)]
    return "\n".join(lines)


def _title(records: Records, visit: Visit, verdict: Verdict) -> str:
    who = f"a holder of a passport of {NATIONALITIES[visit.nationality].name} ({visit.nationality})"
    return _TITLES[verdict].format(who=who, where=_named(records.places[visit.place]), when=_when(visit))


def _named(place: Place) -> str:
    return f"{place.name} ({place.id})"


def _when(visit: Visit) -> str:
    if visit.arrival == visit.departure:
        return f"on {visit.arrival}"
    return f"from {visit.arrival} to {visit.departure}"


def during(span: DaySpan) -> str:
    """Give a span in words, with its last day in, as people say it.

    >>> during(DaySpan("2025-07-01", "2025-07-16"))
    'from 2025-07-01 to 2025-07-15'

    Args:
        span: The days.
    """
    if span.start is None:
        return "on all days" if span.last is None else f"until {span.last}"
    if span.last is None:
        return f"from {span.start}, with no end known"
    return f"on {span.start}" if span.start == span.last else f"from {span.start} to {span.last}"


def _cautions(
    records: Records,
    runs: Sequence[tuple[Verdict, DaySpan]],
    stretches: Iterable[Stretch],
    elsewhere: Mapping[str, Verdict],
) -> Iterator[str]:
    answers = tuple(stretches)
    if any(one is Verdict.PERMITTED for one, _ in runs[:-1]):
        yield "Whether those already inside when a permission ends may finish their stay is not modelled."
    if any(answer.projected for answer in answers):
        through = records.surveyed_through
        yield (
            "No source of this history speaks of any day; the answer is projected."
            if through is None
            else f"Projected: no source speaks of a day after {through}; this assumes that nothing has changed since."
        )
    for layer in dict.fromkeys(layer for answer in answers for layer in answer.assumptions):
        yield f"Assumed: where no policy of layer {layer} is recorded, there is no objection."
    for event in dict.fromkeys(event for answer in answers for event in answer.disputed):
        told = f"the sources share no day for `{event}` ({records.events[event].what})"
        yield f"Disputed: {told}; any day from the first claimed to the last is reckoned with."
    for place, verdict in elsewhere.items():
        yield f"Elsewhere: {_named(records.places[place])} is {verdict}."


def _layer(records: Records, finding: Finding, stretch: Stretch) -> str:
    """What one layer says, by which policies, and what these outrank."""
    if not finding.outcomes:
        return f"{finding.layer}: not worked out"
    outcomes = " or ".join(_OUTCOMES[outcome] for outcome in Outcome if outcome in finding.outcomes)
    silent = finding.outcomes == {Outcome.SILENT}
    said = "no policy is recorded" if silent else outcomes
    parts = [f"`{p}` {_does(records, p)}{'' if p in finding.deciding else ' if it applies'}" for p in finding.possible]
    beaten = [f"`{winner}` outranks `{loser}`" for loser, winner in finding.outranked]
    opening = [_opening(stretch)] if Outcome.NOT_YET_OPEN in finding.outcomes else []
    return "; ".join([f"{finding.layer}: {said}", *parts, *beaten, *opening])


def _opening(stretch: Stretch) -> str:
    if any(isinstance(hinge.unknown, Opening) or not hinge.policies for hinge in stretch.hinges):
        return "the resort may not have opened"
    return "the resort has not opened"


def _does(records: Records, policy: str) -> str:
    return "permits" if records.policies[policy].effect is Effect.PERMIT else "denies"


def _settling(records: Records, visit: Visit, stretch: Stretch) -> Iterator[str]:
    """What fact would settle an undetermined answer, one line each (R13)."""
    if stretch.verdict is not Verdict.UNDETERMINED:
        return
    for hinge in stretch.hinges:
        yield f"{_asked(records, visit, hinge.unknown)}: {_ways(hinge)}"
    for conflict in stretch.conflicts:
        yield _conflict(conflict)
    for finding in stretch.findings:
        if (
            Because.SILENT in stretch.because
            and Outcome.SILENT in finding.outcomes
            and finding.layer not in stretch.assumptions
        ):
            yield f"a policy of layer {finding.layer} for these days: none is recorded"
    if Because.TOO_MANY_UNKNOWNS in stretch.because:
        facts = ", ".join(_asked(records, visit, unknown) for unknown in stretch.unsettled)
        yield f"narrower days or clearer audiences, since {len(stretch.unsettled)} facts are open: {facts}"
    if Because.PROJECTED in stretch.because:
        yield f"a source that speaks of a day after {records.surveyed_through}"


def _asked(records: Records, visit: Visit, unknown: Unknown) -> str:
    match unknown:
        case Occurrence(id_):
            event = records.events[id_]
            days = f"some day from {event.window.earliest} to {event.window.latest}"
            return f"whether `{id_}` ({event.what}) had happened by then; it did on {days}"
        case Opening(place):
            return f"whether {_named(records.places[place])} had opened by then; no admitted source says when it did"
        case _:
            return f"whether {NATIONALITIES[visit.nationality].name} was among {_audience(unknown.audience)}"


def _audience(audience: Audience) -> str:
    for name, named in NAMED_AUDIENCES.items():
        if named.members == audience.members:
            return f"`{name}`"
    sure = ", ".join(sorted(audience.certain))
    return f"those whom a source speaks of ({sure} and others)" if sure else "those whom a source speaks of"


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


def _ways(hinge: Hinge) -> str:
    if hinge.if_yes == hinge.if_no:
        return f"{_any(hinge.if_yes)} either way; it matters only together with others"
    return f"{_any(hinge.if_yes)} if so, {_any(hinge.if_no)} if not"


def _any(verdicts: Iterable[Verdict]) -> str:
    found = set(verdicts)
    return " or ".join(verdict for verdict in Verdict if verdict in found)


def _conflict(conflict: Conflict) -> str:
    sides = f"`{conflict.permit}` permits and `{conflict.deny}` denies, and neither outranks the other"
    if conflict.settled_by is Settlement.ORDER:
        return f"{sides}: which of them was announced first"
    return f"{sides}: an override, with a citation, that says which one holds"


def _sources(records: Records, visit: Visit, stretches: Sequence[Stretch]) -> Iterator[str]:
    """Each source with the places in it that count, and the words it used for a day."""
    words = {dating.citation: dating.words for dating in _datings(records, visit.place, stretches) if dating.words}
    cited: dict[str, list[str]] = {}
    for cite in citations(records, visit.place, stretches):
        at = [f"at {cite.at}"] if cite.at else []
        said = [f'"{words[cite]}"'] if cite in words else []
        cited.setdefault(cite.source, []).extend([" ".join(at + said)] if at or said else [])
    for id_, places in cited.items():
        source = records.sources[id_]
        where = f" {', '.join(places)}" if places else ""
        link = f" <{source.url}>" if source.url else ""
        yield f"{id_}{where}: {source.publisher}, {source.title}, published {source.published}{link}"


# --- in data


def to_dict(
    records: Records,
    visit: Visit,
    verdict: Verdict,
    stretches: Sequence[Stretch],
    elsewhere: Mapping[str, Verdict],
) -> dict[str, Any]:
    """Give an answer as plain dictionaries, lists, texts and truth values.

    Args:
        records: Where the policies, events and sources are.
        visit: The question.
        verdict: The answer.
        stretches: The answers to its days, in order.
        elsewhere: The verdicts of places inside that answer otherwise.
    """
    return {
        "form": FORM,
        "nationality": visit.nationality,
        "place": visit.place,
        "arrival": visit.arrival.isoformat(),
        "departure": visit.departure.isoformat(),
        "verdict": verdict.value,
        "projected": any(stretch.projected for stretch in stretches),
        "surveyed_through": _day(records.surveyed_through),
        "stretches": [_stretch_dict(stretch) for stretch in stretches],
        "elsewhere": {place: answer.value for place, answer in elsewhere.items()},
        "citations": [{"source": c.source, "at": c.at} for c in citations(records, visit.place, stretches)],
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _stretch_dict(stretch: Stretch) -> dict[str, Any]:
    return {
        "from": _day(stretch.span.start),
        "until": _day(stretch.span.end),
        "verdict": stretch.verdict.value,
        "projected": stretch.projected,
        "because": [reason.value for reason in stretch.because],
        "findings": [_finding_dict(finding) for finding in stretch.findings],
        "hinges": [
            {
                "unknown": _unknown_dict(hinge.unknown),
                "policies": list(hinge.policies),
                "if_yes": sorted(hinge.if_yes),
                "if_no": sorted(hinge.if_no),
            }
            for hinge in stretch.hinges
        ],
        "conflicts": [
            {"layer": c.layer.value, "permit": c.permit, "deny": c.deny, "settled_by": c.settled_by.value}
            for c in stretch.conflicts
        ],
        "assumptions": [layer.value for layer in stretch.assumptions],
        "disputed": list(stretch.disputed),
        "unsettled": [_unknown_dict(unknown) for unknown in stretch.unsettled],
    }


def _finding_dict(finding: Finding) -> dict[str, Any]:
    return {
        "layer": finding.layer.value,
        "outcomes": sorted(finding.outcomes),
        "deciding": list(finding.deciding),
        "possible": list(finding.possible),
        "outranked": [{"loser": loser, "winner": winner} for loser, winner in finding.outranked],
    }


def _unknown_dict(unknown: Unknown) -> dict[str, Any]:
    match unknown:
        case Occurrence(event):
            return {"event": event}
        case Opening(place):
            return {"opening": place}
        case _:
            certain, possible = unknown.audience.certain, unknown.audience.possible
            return {"membership": {"certain": sorted(certain), "possible": sorted(possible)}}
