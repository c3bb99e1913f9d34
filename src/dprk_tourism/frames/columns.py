"""The columns of a frame in memory as numbers: one for each word, and for each day the count of days since 1970."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, time
from typing import Any, Final, TypeAlias, cast

import narwhals.stable.v2 as nw
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from dprk_tourism._model.days import to_day
from dprk_tourism._text import as_text
from dprk_tourism.errors import DprkTourismError, NaiveDatetimeError, WrongTypeError

__all__ = [
    "FIRST_DAY",
    "LAST_DAY",
    "MISSING",
    "UNKNOWN",
    "WITHOUT_ZONE",
    "Days",
    "Numbers",
    "Reader",
    "Words",
    "as_texts",
    "day_number",
    "holds_nothing",
    "joined",
    "runs_by_day",
]

Numbers: TypeAlias = npt.NDArray[Any]

Reader: TypeAlias = Callable[[slice], Numbers]
"""Gives the numbers of some rows of a column."""

_EPOCH: Final = date(1970, 1, 1).toordinal()

FIRST_DAY: Final = date.min.toordinal() - _EPOCH
"""The number of the first day of the calendar; no number of a word or a day is lower."""

LAST_DAY: Final = date.max.toordinal() - _EPOCH
"""The number of the last day of the calendar."""

MISSING: Final = FIRST_DAY - 1
UNKNOWN: Final = FIRST_DAY - 2
WITHOUT_ZONE: Final = FIRST_DAY - 3
"""What stands for a value that has no number."""

_UNASKED: Final = FIRST_DAY - 9
"""What stands for a word that was not met yet."""

_MOST_WORDS: Final = 100_000
"""How many words of a column are remembered."""


class Words:
    """The numbers of the words of a column; each word is looked at once."""

    def __init__(self, meaning: Callable[[Any], int], kinds: str = "text") -> None:
        """Keep the function that gives the number of a word, and what a column of objects should hold."""
        self._meaning, self._kinds = meaning, kinds
        self._numbers: dict[Any, int] = {}
        self._of_codes = np.full(1 << 16, _UNASKED, np.int64)

    def of(self, series: "nw.Series[Any]") -> Reader:
        """Read a column of words, or of any objects."""
        if series.dtype == nw.Object:
            return self._of_objects(series).__getitem__
        if not isinstance(series.dtype, nw.String | nw.Categorical | nw.Enum):  # it holds nothing, or had been refused
            return lambda rows: np.full(rows.stop - rows.start, MISSING)
        column = _on_arrow(series)
        if column is None:
            return self._of_objects(series).__getitem__
        return lambda rows: joined([self._of_chunk(chunk) for chunk in _part(column, rows).chunks])

    def _of_chunk(self, words: Any) -> Numbers:
        codes = _two_letters(words)
        if codes is not None:
            return self._of_two_letters(codes)
        if not pa.types.is_dictionary(words.type):
            words = words.dictionary_encode()
        values = _values(words.dictionary)
        return self._taken(values, _filled(words.indices, len(values)))

    def _of_two_letters(self, codes: Numbers) -> Numbers:
        numbers = self._of_codes.take(codes)
        if numbers.min() > _UNASKED:
            return numbers
        for code in np.flatnonzero(np.bincount(codes[numbers == _UNASKED])).tolist():
            self._of_codes[code] = self._meaning(code.to_bytes(2, "little").decode(errors="replace"))
        return self._of_codes.take(codes)

    def _of_objects(self, series: "nw.Series[Any]") -> Numbers:
        values = _objects(series)
        try:
            distinct = dict.fromkeys(values)
        except TypeError:
            raise WrongTypeError(f"{self._kinds} in the column `{series.name}`", values) from None
        place_of = dict(zip(distinct, range(len(distinct)), strict=True))
        return self._taken(distinct, np.fromiter(map(place_of.__getitem__, values), np.int64, len(values)))

    def _taken(self, values: Iterable[Any], positions: Numbers) -> Numbers:
        """The number of the value at each position; that of none is past the last."""
        return np.array([*map(self._number, values), MISSING], np.int64).take(positions)

    def _number(self, value: object) -> int:
        if value is None:
            return MISSING
        try:
            number = self._numbers.get(value)
        except TypeError:  # Arrow may have a table for a word, which is no key
            return UNKNOWN
        if number is None:
            if len(self._numbers) >= _MOST_WORDS:
                self._numbers.clear()
            number = self._numbers[value] = self._meaning(value)
        return number


def _objects(series: "nw.Series[Any]") -> list[Any]:
    """The objects of a column, None for those that hold nothing: NaN and NaT too, which not all libraries know."""
    empty = series.alias(_PLAIN).is_null().to_list()
    values = zip(series.to_list(), empty, strict=True)
    held = (None if none or (isinstance(v, float | datetime) and v != v) else v for v, none in values)  # noqa: PLR0124
    # Of an hour that a clock passes twice, Python takes the first for equal to the second.
    return [v.astimezone(UTC) if isinstance(v, datetime) and v.fold and v.tzinfo is not None else v for v in held]


def _on_arrow(series: "nw.Series[Any]") -> Any:
    """A column as Arrow has it, or None if it has none such: half characters, categories of several kinds."""
    native = series.to_native()
    if isinstance(native, pa.ChunkedArray):  # which older versions do not hand over to themselves in every kind
        return native
    try:
        return pa.chunked_array(series)
    except (pa.ArrowException, UnicodeError):
        return None


def _values(array: Any) -> list[Any]:
    """The values of an array as Python has them; days past the calendar, and bytes that are no text, stay Arrow's."""
    try:
        values: list[Any] = array.to_pylist()
    except (OverflowError, ValueError):
        return [_value(scalar) for scalar in array]
    return values


