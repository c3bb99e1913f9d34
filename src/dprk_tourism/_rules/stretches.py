"""Answers over runs of days: stretches, strict ones (R14), and what the days of a stay make together (R15)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from operator import attrgetter
from typing import Any, TypeVar

import attrs

from dprk_tourism._model.days import Day, DaySpan
from dprk_tourism._rules.answers import Answer, EventUnknown, Outcome, Reason, Stretch, Verdict
from dprk_tourism._rules.questions import Question

T = TypeVar("T")


def spans_between(days: Iterable[Day]) -> list[DaySpan]:
    """Return the runs of days before the first of these days, from each up to the next, and from the last on."""
    return [DaySpan(start, end) for start, end in pairwise([None, *days, None])]


def touches(span: DaySpan, first: Day | None, last: Day | None) -> bool:
    """Return whether some day of a span is from *first* to *last*, both inside; None for no limit."""
    ends_before = span.end is not None and first is not None and span.end <= first
    starts_after = span.start is not None and last is not None and last < span.start
    return not ends_before and not starts_after


def runs(
    pieces: Iterable[tuple[DaySpan, T]], key: Callable[[T], Any] = lambda item: item
) -> Iterator[tuple[DaySpan, Any, Sequence[T]]]:
    """Merge neighbouring spans whose items have equal keys; each run comes with its key and its items."""
    for shared, run in groupby(pieces, key=lambda piece: key(piece[1])):
        parts = list(run)
        yield DaySpan(parts[0][0].start, parts[-1][0].end), shared, [item for _, item in parts]


def runs_of_verdicts(stretches: Iterable[Stretch]) -> Iterator[tuple[DaySpan, Verdict]]:
    """Return the runs of days with one verdict, reasons ignored."""
    return ((span, verdict) for span, verdict, _ in runs((stretch.span, stretch.verdict) for stretch in stretches))


def segments(
    stretches: Iterable[Stretch],
) -> Iterator[tuple[DaySpan, tuple[Verdict, bool, tuple[str, ...], tuple[str, ...]], Sequence[Stretch]]]:
    """Return the runs of days with one verdict, projection, deciding policies and conditions."""
    pieces = ((stretch.span, stretch) for stretch in stretches)
    return runs(pieces, attrgetter("verdict", "projected", "deciding", "conditions"))


class Stretches:
    """The stretches of a question, with what finds those of some days."""

    __slots__ = ("starts", "stretches", "verdicts")

    def __init__(self, stretches: tuple[Stretch, ...]) -> None:
        self.stretches = stretches
        self.starts = tuple(stretch.span.start for stretch in stretches if stretch.span.start is not None)
        self.verdicts = tuple(stretch.verdict for stretch in stretches)


def stretches_of(question: Question) -> tuple[Stretch, ...]:
    """Return the stretches of a question, asked once between each two of its breakpoints."""
    spans = spans_between(day for day in question.breakpoints() if day > Day.min)
    return _merged((span, question.answer(span.start or Day.min)) for span in spans)


def strict_stretches(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """Return the stretches with projected days undetermined (R14)."""
    return _merged((stretch.span, strictly(stretch)) for stretch in stretches)


def _merged(pieces: Iterable[tuple[DaySpan, Answer]]) -> tuple[Stretch, ...]:
    return tuple(Stretch(span=span, **facts) for span, facts, _ in runs(pieces, _facts))


def _facts(answer: Answer) -> dict[str, Any]:
    return {field.name: getattr(answer, field.name) for field in attrs.fields(Answer)}


def strictly(answer: Answer) -> Answer:
    """Return the answer as undetermined if it is projected (R14)."""
    if not answer.projected:
        return answer
    return attrs.evolve(answer, verdict=Verdict.UNDETERMINED, because=(*answer.because, Reason.PROJECTED))


def stay_verdict(answers: Iterable[Answer]) -> Verdict:
    """Return the verdict of a stay whose days have these answers (R15)."""
    verdicts = {answer.verdict for answer in answers}
    if Verdict.DENIED in verdicts:
        return Verdict.DENIED
    return Verdict.PERMITTED if verdicts == {Verdict.PERMITTED} else Verdict.UNDETERMINED


def is_cut_short(stretches: Sequence[Stretch]) -> bool:
    """Whether a permission may end during a stay (R15): between two of its stretches, or on an unknown day in one."""
    return any(_ends_between(*pair) for pair in pairwise(stretches)) or any(map(_may_end_within, stretches))


def _ends_between(before: Stretch, after: Stretch) -> bool:
    return before.verdict is not after.verdict and _may_permit(before) and _may_refuse(after)


def _may_end_within(stretch: Stretch) -> bool:
    """Whether an event that may fall on one of its days would end a permission."""
    return any(
        isinstance(hinge.unknown, EventUnknown)
        and Verdict.PERMITTED in hinge.if_no
        and hinge.if_yes != {Verdict.PERMITTED}
        for hinge in stretch.hinges
    )


def _may_permit(stretch: Stretch) -> bool:
    """Whether in some world every layer lets the traveller in, or would if a conflict were settled so."""
    lets_in = {Outcome.PERMIT, Outcome.CONFLICT}
    return all(finding.outcomes & lets_in or finding.layer in stretch.assumptions for finding in stretch.findings)


def _may_refuse(stretch: Stretch) -> bool:
    """Whether in some world a layer does not let the traveller in."""
    return any(
        finding.outcomes
        - ({Outcome.PERMIT, Outcome.SILENT} if finding.layer in stretch.assumptions else {Outcome.PERMIT})
        for finding in stretch.findings
    )
