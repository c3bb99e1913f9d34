"""Fields: what a user may write, what a record keeps, and what is refused."""

import math
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot
from refusals import refused

from dprk_tourism._model.days import Distance
from dprk_tourism._model.fields import (
    Choice,
    converter_of,
    items_of,
    named_in_errors,
    records_of,
    to_count,
    to_flag,
    to_id,
    to_measure,
    to_optional_id,
    to_optional_text,
    to_text,
    to_url,
)
from dprk_tourism.errors import InvalidValueError, WrongTypeError

LETTERS_AND_DIGITS = "abcdefghijklmnopqrstuvwxyz0123456789"


class Colour(Choice):
    """A short list of values."""

    RED = "red"
    DARK_BLUE = "dark-blue"


class TestChoice:
    """`Choice`: one value of a short list."""

    def test_by_value(self) -> None:
        """The word of a file and the member itself both return the member."""
        assert Colour.DARK_BLUE is Colour("dark-blue")
        assert Colour.DARK_BLUE is Colour(Colour.DARK_BLUE)

    def test_is_its_word(self) -> None:
        """A member holds and prints its word."""
        assert "dark-blue" == Colour.DARK_BLUE.value
        assert "dark-blue" == str(Colour.DARK_BLUE)

    def test_near_miss(self) -> None:
        """A word that looks like one of the list is refused with the one that was meant."""
        with refused(InvalidValueError, snapshot("`dark-blu` is not one of red, dark-blue. Did you mean `dark-blue`?")):
            Colour("dark-blu")

    def test_far_miss(self) -> None:
        """A word that looks like none of the list is refused with the list."""
        with refused(InvalidValueError, snapshot("`maroon` is not one of red, dark-blue.")):
            Colour("maroon")

    @pytest.mark.parametrize("word", ["RED", "Red", " red", "DARK_BLUE", ""])
    def test_is_exact(self, word: str) -> None:
        """Other case, spaces and the names of members are refused."""
        with pytest.raises(InvalidValueError):
            Colour(word)

    @pytest.mark.parametrize("value", [None, 0, True, ["red"], b"red", {}])
    def test_no_text(self, value: Any) -> None:
        """A value that is not a string is refused with a ValueError too, as in every enum."""
        with refused(InvalidValueError):
            Colour(value)

    def test_a_number_too_large_to_print(self) -> None:
        """A number that Python does not print is refused in words of ours."""
        number: Any = 10**5000

        for make in (Colour, Distance):
            with refused(InvalidValueError):
                make(number)


class TestText:
    """`to_text` and `to_optional_text`: strings that are not empty."""

    @pytest.mark.parametrize("text", ["x", " x ", "two\nlines", "원산", "\N{GRINNING FACE}", "\x00"])
    def test_is_kept(self, text: str) -> None:
        """A string is unchanged, including spaces and control characters."""
        assert text == to_text(text)
        assert text == to_optional_text(text)

    @pytest.mark.parametrize("text", ["", " ", "\t\n", "\N{NO-BREAK SPACE}"])
    def test_empty(self, text: str) -> None:
        """A string of nothing but spaces is refused."""
        with refused(InvalidValueError, snapshot("This string is empty. Leave it out, or write something.")):
            to_text(text)

    def test_half_a_character(self) -> None:
        """A lone surrogate is refused, since no file could hold it."""
        with refused(
            InvalidValueError, snapshot("This string contains half a character (a lone surrogate). Remove it.")
        ):
            to_text("half \ud83d a smile")

    @pytest.mark.parametrize("value", [None, 5, True, b"x", ["x"]])
    def test_no_text(self, value: Any) -> None:
        """A value that is not a string has the wrong type."""
        with refused(WrongTypeError, found=value, expected=snapshot("a string")):
            to_text(value)

    def test_none(self) -> None:
        """None is kept where a string may be left out."""
        assert None is to_optional_text(None)
        with pytest.raises(InvalidValueError):
            to_optional_text("")


