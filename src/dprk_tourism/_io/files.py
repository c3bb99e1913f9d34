"""Histories in files, which may extend each other."""

import os
import stat
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from dprk_tourism._graph import Records
from dprk_tourism._io import SHIPPED, Format
from dprk_tourism._io.reading import read
from dprk_tourism._io.syntax import parse
from dprk_tourism._text import as_text, nearest, quoted, reason_of
from dprk_tourism.errors import FileError, InvalidValueError, UnknownNameError

_MOST_FILES: Final = 20
"""How many files may extend each other in a row."""

_MOST_BYTES: Final = 16 * 2**20
"""How large a file may be: about 60,000 records."""

_SUFFIXES: Final[dict[str, Format]] = {".toml": "toml", ".json": "json"}


def read_document(text: str, format: Format, shipped: Callable[[str], Records]) -> Records:  # noqa: A002
    """Return the records of a text; *shipped* returns a shipped history by its name."""
    return read(text, format, "this document", partial(_base, None, (), shipped))


def read_file(name: str | os.PathLike[str], shipped: Callable[[str], Records]) -> Records:
    """Return the records of a file, whose name says how it is written."""
    return _read_file(Path(name), _format_of(os.fspath(name)), shipped, ())


def _read_file(path: Path, format: Format, shipped: Callable[[str], Records], reading: tuple[Path, ...]) -> Records:  # noqa: A002
    """The records of a file, which is extended by the files that are *reading*."""
    text, here = _text(path), path.resolve()
    if len(reading) == _MOST_FILES:
        raise InvalidValueError(f"More than {_MOST_FILES} files extend each other. Combine some of them.")
    return read(text, format, str(path), partial(_base, here.parent, (*reading, here), shipped))


def base_of(name: str | os.PathLike[str], shipped: Callable[[str], Records]) -> Records | None:
    """Return the records that a file which can be read extends, or None."""
    path = Path(name)
    document = parse(_text(path), _format_of(os.fspath(name)), str(path))
    here = path.resolve()
    return _base(here.parent, (here,), shipped, document["extends"]) if "extends" in document else None


def _text(path: Path) -> str:
    try:
        return _contents(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileError(str(path), f"it is not UTF-8 text (byte {error.start})", "read") from None
    except (OSError, ValueError) as error:
        raise FileError(str(path), reason_of(error), "read") from None


def _format_of(name: str) -> Format:
    format_ = _SUFFIXES.get(Path(name).suffix.lower())
    if format_ is None:
        raise UnknownNameError(name, nearest(as_text(name), SHIPPED), kind="history")
    return format_


def _contents(path: Path) -> bytes:
    check_regular(path)
    with path.open("rb") as file:
        contents = file.read(_MOST_BYTES + 1)
    if len(contents) > _MOST_BYTES:
        raise OSError(None, f"it is larger than {_MOST_BYTES // 2**20} MiB; split it into files that extend each other")
    return contents


def check_regular(path: Path) -> None:
    """Refuse what may never end, a pipe or a device, with an `OSError`. The system reports a folder."""
    if "\0" in str(path):  # Python's words for it differ by version
        raise OSError(None, "its name contains a null byte")
    mode = path.stat().st_mode
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise OSError(None, "it is not a regular file")


def _base(folder: Path | None, reading: tuple[Path, ...], shipped: Callable[[str], Records], name: str) -> Records:
    """What `extends` names: a shipped history, or a file in the folder of the one that is read."""
    if name in SHIPPED:
        return shipped(name)
    format_ = _format_of(name)
    if folder is None:
        raise InvalidValueError(
            f"{quoted(name)} is a file, but a string has no folder. Read the document from a file too."
        )
    try:
        path = (folder / name).resolve()
    except (OSError, RuntimeError, ValueError) as error:  # a symlink loop, a null byte in the name
        raise InvalidValueError(f"{quoted(name)} is not a valid path: {error}") from None
    if not path.is_relative_to(folder):
        raise InvalidValueError(
            f"{quoted(name)} is outside the folder of this file. Use a file in that folder or below it."
        )
    if path in reading:
        steps = len(reading) - reading.index(path)
        raise InvalidValueError(f"{quoted(name)} extends itself, by way of {steps} file(s)")
    return _read_file(path, format_, shipped, reading)
