"""For tests: a slow reference evaluator of the rules, and hypothesis strategies for every record.

Public are `reference_answer` and `reference_worlds` with the records they give, one strategy for each kind of
record (`histories`, `access_policies`, `day_windows`, ...), `questions`, and `register_strategies`, after
which `st.from_type(History)` works. Hypothesis calls the last one itself, as a plugin. It must be installed;
`pip install dprk-tourism[test]` sees to that.

The evaluator is a second, independent reading of the rules R2 to R14. It shares records and the kinds of
results with `dprk_tourism.rules`, and nothing else: it gives every event a day, settles every membership,
looks at what follows, and counts. It is meant to be checked by eye against the rules, never to be fast.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import chain, product
from math import prod
from typing import Final, TypeAlias, TypeVar

import attrs
import pendulum

from dprk_tourism.answers import Because, Membership, Occurrence, Opening, Outcome, Unknown, Verdict
from dprk_tourism.days import LAST_DAY, Day, DayLike, DaySpan, DayWindow, to_day
from dprk_tourism.errors import UnknownPlaceError, nearest
from dprk_tourism.events import Bearing, Dating, Event
from dprk_tourism.history import History
from dprk_tourism.places import Place, Resort
from dprk_tourism.policies import EARLIER, AccessPolicy, Effect, Ending, Layer, Overrides
from dprk_tourism.records import Records
from dprk_tourism.sources import Citation, Source, SourceKind
from dprk_tourism.travellers import NAMED_AUDIENCES, NATIONALITIES, Audience, to_nationality
from dprk_tourism.visits import Visit

__all__ = [
    "Asked",
    "ReferenceAnswer",
    "ReferenceWorld",
    "access_policies",
    "audiences",
    "citations",
    "datings",
    "day_spans",
    "day_windows",
    "days",
    "events",
    "histories",
    "nationalities",
    "places",
    "questions",
    "reference_answer",
    "reference_worlds",
    "register_strategies",
    "resorts",
    "sources",
    "visits",
]


def register_strategies() -> None:
    """Tell hypothesis how to make days and records, so that `st.from_type(History)` works.

    Hypothesis calls this when it is imported (entry point of the group `hypothesis`); to call it again does
    no harm.
    """
    # It stands before the import of hypothesis below, which comes back here, and looks each strategy up only
    # when one is asked for, since by then the rest of this module is there.
    from hypothesis.strategies import register_type_strategy  # noqa: PLC0415

    register_type_strategy(pendulum.Date, lambda _: days())
    register_type_strategy(DayWindow, lambda _: day_windows())
    register_type_strategy(DaySpan, lambda _: day_spans())
    register_type_strategy(Citation, lambda _: citations())
    register_type_strategy(Source, lambda _: sources())
    register_type_strategy(Place, lambda _: places())
    register_type_strategy(Resort, lambda _: resorts())
    register_type_strategy(Dating, lambda _: datings())
    register_type_strategy(Event, lambda _: events())
    register_type_strategy(Audience, lambda _: audiences())
    register_type_strategy(AccessPolicy, lambda _: access_policies())
    register_type_strategy(Visit, lambda _: visits())
    register_type_strategy(History, lambda _: histories())


from hypothesis import strategies as st  # noqa: E402 - see register_strategies

MOST_UNKNOWNS: Final = 16  # R18
MOST_WORLDS_BY_DAY: Final = 400

T = TypeVar("T")

Asked: TypeAlias = tuple[History, str, str, Day]
"""A history, and a nationality, a place and a day to ask it about."""


# --- The reference evaluator --------------------------------------------------------------------------------


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


@attrs.frozen
class ReferenceAnswer:
    """What the rules say of one nationality, one place and one day, by the reference evaluator."""

    verdict: Verdict
    """Permitted, denied or undetermined (R12)."""
    projected: bool
    """Whether the day is past the last one that a source speaks of (R14)."""
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
    because: frozenset[Because]
    """Reasons for the verdict, apart from policies (R13, R14, R18)."""
    assumptions: frozenset[Layer]
    """The layers whose silence, in some world, is taken as no objection (R10)."""
    disputed: frozenset[str]
    """Ids of the disputed events that the answer leans on (R2)."""


def reference_answer(
    records: Records, nationality: str, place: str, day: DayLike, *, strict: bool = False
) -> ReferenceAnswer:
    """Answer a question by trying every world that the records allow, slowly and plainly.

    >>> says_so = [Citation("article")]
    >>> history = History(
    ...     id="tiny",
    ...     title="One border, shut on an unknown day",
    ...     sources=[Source(id="article", kind="press", publisher="P", title="T", published="2025-07-18")],
    ...     places=[Place(id="dprk", name="North Korea")],
    ...     events=[Event(id="shut", what="It shuts", datings=[Dating(when="2025", citation=says_so[0])])],
    ...     policies=[
    ...         AccessPolicy(
    ...             id="closed", effect="deny", layer="entry", audience="everyone", place="dprk",
    ...             starts="shut", cites=says_so,
    ...         )
    ...     ],
    ... )
    >>> answer = reference_answer(history, "RU", "dprk", "2025-07-10")
    >>> print(answer.verdict, *sorted(answer.because))
    undetermined hinge silent

    Args:
        records: A history, or anything that holds records by their ids.
        nationality: Of the passport used: a code, a country's English name or alias.
        place: The id of the place.
        day: The day asked, in Pyongyang.
        strict: Whether to refuse to tell of projected days (R14).

    Raises:
        UnknownPlaceError: The records hold no such place.
        UnknownNationalityError: No passport is known by this word.
    """
    asked = _asked(records, nationality, place, day)
    projected = records.surveyed_through is None or asked.day > records.surveyed_through  # R14
    answer = (
        _too_many(projected=projected)
        if len(asked.unknowns) > MOST_UNKNOWNS  # R18
        else _together(asked, _worlds(asked), projected=projected)
    )
    if strict and projected:  # R14
        return attrs.evolve(answer, verdict=Verdict.UNDETERMINED, because=answer.because | {Because.PROJECTED})
    return answer


def reference_worlds(records: Records, nationality: str, place: str, day: DayLike) -> tuple[ReferenceWorld, ...]:
    """Give every world of a question, with what follows in it.

    Each relevant event is given each day of its window, so that several worlds share a setting. Where that
    makes more than 400 worlds, it is given at most two: the first day, if that is not after the asked one, and
    the last, if that is. The rules ask no more of an event's day than on which side of the asked one it lies,
    so every other day of the window does what one of these two does.

    Args:
        records: A history, or anything that holds records by their ids.
        nationality: Of the passport used: a code, a country's English name or alias.
        place: The id of the place.
        day: The day asked, in Pyongyang.

    Raises:
        UnknownPlaceError: The records hold no such place.
        UnknownNationalityError: No passport is known by this word.
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


