"""What must hold between records before they make a history.

A record checks itself; here are the faults that only show when records meet: an id that nobody holds, a place
inside itself, a policy that can never be in force (R6), overrides that close a loop (R7).
"""

from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Final

from dprk_tourism._graph import SINGULAR, Records, Reference, references, tables
from dprk_tourism._model.records import EARLIER, AccessPolicy, Layer, Place
from dprk_tourism._rules.ranks import announced
from dprk_tourism._text import did_you_mean, nearest, quoted
from dprk_tourism.errors import Fault

__all__ = ["faults_between", "never_in_force", "policy_faults", "reference_faults"]


def faults_between(records: Records) -> list[Fault]:
    """Return every fault that shows only when records meet."""
    return [*reference_faults(records), *policy_faults(records)]


def reference_faults(
    records: Records, declared: Mapping[str, Iterable[str]] | None = None, further: Iterable[Reference] = ()
) -> list[Fault]:
    """Give the references that lead nowhere, or in a circle.

    Args:
        records: The records to check.
        declared: Further ids by kind, which count as held: those of records that have a fault of their own.
        further: References in such records.
    """
    ids = {kind: {*table} for kind, table in tables(records).items()}
    for kind, more in (declared or {}).items():
        ids[kind].update(more)
    lost = [each for each in (*_references(records), *further) if each.id not in ids[each.kind]]
    faults = [
        # To compare many ids with many takes the product of their numbers, so only the first ones have a suggestion.
        Fault(f"There is no {SINGULAR[each.kind]} {quoted(each.id)}. {_advice(each.id, known)}", each.path)
        for number, each in enumerate(lost)
        for known in [ids[each.kind] if number * len(ids[each.kind]) < _MOST_COMPARISONS else ()]
    ]
    return [*faults, *_nesting_faults(records.places)]


_MOST_COMPARISONS: Final = 100_000
"""Of lost ids with known ones: about a second of work."""


def policy_faults(records: Records) -> list[Fault]:
    """Give the policies that can never be in force (R6), and the overrides that cannot be meant (R7).

    Args:
        records: The records to check; policies with a reference that leads nowhere are passed over.
    """
    sound = [policy for policy in records.policies.values() if _is_sound(records, policy)]
    faults = [
        Fault(_never(policy), f"policies.{policy.id}.ends") for policy in sound if never_in_force(records, policy)
    ]
    faults += _layer_faults(records.policies)
    for layer in Layer:
        faults += _loop_faults(records, [policy for policy in sound if policy.layer is layer])
    return faults


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


def never_in_force(records: Records, policy: AccessPolicy) -> bool:
    """Whether no world has a day on which *policy* is in force (R6)."""
    if policy.starts is None or policy.ends is None:
        return False
    start, end = records.events[policy.starts].window, records.events[policy.ends].window
    return policy.starts == policy.ends or end.latest <= start.earliest


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
"""How many loops are told at once."""


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
    if all(x.is_later_than(y) for x, y in named):
        # From a winner to its loser announcements never grow later, and along such an override they grow earlier:
        # no way leads back. Only the other overrides are worth comparing every policy with every other.
        return
    every = held.values()
    graph = {x.policy.id: [y.policy.id for y in every if y is not x and x.outranks(y)] for x in every}
    for loop in _loops(graph):
        first = next(id_ for id_ in loop if records.policies[id_].overrides)
        told = " outranks ".join(f"`{id_}`" for id_ in loop)
        yield Fault(f"Overrides form a loop: {told}", f"policies.{first}.overrides")
