"""All records together: the object that users ask, and its views."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

import attrs

from dprk_tourism import markup, plots
from dprk_tourism.answers import Stretch, Verdict
from dprk_tourism.days import Day, DayLike, to_day, to_optional_day
from dprk_tourism.errors import (
    AmbiguousIdError,
    Fault,
    InvalidHistoryError,
    UnknownIdError,
    UnknownSourceError,
    WrongTypeError,
    nearest,
)
from dprk_tourism.events import Event
from dprk_tourism.fields import items_of, records_of, to_flag, to_id, to_text
from dprk_tourism.integrity import policy_faults, reference_faults
from dprk_tourism.places import Place, Resort, check_place
from dprk_tourism.policies import EARLIER, AccessPolicy
from dprk_tourism.rules import Question
from dprk_tourism.sources import Source
from dprk_tourism.timelines import Decision, Timeline, stretches_of, strict_stretches
from dprk_tourism.travellers import NATIONALITIES, to_nationality
from dprk_tourism.visits import Visit
from dprk_tourism.words import counted

__all__ = ["DEFAULT_PLACE", "History"]

DEFAULT_PLACE = "wonsan-kalma"
"""The place that is meant where none is named."""

R = TypeVar("R", Source, Place, Event, AccessPolicy)


def _by_id(value: Iterable[R] | Mapping[str, R], kind: type[R], path: str, faults: list[Fault]) -> Mapping[str, R]:
    """Index records by id, sorted; an equal record given twice is one, two different ones are a fault."""
    found: dict[str, R] = {}
    clashing: set[str] = set()
    given = value.values() if isinstance(value, Mapping) else value
    for record in records_of(given, kind, f"a list of records of kind {kind.__name__}"):
        if found.setdefault(record.id, record) != record:
            clashing.add(record.id)
    clash = "two different records have this id; keep one of them, or give one another id"
    faults += [Fault(clash, f"{path}.{id_}") for id_ in clashing]
    return MappingProxyType(dict(sorted(found.items())))


def _refuse(faults: Iterable[Fault]) -> None:
    """Raise an error that tells all faults, if there is one."""
    found = tuple(sorted(faults, key=lambda fault: fault.path))
    if found:
        raise InvalidHistoryError(found)


def _rows(records: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(records.values())


@attrs.frozen(init=False, repr=False)
class History:
    """All records together, immutable; the object that users ask.

    Records refer to each other by id; every reference is checked once, here. Two histories with equal records are
    equal, whatever the order in which the records were given.

    >>> import dprk_tourism as dt
    >>> history = dt.load("article")
    >>> history.decide(dt.Visit("RU", "wonsan-kalma", "2025-07-18")).verdict
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
        InvalidHistoryError: An id is held twice or by nobody, places or overrides form a loop, a policy overrides
            one of another layer, or a policy can never be in force; all faults are listed.
        WrongTypeError: A record is of the wrong kind.
    """

    id: str
    """Lower-case words joined by hyphens."""
    title: str
    """What it is about, in one line."""
    sources: Mapping[str, Source] = attrs.field(eq=_rows)
    """Sources by id; read-only."""
    places: Mapping[str, Place] = attrs.field(eq=_rows)
    """Places by id; read-only."""
    events: Mapping[str, Event] = attrs.field(eq=_rows)
    """Events by id; read-only."""
    policies: Mapping[str, AccessPolicy] = attrs.field(eq=_rows)
    """Policies by id; read-only."""
    surveyed_through: Day | None
    """The last day through which the sources were surveyed; answers for later days are projected (R14)."""
    _timelines: dict[bool, dict[str, dict[str, Timeline]]] = attrs.field(init=False, eq=False)
    _stretches: dict[tuple[str, str], tuple[Stretch, ...]] = attrs.field(init=False, eq=False)
    _class_of: dict[str, str] = attrs.field(init=False, eq=False)
    _tables: dict[bool, Any] = attrs.field(init=False, eq=False)

    def __init__(
        self,
        *,
        id: str,  # noqa: A002 - the word of every record
        title: str,
        sources: Iterable[Source] | Mapping[str, Source] = (),
        places: Iterable[Place] | Mapping[str, Place] = (),
        events: Iterable[Event] | Mapping[str, Event] = (),
        policies: Iterable[AccessPolicy] | Mapping[str, AccessPolicy] = (),
        surveyed_through: DayLike | None = None,
    ) -> None:
        faults: list[Fault] = []
        published = _by_id(sources, Source, "sources", faults)
        fields = {
            "id": to_id(id),
            "title": to_text(title),
            "sources": published,
            "places": _by_id(places, Place, "places", faults),
            "events": _by_id(events, Event, "events", faults),
            "policies": _by_id(policies, AccessPolicy, "policies", faults),
            "surveyed_through": to_optional_day(surveyed_through) or _latest_publication(published),
        }
        _fill(self, fields)
        _refuse([*faults, *reference_faults(self), *policy_faults(self)])

    def __repr__(self) -> str:
        surveyed = "nothing surveyed" if self.surveyed_through is None else f"surveyed through {self.surveyed_through}"
        return f"<History {self.id}: {counted(self)}, {surveyed}>"

    def _repr_html_(self) -> str:
        return markup.history(self.id, self.title, self)

    def __reduce__(self) -> tuple[Any, ...]:
        # Read-only mappings and what was worked out do not pickle; the records do.
        fields = {name: getattr(self, name) for name in ("id", "title", "surveyed_through")}
        return _rebuilt, (fields, {kind: dict(getattr(self, kind)) for kind in _KINDS})

    # --- questions

    def decide(self, visit: Visit, *, strict: bool = False) -> Decision:
        """Give the answer to one visit.

        >>> import dprk_tourism as dt
        >>> stay = dt.Visit("RU", "wonsan-kalma", "2025-07-10", "2025-07-17")
        >>> str(dt.load("article").decide(stay).verdict)
        'undetermined'

        Args:
            visit: Who wants to be where, and when.
            strict: Whether days past `surveyed_through` are undetermined (R14).

        Raises:
            UnknownPlaceError: The history holds no such place.
            WrongTypeError: *visit* is no visit.
        """
        if not isinstance(visit, Visit):
            raise WrongTypeError("a Visit", visit)
        timeline = self.timeline(visit.nationality, visit.place, strict=strict)
        return timeline.decide(visit.arrival, visit.departure)

    def timeline(self, nationality: str, to: str = DEFAULT_PLACE, *, strict: bool = False) -> Timeline:
        """Give all stretches for one nationality at one place.

        It is worked out once for all nationalities that no policy of the history tells apart.

        >>> import dprk_tourism as dt
        >>> [str(s.verdict) for s in dt.load("article").timeline("AU", "dprk").stretches]
        ['undetermined', 'denied', 'permitted', 'denied', 'denied']

        Args:
            nationality: A code or name of a nationality.
            to: The id of a place.
            strict: Whether days past `surveyed_through` are undetermined (R14).

        Raises:
            UnknownNationalityError: No passport is known by this word.
            UnknownPlaceError: The history holds no such place.
            WrongTypeError: An argument is of the wrong kind.
        """
        try:
            return self._timelines[strict][to][nationality]
        except (KeyError, TypeError):
            pass  # and out of here: errors of what follows did not come of this one
        return self._drawn(nationality, to, strict=to_flag(strict))

    def _drawn(self, nationality: str, place: str, *, strict: bool) -> Timeline:
        """The timeline, kept under its code, and under the word that was used if the table has it letter by letter."""
        code = to_nationality(nationality)
        check_place(self.places, place)
        place = self.places[place].id  # the caller's text may be of a kind of its own
        drawn = self._timelines[strict].setdefault(place, {})
        if code not in drawn:
            stretches = self._compiled(place, self._classes()[code])
            drawn[code] = Timeline(code, place, strict_stretches(stretches) if strict else stretches, self, strict)
        if type(nationality) is str and nationality in NATIONALITIES[code].words:  # so the words that are kept are few
            drawn[nationality] = drawn[code]
        return drawn[code]

    def chart(self, nationalities: Iterable[str], to: str = DEFAULT_PLACE, *, strict: bool = False) -> plots.Chart:
        """Draw the timelines of some nationalities at one place: a picture for notebooks and pages.

        >>> import dprk_tourism as dt
        >>> svg = dt.load("article").chart(["Russia", "CN"]).svg

        Args:
            nationalities: Codes or names; each nationality has a row, in this order.
            to: The id of a place.
            strict: Whether days past `surveyed_through` are undetermined (R14).

        Raises:
            InvalidValueError: No nationality is given.
            UnknownNationalityError: No passport is known by this word.
            UnknownPlaceError: The history holds no such place.
            WrongTypeError: *nationalities* is no list.
        """
        asked = items_of(nationalities, "a list of nationalities, such as ['RU', 'CN']")
        timelines = (self.timeline(each, to, strict=strict) for each in asked)
        return plots.chart(list({timeline.nationality: timeline for timeline in timelines}.values()), self)

    def who_may_visit(
        self, on: DayLike, to: str = DEFAULT_PLACE, *, strict: bool = False
    ) -> Mapping[Verdict, frozenset[str]]:
        """Sort all nationalities by the answer for one day.

        >>> import dprk_tourism as dt
        >>> sorted(dt.load("article").who_may_visit("2025-07-10")[dt.Verdict.PERMITTED])
        ['KP', 'RU']

        Args:
            on: A civil day in Pyongyang.
            to: The id of a place.
            strict: Whether days past `surveyed_through` are undetermined (R14).

        Returns:
            Codes of nationalities by verdict; every verdict is a key, and every nationality is under one.

        Raises:
            InvalidDayError: *on* is no day, or a datetime that does not know its zone.
            UnknownPlaceError: The history holds no such place.
            WrongTypeError: *on* or *to* is of the wrong kind.
        """
        day = to_day(on)
        check_place(self.places, to)
        answers = {code: self.timeline(code, to, strict=strict).at(day).verdict for code in NATIONALITIES}
        return MappingProxyType(
            {verdict: frozenset(code for code in answers if answers[code] is verdict) for verdict in Verdict}
        )

    def nationality_classes(self) -> Mapping[str, frozenset[str]]:
        """Give the nationalities that no policy of this history tells apart, under the first code of each class.

        >>> import dprk_tourism as dt
        >>> {code: len(alike) for code, alike in dt.load("article").nationality_classes().items()}
        {'AD': 37, 'AE': 207, 'AU': 4, 'KP': 1, 'RU': 1}
        """
        classes: dict[str, list[str]] = {}
        for code, first in self._classes().items():
            classes.setdefault(first, []).append(code)
        return MappingProxyType({first: frozenset(codes) for first, codes in classes.items()})

    def _classes(self) -> Mapping[str, str]:
        """For each nationality, the first one that no policy of this history tells from it."""
        if not self._class_of:
            audiences = dict.fromkeys(policy.audience for policy in self.policies.values())
            first: dict[tuple[int, ...], str] = {}
            classes = {
                code: first.setdefault(tuple((code in a.certain) + 2 * (code in a.possible) for a in audiences), code)
                for code in NATIONALITIES
            }
            self._class_of.update(classes)  # all at once: another thread must not see a part
        return self._class_of

    def _compiled(self, place: str, nationality: str) -> tuple[Stretch, ...]:
        key = place, nationality
        if key not in self._stretches:
            self._stretches[key] = stretches_of(Question(self, nationality, place))
        return self._stretches[key]

    # --- views

    def known_on(self, day: DayLike) -> "History":
        """Give the history as it could be known on *day*: from sources surely published by then (R16).

        An end that became known later is not known yet; a policy none of whose sources had appeared is not there.

        >>> import dprk_tourism as dt
        >>> "foreigners-barred" in dt.load("article").known_on("2025-07-15").policies
        False

        Args:
            day: A civil day in Pyongyang; what was published on it is known.

        Raises:
            InvalidDayError: *day* is no day, or a datetime that does not know its zone.
            WrongTypeError: *day* is of the wrong kind.
        """
        limit = to_day(day)
        admitted = frozenset(source.id for source in self.sources.values() if source.published.latest <= limit)
        unlimited = self.surveyed_through is None or self.surveyed_through <= limit
        return self if len(admitted) == len(self.sources) and unlimited else self._view(admitted, limit)

    def according_to(self, *source_ids: str) -> "History":
        """Give the history as the chosen sources tell it, all others unheard (R17).

        >>> import dprk_tourism as dt
        >>> str(dt.load("article").according_to("article").events["russian-reopening"].window)
        '2024'

        Args:
            source_ids: Ids of sources.

        Raises:
            UnknownSourceError: The history holds no such source.
            WrongTypeError: An id is no text; a list of ids is unpacked with a star.
        """
        for id_ in source_ids:
            if not isinstance(id_, str):
                raise WrongTypeError("the id of a source, each as an argument of its own", id_)
            if id_ not in self.sources:
                raise UnknownSourceError(id_, nearest(id_, self.sources), f"the history `{self.id}`")
        admitted = frozenset(source_ids)
        return self if len(admitted) == len(self.sources) else self._view(admitted)

    def _view(self, admitted: frozenset[str], limit: Day | None = None) -> "History":
        sources = {id_: source for id_, source in self.sources.items() if id_ in admitted}
        events = {id_: seen for id_, event in self.events.items() if (seen := _event_seen(event, admitted))}
        policies = {id_: left for id_, p in self.policies.items() if (left := _policy_seen(p, admitted, events))}
        published = [] if len(sources) == len(self.sources) else [_latest_publication(sources)]
        limits = [self.surveyed_through, *published, *([] if limit is None else [limit])]
        known = [day for day in limits if day is not None]
        through = min(known) if len(known) == len(limits) else None  # R14, R16
        return _rebuilt(
            {"id": self.id, "title": self.title, "surveyed_through": through},
            {
                "sources": sources,
                "places": {id_: _place_seen(place, admitted, events) for id_, place in self.places.items()},
                "events": events,
                "policies": {id_: _without_lost_overrides(policy, policies) for id_, policy in policies.items()},
            },
        )

    # --- changes

    def amended(
        self,
        *,
        sources: Iterable[Source] = (),
        places: Iterable[Place] = (),
        events: Iterable[Event] = (),
        policies: Iterable[AccessPolicy] = (),
        without: Iterable[str] = (),
        surveyed_through: DayLike | None = None,
    ) -> "History":
        """Give a history with more records, or others; this one stays as it is.

        A record whose id this history holds replaces that one whole.

        >>> import dprk_tourism as dt
        >>> len(dt.load("article").amended(without=["foreigners-barred"]).policies)
        5

        Args:
            sources: Sources to add or replace.
            places: Places to add or replace.
            events: Events to add or replace.
            policies: Policies to add or replace.
            without: Ids of records to leave out; written `policies.my-id` where records of several kinds share it.
            surveyed_through: The last day through which the sources are surveyed now; left out, the later of this
                history's and the latest first day of publication among the new sources (R14).

        Raises:
            InvalidHistoryError: The records do not make a history; all faults are listed. A view may hold a policy
                that can never be in force, which no history that is made may.
            UnknownIdError: An id to leave out is not there.
            AmbiguousIdError: An id to leave out is that of records of several kinds.
        """
        faults: list[Fault] = []
        new: dict[str, Mapping[str, Any]] = {
            "sources": _by_id(sources, Source, "sources", faults),
            "places": _by_id(places, Place, "places", faults),
            "events": _by_id(events, Event, "events", faults),
            "policies": _by_id(policies, AccessPolicy, "policies", faults),
        }
        _refuse(faults)
        through = to_optional_day(surveyed_through) or later_day(self.surveyed_through, new["sources"])
        dropped = {self._located(id_) for id_ in items_of(without, "a list of ids")}
        merged: dict[str, Mapping[str, Any]] = {}
        for kind in _KINDS:
            kept = {id_: record for id_, record in getattr(self, kind).items() if (kind, id_) not in dropped}
            merged[kind] = {**kept, **new[kind]}
        return History(
            id=self.id,
            title=self.title,
            sources=merged["sources"],
            places=merged["places"],
            events=merged["events"],
            policies=merged["policies"],
            surveyed_through=through,
        )

    def _located(self, id_: object) -> tuple[str, str]:
        """The kind and the id of the record that *id_* names."""
        if not isinstance(id_, str):
            raise WrongTypeError("the id of a record", id_)
        kind, dot, rest = id_.partition(".")
        kinds, name = ((kind,), rest) if dot and kind in _KINDS else (_KINDS, id_)
        holding = [(each, name) for each in kinds if name in getattr(self, each)]
        if not holding:
            raise UnknownIdError(id_, nearest(name, [known for each in kinds for known in getattr(self, each)]))
        if len(holding) > 1:
            raise AmbiguousIdError(id_, tuple(f"{each}.{name}" for each, name in holding))
        return holding[0]


_KINDS = ("sources", "places", "events", "policies")


def _fill(history: History, fields: Mapping[str, Any]) -> None:
    worked_out: dict[str, Any] = {"_timelines": {False: {}, True: {}}, "_stretches": {}, "_class_of": {}, "_tables": {}}
    for name, value in {**fields, **worked_out}.items():
        object.__setattr__(history, name, value)


def _rebuilt(fields: Mapping[str, Any], records: Mapping[str, Mapping[str, Any]]) -> History:
    """Make a history of records known to fit together: those of a pickle, or of a view.

    A view may hold a policy that can never be in force, since its events lost datings; that is no fault (R6).
    """
    history = History.__new__(History)
    _fill(history, {**fields, **{kind: MappingProxyType(dict(records[kind])) for kind in _KINDS}})
    return history


def _latest_publication(sources: Mapping[str, Source]) -> Day | None:
    return max((source.published.earliest for source in sources.values()), default=None)


def later_day(surveyed_through: Day | None, sources: Mapping[str, Any]) -> Day | None:
    """Give the last day surveyed once *sources* are added to a history surveyed through some day (R14)."""
    days = [day for day in (surveyed_through, _latest_publication(sources)) if day is not None]
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
        announced=policy.announced if policy.announced in events else policy.starts,
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
