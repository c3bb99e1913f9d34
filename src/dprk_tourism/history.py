"""Histories: the object that users ask, and where to get one."""

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import attrs

from dprk_tourism._caches import Caches, loaded, shipped, unpacked
from dprk_tourism._decisions import Decision, Timeline
from dprk_tourism._graph import (
    KINDS,
    Records,
    by_id,
    given_first_day,
    in_order,
    later_day,
    latest_publication,
    located,
    origins,
    replaced,
    tables,
    view,
)
from dprk_tourism._io import SHIPPED, Format
from dprk_tourism._model.days import Day, DayLike, WindowLike, to_day, to_limits, to_optional_day
from dprk_tourism._model.fields import FrozenDict, items_of, to_flag, to_id, to_path, to_text
from dprk_tourism._model.records import (
    AccessPolicy,
    Event,
    Place,
    Resort,
    Source,
    SourceKind,
    Visit,
    from_the_inside_out,
    place_of,
    places_inside,
)
from dprk_tourism._model.travellers import NATIONALITIES, is_spelt_as_listed, to_nationality
from dprk_tourism._rules.answers import Receipt, Verdict
from dprk_tourism._rules.questions import Question
from dprk_tourism._rules.stretches import Stretches, stretches_of, strict_stretches
from dprk_tourism._shown import RecordTable, Visitors
from dprk_tourism._text import nearest
from dprk_tourism.errors import Fault, InvalidHistoryError, InvalidValueError, UnknownNameError, WrongTypeError

if TYPE_CHECKING:
    from dprk_tourism._render.charts import Chart
    from dprk_tourism._rules.knowledge import Hearing, Learned
    from dprk_tourism._rules.suppositions import Suppositions

DEFAULT_PLACE: Final = "wonsan-kalma"
"""The place that is meant where none is named."""

_NOTHING: Final[FrozenDict[str, Any]] = FrozenDict()


def _refuse(faults: Iterable[Fault]) -> None:
    """Raise an error with all faults, if there is one."""
    found = tuple(sorted(faults, key=lambda fault: fault.path))
    if found:
        raise InvalidHistoryError(found)


