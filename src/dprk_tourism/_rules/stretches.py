"""The answer over runs of days: all stretches of one nationality and place."""

from collections.abc import Iterable
from itertools import groupby, pairwise
from typing import Any

import attrs

from dprk_tourism._model.days import Day, DaySpan
from dprk_tourism._rules.answers import Answer, Reason, Stretch, Verdict
from dprk_tourism._rules.questions import Question

__all__ = ["stretches_of", "strict_stretches", "strictly"]


def stretches_of(question: Question) -> tuple[Stretch, ...]:
    """Give all stretches of a question: in order, without gap or overlap, neighbours different.

    The question is asked once between each two of its breakpoints.

    Args:
        question: What bears on one nationality at one place.
    """
    starts = [day for day in question.breakpoints() if day > Day.min]
    spans = [DaySpan(start, end) for start, end in pairwise([None, *starts, None])]
    return _merged((span, question.answer(span.start or Day.min)) for span in spans)


def strict_stretches(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """Give the stretches of somebody who takes nothing for granted past the last day surveyed (R14)."""
    return _merged((stretch.span, strictly(stretch)) for stretch in stretches)


def _merged(answers: Iterable[tuple[DaySpan, Answer]]) -> tuple[Stretch, ...]:
    """Make one stretch of neighbouring spans that have the same answer."""
    merged = []
    for facts, run in groupby(answers, key=lambda pair: _facts(pair[1])):
        spans = [span for span, _ in run]
        merged.append(Stretch(span=DaySpan(spans[0].start, spans[-1].end), **facts))
    return tuple(merged)


def _facts(answer: Answer) -> dict[str, Any]:
    return {field.name: getattr(answer, field.name) for field in attrs.fields(Answer)}


def strictly(answer: Answer) -> Answer:
    """Give the answer of somebody who takes nothing for granted past the last day surveyed (R14).

    Args:
        answer: An answer for some day; it comes back as it is unless it is projected.
    """
    if not answer.projected:
        return answer
    return attrs.evolve(answer, verdict=Verdict.UNDETERMINED, because=(*answer.because, Reason.PROJECTED))
