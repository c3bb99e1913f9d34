"""Timelines, and decisions about visits: what users get for their questions. What they show is rendered elsewhere."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final, TypeVar

import attrs

from dprk_tourism._caches import Room
from dprk_tourism._model.days import DayLike, DaySpan, to_day
from dprk_tourism._model.fields import FrozenDict
from dprk_tourism._model.records import (
    Citation,
    Layer,
    Source,
    Visit,
    places_near,
    reversed_stay,
)
from dprk_tourism._rules.answers import Conflict, Finding, Hinge, Reason, Receipt, Stretch, Verdict
from dprk_tourism._rules.stretches import Stretches, runs_of_verdicts, stay_verdict, touches
from dprk_tourism._shown import Openings
from dprk_tourism._text import amount
from dprk_tourism.errors import NoTruthValueError

if TYPE_CHECKING:
    from dprk_tourism._render.describe import Text
    from dprk_tourism._render.glance import Glance
    from dprk_tourism._rules.alternatives import Alternatives
    from dprk_tourism.history import History

T = TypeVar("T")


class _Made:
    """Made by the library alone, so that no answer contradicts its question."""

    __slots__ = ()

    def __init__(self, *_: object, **__: object) -> None:
        raise TypeError(f"A {type(self).__name__} cannot be made or changed. Ask `may_visit` or a `History` for one.")


def _filled(kind: type[T], **slots: object) -> T:
    made = kind.__new__(kind)
    for slot, value in slots.items():
        object.__setattr__(made, slot, value)
    return made


class _OfHistory(_Made):
    """What a timeline has besides its content."""

    __slots__ = ("_history", "_kept")

    if TYPE_CHECKING:
        _history: History
        _kept: "_OnDay"


@attrs.frozen(init=False, repr=False)
class Timeline(_OfHistory):
    """All stretches for one nationality and place, in order, without gap or overlap. It is iterable.

    >>> import dprk_tourism as dt
    >>> dt.load("article").timeline("RU")
    <Timeline RU at wonsan-kalma: 8 stretches, 1 opening>
    """

    nationality: str
    """The alpha-2 code of the passport used."""
    place: str
    """The id of the place."""
    stretches: tuple[Stretch, ...]
    """The stretches, from the beginning of days to their end."""
    strict: bool = attrs.field(eq=False)
    """Whether projected days are undetermined (R14)."""

    @classmethod
    def _of(cls, history: "History", nationality: str, place: str, found: Stretches, *, strict: bool) -> "Timeline":
        content = {"nationality": nationality, "place": place, "stretches": found.stretches, "strict": strict}
        timeline = _filled(cls, _history=history, **content)
        object.__setattr__(timeline, "_kept", _OnDay(timeline, found, history._caches.decisions))  # noqa: SLF001
        return timeline

    def __reduce__(self) -> tuple[Any, ...]:
        return _timeline, (self._history, self.nationality, self.place, self.strict)

    @property
    def history(self) -> "History":
        """The history that answers."""
        return self._history

    def __iter__(self) -> Iterator[Stretch]:
        return iter(self.stretches)

    def __len__(self) -> int:
        return len(self.stretches)

    def __repr__(self) -> str:
        stretches, openings = amount(len(self), "stretch", "stretches"), amount(len(self.openings()), "opening")
        supposed = ", supposed" if self._history.suppositions else ""
        return f"<Timeline {self.nationality} at {self.place}{supposed}: {stretches}, {openings}>"

    def decide(self, arrival: DayLike, departure: DayLike | None = None) -> "Decision":
        """Return the answer to one visit of this nationality to this place.

        >>> import dprk_tourism as dt
        >>> timeline = dt.load("article").timeline("RU")
        >>> timeline.decide("2025-07-10").permitted, timeline.decide("2025-07-10", "2025-07-18").permitted
        (True, False)

        Args:
            arrival: The first day present, a civil day in Pyongyang.
            departure: The last day present; None for a visit of one day.

        Raises:
            InvalidDayError: A day is not valid, or a datetime has no time zone.
            InvalidValueError: *departure* is before *arrival*.
        """
        if departure is None:
            return self._kept.of(arrival if type(arrival) in _KEPT else to_day(arrival))
        first, last = to_day(arrival), to_day(departure)
        if last < first:
            raise reversed_stay(first, last)
        return _filled(
            Decision,
            _timeline=self,
            _days=(first, last),
            verdict=stay_verdict(self._during(first, last)),
        )

    def at(self, day: DayLike) -> Stretch:
        """Return the stretch that holds *day*, a civil day in Pyongyang.

        >>> import dprk_tourism as dt
        >>> dt.load("article").timeline("RU").at("2025-07-17").verdict
        <Verdict.UNDETERMINED: 'undetermined'>

        Raises:
            InvalidDayError: *day* is not valid, or a datetime without a time zone.
        """
        asked = day if type(day) is date else to_day(day)
        return self.stretches[bisect_right(self._kept.starts, asked)]

    def _during(self, first: date, last: date) -> tuple[Stretch, ...]:
        """The stretches that hold some day from *first* to *last*, both included."""
        starts = self._kept.starts
        return self.stretches[bisect_right(starts, first) : bisect_right(starts, last) + 1]

    def runs(self) -> Iterator[tuple[Verdict, DaySpan]]:
        """Return the longest runs of days with one verdict, reasons ignored.

        >>> import dprk_tourism as dt
        >>> [str(verdict) for verdict, _ in dt.load("article").timeline("RU").runs()]
        ['denied', 'permitted', 'undetermined', 'denied']
        """
        return ((verdict, span) for span, verdict in runs_of_verdicts(self.stretches))

    def openings(self) -> tuple[DaySpan, ...]:
        """Return the longest runs of permitted days, reasons ignored, projected days included.

        >>> import dprk_tourism as dt
        >>> [str(span.start) for span in dt.load("article").timeline("RU").openings()]
        ['2025-07-01']
        """
        return Openings(span for verdict, span in self.runs() if verdict is Verdict.PERMITTED)

    def next_opening(self, after: DayLike) -> DaySpan | None:
        """Return the opening that holds the day *after*, or else the first one later, or None.

        >>> import dprk_tourism as dt
        >>> dt.load("article").timeline("AU", "dprk").next_opening("2024-12-24")
        DaySpan(start=datetime.date(2025, 2, 20), end=datetime.date(2025, 3, 5))

        Raises:
            InvalidDayError: *after* is not valid, or a datetime without a time zone.
        """
        day = to_day(after)
        return next((span for span in self.openings() if span.end is None or day < span.end), None)

    def _repr_svg_(self) -> str:
        return self._history.chart([self.nationality], self.place, strict=self.strict).svg

    def _repr_html_(self) -> str:
        from dprk_tourism._render import html

        chart = self._history.chart([self.nationality], self.place, strict=self.strict)
        return chart._repr_html_() + html.stretches(self.stretches)


def _timeline(history: "History", nationality: str, place: str, strict: bool) -> Timeline:  # noqa: FBT001 - for pickle
    return history.timeline(nationality, place, strict=strict)


class _Draft:
    """What a decision holds. It is filled faster than what is frozen, and then becomes a `Decision`."""

    __slots__ = ("_days", "_timeline", "verdict")

    if TYPE_CHECKING:
        _timeline: Timeline
        _days: date | tuple[date, date]  # the day of a visit, or the first and the last of a stay


_FIELDS: Final = {name: attrs.field() for name in ("visit", "stretches", "verdict")}


# A question is answered twice as fast if what few ask for, the visit and the stretches, is made for those who do.
@attrs.frozen(these=_FIELDS, slots=False, init=False, eq=False, repr=False)
class Decision(_Made, _Draft):
    """The answer to one visit: its verdict, and the stretches that it touches.

    A stay is denied if any of its days is denied, permitted if every day is permitted, else undetermined (R15).
    A decision has no truth value. Two decisions are equal if they answer the same question by equal stretches,
    whichever history they come from.

    >>> import dprk_tourism as dt
    >>> dt.may_visit("Russia", "2025-07-10")
    <Decision permitted: RU at wonsan-kalma on 2025-07-10 (russians-admitted, resort-open-to-all)>
    """

    __slots__ = ()
    __match_args__ = ("verdict",)  # so that `case Decision(Verdict.PERMITTED)` means what it says

    verdict: Verdict
    """Permitted, denied or undetermined (R15)."""

    @property
    def visit(self) -> Visit:
        """The question."""
        return Visit(self._timeline.nationality, self._timeline.place, *self._stay())

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """The stretches that hold its days, in order."""
        return self._timeline._during(*self._both())  # noqa: SLF001

    def _stay(self) -> tuple[date, date | None]:
        """The arrival, and the departure if there is one."""
        return self._days if isinstance(self._days, tuple) else (self._days, None)

    def _both(self) -> tuple[date, date]:
        """The first day and the last."""
        return self._days if isinstance(self._days, tuple) else (self._days, self._days)

    def __reduce__(self) -> tuple[Any, ...]:
        asked = self._timeline
        return asked.history._packed(asked, self._stay())  # noqa: SLF001

    def __eq__(self, other: object) -> bool:
        if isinstance(other, str | bool):  # a verdict, or what somebody takes for one
            raise NoTruthValueError(type(self).__name__)
        if not isinstance(other, Decision):
            return NotImplemented
        return self._question() == other._question() and self.stretches == other.stretches

    def __hash__(self) -> int:
        return hash(self._question())

    def _question(self) -> tuple[str, str, date, date]:
        return self._timeline.nationality, self._timeline.place, *self._both()

    def __bool__(self) -> bool:
        raise NoTruthValueError(type(self).__name__)

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
        """Whether the records leave the answer open."""
        return self.verdict is Verdict.UNDETERMINED

    @property
    def projected(self) -> bool:
        """Whether some day of the visit is outside the days surveyed (R14)."""
        return any(stretch.projected for stretch in self.stretches)

    @property
    def supposed(self) -> bool:
        """Whether something is supposed (R21); the receipt says what."""
        return bool(self._timeline.history.suppositions)

    @property
    def deciding(self) -> tuple[str, ...]:
        """Ids of the policies that decide in every world, on some day of the visit: by layer, then by id (R12)."""
        if not isinstance(self._days, tuple):  # nearly every question
            return self._timeline.at(self._days).deciding
        return self._by_layer(lambda finding: finding.deciding)

    @property
    def possible(self) -> tuple[str, ...]:
        """Ids of the policies that decide in some world, on some day of the visit: by layer, then by id (R12)."""
        return self._by_layer(lambda finding: finding.possible)

    def _by_layer(self, part: Callable[[Finding], Iterable[str]]) -> tuple[str, ...]:
        findings = (stretch.finding(layer) for layer in Layer for stretch in self.stretches)
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
    def conditions(self) -> tuple[str, ...]:
        """What the permits of a possible answer ask for beyond the passport, sorted; none if it is denied (R19)."""
        if self.denied:
            return ()
        return tuple(sorted({word for stretch in self.stretches for word in stretch.conditions}))

    @property
    def elsewhere(self) -> Mapping[str, Verdict]:
        """The places inside and around the one asked for that answer otherwise, with their verdicts (R4)."""
        asked, places = self._timeline, self._timeline.history.places
        found = {place: self._again(asked.history, place) for place in places_near(places, asked.place)}
        return FrozenDict({place: verdict for place, verdict in found.items() if verdict is not self.verdict})

    @property
    def otherwise(self) -> Mapping[str, Verdict]:
        """The other shipped histories that answer otherwise, with their verdicts.

        They are compared as they are, or as known on the same day, at places that both have. It is empty for other
        views, and for histories that do not ship with the package.

        >>> import dprk_tourism as dt
        >>> dt.may_visit("RU", "2025-09-01").otherwise
        {'record': <Verdict.PERMITTED: 'permitted'>}
        """
        asked = self._timeline
        found = {other.id: self._again(other, asked.place) for other in asked.history._others(asked.place)}  # noqa: SLF001
        return FrozenDict({id_: verdict for id_, verdict in found.items() if verdict is not self.verdict})

    def _again(self, history: "History", place: str) -> Verdict:
        """The verdict on the same visit by another history, or at another place."""
        asked = self._timeline
        return history.timeline(asked.nationality, place, strict=asked.strict).decide(*self._stay()).verdict

    @property
    def citations(self) -> tuple[Citation, ...]:
        """What the answer rests on: the citations of the policies that decide in some world, and of the datings
        of the events that start or end them, open the resort, or are hinges.
        """
        from dprk_tourism._rules import evidence

        return (*evidence.citations(self._timeline.history, self._timeline.place, self.stretches),)

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources of its citations, each once, with publisher, title and web address."""
        sources = self._timeline.history.sources
        return _each_once(sources[cite.source] for cite in self.citations)

    def alternatives(self) -> "Alternatives":
        """Return what is permitted in place of the visit: days around it, and other places on its days.

        It has the last permitted day `before` the arrival, the first one `after` the last day, and the ids of the other
        `places` that permit the whole visit.

        >>> import dprk_tourism as dt
        >>> print(dt.may_visit("RU", "2025-07-18").alternatives().before)
        2025-07-15
        """
        from dprk_tourism._rules.alternatives import alternatives

        asked, history = self._timeline, self._timeline.history
        others = (place for place in history.places if place != asked.place)
        permitted = [place for place in others if self._again(history, place) is Verdict.PERMITTED]
        return alternatives(asked.openings(), *self._both(), permitted)

    def critical_sources(self) -> tuple[Source, ...]:
        """Return each source without which the verdict would be another, sorted by id (R23).

        With a source goes all that copies or retells it. If there is none, no single source carries the answer.

        >>> import dprk_tourism as dt
        >>> [source.id for source in dt.may_visit("AU", "2025-02-25", to="dprk").critical_sources()]
        ['article']
        """
        asked, history = self._timeline, self._timeline.history
        hearing = history._hearing(asked.nationality, asked.place, strict=asked.strict)  # noqa: SLF001
        return tuple(history.sources[id_] for id_ in sorted(hearing.critical(*self._both())))

    @property
    def receipt(self) -> Receipt:
        """What it was asked of: history, fingerprint, version, days surveyed, views and suppositions."""
        return self._timeline.history._receipt()  # noqa: SLF001

    def __str__(self) -> str:
        """One line: the verdict, the question, and the policies that decided."""
        from dprk_tourism._render import describe

        return describe.one_line(self.visit, self.verdict, self.stretches, supposed=self.supposed)

    def __repr__(self) -> str:
        return f"<Decision {self}>"

    def explain(self) -> str:
        """Return the reasons in words: a short text that a journalist can read.

        It names the verdict and the days for which it holds, the policies that decided it with their sources, what
        they outrank, what would settle it, and what is assumed.

        >>> import dprk_tourism as dt
        >>> dt.may_visit("RU", "2025-07-10").explain().splitlines()[1]
        'It is permitted from 2025-07-01 to 2025-07-15.'
        """
        from dprk_tourism._render import describe

        return describe.plain_text(self._text())

    def summary(self) -> str:
        """Return what a person reads at a glance: at most twelve lines of eighty columns, and usually six.

        They give the verdict, the nationality, the days, the reasons and the conditions; then which days the sources
        dispute, which places inside and around answer otherwise, what was not checked, which other shipped history
        answers otherwise, and which days the data covers. `explain` returns the whole.

        >>> import dprk_tourism as dt
        >>> print(dt.may_visit("RU", "2025-07-10").summary())
        Permitted: Russia (RU) at Wonsan Kalma Coastal Tourist Zone on 2025-07-10
          When         permitted from 2025-07-01 to 2025-07-15
          Why          entry: `russians-admitted` permits visits by nationals of Russia,
                       from 2024-02-09 on
                       site: `resort-open-to-all` permits visits by everyone, from
                       2025-07-01 on
          Not checked  travel rules set by Russia; profession, visa, second passport
          Data         `article` covers 2020-01-01 to 2025-07-18.
        """
        from dprk_tourism._render import glance

        return glance.plain_text(self._glance())

    def _glance(self) -> "Glance":
        from dprk_tourism._render import glance

        history = self._timeline.history
        return glance.glance_of(
            history,
            self.visit,
            self.verdict,
            self._runs(),
            self.stretches,
            self.elsewhere,
            self.otherwise,
            self.alternatives() if self.denied else None,
            history._more_places(self.visit.place),  # noqa: SLF001
            history._basis(),  # noqa: SLF001
        )

    def _repr_html_(self) -> str:
        from dprk_tourism._render import html

        return html.answer(self._text(), self._glance())

    def _text(self) -> "Text":
        from dprk_tourism._render import describe

        history = self._timeline.history
        return describe.text_of(
            history, self.visit, self.verdict, self._runs(), self.stretches, self.elsewhere, self.otherwise
        )

    def _runs(self) -> tuple[tuple[Verdict, DaySpan], ...]:
        """The runs of one verdict that the visit touches."""
        first, last = self._both()
        return tuple((verdict, span) for verdict, span in self._timeline.runs() if touches(span, first, last))

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as plain dictionaries, lists, strings and truth values, ready for JSON.

        >>> import dprk_tourism as dt
        >>> dt.may_visit("RU", "2025-07-10").to_dict()["verdict"]
        'permitted'
        """
        from dprk_tourism._render import data

        return data.to_dict(self)


_KEPT: Final = frozenset({date, str})
"""The types of days whose decisions are kept: nobody can change such a day."""


class _OnDay(dict[DayLike, Decision]):
    """The cache of a timeline's decisions about one day, kept from the second time that a day is asked about.

    Most days never are again. To keep all would take longer than the answers, and displace those that are in use.
    """

    __slots__ = ("asked", "room", "starts", "timeline", "verdicts")

    def __init__(self, timeline: Timeline, found: Stretches, room: Room) -> None:
        super().__init__()
        self.timeline = timeline
        self.starts = found.starts
        self.verdicts = found.verdicts
        self.asked: set[DayLike] = set()
        self.room = room
        room.shared_by.append(self)

    def of(self, day: DayLike) -> Decision:
        """Return what is kept, or else a new decision."""
        decision = self.get(day)
        return self.made(day) if decision is None else decision

    def made(self, day: DayLike) -> Decision:
        """Return a new decision, and keep it if its day was asked about before."""
        if type(day) is date:  # nearly every question
            arrival = day
        elif type(day) is str:
            arrival = to_day(day)
        else:
            return self.of(to_day(day))
        draft: Any = _Draft()
        draft._timeline, draft._days = self.timeline, arrival  # noqa: SLF001
        draft.verdict = self.verdicts[bisect_right(self.starts, arrival)]
        draft.__class__ = Decision
        decision: Decision = draft
        if day in self.asked:
            self[day] = decision
            return decision
        room = self.room
        if not room.left:
            room.empty()
        room.left -= 1
        self.asked.add(day)
        return decision

    def clear(self) -> None:
        """Forget all days."""
        super().clear()
        self.asked.clear()


def _each_once(items: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(items))
