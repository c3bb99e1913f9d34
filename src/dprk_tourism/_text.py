"""Text for messages: quoting, suggestions and plurals."""

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

MOST_SUGGESTED: Final = 10
"""How many known names are suggested if none is similar to the unknown one."""

# How similar a suggestion must be, on the scale of difflib. If one is close, the merely similar ones only confuse.
_CLOSE: Final = 0.8
_SIMILAR: Final = 0.65

# Short names share most letters with some other: EU with the codes of Germany, Ecuador and Réunion.
_SHORT: Final = 3
_SIMILAR_IF_SHORT: Final = 0.85

# No known name is longer, and comparing takes time in proportion to the length.
_LONGEST_COMPARED: Final = 200

# How many characters of a value a message shows.
_LONGEST_DESCRIBED: Final = 60
_LONGEST_QUOTED: Final = 200

_TYPE_NAMES: Final[dict[type, str]] = {
    str: "a string",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    list: "a list",
    tuple: "a list",
    dict: "a table",
}


def data_file(name: str) -> str:
    """Return the text of a file in `data`. To load `importlib.resources` would take longer than to read them all."""
    package: Any = sys.modules[__name__.partition(".")[0]].__spec__
    path = os.path.join(package.submodule_search_locations[0], "data", name)  # noqa: PTH118 - so would pathlib
    return str(package.loader.get_data(path), "utf-8")


def nearest(name: str, known: Iterable[str], *, most: int = 3) -> tuple[str, ...]:
    """Return the *known* names most similar to *name*, best first."""
    if len(name) > _LONGEST_COMPARED:
        return ()
    cutoff = _SIMILAR if len(name) > _SHORT else _SIMILAR_IF_SHORT
    from difflib import SequenceMatcher, get_close_matches  # noqa: PLC0415 - only errors need it

    similar = get_close_matches(name, sorted(known), n=most, cutoff=cutoff)
    close = [other for other in similar if SequenceMatcher(None, other, name).ratio() >= _CLOSE]
    return tuple(close or similar)


def did_you_mean(suggestions: Iterable[str]) -> str:
    """Return the question that offers *suggestions*; an empty string if there are none."""
    names = " or ".join(map(quoted, suggestions))
    return f"Did you mean {names}?" if names else ""


def quoted(value: object) -> str:
    """Return *value* in backticks, on one line and shortened."""
    return f"`{_shortened(on_one_line(as_text(value)[: _LONGEST_QUOTED + 1]), _LONGEST_QUOTED)}`"


def described(value: object) -> str:
    """Return *value* with its type, on one line and shortened."""
    if value is None:
        return "nothing (None)"
    kind = type(value).__name__
    shown = _shortened(on_one_line(as_text(value, repr)), _LONGEST_DESCRIBED)
    if shown == kind:  # the dtype of a column
        return shown
    article = "an" if kind[0] in "AEIOUaeiou" else "a"
    return f"{shown} ({_TYPE_NAMES.get(type(value), f'{article} {kind}')})"


def _shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 3]}..."


def as_text(value: object, write: Callable[[object], str] = str) -> str:
    """Return *value* as a string, even if it is too large to show or cannot show itself."""
    try:
        return write(value)
    except (RecursionError, ValueError):  # nested too deeply, or a number with more digits than Python prints
        return "something too large to show"
    except Exception:  # noqa: BLE001 - a foreign type may raise anything, and its error is not the one to report
        return "something that cannot be shown"


def on_one_line(text: str) -> str:
    """Return *text* with control characters escaped."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def reason_of(error: Exception) -> str:
    """Return why reading or writing failed: the system's words, or the first line of a library's message."""
    if isinstance(error, OSError) and error.errno is not None:  # other libraries add file names to the message
        return os.strerror(error.errno)
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    if isinstance(error, UnicodeError):  # Python's message is about codecs and offsets
        return "it is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else "its name is not UTF-8 text"
    if "set_int_max_str_digits" in str(error):  # Python's advice is for programmers
        return "a number has too many digits"
    return getattr(error, "strerror", None) or str(error).partition("\n")[0]


def amount(count: int, what: str, several: str | None = None) -> str:
    """Return *count* with the singular *what* or its plural."""
    return f"{count:,} {what if count == 1 else several or f'{what}s'}"


def listed(items: Sequence[str]) -> str:
    """Return at least one item as a list in a sentence."""
    return " and ".join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else items[0]
