"""CSV and Parquet files, read in batches and written."""

import csv
import os
import re
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BufferedReader, RawIOBase, TextIOWrapper
from pathlib import Path
from threading import Lock
from typing import Any, BinaryIO, Final, TypeAlias

import pyarrow as pa
import pyarrow.compute as pa_compute
import pyarrow.csv as pa_csv
import pyarrow.parquet as pa_parquet

from dprk_tourism._text import quoted
from dprk_tourism.errors import InvalidValueError
from dprk_tourism.frames.request import Request

Write: TypeAlias = Callable[[Any], Any]
"""Writes one table after another to a file."""

BATCH: Final = 1 << 17
"""How many rows are in memory at a time."""

BLOCK: Final = 1 << 22
"""How many bytes of a text file are in memory at a time."""


def from_the_start(file: BinaryIO) -> BufferedReader:
    """Return an open file to read from its beginning, apart from others who read it, and to close by itself."""
    return BufferedReader(_FromTheStart(file))


class _FromTheStart(RawIOBase):
    def __init__(self, file: BinaryIO) -> None:
        super().__init__()
        self._file, self._at = file, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        contents = _read_at(self._file, len(buffer), self._at)
        buffer[: len(contents)] = contents
        self._at += len(contents)
        return len(contents)


def _read_in_turn(file: BinaryIO, count: int, at: int) -> bytes:
    with _turn:
        file.seek(at)
        return file.read(count)


_turn: Final = Lock()
_read_at: Final[Callable[[BinaryIO, int, int], bytes]] = (
    (lambda file, count, at: os.pread(file.fileno(), count, at)) if hasattr(os, "pread") else _read_in_turn
)
"""Read some bytes of an open file; Windows has to move to them first."""


def read_parquet(file: BinaryIO, request: Request) -> Iterator[Any]:
    """Yield the tables of a Parquet file; strings in input columns are checked, since they may hold any bytes."""
    with pa_parquet.ParquetFile(file) as parquet:
        yield parquet.schema_arrow.empty_table()  # for a file without rows
        inputs = [name for name in request.inputs if name in parquet.schema_arrow.names]
        for batch in parquet.iter_batches(BATCH):
            for name in inputs:
                batch.column(name).validate(full=True)
            yield pa.Table.from_batches([batch])


def read_csv(file: BinaryIO, _: Request) -> Iterator[Any]:
    """Yield the tables of a CSV file; every column has strings, so that leading zeros and the code NA stay."""
    read = pa_csv.ReadOptions(block_size=BLOCK)
    parse = pa_csv.ParseOptions(newlines_in_values=True)
    with from_the_start(file) as lines, pa_csv.open_csv(lines, read_options=read, parse_options=parse) as first:
        names = first.schema.names
    quotes_checked = any(map(_LINE_BREAK.search, names))
    if quotes_checked:
        _check_quotes(file)
    if repeated := [name for name in names if names.count(name) > 1]:
        raise InvalidValueError(f"two columns have the name {quoted(repeated[0])}")
    if len(names) == 1 and (other := set(names[0]) & set(";\t|")):
        raise InvalidValueError(f"columns are separated by {quoted(min(other))}; commas expected")
    convert = pa_csv.ConvertOptions(
        column_types=dict.fromkeys(names, pa.string()),
        null_values=[""],
        strings_can_be_null=True,
        quoted_strings_can_be_null=False,
    )
    options = {"read_options": read, "parse_options": parse, "convert_options": convert}
    with from_the_start(file) as lines, pa_csv.open_csv(lines, **options) as batches:
        yield batches.schema.empty_table()  # for a file without rows
        for batch in batches:
            if not quotes_checked and any(map(_has_line_breaks, batch.columns)):
                _check_quotes(file)
                quotes_checked = True
            yield pa.Table.from_batches([batch])


_LINE_BREAK: Final = re.compile(r"[\r\n]")


def _has_line_breaks(column: Any) -> bool:
    options = pa_compute.MatchSubstringOptions(_LINE_BREAK.pattern)
    return bool(pa_compute.call_function("match_substring_regex", [column], options).true_count)


def _check_quotes(file: BinaryIO) -> None:
    """Raise an error about a quote that is not closed, which Arrow reads as one value up to the next quote.

    Such a value has several lines, so other files need no check.
    """
    with TextIOWrapper(from_the_start(file), "utf-8-sig", newline="") as lines:
        reader = csv.reader(lines, strict=True)
        try:
            deque(reader, maxlen=0)
        except csv.Error as error:
            raise InvalidValueError(f"unclosed or misplaced quote by line {reader.line_num} ({error})") from None


@contextmanager
def write_parquet(path: Path, schema: Any) -> Iterator[Write]:
    """Write tables to a Parquet file."""
    with pa_parquet.ParquetWriter(path, schema) as writer:
        yield writer.write_table


@contextmanager
def write_csv(path: Path, schema: Any) -> Iterator[Write]:
    """Write tables to a CSV file, categories as their values."""
    plain = pa.schema(_plain(field) for field in schema)
    with pa_csv.CSVWriter(path, plain) as writer:
        yield lambda table: writer.write(table.cast(plain))


def _plain(field: Any) -> Any:
    """Return a field with a type that CSV can hold."""
    if pa.types.is_nested(field.type):
        raise InvalidValueError(
            f"the column {quoted(field.name)} has the type {field.type}, which CSV lacks; write a .parquet file"
        )
    dtype = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
    return field.with_type(pa.large_string() if pa.types.is_string_view(dtype) else dtype)
