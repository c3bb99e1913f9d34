"""GoRules zen, by its compiled expressions: one conditional for each place and layer."""

from datetime import date
from typing import Any

import zen

from benchmarks.peers import SILENCE, Answer
from benchmarks.peers.levels import NOT_YET_OPEN, Levels, membership, rows_at
from benchmarks.rows import Facts, Row, facts_of
from dprk_tourism import History


class Peer:
    """The nested conditional gives the id of the first policy that applies; days are numbers."""

    name = "zen-engine, compiled expression"
    tells = SILENCE

    _levels: Levels
    _expressions: dict[str, tuple[Any, ...]]

    def prepare(self, history: History) -> None:
        """Compile one expression for each place and layer."""
        facts = facts_of(history)
        self._levels = Levels(facts)
        self._expressions = {
            place: tuple(zen.compile_expression(_conditional(facts, layer, place)) for layer in layers)
            for place, layers in self._levels.at.items()
        }

    def day(self, day: date) -> date:
        """A date of the standard library."""
        return day

    def answer(self, nationality: str, place: str, day: Any) -> Answer:
        """Evaluate one expression for each layer."""
        context = {"nationality": nationality, "day": day.toordinal()}
        said = tuple([expression.evaluate(context) for expression in self._expressions[place]])
        return self._levels.answer(place, said)


def _conditional(facts: Facts, layer: str, place: str) -> str:
    text = "null"
    for row in reversed(rows_at(facts, layer, place)):
        text = f"({' and '.join(_conditions(facts, row))}) ? '{row.id}' : ({text})"
    if layer == "site" and place in facts.opens:
        text = f"day < {facts.opens[place].toordinal()} ? '{NOT_YET_OPEN}' : ({text})"
    return text


def _conditions(facts: Facts, row: Row) -> list[str]:
    conditions = []
    if row.starts > date.min:
        conditions.append(f"day >= {row.starts.toordinal()}")
    if row.ends < date.max:
        conditions.append(f"day < {row.ends.toordinal()}")
    if len(row.members) < len(facts.nationalities):
        form = {"inside": "{name} in [{codes}]", "outside": "{name} not in [{codes}]"}
        conditions.append(membership("nationality", row, facts, **form))
    return conditions or ["true"]
