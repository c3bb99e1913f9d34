"""Law 16, first half: windows and distances are those of brute force over days (R2), and worlds are settings (R6).

Brute force shares nothing with the shortest paths under test: it lists every assignment of days, and looks.
"""

from collections.abc import Sequence
from itertools import pairwise, product
from math import inf
from random import Random
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from dprk_tourism._network import Link, Network, Range, network_of

FIRST: Final = 1_000
LAST: Final = 1_008
EVENTS: Final = ("a", "b", "c")
PLANNED: Final = "plan"

bounds = st.integers(min_value=-3, max_value=3)


@st.composite
def ranges(draw: st.DrawFn) -> Range:
    """A distance of which either end may be open."""
    one, other = sorted((draw(bounds), draw(bounds)))
    return draw(st.sampled_from([Range(one, other), Range(one, inf), Range(-inf, other), Range(one, one)]))


@st.composite
def windows(draw: st.DrawFn) -> Range:
    """A window within the days that brute force tries."""
    return Range(*sorted(draw(st.tuples(*[st.integers(min_value=FIRST, max_value=LAST)] * 2))))


@st.composite
def links(draw: st.DrawFn, events: Sequence[str], carriers: Sequence[str]) -> Link:
    """A distance between two events, carried by one of them."""
    one, other = draw(st.permutations(events))[:2]
    carrier = draw(st.sampled_from([event for event in (one, other) if event in carriers]))
    return Link(one, other, draw(ranges()), carrier, draw(st.integers(min_value=0, max_value=10**6)))


@st.composite
def networks(draw: st.DrawFn) -> tuple[dict[str, Range], list[Link]]:
    """Events that happened, with windows and distances."""
    return {event: draw(windows()) for event in EVENTS}, draw(st.lists(links(EVENTS, EVENTS), max_size=4, unique=True))


def holds(link: Link, days: dict[str, int]) -> bool:
    """Whether some days fit a distance."""
    return link.days.least <= days[link.later] - days[link.earlier] <= link.days.most


def every_day(window: Range) -> range:
    """The days of a window."""
    return range(int(window.least), int(window.most) + 1)


def assignments(of: dict[str, Range], fitting: Sequence[Link]) -> list[dict[str, int]]:
    """Every day of every window together, as far as the distances allow."""
    every = (dict(zip(of, days, strict=True)) for days in product(*map(every_day, of.values())))
    return [days for days in every if all(holds(link, days) for link in fitting)]


def set_aside(of: dict[str, Range], every: Sequence[Link]) -> list[Link]:
    """R2: the distances that are contradicted, alone or together with those that they are connected to."""

    def pairs(link: Link) -> dict[str, Range]:
        return {event: of[event] for event in (link.earlier, link.later)}

    alone = [link for link in every if not assignments(pairs(link), [link])]
    possible = [link for link in every if link not in alone]
    telling = [link for link in possible if len(assignments(pairs(link), [link])) < len(assignments(pairs(link), []))]
    together: list[Link] = []
    for link in telling:
        connected = {link.earlier}
        for _ in of:
            connected |= {e for x in telling if {x.earlier, x.later} & connected for e in (x.earlier, x.later)}
        group = [other for other in telling if other.earlier in connected]
        if not assignments({event: of[event] for event in sorted(connected)}, group):
            together.append(link)
    return [*alone, *together]


def extremes(numbers: Sequence[int]) -> Range:
    """From the smallest to the largest."""
    return Range(min(numbers), max(numbers))


def network(of: dict[str, Range], every: Sequence[Link]) -> Network:
    """The network under test."""
    return network_of(of, every, frozenset(EVENTS))


