"""Ways to answer a million questions at once, one module for each library.

Each module gives its ways by `ways(columns)`. What is written by hand there is for the resort of the article, with
its days as constants, as an analyst would write it who has read the records.
"""

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

import attrs

import dprk_tourism
from benchmarks.columns import Columns

THREE, THREE_CATEGORIES = "three columns", "three columns as categories"
VERDICT, VERDICT_CATEGORIES = "verdict", "verdict as categories"
GIVES = (THREE, THREE_CATEGORIES, VERDICT, VERDICT_CATEGORIES)
"""What a way makes of the rows. Categories are less than texts, so the two are not mixed."""

FLOOR, INDEXED = "gather on codes, in chunks (floor)", "gather on codes"
"""The names of numpy's ways: the fastest known, and as one writes it."""

MODULES = ("polars", "pandas", "arrow", "numpy", "openfisca")


@attrs.frozen
class Answers:
    """What a way answered, as plain lists; None for a column that it does not make."""

    verdict: Sequence[str]
    projected: Sequence[bool] | None = None
    deciding: Sequence[tuple[str, ...]] | None = None


@attrs.frozen(kw_only=True)
class Way:
    """One way to answer all rows."""

    name: str
    library: str
    gives: str
    """One of `GIVES`."""
    run: Callable[[], Any]
    """What is timed."""
    read: Callable[[Any], Answers]
    """Turns what `run` gives into plain lists; not timed."""
    tells_hinges: bool = True
    """Whether it can say that an answer hinges on an unknown; if not, such rows are not compared."""
    is_library: bool = False
    """Whether it is this project's own."""


def found(columns: Columns) -> tuple[list[Way], list[str]]:
    """Give the ways of the libraries that are installed, and a line for each that is left out."""
    ways: list[Way] = []
    missing: list[str] = []
    for module in MODULES:
        try:
            make = import_module(f"{__name__}.{module}").ways
        except ImportError as error:
            missing.append(f"{module}: not installed ({error})")
        else:
            ways += make(columns)
    return ways, missing


def split(value: Any) -> tuple[str, ...]:
    """Give ids as a tuple, be they a list or one text."""
    if value is None:
        return ()
    return tuple(value.replace(",", " ").split()) if isinstance(value, str) else tuple(value)


def screens(library: str, frame: Any, read: Callable[[Any], Answers], columns: Columns) -> list[Way]:
    """Give the library's own way, where it has one."""
    screen = getattr(dprk_tourism, "screen", None)
    if screen is None:
        return []

    def run() -> Any:
        return screen(frame, history=columns.history)

    return [Way(name="screen", library=library, gives=THREE, run=run, read=read, is_library=True)]
