"""A table of answers and a bisection, as one writes it by hand: the floor of a single question in pure Python.

It is made of the library's own timelines, since a table of answers is by nature a table of somebody's answers. That
it agrees says that the lookup is right, not that the answers are.
"""

from bisect import bisect_right
from datetime import date
from typing import Any

from benchmarks.peers import ALL, Answer
from benchmarks.rows import facts_of
from dprk_tourism import History


class Peer:
    """For each place and nationality the first days of the runs, and an answer for each run."""

    name = "dict and bisect"
    tells = ALL

    _table: dict[str, dict[str, tuple[list[date], list[Answer]]]]

    def prepare(self, history: History) -> None:
        """Write out every answer."""
        self._table = {place: {} for place in history.places}
        for nationality in facts_of(history).nationalities:
            for place in history.places:
                stretches = history.timeline(nationality, place).stretches
                days = [s.span.start for s in stretches if s.span.start is not None]
                starts = [date(day.year, day.month, day.day) for day in days]
                answers: list[Answer] = [
                    (s.verdict.value, tuple(id_ for finding in s.findings for id_ in finding.deciding))
                    for s in stretches
                ]
                self._table[place][nationality] = starts, answers

    def day(self, day: date) -> date:
        """A date of the standard library."""
        return day

    def answer(self, nationality: str, place: str, day: Any) -> Answer:
        """Two lookups, a bisection, and an answer that lies ready."""
        if type(day) is not date:
            raise TypeError(day)
        starts, answers = self._table[place][nationality]
        return answers[bisect_right(starts, day)]