def _asked(records: Records, nationality: str, place: str, day: DayLike) -> _Question:
    if place not in records.places:
        raise UnknownPlaceError(place, nearest(place, records.places))
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
        unknowns=[
            *_occurrences(records, events, on),
            *_openings(records, around),
            *_memberships(policies, code),
        ],  # R5
        outranks=frozenset((x.id, y.id) for x in policies for y in policies if x is not y and _outranks(records, x, y)),
    )


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
    found: list[Resort] = []
    for place in around:
        record = records.places[place]
        if isinstance(record, Resort):
            found.append(record)
    return found


def _relevant_events(records: Records, policies: Sequence[AccessPolicy], around: Sequence[str]) -> list[str]:
    """R5: what starts or ends a relevant policy, or opens the asked resort or one that encloses it."""
    starts = [policy.starts for policy in policies]
    ends = [policy.ends for policy in policies]
    openings = [resort.opens for resort in _resorts(records, around)]
    return list(dict.fromkeys(event for event in chain(starts, ends, openings) if event is not None))


def _occurrences(records: Records, events: Sequence[str], day: Day) -> list[Unknown]:
    found: list[Unknown] = []
    for event in events:
        earliest, latest = _window(records.events[event])
        if earliest <= day < latest:  # R5: on its latest day it surely has happened
            found.append(Occurrence(event))
    return found


def _openings(records: Records, around: Sequence[str]) -> list[Unknown]:
    return [Opening(resort.id) for resort in _resorts(records, around) if resort.opens is None]  # R16


def _memberships(policies: Sequence[AccessPolicy], nationality: str) -> list[Unknown]:
    found: list[Unknown] = []
    for policy in policies:
        unknown = Membership(policy.audience)
        if nationality in policy.audience.possible and unknown not in found:  # R5: equal audiences share one
            found.append(unknown)
    return found


# R7, and what it is made of


def _announcement(records: Records, policy: AccessPolicy) -> tuple[Day, Day] | None:
    """The first and last day on which the policy may have been announced; None if before all others."""
    return None if policy.announced is None else _window(records.events[policy.announced])


def _announced_later(records: Records, x: AccessPolicy, y: AccessPolicy) -> bool:
    """Whether the earliest day of x's announcement is after the latest day of y's."""
    of_x, of_y = _announcement(records, x), _announcement(records, y)
    if of_x is None:
        return False  # R7: announced before all others, so after none
    return of_y is None or of_x[0] > of_y[1]


def _announced_no_earlier(records: Records, x: AccessPolicy, y: AccessPolicy) -> bool:
    if x.announced == y.announced:  # R7: by the same event; or both before all others
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


def _outranks(records: Records, x: AccessPolicy, y: AccessPolicy) -> bool:
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
    facts = [unknown for unknown in asked.unknowns if not isinstance(unknown, Occurrence)]
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
    return [pendulum.Date.fromordinal(n) for n in range(earliest.toordinal(), latest.toordinal() + 1)]


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
            unknown: days[unknown.event] <= asked.day if isinstance(unknown, Occurrence) else facts[unknown]
            for unknown in asked.unknowns
        },
        applying={layer: frozenset(policy.id for policy in policies) for layer, policies in applying.items()},
        deciding={layer: frozenset(policy.id for policy in policies) for layer, policies in standing.items()},
        outcomes=outcomes,
        verdict=_verdict(outcomes, is_resort=isinstance(asked.records.places[asked.place], Resort)),
    )


