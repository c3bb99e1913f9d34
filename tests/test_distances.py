"""Distances between events: how they are written, and what they hold."""

from typing import Any

import pytest
from refusals import refused

from dprk_tourism import InvalidValueError, WrongTypeError
from dprk_tourism._model.days import Distance, to_distance


class TestParse:
    """`Distance.parse`: the forms of a distance in a file."""

    @pytest.mark.parametrize(
        ("text", "least", "most"),
        [
            ("14", 14, 14),
            ("14..", 14, None),
            ("14..60", 14, 60),
            ("..60", 0, 60),
            ("-7..60", -7, 60),
            ("-7..-3", -7, -3),
            ("-7..", -7, None),
            ("0..", 0, None),
        ],
    )
    def test_forms(self, text: str, least: int, most: int | None) -> None:
        """Each form of section 5 of the file format names its bounds; `..60` is 0 to 60."""
        assert Distance(least, most) == Distance.parse(text)

    @pytest.mark.parametrize("text", ["", "..", "14...", "1.5", "a", " 14", "14 ..", "14..60..", "²", "12345678"])
    def test_nothing_else(self, text: str) -> None:
        """No other text is a distance."""
        with pytest.raises(InvalidValueError):
            Distance.parse(text)

    def test_reversed(self) -> None:
        """A distance whose most is below its least is empty."""
        with pytest.raises(InvalidValueError):
            Distance.parse("60..14")

    def test_not_text(self) -> None:
        """Only strings are parsed."""
        with pytest.raises(WrongTypeError):
            Distance.parse(14)  # type: ignore[arg-type]


class TestDistance:
    """`Distance`: its bounds, and what it holds."""

    @pytest.mark.parametrize("text", ["14", "14..", "14..60", "0..60", "-7..60"])
    def test_text_is_read_back(self, text: str) -> None:
        """A distance prints as the text that `parse` reads."""
        assert text == str(Distance.parse(text))

    def test_unbounded_below(self) -> None:
        """Where nothing bounds it from below, which no file can say, it prints a star."""
        assert ["*..60", "*.."] == [str(Distance(None, 60)), str(Distance())]

    def test_contains(self) -> None:
        """Both bounds are inside."""
        assert [days for days in range(-3, 5) if days in Distance(-1, 2)] == [-1, 0, 1, 2]
        assert -1_000_000 in Distance()

    @pytest.mark.parametrize("days", [True, 1.0, "1"])
    def test_of_no_number(self, days: Any) -> None:
        """What is not a whole number of days is an error."""
        with refused(WrongTypeError, found=days):
            days in Distance(0, 2)  # noqa: B015 - it raises

    @pytest.mark.parametrize("days", [True, 1.0, "1"])
    def test_wrong_type(self, days: object) -> None:
        """The bounds are whole numbers."""
        with pytest.raises(WrongTypeError):
            Distance(days)  # type: ignore[arg-type]

    def test_longer_than_the_calendar(self) -> None:
        """A distance longer than the calendar is a slip."""
        with pytest.raises(InvalidValueError):
            Distance(0, 4_000_000)


class TestToDistance:
    """`to_distance`: what may be given for a distance."""

    def test_forms(self) -> None:
        """A distance, a number of days and a text name the same."""
        assert {Distance(14, 14)} == {to_distance(14), to_distance("14"), to_distance(Distance(14, 14))}

    @pytest.mark.parametrize("value", [None, True, 1.5, [14]])
    def test_wrong_type(self, value: object) -> None:
        """Nothing else does."""
        with pytest.raises(WrongTypeError):
            to_distance(value)  # type: ignore[arg-type]
