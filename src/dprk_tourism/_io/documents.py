"""TOML and JSON to records and back. The home of cattrs.

Reading is strict and reports all faults of a document at once, each with its path. The fields of a record are
converted by the record's own converters, so what a file may hold is what Python code may give; only what looks
different in a file is told here: ids as keys, flat datings, audiences by name, windows as text.
"""

import datetime as dt
import json
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Final, Literal, NewType, NoReturn, TypeAlias, TypeVar

import attrs
from cattrs import ClassValidationError, Converter, ForbiddenExtraKeysError, IterableValidationError
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from dprk_tourism._graph import KINDS, Records, Reference, later_day, references
from dprk_tourism._model.days import (
    Day,
    DayWindow,
    to_day,
    to_window,
)
from dprk_tourism._model.fields import (
    LONGEST_ID,
    to_id,
    to_optional_text,
    to_text,
)
from dprk_tourism._model.records import (
    AccessPolicy,
    Citation,
    Dating,
    Event,
    Place,
    Resort,
    Source,
    to_cites,
    to_datings,
)
from dprk_tourism._model.travellers import (
    NAMED_AUDIENCES,
    Audience,
    all_but,
    to_nationality,
)
from dprk_tourism._rules.integrity import faults_between, policy_faults, reference_faults
from dprk_tourism._text import did_you_mean, nearest, quoted, reason_of
from dprk_tourism.errors import (
    DprkTourismError,
    Fault,
    FileError,
    InvalidDocumentError,
    InvalidValueError,
    UnknownNameError,
    WrongTypeError,
)

__all__ = ["Format", "read", "read_json", "write"]

Format: TypeAlias = Literal["toml", "json"]
"""How a document is written."""

_HEAD: Final = ("id", "title", "extends", "surveyed_through")

_MOST_FAULTS: Final = 1_000
"""After so many faults no further record is read; whoever mends a file has enough to do."""

_MOST_MEMBERS: Final = 1_000
"""How many nationalities a list may hold; there are some 250."""

_LONG_KEY: Final = re.compile(
    r"""(?:^|[\[{,])[ \t]*+(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){100}""", re.MULTILINE
)
"""A key of more than a hundred words, on which tomllib spends the square of their number."""

T = TypeVar("T")
_Code = NewType("_Code", str)


# --- reading


def read(text: str, format: Format, name: str, base: Callable[[str], Records]) -> Records:  # noqa: A002 - the public word
    """Read a history.

    Args:
        text: The document.
        format: `toml` or `json`.
        name: What to call the document in errors, such as the path of its file.
        base: Gives the history that the document extends, by the name that it writes.

    Raises:
        InvalidDocumentError: The document is no history; all its faults are listed.
    """
    document = _parsed(text, format, name)
    faults = list(_head_faults(document))
    inherited = _inherited(document, base, faults)
    tables: dict[str, dict[str, Any]] = {kind: dict(getattr(inherited, kind, {})) for kind in KINDS}
    new: dict[str, dict[str, Any]] = {kind: {} for kind in KINDS}
    for kind in KINDS:
        new[kind].update(_records(document, kind, faults))
        tables[kind].update(new[kind])
    surveyed_through = _head(document, "surveyed_through", _to_written_day, faults, optional=True)
    id_, title = (_head(document, key, to, faults) for key, to in (("id", to_id), ("title", to_text)))
    if faults:
        faults += _faults_between(
            document, Records(id="", title="", surveyed_through=surveyed_through, **tables), new, faults
        )
        raise InvalidDocumentError(tuple(sorted(faults, key=lambda fault: fault.path)), name)
    before = None if inherited is None else inherited.surveyed_through
    through = surveyed_through or later_day(before, new["sources"])
    records = Records(
        id=id_, title=title, surveyed_through=through, **{k: _sorted(table) for k, table in tables.items()}
    )
    if found := faults_between(records):
        raise InvalidDocumentError(tuple(sorted(found, key=lambda fault: fault.path)), name)
    return records


def _sorted(table: Mapping[str, T]) -> dict[str, T]:
    return dict(sorted(table.items()))


