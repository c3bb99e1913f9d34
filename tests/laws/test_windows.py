"""The days of windows and spans, which R1 and R3 need; `test_network.py` has how windows and distances meet.

In the profile `deep`, where the extra of that name is installed, crosshair looks for counterexamples too: it solves
for them instead of drawing.
"""

import os
from importlib.util import find_spec
from typing import Any, Final

import pytest
from factories import dating, event
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import WINDOW_TEXTS

from dprk_tourism import DaySpan, DayWindow, InvalidValueError
from dprk_tourism._graph import Records
from dprk_tourism._model.days import LAST_DAY, Day

SOLVES: Final = os.environ.get("HYPOTHESIS_PROFILE") == "deep" and find_spec("hypothesis_crosshair_provider")
BACKENDS: Final = ["hypothesis", *(["crosshair"] if SOLVES else [])]
MOST_SOLVED: Final = 300
"""How many examples crosshair tries; each takes it a while."""

ORDINALS: Final = st.integers(min_value=1, max_value=LAST_DAY.toordinal())


def day(ordinal: int) -> Day:
    """The day of a number."""
    return Day.fromordinal(ordinal)


def window(one: int, other: int) -> DayWindow:
    """The window between two days, whichever is first."""
    return DayWindow(day(min(one, other)), day(max(one, other)))


def together(*windows: DayWindow) -> tuple[DayWindow, bool]:
    """The window of an event with some windows, and whether they share no day."""
    datings = [dating(each) for each in windows]
    events = {"e": event("e", *datings)}
    records = Records(id="r", title="T", sources={}, places={}, events=events, policies={})
    return records.window("e"), records.disputed == ("e",)


def trying(backend: str, **more: Any) -> settings:
    """The settings of one backend."""
    most = settings().max_examples
    return settings(backend=backend, max_examples=most if backend == "hypothesis" else min(most, MOST_SOLVED), **more)


@pytest.mark.parametrize("backend", BACKENDS)
class TestWindows:
    """R1, R2: an event was on exactly one day of its window; several windows leave the days that all hold."""

    def test_days_inside(self, backend: str) -> None:
        """A day is inside if it is neither before the earliest nor after the latest; reversed days are refused."""

        @trying(backend)
        @given(ORDINALS, ORDINALS, ORDINALS)
        def holds(earliest: int, latest: int, asked: int) -> None:
            if latest < earliest:
                with pytest.raises(InvalidValueError):
                    DayWindow(day(earliest), day(latest))
            else:
                assert (earliest <= asked <= latest) == (day(asked) in DayWindow(day(earliest), day(latest)))

        holds()

    def test_of_two(self, backend: str) -> None:
        """Two windows of an event leave the days that both hold; if there are none, those from the first to the last."""

        @trying(backend)
        @given(ORDINALS, ORDINALS, ORDINALS, ORDINALS, ORDINALS)
        def holds(one: int, two: int, three: int, four: int, asked: int) -> None:
            both = [window(one, two), window(three, four)]

            left, is_disputed = together(*both)

            if is_disputed:
                assert not all(day(asked) in each for each in both)
                assert not any(day(asked) in each for each in both) or day(asked) in left
                assert {left.earliest, left.latest} <= {end for each in both for end in (each.earliest, each.latest)}
            else:
                assert all(day(asked) in each for each in both) == (day(asked) in left)

        holds()

    def test_order_and_repetition(self, backend: str) -> None:
        """Neither order nor repetition of windows matters."""

        @trying(backend)
        @given(ORDINALS, ORDINALS, ORDINALS, ORDINALS)
        def holds(one: int, two: int, three: int, four: int) -> None:
            first, second = window(one, two), window(three, four)

            assert together(first, second) == together(second, first, second)
            assert (first, False) == together(first)

        holds()

    def test_open(self, backend: str) -> None:
        """An open window holds every day on its open side, and is read as it is written."""

        @trying(backend)
        @given(ORDINALS, ORDINALS)
        def holds(known: int, asked: int) -> None:
            after, before = DayWindow(day(known), None), DayWindow(None, day(known))

            assert (asked >= known, asked <= known) == (day(asked) in after, day(asked) in before)
            assert [after, before] == [DayWindow.parse(str(each)) for each in (after, before)]

        holds()

    def test_read_of_write(self, backend: str) -> None:
        """A window is read as it is written."""

        @trying(backend)
        @given(ORDINALS, ORDINALS)
        def holds(one: int, other: int) -> None:
            assert window(one, other) == DayWindow.parse(str(window(one, other)))

        holds()

    def test_any_text(self, backend: str) -> None:
        """Whatever text is read is written no longer, and means the same; all others are refused with our error."""

        @trying(backend)
        @given(WINDOW_TEXTS)
        def holds(text: str) -> None:
            try:
                read = DayWindow.parse(text)
            except InvalidValueError:
                return
            assert len(str(read)) <= len(text)
            assert read == DayWindow.parse(str(read))

        holds()


@pytest.mark.parametrize("backend", BACKENDS)
class TestSpans:
    """R3: the first day of a span is in, its end is out."""

    def test_days_inside(self, backend: str) -> None:
        """A day is inside from the start on and before the end; where there is none, without limit."""

        @trying(backend)
        @given(st.none() | ORDINALS, st.none() | ORDINALS, ORDINALS)
        def holds(start: int | None, end: int | None, asked: int) -> None:
            bounds = [None if bound is None else day(bound) for bound in (start, end)]
            if end is not None and end <= (start or 1):
                with pytest.raises(InvalidValueError):
                    DaySpan(*bounds)
                return
            span = DaySpan(*bounds)

            assert ((start or 1) <= asked and (end is None or asked < end)) == (day(asked) in span)
            assert (None if end is None else day(end - 1)) == span.last

        holds()