class History(Records):
    """All records together, immutable; the object that users ask.

    Records refer to each other by id; every reference is checked once, here. Two histories with equal records are
    equal, whatever the order in which the records were given.

    >>> history = load("article")
    >>> history.decide(Visit("RU", "wonsan-kalma", "2025-07-18")).verdict
    <Verdict.DENIED: 'denied'>

    Args:
        id: Lower-case words joined by hyphens.
        title: What it is about, in one line.
        sources: Sources, in any order.
        places: Places and resorts.
        events: Events.
        policies: Policies.
        surveyed_through: The last day through which the sources were surveyed; left out, the latest first day of
            publication among the sources (R14). It is None only where there is no source.

    Raises:
        InvalidHistoryError: An id is used twice or does not exist, places or overrides form a loop, a policy overrides
            one of another layer, or a policy can never be in force; all faults are listed.
    """

    __slots__ = ("_caches", "_origin")

    if TYPE_CHECKING:
        _caches: Caches
        _origin: "_Origin | _PortableOrigin"

    def __init__(
        self,
        *,
        id: str,  # noqa: A002 - the word of every record
        title: str,
        sources: Iterable[Source] | Mapping[str, Source] = (),
        places: Iterable[Place] | Mapping[str, Place] = (),
        events: Iterable[Event] | Mapping[str, Event] = (),
        policies: Iterable[AccessPolicy] | Mapping[str, AccessPolicy] = (),
        surveyed_from: DayLike | None = None,
        surveyed_through: DayLike | None = None,
    ) -> None:
        from dprk_tourism._rules.integrity import faults_between

        faults: list[Fault] = []
        published = by_id(sources, Source, "sources", faults)
        super().__init__(
            id=to_id(id),
            title=to_text(title),
            sources=published,
            places=by_id(places, Place, "places", faults),
            events=by_id(events, Event, "events", faults),
            policies=by_id(policies, AccessPolicy, "policies", faults),
            surveyed_from=to_optional_day(surveyed_from),
            surveyed_through=to_optional_day(surveyed_through) or latest_publication(published),
        )
        self._begin(_Origin(self))
        _refuse([*faults, *faults_between(self)])

    @classmethod
    def _of(cls, records: Records, origin: "_Origin | _PortableOrigin | None" = None) -> "History":
        """A history of records that are known to fit together.

        A view may hold a policy that can never be in force, since its events lost datings; this is not a fault (R6).
        """
        history = cls.__new__(cls)
        Records.__init__(history, **{str(f.alias): getattr(records, f.name) for f in attrs.fields(Records)})
        history._begin(origin or _Origin(history))  # noqa: SLF001
        return history

    def _begin(self, origin: "_Origin | _PortableOrigin") -> None:
        """Set what a history has besides its records, and make its tables such as show themselves."""
        for kind, table in tables(self).items():
            object.__setattr__(self, kind, RecordTable(table))
        object.__setattr__(self, "_caches", Caches())
        object.__setattr__(self, "_origin", origin)

    def __reduce__(self) -> tuple[Any, ...]:
        if self._origin.supposed is not None:
            return History._supposed, (self._unsupposed, self._origin.supposed.all)
        return self._of, (replaced(self), self._origin.portable())

    def __repr__(self) -> str:
        from dprk_tourism._render.words import counted

        surveyed = "nothing surveyed" if self.surveyed_through is None else f"surveyed through {self.surveyed_through}"
        supposed = ", supposed" if self.suppositions else ""
        return f"<History {self.id}{supposed}: {counted(self)}, {surveyed}>"

    def _repr_html_(self) -> str:
        from dprk_tourism._render import html

        return html.history(self)

    def decide(self, visit: Visit, *, strict: bool = False) -> Decision:
        """Return the answer to one visit.

        >>> stay = Visit("RU", "wonsan-kalma", "2025-07-10", "2025-07-17")
        >>> str(load("article").decide(stay).verdict)
        'undetermined'

        Args:
            visit: Who wants to be where, and when.
            strict: Whether projected days are undetermined (R14).

        Raises:
            UnknownPlaceError: The history has no such place.
        """
        if not isinstance(visit, Visit):
            raise WrongTypeError("a Visit", visit)
        timeline = self.timeline(visit.nationality, visit.place, strict=strict)
        return timeline.decide(visit.arrival, visit.departure)

    def timeline(self, nationality: str, to: str = DEFAULT_PLACE, *, strict: bool = False) -> Timeline:
        """Return all stretches for one nationality at one place.

        It is worked out once for all nationalities that no policy of the history tells apart.

        >>> [str(stretch.verdict) for stretch in load("article").timeline("AU", "dprk")]
        ['undetermined', 'undetermined', 'denied', 'permitted', 'denied', 'denied']

        Args:
            nationality: A code or name of a nationality.
            to: The id of a place, or any of its names, in any case.
            strict: Whether projected days are undetermined (R14).

        Raises:
            UnknownNationalityError: No passport is known by this name.
            UnknownPlaceError: The history has no such place.
        """
        try:
            return self._caches.timelines[strict][to][nationality]
        except (KeyError, TypeError):
            pass  # and out of here: this error is not the cause of those that may follow
        return self._drawn(nationality, to, strict=to_flag(strict))

    def _drawn(self, nationality: str, place: str, *, strict: bool) -> Timeline:
        """The timeline, kept by its code, and by the word that was used if it is in the table of nationalities."""
        code = to_nationality(nationality)
        place = place_of(self.places, place)
        self._caches.make_room()
        drawn = self._caches.timelines[strict].setdefault(place, {})
        if code not in drawn:
            found = self._stretches(self._bearing()[place], self._classes()[code], strict=strict)
            drawn.setdefault(code, Timeline._of(self, code, place, found, strict=strict))  # noqa: SLF001
        if type(nationality) is str and is_spelt_as_listed(nationality):  # so the words that are kept are few
            drawn[nationality] = drawn[code]
        return drawn[code]

    def _stretches(self, place: str, nationality: str, *, strict: bool) -> Stretches:
        def found() -> Stretches:
            if strict:
                return Stretches(strict_stretches(self._stretches(place, nationality, strict=False).stretches))
            return Stretches(stretches_of(Question(self, nationality, place)))

        return self._caches.stretches.of((place, nationality, strict), found)

    def _bearing(self) -> Mapping[str, str]:
        """For each place, the outermost around it that answers alike, since the same policies apply (R4, R10)."""
        if self._caches.bearing is None:
            own = {policy.place for policy in self.policies.values()}
            self._caches.bearing = {place: self._outermost_alike(place, own) for place in self.places}
        return self._caches.bearing

    def _outermost_alike(self, place: str, own: Collection[str]) -> str:
        """The outermost place from which on inwards none has policies, and no silence of a resort begins or ends."""
        inner, *around = from_the_inside_out(self.places, place)
        for outer in around:
            if inner.id in own or isinstance(inner, Resort) or isinstance(outer, Resort):
                break
            inner = outer
        return inner.id

    def chart(
        self,
        nationalities: Iterable[str],
        to: str = DEFAULT_PLACE,
        *,
        strict: bool = False,
        scale: bool = False,
        since: DayLike | None = None,
        until: DayLike | None = None,
    ) -> "Chart":
        """Draw the timelines of some nationalities at one place: a picture for notebooks and pages.

        The places inside that answer otherwise have rows of their own.

        >>> svg = load("article").chart(["Russia", "CN"]).svg

        Args:
            nationalities: Codes or names; each nationality has a row, in this order.
            to: The id of a place, or any of its names, in any case.
            strict: Whether projected days are undetermined (R14).
            scale: Whether days are to scale. Otherwise short runs of days are drawn wider, so that all can be read.
            since: Leave out what ended before this day; None for no limit.
            until: Leave out what begins after this day; None for no limit.

        Raises:
            InvalidDayError: A day is not valid, or a datetime has no time zone.
            InvalidValueError: No nationality is given, or *until* is before *since*.
            UnknownNationalityError: No passport is known by this name.
            UnknownPlaceError: The history has no such place.
        """
        from dprk_tourism._render import svg

        asked = items_of(nationalities, "a list of nationalities, such as ['RU', 'CN']")
        place = place_of(self.places, to)
        shown = (place, *places_inside(self.places, place))
        drawn = [{each: self.timeline(nationality, each, strict=strict) for each in shown} for nationality in asked]
        timelines = {at[place].nationality: {each: line.stretches for each, line in at.items()} for at in drawn}
        limits = to_limits(since, until)
        return svg.chart(self, place, timelines, scale=to_flag(scale), limits=limits)

    def map(self, nationality: str, on: DayLike, *, strict: bool = False) -> "Chart":
        """Draw a map of all places with the answer for each, for one nationality on one day.

        >>> load("article").map("Russia", "2025-07-10").save("map.svg")  # doctest: +SKIP

        Args:
            nationality: A code or name of a nationality.
            on: A civil day in Pyongyang.
            strict: Whether projected days are undetermined (R14).

        Raises:
            InvalidDayError: *on* is not valid, or a datetime without a time zone.
            InvalidValueError: No place of the history has a location.
            UnknownNationalityError: No passport is known by this name.
        """
        from dprk_tourism._render import maps

        code, day = to_nationality(nationality), to_day(on)
        return maps.draw(
            self, code, day, {place: self.timeline(code, place, strict=strict).at(day) for place in self.places}
        )

    def who_may_visit(
        self, on: DayLike, to: str = DEFAULT_PLACE, *, strict: bool = False
    ) -> Mapping[Verdict, frozenset[str]]:
        """Sort all nationalities by the answer for one day.

        >>> sorted(load("article").who_may_visit("2025-07-10")[Verdict.PERMITTED])
        ['KP', 'RU']

        Args:
            on: A civil day in Pyongyang.
            to: The id of a place, or any of its names, in any case.
            strict: Whether projected days are undetermined (R14).

        Returns:
            Codes of nationalities by verdict; every verdict is a key, and every nationality is under one.

        Raises:
            InvalidDayError: *on* is not valid, or a datetime without a time zone.
            UnknownPlaceError: The history has no such place.
        """
        day = to_day(on)
        found: dict[Verdict, frozenset[str]] = dict.fromkeys(Verdict, frozenset())
        for first, alike in self.nationality_classes().items():
            found[self.timeline(first, to, strict=strict).at(day).verdict] |= alike
        return Visitors(found)

    def nationality_classes(self) -> Mapping[str, frozenset[str]]:
        """Return the nationalities that no policy of this history tells apart, under the first code of each class.

        >>> {code: len(alike) for code, alike in load("article").nationality_classes().items()}
        {'AD': 37, 'AE': 160, 'AU': 4, 'KP': 1, 'RU': 1}
        """
        classes: dict[str, list[str]] = {}
        for code, first in self._classes().items():
            classes.setdefault(first, []).append(code)
        return FrozenDict({first: frozenset(codes) for first, codes in classes.items()})

    def _classes(self) -> Mapping[str, str]:
        """For each nationality, the first one that no policy of this history tells from it."""
        if self._caches.classes is None:
            audiences = dict.fromkeys(policy.audience for policy in self.policies.values())
            first: dict[tuple[int, ...], str] = {}
            self._caches.classes = {
                code: first.setdefault(tuple((code in a.certain) + 2 * (code in a.possible) for a in audiences), code)
                for code in NATIONALITIES
            }
        return self._caches.classes

    def chronology(self, since: DayLike | None = None, until: DayLike | None = None) -> tuple[Event, ...]:
        """Return the events in the order of their windows (R2).

        Open beginnings come first; events of one window are in the order of their distances, then of their ids.

        >>> [event.id for event in load("article").chronology("2025-07-11", "2025-07-20")]
        ['tours-announced', 'moscow-flights', 'lavrov-meeting', 'ban-notice']

        Args:
            since: Leave out events that surely fell before this day; None for none.
            until: Leave out events that surely fell after this day; None for none.

        Raises:
            InvalidDayError: A day is not valid, or a datetime has no time zone.
            InvalidValueError: *until* is before *since*.
            WrongTypeError: A day is of the wrong type.
        """
        first, last = to_limits(since, until)
        windows = {id_: self.window(id_) for id_ in self.events}
        held = (
            id_
            for id_, window in windows.items()
            if (first is None or window.latest is None or window.latest >= first)
            and (last is None or window.earliest is None or window.earliest <= last)
        )
        return in_order(self, held)

    def age(self, today: DayLike) -> int | None:
        """Return how many days before *today* the data ends, or 0; None if nothing was surveyed.

        If that is too long for you, ask strictly; then days outside the data are undetermined.

        >>> load("article").age("2025-10-16")
        90

        Args:
            today: A civil day in Pyongyang; the library reads no clock.

        Raises:
            InvalidDayError: *today* is not valid, or a datetime without a time zone.
        """
        day = to_day(today)
        return None if self.surveyed_through is None else max((day - self.surveyed_through).days, 0)

    def known_on(self, day: DayLike) -> "History":
        """Return the history as it could be known on *day*, in Pyongyang: from sources surely published by then (R16).

        An end that became known later is not known yet; a policy of which no source had appeared is left out.

        >>> "foreigners-barred" in load("article").known_on("2025-07-15").policies
        False

        Raises:
            InvalidDayError: *day* is not valid, or a datetime without a time zone.
            InvalidHistoryError: Overrides close a loop in a view of what is supposed.
        """
        limit = to_day(day)
        latest = {id_: source.published.latest for id_, source in self.sources.items()}
        admitted = frozenset(id_ for id_, day in latest.items() if day is not None and day <= limit)
        unlimited = self.surveyed_through is None or self.surveyed_through <= limit
        everything = len(admitted) == len(self.sources) and unlimited
        return self if everything else self._seen(("known_on", str(limit)), admitted, limit)

    def according_to(self, *source_ids: str) -> "History":
        """Return the history by some sources alone (R17).

        >>> article = load("article")
        >>> str(article.according_to("article").window("russian-reopening"))
        '2024'
        >>> [*article.according_to("kind:operator").sources]
        ['ypt-2020-01']

        Args:
            source_ids: Ids of sources; `kind:press` stands for all of that kind, and `root:ID` for the source with this
                id and all that copies or retells it.

        Raises:
            InvalidHistoryError: Overrides close a loop in a view of what is supposed.
            InvalidValueError: There is no such kind of source.
            UnknownNameError: The history has no such source.
        """
        admitted = frozenset(id_ for named in source_ids for id_ in self._sources_named(named))
        everything = len(admitted) == len(self.sources)
        return self if everything else self._seen(("according_to", *sorted(admitted)), admitted)

    def _sources_named(self, named: str) -> Iterable[str]:
        """The ids of the sources that an id, a kind or a root stands for."""
        if not isinstance(named, str):
            raise WrongTypeError("the id of a source (pass several as separate arguments)", named)
        by, colon, name = named.partition(":")
        if colon and by == "kind":
            kind = SourceKind(name)
            return [id_ for id_, source in self.sources.items() if source.kind is kind]
        id_ = name if colon and by == "root" else named
        if id_ not in self.sources:
            raise UnknownNameError(id_, nearest(id_, self.sources), f"the history `{self.id}`", kind="source")
        return [other for other in self.sources if id_ in origins(self.sources, other)] if colon else [id_]

    def _seen(self, step: tuple[str, ...], admitted: frozenset[str], limit: Day | None = None) -> "History":
        return self._caches.views.of(step, lambda: self._view(step, admitted, limit))

    def _view(self, step: tuple[str, ...], admitted: frozenset[str], limit: Day | None) -> "History":
        origin = self._origin
        viewed = attrs.evolve(origin, views=(*origin.views, step), supposed=None)
        seen = self._of(view(self._unsupposed, admitted, limit), viewed)
        return seen if origin.supposed is None else self._supposed(seen, origin.supposed.all)  # R21: views first

    def supposing(
        self,
        *,
        days: Mapping[str, WindowLike] = _NOTHING,
        ends: Mapping[str, WindowLike] = _NOTHING,
        members: Mapping[str, Mapping[str, bool]] = _NOTHING,
    ) -> "History":
        """Return the history as it would be if something were so: "what if the bar had ended?" (R21).

        Its answers are marked as supposed, and it cannot be written to a file. A view of it is the view of this
        history with the same suppositions, as far as they are about what the view holds.

        >>> what_if = load("article").supposing(ends={"foreigners-barred": "2025-09-01"})
        >>> decision = what_if.decide(Visit("RU", "wonsan-kalma", "2025-09-02"))
        >>> decision.verdict, decision.supposed
        (<Verdict.PERMITTED: 'permitted'>, True)

        Args:
            days: The day or window in which an event fell, by its id. Its distances from other events still count.
            ends: The day or window in which a policy ends, by its id, in place of the end that it has.
            members: By the id of a policy, whether it covers a nationality. A possible member is settled in every
                policy with the same audience, another nationality in this policy alone.

        Raises:
            InvalidDayError: A day or window is not valid.
            InvalidHistoryError: Overrides close a loop if policies are announced on these days.
            InvalidValueError: A policy would both cover and not cover a nationality.
            UnknownNameError: The history has no such event or policy.
            UnknownNationalityError: No passport is known by this name.
            WrongTypeError: An argument has the wrong type.
        """
        from dprk_tourism._rules.suppositions import suppositions_about

        of, before = self._unsupposed, self._origin.supposed
        new = suppositions_about(of, days, ends, members)
        return self._supposed(of, new if before is None else before.all.then(new))

    def learned(self, visit: Visit) -> "tuple[Learned, ...]":
        """Return when each verdict on a visit became known, and from which sources (R22).

        On each day, `known_on(day)` gives the verdict of that day's run. Projected days are never undetermined here.

        >>> for run in load("article").learned(Visit("RU", "wonsan-kalma", "2025-07-18"))[-2:]:
        ...     print(run.since, run.verdict)
        2024-02-09 undetermined
        2025-07-18 denied

        Args:
            visit: Who wants to be where, and when.

        Returns:
            Runs of days, in order; the first has no beginning, and each ends where the next begins.

        Raises:
            UnknownPlaceError: The history has no such place.
        """
        if not isinstance(visit, Visit):
            raise WrongTypeError("a Visit", visit)
        return self._hearing(visit.nationality, visit.place).learned(visit.arrival, visit.last_day)

    def learned_chart(self, nationality: str, to: str = DEFAULT_PLACE) -> "Chart":
        """Draw what could be known of all days, and when: the days of visits across, those of knowledge down (R22).

        >>> svg = load("article").learned_chart("Russia").svg

        Args:
            nationality: A code or name of a nationality.
            to: The id of a place, or any of its names, in any case.

        Raises:
            UnknownNationalityError: No passport is known by this name.
            UnknownPlaceError: The history has no such place.
        """
        from dprk_tourism._render import svg

        code, place = to_nationality(nationality), place_of(self.places, to)
        return svg.learned_chart(self, code, place, self._hearing(code, place).known())

    def _hearing(self, nationality: str, place: str, *, strict: bool = False) -> "Hearing":
        """What asks by some of the sources."""
        from dprk_tourism._rules.knowledge import Hearing

        supposed = self._origin.supposed
        suppositions = None if supposed is None else supposed.all
        return Hearing(self._unsupposed, suppositions, nationality, place_of(self.places, place), strict=strict)

    @property
    def suppositions(self) -> tuple[str, ...]:
        """What is supposed, in words; empty for most histories (R21)."""
        supposed = self._origin.supposed
        return () if supposed is None else supposed.words

    @property
    def _unsupposed(self) -> "History":
        """The history without what it supposes."""
        supposed = self._origin.supposed
        return self if supposed is None else supposed.of

    @classmethod
    def _supposed(cls, of: "History", suppositions: "Suppositions") -> "History":
        """A history under suppositions, as far as they are about what it holds."""
        from dprk_tourism._render import words
        from dprk_tourism._rules.integrity import loops_of_overrides
        from dprk_tourism._rules.suppositions import supposed_records

        held = suppositions.about(of)
        if not (said := tuple(words.suppositions(held))):
            return of
        records = supposed_records(of, held)
        _refuse(loops_of_overrides(records))
        return cls._of(records, attrs.evolve(of._origin, supposed=_Supposed(of, held, said)))  # noqa: SLF001

    def _receipt(self) -> Receipt:
        from importlib.metadata import version

        origin = self._origin.portable()
        return Receipt(
            history=origin.id,
            fingerprint=origin.fingerprint,
            version=version("dprk-tourism"),
            surveyed_from=self.surveyed_from,
            surveyed_through=self.surveyed_through,
            views=_in_words(origin.views),
            suppositions=self.suppositions,
        )

    def _basis(self) -> str:
        """What an answer was asked of, in words."""
        views = ", ".join(_in_words(self._origin.views))
        return f"`{self._origin.id}` ({views})" if views else f"`{self._origin.id}`"

    def _others(self, place: str) -> Iterator["History"]:
        """The other shipped histories with this place, known on the same day; none if this is anything else."""
        origin = self._origin
        if not self.suppositions and origin.is_shipped and all(step[0] == "known_on" for step in origin.views):
            for other in (load(name) for name in SHIPPED if name != origin.id):
                if place in other.places:
                    for step in origin.views:
                        other = other.known_on(step[1])  # noqa: PLW2901 - a view of it
                    yield other

    def _more_places(self, place: str) -> dict[str, int]:
        """How many places the other shipped histories with this place have that this one lacks, if they have some."""
        more = {other.id: len(other.places.keys() - self.places.keys()) for other in self._others(place)}
        return {id_: count for id_, count in more.items() if count}

    def _packed(self, asked: Timeline, days: tuple[date, date | None]) -> tuple[Any, ...]:
        """What pickle makes a decision of: the name of a shipped history, or what bears on the question (law 6)."""
        question, origin = (asked.nationality, asked.place, asked.strict), self._origin
        if isinstance(origin, _Origin) and origin.is_shipped:
            supposed = None if origin.supposed is None else origin.supposed.all
            return _decided_anew, (origin.id, origin.portable().fingerprint, origin.views, supposed, question, *days)
        if self.suppositions:
            return _decided, (self, question, *days)
        import pickle
        import zlib

        from dprk_tourism._rules.evidence import bearing_records

        def bearing() -> bytes:
            return zlib.compress(pickle.dumps(bearing_records(self, asked.nationality, self.places)))

        packed = self._caches.packed.of(asked.nationality, bearing)
        return _unpacked, (packed, origin.portable(), question, *days)

    def amended(
        self,
        *,
        sources: Iterable[Source] = (),
        places: Iterable[Place] = (),
        events: Iterable[Event] = (),
        policies: Iterable[AccessPolicy] = (),
        without: Iterable[str] = (),
        surveyed_from: DayLike | None = None,
        surveyed_through: DayLike | None = None,
    ) -> "History":
        """Return a history with more records, or others; this one stays as it is.

        A record whose id is in this history replaces that one whole.

        >>> len(load("article").amended(without=["foreigners-barred"]).policies)
        5

        Args:
            sources: Sources to add or replace.
            places: Places to add or replace.
            events: Events to add or replace.
            policies: Policies to add or replace.
            without: Ids of records to leave out; written `policies.my-id` where several tables have the id.
            surveyed_from: The first day for which the sources are surveyed now; None for that of this history.
            surveyed_through: The last day through which the sources are surveyed now; left out, the later of this
                history's and the latest first day of publication among the new sources (R14).

        Raises:
            InvalidHistoryError: The records do not make a history; all faults are listed. A view may hold a policy
                that can never be in force, which a history that is made may not.
            UnknownNameError: An id to leave out is not there, or is in several tables.
        """
        of = self._unsupposed
        faults: list[Fault] = []
        given: dict[str, Any] = {"sources": sources, "places": places, "events": events, "policies": policies}
        new = {kind: by_id(given[kind], record, kind, faults) for kind, record in KINDS.items()}
        _refuse(faults)
        dropped = {located(tables(of), id_) for id_ in items_of(without, "a list of ids")}
        merged: dict[str, Any] = {}
        for kind, table in tables(of).items():
            kept = {id_: record for id_, record in table.items() if (kind, id_) not in dropped}
            merged[kind] = {**kept, **new[kind]}
        through = to_optional_day(surveyed_through) or later_day(self.surveyed_through, new["sources"])
        first = to_optional_day(surveyed_from) or given_first_day(of)
        made = History(id=self.id, title=self.title, surveyed_from=first, surveyed_through=through, **merged)
        amended = self._of(made)
        return amended if self._origin.supposed is None else self._supposed(amended, self._origin.supposed.all)


