"""Frames of Polars whose rows hold codes and days and nothing else, which is nearly all: by expressions of its own.

Polars works on a column with every core, and on several columns at once; what its engine can say by itself is not
coded outside. The two letters of a code are read as one number, as `columns` does for other libraries. Whether a word
that is no code is a name no engine can say, so one such word, or an empty field, and the frame goes the way of all
others.
"""

from typing import Any

import numpy as np

from dprk_tourism.frames.asked import CELL, Asked
from dprk_tourism.frames.columns import FIRST_DAY, LAST_DAY, runs_by_day
from dprk_tourism.frames.table import AnswerTable

__all__ = ["screen_codes"]


def screen_codes(frame: Any, asked: Asked, table: AnswerTable) -> Any:
    """Add the answers to a frame of Polars in memory, or give None if it holds anything but codes and days.

    Args:
        frame: The frame, as Polars has it.
        asked: Which of its columns ask.
        table: The answers.
    """
    import polars as pl  # noqa: PLC0415 - whoever comes here has it

    if asked.departure is not None or asked.to_column is not None:
        return None
    # Under names of our own: Polars takes one such as `*` for a pattern, of a column as of a frame.
    words, days = (frame.get_column(name).alias(CELL) for name in (asked.nationality, asked.on))
    if (words.dtype, days.dtype) != (pl.String, pl.Date) or words.null_count() or days.null_count():
        return None
    counted = days.cast(pl.Int32)
    if len(frame) == 0 or counted.min() < FIRST_DAY or counted.max() > LAST_DAY:
        return None

    classes = list(dict.fromkeys(table.classes.values()))
    runs = len(table.starts) + 1
    told = [table.told[number] for first in classes for number in table.row(asked.to, first)]
    row_of = np.full(1 << 16, len(told), np.uint32)  # past the rows of all classes: the answer to no code
    row_of[[_as_number(code) for code in table.classes]] = [classes.index(f) * runs for f in table.classes.values()]
    words_of, days_of = pl.selectors.by_name(asked.nationality), pl.selectors.by_name(asked.on)
    code = words_of.cast(pl.Binary).bin.reinterpret(dtype=pl.UInt16, endianness="little")
    first_day, run_of = runs_by_day(table.starts)
    day = (days_of.to_physical() - first_day).clip(0, len(run_of) - 1)
    cell = pl.lit(pl.Series(row_of)).gather(code) + pl.lit(pl.Series(run_of)).gather(day)

    def column(name: str) -> Any:
        of_cells = [getattr(each, name) for each in told] + [None] * runs
        values = pl.Series(of_cells, dtype=pl.Date if name == "until" else None)
        return pl.lit(values).gather(pl.col(CELL)).alias(name)

    problem = [pl.lit(None, pl.String).alias("problem")] if asked.on_invalid == "null" else []
    answers = (column(name) for name in asked.answering if name != "problem")
    coded = frame.lazy().with_columns(cell.alias(CELL))
    screened = coded.with_columns(*answers, *problem).drop(CELL).collect()
    return None if screened["verdict"].null_count() else screened


def _as_number(code: str) -> int:
    """The two letters of a code as one number, the first in the low byte."""
    return int.from_bytes(code.encode("ascii"), "little")
