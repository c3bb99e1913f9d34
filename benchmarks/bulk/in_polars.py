"""The best expression of Polars by hand: it looks answers up in a table."""

from collections.abc import Sequence

import polars as pl

from benchmarks.bulk import by_hand
from benchmarks.bulk.columns import Columns, Way
from benchmarks.bulk.screens import frames, read

_NATIONALITY, _DAY = pl.col("nationality"), pl.col("date")


def ways(columns: Columns) -> list[Way]:
    """Return the only way."""
    frame: pl.DataFrame = frames(columns)["polars"]
    tables = {name: pl.lit(pl.Series(values)) for name, values in by_hand.tables().items()}
    place = _place(columns.codes).alias("_place")

    def looked_up() -> pl.DataFrame:
        # The place is computed in its own step, or Polars would compute it again for each column.
        made = (table.gather(pl.col("_place")).alias(name) for name, table in tables.items())
        return frame.lazy().with_columns(place).with_columns(*made).drop("_place").collect()

    return [Way(library="polars", name="table by hand", run=looked_up, read=read)]


def _place(codes: Sequence[str]) -> pl.Expr:
    """Return the place of the answer in the tables, from the class of the nationality and the number of the run."""
    numbers = pl.Series([by_hand.number_of(code) for code in codes], dtype=pl.UInt8)
    class_ = pl.lit(numbers).gather(_NATIONALITY.cast(pl.Enum(list(codes))).to_physical())
    run = pl.sum_horizontal([(day <= _DAY).cast(pl.UInt8) for day in by_hand.DAYS])
    return class_.cast(pl.UInt32) * by_hand.RUNS + run
