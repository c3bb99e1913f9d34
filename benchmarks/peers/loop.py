"""Plain loops over attrs records, as one writes them in an afternoon: no index, and the newest policy counts."""

from datetime import date

from benchmarks.facts import LAYERS, Facts, Row, facts_of
from benchmarks.peers import ALL, SILENCE, Answer
from dprk_tourism import History


class PlainLoop:
    """One list of policies; in each layer the newest that applies counts, of equally new ones the narrower."""

    name = "plain loop"
    expresses = SILENCE

    _facts: Facts
    _rows: tuple[Row, ...]

    def prepare(self, history: History) -> None:
        """Keep the policies in the order of the file."""
        self._facts = facts_of(history)
        by_id = {row.id: row for row in self._facts.rows}
        self._rows = tuple(by_id[id_] for id_ in history.policies)

    def answer(self, nationality: str, place: str, day: date) -> Answer:
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
        return ("denied" if denied else "undetermined" if undetermined else "permitted"), tuple(ids)


class LoopWithUnknowns:
    """A loop that also handles days in a window and possible members.

    A layer may permit, deny, be silent, or any of these; a policy that may apply adds its effect. It tries no worlds,
    so a longer history could leave it undetermined where every world agrees.
    """

    name = "plain loop with unknowns"
    expresses = ALL

    _facts: Facts
    _layers: tuple[tuple[str, tuple[Row, ...]], ...]

    def prepare(self, history: History) -> None:
        """Keep the policies by layer, the newest first."""
        self._facts = facts_of(history)
        self._layers = tuple((layer, tuple(r for r in self._facts.rows if r.layer == layer)) for layer in LAYERS)

    def answer(self, nationality: str, place: str, day: date) -> Answer:
        """Collect for each layer what it may say, down to the first policy that surely applies."""
        facts = self._facts
        around = facts.around[place]
        ids = []
        surely_denied = unsure = False
        for layer, rows in self._layers:
            is_site = layer == "site" and place in facts.opens
            may_deny = is_site and day < facts.opens[place]
            may_permit = False
            settled = is_site and day < facts.may_open[place]
            for row in () if settled else rows:
                if row.place not in around or not row.may_start <= day < row.ends:
                    continue
                certain = nationality in row.members
                if not certain and nationality not in row.maybe:
                    continue
                settled = certain and row.starts <= day < row.may_end
                if settled and not may_deny and not may_permit:
                    ids.append(row.id)
                may_permit, may_deny = may_permit or row.permits, may_deny or not row.permits
                if settled:
                    break
            may_be_silent = not settled and (layer == "entry" or is_site)
            surely_denied = surely_denied or (may_deny and settled and not may_permit)
            unsure = unsure or may_be_silent or may_deny
        return ("denied" if surely_denied else "undetermined" if unsure else "permitted"), tuple(ids)
