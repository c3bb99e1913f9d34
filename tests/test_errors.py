"""Errors: their classes, their attributes, and the wording of each."""

import copy
import inspect
import pickle
import re
from collections.abc import Callable, Mapping
from typing import Any

import attrs
import pytest
from inline_snapshot import snapshot

import dprk_tourism
from dprk_tourism import errors
from dprk_tourism._model.days import invalid_day
from dprk_tourism._text import nearest
from dprk_tourism.errors import (
    DprkTourismError,
    Fault,
    FileError,
    InvalidDayError,
    InvalidDocumentError,
    InvalidHistoryError,
    InvalidRowsError,
    InvalidValueError,
    MissingExtraError,
    NaiveDatetimeError,
    NoTruthValueError,
    UnknownNameError,
    UnknownNationalityError,
    UnknownPlaceError,
    WrongTypeError,
)

ONE_FAULT = (Fault("no event `e`", "places.r.opens"),)
TWO_FAULTS = (*ONE_FAULT, Fault("This key is missing", "title"))

# Every class, made once, with the standard error it promises to be and the attributes it promises to keep.
EXAMPLES: tuple[tuple[DprkTourismError, type[Exception], dict[str, object]], ...] = (
    (DprkTourismError("something"), Exception, {}),
    (InvalidValueError("something"), ValueError, {}),
    (InvalidDayError("2025-02-30"), ValueError, {"found": "2025-02-30"}),
    (NaiveDatetimeError("2025-07-10 00:00:00"), ValueError, {"found": "2025-07-10 00:00:00"}),
    (WrongTypeError("a string", 18), TypeError, {"expected": "a string", "found": 18}),
    (NoTruthValueError("Verdict"), TypeError, {"kind": "Verdict"}),
    (
        UnknownNameError("x", ("y",), "on", kind="column"),
        LookupError,
        {"kind": "column", "name": "x", "suggestions": ("y",), "where": "on"},
    ),
    (UnknownNationalityError("x"), LookupError, {"kind": "nationality", "name": "x", "suggestions": (), "where": ""}),
    (UnknownPlaceError("x", ("y",), "z"), LookupError, {"kind": "place", "name": "x", "where": "z"}),
    (InvalidHistoryError(TWO_FAULTS), ValueError, {"faults": TWO_FAULTS}),
    (InvalidDocumentError(TWO_FAULTS, "my.toml"), ValueError, {"faults": TWO_FAULTS, "name": "my.toml"}),
    (InvalidRowsError(2, ("row 0: a", "row 1: b")), ValueError, {"count": 2, "rows": ("row 0: a", "row 1: b")}),
    (MissingExtraError("frames", "numpy"), ImportError, {"extra": "frames", "package": "numpy"}),
    (
        FileError("my.toml", "No such file", "read"),
        OSError,
        {"path": "my.toml", "reason": "No such file", "action": "read"},
    ),
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
        """An error is a DprkTourismError and the standard error that a reader would catch."""
        assert isinstance(error, DprkTourismError)
        assert isinstance(error, standard)
        assert kept.items() <= vars(error).items()

    @each_error
    @pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
    def test_pickles(
        self, error: DprkTourismError, standard: type[Exception], kept: dict[str, object], protocol: int
    ) -> None:
        """A pickled error keeps its class, message, arguments, attributes and notes."""
        error = copy.copy(error)
        error.add_note("In the field `place` of Visit.")
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

    @pytest.mark.parametrize("error", [error for error, _, _ in EXAMPLES], ids=lambda error: type(error).__name__)
    def test_repr(self, error: DprkTourismError) -> None:
        """An error shows its class and its message, so that it shows itself whatever its values are."""
        assert f"{type(error).__name__}({str(error)!r})" == repr(error)

    def test_repr_of_what_cannot_be_shown(self) -> None:
        """Not even a number with more digits than Python prints stops it."""
        assert "too large to show" in repr(WrongTypeError("a string", 10**5000))

    @each_error
    def test_is_plain(self, error: DprkTourismError, standard: type[Exception], kept: dict[str, object]) -> None:
        """The first line of a message has at most two sentences, and names no class and no argument."""
        said = str(error).partition("\n")[0]

        assert said
        assert len(re.split(r"(?<=[.?!]) ", said)) <= 2
        assert type(error).__name__ not in said
        assert standard.__name__ not in said
        assert not any(f"{name}=" in said for name in kept)


class TestWording:
    """The message of each class, once; every other test matches on the class and the attributes."""

    @pytest.mark.parametrize(
        ("error", "said"),
        [
            (
                InvalidDayError("2025-02-30"),
                snapshot("`2025-02-30` is not a valid date. Use YYYY-MM-DD, for example 2025-07-10."),
            ),
            (
                InvalidDayError("2025-07-10\n\x1b[31m"),
                snapshot("`2025-07-10\\n\\x1b[31m` is not a valid date. Use YYYY-MM-DD, for example 2025-07-10."),
            ),
            (
                invalid_day("10/07/2025"),
                snapshot("`10/07/2025` is not written as YYYY-MM-DD, for example 2025-07-10."),
            ),
            (
                invalid_day("2025-02-30"),
                snapshot("`2025-02-30` is not a valid date. Use YYYY-MM-DD, for example 2025-07-10."),
            ),
            (
                NaiveDatetimeError("2025-07-10 00:00:00"),
                snapshot(
                    "`2025-07-10 00:00:00` has no time zone, so its day in Pyongyang is not known. Use a date, or a datetime with a time zone."
                ),
            ),
            (
                NoTruthValueError("Verdict"),
                snapshot(
                    "A verdict is neither true nor false. Compare it, for example `verdict is Verdict.PERMITTED`."
                ),
            ),
            (
                NoTruthValueError("Decision"),
                snapshot(
                    "A decision is neither true nor false. Use `decision.permitted`, `decision.denied` or `decision.undetermined`."
                ),
            ),
            (UnknownNameError("x", ("a", "b")), snapshot("There is no name `x`. Did you mean `a` or `b`?")),
            (UnknownNationalityError("x", ("a",)), snapshot("There is no nationality `x`. Did you mean `a`?")),
            (UnknownPlaceError("x", ("a",)), snapshot("There is no place `x`. Did you mean `a`?")),
            (
                UnknownPlaceError("x", ("a",), "the old history `mine`"),
                snapshot("There is no place `x` in the old history `mine`. Did you mean `a`?"),
            ),
            (UnknownNameError("x"), snapshot("There is no name `x`.")),
            (
                UnknownNameError("x", ("a",), "to_column", "column"),
                snapshot("There is no column `x`, which `to_column` (--to-column) names. Did you mean `a`?"),
            ),
            (UnknownNameError("x", ("a",), kind="column"), snapshot("There is no column `x`. Did you mean `a`?")),
            (
                UnknownNameError("x", kind="source"),
                snapshot(
                    "There is no source `x`. The known ids are the keys of `sources`; `dprk-tourism sources` lists them."
                ),
            ),
            (
                UnknownNameError("x", kind="history"),
                snapshot(
                    "There is no history `x`. Use the name of a shipped history, or a path that ends in .toml or .json."
                ),
            ),
            (
                UnknownNationalityError("x"),
                snapshot("There is no nationality `x`. Use an ISO code such as RU or RUS, or an English country name."),
            ),
            (UnknownPlaceError("x"), snapshot("There is no place `x`.")),
            (InvalidHistoryError(ONE_FAULT), snapshot("1 fault in this history: no event `e` @ places.r.opens")),
            (
                InvalidHistoryError(TWO_FAULTS),
                snapshot("""\
2 faults in this history:
  no event `e` @ places.r.opens
  This key is missing @ title\
"""),
            ),
            (
                InvalidDocumentError(ONE_FAULT, "my.toml"),
                snapshot("1 fault in my.toml: no event `e` @ places.r.opens"),
            ),
            (
                InvalidDocumentError(TWO_FAULTS, "my.toml"),
                snapshot("""\
2 faults in my.toml:
  no event `e` @ places.r.opens
  This key is missing @ title\
"""),
            ),
            (InvalidDocumentError(ONE_FAULT), snapshot("1 fault in this document: no event `e` @ places.r.opens")),
            (
                InvalidRowsError(1, ("row 3: no day",)),
                snapshot("""\
1 row cannot be answered. Correct the data, or use on_invalid="null" (--on-invalid null):
  row 3: no day\
"""),
            ),
            (
                InvalidRowsError(1_202, ("row 3: no day", "row 5: \x1b[2J")),
                snapshot("""\
1,202 rows cannot be answered. Correct the data, or use on_invalid="null" (--on-invalid null):
  row 3: no day
  row 5: \\x1b[2J
  and 1,200 more\
"""),
            ),
            (
                MissingExtraError("files", "pyarrow"),
                snapshot("The package `pyarrow` is not installed. Run `pip install 'dprk-tourism[files]'`."),
            ),
            (FileError("my.toml", "Is a directory", "read"), snapshot("Cannot read `my.toml`: Is a directory")),
            (FileError("my.toml", "Is a directory", "write"), snapshot("Cannot write `my.toml`: Is a directory")),
        ],
        ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
    )
    def test_sentence(self, error: DprkTourismError, said: str) -> None:
        """The message describes what was found, what was expected, and what to do."""
        assert said == str(error)

    @pytest.mark.parametrize(
        ("found", "said"),
        [
            (None, snapshot("Expected a day, but found nothing (None).")),
            ("18", snapshot("Expected a day, but found '18' (a string).")),
            (18, snapshot("Expected a day, but found 18 (a whole number).")),
            (1.5, snapshot("Expected a day, but found 1.5 (a number).")),
            (True, snapshot("Expected a day, but found True (true or false).")),
            ([1], snapshot("Expected a day, but found [1] (a list).")),
            ((1,), snapshot("Expected a day, but found (1,) (a list).")),
            ({"a": 1}, snapshot("Expected a day, but found {'a': 1} (a table).")),
            (1j, snapshot("Expected a day, but found 1j (a complex).")),
            (10**5000, snapshot("Expected a day, but found something too large to show (a whole number).")),
            (type("int8", (), {"__repr__": lambda _: "3"})(), snapshot("Expected a day, but found 3 (an int8).")),
            (
                type("Column", (), {"__repr__": lambda _: "0  RU\n1  CA"})(),
                snapshot("Expected a day, but found 0  RU\\n1  CA (a Column)."),
            ),
            (
                type("Silent", (), {"__repr__": lambda _: 1 / 0})(),
                snapshot("Expected a day, but found something that cannot be shown (a Silent)."),
            ),
        ],
        ids=lambda value: type(value).__name__,
    )
    def test_wrong_type(self, found: object, said: str) -> None:
        """A value of the wrong type is shown with its type, even if it cannot show itself."""
        assert said == str(WrongTypeError("a day", found))

    @pytest.mark.parametrize(("length", "is_cut"), [(58, False), (59, True)])
    def test_wrong_type_cuts_long_values(self, length: int, is_cut: bool) -> None:
        """A value is shown whole up to sixty characters of its repr, quotes included, and cut after that."""
        said = str(WrongTypeError("a day", "z" * length))

        assert is_cut is ("..." in said)
        assert (60 - len("'...") if is_cut else length) == said.count("z")

    def test_document_without_a_name(self) -> None:
        """A document that was read from no file has a name all the same."""
        assert InvalidDocumentError(ONE_FAULT).name in str(InvalidDocumentError(ONE_FAULT))

    def test_a_faulty_document_is_a_faulty_history(self) -> None:
        """Code that catches a faulty history catches a faulty document too."""
        assert issubclass(InvalidDocumentError, InvalidHistoryError)


class TestPutOff:
    """A wrong word costs about what a right one does: nobody looks for similar names until the error is read."""

    ASKED: Mapping[str, Callable[[], object]] = {
        "Rusia": lambda: dprk_tourism.may_visit("Rusia", "2025-07-10"),
        "USSR": lambda: dprk_tourism.Audience(["RU", "USSR"]),
        "wonsan-kalmar": lambda: dprk_tourism.may_visit("RU", "2025-07-10", to="wonsan-kalmar"),
        "Paris": lambda: dprk_tourism.load("record").timeline("RU", "Paris"),
    }

    def raised(self, name: str) -> UnknownNameError:
        """The error about a name."""
        with pytest.raises(UnknownNameError) as caught:
            self.ASKED[name]()
        return caught.value

    @pytest.mark.parametrize("name", ASKED)
    def test_until_it_is_read(self, name: str) -> None:
        """Neither raising an error nor a note on it reads it; its message, attributes and arguments do."""
        error = self.raised(name)
        error.add_note("In row 7.")
        assert {"_look", "__notes__"} >= vars(error).keys()

        assert name == error.name
        assert (name, error.suggestions) == error.args[:2]
        assert {"name", "suggestions", "where", "kind", "__notes__"} <= vars(error).keys()
        assert not hasattr(error, "_look")
        assert not hasattr(error, "advice")

    @pytest.mark.parametrize("name", ASKED)
    @pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy, lambda error: pickle.loads(pickle.dumps(error))])  # noqa: S301
    def test_copies(self, name: str, duplicate: Callable[[UnknownNameError], UnknownNameError]) -> None:
        """A copy of an error that was not read is as one that was."""
        again = duplicate(self.raised(name))

        assert str(self.raised(name)) == str(again)
        assert self.raised(name).suggestions == again.suggestions
        assert {"_look"}.isdisjoint(vars(again))