class TestId:
    """`to_id` and `to_optional_id`: lower-case words joined by hyphens."""

    @given(st.lists(st.text(LETTERS_AND_DIGITS, min_size=1), min_size=1))
    def test_words_joined_by_hyphens(self, words: list[str]) -> None:
        """Any words of a to z and digits, joined by single hyphens, are an id."""
        id_ = "-".join(words)[:100].rstrip("-")

        assert id_ == to_id(id_)
        assert id_ == to_optional_id(id_)

    @pytest.mark.parametrize(
        "text",
        [
            "A",
            "a--b",
            "-a",
            "a-",
            "a_b",
            "a b",
            "a.b",
            "é",
            "a\n",
            "\N{FULLWIDTH LATIN SMALL LETTER A}",
            "\N{ARABIC-INDIC DIGIT ONE}",
        ],
    )
    def test_other_texts(self, text: str) -> None:
        """Capitals, other letters, other separators and line ends are refused."""
        with refused(InvalidValueError):
            to_id(text)

    def test_message(self) -> None:
        """The message has the form of an id and an example."""
        with refused(
            InvalidValueError,
            snapshot("`No Id` is not a valid id. Use lower-case words joined by hyphens, for example `wonsan-kalma`."),
        ):
            to_id("No Id")

    def test_empty(self) -> None:
        """An empty id is refused with the message of an empty string."""
        with refused(InvalidValueError) as caught:
            to_id("")
        with refused(InvalidValueError) as as_text:
            to_text("")

        assert str(as_text.value) == str(caught.value)

    def test_none(self) -> None:
        """None is kept where an id may be left out, and only there."""
        assert None is to_optional_id(None)
        with pytest.raises(WrongTypeError):
            to_id(None)  # type: ignore[arg-type]


class TestUrl:
    """`to_url`: a web address or None."""

    @pytest.mark.parametrize(
        "url", ["http://example.org", "https://example.org/a?b=c#d", "HTTPS://example.org", "https://é.example/ü"]
    )
    def test_is_kept(self, url: str) -> None:
        """An address with a scheme of the web is kept as it is."""
        assert url == to_url(url)

    def test_none(self) -> None:
        """None is kept for an unknown address."""
        assert None is to_url(None)

    @pytest.mark.parametrize(
        "text",
        ["example.org", "ftp://example.org", "https://", "https:///path", "https://a b", "https://a\n", "x https://a"],
    )
    def test_other_texts(self, text: str) -> None:
        """A string without scheme or host, or with spaces, is refused."""
        with refused(InvalidValueError):
            to_url(text)

    def test_message(self) -> None:
        """The message has the form of an address."""
        with refused(
            InvalidValueError,
            snapshot(
                "`example.org` is not a valid web address. It must start with http:// or https://, and have no spaces or control characters."
            ),
        ):
            to_url("example.org")

    def test_no_text(self) -> None:
        """A value that is not a string has the wrong type."""
        with refused(WrongTypeError, found=80):
            to_url(80)  # type: ignore[arg-type]


class TestCount:
    """`to_count`: a whole number of at least one, or None."""

    @given(st.integers(1, 1_000_000_000))
    def test_is_kept(self, number: int) -> None:
        """A whole number from one to a thousand million is kept."""
        assert number == to_count(number)

    def test_none(self) -> None:
        """None is kept for an unknown number."""
        assert None is to_count(None)

    @given(st.integers(-1_000_000_000, 0))
    def test_too_small(self, number: int) -> None:
        """Zero and less are refused."""
        with refused(InvalidValueError) as caught:
            to_count(number)

        assert snapshot("N is too small. Use a whole number of at least 1.") == str(caught.value).replace(
            str(number), "N", 1
        )

    @pytest.mark.parametrize("number", [1_000_000_001, -1_000_000_001, 10**5000], ids=["more", "less", "huge"])
    def test_beyond_reason(self, number: int) -> None:
        """A number above a thousand million is refused, even if it is too long to print."""
        with refused(InvalidValueError) as caught:
            to_count(number)

        assert "1000000000" in str(caught.value)

    @pytest.mark.parametrize("value", [True, False, 1.0, "18", [18]])
    def test_other_kinds(self, value: Any) -> None:
        """A string, a fraction and a bool are not whole numbers."""
        with refused(WrongTypeError, found=value, expected=snapshot("a whole number")):
            to_count(value)


class TestFlag:
    """True and false."""

    @pytest.mark.parametrize("value", [True, False, 1, 0, 1.0])
    def test_kept(self, value: Any) -> None:
        """A value that equals one of them becomes that one."""
        assert to_flag(value) is bool(value)

    @pytest.mark.parametrize("value", ["no", "", None, 2, [], math.nan])
    def test_refused(self, value: Any) -> None:
        """Every other value is refused, empty or not."""
        with refused(WrongTypeError, expected=snapshot("True or False")) as caught:
            to_flag(value)

        assert value is caught.value.found