def _value(scalar: Any) -> Any:
    try:
        return scalar.as_py()
    except (OverflowError, ValueError):
        return scalar


def _two_letters(words: Any) -> Numbers | None:
    """The two bytes of each word as one number, or None if a word of the column has more of them, or fewer.

    Nearly every column of nationalities holds codes of two letters. Arrow keeps short words where a number of two
    bytes can be read, which is ten times as fast as looking words up.
    """
    if words.null_count or not len(words):
        return None
    rows = slice(words.offset, words.offset + len(words))
    if pa.types.is_string_view(words.type):
        # Four numbers for each word: the first is its length, and a short word itself begins at the second.
        views = np.frombuffer(words.buffers()[1], "<u4").reshape(-1, 4)[rows]
        return views[:, 1] if (views[:, 0] == _TWO).all() else None
    if pa.types.is_string(words.type) or pa.types.is_large_string(words.type):
        # The words lie end to end, and each is told where it begins and where the next one does.
        width = "<i4" if pa.types.is_string(words.type) else "<i8"
        ends = np.frombuffer(words.buffers()[1], width)[rows.start : rows.stop + 1]
        if (np.diff(ends) == _TWO).all():
            return np.frombuffer(words.buffers()[2], np.uint8)[ends[0] : ends[-1]].view("<u2")
    return None


_TWO: Final = 2


def holds_nothing(frame: Any, column: str) -> bool:
    """Give whether a column holds no value at all, so that its kind says nothing.

    Args:
        frame: A frame of narwhals; a plan is run for it.
        column: The name of a column.
    """
    if isinstance(frame, nw.DataFrame):
        return frame.get_column(column).null_count() == len(frame)
    if frame.implementation.is_polars():
        import polars as pl  # noqa: PLC0415 - whoever comes here has it

        frame = nw.from_native(frame.to_native().select(pl.selectors.by_name(column).alias(_PLAIN)))
        column = _PLAIN
    return bool(frame.select(nw.col(column).is_null().all()).collect().item())


_PLAIN: Final = "dprk_tourism_column"
"""A name that Polars does not take for a pattern, as it would `*`."""


def day_number(day: date) -> int:
    """Give the number of a day: how many days after the first one of 1970 it is, as Arrow counts them.

    Args:
        day: A day of the calendar.
    """
    return day.toordinal() - _EPOCH


def runs_by_day(starts: Iterable[date]) -> tuple[int, Numbers]:
    """Give the number of the run of days that holds each day, from the day before the first breakpoint to the last.

    Args:
        starts: The breakpoints, in order: the first days of all runs but the first.

    Returns:
        The number of the first day, and the number of the run for it and each day after it.
    """
    numbers = np.array([day_number(day) for day in starts], np.int64)
    if len(numbers) == 0:
        return 0, np.zeros(1, np.uint8)
    runs = np.arange(len(numbers) + 1, dtype=np.min_scalar_type(len(numbers)))
    return int(numbers[0]) - 1, np.repeat(runs, [1, *np.diff(numbers), 1])


class Days:
    """The numbers of the days of a column."""

    def __init__(self) -> None:
        """Begin without any word met."""
        self._words = Words(_number_of, "days, moments or text")

    def of(self, series: "nw.Series[Any]") -> Reader:
        """Read a column of days, of moments, of words for days or of any objects."""
        kind = series.dtype
        if kind == nw.Date:
            column = pa.chunked_array(series).cast(pa.date32())
            return lambda rows: _of_dates(_one(column, rows))
        if not isinstance(kind, nw.Datetime):
            return self._words.of(series)
        if kind.time_zone is None:
            column = pa.chunked_array(series)
            return lambda rows: _of_moments(_one(column, rows), kind.time_unit)
        return _in_pyongyang(series, kind.time_unit)


def _number_of(value: Any) -> int:
    if isinstance(value, datetime) and value.tzinfo is None and _is_midnight(value):
        value = value.date()
    try:
        return day_number(to_day(value))
    except NaiveDatetimeError:
        return WITHOUT_ZONE
    except DprkTourismError:
        return UNKNOWN


