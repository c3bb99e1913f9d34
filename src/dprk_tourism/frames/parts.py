"""Plans whose engine hands over its rows in parts that lie in memory: Dask's partitions, Polars' batches.

Each part is screened when its turn comes, so a row that cannot be asked is told of then, not when the plan is made,
and without a number: no part knows how many rows lie before it.
"""

import pickle
import sys
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

import narwhals.stable.v2 as nw

from dprk_tourism.frames.asked import ANSWERS, Asked
from dprk_tourism.frames.eager import Screener
from dprk_tourism.frames.table import AnswerTable

__all__ = ["screen_dask", "screen_polars"]


def is_dask(frame: object) -> bool:
    """Give whether something is a frame of Dask.

    Args:
        frame: What was given for a frame.
    """
    dask = sys.modules.get("dask.dataframe")  # who has such a frame has loaded it
    return dask is not None and isinstance(frame, dask.DataFrame)


def screen_dask(frame: Any, asked: Asked, table: AnswerTable) -> Any:
    """Add the answers to a frame of Dask.

    Args:
        frame: The frame, as Dask has it.
        asked: Which of its columns ask.
        table: The answers.
    """
    screened = _sent(_screened, asked, table)
    return frame.map_partitions(screened, meta=screened(frame._meta))  # noqa: SLF001 - Dask has no public name for it


def _sent(step: Callable[..., Any], asked: Asked, table: AnswerTable) -> Callable[[Any], Any]:
    """A step of a plan, as it is sent to other processes; Dask names it by what it is made of, too."""
    return partial(step, asked=asked, history=pickle.dumps(table.history), strict=table.strict)


def _screened(part: Any, *, asked: Asked, history: bytes, strict: bool) -> Any:
    frame = nw.from_native(part, eager_only=True)
    return frame.with_columns(*_screener(asked, history, strict).columns(frame, first_row=None)).to_native()


@lru_cache(maxsize=8)
def _screener(asked: Asked, history: bytes, strict: bool) -> Screener:  # noqa: FBT001 - as cached
    # Text, not categories: each partition would have categories of its own.
    return Screener(asked, AnswerTable(pickle.loads(history), strict), nw.String())  # noqa: S301 - we pickled it


def screen_polars(frame: Any, asked: Asked, table: AnswerTable) -> Any:
    """Add the answers to a lazy frame of Polars, as one expression.

    Args:
        frame: The frame, as Polars has it.
        asked: Which of its columns ask.
        table: The answers.
    """
    import polars as pl  # noqa: PLC0415 - whoever comes here has it

    kinds = {"projected": pl.Boolean(), "until": pl.Date()}
    asking = pl.selectors.by_name(*asked.asking)  # by name alone, a column called `*` would be all of them
    answers = pl.struct(asking).map_batches(
        _sent(answers_to, asked, table),
        return_dtype=pl.Struct({name: kinds.get(name, pl.String()) for name in asked.answering}),
        is_elementwise=True,
    )
    return frame.with_columns(answers.alias(ANSWERS)).unnest(ANSWERS)


def answers_to(visits: Any, *, asked: Asked, history: bytes, strict: bool) -> Any:
    """Give the answers to a batch of Polars, both as one column whose fields are columns.

    Args:
        visits: The columns that ask, of some rows.
        asked: Which of them ask what.
        history: The history that answers, pickled.
        strict: Whether days past the last one surveyed are undetermined.
    """
    frame = nw.from_native(visits.struct.unnest(), eager_only=True)
    columns = _screener(asked, history, strict).columns(frame, first_row=None)
    return frame.select(*columns).to_native().to_struct(ANSWERS)
