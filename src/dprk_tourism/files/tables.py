"""CSV and Parquet files, read in batches and written."""

import csv
import re
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeAlias

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


def read_parquet(path: Path, request: Request) -> Iterator[Any]:
    """Yield the tables of a Parquet file; strings in input columns are checked, since they may hold any bytes."""
    with pa_parquet.ParquetFile(path) as file:
        yield file.schema_arrow.empty_table()  # for a file without rows
        inputs = [name for name in request.inputs if name in file.schema_arrow.names]
        for batch in file.iter_batches(BATCH):
            for name in inputs:
                batch.column(name).validate(full=True)
            yield pa.Table.from_batches([batch])


def read_csv(path: Path, _: Request) -> Iterator[Any]:
    """Yield the tables of a CSV file; every column has strings, so that leading zeros and the code NA stay."""
    read = pa_csv.ReadOptions(block_size=BLOCK)
    parse = pa_csv.ParseOptions(newlines_in_values=True)
    with pa_csv.open_csv(path, read_options=read, parse_options=parse) as first:
        names = first.schema.names
    quotes_checked = any(map(_LINE_BREAK.search, names))
    if quotes_checked:
        _check_quotes(path)
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
    with pa_csv.open_csv(path, read_options=read, parse_options=parse, convert_options=convert) as batches:
        yield batches.schema.empty_table()  # for a file without rows
        for batch in batches:
            if not quotes_checked and any(map(_has_line_breaks, batch.columns)):
                _check_quotes(path)
                quotes_checked = True
            yield pa.Table.from_batches([batch])


_LINE_BREAK: Final = re.compile(r"[\r\n]")


def _has_line_breaks(column: Any) -> bool:
    options = pa_compute.MatchSubstringOptions(_LINE_BREAK.pattern)
    return bool(pa_compute.call_function("match_substring_regex", [column], options).true_count)


def _check_quotes(path: Path) -> None:
    """Raise an error about a quote that is not closed, which Arrow reads as one value up to the next quote.

    Such a value has several lines, so other files need no check.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, strict=True)
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
