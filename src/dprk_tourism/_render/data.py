"""Answers in plain data, for machines: dictionaries, lists, strings and truth values, ready for JSON.

The keys are those of the tables in the reference; a test compares the two.
"""

from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

import attrs

from dprk_tourism._model.days import DayWindow, Distance
from dprk_tourism._model.records import Layer
from dprk_tourism._rules.answers import Conflict, EventUnknown, Finding, MembershipUnknown, OpeningUnknown, Task
from dprk_tourism._rules.evidence import citations, dated_events

if TYPE_CHECKING:
    from dprk_tourism._decisions import Decision

FORM: Final = 2
"""The version of the shapes that `to_dict` and the command line return; a key that changes its meaning raises it."""

OF_SOURCES: Final = ("publisher", "title", "published", "url", "copy")


def to_dict(decision: "Decision") -> dict[str, Any]:
    """Return the answer to a visit as plain data."""
    visit, history = decision.visit, decision._timeline.history  # noqa: SLF001
    evidence = history, visit.place, decision.stretches
    cited = citations(*evidence)
    sources = {cite.source: history.sources[cite.source] for cite in cited}
    return {
        "form": FORM,
        "nationality": visit.nationality,
        "place": visit.place,
        "arrival": plain(visit.arrival),
        "departure": plain(visit.last_day),
        "verdict": plain(decision.verdict),
        "conditions": list(decision.conditions),
        "projected": decision.projected,
        "summary": decision.summary(),
        "supposed": decision.supposed,
        "otherwise": plain(decision.otherwise),
        "elsewhere": plain(decision.elsewhere),
        "receipt": plain(decision.receipt),
        "stretches": [*map(dated, decision.stretches)],
        "windows": {each: plain(history.window(each)) for each in dated_events(*evidence)},
        "citations": [{**plain(cite), "of": of} for cite, of in cited.items()],
        "sources": {id_: {key: plain(getattr(each, key)) for key in OF_SOURCES} for id_, each in sources.items()},
    }


def dated(record: attrs.AttrsInstance) -> dict[str, Any]:
    """Return a record that has a span as plain data, with the first day in and the first day out beside its fields."""
    fields = plain(record)
    return {**fields.pop("span"), **fields}


def task_data(task: Task) -> dict[str, Any]:
    """Return a task as plain data, with its span as in `dated`, and what it is about as that of a hinge is."""
    subject = task.subject
    kinds = {Layer: "silence", Conflict: "conflict"}
    kind = kinds.get(type(subject))
    return {**dated(task), "subject": plain(subject) if kind is None else {kind: plain(subject)}}


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
