"""Days, windows and spans: civil days in Pyongyang. The home of pendulum."""

import calendar
import re
from datetime import UTC, date, datetime, tzinfo
from functools import cache
from typing import Final, Self, TypeAlias

import attrs

from dprk_tourism._text import quoted
from dprk_tourism.errors import FileError, InvalidDayError, InvalidValueError, NaiveDatetimeError, WrongTypeError

Day: TypeAlias = date
"""A civil day in Pyongyang: a date of the standard library, which every other library takes."""

DayLike: TypeAlias = date | str
"""What may be given for a day: a date, a datetime with a time zone or at midnight, or a string of ISO 8601."""

LAST_DAY: Final = date.max
"""The last day of Python's calendar."""


@cache
def _zone() -> tzinfo:
    """The zone of Pyongyang, which pendulum would read from its file at each call."""
    import pendulum  # noqa: PLC0415 - slow to import, and only datetimes need it

    try:
        return pendulum.timezone(_ZONE)
    except Exception:  # noqa: BLE001 - a damaged file raises whatever its reader stumbles over
        raise FileError(_ZONE, "the time zones of this machine are damaged", "read") from None


_ZONE: Final = "Asia/Pyongyang"


_A_DAY = "a date, or a string such as 2025-07-10"

_OUTSIDE = "is outside the calendar in Pyongyang. Use a day from 0001-01-01 to 9999-12-31."
_NO_WINDOW = (
    "is not a valid window of days. Use 2025-07-01 (that day), "
    "2025-07 or 2025 (some day in it), [2025-07-16..2025-07-18] (one of these days), "
    "[2025-07-16..] or [..2025-07-18] (that day or a later or earlier one)."
)

_DATETIME = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]([01]\d|2[0-3])(:\d{2}(:\d{2}([.,]\d{1,9})?)?)?(Z|[+-]\d{2}(:?\d{2}){0,2})?",
    re.ASCII | re.IGNORECASE,
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)
_ONE_OF = re.compile(r"\[(\d{4}-\d{2}-\d{2})?\.\.(\d{4}-\d{2}-\d{2})?\]", re.ASCII)


def to_day(value: DayLike) -> Day:
    """Return the civil day in Pyongyang that *value* names. A naive datetime names one only if it is a midnight."""
    if isinstance(value, datetime):  # first, since a datetime is a date too
        return _day_in_pyongyang(value)
    if isinstance(value, date):
        return value if type(value) is date else date(value.year, value.month, value.day)
    if isinstance(value, str):
        return _read_datetime(value) if _DATETIME.fullmatch(value) else read_day(value)
    if type(value).__name__ == "datetime64" and str(value) != "NaT":  # of numpy, which is not imported for this
        return to_day(str(value))
    raise WrongTypeError(_A_DAY, value)


def to_optional_day(value: DayLike | None) -> Day | None:
    """Return the day that *value* names, or None for None."""
    return None if value is None else to_day(value)


Limits: TypeAlias = tuple[Day | None, Day | None]
"""The first and the last day of what is shown; None for no limit."""


def to_limits(since: DayLike | None, until: DayLike | None) -> tuple[Day | None, Day | None]:
    """Return the first and the last day of what is shown; None for no limit."""
    first, last = to_optional_day(since), to_optional_day(until)
    if first is not None and last is not None and last < first:
        raise InvalidValueError(f"The last day to show, {last}, is before the first, {first}. Swap them.")
    return first, last


def _day_in_pyongyang(value: datetime) -> Day:
    if value != value:  # noqa: PLR0124 - NaT of pandas, which is an instance of datetime
        raise WrongTypeError(_A_DAY, value)
    offset = value.utcoffset()
    if offset is None:
        if any((value.hour, value.minute, value.second, value.microsecond, getattr(value, "nanosecond", 0))):
            raise NaiveDatetimeError(value)
        return date(value.year, value.month, value.day)  # tables write days as midnights
    # Python and other libraries have no datetimes outside the calendar, so that its first and last day are moved.
    cycles = {1: 1, LAST_DAY.year: -1}.get(value.year, 0)
    at = (value.hour, value.minute, value.second, value.microsecond)
    clock = datetime(value.year + 400 * cycles, value.month, value.day, *at, tzinfo=UTC)
    there = (clock - offset).astimezone(_zone())
    ordinal = there.toordinal() - cycles * _DAYS_IN_400_YEARS
    if not 1 <= ordinal <= LAST_DAY.toordinal():
        raise InvalidDayError(value, _OUTSIDE)
    return date.fromordinal(ordinal)


_DAYS_IN_400_YEARS: Final = 146_097
"""After so many days the calendar repeats."""


