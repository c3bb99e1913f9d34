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
from math import isfinite
from pathlib import Path
from typing import Any, Final, TypeAlias

from dprk_tourism.catalogue import HistoryLike
from dprk_tourism.errors import (
    InvalidValueError,
    UnknownColumnError,
    UnreadableFileError,
    nearest,
    quoted,
    reason_of,
)
from dprk_tourism.frames import screen_batches, segments
from dprk_tourism.frames.asked import Asked
from dprk_tourism.outputs import telling, whole_file
from dprk_tourism.wire import read_json

import pyarrow as pa  # isort: skip - `frames` has a better error where it is missing
import pyarrow.csv as pa_csv  # isort: skip
import pyarrow.parquet as pa_parquet  # isort: skip

__all__ = ["FORMATS", "export", "screen_file"]

_BATCH: Final = 1 << 17
"""How many rows are in memory at a time."""

_BLOCK: Final = 1 << 22
"""How many bytes of a file of text are in memory at a time."""


# --- reading


def _read_parquet(path: Path, _: Asked) -> Iterator[Any]:
    with pa_parquet.ParquetFile(path) as file:
        yield file.schema_arrow.empty_table()  # a file may hold no row, and its columns count all the same
        for batch in file.iter_batches(_BATCH):
            yield pa.Table.from_batches([batch])


def _read_csv(path: Path, _: Asked) -> Iterator[Any]:
    # Every column as text: to guess a kind would lose a leading zero here and the code of Namibia there.
    read = pa_csv.ReadOptions(block_size=_BLOCK)
    with pa_csv.open_csv(path, read_options=read) as first:
        names = first.schema.names
    if repeated := [name for name in names if names.count(name) > 1]:
        raise InvalidValueError(f"two columns are called {quoted(repeated[0])}")
    if len(names) == 1 and (other := set(names[0]) & set(";\t|")):
        raise InvalidValueError(f"its columns are parted by {quoted(min(other))}; write it with commas")
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


def _lines_as_columns(path: Path, _: Asked) -> Iterator[Any]:
    # The kind of a column is that of all its lines: what the first ones show may be wrong of the next.
    kinds = _kinds(path)
    schema = pa.schema((key, _COLUMNS[kind]) for key, kind in kinds.items())
    for batch in _batches(path):
        rows = [_row(number, line) for number, line in batch]
        yield pa.table({key: [row.get(key) for row in rows] for key in kinds}, schema)


def _lines_as_they_are(path: Path, asked: Asked) -> Iterator[Any]:
    # What a line asks is read; the line itself is kept as it is written, so that nothing of it can change.
    keys: dict[str, None] = {}
    answering = frozenset(asked.answering)
    for batch in _batches(path):
        rows = [_row(number, line, str) for number, line in batch]
        keys = keys or dict.fromkeys(key for row in rows for key in row)
        for column in asked.asking:
            if column not in keys:
                raise UnknownColumnError(column, nearest(column, keys) or tuple(keys))
        for row, (number, _) in zip(rows, batch, strict=True):
            if taken := row.keys() & answering:
                raise InvalidValueError(f"line {number} has the key `{min(taken)}` already; rename it, or drop it")
        asking = {column: [_as_word(row.get(column)) for row in rows] for column in asked.asking}
        schema = pa.schema([*((column, pa.string()) for column in asking), (_LINE, pa.large_string())])
        yield pa.table({**asking, _LINE: [line for _, line in batch]}, schema)


_LINE: Final = "dprk_tourism_line"
"""A column that holds each line as it is written; what follows it is added to the line."""


def _batches(path: Path) -> Iterator[list[tuple[int, str]]]:
    """The lines of a file that hold something, with their numbers from 1, many at a time."""
    with path.open(encoding="utf-8-sig") as file:
        stripped = ((number, line.strip(" \t\r\n")) for number, line in enumerate(file, 1))
        numbered = (each for each in stripped if each[1])
        batch = list(islice(numbered, _BATCH))
        if not batch:
            raise InvalidValueError("it holds no line")
        while batch:
            yield batch
            batch = list(islice(numbered, _BATCH))


