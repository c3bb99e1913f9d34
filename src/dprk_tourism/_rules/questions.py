"""The rules of meaning R1, R3 to R14 and R18: one nationality, one place, one day, one answer with its findings.

Everything here is a pure function of records. What is unknown on the day asked is tried out in full: each
unknown is yes or no, each setting of all of them is a *world* (R6), and a statement such as "this policy is in
force" is kept as the set of worlds in which it holds. Rules then read as they are written: "in force" is *started
and not ended*, "stands" is *applies and nothing that outranks it applies*. Nothing is approximated.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import product
from typing import Final, TypeVar

import attrs

from dprk_tourism._graph import Records
from dprk_tourism._model.days import Day, DayWindow, day_after
from dprk_tourism._model.records import (
    AccessPolicy,
    Effect,
    Event,
    Layer,
    Resort,
    from_the_inside_out,
)
from dprk_tourism._rules.answers import (
    Answer,
    Conflict,
    EventUnknown,
    Finding,
    Hinge,
    MembershipUnknown,
    OpeningUnknown,
    Outcome,
    Reason,
    Unknown,
    Verdict,
)
from dprk_tourism._rules.ranks import Announced, announcement, outranks_if, resolution
from dprk_tourism._rules.worlds import Worlds

__all__ = ["MOST_UNKNOWNS", "Question", "breakpoints"]

T = TypeVar("T")

MOST_UNKNOWNS: Final = 16
"""How many unknowns may bear on one question; with more the answer is undetermined for that reason (R18)."""


@attrs.frozen
class _LayerInWorlds:
    """What happens in one layer, and in which worlds."""

    layer: Layer
    stands: Mapping[str, int]
    """Where each policy applies and none that outranks it does, if it does anywhere (R8)."""
    outranked: Iterable[tuple[str, str]]
    """The pairs, loser and winner, that both apply somewhere where the winner stands (R7)."""
    outcomes: Mapping[Outcome, int]
    """Where the layer says what (R8, R10)."""

    def finding(self, worlds: Worlds) -> Finding:
        return Finding(
            layer=self.layer,
            outcomes=frozenset(outcome for outcome, where in self.outcomes.items() if where),
            deciding=tuple(sorted(p for p, where in self.stands.items() if where == worlds.all)),  # R12
            possible=tuple(sorted(self.stands)),  # R12
            outranked=tuple(sorted(self.outranked)),
        )


@attrs.frozen
class _Moment:
    """What may matter on the days from one breakpoint up to the next; all else is settled there."""

    policies: tuple[AccessPolicy, ...]
    """The relevant policies that may be in force (R3), those first that were announced last."""
    events: tuple[Event, ...]
    """The events of the question that may or may not have happened (R5)."""


def _held(items: Iterable[tuple[T, Day | None, Day | None]], breakpoints: Sequence[Day]) -> Iterable[tuple[T, ...]]:
    """Give, for each run of days between breakpoints, the items that hold it, in their order.

    Args:
        items: Items with the day from which and the day before which each holds, both among the breakpoints; None
            for a span that has no beginning or no end.
        breakpoints: Days in their order.
    """
    held: dict[int, T] = {}
    changes: dict[Day, list[tuple[int, T, bool]]] = {}
    for number, (item, start, end) in enumerate(items):
        if start is None:
            held[number] = item
        elif end is None or start < end:
            changes.setdefault(start, []).append((number, item, True))
        if end is not None and (start is None or start < end):
            changes.setdefault(end, []).append((number, item, False))
    yield tuple(held.values())
    for day in breakpoints:
        for number, item, begins in changes.get(day, ()):
            if begins:
                held[number] = item
            else:
                del held[number]
        yield tuple(held[number] for number in sorted(held))


def breakpoints(windows: Iterable[DayWindow], surveyed_through: Day | None) -> tuple[Day, ...]:
    """Give the days, sorted, on which an answer can change: it is the same from one up to the next.

    Args:
        windows: The windows of all events that bear on it.
        surveyed_through: The last day surveyed, or None if there is none; from the day after it,
            answers are projected (R14).
    """
    days = {day for window in windows for day in (window.earliest, window.latest)}
    if surveyed_through is not None and (projected_from := day_after(surveyed_through)) is not None:
        days.add(projected_from)
    return tuple(sorted(days))


@attrs.frozen(eq=False)
class Question:
    """All that bears on one nationality at one place, whatever the day.

    It is asked for one day at a time, and answers alike on all days between two of its breakpoints.
    """

    records: Records
    """Where the policies, events and places are."""
    nationality: str
    """The alpha-2 code of the passport used."""
    place: str
    """The id of the place asked for."""
    policies: tuple[AccessPolicy, ...] = attrs.field(init=False)
    """The relevant policies, sorted by id: their audience could hold the nationality, and their place is the
    asked one or encloses it (R5)."""
    resorts: tuple[Resort, ...] = attrs.field(init=False)
    """The resorts that must have opened: the asked one, and those that enclose the asked place (R10)."""
    _breakpoints: tuple[Day, ...] = attrs.field(init=False)
    _moments: tuple[_Moment, ...] = attrs.field(init=False)
    _dependents: Mapping[Unknown, tuple[str, ...]] = attrs.field(init=False)
    _undated: tuple[Unknown, ...] = attrs.field(init=False)
    _announced: Mapping[str, Announced] = attrs.field(init=False)
    _ranks: dict[tuple[str, str], bool] = attrs.field(init=False, factory=dict)

    def __attrs_post_init__(self) -> None:
        around = from_the_inside_out(self.records.places, self.place)
        enclosing = {place.id for place in around}
        policies = tuple(
            policy
            for _, policy in sorted(self.records.policies.items())
            if policy.place in enclosing and self.nationality in policy.audience.members
        )
        object.__setattr__(self, "policies", policies)  # R5
        object.__setattr__(self, "resorts", tuple(place for place in around if isinstance(place, Resort)))
        object.__setattr__(self, "_breakpoints", self.breakpoints())
        object.__setattr__(self, "_dependents", self._by_unknown())
        object.__setattr__(self, "_announced", {policy.id: announcement(self.records, policy) for policy in policies})
        object.__setattr__(self, "_moments", self._between_breakpoints())
        object.__setattr__(self, "_undated", self._unknown_on_all_days())

    def breakpoints(self) -> tuple[Day, ...]:
        """The days, sorted, on which the answer can change: it is the same from one up to the next."""
        return breakpoints((event.window for event in self._events()), self.records.surveyed_through)

    def unknowns(self, day: date) -> tuple[Unknown, ...]:
        """What is unknown on *day* and bears on the question (R5)."""
        return (*(EventUnknown(event.id) for event in self._moment(day).events), *self._undated)

    def _unknown_on_all_days(self) -> tuple[Unknown, ...]:
        opened = (OpeningUnknown(resort.id) for resort in self.resorts if resort.opens is None)
        return (*opened, *(unknown for unknown in self._dependents if isinstance(unknown, MembershipUnknown)))

    def _by_unknown(self) -> Mapping[Unknown, tuple[str, ...]]:
        """The ids of the policies that each unknown may start, end or apply to this nationality (R5)."""
        found: dict[Unknown, dict[str, None]] = {}
        for policy in self.policies:
            unknowns: list[Unknown] = [
                EventUnknown(event) for event in (policy.starts, policy.ends) if event is not None
            ]
            unknowns += [MembershipUnknown(policy.audience)] if self.nationality in policy.audience.possible else []
            for unknown in unknowns:
                found.setdefault(unknown, {})[policy.id] = None
        return {unknown: tuple(policies) for unknown, policies in found.items()}

    def _between_breakpoints(self) -> tuple[_Moment, ...]:
        """What may matter before the first breakpoint, from each one up to the next, and after the last."""
        events = self.records.events
        policies = [
            (
                policy,
                None if policy.starts is None else events[policy.starts].window.earliest,
                None if policy.ends is None else events[policy.ends].window.latest,
            )
            for policy in sorted(self.policies, key=lambda policy: self._announced[policy.id][1], reverse=True)
        ]
        unsettled = [(event, event.window.earliest, event.window.latest) for event in self._events()]
        return tuple(map(_Moment, _held(policies, self._breakpoints), _held(unsettled, self._breakpoints)))

    def _moment(self, day: date) -> _Moment:
        return self._moments[bisect_right(self._breakpoints, day)]

    def answer(self, day: date) -> Answer:
        """Give the answer for *day*.

        Args:
            day: A civil day in Pyongyang.
        """
        every = self.unknowns(day)
        if len(every) > MOST_UNKNOWNS:
            return self._unanswered(day, every)
        policies = self._moment(day).policies
        unknowns = _live(every, policies)
        worlds = Worlds(unknowns)
        applying = self._applying(policies, day, worlds)
        layers = [
            self._in_worlds(layer, policies, applying, worlds, self._opened(layer, day, worlds)) for layer in Layer
        ]
        undecided = self._undecided(layers)
        verdicts = self._verdicts(worlds, layers, undecided)
        hinges = self._hinges(worlds, unknowns, verdicts)
        findings = tuple(layer.finding(worlds) for layer in layers)
        return Answer(
            verdict=next((v for v in verdicts if verdicts[v] == worlds.all), Verdict.UNDETERMINED),  # R12
            projected=self._is_projected(day),
            findings=findings,
            hinges=hinges,
            conflicts=self._conflicts(layers, verdicts),
            because=self._because(worlds, layers, verdicts, undecided, hinges),
            assumptions=tuple(f.layer for f in findings if Outcome.SILENT in f.outcomes and not self._needs(f.layer)),
            silences=self._silences(layers, verdicts),
            disputed=self._disputed(findings, hinges),
            unsettled=(),
        )

    def _events(self) -> tuple[Event, ...]:
        """The events that start or end a relevant policy, or open a resort that must be open (R5)."""
        ids = [event for policy in self.policies for event in (policy.starts, policy.ends)]
        ids += [resort.opens for resort in self.resorts]
        return tuple(self.records.events[id_] for id_ in dict.fromkeys(ids) if id_ is not None)

    def _is_projected(self, day: date) -> bool:
        # R14
        return self.records.surveyed_through is None or day > self.records.surveyed_through

    def _needs(self, layer: Layer) -> bool:
        """Whether somebody has to speak in this layer: its silence is no permission (R10)."""
        resort = isinstance(self.records.places[self.place], Resort)
        return layer is Layer.ENTRY or (layer is Layer.SITE and resort)

    def _unanswered(self, day: date, unknowns: tuple[Unknown, ...]) -> Answer:
        # R18
        return Answer(
            verdict=Verdict.UNDETERMINED,
            projected=self._is_projected(day),
            findings=tuple(Finding(layer=layer, outcomes=frozenset()) for layer in Layer),
            hinges=(),
            conflicts=(),
            because=(Reason.TOO_MANY_UNKNOWNS,),
            assumptions=(),
            silences=(),
            disputed=(),
            unsettled=unknowns,
        )

    def _happened(self, event: str, day: date, worlds: Worlds) -> int:
        """The worlds in which the event had happened by *day* (R1)."""
        window = self.records.events[event].window
        if day >= window.latest:
            return worlds.all
        return worlds.where(EventUnknown(event)) if day >= window.earliest else 0

    def _opened(self, layer: Layer, day: date, worlds: Worlds) -> int:
        """The worlds in which every resort that must be open for this layer had opened (R10)."""
        opened = worlds.all
        for resort in self.resorts if layer is Layer.SITE else ():
            if resort.opens is None:
                opened &= worlds.where(OpeningUnknown(resort.id))
            else:
                opened &= self._happened(resort.opens, day, worlds)
        return opened

    def _applying(self, policies: Iterable[AccessPolicy], day: date, worlds: Worlds) -> Mapping[str, int]:
        """The worlds in which each policy applies: in force, and the nationality belongs (R3, R4)."""
        applying: dict[str, int] = {}
        for policy in policies:
            started = worlds.all if policy.starts is None else self._happened(policy.starts, day, worlds)
            ended = 0 if policy.ends is None else self._happened(policy.ends, day, worlds)
            certain = self.nationality in policy.audience.certain
            belongs = worlds.all if certain else worlds.where(MembershipUnknown(policy.audience))
            applying[policy.id] = started & ~ended & belongs
        return applying

    def _in_worlds(
        self,
        layer: Layer,
        relevant: Iterable[AccessPolicy],
        applying: Mapping[str, int],
        worlds: Worlds,
        opened: int,
    ) -> _LayerInWorlds:
        """What one layer says in which worlds, where the resorts that must be open are so in *opened* (R8, R10)."""
        policies = [policy for policy in relevant if policy.layer is layer]
        permitted = denied = 0
        stands: dict[str, int] = {}
        outranked: list[tuple[str, str]] = []
        for policy in policies:
            where = self._standing(policy, policies, applying)
            if not where:
                continue
            stands[policy.id] = where
            outranked += [
                (loser.id, policy.id)
                for loser in policies
                if applying[loser.id] & where and self._outranks(policy, loser)
            ]
            if policy.effect is Effect.PERMIT:
                permitted |= where
            else:
                denied |= where
        outcomes = {
            Outcome.PERMIT: opened & permitted & ~denied,
            Outcome.DENY: opened & denied & ~permitted,
            Outcome.SILENT: opened & ~(permitted | denied),
            Outcome.CONFLICT: opened & permitted & denied,
            Outcome.NOT_YET_OPEN: worlds.all & ~opened,  # R10
        }
        return _LayerInWorlds(layer, stands, outranked, outcomes)

    def _standing(self, policy: AccessPolicy, policies: Iterable[AccessPolicy], applying: Mapping[str, int]) -> int:
        """The worlds in which a policy applies and none that outranks it does (R8)."""
        left = applying[policy.id]
        for other in policies:
            if not left:
                break  # most are outranked by one of the newest, so that few pairs are ever looked at
            if applying[other.id] & left and self._outranks(other, policy):
                left &= ~applying[other.id]
        return left

    def _outranks(self, x: AccessPolicy, y: AccessPolicy) -> bool:
        if (x.id, y.id) not in self._ranks:
            announced = self._announced
            self._ranks[x.id, y.id] = outranks_if(self.records, x, y, announced[x.id], announced[y.id])
        return self._ranks[x.id, y.id]

    def _undecided(self, layers: Iterable[_LayerInWorlds]) -> Mapping[Reason, int]:
        """The worlds in which a layer contradicts itself, or is silent though it has to speak (R10, R11)."""
        conflict = silent = 0
        for layer in layers:
            conflict |= layer.outcomes[Outcome.CONFLICT]
            if self._needs(layer.layer):
                silent |= layer.outcomes[Outcome.SILENT]
        return {Reason.SILENT: silent, Reason.CONFLICT: conflict}

    def _verdicts(
        self, worlds: Worlds, layers: Sequence[_LayerInWorlds], undecided: Mapping[Reason, int]
    ) -> Mapping[Verdict, int]:
        """The worlds of each verdict (R11)."""
        denied = 0
        for layer in layers:
            denied |= layer.outcomes[Outcome.DENY] | layer.outcomes[Outcome.NOT_YET_OPEN]
        undetermined = (undecided[Reason.SILENT] | undecided[Reason.CONFLICT]) & ~denied
        return {
            Verdict.PERMITTED: worlds.all & ~denied & ~undetermined,
            Verdict.DENIED: denied,
            Verdict.UNDETERMINED: undetermined,
        }

    def _hinges(
        self, worlds: Worlds, unknowns: Iterable[Unknown], verdicts: Mapping[Verdict, int]
    ) -> tuple[Hinge, ...]:
        # R13
        return tuple(
            Hinge(
                unknown=unknown,
                policies=self._dependents.get(unknown, ()),
                if_yes=frozenset(v for v, where in verdicts.items() if where & worlds.where(unknown)),
                if_no=frozenset(v for v, where in verdicts.items() if where & ~worlds.where(unknown)),
            )
            for unknown in unknowns
            if any(worlds.differ(where, unknown) for where in verdicts.values())
        )

    def _conflicts(self, layers: Iterable[_LayerInWorlds], verdicts: Mapping[Verdict, int]) -> tuple[Conflict, ...]:
        policies = self.records.policies
        found: list[Conflict] = []
        for layer in layers:
            sides: dict[Effect, list[str]] = {Effect.PERMIT: [], Effect.DENY: []}
            for id_ in sorted(layer.stands):
                sides[policies[id_].effect].append(id_)
            for p, d in product(sides[Effect.PERMIT], sides[Effect.DENY]):
                if both := layer.stands[p] & layer.stands[d] & layer.outcomes[Outcome.CONFLICT]:
                    settled_by = resolution(self.records, policies[p], policies[d])
                    matters = bool(both & verdicts[Verdict.UNDETERMINED])
                    found.append(Conflict(layer.layer, p, d, settled_by, matters))
        return tuple(found)

    def _silences(self, layers: Iterable[_LayerInWorlds], verdicts: Mapping[Verdict, int]) -> tuple[Layer, ...]:
        """The layers whose silence leaves the verdict open in some world (R10, R11)."""
        return tuple(
            layer.layer
            for layer in layers
            if self._needs(layer.layer) and layer.outcomes[Outcome.SILENT] & verdicts[Verdict.UNDETERMINED]
        )

    def _because(
        self,
        worlds: Worlds,
        layers: Sequence[_LayerInWorlds],
        verdicts: Mapping[Verdict, int],
        undecided: Mapping[Reason, int],
        hinges: tuple[Hinge, ...],
    ) -> tuple[Reason, ...]:
        if verdicts[Verdict.PERMITTED] == worlds.all:
            return ()
        if verdicts[Verdict.DENIED] == worlds.all:
            closed = any(layer.outcomes[Outcome.NOT_YET_OPEN] == worlds.all for layer in layers)
            return (Reason.NOT_YET_OPEN,) if closed else ()
        reasons = [reason for reason in undecided if undecided[reason] & verdicts[Verdict.UNDETERMINED]]
        return (*([Reason.HINGE] if hinges else []), *reasons)

    def _disputed(self, findings: Iterable[Finding], hinges: Iterable[Hinge]) -> tuple[str, ...]:
        policies = {
            p for finding in findings for p in (*finding.possible, *(p for pair in finding.outranked for p in pair))
        }
        events = {event for p in policies for event in (self.records.policies[p].starts, self.records.policies[p].ends)}
        events |= {resort.opens for resort in self.resorts}
        events |= {hinge.unknown.event for hinge in hinges if isinstance(hinge.unknown, EventUnknown)}
        return tuple(sorted(event for event in events if event is not None and self.records.events[event].disputed))


def _live(unknowns: Iterable[Unknown], policies: Iterable[AccessPolicy]) -> tuple[Unknown, ...]:
    """The unknowns without the memberships that no policy in force asks for: these can switch nothing (R13)."""
    audiences = {policy.audience for policy in policies}
    return tuple(
        unknown for unknown in unknowns if not isinstance(unknown, MembershipUnknown) or unknown.audience in audiences
    )
