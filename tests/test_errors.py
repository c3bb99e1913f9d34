"""Errors: what they are, what they keep, what they say."""

import copy
import inspect
import pickle
from collections.abc import Callable
from typing import Any

import attrs
import pytest

import dprk_tourism
from dprk_tourism import errors
from dprk_tourism.errors import (
    AmbiguousIdError,
    DprkTourismError,
    EmptyAudienceError,
    EmptySpanError,
    EmptyWindowError,
    Fault,
    FileError,
    InvalidDayError,
    InvalidDocumentError,
    InvalidHistoryError,
    InvalidRowsError,
    InvalidValueError,
    InvalidWindowError,
    MissingExtraError,
    NaiveDatetimeError,
    NoTruthValueError,
    OutsideCalendarError,
    ReversedStayError,
    UnknownAudienceError,
    UnknownColumnError,
    UnknownHistoryError,
    UnknownIdError,
    UnknownNameError,
    UnknownNationalityError,
    UnknownPlaceError,
    UnknownSourceError,
    UnreadableFileError,
    UnwritableFileError,
    WrongTypeError,
    nearest,
)

ONE_FAULT = (Fault("no event `e`", "places.r.opens"),)
TWO_FAULTS = (*ONE_FAULT, Fault("it is missing", "title"))

# Every class, made once, with the standard error it promises to be and the attributes it promises to keep.
EXAMPLES: tuple[tuple[DprkTourismError, type[Exception], dict[str, object]], ...] = (
    (DprkTourismError("something"), Exception, {}),
    (InvalidValueError("something"), ValueError, {}),
    (InvalidDayError("2025-02-30"), ValueError, {"found": "2025-02-30"}),
    (NaiveDatetimeError("2025-07-10 00:00:00"), ValueError, {"found": "2025-07-10 00:00:00"}),
    (OutsideCalendarError("9999-12-31 23:59:59"), ValueError, {"found": "9999-12-31 23:59:59"}),
    (InvalidWindowError("2025-13"), ValueError, {"found": "2025-13"}),
    (EmptyWindowError(2, 1), ValueError, {"earliest": 2, "latest": 1}),
    (EmptySpanError(2, 1), ValueError, {"start": 2, "end": 1}),
    (ReversedStayError(2, 1), ValueError, {"arrival": 2, "departure": 1}),
    (EmptyAudienceError(), ValueError, {}),
    (WrongTypeError("text", 18), TypeError, {"expected": "text", "found": 18}),
    (NoTruthValueError("Verdict"), TypeError, {"kind": "Verdict"}),
    (UnknownNameError("x", ("y",)), LookupError, {"name": "x", "suggestions": ("y",)}),
    (UnknownNationalityError("x"), LookupError, {"name": "x", "suggestions": ()}),
    (UnknownAudienceError("x", ("y",)), LookupError, {"name": "x", "suggestions": ("y",)}),
    (UnknownPlaceError("x", ("y",)), LookupError, {"name": "x", "suggestions": ("y",)}),
    (UnknownSourceError("x", ("y",)), LookupError, {"name": "x", "suggestions": ("y",)}),
    (UnknownIdError("x", ("y",)), LookupError, {"name": "x", "suggestions": ("y",)}),
    (AmbiguousIdError("x", ("y.x", "z.x")), LookupError, {"name": "x", "suggestions": ("y.x", "z.x")}),
    (UnknownHistoryError("x"), LookupError, {"name": "x", "suggestions": ()}),
    (InvalidHistoryError(TWO_FAULTS), ValueError, {"faults": TWO_FAULTS}),
    (InvalidDocumentError(TWO_FAULTS, "my.toml"), ValueError, {"faults": TWO_FAULTS, "name": "my.toml"}),
    (InvalidRowsError(2, ("row 0: a", "row 1: b")), ValueError, {"count": 2, "rows": ("row 0: a", "row 1: b")}),
    (MissingExtraError("frames", "numpy"), ImportError, {"extra": "frames", "package": "numpy"}),
    (
        UnknownColumnError("x", ("y",), "on"),
        LookupError,
        {"name": "x", "suggestions": ("y",), "where": "on"},
    ),
    (FileError("my.toml", "No such file"), OSError, {"path": "my.toml", "reason": "No such file"}),
    (UnreadableFileError("my.toml", "No such file"), OSError, {"path": "my.toml", "reason": "No such file"}),
    (UnwritableFileError("my.csv", "No space left"), OSError, {"path": "my.csv", "reason": "No space left"}),
)
each_error = pytest.mark.parametrize(
    ("error", "standard", "kept"), EXAMPLES, ids=[type(error).__name__ for error, _, _ in EXAMPLES]
)


