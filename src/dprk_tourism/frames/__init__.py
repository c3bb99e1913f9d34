"""Many visits at once, on your own data frame, and the answers of a history as a table.

It works on pandas, Polars (eager and lazy), PyArrow, DuckDB, Dask and PySpark, and needs the extra `frames`, which is
loaded when one of the functions is called.
"""

from types import ModuleType
from typing import Any, Literal, TypeVar

from dprk_tourism.errors import MissingExtraError
from dprk_tourism.frames.request import Request, RowProblem
from dprk_tourism.history import DEFAULT_PLACE, HistoryLike, to_history

__all__ = ["RowProblem", "screen", "segments"]

F = TypeVar("F")


def screen(
    frame: F,
    *,
    nationality: str = "nationality",
    on: str = "date",
    departure: str | None = None,
    to: str = DEFAULT_PLACE,
    to_column: str | None = None,
    history: HistoryLike = "article",
    strict: bool = False,
    on_invalid: Literal["raise", "null"] = "raise",
    conditions: bool = False,
    last_day: bool = False,
    prefix: str = "",
) -> F:
    """Answer every row of a data frame, as `History.decide` would answer its visit.

    The frame comes back with three more columns: `verdict`, `projected`, and `deciding`, the ids of the policies that
    decide in every world, separated by spaces. The order of the rows and the other columns stay.

    A frame in memory is answered at once, at the speed of compiled code. A lazy frame stays lazy: Polars and Dask
    answer batch by batch when the frame is computed, DuckDB and PySpark get expressions. For these two, the distinct
    nationalities and places are queried at once and so is, with `on_invalid="raise"`, whether there are invalid rows.

    >>> import polars as pl
    >>> visits = pl.DataFrame({"nationality": ["RU", "Russia"], "date": ["2025-07-10", "2025-07-17"]})
    >>> screen(visits).rows()[0]
    ('RU', '2025-07-10', 'permitted', False, 'russians-admitted resort-open-to-all')
    >>> screen(visits)["verdict"].to_list()
    ['permitted', 'undetermined']

    Args:
        frame: A frame of pandas, Polars, PyArrow, DuckDB, Dask or PySpark.
        nationality: The column of nationalities: strings that `may_visit` takes, or categories.
        on: The column of days of arrival: dates, strings of the form YYYY-MM-DD, or datetimes. A datetime with a time
            zone counts as its day in Pyongyang. One without counts as a day at midnight, and is invalid otherwise.
        departure: The column of the last days present; None if every visit is of one day.
        to: The id or a name of the place of all visits, unless *to_column* is given.
        to_column: The column of ids or names of places; None if all visits are to one place.
        history: The name of a shipped history, the path of a file, or a history.
        strict: Whether days outside the days surveyed are undetermined (R14).
        on_invalid: What to do about rows without a valid nationality, place or day: `raise` an error that counts
            them and describes the first, or leave them without an answer (`null`) and add the column `problem`, which
            holds the value of a `RowProblem`.
        conditions: Whether to add the column `conditions`: what a permission asks for beyond the passport, such as
            `organised-tour visa`, empty if nothing.
        last_day: Whether to add the column `last_day`: the last day for which the answer to the day of departure
            holds, null if no end is known.
        prefix: What the names of the added columns begin with, for a frame that is screened more than once.

    Returns:
        A frame of the same library. Added columns of strings are categorical in pandas.

    Raises:
        InvalidRowsError: Rows are invalid, and *on_invalid* is `raise`.
        InvalidValueError: A column has the name of one that is added or a name that the engine misreads, or
            *on_invalid* is something else.
        MissingExtraError: The extra `frames` is not installed.
        UnknownNameError: The frame has no such column, or no history has this name.
        UnknownPlaceError: The history has no place *to*.
        WrongTypeError: It is not a frame, a column has a type that cannot be read, or an argument has a wrong type.
    """
    request = Request(
        nationality=nationality,
        on=on,
        departure=departure,
        to=to,
        to_column=to_column,
        on_invalid=on_invalid,
        conditions=conditions,
        last_day=last_day,
        prefix=prefix,
    )
    screened: F = _engines().screen_frame(frame, request, history, strict=strict)
    return screened


def segments(history: HistoryLike = "article", *, strict: bool = False) -> Any:
    """Return every answer of a history as a table of Arrow, one row for each run of days.

    Both days of a row are inside: `first_day` is the first day of the answer, null if it has no beginning, and
    `last_day` the last, null if no end is known. A day, a nationality and a place are in exactly one row, so a range
    join with a table of visits answers each visit once.

    >>> table = segments("article")
    >>> table.column_names
    ['nationality', 'place', 'first_day', 'last_day', 'verdict', 'projected', 'deciding', 'conditions']
    >>> row = next(row for row in table.to_pylist() if row["nationality"] == "RU" and row["verdict"] == "permitted")
    >>> row["place"], str(row["first_day"]), str(row["last_day"]), row["deciding"]
    ('dprk', '2024-02-09', '2025-07-18', 'russians-admitted')

    Args:
        history: The name of a shipped history, the path of a file, or a history.
        strict: Whether days outside the days surveyed are undetermined (R14).

    Returns:
        A `pyarrow.Table`, which type checkers see as `Any`, since pyarrow ships no types. It is sorted by place, then
        nationality, then day. `deciding` holds the ids of the policies that
        decide in every world, and `conditions` what a permission asks for beyond the passport, separated by spaces.

    Raises:
        MissingExtraError: The extra `frames` is not installed.
        UnknownNameError: No history has this name.
    """
    return _engines().arrow_segments(to_history(history), strict=strict)


def _engines() -> ModuleType:
    """Import what needs the extra."""
    try:
        from dprk_tourism.frames import engines  # noqa: PLC0415 - a base install lacks its packages
    except ImportError as error:
        raise MissingExtraError("frames", str(error.name).partition(".")[0]) from error
    return engines
