"""The histories that ship with the package, histories in files, and the question that most people ask."""

import os
import stat
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Final, TypeAlias

from dprk_tourism import wire
from dprk_tourism.days import DayLike
from dprk_tourism.errors import (
    InvalidValueError,
    UnknownHistoryError,
    UnreadableFileError,
    WrongTypeError,
    as_text,
    nearest,
    quoted,
    reason_of,
)
from dprk_tourism.history import DEFAULT_PLACE, History
from dprk_tourism.timelines import Decision

__all__ = ["SHIPPED", "HistoryLike", "check_regular", "load", "loads", "may_visit", "to_history"]

SHIPPED: Final = ("article", "record")
"""The names of the histories that ship with the package; the first is the default."""

HistoryLike: TypeAlias = History | str | os.PathLike[str]
"""What may be given for a history: a history, the name of a shipped one, or the path of a file."""

_MOST_FILES: Final = 20
"""How many files may extend each other in a row."""

_MOST_BYTES: Final = 16 * 2**20
"""How large a file may be: some 60,000 records."""

_SUFFIXES: Final[dict[str, wire.Format]] = {".toml": "toml", ".json": "json"}


def may_visit(
    nationality: str,
    on: DayLike,
    *,
    to: str = DEFAULT_PLACE,
    departure: DayLike | None = None,
    history: HistoryLike = "article",
    known_on: DayLike | None = None,
    strict: bool = False,
) -> Decision:
    """May a holder of this passport be at this place on this day?

    >>> import dprk_tourism as dt
    >>> dt.may_visit("RU", "2025-07-15").verdict, dt.may_visit("RU", "2025-07-18").verdict
    (<Verdict.PERMITTED: 'permitted'>, <Verdict.DENIED: 'denied'>)
    >>> dt.may_visit("RU", "2025-07-17").hinges[0].unknown
    Occurrence(event='ban-notice')

    Args:
        nationality: That of the passport used: a code, an English name of the country or an alias, in any case.
        on: The day of arrival, in Pyongyang: a date, a text YYYY-MM-DD, or an aware datetime.
        to: The id of a place.
        departure: The last day present; None for a visit of one day.
        history: The name of a shipped history, the path of a file, or a history.
        known_on: Ask what could be known on this day; None for all that the history knows.
        strict: Whether days past the last one surveyed are undetermined (R14).

    Raises:
        UnknownNationalityError: No passport is known by this word.
        UnknownPlaceError: The history holds no such place.
        UnknownHistoryError: No history is known by this name.
        InvalidDayError: A day is none, or a datetime does not know its zone.
        ReversedStayError: *departure* is before *on*.
        UnreadableFileError: The file of the history cannot be read.
        InvalidDocumentError: The file is no history.
        WrongTypeError: An argument is of the wrong kind.
    """
    asked = _READ.get(history) if type(history) is str else None  # nearly every question
    if asked is None:
        asked = to_history(history)
    if known_on is not None:
        asked = asked.known_on(known_on)
    return asked.timeline(nationality, to, strict=strict).decide(on, departure)


def load(name_or_path: str | os.PathLike[str]) -> History:
    """Give a history that ships with the package, or read one from a file.

    A shipped history is read once and shared.

    >>> load("article")
    <History article: 21 sources, 2 places, 12 events, 6 policies, surveyed through 2025-07-18>

    Args:
        name_or_path: `article`, `record`, or the path of a file that ends in .toml or .json.

    Raises:
        UnknownHistoryError: It is neither.
        UnreadableFileError: The file cannot be opened, is no regular one, is larger than 16 MiB, or is no UTF-8 text.
        InvalidDocumentError: The file is no history; all its faults are listed.
        WrongTypeError: It is neither text nor a path.
    """
    if not isinstance(name_or_path, str | os.PathLike):
        raise WrongTypeError("the name of a history or the path of a file", name_or_path)
    if isinstance(os.fspath(name_or_path), bytes):
        raise WrongTypeError("the path of a file as text", name_or_path)
    if str(name_or_path) in SHIPPED:
        return _shipped(str(name_or_path))
    path = Path(name_or_path)
    format_ = _SUFFIXES.get(path.suffix.lower())
    if format_ is None:
        raise UnknownHistoryError(str(name_or_path), nearest(as_text(name_or_path), SHIPPED))
    return _read_file(path, format_, ())


