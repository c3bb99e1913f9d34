"""pandas: `screen`, `numpy.select` on conditions, and codes looked up in a table."""

from typing import Any

import numpy as np
import pandas as pd

from benchmarks import byhand
from benchmarks.columns import Columns
from benchmarks.ways import (
    THREE,
    THREE_CATEGORIES,
    VERDICT,
    VERDICT_CATEGORIES,
    Answers,
    Way,
    screens,
    split,
)


def ways(columns: Columns) -> list[Way]:
    """Give the ways of pandas."""
    frame = frame_of(columns)
    three = ("verdict", "projected", "deciding")
    tables = dict(zip(three, (np.array(table, dtype=object) for table in byhand.run_tables()), strict=True))
    tables["projected"] = tables["projected"].astype(bool)
    starts = np.array(byhand.DAYS, dtype=frame["date"].dtype.str)

    def selected(*names: str) -> Any:
        return frame.assign(**{name: _SELECTIONS[name](frame) for name in names})

    def looked_up(*names: str) -> Any:
        found = indices()
        return frame.assign(**{name: tables[name][found] for name in names})

    def categories(*names: str) -> Any:
        found = indices()
        made = {
            name: _categorical(found, tables[name]) if name != "projected" else tables[name][found] for name in names
        }
        return frame.assign(**made)

    def indices() -> Any:
        codes, uniques = pd.factorize(frame["nationality"])
        class_ = np.array([byhand.number_of(code) for code in uniques])
        return class_[codes] * byhand.RUNS + np.searchsorted(starts, frame["date"].to_numpy(), side="right")

    def way(name: str, gives: str, run: Any) -> Way:
        return Way(name=name, library="pandas", gives=gives, run=run, read=_read)

    return [
        *screens("pandas", frame, _read, columns),
        way("numpy.select", THREE, lambda: selected(*three)),
        way("table", THREE, lambda: looked_up(*three)),
        way("table", THREE_CATEGORIES, lambda: categories(*three)),
        way("numpy.select", VERDICT, lambda: selected("verdict")),
        way("table", VERDICT, lambda: looked_up("verdict")),
        way("table", VERDICT_CATEGORIES, lambda: categories("verdict")),
    ]


def frame_of(columns: Columns) -> Any:
    """Give the rows as a frame of texts and days."""
    nationality = pd.Series(columns.strings).astype("str")
    return pd.DataFrame({"nationality": nationality, "date": columns.dates.astype("datetime64[s]")})


def _categorical(found: Any, table: Any) -> Any:
    values, codes = np.unique(table.astype(str), return_inverse=True)
    return pd.Categorical.from_codes(codes.astype(np.int8)[found], values)


def _verdict(frame: Any) -> Any:
    day, russian = frame["date"], frame["nationality"] == "RU"
    conditions = [
        day < pd.Timestamp(byhand.OPENING),
        frame["nationality"] == "KP",
        (day >= pd.Timestamp(byhand.NOTICE_LAST)) | ~russian,
        day < pd.Timestamp(byhand.NOTICE_FIRST),
    ]
    return np.select(conditions, ["denied", "permitted", "denied", "permitted"], "undetermined")


def _deciding(frame: Any) -> Any:
    day, nationality = frame["date"], frame["nationality"]
    national, russian = nationality == "KP", nationality == "RU"
    western = (day >= pd.Timestamp(byhand.WESTERN)) & (day < pd.Timestamp(byhand.WESTERN_END))
    open_, notice = day >= pd.Timestamp(byhand.OPENING), day >= pd.Timestamp(byhand.NOTICE_FIRST)
    barred = day >= pd.Timestamp(byhand.NOTICE_LAST)
    admitted = russian & (day >= pd.Timestamp(byhand.RUSSIANS))
    closed = day >= pd.Timestamp(byhand.CLOSURE)
    # Combinations, since adding texts row by row costs far more.
    choices = [
        (national & open_, f"{byhand.NATIONALS} {byhand.OPEN}"),
        (national, byhand.NATIONALS),
        (admitted & barred, f"{byhand.ADMITTED} {byhand.BARRED}"),
        (barred, f"{byhand.CLOSED} {byhand.BARRED}"),
        (admitted & open_ & ~notice, f"{byhand.ADMITTED} {byhand.OPEN}"),
        (open_ & ~notice, f"{byhand.CLOSED} {byhand.OPEN}"),
        (admitted, byhand.ADMITTED),
        (western & nationality.isin(byhand.CERTAIN), byhand.WESTERNERS),
        (western & nationality.isin(byhand.POSSIBLE), ""),
        (closed, byhand.CLOSED),
    ]
    return np.select([condition for condition, _ in choices], [text for _, text in choices], "")


_SELECTIONS = {
    "verdict": _verdict,
    "projected": lambda frame: frame["date"] > pd.Timestamp(byhand.SURVEYED),
    "deciding": _deciding,
}


def _read(frame: Any) -> Answers:
    return Answers(
        verdict=frame["verdict"].astype(str).tolist(),
        projected=frame["projected"].tolist() if "projected" in frame else None,
        deciding=[split(value) for value in frame["deciding"].tolist()] if "deciding" in frame else None,
    )
