"""Files whose rows are those of tables: CSV and Parquet, read in batches and written."""

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

__all__ = ["BATCH", "BLOCK", "Write", "read_csv", "read_parquet", "write_csv", "write_parquet"]

Write: TypeAlias = Callable[[Any], Any]
"""Writes one table after another to a file."""

BATCH: Final = 1 << 17
"""How many rows are in memory at a time."""

BLOCK: Final = 1 << 22
"""How many bytes of a file of text are in memory at a time."""


def read_parquet(path: Path, request: Request) -> Iterator[Any]:
    """Read tables from a Parquet file, the first of them without a row.

    Args:
        path: The file.
        request: Which columns ask; text in them is checked, since a Parquet file may hold any bytes as text.
    """
    with pa_parquet.ParquetFile(path) as file:
        yield file.schema_arrow.empty_table()  # a file may hold no row, and its columns count all the same
        asking = [name for name in request.inputs if name in file.schema_arrow.names]
        for batch in file.iter_batches(BATCH):
            for name in asking:
                batch.column(name).validate(full=True)
            yield pa.Table.from_batches([batch])


def read_csv(path: Path, _: Request) -> Iterator[Any]:
    """Read tables from a CSV file, the first of them without a row; every column is text.

    Args:
        path: The file.
    """
    # To guess a kind would lose a leading zero here and the code of Namibia there.
    read = pa_csv.ReadOptions(block_size=BLOCK)
    parse = pa_csv.ParseOptions(newlines_in_values=True)
    with pa_csv.open_csv(path, read_options=read, parse_options=parse) as first:
        names = first.schema.names
    broken = any(map(_BREAK.search, names))
    if broken:
        _check_quotes(path)
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
    with pa_csv.open_csv(path, read_options=read, parse_options=parse, convert_options=convert) as batches:
        yield batches.schema.empty_table()
        for batch in batches:
            if not broken and any(map(_breaks_lines, batch.columns)):
                _check_quotes(path)
                broken = True
            yield pa.Table.from_batches([batch])


def _breaks_lines(column: Any) -> bool:
    """Whether a value is of more than one line."""
    options = pa_compute.MatchSubstringOptions(_BREAK.pattern)
    return bool(pa_compute.call_function("match_substring_regex", [column], options).true_count)


_BREAK: Final = re.compile(r"[\r\n]")


def _check_quotes(path: Path) -> None:
    """Refuse a file with a quote that is not closed, which Arrow reads as one value up to the next quote.

    Whoever forgets a quote makes a value of several lines, so that other files need not be read for it.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, strict=True)
        try:
            deque(reader, maxlen=0)
        except csv.Error as error:
            raise InvalidValueError(
                f"a quote is not closed, or stands amid a value, by line {reader.line_num} ({error})"
            ) from None


@contextmanager
def write_parquet(path: Path, schema: Any) -> Iterator[Write]:
    """Write tables to a Parquet file.

    Args:
        path: The file.
        schema: The columns of all the tables.
    """
    with pa_parquet.ParquetWriter(path, schema) as writer:
        yield writer.write_table


@contextmanager
def write_csv(path: Path, schema: Any) -> Iterator[Write]:
    """Write tables to a CSV file, categories as what they stand for.

    Args:
        path: The file.
        schema: The columns of all the tables.
    """
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
    kind = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
    return field.with_type(pa.large_string() if pa.types.is_string_view(kind) else kind)
