"""numpy: a gather on columns that are already coded, which is the floor; nothing here reads a text or a date.

Nationality and day are numbers before the clock starts, so that it shows what looking an answer up costs when all
preparation is done.
"""

from datetime import date, timedelta
from typing import Any

import numpy as np

from benchmarks import byhand
from benchmarks.columns import DAYS, Columns
from benchmarks.questions import FIRST
from benchmarks.ways import FLOOR, INDEXED, THREE, Answers, Way

_CHUNK = 65_536
"""How many rows are looked up at a time, so that what lies between fits the cache."""


def ways(columns: Columns) -> list[Way]:
    """Give the floor."""
    table, classes = table_of(columns)
    flat, offsets = table.ravel(), (classes * DAYS).astype(np.int32)
    rows = len(columns.day)

    def gathered() -> Any:
        found: Any = np.empty(rows, dtype=np.uint8)
        for begin in range(0, rows, _CHUNK):
            part = slice(begin, begin + _CHUNK)
            index = offsets.take(columns.nationality[part])
            index += columns.day[part]
            flat.take(index, out=found[part], mode="clip")
        return found

    verdicts, projected, deciding = byhand.run_tables()

    def read(found: Any) -> Answers:
        return Answers(
            [verdicts[i] for i in found.tolist()],
            [projected[i] for i in found.tolist()],
            [tuple(deciding[i].split()) for i in found.tolist()],
        )

    def indexed() -> Any:
        return table[classes[columns.nationality], columns.day]

    return [
        Way(name=FLOOR, library="numpy", gives=THREE, run=gathered, read=read),
        Way(name=INDEXED, library="numpy", gives=THREE, run=indexed, read=read),
    ]


def table_of(columns: Columns) -> tuple[Any, Any]:
    """Give the answers of each class on each day, and the class of each nationality."""
    days = np.arange(DAYS)
    run = np.searchsorted([(day - FIRST) // timedelta(days=1) for day in byhand.DAYS], days, side="right")
    table = (np.arange(len(byhand.NAMES))[:, None] * byhand.RUNS + run).astype(np.uint8)
    return table, np.array([byhand.number_of(code) for code in columns.codes], dtype=np.int64)


def coded(columns: Columns) -> Any:
    """Give the days as 32-bit counts from 1970, which frames read as dates without a copy."""
    return (columns.day + (FIRST - date(1970, 1, 1)).days).astype(np.int32)
