"""Every error that the library raises on purpose.

Each family is a `DprkTourismError` and also the standard error that a reader would catch anyway, so code
that knows nothing of this library still behaves. An error keeps the facts it was made from as attributes,
survives pickling, and says in one sentence what was found, what was expected and what to do.
"""

from collections.abc import Iterable
from typing import Any, ClassVar, Self

import attrs

from dprk_tourism._text import described, on_one_line, quoted

__all__ = [
    "AmbiguousIdError",
    "DprkTourismError",
    "EmptyAudienceError",
    "EmptySpanError",
    "EmptyWindowError",
    "Fault",
    "FileError",
    "InvalidDayError",
    "InvalidDocumentError",
    "InvalidHistoryError",
    "InvalidRowsError",
    "InvalidValueError",
    "InvalidWindowError",
    "MissingExtraError",
    "NaiveDatetimeError",
    "NoTruthValueError",
    "OutsideCalendarError",
    "ReversedStayError",
    "UnknownAudienceError",
    "UnknownColumnError",
    "UnknownHistoryError",
    "UnknownIdError",
    "UnknownNameError",
    "UnknownNationalityError",
    "UnknownPlaceError",
    "UnknownSourceError",
    "UnreadableFileError",
    "UnwritableFileError",
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
    """A text that names no civil day.

    >>> import dprk_tourism as dt
    >>> dt.may_visit("RU", "2025-02-30")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    dprk_tourism.errors.InvalidDayError: `2025-02-30` is no day; write a day of the calendar as YYYY-MM-DD, ...

    Attributes:
        found: What was given.
    """

    def __init__(self, found: object) -> None:
        super().__init__(found)
        self.found = found

    def __str__(self) -> str:
        return f"{quoted(self.found)} is no day; write a day of the calendar as YYYY-MM-DD, such as 2025-07-10"


class NaiveDatetimeError(InvalidDayError):
    """A datetime without a time zone: it does not say which day it is in Pyongyang.

    >>> import dprk_tourism as dt
    >>> from datetime import datetime
    >>> dt.may_visit("RU", datetime(2025, 7, 17))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    dprk_tourism.errors.NaiveDatetimeError: `2025-07-17 00:00:00` has no time zone, so it does not say which ...
    """

    def __str__(self) -> str:
        return (
            f"{quoted(self.found)} has no time zone, so it does not say which day it is in Pyongyang; "
            "give a date, or a datetime that knows its zone"
        )


class OutsideCalendarError(InvalidDayError):
    """A moment that falls on no day of Python's calendar, which ends with the year 9999, in Pyongyang.

    >>> import dprk_tourism as dt
    >>> from datetime import UTC, datetime
    >>> dt.may_visit("RU", datetime(9999, 12, 31, 20, tzinfo=UTC))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    dprk_tourism.errors.OutsideCalendarError: `9999-12-31 20:00:00+00:00` lies outside the calendar in ...
    """

    def __str__(self) -> str:
        return (
            f"{quoted(self.found)} lies outside the calendar in Pyongyang; its days run from 0001-01-01 to 9999-12-31"
        )


class InvalidWindowError(InvalidValueError):
    """A text that is no window of days.

    >>> import dprk_tourism as dt
    >>> dt.DayWindow.parse("July 2025")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    dprk_tourism.errors.InvalidWindowError: `July 2025` is no window of days; write 2025-07-01 (that day), ...

    Attributes:
        found: What was given.
    """

    def __init__(self, found: str) -> None:
        super().__init__(found)
        self.found = found

    def __str__(self) -> str:
        return (
            f"{quoted(self.found)} is no window of days; write 2025-07-01 (that day), "
            "2025-07 or 2025 (some day in it), or [2025-07-16..2025-07-18] (one day of these)"
        )


class EmptyWindowError(InvalidValueError):
    """A window whose latest day is before its earliest.

    >>> import dprk_tourism as dt
    >>> dt.DayWindow("2025-07-18", "2025-07-16")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    dprk_tourism.errors.EmptyWindowError: a window from 2025-07-18 to 2025-07-16 holds no day; its latest ...
    """

    def __init__(self, earliest: object, latest: object) -> None:
        super().__init__(earliest, latest)
        self.earliest = earliest
        self.latest = latest

    def __str__(self) -> str:
        return (
            f"a window from {self.earliest} to {self.latest} holds no day; "
            "its latest day must not be before its earliest"
        )


class EmptySpanError(InvalidValueError):
    """A span that ends on or before the day it starts.

    >>> import dprk_tourism as dt
    >>> dt.DaySpan("2025-07-18", "2025-07-18")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    dprk_tourism.errors.EmptySpanError: a span from 2025-07-18 until 2025-07-18 holds no day; `end` is the ...
    """

    def __init__(self, start: object, end: object) -> None:
        super().__init__(start, end)
        self.start = start
        self.end = end

    def __str__(self) -> str:
        return (
            f"a span {'' if self.start is None else f'from {self.start} '}until {self.end} holds no day; "
            "`end` is the first day outside and must be after `start`"
        )


class ReversedStayError(InvalidValueError):
    """A visit whose departure is before its arrival.

    >>> import dprk_tourism as dt
    >>> dt.may_visit("RU", "2025-07-18", departure="2025-07-16")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    dprk_tourism.errors.ReversedStayError: departure 2025-07-16 is before arrival 2025-07-18; `departure` is ...
    """

    def __init__(self, arrival: object, departure: object) -> None:
        super().__init__(arrival, departure)
        self.arrival = arrival
        self.departure = departure

    def __str__(self) -> str:
        return (
            f"departure {self.departure} is before arrival {self.arrival}; "
            "`departure` is the last day present and must not be before `arrival`"
        )


class EmptyAudienceError(InvalidValueError):
    """An audience without a single member, certain or possible.

    >>> import dprk_tourism as dt
    >>> dt.Audience([])  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    dprk_tourism.errors.EmptyAudienceError: an audience needs at least one member, certain or possible; for ...
    """

    def __str__(self) -> str:
        return "an audience needs at least one member, certain or possible; for all the world write `everyone`"


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
        name: What was asked for.
        suggestions: Known names that look like it, best first.
        where: Where it was looked for, if that is not plain; else empty.
    """

    kind: ClassVar[str] = "name"

    def __init__(self, name: object, suggestions: tuple[str, ...] = (), where: str = "") -> None:
        super().__init__(name, suggestions, where)
        self.name = name
        self.suggestions = suggestions
        self.where = where

    def __str__(self) -> str:
        return f"no {self.kind} {quoted(self.name)}{self._asked_for()}{_hint(self.suggestions) or self._advice()}"

    def _asked_for(self) -> str:
        return f" in {self.where}" if self.where else ""

    def _advice(self) -> str:
        return ""


class UnknownNationalityError(UnknownNameError):
    """No passport is known by this word, or more than one is.

    >>> import dprk_tourism as dt
    >>> dt.may_visit("Rusia", "2025-07-10")
    Traceback (most recent call last):
    ...
    dprk_tourism.errors.UnknownNationalityError: no nationality `Rusia`; did you mean `Russia (RU)`?
    """

    kind: ClassVar[str] = "nationality"

    def _advice(self) -> str:
        return "; write an ISO code such as RU or RUS, or an English country name"


class UnknownAudienceError(UnknownNameError):
    """No audience has this name.

    >>> import dprk_tourism as dt
    >>> dt.Audience.named("foreigner")
    Traceback (most recent call last):
    ...
    dprk_tourism.errors.UnknownAudienceError: no audience `foreigner`; did you mean `foreigners`?
    """

    kind: ClassVar[str] = "audience"


class UnknownPlaceError(UnknownNameError):
    """The history holds no place of this id.

    >>> import dprk_tourism as dt
    >>> dt.may_visit("RU", "2025-07-10", to="wonsan-kalmar")
    Traceback (most recent call last):
    ...
    dprk_tourism.errors.UnknownPlaceError: no place `wonsan-kalmar`; did you mean `wonsan-kalma`?
    """

    kind: ClassVar[str] = "place"


class UnknownSourceError(UnknownNameError):
    """The history holds no source of this id.

    >>> import dprk_tourism as dt
    >>> dt.load("article").according_to("articel")
    Traceback (most recent call last):
    ...
    dprk_tourism.errors.UnknownSourceError: no source `articel` in the history `article`; did you mean `article`?
    """

    kind: ClassVar[str] = "source"

    def _advice(self) -> str:
        return "; the ids of all are the keys of `sources`, and `dprk-tourism sources` lists them"


class UnknownColumnError(UnknownNameError):
    """The frame has no column of this name.

    >>> import dprk_tourism as dt
    >>> print(dt.UnknownColumnError("date", ("arrival",), "on"))
    no column `date`, which `on` (--on) asks for; did you mean `arrival`?

    Attributes:
        where: The argument of `screen` that names the column.
    """

    kind: ClassVar[str] = "column"

    def _asked_for(self) -> str:
        return f", which `{self.where}` (--{self.where.replace('_', '-')}) asks for" if self.where else ""


class UnknownIdError(UnknownNameError):
    """The history holds no record of this id.

    >>> import dprk_tourism as dt
    >>> dt.load("article").amended(without=["foreigners-bared"])
    Traceback (most recent call last):
    ...
    dprk_tourism.errors.UnknownIdError: no record `foreigners-bared`; did you mean `foreigners-barred`?
    """

    kind: ClassVar[str] = "record"


class AmbiguousIdError(UnknownNameError):
    """Records of several kinds share this id, and it was not said which is meant.

    >>> import dprk_tourism as dt
    >>> print(dt.AmbiguousIdError("rason", ("places.rason", "policies.rason")))
    no single record `rason`; did you mean `places.rason` or `policies.rason`?
    """

    kind: ClassVar[str] = "single record"


class UnknownHistoryError(UnknownNameError):
    """No history of this name ships with the package, and it is no path of a file either.

    >>> import dprk_tourism as dt
    >>> dt.load("articel")
    Traceback (most recent call last):
    ...
    dprk_tourism.errors.UnknownHistoryError: no history `articel`; did you mean `article`?
    """

    kind: ClassVar[str] = "history"

    def _advice(self) -> str:
        return "; give the name of a shipped history, or a path that ends in .toml or .json"


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
        self.name = name

    def __reduce__(self) -> tuple[type[Self], tuple[tuple[Fault, ...], str]]:
        return type(self), (self.faults, self.name)

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

    >>> import dprk_tourism as dt
    >>> try:
    ...     dt.load("nowhere.toml")
    ... except dt.FileError as error:
    ...     print(error.path, error.reason, sep=": ")
    nowhere.toml: No such file or directory

    Attributes:
        path: The file.
        reason: Why, in the system's words or ours.
    """

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(path, reason)
        # OSError takes its two arguments for a number and its meaning.
        self.errno: int | None = None
        self.strerror: str | None = reason
        self.filename: Any = path
        self.path = path
        self.reason = reason

    def __reduce__(self) -> tuple[type[Self], tuple[str, str]]:
        # OSError would add the name of the file to what it was made from.
        return type(self), (self.path, self.reason)

    def __str__(self) -> str:
        return f"cannot use {quoted(self.path)}: {on_one_line(self.reason)}"


class UnreadableFileError(FileError):
    """A file that could not be opened, is no regular one, is too large, or does not hold UTF-8 text or a table.

    >>> import dprk_tourism as dt
    >>> dt.load("nowhere.toml")
    Traceback (most recent call last):
    ...
    dprk_tourism.errors.UnreadableFileError: cannot read `nowhere.toml`: No such file or directory
    """

    def __str__(self) -> str:
        return f"cannot read {quoted(self.path)}: {on_one_line(self.reason)}"


class UnwritableFileError(FileError):
    """A file that could not be written; what stood there before stands there still.

    >>> import dprk_tourism as dt
    >>> print(dt.UnwritableFileError("answers.csv", "No space left on device"))
    cannot write `answers.csv`: No space left on device
    """

    def __str__(self) -> str:
        return f"cannot write {quoted(self.path)}: {on_one_line(self.reason)}"
