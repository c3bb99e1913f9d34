"""GoRules zen, by its compiled expressions: one conditional for each place and layer."""

from datetime import date
from typing import Any

import zen

from benchmarks.facts import Facts, Row, facts_of
from benchmarks.peers import SILENCE, Answer
from benchmarks.peers.levels import NOT_YET_OPEN, Levels, days_in_force
from dprk_tourism import History


class Zen:
    """The nested conditional returns the id of the first policy that applies."""

    name = "zen-engine, compiled expression"
    expresses = SILENCE

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

    def answer(self, nationality: str, place: str, day: date) -> Answer:
        """Evaluate one expression for each layer."""
        context = {"nationality": nationality, "day": day.toordinal()}
        said = tuple([expression.evaluate(context) for expression in self._expressions[place]])
        return self._levels.answer(place, said)


def _conditional(facts: Facts, layer: str, place: str) -> str:
    text = "null"
    for row in reversed(facts.rows_at(layer, place)):
        conditions = [*days_in_force(row, "day"), *_membership(facts, row)]
        text = f"({' and '.join(conditions) or 'true'}) ? '{row.id}' : ({text})"
    if layer == "site" and place in facts.opens:
        text = f"day < {facts.opens[place].toordinal()} ? '{NOT_YET_OPEN}' : ({text})"
    return text


def _membership(facts: Facts, row: Row) -> list[str]:
    """Name the members, or the others if they are fewer."""
    others = [code for code in facts.nationalities if code not in row.members]
    if not others:
        return []
    few, codes = ("in", sorted(row.members)) if len(row.members) <= len(others) else ("not in", others)
    return [f"nationality {few} {codes}"]
