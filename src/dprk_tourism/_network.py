"""R2: the tightest windows of events, and the tightest distances between them, from all that sources say of both.

Windows and distances together are a simple temporal problem (Dechter, Meiri, Pearl 1991). Each event is a node, and so
is day zero; "at most 14 days after" is an edge of that length, and the shortest paths are the tightest bounds. Days are
whole numbers here, and infinity stands for what nobody bounds.

    day zero --latest--> event        event --(-earliest)--> day zero
    earlier  --most----> later        later --(-least)-----> earlier
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import reduce
from heapq import heappop, heappush
from itertools import permutations, product
from math import inf
from operator import and_
from typing import Final, TypeAlias

import attrs

_ZERO: Final = ""
"""Day zero. No event has an empty id."""

_Edges: TypeAlias = dict[str, list[tuple[str, float]]]
_Bounds: TypeAlias = "list[tuple[str, Range]]"


@attrs.frozen
class Range:
    """From *least* to *most*, both included."""

    least: float = -inf
    most: float = inf

    def __bool__(self) -> bool:
        return self.least <= self.most

    def __and__(self, other: "Range") -> "Range":
        return Range(max(self.least, other.least), min(self.most, other.most))

    def __add__(self, other: "Range") -> "Range":
        return Range(self.least + other.least, self.most + other.most)

    def __neg__(self) -> "Range":
        return Range(-self.most, -self.least)

    def __le__(self, other: "Range") -> bool:
        return other.least <= self.least and self.most <= other.most


_CALENDAR: Final = Range(date.min.toordinal(), date.max.toordinal())
"""The days that there are."""


@attrs.frozen
class Link:
    """One dating by distance: *later* fell that many days after *earlier*."""

    earlier: str
    later: str
    days: Range
    carrier: str
    """The event whose dating says so."""
    number: int = 0
    """The place of that dating among those of the event."""


class _Component:
    """Events that distances link, and the shortest paths among them and day zero."""

    def __init__(self, windows: Mapping[str, Range], links: Iterable[Link]) -> None:
        self._edges = _edges_of(windows, links)
        # Days that fit must be days of the calendar; what the calendar alone bounds stays open.
        self._potential = _potentials(_edges_of({event: each & _CALENDAR for event, each in windows.items()}, links))
        self._paths: dict[str, dict[str, float]] = {}

    @property
    def is_consistent(self) -> bool:
        """Whether some days fit all windows and distances."""
        return bool(self._potential)

    def windows(self) -> dict[str, Range]:
        """The tightest window of each event: the paths from day zero, and those to it, found along reversed edges."""
        reversed_edges: _Edges = {node: [] for node in self._edges}
        for node, ahead in self._edges.items():
            for other, days in ahead:
                reversed_edges[other].append((node, days))
        latest = _shortest_paths(self._edges, self._potential, _ZERO)
        earliest = _shortest_paths(reversed_edges, {node: -held for node, held in self._potential.items()}, _ZERO)
        events = (event for event in self._edges if event != _ZERO)
        return {event: Range(-earliest.get(event, inf), latest.get(event, inf)) for event in events}

    def path(self, start: str, end: str) -> float:
        """The most days by which *end* may have fallen after *start*."""
        if start not in self._paths:
            self._paths[start] = _shortest_paths(self._edges, self._potential, start)
        return self._paths[start].get(end, inf)


def _edges_of(windows: Mapping[str, Range], links: Iterable[Link]) -> _Edges:
    edges: _Edges = {_ZERO: [], **{event: [] for event in windows}}
    bounds = [(_ZERO, event, window) for event, window in windows.items()]
    for earlier, later, days in [*bounds, *((link.earlier, link.later, link.days) for link in links)]:
        if days.most < inf:
            edges[earlier].append((later, days.most))
        if days.least > -inf:
            edges[later].append((earlier, -days.least))
    return edges


def _potentials(edges: _Edges) -> dict[str, float]:
    """A number for each node that makes no edge negative (Bellman and Ford); none if a cycle is negative."""
    found, order = dict.fromkeys(edges, 0.0), list(edges)
    before: dict[str, str] = {}  # the node from which each was reached
    shorter = True
    while shorter:
        shorter = False
        for node in order:
            for other, days in edges[node]:
                if found[node] + days < found[other]:
                    found[other], before[other], shorter = found[node] + days, node, True
        if _has_circle(before):
            return {}
        order.reverse()  # a chain that one direction follows step by step, the other follows at once
    return found


def _has_circle(before: Mapping[str, str]) -> bool:
    """Whether some node is before itself."""
    seen: dict[str, str] = {}
    for start in before:
        node = start
        while node in before and node not in seen:
            seen[node] = start
            node = before[node]
        if seen.get(node) == start:
            return True
    return False


def _shortest_paths(edges: _Edges, potential: Mapping[str, float], start: str) -> dict[str, float]:
    """The shortest path to every node that *start* reaches (Dijkstra, with Johnson's potentials)."""
    done: dict[str, float] = {}
    heap = [(0.0, start)]
    while heap:
        length, node = heappop(heap)
        if node not in done:
            done[node] = length
            for other, days in edges[node]:
                if other not in done:
                    heappush(heap, (length + days + potential[node] - potential[other], other))
    return {node: length - potential[start] + potential[node] for node, length in done.items()}


@attrs.frozen(eq=False)
class Network:
    """The tightest windows and distances of some events, and the distances that contradict the rest."""

    windows: Mapping[str, Range]
    """The tightest window of every event."""
    contradicted: tuple[Link, ...]
    """The distances that were set aside."""
    _components: Mapping[str, _Component]
    _anchors: Mapping[str, Sequence[Link]]

    def distance(self, earlier: str, later: str) -> Range:
        """Return by how many days *later* may have fallen after *earlier*."""
        if earlier == later:
            return Range(0, 0)
        if not self.are_linked(earlier, later):
            return self.windows[later] + -self.windows[earlier]
        return Range(-self._most(later, earlier), self._most(earlier, later))

    def are_linked(self, one: str, other: str) -> bool:
        """Whether their distance may say more than their windows."""
        if one in self._anchors or other in self._anchors:
            # What did not happen narrows nothing (R20), so that two of them may not fit together.
            return not (one in self._anchors and other in self._anchors)
        return one in self._components and self._components[one] is self._components.get(other)

    def linked(self, events: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Return the pairs, in both orders, of those events that happened and are linked."""
        groups: dict[_Component, list[str]] = {}
        for event in events:
            if event in self._components:
                groups.setdefault(self._components[event], []).append(event)
        for group in groups.values():
            yield from permutations(group, 2)

    def path(self, start: str, end: str) -> float:
        """Return the most days by which *end* may have fallen after *start*; both happened, or are day zero."""
        if start == end:
            return 0
        component = self._components.get(start)
        if component is not None and component is self._components.get(end):
            return component.path(start, end)
        since_zero = self.windows[end].most if end else 0
        return since_zero - (self.windows[start].least if start else 0)

    def _most(self, start: str, end: str) -> float:
        pairs = product(self._bounds(start), self._bounds(end))
        return min(-left.least + self.path(x, y) + right.most for (x, left), (y, right) in pairs)

    def _bounds(self, event: str) -> _Bounds:
        """How long after which nodes *event* fell: itself, or else day zero and what it is dated from, one way."""
        if event not in self._anchors:
            return [(event, Range(0, 0))]
        return _bounds_of(self.windows[event], self._anchors[event])


def network_of(windows: Mapping[str, Range], links: Sequence[Link], happened: frozenset[str]) -> Network:
    """Return the tightest windows and distances (R2), from what the datings by windows leave and those by distance.

    Only what *happened* enters the network. The other events are dated from these, and narrow nothing.
    """
    inside = [link for link in links if {link.earlier, link.later} <= happened]
    real = {event: window & _CALENDAR for event, window in windows.items()}
    possible: list[Link] = []
    impossible: list[Link] = []
    for link in inside:
        (possible if _between(real, link) & link.days else impossible).append(link)
    telling = [link for link in possible if not _between(windows, link) <= link.days]
    tight, components = dict(windows), dict[str, _Component]()
    for group in _groups(telling):
        events = list(dict.fromkeys(event for link in group for event in (link.earlier, link.later)))
        component = _Component({event: windows[event] for event in events}, group)
        if not component.is_consistent:
            impossible += group
            continue
        components.update(dict.fromkeys(events, component))
        tight.update(component.windows())
    inner = Network(tight, (), components, {})
    windows_of_all, anchors, carried = dict(tight), dict[str, list[Link]](), dict[str, list[Link]]()
    for link in links:
        carried.setdefault(link.carrier, []).append(link)
    for event in sorted(windows.keys() - happened):
        own = {_towards(event, link): link for link in carried.get(event, ())}
        kept, lost = _fitting(inner, event, [link for link in own if link.earlier in happened])
        impossible += [own[link] for link in lost]
        if kept:
            anchors[event] = kept
            windows_of_all[event] = reduce(and_, (tight[link.earlier] + link.days for link in kept), windows[event])
    return Network(windows_of_all, tuple(impossible), components, anchors)


def _towards(event: str, link: Link) -> Link:
    """The same distance, with *event* as the later of the two."""
    return link if link.later == event else attrs.evolve(link, earlier=link.later, later=event, days=-link.days)


def _fitting(inner: Network, event: str, links: Sequence[Link]) -> tuple[list[Link], list[Link]]:
    """The distances that leave *event* a day, and those that do not: alone, or else together."""
    own = inner.windows[event] & _CALENDAR
    kept = [link for link in links if (inner.windows[link.earlier] + link.days) & own]
    lost = [link for link in links if link not in kept]
    pairs = product(_bounds_of(own, kept), repeat=2)
    if any(inner.path(x, y) < first.least - second.most for (x, first), (y, second) in pairs):
        return [], [*kept, *lost]
    return kept, lost


def _bounds_of(window: Range, links: Iterable[Link]) -> _Bounds:
    """How long after day zero an event fell, and how long after those that it is dated from."""
    return [(_ZERO, window), *((link.earlier, link.days) for link in links)]


def _between(windows: Mapping[str, Range], link: Link) -> Range:
    """The days from one event to the other that their windows leave."""
    return windows[link.later] + -windows[link.earlier]


def _groups(links: Iterable[Link]) -> list[list[Link]]:
    """The links by connected component."""
    touching: dict[str, list[Link]] = {}
    for link in links:
        touching.setdefault(link.earlier, []).append(link)
        touching.setdefault(link.later, []).append(link)
    groups, seen = [], set[str]()
    for event in touching:
        ahead, group = [event], dict[Link, None]()
        while ahead:
            node = ahead.pop()
            if node not in seen:
                seen.add(node)
                group.update(dict.fromkeys(touching[node]))
                ahead += [other for link in touching[node] for other in (link.earlier, link.later)]
        if group:
            groups.append(list(group))
    return groups
