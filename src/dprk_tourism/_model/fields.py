"""Converters and metadata of the fields of records.

A converter takes what a user may write, returns what a record keeps, and raises an error of ours for anything else.
"""

import os
import re
from collections.abc import Callable, Iterable, Mapping
from enum import EnumType, StrEnum
from functools import wraps
from typing import TYPE_CHECKING, Any, Final, NoReturn, TypeVar

import attrs

from dprk_tourism._text import as_text, did_you_mean, nearest, quoted
from dprk_tourism.errors import DprkTourismError, InvalidValueError, WrongTypeError

T = TypeVar("T")
K = TypeVar("K")
V = TypeVar("V")
C = TypeVar("C")

MOST: Final = 1_000_000_000
"""The largest count or measure that a field takes."""

LONGEST_ID: Final = 100
"""How many characters an id may have at most."""

_BEYOND = f"This number is too large. Use at most {MOST}."

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_URL = re.compile(r"https?://[^\s/][^\s]*", re.ASCII | re.IGNORECASE)


class _Choosing(EnumType):
    """Refuses anything but a string before `EnumType` writes it into a message: it may be too large."""

    if not TYPE_CHECKING:  # pragma: no branch - checkers know that a call gives a member

        def __call__(cls, value: Any, *names: Any, **settings: Any) -> Any:
            if not names and not isinstance(value, str):
                cls._missing_(value)
            return super().__call__(value, *names, **settings)


class Choice(StrEnum, metaclass=_Choosing):
    """One value of a short list, which files have in lower case."""

    @classmethod
    def _missing_(cls, value: object) -> NoReturn:
        advice = did_you_mean(nearest(as_text(value), cls, most=1))
        raise InvalidValueError(f"{quoted(value)} is not one of {', '.join(cls)}. {advice}".rstrip())


def shown_by_help(cls: type[C]) -> type[C]:
    """Name the module of the method that attrs makes for cached properties; `help` fails without it in Python 3.13."""
    vars(cls)["__getattr__"].__module__ = cls.__module__
    return cls


def _refuse(held: object, *_: object, **__: object) -> NoReturn:
    raise TypeError(f"A {type(held).__name__} is read-only.")


_REFUSED: Any = _refuse


class FrozenDict(dict[K, V]):
    """A read-only dictionary, which pickles and copies as other dictionaries do."""

    __slots__ = ()

    __setitem__ = __delitem__ = __ior__ = clear = pop = popitem = setdefault = update = _REFUSED

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (dict(self),)


def named_in_errors(record: type, fields: "list[attrs.Attribute[Any]]") -> "list[attrs.Attribute[Any]]":
    """Make each field of a record note its name on the errors that it raises: a `field_transformer` of attrs."""
    return [
        field.evolve(converter=_noting(converter_of(field), f"In the field `{field.name}` of {record.__name__}."))
        if field.converter
        else field
        for field in fields
    ]


def _noting(convert: Callable[[Any], Any], note: str) -> Callable[[Any], Any]:
    @wraps(convert)  # attrs reads from its signature what the record takes
    def noting(value: Any) -> Any:
        try:
            return convert(value)
        except DprkTourismError as error:
            error.add_note(note)
            raise

    vars(noting)["converter"] = convert  # not `__wrapped__`, as *convert* may have one of its own
    return noting


def converter_of(field: "attrs.Attribute[Any]") -> Any:
    """Return the converter of a field as it was written, or None."""
    return getattr(field.converter, "converter", field.converter)


def refers_to(kind: str, *, needed: bool = False) -> dict[str, Any]:
    """Mark a field with ids of records in the table *kind*. A view drops a record with the one that it *needed*."""
    return {"kind": kind, "needed": needed}


def list_of(record: type, *, whole: bool = False) -> dict[str, Any]:
    """Say that a field holds a list of records; of citations, whether it needs one of the whole record."""
    return {"list_of": record, "whole": whole}


