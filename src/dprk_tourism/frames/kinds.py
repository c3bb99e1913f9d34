"""The kinds of columns, those that narwhals does not tell included."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, cast

import narwhals.stable.v2 as nw
import pyarrow as pa

__all__ = ["kinds", "of_known_kind"]


def kinds(frame: Any, asking: Iterable[str]) -> Mapping[str, Any]:
    """Give the kind of each column of a frame.

    Args:
        frame: A frame of narwhals; a plan is not run.
        asking: The columns whose kinds matter.
    """
    schema = dict(frame.collect_schema())
    for name in asking if isinstance(frame, nw.DataFrame) else ():
        if schema.get(name) == nw.Unknown:
            schema[name] = of_known_kind(frame.get_column(name).head(0)).dtype
    return schema


def of_known_kind(series: "nw.Series[Any]") -> "nw.Series[Any]":
    """Give a column in a kind that narwhals tells, where there is one with the same meaning; else as it is.

    Args:
        series: A column.
    """
    if series.dtype != nw.Unknown:
        return series
    native = series.to_native()
    kind: Any = getattr(native, "dtype", None)
    if getattr(kind, "tz", None) is not None:  # of pandas, in a zone such as Etc/GMT-9
        native = native.dt.tz_convert("UTC")
    elif (on_arrow := getattr(kind, "pyarrow_dtype", None)) in _PLAIN:  # of pandas, on Arrow
        native = native.astype(kind.__class__(_PLAIN[on_arrow]))
    elif isinstance(native, pa.ChunkedArray) and native.type in _PLAIN:
        native = native.cast(_PLAIN[native.type])
    return cast("nw.Series[Any]", nw.from_native(native, series_only=True))


_PLAIN: Final = {pa.date64(): pa.date32(), pa.string_view(): pa.large_string()}