@attrs.frozen(eq=False)
class _Supposed:
    """What a history supposes, and about which history."""

    of: History
    all: "Suppositions"
    words: tuple[str, ...]


def _in_words(views: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(f"{step[0].replace('_', ' ')} {', '.join(step[1:]) or 'no source'}" for step in views)


@attrs.frozen
class _PortableOrigin:
    """Where a history came from, without the history."""

    id: str
    fingerprint: str
    is_shipped: bool
    views: tuple[tuple[str, ...], ...]
    supposed: _Supposed | None = None

    def portable(self) -> "_PortableOrigin":
        return self


@attrs.frozen(eq=False)
class _Origin:
    """Where a history came from: the history at the base, and the views of it, each with its arguments."""

    base: History
    views: tuple[tuple[str, ...], ...] = ()
    supposed: _Supposed | None = None

    @property
    def id(self) -> str:
        return self.base.id

    @property
    def is_shipped(self) -> bool:
        return shipped.get(self.base.id) is self.base

    def portable(self) -> _PortableOrigin:
        caches = self.base._caches  # noqa: SLF001 - what it has worked out
        if caches.fingerprint is None:
            caches.fingerprint = fingerprint(self.base)
        return _PortableOrigin(self.id, caches.fingerprint, self.is_shipped, self.views)


def _decided(history: History, asked: tuple[str, str, bool], *days: date) -> Decision:
    nationality, place, strict = asked
    return history.timeline(nationality, place, strict=strict).decide(*days)


def _decided_anew(
    name: str,
    known_fingerprint: str,
    views: Iterable[tuple[str, ...]],
    supposed: "Suppositions | None",
    asked: tuple[str, str, bool],
    *days: date,
) -> Decision:
    """A decision of a shipped history, whose data must still be what it was."""
    history = load(name)
    if history._origin.portable().fingerprint != known_fingerprint:  # noqa: SLF001
        raise InvalidValueError(f"This decision was pickled with other data of `{name}`. Ask for it again.")
    for by, *what in views:
        history = getattr(history, by)(*what)
    return _decided(history if supposed is None else History._supposed(history, supposed), asked, *days)  # noqa: SLF001


def _unpacked(packed: bytes, origin: _PortableOrigin, asked: tuple[str, str, bool], *days: date) -> Decision:
    import pickle
    import zlib

    def history_of() -> History:
        return History._of(pickle.loads(zlib.decompress(packed)), origin)  # noqa: S301, SLF001

    return _decided(unpacked.of((packed, origin), history_of), asked, *days)


HistoryLike: TypeAlias = History | str | os.PathLike[str]
"""What may be given for a history: a history, the name of a shipped one, or the path of a file."""


def may_visit(
    nationality: str,
    on: DayLike,
    *,
    to: str = DEFAULT_PLACE,
    departure: DayLike | None = None,
    history: HistoryLike = "article",
    known_on: DayLike | None = None,
    strict: bool = False,
) -> Decision:
    """May a holder of this passport be at this place on this day?

    >>> may_visit("RU", "2025-07-15").verdict, may_visit("RU", "2025-07-18").verdict
    (<Verdict.PERMITTED: 'permitted'>, <Verdict.DENIED: 'denied'>)
    >>> may_visit("RU", "2025-07-17").hinges[0].unknown
    EventUnknown(event='ban-notice')

    Args:
        nationality: That of the passport used: a code, an English name of the country or an alias, in any case.
        on: The day of arrival, in Pyongyang: a date, a datetime with a time zone, or a string of ISO 8601.
        to: The id of a place, or any of its names, in any case.
        departure: The last day present; None for a visit of one day.
        history: The name of a shipped history, the path of a file, or a history.
        known_on: Ask what could be known on this day; None for all that the history knows.
        strict: Whether projected days are undetermined (R14).

    Raises:
        UnknownNationalityError: No passport is known by this name.
        UnknownPlaceError: The history has no such place.
        UnknownNameError: No history has this name.
        InvalidDayError: A day is not valid, or a datetime has no time zone.
        InvalidValueError: *departure* is before *on*.
        FileError: The file of the history cannot be read.
        InvalidDocumentError: The file is not a history.
    """
    asked = shipped.get(history) if type(history) is str else history if type(history) is History else None
    if asked is None:
        asked = to_history(history)
    if known_on is not None:
        asked = asked.known_on(known_on)
    if departure is None:  # nearly every question
        try:
            kept = asked._caches.timelines[strict][to][nationality]._kept  # noqa: SLF001
            decision = kept.get(on)
        except (KeyError, TypeError):
            pass  # and out of here: this error is not the cause of those that may follow
        else:
            return kept.made(on) if decision is None else decision
    return asked.timeline(nationality, to, strict=strict).decide(on, departure)


def histories() -> tuple[str, ...]:
    """Return the names of the histories that ship with the package, the default one first.

    >>> histories()
    ('article', 'record')
    """
    return SHIPPED


def load(name_or_path: str | os.PathLike[str]) -> History:
    """Return a history that ships with the package, or read one from a file.

    A shipped history is read once and shared. A file is read again only if it has changed, or one that it extends.

    >>> load("article")
    <History article: 22 sources, 2 places, 14 events, 6 policies, surveyed through 2025-07-18>

    Args:
        name_or_path: `article`, `record`, or the path of a file that ends in .toml or .json.

    Raises:
        UnknownNameError: It is neither.
        FileError: The file cannot be opened, is not a regular file, is larger than 16 MiB, or is not UTF-8 text.
        InvalidDocumentError: The file is not a history; all its faults are listed.
    """
    if (name := to_path(name_or_path, "the name of a history or the path of a file")) in SHIPPED:
        return _shipped(name)
    from pathlib import Path

    from dprk_tourism._io.files import Text, read_file

    path = str(Path(name_or_path).absolute())
    if (kept := loaded.get(path)) is not None:  # in one step, as another thread may empty the cache
        if all(text.is_current() for text in kept[1]):
            return kept[0]
        loaded.pop(path, None)
    texts = list[Text]()
    history = History._of(read_file(name_or_path, _shipped, texts))  # noqa: SLF001
    loaded.of(path, lambda: (history, texts))
    return history


def _shipped(name: str) -> History:
    if name not in shipped:
        from dprk_tourism._io.shipped import shipped as read

        # Two threads may both come here; one history must be what both get.
        shipped.setdefault(name, History._of(read(name, _shipped)))  # noqa: SLF001
    return shipped[name]


def extended(name_or_path: str | os.PathLike[str]) -> History | None:
    """Return the history that a file extends, or None; the file can be read."""
    if str(name_or_path) in SHIPPED:
        return None
    from dprk_tourism._io.files import base_of

    base = base_of(name_or_path, _shipped)
    return None if base is None else History._of(base)  # noqa: SLF001


def to_history(value: HistoryLike) -> History:
    """Return the history that *value* names.

    >>> to_history("article") is to_history(load("article"))
    True
    """
    return value if isinstance(value, History) else load(value)


def loads(text: str, *, format: Format = "toml") -> History:  # noqa: A002 - the public word
    r"""Read a history from a string.

    >>> loads('id = "mine"\ntitle = "My own"\nextends = "article"').policies.keys() == load("article").policies.keys()
    True

    Args:
        text: The document. It may extend a shipped history, but not a file.
        format: `toml` or `json`.

    Raises:
        InvalidDocumentError: The document is not a history; all its faults are listed.
        InvalidValueError: *format* is neither.
    """
    from dprk_tourism._io.files import read_document

    return History._of(read_document(text, format, _shipped))  # noqa: SLF001


def fingerprint(history: History) -> str:
    """Return a hash of all that a history holds: equal histories have equal ones, on every machine and Python.

    It is the SHA-256 of the history written as JSON, in 64 hexadecimal digits. Suppositions do not change it (R21).

    >>> article = load("article")
    >>> fingerprint(article) == fingerprint(loads(dumps(article)))
    True
    """
    from hashlib import sha256  # slow to import, and only used here

    if not isinstance(history, History):
        raise WrongTypeError("a History", history)
    return sha256(dumps(history._unsupposed, format="json").encode()).hexdigest()  # noqa: SLF001 - what it holds


def dumps(history: History, *, format: Format = "toml") -> str:  # noqa: A002
    """Write a history whole, so that reading it gives an equal one.

    Records are sorted by id, and defaults are left out. A view may hold a policy that can never be in force (R6); it
    is written too, and refused when it is read.

    >>> article = load("article")
    >>> loads(dumps(article)) == article
    True

    Args:
        history: The history; what it inherited is written with it.
        format: `toml` or `json`.

    Raises:
        InvalidValueError: *format* is neither, or the history supposes something.
    """
    from dprk_tourism._io.writing import write

    if not isinstance(history, History):
        raise WrongTypeError("a History", history)
    check_written(history)
    return write(history, format)


def check_written(history: History) -> None:
    """Refuse to write a history that supposes something: a file would take it for recorded (R21)."""
    if history.suppositions:
        raise InvalidValueError("A history that supposes something cannot be written. Write the one without it.")
