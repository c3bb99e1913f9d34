"""`screen` on the frames of each library."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa

import dprk_tourism as dt
from benchmarks.bulk import by_hand
from benchmarks.bulk.columns import Columns, Way


def frames(columns: Columns) -> dict[str, Any]:
    """Return the rows as a frame of strings and dates of each library."""
    dates = columns.dates.astype("datetime64[D]")
    return {
        "polars": pl.DataFrame(
            {"nationality": pl.Series(columns.strings, dtype=pl.String), "date": pl.Series(columns.dates).cast(pl.Date)}
        ),
        "pandas": pd.DataFrame(
            {"nationality": pd.Series(columns.strings).astype("str"), "date": dates.astype("datetime64[s]")}
        ),
        "pyarrow": pa.table({"nationality": pa.array(columns.strings, pa.string()), "date": pa.array(dates)}),
    }


def ways(columns: Columns) -> list[Way]:
    """Return a way for each library."""
    return [
        Way(library=library, name="screen", run=partial(dt.screen, frame, history=columns.history), read=read)
        for library, frame in frames(columns).items()
    ]


def read(found: Any) -> Mapping[str, Sequence[Any]]:
    """Return the three columns of answers as lists."""
    return {name: list(map(_python, found[name])) for name in by_hand.THREE}


def _python(value: Any) -> Any:
    return value.as_py() if isinstance(value, pa.Scalar) else value
