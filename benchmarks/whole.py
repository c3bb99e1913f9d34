"""How long it takes to look at a whole history, read anew each time."""

from collections.abc import Callable, Mapping
from typing import Final

import dprk_tourism as dt
from benchmarks.report import Part, Row, Table, seconds, spread
from benchmarks.timing import Spread, earlier_objects_hidden, once

_VISIT: Final = dt.Visit("RU", "wonsan-kalma", "2025-07-20")
"""A visit on which more sources bear than on most others."""

_LOOKS: Final[Mapping[str, tuple[Callable[[dt.History], object], str]]] = {
    "agenda": (dt.agenda, "2 s at most"),
    "learned": (lambda record: record.learned(_VISIT), "0.3 s at most"),
    "critical sources": (lambda record: record.decide(_VISIT).critical_sources(), "0.3 s at most"),
    "check": (dt.check, "-"),
    "diff with what was known a year before": (lambda record: dt.diff(record.known_on("2025-03-30"), record), "-"),
}
"""What is looked at, and how long it may take."""


def part(rounds: int) -> Part:
    """Measure each look at `record`, with nothing worked out before."""
    text = dt.dumps(dt.load("record"))
    glance: list[Row] = []
    rows: list[Row] = []
    for name, (look, aim) in _LOOKS.items():
        found = Spread.of([_once(text, look) for _ in range(rounds)])
        glance += [(f"`record`: {name}", seconds(found.median), "-", aim)] if aim != "-" else []
        rows.append((name, *spread(found, 1e3)))
    return Part("Whole histories", glance, [Table("`record`", ("what", "ms", "quartiles"), rows)])


def _once(text: str, look: Callable[[dt.History], object]) -> float:
    record = dt.loads(text)
    with earlier_objects_hidden():
        return once(lambda: look(record))