def _faults_between(
    document: Mapping[str, Any],
    draft: Records,
    new: Mapping[str, Mapping[str, Any]],
    faults: Iterable[Fault],
) -> list[Fault]:
    """What is wrong between the records of a document some of whose records cannot be read."""
    tables = {kind: _table(document, kind) for kind in KINDS}
    unread = [(kind, id_, row) for kind in KINDS for id_, row in tables[kind].items() if id_ not in new[kind]]
    told = {fault.path for fault in faults}
    if "extends" in told:  # whatever they refer to may be in the history that was not found
        return policy_faults(draft)
    further = [each for faulty in unread for each in _raw_references(*faulty) if each.path not in told]
    return [*reference_faults(draft, tables, further), *policy_faults(draft)]


def _parsed(text: str, format: Format, name: str) -> dict[str, Any]:  # noqa: A002
    readers: dict[str, Callable[[str], Any]] = {"toml": _read_toml, "json": read_json}
    if format not in tuple(readers):
        raise InvalidValueError(f"{quoted(format)} is no format; write `toml` or `json`")
    if not isinstance(text, str):
        raise WrongTypeError("text", text)
    try:
        document = readers[format](text)
    except (ValueError, RecursionError) as error:
        fault = Fault(f"this is no {format.upper()}: {reason_of(error)}", "")
        raise InvalidDocumentError((fault,), name) from None
    if not isinstance(document, dict):
        raise InvalidDocumentError((Fault(str(WrongTypeError("a table", document)), ""),), name)
    return document


def _read_toml(text: str) -> dict[str, Any]:
    if long := _LONG_KEY.search(text):
        line = text.count("\n", 0, long.end()) + 1
        raise ValueError(f"a key has more than a hundred words (at line {line})")
    return tomllib.loads(text)


def read_json(text: str, read_number: Callable[[str], Any] | None = None) -> Any:
    """Read JSON as its standard has it, and no key twice in one table.

    >>> read_json('{"a": 1.50}', str)
    {'a': '1.50'}

    Args:
        text: The text.
        read_number: What makes a number of its digits; None for what Python makes of them.

    Raises:
        RecursionError: It is nested too deeply.
        ValueError: It is no such text.
    """
    return json.loads(
        text, object_pairs_hook=_once, parse_constant=_no_number, parse_int=read_number, parse_float=read_number
    )


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"the key `{key}` stands twice in one table")
        found[key] = value
    return found


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number")


def _head_faults(document: Mapping[str, Any]) -> Iterator[Fault]:
    known = (*_HEAD, *KINDS)
    for key in document:
        if key not in known:
            yield Fault(_unknown_key(key, known), key)
    for kind in KINDS:
        if kind in document and not isinstance(document[kind], dict):
            yield Fault(str(WrongTypeError("a table of records by id", document[kind])), kind)


def _unknown_key(key: str, known: Iterable[str]) -> str:
    advice = did_you_mean(nearest(key, known, most=1)) or f"Use one of {', '.join(sorted(known))}."
    return f"Unknown key {quoted(key)}. {advice}"


def _head(
    document: Mapping[str, Any], key: str, to: Callable[[Any], T], faults: list[Fault], *, optional: bool = False
) -> Any:
    """One value from the top of the document; None, and a fault, where it cannot be."""
    if key not in document:
        if not optional:
            faults.append(Fault("it is missing", key))
        return None
    try:
        return to(document[key])
    except DprkTourismError as error:
        faults.append(Fault(str(error), key))
        return None


def _inherited(document: Mapping[str, Any], base: Callable[[str], Records], faults: list[Fault]) -> Records | None:
    name = _head(document, "extends", to_text, faults, optional=True)
    if name is None:
        return None
    try:
        return base(name)
    except (InvalidValueError, UnknownNameError, FileError) as error:
        faults.append(Fault(str(error), "extends"))
        return None


def _table(document: Mapping[str, Any], kind: str) -> Mapping[str, Any]:
    table = document.get(kind)
    return table if isinstance(table, dict) else {}


