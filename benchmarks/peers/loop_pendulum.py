"""The plain loop on pendulum's dates."""

from datetime import date
from typing import Any

import attrs
import pendulum

from benchmarks.peers import loop
from dprk_tourism import History


class Peer(loop.Peer):
    """The plain loop, with the days of policies and of questions held as `pendulum.Date`."""

    name = "plain loop, pendulum dates"

    def prepare(self, history: History) -> None:
        """Turn every day into pendulum's."""
        super().prepare(history)
        self._rows = tuple(
            attrs.evolve(row, starts=self.day(row.starts), ends=self.day(row.ends)) for row in self._rows
        )
        opens = {place: self.day(day) for place, day in self._facts.opens.items()}
        self._facts = attrs.evolve(self._facts, opens=opens)

    def day(self, day: date) -> Any:
        """A date of pendulum."""
        return pendulum.Date(day.year, day.month, day.day)
