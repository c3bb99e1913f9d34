"""Many visits at once against one at a time: law 12."""

import random
import sys
from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd
import pytest
from census import law, saw
from hypothesis import note, settings
from hypothesis import strategies as st
from screening_cases import (
    AT_THE_EDGES,
    LIBRARIES,
    ZONES,
    Expected,
    Library,
    Row,
    expected_answer,
    histories_and_visits,
    polars,
    random_rows,
    read_pandas,
)

from dprk_tourism import History, InvalidValueError, WrongTypeError, load, screen

# Every library screens each example, and making its frame costs more than that.
FEWER = settings(max_examples=max(10, settings().max_examples // 6))

DAYS: Final[Sequence[Mapping[str, Any]]] = (
    {"on": "day"},
    {"on": "text"},
    {"on": "naive"},
    {"on": "zoned"},
    {"on": "far"},
    {"on": "day", "departure": "leaves"},
    {"on": "text", "departure": "leaves"},
    {"on": "day", "strict": True},
)
OFTEN: Final = [*DAYS, *(days for days in DAYS if "departure" in days)]
MIXED: Final[Sequence[Mapping[str, Any]]] = (
    {"on": "naive", "departure": "leaves"},
    {"on": "zoned", "departure": "leaves"},
    {"on": "far", "departure": "leaves"},
    {"on": "day", "departure": "text"},
)
MORE: Final[Mapping[str, Any]] = {"conditions": True, "last_day": True}
"""The columns that are added only if they are asked for."""

IN_MEMORY: Final = {name: library for name, library in LIBRARIES.items() if name != "duckdb"}
FLOORS: Final = {"permitted": 0.10, "denied": 0.20, "undetermined": 0.20, "no answer": 0.30, "a stay": 0.10}


def check(library: Library, history: History, rows: Sequence[Row], asking: Mapping[str, Any]) -> None:
    """Assert that a library gives each row the expected answer, and keeps order and columns."""
    asking = with_place(history, asking)
    compare(library, history, rows, asking, [expected_answer(history, row, asking) for row in rows])


def with_place(history: History, asking: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the arguments of `screen`, with a place for the rows that name none."""
    return {"to": next(iter(history.places)), **asking}


def compare(
    library: Library,
    history: History,
    rows: Sequence[Row],
    asking: Mapping[str, Any],
    expected: Sequence[Expected | None],
) -> None:
    """Assert that a library gives the rows these answers, and keeps order and columns."""
    found = library.read(
        screen(library.make(rows), nationality="who", history=history, on_invalid="null", **MORE, **asking)
    )

    assert expected == [answer(row) for row in found]
    assert [each is None for each in expected] == [row["problem"] is not None for row in found]
    assert [row["who"] for row in rows] == [row["who"] for row in found]
    assert [*rows[0], "verdict", "projected", "deciding", *MORE, "problem"] == list(found[0])


def answer(row: Row) -> object:
    """The answer in a row of a screened frame; None if it has none."""
    if row["verdict"] is None:
        assert row["projected"] is row["deciding"] is row["conditions"] is row["last_day"] is None
        return None
    return row["verdict"], row["projected"], row["deciding"], row["conditions"], row["last_day"]


class TestScreen:
    """Law 12: `screen` equals `decide`, row by row, on every supported frame library."""

    @FEWER
    @law(
        12,
        floors=FLOORS,
        asked=histories_and_visits(),
        days=st.sampled_from(OFTEN),
        place=st.sampled_from(["place", None]),
    )
    def test_equals_decide(
        self, asked: tuple[History, Sequence[Row]], days: Mapping[str, Any], place: str | None
    ) -> None:
        """Each row gets the answer of its visit, or null if it is not a valid question."""
        history, rows = asked
        asking = with_place(history, {**days, "to_column": place})
        expected = [expected_answer(history, row, asking) for row in rows]

        for name, library in LIBRARIES.items():
            note(name)
            compare(library, history, rows, asking, expected)

        saw(*{"no answer" if each is None else each[0] for each in expected})
        saw(*(["a stay"] if "departure" in days else []))

    @FEWER
    @law(12, floors={}, asked=histories_and_visits(), days=st.sampled_from(MIXED))
    def test_days_of_two_types(self, asked: tuple[History, Sequence[Row]], days: Mapping[str, Any]) -> None:
        """A stay may begin in a column of datetimes or days and end in one of days or strings."""
        history, rows = asked
        asking = with_place(history, {**days, "to_column": "place"})
        expected = [expected_answer(history, row, asking) for row in rows]

        for name, library in IN_MEMORY.items():
            note(name)
            compare(library, history, rows, asking, expected)


@pytest.mark.slow
class TestEngines:
    """Law 12 on the engines that start slowly, with one frame of many rows for each type of column."""

    @pytest.mark.parametrize("days", [*DAYS, *MIXED])
    def test_dask(self, days: Mapping[str, Any]) -> None:
        """Dask screens each partition lazily, and each row gets the answer of one visit."""
        dask = pytest.importorskip("dask.dataframe")
        rows = random_rows(random.Random(12), 300)  # noqa: S311 - no secret
        library = Library(
            lambda rows: dask.from_pandas(polars(rows).to_pandas(), npartitions=3),
            lambda frame: read_pandas(frame.compute()),
        )

        check(library, load("article"), rows, {**days, "to_column": "place"})

    def test_dask_of_two_columns_of_one_name(self) -> None:
        """It is not guessed which of two columns is meant."""
        dask = pytest.importorskip("dask.dataframe")
        frame = dask.from_pandas(pd.DataFrame({"nationality": ["RU"], "date": ["2025-07-10"]}), npartitions=1)

        with pytest.raises(InvalidValueError) as caught:
            screen(frame.rename(columns={"nationality": "date"}))

        assert "'date'" in str(caught.value)

    def test_dask_of_nothing(self) -> None:
        """In Dask, too, a column of nulls is missing and a column of numbers has the wrong type."""
        dask = pytest.importorskip("dask.dataframe")
        frame = pd.DataFrame({"nationality": ["RU"] * 4, "date": [float("nan")] * 4})

        screened = screen(dask.from_pandas(frame, npartitions=2), on_invalid="null")

        assert ["day-missing"] * 4 == list(screened.compute()["problem"])
        with pytest.raises(WrongTypeError) as caught:
            screen(dask.from_pandas(frame.assign(date=20250710), npartitions=2))
        assert "`date`" in caught.value.expected

    def test_dask_of_any_zone(self) -> None:
        """Dask reads a datetime whatever its zone is called."""
        dask = pytest.importorskip("dask.dataframe")
        datetimes = pd.to_datetime(["2025-07-15 14:00", "2025-07-15 15:00"]).tz_localize("UTC").tz_convert("Etc/GMT-9")
        frame = pd.DataFrame({"nationality": ["RU"] * 2, "date": datetimes})

        screened = screen(dask.from_pandas(frame, npartitions=2))

        assert ["permitted", "undetermined"] == list(screened.compute()["verdict"])

    @pytest.mark.parametrize("name", ["a.b", "a`b", "*"])
    def test_spark_names(self, spark: Any, name: str) -> None:
        """A column name with a meaning to PySpark is refused, and so are two names that differ in case."""
        frame = spark.createDataFrame([("RU", "2025-07-10", "x")], schema=["nationality", "date", "note"])

        with pytest.raises(InvalidValueError) as caught:
            screen(frame.toDF(name, "date", "note"), nationality=name)
        assert name in str(caught.value)
        with pytest.raises(InvalidValueError) as caught:
            screen(frame.toDF("nationality", "date", "Date"))
        assert "`Date`" in str(caught.value)

    @pytest.mark.parametrize("place", ["place", None])
    @pytest.mark.parametrize("days", DAYS)
    def test_spark(self, spark: Any, days: Mapping[str, Any], place: str | None) -> None:
        """PySpark gets expressions, and each row gets the answer of one visit."""
        rows = random_rows(random.Random(21), 300)  # noqa: S311 - no secret
        types = (
            "who string, place string, day date, text string, "
            "naive timestamp_ntz, zoned timestamp, far timestamp, leaves date"
        )

        def made(rows: Sequence[Row]) -> Any:
            return spark.createDataFrame([tuple(row.values()) for row in rows], schema=types).coalesce(1)

        library = Library(made, lambda frame: [row.asDict() for row in frame.collect()])

        check(library, load("article"), rows, {**days, "to_column": place})

    @pytest.mark.parametrize("zone", ZONES)
    def test_the_zone_of_the_session(self, spark: Any, zone: str) -> None:
        """In PySpark, the zone of the session decides neither the day nor whether it is in the calendar."""
        before = spark.conf.get("spark.sql.session.timeZone")
        spark.conf.set("spark.sql.session.timeZone", zone)
        numbers = spark.createDataFrame([(number,) for number in AT_THE_EDGES], "n bigint").coalesce(1)
        frame = numbers.selectExpr("'RU' AS nationality", "timestamp_micros(n) AS date")

        try:
            rows = screen(frame, on_invalid="null").select("problem", "verdict").collect()
        finally:
            spark.conf.set("spark.sql.session.timeZone", before)

        assert [*AT_THE_EDGES.values()] == [row.problem or row.verdict for row in rows]

    def test_collations(self, spark: Any) -> None:
        """In PySpark, strings are compared letter by letter, whatever the collation of the column."""
        rows = [("RU", "dprk"), ("ru", "DPRK"), ("Russia", "North Korea"), ("rx", "dprk")]
        frame = spark.createDataFrame(rows, "nationality string, place string").coalesce(1)
        collated = [f"{name} COLLATE UNICODE_CI_AI AS {name}" for name in ("nationality", "place")]

        screened = screen(frame.selectExpr(*collated, "'2025-07-10' AS date"), to_column="place", on_invalid="null")

        assert [None, None, None, "nationality-unknown"] == [row.problem for row in screened.collect()]


@pytest.fixture(scope="module")
def spark() -> Any:
    """A session of PySpark on this machine."""
    session = pytest.importorskip("pyspark.sql").SparkSession
    settings_of_session = {
        "spark.ui.enabled": "false",
        "spark.log.level": "ERROR",
        "spark.sql.session.timeZone": "UTC",
        "spark.pyspark.python": sys.executable,
        "spark.sql.shuffle.partitions": "2",
    }
    builder = session.builder.master("local[2]")
    for key, value in settings_of_session.items():
        builder = builder.config(key, value)
    running = builder.getOrCreate()
    yield running
    running.stop()
