"""Hypothesis strategies that more than one test may draw from.

Strategies of whole histories and questions are in `dprk_tourism.testing`, where users find them too. Add the strategy
of a new kind of value here.
"""

from calendar import monthrange
from datetime import date
from typing import Any, Final

from hypothesis import strategies as st

from dprk_tourism import DayWindow, nationalities

DAYS: Final = st.dates()
FEW_DAYS: Final = st.dates(date(2024, 2, 26), date(2024, 3, 4))
"""Days around a leap day, so close that windows of them overlap."""

WINDOW_TEXTS: Final = st.text(max_size=24) | st.from_regex(
    r"\[?(\d{4}(-\d\d){0,2})?(\.\.(\d{4}-\d\d-\d\d)?\])?", fullmatch=True
)
"""Any string, and strings that look like windows."""

CODES: Final = st.sampled_from(sorted(nationalities()))
SETS_OF_CODES: Final = st.frozensets(CODES)

JSON_VALUES: Final[st.SearchStrategy[Any]] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
"""Any value that JSON can hold."""


@st.composite
def windows(draw: st.DrawFn, day: st.SearchStrategy[date] = DAYS) -> DayWindow:
    """Windows, such as `DayWindow("2024-02-01", "2024-02-29")`."""
    return DayWindow(*sorted((draw(day), draw(day))))


@st.composite
def open_windows(draw: st.DrawFn, day: st.SearchStrategy[date] = DAYS) -> DayWindow:
    """Windows that are open at one end, such as `DayWindow("2026-09-01", None)`."""
    return DayWindow(*draw(st.permutations([draw(day), None])))


@st.composite
def even_windows(draw: st.DrawFn) -> DayWindow:
    """Windows that begin and end where a month or a year may, such as `DayWindow("2024-02-01", "2024-12-31")`."""
    first = draw(DAYS).replace(day=1, month=draw(st.sampled_from([1, 2, 12])))
    last = draw(st.sampled_from([first, last_of_month(first), date(first.year, 12, 31)]))
    return DayWindow(first, last)


def last_of_month(day: date) -> date:
    """Return the last day of the month of a day."""
    return day.replace(day=monthrange(day.year, day.month)[1])