class TestMeasure:
    """`to_measure`: a finite number above zero, or None."""

    @pytest.mark.parametrize(
        "number", [1_000_000_001, 10**400, -(10**5000), 1e10], ids=["int", "huge", "less", "float"]
    )
    def test_beyond_reason(self, number: float) -> None:
        """A number above a thousand million is refused, even if it is too long to print."""
        with refused(InvalidValueError) as caught:
            to_measure(number)

        assert "1000000000" in str(caught.value)

    @given(st.floats(0, 1_000_000_000, exclude_min=True))
    def test_is_kept(self, number: float) -> None:
        """A number above zero and up to a thousand million is kept."""
        assert number == to_measure(number)

    def test_whole_number(self) -> None:
        """A whole number becomes a float, so that equal lengths are equal values."""
        kept = to_measure(4)

        assert 4.0 == kept
        assert float is type(kept)

    def test_none(self) -> None:
        """None is kept for an unknown length."""
        assert None is to_measure(None)

    @pytest.mark.parametrize("number", [0, -1, -0.5, math.inf, -math.inf, math.nan])
    def test_no_length(self, number: float) -> None:
        """Zero, negative numbers, infinity and NaN are refused."""
        with refused(InvalidValueError) as caught:
            to_measure(number)

        assert snapshot("N is not a valid length. Use a number above 0.") == str(caught.value).replace(
            str(number), "N", 1
        )

    @pytest.mark.parametrize("value", [True, "4", [4], 4j])
    def test_other_kinds(self, value: Any) -> None:
        """A string, a bool and a complex number are not lengths."""
        with refused(WrongTypeError, found=value, expected=snapshot("a number")):
            to_measure(value)


class TestItems:
    """`items_of`: the items of a list, each once."""

    @given(st.lists(st.integers(0, 5)))
    def test_first_of_each(self, values: list[int]) -> None:
        """Every item is returned once, in the order of its first appearance."""
        expected = tuple(value for number, value in enumerate(values) if value not in values[:number])

        assert expected == items_of(values, "a list of numbers")

    def test_any_iterable(self) -> None:
        """A tuple, a set and an iterator are lists too."""
        assert (1, 2) == items_of((1, 2), "a list")
        assert (1,) == items_of({1}, "a list")
        assert (1, 2) == items_of(iter([1, 2]), "a list")

    @pytest.mark.parametrize("value", ["ab", b"ab", 5, None, {"a": 1}])
    def test_no_list(self, value: Any) -> None:
        """A string is not a list of letters, and a number is not a list."""
        with refused(WrongTypeError, expected="a list of words"):
            items_of(value, "a list of words")

    @pytest.mark.parametrize("value", [[["ab"]], ["ab", {"a": 1}], ({1},)])
    def test_list_in_a_list(self, value: Any) -> None:
        """A list or a dict cannot be an item of a list."""
        with refused(WrongTypeError, expected="a list of words"):
            items_of(value, "a list of words")


class TestRecords:
    """`records_of`: records of one kind, each once."""

    def test_first_of_each(self) -> None:
        """Every record is returned once, in the order of its first appearance."""
        assert (Colour.DARK_BLUE, Colour.RED) == records_of(
            [Colour.DARK_BLUE, Colour.RED, Colour.DARK_BLUE], Colour, "a list of colours"
        )

    def test_other_kinds(self) -> None:
        """A record of another type is refused."""
        with refused(WrongTypeError, expected="a list of colours", found="maroon"):
            records_of([Colour.RED, "maroon"], Colour, "a list of colours")

    def test_no_list(self) -> None:
        """A value that is not a list is refused as a whole."""
        with refused(WrongTypeError, expected="a list of colours", found=None):
            records_of(None, Colour, "a list of colours")  # type: ignore[arg-type]


def to_length(value: float) -> float:
    """A converter that wraps another function."""
    return float(value)


vars(to_length)["__wrapped__"] = float


@attrs.frozen(field_transformer=named_in_errors)
class Beach:
    """A record with one field."""

    length: float = attrs.field(converter=to_length)
    sand: bool = True


class TestConverterOf:
    """`converter_of`: the converter of a field as it was written."""

    def test_wrapped(self) -> None:
        """A converter that is wrapped itself is not unwrapped."""
        assert to_length is converter_of(attrs.fields(Beach).length)

    def test_inherited(self) -> None:
        """A field that a subclass inherits has the converter of its class."""
        inherited = attrs.frozen(type("Bay", (Beach,), {}), field_transformer=named_in_errors)

        assert to_length is converter_of(attrs.fields(inherited).length)

    def test_none(self) -> None:
        """A field without a converter has none."""
        assert None is converter_of(attrs.fields(Beach).sand)
