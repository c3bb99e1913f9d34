"""JSON lines: a JSON object on each line."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import Any, BinaryIO, Final

import pyarrow as pa

from dprk_tourism._io.syntax import read_json
from dprk_tourism._text import quoted, reason_of
from dprk_tourism.errors import InvalidValueError
from dprk_tourism.files.tables import BATCH, BLOCK, Write, from_the_start, refuse_durations
from dprk_tourism.frames.request import Request

_LINE: Final = "dprk_tourism_line"
"""The column that holds each line as it is written; the columns after it are added to the line."""


def read_lines(file: BinaryIO, request: Request) -> Iterator[Any]:
    """Yield the input columns as strings, and each line as it is written, so that nothing of it can change."""
    if _LINE in request.inputs:
        raise InvalidValueError(f"the key `{_LINE}` is reserved")
    _check_keys(file, request)
    for batch in _batches(file):
        rows = [_row(number, line) for number, line in batch]
        for row, (number, _) in zip(rows, batch, strict=True):
            if taken := row.keys() & frozenset(request.outputs.values()):
                raise InvalidValueError(f"line {number} already has the key `{min(taken)}`; rename or drop it")
        inputs = {column: [_as_string(row.get(column)) for row in rows] for column in request.inputs}
        schema = pa.schema([*((column, pa.string()) for column in inputs), (_LINE, pa.large_string())])
        yield pa.table({**inputs, _LINE: [line for _, line in batch]}, schema)


def _check_keys(file: BinaryIO, request: Request) -> None:
    """Raise an error if no line of the file has a key that is an input."""
    keys: dict[str, None] = {}
    for number, line in (each for batch in _batches(file) for each in batch):
        keys |= dict.fromkeys(_row(number, line))
        if keys.keys() >= set(request.inputs):  # mostly at the first line
            return
    request.check_columns(keys)


def _batches(file: BinaryIO) -> Iterator[list[tuple[int, str]]]:
    """Yield the lines that are not blank, with their numbers from 1, many at a time."""
    with TextIOWrapper(from_the_start(file), "utf-8-sig") as lines:
        stripped = ((number, line.strip(" \t\r\n")) for number, line in enumerate(lines, 1))
        batch: list[tuple[int, str]] = []
        count = characters = 0
        for each in stripped:
            if each[1]:
                batch.append(each)
                count += 1
                characters += len(each[1])
            if len(batch) == BATCH or characters > BLOCK:
                yield batch
                batch, characters = [], 0
    if batch:
        yield batch
    if not count:
        raise InvalidValueError("it has no lines")


def _row(number: int, line: str) -> dict[str, Any]:
    """A line as a table; its numbers are strings, as they may have any number of digits."""
    try:
        row = read_json(line, str)
    except json.JSONDecodeError as error:  # whose own line number is always 1
        raise InvalidValueError(f"line {number} is not valid JSON: {error.msg} (character {error.pos + 1})") from None
    except (ValueError, RecursionError) as error:
        raise InvalidValueError(f"line {number} is not valid JSON: {reason_of(error)}") from None
    if not isinstance(row, dict):
        raise InvalidValueError(f"line {number} is not a JSON object")
    return row


def _as_string(value: object) -> str | None:
    """Return an input as a string; other values become strings that no nationality, place or day has."""
    if value is None:
        return None
    string = "[...]" if isinstance(value, list) else "{...}" if isinstance(value, dict) else str(value)
    return string if string.isascii() else string.encode(errors="backslashreplace").decode()  # lone surrogates


@contextmanager
def write_answered_lines(path: Path, _schema: Any) -> Iterator[Write]:
    """Write the lines that `read_lines` kept, with their answers."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        yield lambda table: file.writelines(f"{line}\n" for line in _answered_lines(table))


def _answered_lines(table: Any) -> Iterator[str]:
    names = table.column_names
    answers = table.select(names[names.index(_LINE) + 1 :]).to_pylist()
    for line, answer in zip(table[_LINE].to_pylist(), answers, strict=True):
        start = line.removesuffix("}").rstrip()
        yield f"{start}{'' if start == '{' else ', '}{_json(answer).removeprefix('{')}"


@contextmanager
def write_lines(path: Path, _schema: Any) -> Iterator[Write]:
    """Write the rows of tables; dates and datetimes are strings, as in CSV files."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        yield lambda table: file.writelines(f"{_json(row)}\n" for row in _with_strings(table).to_pylist())


def _with_strings(table: Any) -> Any:
    """Return a table with strings in place of days: Arrow has days that Python has not."""
    return table.cast(pa.schema(field.with_type(_with_string(field, field.type)) for field in table.schema))


def _with_string(column: Any, dtype: Any) -> Any:
    refuse_durations(column, dtype, "JSON")
    if pa.types.is_temporal(dtype):
        return pa.string()
    if pa.types.is_list(dtype) or pa.types.is_large_list(dtype):
        return pa.large_list(_with_string(column, dtype.value_type))
    if pa.types.is_struct(dtype):
        return pa.struct([field.with_type(_with_string(column, field.type)) for field in dtype])
    if pa.types.is_map(dtype):
        return pa.map_(_with_string(column, dtype.key_type), _with_string(column, dtype.item_type))
    return dtype


def _json(row: dict[str, Any]) -> str:
    try:
        return json.dumps(row, ensure_ascii=False, default=_decimal, allow_nan=False)
    except ValueError:
        if len(row) > 1:  # find the column
            return f"{{{', '.join(_json({key: value})[1:-1] for key, value in row.items())}}}"
        raise InvalidValueError(
            f"the column {quoted(*row)} has bytes, NaN or an infinite number, which JSON lacks; write a .parquet file"
        ) from None


def _decimal(value: object) -> str:
    if isinstance(value, bytes):
        raise ValueError  # noqa: TRY004 - as `json` raises for NaN
    return str(value)
