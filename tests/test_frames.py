"""Frames of visits: what a screen adds, what it refuses, and the answers of a history as a table."""

import datetime as dt
import io
import pickle
import sys
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

import dprk_tourism
from dprk_tourism import (
    Audience,
    History,
    InvalidRowsError,
    InvalidValueError,
    MissingExtraError,
    Place,
    RowProblem,
    UnknownColumnError,
    UnknownHistoryError,
    UnknownPlaceError,
    Visit,
    WrongTypeError,
    screen,
    segments,
)
from dprk_tourism._model.days import Day
from dprk_tourism._model.travellers import code_of
from dprk_tourism.frames import eager, expressions, screen_batches
from dprk_tourism.frames.asked import Asked
from dprk_tourism.frames.codes import screen_codes
from dprk_tourism.frames.parts import answers_to
from dprk_tourism.frames.table import AnswerTable

VISITS = pl.DataFrame({"nationality": ["RU", "Russia", "AE"], "date": ["2025-07-10", "2025-07-17", "2025-07-18"]})
RELATION = duckdb.from_arrow(VISITS.to_arrow())


def sql(query: str) -> Any:
    """A relation of DuckDB."""
    return duckdb.sql(query)


class TestAdded:
    """What a screened frame has more."""

    def test_three_columns(self) -> None:
        """The verdict, whether it is projected, and the policies that decide, with a blank between two."""
        assert [
            ("permitted", False, "russians-admitted resort-open-to-all"),
            ("undetermined", False, "russians-admitted"),
            ("denied", False, "pandemic-closure foreigners-barred"),
        ] == screen(VISITS).select("verdict", "projected", "deciding").rows()

    def test_until(self) -> None:
        """The last day for which the answer holds: of the three the last day surveyed ends the last one."""
        days = [dt.date(2025, 7, 15), dt.date(2025, 7, 17), dt.date(2025, 7, 18)]

        assert days == screen(VISITS, until=True)["until"].to_list()

    def test_until_of_no_end(self) -> None:
        """Where no end is known, `until` is empty."""
        later = pl.DataFrame({"nationality": ["RU"], "date": [dt.date(2026, 1, 1)]})

        assert [None] == screen(later, until=True)["until"].to_list()

    def test_place_by_argument_and_history(self) -> None:
        """The place and the history can be others than the article's resort."""
        august = pl.DataFrame({"nationality": ["RU"], "date": ["2025-08-01"]})

        assert ["permitted"] * 2 == screen(VISITS, to="dprk")["verdict"].to_list()[:2]
        assert ["denied"] == screen(august)["verdict"].to_list()
        assert ["permitted"] == screen(august, history="record")["verdict"].to_list()

    def test_strict(self) -> None:
        """R14: past the last day surveyed a strict screen tells nothing."""
        later = pl.DataFrame({"nationality": ["RU"], "date": [dt.date(2025, 7, 19)]})

        assert ["denied"] == screen(later)["verdict"].to_list()
        assert ["undetermined"] == screen(later, strict=True)["verdict"].to_list()

    @pytest.mark.parametrize(
        "frame",
        [VISITS[:0], VISITS[:0].to_arrow(), VISITS[:0].to_pandas(), VISITS[:0].lazy(), RELATION.limit(0)],
        ids=["polars", "pyarrow", "pandas", "polars, lazy", "duckdb"],
    )
    def test_of_no_rows(self, frame: Any) -> None:
        """A frame without rows has the columns all the same."""
        screened = screen(frame, until=True)

        names = screened.collect_schema().names() if isinstance(screened, pl.LazyFrame) else screened
        names = getattr(names, "column_names", None) or getattr(names, "columns", names)
        assert ["nationality", "date", "verdict", "projected", "deciding", "until"] == list(names)

    def test_kinds_do_not_depend_on_the_rows(self) -> None:
        """Whether or not a row is faulty, `null` gives columns of the same kinds."""
        sound, faulty = VISITS.to_pandas(), VISITS.to_pandas()
        faulty["nationality"] = ["RU", None, "AE"]

        kinds = [screen(frame, on_invalid="null").dtypes.drop("nationality").astype(str) for frame in (sound, faulty)]

        assert kinds[0].equals(kinds[1])

    def test_pandas_has_categories_and_keeps_its_index(self) -> None:
        """In pandas the added words are categories, and the index stays."""
        frame = VISITS.to_pandas().set_index(pd.Index(["a", "b", "c"]))

        screened = screen(frame)

        assert ["a", "b", "c"] == list(screened.index)
        assert ["category", "bool", "category"] == [str(screened[name].dtype) for name in screened.columns[2:]]

    def test_pandas_keeps_its_notes(self) -> None:
        """What somebody noted on a frame of pandas stays on it."""
        frame = VISITS.to_pandas()
        frame.attrs["source"] = "the desk"

        assert {"source": "the desk"} == screen(frame).attrs

    def test_many_rows(self) -> None:
        """Rows of several slices are told what rows of one are."""
        many = VISITS[np.tile(np.arange(3), 100_000)]

        assert screen(VISITS)["verdict"].to_list() * 2 == screen(many)["verdict"].tail(6).to_list()
        assert {"permitted": 100_000, "undetermined": 100_000, "denied": 100_000} == dict(
            screen(many)["verdict"].value_counts().iter_rows()
        )

    def test_many_rows_with_a_fault_among_them(self) -> None:
        """A fault in one slice leaves the answers of the others as they are."""
        many = VISITS[np.tile(np.arange(3), 100_000)].extend(
            pl.DataFrame({"nationality": ["zz"], "date": ["2025-07-10"]})
        )

        screened = screen(many, on_invalid="null")

        assert ["undetermined", "denied", None] == screened["verdict"].tail(3).to_list()
        assert 1 == screened["problem"].count()

    def test_the_frame_is_as_it_was(self) -> None:
        """The frame that was given has no column more."""
        frame = VISITS.to_pandas()
        screen(frame)

        assert ["nationality", "date"] == list(frame.columns)

    def test_many_words(self) -> None:
        """A column of more words than are remembered is read all the same."""
        words = [f"word {n}" for n in range(100_001)]
        frame = pl.DataFrame({"nationality": [*words, "Russia"], "date": ["2025-07-10"] * 100_002})

        assert "permitted" == screen(frame, on_invalid="null")["verdict"][-1]
        assert 100_001 == screen(frame, on_invalid="null")["problem"].count()

    def test_a_history_with_many_answers(self) -> None:
        """More answers than a byte can number are told apart, by Polars itself and for Arrow."""
        history = many_answers(300)
        days = [dt.date.fromordinal(Day(2001, 1, 1).toordinal() + n) for n in range(300)]
        frame = pl.DataFrame({"nationality": ["RU"] * 300, "date": days})
        expected = [f"policy-{n}" for n in range(300)]

        assert expected == screen(frame, history=history, to="dprk")["deciding"].to_list()
        assert expected == screen(frame.to_arrow(), history=history, to="dprk")["deciding"].to_pylist()

    def test_stays_in_a_history_with_many_answers(self) -> None:
        """So are those of stays."""
        history = many_answers(300)
        first = Day(2001, 1, 1).toordinal()
        frame = pl.DataFrame({"nationality": "RU", "date": [dt.date.fromordinal(first + n) for n in range(299)]})
        frame = frame.with_columns(leaves=pl.col("date").dt.offset_by("1d"))

        screened = screen(frame, history=history, to="dprk", departure="leaves")

        assert [f"policy-{n} policy-{n + 1}" for n in range(299)] == [
            " ".join(sorted(told.split(), key=lambda id_: int(id_[7:]))) for told in screened["deciding"]
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


class TestDays:
    """Columns of days, of every kind."""

    def test_a_zone_counts(self) -> None:
        """From 15:00 UTC on it is the next day in Pyongyang: the last permitted evening is one of doubt there."""
        moments = [dt.datetime(2025, 7, 15, hour, tzinfo=dt.UTC) for hour in (14, 15)]
        frame = pl.DataFrame({"nationality": ["RU"] * 2, "date": moments})

        for each in (frame, frame.to_arrow(), frame.to_pandas(), frame.lazy()):
            screened = screen(each)
            found = screened.collect() if isinstance(screened, pl.LazyFrame) else screened
            assert ["permitted", "undetermined"] == [str(verdict) for verdict in found["verdict"]]

    @pytest.mark.parametrize("unit", ["ms", "us", "ns"])
    def test_midnight_without_a_zone_is_a_day(self, unit: Any) -> None:
        """Many frames have no other days; any other time of day does not say which day it is."""
        moments = pl.Series([dt.datetime(2025, 7, 10), dt.datetime(2025, 7, 10, 1)], dtype=pl.Datetime(unit))  # noqa: DTZ001

        screened = screen(pl.DataFrame({"nationality": ["RU"] * 2, "date": moments}), on_invalid="null")

        assert ["permitted", None] == screened["verdict"].to_list()
        assert [None, "day-without-zone"] == screened["problem"].to_list()

    def test_seconds(self) -> None:
        """A column of whole seconds, which Arrow has, is one too."""
        moments = pa.array([dt.datetime(2025, 7, 10)], pa.timestamp("s"))  # noqa: DTZ001

        assert ["permitted"] == screen(pa.table({"nationality": ["RU"], "date": moments}))["verdict"].to_pylist()

    def test_objects(self) -> None:
        """Days as objects may be of several kinds in one column."""
        days = [dt.date(2025, 7, 10), "2025-07-10", dt.datetime(2025, 7, 9, 16, tzinfo=dt.UTC), Day(2025, 7, 10), 7]
        frame = pd.DataFrame({"nationality": ["RU"] * 5, "date": pd.Series(days, dtype=object)})

        screened = screen(frame, on_invalid="null")

        assert ["permitted"] * 4 == screened["verdict"].to_list()[:4]
        assert "day-impossible" == screened["problem"][4]

    def test_objects_without_a_zone(self) -> None:
        """A moment as an object is a day if it is midnight, as in a column of moments."""
        moments = [dt.datetime(2025, 7, 10), dt.datetime(2025, 7, 10, 1)]  # noqa: DTZ001
        frame = pd.DataFrame({"nationality": ["RU"] * 2, "date": pd.Series(moments, dtype=object)})

        assert ["day-without-zone"] == screen(frame, on_invalid="null")["problem"].to_list()[1:]

    def test_past_the_calendar(self) -> None:
        """Polars has days that no calendar of Python has; they are none."""
        beyond = pl.Series([2_932_897, -719_163, 0], dtype=pl.Int32).cast(pl.Date)

        screened = screen(pl.DataFrame({"nationality": ["RU"] * 3, "date": beyond}), on_invalid="null")

        assert ["day-impossible", "day-impossible", None] == screened["problem"].to_list()

    @pytest.mark.filterwarnings("ignore:Series.values returning:DeprecationWarning")  # older versions of Arrow ask so
    @pytest.mark.parametrize("zone", ["America/New_York", "Etc/GMT-9", "+09:00", "UTC"])
    def test_zones_of_all_names(self, zone: str) -> None:
        """Whatever a zone is called, a moment there is one; and the column comes back in its zone."""
        moments = pd.to_datetime(["2025-07-15 14:00", "2025-07-15 15:00"]).tz_localize("UTC").tz_convert(zone)
        frame = pd.DataFrame({"nationality": ["RU"] * 2, "date": moments})

        for each in (frame, pa.Table.from_pandas(frame), pl.from_pandas(frame), frame.convert_dtypes()):
            assert ["permitted", "undetermined"] == [str(verdict) for verdict in screen(each)["verdict"]]
        assert frame["date"].dtype == screen(frame)["date"].dtype

    @pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
    def test_a_zone_counts_in_every_unit(self, unit: str) -> None:
        """A moment may be told to the nanosecond; the first of a day in Pyongyang is already of that day."""
        per_second = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}[unit]
        midnight = 1_752_591_600 * per_second  # 15:00 UTC on 2025-07-15
        moments = pa.array([midnight - 1, midnight], pa.int64()).view(pa.timestamp(unit, "UTC"))
        table = pa.table({"nationality": ["RU"] * 2, "date": moments})

        frames = [
            table,
            table.to_pandas(),
            *([] if unit == "s" else [pl.DataFrame({"nationality": ["RU"] * 2, "date": moments})]),
        ]
        for each in frames:
            assert ["permitted", "undetermined"] == [str(verdict) for verdict in screen(each)["verdict"]]

    @pytest.mark.filterwarnings("ignore:Series.values returning:DeprecationWarning")  # older versions of Arrow ask so
    def test_the_last_nanosecond(self) -> None:
        """The last moment that nanoseconds can count, which pandas has for no end, is a day in Pyongyang."""
        last = pd.Series([pd.Timestamp.max] * 2).dt.tz_localize("UTC")
        first = pd.Series([pd.Timestamp("2025-07-20")] * 2).dt.tz_localize("UTC").dt.as_unit("ns")
        frame = pd.DataFrame({"nationality": ["RU", "KP"], "date": first, "leaves": last})
        objects = frame.assign(date=frame["date"].astype(object), leaves=frame["leaves"].astype(object))

        for each in (frame, objects, pa.Table.from_pandas(frame), pl.from_pandas(frame)):
            assert ["denied", "permitted"] == [str(verdict) for verdict in screen(each, departure="leaves")["verdict"]]
        assert dprk_tourism.may_visit("KP", pd.Timestamp.max.tz_localize("UTC")).projected

    def test_a_nanosecond_past_midnight(self) -> None:
        """Midnight is a day, and a nanosecond later is none, as an object as in a column of moments."""
        moments = [pd.Timestamp("2025-07-10 00:00:00.000000001"), pd.Timestamp("2025-07-10")]
        frame = pd.DataFrame({"nationality": ["RU"] * 2, "date": pd.Series(moments)})

        for each in (frame, frame.astype({"date": object}), frame.astype({"date": "category"})):
            assert "day-without-zone" == screen(each, on_invalid="null")["problem"].to_list()[0]
            assert "permitted" == screen(each, on_invalid="null")["verdict"].to_list()[1]

    def test_an_hour_that_comes_twice(self) -> None:
        """Of two moments that a clock shows alike, each is of its own day in Pyongyang."""
        once = dt.datetime(2025, 4, 6, 1, 45, tzinfo=ZoneInfo("Australia/Lord_Howe"))
        moments = [once, once.replace(fold=1)]
        mine = dprk_tourism.load("article").amended(
            sources=[REPORT],
            events=[event("e", "2025-04-06")],
            policies=[policy("p", layer="home-state", audience=["RU"], place="dprk", starts="e")],
        )
        frame = pd.DataFrame({"nationality": ["RU"] * 2, "date": pd.Series(moments, dtype=object)})

        screened = screen(frame, to="dprk", history=mine)

        assert ["permitted", "denied"] == [str(mine.decide(Visit("RU", "dprk", moment)).verdict) for moment in moments]
        assert ["permitted", "denied"] == screened["verdict"].to_list()

    @pytest.mark.parametrize("zone", [None, "UTC"])
    @pytest.mark.parametrize("unit", ["ms", "us"])
    def test_moments_past_every_calendar(self, unit: str, zone: str | None) -> None:
        """A moment so far off that the libraries themselves fail at it is on no day, and the error names its row."""
        first, last = -(2**63) + 1, 2**63 - 1
        moments = pa.array([first, last, None, 0], pa.int64()).view(pa.timestamp(unit, zone))
        table = pa.table({"nationality": ["RU"] * 4, "date": moments})

        for each in (table, table.to_pandas(), pl.DataFrame({"nationality": ["RU"] * 4, "date": moments})):
            problems = nw.from_native(screen(each, on_invalid="null"))["problem"].to_list()
            assert ["day-impossible", "day-impossible", "day-missing"] == problems[:3]
            with pytest.raises(InvalidRowsError, match=r"row 0: `<value out of range: -9223\d+>` is no day"):
                screen(each[:1])

    @pytest.mark.parametrize("kind", [pa.date64(), pa.string_view(), pa.dictionary(pa.int32(), pa.date32())])
    def test_rare_kinds_of_arrow(self, kind: Any) -> None:
        """Days may be in any form that Arrow has for them."""
        days = pa.array(["2025-07-15", "2025-07-16", None])
        column = days.cast(pa.string_view()) if kind == pa.string_view() else days.cast(pa.date32())
        column = column.dictionary_encode() if pa.types.is_dictionary(kind) else column.cast(kind)
        table = pa.table({"nationality": pa.array(["RU"] * 3, pa.string_view()), "date": column})

        screened = screen(table, on_invalid="null")

        assert ["permitted", "undetermined", None] == screened["verdict"].to_pylist()
        assert kind == screened["date"].type
        with pytest.raises(InvalidRowsError, match="row 2: nothing in the column `date`"):
            screen(table)
        if kind == pa.date64():
            on_arrow = pd.DataFrame(
                {"nationality": ["RU"] * 2, "date": pd.Series(column[:2], dtype=pd.ArrowDtype(kind))}
            )
            assert ["permitted", "undetermined"] == screen(on_arrow)["verdict"].to_list()

    def test_categories_past_the_calendar(self) -> None:
        """A category that Python has no day for is none, and the others are read."""
        days = pa.DictionaryArray.from_arrays([0, 1], pa.array([2**31 - 1, 20_279], pa.int32()).view(pa.date32()))
        table = pa.table({"nationality": ["RU"] * 2, "date": days})

        assert ["day-impossible", None] == screen(table, on_invalid="null")["problem"].to_pylist()
        with pytest.raises(InvalidRowsError, match=r"row 0: `<value out of range: 2147483647>` is no day"):
            screen(table)

    def test_past_the_calendar_in_a_plan(self) -> None:
        """So are those of DuckDB."""
        relation = sql("SELECT 'RU' AS nationality, DATE '10000-01-01' AS date")

        assert [("day-impossible",)] == screen(relation, on_invalid="null").select("problem").fetchall()


