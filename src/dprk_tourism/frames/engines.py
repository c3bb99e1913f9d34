"""Choose the engine that answers a frame, and check the frame first."""

import sys
from collections.abc import Iterable, Iterator
from typing import Any, cast

import narwhals.stable.v2 as nw
from narwhals.exceptions import DuplicateError

from dprk_tourism.errors import InvalidRowsError, InvalidValueError, WrongTypeError
from dprk_tourism.frames.columns import PLAIN, Column, type_of, wrong_column
from dprk_tourism.frames.eager import Screener, screen_eager
from dprk_tourism.frames.lazy import screen_dask, screen_polars
from dprk_tourism.frames.request import SHOWN, Request
from dprk_tourism.frames.sql import check_sql_names, screen_sql
from dprk_tourism.frames.table import AnswerTable, arrow_segments, table_of
from dprk_tourism.history import HistoryLike, to_history

__all__ = ["arrow_segments", "screen_batches", "screen_frame"]


def screen_frame(native: Any, request: Request, history: HistoryLike, *, strict: bool) -> Any:
    """Add the answers to a frame of any supported library."""
    table = _table(request, history, strict=strict)
    if _is_dask(native):
        _check_dask(native, request)
        return screen_dask(native, request, table)
    frame = _known(native)
    if isinstance(frame, nw.DataFrame):
        request.check_names(frame.columns)
        return screen_eager(frame, request, table).to_native()
    if frame.implementation.is_polars():
        _check_lazy(frame, request)
        return screen_polars(native, request, table)
    check_sql_names(frame, request)
    _check_lazy(frame, request)
    return screen_sql(frame, request, table).to_native()


def screen_batches(batches: Iterable[Any], request: Request, history: HistoryLike, *, strict: bool) -> Iterator[Any]:
    """Yield frames in memory with their answers; they are parts of one, so their rows are counted through.

    After an invalid row no frame is yielded, and the rest is read only to count such rows.
    """
    table = _table(request, history, strict=strict)
    screener, rows = Screener(request, table, nw.String()), 0
    count = 0
    described: list[str] = []  # not the errors themselves, which would keep every batch in memory
    for batch in batches:
        frame = _known(batch)
        request.check_names(frame.columns)
        try:
            columns = screener.columns(frame, first_row=rows)
        except InvalidRowsError as error:
            count += int(error.count)
            described += error.rows[: SHOWN - len(described)]
        else:
            if not count:
                yield frame.with_columns(*columns).to_native()
        rows += len(frame)
    if count:
        raise InvalidRowsError(count, tuple(described))


def _table(request: Request, history: HistoryLike, *, strict: bool) -> AnswerTable:
    table = table_of(to_history(history), strict=strict)
    request.check_history(table.history)
    return table


def _known(frame: object) -> Any:
    if type(frame).__module__.partition(".")[0] == "narwhals":  # the result would not be a frame of narwhals
        raise WrongTypeError("a data frame of another library (call `to_native()` first)", type(frame))
    try:
        return nw.from_native(cast("Any", frame))
    except TypeError:
        raise WrongTypeError("a data frame of pandas, Polars, PyArrow, DuckDB, Dask or PySpark", frame) from None
    except DuplicateError as error:
        said = " ".join(str(error).split())
        raise InvalidValueError(f"Two columns of the frame have the same name: {said}") from None


def _is_dask(frame: object) -> bool:
    dask = sys.modules.get("dask.dataframe")  # loaded, if the frame is of Dask
    return dask is not None and isinstance(frame, dask.DataFrame)


def _check_dask(frame: Any, request: Request) -> None:
    meta = _known(frame._meta)  # noqa: SLF001 - Dask has no public name for its frame without rows
    request.check_names(meta.columns)
    for name in request.inputs:
        column, days = Column.of(meta, name), name in (request.on, request.departure)
        if not column.is_readable(days=days) and not frame[name].isna().all().compute():
            raise wrong_column(name, type_of(column.series), days=days)


def _check_lazy(frame: "nw.LazyFrame[Any]", request: Request) -> None:
    schema = frame.collect_schema()
    request.check_names(schema)
    for name in request.inputs:
        days = name in (request.on, request.departure)
        readable = (nw.String, nw.Categorical, nw.Enum, *((nw.Date, nw.Datetime) if days else ()))
        if not isinstance(schema[name], readable) and not _is_empty(frame, name):
            raise wrong_column(name, schema[name], days=days)


def _is_empty(frame: "nw.LazyFrame[Any]", column: str) -> bool:
    """Query whether a column has no value at all, so that its type does not matter."""
    if frame.implementation.is_polars():  # which would read a name such as `*` as a pattern
        import polars as pl  # noqa: PLC0415 - loaded, since the frame is of Polars

        frame = nw.from_native(frame.to_native().select(pl.selectors.by_name(column).alias(PLAIN)))
        column = PLAIN
    return bool(frame.select(nw.col(column).is_null().all()).collect().item())