def start_of_day(day: date) -> datetime:
    """Return when *day* begins in Pyongyang, as a datetime in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=_zone()).astimezone(UTC)


_LENGTH: Final = len("2025-07-10")


def _read_datetime(text: str) -> Day:
    try:
        if not text[_LENGTH:].strip("Tt 0:.,"):  # a midnight without a zone
            return date.fromisoformat(text[:_LENGTH])
        moment = datetime.fromisoformat(text.upper())
    except ValueError:
        raise invalid_day(text) from None
    if moment.tzinfo is None:  # and not a midnight, even if it is only some nanoseconds later
        raise NaiveDatetimeError(text)
    try:
        return _day_in_pyongyang(moment)
    except InvalidDayError as error:
        raise InvalidDayError(text, error.problem) from None


def read_day(text: str) -> Day:
    """Return the day of a string YYYY-MM-DD."""
    if not _DAY.fullmatch(text):  # fromisoformat also takes 20250710 and 2025-W28-4
        raise invalid_day(text)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise invalid_day(text) from None


def invalid_day(found: object) -> InvalidDayError:
    """Return the error about a value that names no day: it may be written in another form."""
    in_another_form = isinstance(found, str) and not _DAY.match(found)
    return InvalidDayError(found, "is not written as YYYY-MM-DD, for example 2025-07-10." if in_another_form else "")


def day_after(day: date) -> Day | None:
    """Return the day after *day*, or None after the last day of the calendar."""
    return None if day >= LAST_DAY else date.fromordinal(day.toordinal() + 1)


@attrs.frozen
class DayWindow:
    """Some day from *earliest* to *latest*, both included. Which one is unknown.

    >>> window = DayWindow("2025-07-16", "2025-07-18")
    >>> "2025-07-18" in window, "2025-07-19" in window
    (True, False)

    Raises:
        InvalidValueError: *latest* is before *earliest*.
        InvalidDayError: One of them is not a valid day.
        WrongTypeError: One of them has the wrong type.
    """

    earliest: Day | None = attrs.field(converter=to_optional_day)
    """The first day it may have been; None if it is open."""
    latest: Day | None = attrs.field(converter=to_optional_day)
    """The last day it may have been; this day is in. None if it is open, so that it never surely has been."""

    def __attrs_post_init__(self) -> None:
        if self.earliest and self.latest and self.latest < self.earliest:
            raise InvalidValueError(
                f"A window from {self.earliest} to {self.latest} has no days. "
                "Its latest day must not be before its earliest."
            )

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a window in the EDTF profile of ISO 8601-2.

        >>> DayWindow.parse("2024-02") == DayWindow("2024-02-01", "2024-02-29")
        True

        Args:
            text: `2025-07-01` (that day), `2025-07` or `2025` (some day in it), `[2025-07-16..2025-07-18]` (one day of
                these), `[2025-07-16..]` or `[..2025-07-18]` (that day or a later or earlier one). Nothing else is
                accepted.

        Raises:
            InvalidDayError: The string has none of these forms, or a day in it is not valid.
            InvalidValueError: The second day of a pair is before the first.
        """
        if not isinstance(text, str):
            raise WrongTypeError("a string such as 2025-07-01, 2025-07 or [2025-07-16..2025-07-18]", text)
        if (pair := _ONE_OF.fullmatch(text)) and any(pair.groups()):
            return cls(pair[1], pair[2])
        if _DAY.fullmatch(text):
            return cls(text, text)
        if (month := _MONTH.fullmatch(text)) and 1 <= int(month[2]) <= 12 and int(month[1]) > 0:
            return cls(f"{text}-01", f"{text}-{calendar.monthrange(int(month[1]), int(month[2]))[1]:02}")
        if _YEAR.fullmatch(text) and int(text) > 0:
            return cls(f"{text}-01-01", f"{text}-12-31")
        raise InvalidDayError(text, _NO_WINDOW)

    @property
    def is_one_day(self) -> bool:
        """Whether the day is known."""
        return self.earliest is not None and self.earliest == self.latest

    def __contains__(self, day: DayLike) -> bool:
        """Whether *day* may have been the day."""
        asked = to_day(day)
        return (self.earliest is None or self.earliest <= asked) and (self.latest is None or asked <= self.latest)

    def __str__(self) -> str:
        """Return the shortest form that `parse` reads: `2025` for all days of that year."""
        if self.earliest is None or self.latest is None:
            return f"[{self.earliest or ''}..{self.latest or ''}]"
        first, last = self.earliest.isoformat(), self.latest.isoformat()
        if self.is_one_day:
            return first
        for text in (first[:4], first[:7]):
            if DayWindow.parse(text) == self:
                return text
        return f"[{first}..{last}]"


WindowLike: TypeAlias = DayWindow | DayLike
"""What may be given for a window: a window, a day, or a string that `DayWindow.parse` reads."""


def to_window(value: WindowLike) -> DayWindow:
    """Return the window that *value* names."""
    if isinstance(value, DayWindow):
        return value
    if isinstance(value, str):
        return DayWindow.parse(value)
    if not isinstance(value, date):
        raise WrongTypeError("a window of days, such as 2025-07-01, 2025-07 or [2025-07-16..2025-07-18]", value)
    day = to_day(value)
    return DayWindow(day, day)


def _to_number_of_days(value: int | None) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        raise WrongTypeError("a whole number of days, or None", value)
    if abs(value) > _MOST_DAYS:
        raise InvalidValueError(f"{quoted(value)} days is out of range. Use at most {_MOST_DAYS:,} days either way.")
    return value


