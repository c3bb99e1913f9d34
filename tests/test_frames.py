"""Frames of visits: what a screen adds, what it refuses, and the answers of a history as a table."""

import datetime as dt
import functools
import io
import os
import pickle
import random
import re
import signal
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import narwhals
import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from factories import REPORT, country, event, policy
from inline_snapshot import snapshot
from refusals import refused, row_numbers
from screening_cases import AT_THE_EDGES, LIBRARIES, ZONES, Row, random_rows

import dprk_tourism
from dprk_tourism import (
    Audience,
    History,
    InvalidRowsError,
    InvalidValueError,
    MissingExtraError,
    Place,
    UnknownNameError,
    Visit,
    WrongTypeError,
    screen,
    segments,
)
from dprk_tourism._model.days import Day
from dprk_tourism._text import MOST_SUGGESTED
from dprk_tourism.errors import UnknownPlaceError
from dprk_tourism.frames import eager, lazy
from dprk_tourism.frames import sql as frames_sql
from dprk_tourism.frames.engines import screen_batches
from dprk_tourism.frames.request import Request
from dprk_tourism.frames.table import AnswerTable

VISITS = pl.DataFrame({"nationality": ["RU", "Russia", "AE"], "date": ["2025-07-10", "2025-07-17", "2025-07-18"]})
RELATION = duckdb.from_arrow(VISITS.to_arrow())


def sql(query: str) -> Any:
    """A relation of DuckDB."""
    return duckdb.sql(query)


class TestAdded:
    """What a screened frame has more."""

    def test_three_columns(self) -> None:
        """The verdict, whether it is projected, and the policies that decide, separated by spaces."""
        assert [
            ("permitted", False, "russians-admitted resort-open-to-all"),
            ("undetermined", False, "russians-admitted"),
            ("denied", False, "pandemic-closure foreigners-barred"),
        ] == screen(VISITS).select("verdict", "projected", "deciding").rows()

    def test_conditions(self) -> None:
        """R19: what a permission asks for, if that is asked; a denied visit has no conditions."""
        july = pl.DataFrame({"nationality": ["RU", "RU"], "date": ["2025-07-05", "2025-07-12"]})

        assert ["", "organised-tour"] == screen(july, history="record", conditions=True)["conditions"].to_list()
        assert "conditions" not in screen(july, history="record").columns

    def test_last_day(self) -> None:
        """The last day for which the answer holds: of the three the last day surveyed ends the last one."""
        days = [dt.date(2025, 7, 15), dt.date(2025, 7, 17), dt.date(2025, 7, 18)]

        assert days == screen(VISITS, last_day=True)["last_day"].to_list()

    def test_last_day_without_an_end(self) -> None:
        """Where no end is known, `last_day` is empty."""
        later = pl.DataFrame({"nationality": ["RU"], "date": [dt.date(2026, 1, 1)]})

        assert [None] == screen(later, last_day=True)["last_day"].to_list()

    def test_place_by_argument_and_history(self) -> None:
        """The place and the history can be others than the article's resort."""
        august = pl.DataFrame({"nationality": ["RU"], "date": ["2025-08-01"]})

        assert ["permitted"] * 2 == screen(VISITS, to="dprk")["verdict"].to_list()[:2]
        assert ["denied"] == screen(august)["verdict"].to_list()
        assert ["permitted"] == screen(august, history="record")["verdict"].to_list()

    def test_strict(self) -> None:
        """R14: past the last day surveyed, a strict screen gives no verdict."""
        later = pl.DataFrame({"nationality": ["RU"], "date": [dt.date(2025, 7, 19)]})

        assert ["denied"] == screen(later)["verdict"].to_list()
        assert ["undetermined"] == screen(later, strict=True)["verdict"].to_list()

    @pytest.mark.parametrize(
        "frame",
        [VISITS[:0], VISITS[:0].to_arrow(), VISITS[:0].to_pandas(), VISITS[:0].lazy(), RELATION.limit(0)],
        ids=["polars", "pyarrow", "pandas", "polars, lazy", "duckdb"],
    )
    def test_of_no_rows(self, frame: Any) -> None:
        """A frame without rows gets the columns too."""
        screened = screen(frame, last_day=True)

        names = screened.collect_schema().names() if isinstance(screened, pl.LazyFrame) else screened
        names = getattr(names, "column_names", None) or getattr(names, "columns", names)
        assert ["nationality", "date", "verdict", "projected", "deciding", "last_day"] == list(names)

    def test_types_do_not_depend_on_the_rows(self) -> None:
        """With `null`, the columns have the same types whether or not a row is faulty."""
        sound, faulty = VISITS.to_pandas(), VISITS.to_pandas()
        faulty["nationality"] = ["RU", None, "AE"]

        dtypes = [screen(frame, on_invalid="null").dtypes.drop("nationality").astype(str) for frame in (sound, faulty)]

        assert dtypes[0].equals(dtypes[1])

    def test_pandas_has_categories_and_keeps_its_index(self) -> None:
        """In pandas the added string columns are categorical, and the index stays."""
        frame = VISITS.to_pandas().set_index(pd.Index(["a", "b", "c"]))

        screened = screen(frame)

        assert ["a", "b", "c"] == list(screened.index)
        assert ["category", "bool", "category"] == [str(screened[name].dtype) for name in screened.columns[2:]]

    def test_pandas_keeps_its_notes(self) -> None:
        """The attributes of a frame of pandas stay."""
        frame = VISITS.to_pandas()
        frame.attrs["source"] = "the desk"

        assert {"source": "the desk"} == screen(frame).attrs

    def test_a_class_of_its_own(self) -> None:
        """A frame of a class that is based on that of pandas keeps its class, and the fields of that class."""
        frame = GeoFrame({"nationality": ["RU", "US"], "date": ["2025-07-10"] * 2}, index=[7, 7])
        frame.crs = "EPSG:4326"

        screened = screen(frame)

        assert (GeoFrame, "EPSG:4326") == (type(screened), screened.crs)
        assert [7, 7] == screened.index.to_list()
        assert ["permitted", "denied"] == screened["verdict"].to_list()

    @pytest.mark.parametrize("library", [*LIBRARIES])
    def test_screened_twice(self, library: str) -> None:
        """With a prefix for the added columns, a frame can be screened by two histories, and have each problem."""
        rows = random_rows(random.Random(7), 3)  # noqa: S311 - no secret
        make, read = LIBRARIES[library].make, LIBRARIES[library].read
        asked: Any = {"nationality": "who", "on": "day", "on_invalid": "null", "last_day": True}
        added = ["verdict", "projected", "deciding", "last_day", "problem"]

        twice = screen(screen(make(rows), **asked), history="record", prefix="record ", **asked)
        once = screen(make(rows), history="record", **asked)

        found, expected = read(twice), read(once)
        assert [*rows[0], *added, *(f"record {name}" for name in added)] == list(found[0])
        assert [[row[name] for name in added] for row in expected] == [
            [row[f"record {name}"] for name in added] for row in found
        ]
        with refused(InvalidValueError) as caught:
            screen(twice, prefix="record ", **asked)
        assert "`record verdict`" in str(caught.value)

    def test_many_rows(self) -> None:
        """A frame of several slices gets the same answers as a frame of one."""
        many = VISITS[np.tile(np.arange(3), 100_000)]

        assert screen(VISITS)["verdict"].to_list() * 2 == screen(many)["verdict"].tail(6).to_list()
        assert {"permitted": 100_000, "undetermined": 100_000, "denied": 100_000} == dict(
            screen(many)["verdict"].value_counts().iter_rows()
        )

    def test_many_rows_with_a_fault_among_them(self) -> None:
        """A fault in one slice does not change the answers of the others."""
        many = VISITS[np.tile(np.arange(3), 100_000)].extend(
            pl.DataFrame({"nationality": ["zz"], "date": ["2025-07-10"]})
        )

        screened = screen(many, on_invalid="null")

        assert ["undetermined", "denied", None] == screened["verdict"].tail(3).to_list()
        assert 1 == screened["problem"].count()

    def test_the_frame_is_as_it_was(self) -> None:
        """The original frame has no new column."""
        frame = VISITS.to_pandas()
        screen(frame)

        assert ["nationality", "date"] == list(frame.columns)

    @pytest.mark.slow
    def test_many_words(self) -> None:
        """A column with more different words than the cache holds is read correctly."""
        words = [f"word {n}" for n in range(100_001)]
        frame = pl.DataFrame({"nationality": [*words, "Russia"], "date": ["2025-07-10"] * 100_002})

        assert "permitted" == screen(frame, on_invalid="null")["verdict"][-1]
        assert 100_001 == screen(frame, on_invalid="null")["problem"].count()

    def test_a_history_with_many_answers(self) -> None:
        """More answers than fit in a byte are distinguished, by Polars itself and for Arrow."""
        history = many_answers(300)
        days = [dt.date.fromordinal(Day(2001, 1, 1).toordinal() + n) for n in range(300)]
        frame = pl.DataFrame({"nationality": ["RU"] * 300, "date": days})
        expected = [f"policy-{n}" for n in range(300)]

        assert expected == screen(frame, history=history, to="dprk")["deciding"].to_list()
        assert expected == screen(frame.to_arrow(), history=history, to="dprk")["deciding"].to_pylist()

    def test_stays_in_a_history_with_many_answers(self) -> None:
        """More answers to stays than fit in a byte are distinguished too."""
        history = many_answers(300)
        first = Day(2001, 1, 1).toordinal()
        frame = pl.DataFrame({"nationality": "RU", "date": [dt.date.fromordinal(first + n) for n in range(299)]})
        frame = frame.with_columns(leaves=pl.col("date").dt.offset_by("1d"))

        screened = screen(frame, history=history, to="dprk", departure="leaves")

        assert [f"policy-{n} policy-{n + 1}" for n in range(299)] == [
            " ".join(sorted(deciding.split(), key=lambda id_: int(id_[7:]))) for deciding in screened["deciding"]
        ]


