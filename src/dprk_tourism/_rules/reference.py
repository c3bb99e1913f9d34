"""A slow reference evaluator: a second, independent reading of the rules R1 to R18.

It shares records and the kinds of results with `questions`, and nothing else: it gives every event a day that fits all
datings (`reference_days`), settles every membership, looks at what follows, and counts. It is meant to be checked by
eye against the rules, never to be fast.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, product
from math import inf, prod
from typing import Any, Final

import attrs

from dprk_tourism._graph import Records, given_first_day
from dprk_tourism._model.days import LAST_DAY, Day, DayLike, to_day
from dprk_tourism._model.records import EARLIER, AccessPolicy, Effect, Layer, Resort, Status, place_of
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
from dprk_tourism._rules.reference_days import ReferenceDays, Window, reference_days

MOST_UNKNOWNS: Final = 16  # R18
MOST_WORLDS_BY_DAY: Final = 400


@attrs.frozen
class ReferenceWorld:
    """One complete guess at what a question leaves open, and what follows from it (R6)."""

    days: Mapping[str, Day]
    """The day of each relevant event, and of each whose day depends on one of these, by the id of the event."""
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


@attrs.frozen
class ReferenceAnswer:
    """What the rules say of one nationality, one place and one day, by the reference evaluator."""

    verdict: Verdict
    """Permitted, denied or undetermined (R12)."""
    projected: bool
    """Whether the day is outside those surveyed (R14)."""
    outcomes: Mapping[Layer, frozenset[Outcome]]
    """What each layer says, in one world or another."""
    deciding: Mapping[Layer, frozenset[str]]
    """Ids of the policies that decide in every world (R12)."""
    possible: Mapping[Layer, frozenset[str]]
    """Ids of the policies that decide in some world (R12)."""
    outranked: Mapping[Layer, frozenset[tuple[str, str]]]
    """Pairs of loser and winner: both apply in some world, where none outranks the winner (R7)."""
    hinges: Mapping[Unknown, tuple[frozenset[Verdict], frozenset[Verdict]]]
    """The unknowns that change the verdict, each with the verdicts possible if yes and if no (R13)."""
    conflicts: frozenset[tuple[Layer, str, str]]
    """Layer, permitting and denying policy: both decide in some world, whose layer is in conflict (R8)."""
    mattering: frozenset[tuple[Layer, str, str]]
    """Those of the conflicts that leave some world undetermined (R11)."""
    because: frozenset[Reason]
    """Reasons for the verdict, apart from policies (R13, R14, R18)."""
    assumptions: frozenset[Layer]
    """The layers whose silence, in some world, is taken as no objection (R10)."""
    silences: frozenset[Layer]
    """The layers whose silence leaves some world undetermined (R10, R11)."""
    disputed: frozenset[str]
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
        records: A history, or anything that holds records by their ids.
        nationality: Of the passport used: a code, a country's English name or alias.
        place: The id of the place, or one of its names.
        day: The day asked, in Pyongyang.
        strict: Whether projected days are undetermined (R14).

    Raises:
        UnknownPlaceError: The records hold no such place.
        UnknownNationalityError: No passport is known by this word.
    """
    asked = _asked(records, nationality, place, day)
    projected = _is_projected(asked)
    answer = (
        _too_many(projected=projected)
        if len(asked.unknowns) > MOST_UNKNOWNS  # R18
        else _together(asked, _worlds(asked), projected=projected)
    )
    if strict and projected:  # R14
        return attrs.evolve(answer, verdict=Verdict.UNDETERMINED, because=answer.because | {Reason.PROJECTED})
    return answer


def reference_worlds(records: Records, nationality: str, place: str, day: DayLike) -> tuple[ReferenceWorld, ...]:
    """Return every world of a question, with what follows in it.

    Each relevant event is given each day that its datings leave, so that several worlds share a setting, and each
    event whose day depends on these is given some day that fits. Where that may make more than 400 worlds, some days
    are looked for in each setting of the relevant events: had they happened by the asked day, or not? The rules ask no
    more of an event's day, so all other days do what some of these do. The errors are those of `reference_answer`.
    """
    return _worlds(_asked(records, nationality, place, day))


@attrs.frozen
class _Question:
    """A question with the records that bear on it."""

    records: Records
    days: ReferenceDays
    nationality: str
    place: str
    day: int
    """As an ordinal, like all days here."""
    around: Sequence[str]
    """Ids of the asked place and of every place around it, from the inside out."""
    policies: Sequence[AccessPolicy]
    """The relevant ones (R5)."""
    events: Sequence[str]
    """Ids of the relevant ones (R5)."""
    unknowns: Sequence[Unknown]
    outranks: frozenset[tuple[str, str]]
    """Pairs of winner and loser among the relevant policies (R7)."""


