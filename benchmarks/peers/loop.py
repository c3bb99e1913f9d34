"""A plain loop over attrs records, as one writes it in an afternoon: no order, no index, the newest counts."""

from datetime import date
from typing import Any

from benchmarks.peers import SILENCE, Answer
from benchmarks.rows import LAYERS, Facts, Row, facts_of
from dprk_tourism import History


class Peer:
    """One list of policies; for each layer the newest that applies, of equally new ones the narrower."""

    name = "plain loop"
    tells = SILENCE

    _facts: Facts
    _rows: tuple[Row, ...]

    def prepare(self, history: History) -> None:
        """Keep the policies in the order of the file."""
        self._facts = facts_of(history)
        by_id = {row.id: row for row in self._facts.rows}
        self._rows = tuple(by_id[id_] for id_ in history.policies)

    def day(self, day: date) -> date:
        """A date of the standard library."""
        return day

    def answer(self, nationality: str, place: str, day: Any) -> Answer:
        """Look at every policy once for each layer."""
        facts = self._facts
        around = facts.around[place]
        ids = []
        denied = undetermined = False
        for layer in LAYERS:
            if layer == "site" and place in facts.opens and day < facts.opens[place]:
                denied = True
                continue
            newest = None
            for row in self._rows:
                if (
                    row.layer == layer
                    and nationality in row.members
                    and row.place in around
                    and row.starts <= day < row.ends
                    and (newest is None or (row.starts, -len(row.members)) > (newest.starts, -len(newest.members)))
                ):
                    newest = row
            if newest is not None:
                ids.append(newest.id)
                denied = denied or not newest.permits
            elif layer == "entry" or (layer == "site" and place in facts.opens):
                undetermined = True
        verdict = "denied" if denied else "undetermined" if undetermined else "permitted"
        return verdict, tuple(ids)
