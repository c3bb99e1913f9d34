"""A table of answers and a bisection, as one writes it by hand: the floor of a single question in pure Python.

It is made of the library's own timelines, since a table of answers has to come from somewhere. That it agrees says
that the lookup is right, not that the answers are.
"""

from bisect import bisect_right
from datetime import date

from benchmarks.facts import facts_of
from benchmarks.peers import ALL, Answer
from dprk_tourism import History, Stretch


class Table:
    """For each place and nationality the first days of the runs, and an answer for each run."""

    name = "dict and bisect"
    expresses = ALL

    _table: dict[str, dict[str, tuple[list[date], list[Answer]]]]

    def prepare(self, history: History) -> None:
        """Write out every answer."""
        codes = facts_of(history).nationalities
        self._table = {place: {code: _runs(history, code, place) for code in codes} for place in history.places}

    def answer(self, nationality: str, place: str, day: date) -> Answer:
        """Do two lookups and a bisection."""
        if type(day) is not date:
            raise TypeError(day)
        starts, answers = self._table[place][nationality]
        return answers[bisect_right(starts, day)]


def _runs(history: History, nationality: str, place: str) -> tuple[list[date], list[Answer]]:
    stretches = history.timeline(nationality, place).stretches
    days = [stretch.span.start for stretch in stretches if stretch.span.start is not None]
    return [date(day.year, day.month, day.day) for day in days], [_answer(stretch) for stretch in stretches]


def _answer(stretch: Stretch) -> Answer:
    return stretch.verdict.value, tuple(id_ for finding in stretch.findings for id_ in finding.deciding)
