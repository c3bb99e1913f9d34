"""Text for messages: quoting, suggestions, plurals and wrapped lines."""

import os
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher, get_close_matches
from typing import Final

__all__ = [
    "MOST_SUGGESTED",
    "amount",
    "as_text",
    "columns",
    "described",
    "listed",
    "nearest",
    "on_one_line",
    "quoted",
    "reason_of",
    "wrapped",
]


def nearest(name: str, known: Iterable[str], *, most: int = 3) -> tuple[str, ...]:
    """Give the known names that look most like *name*, best first.

    >>> nearest("wonsan-kalmar", ["dprk", "wonsan-kalma"])
    ('wonsan-kalma',)

    Args:
        name: What somebody wrote.
        known: The names that would have been accepted.
        most: How many to give at the most.
    """
    if len(name) > _LONGEST:
        return ()
    cutoff = _ALIKE if len(name) > _SHORT else _CLOSEST
    alike = get_close_matches(name, sorted(known), n=most, cutoff=cutoff)
    close = [other for other in alike if SequenceMatcher(None, other, name).ratio() >= _CLOSE]
    return tuple(close or alike)


MOST_SUGGESTED: Final = 10
"""How many known names are told where none looks like what was written."""

# How much a suggestion must look like what was written, on the scale of difflib; beside a close one, others confuse.
_CLOSE: Final = 0.8
_ALIKE: Final = 0.65

# Of few letters most are shared with something: EU with the codes of Germany, Ecuador and Réunion.
_SHORT: Final = 3
_CLOSEST: Final = 0.85

# No name of anything is longer; to compare something longer with many names takes long.
_LONGEST: Final = 200


def quoted(value: object) -> str:
    r"""Give what somebody wrote, for a message of one line: marked, cut short, control characters spelt out.

    >>> quoted("2025-07-10\n")
    '`2025-07-10\\n`'

    Args:
        value: What was given.
    """
    text = on_one_line(as_text(value)[: _VERY_LONG + 1])
    return f"`{text}`" if len(text) <= _VERY_LONG else f"`{text[: _VERY_LONG - 3]}...`"


def as_text(value: object, write: Callable[[object], str] = str) -> str:
    """Give what somebody wrote as text, be it too large to be shown, or of a kind that cannot show itself.

    >>> as_text(7), as_text(10**5000)
    ('7', 'something too large to show')

    Args:
        value: What was given.
        write: How it is written.
    """
    try:
        return write(value)
    except (RecursionError, ValueError):  # nested too deeply, or a number of more digits than Python prints
        return "something too large to show"
    except Exception:  # noqa: BLE001 - whatever a foreign kind may raise, it is not what went wrong
        return "something that cannot be shown"


def on_one_line(text: str) -> str:
    r"""Give a text out of data on one line, with characters that control a screen spelt out.

    >>> on_one_line("a\nb\x1b[2J")
    'a\\nb\\x1b[2J'

    Args:
        text: The text.
    """
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def reason_of(error: Exception) -> str:
    """Give why something went wrong: of the system, in its words; of a library, the first line of what it says.

    >>> import errno
    >>> reason_of(OSError(errno.ENOSPC, "Error writing bytes", "answers.csv"))
    'No space left on device'

    Args:
        error: What was raised in reading or writing.
    """
    if isinstance(error, OSError) and error.errno is not None:  # other libraries put names of files into their words
        return os.strerror(error.errno)
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    if isinstance(error, UnicodeError):  # Python tells of its codecs, and where in a part of a file
        return "it is no UTF-8 text" if isinstance(error, UnicodeDecodeError) else "its name is no UTF-8 text"
    if "set_int_max_str_digits" in str(error):  # what Python advises there is not for who wrote the file
        return "a number has more digits than can be read"
    return getattr(error, "strerror", None) or str(error).partition("\n")[0]


# What a value of another kind, and what somebody wrote, may take of a message.
_LONG: Final = 60
_VERY_LONG: Final = 200


def described(value: object) -> str:
    """A value with its kind, short enough for one line."""
    if value is None:
        return "nothing (None)"
    text = on_one_line(as_text(value, repr))
    cut = text if len(text) <= _LONG else f"{text[: _LONG - 3]}..."
    if cut == type(value).__name__:  # the kind of a column is called what it is
        return cut
    kind = type(value).__name__
    article = "an" if kind[0] in "AEIOUaeiou" else "a"
    return f"{cut} ({_TYPE_WORDS.get(type(value), f'{article} {kind}')})"


_TYPE_WORDS: dict[type, str] = {
    str: "text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    list: "a list",
    tuple: "a list",
    dict: "a table",
}


def amount(count: int, what: str, several: str | None = None) -> str:
    """Give how many there are of something.

    >>> amount(1, "row"), amount(1_000, "row"), amount(2, "policy", "policies")
    ('1 row', '1,000 rows', '2 policies')

    Args:
        count: How many.
        what: What one of them is called.
        several: What several are called; None for the same with an s.
    """
    return f"{count:,} {what if count == 1 else several or f'{what}s'}"


def listed(items: Sequence[str]) -> str:
    """Give items as a list in a sentence.

    >>> listed(["a"]), listed(["a", "b", "c"])
    ('a', 'a, b and c')

    Args:
        items: At least one.
    """
    return " and ".join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else items[0]


def wrapped(text: str, width: int, *, first: int | None = None, cut: bool = True) -> list[str]:
    """Give a text in lines of at most *width* columns.

    >>> wrapped("North Korea shuts its border", 12)
    ['North Korea', 'shuts its', 'border']
    >>> wrapped("원산갈마", 4)
    ['원산', '갈마']

    Args:
        text: The text. The letters of some scripts take two columns each.
        width: At least two.
        first: How many columns the first line may take; None for as many as the others.
        cut: Whether a word that is longer than a line is cut, or else stands out.
    """
    lines = [""]
    for piece in (piece for word in text.split() for piece in (_cut(word, width) if cut else [word])):
        joined = f"{lines[-1]} {piece}" if lines[-1] else piece
        if columns(joined) <= (width if first is None or len(lines) > 1 else first):
            lines[-1] = joined
        else:
            lines.append(piece)
    return lines


def _cut(word: str, width: int) -> Iterator[str]:
    piece = ""
    for letter in word:
        if columns(piece + letter) > width:
            yield piece
            piece = ""
        piece += letter
    yield piece


def columns(text: str) -> int:
    """Give how many columns of a terminal a text takes."""
    return sum(_letter_columns(letter) for letter in text)


def _letter_columns(letter: str) -> int:
    if unicodedata.combining(letter):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1
