"""What more or less of something can do to a verdict: laws 5, 7 and 13."""

import attrs
from census import law, saw
from factories import dated, happened, only, ordinals, rebuilt, with_member, without_member
from hypothesis import reject
from hypothesis import strategies as st

from dprk_tourism import (
    AccessPolicy,
    Dating,
    Effect,
    Event,
    History,
    Layer,
    Outcome,
    Reason,
    Resort,
    Verdict,
)
from dprk_tourism._graph import surely_no_later
from dprk_tourism._model.days import Day, to_window
from dprk_tourism._rules.questions import Question
from dprk_tourism._rules.ranks import announced
from dprk_tourism.errors import InvalidHistoryError
from dprk_tourism.testing import Asked, questions


@st.composite
def settled_questions(draw: st.DrawFn) -> Asked:
    """Questions to histories of exact dates and certain audiences."""
    history, nationality, place, day = draw(questions())
    on = {event: draw(st.integers(*ordinals(history.window(event)))) for event in history.events}
    groups = {policy.audience for policy in history.policies.values() if nationality in policy.audience.possible}
    settled = {
        group: with_member(group, nationality) if draw(st.booleans()) else without_member(group, nationality)
        for group in sorted(groups, key=str)
    }
    kept = {
        policy.id
        for policy in history.policies.values()
        if settled.get(policy.audience, policy.audience) is not None
        and (policy.starts is None or policy.ends is None or on[policy.starts] < on[policy.ends])
    }
    policies = [
        attrs.evolve(policy, audience=settled.get(policy.audience) or policy.audience)
        for policy in only(history.policies.values(), kept)
    ]
    places = [
        attrs.evolve(each, opens="event-0") if isinstance(each, Resort) and each.opens is None else each
        for each in history.places.values()
    ]
    events = [dated(event, to_window(Day.fromordinal(on[event.id]))) for event in history.events.values()]
    try:
        return rebuilt(history, places=places, events=events, policies=policies), nationality, place, day
    except InvalidHistoryError:  # settled, policies that override outrank one another in a circle
        bare = [attrs.evolve(policy, overrides=()) for policy in policies]
        return rebuilt(history, places=places, events=events, policies=bare), nationality, place, day


class TestCertainty:
    """Law 5: exact dates, certain audiences and no conflict: the only undetermined answers are silent ones."""

    @law(5, floors={"undetermined": 0.10, "settled": 0.30}, question=settled_questions())
    def test_only_silence_leaves_a_doubt(self, question: Asked) -> None:
        """Without unknowns and conflicts, the only undetermined answers are silent ones."""
        history, nationality, place, day = question

        answer = Question(history, nationality, place).answer(day)

        assert answer.hinges == ()
        if answer.verdict is not Verdict.UNDETERMINED:
            saw("settled")
        elif not answer.conflicts:
            saw("undetermined")
            assert answer.because == (Reason.SILENT,)
            silent = {finding.layer for finding in answer.findings if finding.outcomes == {Outcome.SILENT}}
            assert silent & {Layer.ENTRY, *([Layer.SITE] if isinstance(history.places[place], Resort) else [])}


class TestDenials:
    """Law 7: adding a deny that nothing outranks never makes permitted what was not (R11)."""

    @law(7, floors={"not permitted": 0.30}, question=questions(), data=st.data())
    def test_one_more_deny_permits_nothing(self, question: Asked, data: st.DataObject) -> None:
        """Whatever it outranks, itself it denies."""
        history, nationality, place, day = question
        starts = data.draw(st.none() | st.sampled_from(happened(history)))
        deny = AccessPolicy(
            id="one-more",
            effect=Effect.DENY,
            layer=data.draw(st.sampled_from(list(Layer))),
            audience=data.draw(st.sampled_from([p.audience for p in history.policies.values()])),
            place=data.draw(st.sampled_from(sorted(history.places))),
            starts=starts,
            ends=data.draw(st.sampled_from([None, *self.possible_ends(history, starts)])),
            overrides=data.draw(st.sampled_from([(), "earlier"])),
            cites=next(iter(history.policies.values())).cites,
        )
        other = self.added(history, deny)
        if self.is_outranked(other, deny):
            deny = attrs.evolve(deny, announced="announced-last")
            other = self.added(history, deny)
        assert not self.is_outranked(other, deny)

        before = Question(history, nationality, place).answer(day).verdict
        after = Question(other, nationality, place).answer(day).verdict

        if before is not Verdict.PERMITTED:
            saw("not permitted")
            assert after is not Verdict.PERMITTED

    def added(self, history: History, deny: AccessPolicy) -> History:
        """The history with one more policy, and an event that is later than all others."""
        citation = deny.cites[0]
        datings = [Dating(after=event, days="1..", citation=citation) for event in happened(history)]
        event = Event(id="announced-last", what="It is announced", datings=datings)
        try:
            return history.amended(events=[event], policies=[deny])
        except InvalidHistoryError:  # it would outrank in a circle
            reject()

    def possible_ends(self, history: History, starts: str | None) -> list[str]:
        """The events that may come after the one that starts a policy (R6)."""
        first = None if starts is None else history.events[starts]
        every = happened(history)
        return [id_ for id_ in every if first is None or not surely_no_later(history.events[id_], first)]

    def is_outranked(self, history: History, deny: AccessPolicy) -> bool:
        """Whether any policy outranks it. An event after all others takes the slow evaluator too long (R7, law 1)."""
        others = [x for x in history.policies.values() if x.layer is deny.layer and x.id != deny.id]
        return any(announced(history, x).outranks(announced(history, deny)) for x in others)


class TestLosers:
    """Law 13: in a history without overrides, removing a policy that is not in `possible` for a question does not
    change its verdict (R12).
    """

    @law(13, floors={"a loser removed": 0.05, "a policy removed": 0.30}, question=questions())
    def test_a_policy_that_never_decides_is_not_missed(self, question: Asked) -> None:
        """Each policy that decides in no world can go, alone, and the verdict stays."""
        told, nationality, place, day = question
        bare = [attrs.evolve(policy, overrides=()) for policy in told.policies.values()]
        history = rebuilt(told, policies=bare)

        before = Question(history, nationality, place).answer(day)

        possible = {id_ for finding in before.findings for id_ in finding.possible}
        losers = {loser for finding in before.findings for loser, _ in finding.outranked}
        saw(*{"a policy removed" for _ in history.policies.keys() - possible})
        saw(*{"a loser removed" for _ in losers - possible})
        for removed in sorted(history.policies.keys() - possible):
            other = history.amended(without=[removed])
            assert before.verdict is Question(other, nationality, place).answer(day).verdict
