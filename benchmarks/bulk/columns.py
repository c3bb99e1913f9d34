"""The rows of the bulk measurements: nationalities and days at the resort, and the right answers."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import attrs
import numpy as np

from benchmarks.facts import facts_of
from benchmarks.questions import FIRST, LAST
from dprk_tourism import History

PLACE = "wonsan-kalma"
DAYS = (LAST - FIRST).days + 1

Answer = tuple[str, bool, str]
"""The verdict, whether it is projected, and the policies that decide."""


@attrs.frozen(eq=False)
class Columns:
    """Rows as numbers, to be made into the columns of any library."""

    history: History
    codes: tuple[str, ...]
    """All nationalities, sorted; a row has the number of its own."""
    nationality: Any
    day: Any
    """The days since the first that is drawn."""
    kinds: Sequence[Answer]
    """The different answers."""
    answers: Any
    """The number of the right answer of each row."""
    unsure: Any
    """Whether the right answer of each row hinges on an unknown, or leaves open who decides."""

    @property
    def strings(self) -> Any:
        """The nationality of each row as a string."""
        return np.array(self.codes, dtype=object)[self.nationality]

    @property
    def dates(self) -> Any:
        """The days since 1970 in 32 bits, which frames read as dates without a copy."""
        return (self.day + (FIRST - date(1970, 1, 1)).days).astype(np.int32)


@attrs.frozen(kw_only=True)
class Way:
    """One way to answer all rows."""

    library: str
    name: str
    run: Callable[[], Any]
    """What is timed."""
    read: Callable[[Any], Mapping[str, Sequence[Any]]]
    """Turns the result of `run` into lists; not timed."""
    knows_hinges: bool = True
    """Whether it knows answers that hinge on an unknown; if not, such rows are not compared."""

    @property
    def title(self) -> str:
        """The name of the way among those of all libraries."""
        return f"{self.library}: {self.name}"


def drawn(history: History, rows: int, seed: int = 7) -> Columns:
    """Draw rows from all nationalities and ten years of days alike."""
    rng = np.random.default_rng(seed)
    nationality: Any = rng.integers(0, len(facts_of(history).nationalities), rows, dtype=np.int32)
    return _columns(history, nationality, rng.integers(0, DAYS, rows, dtype=np.int32))


def around_boundaries(history: History, within: int = 3) -> Columns:
    """Return a row for each nationality on each day near one on which something may begin or end."""
    facts = facts_of(history)
    near = sorted({_offset(day, 0) + n for day in facts.boundaries() for n in range(-within, within + 1)})
    nationality: Any = np.repeat(np.arange(len(facts.nationalities), dtype=np.int32), len(near))
    return _columns(history, nationality, np.tile(np.array(near, dtype=np.int32), len(facts.nationalities)))


def _columns(history: History, nationality: Any, day: Any) -> Columns:
    codes = facts_of(history).nationalities
    numbers: dict[Answer, int] = {}
    table: Any = np.zeros((len(codes), DAYS), dtype=np.uint8)
    unsure: Any = np.zeros((len(codes), DAYS), dtype=bool)
    for row, code in enumerate(codes):
        for stretch in history.timeline(code, PLACE).stretches:
            deciding = " ".join(id_ for finding in stretch.findings for id_ in finding.deciding)
            answer = stretch.verdict.value, stretch.projected, deciding
            days = slice(_offset(stretch.span.start, 0), _offset(stretch.span.end, DAYS))
            table[row, days] = numbers.setdefault(answer, len(numbers))
            unsure[row, days] = bool(stretch.hinges) or any(f.deciding != f.possible for f in stretch.findings)
    return Columns(history, codes, nationality, day, tuple(numbers), table[nationality, day], unsure[nationality, day])


def _offset(day: date | None, without: int) -> int:
    if day is None:
        return without
    return max(0, min(DAYS, (date(day.year, day.month, day.day) - FIRST) // timedelta(days=1)))
