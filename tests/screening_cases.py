"""Frames of visits for the tests of `screen`: the same rows in every library, and the expected answer of each row.

The expected answers come from `History.decide`, one row at a time, which the other laws check.
"""

import datetime as dt
import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias

import attrs
import duckdb
import pandas as pd
import polars as pl
from hypothesis import strategies as st

from dprk_tourism import DprkTourismError, History, Visit
from dprk_tourism._model.days import Day
from dprk_tourism.testing import histories

Row: TypeAlias = Mapping[str, Any]
Expected: TypeAlias = tuple[str, bool, str, str, dt.date | None]

WORDS: Final = (
    "RU",
    "CN",
    "US",
    "AU",
    "CA",
    "KP",
    "ru",
    "RUS",
    "Russia",
    "the Russian",
    "Côte d'Ivoire",
    "South Korea",
    "Niger (the)",
    "Puerto Rico",
    "D",
    "XXA",
)
BAD_WORDS: Final = (None, "", "zz", "Korea", "RU\n", "Ruritania", "é", "USSR", "\N{NUMERO SIGN}")
BAD_TEXTS: Final = (
    "2025-07-10T09:00",
    "2025-07-10T09:60Z",
    "2025-02-30 00:00",
    "9999-12-31T23:59:59Z",
    "2025-07-10 soon",
    "2025-02-29",
    "2025-2-1",
    "20250201",
    "2025-02-01\n",
    "0000-01-01",
    "2025-13-01",
    "soon",
    "",
)
GOOD_TEXTS: Final = (
    *("2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31"),
    *("2025-05-10T15:00:00Z", "2025-05-10 00:00:00", "2025-05-10T23:30:00.5+08:30", "9999-12-31T14:59:59Z"),
)


@st.composite
def histories_and_visits(draw: st.DrawFn) -> tuple[History, Sequence[Row]]:
    """Histories with rows of visits around the days of their events; some rows are not valid questions."""
    history = draw(histories())
    windows = [history.window(event) for event in history.events]
    ends = {day for window in windows for day in (window.earliest, window.latest)}
    near = sorted(day for day in ends if day is not None)
    rows = st.builds(
        _row,
        who=st.sampled_from([*WORDS, *WORDS, *BAD_WORDS]),
        place=st.sampled_from([*history.places, *history.places, *history.places, "nowhere", None]),
        day=st.sampled_from([*(dt.date.fromordinal(day.toordinal() + n) for day in near for n in (-1, 0, 1)), None]),
        stays=st.sampled_from([0, 1, 5, 30, 30, -1, None]),
        hour=st.sampled_from([0, 0, 0, 9, 15, 23]),
        text=st.sampled_from([*[None] * 6, *BAD_TEXTS, *GOOD_TEXTS]),
    )
    return history, draw(st.lists(rows, min_size=3, max_size=8))


def _row(
    *, who: str | None, place: str | None, day: dt.date | None, stays: int | None, hour: int, text: str | None
) -> Row:
    """A row with its day in every form that a column can have; *text* replaces the day if there is one."""
    naive = None if day is None else dt.datetime.combine(day, dt.time(hour))
    return {
        "who": who,
        "place": place,
        "day": day,
        "text": day.isoformat() if text is None and day is not None else text,
        "naive": naive,
        "zoned": None if naive is None else naive.replace(tzinfo=dt.UTC),
        "far": None if naive is None else naive.replace(tzinfo=dt.UTC),
        "leaves": None if day is None or stays is None else day + dt.timedelta(days=stays),
    }


def expected_answer(history: History, row: Row, asking: Mapping[str, Any]) -> Expected | None:
    """Return the expected answer of a row; None if it is not a valid question."""
    arrival = row[asking["on"]]
    departure = row[asking["departure"]] if asking.get("departure") else arrival
    place = row[asking["to_column"]] if asking.get("to_column") else asking["to"]
    if row["who"] is None or place is None or arrival is None or departure is None:
        return None
    if asking["on"] == "naive":  # a frame without a type for days writes a day as midnight
        if arrival.time() != dt.time(0):
            return None
        departure = arrival.date() if departure is arrival else departure
        arrival = arrival.date()
    try:
        decision = history.decide(Visit(row["who"], place, arrival, departure), strict=asking.get("strict", False))
    except DprkTourismError:
        return None
    last = decision.stretches[-1]
    until = last.span.last
    for stretch in history.timeline(row["who"], place, strict=asking.get("strict", False)).stretches:
        # The answer holds until the columns change.
        if until is not None and stretch.span.start == Day.fromordinal(until.toordinal() + 1) and _same(last, stretch):
            until = stretch.span.last
    words = " ".join(decision.deciding), " ".join(decision.conditions)
    return decision.verdict.value, decision.projected, *words, until


def _same(one: Any, other: Any) -> bool:
    deciding = [[(finding.layer, finding.deciding) for finding in each.findings] for each in (one, other)]
    same = (one.verdict, one.projected, one.conditions) == (other.verdict, other.projected, other.conditions)
    return same and deciding[0] == deciding[1]


# --- libraries

_DTYPES: Final = {
    "who": pl.String(),
    "place": pl.String(),
    "day": pl.Date(),
    "text": pl.String(),
    "naive": pl.Datetime("us"),
    "zoned": pl.Datetime("us", "UTC"),
    "far": pl.Datetime("ms", "America/New_York"),
    "leaves": pl.Date(),
}


def polars(rows: Sequence[Row]) -> pl.DataFrame:
    """The rows as a frame of Polars."""
    return pl.DataFrame({name: pl.Series([row[name] for row in rows], dtype=dtype) for name, dtype in _DTYPES.items()})


