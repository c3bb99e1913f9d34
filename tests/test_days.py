"""Days, windows and spans: civil days in Pyongyang, and never a guess."""

import copy
import pickle
import struct
import sys
import time as clock
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import numpy as np
import pandas as pd
import pendulum
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from inline_snapshot import snapshot
from refusals import refused
from strategies import DAYS, FEW_DAYS, even_windows, last_of_month, open_windows, windows

from dprk_tourism._model import days
from dprk_tourism._model.days import (
    LAST_DAY,
    DaySpan,
    DayWindow,
    Distance,
    day_after,
    start_of_day,
    to_day,
    to_distance,
    to_limits,
    to_optional_day,
    to_window,
)
from dprk_tourism.errors import (
    FileError,
    InvalidDayError,
    InvalidValueError,
    NaiveDatetimeError,
    WrongTypeError,
)

ONE_DAY = timedelta(days=1)
JULY_10 = date(2025, 7, 10)
NAIVE = datetime.fromisoformat("2025-07-10T09:30")

# The clock of Pyongyang changed twice, both times at 15:00 UTC (IANA tz; facts.md, section 4).
TO_HALF_HOUR = datetime(2015, 8, 14, 15, 0, tzinfo=UTC)
FROM_HALF_HOUR = datetime(2018, 5, 4, 15, 0, tzinfo=UTC)

NO_WINDOWS = (
    "",
    " 2025",
    "2025 ",
    "2025\n",
    "25",
    "02025",
    "0000",
    "2025-7",
    "2025-00",
    "2025-13",
    "0000-01",
    "202507",
    "20250701",
    "2025-W28",
    "2025-W28-4",
    "2025-182",
    "2025/2026",
    "2025-07-01/2025-07-03",
    "2025..2026",
    "2025-07-16..2025-07-18",
    "[2025-07-16..2025-07-18",
    "[2025-07-16.. 2025-07-18]",
    "[2025-07-16,2025-07-18]",
    "{2025-07-16..2025-07-18}",
    "[2025-07..2025-08]",
    "[..]",
    "..2025-07-18",
    "2025-07-16..",
    "[2025-07..]",
    "2025?",
    "~2025",
    "202X",
    "July 2025",
    "2025-07-01T00:00:00",
    "\N{FULLWIDTH DIGIT TWO}025",
)


def _days_of(window: DayWindow) -> set[date]:
    """Every day of a window, one by one."""
    assert window.earliest is not None
    assert window.latest is not None
    return set(map(date.fromordinal, range(window.earliest.toordinal(), window.latest.toordinal() + 1)))


