"""Every error that the library raises on purpose.

Each class is a `DprkTourismError` and also the standard error that you would catch anyway. An error has the facts
it was made from as attributes, survives pickling, and its message says what is wrong and what to do.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, Self

import attrs

from dprk_tourism._text import amount, described, did_you_mean, on_one_line, quoted

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


class DprkTourismError(Exception):
    """The base class of every error that this library raises on purpose.

    >>> all(issubclass(kind, DprkTourismError) for kind in (InvalidDayError, UnknownPlaceError, FileError))
    True
    """

    def __repr__(self) -> str:
        """Return the class and the message, which shows values that cannot show themselves."""
        return f"{type(self).__name__}({str(self)!r})"


class InvalidValueError(DprkTourismError, ValueError):
    """A value that is not allowed, such as a capacity of minus one.

    >>> import dprk_tourism as dt
    >>> dt.DaySpan("2025-07-18", "2025-07-18")
    Traceback (most recent call last):
    dprk_tourism.errors.InvalidValueError: A span from 2025-07-18 until 2025-07-18 has no days. `end` is the \
first day outside, so it must be after `start`.
    """


class InvalidDayError(InvalidValueError):
    """A value that is not a valid day, or not a valid window of days.

    >>> import dprk_tourism as dt
    >>> dt.may_visit("RU", "2025-02-30")
    Traceback (most recent call last):
    dprk_tourism.errors.InvalidDayError: `2025-02-30` is not a valid date. Use YYYY-MM-DD, for example 2025-07-10.

    Attributes:
        found: The value.
        problem: What is wrong with it and what to use instead, without the value itself.
    """

    problem: str = "is not a valid date. Use YYYY-MM-DD, for example 2025-07-10."

    def __init__(self, found: object, problem: str = "") -> None:
        super().__init__(found, problem)
        self.found = found
        self.problem = problem or self.problem

    def __str__(self) -> str:
        return f"{quoted(self.found)} {self.problem}"


class NaiveDatetimeError(InvalidDayError):
    """A datetime without a time zone: its day in Pyongyang is not known.

    >>> from datetime import datetime
    >>> print(NaiveDatetimeError(datetime(2025, 7, 17, 20)))
    `2025-07-17 20:00:00` has no time zone, so its day in Pyongyang is not known. Use a date, or a datetime with \
a time zone.
    """

    problem = "has no time zone, so its day in Pyongyang is not known. Use a date, or a datetime with a time zone."


class WrongTypeError(DprkTourismError, TypeError):
    """A value of the wrong type, such as the string "18" for a number.

    >>> import dprk_tourism as dt
    >>> dt.may_visit(7, "2025-07-10")
    Traceback (most recent call last):
    dprk_tourism.errors.WrongTypeError: Expected a nationality (a code such as RU, or a name), \
but found 7 (a whole number).

    Attributes:
        expected: What was expected, in words.
        found: The value.
    """

    def __init__(self, expected: str, found: object) -> None:
        super().__init__(expected, found)
        self.expected = expected
        self.found = found

    def __str__(self) -> str:
        return f"Expected {self.expected}, but found {described(self.found)}."


class NoTruthValueError(DprkTourismError, TypeError):
    """A verdict or a decision was used as if it were true or false.

    There are three verdicts, and `if verdict:` would treat "undetermined" as one of the others.

    >>> import dprk_tourism as dt
    >>> bool(dt.may_visit("RU", "2025-07-10"))
    Traceback (most recent call last):
    dprk_tourism.errors.NoTruthValueError: A decision is neither true nor false. \
