"""Fields: what a user may write, what a record keeps, and what is refused."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dprk_tourism._model.fields import (
    Choice,
    items_of,
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
        """The word of a file and the member itself both give the member."""
        assert Colour.DARK_BLUE is Colour("dark-blue")
        assert Colour.DARK_BLUE is Colour(Colour.DARK_BLUE)

    def test_is_its_word(self) -> None:
        """A member holds and prints its word."""
        assert "dark-blue" == Colour.DARK_BLUE.value
        assert "dark-blue" == str(Colour.DARK_BLUE)

    def test_near_miss(self) -> None:
        """A word that looks like one of the list is refused with the one that was meant."""
        with pytest.raises(InvalidValueError) as caught:
            Colour("dark-blu")

        assert "`dark-blu` is not one of red, dark-blue; did you mean `dark-blue`?" == str(caught.value)

    def test_far_miss(self) -> None:
        """A word that looks like none of the list is refused with the list."""
        with pytest.raises(InvalidValueError) as caught:
            Colour("maroon")

        assert "`maroon` is not one of red, dark-blue" == str(caught.value)

    @pytest.mark.parametrize("word", ["RED", "Red", " red", "DARK_BLUE", ""])
    def test_is_exact(self, word: str) -> None:
        """Case, blanks and the names of members are not forgiven."""
        with pytest.raises(InvalidValueError):
            Colour(word)

    @pytest.mark.parametrize("value", [None, 0, True, ["red"], b"red"])
    def test_no_text(self, value: Any) -> None:
        """What is no text is of the wrong kind."""
        with pytest.raises(WrongTypeError) as caught:
            Colour(value)

        assert str(caught.value).startswith("expected one of red, dark-blue, found ")


class TestText:
    """`to_text` and `to_optional_text`: words that say something."""

    @pytest.mark.parametrize("text", ["x", " x ", "two\nlines", "원산", "\N{GRINNING FACE}", "\x00"])
    def test_is_kept(self, text: str) -> None:
        """A text is kept as it is, blanks and control characters included."""
        assert text == to_text(text)
        assert text == to_optional_text(text)

    @pytest.mark.parametrize("text", ["", " ", "\t\n", "\N{NO-BREAK SPACE}"])
    def test_empty(self, text: str) -> None:
        """A text of nothing but blanks is refused."""
        with pytest.raises(InvalidValueError) as caught:
            to_text(text)

        assert "this text is empty; leave it out or write some words" == str(caught.value)

    def test_half_a_character(self) -> None:
        """A lone surrogate is refused, since no file could hold it."""
        with pytest.raises(InvalidValueError) as caught:
            to_text("half \ud83d a smile")

        assert "this text holds half a character (a lone surrogate); remove it" == str(caught.value)

    @pytest.mark.parametrize("value", [None, 5, True, b"x", ["x"]])
    def test_no_text(self, value: Any) -> None:
        """What is no text is of the wrong kind."""
        with pytest.raises(WrongTypeError, match=r"^expected text, found "):
            to_text(value)

    def test_none(self) -> None:
        """None is kept where a text may be left out, and only None."""
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
        """Capitals, other letters, other joints and line ends are refused with the form and an example."""
        with pytest.raises(InvalidValueError) as caught:
            to_id(text)

        assert str(caught.value).endswith(" is no id; write lower-case words joined by hyphens, such as `wonsan-kalma`")

    def test_empty(self) -> None:
        """An empty id is refused as an empty text."""
        with pytest.raises(InvalidValueError, match=r"^this text is empty"):
            to_id("")

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
        """A text without scheme or host, or with blanks, is refused."""
        with pytest.raises(InvalidValueError) as caught:
            to_url(text)

        assert str(caught.value).endswith(
            " is no web address; it must start with http:// or https:// and hold no blanks or control characters"
        )

    def test_no_text(self) -> None:
        """What is no text is of the wrong kind."""
        with pytest.raises(WrongTypeError, match=r"^expected text"):
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
        with pytest.raises(InvalidValueError) as caught:
            to_count(number)

        assert f"{number} is too small; expected a whole number of at least 1" == str(caught.value)

    @pytest.mark.parametrize("number", [1_000_000_001, -1_000_000_001, 10**5000], ids=["more", "less", "huge"])
    def test_beyond_reason(self, number: int) -> None:
        """A number of more than a thousand million is a slip, and refused, be it too long to print."""
        with pytest.raises(InvalidValueError, match="beyond reason; expected at most 1000000000"):
            to_count(number)

    @pytest.mark.parametrize("value", [True, False, 1.0, "18", [18]])
    def test_other_kinds(self, value: Any) -> None:
        """A text, a fraction and a truth value are no whole numbers."""
        with pytest.raises(WrongTypeError, match=r"^expected a whole number, found "):
            to_count(value)


class TestFlag:
    """True and false."""

    @pytest.mark.parametrize("value", [True, False, 1, 0, 1.0])
    def test_kept(self, value: Any) -> None:
        """What equals one of them is kept as that."""
        assert to_flag(value) is bool(value)

    @pytest.mark.parametrize("value", ["no", "", None, 2, [], math.nan])
    def test_refused(self, value: Any) -> None:
        """Everything else is refused, be it empty or not."""
        with pytest.raises(WrongTypeError, match="expected True or False"):
            to_flag(value)


class TestMeasure:
    """`to_measure`: a finite number above zero, or None."""

    @pytest.mark.parametrize(
        "number", [1_000_000_001, 10**400, -(10**5000), 1e10], ids=["int", "huge", "less", "float"]
    )
    def test_beyond_reason(self, number: float) -> None:
        """A number of more than a thousand million is a slip, and refused, be it too long to print."""
        with pytest.raises(InvalidValueError, match="beyond reason; expected at most 1000000000"):
            to_measure(number)

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
        """Zero, less, infinity and the number that is none are refused."""
        with pytest.raises(InvalidValueError) as caught:
            to_measure(number)

        assert f"{number} is no length; expected a number above 0" == str(caught.value)

    @pytest.mark.parametrize("value", [True, "4", [4], 4j])
    def test_other_kinds(self, value: Any) -> None:
        """A text, a truth value and a complex number are no lengths."""
        with pytest.raises(WrongTypeError, match=r"^expected a number, found "):
            to_measure(value)


class TestItems:
    """`items_of`: the items of a list, each once."""

    @given(st.lists(st.integers(0, 5)))
    def test_first_of_each(self, values: list[int]) -> None:
        """Every item is given once, in the order of its first appearance."""
        expected = tuple(value for number, value in enumerate(values) if value not in values[:number])

        assert expected == items_of(values, "a list of numbers")

    def test_any_iterable(self) -> None:
        """A tuple, a set, an iterator and the keys of a mapping are lists too."""
        assert (1, 2) == items_of((1, 2), "a list")
        assert (1,) == items_of({1}, "a list")
        assert (1, 2) == items_of(iter([1, 2]), "a list")
        assert ("a",) == items_of({"a": 1}, "a list")

    @pytest.mark.parametrize("value", ["ab", b"ab", 5, None])
    def test_no_list(self, value: Any) -> None:
        """A text is no list of letters, and a number is no list at all."""
        with pytest.raises(WrongTypeError, match=r"^expected a list of words, found "):
            items_of(value, "a list of words")

    @pytest.mark.parametrize("value", [[["ab"]], ["ab", {"a": 1}], ({1},)])
    def test_list_in_a_list(self, value: Any) -> None:
        """A list or a table is no item of a list."""
        with pytest.raises(WrongTypeError, match=r"^expected a list of words, found "):
            items_of(value, "a list of words")


class TestRecords:
    """`records_of`: records of one kind, each once."""

    def test_first_of_each(self) -> None:
        """Every record is given once, in the order of its first appearance."""
        assert (Colour.DARK_BLUE, Colour.RED) == records_of(
            [Colour.DARK_BLUE, Colour.RED, Colour.DARK_BLUE], Colour, "a list of colours"
        )

    def test_other_kinds(self) -> None:
        """A record of another kind is refused, and shown."""
        with pytest.raises(WrongTypeError) as caught:
            records_of([Colour.RED, "maroon"], Colour, "a list of colours")

        assert "expected a list of colours, found 'maroon' (text)" == str(caught.value)

    def test_no_list(self) -> None:
        """What is no list is refused as a whole."""
        with pytest.raises(WrongTypeError, match=r"^expected a list of colours, found nothing"):
            records_of(None, Colour, "a list of colours")  # type: ignore[arg-type]
