"""Records together: by id, as views show them (R16, R17), and merged with others."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeVar

import attrs

from dprk_tourism._model.days import Day
from dprk_tourism._model.fields import records_of
from dprk_tourism._model.records import EARLIER, AccessPolicy, Event, Place, Resort, Source
from dprk_tourism.errors import Fault

__all__ = ["KINDS", "FrozenDict", "Records", "by_id", "later_day", "latest_publication", "view"]

K = TypeVar("K")
V = TypeVar("V")
R = TypeVar("R", Source, Place, Event, AccessPolicy)

KINDS: Final[Mapping[str, type]] = {"sources": Source, "places": Place, "events": Event, "policies": AccessPolicy}
"""The tables of a history, with the class of the records in each."""


class FrozenDict(dict[K, V]):
    """A read-only dictionary, which pickles and copies as other dictionaries do."""

    __slots__ = ()

    def _refuse(self, *_: object, **__: object) -> Any:
        raise TypeError(f"{type(self).__name__} is read-only")

    __setitem__ = __delitem__ = __ior__ = clear = pop = popitem = setdefault = update = _refuse

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (dict(self),)

    def __repr__(self) -> str:
        return dict.__repr__(self)


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


def by_id(value: Iterable[R] | Mapping[str, R], kind: type[R], path: str, faults: list[Fault]) -> Mapping[str, R]:
    """Index records by id, sorted; an equal record given twice is one, two different ones are a fault."""
    found: dict[str, R] = {}
    clashing: set[str] = set()
    given = value.values() if isinstance(value, Mapping) else value
    for record in records_of(given, kind, f"a list of records of kind {kind.__name__}"):
        if found.setdefault(record.id, record) != record:
            clashing.add(record.id)
    clash = "two different records have this id; keep one of them, or give one another id"
    faults += [Fault(clash, f"{path}.{id_}") for id_ in clashing]
    return FrozenDict(sorted(found.items()))


def view(records: Records, admitted: frozenset[str], limit: Day | None = None) -> Records:
    """Return records as some sources tell them, surveyed through *limit* at the latest (R16, R17)."""
    sources = {id_: source for id_, source in records.sources.items() if id_ in admitted}
    events = {id_: seen for id_, event in records.events.items() if (seen := _event_seen(event, admitted))}
    policies = {id_: left for id_, p in records.policies.items() if (left := _policy_seen(p, admitted, events))}
    published = [] if len(sources) == len(records.sources) else [latest_publication(sources)]
    limits = [records.surveyed_through, *published, *([] if limit is None else [limit])]
    known = [day for day in limits if day is not None]
    through = min(known) if len(known) == len(limits) else None  # R14, R16
    return Records(
        id=records.id,
        title=records.title,
        sources=sources,
        places={id_: _place_seen(place, admitted, events) for id_, place in records.places.items()},
        events=events,
        policies={id_: _without_lost_overrides(policy, policies) for id_, policy in policies.items()},
        surveyed_through=through,
    )


def latest_publication(sources: Mapping[str, Source]) -> Day | None:
    return max((source.published.earliest for source in sources.values()), default=None)


def later_day(surveyed_through: Day | None, sources: Mapping[str, Any]) -> Day | None:
    """Give the last day surveyed once *sources* are added to a history surveyed through some day (R14)."""
    days = [day for day in (surveyed_through, latest_publication(sources)) if day is not None]
    return max(days, default=None)


def _event_seen(event: Event, admitted: frozenset[str]) -> Event | None:
    """The event with what the admitted sources claim of its day; None if they claim nothing (R16)."""
    datings = [dating for dating in event.datings if dating.citation.source in admitted]
    return attrs.evolve(event, datings=datings) if datings else None


def _policy_seen(policy: AccessPolicy, admitted: frozenset[str], events: Mapping[str, Event]) -> AccessPolicy | None:
    """The policy as the admitted sources tell it; None if they do not tell of it or of its start (R16)."""
    cites = [cite for cite in policy.cites if cite.source in admitted]
    if not cites or (policy.starts is not None and policy.starts not in events):
        return None
    return attrs.evolve(
        policy,
        cites=cites,
        ends=policy.ends if policy.ends in events else None,  # an ending that is lost is `unstated`
        announced=policy.announced if policy.announced in events else None,
    )


def _without_lost_overrides(policy: AccessPolicy, policies: Mapping[str, AccessPolicy]) -> AccessPolicy:
    if policy.overrides == EARLIER:
        return policy
    return attrs.evolve(policy, overrides=[id_ for id_ in policy.overrides if id_ in policies])


def _place_seen(place: Place, admitted: frozenset[str], events: Mapping[str, Event]) -> Place:
    """The place with what the admitted sources say of it; it stays, be they silent (R16)."""
    seen = attrs.evolve(place, cites=[cite for cite in place.cites if cite.source in admitted])
    if isinstance(seen, Resort) and seen.opens not in events:
        return attrs.evolve(seen, opens=None)
    return seen
