"""numpy: the lookup alone, on nationalities and days that are numbers already."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import numpy as np

from benchmarks.bulk import by_hand
from benchmarks.bulk.columns import DAYS, Columns, Way
from benchmarks.questions import FIRST

GATHER, FLOOR = "gather on codes", "gather on codes, in chunks (floor)"

_CHUNK = 65_536
"""How many rows are looked up at a time, so that what lies between fits the cache."""


def ways(columns: Columns) -> list[Way]:
    """Return the gather as one writes it, and the fastest one found."""
    starts = [(day - FIRST) // timedelta(days=1) for day in by_hand.DAYS]
    run = np.searchsorted(starts, np.arange(DAYS), side="right")
    table = (np.arange(len(by_hand.CLASSES))[:, None] * by_hand.RUNS + run).astype(np.uint8)
    classes = np.array([by_hand.number_of(code) for code in columns.codes], dtype=np.int64)
    flat, offsets = table.ravel(), (classes * DAYS).astype(np.int32)

    def gathered() -> Any:
        found: Any = np.empty(len(columns.day), dtype=np.uint8)
        for start in range(0, len(found), _CHUNK):
            rows = slice(start, start + _CHUNK)
            index = offsets.take(columns.nationality[rows])
            index += columns.day[rows]
            flat.take(index, out=found[rows], mode="clip")
        return found

    def read(found: Any) -> Mapping[str, Sequence[Any]]:
        return {name: [values[n] for n in found.tolist()] for name, values in by_hand.tables().items()}

    return [
        Way(library="numpy", name=GATHER, run=lambda: table[classes[columns.nationality], columns.day], read=read),
        Way(library="numpy", name=FLOOR, run=gathered, read=read),
    ]