class TestWords:
    """Columns of nationalities and places."""

    def test_two_letters_of_all_kinds(self) -> None:
        """Codes are read in any case; a letter of two bytes is a word like others."""
        frame = pl.DataFrame({"nationality": ["RU", "ru", "Ru", "é"], "date": ["2025-07-10"] * 4})

        assert ["permitted"] * 3 + [None] == screen(frame, on_invalid="null")["verdict"].to_list()

    def test_namibia(self) -> None:
        """The code of Namibia is a code."""
        frame: Any = pd.DataFrame({"nationality": ["NA"], "date": ["2025-07-10"]})

        assert ["denied"] == screen(frame)["verdict"].to_list()

    def test_a_slice_of_codes(self) -> None:
        """A column that begins in the middle of another is read from its own beginning."""
        table = pa.table({"nationality": ["AE", "RU", "RU"], "date": ["2025-07-10"] * 3}).slice(1)

        assert ["permitted"] * 2 == screen(table)["verdict"].to_pylist()
        assert ["permitted"] * 2 == screen(pl.DataFrame(table))["verdict"].to_list()

    def test_objects_that_are_no_words(self) -> None:
        """Whatever is no word is no nationality."""
        frame = pd.DataFrame({"nationality": pd.Series(["RU", 7, None], dtype=object), "date": ["2025-07-10"] * 3})

        assert ["nationality-unknown", "nationality-missing"] == screen(frame, on_invalid="null")["problem"].to_list()[
            1:
        ]

    def test_lists(self) -> None:
        """A column of lists holds no words at all."""
        frame = pd.DataFrame({"nationality": [["RU"]], "date": ["2025-07-10"]})

        with pytest.raises(WrongTypeError, match="text in the column `nationality`"):
            screen(frame)

    @pytest.mark.parametrize("kind", ["object", "string[python]", "category"])
    def test_half_characters(self, kind: Any) -> None:
        """A text that no file could hold names nothing."""
        halves = pd.Series(["RU", "R\ud800"], dtype="string[python]").astype(kind)
        frame = pd.DataFrame({"nationality": halves, "date": ["2025-07-10"] * 2})

        assert ["nationality-unknown"] == screen(frame, on_invalid="null")["problem"].to_list()[1:]
        with pytest.raises(InvalidRowsError, match="row 1: no nationality"):
            screen(frame)

    @pytest.mark.parametrize("bad", [b"\xff\xfe", b"\xff\xfe\xfd"])
    def test_bytes_that_are_no_text(self, bad: bytes) -> None:
        """A table of Arrow may hold any bytes as text; they name nothing."""
        words = pa.array([b"RU", bad]).view(pa.string())
        table = pa.table({"nationality": words, "date": ["2025-07-10"] * 2})

        assert [None, "nationality-unknown"] == screen(table, on_invalid="null")["problem"].to_pylist()
        with pytest.raises(InvalidRowsError, match="row 1: no nationality"):
            screen(table)

    def test_categories_of_several_kinds(self) -> None:
        """Categories of pandas may be of several kinds, as objects may."""
        days = pd.Categorical(["2025-07-10", 7, dt.date(2025, 7, 17)])
        frame = pd.DataFrame({"nationality": ["RU"] * 3, "date": days})

        screened = screen(frame, on_invalid="null")

        assert ["permitted", "undetermined"] == [screened["verdict"][0], screened["verdict"][2]]
        assert "day-impossible" == screened["problem"][1]

    def test_words_that_are_tables(self) -> None:
        """A category of Arrow that is a table is no word."""
        tables = pa.DictionaryArray.from_arrays([0], pa.array([{"a": 1}]))

        screened = screen(pa.table({"nationality": tables, "date": ["2025-07-10"]}), on_invalid="null")

        assert ["nationality-unknown"] == screened["problem"].to_pylist()

    def test_other_columns_do_not_matter(self) -> None:
        """Whatever a column that asks for nothing is called or holds, a row that cannot be asked is told of."""
        views = pa.table({"nationality": ["zz"], "date": ["2025-07-10"], "note": pa.array(["x"], pa.string_view())})
        periods = pd.DataFrame({"nationality": ["zz"], "date": ["2025-07-10"], 0: pd.period_range("2025", periods=1)})

        for frame in (views, periods):
            with pytest.raises(InvalidRowsError, match="row 0: no nationality `zz`"):
                screen(frame)


