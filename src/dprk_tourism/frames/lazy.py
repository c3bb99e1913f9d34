"""The engines for lazy frames in batches: Polars and Dask.

A batch is answered in memory when its turn comes, without the number of its first row.
"""

import pickle
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

import narwhals.stable.v2 as nw

from dprk_tourism.frames.eager import Screener, with_answers
from dprk_tourism.frames.request import ANSWERS, Request
from dprk_tourism.frames.table import AnswerTable


def screen_dask(frame: Any, request: Request, table: AnswerTable) -> Any:
    """Add the answers to a frame of Dask."""
    step = _portable(_screened, request, table)
    return frame.map_partitions(step, meta=step(frame._meta))  # noqa: SLF001 - Dask has no public name for it


def screen_polars(frame: Any, request: Request, table: AnswerTable) -> Any:
    """Add the answers to a lazy frame of Polars, as one expression."""
    import polars as pl  # noqa: PLC0415 - loaded, since the frame is of Polars

    dtypes = {"projected": pl.Boolean(), "last_day": pl.Date()}
    inputs = pl.selectors.by_name(*request.inputs)  # `pl.col("*")` would be every column
    answers = pl.struct(inputs).map_batches(
        _portable(answer_batch, request, table),
        return_dtype=pl.Struct({name: dtypes.get(what, pl.String()) for what, name in request.outputs.items()}),
        is_elementwise=True,
    )
    return frame.with_columns(answers.alias(ANSWERS)).unnest(ANSWERS)


def _portable(step: Callable[..., Any], request: Request, table: AnswerTable) -> Callable[[Any], Any]:
    """Return a step with arguments that can be sent to other processes, and that Dask can hash."""
    return partial(step, request=request, history=pickle.dumps(table.history), strict=table.strict)


def _screened(part: Any, *, request: Request, history: bytes, strict: bool) -> Any:
    frame = nw.from_native(part, eager_only=True)
    columns = _screener(request, history, strict).columns(frame, first_row=None)
    return with_answers(frame, columns).to_native()


def answer_batch(visits: Any, *, request: Request, history: bytes, strict: bool) -> Any:
    """Return the answers to a batch of Polars; both are columns of structs."""
    frame = nw.from_native(visits.struct.unnest(), eager_only=True)
    columns = _screener(request, history, strict).columns(frame, first_row=None)
    return frame.select(*columns).to_native().to_struct(ANSWERS)


@lru_cache(maxsize=8)
def _screener(request: Request, history: bytes, strict: bool) -> Screener:  # noqa: FBT001 - as cached
    # Strings, because each partition would have categories of its own.
    return Screener(request, AnswerTable(pickle.loads(history), strict), nw.String())  # noqa: S301 - we pickled it
