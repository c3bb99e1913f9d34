"""An answer in plain data, for machines: dictionaries, lists, texts and truth values, ready for JSON.

The keys are those of the tables in the reference; a test holds the two together.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from dprk_tourism._graph import Records
from dprk_tourism._model.records import Visit
from dprk_tourism._rules.answers import (
    EventUnknown,
    Finding,
    OpeningUnknown,
    Stretch,
    Unknown,
    Verdict,
)
from dprk_tourism._rules.evidence import citations

__all__ = ["FORM", "day_text", "stretch_dict", "to_dict"]

FORM: Final = 1
"""The version of the shapes that `to_dict` and the command line give; a key that changes its meaning raises it."""


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
        "departure": visit.last_day.isoformat(),
        "verdict": verdict.value,
        "projected": any(stretch.projected for stretch in stretches),
        "surveyed_through": day_text(records.surveyed_through),
        "stretches": [stretch_dict(stretch) for stretch in stretches],
        "elsewhere": {place: answer.value for place, answer in elsewhere.items()},
        "citations": [{"source": c.source, "at": c.at} for c in citations(records, visit.place, stretches)],
    }


def day_text(day: date | None) -> str | None:
    """Give a day as YYYY-MM-DD, or None for none."""
    return None if day is None else day.isoformat()


def stretch_dict(stretch: Stretch) -> dict[str, Any]:
    """Give a stretch as plain data.

    Args:
        stretch: The stretch. Its days become `start`, the first day in, and `end`, the first day out.
    """
    return {
        "start": day_text(stretch.span.start),
        "end": day_text(stretch.span.end),
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
            {
                "layer": c.layer.value,
                "permit": c.permit,
                "deny": c.deny,
                "settled_by": c.settled_by.value,
                "matters": c.matters,
            }
            for c in stretch.conflicts
        ],
        "assumptions": [layer.value for layer in stretch.assumptions],
        "silences": [layer.value for layer in stretch.silences],
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
        case EventUnknown(event):
            return {"event": event}
        case OpeningUnknown(place):
            return {"opening": place}
        case _:
            certain, possible = unknown.audience.certain, unknown.audience.possible
            return {"membership": {"certain": sorted(certain), "possible": sorted(possible)}}