class TestEveryError:
    """Facts that hold for all classes."""

    def test_examples_are_complete(self) -> None:
        """The examples below hold one of every error class of the module."""
        classes = {
            kind
            for _, kind in inspect.getmembers(errors, inspect.isclass)
            if issubclass(kind, Exception) and kind.__module__ == errors.__name__
        }

        assert classes == {type(error) for error, _, _ in EXAMPLES}

    def test_all_is_sorted_and_complete(self) -> None:
        """`__all__` is sorted and names every error class."""
        assert sorted(errors.__all__) == errors.__all__
        assert {type(error).__name__ for error, _, _ in EXAMPLES} <= set(errors.__all__)

    @each_error
    def test_is_of_the_family_and_standard(
        self, error: DprkTourismError, standard: type[Exception], kept: dict[str, object]
    ) -> None:
        """An error is of the library's family and is the standard error that a reader would catch."""
        assert isinstance(error, DprkTourismError)
        assert isinstance(error, standard)
        assert kept.items() <= vars(error).items()

    @each_error
    @pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
    def test_pickles(
        self, error: DprkTourismError, standard: type[Exception], kept: dict[str, object], protocol: int
    ) -> None:
        """An error survives pickling with its class, message, arguments and attributes."""
        again = pickle.loads(pickle.dumps(error, protocol))  # noqa: S301 - our own bytes

        assert type(error) is type(again)
        assert str(error) == str(again)
        assert error.args == again.args
        assert vars(error) == vars(again)
        assert isinstance(again, standard)
        assert kept.items() <= vars(again).items()

    @each_error
    @pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy])
    def test_copies(
        self, error: DprkTourismError, standard: type[Exception], kept: dict[str, object], duplicate: object
    ) -> None:
        """A copy of an error has the same class, message and attributes."""
        assert callable(duplicate)
        again = duplicate(error)

        assert type(error) is type(again)
        assert str(error) == str(again)
        assert vars(error) == vars(again)
        assert isinstance(again, standard)
        assert kept.items() <= vars(again).items()

    @each_error
    def test_speaks_in_one_sentence(
        self, error: DprkTourismError, standard: type[Exception], kept: dict[str, object]
    ) -> None:
        """A message starts without a capital letter and ends without a full stop, and names no class."""
        said = str(error)

        assert said
        assert said[0] == said[0].lower()
        assert not said.endswith(".")
        assert type(error).__name__ not in said
        assert standard.__name__ not in said
        assert not any(f"{name}=" in said for name in kept)


class TestMessages:
    """What the errors say, word for word."""

    @pytest.mark.parametrize(
        ("error", "said"),
        [
            (
                InvalidDayError("2025-02-30"),
                "`2025-02-30` is no day; write a day of the calendar as YYYY-MM-DD, such as 2025-07-10",
            ),
            (
                NaiveDatetimeError("2025-07-10 00:00:00"),
                (
                    "`2025-07-10 00:00:00` has no time zone, so it does not say which day it is in Pyongyang; "
                    "give a date, or a datetime that knows its zone"
                ),
            ),
            (
                InvalidWindowError("2025-13"),
                (
                    "`2025-13` is no window of days; write 2025-07-01 (that day), 2025-07 or 2025 (some day in it), "
                    "or [2025-07-16..2025-07-18] (one day of these)"
                ),
            ),
            (
                EmptyWindowError("2025-07-18", "2025-07-16"),
                "a window from 2025-07-18 to 2025-07-16 holds no day; its latest day must not be before its earliest",
            ),
            (
                EmptySpanError("2025-07-18", "2025-07-16"),
                (
                    "a span from 2025-07-18 until 2025-07-16 holds no day; "
                    "`end` is the first day outside and must be after `start`"
                ),
            ),
            (
                ReversedStayError("2025-07-18", "2025-07-16"),
                (
                    "departure 2025-07-16 is before arrival 2025-07-18; "
                    "`departure` is the last day present and must not be before `arrival`"
                ),
            ),
            (
                EmptyAudienceError(),
                "an audience needs at least one member, certain or possible; for all the world write `everyone`",
            ),
            (UnreadableFileError("my.toml", "Is a directory"), "cannot read `my.toml`: Is a directory"),
        ],
        ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
    )
    def test_sentence(self, error: DprkTourismError, said: str) -> None:
        """The sentence says what was found, what was expected, and what to do."""
        assert said == str(error)

    @pytest.mark.parametrize(
        ("found", "shown"),
        [
            (None, "nothing (None)"),
            ("18", "'18' (text)"),
            (18, "18 (a whole number)"),
            (1.5, "1.5 (a number)"),
            (True, "True (true or false)"),
            ([1], "[1] (a list)"),
            ((1,), "(1,) (a list)"),
            ({"a": 1}, "{'a': 1} (a table)"),
            (type("Column", (), {"__repr__": lambda _: "0  RU\n1  CA"})(), "0  RU\\n1  CA (a Column)"),
        ],
    )
    def test_wrong_type_shows_the_value_and_its_kind(self, found: object, shown: str) -> None:
        """A value of the wrong kind is shown with its kind in plain words."""
        assert f"expected a day, found {shown}" == str(WrongTypeError("a day", found))

    def test_wrong_type_names_other_kinds(self) -> None:
        """A kind without plain words is named by its class."""
        assert str(WrongTypeError("text", 1j)).endswith("found 1j (a complex)")
        assert str(WrongTypeError("text", type("int8", (), {"__repr__": lambda _: "3"})())).endswith("3 (an int8)")

    def test_wrong_type_of_what_cannot_be_shown(self) -> None:
        """A value that raises where it should show itself does not hide what went wrong."""
        silent = type("Silent", (), {"__repr__": lambda _: 1 / 0})()

        assert "expected a day, found something that cannot be shown (a Silent)" == str(WrongTypeError("a day", silent))

    @pytest.mark.parametrize(("length", "is_cut"), [(58, False), (59, True)])
    def test_wrong_type_cuts_long_values(self, length: int, is_cut: bool) -> None:
        """A value is shown whole up to sixty characters of its repr, quotes included, and cut after that."""
        said = str(WrongTypeError("a day", "x" * length))

        assert is_cut is ("... (text)" in said)
        assert (60 if is_cut else length + 2) == len(
            said.removeprefix("expected a day, found ").removesuffix(" (text)")
        )

    def test_truth_of_a_verdict(self) -> None:
        """Asking a verdict for its truth is answered with what to write instead."""
        said = "write `verdict is Verdict.PERMITTED`, and say what to do with DENIED and UNDETERMINED"

        assert str(NoTruthValueError("Verdict")).endswith(said)

    def test_truth_of_a_decision(self) -> None:
        """Asking a decision for its truth is answered with its three properties."""
        said = "write `decision.permitted`, `decision.denied` or `decision.undetermined`"

        assert str(NoTruthValueError("Decision")).endswith(said)