def _applies(policy: AccessPolicy, asked: _Question, days: Mapping[str, Day], facts: Mapping[Unknown, bool]) -> bool:
    started = policy.starts is None or days[policy.starts] <= asked.day  # R3: that day in
    ended = policy.ends is not None and days[policy.ends] <= asked.day  # R3: that day out
    member = asked.nationality in policy.audience.certain or facts.get(Membership(policy.audience), False)
    return started and not ended and member  # R4; the place is the asked one or encloses it, as for all relevant ones


def _is_open(asked: _Question, days: Mapping[str, Day], facts: Mapping[Unknown, bool]) -> bool:
    """R10: whether the asked resort and every resort around it has opened."""
    return all(
        facts[Opening(resort.id)] if resort.opens is None else days[resort.opens] <= asked.day
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
    return ReferenceAnswer(
        verdict=verdict,
        projected=projected,
        outcomes=outcomes,
        deciding={layer: decided[layer][0].intersection(*decided[layer]) for layer in Layer},  # R12
        possible=possible,
        outranked=outranked,
        hinges=hinges,
        conflicts=_conflicts(asked, worlds),
        because=_because(verdict, worlds, has_hinge=bool(hinges), is_resort=is_resort),
        assumptions=_assumptions(outcomes, is_resort=is_resort),
        disputed=_disputed(asked, possible.values(), outranked.values(), hinges),
    )


def _assumptions(outcomes: Mapping[Layer, frozenset[Outcome]], *, is_resort: bool) -> frozenset[Layer]:
    """R10: the layers of which silence means that there is no objection."""
    may_be_silent = {Layer.HOME_STATE} if is_resort else {Layer.HOME_STATE, Layer.SITE}
    return frozenset(layer for layer in may_be_silent if Outcome.SILENT in outcomes[layer])


def _too_many(*, projected: bool) -> ReferenceAnswer:
    """R18: more unknowns than can be tried out."""
    return ReferenceAnswer(
        verdict=Verdict.UNDETERMINED,
        projected=projected,
        outcomes={layer: frozenset() for layer in Layer},
        deciding={layer: frozenset() for layer in Layer},
        possible={layer: frozenset() for layer in Layer},
        outranked={layer: frozenset() for layer in Layer},
        hinges={},
        conflicts=frozenset(),
        because=frozenset({Because.TOO_MANY_UNKNOWNS}),
        assumptions=frozenset(),
        disputed=frozenset(),
    )


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
    verdict: Verdict, worlds: Iterable[ReferenceWorld], *, has_hinge: bool, is_resort: bool
) -> frozenset[Because]:
    """R13: the reasons of an undetermined answer; R10: that of a resort that has not opened."""
    found: set[Because] = set()
    if verdict is Verdict.UNDETERMINED:
        if has_hinge:
            found.add(Because.HINGE)
        for world in worlds:
            if world.verdict is Verdict.UNDETERMINED:
                if _cannot_tell_for_silence(world.outcomes, is_resort=is_resort):
                    found.add(Because.SILENT)
                if Outcome.CONFLICT in world.outcomes.values():
                    found.add(Because.CONFLICT)
    if verdict is Verdict.DENIED and any(world.outcomes[Layer.SITE] is Outcome.NOT_YET_OPEN for world in worlds):
        found.add(Because.NOT_YET_OPEN)
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
    hinged = [unknown.event for unknown in hinges if isinstance(unknown, Occurrence)]
    leaned_on = {event for event in chain(bounds, openings, hinged) if event is not None}
    return frozenset(event for event in leaned_on if _is_disputed(asked.records.events[event]))


# --- Strategies: days and travellers ------------------------------------------------------------------------

FIRST_DAY: Final = pendulum.Date(1, 1, 1)
CAST: Final = ("RU", "CN", "US", "AU", "CA", "KP")


def days(*, min_day: DayLike = FIRST_DAY, max_day: DayLike = LAST_DAY) -> st.SearchStrategy[Day]:
    """Civil days, such as `Date(2024, 2, 29)`.

    Args:
        min_day: The first day that may come.
        max_day: The last day that may come.
    """
    return st.dates(to_day(min_day), to_day(max_day)).map(to_day)


def day_windows(*, min_day: DayLike = FIRST_DAY, max_day: DayLike = LAST_DAY) -> st.SearchStrategy[DayWindow]:
    """Windows of one day or more, such as `DayWindow("2025-07-16", "2025-07-18")`.

    Args:
        min_day: The first day that may be inside.
        max_day: The last day that may be inside.
    """
    some = days(min_day=min_day, max_day=max_day)
    return st.one_of(some.map(DayWindow), st.tuples(some, some).map(lambda two: DayWindow(min(two), max(two))))