class TestNearest:
    """`nearest`: the known names most like an unknown one."""

    def test_finds_a_slip(self) -> None:
        """A name with one letter more is found."""
        assert ("wonsan-kalma",) == nearest("wonsan-kalmar", ["dprk", "wonsan-kalma"])

    def test_best_first(self) -> None:
        """The most similar name comes first."""
        known = ["ban-notice-2", "ban-notice-22", "resort-opens"]

        assert ("ban-notice-22", "ban-notice-2") == nearest("ban-notice-22", known)

    def test_close_one_stands_alone(self) -> None:
        """A close name is returned alone: names that are merely similar are left out."""
        assert ("Russia",) == nearest("Rusia", ["Russia", "Tunisia"])
        assert ("Tunisia",) == nearest("Rusia", ["Tunisia"])

    def test_few_letters(self) -> None:
        """Two or three letters resemble many names; only a nearly equal one is returned."""
        assert () == nearest("EU", ["REU", "DEU", "ECU"])
        assert ("RUSS",) == nearest("RUS", ["RUSS", "AUS", "USA"])

    def test_nothing_alike(self) -> None:
        """Nothing is suggested if no known name is similar."""
        assert () == nearest("xyz", ["dprk", "wonsan-kalma"])

    def test_nothing_known(self) -> None:
        """Nothing is suggested if no name is known."""
        assert () == nearest("xyz", [])

    def test_at_most_three(self) -> None:
        """At most three names are returned by default."""
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

    def test_what_and_where(self) -> None:
        """A fault is written as what is wrong, at its path."""
        assert snapshot("This key is missing @ places.dprk.name") == str(
            Fault("This key is missing", "places.dprk.name")
        )

    def test_of_the_whole(self) -> None:
        """A fault of the whole document has no path to show."""
        assert "This key is missing" == str(Fault("This key is missing", ""))

    def test_is_a_value(self) -> None:
        """Faults are compared by value, can be hashed, and cannot be changed."""
        fault = Fault("This key is missing", "title")

        assert Fault("This key is missing", "title") == fault
        assert hash(Fault("This key is missing", "title")) == hash(fault)
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            fault.what = "it is there"  # type: ignore[misc]


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
    def test_are_refused(self, ask: Callable[[Any], object]) -> None:
        """Wherever one is given instead of a string, the error is ours, and its message leaves the digits out."""
        with pytest.raises(DprkTourismError) as caught:
            ask(10**5000)

        assert not re.search(r"\d{100}", str(caught.value))
