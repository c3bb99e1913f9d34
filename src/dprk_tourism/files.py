"""Files of visits, larger than memory if need be: read in batches, screened, and written beside the output.

The output takes its name once it is whole. A run that was killed leaves no output, and at most a hidden file whose
name ends in `.partial`, which the next run to the same output removes.
"""

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, Final, TypeAlias

from dprk_tourism.catalogue import HistoryLike
from dprk_tourism.errors import InvalidValueError, UnreadableFileError, quoted
from dprk_tourism.frames import screen_batches, segments
from dprk_tourism.outputs import telling, whole_file

import pyarrow as pa  # isort: skip - `frames` has a better error where it is missing
import pyarrow.csv as pa_csv  # isort: skip
import pyarrow.parquet as pa_parquet  # isort: skip

__all__ = ["FORMATS", "export", "screen_file"]

_BATCH: Final = 1 << 17
"""How many rows are in memory at a time."""

_BLOCK: Final = 1 << 22
"""How many bytes of a file of text are in memory at a time."""


# --- reading


def _read_parquet(path: Path) -> Iterator[Any]:
    with pa_parquet.ParquetFile(path) as file:
        yield file.schema_arrow.empty_table()  # a file may hold no row, and its columns count all the same
        for batch in file.iter_batches(_BATCH):
            yield pa.Table.from_batches([batch])


def _read_csv(path: Path) -> Iterator[Any]:
    # Every column as text: to guess a kind would lose a leading zero here and the code of Namibia there.
    read = pa_csv.ReadOptions(block_size=_BLOCK)
    with pa_csv.open_csv(path, read_options=read) as first:
        names = first.schema.names
    if repeated := [name for name in names if names.count(name) > 1]:
        raise InvalidValueError(f"two columns are called {quoted(repeated[0])}")
    convert = pa_csv.ConvertOptions(
        column_types=dict.fromkeys(names, pa.string()),
        null_values=[""],
        strings_can_be_null=True,
        quoted_strings_can_be_null=False,
    )
    with pa_csv.open_csv(path, read_options=read, convert_options=convert) as batches:
        yield batches.schema.empty_table()
        for batch in batches:
            yield pa.Table.from_batches([batch])


def _read_lines(path: Path) -> Iterator[Any]:
    schema = None
    with path.open(encoding="utf-8-sig") as file:
        numbered = ((number, line) for number, line in enumerate(file, 1) if line.strip())
        while rows := [_row(number, line) for number, line in islice(numbered, _BATCH)]:
            table = pa.Table.from_pylist(rows, schema=schema)
            if schema is not None and (more := {key for row in rows for key in row} - {*schema.names}):
                raise InvalidValueError(f"{quoted(min(more))} is a key that no line among the first {_BATCH} has")
            schema = table.schema
            yield table
    if schema is None:
        raise InvalidValueError("it holds no line")


def _row(number: int, line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InvalidValueError(f"line {number} is no JSON: {error}") from None
    if not isinstance(row, dict):
        raise InvalidValueError(f"line {number} is no table of keys and values")
    return row


# --- writing

_Write: TypeAlias = Callable[[Any], Any]


@contextmanager
def _write_parquet(path: Path, schema: Any) -> Iterator[_Write]:
    with pa_parquet.ParquetWriter(path, schema) as writer:
        yield writer.write_table


@contextmanager
def _write_csv(path: Path, schema: Any) -> Iterator[_Write]:
    with pa_csv.CSVWriter(path, schema) as writer:
        yield writer.write


@contextmanager
def _write_lines(path: Path, _schema: Any) -> Iterator[_Write]:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        yield lambda table: file.writelines(
            f"{json.dumps(row, ensure_ascii=False, default=str)}\n" for row in table.to_pylist()
        )


_Read: TypeAlias = Callable[[Path], Iterator[Any]]
_Open: TypeAlias = Callable[[Path, Any], AbstractContextManager[_Write]]

FORMATS: Final[Mapping[str, tuple[_Read, _Open]]] = {
    ".csv": (_read_csv, _write_csv),
    ".parquet": (_read_parquet, _write_parquet),
    ".jsonl": (_read_lines, _write_lines),
    ".ndjson": (_read_lines, _write_lines),
}
"""How a file is read and written, by how its name ends."""


# --- both


def screen_file(
    source: str | os.PathLike[str],
    target: str | os.PathLike[str],
    *,
    progress: Callable[[int], Any] = lambda _: None,
    **asked: Any,
) -> Counter[str | None]:
    """Answer every row of a file of visits, in another file.

    Args:
        source: A file that ends in .csv, .parquet, .jsonl or .ndjson, with a row for each visit. In files of text
            every column is read as text.
        target: The file to write, of one of these formats too; one of this name is replaced when all is written.
        progress: Called with the number of rows of each batch once it is written.
        asked: What `screen` takes beside the frame.

    Returns:
        How many rows have which verdict; under None, how many have none.

    Raises:
        InvalidRowsError: Rows cannot be asked, and `on_invalid` is `raise`; nothing is written.
        InvalidValueError: A file ends in none of these, or both are the same file.
        UnreadableFileError: The source cannot be read.
        UnwritableFileError: The target cannot be written.
    """
    read, _ = _format(Path(source))
    if Path(target).exists() and Path(target).samefile(source):
        raise InvalidValueError(f"{quoted(target)} is the file that is read; write to another one")
    counted: Counter[str | None] = Counter()
    with _written(Path(target)) as write:
        for table in screen_batches(_told_of(Path(source), read), **asked):
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
        UnwritableFileError: The file cannot be written.
    """
    table = segments(history, strict=strict)
    with _written(Path(target)) as write:
        write(table)
    return len(table)


def _format(path: Path) -> tuple[_Read, _Open]:
    if path.suffix.lower() not in FORMATS:
        raise InvalidValueError(f"{quoted(path)} ends in none of {', '.join(FORMATS)}; give a file of one of these")
    return FORMATS[path.suffix.lower()]


def _told_of(path: Path, read: _Read) -> Iterator[Any]:
    """The tables of a file; whatever goes wrong in reading is told of as such."""
    try:
        yield from read(path)
    except (pa.ArrowException, InvalidValueError, OSError, UnicodeError) as error:
        raise UnreadableFileError(str(path), _reason(error)) from None


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error).partition("\n")[0]


@contextmanager
def _written(path: Path) -> Iterator[_Write]:
    """Write tables to a file, all of them or none."""
    _, writer = _format(path)
    begun: list[_Write] = []
    with whole_file(path) as beside, ExitStack() as open_files:

        def write(table: Any) -> None:
            with telling(path, pa.ArrowException):
                if not begun:
                    begun.append(open_files.enter_context(writer(beside, table.schema)))
                begun[0](table)

        yield write
        with telling(path, pa.ArrowException):
            open_files.close()
