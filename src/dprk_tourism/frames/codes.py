"""Frames of Polars whose rows hold codes and days and nothing else, which is nearly all: by expressions of its own.

Polars works on a column with every core, and on several columns at once; what its engine can say by itself is not
coded outside. What it cannot say is whether a word that is no code is a name, so one such word, or an empty field,
and the frame goes the way of all others.
"""

from datetime import date
from typing import Any, Final

from dprk_tourism.frames.asked import CELL, Asked
from dprk_tourism.frames.columns import FIRST_DAY, LAST_DAY
from dprk_tourism.tables import AnswerTable

__all__ = ["screen_codes"]

_MOST_STARTS: Final = 64
"""How many breakpoints a day is compared with; past that, to look it up is faster."""


def screen_codes(frame: Any, asked: Asked, table: AnswerTable) -> Any:
    """Add the answers to a frame of Polars in memory, or give None if it holds anything but codes and days.

    Args:
        frame: The frame, as Polars has it.
        asked: Which of its columns ask.
        table: The answers.
    """
    import polars as pl  # noqa: PLC0415 - whoever comes here has it

    if asked.departure is not None or asked.to_column is not None or len(table.starts) > _MOST_STARTS:
        return None
    words, days = frame[asked.nationality], frame[asked.on]
    if (words.dtype, days.dtype) != (pl.String, pl.Date) or words.null_count() or days.null_count():
        return None
    counted = days.to_physical()
    if len(frame) == 0 or counted.min() < FIRST_DAY or counted.max() > LAST_DAY:
        return None

    classes = list(dict.fromkeys(table.classes.values()))
    told = [table.told[number] for first in classes for number in table.row(asked.to, first)]
    runs = len(table.starts) + 1
    row_of = pl.Series([classes.index(first) * runs for first in table.classes.values()], dtype=pl.UInt32)
    row = pl.lit(row_of).gather(
        pl.col(asked.nationality).cast(pl.Enum(list(table.classes)), strict=False).to_physical()
    )
    starts = [date(day.year, day.month, day.day) for day in table.starts]
    run = pl.sum_horizontal(pl.lit(0, pl.UInt8), *((pl.col(asked.on) >= day).cast(pl.UInt8) for day in starts))

    def column(name: str) -> Any:
        values = pl.Series([getattr(each, name) for each in told], dtype=pl.Date if name == "until" else None)
        return pl.lit(values).gather(pl.col(CELL)).alias(name)

    problem = [pl.lit(None, pl.String).alias("problem")] if asked.on_invalid == "null" else []
    answers = (column(name) for name in asked.answering if name != "problem")
    coded = frame.lazy().with_columns((row + run).alias(CELL))
    screened = coded.with_columns(*answers, *problem).drop(CELL).collect()
    return None if screened["verdict"].null_count() else screened