def day_spans(*, min_day: DayLike = FIRST_DAY, max_day: DayLike = LAST_DAY) -> st.SearchStrategy[DaySpan]:
    """Spans with and without a beginning or an end, such as `DaySpan("2025-07-01", None)`.

    Args:
        min_day: The first day that may be named.
        max_day: The last day that may be named, as the first day outside.
    """
    return _day_spans(to_day(min_day), to_day(max_day))


@st.composite
def _day_spans(draw: st.DrawFn, first: Day, last: Day) -> DaySpan:
    start = draw(st.none() | days(min_day=first, max_day=last))
    if start is None:
        if last == FIRST_DAY:  # nothing lies before it
            return DaySpan()
        return DaySpan(None, draw(st.none() | days(min_day=max(first, _later(FIRST_DAY, 1)), max_day=last)))
    if start == last:
        return DaySpan(start, None)
    return DaySpan(start, draw(st.none() | days(min_day=_later(start, 1), max_day=last)))


def nationalities() -> st.SearchStrategy[str]:
    """Codes of nationalities, such as `"RU"`."""
    return st.sampled_from(sorted(NATIONALITIES))


def audiences() -> st.SearchStrategy[Audience]:
    """Audiences, named and listed, settled and open, such as `Audience(["AU"], possible=["CA", "US"])`."""
    codes = st.frozensets(nationalities(), max_size=4)
    listed = st.tuples(codes, codes).filter(any).map(lambda both: Audience(*both))
    return st.one_of(st.sampled_from([NAMED_AUDIENCES[name] for name in sorted(NAMED_AUDIENCES)]), listed)


# --- Strategies: records by themselves ----------------------------------------------------------------------


def _ids() -> st.SearchStrategy[str]:
    return st.from_regex(r"[a-z][a-z0-9]{0,5}(-[a-z0-9]{1,5}){0,2}", fullmatch=True)


def _texts() -> st.SearchStrategy[str]:
    return st.text(min_size=1, max_size=30).filter(str.strip)


def _addresses() -> st.SearchStrategy[str]:
    return st.from_regex(r"https?://[a-z]{1,8}\.example(/[a-z0-9]{1,8}){0,2}", fullmatch=True)


def citations() -> st.SearchStrategy[Citation]:
    """Citations of a source as a whole or of a place in it, such as `Citation("article", "11.2")`."""
    return st.builds(Citation, _ids(), st.none() | _texts())


def sources(*, min_day: DayLike = FIRST_DAY, max_day: DayLike = LAST_DAY) -> st.SearchStrategy[Source]:
    """Sources, such as `Source(id="a", kind="press", publisher="b", title="c", published="2025")`.

    Args:
        min_day: The first day that one may have been published.
        max_day: The last day that one may have been published.
    """
    return st.builds(
        Source,
        id=_ids(),
        kind=st.sampled_from(SourceKind),
        publisher=_texts(),
        title=_texts(),
        published=day_windows(min_day=min_day, max_day=max_day),
        url=st.none() | _addresses(),
        archived=st.none() | _addresses(),
        note=st.none() | _texts(),
    )


def places() -> st.SearchStrategy[Place]:
    """Places that are no resorts, such as `Place(id="rason", name="Rason", within="dprk")`."""
    return st.builds(
        Place,
        id=_ids(),
        name=_texts(),
        within=st.none() | _ids(),
        cites=_citations_of("name", "within"),
        note=st.none() | _texts(),
    )


def resorts() -> st.SearchStrategy[Resort]:
    """Resorts, such as `Resort(id="kalma", name="Kalma", within="dprk", opens=None, capacity=20_000)`."""
    return st.builds(
        Resort,
        id=_ids(),
        name=_texts(),
        within=st.none() | _ids(),
        cites=_citations_of("name", "within", "opens", "capacity", "region", "amenities"),
        note=st.none() | _texts(),
        opens=st.none() | _ids(),
        region=st.none() | _texts(),
        capacity=st.none() | st.integers(min_value=1, max_value=1_000_000),
        beachfront_km=st.none() | st.floats(min_value=0.001, max_value=1_000, allow_nan=False),
        amenities=st.lists(_texts(), max_size=3),
    )


def _citations_of(*attributes: str) -> st.SearchStrategy[list[Citation]]:
    cite = st.builds(Citation, _ids(), st.none() | _texts(), st.none() | st.sampled_from(attributes))
    return st.lists(cite, max_size=2)


def datings(*, min_day: DayLike = FIRST_DAY, max_day: DayLike = LAST_DAY) -> st.SearchStrategy[Dating]:
    """Datings, such as `Dating(when="2024", words="last year", citation=Citation("article", "11.1"))`.

    Args:
        min_day: The first day that one may leave open.
        max_day: The last day that one may leave open.
    """
    when = day_windows(min_day=min_day, max_day=max_day)
    return st.builds(Dating, when=when, words=st.none() | _texts(), citation=citations())


def events(*, min_day: DayLike = FIRST_DAY, max_day: DayLike = LAST_DAY) -> st.SearchStrategy[Event]:
    """Events with one dating or several, which may share no day.

    Such as `Event(id="opens", what="It opens", datings=[Dating(when="2025-07", citation=Citation("a"))])`.

    Args:
        min_day: The first day that a dating may leave open.
        max_day: The last day that a dating may leave open.
    """
    return st.builds(
        Event,
        id=_ids(),
        what=_texts(),
        datings=st.lists(datings(min_day=min_day, max_day=max_day), min_size=1, max_size=3),
        bearing=st.sampled_from(Bearing),
        note=st.none() | _texts(),
    )


