"""Files that are written whole, or not at all."""

import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex

from dprk_tourism._text import quoted, reason_of
from dprk_tourism.errors import FileError


@contextmanager
def whole_file(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Yield a hidden file to write, which replaces *path* if the block ends without an error.

    It follows symbolic links and keeps the owner, the group and the permissions of the file that it replaces, as far as
    the system lets it. Each run writes a file of its
    own; of two runs to the same path, the last to end counts. A killed run leaves its file, which ends in `.partial`.
    """
    with write_errors(path):
        target = Path(os.path.realpath(path))
        if target.is_symlink():
            raise ValueError("its symbolic links form a loop")
        if target.suffix.lower() != Path(path).suffix.lower():  # it may be the history that is read
            raise ValueError(f"it is a symbolic link to {quoted(target.name)}, a file of another kind")
        if target.exists() and not target.is_file():
            raise ValueError("it is a folder" if target.is_dir() else "it is not a regular file")
        partial = target.with_name(f".{target.name[:40]}.{token_hex(4)}.partial")  # no name may have over 255 bytes
        partial.touch(exist_ok=False)
        _take_after(target, partial)
        with suppress(OSError):
            partial.chmod(partial.stat().st_mode | stat.S_IWUSR)
    try:
        yield partial
        with write_errors(path):
            _take_after(target, partial)
            partial.replace(target)
    finally:
        with suppress(OSError):
            partial.unlink()


def _take_after(target: Path, partial: Path) -> None:
    """Copy the owner, the group and the permissions of another file, if there is one and the system allows it."""
    for owner_or_group in ("st_gid", "st_uid"):
        with suppress(OSError, AttributeError):  # Windows has no owners
            held = getattr(target.stat(), owner_or_group)
            os.chown(partial, *((held, -1) if owner_or_group == "st_uid" else (-1, held)))
    with suppress(OSError):
        shutil.copymode(target, partial)


@contextmanager
def write_errors(path: str | os.PathLike[str], *kinds: type[Exception]) -> Iterator[None]:
    """Raise errors about writing *path*, those of *kinds* included, as `FileError`."""
    expected: tuple[type[Exception], ...] = (OSError, ValueError, *kinds)
    try:
        yield
    except expected as error:
        raise FileError(os.fspath(path), reason_of(error), "write") from None
