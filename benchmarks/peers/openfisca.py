"""OpenFisca: a variable for each layer of a place, with a formula over arrays.

Nationalities, days and the policies that decide are numbers. A single question is a simulation of one person; many
questions are one simulation.
"""

from datetime import date
from typing import Any

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from benchmarks.facts import Facts, facts_of
from benchmarks.peers import SILENCE, Answer
from benchmarks.peers.levels import NOT_YET_OPEN, Levels
from dprk_tourism import History

_PERIOD = "2025"


class OpenFisca:
    """The newest policy of each layer overwrites the older ones."""

    name = "openfisca-core"
    expresses = SILENCE

    levels: Levels
    ids: list[str | None]
    """What each number says; 0 is nothing."""
    _system: Any
    _numbers: dict[str, int]

    def prepare(self, history: History) -> None:
        """Build the system of variables."""
        facts = facts_of(history)
        self.levels = Levels(facts)
        self.ids = [None, NOT_YET_OPEN, *(row.id for row in facts.rows)]
        self._numbers = {code: number for number, code in enumerate(facts.nationalities)}
        person = build_entity(key="person", plural="persons", label="a visitor", is_person=True)
        self._system = TaxBenefitSystem([person])
        for name in ("nationality", "day"):
            self._system.add_variable(_variable(name, person))
        for place, layers in self.levels.at.items():
            for layer in layers:
                formula = self._formula(facts, layer, place)
                self._system.add_variable(_variable(_name(layer, place), person, formula=formula))

    def answer(self, nationality: str, place: str, day: date) -> Answer:
        """Make a simulation of one person."""
        said = self.calculated(place, np.array([self._numbers[nationality]]), np.array([day.toordinal()]))
        return self.levels.answer(place, tuple([self.ids[numbers[0]] for numbers in said]))

    def calculated(self, place: str, nationalities: Any, days: Any) -> list[Any]:
        """Return the number of what each layer says, for arrays of nationalities and days."""
        simulation = SimulationBuilder().build_default_simulation(self._system, count=len(days))
        simulation.set_input("nationality", _PERIOD, nationalities)
        simulation.set_input("day", _PERIOD, days)
        return [simulation.calculate(_name(layer, place), _PERIOD) for layer in self.levels.at[place]]

    def _formula(self, facts: Facts, layer: str, place: str) -> Any:
        opens = facts.opens.get(place, date.min) if layer == "site" else date.min
        rows = [
            (self.ids.index(row.id), row.starts.toordinal(), row.ends.toordinal(), self._members(row.members))
            for row in facts.rows_at(layer, place)
        ]

        def formula(persons: Any, period: Any) -> Any:
            days, numbers = persons("day", period), np.asarray(persons("nationality", period))
            conditions = [days < opens.toordinal()]
            conditions += [(starts <= days) & (days < ends) & members[numbers] for _, starts, ends, members in rows]
            return np.select(conditions, [self.ids.index(NOT_YET_OPEN), *(number for number, *_ in rows)], 0)

        return formula

    def _members(self, members: frozenset[str]) -> Any:
        return np.array([code in members for code in self._numbers])


def _name(layer: str, place: str) -> str:
    return f"{layer}_{place}".replace("-", "_")


def _variable(name: str, person: Any, **more: Any) -> type:
    fields = {"value_type": int, "entity": person, "definition_period": DateUnit.YEAR, "label": name, **more}
    return type(name, (Variable,), fields)