def _records(document: Mapping[str, Any], kind: str, faults: list[Fault]) -> Iterator[tuple[str, Any]]:
    """The records of one kind that are sound in themselves; the faults of the others are noted."""
    for id_, row in _table(document, kind).items():
        path = _path(kind, id_)
        if len(faults) > _MOST_FAULTS:
            faults.append(Fault("this and what follows was not read, as so much else is wrong", path))
            return
        try:
            to_id(id_)
            yield id_, _record(id_, row, KINDS[kind])
        except (ClassValidationError, DprkTourismError) as error:
            faults += _faults(error, path)


def _path(kind: str, id_: str) -> str:
    """Where a record stands; what is too long for an id is cut short, as it stands in the path of each fault."""
    return f"{kind}.{id_}" if len(id_) <= LONGEST_ID else f"{kind}.{id_[:LONGEST_ID]}..."


def _raw_references(kind: str, id_: str, row: object) -> Iterator[Reference]:
    """The references in a record that has a fault of its own, so that theirs are told with it."""
    fields = row if isinstance(row, dict) else {}
    record = Resort if kind == "places" and fields.get("resort") is True else KINDS[kind]
    yield from references(record, fields, _path(kind, id_))


def _record(id_: str, row: object, kind: type) -> Any:
    if not isinstance(row, dict):
        raise WrongTypeError("a table", row)
    if "id" in row:
        raise InvalidValueError("the id of a record is its key; leave `id` out")
    fields = {**row, "id": id_}
    if kind is Place and (resort := fields.pop("resort", False)) is not False:
        if resort is not True:
            raise WrongTypeError("true or false for `resort`", resort)
        return _converter().structure(fields, Resort)
    return _converter().structure(fields, kind)


def _faults(error: BaseException, path: str) -> Iterator[Fault]:
    """The faults in an error of cattrs, which groups them as the document nests."""
    if isinstance(error, ClassValidationError):
        noted, others = error.group_exceptions()
        for inner, field in noted:
            yield from _faults(inner, f"{path}.{_WRITTEN.get(field.name, field.name)}")
        for inner in others:
            yield from _faults(inner, path)
    elif isinstance(error, IterableValidationError):
        for inner, item in error.group_exceptions()[0]:
            yield from _faults(inner, f"{path}[{item.index}]")
    elif isinstance(error, ForbiddenExtraKeysError):
        known = [_WRITTEN.get(name, name) for name in attrs.fields_dict(error.cl) if name not in _UNWRITTEN]
        known += ["resort"] if issubclass(error.cl, Place) else []
        for key in sorted(error.extra_fields):
            of_resorts = error.cl is Place and key in attrs.fields_dict(Resort)
            told = f"`{key}` belongs to resorts; write `resort = true`" if of_resorts else _unknown_key(key, known)
            yield Fault(told, f"{path}.{key}")
    elif isinstance(error, KeyError):
        yield Fault("it is missing", path)
    else:
        yield Fault(str(error), path)


_WRITTEN: Final = {"attribute": "for", "except_": "except"}
"""Fields whose key in a file is no name in Python."""

_UNWRITTEN: Final = ("id", "window", "disputed")
"""Fields that are no keys: the id is the key of the record, the others follow from the datings."""


# --- what looks different in a file


@attrs.frozen
class _DatingRow:
    """A dating as it is written: its citation lies flat in it."""

    when: DayWindow = attrs.field(converter=to_window)
    source: str = attrs.field(converter=to_id)
    words: str | None = attrs.field(converter=to_optional_text, default=None)
    at: str | None = attrs.field(converter=to_optional_text, default=None)


@attrs.frozen
class _AudienceRow:
    """An audience as it is written in full."""

    certain: frozenset[str] = frozenset()
    possible: frozenset[str] = frozenset()
    except_: frozenset[str] = frozenset()


@attrs.frozen
class _PlainCitation:
    """A citation of a whole record."""

    source: str = attrs.field(converter=to_id)
    at: str | None = attrs.field(converter=to_optional_text, default=None)


def _to_written_window(value: object) -> DayWindow:
    # Days and texts only: a moment of the clock is no day of the calendar.
    if isinstance(value, dt.datetime) or not isinstance(value, str | dt.date):
        raise WrongTypeError("a window of days, such as 2025-07-01, 2025-07 or [2025-07-16..2025-07-18]", value)
    return to_window(value)


