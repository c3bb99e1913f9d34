"""Records together: by id, merged with others, with their references, and in views (R16, R17)."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Final, NoReturn, TypeVar

import attrs

from dprk_tourism._model.days import Day
from dprk_tourism._model.fields import key_of, records_of
from dprk_tourism._model.records import EARLIER, AccessPolicy, Event, Place, Source
from dprk_tourism.errors import Fault

K = TypeVar("K")
V = TypeVar("V")
R = TypeVar("R", Source, Place, Event, AccessPolicy)

KINDS: Final[Mapping[str, type]] = {"sources": Source, "places": Place, "events": Event, "policies": AccessPolicy}
"""The tables of a history, with the class of the records in each."""

SINGULAR: Final[Mapping[str, str]] = {
    "sources": "source",
    "places": "place",
    "events": "event",
    "policies": "policy",
}
"""What one record of each table is called."""


def _refuse(held: object, *_: object, **__: object) -> NoReturn:
    raise TypeError(f"A {type(held).__name__} is read-only.")


_REFUSED: Any = _refuse


class FrozenDict(dict[K, V]):
    """A read-only dictionary, which pickles and copies as other dictionaries do."""

    __slots__ = ()

    __setitem__ = __delitem__ = __ior__ = clear = pop = popitem = setdefault = update = _REFUSED

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (dict(self),)


def _frozen(table: Mapping[str, Any]) -> FrozenDict[str, Any]:
    return table if isinstance(table, FrozenDict) else FrozenDict(table)


def _rows(records: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(records.values())


@attrs.frozen(kw_only=True)
class Records:
    """All records of a history, by id. Nothing is checked here; a `History` checks every reference."""

    id: str
    """Lower-case words joined by hyphens."""
    title: str
    """What it is about, in one line."""
    sources: Mapping[str, Source] = attrs.field(converter=_frozen, eq=_rows)
    """Sources by id; read-only."""
    places: Mapping[str, Place] = attrs.field(converter=_frozen, eq=_rows)
    """Places by id; read-only."""
    events: Mapping[str, Event] = attrs.field(converter=_frozen, eq=_rows)
    """Events by id; read-only."""
    policies: Mapping[str, AccessPolicy] = attrs.field(converter=_frozen, eq=_rows)
    """Policies by id; read-only."""
    surveyed_through: Day | None
    """The last day through which the sources were surveyed; answers for later days are projected (R14)."""


def tables(records: Records) -> dict[str, Mapping[str, Any]]:
    """Return the tables of some records by their names."""
    return {kind: getattr(records, kind) for kind in KINDS}


def by_id(value: Iterable[R] | Mapping[str, R], kind: type[R], path: str, faults: list[Fault]) -> Mapping[str, R]:
    """Return records by id, sorted. An equal record given twice is one; two different ones with an id are a fault."""
    found: dict[str, R] = {}
    clashing: set[str] = set()
    given = value.values() if isinstance(value, Mapping) else value
    for record in records_of(given, kind, f"a list of records of the class {kind.__name__}"):
        if found.setdefault(record.id, record) != record:
            clashing.add(record.id)
    clash = "Two different records have this id. Keep one of them, or give one another id."
    faults += [Fault(clash, f"{path}.{id_}") for id_ in clashing]
    return FrozenDict(sorted(found.items()))


# --- references


@attrs.frozen
class Reference:
    """The id of a record, and where it is written."""

    kind: str
    """The table of the record that is meant."""
    id: str
    path: str


@cache  # views are made often, and the classes are few
def _referring(record: type) -> list[tuple[str, str, Mapping[str, Any], bool]]:
    """The fields of a class that refer to other records: name, key, metadata, and whether a record needs the others."""
    return [
        (field.name, key_of(field), field.metadata, field.metadata.get("needed") or field.default is attrs.NOTHING)
        for field in attrs.fields(record)
        if field.metadata.keys() & {"kind", "list_of", "spread"}
    ]


def references(record: type, row: Any, path: str) -> Iterator[Reference]:
    """Return the references in a record, or in a row of a file, which may hold anything."""
    for name, key, meta, _ in _referring(record):
        value = row.get(key) if isinstance(row, dict) else getattr(row, name)
        if "spread" in meta:
            yield from references(meta["spread"], row if isinstance(row, dict) else value, path)
        elif "kind" in meta and isinstance(value, str) and not _is_earlier(meta, value):
            yield Reference(meta["kind"], value, f"{path}.{key}")
        elif isinstance(value, list | tuple):
            for number, item in enumerate(value):
                if "kind" in meta and isinstance(item, str):
                    yield Reference(meta["kind"], item, f"{path}.{key}[{number}]")
                elif "list_of" in meta and isinstance(item, dict | meta["list_of"]):
                    yield from references(meta["list_of"], item, f"{path}.{key}[{number}]")


def _is_earlier(meta: Mapping[str, Any], value: object) -> bool:
    return value == EARLIER and meta["kind"] == "policies"


# --- views


def view(records: Records, admitted: frozenset[str], limit: Day | None = None) -> Records:
    """Return records as some sources tell them, surveyed through *limit* at the latest (R16, R17)."""
    sources = {id_: source for id_, source in records.sources.items() if id_ in admitted}
    seen = without_lost({**tables(records), "sources": sources})
    published = [] if len(seen["sources"]) == len(records.sources) else [latest_publication(seen["sources"])]
    limits = [records.surveyed_through, *published, *([] if limit is None else [limit])]
    known = [day for day in limits if day is not None]
    through = min(known) if len(known) == len(limits) else None  # R14, R16
    return replaced(records, surveyed_through=through, **seen)


def replaced(records: Records, **fields: Any) -> Records:
    """Return records with some fields replaced; nothing is checked."""
    return Records(**{field.name: getattr(records, field.name) for field in attrs.fields(Records)} | fields)


def without_lost(held: Mapping[str, Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """Return tables without what refers to records that they do not hold, and without what needs some of that."""
    seen = dict(held)
    dropped = True
    while dropped:  # others may need what was dropped
        before = sum(map(len, seen.values()))
        for kind in KINDS:
            left = {id_: _seen(record, seen) for id_, record in seen[kind].items()}
            seen[kind] = {id_: record for id_, record in left.items() if record is not None}
        dropped = sum(map(len, seen.values())) < before
    return seen


def _seen(record: Any, held: Mapping[str, Collection[str]]) -> Any:
    """The record without what refers to records that are not held; None if it needs some of that (R16)."""
    changes: dict[str, Any] = {}
    for name, _, meta, needed in _referring(record.__class__):
        value = getattr(record, name)
        left = _left(meta, value, held)
        if left != value:
            if needed and not left:
                return None
            changes[name] = left
    return attrs.evolve(record, **changes) if changes else record


def _left(meta: Mapping[str, Any], value: Any, held: Mapping[str, Collection[str]]) -> Any:
    """What is left of the value of a field."""
    if "spread" in meta:
        return _seen(value, held)
    if "list_of" in meta:
        return tuple(left for item in value if (left := _seen(item, held)) is not None)
    if value is None or _is_earlier(meta, value):
        return value
    if isinstance(value, str):
        return value if value in held[meta["kind"]] else None
    return tuple(id_ for id_ in value if id_ in held[meta["kind"]])


def latest_publication(sources: Mapping[str, Source]) -> Day | None:
    """Return the latest first day on which one of the sources may have appeared."""
    return max((source.published.earliest for source in sources.values()), default=None)


def later_day(surveyed_through: Day | None, sources: Mapping[str, Any]) -> Day | None:
    """Return the last day surveyed once *sources* are added to a history surveyed through some day (R14)."""
    days = [day for day in (surveyed_through, latest_publication(sources)) if day is not None]
    return max(days, default=None)
