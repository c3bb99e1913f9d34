"""Files that are written whole, or not at all."""

import os
import re
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from typing import IO, Any, Final

from dprk_tourism._text import quoted, reason_of
from dprk_tourism.errors import FileError

__all__ = ["telling", "whole_file"]


@contextmanager
def whole_file(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Give a file to write beside *path*, which takes its name when the block ends well.

    If the block does not end well, what stood at *path* stands there still; if it does, who may read and write it stays
    as it was. A run that is killed leaves the file beside, hidden by its name, and the next one to the same path
    removes it. Of two runs at once the last to end well is what stands there.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with whole_file(Path(folder, "a.txt")) as beside:
    ...         _ = beside.write_text("all of it")
    ...     [file.name for file in Path(folder).iterdir()]
    ['a.txt']

    Args:
        path: The file; if it is a link, what it leads to is replaced.

    Raises:
        FileError: It has no place to be, or cannot be replaced.
    """
    with telling(path):
        target = _target(path)
        _remove_abandoned(target)
        beside, held = _begun(target)
    try:
        yield beside
        with telling(path):
            with suppress(OSError):
                shutil.copymode(target, beside)
            beside.replace(target)
    finally:
        held.close()
        with suppress(OSError):
            beside.unlink()


def _target(path: str | os.PathLike[str]) -> Path:
    """The file that is there in the end; what can be seen beforehand is told beforehand."""
    name = os.fspath(path)
    if not name or "\0" in name:
        raise ValueError("its name contains a null byte" if name else "its name is empty")
    target = Path(os.path.realpath(path))
    if target.is_symlink():
        raise ValueError("it is a symlink loop")
    if target.is_dir():
        raise ValueError("it is a folder; name a file")
    if target.exists() and not target.is_file():
        raise ValueError("it is a device or a pipe; name a file")
    if not target.parent.is_dir():
        raise ValueError(f"there is no folder {quoted(target.parent)}; create it first")
    return target


# --- the file beside


def _begun(target: Path) -> tuple[Path, IO[bytes]]:
    """A new file beside, empty and held, which nobody may read who may not read *target*."""
    beside = target.with_name(f"{_begins(target)}{token_hex(_TOKEN)}{_PARTIAL}")
    held = beside.open("xb")
    with suppress(OSError):  # not every disk knows locks, or modes
        _hold(held)
    with suppress(OSError):
        if target.exists():
            beside.chmod(target.stat().st_mode | stat.S_IWUSR)
    return beside, held


def _remove_abandoned(target: Path) -> None:
    """Remove what runs have left behind that were killed; what another run holds stays."""
    pattern = re.compile(f"{re.escape(_begins(target))}[0-9a-f]{{{2 * _TOKEN}}}{re.escape(_PARTIAL)}")
    with suppress(OSError):  # a folder that may be written to but not listed
        for beside in target.parent.iterdir():
            if pattern.fullmatch(beside.name):
                _remove_if_idle(beside)


def _remove_if_idle(beside: Path) -> None:
    with suppress(OSError), beside.open("rb") as file:
        _hold(file)
        beside.unlink()


def _hold(file: IO[Any]) -> None:
    """Hold a file until it is closed or the process ends, or fail if another process does."""
    try:
        import fcntl  # noqa: PLC0415 - not there on Windows, which removes no file that is open
    except ImportError:
        return
    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _begins(target: Path) -> str:
    name = target.name if len(os.fsencode(target.name)) <= _LONGEST else sha256(os.fsencode(target.name)).hexdigest()
    return f".{name}."


_PARTIAL: Final = ".partial"
_TOKEN: Final = 4
_LONGEST: Final = 200
"""How many bytes of a name leave room for more; most systems take 255."""


# --- telling


@contextmanager
def telling(path: str | os.PathLike[str], *kinds: type[Exception]) -> Iterator[None]:
    """Tell whatever goes wrong in writing in our words.

    Args:
        path: The file.
        kinds: What may go wrong, beside what the system tells.

    Raises:
        FileError: Something went wrong.
    """
    expected: tuple[type[Exception], ...] = (OSError, ValueError, OverflowError, *kinds)
    try:
        yield
    except expected as error:
        raise FileError(os.fspath(path), reason_of(error), "write") from None