class TestUnknownNames:
    """Names nobody registered."""

    @pytest.mark.parametrize(
        ("kind", "word"),
        [
            (UnknownNameError, "name"),
            (UnknownNationalityError, "nationality"),
            (UnknownAudienceError, "audience"),
            (UnknownPlaceError, "place"),
            (UnknownSourceError, "source"),
            (UnknownIdError, "record"),
            (AmbiguousIdError, "single record"),
            (UnknownHistoryError, "history"),
        ],
    )
    def test_suggestions(self, kind: type[UnknownNameError], word: str) -> None:
        """The message names the kind of thing, and every suggestion in backticks."""
        assert f"no {word} `x`; did you mean `a` or `b`?" == str(kind("x", ("a", "b")))

    @pytest.mark.parametrize("kind", [UnknownNameError, UnknownAudienceError, UnknownPlaceError])
    def test_without_suggestions(self, kind: type[UnknownNameError]) -> None:
        """Without a suggestion the message ends after the name."""
        assert str(kind("x")).endswith(" `x`")

    def test_where(self) -> None:
        """Where a name may be looked for in several places, the message says in which it is not."""
        error = UnknownPlaceError("x", ("a",), "the old history `mine`")

        assert "no place `x` in the old history `mine`; did you mean `a`?" == str(error)
        assert "the old history `mine`" == pickle.loads(pickle.dumps(error)).where  # noqa: S301 - ours

    def test_source_without_suggestions(self) -> None:
        """A source that looks like none is answered with where all are listed."""
        said = "no source `x`; the ids of all are the keys of `sources`, and `dprk-tourism sources` lists them"

        assert said == str(UnknownSourceError("x"))

    def test_nationality_without_suggestions(self) -> None:
        """A nationality that looks like none is answered with the forms that are understood."""
        said = "no nationality `x`; write an ISO code such as RU or RUS, or an English country name"

        assert said == str(UnknownNationalityError("x"))

    def test_history_without_suggestions(self) -> None:
        """A history that looks like none is answered with what may be given."""
        said = "no history `x`; give the name of a shipped history, or a path that ends in .toml or .json"

        assert said == str(UnknownHistoryError("x"))


