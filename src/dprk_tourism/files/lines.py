"""Lines of JSON: a file with an object of JSON on each line, read in batches and written."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from math import isfinite
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from dprk_tourism._io.syntax import read_json
from dprk_tourism._text import quoted, reason_of
from dprk_tourism.errors import InvalidValueError
from dprk_tourism.files.tables import BATCH, Write
from dprk_tourism.frames.request import Request

__all__ = ["lines_as_columns", "lines_as_they_are", "write_lines", "write_lines_as_they_are"]


def lines_as_columns(path: Path, _: Request) -> Iterator[Any]:
    """Read lines as tables, each key a column of one kind.

    Args:
        path: The file, which is read twice.
    """
    # The kind of a column is that of all its lines: what the first ones show may be wrong of the next.
    kinds = _kinds(path)
    schema = pa.schema((key, _COLUMNS[kind]) for key, kind in kinds.items())
    for batch in _batches(path):
        rows = [_row(number, line) for number, line in batch]
        yield pa.table({key: [row.get(key) for row in rows] for key in kinds}, schema)


def lines_as_they_are(path: Path, request: Request) -> Iterator[Any]:
    """Read what lines ask, as text, and beside it the lines as they are written, so that nothing of them can change.

    Args:
        path: The file.
        request: Which of the keys ask.
    """
    if _LINE in request.inputs:
        raise InvalidValueError(f"the key `{_LINE}` is used here for something else; rename it")
    answering = frozenset(request.outputs)
    checked = False
    for batch in _batches(path):
        rows = [_row(number, line, str) for number, line in batch]
        if not checked:
            keys = dict.fromkeys(key for row in rows for key in row)
            if not keys.keys() >= set(request.inputs):  # later lines may have what the first ones leave out
                keys = dict.fromkeys(key for more in _batches(path) for each in more for key in _row(*each))
            request.check_columns(keys)
            checked = True
        for row, (number, _) in zip(rows, batch, strict=True):
            if taken := row.keys() & answering:
                raise InvalidValueError(f"line {number} has the key `{min(taken)}` already; rename it, or drop it")
        asking = {column: [_as_word(row.get(column)) for row in rows] for column in request.inputs}
        schema = pa.schema([*((column, pa.string()) for column in asking), (_LINE, pa.large_string())])
        yield pa.table({**asking, _LINE: [line for _, line in batch]}, schema)


_LINE: Final = "dprk_tourism_line"
"""A column that holds each line as it is written; what follows it is added to the line."""


def _batches(path: Path) -> Iterator[list[tuple[int, str]]]:
    """The lines of a file that hold something, with their numbers from 1, many at a time."""
    with path.open(encoding="utf-8-sig") as file:
        stripped = ((number, line.strip(" \t\r\n")) for number, line in enumerate(file, 1))
        numbered = (each for each in stripped if each[1])
        batch = list(islice(numbered, BATCH))
        if not batch:
            raise InvalidValueError("it holds no line")
        while batch:
            yield batch
            batch = list(islice(numbered, BATCH))


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
                if key not in kinds:
                    _kind(number, key, key)  # a column has a name in whole characters
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


@contextmanager
def write_lines(path: Path, _schema: Any) -> Iterator[Write]:
    """Write the rows of tables as lines; days and moments are written as in CSV files.

    Args:
        path: The file.
    """
    with path.open("w", encoding="utf-8", newline="\n") as file:
        yield lambda table: file.writelines(f"{_json(row)}\n" for row in _plain(table).to_pylist())


def _plain(table: Any) -> Any:
    """A table whose days and moments are text: not all of Arrow's are days and moments of Python."""
    return table.cast(pa.schema(field.with_type(_plain_kind(field.type)) for field in table.schema))


def _plain_kind(kind: Any) -> Any:
    if pa.types.is_temporal(kind):
        return pa.string()
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return pa.large_list(_plain_kind(kind.value_type))
    if pa.types.is_struct(kind):
        return pa.struct([field.with_type(_plain_kind(field.type)) for field in kind])
    return kind


@contextmanager
def write_lines_as_they_are(path: Path, _schema: Any) -> Iterator[Write]:
    """Write lines that were kept as they are, with what follows them.

    Args:
        path: The file.
    """
    with path.open("w", encoding="utf-8", newline="\n") as file:
        yield lambda table: file.writelines(f"{line}\n" for line in _answered(table))


def _answered(table: Any) -> Iterator[str]:
    names = table.column_names
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
