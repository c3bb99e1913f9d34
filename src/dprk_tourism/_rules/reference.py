"""A slow reference evaluator: a second, independent reading of the rules R1 to R18, to be checked by eye.

It shares the records and the parts of answers with `questions`, and nothing else. It gives every event a day, settles
every membership, looks at what follows, and counts.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, product
from math import prod
from typing import Any, Final, assert_never

import attrs

from dprk_tourism._graph import FrozenDict, Records
from dprk_tourism._model.days import Day, DayLike, to_day
from dprk_tourism._model.records import (
    EARLIER,
    AccessPolicy,
    Effect,
    Event,
    Layer,
    Place,
    Resort,
    check_place,
)
from dprk_tourism._model.travellers import to_nationality
from dprk_tourism._rules.answers import (
    EventUnknown,
    MembershipUnknown,
    OpeningUnknown,
    Outcome,
    Reason,
    Unknown,
    Verdict,
)

__all__ = ["ReferenceAnswer", "ReferenceWorld", "outranks_by_reading", "reference_answer", "reference_worlds"]

MOST_UNKNOWNS: Final = 16  # R18
MOST_WORLDS_BY_DAY: Final = 400


@attrs.frozen
class ReferenceWorld:
    """One complete guess at what a question leaves open, and what follows from it (R6)."""

    days: Mapping[str, Day]
    """The day on which each relevant event was, by the id of the event."""
    setting: Mapping[Unknown, bool]
    """The unknowns of the question, each yes or no."""
    applying: Mapping[Layer, frozenset[str]]
    """Ids of the policies that apply (R4)."""
    deciding: Mapping[Layer, frozenset[str]]
    """Ids of those that no other applying policy outranks (R8)."""
    outcomes: Mapping[Layer, Outcome]
    """What each layer says (R8, R10)."""
    verdict: Verdict
    """What the layers say together (R11)."""


_NOTHING: Final[Mapping[Layer, frozenset[Any]]] = FrozenDict(dict.fromkeys(Layer, frozenset()))


@attrs.frozen
class ReferenceAnswer:
    """The answer to one nationality at one place on one day, by the reference evaluator."""

    verdict: Verdict
    """Permitted, denied or undetermined (R12)."""
    projected: bool
    """Whether the day is past the last one surveyed (R14)."""
    outcomes: Mapping[Layer, frozenset[Outcome]] = _NOTHING
    """What each layer says, in one world or another."""
    deciding: Mapping[Layer, frozenset[str]] = _NOTHING
    """Ids of the policies that decide in every world (R12)."""
    possible: Mapping[Layer, frozenset[str]] = _NOTHING
    """Ids of the policies that decide in some world (R12)."""
    outranked: Mapping[Layer, frozenset[tuple[str, str]]] = _NOTHING
    """Pairs of loser and winner: both apply in some world, where none outranks the winner (R7)."""
    hinges: Mapping[Unknown, tuple[frozenset[Verdict], frozenset[Verdict]]] = FrozenDict()
    """The unknowns that change the verdict, each with the verdicts possible if yes and if no (R13)."""
    conflicts: frozenset[tuple[Layer, str, str]] = frozenset()
    """Layer, permitting and denying policy: both decide in some world, whose layer is in conflict (R8)."""
    mattering: frozenset[tuple[Layer, str, str]] = frozenset()
    """Those of the conflicts that leave some world undetermined (R11)."""
    because: frozenset[Reason] = frozenset()
    """Reasons for the verdict, apart from policies (R13, R14, R18)."""
    assumptions: frozenset[Layer] = frozenset()
    """The layers whose silence, in some world, is taken as no objection (R10)."""
    silences: frozenset[Layer] = frozenset()
    """The layers whose silence leaves some world undetermined (R10, R11)."""
    disputed: frozenset[str] = frozenset()
    """Ids of the disputed events that the answer leans on (R2)."""


def reference_answer(
    records: Records, nationality: str, place: str, day: DayLike, *, strict: bool = False
) -> ReferenceAnswer:
    """Answer a question by trying every world that the records allow, slowly and plainly.

    >>> import dprk_tourism as dt
    >>> answer = reference_answer(dt.load("article"), "RU", "wonsan-kalma", "2025-07-17")
    >>> print(answer.verdict, *sorted(answer.because))
    undetermined hinge

    Args:
        records: A history, or other records by their ids.
        nationality: Of the passport used: a code, a country's English name or alias.
        place: The id of the place.
        day: The day asked, in Pyongyang.
        strict: Whether projected days are undetermined (R14).

    Raises:
        UnknownPlaceError: The records have no such place.
        UnknownNationalityError: No passport is known by this name.
    """
    asked = _asked(records, nationality, place, day)
    projected = records.surveyed_through is None or asked.day > records.surveyed_through  # R14
    if len(asked.unknowns) > MOST_UNKNOWNS:  # R18
        because = frozenset({Reason.TOO_MANY_UNKNOWNS})
        answer = ReferenceAnswer(verdict=Verdict.UNDETERMINED, projected=projected, because=because)
    else:
        answer = _together(asked, _worlds(asked), projected=projected)
    if strict and projected:  # R14
        return attrs.evolve(answer, verdict=Verdict.UNDETERMINED, because=answer.because | {Reason.PROJECTED})
    return answer


def reference_worlds(records: Records, nationality: str, place: str, day: DayLike) -> tuple[ReferenceWorld, ...]:
    """Return every world of a question, with what follows in it. The arguments are those of `reference_answer`.

    Each relevant event gets each day of its window, so that several worlds share a setting. Where that makes more than
    400 worlds, it gets at most two: the first day, if that is not after the asked one, and the last, if that is. The
    rules ask of an event's day only on which side of the asked one it is, so every other day does what one of these
    two does.
    """
    return _worlds(_asked(records, nationality, place, day))


@attrs.frozen
class _Question:
    """A question with the records that bear on it."""

    records: Records
    nationality: str
    place: str
    day: Day
    around: Sequence[str]
    """Ids of the asked place and of every place around it, from the inside out."""
    policies: Sequence[AccessPolicy]
    """The relevant ones (R5)."""
    events: Sequence[str]
    """Ids of the relevant ones (R5)."""
    unknowns: Sequence[Unknown]
    outranks: frozenset[tuple[str, str]]
    """Pairs of winner and loser among the relevant policies (R7)."""
    must_speak: Sequence[Layer]
    """The layers whose silence leaves the answer open (R10)."""


def _asked(records: Records, nationality: str, place: str, day: DayLike) -> _Question:
    check_place(records.places, place)
    code, on, around = to_nationality(nationality), to_day(day), _around(records, place)
    policies = [policy for policy in records.policies.values() if _is_relevant(policy, code, around)]
    events = _relevant_events(records, policies, around)
    return _Question(
        records=records,
        nationality=code,
        place=place,
        day=on,
        around=around,
        policies=policies,
        events=events,
        unknowns=_unknowns(records, events, around, policies, code, on),
        outranks=frozenset(
            (x.id, y.id) for x in policies for y in policies if x is not y and outranks_by_reading(records, x, y)
        ),
        must_speak=[layer for layer in Layer if _must_speak(layer, records.places[place])],
    )


def _must_speak(layer: Layer, place: Place) -> bool:
    """R10: whether nobody can tell where this layer is silent; else there is no objection."""
    match layer:
        case Layer.HOME_STATE:
            return False
        case Layer.ENTRY:
            return True
        case Layer.SITE:
            return isinstance(place, Resort)
        case never:
            assert_never(never)


def _around(records: Records, place: str) -> list[str]:
    """The place and every place around it, from the inside out."""
    found, current = [place], records.places[place].within
    while current is not None:
        found.append(current)
        current = records.places[current].within
    return found


def _window(event: Event) -> tuple[Day, Day]:
    """The first and the last day on which the event may have been."""
    firsts = [dating.when.earliest for dating in event.datings]
    lasts = [dating.when.latest for dating in event.datings]
    if max(firsts) <= min(lasts):
        return max(firsts), min(lasts)  # R2: the days that all datings leave open
    return min(firsts), max(lasts)  # R2: they share none; the smallest window that covers them all


def _is_disputed(event: Event) -> bool:
    return max(dating.when.earliest for dating in event.datings) > min(
        dating.when.latest for dating in event.datings
    )  # R2


def _is_relevant(policy: AccessPolicy, nationality: str, around: Sequence[str]) -> bool:
    # R5: its audience could hold the nationality, and its place is the asked one or encloses it
    could_hold = nationality in policy.audience.certain or nationality in policy.audience.possible
    return could_hold and policy.place in around


def _resorts(records: Records, around: Sequence[str]) -> list[Resort]:
    """The asked place and those around it, as far as they are resorts."""
    places = [records.places[place] for place in around]
    return [place for place in places if isinstance(place, Resort)]


def _relevant_events(records: Records, policies: Sequence[AccessPolicy], around: Sequence[str]) -> list[str]:
    """R5: what starts or ends a relevant policy, or opens the asked resort or one that encloses it."""
    starts = [policy.starts for policy in policies]
    ends = [policy.ends for policy in policies]
    openings = [resort.opens for resort in _resorts(records, around)]
    return list(dict.fromkeys(event for event in chain(starts, ends, openings) if event is not None))


def _unknowns(
    records: Records,
    events: Sequence[str],
    around: Sequence[str],
    policies: Sequence[AccessPolicy],
    code: str,
    day: Day,
) -> list[Unknown]:
    """R5: the events that may have happened, the openings without a date (R16), and the possible memberships."""
    found: list[Unknown] = []
    for event in events:
        earliest, latest = _window(records.events[event])
        if earliest <= day < latest:  # on its latest day it surely has happened
            found.append(EventUnknown(event))
    found += [OpeningUnknown(resort.id) for resort in _resorts(records, around) if resort.opens is None]
    possible = [policy.audience for policy in policies if code in policy.audience.possible]
    return [*found, *(MembershipUnknown(audience) for audience in dict.fromkeys(possible))]  # equal ones share one


# R7, and what it is made of


def _announcement(records: Records, policy: AccessPolicy) -> tuple[Day, Day] | None:
    """The first and last day on which the policy may have been announced; None if before all others."""
    return None if policy.announcement is None else _window(records.events[policy.announcement])


def _announced_later(records: Records, x: AccessPolicy, y: AccessPolicy) -> bool:
    """Whether the earliest day of x's announcement is after the latest day of y's."""
    of_x, of_y = _announcement(records, x), _announcement(records, y)
    if of_x is None:
        return False  # R7: announced before all others, so after none
    return of_y is None or of_x[0] > of_y[1]


def _announced_no_earlier(records: Records, x: AccessPolicy, y: AccessPolicy) -> bool:
    if x.announcement == y.announcement:  # R7: by the same event; or both before all others
        return True
    of_x, of_y = _announcement(records, x), _announcement(records, y)
    if of_x is None:
        return False
    return of_y is None or of_x[0] >= of_y[1]


def _overrides(records: Records, x: AccessPolicy, y: AccessPolicy) -> bool:
    if x.overrides == EARLIER:
        return x.place in _around(records, y.place) and _announced_later(records, x, y)
    return y.id in x.overrides


def _is_at_least_as_specific(records: Records, x: AccessPolicy, y: AccessPolicy) -> bool:
    same = x.audience.certain == y.audience.certain and x.audience.possible == y.audience.possible
    inside = (x.audience.certain | x.audience.possible) <= y.audience.certain
    return (same or inside) and y.place in _around(records, x.place)


def _is_surely_better_in_one(records: Records, x: AccessPolicy, y: AccessPolicy) -> bool:
    fewer = any(code not in x.audience.certain | x.audience.possible for code in y.audience.certain)
    smaller = x.place != y.place and y.place in _around(records, x.place)
    return fewer or smaller or _announced_later(records, x, y)


def outranks_by_reading(records: Records, x: AccessPolicy, y: AccessPolicy) -> bool:
    """Whether x silences y where both apply, both being of one layer (R7)."""
    if _overrides(records, x, y):
        return True
    if _overrides(records, y, x):
        return False
    return (
        _is_at_least_as_specific(records, x, y)
        and _announced_no_earlier(records, x, y)
        and _is_surely_better_in_one(records, x, y)
    )


# R6: the worlds


def _worlds(asked: _Question) -> tuple[ReferenceWorld, ...]:
    windows = [_window(asked.records.events[event]) for event in asked.events]
    facts = [unknown for unknown in asked.unknowns if not isinstance(unknown, EventUnknown)]
    # Counted before they are listed: a window may have no real end.
    by_day = prod(latest.toordinal() - earliest.toordinal() + 1 for earliest, latest in windows) * 2 ** len(facts)
    choices = [
        _every_day(*window) if by_day <= MOST_WORLDS_BY_DAY else _a_day_of_each_kind(*window, asked.day)
        for window in windows
    ]
    return tuple(
        _world(asked, dict(zip(asked.events, days, strict=True)), dict(zip(facts, settled, strict=True)))
        for days in product(*choices)
        for settled in product([False, True], repeat=len(facts))
    )


def _every_day(earliest: Day, latest: Day) -> list[Day]:
    return [Day.fromordinal(n) for n in range(earliest.toordinal(), latest.toordinal() + 1)]


def _a_day_of_each_kind(earliest: Day, latest: Day, asked: Day) -> list[Day]:
    """A day of the window that is not after the asked one, and one that is, as far as there are such days."""
    return [*([earliest] if earliest <= asked else []), *([latest] if latest > asked else [])]


def _world(asked: _Question, days: Mapping[str, Day], facts: Mapping[Unknown, bool]) -> ReferenceWorld:
    applying = {
        layer: [policy for policy in asked.policies if policy.layer is layer and _applies(policy, asked, days, facts)]
        for layer in Layer
    }
    standing = {layer: _standing(policies, asked.outranks) for layer, policies in applying.items()}
    outcomes = {layer: _outcome(policies) for layer, policies in standing.items()}
    if not _is_open(asked, days, facts):
        outcomes[Layer.SITE] = Outcome.NOT_YET_OPEN  # R10
    return ReferenceWorld(
        days=days,
        setting={
            unknown: days[unknown.event] <= asked.day if isinstance(unknown, EventUnknown) else facts[unknown]
            for unknown in asked.unknowns
        },
        applying={layer: frozenset(policy.id for policy in policies) for layer, policies in applying.items()},
        deciding={layer: frozenset(policy.id for policy in policies) for layer, policies in standing.items()},
        outcomes=outcomes,
        verdict=_verdict(outcomes, asked.must_speak),
    )


def _applies(policy: AccessPolicy, asked: _Question, days: Mapping[str, Day], facts: Mapping[Unknown, bool]) -> bool:
    started = policy.starts is None or days[policy.starts] <= asked.day  # R3: that day in
    ended = policy.ends is not None and days[policy.ends] <= asked.day  # R3: that day out
    member = asked.nationality in policy.audience.certain or facts.get(MembershipUnknown(policy.audience), False)
    return started and not ended and member  # R4; the place is the asked one or encloses it, as for all relevant ones


def _is_open(asked: _Question, days: Mapping[str, Day], facts: Mapping[Unknown, bool]) -> bool:
    """R10: whether the asked resort and every resort around it has opened."""
    return all(
        facts[OpeningUnknown(resort.id)] if resort.opens is None else days[resort.opens] <= asked.day
        for resort in _resorts(asked.records, asked.around)
    )


def _standing(policies: Sequence[AccessPolicy], outranks: frozenset[tuple[str, str]]) -> list[AccessPolicy]:
    """R8: the applying policies that no other applying policy outranks."""
    return [y for y in policies if not any((x.id, y.id) in outranks for x in policies)]


def _outcome(standing: Sequence[AccessPolicy]) -> Outcome:
    """R8: a layer in a world."""
    effects = {policy.effect for policy in standing}
    if not effects:
        return Outcome.SILENT
    if effects == {Effect.PERMIT}:
        return Outcome.PERMIT
    if effects == {Effect.DENY}:
        return Outcome.DENY
    return Outcome.CONFLICT


def _is_silent(outcomes: Mapping[Layer, Outcome], must_speak: Iterable[Layer]) -> bool:
    """R10: whether a layer is silent that must not be."""
    return any(outcomes[layer] is Outcome.SILENT for layer in must_speak)


def _verdict(outcomes: Mapping[Layer, Outcome], must_speak: Iterable[Layer]) -> Verdict:
    """R11: the layers together, in a world."""
    said = set(outcomes.values())
    if Outcome.DENY in said or Outcome.NOT_YET_OPEN in said:
        return Verdict.DENIED
    if Outcome.CONFLICT in said or _is_silent(outcomes, must_speak):
        return Verdict.UNDETERMINED
    return Verdict.PERMITTED


# R12, R13: the worlds together


def _together(asked: _Question, worlds: Sequence[ReferenceWorld], *, projected: bool) -> ReferenceAnswer:
    verdicts = {world.verdict for world in worlds}
    verdict = verdicts.pop() if len(verdicts) == 1 else Verdict.UNDETERMINED  # R12
    outcomes = {layer: frozenset(world.outcomes[layer] for world in worlds) for layer in Layer}
    decided = {layer: [world.deciding[layer] for world in worlds] for layer in Layer}
    possible = {layer: frozenset(chain.from_iterable(decided[layer])) for layer in Layer}  # R12
    outranked = {layer: _outranked(asked, worlds, layer) for layer in Layer}
    hinges = _hinges(asked.unknowns, worlds)
    undetermined = [world for world in worlds if world.verdict is Verdict.UNDETERMINED]
    return ReferenceAnswer(
        verdict=verdict,
        projected=projected,
        outcomes=outcomes,
        deciding={layer: decided[layer][0].intersection(*decided[layer]) for layer in Layer},  # R12
        possible=possible,
        outranked=outranked,
        hinges=hinges,
        conflicts=_conflicts(asked, worlds),
        mattering=_conflicts(asked, undetermined),
        because=_because(asked, verdict, worlds, has_hinge=bool(hinges)),
        assumptions=frozenset(
            layer for layer in Layer if layer not in asked.must_speak and Outcome.SILENT in outcomes[layer]
        ),  # R10
        silences=frozenset(
            layer
            for layer in asked.must_speak
            if any(world.outcomes[layer] is Outcome.SILENT for world in undetermined)
        ),
        disputed=_disputed(asked, possible.values(), outranked.values(), hinges),
    )


def _outranked(asked: _Question, worlds: Iterable[ReferenceWorld], layer: Layer) -> frozenset[tuple[str, str]]:
    """R7: loser and winner apply in one world, where none outranks the winner."""
    return frozenset(
        (loser, winner)
        for world in worlds
        for winner in world.deciding[layer]
        for loser in world.applying[layer]
        if (winner, loser) in asked.outranks
    )


def _hinges(
    unknowns: Sequence[Unknown], worlds: Sequence[ReferenceWorld]
) -> dict[Unknown, tuple[frozenset[Verdict], frozenset[Verdict]]]:
    """R13: the unknowns that, for some setting of the others, change the verdict when they change."""
    found: dict[Unknown, tuple[frozenset[Verdict], frozenset[Verdict]]] = {}
    for unknown in unknowns:
        by_others: dict[tuple[bool, ...], dict[bool, set[Verdict]]] = {}
        if_yes: set[Verdict] = set()
        if_no: set[Verdict] = set()
        for world in worlds:
            others = tuple(yes for other, yes in world.setting.items() if other != unknown)
            both = by_others.setdefault(others, {True: set(), False: set()})
            both[world.setting[unknown]].add(world.verdict)
            (if_yes if world.setting[unknown] else if_no).add(world.verdict)
        if any(both[True] != both[False] for both in by_others.values()):
            found[unknown] = (frozenset(if_yes), frozenset(if_no))
    return found


def _conflicts(asked: _Question, worlds: Iterable[ReferenceWorld]) -> frozenset[tuple[Layer, str, str]]:
    effect = {policy.id: policy.effect for policy in asked.policies}
    return frozenset(
        (layer, permit, deny)
        for world in worlds
        for layer in Layer
        if world.outcomes[layer] is Outcome.CONFLICT
        for permit in world.deciding[layer]
        if effect[permit] is Effect.PERMIT
        for deny in world.deciding[layer]
        if effect[deny] is Effect.DENY
    )


def _because(
    asked: _Question, verdict: Verdict, worlds: Iterable[ReferenceWorld], *, has_hinge: bool
) -> frozenset[Reason]:
    """R13: the reasons of an undetermined answer; R10: that of a resort that has not opened."""
    found: set[Reason] = set()
    if verdict is Verdict.UNDETERMINED:
        if has_hinge:
            found.add(Reason.HINGE)
        for world in worlds:
            if world.verdict is Verdict.UNDETERMINED:
                if _is_silent(world.outcomes, asked.must_speak):
                    found.add(Reason.SILENT)
                if Outcome.CONFLICT in world.outcomes.values():
                    found.add(Reason.CONFLICT)
    if verdict is Verdict.DENIED and all(world.outcomes[Layer.SITE] is Outcome.NOT_YET_OPEN for world in worlds):
        found.add(Reason.NOT_YET_OPEN)
    return frozenset(found)


def _disputed(
    asked: _Question,
    possible: Iterable[frozenset[str]],
    outranked: Iterable[frozenset[tuple[str, str]]],
    hinges: Iterable[Unknown],
) -> frozenset[str]:
    """R2: the disputed events that bound a policy, open the resort or one around it, or are hinges."""
    named = {policy for ids in possible for policy in ids}
    named |= {policy for pairs in outranked for pair in pairs for policy in pair}
    policies = [asked.records.policies[policy] for policy in named]
    bounds = [event for policy in policies for event in (policy.starts, policy.ends)]
    openings = [resort.opens for resort in _resorts(asked.records, asked.around)]
    hinged = [unknown.event for unknown in hinges if isinstance(unknown, EventUnknown)]
    leaned_on = {event for event in chain(bounds, openings, hinged) if event is not None}
    return frozenset(event for event in leaned_on if _is_disputed(asked.records.events[event]))
