"""The plain loop that also knows what it does not know: days in a window, and members that may belong."""

from datetime import date
from typing import Any

from benchmarks.peers import ALL, Answer
from benchmarks.rows import LAYERS, Facts, Row, facts_of
from dprk_tourism import History


class Peer:
    """Each layer may permit, deny, say nothing, or any of these; a policy that may apply adds its effect.

    It tries no worlds, so that a longer history could leave it undetermined where every world agrees.
    """

    name = "plain loop with unknowns"
    tells = ALL

    _facts: Facts
    _layers: tuple[tuple[str, tuple[Row, ...]], ...]

    def prepare(self, history: History) -> None:
        """Keep the policies newest first."""
        self._facts = facts_of(history)
        self._layers = tuple((layer, self._facts.of_layer(layer)) for layer in LAYERS)

    def day(self, day: date) -> date:
        """A date of the standard library."""
        return day

    def answer(self, nationality: str, place: str, day: Any) -> Answer:
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
            may_object = may_be_silent or may_deny
            surely_denied = surely_denied or (may_deny and settled and not may_permit)
            unsure = unsure or may_object
        return ("denied" if surely_denied else "undetermined" if unsure else "permitted"), tuple(ids)