def _asked(records: Records, nationality: str, place: str, day: DayLike) -> _Question:
    code, on, days = to_nationality(nationality), to_day(day).toordinal(), reference_days(records)
    around = _around(records, place_of(records.places, place))
    policies = [policy for policy in records.policies.values() if _is_relevant(policy, code, around)]
    events = _relevant_events(records, policies, around)
    return _Question(
        records=records,
        days=days,
        nationality=code,
        place=around[0],
        day=on,
        around=around,
        policies=policies,
        events=events,
        unknowns=[*_occurrences(days, events, on), *_openings(records, around), *_memberships(policies, code)],  # R5
        outranks=frozenset(
            (x.id, y.id)
            for x in policies
            for y in policies
            if x is not y and x.layer is y.layer and outranks_by_reading(days, x, y)
        ),
    )


def _is_projected(asked: _Question) -> bool:
    """R14: whether the day is after the last one surveyed, or before the first."""
    records = asked.records
    happened = [id_ for id_, event in records.events.items() if event.status is Status.HAPPENED]
    starts = [asked.days.windows[event][0] for event in happened]
    known = [int(first) for first in starts if first > -inf]  # open ones left out
    if (given := given_first_day(records)) is not None:
        known = [given.toordinal()]
    if not known or records.surveyed_through is None:
        return True
    return not min(known) <= asked.day <= records.surveyed_through.toordinal()


def _around(records: Records, place: str) -> list[str]:
    """The place and every place around it, from the inside out."""
    found, current = [place], records.places[place].within
    while current is not None:
        found.append(current)
        current = records.places[current].within
    return found


def _is_relevant(policy: AccessPolicy, nationality: str, around: Sequence[str]) -> bool:
    # R5: its audience could hold the nationality, and its place is the asked one or encloses it
    could_hold = nationality in policy.audience.certain or nationality in policy.audience.possible
    return could_hold and policy.place in around


def _resorts(records: Records, around: Sequence[str]) -> list[Resort]:
    """The asked place and those around it, as far as they are resorts."""
    return [record for place in around if isinstance(record := records.places[place], Resort)]


def _relevant_events(records: Records, policies: Sequence[AccessPolicy], around: Sequence[str]) -> list[str]:
    """R5: what starts or ends a relevant policy, or opens the asked resort or one that encloses it."""
    starts = [policy.starts for policy in policies]
    ends = [policy.ends for policy in policies]
    openings = [resort.opens for resort in _resorts(records, around)]
    return list(dict.fromkeys(event for event in chain(starts, ends, openings) if event is not None))


def _occurrences(days: ReferenceDays, events: Sequence[str], on: int) -> list[Unknown]:
    unknown = [event for event in events if days.windows[event][0] <= on < days.windows[event][1]]  # R5
    found: list[Unknown] = []
    for event in unknown:
        same = sorted(other for other in unknown if _fell_together(days, event, other))  # R6
        occurrence = EventUnknown(same[0], tuple(same[1:]))
        if occurrence not in found:
            found.append(occurrence)
    return found


def _fell_together(days: ReferenceDays, one: str, other: str) -> bool:
    """R6: whether two events surely fell on one day, so that each implies the other."""
    return one == other or (days.surely_no_earlier(one, other) and days.surely_no_earlier(other, one))


def _openings(records: Records, around: Sequence[str]) -> list[Unknown]:
    return [OpeningUnknown(resort.id) for resort in _resorts(records, around) if resort.opens is None]  # R16


def _memberships(policies: Sequence[AccessPolicy], nationality: str) -> list[Unknown]:
    found: list[Unknown] = []
    for policy in policies:
        unknown = MembershipUnknown(policy.audience)
        if nationality in policy.audience.possible and unknown not in found:  # R5: equal audiences share one
            found.append(unknown)
    return found


# R7, and what it is made of


def _announced_later(days: ReferenceDays, x: AccessPolicy, y: AccessPolicy) -> bool:
    """Whether x's announcement surely fell after y's."""
    if x.announcement is None:
        return False  # R7: announced before all others, so after none
    return y.announcement is None or days.surely_later(x.announcement, y.announcement)


def _announced_no_earlier(days: ReferenceDays, x: AccessPolicy, y: AccessPolicy) -> bool:
    if x.announcement == y.announcement:  # R7: by the same event; or both before all others
        return True
    if x.announcement is None:
        return False
    return y.announcement is None or days.surely_no_earlier(x.announcement, y.announcement)


def _overrides(days: ReferenceDays, x: AccessPolicy, y: AccessPolicy) -> bool:
    if x.overrides == EARLIER:
        return x.place in _around(days.records, y.place) and _announced_later(days, x, y)
    return y.id in x.overrides


