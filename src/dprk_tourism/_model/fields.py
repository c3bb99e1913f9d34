"""What the fields of records have in common: ids, words, addresses, and values chosen from a short list.

Converters for `attrs` fields. Each takes what a user may write, gives what a record keeps, and raises an error
of the library for anything else.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from functools import wraps
from typing import Any, Final, NoReturn, TypeVar

import attrs

from dprk_tourism._text import as_text, did_you_mean, nearest, quoted
from dprk_tourism.errors import DprkTourismError, InvalidValueError, WrongTypeError

__all__ = [
    "LONGEST_ID",
    "MOST",
    "Choice",
    "converter_of",
    "items_of",
    "named_in_errors",
    "records_of",
    "to_count",
    "to_flag",
    "to_id",
    "to_measure",
    "to_optional_id",
    "to_optional_text",
    "to_text",
    "to_url",
]

T = TypeVar("T")

MOST: Final = 1_000_000_000
"""The largest count or measure that a field takes; whatever is more is a slip."""

LONGEST_ID: Final = 100
"""How many characters an id may have."""

_BEYOND = f"This number is too large. Use at most {MOST}."

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_URL = re.compile(r"https?://[^\s/][^\s]*", re.ASCII | re.IGNORECASE)


class Choice(StrEnum):
    """One value of a short list, written in files by its lower-case name.

    >>> class Colour(Choice):
    ...     RED = "red"
    >>> Colour("red") is Colour.RED
    True
    >>> Colour("rot")
    Traceback (most recent call last):
    ...
    dprk_tourism.errors.InvalidValueError: `rot` is not one of red.
    """

    @classmethod
    def _missing_(cls, value: object) -> NoReturn:
        advice = did_you_mean(nearest(as_text(value), cls, most=1))
        raise InvalidValueError(f"{quoted(value)} is not one of {', '.join(cls)}. {advice}".rstrip())


def named_in_errors(record: type, fields: "list[attrs.Attribute[Any]]") -> "list[attrs.Attribute[Any]]":
    """Make each field of a record note its name on the errors that it raises: a `field_transformer` of attrs.

    >>> import dprk_tourism as dt
    >>> try:
    ...     dt.Citation(None)
    ... except dt.WrongTypeError as error:
    ...     print(error, *error.__notes__)
    Expected a string, but found nothing (None). In the field `source` of Citation.
    """
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

    return noting


def converter_of(field: "attrs.Attribute[Any]") -> Any:
    """Return the converter of a field as it was written, or None."""
    return getattr(field.converter, "__wrapped__", field.converter)


# --- what a field's metadata says, for whoever reads, writes, checks or views records


def refers_to(kind: str, *, needed: bool = False) -> dict[str, Any]:
    """Say that a field holds the id of a record of *kind*, or several; a record goes with one that it needs."""
    return {"kind": kind, "needed": needed}


def list_of(record: type) -> dict[str, Any]:
    """Say that a field holds a list of records."""
    return {"list_of": record}


def spread(record: type) -> dict[str, Any]:
    """Say that a field holds a record whose keys are written beside the others in a file."""
    return {"spread": record}


def key_of(field: "attrs.Attribute[Any]") -> str:
    """Return the key under which a file has the field."""
    return str(field.metadata.get("key", field.name))


def to_text(value: str) -> str:
    """Keep a text that says something; refuse everything else, half characters included."""
    if not isinstance(value, str):
        raise WrongTypeError("a string", value)
    if not value.strip():
        raise InvalidValueError("This string is empty. Leave it out, or write something.")
    try:
        value.encode()
    except UnicodeEncodeError:
        # A lone surrogate is no character: no file could hold it.
        raise InvalidValueError("This string contains half a character (a lone surrogate). Remove it.") from None
    return str.__str__(value)  # of a text of a kind of its own, such as numpy's, only the letters are kept


def to_optional_text(value: str | None) -> str | None:
    """Keep a text, or None for none."""
    return None if value is None else to_text(value)


def to_id(value: str) -> str:
    """Keep an id: lower-case words of a to z and digits, joined by hyphens."""
    text = to_text(value)
    if len(text) > LONGEST_ID:
        raise InvalidValueError(f"{quoted(text)} is too long for an id. Use at most {LONGEST_ID} characters.")
    if not _ID.fullmatch(text):
        raise InvalidValueError(
            f"{quoted(text)} is not a valid id. Use lower-case words joined by hyphens, for example `wonsan-kalma`."
        )
    return text


def to_optional_id(value: str | None) -> str | None:
    """Keep an id, or None for none."""
    return None if value is None else to_id(value)


def to_url(value: str | None) -> str | None:
    """Keep a web address, or None for none."""
    if value is None:
        return None
    text = to_text(value)
    if not _URL.fullmatch(text) or not text.isprintable():
        raise InvalidValueError(
            f"{quoted(text)} is not a valid web address. "
            "It must start with http:// or https://, and have no spaces or control characters."
        )
    return text


def to_flag(value: bool) -> bool:  # noqa: FBT001 - what a field takes
    """Keep true or false, in whatever way Python or numpy writes them; a text such as "no" is neither."""
    try:
        return {True: True, False: False}[value]
    except (KeyError, TypeError):
        raise WrongTypeError("True or False", value) from None


def to_count(value: int | None) -> int | None:
    """Keep a whole number of at least one, or None where it is unknown."""
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
    """Keep a finite number above zero, or None where it is unknown."""
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
    """Give the items of a list in their order, each once; a text is no list of letters.

    >>> items_of(["b", "a", "b"], "a list of words")
    ('b', 'a')

    Args:
        value: What was given.
        what: What was expected, for the error.
    """
    if isinstance(value, str | bytes | Mapping) or not isinstance(value, Iterable):
        raise WrongTypeError(what, value)
    items = tuple(value)
    try:
        return tuple(dict.fromkeys(items))
    except TypeError:  # a list within the list, or something else that cannot be a key
        raise WrongTypeError(what, items) from None


def records_of(value: Iterable[object], kind: type[T], what: str) -> tuple[T, ...]:
    """Give the records of a list in their order, each once; all must be of one kind.

    Args:
        value: What was given.
        kind: The class of the records.
        what: What was expected, for the error.
    """
    records: list[T] = []
    for record in items_of(value, what):
        if not isinstance(record, kind):
            raise WrongTypeError(what, record)
        records.append(record)
    return tuple(records)