class TestNothing:
    """Columns that hold no value, of whatever kind."""

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
        """A column of nothing but nulls has a kind of its own, or that of numbers; its rows are missing, not faulty."""
        empty = nothing_in(frame, column)

        screened = screen(empty, to_column="place", on_invalid="null")

        kind = {"nationality": "nationality-missing", "date": "day-missing", "place": "place-missing"}[column]
        assert [(kind,)] == nw.from_native(screened).select("problem").lazy().collect().rows()
        with pytest.raises(InvalidRowsError, match=f"nothing in the column `{column}`"):
            nw.from_native(screen(empty, to_column="place")).lazy().collect()

    def test_not_a_time(self) -> None:
        """NaT, which pandas has for none, is none among objects too; as the day of one visit it is no day."""
        days = ["2025-07-10", pd.NaT, None, float("nan")]
        frame = pd.DataFrame({"nationality": ["RU"] * 5, "date": pd.Series([*days, pd.NA], dtype=object)})
        polars = pl.DataFrame({"nationality": ["RU"] * 4, "date": pl.Series(days, dtype=pl.Object)})

        assert ["day-missing"] * 4 == screen(frame, on_invalid="null")["problem"].to_list()[1:]
        assert ["day-missing"] * 3 == screen(polars, on_invalid="null")["problem"].to_list()[1:]
        with pytest.raises(InvalidRowsError, match="row 1: nothing in the column `date`"):
            screen(polars)
        with pytest.raises(WrongTypeError, match=r"expected a day .* found NaT"):
            dprk_tourism.may_visit("RU", pd.NaT)

    def test_of_lists(self) -> None:
        """A column that would hold lists, and holds nothing, is missing too."""
        table = pa.table({"nationality": ["RU"], "date": pa.nulls(1, pa.list_(pa.int8()))})

        for frame in (table, pl.from_arrow(table)):
            with pytest.raises(InvalidRowsError, match="nothing in the column `date`"):
                screen(frame)

    def test_numbers_are_no_days(self) -> None:
        """A column of numbers is of the wrong kind, and the error says what to do."""
        frame = pl.DataFrame({"nationality": ["RU"], "date": [20250710]})

        said = r"expected days, moments or text in the column `date` \(cast it, or name another\), found Int64$"
        for each in (frame, frame.lazy(), frame.to_pandas(), sql("SELECT 'RU' AS nationality, 1::BIGINT AS date")):
            with pytest.raises(WrongTypeError, match=said):
                screen(each)


