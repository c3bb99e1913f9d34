"""Check every way, then time those that are right; and the cost of `screen` on few rows, and by row."""

import statistics
from collections.abc import Sequence
from functools import partial
from importlib import import_module

import attrs

import dprk_tourism as dt
from benchmarks.bulk import in_numpy, in_polars, screens
from benchmarks.bulk.columns import Columns, Way, around_boundaries, drawn
from benchmarks.report import Part, Row, Table, number, spread
from benchmarks.timing import Subject, Times, interleaved, once

_FEW, _CALLS = 100, 20


@attrs.frozen
class Checked:
    """Whether one way gives the right answers."""

    way: Way
    wrong: int
    first: str
    """The first row that differs, in words."""


def part(rows: int, rounds: int, sizes: Sequence[int]) -> Part:
    """Check every way around all boundaries and on the rows that are timed, then time those that are right."""
    article = dt.load("article")
    asked = drawn(article, rows)
    ways, missing = _ways(asked)
    checks = [*checked(article), *(_check(way, asked) for way in ways)]
    wrong = {
        check.way.title: f"{check.way.title}: {check.wrong:,} rows differ, {check.first}"
        for check in checks
        if check.wrong
    }
    times = interleaved({way.title: Subject(way.run, rows) for way in ways if way.title not in wrong}, rounds)
    few, by_size = _few_rows(article, rounds), _by_size(article, sizes)
    tables = [
        _times(times, [*wrong.values(), *missing]),
        Table(
            f"`screen` on {_FEW} rows, after the first call",
            ("library", "ms", "quartiles"),
            [(name, *spread(few.of(name), 1e3)) for name in few.seconds],
        ),
        Table(
            "`screen` on Polars, by number of rows",
            ("rows", "ns a row"),
            [(f"{size:,}", number(each * 1e9)) for size, each in by_size.items()],
        ),
    ]
    return Part(f"{rows:,} questions at once", [*_glance(times), *_fixed_and_by_row(few, by_size)], tables, not wrong)


def checked(history: dt.History) -> list[Checked]:
    """Compare every way with the answers of *history* for all nationalities around all boundaries."""
    near = around_boundaries(history)
    return [_check(way, near) for way in _ways(near)[0]]


def _ways(columns: Columns) -> tuple[list[Way], list[str]]:
    ways = [*in_numpy.ways(columns), *screens.ways(columns), *in_polars.ways(columns)]
    try:
        return [*ways, *import_module("benchmarks.bulk.in_openfisca").ways(columns)], []
    except ImportError as error:
        return ways, [f"openfisca-core: skipped, it is not installed ({error})"]


def _check(way: Way, asked: Columns) -> Checked:
    """Compare what a way gives with the right answers, row by row, in the columns that it gives."""
    answers = way.read(way.run())
    wrong, first = 0, ""
    for row, (kind, unsure) in enumerate(zip(asked.answers.tolist(), asked.unsure.tolist(), strict=True)):
        if unsure and not way.knows_hinges:
            continue
        right = dict(zip(("verdict", "projected", "deciding"), asked.kinds[kind], strict=True))
        given = {name: values[row] for name, values in answers.items()}
        if any(right[name] != value for name, value in given.items()):
            wrong += 1
            first = first or f"row {row}: {given}, not {right}"
    return Checked(way, wrong, first)


# --- few rows, and more rows


def _few_rows(history: dt.History, rounds: int) -> Times:
    frames = screens.frames(drawn(history, _FEW))

    def calls(frame: object) -> None:
        for _ in range(_CALLS):
            dt.screen(frame, history=history)

    return interleaved({library: Subject(partial(calls, frame), _CALLS) for library, frame in frames.items()}, rounds)


def _by_size(history: dt.History, sizes: Sequence[int]) -> dict[int, float]:
    """Return the seconds of `screen` on Polars by row, for each number of rows."""
    costs = {}
    for size in sizes:
        frame = screens.frames(drawn(history, size))["polars"]
        dt.screen(frame)
        costs[size] = statistics.median(once(partial(dt.screen, frame)) for _ in range(5)) / size
    return costs


# --- tables


def _times(times: Times, notes: Sequence[str]) -> Table:
    head = ("way", "ns a row", "quartiles", f"x {in_numpy.GATHER}", f"x {in_numpy.FLOOR}")
    rows = []
    for name in times.fastest_first():
        ratios = (spread(times.ratio(name, f"numpy: {to}"))[0] for to in (in_numpy.GATHER, in_numpy.FLOOR))
        rows.append((name, *spread(times.of(name), 1e9), *ratios))
    return Table("Times", head, rows, notes)


def _glance(times: Times) -> list[Row]:
    compared = [
        ("polars: screen", "polars: table by hand", "1 at most"),
        *(
            (f"{library}: screen", f"numpy: {in_numpy.GATHER}", "4 at most" if library == "polars" else "-")
            for library in ("polars", "pandas", "pyarrow")
        ),
        *((name, "polars: screen", "-") for name in times.seconds if name.startswith("openfisca")),
    ]
    return [(f"{name}, compared with {to}", *spread(times.ratio(name, to)), aim) for name, to, aim in compared]


def _fixed_and_by_row(few: Times, by_size: dict[int, float]) -> list[Row]:
    rows: list[Row] = []
    for library in few.seconds:
        median, quartiles = spread(few.of(library), 1e3)
        aim = "1 ms at most" if library == "polars" else "-"
        rows.append((f"{library}: screen, {_FEW} rows after the first call", f"{median} ms", quartiles, aim))
    before, after = list(by_size)[-2:]
    name = f"polars: screen, a row of {after:,} compared with a row of {before:,}"
    return [*rows, (name, number(by_size[after] / by_size[before]), "-", "1.3 at most")]
