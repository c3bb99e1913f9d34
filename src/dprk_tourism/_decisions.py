"""The answer over runs of days: stretches, timelines, and decisions about visits."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

import attrs

from dprk_tourism._graph import Records
from dprk_tourism._model.days import (
    Day,
    DayLike,
    DaySpan,
    to_day,
)
from dprk_tourism._model.records import Citation, Layer, Visit, places_inside, reversed_stay
from dprk_tourism._rules import evidence
from dprk_tourism._rules.answers import (
    Conflict,
    Hinge,
    Reason,
    Stretch,
    Verdict,
)
from dprk_tourism._rules.stretches import runs_of_verdicts, stay_verdict
from dprk_tourism.errors import NoTruthValueError

if TYPE_CHECKING:
    from dprk_tourism._render.describe import Text

__all__ = ["Decision", "Timeline", "Timelines"]

T = TypeVar("T")


@attrs.frozen
class Timeline:
    """All stretches for one nationality and place, in order, without gap or overlap.

    >>> import dprk_tourism as dt
    >>> timeline = dt.load("article").timeline("RU")
    >>> timeline.at("2025-07-10").verdict
    <Verdict.PERMITTED: 'permitted'>
    >>> timeline.openings()
    (DaySpan(start=Date(2025, 7, 1), end=Date(2025, 7, 16)),)
    """

    nationality: str
    """The alpha-2 code of the passport used."""
    place: str
    """The id of the place."""
    stretches: tuple[Stretch, ...]
    """The stretches, from the beginning of days to their end."""
    history: "Timelines" = attrs.field(eq=False, repr=False)
    """The history that tells them."""
    strict: bool = attrs.field(default=False, eq=False, repr=False)
    """Whether days past the last one surveyed are undetermined (R14)."""
    _starts: tuple[Day, ...] = attrs.field(init=False, eq=False, repr=False)
    _decisions: "dict[DayLike, Decision]" = attrs.field(init=False, eq=False, repr=False, factory=dict)

    def __attrs_post_init__(self) -> None:
        starts = (stretch.span.start for stretch in self.stretches)
        object.__setattr__(self, "_starts", tuple(start for start in starts if start is not None))

    def __reduce__(self) -> tuple[Any, ...]:
        # What was decided before need not travel.
        return Timeline, (self.nationality, self.place, self.stretches, self.history, self.strict)

    def decide(self, arrival: DayLike, departure: DayLike | None = None) -> "Decision":
        """Give the answer to one visit of this nationality to this place.

        >>> import dprk_tourism as dt
        >>> timeline = dt.load("article").timeline("RU")
        >>> timeline.decide("2025-07-10").permitted, timeline.decide("2025-07-10", "2025-07-18").permitted
        (True, False)

        Args:
            arrival: The first day present, a civil day in Pyongyang.
            departure: The last day present; None for a visit of one day.

        Raises:
            InvalidDayError: A day is none, or a datetime does not know its zone.
            InvalidValueError: *departure* is before *arrival*.
            WrongTypeError: A day is of the wrong kind.
        """
        if departure is None and type(arrival) in _KEPT:  # nearly every question
            kept = self._decisions.get(arrival)
            return self._decided_and_kept(arrival) if kept is None else kept
        return self._decided(arrival, arrival if departure is None else departure)

    def _decided_and_kept(self, arrival: DayLike) -> "Decision":
        day = arrival if isinstance(arrival, date) else to_day(arrival)
        decision = Decision(self, (self.at(day),), day, day)
        if len(self._decisions) >= _MOST_KEPT:
            self._decisions.clear()
        self._decisions[arrival] = decision
        return decision

    def _decided(self, arrival: DayLike, departure: DayLike) -> "Decision":
        first, last = to_day(arrival), to_day(departure)
        if last < first:
            raise reversed_stay(first, last)
        return Decision(self, self._touched(first, last), first, last)

    def at(self, day: DayLike) -> Stretch:
        """Give the stretch that holds *day*.

        >>> import dprk_tourism as dt
        >>> dt.load("article").timeline("RU").at("2025-07-17").verdict
        <Verdict.UNDETERMINED: 'undetermined'>

        Args:
            day: A civil day in Pyongyang.

        Raises:
            InvalidDayError: *day* is no day, or a datetime that does not know its zone.
            WrongTypeError: *day* is of the wrong kind.
        """
        asked = day if type(day) is date else to_day(day)
        return self.stretches[bisect_right(self._starts, asked)]

    def during(self, arrival: DayLike, departure: DayLike) -> tuple[Stretch, ...]:
        """Give the stretches that hold some day from *arrival* to *departure*, both in.

        >>> import dprk_tourism as dt
        >>> timeline = dt.load("article").timeline("RU")
        >>> [str(s.verdict) for s in timeline.during("2025-07-15", "2025-07-17")]
        ['permitted', 'undetermined']

        Args:
            arrival: The first day, a civil day in Pyongyang.
            departure: The last day.

        Raises:
            InvalidDayError: A day is none, or a datetime does not know its zone.
            InvalidValueError: *departure* is before *arrival*.
            WrongTypeError: A day is of the wrong kind.
        """
        return self.decide(arrival, departure).stretches

    def _touched(self, arrival: date, departure: date) -> tuple[Stretch, ...]:
        first, last = bisect_right(self._starts, arrival), bisect_right(self._starts, departure)
        return self.stretches[first : last + 1]

    def runs(self) -> Iterator[tuple[Verdict, DaySpan]]:
        """Give the maximal runs of days with the same verdict, reasons ignored.

        >>> import dprk_tourism as dt
        >>> [str(verdict) for verdict, _ in dt.load("article").timeline("RU").runs()]
        ['denied', 'permitted', 'undetermined', 'denied']
        """
        for span, verdict in runs_of_verdicts(self.stretches):
            yield verdict, span

    def openings(self) -> tuple[DaySpan, ...]:
        """Give the maximal runs of permitted days, reasons ignored, projected days included.

        >>> import dprk_tourism as dt
        >>> [str(span.start) for span in dt.load("article").timeline("RU").openings()]
        ['2025-07-01']
        """
        return tuple(span for verdict, span in self.runs() if verdict is Verdict.PERMITTED)

    def next_opening(self, after: DayLike) -> DaySpan | None:
        """Give the opening that holds *after*, or else the first one later, or None.

        >>> import dprk_tourism as dt
        >>> dt.load("article").timeline("AU", "dprk").next_opening("2024-12-24")
        DaySpan(start=Date(2025, 2, 20), end=Date(2025, 3, 5))

        Args:
            after: A civil day in Pyongyang; it may lie inside the opening.

        Raises:
            InvalidDayError: *after* is no day, or a datetime that does not know its zone.
            WrongTypeError: *after* is of the wrong kind.
        """
        day = to_day(after)
        return next((span for span in self.openings() if span.end is None or day < span.end), None)

    def _repr_svg_(self) -> str:
        from dprk_tourism._render.svg import chart

        return chart(self.history, self.place, {self.nationality: self.stretches}).svg

    def _repr_html_(self) -> str:
        from dprk_tourism._render import html, svg

        chart = svg.chart(self.history, self.place, {self.nationality: self.stretches})
        return chart._repr_html_() + html.stretches(self.stretches)


_KEPT: Final = frozenset({date, Day, str})
"""The kinds of days whose decisions a timeline keeps: there are only so many of them."""

_MOST_KEPT: Final = 10_000
"""How many decisions a timeline keeps."""


@attrs.frozen(kw_only=True)
class Timelines(Records):
    """What a decision needs to explain more: records, and the timelines drawn from them. A `History` is one."""

    def timeline(self, nationality: str, to: str, *, strict: bool = False) -> Timeline:
        """Return the timeline of one nationality at one place."""
        raise NotImplementedError


@attrs.frozen
class Decision:
    """The answer to one visit: its verdict, and the stretches that it touches.

    A stay is denied if any of its days is denied, permitted if every day is permitted, else undetermined (R15).
    A decision has no truth value. Two decisions are equal if they answer the same question by equal stretches,
    whichever history they come from.

    >>> import dprk_tourism as dt
    >>> decision = dt.may_visit("Russia", "2025-07-10")
    >>> decision.permitted
    True
    >>> decision.deciding
    ('russians-admitted', 'resort-open-to-all')
    """

    _timeline: Timeline = attrs.field(repr=False, eq=lambda timeline: (timeline.nationality, timeline.place))
    stretches: tuple[Stretch, ...]
    """The stretches that hold its days, in order."""
    _arrival: date = attrs.field(repr=False)
    _departure: date = attrs.field(repr=False)
    verdict: Verdict = attrs.field(init=False, eq=False)
    """Permitted, denied or undetermined (R15)."""
    _deciding: tuple[str, ...] | None = attrs.field(init=False, default=None, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "verdict", stay_verdict(self.stretches))

    @property
    def visit(self) -> Visit:
        """The question."""
        departure = None if self._departure == self._arrival else self._departure
        return Visit(self._timeline.nationality, self._timeline.place, self._arrival, departure)

    @property
    def permitted(self) -> bool:
        """Whether the visit may be made, whatever is unknown."""
        return self.verdict is Verdict.PERMITTED

    @property
    def denied(self) -> bool:
        """Whether the visit may not be made, whatever is unknown."""
        return self.verdict is Verdict.DENIED

    @property
    def undetermined(self) -> bool:
        """Whether the records do not tell."""
        return self.verdict is Verdict.UNDETERMINED

    def __bool__(self) -> bool:
        raise NoTruthValueError(type(self).__name__)

    @property
    def projected(self) -> bool:
        """Whether some day of the visit is past the last one surveyed (R14)."""
        return any(stretch.projected for stretch in self.stretches)

    @property
    def deciding(self) -> tuple[str, ...]:
        """Ids of the policies that decide in every world, on some day of the visit: by layer, then by id (R12)."""
        if self._deciding is None:
            object.__setattr__(self, "_deciding", self._by_layer(lambda finding: finding.deciding))
        return cast("tuple[str, ...]", self._deciding)

    @property
    def possible(self) -> tuple[str, ...]:
        """Ids of the policies that decide in some world, on some day of the visit: by layer, then by id (R12)."""
        return self._by_layer(lambda finding: finding.possible)

    def _by_layer(self, part: Callable[[Any], Iterable[str]]) -> tuple[str, ...]:
        findings = [f for layer in Layer for s in self.stretches for f in s.findings if f.layer is layer]
        return _each_once(policy for finding in findings for policy in part(finding))

    @property
    def hinges(self) -> tuple[Hinge, ...]:
        """The unknowns that change the verdict of some day (R13)."""
        return _each_once(hinge for stretch in self.stretches for hinge in stretch.hinges)

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """The policies that contradict each other on some day, in pairs (R8)."""
        return _each_once(conflict for stretch in self.stretches for conflict in stretch.conflicts)

    @property
    def because(self) -> tuple[Reason, ...]:
        """Reasons apart from policies, on some day of the visit."""
        return _each_once(reason for stretch in self.stretches for reason in stretch.because)

    @property
    def assumptions(self) -> tuple[Layer, ...]:
        """The layers whose silence is taken as no objection, on some day of the visit (R10)."""
        return _each_once(layer for stretch in self.stretches for layer in stretch.assumptions)

    @property
    def disputed(self) -> tuple[str, ...]:
        """Ids of the disputed events that the answer leans on (R2)."""
        return _each_once(event for stretch in self.stretches for event in stretch.disputed)

    @property
    def elsewhere(self) -> Mapping[str, Verdict]:
        """The places inside the one asked for that answer otherwise, with their verdicts (R4)."""
        asked, found = self._timeline, {}
        for place in places_inside(self._history.places, asked.place):
            timeline = self._history.timeline(asked.nationality, place, strict=asked.strict)
            inside = timeline.decide(self._arrival, self._departure)
            if inside.verdict is not self.verdict:
                found[place] = inside.verdict
        return MappingProxyType(found)

    @property
    def _history(self) -> "Timelines":
        return self._timeline.history

    @property
    def citations(self) -> tuple[Citation, ...]:
        """What the answer rests on: the citations of the policies that decide in some world, and of the datings
        of the events that start or end them, open the resort, or are hinges.
        """
        return evidence.citations(self._history, self._timeline.place, self.stretches)

    def __str__(self) -> str:
        """One line: the verdict, the question, and the policies that decided."""
        from dprk_tourism._render.describe import one_line

        return one_line(self.visit, self.verdict, self.stretches)

    def explain(self) -> str:
        """Give the reasons in words: a short text that a journalist can read.

        It tells the verdict and the days for which it holds, the policies that decided it with their sources, what
        they outrank, what would settle it, and what is assumed.

        >>> import dprk_tourism as dt
        >>> dt.may_visit("RU", "2025-07-10").explain().splitlines()[1]
        'It is permitted from 2025-07-01 to 2025-07-15.'
        """
        from dprk_tourism._render.describe import plain_text

        return plain_text(self._text())

    def _repr_html_(self) -> str:
        from dprk_tourism._render.html import answer

        return answer(self._text())

    def _text(self) -> "Text":
        from dprk_tourism._render.describe import text_of

        return text_of(self._history, self.visit, self.verdict, self._runs(), self.stretches, self.elsewhere)

    def _runs(self) -> tuple[tuple[Verdict, DaySpan], ...]:
        """The runs of one verdict that the visit touches."""
        return tuple(
            (verdict, span)
            for verdict, span in self._timeline.runs()
            if (span.end is None or self._arrival < span.end) and (span.start is None or span.start <= self._departure)
        )

    def to_dict(self) -> dict[str, Any]:
        """Give the answer as plain dictionaries, lists, texts and truth values, ready for JSON.

        >>> import dprk_tourism as dt
        >>> dt.may_visit("RU", "2025-07-10").to_dict()["verdict"]
        'permitted'
        """
        from dprk_tourism._render.data import to_dict

        return to_dict(self._history, self.visit, self.verdict, self.stretches, self.elsewhere)


def _each_once(items: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(items))