def _is_at_least_as_specific(records: Records, x: AccessPolicy, y: AccessPolicy) -> bool:
    same = x.audience.certain == y.audience.certain and x.audience.possible == y.audience.possible
    inside = (x.audience.certain | x.audience.possible) <= y.audience.certain
    return (same or inside) and y.place in _around(records, x.place)


def _is_surely_better_in_one(days: ReferenceDays, x: AccessPolicy, y: AccessPolicy) -> bool:
    fewer = any(code not in x.audience.certain | x.audience.possible for code in y.audience.certain)
    smaller = x.place != y.place and y.place in _around(days.records, x.place)
    return fewer or smaller or _announced_later(days, x, y)


def outranks_by_reading(days: ReferenceDays, x: AccessPolicy, y: AccessPolicy) -> bool:
    """Whether x silences y where both apply, both being of one layer (R7)."""
    if _overrides(days, x, y):
        return True
    if _overrides(days, y, x):
        return False
    return (
        _is_at_least_as_specific(days.records, x, y)
        and _announced_no_earlier(days, x, y)
        and _is_surely_better_in_one(days, x, y)
    )


# R6: the worlds


def _worlds(asked: _Question) -> tuple[ReferenceWorld, ...]:
    groups = list(dict.fromkeys(asked.days.linked(event) for event in asked.events))
    facts = [unknown for unknown in asked.unknowns if not isinstance(unknown, EventUnknown)]
    # Counted before they are listed: a window may be long, or open.
    lengths = [last - first + 1 for first, last in map(asked.days.windows.__getitem__, asked.events)]
    by_day = prod(lengths) * 2 ** len(facts) <= MOST_WORLDS_BY_DAY
    ways = [list(_ways(asked, group, by_day=by_day)) for group in groups]
    return tuple(
        _world(asked, dict(chain.from_iterable(each.items() for each in days)), dict(zip(facts, settled, strict=True)))
        for days in product(*ways)
        for settled in product([False, True], repeat=len(facts))
    )


def _ways(asked: _Question, group: Iterable[str], *, by_day: bool) -> Iterator[dict[str, int]]:
    """Days of linked events: for all days of those that bear on the question, or for all sides of the asked day.

    The other events of the group are given some days that fit. If there are none, those days are not possible.
    """
    relevant = {event: asked.days.windows[event] for event in asked.events if event in group}
    parts = [_every_day(window) if by_day else _halves(window, asked.day) for window in relevant.values()]
    for chosen in product(*parts):
        way = asked.days.way(group, on=dict(zip(relevant, chosen, strict=True)))
        if way is not None:
            yield way


def _every_day(window: Window) -> list[Window]:
    return [(day, day) for day in range(int(window[0]), int(window[1]) + 1)]


def _halves(window: Window, asked: int) -> list[Window]:
    """The days of a window up to the asked one, and those after it, as far as there are such days."""
    first, last = window
    halves = [(first, min(last, asked)), (max(first, asked + 1), last)]
    return [half for half in halves if half[0] <= half[1]]


def _world(asked: _Question, days: Mapping[str, int], facts: Mapping[Unknown, bool]) -> ReferenceWorld:
    applying = {
        layer: [policy for policy in asked.policies if policy.layer is layer and _applies(policy, asked, days, facts)]
        for layer in Layer
    }
    standing = {layer: _standing(policies, asked.outranks) for layer, policies in applying.items()}
    outcomes = {layer: _outcome(policies) for layer, policies in standing.items()}
    if not _is_open(asked, days, facts):
        outcomes[Layer.SITE] = Outcome.NOT_YET_OPEN  # R10
    return ReferenceWorld(
        days={event: Day.fromordinal(min(max(day, 1), LAST_DAY.toordinal())) for event, day in days.items()},
        setting={
            unknown: days[unknown.event] <= asked.day if isinstance(unknown, EventUnknown) else facts[unknown]
            for unknown in asked.unknowns
        },
        applying={layer: frozenset(policy.id for policy in policies) for layer, policies in applying.items()},
        deciding={layer: frozenset(policy.id for policy in policies) for layer, policies in standing.items()},
        outcomes=outcomes,
        verdict=_verdict(outcomes, is_resort=isinstance(asked.records.places[asked.place], Resort)),
    )


def _applies(policy: AccessPolicy, asked: _Question, days: Mapping[str, int], facts: Mapping[Unknown, bool]) -> bool:
    started = policy.starts is None or days[policy.starts] <= asked.day  # R3: that day in
    ended = policy.ends is not None and days[policy.ends] <= asked.day  # R3: that day out
    member = asked.nationality in policy.audience.certain or facts.get(MembershipUnknown(policy.audience), False)
    return started and not ended and member  # R4; the place is the asked one or encloses it, as for all relevant ones


