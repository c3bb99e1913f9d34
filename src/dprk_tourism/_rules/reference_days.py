"""On which days events may have fallen, by trying days: the slow evaluator's reading of R1 and R2.

It shares nothing with the network of shortest paths that answers rest on. All of it is one search, which gives one
event after the other a day and goes back where a distance leaves none. Days are ordinals, and infinity is an open end.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from math import inf
from typing import TypeAlias

import attrs

from dprk_tourism._graph import Records
from dprk_tourism._model.days import DayWindow
from dprk_tourism._model.records import Event, Status

Window: TypeAlias = tuple[float, float]
"""The first and the last day on which an event may have fallen."""


@attrs.frozen
class Gap:
    """A distance: *later* fell at least so many and at most so many days after *earlier*."""

    earlier: str
    later: str
    least: float
    most: float
    carrier: str = ""
    """The event whose dating says so."""


def assignment(windows: Mapping[str, Window], gaps: Iterable[Gap]) -> dict[str, int] | None:
    """Return some way to give each event a day of its window that fits all gaps between them; None if there is none.

    An open window is tried as far as any day could matter: beyond all days that are known by the days of all gaps
    together. If there is a way further out, there is one within.
    """
    inside = [gap for gap in gaps if gap.earlier in windows and gap.later in windows]
    first, last = _known(windows, inside)
    closed = {event: (max(window[0], first), min(window[1], last)) for event, window in windows.items()}
    return _further({}, _one_by_one(closed, inside), closed, inside)


def _known(windows: Mapping[str, Window], gaps: Iterable[Gap]) -> tuple[int, int]:
    """The first and the last day that any window names, further apart by the days of all gaps together."""
    named = [int(day) for window in windows.values() for day in window if abs(day) < inf] or [0]
    room = sum(int(abs(days)) for gap in gaps for days in (gap.least, gap.most) if abs(days) < inf)
    return min(named) - room, max(named) + room


def _one_by_one(windows: Mapping[str, Window], gaps: Iterable[Gap]) -> list[str]:
    """The events in an order in which each is linked to one before it, if to any; narrow windows come early."""
    left = sorted(windows, key=lambda event: windows[event][1] - windows[event][0])
    found: list[str] = []
    while left:
        near = {event for gap in gaps for event in (gap.earlier, gap.later) if {gap.earlier, gap.later} & {*found}}
        found.append(next((event for event in left if event in near), left[0]))
        left.remove(found[-1])
    return found


def _further(
    on: dict[str, int], ahead: Sequence[str], windows: Mapping[str, Window], gaps: Sequence[Gap]
) -> dict[str, int] | None:
    if not ahead:
        return on
    event, *later = ahead
    days = _fitting_days(event, on, windows[event], gaps)
    ways = (_further({**on, event: day}, later, windows, gaps) for day in days)
    return next((way for way in ways if way is not None), None)


def _fitting_days(event: str, on: Mapping[str, int], window: Window, gaps: Iterable[Gap]) -> range:
    """The days of a window that fit the gaps to the events that have a day."""
    first, last = window
    for gap in gaps:
        if gap.later == event and gap.earlier in on:
            first, last = max(first, on[gap.earlier] + gap.least), min(last, on[gap.earlier] + gap.most)
        if gap.earlier == event and gap.later in on:
            first, last = max(first, on[gap.later] - gap.most), min(last, on[gap.later] - gap.least)
    return range(int(first), int(last) + 1)


class ReferenceDays:
    """What the datings of all events leave of their days."""

    def __init__(self, records: Records) -> None:
        self.records = records
        events = records.events
        happened = {id_ for id_, event in events.items() if event.status is Status.HAPPENED}
        every = [gap for event in events.values() for gap in _gaps(event)]
        inner = [gap for gap in every if {gap.earlier, gap.later} <= happened]
        self.windows: dict[str, Window] = {id_: stated_window(event) for id_, event in events.items()}
        """The tightest window of each event; those that its own windows leave, while the gaps are sorted out."""
        self.apart = {id_ for id_, event in events.items() if not _share_a_day(event)}
        """The ids of the events whose windows share no day."""
        self.alone = {gap for gap in inner if not self._fit([gap.earlier, gap.later], [gap])}
        """The gaps that leave no day with the windows of their two events."""
        telling = [gap for gap in inner if gap not in self.alone and not self._is_implied(gap)]
        self.together = {gap for gap in telling if not self._fit(_linked(gap.earlier, telling), telling)}
        """The gaps that leave no day with the others that are linked to them."""
        self._gaps = [gap for gap in telling if gap not in self.together]
        self._one_way: dict[str, list[Gap]] = {}
        for event in sorted(events.keys() - happened):
            self._add_one_way(event, [gap for gap in every if gap.carrier == event], happened)
        self.windows = {event: self._tightest(event) for event in events}
        self._asked: dict[Gap, bool] = {}

    @property
    def set_aside(self) -> frozenset[Gap]:
        """The contradicted gaps."""
        return frozenset(self.alone | self.together)

    @property
    def disputed(self) -> frozenset[str]:
        """The ids of the events whose datings contradict each other or those of other events."""
        return frozenset(self.apart | {gap.carrier for gap in self.set_aside})

    def linked(self, event: str) -> frozenset[str]:
        """Return the ids of the event and of all on whose days its own depends."""
        return frozenset(self._around(event, self._one_way.get(event, ())))

    def way(
        self, events: Iterable[str], *further: Gap, on: Mapping[str, Window] | None = None
    ) -> dict[str, int] | None:
        """Return some way to give these events, and all that are linked to them, days that fit all datings.

        *further* gaps must fit too, and *on* has narrower windows of some events.
        """
        every = sorted({other for event in events for other in self.linked(event)})
        gaps = [*self._gaps, *(gap for event in every for gap in self._one_way.get(event, ())), *further]
        return assignment({event: self.windows[event] for event in every} | dict(on or {}), gaps)

    def could_be(self, gap: Gap) -> bool:
        """Return whether some days fit all datings and one more gap."""
        if gap not in self._asked:
            self._asked[gap] = self.way([gap.earlier, gap.later], gap) is not None
        return self._asked[gap]

    def surely_no_earlier(self, one: str, other: str) -> bool:
        """Return whether *one* fell on the day of *other* or later, whatever is unknown of both."""
        return not self.could_be(Gap(one, other, 1, inf))

    def surely_later(self, one: str, other: str) -> bool:
        """Return whether *one* fell on a later day than *other*, whatever is unknown of both."""
        return not self.could_be(Gap(one, other, 0, inf))

    def distance(self, earlier: str, later: str) -> Window:
        """Return how many days after one event another fell: at least, and at most."""
        (first, last), (start, end) = self.windows[earlier], self.windows[later]
        narrow_nothing = {earlier, later} <= self._one_way.keys()  # R20: two that did not happen need not fit together
        if narrow_nothing or not self.linked(earlier) & self.linked(later):
            return start - last, end - first
        near, far = self._beyond([earlier, later])
        longest = far - near
        tries = range(int(max(start - last, -longest)), int(min(end - first, longest)) + 1)
        found = _outermost(tries, lambda days: self.could_be(Gap(earlier, later, days, days)))
        return _opened(found, (-longest, longest))

    def _fit(self, events: Iterable[str], gaps: Sequence[Gap]) -> bool:
        return assignment({event: self.windows[event] for event in events}, gaps) is not None

    def _is_implied(self, gap: Gap) -> bool:
        """Whether the windows of the two events leave no day that breaks the gap."""
        shorter = attrs.evolve(gap, least=-inf, most=gap.least - 1)
        longer = attrs.evolve(gap, least=gap.most + 1, most=inf)
        return not any(
            abs(bound) < inf and self._fit([gap.earlier, gap.later], [broken])
            for bound, broken in ((gap.least, shorter), (gap.most, longer))
        )

    def _add_one_way(self, event: str, own: Iterable[Gap], happened: set[str]) -> None:
        """Date an event of another status from those that happened; these stay as they are."""
        near = [gap for gap in own if {gap.earlier, gap.later} - {event} <= happened]
        kept = [gap for gap in near if self._fit(self._around(event, [gap]), [*self._gaps, gap])]
        self.alone |= {*near} - {*kept}
        if not self._fit(self._around(event, kept), [*self._gaps, *kept]):
            self.together |= {*kept}
            kept = []
        self._one_way[event] = kept

    def _around(self, event: str, own: Iterable[Gap]) -> set[str]:
        """The event, and all that its own gaps and those between what happened link to it."""
        ends = {event, *(end for gap in own for end in (gap.earlier, gap.later))}
        return {other for end in ends for other in _linked(end, self._gaps)}

    def _tightest(self, event: str) -> Window:
        """The first and the last day of an event in all ways to give days to what is linked to it."""
        if self.linked(event) == {event}:
            return self.windows[event]
        (first, last), beyond = self.windows[event], self._beyond([event])
        tries = range(int(max(first, beyond[0])), int(min(last, beyond[1])) + 1)
        return _opened(_outermost(tries, lambda day: self.way([event], on={event: (day, day)}) is not None), beyond)

    def _beyond(self, events: Iterable[str]) -> tuple[int, int]:
        """Days so early and so late that an event that may fall on them may fall on any day beyond, too."""
        every = {other for event in events for other in self.linked(event)}
        gaps = [*self._gaps, *(gap for event in every for gap in self._one_way.get(event, ()))]
        first, last = _known({event: self.windows[event] for event in every}, gaps)
        return first - 1, last + 1


@lru_cache(maxsize=4)
def reference_days(records: Records) -> ReferenceDays:
    """Return what the datings of some records leave of the days of their events."""
    return ReferenceDays(records)


def stated_window(event: Event) -> Window:
    """Return the days that the windows among its own datings leave an event."""
    windows = [_ordinals(dating.when) for dating in event.datings if dating.when is not None]
    if _share_a_day(event):  # R2: the days that all of them leave open
        return max((first for first, _ in windows), default=-inf), min((last for _, last in windows), default=inf)
    return min(first for first, _ in windows), max(last for _, last in windows)  # R2: the smallest that covers them all


def _share_a_day(event: Event) -> bool:
    windows = [_ordinals(dating.when) for dating in event.datings if dating.when is not None]
    return max((first for first, _ in windows), default=-inf) <= min((last for _, last in windows), default=inf)


def _ordinals(window: DayWindow) -> Window:
    return (
        -inf if window.earliest is None else window.earliest.toordinal(),
        inf if window.latest is None else window.latest.toordinal(),
    )


def _gaps(event: Event) -> Iterator[Gap]:
    """The distances among the datings of an event, whichever way they are written."""
    for dating in event.datings:
        least = -inf if dating.distance.least is None else dating.distance.least
        most = inf if dating.distance.most is None else dating.distance.most
        if dating.after is not None:
            yield Gap(dating.after, event.id, least, most, event.id)
        if dating.before is not None:
            yield Gap(event.id, dating.before, least, most, event.id)


def _linked(event: str, gaps: Iterable[Gap]) -> set[str]:
    """The event, and all that gaps link to it, directly or through others."""
    found, ahead = {event}, [event]
    while ahead:
        one = ahead.pop()
        near = {other for gap in gaps if one in (gap.earlier, gap.later) for other in (gap.earlier, gap.later)}
        ahead += near - found
        found |= near
    return found


def _outermost(tries: range, fits: Callable[[int], bool]) -> tuple[int, int]:
    """The first and the last of some numbers that fit; one at least does."""
    return next(filter(fits, tries)), next(filter(fits, reversed(tries)))


def _opened(found: tuple[int, int], beyond: tuple[int, int]) -> Window:
    """A window, open where it reaches beyond all days that matter."""
    return (-inf if found[0] == beyond[0] else found[0]), (inf if found[1] == beyond[1] else found[1])