Use `decision.permitted`, `decision.denied` or `decision.undetermined`.

    Attributes:
        kind: The class of the value: `Verdict` or `Decision`.
    """

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind

    def __str__(self) -> str:
        if self.kind == "Verdict":
            return "A verdict is neither true nor false. Compare it, for example `verdict is Verdict.PERMITTED`."
        advice = "Use `decision.permitted`, `decision.denied` or `decision.undetermined`."
        return f"A decision is neither true nor false. {advice}"


class UnknownNameError(DprkTourismError, LookupError):
    """A name or an id that is not known, with similar known ones.

    >>> import dprk_tourism as dt
    >>> dt.load("article").window("ban-notices")
    Traceback (most recent call last):
    dprk_tourism.errors.UnknownNameError: There is no event `ban-notices`. Did you mean `ban-notice`?

    Attributes:
        kind: What the name is for: nationality, audience, place, event, source, record, history or column.
        name: The unknown name.
        suggestions: Similar known names, best first.
        where: What was searched, if that is not obvious; for a column, the argument that names it; else empty.
    """

    kind: str = "name"

    def __init__(self, name: object, suggestions: tuple[str, ...] = (), where: str = "", kind: str = "") -> None:
        super().__init__(name, suggestions, where, kind)
        self.name = name
        self.suggestions = suggestions
        self.where = where
        self.kind = kind or self.kind

    @classmethod
    def put_off(cls, name: object, look: Callable[[], Self]) -> Self:
        """Return the error that *look* returns, but look only when it is read: that takes longer than to answer."""
        error = cls.__new__(cls, name)
        vars(error)["_look"] = look
        return error

    def _read(self) -> None:
        """Become what was put off; two threads may do so at once."""
        if "_look" in vars(self):
            found = self._look()
            self.args = found.args
            vars(self).update(vars(found))
            vars(self).pop("_look", None)

    if TYPE_CHECKING:
        args: tuple[Any, ...]
        _look: Callable[[], Self]
    else:

        def __getattr__(self, attribute: str) -> Any:
            if attribute in _PUT_OFF:
                self._read()
            return self.__getattribute__(attribute)

    def __reduce__(self) -> Any:
        self._read()
        return super().__reduce__()

    def __str__(self) -> str:
        sentence = f"There is no {self.kind} {quoted(self.name)}{self._searched()}."
        advice = did_you_mean(self.suggestions) or _ADVICE.get(self.kind)
        return f"{sentence} {advice}" if advice else sentence

    def _searched(self) -> str:
        if not self.where:
            return ""
        if self.kind == "column":
            return f", which `{self.where}` (--{self.where.replace('_', '-')}) names"
        return f" in {self.where}"


_PUT_OFF: Final = ("name", "suggestions", "where", "reason")
"""The attributes of errors that are found when one of them is read."""

_ADVICE: Final[Mapping[str, str]] = {
    "nationality": "Use an ISO code such as RU or RUS, or an English country name.",
    "source": "The known ids are the keys of `sources`; `dprk-tourism sources` lists them.",
    "history": "Use the name of a shipped history, or a path that ends in .toml or .json.",
}


class UnknownNationalityError(UnknownNameError):
    """A word that is not the name or code of a nationality, or of more than one.

    >>> import dprk_tourism as dt
    >>> dt.may_visit("Rusia", "2025-07-10")
    Traceback (most recent call last):
    dprk_tourism.errors.UnknownNationalityError: There is no nationality `Rusia`. Did you mean `Russia (RU)`?
    >>> dt.may_visit("Antarctica", "2025-07-10")
    Traceback (most recent call last):
    dprk_tourism.errors.UnknownNationalityError: There is no nationality `Antarctica`: Antarctica has no permanent \
population and issues no passports. Use the state whose passport the traveller holds.

    Attributes:
        reason: Why no passport shows it, as a clause: a former state, a territory without people, a document that
            names no nationality; empty if the word is not known.
    """

    kind = "nationality"

    def __init__(self, name: object, suggestions: tuple[str, ...] = (), reason: str = "") -> None:
        super().__init__(name, suggestions)
        self.args: tuple[Any, ...] = (name, suggestions, reason)
        self.reason = reason

    def __str__(self) -> str:
        if not self.reason:
            return super().__str__()
        advice = "Use the state whose passport the traveller holds."
        return f"There is no nationality {quoted(self.name)}: {self.reason}. {advice}"


class UnknownPlaceError(UnknownNameError):
    """A place that the history does not contain.

    >>> import dprk_tourism as dt
    >>> dt.may_visit("RU", "2025-07-10", to="wonsan-kalmar")
    Traceback (most recent call last):
    dprk_tourism.errors.UnknownPlaceError: There is no place `wonsan-kalmar`. Did you mean `wonsan-kalma`?
    """

    kind = "place"


@attrs.frozen
class Fault:
    """One thing that is wrong with a history.

    >>> print(Fault("There is no event `opning`.", "places.resort.opens"))
    There is no event `opning` @ places.resort.opens

    Attributes:
        what: What is wrong, and what to do.
        path: Where, as the keys of the file from the top, joined by dots; empty for the whole.
    """

    what: str
    path: str

    def __str__(self) -> str:
        return on_one_line(f"{self.what.removesuffix('.')} @ {self.path}" if self.path else self.what)


class InvalidHistoryError(DprkTourismError, ValueError):
    """Records that do not make a history, with every fault.

    >>> import dprk_tourism as dt
    >>> dt.History(id="mine", title="Mine", places=[dt.Place(id="lake", name="Lake", within="nowhere")])
    Traceback (most recent call last):
    dprk_tourism.errors.InvalidHistoryError: 1 fault in this history: There is no place `nowhere`. Add it, or \
