"""The answers of a history as a table of numbers, from which frames are answered.

Nationalities that no policy distinguishes form one class, and the days between two breakpoints form one run. The
answer on any day is then one cell: the row of its place and class, the column of its run. What a cell means comes
from the timelines, so a table answers as `History.decide` does.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import count
from typing import Any, Final

import attrs
import pyarrow as pa

from dprk_tourism._caches import Cache
from dprk_tourism._decisions import Timeline
from dprk_tourism._model.days import Day
from dprk_tourism._model.fields import to_flag
from dprk_tourism._rules.questions import breakpoints
from dprk_tourism._rules.stretches import segments
from dprk_tourism.history import History


@attrs.frozen
class Answer:
    """The values that `screen` adds to a row."""

    verdict: str
    projected: bool
    deciding: str
    conditions: str
    last_day: Day | None


def table_of(history: History, *, strict: bool = False) -> "AnswerTable":
    """Return the table of a history, which is made once."""
    flag = to_flag(strict)
    tables: Cache[bool, AnswerTable] = history._caches.tables  # noqa: SLF001
    return tables.of(flag, lambda: AnswerTable(history, flag))


@attrs.frozen(eq=False)
class AnswerTable:
    """The numbered answers of a history; rows are made when they are asked for."""

    history: History
    strict: bool = attrs.field(converter=to_flag, default=False)
    answers: dict[int, Answer] = attrs.field(init=False, factory=dict)
    """The answer of each number."""
    # Threads share a table without a lock, which a fork could leave locked in the child for ever.
    _numbers: dict[Answer, int] = attrs.field(init=False, factory=dict)
    _next: Iterator[int] = attrs.field(init=False, repr=False, factory=count)
    _rows: dict[tuple[str, str], tuple[int, ...]] = attrs.field(init=False, factory=dict)

    @cached_property
    def starts(self) -> tuple[Day, ...]:
        """The first day of each run of days but the first, in order."""
        days = breakpoints(self.history, _events(self.history))
        return tuple(day for day in days if day > Day.min)

    @cached_property
    def classes(self) -> Mapping[str, str]:
        """For each nationality, the first one of its class."""
        return {code: first for first, codes in self.history.nationality_classes().items() for code in codes}

    def row(self, place: str, nationality: str) -> tuple[int, ...]:
        """Return the number of the answer in each run of days, in order."""
        key = place, self.classes[nationality]
        if key not in self._rows:
            self._rows[key] = tuple(self._cells(*key))
        return self._rows[key]

    def stay(self, place: str, nationality: str, first: int, last: int) -> int:
        """Return the number of the answer to a stay from run *first* to run *last* (R15)."""
        decision = self._timeline(place, nationality).decide(self._day_in(first), self._day_in(last))
        last_day = self.answers[self.row(place, nationality)[last]].last_day
        words = " ".join(decision.deciding), " ".join(decision.conditions)
        return self._number(Answer(decision.verdict.value, decision.projected, *words, last_day))

    def _timeline(self, place: str, nationality: str) -> Timeline:
        return self.history.timeline(nationality, place, strict=self.strict)

    def _cells(self, place: str, nationality: str) -> Iterator[int]:
        """Yield the number of the answer in each run of days."""
        filled = 0
        for span, (verdict, projected, deciding, conditions), _ in segments(self._timeline(place, nationality)):
            runs = len(self.starts) + 1 if span.end is None else bisect_left(self.starts, span.end) + 1
            answer = Answer(verdict.value, projected, " ".join(deciding), " ".join(conditions), span.last)
            yield from [self._number(answer)] * (runs - filled)
            filled = runs

    def _number(self, answer: Answer) -> int:
        if answer not in self._numbers:
            number = next(self._next)
            self.answers[number] = answer  # before anybody may know of the number
            self._numbers.setdefault(answer, number)  # if another thread was faster, its number counts
        return self._numbers[answer]

    def _day_in(self, run: int) -> Day:
        return self.starts[run - 1] if run else _FIRST_DAY


_FIRST_DAY: Final = Day(1, 1, 1)


def _events(history: History) -> Iterator[str]:
    """Yield the ids of all events that start or end a policy, or open a resort."""
    ids = {event for policy in history.policies.values() for event in (policy.starts, policy.ends)}
    ids |= {getattr(place, "opens", None) for place in history.places.values()}
    return (event for event in ids if event is not None)


_SEGMENTS: Final = pa.schema(
    {
        "nationality": pa.string(),
        "place": pa.string(),
        "first_day": pa.date32(),
        "last_day": pa.date32(),
        "verdict": pa.string(),
        "projected": pa.bool_(),
        "deciding": pa.string(),
        "conditions": pa.string(),
    }
)


def arrow_segments(history: History, *, strict: bool) -> Any:
    """Return every answer of a history as a `pyarrow.Table`, sorted by place, nationality and day."""
    rows: list[dict[str, Any]] = []  # one for each class; below, each nationality takes those of its class
    nationalities: list[str] = []
    numbers: list[int] = []
    for place in history.places:
        rows_of: dict[str, range] = {}
        for first, codes in history.nationality_classes().items():
            found = [*segments(history.timeline(first, place, strict=strict))]
            rows_of.update(dict.fromkeys(codes, range(len(rows), len(rows) + len(found))))
            rows += [
                {
                    "place": place,
                    "first_day": span.start,
                    "last_day": span.last,
                    "verdict": verdict.value,
                    "projected": projected,
                    "deciding": " ".join(deciding),
                    "conditions": " ".join(conditions),
                }
                for span, (verdict, projected, deciding, conditions), _ in found
            ]
        for code, its_rows in sorted(rows_of.items()):
            nationalities += [code] * len(its_rows)
            numbers += its_rows
    table = pa.Table.from_pylist(rows, schema=_SEGMENTS.remove(0)).take(pa.array(numbers, pa.int64()))
    return table.add_column(0, _SEGMENTS.field(0), pa.array(nationalities, pa.string()))