def access_policies() -> st.SearchStrategy[AccessPolicy]:
    """Policies that refer to records which need not exist, with and without beginning and end.

    Such as `AccessPolicy(id="barred", effect="deny", layer="site", audience="foreigners", place="kalma",
    starts="notice", ending="until-further-notice", cites=[Citation("article", "7.1")])`.
    """
    return _access_policies()


@st.composite
def _access_policies(draw: st.DrawFn) -> AccessPolicy:
    own, ends = draw(_ids()), draw(st.none() | _ids())
    others = _ids().filter(lambda other: other != own)
    named: Overrides = tuple(draw(st.lists(others, max_size=2)))
    return AccessPolicy(
        id=own,
        effect=draw(st.sampled_from(Effect)),
        layer=draw(st.sampled_from(Layer)),
        audience=draw(audiences()),
        place=draw(_ids()),
        starts=draw(st.none() | _ids()),
        ends=ends,
        ending=draw(st.sampled_from(Ending)) if ends is None else None,
        announced=draw(st.none() | _ids()),
        overrides=EARLIER if draw(st.booleans()) else named,
        cites=draw(st.lists(citations(), min_size=1, max_size=2)),
        note=draw(st.none() | _texts()),
    )


def visits(*, min_day: DayLike = FIRST_DAY, max_day: DayLike = LAST_DAY) -> st.SearchStrategy[Visit]:
    """Visits of one day or more, such as `Visit("RU", "wonsan-kalma", "2025-07-10", "2025-07-14")`.

    Args:
        min_day: The first day of arrival.
        max_day: The last day of departure.
    """
    return _visits(to_day(min_day), to_day(max_day))


@st.composite
def _visits(draw: st.DrawFn, first: Day, last: Day) -> Visit:
    arrival = draw(days(min_day=first, max_day=last))
    departure = min(last.toordinal(), arrival.toordinal() + draw(st.integers(min_value=0, max_value=21)))
    return Visit(draw(nationalities()), draw(_ids()), arrival, pendulum.Date.fromordinal(departure))


# --- Strategies: histories ----------------------------------------------------------------------------------

_AUDIENCES: Final = (
    NAMED_AUDIENCES["everyone"],
    NAMED_AUDIENCES["foreigners"],
    NAMED_AUDIENCES["western"],
    Audience(["AU"], possible=["US", "CA"]),
    Audience(["AU"]),
    Audience(["RU"]),
    Audience(["RU", "CN"]),
    Audience(possible=["US"]),
    Audience(["RU", "CN"], possible=["AU", "US", "CA"]),
    Audience(["US"]),
    NAMED_AUDIENCES["nationals"],
    Audience(CAST),
)
_BROAD: Final = _AUDIENCES[:2]
_OPEN: Final = tuple(audience for audience in _AUDIENCES if audience.possible)
_LAYERS: Final = (Layer.SITE, Layer.ENTRY, Layer.SITE, Layer.ENTRY, Layer.HOME_STATE)
_OTHER: Final = {Effect.PERMIT: Effect.DENY, Effect.DENY: Effect.PERMIT}
_MONTH: Final = 30


def histories(*, min_day: DayLike = "2025-01-01", max_day: DayLike = "2025-12-31") -> st.SearchStrategy[History]:
    """Small histories that load, with at most 16 unknowns in any question.

    They play within one month and reach on purpose what is hard to get right: events that end one policy and
    start another, a ban and its exemption at one event, open groups in several policies, nested places,
    resorts that open late or on an unknown day, overrides by id and of all that is `earlier`, disputed
    datings, announcements apart from starts, conflicts, silence, and sources that appear one after another.

    One may say, for example, that the country admits everyone since before the record, that its resort opens
    on an unknown day, and that at one event all foreigners are barred from it and Russians are not.

    Args:
        min_day: The first day that may be named.
        max_day: The last day that may be named.
    """
    return _histories(to_day(min_day).toordinal(), to_day(max_day).toordinal())


@st.composite
def _histories(draw: st.DrawFn, first: int, last: int) -> History:
    start = draw(st.integers(min_value=first, max_value=max(first, last - _MONTH)))
    draft = _Draft(first=start, last=min(last, start + _MONTH))
    _draw_sources(draw, draft)
    _draw_events(draw, draft)
    _draw_places(draw, draft)
    draft.audiences = draw(st.lists(st.sampled_from(_AUDIENCES), min_size=2, max_size=3))
    _draw_grounds(draw, draft)
    for motif in draw(st.lists(st.sampled_from(_MOTIFS), min_size=1, max_size=3)):
        motif(draw, draft)
    _without_loops(draft)
    surveyed = _one_of(draw, [None, min(draft.first + draw(_below(_MONTH + 1)), draft.last)])
    return History(
        id="generated",
        title="A generated history",
        sources=draft.sources.values(),
        places=draft.places.values(),
        events=draft.events.values(),
        policies=draft.policies.values(),
        surveyed_through=None if surveyed is None else pendulum.Date.fromordinal(surveyed),
    )