correct the id @ places.lake.within

    Attributes:
        faults: Every fault, in the order of their paths.
    """

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(faults)
        self.faults = faults

    def __str__(self) -> str:
        return self._listed("this history")

    def _listed(self, where: str) -> str:
        start = "\n  " if len(self.faults) > 1 else " "
        return f"{amount(len(self.faults), 'fault')} in {where}:{start}{start.join(map(str, self.faults))}"


class InvalidDocumentError(InvalidHistoryError):
    """A file or a string that cannot be read as a history, with every fault.

    >>> import dprk_tourism as dt
    >>> dt.loads('id = "mine"')
    Traceback (most recent call last):
    dprk_tourism.errors.InvalidDocumentError: 1 fault in this document: Required key is missing @ title

    Attributes:
        name: The file, or a word for a document that came from none; `faults` are as in its base class.
    """

    def __init__(self, faults: tuple[Fault, ...], name: str = "this document") -> None:
        super().__init__(faults)
        self.args: tuple[Any, ...] = (faults, name)
        self.name = name

    def __str__(self) -> str:
        return self._listed(on_one_line(self.name))


class InvalidRowsError(DprkTourismError, ValueError):
    """Rows of a data frame that have no answer: the nationality, the place or the day is missing or not known.

    >>> print(InvalidRowsError(1, ("row 3: There is no nationality `Rusia`.",)))
    1 row cannot be answered. Correct the data, or use on_invalid="null" (--on-invalid null):
      row 3: There is no nationality `Rusia`.

    Attributes:
        count: The number of such rows; if Polars raised the error in a lazy frame, the whole message.
        rows: What is wrong with the first of them, in one line each; empty if Polars raised the error.
    """

    def __init__(self, count: int | str, rows: tuple[str, ...] = ()) -> None:
        super().__init__(count, rows)
        self.count = count
        self.rows = rows

    def __str__(self) -> str:
        if isinstance(self.count, str):  # Polars makes the error again, from its message and some words of its own
            return self.count.partition("\n\n")[0]
        lines = [f"{amount(self.count, 'row')} cannot be answered. Correct the data, or use {_NULL}:"]
        lines += map(on_one_line, self.rows)
        lines += [f"and {self.count - len(self.rows):,} more"] if self.count > len(self.rows) else []
        return "\n  ".join(lines)


_NULL: Final = 'on_invalid="null" (--on-invalid null)'


class MissingExtraError(DprkTourismError, ImportError):
    """A package that is not installed, and belongs to an extra of this one.

    >>> print(MissingExtraError("files", "pyarrow"))
    The package `pyarrow` is not installed. Run `pip install 'dprk-tourism[files]'`.

    Attributes:
        extra: The extra that installs it.
        package: The missing package.
    """

    def __init__(self, extra: str, package: str) -> None:
        super().__init__(extra, package)
        self.name: str | None = package  # as in every ImportError
        self.extra = extra
        self.package = package

    def __str__(self) -> str:
        return f"The package `{self.package}` is not installed. Run `pip install 'dprk-tourism[{self.extra}]'`."


class FileError(DprkTourismError, OSError):
    """A file that cannot be read or written. A file that could not be written is left unchanged.

    >>> import dprk_tourism as dt
    >>> dt.load("nowhere.toml")
    Traceback (most recent call last):
    dprk_tourism.errors.FileError: Cannot read `nowhere.toml`: No such file or directory

    Attributes:
        path: The file.
        reason: Why, in the system's words or ours.
        action: What failed: `read` or `write`.
    """

    def __init__(self, path: str, reason: str, action: str) -> None:
        super().__init__()  # OSError would take two arguments for a number and its meaning
        self.args: tuple[Any, ...] = (path, reason, action)
        self.filename: Any = path
        self.strerror: str | None = reason
        self.path = path
        self.reason = reason
        self.action = action

    def __str__(self) -> str:
        return f"Cannot {self.action} {quoted(self.path)}: {on_one_line(self.reason)}"
