"""One question at a time: the library and its peers."""

from collections.abc import Callable, Sequence
from datetime import date
from itertools import cycle, islice

import attrs

import dprk_tourism as dt
from benchmarks.agreement import SEED, Checked, can_express, checked
from benchmarks.peers import Peer, found
from benchmarks.questions import Question, expected, random_questions
from benchmarks.report import Part, Row, Table, spread
from benchmarks.timing import Subject, Times, interleaved, once

MAY_VISIT = "`may_visit`, verdict read"
NEW_DAY = "`may_visit`, verdict read, a day not asked before"
REASONS = "`may_visit`, verdict and deciding read"
AT = "`timeline.at`, verdict read"

_SLICE_SECONDS = 0.001
"""About how long each subject is timed in a round: short, so that other processes disturb few slices."""
_FEWEST, _MOST = 10, 4_000

_Asked = Sequence[tuple[str, str, date]]
_Ask = Callable[[_Asked], None]


def part(rounds: int) -> Part:
    """Check every peer that is installed, then time those that agree."""
    history = dt.load("article")
    peers, missing = found()
    checks = checked(peers, history, history)
    times = interleaved(
        _subjects(history, [p for p, check in zip(peers, checks, strict=True) if not check.wrong]), rounds
    )
    return Part(
        "One question at a time",
        _glance(times),
        [_agreement(checks, missing), _times(times)],
        not any(c.wrong for c in checks),
    )


def _glance(times: Times) -> list[Row]:
    compared = [
        ("plain loop", MAY_VISIT, "2.5 at least"),
        ("cedar (cedarpy)", MAY_VISIT, "25 at least"),
        ("zen-engine, compiled expression", MAY_VISIT, "-"),
        ("openfisca-core", MAY_VISIT, "-"),
        ("dict and bisect", MAY_VISIT, "-"),
        (NEW_DAY, "plain loop with unknowns", "1 at most"),
        (AT, "dict and bisect", "2 at most"),
    ]
    return [
        (f"{name}, compared with {to}", *spread(times.ratio(name, to)), aim)
        for name, to, aim in compared
        if name in times.seconds
    ]


def _agreement(checks: Sequence[Checked], missing: Sequence[str]) -> Table:
    head = ("peer", "questions", "left out, since it cannot be undetermined there", "differ")
    rows = [(c.peer, f"{c.asked:,}", f"{c.left_out:,}", f"{len(c.wrong):,}") for c in checks]
    notes = [*(f"{check.peer}: {check.wrong[0]}" for check in checks if check.wrong), *missing]
    return Table("Agreement with the library, before anything is timed", head, rows, notes)


def _times(times: Times) -> Table:
    head = ("what", "µs", "quartiles", "x `may_visit`", "x `may_visit` with reasons")
    rows = [
        (name, *spread(times.of(name), 1e6), *(spread(times.ratio(name, to))[0] for to in (MAY_VISIT, REASONS)))
        for name in times.fastest_first()
    ]
    return Table("Times", head, rows)


# --- subjects


def _subjects(history: dt.History, peers: Sequence[Peer]) -> dict[str, Subject]:
    questions = _answerable(history, peers)
    asks: dict[str, _Ask] = {**_library(history), **{peer.name: _peer(peer) for peer in peers}}
    return {name: _subject(run, questions) for name, run in asks.items()}


def _answerable(history: dt.History, peers: Sequence[Peer]) -> list[Question]:
    """Return questions that all peers can answer, so that all answer the same."""
    drawn = random_questions(history, _MOST * 2, SEED + 1)
    answers = [expected(history, question) for question in drawn]
    kept = [q for q, answer in zip(drawn, answers, strict=True) if all(can_express(peer, answer) for peer in peers)]
    return kept[:_MOST]


def _library(history: dt.History) -> dict[str, _Ask]:
    may_visit = dt.may_visit
    codes = sorted(code for codes in history.nationality_classes().values() for code in codes)
    timelines = {place: {code: history.timeline(code, place) for code in codes} for place in history.places}
    days = cycle([date.fromordinal(number) for number in range(600_000, 800_000)])  # made before the clock runs
    copy = attrs.evolve(history)  # whose many days do not displace the decisions that are asked for again

    def verdict(some: _Asked) -> None:
        for nationality, place, day in some:
            may_visit(nationality, day, to=place).verdict  # noqa: B018

    def new_day(some: _Asked) -> None:
        for (nationality, place, _), day in zip(some, days, strict=False):
            may_visit(nationality, day, to=place, history=copy).verdict  # noqa: B018

    def reasons(some: _Asked) -> None:
        for nationality, place, day in some:
            decision = may_visit(nationality, day, to=place)
            decision.verdict, decision.deciding  # noqa: B018

    def at(some: _Asked) -> None:
        for nationality, place, day in some:
            timelines[place][nationality].at(day).verdict  # noqa: B018

    return {MAY_VISIT: verdict, NEW_DAY: new_day, REASONS: reasons, AT: at}


def _peer(peer: Peer) -> _Ask:
    answer = peer.answer

    def run(some: _Asked) -> None:
        for nationality, place, day in some:
            answer(nationality, place, day)

    return run


def _subject(run: _Ask, questions: Sequence[Question]) -> Subject:
    """Return as many questions as fill the slice of time."""
    asked = [(question.nationality, question.place, question.day) for question in questions]
    run(asked[:_FEWEST])
    each = min(once(lambda: run(asked[:_FEWEST])) for _ in range(3)) / _FEWEST
    count = max(_FEWEST, min(_MOST, int(_SLICE_SECONDS / each)))
    some = list(islice(cycle(asked), count))
    return Subject(lambda: run(some), count)