def spread(record: type) -> dict[str, Any]:
    """Mark a field with one record, whose keys a file has beside those of the record that holds it."""
    return {"spread": record}


def key_of(field: "attrs.Attribute[Any]") -> str:
    """Return the key of a field in a file."""
    return str(field.metadata.get("key", field.name))


def to_text(value: str) -> str:
    """Validate a string that is not blank."""
    if not isinstance(value, str):
        raise WrongTypeError("a string", value)
    if not value.strip():
        raise InvalidValueError("This string is empty. Leave it out, or write something.")
    try:
        value.encode()
    except UnicodeEncodeError:  # no file could hold it
        raise InvalidValueError("This string contains half a character (a lone surrogate). Remove it.") from None
    return str.__str__(value)  # a plain string, also of a subclass such as numpy's


def to_optional_text(value: str | None) -> str | None:
    """Validate a string that is not blank, or None."""
    return None if value is None else to_text(value)


def to_id(value: str) -> str:
    """Validate an id: lower-case words of a to z and digits, joined by hyphens."""
    text = to_text(value)
    if len(text) > LONGEST_ID:
        raise InvalidValueError(f"{quoted(text)} is too long for an id. Use at most {LONGEST_ID} characters.")
    if not _ID.fullmatch(text):
        raise InvalidValueError(
            f"{quoted(text)} is not a valid id. Use lower-case words joined by hyphens, for example `wonsan-kalma`."
        )
    return text


def to_optional_id(value: str | None) -> str | None:
    """Validate an id, or None."""
    return None if value is None else to_id(value)


def to_url(value: str | None) -> str | None:
    """Validate a web address, or None."""
    if value is None:
        return None
    text = to_text(value)
    if not _URL.fullmatch(text) or not text.isprintable():
        raise InvalidValueError(
            f"{quoted(text)} is not a valid web address. "
            "It must start with http:// or https://, and have no spaces or control characters."
        )
    return text


def to_path(value: object, expected: str) -> str:
    """Return a path as a string; *expected* is the word of the error for anything else, such as bytes."""
    path = os.fspath(value) if isinstance(value, str | os.PathLike) else None
    if not isinstance(path, str):
        raise WrongTypeError(expected, value)
    return path


def to_flag(value: bool) -> bool:  # noqa: FBT001 - what a field takes
    """Validate a truth value of Python or numpy."""
    try:
        return {True: True, False: False}[value]
    except (KeyError, TypeError):
        raise WrongTypeError("True or False", value) from None


def to_count(value: int | None) -> int | None:
    """Validate a whole number of at least 1, or None."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        raise WrongTypeError("a whole number", value)
    if abs(value) > MOST:
        raise InvalidValueError(_BEYOND)
    if value < 1:
        raise InvalidValueError(f"{value} is too small. Use a whole number of at least 1.")
    return value


def to_measure(value: float | None) -> float | None:
    """Validate a finite number above 0, or None."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise WrongTypeError("a number", value)
    if MOST < abs(value) < float("inf"):
        raise InvalidValueError(_BEYOND)
    if not 0 < value <= MOST:
        raise InvalidValueError(f"{value} is not a valid length. Use a number above 0.")
    return float(value)


def items_of(value: Iterable[T], what: str) -> tuple[T, ...]:
    """Return the items of a list in their order, each once; *what* is the word of the error for such a list."""
    if isinstance(value, str | bytes | Mapping) or not isinstance(value, Iterable):
        raise WrongTypeError(what, value)
    items = tuple(value)
    try:
        return tuple(dict.fromkeys(items))
    except TypeError:  # an item that cannot be a key, such as a list
        raise WrongTypeError(what, items) from None


def records_of(value: Iterable[object], kind: type[T], what: str) -> tuple[T, ...]:
    """Return the records of a list in their order, each once; all must be of the class *kind*."""
    records: list[T] = []
    for record in items_of(value, what):
        if not isinstance(record, kind):
            raise WrongTypeError(what, record)
        records.append(record)
    return tuple(records)
