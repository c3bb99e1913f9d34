"""Polars by hand: an expression that follows the policies, and one that looks answers up in a table."""

from collections.abc import Sequence

import polars as pl

from benchmarks.bulk import by_hand
from benchmarks.bulk.columns import Columns, Way
from benchmarks.bulk.screens import frames, read

NAMES = ("polars: expression by hand", "polars: table by hand")

_NATIONALITY, _DAY = pl.col("nationality"), pl.col("date")


def ways(columns: Columns) -> list[Way]:
    """Return the ways of Polars."""
    frame: pl.DataFrame = frames(columns)["polars"]
    tables = {name: pl.lit(pl.Series(values)) for name, values in by_hand.tables().items()}
    place = _place(columns.codes).alias("_place")
    expressions = _expressions()

    def looked_up() -> pl.DataFrame:
        # The place is computed in its own step, or Polars would compute it again for each column.
        made = (table.gather(pl.col("_place")).alias(name) for name, table in tables.items())
        return frame.lazy().with_columns(place).with_columns(*made).drop("_place").collect()

    def expressed() -> pl.DataFrame:
        return frame.lazy().with_columns(**expressions).collect()

    return [
        Way(library="polars", name=name, run=run, read=read)
        for name, run in (("expression by hand", expressed), ("table by hand", looked_up))
    ]


def _place(codes: Sequence[str]) -> pl.Expr:
    """Return the place of the answer in the tables, from the class of the nationality and the number of the run."""
    numbers = pl.Series([by_hand.number_of(code) for code in codes], dtype=pl.UInt8)
    class_ = pl.lit(numbers).gather(_NATIONALITY.cast(pl.Enum(list(codes))).to_physical())
    run = pl.sum_horizontal([(day <= _DAY).cast(pl.UInt8) for day in by_hand.DAYS])
    return class_.cast(pl.UInt32) * by_hand.RUNS + run


def _expressions() -> dict[str, pl.Expr]:
    national, russian = _NATIONALITY == "KP", _NATIONALITY == "RU"
    open_, barred = _DAY >= by_hand.OPENING, _DAY >= by_hand.NOTICE_LAST
    western = (_DAY >= by_hand.WESTERN) & (_DAY < by_hand.WESTERN_END)
    before_notice = _DAY < by_hand.NOTICE_FIRST
    verdict = _first(
        (~open_, "denied"),
        (national, "permitted"),
        (barred | ~russian, "denied"),
        (before_notice, "permitted"),
        otherwise="undetermined",
    )
    entry = _first(
        (national, by_hand.NATIONALS),
        (russian & (_DAY >= by_hand.RUSSIANS), by_hand.ADMITTED),
        (western & _NATIONALITY.is_in(by_hand.CERTAIN), by_hand.WESTERNERS),
        (western & _NATIONALITY.is_in(by_hand.POSSIBLE), ""),
        (_DAY >= by_hand.CLOSURE, by_hand.CLOSED),
    )
    site = _first((~open_, ""), (national | before_notice, f" {by_hand.OPEN}"), (barred, f" {by_hand.BARRED}"))
    return {"verdict": verdict, "projected": _DAY > by_hand.SURVEYED, "deciding": entry + site}


def _first(*cases: tuple[pl.Expr, str], otherwise: str = "") -> pl.Expr:
    return pl.coalesce(*(pl.when(condition).then(pl.lit(text)) for condition, text in cases), pl.lit(otherwise))
