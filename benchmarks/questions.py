"""The questions that peers and the library are asked, with what the library answers."""

import random
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

import attrs

from benchmarks.rows import Facts, facts_of
from dprk_tourism import History, Stretch, Verdict

FIRST, LAST = date(2018, 1, 1), date(2027, 12, 31)
"""The days among which random ones are drawn; two years on either side of all events of the article."""
_NEAR = 20
"""How many days from a boundary are near it."""


@attrs.frozen
class Question:
    """A nationality, a place and a day."""

    nationality: str
    place: str
    day: date


@attrs.frozen
class Expected:
    """What the library answers."""

    verdict: str
    deciding: tuple[str, ...]
    settled: bool
    """Whether those that decide in some world decide in all, so that a peer without worlds can name them too."""
    why: frozenset[str]
    """The reasons of an undetermined answer, `silent` or `hinge`; empty for any other."""


def expected(history: History, question: Question) -> Expected:
    """Give the library's answer, by the timeline of the question."""
    stretch = history.timeline(question.nationality, question.place).at(question.day)
    deciding = tuple(id_ for finding in stretch.findings for id_ in finding.deciding)
    possible = tuple(id_ for finding in stretch.findings for id_ in finding.possible)
    undetermined = stretch.verdict is Verdict.UNDETERMINED
    why = frozenset(reason.value for reason in stretch.because) if undetermined else frozenset[str]()
    return Expected(stretch.verdict.value, deciding, _is_settled(stretch, deciding == possible), why)


def _is_settled(stretch: Stretch, same: bool) -> bool:  # noqa: FBT001
    return same and all(len(finding.outcomes) == 1 for finding in stretch.findings)


def random_questions(history: History, count: int, seed: int) -> list[Question]:
    """Draw questions: half from all nationalities, half from all classes; half in ten years, half near a boundary.

    Drawn from nationalities alone, five of six would be about the same large class, and hardly one about a window.
    """
    rng = random.Random(seed)
    classes = [sorted(codes) for _, codes in sorted(history.nationality_classes().items())]
    everyone = sorted(code for codes in classes for code in codes)
    places = sorted(history.places)
    days = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]
    near = [day + timedelta(days=n) for day in sorted(boundaries(facts_of(history))) for n in range(-_NEAR, _NEAR + 1)]
    return [
        Question(
            rng.choice(everyone) if rng.random() < 0.5 else rng.choice(rng.choice(classes)),
            rng.choice(places),
            rng.choice(days if rng.random() < 0.5 else near),
        )
        for _ in range(count)
    ]


def boundary_questions(history: History) -> list[Question]:
    """Ask each class at each place on each day on which something may begin or end, and on the days around it."""
    facts = facts_of(history)
    around = sorted({day + timedelta(days=offset) for day in boundaries(facts) for offset in (-1, 0, 1)})
    return [
        Question(code, place, day)
        for code in sorted(history.nationality_classes())
        for place in sorted(history.places)
        for day in around
    ]


def boundaries(facts: Facts) -> set[date]:
    """Give the days on which something begins or ends, or may do so."""
    days: Iterator[Iterable[date]] = ((row.starts, row.ends, row.may_start, row.may_end) for row in facts.rows)
    found = {day for group in days for day in group} | {*facts.opens.values(), *facts.may_open.values()}
    return found - {date.min, date.max}