class TestNetwork:
    """R2: events that happened."""

    @given(networks())
    def test_contradicted(self, drawn: tuple[dict[str, Range], list[Link]]) -> None:
        """A distance is set aside if it leaves no day alone, or if its connected component leaves none."""
        of, every = drawn

        assert set(set_aside(of, every)) == set(network(of, every).contradicted)

    @given(networks(), st.randoms())
    def test_order(self, drawn: tuple[dict[str, Range], list[Link]], random: Random) -> None:
        """The order in which distances are given never matters."""
        of, every = drawn
        shuffled = random.sample(every, len(every))

        assert network(of, every).windows == network(of, shuffled).windows
        assert set(network(of, every).contradicted) == set(network(of, shuffled).contradicted)

    @given(networks())
    def test_windows_and_distances(self, drawn: tuple[dict[str, Range], list[Link]]) -> None:
        """Windows and distances are the tightest that the days leave which fit all the rest."""
        of, every = drawn
        lost = set_aside(of, every)
        left = assignments(of, [link for link in every if link not in lost])

        found = network(of, every)

        assert {event: extremes([days[event] for days in left]) for event in of} == found.windows
        for one, other in product(of, repeat=2):
            assert extremes([days[other] - days[one] for days in left]) == found.distance(one, other)

    @given(networks(), st.integers(min_value=FIRST, max_value=LAST))
    def test_worlds(self, drawn: tuple[dict[str, Range], list[Link]], day: int) -> None:
        """R6: the settings of the unknown events that some days realise are those that break no implication."""
        of, every = drawn
        lost = set_aside(of, every)
        left = assignments(of, [link for link in every if link not in lost])
        found = network(of, every)
        unknown = [event for event, window in found.windows.items() if window.least <= day < window.most]

        realised = {tuple(days[event] <= day for event in unknown) for days in left}
        implied = {
            setting
            for setting in product([False, True], repeat=len(unknown))
            if not any(
                setting[x] and not setting[y] and found.distance(a, b).most <= 0
                for x, a in enumerate(unknown)
                for y, b in enumerate(unknown)
            )
        }

        assert realised == implied

    def test_linked(self) -> None:
        """Only events that a telling distance connects are linked; what the windows imply links nothing."""
        of = {"a": Range(100, 105), "b": Range(100, 105), "c": Range(109, 109)}
        found = network(of, [Link("a", "b", Range(1, 1), "b"), Link("a", "c", Range(0, inf), "c")])

        assert [True, False, False] == [found.are_linked(*pair) for pair in ("ab", "ac", "bc")]

    def test_two_that_did_not_happen(self) -> None:
        """Two events that did not happen may ask for other days of a third, so their distance is by their windows."""
        of = {"a": Range(100, 101), "b": Range(-inf, 100), "c": Range(103, 103)}
        own = [Link("a", "b", Range(0, inf), "b"), Link("a", "c", Range(2, 2), "c")]
        found = network_of(of, own, frozenset("a"))

        assert [True, True, False] == [found.are_linked(*pair) for pair in ("ab", "ca", "bc")]
        assert (Range(100, 100), Range(3, 3)) == (found.windows["b"], found.distance("b", "c"))

    def test_linked_pairs(self) -> None:
        """Pairs are linked within their connected components, in both orders."""
        of = {event: Range(100, 105) for event in "abcd"}
        found = network_of(of, [Link(one, other, Range(1, 1), other) for one, other in ("ab", "cd")], frozenset(of))

        assert {"ab", "ba", "cd", "dc"} == {one + other for one, other in found.linked(of)}

    def test_chain(self) -> None:
        """A chain of 200 events, each a day or more after the one before, is as long as that."""
        events = [f"event-{number:03}" for number in range(200)]
        of = {event: Range(FIRST, FIRST) if event == events[0] else Range() for event in events}
        chain = [Link(one, other, Range(1, 3), other) for one, other in pairwise(events)]

        found = network_of(of, chain, frozenset(events))

        assert Range(FIRST + 199, FIRST + 597) == found.windows[events[-1]]
        assert Range(140, 420) == found.distance(events[10], events[150])


class TestDatedFrom:
    """R2: an event of another status is dated from what happened, and narrows nothing."""

    @given(networks(), windows(), st.lists(links([*EVENTS, PLANNED], [*EVENTS, PLANNED]), max_size=4, unique=True))
    def test_one_way(self, drawn: tuple[dict[str, Range], list[Link]], planned: Range, more: list[Link]) -> None:
        """What happened is as without it; its own window and distances are those that its distances leave."""
        of, every = drawn
        inner = network(of, every)
        own = [link for link in more if link.carrier == PLANNED]
        others = [link for link in more if link.carrier != PLANNED and PLANNED in (link.earlier, link.later)]

        found = network({**of, PLANNED: planned}, [*every, *own, *others])

        lost = set_aside(of, every)
        left = assignments(of, [link for link in every if link not in lost])
        days = [{**each, PLANNED: day} for each in left for day in every_day(planned)]
        kept = [link for link in own if any(holds(link, each) for each in days)]
        fitting = [each for each in days if all(holds(link, each) for link in kept)]
        if not fitting:
            kept, fitting = [], days
        assert inner.windows == {event: found.windows[event] for event in of}
        assert {*lost, *own} - {*kept} == set(found.contradicted)
        assert extremes([each[PLANNED] for each in fitting]) == found.windows[PLANNED]
        for event in of:
            assert extremes([each[PLANNED] - each[event] for each in fitting]) == found.distance(event, PLANNED)
