"""Answers in plain data, for machines: dictionaries, lists, strings and truth values, ready for JSON.

The keys are those of the tables in the reference; a test compares the two.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import Enum
from typing import Any, Final

import attrs

from dprk_tourism._graph import Records
from dprk_tourism._model.days import DayWindow
from dprk_tourism._model.records import Visit
from dprk_tourism._rules.answers import EventUnknown, Finding, MembershipUnknown, OpeningUnknown, Stretch, Verdict
from dprk_tourism._rules.evidence import citations

__all__ = ["FORM", "dated", "plain", "to_dict"]

FORM: Final = 1
"""The version of the shapes that `to_dict` and the command line return; a key that changes its meaning raises it."""


def to_dict(
    records: Records,
    visit: Visit,
    verdict: Verdict,
    stretches: Sequence[Stretch],
    elsewhere: Mapping[str, Verdict],
) -> dict[str, Any]:
    """Return the answer to a visit as plain data."""
    return {
        "form": FORM,
        "nationality": visit.nationality,
        "place": visit.place,
        "arrival": plain(visit.arrival),
        "departure": plain(visit.last_day),
        "verdict": plain(verdict),
        "projected": any(stretch.projected for stretch in stretches),
        "surveyed_through": plain(records.surveyed_through),
        "stretches": [dated(stretch) for stretch in stretches],
        "elsewhere": {place: plain(answer) for place, answer in elsewhere.items()},
        "citations": [{"source": c.source, "at": c.at} for c in citations(records, visit.place, stretches)],
    }


def dated(record: attrs.AttrsInstance) -> dict[str, Any]:
    """Return a record that has a span as plain data, with the first day in and the first day out beside its fields."""
    fields = plain(record)
    return {**fields.pop("span"), **fields}


def plain(value: Any) -> Any:  # noqa: PLR0911 - one line for each kind of value
    """Return a part of an answer, or a record, as plain data."""
    match value:
        case Enum():
            return value.value
        case date():
            return value.isoformat()
        case DayWindow():
            return str(value)
        case frozenset():
            return sorted(map(plain, value))
        case tuple():
            return [*map(plain, value)]
        case EventUnknown():
            return {"event": value.event}
        case OpeningUnknown():
            return {"opening": value.place}
        case MembershipUnknown():
            return {"membership": _fields(value.audience)}
        case Finding():
            pairs = [{"loser": loser, "winner": winner} for loser, winner in value.outranked]
            return {**_fields(value), "outranked": pairs}
    return _fields(value) if attrs.has(type(value)) else value


def _fields(record: Any) -> dict[str, Any]:
    return {field.name: plain(getattr(record, field.name)) for field in attrs.fields(type(record))}
