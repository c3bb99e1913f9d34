"""Files of visits, larger than memory if need be: read in batches, screened, and written beside the output.

The output takes its name once it is whole. A run that was killed leaves no output, and at most a hidden file whose
name ends in `.partial`, which the next run to the same output removes.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, Final, TypeAlias

try:
    import pyarrow as pa

    from dprk_tourism.files.lines import (
        lines_as_columns,
        lines_as_they_are,
        write_lines,
        write_lines_as_they_are,
    )
    from dprk_tourism.files.tables import (
        BLOCK,
        Write,
        read_csv,
        read_parquet,
        write_csv,
        write_parquet,
    )
    from dprk_tourism.frames import segments
    from dprk_tourism.frames.engines import screen_batches
    from dprk_tourism.frames.request import Request
except ImportError as _missing:
    from dprk_tourism.errors import MissingExtraError

    raise MissingExtraError("files", str(_missing.name)) from _missing

from dprk_tourism._io.files import check_regular
from dprk_tourism._io.whole_files import telling, whole_file
from dprk_tourism._text import quoted, reason_of
from dprk_tourism.errors import FileError, InvalidValueError
from dprk_tourism.history import HistoryLike

__all__ = ["FORMATS", "export", "screen_file"]

_Read: TypeAlias = Callable[[Path, Request], Iterator[Any]]
_Open: TypeAlias = Callable[[Path, Any], AbstractContextManager[Write]]

FORMATS: Final[Mapping[str, tuple[_Read, _Open]]] = {
    ".csv": (read_csv, write_csv),
    ".parquet": (read_parquet, write_parquet),
    ".jsonl": (lines_as_columns, write_lines),
    ".ndjson": (lines_as_columns, write_lines),
}
"""How a file is read and written, by how its name ends."""


def screen_file(
    source: str | os.PathLike[str],
    target: str | os.PathLike[str],
    *,
    history: HistoryLike = "article",
    strict: bool = False,
    progress: Callable[[int], Any] = lambda _: None,
    **columns: Any,
) -> Counter[str | None]:
    """Answer every row of a file of visits, in another file.

    Every column of a CSV file is text. Lines of JSON that become lines of JSON stay as they are written, with the
    answers added; to become columns of another format, all values of a key must be of one kind: text, numbers, or
    true and false, and of a fraction the 17 digits are kept that a column holds.

    Args:
        source: A file that ends in .csv, .parquet, .jsonl or .ndjson, with a row for each visit.
        target: The file to write, of one of these formats too; one of this name is replaced when all is written.
        history: What `screen` takes.
        strict: What `screen` takes.
        progress: Called with the number of rows of each batch once it is written.
        columns: What `screen` takes beside, all of it by name.

    Returns:
        How many rows have which verdict; under None, how many have none.

    Raises:
        InvalidRowsError: Rows cannot be request, and `on_invalid` is `raise`; nothing is written.
        InvalidValueError: A file ends in none of these, or both are the same file.
        UnknownNameError: The file has no such column.
        FileError: The source cannot be read, or the target cannot be written.
    """
    request = Request(**columns)
    read, _ = _format(source)
    _, opened = _format(target)
    if (read, opened) == (lines_as_columns, write_lines):
        read, opened = lines_as_they_are, write_lines_as_they_are
    if _are_one(source, target):
        raise InvalidValueError(f"{quoted(target)} is the file that is read; write to another one")
    counted: Counter[str | None] = Counter()
    with _written(target, opened) as write:
        for table in screen_batches(_told_of(Path(source), read, request), request, history, strict=strict):
            write(table)
            for count in table["verdict"].value_counts().to_pylist():
                counted[count["values"]] += count["counts"]
            progress(len(table))
    return counted


def export(target: str | os.PathLike[str], *, history: HistoryLike = "article", strict: bool = False) -> int:
    """Write every answer of a history to a file, one row for each run of days.

    Args:
        target: A file that ends in .csv, .parquet, .jsonl or .ndjson; one of this name is replaced.
        history: What `segments` takes.
        strict: Whether days past the last one surveyed are undetermined (R14).

    Returns:
        The number of rows.

    Raises:
        InvalidValueError: The file ends in none of these.
        FileError: The file cannot be written.
    """
    table = segments(history, strict=strict)
    _, opened = _format(target)
    with _written(target, opened) as write:
        write(table)
    return len(table)


def _format(name: str | os.PathLike[str]) -> tuple[_Read, _Open]:
    suffix = Path(name).suffix.lower()
    if suffix not in FORMATS:
        raise InvalidValueError(
            f"{quoted(os.fspath(name))} ends in none of {', '.join(FORMATS)}; give a file of one of these"
        )
    return FORMATS[suffix]


def _are_one(source: str | os.PathLike[str], target: str | os.PathLike[str]) -> bool:
    """Whether two names are those of one file."""
    with suppress(OSError, ValueError):  # of a file that cannot be opened is told where it is opened
        return Path(target).samefile(source)
    return False


def _told_of(path: Path, read: _Read, request: Request) -> Iterator[Any]:
    """The tables of a file; whatever goes wrong in reading is told of as such."""
    try:
        check_regular(path)
        yield from read(path, request)
    except (pa.ArrowException, InvalidValueError, OSError, UnicodeError) as error:
        reason = reason_of(error)
        if "straddling" in reason:  # Arrow advises what cannot be request for here
            reason = f"a row takes more than {BLOCK // 2**20} MiB"
        raise FileError(str(path), reason, "read") from None


@contextmanager
def _written(name: str | os.PathLike[str], opened: _Open) -> Iterator[Write]:
    """Write tables to a file, all of them or none."""
    begun: list[Write] = []
    with whole_file(name) as beside:
        open_files = ExitStack()

        def write(table: Any) -> None:
            with telling(name, pa.ArrowException):
                if not begun:
                    begun.append(open_files.enter_context(opened(beside, table.schema)))
                begun[0](table)

        try:
            yield write
        finally:  # whether or not all went well, to close a file is to write the rest of it
            with telling(name, pa.ArrowException):
                open_files.close()
