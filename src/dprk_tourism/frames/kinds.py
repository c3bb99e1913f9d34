"""The kinds of columns, those that narwhals does not tell included."""

from collections.abc import Mapping
from typing import Any, Final, cast

import narwhals.stable.v2 as nw
import pyarrow as pa

__all__ = ["kinds", "of_known_kind"]


def kinds(frame: Any) -> Mapping[str, Any]:
    """Give the kind of each column of a frame.

    Args:
        frame: A frame of narwhals; a plan is not run.
    """
    schema = frame.collect_schema()
    # Dask hands over frames of pandas, and keeps one without rows to tell its kinds by.
    rows = nw.from_native(frame.to_native()._meta) if frame.implementation.is_dask() else frame  # noqa: SLF001
    if isinstance(rows, nw.LazyFrame):
        return dict(schema)
    return {name: of_known_kind(rows[name][:0]).dtype if kind == nw.Unknown else kind for name, kind in schema.items()}


def of_known_kind(series: "nw.Series[Any]") -> "nw.Series[Any]":
    """Give a column in a kind that narwhals tells, where there is one with the same meaning; else as it is.

    Args:
        series: A column.
    """
    native = series.to_native()
    if series.dtype != nw.Unknown:
        return series
    if getattr(getattr(native, "dtype", None), "tz", None) is not None:  # of pandas, in a zone such as Etc/GMT-9
        native = native.dt.tz_convert("UTC")
    elif isinstance(native, pa.ChunkedArray) and native.type in _PLAIN:
        native = native.cast(_PLAIN[native.type])
    return cast("nw.Series[Any]", nw.from_native(native, series_only=True))


_PLAIN: Final = {pa.date64(): pa.date32(), pa.string_view(): pa.large_string()}
