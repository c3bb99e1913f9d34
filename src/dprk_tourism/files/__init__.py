"""Files of visits, which may be larger than memory: read in batches, answered, and written whole or not at all."""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, Final, TypeAlias

try:
    import pyarrow as pa
    import pyarrow.compute as pa_compute

    from dprk_tourism.files.json_lines import read_lines, write_answered_lines, write_lines
    from dprk_tourism.files.tables import BLOCK, Write, read_csv, read_parquet, write_csv, write_parquet
    from dprk_tourism.frames.engines import arrow_segments, screen_batches, screen_frame
    from dprk_tourism.frames.request import Request
except ImportError as _missing:
    from dprk_tourism.errors import MissingExtraError

    raise MissingExtraError("files", str(_missing.name).partition(".")[0]) from _missing

from dprk_tourism._io.files import open_regular
from dprk_tourism._io.whole_files import whole_file, write_errors
from dprk_tourism._text import quoted, reason_of
from dprk_tourism.errors import FileError, InvalidValueError
from dprk_tourism.history import HistoryLike, to_history

__all__ = ["FORMATS", "differing_rows", "export", "screen_file"]

_Read: TypeAlias = Callable[[BinaryIO, Request], Iterator[Any]]
_Open: TypeAlias = Callable[[Path, Any], AbstractContextManager[Write]]

FORMATS: Final[Mapping[str, tuple[_Read, _Open]]] = {
    ".csv": (read_csv, write_csv),
    ".parquet": (read_parquet, write_parquet),
    ".jsonl": (read_lines, write_lines),
    ".ndjson": (read_lines, write_lines),
}
"""How a file is read and written, by the end of its name."""


def screen_file(
    source: str | os.PathLike[str],
    target: str | os.PathLike[str],
    *,
    history: HistoryLike = "article",
    strict: bool = False,
    progress: Callable[[int], Any] = lambda _: None,
    watch: Callable[[Any], Any] = lambda _: None,
    **columns: Any,
) -> Counter[str | None]:
    """Answer every row of a file of visits in another file, written whole or not at all; return the rows by verdict.

    Every column of a CSV file is a string. JSON lines can only be written as JSON lines; they stay as they are
    written, with the answers added. *columns* are the other arguments of `screen`, whose errors are raised too.
    *progress* is called with the number of rows of each batch that is written, and *watch* with the batch itself, with
    its answers. Rows without an answer are under None.
    """
    request = Request(**columns)
    (read, _), (_, opened) = _format(source), _format(target)
    if read is read_lines:
        if opened is not write_lines:
            raise InvalidValueError(
                f"{quoted(os.fspath(source))} has JSON lines, and {quoted(os.fspath(target))} would have columns. "
                "Write to a .jsonl file, or convert the source first."
            )
        opened = write_answered_lines
    if _is_same_file(source, target):
        raise InvalidValueError(f"{quoted(os.fspath(target))} is the file that is read. Write to another file.")
    counted: Counter[str | None] = Counter()
    with _written(target, opened) as write:
        for table in screen_batches(_read_tables(Path(source), read, request), request, history, strict=strict):
            write(table)
            for count in table[request.outputs["verdict"]].value_counts().to_pylist():
                counted[count["values"]] += count["counts"]
            watch(table)
            progress(len(table))
    return counted


def differing_rows(table: Any, *, history: HistoryLike, strict: bool, **columns: Any) -> int:
    """Return how many rows of an answered table get another verdict from another history."""
    asked = {**columns, "prefix": _THEIRS, "on_invalid": "null"}
    theirs = screen_frame(table, Request(**asked), history, strict=strict)
    differ = pa_compute.call_function("not_equal", [theirs["verdict"], theirs[f"{_THEIRS}verdict"]])
    return int(pa_compute.call_function("sum", [differ]).as_py() or 0)


_THEIRS: Final = "other_dprk_tourism_"


def export(target: str | os.PathLike[str], *, history: HistoryLike = "article", strict: bool = False) -> int:
    """Write every answer of a history to a file, one row for each run of days, and return the number of rows."""
    _, opened = _format(target)
    table = arrow_segments(to_history(history), strict=strict)
    with _written(target, opened) as write:
        write(table)
    return len(table)


def _format(name: str | os.PathLike[str]) -> tuple[_Read, _Open]:
    suffix = Path(name).suffix.lower()
    if suffix not in FORMATS:
        raise InvalidValueError(f"{quoted(os.fspath(name))} has another format. Use one of {', '.join(FORMATS)}.")
    return FORMATS[suffix]


def _is_same_file(source: str | os.PathLike[str], target: str | os.PathLike[str]) -> bool:
    with suppress(OSError, ValueError):  # raised again when the file is opened
        return Path(target).samefile(source)
    return False


def _read_tables(path: Path, read: _Read, request: Request) -> Iterator[Any]:
    """Yield the tables of a file, and raise every error about reading it as `FileError`."""
    try:
        with open_regular(path) as file:
            yield from read(file, request)
    except (pa.ArrowException, InvalidValueError, OSError, UnicodeError) as error:
        reason = reason_of(error)
        if "straddling" in reason:  # Arrow's advice is about an option that is not offered here
            reason = f"a row is larger than {BLOCK // 2**20} MiB"
        if "invalid UTF8 data" in reason:
            reason = "it is not UTF-8 text"
        raise FileError(str(path), reason, "read") from None


@contextmanager
def _written(path: str | os.PathLike[str], opened: _Open) -> Iterator[Write]:
    """Yield a function that writes one table after another to a file."""
    writers: list[Write] = []
    with whole_file(path) as partial:
        files = ExitStack()

        def write(table: Any) -> None:
            with write_errors(path, pa.ArrowException):
                if not writers:  # the first table has the schema
                    writers.append(files.enter_context(opened(partial, table.schema)))
                writers[0](table)

        try:
            yield write
        finally:  # closing a file writes the rest of it
            with write_errors(path, pa.ArrowException):
                files.close()
