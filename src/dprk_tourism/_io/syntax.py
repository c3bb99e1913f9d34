"""The text of a document to plain tables and back: TOML and JSON."""

import json
import re
import tomllib
from collections.abc import Callable, Iterable
from typing import Any, Final, NoReturn

from dprk_tourism._io import Format
from dprk_tourism._text import quoted, reason_of
from dprk_tourism.errors import Fault, InvalidDocumentError, InvalidValueError, WrongTypeError

_BYTE_ORDER_MARK: Final = "\ufeff"
"""How some editors begin a text; files are read without it."""

_LONG_KEY: Final = re.compile(
    r"""(?:^|[\[{,])[ \t]*+(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){100}""", re.MULTILINE
)
"""A key of more than a hundred parts, on which tomllib spends the square of their number."""


def parse(text: str, format: Format, name: str) -> dict[str, Any]:  # noqa: A002 - the public word
    """Return the tables of a text; *name* is what errors call it."""
    read = _of(format, {"toml": _read_toml, "json": read_json})
    if not isinstance(text, str):
        raise WrongTypeError("a string", text)
    try:
        document = read(text.removeprefix(_BYTE_ORDER_MARK))
    except (ValueError, RecursionError) as error:
        fault = Fault(f"This is not valid {format.upper()}: {reason_of(error)}.", "")
        raise InvalidDocumentError((fault,), name) from None
    if not isinstance(document, dict):
        raise InvalidDocumentError((Fault(str(WrongTypeError("a table", document)), ""),), name)
    return document


def _of(format: object, functions: dict[str, Callable[..., Any]]) -> Callable[..., Any]:  # noqa: A002
    if not isinstance(format, str) or format not in functions:
        raise InvalidValueError(f"{quoted(format)} is not a format. Use `toml` or `json`.")
    return functions[format]


def _read_toml(text: str) -> dict[str, Any]:
    if long := _LONG_KEY.search(text):
        line = text.count("\n", 0, long.end()) + 1
        raise ValueError(f"a key has more than a hundred parts (at line {line})")
    return tomllib.loads(text)


def read_json(text: str, read_number: Callable[[str], Any] | None = None) -> Any:
    """Read JSON as its standard has it, and no key twice in one table; *read_number* reads the digits of a number."""
    return json.loads(
        text, object_pairs_hook=_once, parse_constant=_no_number, parse_int=read_number, parse_float=read_number
    )


def _once(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"the key `{key}` occurs twice in one table")
        found[key] = value
    return found


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is not a number in JSON")


def print_document(document: dict[str, Any], format: Format) -> str:  # noqa: A002
    """Return the text of a document whose records are tables of tables."""
    return str(_of(format, {"toml": _print_toml, "json": _print_json})(document))


def _print_json(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _print_toml(document: dict[str, Any]) -> str:
    lines = [f"{key} = {_toml(value)}" for key, value in document.items() if not isinstance(value, dict)]
    for kind, rows in document.items():
        for id_, row in rows.items() if isinstance(rows, dict) else ():
            lines += ["", f"[{kind}.{id_}]", *(f"{key} = {_toml(value)}" for key, value in row.items())]
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    """A value of a row; TOML's basic strings are JSON's, except for the delete character."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(key)} = {_toml(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, str):
        return re.sub("\x7f", "\\\\u007f", json.dumps(value, ensure_ascii=False))
    return json.dumps(value)


def _key(key: str) -> str:
    return key if re.fullmatch("[A-Za-z0-9_-]+", key) else _toml(key)
