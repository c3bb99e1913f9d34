"""What was known when, and according to whom: laws 4, 8 and 9."""

from collections.abc import Iterable

import attrs
import factories
from census import law, saw
from factories import dated, dating, later, only, rebuilt, source, with_member, without_member
from hypothesis import reject
from hypothesis import strategies as st

from dprk_tourism import (
    AccessPolicy,
    Audience,
    Citation,
    DayWindow,
    Event,
    History,
    Place,
    Resort,
    Verdict,
)
from dprk_tourism._model.days import Day, to_window
from dprk_tourism._model.records import from_the_inside_out
from dprk_tourism._rules.questions import Question
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


def publication_days(history: History) -> list[Day]:
    """The days that tell who had published: first and last days of publication, and the days before."""
    windows = [source.published for source in history.sources.values()]
    return sorted({later(day, by) for window in windows for day in (window.earliest, window.latest) for by in (-1, 0)})


def by_hand(history: History, admitted: set[str]) -> tuple[object, ...]:
    """The records that R16 keeps of a history, if only these sources are admitted."""
    sources = {id_: source for id_, source in history.sources.items() if id_ in admitted}
    events: dict[str, Event] = {}
    for id_, event in history.events.items():
        datings = [dating for dating in event.datings if dating.citation.source in admitted]
        if datings:
            events[id_] = attrs.evolve(event, datings=datings)
    places: dict[str, Place] = {}
    for id_, place in history.places.items():
        cites = [cite for cite in place.cites if cite.source in admitted]
        places[id_] = attrs.evolve(place, cites=cites)
        if isinstance(place, Resort) and place.opens not in events:
            places[id_] = attrs.evolve(place, cites=cites, opens=None)
    policies: dict[str, AccessPolicy] = {}
    for id_, policy in history.policies.items():
        cites = [cite for cite in policy.cites if cite.source in admitted]
        if cites and (policy.starts is None or policy.starts in events):
            policies[id_] = attrs.evolve(
                policy,
                cites=cites,
                ends=policy.ends if policy.ends in events else None,
                announced=policy.announced if policy.announced in events else None,
            )
    kept = {policy.id: policy for policy in only(policies.values(), policies)}
    return sources, places, events, kept


class TestKnownOn:
    """Law 8: `known_on(K)` ignores everything published after K; `known_on` of the far future is the history
    itself (R16).
    """

    @law(8, history=histories(), data=st.data())
    def test_only_what_was_published_is_known(self, history: History, data: st.DataObject) -> None:
        """The records are those that R16 keeps, worked out by hand, and nothing later is surveyed."""
        day = data.draw(st.sampled_from(publication_days(history)))
        admitted = {id_ for id_, source in history.sources.items() if source.published.latest <= day}

        known = history.known_on(day)

        assert by_hand(history, admitted) == rows(known)
        assert known.surveyed_through is None or known.surveyed_through <= day

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
            attrs.evolve(event, datings=[*event.datings, dating(self.claimed(event, data), citation=late)])
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

    def claimed(self, event: Event, data: st.DataObject) -> DayWindow:
        """What another source may claim of an event: some of the days that were left open, or others, or as many."""
        first, last = event.window.earliest, event.window.latest
        return data.draw(st.sampled_from([event.window, *map(to_window, (first, last, later(last, 3)))]))

    @law(8, history=histories())
    def test_in_the_far_future_all_is_known(self, history: History) -> None:
        """When all is published, the view is the history."""
        assert history == history.known_on(FAR_FUTURE)

    @law(8, history=histories(), data=st.data())
    def test_a_view_of_a_view_knows_no_more(self, history: History, data: st.DataObject) -> None:
        """What was known early is the same, seen from late or from later."""
        early, late = sorted(data.draw(st.sampled_from(publication_days(history))) for _ in range(2))

        assert rows(history.known_on(early)) == rows(history.known_on(late).known_on(early))


