"""The histories that ship with the package, read fast: tests hold them equal to what the strict reader reads."""

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import attrs

from dprk_tourism._graph import KINDS, Records, tables
from dprk_tourism._io import Format
from dprk_tourism._model.days import to_day
from dprk_tourism._model.fields import converter_of, key_of
from dprk_tourism._model.records import Place, Resort
from dprk_tourism._model.travellers import Audience, to_audience, to_codes
from dprk_tourism._text import data_file


def text_of(name: str) -> tuple[str, Format]:
    """Return the document of a shipped history, and how it is written: wheels have JSON, the source tree TOML."""
    try:
        return data_file(f"{name}.json"), "json"
    except OSError:
        return data_file(f"{name}.toml"), "toml"


def shipped(name: str, base: Callable[[str], Records]) -> Records:
    """Return the records of a shipped history; *base* returns the one that it extends."""
    document = _tables(*text_of(name))
    kinds = tables(base(document["extends"])) if "extends" in document else {kind: {} for kind in KINDS}
    for kind, record in KINDS.items():
        new = {id_: _record(record, {**row, "id": id_}) for id_, row in document.get(kind, {}).items()}
        kinds[kind] = dict(sorted({**kinds[kind], **new}.items()))
    first, through = (to_day(document[key]) for key in ("surveyed_from", "surveyed_through"))
    return Records(id=document["id"], title=document["title"], surveyed_from=first, surveyed_through=through, **kinds)


def _tables(text: str, format: Format) -> Any:  # noqa: A002 - the public word
    """The tables of a document that is known to be sound."""
    if format == "json":
        import json  # noqa: PLC0415 - only one of the two is needed

        return json.loads(text)
    import tomllib  # noqa: PLC0415 - as above

    return tomllib.loads(text)


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
