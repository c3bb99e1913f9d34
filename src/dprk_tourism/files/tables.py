"""Files whose rows are those of tables: CSV and Parquet, read in batches and written."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeAlias

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pa_parquet

from dprk_tourism.errors import InvalidValueError, quoted
from dprk_tourism.frames.asked import Asked

__all__ = ["BATCH", "Write", "read_csv", "read_parquet", "write_csv", "write_parquet"]

Write: TypeAlias = Callable[[Any], Any]
"""Writes one table after another to a file."""

BATCH: Final = 1 << 17
"""How many rows are in memory at a time."""

_BLOCK: Final = 1 << 22
"""How many bytes of a file of text are in memory at a time."""


def read_parquet(path: Path, _: Asked) -> Iterator[Any]:
    """Read tables from a Parquet file, the first of them without a row.

    Args:
        path: The file.
    """
    with pa_parquet.ParquetFile(path) as file:
        yield file.schema_arrow.empty_table()  # a file may hold no row, and its columns count all the same
        for batch in file.iter_batches(BATCH):
            yield pa.Table.from_batches([batch])


def read_csv(path: Path, _: Asked) -> Iterator[Any]:
    """Read tables from a CSV file, the first of them without a row; every column is text.

    Args:
        path: The file.
    """
    # To guess a kind would lose a leading zero here and the code of Namibia there.
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
    """Write tables to a CSV file, categories as text.

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
    return field.with_type(field.type.value_type) if pa.types.is_dictionary(field.type) else field