def nothing_in(frame: Any, column: str) -> Any:
    """The frame with a column of nothing instead, as its library has one that was given no kind."""
    if isinstance(frame, pa.Table):
        return frame.set_column(frame.column_names.index(column), column, pa.nulls(1))
    if isinstance(frame, pd.DataFrame):
        return frame.assign(**{column: float("nan")})
    if isinstance(frame, duckdb.DuckDBPyRelation):
        return frame.select(f"* REPLACE (NULL AS {column})")
    return frame.with_columns(pl.lit(None).alias(column))


class TestCodes:
    """Frames of Polars with nothing but codes and days, which its own engine answers."""

    @pytest.mark.parametrize("on_invalid", ["raise", "null"])
    @pytest.mark.parametrize("name", ["article", "record"])
    def test_equals_decide(self, name: str, on_invalid: Any) -> None:
        """Each class of nationalities is told at each place, around each breakpoint, what one visit is told."""
        history = dprk_tourism.load(name)
        starts = AnswerTable(history).starts
        last = dt.date.max.toordinal()
        days = [dt.date.fromordinal(min(start.toordinal() + n, last)) for start in starts for n in (-1, 0, 1)]
        asked = [(code, day) for code in history.nationality_classes() for day in days]
        frame = pl.DataFrame(asked, schema={"nationality": pl.String, "date": pl.Date}, orient="row")

        for place in history.places:
            screened = screen(frame, to=place, history=history, on_invalid=on_invalid, until=True)
            expected = [history.decide(Visit(code, place, day)) for code, day in asked]
            assert [decision.verdict for decision in expected] == screened["verdict"].to_list()
            assert [decision.projected for decision in expected] == screened["projected"].to_list()
            assert [" ".join(decision.deciding) for decision in expected] == screened["deciding"].to_list()
            assert screened.equals(
                pl.DataFrame(screen(frame.to_arrow(), to=place, history=history, until=True, on_invalid=on_invalid))
            )

    @pytest.mark.parametrize(
        "frame",
        [
            VISITS,
            VISITS.with_columns(pl.col("date").str.to_date())[:0],
            pl.DataFrame({"nationality": ["RU", "Russia"], "date": [dt.date(2025, 7, 10)] * 2}),
            pl.DataFrame({"nationality": ["RU", None], "date": [dt.date(2025, 7, 10)] * 2}),
            pl.DataFrame({"nationality": ["RU", "RU"], "date": [dt.date(2025, 7, 10), None]}),
            pl.DataFrame({"nationality": ["RU"], "date": pl.Series([2_932_897], dtype=pl.Int32).cast(pl.Date)}),
            pl.DataFrame({"nationality": ["RU"], "date": pl.Series([-719_163], dtype=pl.Int32).cast(pl.Date)}),
        ],
        ids=[
            "days in text",
            "no row",
            "a name",
            "no nationality",
            "no day",
            "past the calendar",
            "before the calendar",
        ],
    )
    def test_others_go_the_way_of_all(self, frame: pl.DataFrame) -> None:
        """A frame that holds anything else is not answered here."""
        assert screen_codes(frame, Asked(), AnswerTable(dprk_tourism.load("article"))) is None

    @pytest.mark.parametrize("more", [{"departure": "date"}, {"to_column": "nationality"}])
    def test_nor_are_stays_and_places(self, more: dict[str, str]) -> None:
        """Stays, and places by row, are not answered here either."""
        frame = pl.DataFrame({"nationality": ["RU"], "date": [dt.date(2025, 7, 10)]})

        assert screen_codes(frame, Asked(**more), AnswerTable(dprk_tourism.load("article"))) is None  # type: ignore[arg-type]
        assert screen_codes(frame, Asked(), AnswerTable(dprk_tourism.load("article"))) is not None


