"""How cost grows: with rows, policies, nationalities that are told apart, and places."""

import math
import statistics
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial
from importlib import import_module

import attrs

import dprk_tourism as dt
from benchmarks import synthetic
from benchmarks.timing import earlier_objects_hidden, once

_QUESTIONS = 2_000
_REPEATS = 5


@attrs.frozen
class Step:
    """What one size costs."""

    size: int
    seconds: dict[str, float]
    """By what was done."""


@attrs.frozen
class Series:
    """What a run of sizes costs."""

    title: str
    steps: list[Step]
    notes: list[str]
    """What was left out, and why."""
    per_row: bool = False
    """Whether times are to be read by row."""

    def exponents(self) -> dict[str, list[tuple[int, int, float, float]]]:
        """Give for each thing done, between each two sizes in turn: both sizes, the ratio, and the exponent."""
        found: dict[str, list[tuple[int, int, float, float]]] = {}
        for before, after in zip(self.steps, self.steps[1:], strict=False):
            for what in before.seconds:
                ratio = after.seconds[what] / before.seconds[what]
                exponent = math.log(ratio) / math.log(after.size / before.size)
                found.setdefault(what, []).append((before.size, after.size, ratio, exponent))
        return found


def series(*, quick: bool) -> list[Series]:
    """Measure all of them."""
    budget = 10.0 if quick else 300.0
    everyone = sorted(code for codes in dt.load("article").nationality_classes().values() for code in codes)
    told_apart = [["RU"], ["CN", "JP"], ["DE", "FR", "GB"]]
    return [
        rows([10_000, 100_000, 1_000_000] if quick else [10_000, 100_000, 1_000_000, 10_000_000]),
        _histories(
            "policies",
            [10, 100, 1_000, 10_000],
            lambda size: (synthetic.text(size, told_apart), size),
            budget,
        ),
        _histories(
            "nationalities told apart",
            [1, 10, 100, 240],
            lambda size: (synthetic.text(1_000, [[code] for code in everyone[:size]]), 1_000),
            budget,
        ),
        _histories(
            "places",
            [1, 10, 100, 1_000],
            lambda size: (synthetic.text(1_000, told_apart, size), 1_000),
            budget,
        ),
    ]


# --- rows


def rows(sizes: Sequence[int]) -> Series:
    """Time `screen` on Polars, nanoseconds per row."""
    title = "rows (screen on Polars)"
    if not hasattr(dt, "screen"):
        return Series(title, [], ["screen: this version of the library has none yet"])
    try:
        frame_of = import_module("benchmarks.ways.polars").frame_of
        columns = import_module("benchmarks.columns").columns
    except ImportError as error:
        return Series(title, [], [f"left out: {error}"])
    article = dt.load("article")
    screen: Callable[..., object] = dt.screen
    steps = []
    for size in sizes:
        frame = frame_of(columns(article, size))
        screen(frame)
        seconds = statistics.median(once(partial(screen, frame)) for _ in range(_REPEATS))
        steps.append(Step(size, {"screen": seconds}))
    return Series(title, steps, [], per_row=True)


# --- histories


def _histories(title: str, sizes: Iterable[int], made: Callable[[int], tuple[str, int]], budget: float) -> Series:
    steps: list[Step] = []
    notes: list[str] = []
    for size in sizes:
        text, policies = made(size)
        foreseen = _foreseen(steps, size)
        if foreseen > budget:
            notes.append(f"{size:,} {title}: left out, foreseen to take {foreseen:,.0f} s")
            break
        repeats = _REPEATS if foreseen < 1 else 1
        runs = []
        for _ in range(repeats):
            with earlier_objects_hidden():
                runs.append(_costs(text, synthetic.middle_day(policies)))
        steps.append(Step(size, {what: statistics.median(run[what] for run in runs) for what in runs[0]}))
    return Series(title, steps, notes)


def _foreseen(steps: Sequence[Step], size: int) -> float:
    """As many seconds as the next size should take, by the last two; a first guess is a little over linear."""
    if not steps:
        return 0.0
    totals = [sum(step.seconds.values()) for step in steps]
    exponent = 1.3
    if len(steps) > 1:
        exponent = math.log(totals[-1] / totals[-2]) / math.log(steps[-1].size / steps[-2].size)
    return float(totals[-1] * (size / steps[-1].size) ** max(1.0, exponent))


def _costs(text: str, day: date) -> dict[str, float]:
    """Load a history, ask the first question of each class of nationalities, then ask again."""
    histories: list[dt.History] = []
    load = once(lambda: histories.append(dt.loads(text)))
    (history,) = histories
    place = synthetic.resort(0)
    classes = sorted(history.nationality_classes())

    def ask_all() -> None:
        for code in classes:
            dt.may_visit(code, day, to=place, history=history)

    first = once(ask_all)
    again = statistics.median(once(ask_all) for _ in range(max(3, _QUESTIONS // len(classes))))
    return {
        "load": load,
        "first questions, all classes": first,
        "first question, one class": first / len(classes),
        "a question after": again / len(classes),
    }