def _row(number: int, line: str, read_number: Callable[[str], Any] | None = None) -> dict[str, Any]:
    try:
        row = read_json(line, read_number)
    except json.JSONDecodeError as error:  # which counts lines of its own
        raise InvalidValueError(f"line {number} is no JSON: {error.msg} (character {error.pos + 1})") from None
    except (ValueError, RecursionError) as error:
        raise InvalidValueError(f"line {number} is no JSON: {reason_of(error)}") from None
    if not isinstance(row, dict):
        raise InvalidValueError(f"line {number} is no table of keys and values")
    return row


def _as_word(value: object) -> str | None:
    """What a line asks, as text: what is no text asks for nothing that there is, and is told of as such."""
    if value is None:
        return None
    word = "[...]" if isinstance(value, list) else "{...}" if isinstance(value, dict) else str(value)
    return word if word.isascii() else word.encode(errors="backslashreplace").decode()  # half characters


# What the values of a key are, so far as a column must know. A large number has no exact place among fractions.
_TEXT, _TRUTH, _NOTHING = "text", "true or false", "null"
_WHOLE, _LARGE, _FRACTION = "whole numbers", "large whole numbers", "fractions"
_COLUMNS: Final = {
    _TEXT: pa.string(),
    _TRUTH: pa.bool_(),
    _WHOLE: pa.int64(),
    _LARGE: pa.int64(),
    _FRACTION: pa.float64(),
    _NOTHING: pa.string(),
}
_TOGETHER: Final = {frozenset({_WHOLE, _LARGE}): _LARGE, frozenset({_WHOLE, _FRACTION}): _FRACTION}
_ELSE: Final = "a file of JSON lines (.jsonl) takes them as they are"


def _kinds(path: Path) -> dict[str, str]:
    """Of which kind the values of each key are, in all lines of a file."""
    kinds: dict[str, str] = {}
    for batch in _batches(path):
        for number, line in batch:
            for key, value in _row(number, line).items():
                found, before = _kind(number, key, value), kinds.get(key, _NOTHING)
                if found != before and _NOTHING not in (found, before):
                    kind = _TOGETHER.get(frozenset({found, before}))
                    if kind is None:
                        raise InvalidValueError(
                            f"line {number} has another kind of value at {quoted(key)} than lines before it, and a "
                            f"column has one ({before}, {found}); {_ELSE}"
                        )
                    found = kind
                kinds[key] = before if found == _NOTHING else found
    return kinds


def _kind(number: int, key: str, value: object) -> str:
    """Of which kind a value is; refuses what no column can hold."""
    match value:
        case None:
            return _NOTHING
        case bool():
            return _TRUTH
        case str() if value.isascii() or value.encode(errors="replace").decode() == value:
            return _TEXT
        case int() if abs(value) <= _EXACT:
            return _WHOLE
        case int() if -(2**63) <= value < 2**63:
            return _LARGE
        case float() if isfinite(value):
            return _FRACTION
    kinds: tuple[tuple[type, str], ...] = ((str, "half a character"), (list, "a list"), (dict, "a table"))
    what = next((word for kind, word in kinds if isinstance(value, kind)), "a number that is too large")
    raise InvalidValueError(f"line {number} has {what} at {quoted(key)}, which no column can hold; {_ELSE}")


_EXACT: Final = 2**53


# --- writing

_Write: TypeAlias = Callable[[Any], Any]


@contextmanager
def _write_parquet(path: Path, schema: Any) -> Iterator[_Write]:
    with pa_parquet.ParquetWriter(path, schema) as writer:
        yield writer.write_table


@contextmanager
def _write_csv(path: Path, schema: Any) -> Iterator[_Write]:
    plain = pa.schema(_plain(field) for field in schema)
    with pa_csv.CSVWriter(path, plain) as writer:
        yield lambda table: writer.write(table.cast(plain))


def _plain(field: Any) -> Any:
    """A column as CSV can hold it."""
    if pa.types.is_nested(field.type):
        raise InvalidValueError(
            f"the column {quoted(field.name)} is of the kind {field.type}, which CSV cannot hold; "
            "write to a file that ends in .parquet or .jsonl"
        )
    return field.with_type(field.type.value_type) if pa.types.is_dictionary(field.type) else field