class TestSurveyedThrough:
    """R14: a view that admits all sources is the history itself; any other takes the earlier of the original's
    `surveyed_through` and the latest `published.earliest` it admits. R16: it is also no later than K.
    """

    @law(8, history=histories(), data=st.data())
    def test_a_view_surveys_what_its_sources_do(self, history: History, data: st.DataObject) -> None:
        """No view surveys a day that none of its sources could report."""
        day = data.draw(st.sampled_from(publication_days(history)))
        admitted = [source for source in history.sources.values() if source.published.latest <= day]
        limits = [history.surveyed_through, day]
        if len(admitted) < len(history.sources):
            limits.append(max((source.published.earliest for source in admitted), default=None))
        expected = None if None in limits else min(limit for limit in limits if limit is not None)

        assert expected == history.known_on(day).surveyed_through

    @law(9, history=histories(), data=st.data())
    def test_chosen_sources_survey_what_they_can(self, history: History, data: st.DataObject) -> None:
        """Chosen sources survey no more than the history did, and no day after the last of them appeared."""
        chosen = data.draw(st.sets(st.sampled_from(sorted(history.sources))))
        last = max((history.sources[id_].published.earliest for id_ in chosen), default=None)
        limits = [history.surveyed_through, *([] if len(chosen) == len(history.sources) else [last])]
        expected = None if None in limits else min(limit for limit in limits if limit is not None)

        assert expected == history.according_to(*chosen).surveyed_through


class TestAccordingTo:
    """Law 9: `according_to` all sources is the history itself (R17)."""

    @law(9, history=histories(), data=st.data())
    def test_all_sources_tell_the_history(self, history: History, data: st.DataObject) -> None:
        """In whatever order the sources are named."""
        assert history == history.according_to(*data.draw(st.permutations(list(history.sources))))

    @law(9, history=histories(), data=st.data())
    def test_some_sources_tell_their_part(self, history: History, data: st.DataObject) -> None:
        """The records are those that R16 keeps, worked out by hand."""
        chosen = data.draw(st.sets(st.sampled_from(sorted(history.sources))))

        assert by_hand(history, chosen) == rows(history.according_to(*chosen))


LEARNT = {"settled before": 0.20, "settled before, and not alike": 0.02, "settled now": 0.02}
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


class TestLearning:
    """Law 4: narrowing an event's window, or settling a membership (in every policy with that audience), never
    changes a settled verdict; widening never turns one settled verdict into the other (R12).
    """

    @law(4, floors=LEARNT, question=questions(), data=st.data())
    def test_a_better_dating_keeps_a_settled_verdict(self, question: Asked, data: st.DataObject) -> None:
        """A narrower window of an event never changes a settled verdict."""
        history, nationality, place, day = question
        open_ends = [e for e in history.events.values() if e.window.earliest <= day < e.window.latest]
        event = data.draw(st.sampled_from(open_ends or list(history.events.values())))
        days = st.integers(event.window.earliest.toordinal(), event.window.latest.toordinal())
        window = DayWindow(*map(Day.fromordinal, sorted((data.draw(days), data.draw(days)))))
        better = dated(event, window)
        if not event.disputed and data.draw(st.booleans()):
            better = attrs.evolve(event, datings=[*event.datings, *better.datings])

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
        event = data.draw(st.sampled_from(list(history.events.values())))
        days = st.integers(min_value=0, max_value=9)
        wider = DayWindow(later(event.window.earliest, -data.draw(days)), later(event.window.latest, data.draw(days)))
        events = {**history.events, event.id: dated(event, wider)}

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
        before, after = (Question(each, nationality, place).answer(day) for each in (history, wiser))
        if before.verdict is not Verdict.UNDETERMINED:
            saw("settled before", *["settled before, and not alike"][: before != after])
            assert before.verdict is after.verdict
        else:
            saw(*["settled now"][: after.verdict is not Verdict.UNDETERMINED])
