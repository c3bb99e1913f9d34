"""Answers in plain data, for machines: dictionaries, lists, strings and truth values, ready for JSON.

The keys are those of the tables in the reference; a test compares the two.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import Enum
from typing import Any, Final

import attrs

from dprk_tourism._model.days import DayWindow, Distance
from dprk_tourism._model.records import Citation, Source, Visit
from dprk_tourism._rules.answers import (
    EventUnknown,
    Finding,
    MembershipUnknown,
    OpeningUnknown,
    Receipt,
    Stretch,
    Verdict,
)

FORM: Final = 2
"""The version of the shapes that `to_dict` and the command line return; a key that changes its meaning raises it."""


def to_dict(  # a decision has as many parts
    *,
    visit: Visit,
    verdict: Verdict,
    stretches: Sequence[Stretch],
    conditions: tuple[str, ...],
    receipt: Receipt,
    elsewhere: Mapping[str, Verdict],
    otherwise: Mapping[str, Verdict],
    citations: Sequence[Citation],
    sources: Sequence[Source],
) -> dict[str, Any]:
    """Return the answer to a visit as plain data."""
    return {
        "form": FORM,
        "nationality": visit.nationality,
        "place": visit.place,
        "arrival": plain(visit.arrival),
        "departure": plain(visit.last_day),
        "verdict": plain(verdict),
        "conditions": list(conditions),
        "projected": any(stretch.projected for stretch in stretches),
        "otherwise": {history: plain(answer) for history, answer in otherwise.items()},
        "elsewhere": {place: plain(answer) for place, answer in elsewhere.items()},
        "receipt": plain(receipt),
        "stretches": [dated(stretch) for stretch in stretches],
        "citations": [plain(citation) for citation in citations],
        "sources": {
            source.id: {"publisher": source.publisher, "title": source.title, "url": source.url} for source in sources
        },
    }


def dated(record: attrs.AttrsInstance) -> dict[str, Any]:
    """Return a record that has a span as plain data, with the first day in and the first day out beside its fields."""
    fields = plain(record)
    return {**fields.pop("span"), **fields}


def plain(value: Any) -> Any:  # noqa: C901, PLR0911 - one line for each kind of value
    """Return a part of an answer, or a record, as plain data."""
    match value:
        case Enum():
            return value.value
        case date():
            return value.isoformat()
        case DayWindow() | Distance():
            return str(value)
        case frozenset():
            return sorted(map(plain, value))
        case tuple():
            return [*map(plain, value)]
        case dict():
            return {key: plain(item) for key, item in value.items()}
        case EventUnknown():
            return {"event": value.event, **({"others": list(value.others)} if value.others else {})}
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