def to_history(value: HistoryLike) -> History:
    """Give the history that *value* names.

    >>> to_history("article") is to_history(load("article"))
    True

    Args:
        value: A history, or what `load` takes.
    """
    return value if isinstance(value, History) else load(value)


def loads(text: str, *, format: wire.Format = "toml") -> History:  # noqa: A002 - the public word
    r"""Read a history from text.

    >>> loads('id = "mine"\ntitle = "My own"\nextends = "article"').policies.keys() == load("article").policies.keys()
    True

    Args:
        text: The document. It may extend a shipped history, but no file: a text lies in no folder.
        format: `toml` or `json`.

    Raises:
        InvalidDocumentError: The text is no history; all its faults are listed.
        InvalidValueError: *format* is neither.
        WrongTypeError: *text* is no text.
    """
    return wire.read(text, format, "this text", _bases(None, ()))


_READ: Final[dict[str, History]] = {}
"""The shipped histories that were read, by name."""


def _shipped(name: str) -> History:
    if name not in _READ:
        text = resources.files("dprk_tourism").joinpath("data", f"{name}.toml").read_text(encoding="utf-8")
        # Two threads may both come here; one history must be what both get.
        _READ.setdefault(name, wire.read(text, "toml", f"the history `{name}`", _bases(None, ())))
    return _READ[name]


def _read_file(path: Path, format: wire.Format, reading: tuple[Path, ...]) -> History:  # noqa: A002
    try:
        text = _contents(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFileError(str(path), f"it is no UTF-8 text (byte {error.start})") from None
    except (OSError, ValueError) as error:
        raise UnreadableFileError(str(path), reason_of(error)) from None
    here = path.resolve()
    if len(reading) == _MOST_FILES:
        raise InvalidValueError(f"more than {_MOST_FILES} files extend each other; put some of them together")
    return wire.read(text, format, str(path), _bases(here.parent, (*reading, here)))


def check_regular(path: Path) -> None:
    """Refuse what may never end: a pipe or a device. Of a folder the system tells.

    Args:
        path: The name of a file.

    Raises:
        OSError: It is another kind of file, or none.
    """
    if "\0" in str(path):  # Python's words for it differ by version
        raise OSError(None, "its name holds a null byte")
    mode = path.stat().st_mode
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise OSError(None, "it is no regular file")


def _contents(path: Path) -> bytes:
    check_regular(path)
    with path.open("rb") as file:
        contents = file.read(_MOST_BYTES + 1)
    if len(contents) > _MOST_BYTES:
        raise OSError(None, f"it is larger than {_MOST_BYTES // 2**20} MiB; split it into files that extend each other")
    return contents


def _bases(folder: Path | None, reading: tuple[Path, ...]) -> Callable[[str], History]:
    """What `extends` may name: a shipped history, or a file in the folder of the one that is read."""

    def base(name: str) -> History:
        if name in SHIPPED:
            return _shipped(name)
        format_ = _SUFFIXES.get(Path(name).suffix.lower())
        if format_ is None:
            raise UnknownHistoryError(name, nearest(name, SHIPPED))
        if folder is None:
            raise InvalidValueError(f"{quoted(name)} is a file, but a text lies in no folder; read it from a file too")
        try:
            path = (folder / name).resolve()
        except (OSError, RuntimeError, ValueError) as error:  # links in a circle, a NUL in the name
            raise InvalidValueError(f"{quoted(name)} is no path: {error}") from None
        if not path.is_relative_to(folder):
            raise InvalidValueError(
                f"{quoted(name)} lies outside the folder of this file; only files beside or below it count"
            )
        if path in reading:
            raise InvalidValueError(
                f"{quoted(name)} extends itself, by way of {len(reading) - reading.index(path)} file(s)"
            )
        return _read_file(path, format_, reading)

    return base