class TestToDay:
    """`to_day`: the civil day in Pyongyang that a value names."""

    @pytest.mark.parametrize(
        "value",
        [
            date(2025, 7, 10),
            pendulum.Date(2025, 7, 10),
            "2025-07-10",
            datetime(2025, 7, 10, tzinfo=timezone(timedelta(hours=9))),
            pendulum.datetime(2025, 7, 10, tz="Asia/Pyongyang"),
        ],
        ids=repr,
    )
    def test_every_form(self, value: Any) -> None:
        """A date of either library, a string and an aware datetime of either library all name the day.

        It is a date of the standard library itself: sqlite3, YAML and others take no date of a class of its own.
        """
        day = to_day(value)

        assert date(2025, 7, 10) == day
        assert date is type(day)

    @given(DAYS)
    def test_text_is_iso(self, day: date) -> None:
        """The ISO form of any day of the calendar names that day."""
        assert day == to_day(day.isoformat())
        assert day == to_day(day)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "20250710",
            "2025-W28-4",
            "2025-191",
            "2025-7-10",
            "2025-07-1",
            "12025-07-10",
            "-2025-07-10",
            " 2025-07-10",
            "2025-07-10 ",
            "2025-07-10\n",
            "2025/07/10",
            "10.07.2025",
            "2025-07-10T24:00",
            "2025-07-10T9:00Z",
            "2025-07-10T09:60Z",
            "2025-07-10T09:00:60Z",
            "2025-07-10T09:00+24:00",
            "2025-07-10T09:00 Z",
            "2025-07-10T09:00[Asia/Pyongyang]",
            "2025-07-10TZ",
            "2025-07-10T090000Z",
            "2025-07-10  00:00",
            "20250710T00:00Z",
            "2025-02-30T00:00Z",
            "2025-02-30T00:00",
            "0000-12-31T00:00Z",
            "2025-07-10T0\N{ARABIC-INDIC DIGIT NINE}:00Z",
            "NaT",
            "July 10",
            "today",
            "\N{FULLWIDTH DIGIT TWO}025-07-10",
            "2025-07-1\N{ARABIC-INDIC DIGIT ONE}",
            "2025\N{EN DASH}07\N{EN DASH}10",
        ],
    )
    def test_other_texts(self, text: str) -> None:
        """Any other way to write a day is refused, even one that the standard library reads."""
        with pytest.raises(InvalidDayError) as caught:
            to_day(text)

        assert text == caught.value.found

    @pytest.mark.parametrize(
        "text", ["2025-02-29", "2025-02-30", "2025-04-31", "2025-13-01", "2025-00-10", "0000-01-01"]
    )
    def test_impossible_days(self, text: str) -> None:
        """A day that is not in the calendar is refused."""
        with refused(InvalidDayError, found=text):
            to_day(text)

    @pytest.mark.parametrize("text", ["2024-02-29", "0001-01-01", "9999-12-31"])
    def test_days_at_the_edge(self, text: str) -> None:
        """A leap day, the first and the last day of the calendar are days."""
        assert text == to_day(text).isoformat()

    @pytest.mark.parametrize(
        "value", [None, True, False, 0, 20250710, 1752073200.0, b"2025-07-10", time(1), ["2025-07-10"]]
    )
    def test_other_kinds(self, value: Any) -> None:
        """A number, a truth value, a time of day and bytes are of the wrong kind."""
        with refused(WrongTypeError, found=value):
            to_day(value)

    @pytest.mark.parametrize(
        "moment",
        [
            NAIVE,
            pendulum.naive(2025, 7, 10, 9, 30),
            datetime.fromisoformat("2025-07-10T00:00:00.000001"),
            np.datetime64("2025-07-10T09:30"),
            np.datetime64("2025-07-10T00:00:00.000000001"),
            pd.Timestamp("2025-07-10 00:00:00.000000001"),
            "2025-07-10T09:30",
            "2025-07-10 00:00:00.000000001",
        ],
        ids=repr,
    )
    def test_naive_datetime(self, moment: Any) -> None:
        """A datetime or a string with a time of day but no zone does not say which day it is in Pyongyang."""
        found = str(moment) if isinstance(moment, np.datetime64) else moment
        with refused(NaiveDatetimeError, found=found):
            to_day(moment)

    @pytest.mark.parametrize(
        "midnight",
        [
            datetime.fromisoformat("2025-07-10"),
            pendulum.naive(2025, 7, 10),
            pd.Timestamp("2025-07-10"),
            np.datetime64("2025-07-10"),
            np.datetime64("2025-07-10T00"),
            np.datetime64("2025-07-10T00:00:00.000000000"),
            "2025-07-10T00:00:00",
            "2025-07-10 00:00",
            "2025-07-10t00:00",
            "2025-07-10T00:00:00.000000",
        ],
        ids=repr,
    )
    def test_naive_midnight(self, midnight: Any) -> None:
        """A midnight without a zone is that day, as tables write days, whichever library it comes from."""
        assert JULY_10 == to_day(midnight)

    @pytest.mark.parametrize(
        ("text", "day"),
        [
            ("2025-07-09T14:59:59.999Z", "2025-07-09"),
            ("2025-07-09T15:00:00Z", "2025-07-10"),
            ("2025-07-09t15:00z", "2025-07-10"),
            ("2025-07-09 17:00:00+02:00", "2025-07-10"),
            ("2025-07-10T00+0900", "2025-07-10"),
            ("2025-07-10T00:00:00-00:00", "2025-07-10"),
            ("1900-01-01T00:00:00+08:23:00", "1900-01-01"),
            ("9999-12-31T14:59:59Z", "9999-12-31"),
            ("0001-01-01T00:00:00Z", "0001-01-01"),
        ],
    )
    def test_string_of_a_datetime(self, text: str, day: str) -> None:
        """A string that is a datetime of ISO 8601 with its zone is its day in Pyongyang."""
        assert date.fromisoformat(day) == to_day(text)

    @pytest.mark.parametrize("text", ["9999-12-31T15:00:00Z", "0001-01-01T00:00+14:00"])
    def test_string_of_a_datetime_outside_the_calendar(self, text: str) -> None:
        """A string of a datetime that is outside the calendar in Pyongyang is refused."""
        with refused(InvalidDayError, found=text):
            to_day(text)

    @pytest.mark.parametrize(
        "value", [np.datetime64("NaT", "D"), np.datetime64("2025-07"), np.datetime64("2025")], ids=repr
    )
    def test_numpy_datetimes_that_are_no_days(self, value: Any) -> None:
        """A missing datetime of numpy has the wrong type, and a month or a year is not a day."""
        with pytest.raises(WrongTypeError if np.isnat(value) else InvalidDayError):
            to_day(value)

    def test_none_is_kept_where_optional(self) -> None:
        """None stays None where a day may be left out."""
        assert None is to_optional_day(None)
        assert to_optional_day("2025-07-10") == JULY_10


