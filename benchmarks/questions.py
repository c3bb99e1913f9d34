"""The questions that peers and the library answer, and the library's answers."""

import random
from datetime import date, timedelta

import attrs

from benchmarks.facts import facts_of
from dprk_tourism import History, Verdict

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
    """The library's answer to a question."""

    verdict: str
    deciding: tuple[str, ...]
    settled: bool
    """Whether the policies that decide in some world decide in all, so that a peer without worlds can name them."""
    because: frozenset[str]
    """The reasons of an undetermined answer."""


def expected(history: History, question: Question) -> Expected:
    """Return the library's answer, from the timeline of the question."""
    stretch = history.timeline(question.nationality, question.place).at(question.day)
    settled = all(len(f.outcomes) == 1 and f.deciding == f.possible for f in stretch.findings)
    reasons = (reason.value for reason in stretch.because if stretch.verdict is Verdict.UNDETERMINED)
    deciding = tuple(id_ for finding in stretch.findings for id_ in finding.deciding)
    return Expected(stretch.verdict.value, deciding, settled, frozenset(reasons))


def random_questions(history: History, count: int, seed: int) -> list[Question]:
    """Draw questions: half from all nationalities, half from all classes; half from ten years, half near a boundary.

    Drawn from nationalities alone, five of six would be about the same large class.
    """
    rng = random.Random(seed)
    classes = [sorted(codes) for _, codes in sorted(history.nationality_classes().items())]
    everyone, places = sorted(code for codes in classes for code in codes), sorted(history.places)
    days = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]
    boundaries = sorted(facts_of(history).boundaries())
    near = [day + timedelta(days=n) for day in boundaries for n in range(-_NEAR, _NEAR + 1)]
    return [
        Question(
            rng.choice(everyone) if rng.random() < 0.5 else rng.choice(rng.choice(classes)),
            rng.choice(places),
            rng.choice(days if rng.random() < 0.5 else near),
        )
        for _ in range(count)
    ]


def boundary_questions(history: History) -> list[Question]:
    """Return the question of each class at each place on each boundary, and on the days around it."""
    boundaries = facts_of(history).boundaries()
    around = sorted({day + timedelta(days=offset) for day in boundaries for offset in (-1, 0, 1)})
    return [
        Question(code, place, day)
        for code in sorted(history.nationality_classes())
        for place in sorted(history.places)
        for day in around
    ]
