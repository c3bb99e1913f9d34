"""A history as a table: the answers to many questions at once, as plain numbers.

Nationalities that no policy tells apart are one class, and the days between two breakpoints are one run; the answer
to any visit of a day is then the number in one cell, by place and class and run. What the numbers mean, and only
that, is asked of the timelines, so a table says of every cell what `History.decide` says of its days.

Whoever has a frame of visits codes its columns and looks cells up; that is the work of `frames`.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby, repeat
from threading import Lock
from typing import Any, Final

import attrs

from dprk_tourism._decisions import Timeline
from dprk_tourism._model.days import Day, DaySpan, DayWindow
from dprk_tourism._model.fields import to_flag
from dprk_tourism._model.records import Layer
from dprk_tourism._rules.answers import Stretch, Verdict
from dprk_tourism._rules.questions import breakpoints
from dprk_tourism.history import History

__all__ = ["AnswerTable", "Screened", "Segment", "segments_of", "table_of"]


@attrs.frozen
class Segment:
    """A run of days for which an answer reads the same in few words."""

    span: DaySpan
    """The days: its start in, its end out."""
    verdict: Verdict
    """Permitted, denied or undetermined."""
    projected: bool
    """Whether the days are past the last one surveyed (R14)."""
    deciding: tuple[str, ...]
    """Ids of the policies that decide in every world: by layer, then by id (R12)."""


def segments_of(timeline: Timeline) -> tuple[Segment, ...]:
    """Give the segments of a timeline: in order, without gap or overlap, neighbours different.

    >>> import dprk_tourism as dt
    >>> for segment in segments_of(dt.load("article").timeline("RU"))[-2:]:
    ...     print(segment.span.start, segment.verdict, segment.projected, segment.deciding)
    2025-07-18 denied False ('russians-admitted', 'foreigners-barred')
    2025-07-19 denied True ('russians-admitted', 'foreigners-barred')

    Args:
        timeline: All stretches of one nationality at one place.
    """
    segments = []
    for told, run in groupby(timeline.stretches, key=_told):
        spans = [stretch.span for stretch in run]
        segments.append(Segment(DaySpan(spans[0].start, spans[-1].end), *told))
    return tuple(segments)


def _told(stretch: Stretch) -> tuple[Verdict, bool, tuple[str, ...]]:
    by_layer = {finding.layer: finding.deciding for finding in stretch.findings}
    return stretch.verdict, stretch.projected, tuple(policy for layer in Layer for policy in by_layer[layer])


@attrs.frozen
class Screened:
    """What a screened row is told."""

    verdict: str
    """The value of the verdict."""
    projected: bool
    """Whether some day of the visit is projected (R14)."""
    deciding: str
    """Ids of the policies that decide in every world, on some day of the visit, with a blank between two."""
    until: Day | None
    """The last day for which all this holds; None if no end is known."""


def table_of(history: History, *, strict: bool = False) -> "AnswerTable":
    """Give the table of a history, which is made once.

    >>> import dprk_tourism as dt
    >>> table_of(dt.load("article")) is table_of(dt.load("article"))
    True

    Args:
        history: The history that answers.
        strict: Whether days past the last one surveyed are undetermined (R14).
    """
    flag = to_flag(strict)
    tables: dict[bool, AnswerTable] = history._memo.tables  # noqa: SLF001 - where a history keeps what was worked out
    return tables[flag] if flag in tables else tables.setdefault(flag, AnswerTable(history, flag))


@attrs.frozen(eq=False)
class AnswerTable:
    """The answers of a history, numbered; it learns each place and nationality when they are asked for.

    >>> import dprk_tourism as dt
    >>> table = AnswerTable(dt.load("article"))
    >>> [table.told[number].verdict for number in dict.fromkeys(table.row("wonsan-kalma", "RU"))][-4:]
    ['permitted', 'undetermined', 'denied', 'denied']

    Args:
        history: The history that answers.
        strict: Whether days past the last one surveyed are undetermined (R14).
    """

    history: History
    """The history that answers."""
    strict: bool = attrs.field(converter=to_flag, default=False)
    """Whether days past the last one surveyed are undetermined (R14)."""
    starts: tuple[Day, ...] = attrs.field(init=False)
    """The first day of each run of days but the first, in order."""
    classes: Mapping[str, str] = attrs.field(init=False)
    """For each nationality, the first one that no policy tells from it."""
    told: list[Screened] = attrs.field(init=False, factory=list)
    """What each number means."""
    _numbers: dict[Screened, int] = attrs.field(init=False, factory=dict)
    _numbering: Any = attrs.field(init=False, repr=False, factory=Lock)
    _rows: dict[tuple[str, str], tuple[int, ...]] = attrs.field(init=False, factory=dict)

    def __attrs_post_init__(self) -> None:
        days = breakpoints(_windows(self.history), self.history.surveyed_through)
        object.__setattr__(self, "starts", tuple(day for day in days if day > Day.min))
        classes = self.history.nationality_classes()
        class_of = {code: first for first, codes in classes.items() for code in codes}
        object.__setattr__(self, "classes", class_of)

    def row(self, place: str, nationality: str) -> tuple[int, ...]:
        """Give the number of the answer for each run of days, in order.

        Args:
            place: The id of a place.
            nationality: The code of a nationality.
        """
        key = place, self.classes[nationality]
        if key not in self._rows:
            self._rows[key] = tuple(self._cells(segments_of(self._timeline(*key))))
        return self._rows[key]

    def stay(self, place: str, nationality: str, first: int, last: int) -> int:
        """Give the number of the answer to a stay (R15).

        Args:
            place: The id of a place.
            nationality: The code of a nationality.
            first: The number of the run of days that holds the arrival.
            last: That of the run that holds the departure.
        """
        decision = self._timeline(place, nationality).decide(self._day_in(first), self._day_in(last))
        until = self.told[self.row(place, nationality)[last]].until
        return self._number(Screened(decision.verdict.value, decision.projected, " ".join(decision.deciding), until))

    def _timeline(self, place: str, nationality: str) -> Timeline:
        return self.history.timeline(nationality, place, strict=self.strict)

    def _cells(self, segments: Iterable[Segment]) -> Iterator[int]:
        """The number of the answer for each run of days."""
        filled = 0
        for segment in segments:
            end = segment.span.end
            runs = len(self.starts) + 1 if end is None else bisect_left(self.starts, end) + 1
            told = Screened(segment.verdict.value, segment.projected, " ".join(segment.deciding), segment.span.last)
            yield from repeat(self._number(told), runs - filled)
            filled = runs

    def _number(self, told: Screened) -> int:
        with self._numbering:  # two threads must not give one number to two answers
            number = self._numbers.setdefault(told, len(self.told))
            if number == len(self.told):
                self.told.append(told)
        return number

    def _day_in(self, run: int) -> Day:
        return self.starts[run - 1] if run else _FIRST_DAY


_FIRST_DAY: Final = Day(1, 1, 1)


def _windows(history: History) -> Iterator[DayWindow]:
    """The windows of all events that start or end a policy, or open a resort."""
    ids = {event for policy in history.policies.values() for event in (policy.starts, policy.ends)}
    ids |= {getattr(place, "opens", None) for place in history.places.values()}
    return (history.events[event].window for event in ids if event is not None)