class TestToLimits:
    """`to_limits`: the first and the last day of what is shown."""

    def test_in_order(self) -> None:
        """Each may be left out, and they may be the same day."""
        assert (JULY_10, JULY_10) == to_limits("2025-07-10", "2025-07-10")
        assert (None, JULY_10) == to_limits(None, "2025-07-10")
        assert (JULY_10, None) == to_limits("2025-07-10", None)

    def test_the_wrong_way_round(self) -> None:
        """The last is not before the first."""
        said = snapshot("The last day to show, 2025-07-09, is before the first, 2025-07-10. Swap them.")
        with refused(InvalidValueError, said):
            to_limits("2025-07-10", "2025-07-09")


class NotATime(datetime):
    """The missing datetime of pandas: it equals nothing, not even itself."""

    def __ne__(self, _: object) -> bool:
        return True

    def __eq__(self, _: object) -> bool:
        return False

    __hash__ = datetime.__hash__

    def __repr__(self) -> str:
        return "NaT"


class TestDayInPyongyang:
    """`to_day` of an aware datetime: the day it is there then."""

    @pytest.mark.parametrize(
        ("moment", "day"),
        [
            # UTC+9 today: the day changes at 15:00 UTC
            (datetime(2025, 7, 9, 14, 59, 59, 999999, tzinfo=UTC), date(2025, 7, 9)),
            (datetime(2025, 7, 9, 15, 0, tzinfo=UTC), date(2025, 7, 10)),
            # UTC+8:30 in between: at 15:30 UTC
            (datetime(2017, 1, 1, 15, 0, tzinfo=UTC), date(2017, 1, 1)),
            (datetime(2017, 1, 1, 15, 29, 59, tzinfo=UTC), date(2017, 1, 1)),
            (datetime(2017, 1, 1, 15, 30, tzinfo=UTC), date(2017, 1, 2)),
            # the change of 2015: midnight of the 15th is 23:30 of the 14th again
            (datetime(2015, 8, 13, 14, 59, tzinfo=UTC), date(2015, 8, 13)),
            (datetime(2015, 8, 13, 15, 0, tzinfo=UTC), date(2015, 8, 14)),
            (TO_HALF_HOUR - timedelta(microseconds=1), date(2015, 8, 14)),
            (TO_HALF_HOUR, date(2015, 8, 14)),
            (TO_HALF_HOUR + timedelta(minutes=29), date(2015, 8, 14)),
            (TO_HALF_HOUR + timedelta(minutes=30), date(2015, 8, 15)),
            # the change of 2018: 23:30 of the 4th is midnight of the 5th
            (datetime(2018, 5, 3, 15, 29, tzinfo=UTC), date(2018, 5, 3)),
            (datetime(2018, 5, 3, 15, 30, tzinfo=UTC), date(2018, 5, 4)),
            (FROM_HALF_HOUR - timedelta(microseconds=1), date(2018, 5, 4)),
            (FROM_HALF_HOUR, date(2018, 5, 5)),
            (datetime(2018, 5, 5, 14, 59, tzinfo=UTC), date(2018, 5, 5)),
            (datetime(2018, 5, 5, 15, 0, tzinfo=UTC), date(2018, 5, 6)),
        ],
        ids=str,
    )
    def test_edges(self, moment: datetime, day: date) -> None:
        """The day changes at 15:00 UTC, in the years of the half hour at 15:30 UTC."""
        assert day == to_day(moment)
        assert day == to_day(pendulum.instance(moment))

    @given(
        st.datetimes(datetime.fromisoformat("1960-01-01"), datetime.fromisoformat("2100-01-01")),
        st.integers(-14 * 60, 14 * 60),
    )
    @example(datetime.fromisoformat("2025-07-09T16:00"), 60)
    def test_zone_of_the_datetime_does_not_matter(self, clock: datetime, minutes: int) -> None:
        """A datetime is the same day in Pyongyang whatever its zone."""
        moment = clock.replace(tzinfo=timezone(timedelta(minutes=minutes)))
        half_hour = TO_HALF_HOUR <= moment < FROM_HALF_HOUR
        there = moment.astimezone(UTC) + timedelta(hours=8 if half_hour else 9, minutes=30 if half_hour else 0)

        assert there.date() == to_day(moment)

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows has one clock for all processes")
    def test_zone_of_the_machine_does_not_matter(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Half past two in the afternoon in UTC is the same day in Pyongyang, be the machine eight hours behind."""
        monkeypatch.setenv("TZ", "PST8")
        clock.tzset()
        try:
            assert date(2025, 7, 9) == to_day(datetime(2025, 7, 9, 14, 30, tzinfo=UTC))
        finally:
            monkeypatch.undo()
            clock.tzset()

    def test_moscow_evening(self) -> None:
        """The flight that left Moscow at 19:30 on 27 July 2025 left on the 28th by Pyongyang's calendar."""
        moment = datetime(2025, 7, 27, 19, 30, tzinfo=timezone(timedelta(hours=3)))

        assert date(2025, 7, 28) == to_day(moment)

    def test_last_moment_of_the_calendar(self) -> None:
        """The last microsecond of the calendar there is a day; there is none after it."""
        last = datetime.max.replace(tzinfo=timezone(timedelta(hours=9)))

        assert LAST_DAY == to_day(last)
        after = datetime.max.replace(tzinfo=UTC)
        with refused(InvalidDayError, found=after):
            to_day(after)

    def test_before_the_calendar(self) -> None:
        """A datetime before the first day of the calendar there is refused.

        The first day there begins before the calendar of UTC does: at 15:37 of the day before, by local mean time.
        """
        ahead = timezone(timedelta(hours=14))
        with pytest.raises(InvalidDayError):
            to_day(datetime.min.replace(tzinfo=ahead))

        assert date.min == to_day(datetime.fromisoformat("0001-01-01T05:37").replace(tzinfo=ahead))
        with pytest.raises(InvalidDayError):
            to_day(datetime.fromisoformat("0001-01-01T05:36").replace(tzinfo=ahead))

    def test_damaged_zones(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Time zones that cannot be read are an error of ours, whatever their reader raised."""
        days._zone.cache_clear()
        monkeypatch.setattr(pendulum, "timezone", lambda name: struct.unpack("q", name.encode()))

        with refused(FileError, snapshot("Cannot read `Asia/Pyongyang`: the time zones of this machine are damaged")):
            to_day(FROM_HALF_HOUR)
        monkeypatch.undo()
        assert date(2018, 5, 5) == to_day(FROM_HALF_HOUR)

    def test_not_a_time(self) -> None:
        """A missing datetime has the wrong type, with or without a zone."""
        for zone in (None, UTC):
            value = NotATime(2025, 7, 10, tzinfo=zone)
            with refused(WrongTypeError, expected="a date, or a string such as 2025-07-10") as caught:
                to_day(value)
            assert value is caught.value.found


class TestStartOfDay:
    """`start_of_day`: where a day begins in Pyongyang."""

    @given(st.dates(date(2, 1, 1), date.max))
    @example(date(2015, 8, 15))
    @example(date(2018, 5, 5))
    def test_begins_the_day(self, day: date) -> None:
        """It is in UTC and of that day in Pyongyang, and a microsecond earlier is of the day before."""
        moment = start_of_day(day)

        assert UTC is moment.tzinfo  # one that equals it may be the clock of the machine
        assert day == to_day(moment)
        assert day - ONE_DAY == to_day(moment - timedelta.resolution)

    @pytest.mark.parametrize(
        ("day", "moment"),
        [
            (date(2025, 7, 10), datetime(2025, 7, 9, 15, 0, tzinfo=UTC)),
            (date(2015, 8, 14), TO_HALF_HOUR - ONE_DAY),
            (date(2015, 8, 15), TO_HALF_HOUR + timedelta(minutes=30)),
            (date(2015, 8, 16), TO_HALF_HOUR + timedelta(days=1, minutes=30)),
            (date(2018, 5, 4), FROM_HALF_HOUR - timedelta(hours=23, minutes=30)),
            (date(2018, 5, 5), FROM_HALF_HOUR),
            (date(2018, 5, 6), FROM_HALF_HOUR + ONE_DAY),
        ],
    )
    def test_around_the_changes(self, day: date, moment: datetime) -> None:
        """Days begin at 15:00 UTC, or 15:30 while the clock was half an hour slower: 14 August 2015 was the longer."""
        assert moment == start_of_day(day)


class TestDayAfter:
    """`day_after`: the next day of the calendar."""

    @given(st.dates(max_value=date.max - ONE_DAY))
    @example(date(2024, 2, 28))
    @example(date(2025, 2, 28))
    def test_next_day(self, day: date) -> None:
        """The day after is one day later."""
        assert day + ONE_DAY == day_after(day)

    def test_last_day(self) -> None:
        """After the last day of the calendar there is none."""
        assert date.max == LAST_DAY
        assert None is day_after(LAST_DAY)


class TestDayWindow:
    """`DayWindow`: some day of several, both ends included."""

    def test_latest_is_earliest_if_left_out(self) -> None:
        """A window of one day is made from that day alone."""
        window = DayWindow.parse("2025-07-01")

        assert date(2025, 7, 1) == window.earliest == window.latest
        assert window.is_one_day

    def test_takes_days_in_any_form(self) -> None:
        """Dates, strings and aware datetimes may be mixed."""
        window = DayWindow(date(2025, 7, 10), datetime(2025, 7, 10, 15, tzinfo=UTC))

        assert DayWindow("2025-07-10", "2025-07-11") == window
        assert not window.is_one_day

    def test_reversed(self) -> None:
        """A window whose latest day is before its earliest holds no day."""
        with pytest.raises(InvalidValueError):
            DayWindow("2025-07-18", "2025-07-16")

    @given(windows(FEW_DAYS), FEW_DAYS)
    def test_contains(self, window: DayWindow, day: date) -> None:
        """A window holds its ends and the days between them, and no other."""
        assert (day in _days_of(window)) is (day in window)
        assert (day in _days_of(window)) is (day.isoformat() in window)

    def test_contains_refuses_what_is_no_day(self) -> None:
        """Asking for an invalid day is an error, not False."""
        with pytest.raises(InvalidDayError):
            assert "soon" not in DayWindow.parse("2025-07-01")

    @given(windows(FEW_DAYS))
    def test_is_one_day(self, window: DayWindow) -> None:
        """The day is known if the window holds a single one."""
        assert (len(_days_of(window)) == 1) is window.is_one_day

    @given(open_windows(FEW_DAYS), FEW_DAYS)
    def test_open(self, window: DayWindow, day: date) -> None:
        """A window that is open at one end holds every day on that side of the other, and its day is not known."""
        inside = (window.earliest is None or window.earliest <= day) and (window.latest is None or day <= window.latest)

        assert inside is (day in window)
        assert not window.is_one_day

    def test_open_at_both_ends(self) -> None:
        """A window that is open at both ends holds every day."""
        assert "0001-01-01" in DayWindow(None, None)
        assert "9999-12-31" in DayWindow(None, None)
        assert not DayWindow(None, None).is_one_day


class TestWindowText:
    """`DayWindow.parse` and `str`: the EDTF profile of ISO 8601-2."""

    @pytest.mark.parametrize(
        ("text", "earliest", "latest"),
        [
            ("2025-07-01", date(2025, 7, 1), date(2025, 7, 1)),
            ("2025-07", date(2025, 7, 1), date(2025, 7, 31)),
            ("2025-02", date(2025, 2, 1), date(2025, 2, 28)),
            ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
            ("1900-02", date(1900, 2, 1), date(1900, 2, 28)),
            ("2000-02", date(2000, 2, 1), date(2000, 2, 29)),
            ("2025-12", date(2025, 12, 1), date(2025, 12, 31)),
            ("2025", date(2025, 1, 1), date(2025, 12, 31)),
            ("0001", date(1, 1, 1), date(1, 12, 31)),
            ("9999", date(9999, 1, 1), date(9999, 12, 31)),
            ("0001-01", date(1, 1, 1), date(1, 1, 31)),
            ("9999-12", date(9999, 12, 1), date(9999, 12, 31)),
            ("[2025-07-16..2025-07-18]", date(2025, 7, 16), date(2025, 7, 18)),
            ("[2025-07-16..2025-07-16]", date(2025, 7, 16), date(2025, 7, 16)),
            ("[2019-12-31..2020-01-01]", date(2019, 12, 31), date(2020, 1, 1)),
            ("[2026-09-01..]", date(2026, 9, 1), None),
            ("[..2025-03-01]", None, date(2025, 3, 1)),
        ],
    )
    def test_every_form(self, text: str, earliest: date | None, latest: date | None) -> None:
        """A day, a month, a year and one day of a pair, or of a pair that is open, leave these days."""
        window = DayWindow.parse(text)

        assert (earliest, latest) == (window.earliest, window.latest)

    @pytest.mark.parametrize("text", NO_WINDOWS)
    def test_other_texts(self, text: str) -> None:
        """Nothing else is accepted, and the error shows the forms that are."""
        with pytest.raises(InvalidDayError) as caught:
            DayWindow.parse(text)

        assert text == caught.value.found
        assert all(
            form in str(caught.value)
            for form in ("2025-07-01", "2025-07 ", "[2025-07-16..2025-07-18]", "[2025-07-16..]", "[..2025-07-18]")
        )

    @pytest.mark.parametrize(
        "text", ["2025-02-30", "[2025-02-30..2025-03-01]", "[2025-02-01..2025-02-30]", "[2025-02-30..]", "0000-01-01"]
    )
    def test_impossible_days(self, text: str) -> None:
        """A day in it that is not in the calendar is refused as that."""
        with pytest.raises(InvalidDayError):
            DayWindow.parse(text)

    def test_reversed_pair(self) -> None:
        """A pair in the wrong order holds no day."""
        with pytest.raises(InvalidValueError):
            DayWindow.parse("[2025-07-18..2025-07-16]")

    @given(windows() | even_windows())
    @example(DayWindow("9999-12-01", "9999-12-31"))
    @example(DayWindow("2024-02-01", "2024-02-28"))
    @example(DayWindow("2024-12-31", "2025-12-31"))
    def test_shortest_form(self, window: DayWindow) -> None:
        """A window is written as a day, a year or a month where it is one, and else as a pair."""
        first, last = (date(d.year, d.month, d.day) for d in (window.earliest, window.latest) if d is not None)
        if first == last:
            text = first.isoformat()
        elif (first, last) == (date(first.year, 1, 1), date(first.year, 12, 31)):
            text = first.isoformat()[:4]
        elif first.day == 1 and last == last_of_month(first):
            text = first.isoformat()[:7]
        else:
            text = f"[{first}..{last}]"

        assert text == str(window)

    @given(open_windows())
    def test_open_form(self, window: DayWindow) -> None:
        """A window that is open is written as a pair without that day."""
        first, last = ("" if day is None else day.isoformat() for day in (window.earliest, window.latest))

        assert f"[{first}..{last}]" == str(window)

    @given(windows() | even_windows() | open_windows())
    def test_round_trip(self, window: DayWindow) -> None:
        """What is written is read back as the same window."""
        assert window == DayWindow.parse(str(window))


class TestToWindow:
    """`to_window`: the window that a value names."""

    def test_window_itself(self) -> None:
        """A window is given back as it is."""
        window = DayWindow("2025-07-16", "2025-07-18")

        assert window is to_window(window)

    @pytest.mark.parametrize(
        "value", ["2025-07-10", JULY_10, pendulum.Date(2025, 7, 10), datetime(2025, 7, 9, 15, tzinfo=UTC)], ids=repr
    )
    def test_day(self, value: Any) -> None:
        """A day in any form is the window of that day."""
        assert DayWindow.parse("2025-07-10") == to_window(value)

    def test_text(self) -> None:
        """A string is read as a window."""
        assert DayWindow("2025-07-01", "2025-07-31") == to_window("2025-07")

    @pytest.mark.parametrize("value", [None, 2025, True, ("2025-07-16", "2025-07-18")])
    def test_other_kinds(self, value: Any) -> None:
        """A number, a truth value and a pair are of the wrong kind."""
        with pytest.raises(WrongTypeError):
            to_window(value)


class TestOrderOfSpans:
    """Spans sort by their start, then by their end."""

    def test_in_order(self) -> None:
        """A span without a beginning is before all others of its end, and one without an end after those of its start."""
        spans = [
            DaySpan(None, "0001-01-02"),
            DaySpan(None, "2025-07-18"),
            DaySpan(None, None),
            DaySpan("0001-01-01", "2025-07-18"),
            DaySpan("2025-07-01", "2025-07-02"),
            DaySpan("2025-07-01", "9999-12-31"),
            DaySpan("2025-07-01", None),
        ]

        assert spans == sorted(spans[place] for place in (6, 2, 5, 1, 4, 0, 3))

    @pytest.mark.parametrize(
        ("span", "written"),
        [
            (DaySpan("2025-07-01", "2025-07-18"), "2025-07-01/2025-07-17"),
            (DaySpan("2025-07-01", "2025-07-02"), "2025-07-01/2025-07-01"),
            (DaySpan("2025-07-01", None), "2025-07-01/.."),
            (DaySpan(None, "2025-07-18"), "../2025-07-17"),
            (DaySpan(), "../.."),
        ],
    )
    def test_written(self, span: DaySpan, written: str) -> None:
        """A span is written with its first and its last day, both inside."""
        assert written == str(span)


class TestDaySpan:
    """`DaySpan`: a run of days, its start in, its end out."""

    def test_edges(self) -> None:
        """The start is inside, the day before it is not; the end is outside, the day before it is not."""
        span = DaySpan("2025-07-01", "2025-07-18")

        assert "2025-06-30" not in span
        assert "2025-07-01" in span
        assert "2025-07-17" in span
        assert "2025-07-18" not in span

    @given(FEW_DAYS, FEW_DAYS, FEW_DAYS)
    def test_contains(self, one: date, other: date, asked: date) -> None:
        """A span holds the days that counting from its start to before its end meets."""
        start, end = sorted((one, other + 10 * ONE_DAY))
        counted = {start + number * ONE_DAY for number in range((end - start).days)}

        assert (asked in counted) is (asked in DaySpan(start, end))

    @given(DAYS, DAYS)
    def test_last(self, one: date, other: date) -> None:
        """The last day inside is the one before the end."""
        start, end = sorted((one, other))
        if start == end:
            with pytest.raises(InvalidValueError):
                DaySpan(start, end)
        else:
            assert end - ONE_DAY == DaySpan(start, end).last
            assert end - ONE_DAY in DaySpan(start, end)

    def test_one_day(self) -> None:
        """The shortest span holds one day, its first and last."""
        span = DaySpan("2025-07-01", "2025-07-02")

        assert span.start == span.last
        assert "2025-07-01" in span

    def test_without_beginning(self) -> None:
        """A span without a beginning holds every day before its end."""
        span = DaySpan(end="2025-07-18")

        assert None is span.start
        assert date.min in span
        assert "2025-07-17" in span
        assert "2025-07-18" not in span

    def test_without_end(self) -> None:
        """A span without an end holds every day from its start on, and has no last day."""
        span = DaySpan("2025-07-18")

        assert None is span.end
        assert None is span.last
        assert date.max in span
        assert "2025-07-18" in span
        assert "2025-07-17" not in span

    def test_of_all_days(self) -> None:
        """A span without both holds every day."""
        assert date.min in DaySpan()
        assert date.max in DaySpan()
        assert None is DaySpan().last

    @pytest.mark.parametrize("end", ["2025-07-18", "2025-07-17", "0001-01-01"])
    def test_empty(self, end: str) -> None:
        """A span that ends on its first day, or before it, is refused."""
        with pytest.raises(InvalidValueError):
            DaySpan("2025-07-18", end)

    @pytest.mark.parametrize("day", ["2025-02-30", "2025-07", ""])
    def test_no_days(self, day: str) -> None:
        """An invalid end is refused."""
        with pytest.raises(InvalidDayError):
            DaySpan(None, day)

    def test_contains_refuses_naive_datetimes(self) -> None:
        """Asking for a datetime without a zone is an error, not False."""
        with pytest.raises(NaiveDatetimeError):
            assert NAIVE in DaySpan()


@pytest.mark.parametrize(
    "value",
    [
        DayWindow("2025-07-16", "2025-07-18"),
        DayWindow.parse("2025-07-01"),
        DaySpan("2025-07-01", "2025-07-18"),
        DaySpan(),
    ],
    ids=repr,
)
class TestValues:
    """Windows and spans are values."""

    def test_pickles_and_copies(self, value: Any) -> None:
        """A pickled or copied value equals the original and has its hash."""
        for again in (pickle.loads(pickle.dumps(value)), copy.copy(value), copy.deepcopy(value)):  # noqa: S301
            assert value == again
            assert hash(value) == hash(again)
            assert repr(value) == repr(again)

    def test_cannot_be_changed(self, value: Any) -> None:
        """No field can be assigned or deleted."""
        for name in attrs.fields_dict(type(value)):
            with pytest.raises(attrs.exceptions.FrozenInstanceError):
                setattr(value, name, JULY_10)
            with pytest.raises(attrs.exceptions.FrozenInstanceError):
                delattr(value, name)

    def test_equal_by_value(self, value: Any) -> None:
        """Values made from other forms of the same days are equal, and differ from their fields."""
        again = type(value)(*(None if d is None else d.isoformat() for d in attrs.astuple(value)))

        assert value == again
        assert 1 == len({value, again})
        assert value != attrs.astuple(value)


class TestOddities:
    """Values that once ended in an error of a library below."""

    def test_a_span_before_the_calendar(self) -> None:
        """A span that ends on the first day of the calendar holds no day."""
        with refused(InvalidValueError):
            DaySpan(None, "0001-01-01")

    def test_no_window(self) -> None:
        """Values that are not windows are refused, and so is an empty list of windows."""
        with pytest.raises(WrongTypeError):
            DayWindow.parse(5)  # type: ignore[arg-type]
        with refused(WrongTypeError, found=None):
            to_window(None)  # type: ignore[arg-type]

    @pytest.mark.parametrize(("fold", "day"), [(0, "2025-04-05"), (1, "2025-04-06")])
    def test_a_moment_of_another_library(self, fold: int, day: str) -> None:
        """A datetime of a class without conversion of zones is read by its clock, zone and fold."""

        class Moment(datetime):
            def astimezone(self, tz: Any = None) -> Any:
                raise NotImplementedError

        moment = Moment(2025, 4, 6, 1, 45, tzinfo=ZoneInfo("Australia/Lord_Howe"), fold=fold)

        assert day == to_day(moment).isoformat()

    def test_a_moment_after_the_calendar(self) -> None:
        """A datetime after the year 9999 in Pyongyang is refused."""
        with refused(InvalidDayError, found=datetime.max.replace(tzinfo=UTC)):
            to_day(datetime.max.replace(tzinfo=UTC))


class TestMessages:
    """What the messages expect instead, and what they say of days that do not fit."""

    @pytest.mark.parametrize(
        ("read", "expected"),
        [
            (to_day, snapshot("a date, or a string such as 2025-07-10")),
            (DayWindow.parse, snapshot("a string such as 2025-07-01, 2025-07 or [2025-07-16..2025-07-18]")),
            (to_window, snapshot("a window of days, such as 2025-07-01, 2025-07 or [2025-07-16..2025-07-18]")),
            (Distance, snapshot("a whole number of days, or None")),
            (Distance().__contains__, snapshot("a whole number of days")),
            (Distance.parse, snapshot("a distance such as 14 (days), 14.., 14..60 or ..60")),
            (to_distance, snapshot("a distance such as 14 (days), 14.., 14..60 or ..60")),
        ],
    )
    def test_expected(self, read: Callable[[Any], Any], expected: str) -> None:
        """A fraction is not a day, a window or a distance, and the error describes what was expected."""
        with refused(WrongTypeError, found=5.5, expected=expected):
            read(5.5)

    @pytest.mark.parametrize(
        ("make", "said"),
        [
            (
                partial(DayWindow, "2025-07-18", "2025-07-16"),
                snapshot(
                    "A window from 2025-07-18 to 2025-07-16 has no days. "
                    "Its latest day must not be before its earliest."
                ),
            ),
            (
                partial(DaySpan, "2025-07-18", "2025-07-18"),
                snapshot(
                    "A span from 2025-07-18 until 2025-07-18 has no days. "
                    "`end` is the first day outside, so it must be after `start`."
                ),
            ),
            (
                partial(DaySpan, None, "0001-01-01"),
                snapshot(
                    "A span until 0001-01-01 has no days. `end` is the first day outside, so it must be after `start`."
                ),
            ),
            (partial(Distance, 60, 14), snapshot("A distance of 60 to 14 days is empty. Begin with the smaller.")),
            (
                partial(Distance, -3_652_059),
                snapshot("`-3652059` days is out of range. Use at most 3,652,058 days either way."),
            ),
            (
                partial(Distance.parse, "soon"),
                snapshot("`soon` is not a valid distance. Use 14, 14.., 14..60 or ..60 (in days)."),
            ),
            (
                partial(to_day, "9999-12-31T15:00:00Z"),
                snapshot(
                    "`9999-12-31T15:00:00Z` is outside the calendar in Pyongyang. "
                    "Use a day from 0001-01-01 to 9999-12-31."
                ),
            ),
        ],
    )
    def test_said(self, make: Callable[[], Any], said: str) -> None:
        """A window, a span or a distance that cannot be is an error that says why."""
        with pytest.raises(InvalidValueError) as caught:
            make()

        assert said == str(caught.value)

    def test_the_longest_distance(self) -> None:
        """The calendar has 3,652,059 days, so a distance has at most one less, either way."""
        most = (date.max - date.min).days

        assert most in Distance(-most, most)
