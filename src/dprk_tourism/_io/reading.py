"""Documents to records, strictly: all faults at once, each with its path. The home of cattrs.

The fields of a record are converted by the record's own converters, so a file may hold what Python code may give; only
what looks different in a file is described here.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import chain, islice
from typing import Any, Final, NewType

import attrs
from cattrs import ClassValidationError, Converter, ForbiddenExtraKeysError, IterableValidationError
from cattrs.gen import make_dict_structure_fn, override

from dprk_tourism._graph import KINDS, Records, Reference, given_first_day, later_day, located, references
from dprk_tourism._io import Format
from dprk_tourism._io.syntax import parse
from dprk_tourism._io.writing import row_of
from dprk_tourism._model.days import Day, read_day, to_day
from dprk_tourism._model.fields import LONGEST_ID, converter_of, key_of, to_id, to_text
from dprk_tourism._model.records import Citation, Dating, Place, Resort, to_optional_window, to_publication
from dprk_tourism._model.travellers import Audience, to_audience, to_nationality
from dprk_tourism._rules.integrity import faults_of_meaning, reference_faults
from dprk_tourism._text import did_you_mean, nearest, quoted
from dprk_tourism.errors import (
    DprkTourismError,
    Fault,
    FileError,
    InvalidDocumentError,
    InvalidValueError,
    UnknownNameError,
    WrongTypeError,
)

_HEAD: Final = ("id", "title", "extends", "without", "changes", "surveyed_from", "surveyed_through")

_MOST_FAULTS: Final = 1_000
"""After so many faults no further record is read."""

_MOST_ITEMS: Final = 1_000
"""How many items a list may hold; there are 203 nationalities."""

_Code = NewType("_Code", str)


def read(text: str, format: Format, name: str, base: Callable[[str], Records]) -> Records:  # noqa: A002 - the public word
    """Return the records of a text; *name* is what errors call it, *base* returns the history that it extends."""
    reader = _Reader(parse(text, format, name))
    records = reader.records(base)
    if reader.faults:
        raise InvalidDocumentError(tuple(sorted(reader.faults, key=lambda fault: fault.path)), name)
    return records


class _Reader:
    """A document, and the faults that were found in it so far."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self.faults: list[Fault] = []

    def records(self, base: Callable[[str], Records]) -> Records:
        """Return the sound records, those of the history that is extended included."""
        self._check_keys()
        inherited = self._inherited(base)
        kept = self._kept(inherited)
        new = {kind: {**dict(self._changed(kind, kept[kind])), **dict(self._sound(kind))} for kind in KINDS}
        kinds = {kind: dict(sorted({**kept[kind], **new[kind]}.items())) for kind in KINDS}
        given = self._head("surveyed_through", _written_day, optional=True)
        before = None if inherited is None else inherited.surveyed_through
        through = given or later_day(before, new["sources"])
        first = self._head("surveyed_from", _written_day, optional=True)
        if first is None and inherited is not None:
            first = given_first_day(inherited)
        id_, title = self._head("id", to_id), self._head("title", to_text)
        records = Records(id=id_, title=title, surveyed_from=first, surveyed_through=through, **kinds)
        self._note(self._faults_between(records, new))
        return records

    def _note(self, faults: Iterable[Fault]) -> None:
        """Keep faults while there is room; the rest is not even looked for."""
        self.faults += islice(faults, max(0, _MOST_FAULTS + 1 - len(self.faults)))

    @property
    def _is_full(self) -> bool:
        return len(self.faults) > _MOST_FAULTS

    def _check_keys(self) -> None:
        self._check_tables(self.document, (*_HEAD, *KINDS), "")
        if self._head("changes", _table, optional=True) is not None:
            self._check_tables(self.document["changes"], tuple(KINDS), "changes.")

    def _check_tables(self, of: Mapping[str, Any], known: Sequence[str], path: str) -> None:
        self._note(Fault(_unknown_key(key, known), f"{path}{key}") for key in of if key not in known)
        for kind in KINDS:
            if not isinstance(table := of.get(kind, {}), dict):
                self.faults.append(Fault(str(WrongTypeError("a table of records by id", table)), f"{path}{kind}"))

    def _head(self, key: str, to: Callable[[Any], Any], *, optional: bool = False) -> Any:
        """A value from the top of the document, or None."""
        if key in self.document:
            try:
                return to(self.document[key])
            except DprkTourismError as error:
                self.faults.append(Fault(str(error), key))
        elif not optional:
            self.faults.append(Fault(_MISSING, key))
        return None

    def _inherited(self, base: Callable[[str], Records]) -> Records | None:
        name = self._head("extends", to_text, optional=True)
        try:
            return None if name is None else base(name)
        except (InvalidValueError, UnknownNameError, FileError) as error:
            self.faults.append(Fault(str(error), "extends"))
            return None

    def _kept(self, inherited: Records | None) -> dict[str, dict[str, Any]]:
        """The inherited records, except those that the document goes without."""
        kept = {kind: dict(getattr(inherited, kind, {})) for kind in KINDS}
        for number, id_ in enumerate(self._head("without", _list_of_strings, optional=True) or ()):
            if self._is_full:
                break
            try:
                kind, name = located(kept, id_)
                del kept[kind][name]
            except UnknownNameError as error:
                self.faults.append(Fault(str(error), f"without[{number}]"))
        return kept

    def _changed(self, kind: str, kept: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        """The inherited records of which the document changes or unsets single fields."""
        for id_, changes in self._rows(kind, self._rows("changes", self.document)).items():
            if self._is_full:
                break
            try:
                if id_ not in kept:
                    raise UnknownNameError(id_, nearest(id_, kept), "what this history inherits", kind="record")
                if id_ in self._rows(kind, self.document):
                    raise InvalidValueError(f"{quoted(id_)} is written anew too. Make the change there.")
                yield id_, _record(id_, _with_changes(row_of(kept[id_]), _table(changes)), KINDS[kind])
            except (ClassValidationError, DprkTourismError) as error:
                self._note(_faults(error, f"changes.{_path(kind, id_)}"))

    def _rows(self, kind: str, of: Mapping[str, Any]) -> Mapping[str, Any]:
        table = of.get(kind)
        return table if isinstance(table, dict) else {}

    def _sound(self, kind: str) -> Iterator[tuple[str, Any]]:
        """The records of one kind that have no fault of their own."""
        for id_, row in self._rows(kind, self.document).items():
            path = _path(kind, id_)
            if self._is_full:
                self.faults.append(Fault("Too many errors. Stopped reading here.", path))
                return
            try:
                yield to_id(id_), _record(id_, row, KINDS[kind])
            except (ClassValidationError, DprkTourismError) as error:
                self._note(_faults(error, path))

    def _faults_between(self, records: Records, new: Mapping[str, Mapping[str, Any]]) -> Iterable[Fault]:
        """What is wrong between the records; those that could not be read keep their ids and their references."""
        paths = {fault.path for fault in self.faults}
        if "extends" in paths:  # the history that was not found may hold what is missing
            return faults_of_meaning(records)
        rows = {kind: self._rows(kind, self.document) for kind in KINDS}
        unread = [(kind, id_, row) for kind in KINDS for id_, row in rows[kind].items() if id_ not in new[kind]]
        further = [each for kind, id_, row in unread for each in _raw_references(kind, id_, row)]
        lost = reference_faults(records, rows, [each for each in further if each.path not in paths])
        return chain(lost, faults_of_meaning(records))


_MISSING: Final = "Required key is missing."


def _unknown_key(key: str, known: Iterable[str]) -> str:
    advice = did_you_mean(nearest(key, known, most=1)) or f"Use one of {', '.join(sorted(known))}."
    return f"Unknown key {quoted(key)}. {advice}"


def _table(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise WrongTypeError("a table", value)
    return value


def _list_of_strings(value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise WrongTypeError("a list of strings", value)
    return value


def _with_changes(row: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """A row with some fields changed, and without those that are unset."""
    unset = _list_of_strings(changes.get("unset", []))
    for key in unset:
        if key not in row:
            raise InvalidValueError(f"{quoted(key)} is not set, so it cannot be unset. Remove it from `unset`.")
    kept = {key: value for key, value in row.items() if key not in unset}
    return {**kept, **{key: value for key, value in changes.items() if key != "unset"}}


def _written_day(value: Any) -> Day:
    if isinstance(value, dt.datetime):
        raise WrongTypeError("a day, such as 2025-07-01", value)
    return read_day(value) if isinstance(value, str) else to_day(value)


def _path(kind: str, id_: str) -> str:
    """The path of a record; a key that is too long for an id is cut short."""
    return f"{kind}.{id_}" if len(id_) <= LONGEST_ID else f"{kind}.{id_[:LONGEST_ID]}..."


def _raw_references(kind: str, id_: str, row: object) -> Iterator[Reference]:
    fields = row if isinstance(row, dict) else {}
    record = Resort if kind == "places" and fields.get("resort") is True else KINDS[kind]
    return references(record, fields, _path(kind, id_))


def _record(id_: str, row: object, record: type) -> Any:
    if not isinstance(row, dict):
        raise WrongTypeError("a table", row)
    if "id" in row:
        raise InvalidValueError("The id of a record is its key. Leave `id` out.")
    fields = {**row, "id": id_}
    if record is Place and (resort := fields.pop("resort", False)) is not False:
        if resort is not True:
            raise WrongTypeError("true or false for `resort`", resort)
        record = Resort
    return _converter().structure(fields, record)


def _faults(error: BaseException, path: str) -> Iterator[Fault]:
    """The faults in an error of cattrs, which groups them as the document nests."""
    if isinstance(error, ClassValidationError):
        noted, others = error.group_exceptions()
        for inner, note in noted:
            field = attrs.fields_dict(error.cl)[note.name]
            yield from _faults(inner, path if "spread" in field.metadata else f"{path}.{key_of(field)}")
        for inner in others:
            yield from _faults(inner, path)
    elif isinstance(error, IterableValidationError):
        for inner, item in error.group_exceptions()[0]:
            yield from _faults(inner, f"{path}[{item.index}]")
    elif isinstance(error, ForbiddenExtraKeysError):
        for key in sorted(error.extra_fields):
            of_resorts = error.cl is Place and key in attrs.fields_dict(Resort)
            advice = f"`{key}` belongs to resorts. Write `resort = true`."
            yield Fault(advice if of_resorts else _unknown_key(key, _keys(error.cl)), f"{path}.{key}")
    else:
        yield Fault(_MISSING if isinstance(error, KeyError) else str(error), path)


def _keys(record: type) -> list[str]:
    """The keys that a row of a record may have."""
    own = [key_of(field) for field in attrs.fields(record) if field.name != "id" and "spread" not in field.metadata]
    spread = [key for inner in _spread(record).values() for key in _keys(inner)]
    return [*own, *spread, *(["resort"] if issubclass(record, Place) else [])]


def _spread(record: type) -> dict[str, type]:
    """The records whose keys are written beside those of *record*, by the name of the field."""
    fields = attrs.fields(record)
    return {field.name: field.metadata["spread"] for field in fields if "spread" in field.metadata}


@attrs.frozen
class _AudienceRow:
    """An audience as it is written in full."""

    certain: frozenset[str] = frozenset()
    possible: frozenset[str] = frozenset()
    except_: frozenset[str] = attrs.field(default=frozenset(), metadata={"key": "except"})


@cache
def _converter() -> Converter:
    converter = Converter(forbid_extra_keys=True, detailed_validation=True)
    converter.register_structure_hook(_Code, lambda value, _: _Code(to_nationality(value)))
    for record in (Citation, Dating, *KINDS.values(), Resort):
        _register(converter, record, lambda field: partial(_read_field, converter, field))
    members = {"certain": _read_certain, "possible": _read_members, "except_": _read_members}
    _register(converter, _AudienceRow, lambda field: partial(members[field.name], converter))
    return converter


def _register(converter: Converter, record: type, reader: Callable[[Any], Callable[[Any, Any], Any]]) -> None:
    """Read a class field by field, so that each fault is met and has its path."""
    fields = attrs.fields(record)
    overrides: dict[str, Any] = {f.name: override(rename=key_of(f), struct_hook=reader(f)) for f in fields}
    structure: Callable[[Any, Any], Any] = make_dict_structure_fn(record, converter, **overrides)
    converter.register_structure_hook(record, lambda row, kind: structure(_gathered(row, record), kind))


def _gathered(row: object, record: type) -> dict[str, Any]:
    """A row of which the keys of each record that is spread in it are in a table of their own."""
    if not isinstance(row, dict):
        raise WrongTypeError("a table", row)
    for name, inner in _spread(record).items():
        if name in row:
            raise InvalidValueError(_unknown_key(name, _keys(record)))
        keys = _keys(inner)
        own = {key: value for key, value in row.items() if key not in keys}
        row = {**own, name: {key: row[key] for key in keys if key in row}}
    return row


def _read_field(converter: Converter, field: "attrs.Attribute[Any]", value: Any, _: object) -> Any:
    convert, meta = converter_of(field), field.metadata
    if value is None:
        raise WrongTypeError("a value (leave the key out if there is none)", value)
    if "spread" in meta:
        value = converter.structure(value, meta["spread"])
    elif "list_of" in meta:
        value = _read_list(converter, value, meta["list_of"], f"a list of {meta['list_of'].__name__.lower()}s")
    elif convert is to_audience:
        value = _read_audience(converter, value)
    elif convert in (to_optional_window, to_publication) and isinstance(value, dt.datetime):  # too much for a window
        raise WrongTypeError("a window of days, such as 2025-07-01, 2025-07 or [2025-07-16..2025-07-18]", value)
    return convert(value)


def _read_list(converter: Converter, value: object, item: Any, expected: str) -> list[Any]:
    if not isinstance(value, list):
        raise WrongTypeError(expected, value)
    if len(value) > _MOST_ITEMS:  # the faults of all items are in memory at once
        raise InvalidValueError(f"A list of {len(value):,} items is too long. Use at most {_MOST_ITEMS:,}.")
    return converter.structure(value, list[item])


def _read_audience(converter: Converter, value: object) -> Audience:
    if isinstance(value, str):
        return Audience.named(value)
    if isinstance(value, list):
        return Audience(_read_members(converter, value))
    if not isinstance(value, dict):
        raise WrongTypeError("an audience (a name, a list of nationalities, or a table)", value)
    row = converter.structure(value, _AudienceRow)
    return Audience(row.certain - row.except_, row.possible - row.except_ - row.certain)


def _read_certain(converter: Converter, value: object, _: object) -> frozenset[str]:
    if isinstance(value, str) and Audience.named(value).possible:
        raise InvalidValueError(f"`{value}` has no certain members. List it under `possible`.")
    return _read_members(converter, value)


def _read_members(converter: Converter, value: object, _: object = None) -> frozenset[str]:
    if isinstance(value, str):
        return Audience.named(value).members
    return frozenset(_read_list(converter, value, _Code, "a list of nationalities, or the name of an audience"))
