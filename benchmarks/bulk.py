"""Many questions at once: `screen` beside what is written by hand in each library, on the same rows."""

import attrs

import dprk_tourism as dt
from benchmarks.columns import Columns, columns
from benchmarks.timing import Subject, Times, interleaved
from benchmarks.ways import Answers, Way, found


@attrs.frozen
class Checked:
    """Whether one way gives the right answers."""

    way: Way
    compared: int
    wrong: int
    first: str
    """The first row that differs, in words; empty if none does."""


@attrs.frozen
class Bulk:
    """What was found."""

    rows: int
    checks: list[Checked]
    missing: list[str]
    times: Times


def compare(rows: int, rounds: int) -> Bulk:
    """Check every way on all rows, then time those that are right."""
    asked = columns(dt.load("article"), rows)
    ways, missing = found(asked)
    if not any(way.is_library for way in ways):
        missing.append("screen: this version of the library has none yet")
    checks = [check(way, asked) for way in ways]
    right = [result.way for result in checks if not result.wrong]
    times = interleaved({title(way): Subject(way.run, rows) for way in right}, rounds)
    return Bulk(rows, checks, missing, times)


def title(way: Way) -> str:
    """Name a way so that no other has the same name."""
    return f"{way.library}: {way.name}, {way.gives}"


def check(way: Way, asked: Columns) -> Checked:
    """Compare what a way gives with the right answers, row by row."""
    answers = way.read(way.run())
    wrong, first, compared = 0, "", 0
    for row, (kind, unsure) in enumerate(zip(asked.answers.tolist(), asked.unsure.tolist(), strict=True)):
        if unsure and not way.tells_hinges:
            continue
        compared += 1
        given, right = _row(answers, row), asked.kinds[kind]
        if any(one is not None and one != other for one, other in zip(given, right, strict=True)):
            wrong += 1
            first = first or f"row {row}: {given}, not {right}"
    return Checked(way, compared, wrong, first)


def _row(answers: Answers, row: int) -> tuple[object, object, object]:
    return (
        answers.verdict[row],
        None if answers.projected is None else answers.projected[row],
        None if answers.deciding is None else answers.deciding[row],
    )
