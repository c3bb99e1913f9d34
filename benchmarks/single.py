"""One question at a time: the library beside its peers."""

from collections.abc import Callable, Sequence
from datetime import date
from importlib import import_module
from itertools import cycle, islice
from typing import Any

import attrs

import dprk_tourism as dt
from benchmarks.agreement import SEED, Checked, can_express, checked
from benchmarks.peers import Missing, Peer, found
from benchmarks.questions import Question, expected, random_questions
from benchmarks.timing import Subject, Times, interleaved, once

MAY_VISIT = "may_visit, verdict read"
NEW_DAY = "may_visit, verdict read, a day not asked before"
REASONS = "may_visit, verdict and deciding read"
AT = "timeline.at, verdict read"
NOTHING = "(an empty function)"
HOLIDAYS = "(date in country_holidays('KR'))"
LIBRARY = (MAY_VISIT, NEW_DAY, REASONS, AT)

_SLICE_SECONDS = 0.001
"""How long each subject is timed in a round, about: short, so that few slices are disturbed by other processes."""
_FEWEST, _MOST = 10, 4_000

Ask = Callable[[str, str, Any], object]


@attrs.frozen
class Single:
    """What was found."""

    checks: list[Checked]
    missing: list[Missing]
    times: Times
    order: list[str]
    """The subjects, the fastest first."""


def compare(rounds: int, names: list[str] | None = None) -> Single:
    """Check every peer that is installed, then time those that agree."""
    history = dt.load("article")
    peers, missing = found(names)
    checks = checked(peers, history, history)
    agreeing = [peer for peer, result in zip(peers, checks, strict=True) if result.agrees]
    times = interleaved(_subjects(history, agreeing), rounds)
    order = sorted(times.seconds, key=lambda name: times.of(name).median)
    return Single(checks, missing, times, order)


def _subjects(history: dt.History, peers: Sequence[Peer]) -> dict[str, Subject]:
    questions = _answerable(history, peers)
    subjects = {name: _subject(ask, questions, _as_it_is) for name, ask in _library(history).items()}
    subjects[NOTHING] = _subject(lambda _nationality, _place, _day: None, questions, _as_it_is)
    if (holidays := _holidays()) is not None:
        subjects[HOLIDAYS] = _subject(holidays, questions, _as_it_is)
    for peer in peers:
        subjects[peer.name] = _subject(peer.answer, questions, peer.day)
    return subjects


def _answerable(history: dt.History, peers: Sequence[Peer]) -> list[Question]:
    """Questions that all peers can answer, so that all are asked the same."""
    drawn = random_questions(history, _MOST * 2, SEED + 1)
    answers = [expected(history, question) for question in drawn]
    kept = [q for q, answer in zip(drawn, answers, strict=True) if all(can_express(peer, answer) for peer in peers)]
    return kept[:_MOST]


def _library(history: dt.History) -> dict[str, Ask]:
    may_visit = dt.may_visit
    codes = sorted(code for codes in history.nationality_classes().values() for code in codes)
    timelines = {place: {code: history.timeline(code, place) for code in codes} for place in history.places}
    days = map(date.fromordinal, cycle(range(date.min.toordinal(), date.max.toordinal() + 1)))
    copy = attrs.evolve(history)  # so that its many days do not crowd out the decisions that the others ask for again

    def verdict(nationality: str, place: str, day: date) -> object:
        return may_visit(nationality, day, to=place).verdict

    def new_day(nationality: str, place: str, _: date) -> object:
        return may_visit(nationality, next(days), to=place, history=copy).verdict

    def reasons(nationality: str, place: str, day: date) -> object:
        decision = may_visit(nationality, day, to=place)
        return decision.verdict, decision.deciding

    def at(nationality: str, place: str, day: date) -> object:
        return timelines[place][nationality].at(day).verdict

    return {MAY_VISIT: verdict, NEW_DAY: new_day, REASONS: reasons, AT: at}


def _holidays() -> Ask | None:
    """A well-known question about a day, to set the scale; it is no peer, since it answers another question."""
    try:
        calendar = import_module("holidays").country_holidays("KR")
    except ImportError:
        return None
    return lambda _nationality, _place, day: day in calendar


def _as_it_is(day: date) -> date:
    return day


def _subject(ask: Ask, questions: Sequence[Question], day: Callable[[date], Any]) -> Subject:
    """As many questions as fill the slice of time, each made before it is timed."""
    asked = [(question.nationality, question.place, day(question.day)) for question in questions]

    def run(some: Sequence[tuple[str, str, Any]]) -> None:
        for nationality, place, on in some:
            ask(nationality, place, on)

    run(asked[:_FEWEST])
    each = min(once(lambda: run(asked[:_FEWEST])) for _ in range(3)) / _FEWEST
    count = max(_FEWEST, min(_MOST, int(_SLICE_SECONDS / each)))
    some = list(islice(cycle(asked), count))
    return Subject(lambda: run(some), count)
