"""Columns of a frame in memory as numbers: one for each distinct value, and days counted from 1970-01-01.

Every column goes through Arrow, whatever its library. What happens for each row happens in compiled loops of Arrow
and numpy. Python looks at each distinct value once, so a cell may hold anything that `may_visit` reads.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final, TypeAlias

import attrs
import narwhals.stable.v2 as nw
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from dprk_tourism._model.days import start_of_day, to_day
from dprk_tourism._text import as_text, quoted
from dprk_tourism.errors import DprkTourismError, InvalidValueError, NaiveDatetimeError, WrongTypeError
from dprk_tourism.frames.arrow_buffers import picked, two_byte_strings

Numbers: TypeAlias = npt.NDArray[Any]

_EPOCH: Final = date(1970, 1, 1).toordinal()
FIRST_DAY: Final = date.min.toordinal() - _EPOCH
_LAST_DAY: Final = date.max.toordinal() - _EPOCH

# These stand in for a number, and are lower than the number of any value or day.
MISSING: Final = FIRST_DAY - 1
UNKNOWN: Final = FIRST_DAY - 2
WITHOUT_ZONE: Final = FIRST_DAY - 3
_NOT_LEARNT: Final = FIRST_DAY - 4

_MOST_VALUES: Final = 100_000
"""How many distinct values of a column are remembered."""


@attrs.frozen(eq=False)
class Column:
    """A column of a frame, and the same column as Arrow."""

    series: "nw.Series[Any]"
    arrow: Any
    """None for objects, and for what Arrow refuses, such as lone surrogates and mixed categories."""

    @classmethod
    def of(cls, frame: "nw.DataFrame[Any]", name: str) -> "Column":
        """Return a column of a frame."""
        series = frame.get_column(name)
        native = series.to_native()
        if isinstance(native, pa.ChunkedArray):  # older versions of Arrow cannot import every type of their own
            return cls(series, native)
        if series.dtype == nw.Object:
            return cls(series, None)
        try:
            # Older versions of Polars export these as numbers.
            if isinstance(series.dtype, nw.Date | nw.Datetime | nw.Categorical | nw.Enum):
                return cls(series, pa.chunked_array([series.to_arrow()]))
            return cls(series, pa.chunked_array(series))
        except (pa.ArrowException, UnicodeError):
            return cls(series, None)

    def rows(self, start: int, count: int) -> "Column":
        """Return some rows of the column."""
        arrow = None if self.arrow is None else self.arrow.slice(start, count)
        return Column(self.series[start : start + count], arrow)

    def is_readable(self, *, days: bool) -> bool:
        """Return whether the type of the column is one that is read."""
        if self.arrow is None:
            return isinstance(self.series.dtype, nw.Object | nw.String | nw.Categorical | nw.Enum)
        types, dtype = pa.types, self.arrow.type
        is_string = types.is_string(dtype) or types.is_large_string(dtype) or types.is_string_view(dtype)
        is_day = types.is_date(dtype) or types.is_timestamp(dtype)
        return is_string or types.is_dictionary(dtype) or (days and is_day)

    def check_categories(self) -> None:
        """Raise an error if a category has no value: Arrow does not check that by itself."""
        if self.arrow is None or not pa.types.is_dictionary(self.arrow.type):
            return
        for chunk in self.arrow.chunks:
            positions = _filled(chunk.indices, 0)
            if len(positions) and not 0 <= positions.min() <= positions.max() < max(1, len(chunk.dictionary)):
                raise InvalidValueError(
                    f"The column {quoted(self.series.name)} has categories without a value. Make it anew."
                )

    def objects(self) -> list[Any]:
        """Return the values, with None for every missing one: not every library knows NaN and NaT."""
        empty = self.series.alias(PLAIN).is_null().to_list()
        values = zip(self.series.to_list(), empty, strict=True)
        held = (None if none or (isinstance(v, float | datetime) and v != v) else v for v, none in values)  # noqa: PLR0124
        # Python takes the two hours of a clock that is set back for equal.
        return [v.astimezone(UTC) if isinstance(v, datetime) and v.fold and v.tzinfo is not None else v for v in held]

    def strings(self) -> list[str | None]:
        """Return the values for a message, with None for a missing one."""
        values = self.objects() if self.arrow is None else _written(self.arrow)
        return [None if value is None else as_text(value) for value in values]


PLAIN: Final = "dprk_tourism_column"
"""A column name that Polars does not read as a pattern, as it would `*`."""


def wrong_column(name: str, found: object, *, days: bool) -> WrongTypeError:
    """Return the error about a column of another type."""
    expected = "dates, datetimes or strings" if days else "strings"
    return WrongTypeError(f"{expected} in the column `{name}` (cast it, or name another)", found)


def type_of(series: "nw.Series[Any]") -> object:
    """Return the type of a column for a message: that of its library, if narwhals has none like it."""
    native = series.to_native()
    return getattr(native, "dtype", getattr(native, "type", None)) if series.dtype == nw.Unknown else series.dtype


def _written(arrow: Any) -> list[Any]:
    """Return the values of a column, days as Arrow writes them: only Arrow writes those outside the calendar."""
    dtype = arrow.type.value_type if pa.types.is_dictionary(arrow.type) else arrow.type
    if not pa.types.is_temporal(dtype):
        return _python_values(arrow)
    zoned = pa.types.is_timestamp(dtype) and dtype.tz is not None
    if zoned:  # Arrow writes the hours of a zone wrongly there
        dtype = pa.timestamp(dtype.unit)
    strings = arrow.cast(dtype).cast(pa.string()).to_pylist()
    return [f"{text}Z" if zoned and text is not None and text[0] != "<" else text for text in strings]


def _python_values(array: Any) -> list[Any]:
    """Return the values of an array; days outside the calendar and invalid UTF-8 remain scalars of Arrow."""
    try:
        values: list[Any] = array.to_pylist()
    except (OverflowError, ValueError):
        return [_python_value(scalar) for scalar in array]
    return values


def _python_value(scalar: Any) -> Any:
    try:
        return scalar.as_py()
    except (OverflowError, ValueError):
        return scalar


class ValueReader:
    """Reads columns of strings, categories or objects; each distinct value gets its number once."""

    _days = False

    def __init__(self, number_of: Callable[[Any], int], *, codes: bool = False) -> None:
        """Store the function that gives the number of a value, and whether most values are two-letter codes."""
        self._number_of = number_of
        self._known: dict[Any, int] = {}
        self._of_codes = np.full(1 << 16, _NOT_LEARNT, np.int32) if codes else None

    def read(self, column: Column) -> Numbers:
        """Return the number of each value, or raise an error about the type of the column."""
        if column.is_readable(days=self._days):
            column.check_categories()
            chunks = None if column.arrow is None else column.arrow.chunks
            return self._of_objects(column) if chunks is None else joined([self.of_array(each) for each in chunks])
        if column.series.null_count() < len(column.series):
            raise wrong_column(column.series.name, type_of(column.series), days=self._days)
        return np.full(len(column.series), MISSING)

    def of_array(self, array: Any) -> Numbers:
        """Return the number of each value of an array of Arrow."""
        if self._of_codes is None or (found := two_byte_strings(array)) is None:
            return self._of_dictionary(array)
        codes, others = found
        numbers = self._numbers_of_codes(codes, self._of_codes)
        if len(others):
            numbers[others] = self._of_dictionary(picked(array, others))
        return _with_missing(array, numbers)

    def _of_dictionary(self, array: Any) -> Numbers:
        if not pa.types.is_dictionary(array.type):
            array = array.dictionary_encode()
        values = _python_values(array.dictionary)
        return self._picked(values, _filled(array.indices, len(values)))

    def _numbers_of_codes(self, codes: Numbers, of_codes: Numbers) -> Numbers:
        numbers: Numbers = of_codes.take(codes)
        if numbers.min() == _NOT_LEARNT:
            for code in distinct(codes[numbers == _NOT_LEARNT]):
                of_codes[code] = self._number(code.to_bytes(2, "little").decode(errors="replace"))
            numbers = of_codes.take(codes)
        return numbers

    def _of_objects(self, column: Column) -> Numbers:
        values = column.objects()
        if unhashable := [value for value in values if not isinstance(value, Hashable)]:
            if len(unhashable) == sum(value is not None for value in values):
                raise wrong_column(column.series.name, values, days=self._days)
            values = [value if isinstance(value, Hashable) else _NO_WORD for value in values]
        positions = {value: position for position, value in enumerate(dict.fromkeys(values))}
        return self._picked(positions, np.fromiter(map(positions.__getitem__, values), np.int64, len(values)))

    def _picked(self, values: Iterable[Any], positions: Numbers) -> Numbers:
        """Return the number of the value at each position; the position after the last is a missing value."""
        return np.array([*map(self._number, values), MISSING], np.int64).take(positions)

    def _number(self, value: object) -> int:
        if value is None:
            return MISSING
        try:
            number = self._known.get(value)
        except TypeError:  # a dictionary of Arrow may hold structs, which Python cannot hash
            return UNKNOWN
        if number is None:
            if len(self._known) >= _MOST_VALUES:
                self._known.clear()
            number = self._known[value] = self._number_of(value)
        return number


_NO_WORD: Final = object()
"""Stands for a list or a table in a cell, which no word and no day is."""


class DayReader(ValueReader):
    """Reads columns of dates, datetimes, strings, categories or objects."""

    _days = True

    def __init__(self) -> None:
        """Start without any value known."""
        super().__init__(_day_number)
        self._midnights = ValueReader(_next_midnight)

    def of_array(self, array: Any) -> Numbers:
        """Return the number of each day of an array of Arrow."""
        if pa.types.is_date64(array.type):  # milliseconds, which may be off midnight
            array = array.view(pa.timestamp("ms"))
        if pa.types.is_date32(array.type):
            return _checked(array, _filled(array.view(pa.int32()), 0))
        if not pa.types.is_timestamp(array.type):
            return super().of_array(array)
        ticks, per_second = _filled(array.view(pa.int64()), 0), _TICKS[array.type.unit]
        days = ticks // (per_second * _SECONDS)
        if array.type.tz is None:
            timed, days = ticks != days * (per_second * _SECONDS), _checked(array, days)
            return np.where(timed & (days >= FIRST_DAY), WITHOUT_ZONE, days) if timed.any() else days
        # A day begins in Pyongyang some hours before it does in UTC. Days are cut off just outside the calendar, so
        # that the number of ticks before midnight is not too large.
        days = np.clip(days, FIRST_DAY - 2, _LAST_DAY + 1)
        midnights = self._midnights.of_array(pa.array(days)) * per_second
        return _checked(array, days + (ticks >= midnights))


_SECONDS: Final = 86_400
"""How many seconds a day has, here and in UTC."""

_TICKS: Final = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}
"""How many ticks of a datetime are a second, by its unit."""


def _day_number(value: Any) -> int:
    try:
        return to_day(value).toordinal() - _EPOCH
    except NaiveDatetimeError:
        return WITHOUT_ZONE
    except DprkTourismError:
        return UNKNOWN


def _next_midnight(utc_day: int) -> int:
    """Return the second, counted from 1970, at which the day after *utc_day* begins in Pyongyang."""
    asked = utc_day + 1
    day = min(max(asked, FIRST_DAY + 1), _LAST_DAY)  # a day whose beginning Python can express in UTC
    return int(start_of_day(date.fromordinal(day + _EPOCH)).timestamp()) + (asked - day) * _SECONDS


def _checked(array: Any, days: Numbers) -> Numbers:
    """Replace days outside the calendar and missing ones."""
    if len(days) and (days.min() < FIRST_DAY or days.max() > _LAST_DAY):
        days = np.where((days < FIRST_DAY) | (days > _LAST_DAY), UNKNOWN, days)
    return _with_missing(array, days)


def _with_missing(array: Any, numbers: Numbers) -> Numbers:
    """Replace the numbers of missing values."""
    return np.where(array.is_null().to_numpy(zero_copy_only=False), MISSING, numbers) if array.null_count else numbers


def runs_by_day(starts: Iterable[date]) -> tuple[int, Numbers]:
    """Return the run of each day from the day before the first breakpoint to the last, and the number of that day.

    A lookup in this array takes a tenth of the time of a binary search in the breakpoints.
    """
    numbers = np.array([start.toordinal() - _EPOCH for start in starts], np.int64)
    if len(numbers) == 0:
        return 0, np.zeros(1, np.uint8)
    runs = np.arange(len(numbers) + 1, dtype=np.min_scalar_type(len(numbers)))
    return int(numbers[0]) - 1, np.repeat(runs, [1, *np.diff(numbers), 1])


def _filled(array: Any, instead: int) -> Numbers:
    """Return an array of whole numbers, with *instead* for the missing ones."""
    # Positions in a short dictionary have a type too small for the position after the last.
    filled = array.cast(pa.int64()).fill_null(instead) if array.null_count else array
    numbers: Numbers = filled.to_numpy()
    return numbers


def distinct(numbers: Numbers) -> list[int]:
    """Return the distinct values of small numbers; `numpy.unique` takes ten times as long."""
    found: list[int] = np.flatnonzero(np.bincount(numbers)).tolist()
    return found


def joined(arrays: Sequence[Numbers]) -> Numbers:
    """Return arrays as one, end to end."""
    if len(arrays) == 1:
        return arrays[0]
    return np.concatenate(arrays) if arrays else np.empty(0, np.int64)
