"""The rows of the bulk measurements: nationalities and days at the resort, and the right answers to them."""

from datetime import date, timedelta
from typing import Any

import attrs
import numpy as np

from benchmarks.questions import FIRST, LAST, boundaries
from benchmarks.rows import facts_of
from dprk_tourism import History, Verdict

PLACE = "wonsan-kalma"

DAYS = (LAST - FIRST).days + 1


@attrs.frozen(eq=False)
class Columns:
    """As many rows as asked for, in codes and ready to be made into any library's columns."""

    history: History
    codes: tuple[str, ...]
    """All nationalities, sorted; a row holds the number of its own."""
    nationality: Any
    """The number of the nationality of each row."""
    day: Any
    """The day of each row, as days since the first that is drawn."""
    kinds: tuple[tuple[str, bool, tuple[str, ...]], ...]
    """All answers that occur: verdict, projected, deciding."""
    table: Any
    """For each nationality and day the number of its answer, by the library's timelines."""
    hinges: Any
    """For each nationality and day whether the answer hinges on an unknown, or leaves open who decides."""

    @property
    def strings(self) -> Any:
        """The nationality of each row, as text."""
        return np.array(self.codes, dtype=object)[self.nationality]

    @property
    def dates(self) -> Any:
        """The day of each row, as numpy's."""
        return np.datetime64(FIRST) + self.day

    @property
    def answers(self) -> Any:
        """The number of the right answer of each row."""
        return self.table[self.nationality, self.day]

    @property
    def unsure(self) -> Any:
        """Whether the answer of each row hinges on an unknown."""
        return self.hinges[self.nationality, self.day]


def columns(history: History, rows: int, seed: int = 7) -> Columns:
    """Draw rows from all nationalities and ten years of days alike."""
    rng = np.random.default_rng(seed)
    codes = _codes(history)
    nationality: Any = rng.integers(0, len(codes), rows, dtype=np.int32)
    return _columns(history, codes, nationality, rng.integers(0, DAYS, rows, dtype=np.int32))


def around_boundaries(history: History, within: int = 3) -> Columns:
    """Give a row for each nationality on each day near one on which something may begin or end."""
    near = sorted({_offset(day, 0) + n for day in boundaries(facts_of(history)) for n in range(-within, within + 1)})
    codes = _codes(history)
    nationality: Any = np.repeat(np.arange(len(codes), dtype=np.int32), len(near))
    return _columns(history, codes, nationality, np.tile(np.array(near, dtype=np.int32), len(codes)))


def _codes(history: History) -> tuple[str, ...]:
    return tuple(sorted(code for alike in history.nationality_classes().values() for code in alike))


def _columns(history: History, codes: tuple[str, ...], nationality: Any, day: Any) -> Columns:
    kinds, table, hinges = _table(history, codes)
    return Columns(history, codes, nationality, day, kinds, table, hinges)


def _table(history: History, codes: tuple[str, ...]) -> tuple[tuple[Any, ...], Any, Any]:
    numbers: dict[tuple[str, bool, tuple[str, ...]], int] = {}
    table: Any = np.zeros((len(codes), DAYS), dtype=np.uint8)
    hinges: Any = np.zeros((len(codes), DAYS), dtype=bool)
    for row, code in enumerate(codes):
        for stretch in history.timeline(code, PLACE).stretches:
            deciding = tuple(id_ for finding in stretch.findings for id_ in finding.deciding)
            kind = stretch.verdict.value, stretch.projected, deciding
            begin, end = _offset(stretch.span.start, 0), _offset(stretch.span.end, DAYS)
            table[row, begin:end] = numbers.setdefault(kind, len(numbers))
            open_ = any(finding.deciding != finding.possible for finding in stretch.findings)
            hinges[row, begin:end] = open_ or (stretch.verdict is Verdict.UNDETERMINED and bool(stretch.hinges))
    return tuple(numbers), table, hinges


def _offset(day: date | None, without: int) -> int:
    if day is None:
        return without
    plain = date(day.year, day.month, day.day)
    return max(0, min(DAYS, (plain - FIRST) // timedelta(days=1)))
