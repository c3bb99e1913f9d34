"""Cedar with one request for a question: faster than one for each layer, but without all that decides.

A denial of either layer is a `forbid`, which Cedar puts before every `permit`, as the layers need it. What the site
permits becomes a condition of what entry permits, so that Cedar cannot name it.
"""

import json
from datetime import date
from typing import Any

from cedarpy import Entities, PolicySet, is_authorized

from benchmarks.peers import SILENCE, Answer
from benchmarks.peers.cedar import applies, entities, in_force, uid
from benchmarks.rows import Facts, Row, facts_of
from dprk_tourism import History

_ACTION = uid("Action", "visit")


class Peer:
    """Permitted, forbidden with a reason, or forbidden for want of a permission: the records are silent."""

    name = "cedar (cedarpy), verdict alone"
    tells = SILENCE

    _policies: Any
    _entities: Any

    def prepare(self, history: History) -> None:
        """Parse policies and entities."""
        facts = facts_of(history)
        closed = [
            f'forbid (principal, action, resource in Place::"{place}") when {{ context.day < {day.toordinal()} }};'
            for place, day in facts.opens.items()
        ]
        rows = [_policy(facts, row) for row in facts.rows if row.layer == "entry" or not row.permits]
        self._policies = PolicySet.from_str("\n".join([*closed, *rows]))
        self._entities = Entities.from_json_str(json.dumps(entities(facts)))

    def day(self, day: date) -> date:
        """A date of the standard library."""
        return day

    def answer(self, nationality: str, place: str, day: Any) -> Answer:
        """Ask once."""
        request = {
            "principal": uid("Nationality", nationality),
            "action": _ACTION,
            "resource": uid("Place", place),
            "context": f'{{"day": {day.toordinal()}}}',
        }
        result = is_authorized(request, self._policies, self._entities)
        if result.allowed:
            return "permitted", None
        return ("denied" if result.diagnostics.reasons else "undetermined"), None


def _policy(facts: Facts, row: Row) -> str:
    newer = facts.of_layer(row.layer)
    outranking = [other for other in newer[: newer.index(row)] if other.members & row.members]
    unless = " || ".join(f"({applies(other)})" for other in outranking)
    effect = "permit" if row.permits else "forbid"
    head = f'{effect} (principal in Audience::"{row.id}", action, resource in Place::"{row.place}")'
    when = in_force(row) + (_site_permits(facts) if row.permits else "")
    return f"{head} when {{ {when} }}" + (f" unless {{ {unless} }};" if unless else ";")


def _site_permits(facts: Facts) -> str:
    """At a resort somebody must receive the visitor, elsewhere nobody need say so (R10)."""
    permits = [row for row in facts.of_layer("site") if row.permits]
    conditions = []
    for place in facts.opens:
        ways = " || ".join(f"({applies(row)})" for row in permits) or "false"
        conditions.append(f' && (!(resource in Place::"{place}") || {ways})')
    return "".join(conditions)
