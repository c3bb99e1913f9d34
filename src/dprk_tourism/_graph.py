"""Records together: by id, merged with others, with their references, and in views (R16, R17)."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, cached_property
from itertools import groupby, permutations
from math import inf
from typing import Any, Final, TypeVar

import attrs

from dprk_tourism._model.days import LAST_DAY, Day, DayWindow, Distance
from dprk_tourism._model.fields import FrozenDict, key_of, records_of, shown_by_help
from dprk_tourism._model.records import EARLIER, AccessPolicy, Event, Place, Source, Status
from dprk_tourism._network import Link, Network, Range, network_of
from dprk_tourism._text import nearest
from dprk_tourism.errors import Fault, UnknownNameError, WrongTypeError

R = TypeVar("R", Source, Place, Event, AccessPolicy)

KINDS: Final[Mapping[str, type]] = {"sources": Source, "places": Place, "events": Event, "policies": AccessPolicy}
"""The tables of a history, with the class of the records in each."""

SINGULAR: Final[Mapping[str, str]] = {"sources": "source", "places": "place", "events": "event", "policies": "policy"}
"""What one record of each table is called."""


def _frozen(table: Mapping[str, Any]) -> FrozenDict[str, Any]:
    return table if isinstance(table, FrozenDict) else FrozenDict(table)


def _rows(records: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(records.values())


@shown_by_help
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
    _surveyed_from: Day | None = attrs.field(default=None, alias="surveyed_from")
    surveyed_through: Day | None = None
    """The last day through which the sources were surveyed; answers for later days are projected (R14)."""

    @property
    def suppositions(self) -> tuple[str, ...]:
        """What is supposed, in words; empty for most histories (R21)."""
        return ()

    @cached_property
    def surveyed_from(self) -> Day | None:
        """The first day that the sources were surveyed for; answers for earlier days are projected (R14)."""
        if self._surveyed_from is not None:
            return self._surveyed_from
        return min(
            (day for id_ in _happened(self.events) if (day := self.window(id_).earliest) is not None), default=None
        )

    def window(self, event: str) -> DayWindow:
        """Return the days on one of which an event fell: the tightest window that all datings leave (R2).

        >>> import dprk_tourism as dt
        >>> str(dt.load("article").according_to("article").window("ban-notice"))
        '[2025-07-15..2025-07-31]'

        Args:
            event: The id of an event.

        Raises:
            UnknownNameError: There is no such event.
        """
        self._check_event(event)
        return self._windows[event]

    def distance(self, earlier: str, later: str) -> Distance:
        """Return how many days after one event another fell: the tightest distance that all datings leave (R2).

        >>> import dprk_tourism as dt
        >>> str(dt.load("article").distance("resort-opens", "ban-notice"))
        '15..17'

        Args:
            earlier: The id of an event.
            later: The id of another. If it fell earlier after all, the numbers are negative.

        Raises:
            UnknownNameError: There is no such event.
        """
        self._check_event(earlier)
        self._check_event(later)
        return _to_distance(self._network.distance(earlier, later))

    @cached_property
    def disputed(self) -> tuple[str, ...]:
        """The ids of the events whose datings contradict each other or those of other events, sorted (R2)."""
        apart = {id_ for id_, event in self.events.items() if _stated(event) is None}
        return tuple(sorted(apart | {link.carrier for link in self._network.contradicted}))

    @cached_property
    def _network(self) -> Network:
        """The windows and distances of all events, with days as ordinals."""
        windows = {id_: _own_window(event) for id_, event in self.events.items()}
        return network_of(windows, list(_links(self.events)), frozenset(_happened(self.events)))

    @cached_property
    def _windows(self) -> Mapping[str, DayWindow]:
        return {id_: _to_window(days) for id_, days in self._network.windows.items()}

    def _check_event(self, event: object) -> None:
        if not isinstance(event, str):
            raise WrongTypeError("the id of an event", event)
        if event not in self.events:
            raise UnknownNameError(event, nearest(event, self.events), kind="event")


def network(records: Records) -> Network:
    """Return the windows and distances of all events, with days as ordinals (R2)."""
    return records._network  # noqa: SLF001 - no public attribute of a history


def given_first_day(records: Records) -> Day | None:
    """Return the first day surveyed as it was given; None if it was left out."""
    return records._surveyed_from  # noqa: SLF001 - as above


def is_projected(records: Records, day: date) -> bool:
    """Return whether *day* lies outside the days surveyed (R14)."""
    first, last = records.surveyed_from, records.surveyed_through
    return first is None or last is None or not first <= day <= last


def in_order(records: Records, events: Iterable[str]) -> tuple[Event, ...]:
    """Return events by id, in the order of their windows, open beginnings first, then of their distances and ids."""
    windows = network(records).windows
    places = {id_: (windows[id_].least, windows[id_].most) for id_ in events}
    groups = groupby(sorted(places, key=lambda id_: (places[id_], id_)), key=places.__getitem__)
    return tuple(records.events[id_] for _, group in groups for id_ in _by_distance(network(records), list(group)))


def _by_distance(network: Network, events: Sequence[str]) -> Iterator[str]:
    """Events of one window, each after those that fell no later than it and perhaps earlier."""
    earlier: dict[str, set[str]] = {event: set() for event in events}
    for one, other in permutations(events, 2):
        if network.are_linked(one, other):
            gap = network.distance(one, other)
            if gap.least >= 0 and gap.most > 0:
                earlier[other].add(one)
    while earlier:
        # What did not happen narrows nothing, so that three such events may seem to go in a circle.
        first = min(earlier, key=lambda event: (bool(earlier[event]), event))
        yield first
        del earlier[first]
        for left in earlier.values():
            left.discard(first)


def surely_no_later(one: Event, other: Event) -> bool:
    """Return whether *one* fell no later than *other* by their own windows alone."""
    return _own_window(one).most <= _own_window(other).least


def _happened(events: Mapping[str, Event]) -> Iterator[str]:
    return (id_ for id_, event in events.items() if event.status is Status.HAPPENED)


def _own_window(event: Event) -> Range:
    """The days that the windows of an event leave, by itself (R2)."""
    return _stated(event) or _hull(event)


def _stated(event: Event) -> Range | None:
    """The days that all windows of an event hold, or that are supposed; None if they share none."""
    shared = Range() if event.supposed is None else to_range(event.supposed)  # R21
    for dating in event.datings:
        shared &= Range() if dating.when is None else to_range(dating.when)
    return shared or None


def _hull(event: Event) -> Range:
    """The smallest window that holds all windows of an event, if they share no day."""
    windows = [to_range(dating.when) for dating in event.datings if dating.when is not None]
    return Range(min(window.least for window in windows), max(window.most for window in windows))


def _links(events: Mapping[str, Event]) -> Iterator[Link]:
    for id_, event in events.items():
        for number, dating in enumerate(event.datings):
            least, most = dating.distance.least, dating.distance.most
            days = Range(-inf if least is None else least, inf if most is None else most)
            if dating.after is not None:
                yield Link(dating.after, id_, days, id_, number)
            elif dating.before is not None:
                yield Link(id_, dating.before, days, id_, number)


def to_range(window: DayWindow) -> Range:
    """Return the ordinals of the days of a window."""
    return Range(
        -inf if window.earliest is None else window.earliest.toordinal(),
        inf if window.latest is None else window.latest.toordinal(),
    )


def _to_window(days: Range) -> DayWindow:
    """The window of some ordinals; what lies outside the calendar is open."""
    earliest = None if days.least < 1 else Day.fromordinal(int(days.least))
    latest = None if days.most > LAST_DAY.toordinal() else Day.fromordinal(int(days.most))
    return DayWindow(earliest, latest)


def _to_distance(days: Range) -> Distance:
    """The distance of some numbers of days; what is longer than the calendar is open."""
    ends = (None if abs(end) >= LAST_DAY.toordinal() else int(end) for end in (days.least, days.most))
    return Distance(*ends)


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


def located(held: Mapping[str, Mapping[str, Any]], id_: object) -> tuple[str, str]:
    """Return the table and the id of the record that *id_* names; it may begin with the table, as `policies.my-id`."""
    if not isinstance(id_, str):
        raise WrongTypeError("the id of a record", id_)
    kind, dot, rest = id_.partition(".")
    kinds, name = ((kind,), rest) if dot and kind in KINDS else (tuple(KINDS), id_)
    holding = [(each, name) for each in kinds if name in held[each]]
    if not holding:
        raise UnknownNameError(id_, nearest(name, [known for each in kinds for known in held[each]]), kind="record")
    if len(holding) > 1:
        raise UnknownNameError(id_, tuple(f"{each}.{name}" for each, name in holding), kind="record")
    return holding[0]


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


def view(records: Records, admitted: frozenset[str], limit: Day | None = None) -> Records:
    """Return records as some sources tell them, surveyed through *limit* at the latest (R16, R17)."""
    heard = (id_ for id_ in records.sources if id_ in admitted)
    sources = {id_: _with_ancestor(records.sources, id_, admitted) for id_ in heard}
    seen = without_lost({**tables(records), "sources": sources})
    limits = [records.surveyed_through]
    if limit is not None or len(sources) < len(records.sources):  # whatever appears after the limit
        limits += [latest_publication(sources), *([] if limit is None else [limit])]
    known = [day for day in limits if day is not None]
    through = min(known) if len(known) == len(limits) else None  # R14, R16
    return replaced(records, surveyed_through=through, **seen)


def replaced(records: Records, **fields: Any) -> Records:
    """Return records with some fields replaced; nothing is checked."""
    return Records(**{str(field.alias): getattr(records, field.name) for field in attrs.fields(Records)} | fields)


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


def origins(sources: Mapping[str, Source], id_: str) -> Iterator[str]:
    """Return the id of a source, then of what it copies or retells, then of what that does."""
    origin: str | None = id_
    while origin is not None:
        yield origin
        origin = sources[origin].derived_from


def root_of(sources: Mapping[str, Source], id_: str) -> str:
    """Return the id of the source that this one copies or retells, directly or by way of others; or its own."""
    *_, root = origins(sources, id_)
    return root


def _with_ancestor(sources: Mapping[str, Source], id_: str, admitted: frozenset[str]) -> Source:
    """The source as derived from its nearest ancestor that is admitted (R16)."""
    _, *others = origins(sources, id_)
    ancestor = next((origin for origin in others if origin in admitted), None)
    return sources[id_] if ancestor == sources[id_].derived_from else attrs.evolve(sources[id_], derived_from=ancestor)


def _seen(record: Any, held: Mapping[str, Collection[str]]) -> Any:
    """The record without what refers to records that are not held; None if it needs some of that (R16)."""
    changes: dict[str, Any] = {}
    for name, _, meta, needed in _referring(record.__class__):
        value = getattr(record, name)
        left = _left(meta, value, held)
        if left != value:
            if needed and not left:
                return None
            if meta.get("whole") and all(cite.attribute is not None for cite in left):
                return None
            changes[name] = left
    emptied = [name for name, left in changes.items() if not left]
    if emptied and hasattr(record, "cites"):  # what supported a field that is empty now supports nothing
        cites = changes.get("cites", record.cites)
        changes["cites"] = tuple(cite for cite in cites if cite.attribute not in emptied)
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
    return max((day for source in sources.values() if (day := source.published.earliest)), default=None)


def later_day(surveyed_through: Day | None, sources: Mapping[str, Any]) -> Day | None:
    """Return the last day surveyed once *sources* are added to a history surveyed through some day (R14)."""
    days = [day for day in (surveyed_through, latest_publication(sources)) if day is not None]
    return max(days, default=None)
