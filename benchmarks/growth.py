"""How cost grows with policies, with nationalities that policies distinguish, and with places."""

import math
import statistics
from collections.abc import Callable, Sequence
from datetime import date

import attrs

import dprk_tourism as dt
from benchmarks import synthetic
from benchmarks.report import Part, Row, Table, number, seconds
from benchmarks.timing import earlier_objects_hidden, once

_QUESTIONS = 2_000
_REPEATS = 5
_GROUPS = [["RU"], ["CN", "JP"], ["DE", "FR", "GB"]]
_ALL_CLASSES = "first questions, all classes"


@attrs.frozen
class Series:
    """What each size costs, by what was done."""

    title: str
    sizes: Sequence[int]
    costs: Sequence[dict[str, float]]
    notes: Sequence[str]

    def growth(self, what: str) -> tuple[float, float]:
        """Return the ratio of the costs of the last two sizes, and its exponent."""
        ratio = self.costs[-1][what] / self.costs[-2][what]
        return ratio, math.log(ratio) / math.log(self.sizes[-1] / self.sizes[-2])


def part(*, quick: bool) -> Part:
    """Measure each series; a size that would take longer than the budget is left out."""
    budget = 10.0 if quick else 300.0
    everyone = sorted(code for codes in dt.load("article").nationality_classes().values() for code in codes)
    found = [
        _series("policies", [10, 100, 1_000, 10_000], lambda n: synthetic.text(n, _GROUPS), lambda n: n, budget),
        _series(
            "nationalities that 1,000 policies distinguish",
            [1, 10, 100, 200],
            lambda n: synthetic.text(1_000, [[code] for code in everyone[:n]]),
            lambda _: 1_000,
            budget,
        ),
        _series("places", [1, 10, 100, 1_000], lambda n: synthetic.text(1_000, _GROUPS, n), lambda _: 1_000, budget),
    ]
    return Part("Growth", [row for series in found for row in _glance(series)], [_table(series) for series in found])


def _glance(series: Series) -> list[Row]:
    if len(series.sizes) < 2:
        return []
    before, after = series.sizes[-2:]
    rows: list[Row] = []
    for what in series.costs[0]:
        ratio, exponent = series.growth(what)
        name = f"{what}: from {before:,} to {after:,} {series.title}"
        rows.append((name, f"{number(ratio)}, exponent {exponent:.2f}", "-", "-"))
    if series.title == "policies" and 1_000 in series.sizes:
        cost = series.costs[series.sizes.index(1_000)]
        name = "1,000 policies: load, and first questions of all classes"
        rows.append((name, seconds(cost["load"] + cost[_ALL_CLASSES]), "-", "1 s at most"))
    return rows


def _table(series: Series) -> Table:
    whats = list(series.costs[0])
    rows = [(f"{size:,}", *map(seconds, cost.values())) for size, cost in zip(series.sizes, series.costs, strict=True)]
    return Table(f"By {series.title}", (series.title, *whats), rows, series.notes)


def _series(
    title: str, sizes: Sequence[int], text: Callable[[int], str], policies: Callable[[int], int], budget: float
) -> Series:
    done: list[int] = []
    costs: list[dict[str, float]] = []
    for size in sizes:
        foreseen = sum(costs[-1].values()) * (size / done[-1]) ** 1.3 if done else 0.0
        if foreseen > budget:
            return Series(title, done, costs, [f"{size:,}: left out, it would take {foreseen:,.0f} s"])
        runs = []
        for _ in range(_REPEATS if foreseen < 1 else 1):
            with earlier_objects_hidden():
                runs.append(_costs(text(size), synthetic.middle_day(policies(size))))
        done.append(size)
        costs.append({what: statistics.median(run[what] for run in runs) for what in runs[0]})
    return Series(title, done, costs, [])


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
        _ALL_CLASSES: first,
        "first question, one class": first / len(classes),
        "a question after": again / len(classes),
    }
