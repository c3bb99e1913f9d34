"""What fuzzing asks of each reader, whatever it is given: a value that survives, or an error of the library.

Needs no fuzzer: `test_corpus.py` asks the same of every file of the corpus.
"""

import datetime as dt
import json
import tomllib
from collections.abc import Callable
from functools import cache
from typing import Any, Final

from jsonschema import Draft202012Validator

from dprk_tourism import DayWindow, DprkTourismError, dumps, loads
from dprk_tourism._io import Format
from dprk_tourism._io.schema import schema
from dprk_tourism._model.days import to_day
from dprk_tourism._model.travellers import NATIONALITIES, to_nationality


def toml(text: str) -> None:
    """A history in TOML."""
    history(text, "toml", lambda: tomllib.loads(text))


def json_(text: str) -> None:
    """A history in JSON."""
    history(text, "json", lambda: json.loads(text))


def history(text: str, format_: Format, plain: Callable[[], Any]) -> None:
    """A history that loads is the same after writing and reading in either format, and the schema accepts it."""
    read = loads(text, format=format_)

    assert read == loads(dumps(read))
    assert read == loads(dumps(read, format="json"), format="json")
    assert validator().is_valid(as_json(plain()))


@cache
def validator() -> Draft202012Validator:
    """The schema of history files."""
    return Draft202012Validator(schema())


def as_json(value: Any) -> Any:
    """A value of TOML as JSON has it: a day as its text."""
    if isinstance(value, dict):
        return {key: as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_json(item) for item in value]
    return value.isoformat() if isinstance(value, dt.date) else value


def days(text: str) -> None:
    """A string that is read as a day is the day's only form, or names a time too."""
    assert text == to_day(text).isoformat() or len(text) > len("YYYY-MM-DDT")


def windows(text: str) -> None:
    """A string that is read as a window has its first and last day, and its written form is read as the same window."""
    window = DayWindow.parse(text)

    if window.earliest is not None and window.latest is not None:
        assert window.earliest <= window.latest
    assert window == DayWindow.parse(str(window))
    assert len(str(window)) <= len(text)


def nationalities(text: str) -> None:
    """A word for a nationality has a code, and the code is a word for itself."""
    code = to_nationality(text)

    assert code in NATIONALITIES
    assert code == to_nationality(code)


TARGETS: Final[dict[str, Callable[[str], None]]] = {
    "toml": toml,
    "json": json_,
    "days": days,
    "windows": windows,
    "nationalities": nationalities,
}
"""What may be fuzzed, by its name."""


def run(target: str, data: bytes) -> str:
    """Pass some bytes to a target and return the outcome.

    Bytes that are no UTF-8 stand in the text as half characters, which Python code may hold and no file can.

    Returns:
        `read`, or the name of the error that was raised.

    Raises:
        AssertionError: What was read does not survive, or a message holds what may confuse a terminal.
    """
    try:
        TARGETS[target](data.decode("utf-8", "surrogateescape"))
    except DprkTourismError as error:
        message = str(error)
        assert message
        assert all(c.isprintable() or c == "\n" for c in message), ascii(message)
        return type(error).__name__
    return "read"