def categories(rows: Sequence[Row]) -> pl.DataFrame:
    """The rows as a frame of Polars with categorical columns."""
    return polars(rows).with_columns(pl.col("who", "place", "text").cast(pl.Categorical()))


def chunked(rows: Sequence[Row]) -> pl.DataFrame:
    """The rows as a frame of Polars in two chunks."""
    whole = polars(rows)
    return pl.concat([whole[: len(rows) // 2], whole[len(rows) // 2 :]], rechunk=False)


def pandas(rows: Sequence[Row]) -> Any:
    """The rows as a frame of pandas with its default types and an index of its own."""
    frame = polars(rows).to_pandas()
    return frame.set_index(frame.index * 2 + 7)


def pandas_objects(rows: Sequence[Row]) -> Any:
    """The rows as a frame of pandas with the type `object` in every column."""
    return pd.DataFrame({name: pd.Series([row[name] for row in rows], dtype=object) for name in _DTYPES})


def pandas_categories(rows: Sequence[Row]) -> Any:
    """The rows as a frame of pandas with categorical columns."""
    return pandas(rows).astype({"who": "category", "place": "category", "text": "category"})


def duckdb_relation(rows: Sequence[Row]) -> Any:
    """The rows as a relation of DuckDB, on a connection of its own."""
    return duckdb.connect().from_arrow(polars(rows).to_arrow())


def read_pandas(frame: Any) -> list[dict[str, Any]]:
    """The rows of a frame of pandas, with None for every kind of missing value."""
    return [
        {name: None if _is_nothing(value) else value for name, value in row.items()}
        for row in frame.astype(object).to_dict("records")
    ]


def _is_nothing(value: Any) -> bool:
    return value is None or value is pd.NA or value is pd.NaT or value != value  # noqa: PLR0124 - not a number


@attrs.frozen
class Library:
    """How a frame of one library is made and read."""

    make: Callable[[Sequence[Row]], Any]
    read: Callable[[Any], list[dict[str, Any]]]


def _read_polars(frame: pl.DataFrame) -> list[dict[str, Any]]:
    return frame.rows(named=True)


LIBRARIES: Final = {
    "polars": Library(polars, _read_polars),
    "polars in categories": Library(categories, _read_polars),
    "polars in chunks": Library(chunked, _read_polars),
    "polars, lazy": Library(lambda rows: polars(rows).lazy(), lambda frame: _read_polars(frame.collect())),
    "polars, lazy, in categories": Library(
        lambda rows: categories(rows).lazy(), lambda frame: _read_polars(frame.collect())
    ),
    "pyarrow": Library(lambda rows: polars(rows).to_arrow(), lambda table: table.to_pylist()),
    "pyarrow, short": Library(
        lambda rows: polars(rows).to_arrow(compat_level=pl.CompatLevel.oldest()), lambda table: table.to_pylist()
    ),
    "pandas": Library(pandas, read_pandas),
    "pandas in categories": Library(pandas_categories, read_pandas),
    "pandas on Arrow": Library(lambda rows: polars(rows).to_pandas(use_pyarrow_extension_array=True), read_pandas),
    "pandas of objects": Library(pandas_objects, read_pandas),
    "duckdb": Library(duckdb_relation, lambda relation: _read_polars(relation.pl())),
}


ZONES: Final = ("UTC", "America/New_York", "Asia/Pyongyang", "Pacific/Apia")
"""Zones of a session: the day ends in them at other times than in Pyongyang, or at the same time."""

AT_THE_EDGES: Final = {
    -63_517_780_800_000_000: "day-impossible",  # 15 March 44 BC
    -62_135_626_980_000_001: "day-impossible",
    -62_135_626_980_000_000: "denied",  # 0001-01-01 in Pyongyang, at 15:37 UTC of the day before
    -62_135_596_800_000_000: "denied",  # 0001-01-01T00:00:00Z
    1_752_591_599_999_999: "permitted",  # 2025-07-15T14:59:59.999999Z
    1_752_591_600_000_000: "undetermined",  # 2025-07-16 in Pyongyang
    253_402_268_399_000_000: "denied",  # 9999-12-31T14:59:59Z
    253_402_268_400_000_000: "day-impossible",  # 10000-01-01 in Pyongyang
    253_402_300_799_000_000: "day-impossible",  # 9999-12-31T23:59:59Z, which many tables write for "no end"
    253_402_300_800_000_000: "day-impossible",
}
"""Datetimes at both ends of the calendar, in microseconds from 1970, with the answer to a Russian at the resort."""


def random_rows(chance: random.Random, count: int) -> list[Row]:
    """Rows of visits around the days of the article, for engines that are too slow for many frames."""
    near = ["2020-01-22", "2024-02-09", "2025-02-20", "2025-03-05", "2025-07-01", "2025-07-16", "2025-07-18"]
    days = [dt.date.fromisoformat(day) + dt.timedelta(days=n) for day in near for n in (-1, 0, 1)]
    return [
        _row(
            who=chance.choice([*WORDS, *WORDS, *BAD_WORDS]),
            place=chance.choice(["dprk", "wonsan-kalma", "dprk", "wonsan-kalma", "nowhere", None]),
            day=chance.choice([*days, None]),
            stays=chance.choice([0, 1, 5, 30, -1, None]),
            hour=chance.choice([0, 0, 0, 9, 15, 23]),
            text=chance.choice([*[None] * 6, *BAD_TEXTS, *GOOD_TEXTS]),
        )
        for _ in range(count)
    ]
