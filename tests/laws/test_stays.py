"""Stays of several days: law 14."""

from census import law
from factories import later
from hypothesis import strategies as st

from dprk_tourism import Verdict, Visit
from dprk_tourism.testing import Asked, questions, reference_answer


class TestStays:
    """Law 14: a stay's verdict is the meet of its days' (R15): denied if any day is denied, permitted if every day
    is permitted, else undetermined.
    """

    @law(
        14,
        question=questions(),
        nights=st.integers(min_value=0, max_value=5),
        strict=st.booleans(),
    )
    def test_a_stay_is_the_meet_of_its_days(self, question: Asked, nights: int, strict: bool) -> None:
        """Every day of a stay counts, those of arrival and departure too."""
        history, nationality, place, arrival = question
        visit = Visit(nationality, place, arrival, later(arrival, nights))
        verdicts = {
            reference_answer(history, nationality, place, later(arrival, n), strict=strict).verdict
            for n in range(nights + 1)
        }

        decision = history.decide(visit, strict=strict)

        timeline = history.timeline(nationality, place, strict=strict)
        touched = dict.fromkeys(timeline.at(later(arrival, n)) for n in range(nights + 1))
        assert list(touched) == list(decision.stretches)
        assert self.meet(verdicts) is decision.verdict
        assert [decision.permitted, decision.denied, decision.undetermined].count(True) == 1

    def meet(self, verdicts: set[Verdict]) -> Verdict:
        """Denied if any is denied, permitted if all are permitted, else undetermined."""
        if Verdict.DENIED in verdicts:
            return Verdict.DENIED
        return Verdict.PERMITTED if verdicts == {Verdict.PERMITTED} else Verdict.UNDETERMINED