def _is_open(asked: _Question, days: Mapping[str, int], facts: Mapping[Unknown, bool]) -> bool:
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
    return Outcome.DENY if effects == {Effect.DENY} else Outcome.CONFLICT


def _cannot_tell_for_silence(outcomes: Mapping[Layer, Outcome], *, is_resort: bool) -> bool:
    """R10: whether a layer is silent that must not be."""
    return outcomes[Layer.ENTRY] is Outcome.SILENT or (is_resort and outcomes[Layer.SITE] is Outcome.SILENT)


def _verdict(outcomes: Mapping[Layer, Outcome], *, is_resort: bool) -> Verdict:
    """R11: the layers together, in a world."""
    said = set(outcomes.values())
    if Outcome.DENY in said or Outcome.NOT_YET_OPEN in said:
        return Verdict.DENIED
    if Outcome.CONFLICT in said or _cannot_tell_for_silence(outcomes, is_resort=is_resort):
        return Verdict.UNDETERMINED
    return Verdict.PERMITTED


# R12, R13: the worlds together


def _together(asked: _Question, worlds: Sequence[ReferenceWorld], *, projected: bool) -> ReferenceAnswer:
    verdicts = {world.verdict for world in worlds}
    verdict = verdicts.pop() if len(verdicts) == 1 else Verdict.UNDETERMINED  # R12
    is_resort = isinstance(asked.records.places[asked.place], Resort)
    outcomes = {layer: frozenset(world.outcomes[layer] for world in worlds) for layer in Layer}
    decided = {layer: [world.deciding[layer] for world in worlds] for layer in Layer}
    possible = {layer: frozenset(chain.from_iterable(decided[layer])) for layer in Layer}  # R12
    outranked = {layer: _outranked(asked, worlds, layer) for layer in Layer}
    hinges = _hinges(asked.unknowns, worlds)
    undetermined = [world for world in worlds if world.verdict is Verdict.UNDETERMINED]
    must_speak = {Layer.ENTRY, Layer.SITE} if is_resort else {Layer.ENTRY}  # R10
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
        because=_because(verdict, worlds, has_hinge=bool(hinges), is_resort=is_resort),
        assumptions=_assumptions(outcomes, is_resort=is_resort),
        silences=frozenset(
            layer for layer in must_speak if any(world.outcomes[layer] is Outcome.SILENT for world in undetermined)
        ),
        disputed=_disputed(asked, possible.values(), outranked.values(), hinges),
    )


def _assumptions(outcomes: Mapping[Layer, frozenset[Outcome]], *, is_resort: bool) -> frozenset[Layer]:
    """R10: the layers of which silence means that there is no objection."""
    may_be_silent = {Layer.HOME_STATE} if is_resort else {Layer.HOME_STATE, Layer.SITE}
    return frozenset(layer for layer in may_be_silent if Outcome.SILENT in outcomes[layer])


def _too_many(*, projected: bool) -> ReferenceAnswer:
    """R18: more unknowns than can be tried out."""
    by_layer: dict[str, Any] = dict.fromkeys(
        ("outcomes", "deciding", "possible", "outranked"), dict.fromkeys(Layer, frozenset())
    )
    empty: dict[str, Any] = dict.fromkeys(
        ("conflicts", "mattering", "assumptions", "silences", "disputed"), frozenset()
    )
    because = frozenset({Reason.TOO_MANY_UNKNOWNS})
    return ReferenceAnswer(Verdict.UNDETERMINED, projected, hinges={}, because=because, **by_layer, **empty)


def _outranked(asked: _Question, worlds: Iterable[ReferenceWorld], layer: Layer) -> frozenset[tuple[str, str]]:
    """R7: loser and winner apply in one world, in which none outranks the winner."""
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
        if any(both[True] and both[False] and both[True] != both[False] for both in by_others.values()):
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
    verdict: Verdict, worlds: Iterable[ReferenceWorld], *, has_hinge: bool, is_resort: bool
) -> frozenset[Reason]:
    """R13: the reasons of an undetermined answer; R10: that of a resort that has not opened."""
    found: set[Reason] = set()
    if verdict is Verdict.UNDETERMINED:
        if has_hinge:
            found.add(Reason.HINGE)
        for world in worlds:
            if world.verdict is Verdict.UNDETERMINED:
                if _cannot_tell_for_silence(world.outcomes, is_resort=is_resort):
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
    hinged = [(each.event, *each.others) for each in hinges if isinstance(each, EventUnknown)]
    return asked.days.disputed & {*bounds, *openings, *chain.from_iterable(hinged)}
