"""rule-engine: each policy a rule of its language, compiled once, tried newest first."""

from datetime import date
from typing import Any

import rule_engine

from benchmarks.peers import SILENCE, Answer
from benchmarks.peers.levels import NOT_YET_OPEN, Levels, membership, rows_at
from benchmarks.rows import Facts, Row, facts_of
from dprk_tourism import History


class Peer:
    """The rules of one place and layer in order; the first that matches counts. Days are numbers."""

    name = "rule-engine"
    tells = SILENCE

    _levels: Levels
    _rules: dict[str, tuple[tuple[tuple[str, Any], ...], ...]]

    def prepare(self, history: History) -> None:
        """Compile the rules."""
        facts = facts_of(history)
        self._levels = Levels(facts)
        self._rules = {
            place: tuple(_rules(facts, layer, place) for layer in layers) for place, layers in self._levels.at.items()
        }

    def day(self, day: date) -> date:
        """A date of the standard library."""
        return day

    def answer(self, nationality: str, place: str, day: Any) -> Answer:
        """Stop in each layer at the first rule that matches."""
        thing = {"nationality": nationality, "day": day.toordinal()}
        said: list[str | None] = []
        for rules in self._rules[place]:
            for id_, rule in rules:
                if rule.matches(thing):
                    said.append(id_)
                    break
            else:
                said.append(None)
        return self._levels.answer(place, tuple(said))


def _rules(facts: Facts, layer: str, place: str) -> tuple[tuple[str, Any], ...]:
    kinds = rule_engine.DataType
    context = rule_engine.Context(
        type_resolver=rule_engine.type_resolver_from_dict({"nationality": kinds.STRING, "day": kinds.FLOAT})
    )
    texts = [(row.id, _condition(facts, row)) for row in rows_at(facts, layer, place)]
    if layer == "site" and place in facts.opens:
        texts.insert(0, (NOT_YET_OPEN, f"day < {facts.opens[place].toordinal()}"))
    return tuple((id_, rule_engine.Rule(text, context=context)) for id_, text in texts)


def _condition(facts: Facts, row: Row) -> str:
    conditions = []
    if row.starts > date.min:
        conditions.append(f"day >= {row.starts.toordinal()}")
    if row.ends < date.max:
        conditions.append(f"day < {row.ends.toordinal()}")
    if len(row.members) < len(facts.nationalities):
        form = {"inside": "{name} in [{codes}]", "outside": "not ({name} in [{codes}])"}
        conditions.append(membership("nationality", row, facts, **form))
    return " and ".join(conditions) or "true"