_MOST_DAYS: Final = 3_652_058
"""From the first day of the calendar to the last."""

_A_DISTANCE: Final = "a distance such as 14 (days), 14.., 14..60 or ..60"


@attrs.frozen
class Distance:
    """How many days later one event was than another: at least *least*, and at most *most*.

    >>> weeks = Distance(14)
    >>> 13 in weeks, 14 in weeks
    (False, True)

    Raises:
        InvalidValueError: *least* is more than *most*, or one of them is longer than the calendar.
        WrongTypeError: One of them is not a whole number.
    """

    least: int | None = attrs.field(converter=_to_number_of_days, default=None)
    """The fewest days, negative if it may have been earlier; None if nothing bounds it from below."""
    most: int | None = attrs.field(converter=_to_number_of_days, default=None)
    """The most days; None if nothing bounds it from above."""

    def __attrs_post_init__(self) -> None:
        if self.least is not None and self.most is not None and self.most < self.least:
            raise InvalidValueError(f"A distance of {self.least} to {self.most} days is empty. Begin with the smaller.")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a distance as history files write it.

        >>> str(Distance.parse("..60"))
        '0..60'

        Args:
            text: `14` (that many days later), `14..` (or more), `14..60`, or `..60` (0 to 60 days later). Write a
                negative number out: `-7..60`. Nothing else is accepted.

        Raises:
            InvalidValueError: The text has none of these forms.
            WrongTypeError: It is not a string.
        """
        if not isinstance(text, str):
            raise WrongTypeError(_A_DISTANCE, text)
        found = _DISTANCE.fullmatch(text)
        if found is None or text == "..":
            raise InvalidValueError(f"{quoted(text)} is not a valid distance. Use 14, 14.., 14..60 or ..60 (in days).")
        exact, least, most = found.groups()
        return cls(int(exact or least or 0), int(exact or most) if exact or most else None)

    def __contains__(self, days: int) -> bool:
        """Whether the distance may be this many *days*."""
        if isinstance(days, bool) or not isinstance(days, int):
            raise WrongTypeError("a whole number of days", days)
        return (self.least is None or self.least <= days) and (self.most is None or days <= self.most)

    def __str__(self) -> str:
        """The form that `parse` reads; with a star where nothing bounds it from below, which no file says."""
        if self.least is not None and self.least == self.most:
            return str(self.least)
        return f"{'*' if self.least is None else self.least}..{'' if self.most is None else self.most}"


_DISTANCE: Final = re.compile(r"(-?\d{1,7})|(-?\d{1,7})?\.\.(-?\d{1,7})?", re.ASCII)

DistanceLike: TypeAlias = Distance | int | str
"""What may be given for a distance: a distance, a whole number of days, or a text that `Distance.parse` reads."""


def to_distance(value: DistanceLike) -> Distance:
    """Return the distance that *value* names."""
    if isinstance(value, Distance):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return Distance(value, value)
    if isinstance(value, str):
        return Distance.parse(value)
    raise WrongTypeError(_A_DISTANCE, value)


def first_of_all(day: Day | None) -> int:
    """Return where a day sorts, None before every day: a `key` for a field that is ordered."""
    return 0 if day is None else day.toordinal()


def last_of_all(day: Day | None) -> int:
    """Return where a day sorts, None after every day."""
    return LAST_DAY.toordinal() + 1 if day is None else day.toordinal()


@attrs.frozen(order=True)
class DaySpan:
    """A run of days: *start* is the first day inside, *end* the first day outside.

    >>> span = DaySpan("2025-07-01", "2025-07-18")
    >>> "2025-07-17" in span, "2025-07-18" in span
    (True, False)
    >>> str(span), str(DaySpan("2025-07-18"))
    ('2025-07-01/2025-07-17', '2025-07-18/..')

    Spans sort by their start, then by their end.

    Raises:
        InvalidValueError: *end* is not after *start*.
        InvalidDayError: One of them is not a valid day.
        WrongTypeError: One of them has the wrong type.
    """

    start: Day | None = attrs.field(converter=to_optional_day, default=None, order=first_of_all)
    """The first day inside; None if the span has no beginning."""
    end: Day | None = attrs.field(converter=to_optional_day, default=None, order=last_of_all)
    """The first day outside; None if the span has no end."""

    def __attrs_post_init__(self) -> None:
        if self.end is not None and self.end <= (self.start or Day.min):
            raise InvalidValueError(
                f"A span {'' if self.start is None else f'from {self.start} '}until {self.end} has no days. "
                "`end` is the first day outside, so it must be after `start`."
            )

    @property
    def last(self) -> Day | None:
        """The last day inside; None if the span has no end."""
        return None if self.end is None else date.fromordinal(self.end.toordinal() - 1)

    def __contains__(self, day: DayLike) -> bool:
        """Whether *day* is inside."""
        asked = to_day(day)
        return (self.start is None or self.start <= asked) and (self.end is None or asked < self.end)

    def __str__(self) -> str:
        """The first and the last day inside, as an interval of EDTF."""
        return f"{self.start or '..'}/{self.last or '..'}"