def _to_written_day(value: Any) -> Day:
    if isinstance(value, dt.datetime):
        raise WrongTypeError("a day, such as 2025-07-01", value)
    return to_day(value)


@cache
def _converter() -> Converter:
    converter = Converter(forbid_extra_keys=True, detailed_validation=True)
    converter.register_structure_hook(_Code, lambda value, _: _Code(to_nationality(value)))
    converter.register_structure_hook(Audience, lambda value, _: _to_audience(value, converter))
    window = override(struct_hook=lambda value, _: _to_written_window(value))
    _register_row(converter, Citation)
    _register_row(converter, _PlainCitation)
    _register_row(converter, _DatingRow, when=window)
    codes = override(struct_hook=lambda value, _: _to_members(value, converter))
    certain = override(struct_hook=lambda value, _: _to_certain(value, converter))
    _register_row(converter, _AudienceRow, certain=certain, possible=codes, except_=codes)
    cites = override(struct_hook=lambda value, _: _to_cites(value, converter))
    plain_cites = override(struct_hook=lambda value, _: _to_plain_cites(value, converter))
    _register_row(converter, Source, published=window)
    _register_row(converter, Place, cites=cites)
    _register_row(converter, Resort, cites=cites)
    _register_row(converter, Event, datings=override(struct_hook=lambda value, _: _to_datings(value, converter)))
    audience = override(struct_hook=lambda value, _: converter.structure(value, Audience))
    _register_row(converter, AccessPolicy, audience=audience, cites=plain_cites)
    return converter


def _register_row(converter: Converter, cls: type, **special: Any) -> None:
    """Read a class field by field, each with its own converter, so that each fault is met and has its path."""
    overrides: dict[str, Any] = {}
    for field in attrs.fields(cls):
        hook = special.get(field.name) or override(struct_hook=_field_hook(field))
        written = _WRITTEN.get(field.name)
        overrides[field.name] = attrs.evolve(hook, rename=written) if written else hook
    structure: Callable[[Any, Any], Any] = make_dict_structure_fn(cls, converter, **overrides)

    def structure_table(value: object, kind: type) -> Any:
        if not isinstance(value, dict):
            raise WrongTypeError("a table", value)
        return structure(value, kind)

    converter.register_structure_hook(cls, structure_table)


def _field_hook(field: "attrs.Attribute[Any]") -> Callable[[Any, Any], Any]:
    convert: Any = field.converter

    def converted(value: object, _: object) -> Any:
        if value is None:
            raise WrongTypeError("a value (leave the key out if there is none)", value)
        return convert(value)

    return converted


def _listed(value: object, kind: Any, what: str, converter: Converter) -> list[Any]:
    if not isinstance(value, list):
        raise WrongTypeError(what, value)
    return converter.structure(value, list[kind])


def _to_datings(value: object, converter: Converter) -> tuple[Dating, ...]:
    rows = _listed(value, _DatingRow, "a list of datings", converter)
    return to_datings(Dating(when=row.when, words=row.words, citation=Citation(row.source, row.at)) for row in rows)


def _to_cites(value: object, converter: Converter) -> list[Citation]:
    return _listed(value, Citation, "a list of citations", converter)


def _to_plain_cites(value: object, converter: Converter) -> tuple[Citation, ...]:
    rows = _listed(value, _PlainCitation, "a list of citations", converter)
    return to_cites(Citation(row.source, row.at) for row in rows)


def _to_audience(value: object, converter: Converter) -> Audience:
    if isinstance(value, str):
        return Audience.named(value)
    if isinstance(value, list):
        return Audience(_to_members(value, converter))
    if not isinstance(value, dict):
        raise WrongTypeError("an audience (a name, a list of nationalities, or a table)", value)
    row = converter.structure(value, _AudienceRow)
    return Audience(row.certain - row.except_, row.possible - row.except_)


def _to_certain(value: object, converter: Converter) -> frozenset[str]:
    if isinstance(value, str) and Audience.named(value).possible:
        raise InvalidValueError(f"nobody surely belongs to `{value}`; write it under `possible`")
    return _to_members(value, converter)


