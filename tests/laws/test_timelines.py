"""Timelines against pointwise evaluation: law 2."""

from itertools import pairwise

import attrs
from census import law
from factories import later

from dprk_tourism import History, Stretch, Timeline, Verdict
from dprk_tourism._model.days import Day
from dprk_tourism._rules.answers import Answer
from dprk_tourism._rules.questions import Question
from dprk_tourism._rules.stretches import strictly
from dprk_tourism.testing import Asked, questions


def facts(answer: Answer) -> list[object]:
    """What an answer says, without the days for which it says so."""
    return [getattr(answer, field.name) for field in attrs.fields(Answer)]


def days_around(history: History) -> list[Day]:
    """Every day from before the first event until after the last one and the last day surveyed."""
    windows = [history.window(event) for event in history.events]
    ends = [day for window in windows for day in (window.earliest, window.latest) if day is not None]
    ends += [day for day in (history.surveyed_from, history.surveyed_through) if day is not None]
    first, last = min(ends), max(ends)
    return [later(first, n) for n in range(-2, last.toordinal() - first.toordinal() + 3)]


class TestTimelines:
    """Law 2: timelines equal pointwise evaluation; stretches are contiguous, disjoint, cover all days, and
    neighbours differ.
    """

    @law(2, question=questions())
    def test_timelines_equal_answers_day_by_day(self, question: Asked) -> None:
        """A timeline, a strict one and the openings say what the question answers on each day."""
        history, nationality, place, _ = question
        alone = Question(history, nationality, place)
        answers = {day: alone.answer(day) for day in days_around(history)}
        timeline = history.timeline(nationality, place)

        assert (nationality, place) == (timeline.nationality, timeline.place)
        self.check_shape(timeline)
        for day, answer in answers.items():
            assert facts(answer) == facts(timeline.at(day))
        self.check_strict(question, alone)
        self.check_openings(timeline, answers)

    def check_strict(self, question: Asked, alone: Question) -> None:
        """Each day of a strict timeline is the strict answer of that day (R14)."""
        history, nationality, place, day = question

        timeline = history.timeline(nationality, place, strict=True)

        self.check_shape(timeline)
        first, last = history.surveyed_from or day, history.surveyed_through or day
        for asked in (later(first, -1), first, day, last, later(last, 1)):
            assert facts(strictly(alone.answer(asked))) == facts(timeline.at(asked))

    def check_openings(self, timeline: Timeline, answers: dict[Day, Answer]) -> None:
        """Openings are the maximal runs of permitted days, reasons ignored, projected days included (section 6).

        The next one from a day on is the first that has not passed, be it the one that holds the day.
        """
        openings = timeline.openings()

        for day, answer in answers.items():
            assert (answer.verdict is Verdict.PERMITTED) == any(day in opening for opening in openings)
            ahead = [opening for opening in openings if opening.last is None or opening.last >= day]
            assert (ahead[0] if ahead else None) == timeline.next_opening(day)
        for opening, following in pairwise(openings):
            assert opening.end is not None
            assert following.start is not None
            assert opening.end < following.start

    def check_shape(self, timeline: Timeline) -> None:
        """Assert what holds of the stretches of every timeline."""
        assert timeline.stretches[0].span.start is None
        assert timeline.stretches[-1].span.end is None
        for stretch, following in pairwise(timeline.stretches):
            assert stretch.span.end == following.span.start is not None
            assert facts(stretch) != facts(following)
        assert all(isinstance(stretch, Stretch) for stretch in timeline.stretches)