def questions(*, asking: st.SearchStrategy[History] | None = None) -> st.SearchStrategy[Asked]:
    """Histories with a nationality, a place and a day, as `(history, "AU", "resort", Date(2025, 7, 18))`.

    The day is one that tells: the first or the last day of an event's window, the day before either, or the
    day after all of them.

    Args:
        asking: Where the histories come from; `histories()` if left out.
    """
    return _questions(histories() if asking is None else asking)


@st.composite
def _questions(draw: st.DrawFn, asking: st.SearchStrategy[History]) -> Asked:
    history = draw(asking)
    place = _one_of(draw, sorted(history.places))
    nationality = _one_of(draw, CAST)
    telling = _telling_days(history)
    in_doubt = [day for day in telling if any(_is_open_on(event, day) for event in history.events.values())]
    aimed = draw(_below(2)) == 1
    return history, nationality, place, _one_of(draw, in_doubt if aimed and in_doubt else telling)


def _is_open_on(event: Event, day: Day) -> bool:
    """Whether it is unknown on the day if the event has happened."""
    return event.window.earliest <= day < event.window.latest


def _telling_days(history: History) -> list[Day]:
    found: set[Day] = set()
    for event in history.events.values():
        window = event.window
        found |= {_later(window.earliest, -1), window.earliest, _later(window.latest, -1), window.latest}
    return sorted(found | {_later(max(found), 1)}) if found else [to_day("2025-07-01")]


def _later(day: Day, by: int) -> Day:
    ordinal = day.toordinal() + by
    return pendulum.Date.fromordinal(min(max(ordinal, FIRST_DAY.toordinal()), LAST_DAY.toordinal()))


@attrs.define
class _Draft:
    """A history in the making: records by id, and the month in which it plays."""

    first: int
    last: int
    surveyed_through: Day | None = None
    sources: dict[str, Source] = attrs.field(factory=dict[str, Source])
    places: dict[str, Place] = attrs.field(factory=dict[str, Place])
    events: dict[str, Event] = attrs.field(factory=dict[str, Event])
    policies: dict[str, AccessPolicy] = attrs.field(factory=dict[str, AccessPolicy])
    audiences: list[Audience] = attrs.field(factory=list[Audience])

    def window(self, earliest: int, length: int) -> DayWindow:
        """A window of so many days, cut to the month."""
        inside = min(max(earliest, self.first), self.last)
        days = inside, max(inside, min(earliest + length - 1, self.last))
        return DayWindow(*map(pendulum.Date.fromordinal, days))


@cache
def _below(number: int) -> st.SearchStrategy[int]:
    # Kept, as making a strategy takes longer than drawing from it.
    return st.integers(min_value=0, max_value=number - 1)


def _one_of(draw: st.DrawFn, items: Sequence[T]) -> T:
    return items[draw(_below(len(items)))]


def _draw_sources(draw: st.DrawFn, draft: _Draft) -> None:
    for number in range(_one_of(draw, [1, 2, 2, 3])):
        earliest = draft.first + draw(_below(_MONTH + 1))
        published = draft.window(earliest, _one_of(draw, [1, 1, 3]))
        source = Source(id=f"source-{number}", kind=SourceKind.PRESS, publisher="P", title="T", published=published)
        draft.sources[source.id] = source


def _draw_citation(draw: st.DrawFn, draft: _Draft) -> Citation:
    return Citation(_one_of(draw, list(draft.sources)))


def _draw_events(draw: st.DrawFn, draft: _Draft) -> None:
    """Draw a first event of a known day, then some whose windows overlap or touch; a few have two datings."""
    _add_event(draw, draft, [draft.window(draft.first, 1)])
    for _ in range(2 + draw(_below(3))):
        touching = [event.window.latest.toordinal() for event in draft.events.values()]
        anywhere = draft.first + 1 + draw(_below(9))
        earliest = _one_of(draw, [anywhere, anywhere, *touching])
        windows = [draft.window(earliest, _one_of(draw, [1, 2, 3, 5, 5, 6]))]
        if draw(_below(4)) == 0:
            shift = draw(_below(8)) - 3
            windows.append(draft.window(earliest + shift, _one_of(draw, [1, 1, 3, _MONTH])))
        _add_event(draw, draft, windows)


def _add_event(draw: st.DrawFn, draft: _Draft, windows: Iterable[DayWindow]) -> None:
    event = Event(
        id=f"event-{len(draft.events)}",
        what="Something happens",
        datings=[Dating(when=window, citation=_draw_citation(draw, draft)) for window in windows],
    )
    draft.events[event.id] = event