class TestRefused:
    """What cannot be asked."""

    def test_rows(self) -> None:
        """The first rows are named, with what is wrong in the words of one visit, and all are counted."""
        frame = pl.DataFrame(
            {
                "nationality": ["RU", "Rusia", None, "RU", "RU", "RU", "RU"],
                "place": ["wonsan-kalma", "dprk", "dprk", "kalma", None, "dprk", "dprk"],
                "date": ["2025-07-10", "2025-07-10", "2025-07-10", "2025-07-10", "2025-07-10", "2025-02-30", None],
            }
        )

        with pytest.raises(InvalidRowsError) as caught:
            screen(frame, to_column="place")

        assert (
            "6 rows cannot be asked; correct them, "
            'or leave them unanswered with on_invalid="null" (--on-invalid null):\n'
            "  row 1: no nationality `Rusia`; did you mean `Russia (RU)`?\n"
            "  row 2: nothing in the column `nationality`\n"
            "  row 3: no place `kalma`; did you mean `dprk` or `wonsan-kalma`?\n"
            "  row 4: nothing in the column `place`\n"
            "  row 5: `2025-02-30` is no day; write a day of the calendar as YYYY-MM-DD, such as 2025-07-10\n"
            "  and 1 more"
        ) == str(caught.value)

    def test_rows_of_stays(self) -> None:
        """What is wrong with a departure is told as such."""
        leaves = [dt.datetime(2025, 7, 10, 5), dt.datetime(2025, 7, 9), None]  # noqa: DTZ001
        frame = pl.DataFrame({"nationality": ["RU"] * 3, "date": [dt.date(2025, 7, 10)] * 3, "leaves": leaves})

        with pytest.raises(InvalidRowsError) as caught:
            screen(frame, departure="leaves")

        assert [
            "row 0: `2025-07-10 05:00:00.000000` has no time zone, so it does not say which day it is in Pyongyang",
            "row 1: departure 2025-07-09 00:00:00.000000 is before arrival 2025-07-10",
            "row 2: nothing in the column `leaves`",
        ] == [row.partition(";")[0] for row in caught.value.rows]

    def test_rows_of_moments(self) -> None:
        """So is what is wrong with an arrival, and one row is told of in the singular."""
        frame = pl.DataFrame({"nationality": ["RU"], "date": [dt.datetime(2025, 7, 10, 5)]})  # noqa: DTZ001

        with pytest.raises(
            InvalidRowsError, match=r"^one row cannot be asked.*\n  row 0: `2025-07-10 05:00.*no time zone"
        ):
            screen(frame)

    def test_an_impossible_departure(self) -> None:
        """A departure on no day is told as such too, and nothing of the day of arrival."""
        frame = pl.DataFrame({"nationality": ["RU"], "date": ["2025-07-10"], "leaves": ["soon"]})

        with pytest.raises(InvalidRowsError, match="`soon` is no day"):
            screen(frame, departure="leaves")

    def test_rows_of_a_relation(self) -> None:
        """A plan whose engine is asked at once has no numbers of rows, and is refused at once."""
        relation = sql("SELECT 'Rusia' AS nationality, DATE '2025-07-10' AS date")

        with pytest.raises(InvalidRowsError, match="a row: no nationality `Rusia`; did you mean `Russia"):
            screen(relation)

    def test_rows_of_a_lazy_frame(self) -> None:
        """A lazy frame of Polars is refused when its batch comes, which does not know the numbers of its rows."""
        plan = screen(pl.LazyFrame({"nationality": ["Rusia"], "date": ["2025-07-10"]}))

        with pytest.raises(InvalidRowsError) as caught:
            plan.collect()
        assert str(caught.value).endswith("\n  a row: no nationality `Rusia`; did you mean `Russia (RU)`?")

    def test_control_characters_do_not_reach_the_screen(self) -> None:
        """What a cell holds is spelt out in the error."""
        frame = pl.DataFrame({"nationality": ["\x1b[2J"], "date": ["2025-07-10"]})

        with pytest.raises(InvalidRowsError, match=r"`\\x1b\[2J`"):
            screen(frame)

    def test_no_frame(self) -> None:
        """Something that is no frame is a mistake of kind."""
        with pytest.raises(WrongTypeError, match="expected a data frame of pandas"):
            screen([("RU", "2025-07-10")])
        for wrapped in (nw.from_native(VISITS), narwhals.from_native(VISITS.lazy())):
            with pytest.raises(WrongTypeError, match=r"of a library of its own \(call `to_native\(\)` first\)"):
                screen(wrapped)

    def test_two_columns_of_one_name(self) -> None:
        """It is not guessed which of two columns is meant."""
        frame = pd.DataFrame([["RU", "RU", "2025-07-10"]], columns=["nationality", "nationality", "date"])

        with pytest.raises(InvalidValueError, match="two columns of the frame have one name"):
            screen(frame)

    def test_columns(self) -> None:
        """A column that is not there is told with its nearest; one that is there already is not overwritten."""
        with pytest.raises(UnknownColumnError, match=r"no column `day`, which `on` \(--on\) asks for; did you mean"):
            screen(VISITS, on="day")
        with pytest.raises(UnknownColumnError, match="did you mean `date`"):
            screen(VISITS, on="dates")
        with pytest.raises(UnknownColumnError, match=r"no column `date`.* did you mean `1` or `nationality`"):
            screen(pd.DataFrame([["2025-07-10", "RU"]], columns=[1, "nationality"]))
        with pytest.raises(UnknownColumnError, match=r"did you mean `the\\nday` or `nationality`"):
            screen(pd.DataFrame([["2025-07-10", "RU"]], columns=["the\nday", "nationality"]))
        with pytest.raises(WrongTypeError, match="expected the name of a column"):
            screen(VISITS, on=1)  # type: ignore[arg-type]
        with pytest.raises(InvalidValueError, match="has a column `verdict` already"):
            screen(VISITS.with_columns(verdict=pl.lit("yes")))
        with pytest.raises(InvalidValueError, match="has a column `dprk_tourism_cell` already"):
            screen(VISITS.with_columns(dprk_tourism_cell=pl.lit(1)))  # which would be gone afterwards

    @pytest.mark.parametrize(
        ("asked", "message"),
        [
            ({"nationality": None}, "expected the name of a column, found nothing"),
            ({"on": None}, "expected the name of a column, found nothing"),
            ({"on": ["date"]}, r"expected the name of a column, found \['date'\] \(a list\)"),
            ({"departure": ["date"]}, "expected the name of a column"),
            ({"to_column": 1}, "expected the name of a column"),
            ({"to": None}, r"expected the id of a place, such as 'wonsan-kalma', found nothing \(None\)"),
            ({"strict": "no"}, "expected True or False, found 'no'"),
            ({"until": "no"}, "expected True or False, found 'no'"),
            ({"until": []}, "expected True or False, found"),
        ],
    )
    def test_arguments_of_a_wrong_kind(self, asked: dict[str, Any], message: str) -> None:
        """An argument of another kind is told as such, and no text such as "no" is taken for true."""
        with pytest.raises(WrongTypeError, match=message):
            screen(VISITS, **asked)

    def test_true_in_other_ways(self) -> None:
        """What equals true is true: numpy's is."""
        later = pl.DataFrame({"nationality": ["RU"], "date": [dt.date(2025, 7, 19)]})

        assert ["undetermined"] == screen(later, strict=np.True_)["verdict"].to_list()  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        ("column", "message"),
        [("nationality", "text in the column `nationality`"), ("date", "days, moments or text in the column `date`")],
    )
    def test_kinds(self, column: str, message: str) -> None:
        """A column of numbers holds neither nationalities nor days."""
        with pytest.raises(WrongTypeError, match=message):
            screen(VISITS.with_columns(pl.lit(1).alias(column)))

    def test_arguments(self) -> None:
        """A place, a history and a word that are not known are errors before any row is looked at."""
        with pytest.raises(UnknownPlaceError, match="did you mean `wonsan-kalma`"):
            screen(VISITS, to="wonsan-kalmar")
        with pytest.raises(UnknownPlaceError, match="no place `wonsan-kalma` in this history, which holds no place"):
            screen(VISITS, history=History(id="empty", title="T"))
        with pytest.raises(WrongTypeError, match="expected the id of a place, such as 'wonsan-kalma'"):
            screen(VISITS.lazy(), to=[], to_column="nationality")  # type: ignore[arg-type]
        with pytest.raises(UnknownColumnError, match=r"did you mean (`[ab]+` or ){9}`[ab]+`\?$"):
            screen(pl.DataFrame({name: [""] for name in map("".join, product("ab", repeat=5))}))
        with pytest.raises(UnknownHistoryError):
            screen(VISITS, history="articel")
        with pytest.raises(InvalidValueError, match="`on_invalid` is `skip`; write `raise` or `null`"):
            screen(VISITS, on_invalid="skip")  # type: ignore[arg-type]

    def test_without_the_extra(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Without the packages of the extra, the error says how to install it."""
        for name in [name for name in sys.modules if name.startswith("dprk_tourism.frames")]:
            monkeypatch.delitem(sys.modules, name)
        monkeypatch.delitem(vars(dprk_tourism), "screen", raising=False)
        monkeypatch.setitem(sys.modules, "narwhals.stable.v2", None)

        with pytest.raises(MissingExtraError, match=r"pip install 'dprk-tourism\[frames\]'"):
            dprk_tourism.screen  # noqa: B018


class TestPlans:
    """DuckDB and PySpark get expressions."""

    def test_too_many_answers(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """An expression that would list too many answers is refused, with what to do instead."""
        monkeypatch.setattr(expressions, "_MOST_CELLS", 3)

        with pytest.raises(InvalidValueError, match="collect the frame first, or join it with the segments"):
            screen(RELATION)

    def test_stays_of_moments(self) -> None:
        """DuckDB is not asked which days moments are in Pyongyang; the error says to make days of them."""
        relation = sql("SELECT 'RU' AS nationality, now() AS date, now() AS leaves")

        with pytest.raises(InvalidValueError, match="the moments in the column `date` have a time zone"):
            screen(relation, departure="leaves")

    def test_stays(self) -> None:
        """A stay over the notice is one of doubt, and one into the bar is denied."""
        relation = sql(
            "SELECT 'RU' AS nationality, DATE '2025-07-10' AS date, unnest([DATE '2025-07-17', '2025-07-18']) AS leaves"
        )

        assert [("undetermined",), ("denied",)] == screen(relation, departure="leaves").select("verdict").fetchall()

    def test_names_that_differ_in_case(self) -> None:
        """To SQL these are one column, so one that asks could be another, and one that is added could replace one."""
        visit = "SELECT 'RU' AS nationality, DATE '2025-07-10' AS date"

        with pytest.raises(InvalidValueError, match="takes the columns `date` and `Date` for one"):
            screen(sql(f'{visit}, 1 AS "Date"'))
        with pytest.raises(InvalidValueError, match="takes the columns `z` and `z` for one"):
            screen(sql(f"{visit}, 1 AS z, 2 AS z"))
        with pytest.raises(InvalidValueError, match="has a column `Verdict` already"):
            screen(sql(f"{visit}, 'yes' AS \"Verdict\""))
        with pytest.raises(InvalidValueError, match=r"reads more than a name in the column `\*`"):
            screen(sql(f'{visit}, 1 AS "*"'))
        assert 6 == len(screen(sql(f"{visit}, DATE '2025-07-10' AS \"a.b\""), on="a.b").columns)

    @pytest.mark.parametrize("name", ["*", "^n.*$", "^.*$", "a.b"])
    def test_names_that_are_patterns(self, name: str) -> None:
        """A column of Polars may be called as what stands for several columns elsewhere."""
        days: tuple[list[Any], ...] = (["2025-07-10"], [dt.date(2025, 7, 10)])
        for visits in (pl.DataFrame({"nationality": ["RU"], name: day, "note": [1]}) for day in days):
            assert ["permitted"] == screen(visits, on=name)["verdict"].to_list()
            assert ["permitted"] == screen(visits.lazy(), on=name).collect()["verdict"].to_list()
            for others in (
                visits.with_columns(pl.lit(1).alias(name)),
                visits.with_columns(pl.lit(1).alias(name)).lazy(),
            ):
                with pytest.raises(WrongTypeError, match="days, moments or text in the column"):
                    screen(others, on=name)
        moment = pl.lit(dt.datetime(2025, 7, 10, tzinfo=dt.UTC)).alias(name)
        assert ["permitted"] == screen(VISITS[:1].select("nationality", moment), on=name)["verdict"].to_list()
        named = pl.DataFrame({"^nationality$": ["RU"], "date": [dt.date(2025, 7, 10)], "nationality": ["US"]})
        assert ["permitted"] == screen(named, nationality="^nationality$")["verdict"].to_list()

    def test_objects_in_a_plan(self) -> None:
        """A plan of Polars takes no objects; that is told when the plan is made."""
        visits = pl.DataFrame({"nationality": ["RU"], "date": pl.Series([dt.date(2025, 7, 10)], dtype=pl.Object)})

        with pytest.raises(WrongTypeError, match="days, moments or text in the column `date`"):
            screen(visits.lazy())

    def test_nobody_known(self) -> None:
        """Where no nationality is known, no row has an answer."""
        relation = sql("SELECT 'zz' AS nationality, DATE '2025-07-10' AS date")

        assert [(None, "nationality-unknown")] == screen(relation, on_invalid="null").select(
            "verdict", "problem"
        ).fetchall()

    def test_a_history_in_which_nothing_changes(self) -> None:
        """One run of days is a run too."""
        history = History(id="empty", title="T", places=[Place(id="dprk", name="N")])

        in_memory = screen(VISITS, history=history, to="dprk")
        planned = screen(sql("FROM RELATION"), history=history, to="dprk").pl()

        assert ["undetermined"] * 3 == in_memory["verdict"].to_list() == planned["verdict"].to_list()


class TestBatches:
    """Frames that are parts of one."""

    def test_rows_are_counted_through(self) -> None:
        """A faulty row is named by its number in the whole."""
        faulty = pl.DataFrame({"nationality": ["Rusia"], "date": ["2025-07-10"]})

        with pytest.raises(InvalidRowsError, match="row 3: no nationality `Rusia`"):
            list(screen_batches([VISITS, faulty], Asked()))

    def test_answers(self) -> None:
        """Each part is told what it is told by itself."""
        parts = list(screen_batches(iter([VISITS[:1], VISITS[1:]]), Asked(to="dprk")))

        assert screen(VISITS, to="dprk")["verdict"].to_list() == pl.concat(parts)["verdict"].to_list()

    def test_of_polars(self) -> None:
        """A batch of a lazy frame is a column whose fields are columns, and so are its answers."""
        history = pickle.dumps(dprk_tourism.load("article"))

        answers = answers_to(VISITS.to_struct("visits"), asked=Asked(), history=history, strict=False)

        assert {"verdict": "permitted", "projected": False, "deciding": "russians-admitted resort-open-to-all"} == dict(
            answers[0]
        )

    def test_of_a_plan_that_is_sent(self) -> None:
        """A plan can be written and run elsewhere."""
        pytest.importorskip("cloudpickle")  # Polars asks for it
        plan = screen(VISITS.lazy()).serialize()

        assert ["permitted", "undetermined", "denied"] == (
            pl.LazyFrame.deserialize(io.BytesIO(plan)).collect()["verdict"].to_list()
        )


class TestSegments:
    """The answers of a history as a table."""

    def test_columns(self) -> None:
        """Words are text, days are days, and each row has both of its days in it."""
        assert {
            "nationality": "string",
            "place": "string",
            "from": "date32[day]",
            "until": "date32[day]",
            "verdict": "string",
            "projected": "bool",
            "deciding": "string",
        } == {field.name: str(field.type) for field in segments("article").schema}

    def test_one_row_for_each_day(self) -> None:
        """For each nationality and place the rows follow on each other, from no beginning to no end."""
        for history in ("article", "record"):
            rows = pl.DataFrame(segments(history))
            runs = rows.sort("place", "nationality", "from", nulls_last=False).partition_by("place", "nationality")
            assert 250 * len(dprk_tourism.load(history).places) == len(runs)
            for run in runs:
                assert run["from"][0] is run["until"][-1] is None
                assert (run["from"][1:] == run["until"][:-1].dt.offset_by("1d")).all()

    def test_of_a_russian_at_the_resort(self) -> None:
        """The article's story: fifteen days permitted, two in doubt, then denied."""
        rows = pl.DataFrame(segments(dprk_tourism.load("article")))
        story = rows.filter(nationality="RU", place="wonsan-kalma").sort("from").select("from", "until", "verdict")

        assert [
            (dt.date(2025, 7, 1), dt.date(2025, 7, 15), "permitted"),
            (dt.date(2025, 7, 16), dt.date(2025, 7, 17), "undetermined"),
            (dt.date(2025, 7, 18), dt.date(2025, 7, 18), "denied"),
            (dt.date(2025, 7, 19), None, "denied"),
        ] == story.rows()[-4:]

    def test_of_a_history_without_places(self) -> None:
        """A history without places has a table without rows."""
        assert 0 == len(segments(History(id="empty", title="T")))


class TestProblems:
    """Why a row has no answer."""

    @pytest.fixture
    def rows(self) -> pl.DataFrame:
        """One row for each problem, in the order of the problems."""
        day, later = dt.datetime(2025, 7, 10), dt.datetime(2025, 7, 11)  # noqa: DTZ001
        return pl.DataFrame(
            {
                "nationality": [None, "zz", "RU", "RU", "RU", "RU", "RU", "RU", "RU"],
                "place": ["dprk", "dprk", None, "zz", "dprk", "dprk", "dprk", "dprk", "dprk"],
                "date": [day, day, day, day, None, day.replace(hour=1), day, day, day],
                "leaves": [later, later, later, later, later, later, None, later.replace(hour=1), day.replace(day=9)],
            }
        )

    @pytest.mark.parametrize("library", ["polars", "duckdb"])
    def test_each(self, rows: pl.DataFrame, library: str) -> None:
        """Each problem is told where it is, in memory and by expression."""
        frame: Any = rows if library == "polars" else duckdb.from_arrow(rows.to_arrow())

        screened = screen(frame, to_column="place", departure="leaves", on_invalid="null")

        found = screened if library == "polars" else screened.pl()
        assert [
            RowProblem.NATIONALITY_MISSING,
            RowProblem.NATIONALITY_UNKNOWN,
            RowProblem.PLACE_MISSING,
            RowProblem.PLACE_UNKNOWN,
            RowProblem.DAY_MISSING,
            RowProblem.DAY_WITHOUT_ZONE,
            RowProblem.DEPARTURE_MISSING,
            RowProblem.DEPARTURE_WITHOUT_ZONE,
            RowProblem.DEPARTURE_BEFORE_ARRIVAL,
        ] == found["problem"].to_list()

    def test_impossible_departures(self) -> None:
        """A text that is no day is none for a departure either."""
        frame = pl.DataFrame({"nationality": ["RU"], "date": ["2025-07-10"], "leaves": ["2025-07-32"]})

        assert ["departure-impossible"] == screen(frame, departure="leaves", on_invalid="null")["problem"].to_list()

    def test_the_first_counts(self) -> None:
        """Of several problems of a row the first is told: of the nationality before that of the day."""
        frame = pl.DataFrame({"nationality": ["zz"], "date": ["never"]})

        assert ["nationality-unknown"] == screen(frame, on_invalid="null")["problem"].to_list()


class TestSpeed:
    """Nothing happens once for each row but in compiled loops."""

    def test_words_are_looked_at_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """However many rows hold a word, it is looked up once."""
        asked: list[str] = []

        def counted(word: str) -> str | None:
            asked.append(word)
            return code_of(word)

        monkeypatch.setattr(eager, "code_of", counted)
        screen(pl.DataFrame({"nationality": ["RU", "Russia", "zz"] * 50_000, "date": "2025-07-10"}), on_invalid="null")
        screen(pl.DataFrame({"nationality": ["RU", "AE"] * 200_000, "date": "2025-07-10"}))

        assert ["AE", "RU", "RU", "Russia", "zz"] == sorted(asked)

    def test_small_numbers_of_answers(self) -> None:
        """The answers of a frame are numbered in as few bytes as they need."""
        assert np.uint8 == eager._short([0, 255]).dtype
        assert np.uint16 == eager._short([256]).dtype
