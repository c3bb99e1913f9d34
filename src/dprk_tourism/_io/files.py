"""Histories in files, which may extend each other."""

import os
import stat
from collections.abc import Callable
from contextlib import ExitStack, suppress
from errno import EISDIR
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final

import attrs

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
    return read(text, format, "this document", partial(_base, None, (), shipped, []))


def read_file(name: str | os.PathLike[str], shipped: Callable[[str], Records], read_too: "list[Text]") -> Records:
    """Return the records of a file, whose name says how it is written; add all that is read to *read_too*."""
    return _read_file(_Named.by_user(name), _format_of(os.fspath(name)), shipped, (), read_too)


@attrs.frozen
class _Named:
    """A file: its name in errors, as it was asked for, where that is, and the folder that it must not leave."""

    name: str
    asked: Path
    path: Path
    folder: Path

    @classmethod
    def by_user(cls, name: str | os.PathLike[str]) -> "_Named":
        """Return a file that may be anywhere, and whose links are followed once."""
        path = Path(name)
        with suppress(ValueError):  # a null byte in the name, which opening it reports
            path = Path(os.path.realpath(path))
        return cls(str(Path(name)), Path(name).absolute(), path, path.parent)

    def text(self) -> str:
        """Return what the file holds."""
        try:
            with open_below(self.folder, self.path) as file:
                return _contents(file).decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise FileError(self.name, f"it is not UTF-8 text (byte {error.start})", "read") from None
        except (OSError, ValueError) as error:
            raise FileError(self.name, reason_of(error), "read") from None


@attrs.frozen
class Text:
    """What a file held."""

    file: _Named
    text: str = attrs.field(repr=False)

    def is_current(self) -> bool:
        """Return whether the same name still means the same file, and whether it holds the same."""
        try:
            return Path(os.path.realpath(self.file.asked)) == self.file.path and self.file.text() == self.text
        except FileError:
            return False


def _read_file(
    file: _Named,
    format: Format,  # noqa: A002
    shipped: Callable[[str], Records],
    reading: tuple[Path, ...],
    read_too: list[Text],
) -> Records:
    """The records of a file, which is extended by the files that are *reading*."""
    text, here = file.text(), file.path
    read_too.append(Text(file, text))
    if len(reading) == _MOST_FILES:
        raise InvalidValueError(f"More than {_MOST_FILES} files extend each other. Combine some of them.")
    return read(text, format, file.name, partial(_base, here.parent, (*reading, here), shipped, read_too))


def base_of(name: str | os.PathLike[str], shipped: Callable[[str], Records]) -> Records | None:
    """Return the records that a file which can be read extends, or None."""
    file = _Named.by_user(name)
    document = parse(file.text(), _format_of(os.fspath(name)), file.name)
    return _base(file.path.parent, (file.path,), shipped, [], document["extends"]) if "extends" in document else None


def _format_of(name: str) -> Format:
    format_ = _SUFFIXES.get(Path(name).suffix.lower())
    if format_ is None:
        raise UnknownNameError(name, nearest(as_text(name), SHIPPED), kind="history")
    return format_


def _contents(file: BinaryIO) -> bytes:
    contents = file.read(_MOST_BYTES + 1)
    if len(contents) > _MOST_BYTES:
        raise OSError(None, f"it is larger than {_MOST_BYTES // 2**20} MiB; split it into files that extend each other")
    return contents


# What a name means may change after a check. So a file is opened once, a pipe is not waited for, and the open file is
# asked what it is. Windows has none of these flags, and no pipes among its files.
_TO_READ: Final = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_NO_LINK: Final = getattr(os, "O_NOFOLLOW", 0)
_FOLDER: Final = getattr(os, "O_DIRECTORY", 0) | _NO_LINK | os.O_RDONLY


def open_regular(path: str | os.PathLike[str]) -> BinaryIO:
    """Open a file, and refuse what may never end, a pipe or a device, with an `OSError`."""
    if "\0" in os.fspath(path):  # Python's words for it differ by version
        raise OSError(None, "its name contains a null byte")
    return _regular(os.open(path, _TO_READ))


def _regular(descriptor: int) -> BinaryIO:
    mode = os.fstat(descriptor).st_mode
    if stat.S_ISREG(mode):
        return os.fdopen(descriptor, "rb")
    os.close(descriptor)
    raise IsADirectoryError(EISDIR, None) if stat.S_ISDIR(mode) else OSError(None, "it is not a regular file")


def _open_below(folder: Path, path: Path) -> BinaryIO:
    """Open a file in a folder or below it, along no link: one may be there since the path was resolved."""
    if "\0" in str(path):
        raise OSError(None, "its name contains a null byte")
    *folders, name = path.relative_to(folder).parts or (os.curdir,)
    with ExitStack() as opened:
        here = os.open(folder, _FOLDER & ~_NO_LINK)
        opened.callback(os.close, here)
        for part in folders:
            here = os.open(part, _FOLDER, dir_fd=here)
            opened.callback(os.close, here)
        return _regular(os.open(name, _TO_READ | _NO_LINK, dir_fd=here))


open_below: Final[Callable[[Path, Path], BinaryIO]] = (
    _open_below if os.open in os.supports_dir_fd else lambda _, path: open_regular(path)
)
"""Open a file in a folder or below it; along no link, where the system can tell."""


def _base(
    folder: Path | None,
    reading: tuple[Path, ...],
    shipped: Callable[[str], Records],
    read_too: list[Text],
    name: str,
) -> Records:
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
    return _read_file(_Named(str(path), folder / name, path, folder), format_, shipped, reading, read_too)
