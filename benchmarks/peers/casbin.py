"""casbin: policies as rows of its table in order of priority, one matcher for all of them."""

from datetime import date
from typing import Any

import casbin

from benchmarks.peers import SILENCE, Answer
from benchmarks.peers.levels import NOT_YET_OPEN, Levels, rows_at
from benchmarks.rows import Facts, facts_of
from dprk_tourism import History

_MODEL = """
[request_definition]
r = nationality, day
[policy_definition]
p = id, audience, starts, ends, eft
[policy_effect]
e = priority(p.eft) || deny
[matchers]
m = r.day >= p.starts && r.day < p.ends && member(r.nationality, p.audience)
"""


class Peer:
    """One enforcer for each place and layer, so that each holds no more rows than it needs; days are ISO texts."""

    name = "casbin"
    tells = SILENCE

    _levels: Levels
    _enforcers: dict[str, tuple[Any, ...]]

    def prepare(self, history: History) -> None:
        """Fill the enforcers."""
        facts = facts_of(history)
        self._levels = Levels(facts)
        self._enforcers = {
            place: tuple(_enforcer(facts, layer, place) for layer in layers)
            for place, layers in self._levels.at.items()
        }

    def day(self, day: date) -> date:
        """A date of the standard library."""
        return day

    def answer(self, nationality: str, place: str, day: Any) -> Answer:
        """Ask each enforcer for its verdict and the row that gave it."""
        text = day.isoformat()
        said = []
        for enforcer in self._enforcers[place]:
            _, row = enforcer.enforce_ex(nationality, text)
            said.append(row[0] if row else None)
        return self._levels.answer(place, tuple(said))


def _enforcer(facts: Facts, layer: str, place: str) -> Any:
    model = casbin.Model()
    model.load_model_from_text(_MODEL)
    enforcer = casbin.Enforcer(model)
    members = {row.id: row.members for row in facts.rows} | {NOT_YET_OPEN: frozenset(facts.nationalities)}
    enforcer.add_function("member", lambda nationality, audience: nationality in members[audience])
    if layer == "site" and place in facts.opens:
        _add(enforcer, NOT_YET_OPEN, date.min, facts.opens[place], permits=False)
    for row in rows_at(facts, layer, place):
        _add(enforcer, row.id, row.starts, row.ends, permits=row.permits)
    return enforcer


def _add(enforcer: Any, id_: str, starts: date, ends: date, *, permits: bool) -> None:
    enforcer.add_policy(id_, id_, starts.isoformat(), ends.isoformat(), "allow" if permits else "deny")
