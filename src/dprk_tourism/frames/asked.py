"""What a screen asks of which columns, and what is wrong with a row that cannot be asked."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, Final, NoReturn

import attrs
import narwhals.stable.v2 as nw

from dprk_tourism._model.fields import Choice, to_flag
from dprk_tourism._model.records import check_place, reversed_stay, unknown_place
from dprk_tourism._model.travellers import unknown_nationality
from dprk_tourism._text import MOST_SUGGESTED, nearest, quoted
from dprk_tourism.errors import (
    InvalidDayError,
    InvalidRowsError,
    InvalidValueError,
    NaiveDatetimeError,
    UnknownNameError,
    WrongTypeError,
)
from dprk_tourism.history import DEFAULT_PLACE, History

__all__ = ["ANSWERS", "CELL", "PROBLEM", "ROW", "SHOWN", "Asked", "RowProblem"]

SHOWN: Final = 5
"""How many faulty rows an error names."""

_ASKING: Final = ("nationality", "to_column", "on", "departure")
"""The arguments that name the columns which ask, in the order of the columns."""

# Columns that are there while a frame is screened, and gone afterwards.
ROW: Final = "dprk_tourism_row"
CELL: Final = "dprk_tourism_cell"
PROBLEM: Final = "dprk_tourism_problem"
ANSWERS: Final = "dprk_tourism_answers"


class RowProblem(Choice):
    """Why a row of a frame has no answer.

    >>> import dprk_tourism as dt
    >>> import polars as pl
    >>> visits = pl.DataFrame({"nationality": ["Rusia"], "date": ["2025-07-10"]})
    >>> dt.RowProblem(dt.screen(visits, on_invalid="null")["problem"][0])
    <RowProblem.NATIONALITY_UNKNOWN: 'nationality-unknown'>
    """

    NATIONALITY_MISSING = "nationality-missing"
    """It names no nationality."""
    NATIONALITY_UNKNOWN = "nationality-unknown"
    """No passport is known by its word for the nationality, or several are."""
    PLACE_MISSING = "place-missing"
    """It names no place."""
    PLACE_UNKNOWN = "place-unknown"
    """The history holds no such place."""
    DAY_MISSING = "day-missing"
    """It names no day of arrival."""
    DAY_IMPOSSIBLE = "day-impossible"
    """Its day of arrival is none of the calendar."""
    DAY_WITHOUT_ZONE = "day-without-zone"
    """Its moment of arrival has a time of day but no time zone, so it does not say which day it is in Pyongyang."""
    DEPARTURE_MISSING = "departure-missing"
    """It names no day of departure."""
    DEPARTURE_IMPOSSIBLE = "departure-impossible"
    """Its day of departure is none of the calendar."""
    DEPARTURE_WITHOUT_ZONE = "departure-without-zone"
    """Its moment of departure has a time of day but no time zone."""
    DEPARTURE_BEFORE_ARRIVAL = "departure-before-arrival"
    """Its departure is before its arrival."""


def _to_column(value: object) -> str:
    if not isinstance(value, str):
        raise WrongTypeError("the name of a column", value)
    return value


def _to_place(value: object) -> str:
    if not isinstance(value, str):
        raise WrongTypeError("the id of a place, such as 'wonsan-kalma'", value)
    return value


def _to_on_invalid(value: object) -> str:
    if value not in ("raise", "null"):
        raise InvalidValueError(f"`on_invalid` is {quoted(value)}; write `raise` or `null`")
    return str(value)


@attrs.frozen(kw_only=True)
class Asked:
    """The columns of a frame that ask, and those that answer.

    Raises:
        InvalidValueError: *on_invalid* is none of the two.
        WrongTypeError: What should name a column is no text, or *until* is neither true nor false.
    """

    nationality: str = attrs.field(converter=_to_column, default="nationality")
    """The column of nationalities."""
    on: str = attrs.field(converter=_to_column, default="date")
    """The column of days of arrival."""
    departure: str | None = attrs.field(converter=attrs.converters.optional(_to_column), default=None)
    """The column of last days present; None if each visit is of one day."""
    to: str = attrs.field(converter=_to_place, default=DEFAULT_PLACE)
    """The id of the place, where no column names it."""
    to_column: str | None = attrs.field(converter=attrs.converters.optional(_to_column), default=None)
    """The column of ids of places; None if all visits are to one place."""
    on_invalid: str = attrs.field(converter=_to_on_invalid, default="raise")
    """What to do about rows that cannot be asked: `raise` or `null`."""
    until: bool = attrs.field(converter=to_flag, default=False)
    """Whether the last day for which the answer holds is asked for."""

    @property
    def asking(self) -> tuple[str, ...]:
        """The names of the columns that ask."""
        columns = [getattr(self, argument) for argument in _ASKING]
        return tuple(dict.fromkeys(column for column in columns if column is not None))

    @property
    def answering(self) -> tuple[str, ...]:
        """The names of the columns that are added."""
        last = ["until"] if self.until else []
        problem = ["problem"] if self.on_invalid == "null" else []
        return ("verdict", "projected", "deciding", *last, *problem)

    @property
    def added(self) -> tuple[str, ...]:
        """The names of all columns that are added, those among them that are gone afterwards."""
        return (*self.answering, ROW, CELL, PROBLEM, ANSWERS)

    def check_history(self, history: History) -> None:
        """Refuse what cannot be asked of a history.

        Args:
            history: The history that answers.
        """
        if self.to_column is None:
            check_place(history.places, self.to)

    def check_columns(self, columns: Collection[str]) -> None:
        """Refuse what asks columns that are not there.

        Args:
            columns: The names of all that are there.
        """
        for argument in _ASKING:
            column = getattr(self, argument)
            if column is not None and column not in columns:
                names = [str(name) for name in columns]  # in pandas whatever can be hashed is a name
                suggestions = nearest(column, names) or tuple(names[:MOST_SUGGESTED])
                raise UnknownNameError(column, suggestions, argument, kind="column")

    def check_frame(
        self, schema: Mapping[str, Any], holds_nothing: Callable[[str], bool], *, objects: bool = True
    ) -> None:
        """Refuse what cannot be asked of a frame.

        Args:
            schema: The kind of each column of the frame.
            holds_nothing: Whether a column holds no value at all; of such a one the kind does not matter.
            objects: Whether a column of objects can be asked of.
        """
        self.check_columns(schema)
        for column in self.added:
            if column in schema:
                raise InvalidValueError(f"the frame has a column `{column}` already; rename it, or drop it")
        for column in self.asking:
            days = () if column in (self.nationality, self.to_column) else (nw.Date, nw.Datetime)
            readable = isinstance(schema[column], (*_WORDS, *days, *((nw.Object,) if objects else ())))
            if not readable and not holds_nothing(column):
                kinds = "days, moments or text" if days else "text"
                raise WrongTypeError(f"{kinds} in the column `{column}` (cast it, or name another)", schema[column])

    def refuse(
        self, count: int, rows: Iterable[tuple[str, RowProblem, Sequence[Any]]], places: Iterable[str]
    ) -> NoReturn:
        """Raise the error that tells of rows that cannot be asked.

        Args:
            count: How many such rows there are.
            rows: Some of them: what to call it, its problem, and the texts in the columns that ask.
            places: The ids of all places that the history holds.
        """
        told = []
        for name, problem, texts in rows:
            row = dict(zip(self.asking, texts, strict=True))
            told.append(f"{name}: {self._told(problem, row, places)}")
        raise InvalidRowsError(count, tuple(told))

    def _told(self, problem: RowProblem, row: Mapping[str, Any], places: Iterable[str]) -> str:
        """What is wrong with a row, in the words of whoever reads one visit at a time."""
        day, departure = row[self.on], row[self.departure or self.on]
        match problem:
            case RowProblem.NATIONALITY_UNKNOWN:
                return str(unknown_nationality(row[self.nationality]))
            case RowProblem.PLACE_UNKNOWN:
                return str(unknown_place(places, row[self.to_column or ""]))
            case RowProblem.DAY_IMPOSSIBLE | RowProblem.DEPARTURE_IMPOSSIBLE:
                return str(InvalidDayError(day if problem is RowProblem.DAY_IMPOSSIBLE else departure))
            case RowProblem.DAY_WITHOUT_ZONE | RowProblem.DEPARTURE_WITHOUT_ZONE:
                return str(NaiveDatetimeError(day if problem is RowProblem.DAY_WITHOUT_ZONE else departure))
            case RowProblem.DEPARTURE_BEFORE_ARRIVAL:
                return str(reversed_stay(day, departure))
            case _:
                missing = {RowProblem.NATIONALITY_MISSING: self.nationality, RowProblem.PLACE_MISSING: self.to_column}
                column = missing.get(problem, self.on if problem is RowProblem.DAY_MISSING else self.departure)
                return f"nothing in the column `{column}`"


_WORDS = (nw.String, nw.Categorical, nw.Enum)
