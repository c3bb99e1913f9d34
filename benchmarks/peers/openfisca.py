"""OpenFisca: a variable for each layer, with a formula over arrays; one simulation for each question.

The day asked is the period, as OpenFisca means it, so that its formulas look only at the policies in force then.
"""

from datetime import date
from typing import Any

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit, Instant, Period
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from benchmarks.peers import SILENCE, Answer
from benchmarks.peers.levels import NOT_YET_OPEN, Levels, rows_at
from benchmarks.rows import Facts, facts_of
from dprk_tourism import History


class Peer:
    """Nationalities are numbers, as are the policies that decide; a simulation holds one person."""

    name = "openfisca-core"
    tells = SILENCE

    _levels: Levels
    _system: Any
    _number: dict[str, int]
    _variables: dict[str, tuple[str, ...]]
    _ids: list[str | None]

    def prepare(self, history: History) -> None:
        """Build the system of variables."""
        facts = facts_of(history)
        self._levels = Levels(facts)
        self._number = {code: number for number, code in enumerate(facts.nationalities)}
        self._ids = [None, NOT_YET_OPEN, *(row.id for row in facts.rows)]
        self._variables = {
            place: tuple(f"{layer}_{place}".replace("-", "_") for layer in layers)
            for place, layers in self._levels.at.items()
        }
        person = build_entity(key="person", plural="persons", label="a visitor", is_person=True)
        self._system = TaxBenefitSystem([person])
        self._system.add_variable(_input(person))
        for place, layers in self._levels.at.items():
            for name, layer in zip(self._variables[place], layers, strict=True):
                self._system.add_variable(self._variable(name, person, facts, layer, place))

    def day(self, day: date) -> date:
        """A date of the standard library."""
        return day

    def answer(self, nationality: str, place: str, day: Any) -> Answer:
        """Make a simulation and calculate one variable for each layer."""
        simulation = SimulationBuilder().build_default_simulation(self._system, count=1)
        period = Period((DateUnit.DAY, Instant((day.year, day.month, day.day)), 1))
        simulation.set_input("nationality", period, np.array([self._number[nationality]]))
        said: list[str | None] = [self._ids[simulation.calculate(name, period)[0]] for name in self._variables[place]]
        return self._levels.answer(place, tuple(said))

    def _variable(self, name: str, person: Any, facts: Facts, layer: str, place: str) -> type:
        opens = facts.opens.get(place, date.min) if layer == "site" else date.min
        rows = [
            (self._ids.index(row.id), row.starts, row.ends, self._belong(row.members))
            for row in reversed(rows_at(facts, layer, place))
        ]

        def formula(persons: Any, period: Any) -> Any:
            asked = date(*period.start)
            numbers = persons("nationality", period)
            if asked < opens:
                return np.full(len(numbers), 1)
            said: Any = np.zeros(len(numbers), dtype=np.int32)
            for number, starts, ends, belongs in rows:
                if starts <= asked < ends:
                    said = np.where(belongs[numbers], number, said)
            return said

        return _a_variable(name, person, formula=formula)

    def _belong(self, members: frozenset[str]) -> Any:
        return np.array([code in members for code in self._number])


def _input(person: Any) -> type:
    return _a_variable("nationality", person)


def _a_variable(name: str, person: Any, **more: Any) -> type:
    fields = {"value_type": int, "entity": person, "definition_period": DateUnit.DAY, "label": name, **more}
    return type(name, (Variable,), fields)
