"""What a screening is asked: which columns hold the visits, where they go, and what to do about invalid rows."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

import attrs

from dprk_tourism._model.days import invalid_day
from dprk_tourism._model.fields import Choice, to_flag
from dprk_tourism._model.records import Place, place_of, reversed_stay, unknown_place
from dprk_tourism._model.travellers import unknown_nationality
from dprk_tourism._text import MOST_SUGGESTED, nearest, quoted
from dprk_tourism.errors import (
    InvalidRowsError,
    InvalidValueError,
    NaiveDatetimeError,
    UnknownNameError,
    WrongTypeError,
)
from dprk_tourism.history import DEFAULT_PLACE, History

SHOWN: Final = 5
"""How many invalid rows an error names."""

_WORKING: Final = "dprk_tourism_"
"""How the names of columns begin that exist only while a frame is screened."""

NATIONALITY: Final = f"{_WORKING}nationality"
PLACE: Final = f"{_WORKING}place"
ARRIVAL: Final = f"{_WORKING}arrival"
DEPARTURE: Final = f"{_WORKING}departure"
ROW: Final = f"{_WORKING}row"
CELL: Final = f"{_WORKING}cell"
PROBLEM: Final = f"{_WORKING}problem"
ANSWERS: Final = f"{_WORKING}answers"
WORKING: Final = (NATIONALITY, PLACE, ARRIVAL, DEPARTURE, ROW, CELL, PROBLEM, ANSWERS)

_COLUMN_ARGUMENTS: Final = ("nationality", "to_column", "on", "departure")
"""The arguments that name an input column, in the order of the columns."""


class RowProblem(Choice):
    """Why a row of a frame has no answer."""

    NATIONALITY_MISSING = "nationality-missing"
    """The nationality is missing."""
    NATIONALITY_UNKNOWN = "nationality-unknown"
    """The nationality is unknown or ambiguous."""
    PLACE_MISSING = "place-missing"
    """The place is missing."""
    PLACE_UNKNOWN = "place-unknown"
    """The history has no such place."""
    DAY_MISSING = "day-missing"
    """The day of arrival is missing."""
    DAY_IMPOSSIBLE = "day-impossible"
    """The day of arrival is not a valid date, or not written as YYYY-MM-DD."""
    DAY_WITHOUT_ZONE = "day-without-zone"
    """The arrival has a time of day but no time zone, so its day in Pyongyang is not known."""
    DEPARTURE_MISSING = "departure-missing"
    """The day of departure is missing."""
    DEPARTURE_IMPOSSIBLE = "departure-impossible"
    """The day of departure is not a valid date, or not written as YYYY-MM-DD."""
    DEPARTURE_WITHOUT_ZONE = "departure-without-zone"
    """The departure has a time of day but no time zone."""
    DEPARTURE_BEFORE_ARRIVAL = "departure-before-arrival"
    """The departure is before the arrival."""


def problems_of(column: str) -> list[RowProblem]:
    """Return the problems of a column: missing, not understood, and for days, without a time zone."""
    return [problem for problem in RowProblem if problem.startswith(f"{column}-")]


def _to_string(expected: str, value: object) -> str:
    if not isinstance(value, str):
        raise WrongTypeError(expected, value)
    return value


def _to_column(value: object) -> str:
    return _to_string("the name of a column", value)


def _to_prefix(value: object) -> str:
    prefix = _to_string("the beginning of the names of the added columns", value)
    is_written = prefix.isprintable() and not prefix.casefold().startswith(_WORKING)
    if not is_written:  # DuckDB cuts a name at a null byte
        raise InvalidValueError(f"{quoted(prefix)} is not a prefix. Use printable characters, and not `{_WORKING}`.")
    return prefix


def _to_place(value: object) -> str:
    return _to_string("the id or a name of a place, such as 'wonsan-kalma'", value)


def _to_on_invalid(value: object) -> str:
    if not isinstance(value, str) or value not in ("raise", "null"):
        raise InvalidValueError(f'`on_invalid` is {quoted(value)}. Use "raise" or "null".')
    return value


def taken_column(name: str) -> InvalidValueError:
    """Return the error that a column has the name of one that is added."""
    return InvalidValueError(
        f"The frame already has a column {quoted(name)}. Rename or drop it, or use a `prefix` for the added columns."
    )


@attrs.frozen(kw_only=True)
class Request:
    """The arguments of `screen` that name columns and say what to add."""

    nationality: str = attrs.field(converter=_to_column, default="nationality")
    on: str = attrs.field(converter=_to_column, default="date")
    departure: str | None = attrs.field(converter=attrs.converters.optional(_to_column), default=None)
    to: str = attrs.field(converter=_to_place, default=DEFAULT_PLACE)
    to_column: str | None = attrs.field(converter=attrs.converters.optional(_to_column), default=None)
    on_invalid: str = attrs.field(converter=_to_on_invalid, default="raise")
    conditions: bool = attrs.field(converter=to_flag, default=False)
    last_day: bool = attrs.field(converter=to_flag, default=False)
    prefix: str = attrs.field(converter=_to_prefix, default="")

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of the columns that hold the visits."""
        columns = [getattr(self, argument) for argument in _COLUMN_ARGUMENTS]
        return tuple(dict.fromkeys(column for column in columns if column is not None))

    @property
    def outputs(self) -> Mapping[str, str]:
        """The names of the columns that are added, by what they hold."""
        asked = {"conditions": self.conditions, "last_day": self.last_day, "problem": self.on_invalid == "null"}
        more = [what for what, wanted in asked.items() if wanted]
        return {what: f"{self.prefix}{what}" for what in ("verdict", "projected", "deciding", *more)}

    @property
    def reserved(self) -> tuple[str, ...]:
        """The names that no column of the frame may have."""
        return (*self.outputs.values(), *WORKING)

    def check_history(self, history: History) -> None:
        """Raise an error if the history lacks the place."""
        if self.to_column is None:
            place_of(history.places, self.to)

    def check_columns(self, columns: Collection[str]) -> None:
        """Raise an error if an input column is missing."""
        for argument in _COLUMN_ARGUMENTS:
            column = getattr(self, argument)
            if column is not None and column not in columns:
                names = [str(name) for name in columns]  # pandas allows any hashable as a name
                suggestions = nearest(column, names) or tuple(names[:MOST_SUGGESTED])
                raise UnknownNameError(column, suggestions, argument, kind="column")

    def check_names(self, columns: Collection[str]) -> None:
        """Raise an error if an input column is missing, or a name is taken that `screen` needs."""
        self.check_columns(columns)
        for column in self.reserved:
            if column in columns:
                raise taken_column(column)

    def invalid_rows(
        self, count: int, rows: Iterable[tuple[str, RowProblem, Sequence[Any]]], places: Mapping[str, Place]
    ) -> InvalidRowsError:
        """Return the error about invalid rows; *rows* has the name, the problem and the input values of a few."""
        described = []
        for name, problem, values in rows:
            row = dict(zip(self.inputs, values, strict=True))
            described.append(f"{name}: {self._described(problem, row, places)}")
        return InvalidRowsError(count, tuple(described))

    def _described(self, problem: RowProblem, row: Mapping[str, Any], places: Mapping[str, Place]) -> str:
        """Describe a problem in the words of the error that the same single visit raises."""
        missing = {
            RowProblem.NATIONALITY_MISSING: self.nationality,
            RowProblem.PLACE_MISSING: self.to_column,
            RowProblem.DAY_MISSING: self.on,
            RowProblem.DEPARTURE_MISSING: self.departure,
        }
        if problem in missing:
            return f"The column `{missing[problem]}` has no value."
        day, departure = row[self.on], row[self.departure or self.on]
        match problem:
            case RowProblem.NATIONALITY_UNKNOWN:
                return str(unknown_nationality(row[self.nationality]))
            case RowProblem.PLACE_UNKNOWN:
                return str(unknown_place(places, row[self.to_column or ""]))
            case RowProblem.DAY_IMPOSSIBLE | RowProblem.DEPARTURE_IMPOSSIBLE:
                return str(invalid_day(day if problem is RowProblem.DAY_IMPOSSIBLE else departure))
            case RowProblem.DAY_WITHOUT_ZONE | RowProblem.DEPARTURE_WITHOUT_ZONE:
                return str(NaiveDatetimeError(day if problem is RowProblem.DAY_WITHOUT_ZONE else departure))
            case _:
                return str(reversed_stay(day, departure))