@contextmanager
def _write_lines(path: Path, _schema: Any) -> Iterator[_Write]:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        yield lambda table: file.writelines(f"{line}\n" for line in _lines(table))


def _lines(table: Any) -> Iterator[str]:
    names = table.column_names
    if _LINE not in names:
        yield from map(_json, table.to_pylist())
        return
    answers = table.select(names[names.index(_LINE) + 1 :]).to_pylist()
    for line, answer in zip(table[_LINE].to_pylist(), answers, strict=True):
        begun = line.removesuffix("}").rstrip()
        yield f"{begun}{'' if begun == '{' else ', '}{_json(answer).removeprefix('{')}"


def _json(row: dict[str, Any]) -> str:
    try:
        return json.dumps(row, ensure_ascii=False, default=_in_text, allow_nan=False)
    except ValueError:
        if len(row) > 1:  # which of them it was
            return f"{{{', '.join(_json({key: value})[1:-1] for key, value in row.items())}}}"
        raise InvalidValueError(
            f"the column {quoted(*row)} holds bytes, or a number that is infinite or none (NaN), which JSON cannot "
            "hold; write to a file that ends in .parquet"
        ) from None


def _in_text(value: object) -> str:
    """Days, moments and decimal numbers as text."""
    if isinstance(value, bytes):
        raise ValueError  # noqa: TRY004 - as `json` raises for a number that it does not write
    return str(value)


_Read: TypeAlias = Callable[[Path, Asked], Iterator[Any]]
_Open: TypeAlias = Callable[[Path, Any], AbstractContextManager[_Write]]

FORMATS: Final[Mapping[str, tuple[_Read, _Open]]] = {
    ".csv": (_read_csv, _write_csv),
    ".parquet": (_read_parquet, _write_parquet),
    ".jsonl": (_lines_as_columns, _write_lines),
    ".ndjson": (_lines_as_columns, _write_lines),
}
"""How a file is read and written, by how its name ends."""


# --- both


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
    true and false.

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
        InvalidRowsError: Rows cannot be asked, and `on_invalid` is `raise`; nothing is written.
        InvalidValueError: A file ends in none of these, or both are the same file.
        UnknownColumnError: The file has no such column.
        UnreadableFileError: The source cannot be read.
        UnwritableFileError: The target cannot be written.
    """
    asked = Asked(**columns)
    read, _ = _format(source)
    _, opened = _format(target)
    if (read, opened) == (_lines_as_columns, _write_lines):
        read = _lines_as_they_are
    if Path(target).exists() and Path(target).samefile(source):
        raise InvalidValueError(f"{quoted(target)} is the file that is read; write to another one")
    counted: Counter[str | None] = Counter()
    with _written(target) as write:
        for table in screen_batches(_told_of(Path(source), read, asked), asked, history=history, strict=strict):
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
    with _written(target) as write:
        write(table)
    return len(table)


def _format(name: str | os.PathLike[str]) -> tuple[_Read, _Open]:
    suffix = Path(name).suffix.lower()
    if suffix not in FORMATS:
        raise InvalidValueError(
            f"{quoted(os.fspath(name))} ends in none of {', '.join(FORMATS)}; give a file of one of these"
        )
    return FORMATS[suffix]


def _told_of(path: Path, read: _Read, asked: Asked) -> Iterator[Any]:
    """The tables of a file; whatever goes wrong in reading is told of as such."""
    try:
        yield from read(path, asked)
    except (pa.ArrowException, InvalidValueError, OSError, UnicodeError) as error:
        raise UnreadableFileError(str(path), reason_of(error)) from None


@contextmanager
def _written(name: str | os.PathLike[str]) -> Iterator[_Write]:
    """Write tables to a file, all of them or none."""
    _, writer = _format(name)
    begun: list[_Write] = []
    with whole_file(name) as beside, ExitStack() as open_files:

        def write(table: Any) -> None:
            with telling(name, pa.ArrowException):
                if not begun:
                    begun.append(open_files.enter_context(writer(beside, table.schema)))
                begun[0](table)

        yield write
        with telling(name, pa.ArrowException):
            open_files.close()