class TestNearest:
    """`nearest`: what somebody may have meant."""

    def test_finds_a_slip(self) -> None:
        """A name with one letter more is found."""
        assert ("wonsan-kalma",) == nearest("wonsan-kalmar", ["dprk", "wonsan-kalma"])

    def test_best_first(self) -> None:
        """Of several that look alike, the one that looks most alike comes first."""
        known = ["ban-notice-2", "ban-notice-22", "resort-opens"]

        assert ("ban-notice-22", "ban-notice-2") == nearest("ban-notice-22", known)

    def test_close_one_stands_alone(self) -> None:
        """Beside a name that is a slip away, names that merely look like it are not given."""
        assert ("Russia",) == nearest("Rusia", ["Russia", "Tunisia"])
        assert ("Tunisia",) == nearest("Rusia", ["Tunisia"])

    def test_few_letters(self) -> None:
        """Two or three letters are alike to many; only what nearly equals them is given."""
        assert () == nearest("EU", ["REU", "DEU", "ECU"])
        assert ("RUSS",) == nearest("RUS", ["RUSS", "AUS", "USA"])

    def test_nothing_alike(self) -> None:
        """Nothing is suggested where nothing looks alike."""
        assert () == nearest("xyz", ["dprk", "wonsan-kalma"])

    def test_nothing_known(self) -> None:
        """Nothing is suggested where nothing is known."""
        assert () == nearest("xyz", [])

    def test_at_most_three(self) -> None:
        """No more than three names are given unless more are asked for."""
        known = ["name-1", "name-2", "name-3", "name-4"]

        assert 3 == len(nearest("name-0", known))
        assert 1 == len(nearest("name-0", known, most=1))
        assert 4 == len(nearest("name-0", known, most=4))

    def test_order_of_known_names_does_not_matter(self) -> None:
        """The same names in another order give the same suggestions."""
        known = ["name-1", "name-2", "name-3", "name-4"]

        assert nearest("name-0", known) == nearest("name-0", reversed(known))


class TestFault:
    """`Fault`: one thing wrong, and where."""

    def test_says_what_and_where(self) -> None:
        """A fault is written as what is wrong, at its path."""
        assert "it is missing @ places.dprk.name" == str(Fault("it is missing", "places.dprk.name"))

    def test_of_the_whole(self) -> None:
        """A fault of the whole document has no path to show."""
        assert "this is no TOML" == str(Fault("this is no TOML", ""))

    def test_is_a_value(self) -> None:
        """Faults are compared by value, can be hashed, and cannot be changed."""
        fault = Fault("it is missing", "title")

        assert Fault("it is missing", "title") == fault
        assert hash(Fault("it is missing", "title")) == hash(fault)
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            fault.what = "it is there"  # type: ignore[misc]


class TestFaultyHistories:
    """`InvalidHistoryError` and `InvalidDocumentError`: all faults in one message."""

    def test_one_fault_of_a_history(self) -> None:
        """A single fault stands in the same line."""
        assert "this history has a fault: no event `e` @ places.r.opens" == str(InvalidHistoryError(ONE_FAULT))

    def test_several_faults_of_a_history(self) -> None:
        """Several faults are counted, and each has a line of its own."""
        said = "this history has 2 faults:\n  no event `e` @ places.r.opens\n  it is missing @ title"

        assert said == str(InvalidHistoryError(TWO_FAULTS))

    def test_one_fault_of_a_document(self) -> None:
        """A document is named before its single fault."""
        said = "my.toml has a fault: no event `e` @ places.r.opens"

        assert said == str(InvalidDocumentError(ONE_FAULT, "my.toml"))

    def test_several_faults_of_a_document(self) -> None:
        """A document is named before its several faults."""
        said = "my.toml has 2 faults:\n  no event `e` @ places.r.opens\n  it is missing @ title"

        assert said == str(InvalidDocumentError(TWO_FAULTS, "my.toml"))

    def test_document_without_a_name(self) -> None:
        """A document that came from no file is called this text."""
        assert str(InvalidDocumentError(ONE_FAULT)).startswith("this text has a fault: ")
        assert "this text" == InvalidDocumentError(ONE_FAULT).name

    def test_a_faulty_document_is_a_faulty_history(self) -> None:
        """Whoever catches a faulty history catches a faulty document too."""
        assert issubclass(InvalidDocumentError, InvalidHistoryError)


class TestTooLarge:
    """Numbers of more digits than Python prints."""

    @pytest.mark.parametrize(
        "ask",
        [
            dprk_tourism.Audience.named,
            lambda huge: dprk_tourism.may_visit(huge, "2025-07-10"),
            lambda huge: dprk_tourism.may_visit("RU", huge),
            lambda huge: dprk_tourism.may_visit("RU", "2025-07-10", to=huge),
            dprk_tourism.load,
            lambda huge: dprk_tourism.load("article").according_to(huge),
            lambda huge: dprk_tourism.load("article").amended(without=[huge]),
            lambda huge: dprk_tourism.diff(dprk_tourism.load("article"), dprk_tourism.load("article"), to=huge),
        ],
    )
    def test_are_told_as_such(self, ask: Callable[[Any], object]) -> None:
        """Wherever one is given for a word, the error is ours, and says that it is too large to show."""
        with pytest.raises(DprkTourismError, match="something too large to show"):
            ask(10**5000)
