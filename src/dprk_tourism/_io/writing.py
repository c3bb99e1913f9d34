"""Records to documents: what a reader fills in by itself is left out."""

from typing import Any, Final

import attrs

from dprk_tourism._graph import Records, given_first_day, tables
from dprk_tourism._io import Format
from dprk_tourism._io.syntax import print_document
from dprk_tourism._model.days import DayWindow, Distance
from dprk_tourism._model.fields import key_of
from dprk_tourism._model.records import Resort
from dprk_tourism._model.travellers import NAMED_AUDIENCES, Audience, all_but


def write(records: Records, format: Format) -> str:  # noqa: A002 - the public word
    """Return the text of some records, so that reading it gives equal ones."""
    head = {"id": records.id, "title": records.title}
    for key, day in (("surveyed_from", given_first_day(records)), ("surveyed_through", records.surveyed_through)):
        if day is not None:
            head[key] = day.isoformat()
    kinds = {kind: {id_: row_of(record) for id_, record in table.items()} for kind, table in tables(records).items()}
    return print_document({**head, **{kind: rows for kind, rows in kinds.items() if rows}}, format)


def row_of(record: Any) -> dict[str, Any]:
    """Return the row of a record in a file, without its id, which is its key."""
    row: dict[str, Any] = {"resort": True} if isinstance(record, Resort) else {}
    for field in attrs.fields(type(record)):
        value = getattr(record, field.name)
        if "spread" in field.metadata:
            row |= row_of(value)
        elif field.name != "id" and value not in (field.default, {}):
            row[key_of(field)] = _written(value)
    return row


def _written(value: Any) -> Any:
    if isinstance(value, DayWindow | Distance):
        return str(value)
    if isinstance(value, Audience):
        return _audience(value)
    if isinstance(value, tuple):
        return [_written(item) for item in value]
    return row_of(value) if attrs.has(type(value)) else value


def _audience(audience: Audience) -> Any:
    """The shortest way to write an audience: its name, a list, or a table."""
    for name, named in NAMED_AUDIENCES.items():
        if audience == named:
            return name
    exceptions = _exceptions(audience)
    if not audience.possible and not exceptions:
        return sorted(audience.certain)
    row: dict[str, Any] = {}
    if exceptions:
        row = {"certain": exceptions[0], "except": exceptions[1]}
    elif audience.certain:
        row = {"certain": _members(audience.certain, audience)}
    if audience.possible:
        row["possible"] = _members(audience.possible, audience)
    return row


def _members(codes: frozenset[str], audience: Audience) -> Any:
    for name, named in NAMED_AUDIENCES.items():
        # A code in both is read as certain, so a name may stand for the rest of it.
        if codes == (named.certain if codes is audience.certain else named.members - audience.certain):
            return name
    return sorted(codes)


def _exceptions(audience: Audience) -> tuple[str, list[str]] | None:
    """A named audience and the few of it that are missing, where nobody is a possible member."""
    name, missing = all_but(audience.certain)
    return (name, sorted(missing)) if not audience.possible and len(missing) <= _FEW else None


_FEW: Final = 20
"""So many exceptions read better than a list of all the others."""