def _to_members(value: object, converter: Converter) -> frozenset[str]:
    if isinstance(value, str):
        return Audience.named(value).members
    if isinstance(value, list) and len(value) > _MOST_MEMBERS:
        raise InvalidValueError(f"a list of {len(value)} nationalities is too long; write each once")
    return frozenset(_listed(value, _Code, "a list of nationalities, or the name of an audience", converter))


# --- writing


def write(records: Records, format: Format) -> str:  # noqa: A002
    """Return the document of some records, so that reading it gives equal ones."""
    writers: dict[str, Callable[[dict[str, Any]], str]] = {"toml": _to_toml, "json": _to_json}
    if format not in tuple(writers):
        raise InvalidValueError(f"{quoted(format)} is no format; write `toml` or `json`")
    return writers[format](_document(records))


def _document(history: Records) -> dict[str, Any]:
    head: dict[str, Any] = {"id": history.id, "title": history.title}
    if history.surveyed_through is not None:
        head["surveyed_through"] = history.surveyed_through.isoformat()
    kinds = {kind: {id_: _row(record) for id_, record in getattr(history, kind).items()} for kind in KINDS}
    return {**head, **{kind: rows for kind, rows in kinds.items() if rows}}


def _row(record: Any) -> dict[str, Any]:
    row: dict[str, Any] = _writer().unstructure(record)
    return {"resort": True, **row} if isinstance(record, Resort) else row


@cache
def _writer() -> Converter:
    writer = Converter(omit_if_default=True)
    writer.register_unstructure_hook(DayWindow, str)
    writer.register_unstructure_hook(Audience, _audience_row)
    writer.register_unstructure_hook(Dating, _dating_row)
    writer.register_unstructure_hook(
        Citation,
        make_dict_unstructure_fn(Citation, writer, _cattrs_omit_if_default=True, attribute=override(rename="for")),
    )
    for cls in (Source, Place, Resort, Event, AccessPolicy):
        unstructure = make_dict_unstructure_fn(cls, writer, _cattrs_omit_if_default=True, id=override(omit=True))
        writer.register_unstructure_hook(cls, unstructure)
    return writer


def _dating_row(dating: Dating) -> dict[str, Any]:
    row = {"when": str(dating.when), "words": dating.words, "source": dating.citation.source, "at": dating.citation.at}
    return {key: value for key, value in row.items() if value is not None}


def _audience_row(audience: Audience) -> Any:
    """The shortest way to write an audience: its name, a list, or a table."""
    for name, named in NAMED_AUDIENCES.items():
        if audience == named:
            return name
    if not audience.possible and not _exceptions(audience):
        return sorted(audience.certain)
    row: dict[str, Any] = {}
    if exceptions := _exceptions(audience):
        row = {"certain": exceptions[0], "except": exceptions[1]}
    elif audience.certain:
        row = {"certain": _members_row(audience.certain, audience)}
    if audience.possible:
        row["possible"] = _members_row(audience.possible, audience)
    return row


def _members_row(codes: frozenset[str], audience: Audience) -> Any:
    for name, named in NAMED_AUDIENCES.items():
        # A code in both is certain, so a name may stand for what is left of it.
        if codes == (named.certain if codes is audience.certain else named.members - audience.certain):
            return name
    return sorted(codes)


def _exceptions(audience: Audience) -> tuple[str, list[str]] | None:
    """A named audience and those few of it that are missing, where nobody is a possible member."""
    name, missing = all_but(audience.certain)
    return (name, sorted(missing)) if not audience.possible and len(missing) <= _FEW else None


_FEW: Final = 20
"""So many exceptions read better than a list of all the others."""


def _to_json(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _to_toml(document: dict[str, Any]) -> str:
    lines = [f"{key} = {_toml(value)}" for key, value in document.items() if key not in KINDS]
    for kind in KINDS:
        for id_, row in document.get(kind, {}).items():
            lines += ["", f"[{kind}.{id_}]", *(f"{key} = {_toml(value)}" for key, value in row.items())]
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    """A value of a row; TOML's basic strings are JSON's, but for the delete character."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, str):
        return re.sub("\x7f", "\\\\u007f", json.dumps(value, ensure_ascii=False))
    return json.dumps(value)
