"""Many visits at once, on the user's own data frame, and the answers of a history as a table. The home of narwhals.

It works on pandas, Polars (eager and lazy), PyArrow, DuckDB, Dask and PySpark, and needs the extra `frames`.
"""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any, Literal, TypeVar, cast

try:
    import narwhals.stable.v2 as nw
    from narwhals.exceptions import DuplicateError

    from dprk_tourism.frames.arrow import segments
    from dprk_tourism.frames.codes import screen_codes
    from dprk_tourism.frames.columns import holds_nothing
    from dprk_tourism.frames.eager import Screener, screen_eager
    from dprk_tourism.frames.expressions import check_names, screen_expressions
    from dprk_tourism.frames.kinds import kinds
    from dprk_tourism.frames.parts import is_dask, screen_dask, screen_polars
except ImportError as _missing:
    from dprk_tourism.errors import MissingExtraError

    raise MissingExtraError("frames", str(_missing.name)) from _missing

from dprk_tourism.errors import InvalidRowsError, InvalidValueError, WrongTypeError
from dprk_tourism.frames.asked import SHOWN, Asked, RowProblem
from dprk_tourism.frames.table import AnswerTable, table_of
from dprk_tourism.history import DEFAULT_PLACE, HistoryLike, to_history

__all__ = ["RowProblem", "screen", "screen_batches", "segments"]

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
    until: bool = False,
) -> F:
    """Answer every row of a data frame, as `History.decide` would answer its visit.

    The frame comes back with three more columns: `verdict`, `projected`, and `deciding`, the ids of the policies that
    decide in every world, with a blank between two. The order of the rows and the other columns stay.

    A frame in memory is answered at once, at the speed of compiled code. A plan stays one: of Polars and Dask, whose
    batches are screened when their turn comes, and of DuckDB and PySpark, which get expressions. These two are asked
    at once for the distinct words in the columns of nationalities and places, and, with `on_invalid="raise"`, whether
    there are rows that cannot be asked.

    >>> import polars as pl
    >>> visits = pl.DataFrame({"nationality": ["RU", "Russia"], "date": ["2025-07-10", "2025-07-17"]})
    >>> screen(visits).rows()[0]
    ('RU', '2025-07-10', 'permitted', False, 'russians-admitted resort-open-to-all')
    >>> screen(visits)["verdict"].to_list()
    ['permitted', 'undetermined']

    Args:
        frame: A frame of pandas, Polars, PyArrow, DuckDB, Dask or PySpark.
        nationality: The column of nationalities, each in any words that `may_visit` takes; text or categories.
        on: The column of days of arrival: days, text of the form YYYY-MM-DD, or moments. A moment with a time zone is
            the day that it is in Pyongyang then; one without is a day if it is midnight, and no day else.
        departure: The column of the last days present; None if every visit is of one day.
        to: The id of the place that all visits are to, unless a column names it.
        to_column: The column of ids of places; None if all visits are to one place.
        history: The name of a shipped history, the path of a file, or a history.
        strict: Whether days past the last one surveyed are undetermined (R14).
        on_invalid: What to do about rows that cannot be asked, for want of a nationality, a place or a day that is
            known: `raise` names the first of them and counts all, `null` leaves them without an answer and adds the
            column `problem`, which holds the value of a `RowProblem`.
        until: Whether to add the column `until`: the last day for which the answer of the day of departure holds,
            empty where no end is known.

    Returns:
        A frame of the same kind. The added columns of words are text, but categories in pandas.

    Raises:
        InvalidRowsError: Rows cannot be asked, and *on_invalid* is `raise`.
        InvalidValueError: The frame has a column of a name that is added, or one that its engine takes for another,
            or *on_invalid* is none of the two.
        MissingExtraError: The extra `frames` is not installed.
        UnknownNameError: The frame has no such column, or no history is known by this name.
        UnknownPlaceError: The history holds no place *to*.
        WrongTypeError: It is no frame, a column holds what cannot be read, or an argument is of the wrong kind.
    """
    asked = Asked(
        nationality=nationality,
        on=on,
        departure=departure,
        to=to,
        to_column=to_column,
        on_invalid=on_invalid,
        until=until,
    )
    table = table_of(to_history(history), strict=strict)
    asked.check_history(table.history)
    return cast("F", _screen_dask(frame, asked, table) if is_dask(frame) else _screen(_known(frame), asked, table))


def _screen_dask(frame: Any, asked: Asked, table: AnswerTable) -> Any:
    # The kinds are those of the frame without rows that it keeps.
    kinds_of = kinds(_known(frame._meta), asked.asking)  # noqa: SLF001 - Dask has no public name for it
    asked.check_frame(kinds_of, lambda column: bool(frame[column].isna().all().compute()))
    return screen_dask(frame, asked, table)


def _screen(frame: Any, asked: Asked, table: AnswerTable) -> Any:
    is_plan, is_polars = isinstance(frame, nw.LazyFrame), frame.implementation.is_polars()
    if is_plan and not is_polars:
        check_names(frame, asked)
    asked.check_frame(kinds(frame, asked.asking), partial(holds_nothing, frame), objects=not is_plan)
    if is_plan and is_polars:
        return screen_polars(frame.to_native(), asked, table)
    if is_plan:
        return screen_expressions(frame, asked, table).to_native()
    by_codes = screen_codes(frame.to_native(), asked, table) if is_polars else None
    screened = screen_eager(frame, asked, table).to_native() if by_codes is None else by_codes
    if frame.implementation.is_pandas():
        screened.attrs.update(frame.to_native().attrs)
    return screened


def _known(frame: object) -> Any:
    if type(frame).__module__.partition(".")[0] == "narwhals":  # it would come back as what it is made of
        raise WrongTypeError("a data frame of a library of its own (call `to_native()` first)", type(frame))
    try:
        return nw.from_native(cast("Any", frame))
    except TypeError:
        raise WrongTypeError("a data frame of pandas, Polars, PyArrow, DuckDB, Dask or PySpark", frame) from None
    except DuplicateError as error:
        raise InvalidValueError(f"two columns of the frame have one name: {' '.join(str(error).split())}") from None


def screen_batches(
    batches: Iterable[Any], asked: Asked, *, history: HistoryLike = "article", strict: bool = False
) -> Iterator[Any]:
    """Screen frames in memory that are parts of one, each when its turn comes; rows are counted through all of them.

    Once rows cannot be asked, no more is given, and the rest is only searched for more of them.

    Args:
        batches: Frames with the same columns.
        asked: Which of their columns ask.
        history: What `screen` takes.
        strict: What `screen` takes.

    Raises:
        InvalidRowsError: Rows of any of them cannot be asked, and `on_invalid` is `raise`.
    """
    table = table_of(to_history(history), strict=strict)
    asked.check_history(table.history)
    screener, rows = Screener(asked, table, nw.String()), 0
    refused = 0
    told: list[str] = []  # not the errors themselves, which would keep every batch in memory
    for batch in batches:
        frame = _known(batch)
        asked.check_frame(kinds(frame, asked.asking), partial(holds_nothing, frame))
        try:
            columns = screener.columns(frame, first_row=rows)
        except InvalidRowsError as error:
            refused += int(error.count)
            told += error.rows[: SHOWN - len(told)]
        else:
            if not refused:
                yield frame.with_columns(*columns).to_native()
        rows += len(frame)
    if refused:
        raise InvalidRowsError(refused, tuple(told))