def many_answers(count: int) -> History:
    """A history in which another policy permits everyone on each day of some."""
    first = Day(2001, 1, 1).toordinal()
    events = [event(f"event-{n}", str(dt.date.fromordinal(first + n))) for n in range(count + 1)]
    each_day = {"layer": "entry", "audience": Audience.named("everyone"), "place": "dprk"}
    policies = [
        policy(f"policy-{n}", "permit", starts=f"event-{n}", ends=f"event-{n + 1}", **each_day) for n in range(count)
    ]
    return History(
        id="many",
        title="T",
        sources=[REPORT],
        places=[country()],
        events=events,
        policies=policies,
    )


class GeoFrame(pd.DataFrame):  # type: ignore[misc]
    """A frame with a field of its own, as libraries for maps have."""

    _metadata = ("crs",)

    @property
    def _constructor(self) -> type:
        return GeoFrame


class TestDays:
    """Columns of days, of every type."""

    def test_a_zone_counts(self) -> None:
        """From 15:00 UTC on it is the next day in Pyongyang: the last permitted evening is undetermined there."""
        datetimes = [dt.datetime(2025, 7, 15, hour, tzinfo=dt.UTC) for hour in (14, 15)]
        frame = pl.DataFrame({"nationality": ["RU"] * 2, "date": datetimes})

        for each in (frame, frame.to_arrow(), frame.to_pandas(), frame.lazy()):
            screened = screen(each)
            found = screened.collect() if isinstance(screened, pl.LazyFrame) else screened
            assert ["permitted", "undetermined"] == [str(verdict) for verdict in found["verdict"]]

    @pytest.mark.parametrize("unit", ["ms", "us", "ns"])
    def test_midnight_without_a_zone_is_a_day(self, unit: Any) -> None:
        """A datetime without a zone is a day only at midnight, which is how many frames write days."""
        datetimes = pl.Series([dt.datetime(2025, 7, 10), dt.datetime(2025, 7, 10, 1)], dtype=pl.Datetime(unit))  # noqa: DTZ001

        screened = screen(pl.DataFrame({"nationality": ["RU"] * 2, "date": datetimes}), on_invalid="null")

        assert ["permitted", None] == screened["verdict"].to_list()
        assert [None, "day-without-zone"] == screened["problem"].to_list()

    def test_seconds(self) -> None:
        """A column of whole seconds, which Arrow has, is one too."""
        datetimes = pa.array([dt.datetime(2025, 7, 10)], pa.timestamp("s"))  # noqa: DTZ001

        assert ["permitted"] == screen(pa.table({"nationality": ["RU"], "date": datetimes}))["verdict"].to_pylist()

    def test_objects(self) -> None:
        """An object column may mix several types of days."""
        days = [dt.date(2025, 7, 10), "2025-07-10", dt.datetime(2025, 7, 9, 16, tzinfo=dt.UTC), Day(2025, 7, 10), 7]
        frame = pd.DataFrame({"nationality": ["RU"] * 5, "date": pd.Series(days, dtype=object)})

        screened = screen(frame, on_invalid="null")

        assert ["permitted"] * 4 == screened["verdict"].to_list()[:4]
        assert "day-impossible" == screened["problem"][4]

    def test_objects_without_a_zone(self) -> None:
        """A datetime in an object column is a day if it is midnight, as in a datetime column."""
        datetimes = [dt.datetime(2025, 7, 10), dt.datetime(2025, 7, 10, 1)]  # noqa: DTZ001
        frame = pd.DataFrame({"nationality": ["RU"] * 2, "date": pd.Series(datetimes, dtype=object)})

        assert ["day-without-zone"] == screen(frame, on_invalid="null")["problem"].to_list()[1:]

    def test_past_the_calendar(self) -> None:
        """Days of Polars outside Python's calendar are impossible days."""
        beyond = pl.Series([2_932_897, -719_163, 0], dtype=pl.Int32).cast(pl.Date)

        screened = screen(pl.DataFrame({"nationality": ["RU"] * 3, "date": beyond}), on_invalid="null")

        assert ["day-impossible", "day-impossible", None] == screened["problem"].to_list()

    @pytest.mark.filterwarnings("ignore:Series.values returning:DeprecationWarning")  # older versions of Arrow ask so
    @pytest.mark.parametrize("zone", ["America/New_York", "Etc/GMT-9", "+09:00", "UTC"])
    def test_zones_of_all_names(self, zone: str) -> None:
        """A datetime is read whatever its zone is called, and the column keeps its zone."""
        datetimes = pd.to_datetime(["2025-07-15 14:00", "2025-07-15 15:00"]).tz_localize("UTC").tz_convert(zone)
        frame = pd.DataFrame({"nationality": ["RU"] * 2, "date": datetimes})

        for each in (frame, pa.Table.from_pandas(frame), pl.from_pandas(frame), frame.convert_dtypes()):
            assert ["permitted", "undetermined"] == [str(verdict) for verdict in screen(each)["verdict"]]
        assert frame["date"].dtype == screen(frame)["date"].dtype

    @pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
    def test_a_zone_counts_in_every_unit(self, unit: str) -> None:
        """Midnight in Pyongyang belongs to the new day, in every unit down to nanoseconds."""
        per_second = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}[unit]
        midnight = 1_752_591_600 * per_second  # 15:00 UTC on 2025-07-15
        datetimes = pa.array([midnight - 1, midnight], pa.int64()).view(pa.timestamp(unit, "UTC"))
        table = pa.table({"nationality": ["RU"] * 2, "date": datetimes})

        frames = [
            table,
            table.to_pandas(),
            *([] if unit == "s" else [pl.DataFrame({"nationality": ["RU"] * 2, "date": datetimes})]),
        ]
        for each in frames:
            assert ["permitted", "undetermined"] == [str(verdict) for verdict in screen(each)["verdict"]]

    @pytest.mark.filterwarnings("ignore:Series.values returning:DeprecationWarning")  # older versions of Arrow ask so
    def test_the_last_nanosecond(self) -> None:
        """The last datetime of nanoseconds, which pandas uses for "no end", is a day in Pyongyang."""
        last = pd.Series([pd.Timestamp.max] * 2).dt.tz_localize("UTC")
        first = pd.Series([pd.Timestamp("2025-07-20")] * 2).dt.tz_localize("UTC").dt.as_unit("ns")
        frame = pd.DataFrame({"nationality": ["RU", "KP"], "date": first, "leaves": last})
        objects = frame.assign(date=frame["date"].astype(object), leaves=frame["leaves"].astype(object))

        for each in (frame, objects, pa.Table.from_pandas(frame), pl.from_pandas(frame)):
            assert ["denied", "permitted"] == [str(verdict) for verdict in screen(each, departure="leaves")["verdict"]]
        assert dprk_tourism.may_visit("KP", pd.Timestamp.max.tz_localize("UTC")).projected

    def test_a_nanosecond_past_midnight(self) -> None:
        """Midnight is a day and a nanosecond later is not, in object columns and in datetime columns."""
        datetimes = [pd.Timestamp("2025-07-10 00:00:00.000000001"), pd.Timestamp("2025-07-10")]
        frame = pd.DataFrame({"nationality": ["RU"] * 2, "date": pd.Series(datetimes)})

        for each in (frame, frame.astype({"date": object}), frame.astype({"date": "category"})):
            assert "day-without-zone" == screen(each, on_invalid="null")["problem"].to_list()[0]
            assert "permitted" == screen(each, on_invalid="null")["verdict"].to_list()[1]

    def test_an_hour_that_comes_twice(self) -> None:
        """Two datetimes with the same clock time and different folds are two days in Pyongyang."""
        once = dt.datetime(2025, 4, 6, 1, 45, tzinfo=ZoneInfo("Australia/Lord_Howe"))
        datetimes = [once, once.replace(fold=1)]
        mine = dprk_tourism.load("article").amended(
            sources=[REPORT],
            events=[event("e", "2025-04-06")],
            policies=[policy("p", layer="home-state", audience=["RU"], place="dprk", starts="e")],
        )
        frame = pd.DataFrame({"nationality": ["RU"] * 2, "date": pd.Series(datetimes, dtype=object)})

        screened = screen(frame, to="dprk", history=mine)

        assert ["permitted", "denied"] == [str(mine.decide(Visit("RU", "dprk", each)).verdict) for each in datetimes]
        assert ["permitted", "denied"] == screened["verdict"].to_list()

    @pytest.mark.parametrize("zone", [None, "UTC"])
    @pytest.mark.parametrize("unit", ["ms", "us"])
    def test_datetimes_past_every_calendar(self, unit: str, zone: str | None) -> None:
        """A datetime that even the libraries cannot represent is an impossible day, and the error names its row."""
        first, last = -(2**63) + 1, 2**63 - 1
        datetimes = pa.array([first, last, None, 0], pa.int64()).view(pa.timestamp(unit, zone))
        table = pa.table({"nationality": ["RU"] * 4, "date": datetimes})

        for each in (table, table.to_pandas(), pl.DataFrame({"nationality": ["RU"] * 4, "date": datetimes})):
            problems = nw.from_native(screen(each, on_invalid="null"))["problem"].to_list()
            assert ["day-impossible", "day-impossible", "day-missing"] == problems[:3]
            with refused(InvalidRowsError, count=1) as caught:
                screen(each[:1])
            assert [0] == row_numbers(caught.value)

    @pytest.mark.parametrize("dtype", [pa.date64(), pa.string_view(), pa.dictionary(pa.int32(), pa.date32())])
    def test_rare_types_of_arrow(self, dtype: Any) -> None:
        """Days may have any type that Arrow has for them."""
        days = pa.array(["2025-07-15", "2025-07-16", None])
        column = days.cast(pa.string_view()) if dtype == pa.string_view() else days.cast(pa.date32())
        column = column.dictionary_encode() if pa.types.is_dictionary(dtype) else column.cast(dtype)
        table = pa.table({"nationality": pa.array(["RU"] * 3, pa.string_view()), "date": column})

        screened = screen(table, on_invalid="null")

        assert ["permitted", "undetermined", None] == screened["verdict"].to_pylist()
        assert dtype == screened["date"].type
        with refused(InvalidRowsError, count=1) as caught:
            screen(table)
        assert [2] == row_numbers(caught.value)
        if dtype == pa.date64():
            on_arrow = pd.DataFrame(
                {"nationality": ["RU"] * 2, "date": pd.Series(column[:2], dtype=pd.ArrowDtype(dtype))}
            )
            assert ["permitted", "undetermined"] == screen(on_arrow)["verdict"].to_list()

    def test_categories_past_the_calendar(self) -> None:
        """A category outside Python's calendar is an impossible day, and the others are read."""
        days = pa.DictionaryArray.from_arrays([0, 1], pa.array([2**31 - 1, 20_279], pa.int32()).view(pa.date32()))
        table = pa.table({"nationality": ["RU"] * 2, "date": days})

        assert ["day-impossible", None] == screen(table, on_invalid="null")["problem"].to_pylist()
        with refused(InvalidRowsError, count=1) as caught:
            screen(table)
        assert [0] == row_numbers(caught.value)

    def test_past_the_calendar_in_a_lazy_frame(self) -> None:
        """Days of DuckDB outside Python's calendar are impossible days too."""
        relation = sql("SELECT 'RU' AS nationality, DATE '10000-01-01' AS date")

        assert [("day-impossible",)] == screen(relation, on_invalid="null").select("problem").fetchall()

    @pytest.mark.parametrize("library", ["pyarrow", "pandas", "polars", "polars, lazy"])
    def test_the_ends_of_the_calendar(self, library: str) -> None:
        """A datetime with a zone is a day from the first instant of the calendar in Pyongyang to its last."""
        table = pa.table({"nationality": ["RU"] * len(AT_THE_EDGES), "date": pa.array(AT_THE_EDGES, pa.int64())})
        table = table.set_column(1, "date", table["date"].cast(pa.timestamp("us", "UTC")))
        polars: Any = pl.from_arrow(table)
        frames = {"pyarrow": table, "polars": polars, "polars, lazy": polars.lazy()}
        frame = frames[library] if library in frames else table.to_pandas(types_mapper=pd.ArrowDtype)

        screened = nw.from_native(screen(frame, on_invalid="null")).lazy().select("problem", "verdict").collect()

        rows = screened.to_arrow().to_pylist()
        assert [*AT_THE_EDGES.values()] == [row["problem"] or row["verdict"] for row in rows]

    @pytest.mark.parametrize("zone", ZONES)
    def test_the_zone_of_the_session(self, zone: str) -> None:
        """In DuckDB, the zone of the session decides neither the day nor whether it is in the calendar."""
        connection = duckdb.connect()
        connection.execute(f"SET TimeZone = '{zone}'")
        relation = connection.from_arrow(pa.table({"n": pa.array(AT_THE_EDGES, pa.int64())}))
        relation = relation.project("'RU' AS nationality, make_timestamptz(n) AS date")

        rows = screen(relation, on_invalid="null").select("coalesce(problem, verdict)").fetchall()

        assert [*AT_THE_EDGES.values()] == [answer for (answer,) in rows]

    def test_milliseconds_off_midnight(self) -> None:
        """A day of Arrow that is written in milliseconds has a time of day, if it is off midnight."""
        days = pa.array([1_752_105_600_000, 1_752_105_600_001], pa.int64()).view(pa.date64())
        table = pa.table({"nationality": ["RU", "RU"], "date": days})

        assert [None, "day-without-zone"] == screen(table, on_invalid="null")["problem"].to_pylist()
        with refused(InvalidRowsError, count=1):
            screen(table)

    @pytest.mark.parametrize("dtype", ["DATE", "TIMESTAMP", "TIMESTAMPTZ"])
    def test_no_day_of_an_engine(self, dtype: str) -> None:
        """What DuckDB takes for a day, Python does not always: years before the first, and infinity."""
        days = ["0044-03-15 (BC)", "infinity", "-infinity"]
        relation = sql(f"SELECT 'RU' AS nationality, unnest({days})::{dtype} AS date")

        assert [("day-impossible",)] * 3 == screen(relation, on_invalid="null").select("problem").fetchall()

    def test_too_many_strings_of_datetimes(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """More strings of datetimes than an expression should list are refused, with what to do instead."""
        monkeypatch.setattr(frames_sql, "_MOST_DATETIMES", 2)
        relation = sql("SELECT 'RU' AS nationality, '2025-07-10T00:00:0' || unnest([1, 2, 3]) || 'Z' AS date")

        with refused(
            InvalidValueError,
            snapshot("The column `date` has over 2 datetimes as strings. Convert them to dates first."),
        ):
            screen(relation)
        assert 2 == len(screen(relation.limit(2)))


class TestWords:
    """Columns of nationalities and places."""

    def test_two_letters_of_all_types(self) -> None:
        """Codes are read in any case; a letter of two bytes is not a code."""
        frame = pl.DataFrame({"nationality": ["RU", "ru", "Ru", "é"], "date": ["2025-07-10"] * 4})

        assert ["permitted"] * 3 + [None] == screen(frame, on_invalid="null")["verdict"].to_list()

    def test_namibia(self) -> None:
        """The code of Namibia is a code."""
        frame: Any = pd.DataFrame({"nationality": ["NA"], "date": ["2025-07-10"]})

        assert ["denied"] == screen(frame)["verdict"].to_list()

    def test_a_slice_of_codes(self) -> None:
        """A column that is a slice of another is read from its own first row."""
        table = pa.table({"nationality": ["AE", "RU", "RU"], "date": ["2025-07-10"] * 3}).slice(1)

        assert ["permitted"] * 2 == screen(table)["verdict"].to_pylist()
        assert ["permitted"] * 2 == screen(pl.DataFrame(table))["verdict"].to_list()

    @pytest.mark.parametrize("dtype", [pa.string(), pa.large_string()])
    def test_other_words_among_codes(self, dtype: Any) -> None:
        """Names, longer codes and missing values among codes of two letters are read too, as far as they are words."""
        words = ["AE", "RU", None, "Russia", "RU", "XXA", "the Russian Federation", "ru", "KP", "RU", "RU", ""]
        table = pa.table({"nationality": pa.array(words, dtype), "date": ["2025-07-10"] * len(words)}).slice(1)

        expected = [str(dprk_tourism.may_visit(word, "2025-07-10").verdict) if word else None for word in words[1:]]
        assert expected == screen(table, on_invalid="null")["verdict"].to_pylist()
        screened = screen(pl.DataFrame(table), on_invalid="null")
        assert expected == screened["verdict"].to_list()
        problems = ["nationality-missing", "nationality-unknown"]
        assert problems == screened["problem"].drop_nulls().to_list()

    @pytest.mark.parametrize("words", [[], [None], [None, None, "RU"]])
    def test_hardly_a_value(self, words: list[str | None]) -> None:
        """A column without values, or with few, is read as any other."""
        table = pa.table({"nationality": pa.array(words, pa.string()), "date": ["2025-07-10"] * len(words)})

        expected = ["permitted" if word else None for word in words]
        assert expected == screen(table, on_invalid="null")["verdict"].to_pylist()
        assert expected == screen(pl.DataFrame(table), on_invalid="null")["verdict"].to_list()

    def test_objects_that_are_no_words(self) -> None:
        """A value that is not a string is an unknown nationality."""
        frame = pd.DataFrame({"nationality": pd.Series(["RU", 7, None], dtype=object), "date": ["2025-07-10"] * 3})

        assert ["nationality-unknown", "nationality-missing"] == screen(frame, on_invalid="null")["problem"].to_list()[
            1:
        ]

    def test_lists(self) -> None:
        """A column of lists has the wrong type."""
        frame = pd.DataFrame({"nationality": [["RU"]], "date": ["2025-07-10"]})

        with refused(WrongTypeError, found=[["RU"]]):
            screen(frame)

    @pytest.mark.parametrize("column", ["nationality", "date", "place"])
    def test_a_list_in_a_cell(self, column: str) -> None:
        """A list or a table among words or days is invalid, and does not stop the other rows."""
        cells: dict[str, list[Any]] = {"nationality": ["RU"] * 4, "date": ["2025-07-10"] * 4, "place": ["dprk"] * 4}
        cells[column][1:] = [["RU", "US"], {"RU": 1}, None]
        frame = pd.DataFrame(cells)

        problems = screen(frame, to_column="place", on_invalid="null")["problem"].to_list()

        name = "day" if column == "date" else column
        wrong = f"{name}-{'impossible' if column == 'date' else 'unknown'}"
        assert [wrong, wrong, f"{name}-missing"] == problems[1:]
        with refused(InvalidRowsError, count=3) as caught:
            screen(frame, to_column="place")
        assert [1, 2, 3] == row_numbers(caught.value)

    @pytest.mark.parametrize("position", [-3, -1, 2])
    def test_categories_without_a_value(self, position: int) -> None:
        """A category whose value is missing from its dictionary is not read as another."""
        positions = pa.array([0, position], pa.int32())
        words = pa.DictionaryArray.from_arrays(positions, pa.array(["RU", "US"]), safe=False)

        with refused(
            InvalidValueError,
            "The column `nationality` has categories without a value. Make it anew.",
        ):
            screen(pa.table({"nationality": words, "date": ["2025-07-10"] * 2}))

    @pytest.mark.parametrize("dtype", [pl.Categorical, pl.Enum(["RU", "US"])], ids=str)
    def test_categories_of_an_old_polars(self, monkeypatch: pytest.MonkeyPatch, dtype: Any) -> None:
        """Polars before 1.34 exports categories and days as numbers; they are read as what they stand for."""
        export = pl.Series.__arrow_c_stream__
        monkeypatch.setattr(
            pl.Series, "__arrow_c_stream__", lambda series, *asked: export(series.to_physical(), *asked)
        )
        days = [dt.date(2025, 7, 10)] * 2

        frame = pl.DataFrame({"nationality": pl.Series(["RU", "US"], dtype=dtype), "date": days})

        assert ["permitted", "denied"] == screen(frame)["verdict"].to_list()

    @pytest.mark.parametrize("dtype", ["object", "string[python]", "category"])
    def test_half_characters(self, dtype: Any) -> None:
        """A string with a lone surrogate is an unknown nationality."""
        halves = pd.Series(["RU", "R\ud800"], dtype="string[python]").astype(dtype)
        frame = pd.DataFrame({"nationality": halves, "date": ["2025-07-10"] * 2})

        assert ["nationality-unknown"] == screen(frame, on_invalid="null")["problem"].to_list()[1:]
        with refused(InvalidRowsError, count=1) as caught:
            screen(frame)
        assert [1] == row_numbers(caught.value)

    @pytest.mark.parametrize("bad", [b"\xff\xfe", b"\xff\xfe\xfd"])
    def test_bytes_that_are_no_text(self, bad: bytes) -> None:
        """A string of Arrow that is not valid UTF-8 is an unknown nationality."""
        words = pa.array([b"RU", bad]).view(pa.string())
        table = pa.table({"nationality": words, "date": ["2025-07-10"] * 2})

        assert [None, "nationality-unknown"] == screen(table, on_invalid="null")["problem"].to_pylist()
        with refused(InvalidRowsError, count=1) as caught:
            screen(table)
        assert [1] == row_numbers(caught.value)

    def test_categories_of_several_types(self) -> None:
        """Categories of pandas may have several types, as objects may."""
        days = pd.Categorical(["2025-07-10", 7, dt.date(2025, 7, 17)])
        frame = pd.DataFrame({"nationality": ["RU"] * 3, "date": days})

        screened = screen(frame, on_invalid="null")

        assert ["permitted", "undetermined"] == [screened["verdict"][0], screened["verdict"][2]]
        assert "day-impossible" == screened["problem"][1]

    def test_words_that_are_tables(self) -> None:
        """A category of Arrow that is a struct is an unknown nationality."""
        tables = pa.DictionaryArray.from_arrays([0], pa.array([{"a": 1}]))

        screened = screen(pa.table({"nationality": tables, "date": ["2025-07-10"]}), on_invalid="null")

        assert ["nationality-unknown"] == screened["problem"].to_pylist()

    def test_other_columns_do_not_matter(self) -> None:
        """Columns that are not asked for, whatever their names and types, do not hide a faulty row."""
        views = pa.table({"nationality": ["zz"], "date": ["2025-07-10"], "note": pa.array(["x"], pa.string_view())})
        periods = pd.DataFrame({"nationality": ["zz"], "date": ["2025-07-10"], 0: pd.period_range("2025", periods=1)})

        for frame in (views, periods):
            with refused(InvalidRowsError, count=1) as caught:
                screen(frame)
            assert [0] == row_numbers(caught.value)


class TestNothing:
    """Columns without a value, of every type."""

    @pytest.mark.parametrize("column", ["nationality", "date", "place"])
    @pytest.mark.parametrize(
        "frame",
        [
            pl.DataFrame({"nationality": ["RU"], "date": ["2025-07-10"], "place": ["dprk"]}),
            pl.DataFrame({"nationality": ["RU"], "date": ["2025-07-10"], "place": ["dprk"]}).lazy(),
            pa.table({"nationality": ["RU"], "date": ["2025-07-10"], "place": ["dprk"]}),
            pd.DataFrame({"nationality": ["RU"], "date": ["2025-07-10"], "place": ["dprk"]}),
            sql("SELECT 'RU' AS nationality, '2025-07-10' AS date, 'dprk' AS place"),
        ],
        ids=["polars", "polars, lazy", "pyarrow", "pandas", "duckdb"],
    )
    def test_is_missing(self, frame: Any, column: str) -> None:
        """A column of nothing but nulls, whatever its type, is missing in each row and not of a wrong type."""
        empty = nothing_in(frame, column)

        screened = screen(empty, to_column="place", on_invalid="null")

        problem = {"nationality": "nationality-missing", "date": "day-missing", "place": "place-missing"}[column]
        assert [(problem,)] == nw.from_native(screened).select("problem").lazy().collect().rows()
        with pytest.raises(InvalidRowsError) as caught:
            nw.from_native(screen(empty, to_column="place")).lazy().collect()
        assert f"`{column}`" in str(caught.value)

    def test_not_a_time(self) -> None:
        """NaT in an object column is a missing value; as the day of one visit it has the wrong type."""
        days = ["2025-07-10", pd.NaT, None, float("nan")]
        frame = pd.DataFrame({"nationality": ["RU"] * 5, "date": pd.Series([*days, pd.NA], dtype=object)})
        polars = pl.DataFrame({"nationality": ["RU"] * 4, "date": pl.Series(days, dtype=pl.Object)})

        assert ["day-missing"] * 4 == screen(frame, on_invalid="null")["problem"].to_list()[1:]
        assert ["day-missing"] * 3 == screen(polars, on_invalid="null")["problem"].to_list()[1:]
        with refused(InvalidRowsError, count=3) as caught:
            screen(polars)
        assert [1, 2, 3] == row_numbers(caught.value)
        with refused(WrongTypeError, found=pd.NaT):
            dprk_tourism.may_visit("RU", pd.NaT)

    def test_of_lists(self) -> None:
        """A column of lists without a value is missing too."""
        table = pa.table({"nationality": ["RU"], "date": pa.nulls(1, pa.list_(pa.int8()))})

        frames: tuple[Any, ...] = (table, pl.from_arrow(table))
        for frame in frames:
            assert ["day-missing"] == nw.from_native(screen(frame, on_invalid="null"))["problem"].to_list()
            with refused(InvalidRowsError, count=1):
                screen(frame)

    def test_numbers_are_no_days(self) -> None:
        """A column of numbers has the wrong type, and the message says what to do."""
        frame = pl.DataFrame({"nationality": ["RU"], "date": [20250710]})

        for each in (frame, frame.lazy(), frame.to_pandas(), sql("SELECT 'RU' AS nationality, 1::BIGINT AS date")):
            with refused(WrongTypeError) as caught:
                screen(each)
            assert ("`date`", "Int64") == (re.findall("`.*?`", caught.value.expected)[0], str(caught.value.found))


def nothing_in(frame: Any, column: str) -> Any:
    """The frame with an empty column of the type that its library uses without a type."""
    if isinstance(frame, pa.Table):
        return frame.set_column(frame.column_names.index(column), column, pa.nulls(1))
    if isinstance(frame, pd.DataFrame):
        return frame.assign(**{column: float("nan")})
    if isinstance(frame, duckdb.DuckDBPyRelation):
        return frame.select(f"* REPLACE (NULL AS {column})")
    return frame.with_columns(pl.lit(None).alias(column))


class TestCodes:
    """Frames with nothing but two-letter codes and dates, as most are."""

    @pytest.mark.parametrize("on_invalid", ["raise", "null"])
    @pytest.mark.parametrize("name", ["article", "record"])
    def test_equals_decide(self, name: str, on_invalid: Any) -> None:
        """For each class of nationalities at each place, around each breakpoint, the answer is that of one visit."""
        history = dprk_tourism.load(name)
        starts = AnswerTable(history).starts
        last = dt.date.max.toordinal()
        days = [dt.date.fromordinal(min(start.toordinal() + n, last)) for start in starts for n in (-1, 0, 1)]
        asked = [(code, day) for code in history.nationality_classes() for day in days]
        frame = pl.DataFrame(asked, schema={"nationality": pl.String, "date": pl.Date}, orient="row")

        for place in history.places:
            screened = screen(frame, to=place, history=history, on_invalid=on_invalid, last_day=True)
            expected = [history.decide(Visit(code, place, day)) for code, day in asked]
            assert [decision.verdict for decision in expected] == screened["verdict"].to_list()
            assert [decision.projected for decision in expected] == screened["projected"].to_list()
            assert [" ".join(decision.deciding) for decision in expected] == screened["deciding"].to_list()
            assert screened.equals(
                pl.DataFrame(screen(frame.to_arrow(), to=place, history=history, last_day=True, on_invalid=on_invalid))
            )


class TestPlaces:
    """Places are asked for by id or by any of their names, in any case."""

    NAMES = ("wonsan-kalma", "Kalma", "WONSAN-KALMA", "원산갈마", "вонсан-кальма", "DPRK", "north korea", "КНДР")
    IDS = (*["wonsan-kalma"] * 5, *["dprk"] * 3)

    @pytest.mark.parametrize("library", LIBRARIES)
    def test_column(self, library: str) -> None:
        """A column of names is answered as one of ids is, in every library."""
        frames = [
            LIBRARIES[library].make([{**row, "place": place} for row in self.rows() for place in places])
            for places in (self.NAMES, self.IDS)
        ]

        screened = [screen(frame, nationality="who", on="day", to_column="place") for frame in frames]

        by_name, by_id = ([row["verdict"] for row in LIBRARIES[library].read(frame)] for frame in screened)
        assert by_id == by_name
        assert {"permitted", "denied"} <= {*by_id}

    def rows(self) -> list[Row]:
        """Two rows of visits, in every form of a day."""
        chance = random.Random(12)  # noqa: S311 - nothing secret
        base = random_rows(chance, 1)[0]
        return [{**base, "who": who, "day": dt.date(2025, 7, 10)} for who in ("RU", "CN")]

    @pytest.mark.parametrize("library", LIBRARIES)
    @pytest.mark.parametrize("to", ["Kalma", "원산갈마"])
    def test_one_place(self, library: str, to: str) -> None:
        """One place for all visits may be named too."""
        frame = LIBRARIES[library].make(self.rows())

        screened = screen(frame, nationality="who", on="day", to=to)

        assert ["permitted", "denied"] == [row["verdict"] for row in LIBRARIES[library].read(screened)]

    def test_none_of_them(self) -> None:
        """A name of no place is a problem of its row, beside names of places."""
        frame = pl.DataFrame({"nationality": ["RU"] * 3, "date": ["2025-07-10"] * 3, "p": ["Kalma", "Rason", ""]})

        relation = duckdb.from_arrow(frame.to_arrow())
        read = functools.partial(screen, to_column="p", on_invalid="null")

        for screened in (read(frame), read(frame.lazy()).collect(), read(relation).pl()):
            assert {"Kalma": None, "Rason": "place-unknown", "": "place-unknown"} == dict(
                screened.select("p", "problem").rows()
            )


class TestRefused:
    """What cannot be asked."""

    def test_rows(self) -> None:
        """The first five rows are named, with the message of one visit, and all are counted."""
        frame = pl.DataFrame(
            {
                "nationality": ["RU", "Rusia", None, "RU", "RU", "RU", "RU"],
                "place": ["wonsan-kalma", "dprk", "dprk", "kalmar", None, "dprk", "dprk"],
                "date": ["2025-07-10", "2025-07-10", "2025-07-10", "2025-07-10", "2025-07-10", "2025-02-30", None],
            }
        )

        with pytest.raises(InvalidRowsError) as caught:
            screen(frame, to_column="place")

        assert 6 == caught.value.count
        assert snapshot(
            [
                "row 1: There is no nationality `Rusia`. Did you mean `Russia (RU)`?",
                "row 2: The column `nationality` has no value.",
                "row 3: There is no place `kalmar`. Did you mean `wonsan-kalma`?",
                "row 4: The column `place` has no value.",
                "row 5: `2025-02-30` is not a valid date. Use YYYY-MM-DD, for example 2025-07-10.",
            ]
        ) == list(caught.value.rows)

    def test_rows_of_stays(self) -> None:
        """The error says what is wrong with a departure."""
        leaves = [dt.datetime(2025, 7, 10, 5), dt.datetime(2025, 7, 9), None]  # noqa: DTZ001
        frame = pl.DataFrame({"nationality": ["RU"] * 3, "date": [dt.date(2025, 7, 10)] * 3, "leaves": leaves})

        with pytest.raises(InvalidRowsError) as caught:
            screen(frame, departure="leaves")

        assert [0, 1, 2] == row_numbers(caught.value)
        without_zone, reversed_, missing = caught.value.rows
        assert "`2025-07-10 05:00:00.000000`" in without_zone
        assert "2025-07-09" in reversed_
        assert "2025-07-10" in reversed_
        assert "`leaves`" in missing

    def test_rows_of_datetimes(self) -> None:
        """The error says what is wrong with an arrival."""
        frame = pl.DataFrame({"nationality": ["RU"], "date": [dt.datetime(2025, 7, 10, 5)]})  # noqa: DTZ001

        with refused(InvalidRowsError, count=1) as caught:
            screen(frame)

        assert [0] == row_numbers(caught.value)
        assert "`2025-07-10 05:00:00.000000`" in caught.value.rows[0]

    def test_an_impossible_departure(self) -> None:
        """The error of an impossible departure names the departure, not the arrival."""
        frame = pl.DataFrame({"nationality": ["RU"], "date": ["2025-07-10"], "leaves": ["soon"]})

        with refused(InvalidRowsError, count=1) as caught:
            screen(frame, departure="leaves")

        assert "`soon`" in caught.value.rows[0]
        assert "2025-07-10`" not in caught.value.rows[0]

    def test_rows_of_a_relation(self) -> None:
        """An engine that runs the query at once has no row numbers, and the error comes at once."""
        relation = sql("SELECT 'Rusia' AS nationality, DATE '2025-07-10' AS date")

        with refused(
            InvalidRowsError, rows=snapshot(("a row: There is no nationality `Rusia`. Did you mean `Russia (RU)`?",))
        ):
            screen(relation)

    def test_rows_of_a_lazy_frame(self) -> None:
        """A lazy frame of Polars is refused when it is collected; its batches have no row numbers."""
        lazy_frame = screen(pl.LazyFrame({"nationality": ["Rusia"], "date": ["2025-07-10"]}))

        with pytest.raises(InvalidRowsError) as caught:
            lazy_frame.collect()
        assert snapshot("""\
1 row cannot be answered. Correct the data, or use on_invalid="null" (--on-invalid null):
  a row: There is no nationality `Rusia`. Did you mean `Russia (RU)`?\
""") == str(caught.value)

    def test_control_characters_do_not_reach_the_screen(self) -> None:
        """Control characters of a cell are escaped in the error."""
        frame = pl.DataFrame({"nationality": ["\x1b[2J"], "date": ["2025-07-10"]})

        with pytest.raises(InvalidRowsError) as caught:
            screen(frame)

        assert r"`\x1b[2J`" in str(caught.value)
        assert "\x1b" not in str(caught.value)

    def test_no_frame(self) -> None:
        """Something that is not a frame has the wrong type; a wrapped frame is unwrapped by its owner."""
        with refused(
            WrongTypeError,
            snapshot(
                "Expected a data frame of pandas, Polars, PyArrow, DuckDB, Dask or PySpark, but found [('RU', '2025-07-10')] (a list)."
            ),
            found=[("RU", "2025-07-10")],
        ):
            screen([("RU", "2025-07-10")])
        for wrapped in (nw.from_native(VISITS), narwhals.from_native(VISITS.lazy())):
            with refused(WrongTypeError) as caught:
                screen(wrapped)
            assert "`to_native()`" in caught.value.expected

    def test_two_columns_of_one_name(self) -> None:
        """It is not guessed which of two columns is meant."""
        frame = pd.DataFrame([["RU", "RU", "2025-07-10"]], columns=["nationality", "nationality", "date"])

        with refused(InvalidValueError) as caught:
            screen(frame)
        assert snapshot("Two columns of the frame have the same name") == str(caught.value).partition(":")[0]

    def test_columns(self) -> None:
        """A missing column has suggestions; an existing column is not overwritten."""
        every = ("nationality", "date")
        with refused(UnknownNameError, kind="column", name="day", suggestions=every, where="on"):
            screen(VISITS, on="day")
        with refused(UnknownNameError, kind="column", name="dates", suggestions=("date",)):
            screen(VISITS, on="dates")
        with refused(UnknownNameError, kind="column", name="date", suggestions=("1", "nationality")):
            screen(pd.DataFrame([["2025-07-10", "RU"]], columns=[1, "nationality"]))
        with refused(UnknownNameError, kind="column", suggestions=("the\nday", "nationality")):
            screen(pd.DataFrame([["2025-07-10", "RU"]], columns=["the\nday", "nationality"]))
        with refused(
            InvalidValueError,
            snapshot(
                "The frame already has a column `verdict`. Rename or drop it, or use a `prefix` for the added columns."
            ),
        ):
            screen(VISITS.with_columns(verdict=pl.lit("yes")))
        with refused(
            InvalidValueError,
            snapshot(
                "The frame already has a column `dprk_tourism_cell`. Rename or drop it, or use a `prefix` for the added columns."
            ),
        ):
            screen(VISITS.with_columns(dprk_tourism_cell=pl.lit(1)))  # which would be gone afterwards

    @pytest.mark.parametrize(
        ("asked", "said"),
        [
            ({"nationality": None}, None),
            ({"on": None}, None),
            ({"on": ["date"]}, snapshot("Expected the name of a column, but found ['date'] (a list).")),
            ({"on": 1}, None),
            ({"departure": ["date"]}, None),
            ({"to_column": 1}, None),
            (
                {"to": None},
                snapshot("Expected the id or a name of a place, such as 'wonsan-kalma', but found nothing (None)."),
            ),
            ({"strict": "no"}, snapshot("Expected True or False, but found 'no' (a string).")),
            ({"last_day": "no"}, None),
            ({"last_day": []}, None),
        ],
    )
    def test_arguments_of_a_wrong_type(self, asked: dict[str, Any], said: str | None) -> None:
        """An argument of another type is refused, and no string such as "no" counts as true."""
        (found,) = asked.values()
        with refused(WrongTypeError, said, found=found):
            screen(VISITS, **asked)

    @pytest.mark.parametrize("prefix", ["\0", "a\nb", "\ud800", "dprk_tourism_", "DPRK_Tourism_x"])
    def test_prefixes(self, prefix: str) -> None:
        """A prefix makes names that every library holds, and none of a column that is needed on the way."""
        with refused(InvalidValueError):
            screen(VISITS, prefix=prefix)

    def test_true_in_other_ways(self) -> None:
        """True of numpy counts as True."""
        later = pl.DataFrame({"nationality": ["RU"], "date": [dt.date(2025, 7, 19)]})

        assert ["undetermined"] == screen(later, strict=np.True_)["verdict"].to_list()  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        ("column", "said"),
        [
            (
                "nationality",
                snapshot("Expected strings in the column `nationality` (cast it, or name another), but found Int32."),
            ),
            (
                "date",
                snapshot(
                    "Expected dates, datetimes or strings in the column `date` (cast it, or name another), but found Int32."
                ),
            ),
        ],
    )
    def test_types(self, column: str, said: str) -> None:
        """A column of numbers holds neither nationalities nor days."""
        with refused(WrongTypeError, said):
            screen(VISITS.with_columns(pl.lit(1).alias(column)))

    @pytest.mark.parametrize(
        ("column", "said"),
        [
            (pd.period_range("2025-07-10", periods=1), "found period[D] (a PeriodDtype)."),
            (pd.arrays.SparseArray([1.0]), "found Sparse[float64, nan] (a SparseDtype)."),
            (pd.interval_range(0, 1), "found interval[int64, right] (an IntervalDtype)."),
        ],
        ids=["period", "sparse", "interval"],
    )
    def test_types_of_their_own(self, column: Any, said: str) -> None:
        """A type that only its library has is called as that library calls it."""
        with refused(WrongTypeError) as caught:
            screen(pd.DataFrame({"nationality": ["RU"], "date": column}))

        assert str(caught.value).endswith(said)

    def test_run_ends(self) -> None:
        """So is one of Arrow."""
        runs = pa.RunEndEncodedArray.from_arrays([1], ["2025-07-10"])

        with refused(WrongTypeError) as caught:
            screen(pa.table({"nationality": ["RU"], "date": runs}))

        assert "run_end_encoded" in str(caught.value)

    def test_arguments(self) -> None:
        """An unknown place, history or option is an error before any row is read."""
        with refused(UnknownPlaceError, name="wonsan-kalmar", suggestions=("wonsan-kalma",)):
            screen(VISITS, to="wonsan-kalmar")
        with refused(
            UnknownPlaceError,
            snapshot("There is no place `wonsan-kalma` in this history, which has no place."),
            name="wonsan-kalma",
            suggestions=(),
        ):
            screen(VISITS, history=History(id="empty", title="T"))
        with refused(WrongTypeError, found=[]):
            screen(VISITS.lazy(), to=[], to_column="nationality")  # type: ignore[arg-type]
        with refused(UnknownNameError, kind="column") as caught:
            screen(pl.DataFrame({name: [""] for name in map("".join, product("ab", repeat=5))}))
        assert MOST_SUGGESTED == len(caught.value.suggestions)
        with refused(UnknownNameError, kind="history", name="articel"):
            screen(VISITS, history="articel")
        with refused(InvalidValueError, snapshot('`on_invalid` is `skip`. Use "raise" or "null".')):
            screen(VISITS, on_invalid="skip")  # type: ignore[arg-type]
        with refused(InvalidValueError):
            screen(VISITS, on_invalid=np.array(["raise", "null"]))  # type: ignore[arg-type]

    def test_without_the_extra(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Without the packages of the extra, the error says how to install it."""
        for name in [name for name in sys.modules if name.startswith("dprk_tourism.frames.")]:
            monkeypatch.delitem(sys.modules, name)
        monkeypatch.delattr(sys.modules["dprk_tourism.frames"], "engines", raising=False)
        monkeypatch.setitem(sys.modules, "narwhals.stable.v2", None)

        for call in (lambda: screen(VISITS), segments):
            with refused(MissingExtraError, extra="frames", package="narwhals"):
                call()


class TestSql:
    """DuckDB and PySpark get expressions."""

    def test_too_many_answers(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """An expression with too many answers is refused, with what to do instead."""
        monkeypatch.setattr(frames_sql, "_MOST_CELLS", 3)

        with refused(
            InvalidValueError,
            snapshot(
                "This history has too many answers for an SQL expression. Collect the frame first, or join it with `segments(history)`."
            ),
        ):
            screen(RELATION)

    def test_too_many_stays(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Stays need more answers than days do: one for each two runs of days."""
        relation = sql("SELECT 'RU' AS nationality, DATE '2025-07-10' AS date, DATE '2025-07-17' AS leaves")
        monkeypatch.setattr(frames_sql, "_MOST_CELLS", 20)

        assert [("permitted",)] == screen(relation).select("verdict").fetchall()
        with refused(InvalidValueError):
            screen(relation, departure="leaves")

    def test_stays_of_datetimes(self) -> None:
        """Stays of datetimes with a zone are refused in DuckDB; the error says to convert them to days."""
        relation = sql("SELECT 'RU' AS nationality, now() AS date, now() AS leaves")

        with refused(
            InvalidValueError,
            snapshot(
                "Time-zone-aware timestamps are not supported for stays on this engine. Convert the columns to dates first."
            ),
        ):
            screen(relation, departure="leaves")

    def test_stays(self) -> None:
        """A stay over the days of the notice is undetermined, and one into the bar is denied."""
        relation = sql(
            "SELECT 'RU' AS nationality, DATE '2025-07-10' AS date, unnest([DATE '2025-07-17', '2025-07-18']) AS leaves"
        )

        assert [("undetermined",), ("denied",)] == screen(relation, departure="leaves").select("verdict").fetchall()

    def test_names_that_differ_in_case(self) -> None:
        """Columns whose names differ in case are one column to SQL, and are refused."""
        visit = "SELECT 'RU' AS nationality, DATE '2025-07-10' AS date"

        with refused(
            InvalidValueError,
            snapshot("The columns `date` and `Date` are the same to this engine. Rename one of them."),
        ):
            screen(sql(f'{visit}, 1 AS "Date"'))
        with refused(InvalidValueError) as caught:
            screen(sql(f"{visit}, 1 AS z, 2 AS z"))
        assert 2 == str(caught.value).count("`z`")
        with refused(InvalidValueError) as caught:
            screen(sql(f"{visit}, 'yes' AS \"Verdict\""))
        assert "`Verdict`" in str(caught.value)
        with refused(
            InvalidValueError,
            snapshot("The column name `*` is not a plain identifier for this engine. Rename the column."),
        ):
            screen(sql(f'{visit}, 1 AS "*"'))
        assert 6 == len(screen(sql(f"{visit}, DATE '2025-07-10' AS \"a.b\""), on="a.b").columns)

    @pytest.mark.parametrize("name", ["*", "^n.*$", "^.*$", "a.b"])
    def test_names_that_are_patterns(self, name: str) -> None:
        """A column of Polars may have a name that elsewhere is a pattern for several columns."""
        days: tuple[list[Any], ...] = (["2025-07-10"], [dt.date(2025, 7, 10)])
        for visits in (pl.DataFrame({"nationality": ["RU"], name: day, "note": [1]}) for day in days):
            assert ["permitted"] == screen(visits, on=name)["verdict"].to_list()
            assert ["permitted"] == screen(visits.lazy(), on=name).collect()["verdict"].to_list()
            for others in (
                visits.with_columns(pl.lit(1).alias(name)),
                visits.with_columns(pl.lit(1).alias(name)).lazy(),
            ):
                with refused(WrongTypeError) as caught:
                    screen(others, on=name)
                assert f"`{name}`" in caught.value.expected
        datetime_ = pl.lit(dt.datetime(2025, 7, 10, tzinfo=dt.UTC)).alias(name)
        assert ["permitted"] == screen(VISITS[:1].select("nationality", datetime_), on=name)["verdict"].to_list()
        named = pl.DataFrame({"^nationality$": ["RU"], "date": [dt.date(2025, 7, 10)], "nationality": ["US"]})
        assert ["permitted"] == screen(named, nationality="^nationality$")["verdict"].to_list()

    def test_objects_in_a_lazy_frame(self) -> None:
        """A lazy frame of Polars takes no objects, and is refused before it is collected."""
        visits = pl.DataFrame({"nationality": ["RU"], "date": pl.Series([dt.date(2025, 7, 10)], dtype=pl.Object)})

        with refused(WrongTypeError) as caught:
            screen(visits.lazy())
        assert "`date`" in caught.value.expected

    @pytest.mark.parametrize("collation", ["nocase", "noaccent", "nocase.noaccent"])
    def test_collations(self, collation: str) -> None:
        """Strings are compared letter by letter, whatever the collation: of the column, or of the session."""
        connection = duckdb.connect()
        rows = [("RU", "dprk"), ("ru", "DPRK"), ("Russia", "North Korea"), ("rx", "dprk"), ("RU", "dpx")]
        connection.execute(f"CREATE TABLE v (nationality VARCHAR COLLATE {collation}, place VARCHAR, date VARCHAR)")
        connection.executemany("INSERT INTO v VALUES (?, ?, '2025-07-10')", rows)
        expected = ["permitted"] * 3 + ["nationality-unknown", "place-unknown"]

        for default in ("", collation):
            connection.execute(f"SET default_collation = '{default}'")
            screened = screen(connection.table("v"), to_column="place", on_invalid="null")
            assert expected == [each for (each,) in screened.select("coalesce(problem, verdict)").fetchall()]

    def test_nobody_known(self) -> None:
        """If no nationality is known, no row has an answer."""
        relation = sql("SELECT 'zz' AS nationality, DATE '2025-07-10' AS date")

        assert [(None, "nationality-unknown")] == screen(relation, on_invalid="null").select(
            "verdict", "problem"
        ).fetchall()

    def test_a_history_in_which_nothing_changes(self) -> None:
        """One run of days is a run too."""
        history = History(id="empty", title="T", places=[Place(id="dprk", name="N")])

        in_memory = screen(VISITS, history=history, to="dprk")
        in_sql = screen(sql("FROM RELATION"), history=history, to="dprk").pl()

        assert ["undetermined"] * 3 == in_memory["verdict"].to_list() == in_sql["verdict"].to_list()


class TestBatches:
    """Frames that are parts of one."""

    def test_rows_are_counted_through(self) -> None:
        """A faulty row is named by its number in all batches together."""
        faulty = pl.DataFrame({"nationality": ["Rusia"], "date": ["2025-07-10"]})

        with refused(InvalidRowsError, count=1) as caught:
            list(screen_batches([VISITS, faulty], Request(), "article", strict=False))
        assert [3] == row_numbers(caught.value)

    def test_answers(self) -> None:
        """Each batch gets the answers that it gets by itself."""
        parts = list(screen_batches(iter([VISITS[:1], VISITS[1:]]), Request(to="dprk"), "article", strict=False))

        assert screen(VISITS, to="dprk")["verdict"].to_list() == pl.concat(parts)["verdict"].to_list()

    def test_of_polars(self) -> None:
        """A batch of a lazy frame is a column whose fields are columns, and so are its answers."""
        history = pickle.dumps(dprk_tourism.load("article"))

        answers = lazy.answer_batch(VISITS.to_struct("visits"), request=Request(), history=history, strict=False)

        assert {"verdict": "permitted", "projected": False, "deciding": "russians-admitted resort-open-to-all"} == dict(
            answers[0]
        )

    @pytest.mark.usefixtures("_hasty_switches")
    def test_threads_share_a_screener(self) -> None:
        """Threads that screen batches at once get the answers that each batch gets by itself."""
        table = AnswerTable(dprk_tourism.load("record"))
        codes, days = sorted(table.classes), [*table.starts]
        batches = [
            pl.DataFrame({"nationality": code, "date": [dt.date(day.year, day.month, day.day) for day in days]})
            for code in codes[::5]
        ]
        screener = eager.Screener(Request(), table, nw.String())

        def screened(batch: pl.DataFrame) -> list[str]:
            return screener.columns(nw.from_native(batch))[2].to_list()

        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(screened, batches))

        assert [screen(batch, history="record")["deciding"].to_list() for batch in batches] == found

    @pytest.mark.skipif(not hasattr(os, "fork"), reason="only POSIX forks")
    @pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
    def test_a_fork_while_another_thread_learns(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A process that is forked while a thread screens can screen: no lock is left taken in it."""
        table = AnswerTable(dprk_tourism.load("article"))
        screener = eager.Screener(Request(), table, nw.String())
        frame = nw.from_native(VISITS[:2].to_arrow(), eager_only=True)
        learning, forked, row = threading.Event(), threading.Event(), AnswerTable.row

        def slow_row(self: AnswerTable, place: str, nationality: str) -> tuple[int, ...]:
            learning.set()
            forked.wait(60)
            return row(self, place, nationality)

        monkeypatch.setattr(AnswerTable, "row", slow_row)
        thread = threading.Thread(target=screener.columns, args=[frame])
        thread.start()
        learning.wait(60)
        if (child := os.fork()) == 0:
            signal.alarm(20)  # ends a child that waits
            forked.set()
            found = screener.columns(frame)[0].to_list()
            os._exit(0 if found == ["permitted", "undetermined"] else 1)
        forked.set()
        thread.join()

        assert 0 == os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

    def test_of_a_lazy_frame_that_is_sent(self) -> None:
        """A lazy frame can be serialized and collected elsewhere."""
        pytest.importorskip("cloudpickle")  # Polars asks for it
        lazy_frame = screen(VISITS.lazy()).serialize()

        assert ["permitted", "undetermined", "denied"] == (
            pl.LazyFrame.deserialize(io.BytesIO(lazy_frame)).collect()["verdict"].to_list()
        )


class TestSegments:
    """The answers of a history as a table."""

    def test_columns(self) -> None:
        """Words are strings, and days are days."""
        assert {
            "nationality": "string",
            "place": "string",
            "first_day": "date32[day]",
            "last_day": "date32[day]",
            "verdict": "string",
            "projected": "bool",
            "deciding": "string",
            "conditions": "string",
        } == {field.name: str(field.type) for field in segments("article").schema}

    def test_one_row_for_each_day(self) -> None:
        """For each nationality and place the rows follow on each other, from no beginning to no end."""
        for history in ("article", "record"):
            rows = pl.DataFrame(segments(history))
            runs = rows.sort("place", "nationality", "first_day", nulls_last=False).partition_by("place", "nationality")
            assert 203 * len(dprk_tourism.load(history).places) == len(runs)
            for run in runs:
                assert run["first_day"][0] is run["last_day"][-1] is None
                assert (run["first_day"][1:] == run["last_day"][:-1].dt.offset_by("1d")).all()

    def test_of_a_russian_at_the_resort(self) -> None:
        """The article's story: fifteen days permitted, two undetermined, then denied."""
        rows = pl.DataFrame(segments(dprk_tourism.load("article")))
        story = (
            rows.filter(nationality="RU", place="wonsan-kalma")
            .sort("first_day")
            .select("first_day", "last_day", "verdict")
        )

        assert [
            (dt.date(2025, 7, 1), dt.date(2025, 7, 15), "permitted"),
            (dt.date(2025, 7, 16), dt.date(2025, 7, 17), "undetermined"),
            (dt.date(2025, 7, 18), dt.date(2025, 7, 18), "denied"),
            (dt.date(2025, 7, 19), None, "denied"),
        ] == story.rows()[-4:]

    def test_of_a_history_without_places(self) -> None:
        """A history without places has a table without rows."""
        assert 0 == len(segments(History(id="empty", title="T")))
