"""What was known when, and according to whom: laws 4, 8 and 9."""

from collections.abc import Iterable
from math import inf

import attrs
import factories
from census import law, saw
from factories import after, dating, happened, later, only, ordinals, rebuilt, source, with_member, without_member
from hypothesis import reject
from hypothesis import strategies as st

from dprk_tourism import (
    AccessPolicy,
    Audience,
    Citation,
    Dating,
    DayWindow,
    Event,
    EventUnknown,
    History,
    Place,
    Resort,
    Source,
    Verdict,
)
from dprk_tourism._model.days import Day, Distance, to_window
from dprk_tourism._model.records import from_the_inside_out
from dprk_tourism._rules.questions import Question
from dprk_tourism._rules.reference_days import Gap, ReferenceDays, stated_window
from dprk_tourism.errors import InvalidHistoryError
from dprk_tourism.testing import (
    CAST,
    Asked,
    histories,
    questions,
)

FAR_FUTURE = "9999-12-31"


def rows(history: History) -> tuple[object, ...]:
    """The records of a history, as plain dictionaries."""
    return dict(history.sources), dict(history.places), dict(history.events), dict(history.policies)


def published(source: Source) -> tuple[Day, Day]:
    """The first and the last day on which a source may have appeared."""
    window = source.published
    assert window.earliest is not None
    assert window.latest is not None
    return window.earliest, window.latest


def publication_days(history: History) -> list[Day]:
    """The days on which what is known may change: first and last days of publication, and the days before."""
    ends = [day for source in history.sources.values() for day in published(source)]
    return sorted({later(day, by) for day in ends for by in (-1, 0)})


def by_hand(history: History, admitted: set[str]) -> tuple[object, ...]:
    """The records that R16 keeps of a history, if only these sources are admitted."""
    sources = {
        id_: attrs.evolve(source, derived_from=ancestor(history, source, admitted))
        for id_, source in history.sources.items()
        if id_ in admitted
    }
    events = events_by_hand(history, admitted)
    places: dict[str, Place] = {}
    for id_, place in history.places.items():
        cites = [cite for cite in place.cites if cite.source in admitted]
        places[id_] = attrs.evolve(place, cites=cites)
        if isinstance(place, Resort) and place.opens not in events:
            others = [cite for cite in cites if cite.attribute != "opens"]
            places[id_] = attrs.evolve(place, cites=others, opens=None)
    policies: dict[str, AccessPolicy] = {}
    for id_, policy in history.policies.items():
        cites = [cite for cite in policy.cites if cite.source in admitted]
        if any(cite.attribute is None for cite in cites) and (policy.starts is None or policy.starts in events):
            ends, announced = (event if event in events else None for event in (policy.ends, policy.announced))
            cites = [cite for cite in cites if ends or cite.attribute != "ends"]
            policies[id_] = attrs.evolve(policy, cites=cites, ends=ends, announced=announced)
    kept = {policy.id: policy for policy in only(policies.values(), policies)}
    return sources, places, events, kept


def ancestor(history: History, source: Source, admitted: set[str]) -> str | None:
    """The nearest admitted source from which a source is derived."""
    found = source.derived_from
    while found is not None and found not in admitted:
        found = history.sources[found].derived_from
    return found


def events_by_hand(history: History, admitted: set[str]) -> dict[str, Event]:
    """The events that keep a dating: one by an admitted source, and not by the distance from a dropped event."""
    found: dict[str, Event] = dict(history.events)
    before: dict[str, Event] = {}
    while found != before:
        before = found
        left = {
            id_: [
                dating
                for dating in event.datings
                if dating.citation.source in admitted and {dating.after, dating.before} <= {None, *before}
            ]
            for id_, event in before.items()
        }
        found = {id_: attrs.evolve(before[id_], datings=datings) for id_, datings in left.items() if datings}
    return found


def surveyed_by_hand(history: History, admitted: set[str], known_on: Day | None) -> Day | None:
    """The last day surveyed of a view (R14): the earliest of the history's own, that of its sources, and its day.

    A view that is the history itself is surveyed as that is.
    """
    through = history.surveyed_through
    if len(admitted) == len(history.sources) and (known_on is None or through is None or through <= known_on):
        return through
    limits = [through, *([] if known_on is None else [known_on])]
    limits.append(max((published(history.sources[id_])[0] for id_ in admitted), default=None))
    return None if None in limits else min(limit for limit in limits if limit is not None)


