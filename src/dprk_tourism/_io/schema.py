"""The JSON Schema of history files, made from the records. Run as a module, it prints `data/schema.json`.

It describes the shape of a file: keys, types of values, words of short lists. Faults of other kinds, such as an unknown
id, show only when the file is read. TOML files have the same shape; an unquoted day counts as its string.
"""

import json
import sys
from collections.abc import Callable, Mapping
from typing import Any, Final

import attrs

from dprk_tourism._graph import KINDS, SINGULAR
from dprk_tourism._model import fields, records
from dprk_tourism._model.fields import LONGEST_ID, MOST, Choice, converter_of, key_of
from dprk_tourism._model.records import EARLIER, AccessPolicy, Citation, Dating, Ending, Place, Resort
from dprk_tourism._model.travellers import NAMED_AUDIENCES, to_audience

_Shape = dict[str, Any]


def _ref(name: str) -> _Shape:
    return {"$ref": f"#/$defs/{name}"}


def _words(*words: str) -> _Shape:
    return {"enum": list(words)}


def _list(items: _Shape, **more: int) -> _Shape:
    return {"type": "array", "items": items, **more}


def _table(fields: Mapping[str, _Shape], *required: str, **more: Any) -> _Shape:
    return {
        "type": "object",
        "properties": dict(fields),
        "required": list(required),
        "additionalProperties": False,
        **more,
    }


def _whole(pattern: str) -> str:
    # `$` alone lets a last line break pass in some languages.
    return f"^(?:{pattern})$(?!\\n)"


_DAY: Final = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_CLOSED: Final = f"{_DAY}|[0-9]{{4}}-[0-9]{{2}}|[0-9]{{4}}|\\[{_DAY}\\.\\.{_DAY}\\]"
_NUMBER: Final = "-?[0-9]{1,7}"

_ENDS_TWICE: Final = {"required": ["ends", "ending"]}
_DENIES_ON_CONDITIONS: Final = {
    "properties": {"effect": {"const": "deny"}, "conditions": {"minItems": 1}},
    "required": ["effect", "conditions"],
}
_ONE_DATING: Final = [
    {"required": ["when"], "not": {"required": ["days"]}},
    {"required": ["after"]},
    {"required": ["before"]},
]

_SHAPES: Final[dict[Callable[..., Any], _Shape]] = {
    fields.to_text: _ref("text"),
    fields.to_optional_text: _ref("text"),
    fields.to_id: _ref("id"),
    fields.to_optional_id: _ref("id"),
    fields.to_url: _ref("url"),
    fields.to_count: {"type": "integer", "minimum": 1, "maximum": MOST},
    fields.to_measure: {"type": "number", "exclusiveMinimum": 0, "maximum": MOST},
    records.to_amenities: _list(_ref("text")),
    records.to_publication: _ref("closed-window"),
    records.to_optional_window: _ref("window"),
    records.to_dated_distance: _ref("distance"),
    records.to_passages: {"type": "object", "propertyNames": _ref("text"), "additionalProperties": _ref("text")},
    records.to_names: _list(_ref("text")),
    records.to_location: _list({"type": "number"}, minItems=2, maxItems=2),
    records.to_conditions: _list(_ref("id")),
    records.to_datings: _list(_ref("dating"), minItems=1),
    records.to_citations: _list(_ref("citation")),
    records.to_cites: {**_list(_ref("citation"), minItems=1), "contains": {"not": {"required": ["for"]}}},
    to_audience: _ref("audience"),
    records.to_overrides: {"anyOf": [{"const": EARLIER}, _list(_ref("id"))]},
    records.to_ending: _words(*Ending),
}
"""What a field may hold, by its converter; a new converter needs its shape here."""


def _shape(converter: Any) -> _Shape:
    if isinstance(converter, type) and issubclass(converter, Choice):
        return _words(*converter)
    return _SHAPES[converter]


def _record(record: type, **more: Any) -> _Shape:
    """The shape of a record, without its id, which is its key."""
    shapes: dict[str, _Shape] = {}
    required: list[str] = []
    for field in attrs.fields(record):
        if "spread" in field.metadata:
            inner = _of_the_whole(field.metadata["spread"])
            shapes |= inner["properties"]
            required += inner["required"]
        elif field.name != "id":
            shapes[key_of(field)] = _shape(converter_of(field))
            required += [key_of(field)] if field.default is attrs.NOTHING else []
    return _table(shapes, *required, **more)


def _of_the_whole(record: type) -> _Shape:
    """The shape of a citation that supports no single field."""
    shape = _record(record)
    del shape["properties"]["for"]
    return shape


def _place(record: type, *, resort: bool) -> _Shape:
    shape = _record(record)
    shape["properties"]["resort"] = {"const": resort}
    shape["required"] = [*shape["required"], *(["resort"] if resort else [])]
    return shape


def _audience() -> _Shape:
    codes = _list(_ref("text"))
    sure = [name for name, audience in NAMED_AUDIENCES.items() if not audience.possible]
    either = {"anyOf": [_words(*NAMED_AUDIENCES), codes]}
    fields = {"certain": {"anyOf": [_words(*sure), codes]}, "possible": either, "except": either}
    return {"anyOf": [_words(*NAMED_AUDIENCES), {**codes, "minItems": 1}, _table(fields)]}


def schema() -> dict[str, Any]:
    """Return the JSON Schema, draft 2020-12, of history files."""
    definitions = {
        **{SINGULAR[kind]: _record(record) for kind, record in KINDS.items()},
        "place": {"anyOf": [_place(Place, resort=False), _place(Resort, resort=True)]},
        "policy": _record(AccessPolicy, allOf=[{"not": _ENDS_TWICE}, {"not": _DENIES_ON_CONDITIONS}]),
    }
    parts = {
        "id": {"type": "string", "pattern": _whole("[a-z0-9]+(?:-[a-z0-9]+)*"), "maxLength": LONGEST_ID},
        "text": {"type": "string", "pattern": "\\S"},
        "url": {"type": "string", "pattern": _whole("[Hh][Tt][Tt][Pp][Ss]?://[^\\s/][^\\s]*")},
        "day": {"type": "string", "pattern": _whole(_DAY)},
        "closed-window": {"type": "string", "pattern": _whole(_CLOSED)},
        "window": {"type": "string", "pattern": _whole(f"{_CLOSED}|\\[{_DAY}\\.\\.\\]|\\[\\.\\.{_DAY}\\]")},
        "distance": {
            "anyOf": [
                {"type": "string", "pattern": _whole(f"{_NUMBER}|{_NUMBER}\\.\\.(?:{_NUMBER})?|\\.\\.{_NUMBER}")},
                {"type": "integer"},
            ]
        },
        "citation": _record(Citation),
        "dating": _record(Dating, oneOf=_ONE_DATING),
        "audience": _audience(),
    }
    tables = {
        kind: {"type": "object", "propertyNames": _ref("id"), "additionalProperties": _ref(SINGULAR[kind])}
        for kind in KINDS
    }
    changes = {kind: {"type": "object", "additionalProperties": {"type": "object"}} for kind in KINDS}
    extending = {"extends": _ref("text"), "without": _list({"type": "string"}), "changes": _table(changes)}
    head = {
        "id": _ref("id"),
        "title": _ref("text"),
        **extending,
        **{key: _ref("day") for key in ("surveyed_from", "surveyed_through")},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A history of access to North Korea",
        **_table({**head, **tables}, "id", "title"),
        "$defs": {**parts, **definitions},
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(schema(), indent=2) + "\n")
