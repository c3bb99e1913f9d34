"""CSV and Parquet files, read in batches and written."""

import csv
import os
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BufferedReader, RawIOBase, TextIOWrapper
from mmap import ACCESS_READ, mmap
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


def read_csv(file: BinaryIO, request: Request) -> Iterator[Any]:
    """Yield the tables of a CSV file; every column has strings, so that leading zeros and the code NA stay."""
    _check_first_line(file, request)
    read = pa_csv.ReadOptions(block_size=BLOCK)
    parse = pa_csv.ParseOptions(newlines_in_values=True)
    with from_the_start(file) as lines, pa_csv.open_csv(lines, read_options=read, parse_options=parse) as first:
        names = first.schema.names
    quotes_checked = any(map(_LINE_BREAK.search, names)) or _has_odd_quotes(file)
    if quotes_checked:
        _check_quotes(file)
    if repeated := [name for name, times in Counter(names).items() if times > 1]:
        raise InvalidValueError(f"two columns have the name {quoted(repeated[0])}")
    if len(names) == 1 and (other := set(names[0]) & set(_SEPARATORS)):
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


def _check_first_line(file: BinaryIO, request: Request) -> None:
    """Raise an error about a file of another encoding or with other separators, which Arrow describes in its words."""
    with from_the_start(file) as contents:
        line = contents.readline(BLOCK)
    if line.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        raise InvalidValueError("it is not UTF-8 text")
    text = line.decode("utf-8-sig", "replace").strip()
    if text.casefold().startswith("sep="):
        raise InvalidValueError(f"its first line is {quoted(text)}, which is for spreadsheets; remove it")
    for separator in _SEPARATORS:
        names = {name.strip(' "') for name in text.split(separator)}
        if separator in text and not names.isdisjoint(request.inputs):
            raise InvalidValueError(f"columns are separated by {quoted(separator)}; commas expected")


_SEPARATORS: Final = ";\t|"


def _has_odd_quotes(file: BinaryIO) -> bool:
    """Whether a quote may be followed by more of its value, which Arrow takes for a part of it.

    Such are quotes that a backslash escapes. A quote within a value without quotes is found too, and is none.
    """
    with mmap(file.fileno(), 0, access=ACCESS_READ) as contents:
        return _ODD_QUOTES.search(contents) is not None


_ODD_QUOTES: Final = re.compile(
    rb"""
    "(?:                              # the first quote of some
        (?<=[^,\r\n"]")(?:"")*        # in a value: an odd number closes it
      | (?<=[,\r\n]")"(?:"")*         # at its start: an even number is an empty value
    )(?=[^,\r\n"])                    # and then something else
    """,
    re.VERBOSE,
)


def _check_quotes(file: BinaryIO) -> None:
    """Raise an error about a quote that is not closed, or closed before the end of its value.

    Arrow reads the first as one value up to the next quote, of several lines, and takes the second for a part of it.
    """
    limit = csv.field_size_limit(BLOCK)
    try:
        _read_strictly(file)
    finally:
        csv.field_size_limit(limit)


def _read_strictly(file: BinaryIO) -> None:
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


def lacking(field: Any, format_: str) -> InvalidValueError:
    """Return the error about a column whose type a format of files lacks."""
    return InvalidValueError(
        f"the column {quoted(field.name)} has the type {field.type}, which {format_} lacks; write a .parquet file"
    )


def refuse_durations(field: Any, dtype: Any, format_: str) -> None:
    """Raise an error about a column with durations, which would become numbers without a unit."""
    if pa.types.is_duration(dtype):
        raise lacking(field, format_)


def _plain(field: Any) -> Any:
    """Return a field with a type that CSV can hold."""
    if pa.types.is_nested(field.type):
        raise lacking(field, "CSV")
    refuse_durations(field, field.type, "CSV")
    dtype = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
    return field.with_type(pa.large_string() if pa.types.is_string_view(dtype) else dtype)