class TestKnownOn:
    """Law 8: `known_on(K)` ignores everything published after K; `known_on` of the far future is the history
    itself (R16).
    """

    @law(8, history=histories(), data=st.data())
    def test_what_was_known(self, history: History, data: st.DataObject) -> None:
        """The records are those that R16 keeps, worked out by hand; no view surveys what its sources could not report.

        What was known early is the same, seen from late or from later, and when all is published, the view is the
        history.
        """
        days = st.sampled_from(publication_days(history))
        day, other = data.draw(days), data.draw(days)
        admitted = {id_ for id_, source in history.sources.items() if published(source)[1] <= day}

        known = history.known_on(day)

        assert by_hand(history, admitted) == rows(known)
        assert surveyed_by_hand(history, admitted, day) == known.surveyed_through
        assert rows(known) == rows(history.known_on(max(day, other)).known_on(day))
        assert history == history.known_on(FAR_FUTURE)

    @law(8, question=questions(), data=st.data())
    def test_what_is_published_later_is_ignored(self, question: Asked, data: st.DataObject) -> None:
        """A later source that dates every event anew, supports every policy and adds one of its own changes nothing."""
        history, nationality, place, asked = question
        day = data.draw(st.sampled_from(publication_days(history)))
        late = Citation("late")
        new = source("late", DayWindow(later(day, -3), later(day, 1)))  # surely published only a day too late
        policies = [attrs.evolve(p, cites=[*p.cites, late]) for p in history.policies.values()]
        policies.append(factories.policy("late", layer="entry", audience="everyone", place="country", cites=[late]))
        events = [
            attrs.evolve(event, datings=[*event.datings, self.claimed(history, event, data)])
            for event in history.events.values()
        ]
        try:
            told = history.amended(sources=[new], events=events, policies=policies)
        except InvalidHistoryError:
            reject()  # what the source tells contradicts the other records

        known = told.known_on(day)

        earlier = history.known_on(day)
        assert rows(earlier) == rows(known)
        expected = attrs.evolve(Question(earlier, nationality, place).answer(asked), projected=False)
        assert expected == attrs.evolve(Question(known, nationality, place).answer(asked), projected=False)

    def claimed(self, history: History, event: Event, data: st.DataObject) -> Dating:
        """What another source may claim of an event: days that were left open, or others, or a distance."""
        window = history.window(event.id)
        first, last = map(Day.fromordinal, ordinals(window))
        claims = [window, *map(to_window, (first, last, later(last, 3))), *sorted(history.events.keys() - {event.id})]
        claim = data.draw(st.sampled_from(claims if window != DayWindow(None, None) else claims[1:]))
        late = Citation("late")
        return after(claim, citation=late) if isinstance(claim, str) else dating(claim, citation=late)


class TestAccordingTo:
    """Law 9: `according_to` all sources is the history itself (R17)."""

    @law(9, history=histories(), data=st.data())
    def test_according_to_sources(self, history: History, data: st.DataObject) -> None:
        """Some sources keep the records that R16 says, worked out by hand; all, in any order, keep the history."""
        chosen = data.draw(st.sets(st.sampled_from(sorted(history.sources))))

        seen = history.according_to(*chosen)

        assert by_hand(history, chosen) == rows(seen)
        assert surveyed_by_hand(history, chosen, None) == seen.surveyed_through
        assert history == history.according_to(*data.draw(st.permutations(list(history.sources))))


LEARNT = {"settled before": 0.20, "settled before, and not alike": 0.02, "settled now": 0.02}
LEARNT_OF_DISTANCES = {"settled before": 0.15, "settled before, and not alike": 0.003, "settled now": 0.005}
FORGOTTEN = {"settled before": 0.20, "doubtful now": 0.02}


@st.composite
def questions_of_groups(draw: st.DrawFn) -> tuple[Asked, Audience]:
    """Questions in which a nationality is a possible member of a group, with the group."""
    history, _, place, day = draw(questions())
    if not any(policy.audience.possible for policy in history.policies.values()):
        cites = next(iter(history.policies.values())).cites
        group = Audience(["AU"], possible=["US", "CA"])
        deny = AccessPolicy(id="group", effect="deny", layer="site", audience=group, place="country", cites=cites)
        try:
            history = history.amended(policies=[deny])
        except InvalidHistoryError:  # an override by id would outrank in a circle
            reject()
    policies = [policy for policy in history.policies.values() if policy.audience.possible]
    policy = draw(st.sampled_from(policies))
    inside = [id_ for id_ in history.places if policy.place in {p.id for p in from_the_inside_out(history.places, id_)}]
    nationality = draw(st.sampled_from(sorted(policy.audience.possible & {"US", "AU", "CA"})))
    return (history, nationality, place if place in inside else draw(st.sampled_from(inside)), day), policy.audience


def gap(event: Event, dating: Dating) -> Gap:
    """A dating by distance as the slow evaluator has it."""
    least, most = dating.distance.least, dating.distance.most
    earlier, later = (dating.after, event.id) if dating.after else (event.id, dating.before)
    assert earlier
    assert later
    assert least is not None
    return Gap(earlier, later, least, inf if most is None else most, event.id)


