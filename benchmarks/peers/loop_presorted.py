"""The plain loop with its policies split by layer and sorted beforehand: the first that applies counts."""

from datetime import date
from typing import Any

from benchmarks.peers import SILENCE, Answer
from benchmarks.rows import LAYERS, Row, facts_of
from dprk_tourism import History


class Peer:
    """For each place a list for each layer that has policies, newest first, with whether its silence leaves it open."""

    name = "plain loop, sorted beforehand"
    tells = SILENCE

    _steps: dict[str, list[tuple[date, bool, tuple[Row, ...]]]]

    def prepare(self, history: History) -> None:
        """Leave out what cannot apply at a place, and layers that cannot matter there."""
        facts = facts_of(history)
        self._steps = {}
        for place, around in facts.around.items():
            steps = []
            for layer in LAYERS:
                rows = tuple(row for row in facts.of_layer(layer) if row.place in around)
                opens = facts.opens.get(place, date.min) if layer == "site" else date.min
                if rows or facts.silence_is_open(layer, place):
                    steps.append((opens, facts.silence_is_open(layer, place), rows))
            self._steps[place] = steps

    def day(self, day: date) -> date:
        """A date of the standard library."""
        return day

    def answer(self, nationality: str, place: str, day: Any) -> Answer:
        """Stop at the first policy of each layer that applies."""
        ids = []
        denied = undetermined = False
        for opens, needed, rows in self._steps[place]:
            if day < opens:
                denied = True
                continue
            for row in rows:
                if row.starts <= day < row.ends and nationality in row.members:
                    ids.append(row.id)
                    denied = denied or not row.permits
                    break
            else:
                undetermined = undetermined or needed
        return ("denied" if denied else "undetermined" if undetermined else "permitted"), tuple(ids)
