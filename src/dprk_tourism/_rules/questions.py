"""The rules R1, R3 to R14 and R18: one nationality, one place, one day, one answer with its findings.

What is unknown on a day is tried in full: each unknown is yes or no, each setting of all of them is a *world* (R6),
and a statement such as "this policy is in force" is kept as the set of worlds in which it holds. Rules then read as
they are written: "in force" is *started and not ended*, "decides" is *applies and nothing that outranks it applies*.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import product
from typing import Any, Final, TypeVar, assert_never

import attrs

from dprk_tourism._graph import Records, is_projected, network
from dprk_tourism._model.days import Day, DayWindow, day_after
from dprk_tourism._model.records import AccessPolicy, Effect, Layer, Place, Resort, from_the_inside_out
from dprk_tourism._network import Range
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
from dprk_tourism._rules.ranks import Announced, announced, resolution
from dprk_tourism._rules.worlds import Worlds

T = TypeVar("T")

MOST_UNKNOWNS: Final = 16
"""How many unknowns may bear on one question; with more the answer is undetermined for that reason (R18)."""


def must_speak(layer: Layer, place: Place) -> bool:
    """Whether silence of this layer leaves the answer open; else it is taken as no objection (R10)."""
    match layer:
        case Layer.HOME_STATE:
            return False
        case Layer.ENTRY:
            return True
        case Layer.SITE:
            return isinstance(place, Resort)
        case never:
            assert_never(never)


def breakpoints(records: Records, events: Iterable[str]) -> tuple[Day, ...]:
    """Return the days, sorted, on which an answer can change: those of the windows, and of the survey (R14)."""
    days = {day for event in events for day in (records.window(event).earliest, records.window(event).latest)}
    through = records.surveyed_through
    days |= {records.surveyed_from, None if through is None else day_after(through)}
    return tuple(sorted(day for day in days if day is not None))


def unknown_of(records: Records, events: Iterable[str]) -> Mapping[str, EventUnknown]:
    """Return the unknown of each of some events; those that surely fell on one day share one (R6)."""
    same = {event: {event} for event in events}
    known = network(records)
    for one, other in known.linked(same):
        if known.distance(one, other) == Range(0, 0):
            same[one].add(other)
    return {event: EventUnknown(min(equal), tuple(sorted(equal - {min(equal)}))) for event, equal in same.items()}


@attrs.frozen
class _Run:
    """What may matter on the days from one breakpoint up to the next; all else is settled there."""

    policies: tuple[Announced, ...]
    """The relevant policies that may be in force (R3), those that were announced last first."""
    events: tuple[str, ...]
    """The ids of the events that may or may not have happened (R5)."""


class Question:
    """All that bears on one nationality at one place, worked out once. Then it can be asked for any day.

    *outranking* are pairs of policies: the first outranks the second, whatever the records say.
    """

    def __init__(
        self, records: Records, nationality: str, place: str, outranking: Iterable[tuple[str, str]] = ()
    ) -> None:
        around = from_the_inside_out(records.places, place)
        enclosing = {each.id for each in around}
        self.records: Final = records
        self.nationality: Final = nationality
        self.place: Final = records.places[place]
        relevant = [
            policy
            for policy in records.policies.values()
            if policy.place in enclosing
            and (nationality in policy.audience.certain or nationality in policy.audience.possible)
        ]
        self.policies: Final = tuple(sorted(relevant, key=lambda policy: policy.id))
        """The relevant policies: their audience could hold the nationality, and they are for this place (R5)."""
        self.resorts: Final = tuple(each for each in around if isinstance(each, Resort))
        """The resorts that must have opened: the asked one, and those that enclose the asked place (R10)."""
        self.unknown_of: Final = unknown_of(records, self._events())
        """The unknown of each event; those that surely fell on one day share one (R6)."""
        self.implications: Final = self._implications()
        """Pairs of unknowns: had the one happened, so had the other (R6)."""
        self.dependents: Final = self._by_unknown()
        """The ids of the policies that each unknown may start, end or apply to this nationality (R5)."""
        self._lasting: Final[tuple[Unknown, ...]] = (
            *(OpeningUnknown(resort.id) for resort in self.resorts if resort.opens is None),
            *(unknown for unknown in self.dependents if isinstance(unknown, MembershipUnknown)),
        )
        self._breakpoints: Final = self.breakpoints()
        self._runs: Final = self._between_breakpoints()
        self._ranks: Final = dict.fromkeys(outranking, True)  # kept, as most pairs meet at several breakpoints

    def window(self, event: str) -> DayWindow:
        """Return the days on one of which an event fell (R1, R2)."""
        return self.records.window(event)

    def breakpoints(self) -> tuple[Day, ...]:
        """Return the days, sorted, on which the answer can change: it is the same from one up to the next."""
        return breakpoints(self.records, self._events())

    def unknowns(self, day: date) -> tuple[Unknown, ...]:
        """Return what is unknown on *day* and bears on the question (R5)."""
        return (*dict.fromkeys(self.unknown_of[event] for event in self._run(day).events), *self._lasting)

    def answer(self, day: date) -> Answer:
        """Return the answer for one civil day in Pyongyang."""
        unknowns = self.unknowns(day)
        if len(unknowns) > MOST_UNKNOWNS:  # R18
            return Answer(
                verdict=Verdict.UNDETERMINED,
                projected=is_projected(self.records, day),
                findings=tuple(Finding(layer=layer, outcomes=frozenset()) for layer in Layer),
                because=(Reason.TOO_MANY_UNKNOWNS,),
                unsettled=unknowns,
            )
        return _OnDay(self, day, self._run(day).policies, unknowns).answer()

    def outranks(self, x: Announced, y: Announced) -> bool:
        """Whether *x* outranks *y* (R7)."""
        pair = x.policy.id, y.policy.id
        if pair not in self._ranks:
            self._ranks[pair] = x.outranks(y)
        return self._ranks[pair]

    def _events(self) -> tuple[str, ...]:
        """The ids of the events that start or end a relevant policy, or open a resort that must be open (R5)."""
        ids = [event for policy in self.policies for event in (policy.starts, policy.ends)]
        ids += [resort.opens for resort in self.resorts]
        return tuple(id_ for id_ in dict.fromkeys(ids) if id_ is not None)

    def _implications(self) -> Sequence[tuple[EventUnknown, EventUnknown]]:
        known = network(self.records)
        pairs = {
            (self.unknown_of[one], self.unknown_of[other]): None
            for one, other in known.linked(self._events())
            if known.distance(one, other).most <= 0
        }
        return [(one, other) for one, other in pairs if one != other]

    def _by_unknown(self) -> Mapping[Unknown, tuple[str, ...]]:
        found: defaultdict[Unknown, list[str]] = defaultdict(list)
        for policy in self.policies:
            for event in (policy.starts, policy.ends):
                if event is not None:
                    found[self.unknown_of[event]].append(policy.id)
            if self.nationality in policy.audience.possible:
                found[MembershipUnknown(policy.audience)].append(policy.id)
        return {unknown: tuple(dict.fromkeys(policies)) for unknown, policies in found.items()}

    def _between_breakpoints(self) -> tuple[_Run, ...]:
        """What may matter before the first breakpoint, from each one up to the next, and after the last."""
        newest_first = sorted((announced(self.records, p) for p in self.policies), key=lambda a: a.latest, reverse=True)
        policies = [
            (
                each,
                None if each.policy.starts is None else self.window(each.policy.starts).earliest,
                None if each.policy.ends is None else self.window(each.policy.ends).latest,
            )
            for each in newest_first
        ]
        events = [(event, self.window(event).earliest, self.window(event).latest) for event in self._events()]
        return tuple(map(_Run, _holding(policies, self._breakpoints), _holding(events, self._breakpoints)))

    def _run(self, day: date) -> _Run:
        return self._runs[bisect_right(self._breakpoints, day)]


def _holding(items: Iterable[tuple[T, Day | None, Day | None]], days: Sequence[Day]) -> Iterator[tuple[T, ...]]:
    """Sweep over the days: before the first and from each on, which items hold? Each has a start and an end, or None.

    days                1     2     3
    item from 1 to 3    |===========|
    item until 2        ======|
    """
    every = [(item, start, end) for item, start, end in items if start is None or end is None or start < end]
    begin: defaultdict[Day | None, set[int]] = defaultdict(set)
    stop: defaultdict[Day | None, set[int]] = defaultdict(set)
    for number, (_, start, end) in enumerate(every):
        begin[start].add(number)
        stop[end].add(number)
    held: set[int] = set()
    for day in (None, *days):
        held = held - stop[day] | begin[day]
        yield tuple(every[number][0] for number in sorted(held))


def _permits(announced_policy: Announced) -> bool:
    return announced_policy.policy.effect is Effect.PERMIT


@attrs.frozen
class _LayerOnDay:
    """What happens in one layer, and in which worlds."""

    layer: Layer
    decides: Mapping[str, int]
    """Where each policy applies and none that outranks it does, if it does anywhere (R8)."""
    outranked: Sequence[tuple[str, str]]
    """The pairs, loser and winner, that both apply somewhere where the winner decides (R7)."""
    outcomes: Mapping[Outcome, int]
    """Where the layer says what (R8, R10)."""


class _OnDay:
    """A question on one day: in which worlds each policy applies, what each layer says, and what follows."""

    def __init__(
        self, question: Question, day: date, policies: Sequence[Announced], unknowns: Iterable[Unknown]
    ) -> None:
        self.question = question
        self.day = day
        self.policies = policies
        # A membership that no policy in force asks for can switch nothing (R13).
        audiences = {each.policy.audience for each in policies}
        self.unknowns = [u for u in unknowns if not isinstance(u, MembershipUnknown) or u.audience in audiences]
        open_ones = set(self.unknowns)
        self.worlds = Worlds(self.unknowns, (pair for pair in question.implications if open_ones.issuperset(pair)))
        self.applying = {each.policy.id: self._applies(each.policy) for each in policies}
        self.layers = [self._on_layer(layer) for layer in Layer]
        self.needed = {each.layer for each in self.layers if must_speak(each.layer, question.place)}
        self.undecided = self._undecided()
        self.verdicts = self._verdicts()

    def answer(self) -> Answer:
        findings = tuple(map(self._finding, self.layers))
        hinges = tuple(self._hinges())
        settled = (verdict for verdict, where in self.verdicts.items() if self._is_sure(where))
        undetermined = self.verdicts[Verdict.UNDETERMINED]
        silent = {each.layer: each.outcomes[Outcome.SILENT] for each in self.layers}
        return Answer(
            verdict=next(settled, Verdict.UNDETERMINED),  # R12
            projected=is_projected(self.question.records, self.day),
            findings=findings,
            hinges=hinges,
            conflicts=tuple(self._conflicts()),
            because=tuple(self._reasons(hinges)),
            assumptions=tuple(layer for layer, where in silent.items() if layer not in self.needed and where),
            silences=tuple(layer for layer, where in silent.items() if layer in self.needed and where & undetermined),
            disputed=self._disputed(findings, hinges),
            **self._conditions(),
        )

    def _conditions(self) -> dict[str, Any]:
        """The conditions of the permits that decide in some world, unless the answer is denied (R19)."""
        if self._is_sure(self.verdicts[Verdict.DENIED]):
            return {}
        by_layer = [
            [each.policy.conditions for each in self.policies if each.policy.id in layer.decides and _permits(each)]
            for layer in self.layers
        ]
        words = {word for permits in by_layer for conditions in permits for word in conditions}
        return {
            "conditions": tuple(sorted(words)),
            "conditional": any(permits and all(permits) for permits in by_layer),
        }

    def _is_sure(self, worlds: int) -> bool:
        return worlds == self.worlds.all

    def _happened(self, event: str) -> int:
        """The worlds in which the event has happened by this day (R1)."""
        window = self.question.window(event)
        if window.latest is not None and self.day >= window.latest:
            return self.worlds.all
        is_open = window.earliest is None or self.day >= window.earliest
        return self.worlds.where(self.question.unknown_of[event]) if is_open else 0

    def _applies(self, policy: AccessPolicy) -> int:
        """The worlds in which the policy is in force, and the nationality belongs to its audience (R3, R4)."""
        started = self.worlds.all if policy.starts is None else self._happened(policy.starts)
        ended = 0 if policy.ends is None else self._happened(policy.ends)
        certain = self.question.nationality in policy.audience.certain
        belongs = self.worlds.all if certain else self.worlds.where(MembershipUnknown(policy.audience))
        return started & ~ended & belongs

    def _opened(self) -> int:
        """The worlds in which every resort that must be open has opened (R10)."""
        opened = self.worlds.all
        for resort in self.question.resorts:
            unopened = OpeningUnknown(resort.id)
            opened &= self.worlds.where(unopened) if resort.opens is None else self._happened(resort.opens)
        return opened

    def _on_layer(self, layer: Layer) -> _LayerOnDay:
        policies = [each for each in self.policies if each.policy.layer is layer]
        opened = self._opened() if layer is Layer.SITE else self.worlds.all
        says = {Effect.PERMIT: 0, Effect.DENY: 0}
        decides: dict[str, int] = {}
        outranked: list[tuple[str, str]] = []
        for each in policies:
            if where := self._decides(each, policies):
                decides[each.policy.id] = where
                says[each.policy.effect] |= where
                outranked += [
                    (loser.policy.id, each.policy.id)
                    for loser in policies
                    if self.applying[loser.policy.id] & where and self.question.outranks(each, loser)
                ]
        permits, denies = says[Effect.PERMIT], says[Effect.DENY]
        outcomes = {
            Outcome.PERMIT: opened & permits & ~denies,
            Outcome.DENY: opened & denies & ~permits,
            Outcome.SILENT: opened & ~(permits | denies),
            Outcome.CONFLICT: opened & permits & denies,
            Outcome.NOT_YET_OPEN: self.worlds.all & ~opened,  # R10
        }
        return _LayerOnDay(layer, decides, outranked, outcomes)

    def _decides(self, one: Announced, policies: Iterable[Announced]) -> int:
        """The worlds in which a policy applies and none that outranks it does (R8)."""
        left = self.applying[one.policy.id]
        for other in policies:
            if not left:
                break  # most are outranked by one of the newest, so that few pairs are ever looked at
            if self.applying[other.policy.id] & left and self.question.outranks(other, one):
                left &= ~self.applying[other.policy.id]
        return left

    def _finding(self, layer: _LayerOnDay) -> Finding:
        return Finding(
            layer=layer.layer,
            outcomes=frozenset(outcome for outcome, where in layer.outcomes.items() if where),
            deciding=tuple(sorted(id_ for id_, where in layer.decides.items() if self._is_sure(where))),  # R12
            possible=tuple(sorted(layer.decides)),  # R12
            outranked=tuple(sorted(layer.outranked)),
        )

    def _undecided(self) -> Mapping[Reason, int]:
        """The worlds in which a layer that has to speak is silent, or a layer contradicts itself (R10, R11)."""
        silent = conflict = 0
        for each in self.layers:
            conflict |= each.outcomes[Outcome.CONFLICT]
            silent |= each.outcomes[Outcome.SILENT] if each.layer in self.needed else 0
        return {Reason.SILENT: silent, Reason.CONFLICT: conflict}

    def _verdicts(self) -> Mapping[Verdict, int]:
        """The worlds of each verdict (R11)."""
        denied = 0
        for each in self.layers:
            denied |= each.outcomes[Outcome.DENY] | each.outcomes[Outcome.NOT_YET_OPEN]
        undetermined = (self.undecided[Reason.SILENT] | self.undecided[Reason.CONFLICT]) & ~denied
        return {
            Verdict.PERMITTED: self.worlds.all & ~denied & ~undetermined,
            Verdict.DENIED: denied,
            Verdict.UNDETERMINED: undetermined,
        }

    def _hinges(self) -> Iterator[Hinge]:
        # R13
        for unknown in self.unknowns:
            if any(self.worlds.differ(where, unknown) for where in self.verdicts.values()):
                yes = self.worlds.where(unknown)
                yield Hinge(
                    unknown=unknown,
                    policies=self.question.dependents.get(unknown, ()),
                    if_yes=frozenset(v for v, where in self.verdicts.items() if where & yes),
                    if_no=frozenset(v for v, where in self.verdicts.items() if where & ~yes),
                )

    def _conflicts(self) -> Iterator[Conflict]:
        by_id = {each.policy.id: each for each in self.policies}
        for layer in self.layers:
            permits = [id_ for id_ in sorted(layer.decides) if by_id[id_].policy.effect is Effect.PERMIT]
            denies = [id_ for id_ in sorted(layer.decides) if by_id[id_].policy.effect is Effect.DENY]
            for permit, deny in product(permits, denies):
                if both := layer.decides[permit] & layer.decides[deny] & layer.outcomes[Outcome.CONFLICT]:
                    yield Conflict(
                        layer=layer.layer,
                        permit=permit,
                        deny=deny,
                        settled_by=resolution(by_id[permit], by_id[deny]),
                        matters=bool(both & self.verdicts[Verdict.UNDETERMINED]),
                    )

    def _reasons(self, hinges: Sequence[Hinge]) -> Iterator[Reason]:
        """Why the answer is undetermined (R13), or that the resort has not opened (R10)."""
        if self._is_sure(self.verdicts[Verdict.DENIED]):
            if any(self._is_sure(each.outcomes[Outcome.NOT_YET_OPEN]) for each in self.layers):
                yield Reason.NOT_YET_OPEN
            return
        if hinges:
            yield Reason.HINGE
        undetermined = self.verdicts[Verdict.UNDETERMINED]
        yield from (reason for reason, where in self.undecided.items() if where & undetermined)

    def _disputed(self, findings: Iterable[Finding], hinges: Iterable[Hinge]) -> tuple[str, ...]:
        """The disputed events that the answer leans on (R2)."""
        named = {id_ for f in findings for id_ in (*f.possible, *(id_ for pair in f.outranked for id_ in pair))}
        policies = [self.question.records.policies[id_] for id_ in named]
        events = {event for policy in policies for event in (policy.starts, policy.ends)}
        events |= {resort.opens for resort in self.question.resorts}
        hinged = [hinge.unknown for hinge in hinges if isinstance(hinge.unknown, EventUnknown)]
        events |= {event for unknown in hinged for event in (unknown.event, *unknown.others)}
        return tuple(event for event in self.question.records.disputed if event in events)
