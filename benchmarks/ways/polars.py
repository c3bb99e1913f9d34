"""Polars: `screen`, the expression that follows the policies, and the one that looks answers up in a table."""

from typing import Any

import polars as pl

from benchmarks import byhand
from benchmarks.columns import Columns
from benchmarks.ways import THREE, THREE_CATEGORIES, VERDICT, VERDICT_CATEGORIES, Answers, Way, screens, split
from benchmarks.ways.numpy import coded

_THREE = ("verdict", "projected", "deciding")
_NATIONALITY, _DAY = pl.col("nationality"), pl.col("date")


def ways(columns: Columns) -> list[Way]:
    """Give the ways of Polars."""
    frame = frame_of(columns)
    numbers = pl.Series([byhand.number_of(code) for code in columns.codes], dtype=pl.UInt8)
    codes = pl.Enum(list(columns.codes))

    def looked_up(*names: str, categories: bool = False) -> pl.DataFrame:
        # The place is worked out in a step of its own, or Polars would work it out again for each column.
        found = frame.lazy().with_columns(_place(codes, numbers).alias("_place"))
        tables = {name: pl.lit(_TABLES[categories][name]) for name in names}
        made = (table.gather(pl.col("_place")).alias(name) for name, table in tables.items())
        return found.with_columns(*made).drop("_place").collect()

    def expressed(*names: str) -> pl.DataFrame:
        return frame.lazy().with_columns(*(_EXPRESSIONS[name].alias(name) for name in names)).collect()

    def way(name: str, gives: str, run: Any) -> Way:
        return Way(name=name, library="polars", gives=gives, run=run, read=_read)

    return [
        *screens("polars", frame, _read, columns),
        way("expression", THREE, lambda: expressed(*_THREE)),
        way("table", THREE, lambda: looked_up(*_THREE)),
        way("table", THREE_CATEGORIES, lambda: looked_up(*_THREE, categories=True)),
        way("expression", VERDICT, lambda: expressed("verdict")),
        way("table", VERDICT, lambda: looked_up("verdict")),
        way("table", VERDICT_CATEGORIES, lambda: looked_up("verdict", categories=True)),
    ]


def frame_of(columns: Columns) -> pl.DataFrame:
    """Give the rows as a frame of texts and days."""
    nationality = pl.Series(columns.strings, dtype=pl.String)
    return pl.DataFrame({"nationality": nationality, "date": pl.Series(coded(columns)).cast(pl.Date)})


def _expressions() -> dict[str, pl.Expr]:
    national, russian = pl.col("nationality") == "KP", pl.col("nationality") == "RU"
    open_, barred = _DAY >= byhand.OPENING, _DAY >= byhand.NOTICE_LAST
    western = (_DAY >= byhand.WESTERN) & (_DAY < byhand.WESTERN_END)
    verdict = (
        pl.when(~open_)
        .then(pl.lit("denied"))
        .when(national)
        .then(pl.lit("permitted"))
        .when(barred | ~russian)
        .then(pl.lit("denied"))
        .when(_DAY < byhand.NOTICE_FIRST)
        .then(pl.lit("permitted"))
        .otherwise(pl.lit("undetermined"))
    )
    entry = (
        pl.when(national)
        .then(pl.lit(byhand.NATIONALS))
        .when(russian & (_DAY >= byhand.RUSSIANS))
        .then(pl.lit(byhand.ADMITTED))
        .when(western & _NATIONALITY.is_in(byhand.CERTAIN))
        .then(pl.lit(byhand.WESTERNERS))
        .when(western & _NATIONALITY.is_in(byhand.POSSIBLE))
        .then(pl.lit(""))
        .when(_DAY >= byhand.CLOSURE)
        .then(pl.lit(byhand.CLOSED))
        .otherwise(pl.lit(""))
    )
    site = (
        pl.when(~open_)
        .then(pl.lit(""))
        .when(national | (_DAY < byhand.NOTICE_FIRST))
        .then(pl.lit(byhand.JOIN + byhand.OPEN))
        .when(barred)
        .then(pl.lit(byhand.JOIN + byhand.BARRED))
        .otherwise(pl.lit(""))
    )
    return {"verdict": verdict, "projected": byhand.SURVEYED < _DAY, "deciding": entry + site}


_EXPRESSIONS = _expressions()


def _tables(*, categories: bool) -> dict[str, pl.Series]:
    tables = {name: pl.Series(values) for name, values in zip(_THREE, byhand.run_tables(), strict=True)}
    if categories:
        for name in ("verdict", "deciding"):
            tables[name] = tables[name].cast(pl.Enum(tables[name].unique(maintain_order=True)))
    return tables


_TABLES = {categories: _tables(categories=categories) for categories in (False, True)}


def _place(codes: Any, numbers: pl.Series) -> pl.Expr:
    """The place of the answer in a table of all: by the nationality's class, and the number of the run."""
    class_ = pl.lit(numbers).gather(_NATIONALITY.cast(codes).to_physical())
    run = pl.sum_horizontal([(day <= _DAY).cast(pl.UInt8) for day in byhand.DAYS])
    return class_.cast(pl.UInt32) * byhand.RUNS + run


def _read(frame: Any) -> Answers:
    names = frame.columns
    return Answers(
        verdict=frame["verdict"].cast(pl.String).to_list(),
        projected=frame["projected"].to_list() if "projected" in names else None,
        deciding=[split(value) for value in frame["deciding"].to_list()] if "deciding" in names else None,
    )
