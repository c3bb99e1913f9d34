"""Cedar, through cedarpy: policies in Cedar's own text, parsed once; audiences and places as entities.

Cedar has no order among policies, so each one lists those that outrank it after `unless`.
"""

import json
from datetime import date
from typing import Any

from cedarpy import Entities, PolicySet, is_authorized_batch

from benchmarks.facts import LAYERS, Facts, Row, facts_of
from benchmarks.peers import SILENCE, Answer
from benchmarks.peers.levels import NOT_YET_OPEN, Levels, days_in_force
from dprk_tourism import History


class Cedar:
    """One request for each layer, all of a question in one call; a denial without a reason is silence."""

    name = "cedar (cedarpy)"
    expresses = SILENCE

    _levels: Levels
    _policies: Any
    _entities: Any
    _ids: dict[str, str]
    _actions: dict[str, dict[str, str]]

    def prepare(self, history: History) -> None:
        """Parse policies and entities."""
        facts = facts_of(history)
        self._levels = Levels(facts)
        texts = {row.id: _policy(facts, row) for row in facts.rows}
        texts |= {f"{NOT_YET_OPEN}-{place}": _closed(facts, place) for place in facts.opens}
        self._policies = PolicySet.from_str("\n".join(texts.values()))
        # Cedar numbers the policies of a text in their order.
        self._ids = {f"policy{number}": id_ for number, id_ in enumerate(texts)}
        self._actions = {layer: _uid("Layer::Action", layer) for layer in LAYERS}
        self._entities = Entities.from_json_str(json.dumps(_entities(facts)))

    def answer(self, nationality: str, place: str, day: date) -> Answer:
        """Ask for every layer at once."""
        principal, resource = _uid("Nationality", nationality), _uid("Place", place)
        context = f'{{"day": {day.toordinal()}}}'
        requests = [
            {"principal": principal, "action": self._actions[layer], "resource": resource, "context": context}
            for layer in self._levels.at[place]
        ]
        results = is_authorized_batch(requests, self._policies, self._entities)
        return self._levels.answer(place, tuple([self._said(result) for result in results]))

    def _said(self, result: Any) -> str | None:
        ids = [self._ids[reason] for reason in result.diagnostics.reasons]
        return NOT_YET_OPEN if any(id_.startswith(NOT_YET_OPEN) for id_ in ids) else ids[0] if ids else None


def _uid(kind: str, id_: str) -> dict[str, str]:
    """Name an entity in the structured form, which is read twice as fast as Cedar's own."""
    return {"type": kind, "id": id_}


def _policy(facts: Facts, row: Row) -> str:
    effect = "permit" if row.permits else "forbid"
    head = f'{effect} (principal in Audience::"{row.id}", action == Layer::Action::"{row.layer}", '
    head += f'resource in Place::"{row.place}")'
    newer = [other for other in facts.rows if other.layer == row.layer]
    outranking = [other for other in newer[: newer.index(row)] if other.members & row.members]
    unless = " || ".join(f"({_applies(other)})" for other in outranking)
    return f"{head} when {{ {_in_force(row)} }}" + (f" unless {{ {unless} }};" if unless else ";")


def _applies(row: Row) -> str:
    return f'principal in Audience::"{row.id}" && resource in Place::"{row.place}" && {_in_force(row)}'


def _in_force(row: Row) -> str:
    return " && ".join(days_in_force(row, "context.day")) or "true"


def _closed(facts: Facts, place: str) -> str:
    head = f'forbid (principal, action == Layer::Action::"site", resource in Place::"{place}")'
    return f"{head} when {{ context.day < {facts.opens[place].toordinal()} }};"


def _entities(facts: Facts) -> list[dict[str, Any]]:
    """Put nationalities in audiences, and places in places."""

    def entity(kind: str, id_: str, parents: list[dict[str, str]]) -> dict[str, Any]:
        return {"uid": _uid(kind, id_), "attrs": {}, "parents": parents}

    def audiences(code: str) -> list[dict[str, str]]:
        return [_uid("Audience", row.id) for row in facts.rows if code in row.members]

    members = [entity("Nationality", code, audiences(code)) for code in facts.nationalities]
    places = [
        entity("Place", place, [_uid("Place", outer) for outer in sorted(around) if outer != place])
        for place, around in facts.around.items()
    ]
    return [*members, *places, *(entity("Audience", row.id, []) for row in facts.rows)]