def _draw_places(draw: st.DrawFn, draft: _Draft) -> None:
    """Draw a country and up to three places in it, one within another; `resort` and `lodge` are resorts."""
    draft.places["country"] = Place(id="country", name="Country")
    around = "country"
    shapes = [
        "resort",
        "zone resort",
        "zone resort beach",
        "resort lodge",
        "resort beach",
        "zone",
        "zone resort lodge",
    ]
    for name in _one_of(draw, shapes).split():
        cites = [_draw_citation(draw, draft)]
        if name in ("resort", "lodge"):
            opens = _one_of(draw, ["event-0", None, *draft.events])
            draft.places[name] = Resort(id=name, name=name, within=around, opens=opens, cites=cites)
        else:
            draft.places[name] = Place(id=name, name=name, within=around, cites=cites)
        around = name


def _add_policy(
    draw: st.DrawFn,
    draft: _Draft,
    effect: Effect,
    layer: Layer,
    *,
    audience: Audience | None = None,
    place: str | None = None,
    starts: str | None = None,
    ends: str | None = None,
    overrides: Overrides = (),
) -> AccessPolicy:
    policy = AccessPolicy(
        id=f"policy-{len(draft.policies)}",
        effect=effect,
        layer=layer,
        audience=_draw_audience(draw, draft) if audience is None else audience,
        place=_one_of(draw, list(draft.places)) if place is None else place,
        starts=starts,
        ends=ends,
        ending=_one_of(draw, tuple(Ending)) if ends is None else None,
        announced=_draw_event(draw, draft) if draw(_below(6)) == 0 else None,
        overrides=overrides,
        cites=[_draw_citation(draw, draft)],
    )
    draft.policies[policy.id] = policy
    return policy


def _draw_audience(draw: st.DrawFn, draft: _Draft) -> Audience:
    return _one_of(draw, draft.audiences)


def _draw_effect(draw: st.DrawFn) -> Effect:
    return _one_of(draw, (Effect.PERMIT, Effect.DENY))


def _draw_layer(draw: st.DrawFn) -> Layer:
    return _one_of(draw, _LAYERS)


def _draw_event(draw: st.DrawFn, draft: _Draft) -> str:
    return _one_of(draw, list(draft.events))


def _draw_start(draw: st.DrawFn, draft: _Draft) -> str | None:
    return _one_of(draw, [*draft.events, None])


def _draw_end(draw: st.DrawFn, draft: _Draft, starts: str | None) -> str | None:
    """Draw an event that may come after the start, or none (R6: latest end after earliest start)."""
    if starts is None:
        return _one_of(draw, [None, None, *draft.events])
    start = draft.events[starts].window
    later = [event.id for event in draft.events.values() if event.id != starts and event.window.latest > start.earliest]
    return _one_of(draw, [None, None, *later])


def _draw_policy(draw: st.DrawFn, draft: _Draft) -> AccessPolicy:
    """Draw one of the policies so far; where there is none yet, a new one."""
    if not draft.policies:
        _lone_policy(draw, draft)
    return _one_of(draw, list(draft.policies.values()))


def _draw_grounds(draw: st.DrawFn, draft: _Draft) -> None:
    """Draw what most histories need to permit anything: admission to the country, and to a place."""
    for layer, inmost in ((Layer.ENTRY, "country"), (Layer.SITE, list(draft.places)[-1])):
        if draw(_below(8)) > 0:
            starts = _one_of(draw, [None, None, "event-0", *draft.events])
            place = _one_of(draw, ["country", inmost])
            audience = _one_of(draw, _BROAD)
            _add_policy(draw, draft, Effect.PERMIT, layer, audience=audience, place=place, starts=starts)


def _lone_policy(draw: st.DrawFn, draft: _Draft) -> None:
    """Any policy."""
    starts = _draw_start(draw, draft)
    ends = _draw_end(draw, draft, starts)
    overrides: Overrides = EARLIER if draw(_below(5)) == 0 else ()
    _add_policy(draw, draft, _draw_effect(draw), _draw_layer(draw), starts=starts, ends=ends, overrides=overrides)


def _ban_and_exemption(draw: st.DrawFn, draft: _Draft) -> None:
    """Both begin at one event; the exemption is for fewer, or for those who surely belong to an open group."""
    layer, starts = _draw_layer(draw), _draw_event(draw, draft)
    ends = _draw_end(draw, draft, starts)
    place = _one_of(draw, list(draft.places))
    many, fewer = _one_of(draw, _BROAD), _one_of(draw, _AUDIENCES[2:-1])
    if draw(_below(4)) == 0:
        many = _one_of(draw, [group for group in _OPEN if group.certain])
        fewer = Audience(many.certain)
    _add_policy(draw, draft, Effect.DENY, layer, audience=many, place=place, starts=starts, ends=ends)
    _add_policy(draw, draft, Effect.PERMIT, layer, audience=fewer, place=place, starts=starts, ends=ends)


def _succession(draw: st.DrawFn, draft: _Draft) -> None:
    """One event ends a policy and starts another of the other effect."""
    effect, layer, turn = _draw_effect(draw), _draw_layer(draw), _draw_event(draw, draft)
    latest = draft.events[turn].window.latest
    starts = [event.id for event in draft.events.values() if event.id != turn and event.window.earliest < latest]
    first = _add_policy(draw, draft, effect, layer, starts=_one_of(draw, [None, *starts]), ends=turn)
    ends = _draw_end(draw, draft, turn)
    audience = _one_of(draw, [first.audience, *draft.audiences])
    _add_policy(draw, draft, _OTHER[effect], layer, audience=audience, place=first.place, starts=turn, ends=ends)


