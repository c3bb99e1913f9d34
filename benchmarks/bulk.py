"""Many questions at once: `screen` beside what is written by hand in each library, on the same rows."""

import attrs

import dprk_tourism as dt
from benchmarks.columns import Columns, around_boundaries, columns
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
    """Check every way around all boundaries and on the rows that are timed, then time those that are right."""
    article = dt.load("article")
    near = {title(result.way): result for result in checked(article)}
    asked = columns(article, rows)
    ways, missing = found(asked)
    if not any(way.is_library for way in ways):
        missing.append("screen: this version of the library has none yet")
    checks = [_both(near[title(way)], check(way, asked)) for way in ways]
    right = [result.way for result in checks if not result.wrong]
    times = interleaved({title(way): Subject(way.run, rows) for way in right}, rounds)
    return Bulk(rows, checks, missing, times)


def checked(history: dt.History) -> list[Checked]:
    """Compare every way with the answers of *history* for all nationalities around all boundaries."""
    near = around_boundaries(history)
    return [check(way, near) for way in found(near)[0]]


def _both(near: Checked, asked: Checked) -> Checked:
    return Checked(asked.way, near.compared + asked.compared, near.wrong + asked.wrong, near.first or asked.first)


def title(way: Way) -> str:
    """Name a way so that no other has the same name."""
    return f"{way.library}: {way.name}, {way.gives}"


def title_of_screen(result: Bulk, library: str) -> str | None:
    """Give the title of the library's own way on the same kind of frame, if it was timed."""
    own = [title(check.way) for check in result.checks if check.way.is_library and check.way.library == library]
    return own[0] if own and own[0] in result.times.seconds else None


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
