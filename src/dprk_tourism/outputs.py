"""Files that are written whole, or not at all."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from dprk_tourism.errors import UnwritableFileError, quoted, reason_of

__all__ = ["telling", "whole_file"]


@contextmanager
def whole_file(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Give a file to write beside *path*, which takes its name when the block ends well.

    If the block does not end well, what stood at *path* stands there still; if it does, who may read and write it stays
    as it was. A run that is killed leaves the file
    beside, hidden by its name, and the next one to the same path removes it.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with whole_file(Path(folder, "a.txt")) as beside:
    ...         _ = beside.write_text("all of it")
    ...     [file.name for file in Path(folder).iterdir()]
    ['a.txt']

    Args:
        path: The file; if it is a link, what it leads to is replaced.

    Raises:
        UnwritableFileError: It has no place to be, or cannot be replaced.
    """
    with telling(path):
        target = _target(path)
        beside = target.with_name(f".{target.name}.partial")
        beside.unlink(missing_ok=True)
    try:
        yield beside
        with telling(path):
            if target.exists():
                shutil.copymode(target, beside)
            beside.replace(target)
    finally:
        with suppress(OSError):
            beside.unlink()


def _target(path: str | os.PathLike[str]) -> Path:
    """The file that is there in the end; what can be seen beforehand is told beforehand."""
    name = os.fspath(path)
    if not name or "\0" in name:
        raise ValueError("its name holds a null byte" if name else "its name is empty")
    target = Path(os.path.realpath(path))
    if target.is_symlink():
        raise ValueError("it is a link that leads in a circle")
    if target.is_dir():
        raise ValueError("it is a folder; name a file")
    if target.exists() and not target.is_file():
        raise ValueError("it is a device or a pipe; name a file")
    if not target.parent.is_dir():
        raise ValueError(f"there is no folder {quoted(target.parent)}; make it first")
    return target


@contextmanager
def telling(path: str | os.PathLike[str], *kinds: type[Exception]) -> Iterator[None]:
    """Tell whatever goes wrong in writing in our words.

    Args:
        path: The file.
        kinds: What may go wrong, beside what the system tells.

    Raises:
        UnwritableFileError: Something went wrong.
    """
    expected: tuple[type[Exception], ...] = (OSError, ValueError, *kinds)
    try:
        yield
    except expected as error:
        raise UnwritableFileError(os.fspath(path), reason_of(error)) from None