def _is_midnight(moment: datetime) -> bool:
    return moment.time() == time.min and not getattr(moment, "nanosecond", 0)  # which pandas has beside


_IN_A_DAY: Final = {"s": 86_400, "ms": 86_400_000, "us": 86_400_000_000, "ns": 86_400_000_000_000}


def _of_dates(dates: Any) -> Numbers:
    return _on_the_calendar(dates, _filled(dates.view(pa.int32()), 0))


def _in_pyongyang(series: "nw.Series[Any]", unit: str) -> Reader:
    """Read a column of moments with a zone."""
    column = pa.chunked_array(series)

    def days(rows: slice) -> Numbers:
        moments, some = _one(column, rows), series[rows].alias(_PLAIN)
        since = _filled(moments.view(pa.int64()), 0)
        whole = since // _IN_A_DAY[unit]
        past = (whole < FIRST_DAY - 1) | (whole > LAST_DAY + 1)
        told_in = unit
        if past.any() or whole.max(initial=0) >= _LAST_IN_NANOSECONDS:  # not every library can move these elsewhere
            told_in = "us" if unit == "ns" else unit
            near = np.where(past, 0, since // (_IN_A_DAY[unit] // _IN_A_DAY[told_in]))
            plain = pa.array(near).view(pa.timestamp(told_in, moments.type.tz))
            some = cast("nw.Series[Any]", nw.from_native(pa.chunked_array([plain]), series_only=True))
        there = some.dt.convert_time_zone("Asia/Pyongyang").dt.replace_time_zone(None)
        local = _filled(pa.chunked_array(there).combine_chunks().view(pa.int64()), 0)
        return _on_the_calendar(moments, np.where(past, UNKNOWN, local // _IN_A_DAY[told_in]))

    return days


_LAST_IN_NANOSECONDS: Final = (2**63 - 1) // _IN_A_DAY["ns"]
"""The day on which a count of nanoseconds ends, in the year 2262; it ends before the day does in Pyongyang."""


def _of_moments(moments: Any, unit: str) -> Numbers:
    """The days of moments without a zone: midnight is a day, as it is all that many frames have for days."""
    since = _filled(moments.view(pa.int64()), 0)
    whole = since // _IN_A_DAY[unit]
    days = _on_the_calendar(moments, whole)
    if (apart := whole * _IN_A_DAY[unit] != since).any():
        days = np.where(apart & (days >= FIRST_DAY), WITHOUT_ZONE, days)
    return days


def _on_the_calendar(array: Any, days: Numbers) -> Numbers:
    """Days as they are, but those past either end of the calendar, and those that are none."""
    if len(days) and (days.min() < FIRST_DAY or days.max() > LAST_DAY):
        days = np.where((days < FIRST_DAY) | (days > LAST_DAY), UNKNOWN, days)
    if array.null_count:
        days = np.where(array.is_null().to_numpy(zero_copy_only=False), MISSING, days)
    return days


def _part(column: Any, rows: slice) -> Any:
    return column.slice(rows.start, rows.stop - rows.start)


def _one(column: Any, rows: slice) -> Any:
    """Some rows of a column as one array of Arrow."""
    return _part(column, rows).combine_chunks()


def _filled(array: Any, instead: int) -> Numbers:
    """An array of whole numbers, with another number for none."""
    # The positions of a few words are kept in numbers too small for the one past them.
    filled = array.cast(pa.int64()).fill_null(instead) if array.null_count else array
    numbers: Numbers = filled.to_numpy()
    return numbers


def as_texts(series: "nw.Series[Any]") -> list[str | None]:
    """Give the values of a column for a message; None for nothing.

    Args:
        series: A column, whose days may lie where no calendar has any.
    """
    column = None if series.dtype == nw.Object else _on_arrow(series)
    values = _objects(series) if column is None else _written(column)
    return [None if value is None else as_text(value) for value in values]


def _written(column: Any) -> list[Any]:
    """The values of a column, but days and moments as Arrow writes them: it alone writes those past the calendar."""
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    if not pa.types.is_temporal(kind):
        return _values(column)
    zoned = pa.types.is_timestamp(kind) and kind.tz is not None
    if zoned:  # with the hours of a zone Arrow makes nonsense of them
        kind = pa.timestamp(kind.unit)
    texts = column.cast(kind).cast(pa.string()).to_pylist()
    return [f"{text}Z" if zoned and text is not None and text[0] != "<" else text for text in texts]


def joined(arrays: Sequence[Numbers]) -> Numbers:
    """Give arrays as one, end to end.

    Args:
        arrays: Any number of arrays.
    """
    if len(arrays) == 1:
        return arrays[0]
    return np.concatenate(arrays) if arrays else np.empty(0, np.int64)
