"""The files of a data package (Frictionless, version 1): CSV, a descriptor for programs, a dictionary for people."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from dprk_tourism._dataset.tables import TABLES, Column, Table
from dprk_tourism._io.whole_files import whole_file, write_errors
from dprk_tourism._render.data import plain
from dprk_tourism.history import History, check_written

DESCRIPTOR: Final = "datapackage.json"
_DICTIONARY: Final = "README.md"
_PREFIX: Final = "dprk-tourism-"
"""How the name of each of our packages begins."""

_LICENCE: Final = {"name": "MIT", "title": "MIT License", "path": "https://opensource.org/license/mit"}

READING: Final = """\
The files are CSV in UTF-8: commas, one line of column names, days as YYYY-MM-DD, `true` and `false`.
Every string is in quotes, and a cell without a value is empty.
NA is the code of Namibia, so only an empty cell may be read as missing:
`read.csv(file, na.strings = "")` in R, `read_csv(file, na = "")` in readr,
`read_csv(file, keep_default_na=False, na_values=[""])` in pandas.
"""
"""What everybody who reads the tables must know."""


def write_package(folder: str | os.PathLike[str], history: History, *, strict: bool = False) -> dict[str, int]:
    """Write a history as a data package into a folder, all files or none; return the number of rows by table.

    The folder may be new, empty, or hold a package that was written before, which is replaced.

    Raises:
        FileError: The folder holds other files, or cannot be written.
        InvalidValueError: The history supposes something.
    """
    check_written(history)
    rows = {table.name: [*table.rows(history, strict=strict)] for table in TABLES}
    tables = {_path(table): _csv(table, rows[table.name]).encode() for table in TABLES}
    described = _descriptor(history, tables)
    descriptor = f"{json.dumps(described, indent=2, ensure_ascii=False)}\n".encode()
    target = Path(folder)
    with write_errors(target):
        if target.is_dir() and any(target.iterdir()) and not _is_ours(target):
            raise ValueError("it has other files; use a new folder")
        target.mkdir(exist_ok=True)
    with ExitStack() as whole:  # the first file, the descriptor, is put in place last
        for name, content in {DESCRIPTOR: descriptor, _DICTIONARY: _dictionary(described).encode(), **tables}.items():
            with write_errors(target / name):
                whole.enter_context(whole_file(target / name)).write_bytes(content)
    return {name: len(its_rows) for name, its_rows in rows.items()}


def _is_ours(folder: Path) -> bool:
    """Whether a folder holds a package that was written here."""
    path = folder / DESCRIPTOR
    return path.is_file() and f'"name": "{_PREFIX}' in path.read_text(encoding="utf-8")


def _path(table: Table) -> str:
    return f"{table.name}.csv"


def _csv(table: Table, rows: Iterable[Iterable[Any]]) -> str:
    header = [column.name for column in table.columns]
    return "".join(f"{','.join(map(_cell, row))}\n" for row in [header, *rows])


def _cell(value: Any) -> str:
    """A cell: a string in quotes, so that programs that look at quotes take it for nothing else."""
    if value is None:
        return ""
    if isinstance(value, str):
        return '"{}"'.format(value.replace('"', '""'))
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, date) else str(value)


def _descriptor(history: History, files: Mapping[str, bytes]) -> dict[str, Any]:
    """The content of `datapackage.json`."""
    receipt = history._receipt()  # noqa: SLF001
    days = f"{receipt.surveyed_from or 'no day'} to {receipt.surveyed_through or 'no day'}"
    asked = f"the history `{history.id}`, surveyed from {days}"
    return {
        "profile": "tabular-data-package",
        "name": f"{_PREFIX}{history.id}",
        "title": history.title,
        "description": f"Who may visit North Korea, when and where, and by which sources: {asked}.",
        **({"licenses": [_LICENCE]} if history._origin.is_shipped else {}),  # noqa: SLF001
        "receipt": plain(receipt),
        "resources": [_resource(table, files[_path(table)]) for table in TABLES],
    }


def _resource(table: Table, content: bytes) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": _path(table),
        "description": f"One row for each {table.what}.",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{sha256(content).hexdigest()}",
        "schema": schema_of(table),
    }


def schema_of(table: Table) -> dict[str, Any]:
    """Return the Table Schema of a table."""
    return {
        "fields": [*map(_field, table.columns)],
        "missingValues": [""],
        "primaryKey": list(table.key),
        "foreignKeys": [
            {"fields": column.name, "reference": _reference(table, column)}
            for column in table.columns
            if column.refers_to
        ],
    }


def _field(column: Column) -> dict[str, Any]:
    constraints = {
        **({} if column.empty else {"required": True}),
        **({"enum": [*column.choices]} if column.choices else {}),
    }
    field = {"name": column.name, "type": column.type, "description": column.description}
    return {**field, **({"constraints": constraints} if constraints else {})}


def _reference(table: Table, column: Column) -> dict[str, str]:
    """What a column refers to; a table calls itself an empty string."""
    (key,) = next(other.key for other in TABLES if other.name == column.refers_to)
    return {"resource": "" if column.refers_to == table.name else column.refers_to, "fields": key}


def _dictionary(described: Mapping[str, Any]) -> str:
    """The content of the data dictionary."""
    asked = described["receipt"]
    cite = (
        f"Cite it with the version of `dprk-tourism` ({asked['version']}) and the fingerprint: {asked['fingerprint']}."
    )
    views = "".join(f"View: {view}.\n" for view in asked["views"])
    head = f"# {described['title']}\n\n{described['description']}\n{views}{cite}\n\n{READING}\n"
    return f"{head}`{DESCRIPTOR}` says the same to programs.\n\n{dictionary('##')}"


def dictionary(heading: str) -> str:
    """Return every table and its columns as Markdown, below headings of this level."""
    return "\n".join(line for table in TABLES for line in _described(table, heading)) + "\n"


def _described(table: Table, heading: str) -> Iterator[str]:
    yield from (f"{heading} {table.name}", "", f"`{_path(table)}` has one row for each {table.what}.", "")
    yield from (f"Key: {', '.join(f'`{name}`' for name in table.key)}.", "")
    yield from ("| column | type | meaning |", "|---|---|---|")
    for column in table.columns:
        refers = f" Refers to `{column.refers_to}`." if column.refers_to else ""
        choices = f" One of {', '.join(f'`{word}`' for word in column.choices)}." if column.choices else ""
        yield f"| `{column.name}` | {column.type} | {column.description}{choices}{refers} |"
    yield ""
