"""The histories that ship with the package, read fast: tests hold them equal to what the strict reader reads."""

import tomllib
from functools import cache
from typing import Any, NamedTuple

import attrs

from dprk_tourism._graph import KINDS, Records, tables
from dprk_tourism._model.days import to_day
from dprk_tourism._model.fields import converter_of, key_of
from dprk_tourism._model.records import Place, Resort
from dprk_tourism._model.travellers import Audience, to_audience, to_codes
from dprk_tourism._text import data_file


def text_of(name: str) -> str:
    """Return the document of a shipped history."""
    return data_file(f"{name}.toml")


def shipped(name: str) -> Records:
    """Return the records of a shipped history."""
    document = tomllib.loads(text_of(name))
    kinds = tables(shipped(document["extends"])) if "extends" in document else {kind: {} for kind in KINDS}
    for kind, record in KINDS.items():
        new = {id_: _record(record, {**row, "id": id_}) for id_, row in document.get(kind, {}).items()}
        kinds[kind] = dict(sorted({**kinds[kind], **new}.items()))
    first, through = (to_day(document[key]) for key in ("surveyed_from", "surveyed_through"))
    return Records(id=document["id"], title=document["title"], surveyed_from=first, surveyed_through=through, **kinds)


class _Plan(NamedTuple):
    """How a field of a record is read."""

    name: str
    key: str
    spread: type | None
    list_of: type | None
    is_audience: bool


@cache
def _plans(record: type) -> tuple[_Plan, ...]:
    return tuple(
        _Plan(
            field.name,
            key_of(field),
            field.metadata.get("spread"),
            field.metadata.get("list_of"),
            converter_of(field) is to_audience,
        )
        for field in attrs.fields(record)
    )


def _record(record: type, row: dict[str, Any]) -> Any:
    if record is Place and row.pop("resort", False):
        record = Resort
    values: dict[str, Any] = {}
    for name, key, spread, items, is_audience in _plans(record):
        if spread is not None:
            values[name] = _record(spread, row)
        elif key in row:
            value = row[key]
            values[name] = [_record(items, item) for item in value] if items else value
            if is_audience:
                values[name] = _audience(value)
    return record(**values)


def _audience(written: Any) -> Any:
    if not isinstance(written, dict):
        return written
    certain, possible, without = (_members(written.get(key, ())) for key in ("certain", "possible", "except"))
    return Audience(certain - without, possible - without - certain)


def _members(written: Any) -> frozenset[str]:
    return to_audience(written).members if isinstance(written, str) else to_codes(written)