def _open_group(draw: st.DrawFn, draft: _Draft) -> None:
    """Two policies speak of one group of which it is unknown who belongs."""
    group = _one_of(draw, _OPEN)
    for _ in range(2):
        starts = _draw_start(draw, draft)
        ends = _draw_end(draw, draft, starts)
        _add_policy(draw, draft, _draw_effect(draw), _draw_layer(draw), audience=group, starts=starts, ends=ends)


def _override_by_id(draw: st.DrawFn, draft: _Draft) -> None:
    """A policy names one of the other effect that it outranks."""
    other = _draw_policy(draw, draft)
    if other.overrides == EARLIER:  # so that no overrides close a loop
        return
    starts = _draw_start(draw, draft)
    ends = _draw_end(draw, draft, starts)
    audience = _one_of(draw, [other.audience, *_BROAD])
    _add_policy(
        draw,
        draft,
        _OTHER[other.effect],
        other.layer,
        audience=audience,
        place=_one_of(draw, _around(draft, other.place)),
        starts=starts,
        ends=ends,
        overrides=(other.id,),
    )


def _sweep(draw: st.DrawFn, draft: _Draft) -> None:
    """A policy sweeps away whatever was announced before for its place or inside; it may miss another."""
    other = _draw_policy(draw, draft)
    starts = _draw_event(draw, draft)
    ends = _draw_end(draw, draft, starts)
    place = _one_of(draw, [*_around(draft, other.place), *draft.places])
    audience = _one_of(draw, [other.audience, *_BROAD])
    effect = _OTHER[other.effect]
    _add_policy(
        draw,
        draft,
        effect,
        other.layer,
        audience=audience,
        place=place,
        starts=starts,
        ends=ends,
        overrides=EARLIER,
    )


def _missed_sweep(draw: st.DrawFn, draft: _Draft) -> None:
    """A later policy for everybody at a place inside sweeps nothing that an earlier one says of the country."""
    effect, layer = _draw_effect(draw), _draw_layer(draw)
    fewer = _one_of(draw, _AUDIENCES[2:-1])
    _add_policy(draw, draft, effect, layer, audience=fewer, place="country", starts=_one_of(draw, [None, "event-0"]))
    _add_policy(
        draw,
        draft,
        _OTHER[effect],
        layer,
        audience=_BROAD[0],
        place=list(draft.places)[-1],
        starts=_draw_event(draw, draft),
        overrides=EARLIER,
    )


def _supersession(draw: st.DrawFn, draft: _Draft) -> None:
    """A policy is announced surely after another of the same kind, so that the earlier one no longer counts."""
    effect, layer, audience = _draw_effect(draw), _draw_layer(draw), _draw_audience(draw, draft)
    in_order = sorted(draft.events.values(), key=lambda event: (event.window.latest, event.id))
    place = _one_of(draw, list(draft.places))
    for starts, said in ((in_order[0].id, effect), (in_order[-1].id, _one_of(draw, [effect, _OTHER[effect]]))):
        _add_policy(draw, draft, said, layer, audience=audience, place=place, starts=starts)


def _contradiction(draw: st.DrawFn, draft: _Draft) -> None:
    """A policy contradicts another, for as many or for more."""
    other = _draw_policy(draw, draft)
    starts = _one_of(draw, [other.starts, *draft.events])
    place = _one_of(draw, _around(draft, other.place))
    audience = _one_of(draw, [other.audience, *_BROAD])
    _add_policy(draw, draft, _OTHER[other.effect], other.layer, audience=audience, place=place, starts=starts)


_MOTIFS: Final = (
    _lone_policy,
    _ban_and_exemption,
    _succession,
    _open_group,
    _override_by_id,
    _sweep,
    _missed_sweep,
    _supersession,
    _contradiction,
)


def _without_loops(draft: _Draft) -> None:
    """Take back the overrides by id where policies would outrank one another in a circle."""
    if any(policy.overrides and policy.overrides != EARLIER for policy in draft.policies.values()):
        losers = {
            x.id: [
                y.id for y in draft.policies.values() if x.layer is y.layer and x is not y and _outranks(draft, x, y)
            ]
            for x in draft.policies.values()
        }
        if any(_reaches(losers, start, start) for start in losers):
            named = [policy for policy in draft.policies.values() if policy.overrides != EARLIER]
            draft.policies.update((policy.id, attrs.evolve(policy, overrides=())) for policy in named)


def _reaches(losers: Mapping[str, Sequence[str]], start: str, goal: str) -> bool:
    seen: set[str] = set()
    ahead = list(losers[start])
    while ahead:
        current = ahead.pop()
        if current == goal:
            return True
        if current not in seen:
            seen.add(current)
            ahead += losers[current]
    return False
