"""The fast path against the reference evaluator: laws 1 and 15, and R18."""

from collections.abc import Sequence

import pytest
from census import IN_ANSWERS, IN_HISTORIES, law, saw
from factories import as_reference, country, event, policy, source

from dprk_tourism import (
    History,
    Reason,
    Verdict,
)
from dprk_tourism._model.days import Day
from dprk_tourism._model.records import EARLIER
from dprk_tourism._rules.answers import EventUnknown, MembershipUnknown, OpeningUnknown
from dprk_tourism._rules.questions import MOST_UNKNOWNS, Question
from dprk_tourism._rules.stretches import strictly
from dprk_tourism.testing import (
    Asked,
    ReferenceAnswer,
    ReferenceWorld,
    questions,
    reference_answer,
    reference_worlds,
)

REASONS = {
    Reason.HINGE: "because of a hinge",
    Reason.SILENT: "because of silence",
    Reason.CONFLICT: "because of a conflict",
    Reason.PROJECTED: "because projected",
    Reason.NOT_YET_OPEN: "because not yet open",
    Reason.TOO_MANY_UNKNOWNS: "because of too many unknowns",
}
KINDS = {EventUnknown: "hinge: event", MembershipUnknown: "hinge: membership", OpeningUnknown: "hinge: opening"}


class TestReference:
    """Law 1: the fast path equals the slow reference evaluator, which tries every assignment of days to events that
    fits all distances, and of memberships to audiences: verdict, outcomes, `deciding`, `possible`, hinges and their sets
    (R1 to R14).
    """

    @law(1, floors={**IN_HISTORIES, **IN_ANSWERS}, question=questions())
    def test_answers_equal(self, question: Asked) -> None:
        """Whatever is asked, both give the same answer in every part; a strict one too (R14)."""
        history, nationality, place, day = question
        expected = reference_answer(history, nationality, place, day)
        expected_strictly = reference_answer(history, nationality, place, day, strict=True)

        answer = Question(history, nationality, place).answer(day)

        self.count(history, day, expected, expected_strictly)
        self.count_worlds(reference_worlds(*question))
        assert expected == as_reference(answer)
        assert expected_strictly == as_reference(strictly(answer))

    def count(self, history: History, day: Day, answer: ReferenceAnswer, strict: ReferenceAnswer) -> None:
        """Report the telling parts of an answer to the census."""
        saw(str(answer.verdict), *(REASONS[reason] for reason in strict.because))
        saw(*{KINDS[type(unknown)] for unknown in answer.hinges})
        saw(*{"two events as one hinge" for each in answer.hinges if isinstance(each, EventUnknown) and each.others})
        saw(
            *["projected for the first day surveyed"][
                : history.surveyed_from is not None and day < history.surveyed_from
            ]
        )
        saw(*["hinge", "two hinges"][: min(len(answer.hinges), 2)])
        saw(*["conflict"][: len(answer.conflicts)], *["disputed event leaned on"][: len(answer.disputed)])
        pairs = [pair for layer in answer.outranked.values() for pair in layer]
        saw(*{"outranked" for _ in pairs})
        saw(*{"outranked by id" for loser, winner in pairs if loser in history.policies[winner].overrides})
        saw(*{"outranked as earlier" for _, winner in pairs if history.policies[winner].overrides == EARLIER})
        possible = [history.policies[id_] for ids in answer.possible.values() for id_ in ids]
        saw(*{"on conditions" for policy in possible if policy.conditions and answer.verdict is not Verdict.DENIED})

    def count_worlds(self, worlds: Sequence[ReferenceWorld]) -> None:
        """Report what distances did to the worlds."""
        settings = {tuple(world.setting.items()) for world in worlds}
        unknowns = worlds[0].setting
        saw(*{"two events as one unknown" for each in unknowns if isinstance(each, EventUnknown) and each.others})
        saw(*["setting that is no world"][: len(settings) < 2 ** len(unknowns)])


class TestHinges:
    """Law 15: for every hinge there are settings of the others under which switching it changes the verdict, and
    for every unknown that is not a hinge there are none; every undetermined answer has a reason (R13).
    """

    @law(15, floors={"unknown that is no hinge": 0.10, "hinge": 0.10}, question=questions())
    def test_hinges_are_those_that_switch_and_doubts_have_reasons(self, question: Asked) -> None:
        """An unknown is reported if and only if two worlds that differ in it alone differ in their verdicts.

        Every undetermined answer has a reason, strict or not.
        """
        history, nationality, place, day = question
        verdicts = {
            frozenset(unknown for unknown, holds in world.setting.items() if holds): world.verdict
            for world in reference_worlds(history, nationality, place, day)
        }
        unknowns = frozenset(reference_worlds(history, nationality, place, day)[0].setting)
        switching = {
            unknown
            for unknown in unknowns
            if any(verdicts[held] is not verdicts.get(held ^ {unknown}, verdicts[held]) for held in verdicts)
        }

        answer = Question(history, nationality, place).answer(day)

        saw(*{"hinge" for _ in switching}, *{"unknown that is no hinge" for _ in unknowns - switching})
        assert switching == {hinge.unknown for hinge in answer.hinges}
        for each in (answer, strictly(answer)):
            if each.verdict is Verdict.UNDETERMINED:
                assert set(each.because) - {Reason.NOT_YET_OPEN}


class TestTooManyUnknowns:
    """R18: no approximation; if more than 16 unknowns bear on one question, the answer is undetermined with that
    reason.
    """

    def crowd(self, unknowns: int) -> History:
        """A history of so many events in one month, each with a policy that it starts."""
        return History(
            id="crowd",
            title="Much happened in a month",
            sources=[source(published="2025-08-01")],
            places=[country()],
            events=[event(f"event-{n}", "2025-07") for n in range(unknowns)],
            policies=[
                policy(
                    f"policy-{n}",
                    "deny" if n % 2 else "permit",
                    layer=("entry", "site", "home-state")[n % 3],
                    audience="everyone",
                    place="dprk",
                    starts=f"event-{n}",
                )
                for n in range(unknowns)
            ],
        )

    @pytest.mark.parametrize("unknowns", [1, 9, MOST_UNKNOWNS + 1, MOST_UNKNOWNS + 8])
    @pytest.mark.parametrize("day", ["2025-06-30", "2025-07-15", "2025-08-02"])
    def test_both_evaluators_agree(self, unknowns: int, day: str) -> None:
        """The reference evaluator gives up at the same number."""
        history = self.crowd(unknowns)

        answer = history.timeline("RU", "dprk").at(day)

        assert reference_answer(history, "RU", "dprk", day) == as_reference(answer)

    def test_sixteen_are_tried(self) -> None:
        """With 16 unknowns each of them is still reported as the hinge that it is."""
        answer = self.crowd(MOST_UNKNOWNS).timeline("RU", "dprk").at("2025-07-15")

        assert len(answer.hinges) == MOST_UNKNOWNS
        assert Reason.TOO_MANY_UNKNOWNS not in answer.because
        assert answer.unsettled == ()

    def test_seventeen_are_not(self) -> None:
        """With one more, that is the reason, and the unknowns are listed."""
        answer = self.crowd(MOST_UNKNOWNS + 1).timeline("RU", "dprk").at("2025-07-15")

        assert answer.verdict is Verdict.UNDETERMINED
        assert answer.because == (Reason.TOO_MANY_UNKNOWNS,)
        assert set(answer.unsettled) == {EventUnknown(f"event-{n}") for n in range(MOST_UNKNOWNS + 1)}