class TestLearning:
    """Law 4: narrowing an event's window or a distance, adding a distance, or settling a membership (in every policy
    with that audience), never changes a settled verdict, as long as the same distances are set aside, the same events
    have windows that share no day, and the same days are surveyed; the settled verdict of the wider history is then that
    of the narrower (R12).
    """

    @law(4, floors=LEARNT, question=questions(), data=st.data())
    def test_a_better_dating_keeps_a_settled_verdict(self, question: Asked, data: st.DataObject) -> None:
        """Another window, within the days that are left, changes nothing that was settled."""
        history, nationality, place, day = question
        windows = {event: history.window(event) for event in happened(history)}
        open_ones = self.in_doubt(question)
        event = history.events[data.draw(st.sampled_from(open_ones or list(windows)))]
        days = st.integers(*ordinals(windows[event.id]))
        window = DayWindow(*map(Day.fromordinal, sorted((data.draw(days), data.draw(days)))))

        better = attrs.evolve(event, datings=[*event.datings, dating(window, citation=event.datings[0].citation)])

        self.check(history, [better], history.policies.values(), nationality, place, day)

    @law(4, floors=LEARNT_OF_DISTANCES, question=questions(), data=st.data())
    def test_one_more_distance_keeps_a_settled_verdict(self, question: Asked, data: st.DataObject) -> None:
        """Another distance between two events changes nothing that was settled."""
        history, nationality, place, day = question
        open_ones = self.in_doubt(question)
        one = data.draw(st.sampled_from(open_ones or happened(history)))
        other = data.draw(st.sampled_from([event for event in happened(history) if event != one]))
        one, other = data.draw(st.permutations([one, other]))
        days = data.draw(st.sampled_from(["0", "0..", "1..", "..2", "-2..2", "2..4", "4.."]))
        event = history.events[other]

        better = attrs.evolve(event, datings=[*event.datings, after(one, days, citation=event.datings[0].citation)])

        self.check(history, [better], history.policies.values(), nationality, place, day)

    @law(4, floors={**LEARNT_OF_DISTANCES, "a distance": 0.30}, question=questions(), data=st.data())
    def test_a_narrower_distance_keeps_a_settled_verdict(self, question: Asked, data: st.DataObject) -> None:
        """A distance of fewer days changes nothing that was settled."""
        history, nationality, place, day = question
        distances = self.distances(question)
        if not distances:
            return
        saw("a distance")
        event, wide = data.draw(st.sampled_from(distances))
        least, most = wide.distance.least, wide.distance.most
        assert least is not None
        bounds = sorted(data.draw(st.integers(least, least + 4 if most is None else most)) for _ in range(2))
        narrow = attrs.evolve(wide, days=Distance(bounds[0], data.draw(st.sampled_from([bounds[1], most]))))
        better = attrs.evolve(event, datings=[narrow if each == wide else each for each in event.datings])

        self.check(history, [better], history.policies.values(), nationality, place, day)

    @law(4, floors=LEARNT, asked=questions_of_groups(), belongs=st.booleans(), data=st.data())
    def test_a_settled_membership_keeps_a_settled_verdict(
        self, asked: tuple[Asked, Audience], belongs: bool, data: st.DataObject
    ) -> None:
        """Settling the membership of a nationality in a group never changes a settled verdict."""
        (history, nationality, place, day), group = asked
        member = data.draw(st.sampled_from([nationality, nationality, *sorted(group.possible & set(CAST))]))
        settled = with_member(group, member) if belongs else without_member(group, member)
        kept = {p.id for p in history.policies.values() if p.audience != group or settled is not None}
        policies = [
            attrs.evolve(policy, audience=settled) if settled and policy.audience == group else policy
            for policy in only(history.policies.values(), kept)
        ]

        self.check(history, [], policies, nationality, place, day)

    @law(4, floors=FORGOTTEN, question=questions(), data=st.data())
    def test_a_worse_dating_never_turns_a_settled_verdict(self, question: Asked, data: st.DataObject) -> None:
        """A wider window may unsettle a verdict, and never turns it into the other one."""
        history, nationality, place, day = question
        event = history.events[data.draw(st.sampled_from(happened(history)))]
        room = st.integers(min_value=0, max_value=9)
        first, last = stated_window(event)
        ends = [first - data.draw(room), last + data.draw(room)]
        wider = DayWindow(*(None if abs(end) == inf else Day.fromordinal(int(end)) for end in ends))
        distances = [each for each in event.datings if each.when is None]
        known = [] if wider == DayWindow(None, None) else [dating(wider, citation=event.datings[0].citation)]
        events = {**history.events, event.id: attrs.evolve(event, datings=[*known, *distances])}

        self.check_forgotten(history, events.values(), history.policies.values(), nationality, place, day)

    @law(
        4,
        floors={"settled before": 0.15, "doubtful now": 0.004, "a distance": 0.30},
        question=questions(),
        data=st.data(),
    )
    def test_a_forgotten_distance_never_turns_a_settled_verdict(self, question: Asked, data: st.DataObject) -> None:
        """Without a distance a verdict may be unsettled, and is never turned into the other one."""
        history, nationality, place, day = question
        distances = self.distances(question)
        if not distances:
            return
        saw("a distance")
        event, forgotten = data.draw(st.sampled_from(distances))
        datings = [each for each in event.datings if each != forgotten]
        events = {**history.events, event.id: attrs.evolve(event, datings=datings)}

        self.check_forgotten(history, events.values(), history.policies.values(), nationality, place, day)

    @law(4, floors=FORGOTTEN, question=questions(), data=st.data())
    def test_a_doubtful_membership_never_turns_a_settled_verdict(self, question: Asked, data: st.DataObject) -> None:
        """Opening a settled membership never turns a settled verdict into the other one either."""
        history, nationality, place, day = question
        member = data.draw(st.sampled_from([nationality, nationality, *CAST]))
        groups = sorted({p.audience for p in history.policies.values() if member in p.audience.certain}, key=str)
        if not groups:
            return
        group = data.draw(st.sampled_from(groups))
        doubted = Audience(group.certain - {member}, group.possible | {member})
        policies = [
            attrs.evolve(policy, audience=doubted) if policy.audience == group else policy
            for policy in history.policies.values()
        ]

        self.check_forgotten(history, history.events.values(), policies, nationality, place, day)

    def check_forgotten(
        self,
        history: History,
        events: Iterable[Event],
        policies: Iterable[AccessPolicy],
        nationality: str,
        place: str,
        day: Day,
    ) -> None:
        """Assert that a settled verdict is not the other one with these events and policies."""
        try:
            duller = rebuilt(history, events=events, policies=policies)
        except InvalidHistoryError:
            reject()  # what was forgotten lets policies outrank one another in a circle
        if not self.are_alike(history, duller):
            return
        before, after = (Question(each, nationality, place).answer(day).verdict for each in (history, duller))
        if before is not Verdict.UNDETERMINED:
            saw("settled before", *["doubtful now"][: after is Verdict.UNDETERMINED])
            assert after in (before, Verdict.UNDETERMINED)

    def check(
        self,
        history: History,
        events: list[Event],
        policies: Iterable[AccessPolicy],
        nationality: str,
        place: str,
        day: Day,
    ) -> None:
        """Assert that a settled verdict is the same with these events and policies."""
        wiser_events = {**history.events, **{event.id: event for event in events}}
        try:
            wiser = rebuilt(history, events=wiser_events.values(), policies=policies)
        except InvalidHistoryError:
            reject()  # what was learnt contradicts the other records
        if not self.are_alike(history, wiser):
            return
        before, after = (Question(each, nationality, place).answer(day) for each in (history, wiser))
        if before.verdict is not Verdict.UNDETERMINED:
            saw("settled before", *["settled before, and not alike"][: before != after])
            assert before.verdict is after.verdict
        else:
            saw(*["settled now"][: after.verdict is not Verdict.UNDETERMINED])

    def in_doubt(self, question: Asked) -> list[str]:
        """The events on which the answer hangs, or else those of which it is unknown on the day if they happened."""
        history, nationality, place, day = question
        unknowns = (hinge.unknown for hinge in Question(history, nationality, place).answer(day).hinges)
        hinges = [unknown.event for unknown in unknowns if isinstance(unknown, EventUnknown)]
        windows = {event: history.window(event) for event in happened(history)}
        return hinges or [event for event, window in windows.items() if day in window and day != window.latest]

    def distances(self, question: Asked) -> list[tuple[Event, Dating]]:
        """The datings by distance that are not set aside, of events that have another dating.

        If there are some of events in doubt, only these.
        """
        history, aside, in_doubt = question[0], ReferenceDays(question[0]).set_aside, {*self.in_doubt(question)}
        several = [history.events[id_] for id_ in happened(history) if len(history.events[id_].datings) > 1]
        every = [(event, each) for event in several for each in event.datings if each.when is None]
        kept = [(event, each) for event, each in every if gap(event, each) not in aside]
        return [pair for pair in kept if {pair[0].id, pair[1].after, pair[1].before} & in_doubt] or kept

    def are_alike(self, one: History, other: History) -> bool:
        """Whether the same distances are set aside, and the same events have windows that share no day."""
        days = [ReferenceDays(history) for history in (one, other)]
        aside = [{gap for gap in each.set_aside if gap.carrier in happened(one)} for each in days]
        are_alike = (aside[0], days[0].apart) == (aside[1], days[1].apart)
        saw(*["contradicted otherwise"][: not are_alike])
        return are_alike
