"""GoRules zen, by its decision tables: one document for each place, one table in it for each layer.

The documents lie in a static loader: a decision made by `create_decision` starts threads at each question.
"""

from datetime import date
from typing import Any

import zen

from benchmarks.peers import SILENCE, Answer
from benchmarks.peers.levels import NOT_YET_OPEN, Levels, membership, rows_at
from benchmarks.rows import Facts, Row, facts_of
from dprk_tourism import History


class Peer:
    """The first line of a table that fits counts; days are numbers."""

    name = "zen-engine, decision table"
    tells = SILENCE

    _levels: Levels
    _engine: Any

    def prepare(self, history: History) -> None:
        """Write the tables."""
        facts = facts_of(history)
        self._levels = Levels(facts)
        documents = {place: _document(facts, place, layers) for place, layers in self._levels.at.items()}
        self._engine = zen.ZenEngine({"loader": {"type": "static", "content": documents}})

    def day(self, day: date) -> date:
        """A date of the standard library."""
        return day

    def answer(self, nationality: str, place: str, day: Any) -> Answer:
        """Evaluate one document."""
        result = self._engine.evaluate(place, {"nationality": nationality, "day": day.toordinal()})["result"]
        return self._levels.answer(place, tuple([result.get(layer) for layer in self._levels.at[place]]))


def _document(facts: Facts, place: str, layers: tuple[str, ...]) -> dict[str, Any]:
    tables = [
        {"id": layer, "type": "decisionTableNode", "name": layer, "content": _table(facts, layer, place)}
        for layer in layers
    ]
    ends = [{"id": "in", "type": "inputNode", "name": "in"}, {"id": "out", "type": "outputNode", "name": "out"}]
    pairs = [("in", layer) for layer in layers] + [(layer, "out") for layer in layers]
    edges = [{"id": f"{a}-{b}", "sourceId": a, "targetId": b, "type": "edge"} for a, b in pairs]
    return {"nodes": [*ends, *tables], "edges": edges}


def _table(facts: Facts, layer: str, place: str) -> dict[str, Any]:
    lines = [_line(facts, row) for row in rows_at(facts, layer, place)]
    if layer == "site" and place in facts.opens:
        lines.insert(0, {"day": f"< {facts.opens[place].toordinal()}", "nationality": "", "said": f"'{NOT_YET_OPEN}'"})
    return {
        "hitPolicy": "first",
        "inputs": [{"id": name, "name": name, "field": name} for name in ("day", "nationality")],
        "outputs": [{"id": "said", "name": "said", "field": layer}],
        "rules": [{"_id": f"{layer}-{number}", **line} for number, line in enumerate(lines)],
    }


def _line(facts: Facts, row: Row) -> dict[str, str]:
    days = []
    if row.starts > date.min:
        days.append(f"$ >= {row.starts.toordinal()}")
    if row.ends < date.max:
        days.append(f"$ < {row.ends.toordinal()}")
    form = {"inside": "{name} in [{codes}]", "outside": "{name} not in [{codes}]"}
    everyone = len(row.members) == len(facts.nationalities)
    who = "" if everyone else membership("$", row, facts, **form)
    return {"day": " and ".join(days), "nationality": who, "said": f"'{row.id}'"}
