"""What must hold between records before they make a history.

A record checks itself; here are the faults that only show when records meet: an id that nobody holds, a place
inside itself, a policy that can never be in force (R6), overrides that close a loop (R7).
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Final

from dprk_tourism._graph import SINGULAR, Records, Reference, references, surely_no_later, tables
from dprk_tourism._model.records import EARLIER, AccessPolicy, Layer, Place, Source, Status, folded_name
from dprk_tourism._rules.ranks import Announced, announced
from dprk_tourism._text import did_you_mean, nearest, quoted
from dprk_tourism.errors import Fault


def faults_between(records: Records) -> list[Fault]:
    """Return every fault that shows only when records meet."""
    return [*reference_faults(records), *faults_of_meaning(records), *_supposed_faults(records)]


def _supposed_faults(records: Records) -> Iterator[Fault]:
    """Events of a history that supposes something (R21), which would pass for records elsewhere."""
    for id_, event in records.events.items():
        if event.supposed is not None:
            yield Fault("This event is supposed, not recorded. Suppose it in the new history again.", f"events.{id_}")


def reference_faults(
    records: Records, declared: Mapping[str, Iterable[str]] | None = None, further: Iterable[Reference] = ()
) -> Iterator[Fault]:
    """Return the references that lead nowhere, or in a circle.

    *declared* are the ids, by kind, of records with a fault of their own, which count as held; *further* refer in them.
    """
    ids = {kind: {*table} for kind, table in tables(records).items()}
    for kind, more in (declared or {}).items():
        ids[kind].update(more)
    lost = [each for each in (*_references(records), *further) if each.id not in ids[each.kind]]
    for number, each in enumerate(lost):
        # To compare many ids with many takes the product of their numbers, so only the first ones have a suggestion.
        known = ids[each.kind] if number * len(ids[each.kind]) < _MOST_COMPARISONS else ()
        yield Fault(f"There is no {SINGULAR[each.kind]} {quoted(each.id)}. {_advice(each.id, known)}", each.path)
    yield from _nesting_faults(records.places)
    yield from _derivation_faults(records.sources)


_MOST_COMPARISONS: Final = 100_000
"""Of lost ids with known ones: about a second of work."""


def faults_of_meaning(records: Records) -> list[Fault]:
    """Return the records that fit together and cannot be meant; those with a reference that leads nowhere are skipped.

    They are policies that can never be in force (R6), overrides of another layer or in a loop (R7), policies and
    resorts that lean on what did not happen (R20), and places that share a name.
    """
    sound = [policy for policy in records.policies.values() if _is_sound(records, policy)]
    faults = [Fault(_never(policy), f"policies.{policy.id}.ends") for policy in sound if _is_reversed(records, policy)]
    faults += _layer_faults(records.policies)
    faults += _loops_of_overrides(records, sound)
    return [*faults, *_status_faults(records), *_name_faults(records.places)]


def loops_of_overrides(records: Records) -> list[Fault]:
    """Return the overrides that close a loop (R7); every reference of the records is sound."""
    return _loops_of_overrides(records, records.policies.values())


def _loops_of_overrides(records: Records, policies: Iterable[AccessPolicy]) -> list[Fault]:
    by_layer = [[policy for policy in policies if policy.layer is layer] for layer in Layer]
    return [fault for alike in by_layer for fault in _loop_faults(records, alike)]


def _never(policy: AccessPolicy) -> str:
    if policy.starts == policy.ends:
        return f"This policy can never be in force: `{policy.starts}` both starts and ends it."
    return f"This policy can never be in force: `{policy.ends}` is not later than `{policy.starts}`."


def _is_sound(records: Records, policy: AccessPolicy) -> bool:
    """Whether the events of *policy*, its place and all places around it are there, the places without a loop."""
    events = [event for event in (policy.starts, policy.ends, policy.announced) if event is not None]
    around: set[str] = set()
    place: str | None = policy.place
    while place is not None and place in records.places and place not in around:
        around.add(place)
        place = records.places[place].within
    return place is None and all(event in records.events for event in events)


def _is_reversed(records: Records, policy: AccessPolicy) -> bool:
    """Whether one event both starts and ends it, or windows alone say that it ends no later than it starts (R6)."""
    if policy.starts is None or policy.ends is None:
        return False
    return policy.starts == policy.ends or surely_no_later(records.events[policy.ends], records.events[policy.starts])


def never_in_force(records: Records, policy: AccessPolicy) -> bool:
    """Whether no world has a day on which *policy* is in force, by windows or by distances (R6)."""
    if policy.starts is None or policy.ends is None:
        return False
    most = records.distance(policy.starts, policy.ends).most
    return most is not None and most <= 0


def _status_faults(records: Records) -> Iterator[Fault]:
    """Events that start, end or announce a policy or open a resort, although they did not surely happen (R20)."""
    for kind, table in (("policies", records.policies), ("places", records.places)):
        for id_, record in table.items():
            for each in references(type(record), record, f"{kind}.{id_}"):
                event = records.events.get(each.id)
                if each.kind == "events" and event is not None and event.status is not Status.HAPPENED:
                    said = f"`{event.id}` is {event.status}, and only what happened counts here. Name another event."
                    yield Fault(said, each.path)


def _name_faults(places: Mapping[str, Place]) -> Iterator[Fault]:
    """Ids and names of places that another place has too, whatever the case."""
    owner: dict[str, str] = {}
    for place in places.values():
        for name in dict.fromkeys(map(folded_name, (place.id, place.name, *place.names))):
            if owner.setdefault(name, place.id) != place.id:
                yield Fault(
                    f"`{owner[name]}` is called {quoted(name)} too. A place's id and names are its own.",
                    f"places.{place.id}.names",
                )


def _advice(id_: str, known: Iterable[str]) -> str:
    return did_you_mean(nearest(id_, known, most=1)) or "Add it, or correct the id."


def _references(records: Records) -> Iterator[Reference]:
    for kind, table in tables(records).items():
        for id_, record in table.items():
            yield from references(type(record), record, f"{kind}.{id_}")


def _nesting_faults(places: Mapping[str, Place]) -> Iterator[Fault]:
    nesting = {place.id: [place.within] for place in places.values() if place.within in places}
    for loop in _loops(nesting):
        yield Fault(f"Places are inside each other: {' in '.join(loop)}", f"places.{loop[0]}.within")


def _derivation_faults(sources: Mapping[str, Source]) -> Iterator[Fault]:
    derived = {source.id: [source.derived_from] for source in sources.values() if source.derived_from in sources}
    for loop in _loops(derived):
        yield Fault(f"Sources are derived from each other: {' from '.join(loop)}", f"sources.{loop[0]}.derived_from")


def _loops(graph: Mapping[str, Iterable[str | None]]) -> Iterator[list[str]]:
    """Loops of a graph, each from a node back to itself; one that shares a node with another may hide it.

    After a hundred the rest is not looked for, as each search goes through the whole graph.
    """
    left = dict(graph)
    for _ in range(_MOST_LOOPS):
        try:
            TopologicalSorter(left).prepare()
        except CycleError as error:
            loop = [str(node) for node in reversed(error.args[1])]
            yield loop
            left = {node: others for node, others in left.items() if node not in loop}
        else:
            return


_MOST_LOOPS: Final = 100
"""How many loops are listed at once."""


def _layer_faults(policies: Mapping[str, AccessPolicy]) -> list[Fault]:
    return [
        Fault(
            f"`{other}` is in layer {policies[other].layer}, so a policy in layer {policy.layer} cannot override it.",
            f"policies.{policy.id}.overrides[{number}]",
        )
        for policy in policies.values()
        for number, other in enumerate(() if policy.overrides == EARLIER else policy.overrides)
        if other in policies and policies[other].layer is not policy.layer
    ]


def _loop_faults(records: Records, policies: list[AccessPolicy]) -> Iterator[Fault]:
    """What an override makes of policies that outrank each other in a circle; without one there is no circle."""
    held = {policy.id: announced(records, policy) for policy in policies}
    named = [(held[x.id], held[y]) for x in policies if x.overrides != EARLIER for y in x.overrides if y in held]
    # From a winner to its loser announcements never grow later, and along most overrides they grow earlier, so that no
    # way leads back. Only the other overrides may be the first step of a loop.
    steps = [(x, y) for x, y in named if not x.is_later_than(y)]
    comparing = _Comparing([*held.values()] if steps else [])
    looping: set[str] = set()
    loops = 0
    for x, y in steps:
        if loops == _MOST_LOOPS or not looping.isdisjoint((x.policy.id, y.policy.id)):
            continue
        path = f"policies.{x.policy.id}.overrides"
        if (way := comparing.way(y, x)) is not None:
            loops += 1
            looping.update(way)
            chain = " outranks ".join(f"`{id_}`" for id_ in (x.policy.id, *way))
            yield Fault(f"Overrides form a loop: {chain}", path)
        elif not comparing.left:
            yield Fault(
                "There are too many policies to look for loops here. Override only what was announced before.", path
            )
            return


class _Comparing:
    """Compares policies with each other, so many times at most."""

    def __init__(self, policies: list[Announced]) -> None:
        self.policies = policies
        self.left = _MOST_RANKS

    def way(self, start: Announced, end: Announced) -> list[str] | None:
        """Return the shortest way from a policy to another, each outranking the next; None if none was found."""
        before: dict[str, str] = {}
        unseen = [policy for policy in self.policies if policy is not start]
        waiting = deque([start])
        while waiting and end.policy.id not in before and self.left:
            winner = waiting.popleft()
            self.left = max(0, self.left - len(unseen))
            losers = [policy for policy in unseen if winner.outranks(policy)]
            before.update((policy.policy.id, winner.policy.id) for policy in losers)
            unseen = [policy for policy in unseen if policy.policy.id not in before]
            waiting.extend(losers)
        if end.policy.id not in before:
            return None
        way = [end.policy.id]
        while way[0] != start.policy.id:
            way.insert(0, before[way[0]])
        return way


_MOST_RANKS: Final = 1_000_000
"""How often two policies are compared to find loops: about two seconds of work."""
