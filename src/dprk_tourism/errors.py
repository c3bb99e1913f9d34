"""Every error that the library raises on purpose.

Each family is a `DprkTourismError` and also the standard error that a reader would catch anyway, so code
that knows nothing of this library still behaves. An error keeps the facts it was made from as attributes,
survives pickling, and says in one sentence what was found, what was expected and what to do.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import attrs

from dprk_tourism._text import described, on_one_line, quoted

__all__ = [
    "DprkTourismError",
    "Fault",
    "FileError",
    "InvalidDayError",
    "InvalidDocumentError",
    "InvalidHistoryError",
    "InvalidRowsError",
    "InvalidValueError",
    "MissingExtraError",
    "NaiveDatetimeError",
    "NoTruthValueError",
    "UnknownNameError",
    "UnknownNationalityError",
    "UnknownPlaceError",
    "WrongTypeError",
]


def _hint(suggestions: Iterable[str]) -> str:
    meant = " or ".join(map(quoted, suggestions))
    return f"; did you mean {meant}?" if meant else ""


class DprkTourismError(Exception):
    """The root of every error that this library raises on purpose.

    >>> import dprk_tourism as dt
    >>> try:
    ...     dt.may_visit("Atlantis", "2025-07-10")
    ... except dt.DprkTourismError as error:
    ...     print(type(error).__name__)
    UnknownNationalityError
    """


class InvalidValueError(DprkTourismError, ValueError):
    """A value that cannot exist, such as a capacity of minus one.

    It is a `ValueError` too. The more telling kinds below subclass it.

    >>> import dprk_tourism as dt
    >>> dt.Resort(id="lake", name="Lake", capacity=-1)
    Traceback (most recent call last):
    ...
    dprk_tourism.errors.InvalidValueError: -1 is too small; expected a whole number of at least 1
    in the field `capacity` of Resort
    """


class InvalidDayError(InvalidValueError):
    """A value that is not a valid day, or not a valid window of days.

    >>> import dprk_tourism as dt
    >>> dt.may_visit("RU", "2025-02-30")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    dprk_tourism.errors.InvalidDayError: `2025-02-30` is no day; write a day of the calendar as YYYY-MM-DD, ...

    Attributes:
        found: What was given.
        problem: What is wrong with it, and what to write instead.
    """

    problem: str = "is no day; write a day of the calendar as YYYY-MM-DD, such as 2025-07-10"

    def __init__(self, found: object, problem: str = "") -> None:
        super().__init__(found, problem)
        self.found = found
        self.problem = problem or self.problem

    def __str__(self) -> str:
        return f"{quoted(self.found)} {self.problem}"


class NaiveDatetimeError(InvalidDayError):
    """A datetime without a time zone: it does not say which day it is in Pyongyang.

    >>> import dprk_tourism as dt
    >>> from datetime import datetime
    >>> dt.may_visit("RU", datetime(2025, 7, 17))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    dprk_tourism.errors.NaiveDatetimeError: `2025-07-17 00:00:00` has no time zone, so it does not say which ...
    """

    problem = (
        "has no time zone, so it does not say which day it is in Pyongyang; "
        "give a date, or a datetime that knows its zone"
    )


class WrongTypeError(DprkTourismError, TypeError):
    """A value of the wrong kind, such as the text "18" for a number.

    >>> import dprk_tourism as dt
    >>> dt.may_visit(7, "2025-07-10")
    Traceback (most recent call last):
    ...
    dprk_tourism.errors.WrongTypeError: expected a nationality (a code such as RU, or a name), found 7 (a whole number)

    Attributes:
        expected: What was expected, in words.
        found: What was given.
    """

    def __init__(self, expected: str, found: object) -> None:
        super().__init__(expected, found)
        self.expected = expected
        self.found = found

    def __str__(self) -> str:
        return f"expected {self.expected}, found {described(self.found)}"


class NoTruthValueError(DprkTourismError, TypeError):
    """Somebody asked whether a three-valued answer is true.

    Permitted, denied and undetermined do not fit into yes and no; `if verdict:` would read "cannot tell" as
    one of them.

    >>> import dprk_tourism as dt
    >>> bool(dt.may_visit("RU", "2025-07-10"))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    dprk_tourism.errors.NoTruthValueError: a decision has three verdicts and no truth value; write ...
    """

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind

    def __str__(self) -> str:
        if self.kind == "Verdict":
            return (
                "a verdict has three values and no truth value; "
                "write `verdict is Verdict.PERMITTED`, and say what to do with DENIED and UNDETERMINED"
            )
        return (
            "a decision has three verdicts and no truth value; "
            "write `decision.permitted`, `decision.denied` or `decision.undetermined`"
        )


class UnknownNameError(DprkTourismError, LookupError):
    """A name that nobody registered; the nearest known ones are suggested.

    >>> import dprk_tourism as dt
    >>> try:
    ...     dt.may_visit("RU", "2025-07-10", to="wonsan-kalmar")
    ... except dt.UnknownNameError as error:
    ...     print(error.name, error.suggestions)
    wonsan-kalmar ('wonsan-kalma',)

    Attributes:
        kind: What it should name: a nationality, an audience, a place, a source, a record, a history or a column.
        name: What was asked for.
        suggestions: Known names that look like it, best first.
        where: Where it was looked for, if that is not plain; of a column, the argument that names it; else empty.
    """

    kind: str = "name"

    def __init__(self, name: object, suggestions: tuple[str, ...] = (), where: str = "", kind: str = "") -> None:
        super().__init__(name, suggestions, where, kind)
        self.name = name
        self.suggestions = suggestions
        self.where = where
        self.kind = kind or self.kind

    def __str__(self) -> str:
        advice = _hint(self.suggestions) or _ADVICE.get(self.kind, "")
        return f"no {self.kind} {quoted(self.name)}{self._asked_for()}{advice}"

    def _asked_for(self) -> str:
        if not self.where:
            return ""
        if self.kind == "column":
            return f", which `{self.where}` (--{self.where.replace('_', '-')}) asks for"
        return f" in {self.where}"


_ADVICE: Final[Mapping[str, str]] = {
    "nationality": "; write an ISO code such as RU or RUS, or an English country name",
    "source": "; the ids of all are the keys of `sources`, and `dprk-tourism sources` lists them",
    "history": "; give the name of a shipped history, or a path that ends in .toml or .json",
}


class UnknownNationalityError(UnknownNameError):
    """No passport is known by this word, or more than one is.

    >>> import dprk_tourism as dt
    >>> dt.may_visit("Rusia", "2025-07-10")
    Traceback (most recent call last):
    ...
    dprk_tourism.errors.UnknownNationalityError: no nationality `Rusia`; did you mean `Russia (RU)`?
    """

    kind = "nationality"


class UnknownPlaceError(UnknownNameError):
    """The history has no place of this id.

    >>> import dprk_tourism as dt
    >>> dt.may_visit("RU", "2025-07-10", to="wonsan-kalmar")
    Traceback (most recent call last):
    ...
    dprk_tourism.errors.UnknownPlaceError: no place `wonsan-kalmar`; did you mean `wonsan-kalma`?
    """

    kind = "place"


@attrs.frozen
class Fault:
    """One thing wrong with a history.

    >>> print(Fault("no event `opning`", "places.resort.opens"))
    no event `opning` @ places.resort.opens

    Attributes:
        what: What is wrong, in one sentence.
        path: Where, as the keys of the file from the top, joined by dots; empty for the whole.
    """

    what: str
    path: str

    def __str__(self) -> str:
        return on_one_line(f"{self.what} @ {self.path}" if self.path else self.what)


class InvalidHistoryError(DprkTourismError, ValueError):
    """Records that do not make a history; every fault is listed, not only the first.

    >>> import dprk_tourism as dt
    >>> lost = dt.Place(id="lake", name="Lake", within="nowhere")
    >>> dt.History(id="mine", title="Mine", places=[lost])  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    dprk_tourism.errors.InvalidHistoryError: this history has a fault: no place `nowhere`; add it, or ...

    Attributes:
        faults: All that was found, in the order of their paths.
    """

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(faults)
        self.faults = faults

    def __str__(self) -> str:
        return self._listed("this history")

    def _listed(self, subject: str) -> str:
        if len(self.faults) == 1:
            return f"{subject} has a fault: {self.faults[0]}"
        lines = "".join(f"\n  {fault}" for fault in self.faults)
        return f"{subject} has {len(self.faults)} faults:{lines}"


class InvalidDocumentError(InvalidHistoryError):
    """A file or text that cannot be read as a history; every fault is listed with its path.

    >>> import dprk_tourism as dt
    >>> dt.loads('id = "mine"')
    Traceback (most recent call last):
    ...
    dprk_tourism.errors.InvalidDocumentError: this text has a fault: it is missing @ title

    Attributes:
        faults: All that was found, in the order of their paths.
        name: The file, or a word for a text that came from none.
    """

    def __init__(self, faults: tuple[Fault, ...], name: str = "this text") -> None:
        super().__init__(faults)
        self.args = (faults, name)
        self.name = name

    def __str__(self) -> str:
        return self._listed(on_one_line(self.name))


class InvalidRowsError(DprkTourismError, ValueError):
    """Rows of a data frame that cannot be asked: no nationality, no place or no day that is known.

    >>> import dprk_tourism as dt
    >>> print(dt.InvalidRowsError(1, ("row 3: no nationality `Rusia`",)))
    one row cannot be asked; correct it, or leave it unanswered with on_invalid="null" (--on-invalid null):
      row 3: no nationality `Rusia`

    Attributes:
        count: How many such rows there are; where a plan of Polars raised the error, all of its text.
        rows: The first of them, each in one line that says what is wrong with it; none where Polars raised it.
    """

    def __init__(self, count: int | str, rows: tuple[str, ...] = ()) -> None:
        super().__init__(count, rows)
        self.count = count
        self.rows = rows

    def __str__(self) -> str:
        if isinstance(self.count, str):  # Polars makes the error of a batch anew, from its text and words of its own
            return self.count.partition("\n\n")[0]
        number = "one row" if self.count == 1 else f"{self.count:,} rows"
        more = f"\n  and {self.count - len(self.rows):,} more" if self.count > len(self.rows) else ""
        lines = "".join(f"\n  {on_one_line(row)}" for row in self.rows)
        them = "it" if self.count == 1 else "them"
        advice = f'correct {them}, or leave {them} unanswered with on_invalid="null" (--on-invalid null)'
        return f"{number} cannot be asked; {advice}:{lines}{more}"


class MissingExtraError(DprkTourismError, ImportError):
    """Something needs a package that was not installed with this one.

    >>> import dprk_tourism as dt
    >>> print(dt.MissingExtraError("files", "pyarrow"))
    this needs the package `pyarrow`; install it with `pip install 'dprk-tourism[files]'`

    Attributes:
        extra: The extra of this package that brings it.
        package: The package that is missing.
    """

    def __init__(self, extra: str, package: str) -> None:
        super().__init__(extra, package)
        self.name: str | None = package  # as ImportError has it
        self.extra = extra
        self.package = package

    def __str__(self) -> str:
        return f"this needs the package `{self.package}`; install it with `pip install 'dprk-tourism[{self.extra}]'`"


class FileError(DprkTourismError, OSError):
    """A file that cannot be read or written.

    A file that could not be written is left as it was.

    >>> import dprk_tourism as dt
    >>> dt.load("nowhere.toml")
    Traceback (most recent call last):
    ...
    dprk_tourism.errors.FileError: cannot read `nowhere.toml`: No such file or directory

    Attributes:
        path: The file.
        reason: Why, in the system's words or ours.
        action: What failed: `read` or `write`.
    """

    def __init__(self, path: str, reason: str, action: str) -> None:
        super().__init__()
        self.args = (path, reason, action)
        self.filename: Any = path
        self.strerror: str | None = reason
        self.path = path
        self.reason = reason
        self.action = action

    def __str__(self) -> str:
        return f"cannot {self.action} {quoted(self.path)}: {on_one_line(self.reason)}"
