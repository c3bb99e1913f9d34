"""OpenFisca's vector path: one simulation for all rows, formulas over arrays.

Two lines: with its columns ready, which are coded nationalities and days as numbers; and with the coding by its own
`Enum.encode`, from the same texts and dates as the frames start from. It knows no window, so that rows which hinge
on the day of the notice are not compared.
"""

from datetime import date
from typing import Any

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from benchmarks import byhand
from benchmarks.columns import Columns
from benchmarks.ways import THREE, VERDICT, Answers, Way

_PERIOD = "2025"
_IDS = ("", byhand.NATIONALS, byhand.ADMITTED, byhand.WESTERNERS, byhand.CLOSED, byhand.OPEN, byhand.BARRED)


def ways(columns: Columns) -> list[Way]:
    """Give OpenFisca's ways."""
    system, nationalities = _system(columns)
    ready = nationalities.encode(columns.nationality), _ordinals(columns.dates)
    strings, dates = columns.strings.astype(str), columns.dates

    def calculated(nationality: Any, day: Any, *names: str) -> Any:
        simulation = SimulationBuilder().build_default_simulation(system, count=len(day))
        simulation.set_input("nationality", _PERIOD, nationality)
        simulation.set_input("day", _PERIOD, day)
        return {name: simulation.calculate(name, _PERIOD) for name in names}

    def prepared(*names: str) -> Any:
        return calculated(nationalities.encode(strings), _ordinals(dates), *names)

    def way(name: str, gives: str, run: Any) -> Way:
        return Way(name=name, library="openfisca-core", gives=gives, run=run, read=_read, tells_hinges=False)

    three = ("verdict", "projected", "entry", "site")
    return [
        way("columns ready", THREE, lambda: calculated(*ready, *three)),
        way("from texts and dates", THREE, lambda: prepared(*three)),
        way("columns ready", VERDICT, lambda: calculated(*ready, "verdict")),
        way("from texts and dates", VERDICT, lambda: prepared("verdict")),
    ]


def _ordinals(dates: Any) -> Any:
    return dates.astype("datetime64[D]").astype(np.int64).astype(np.int32)


def _day(day: date) -> int:
    return (day - date(1970, 1, 1)).days


def _system(columns: Columns) -> tuple[Any, Any]:
    person = build_entity(key="person", plural="persons", label="a visitor", is_person=True)
    nationalities = Enum("Nationality", {code: code for code in columns.codes})
    classes = np.array([byhand.number_of(code) for code in columns.codes])
    of_class = {name: classes == byhand.NAMES.index(name) for name in byhand.NAMES}

    def member(persons: Any, period: Any, name: str) -> Any:
        return of_class[name][np.asarray(persons("nationality", period))]

    def entry(persons: Any, period: Any) -> Any:
        day = persons("day", period)
        conditions = [
            member(persons, period, "KP"),
            member(persons, period, "RU") & (day >= _day(byhand.RUSSIANS)),
            member(persons, period, "certain") & (day >= _day(byhand.WESTERN)) & (day < _day(byhand.WESTERN_END)),
            day >= _day(byhand.CLOSURE),
        ]
        return np.select(conditions, [1, 2, 3, 4], 0)

    def site(persons: Any, period: Any) -> Any:
        day = persons("day", period)
        barred = (day >= _day(byhand.NOTICE_LAST)) & ~member(persons, period, "KP")
        return np.select([day < _day(byhand.OPENING), barred], [0, 6], 5)

    def verdict(persons: Any, period: Any) -> Any:
        at_entry, at_site = persons("entry", period), persons("site", period)
        # At the resort silence of the site means that it has not opened.
        return np.select([(at_entry == 4) | (at_site != 5), at_entry == 0], [0, 2], 1)

    def projected(persons: Any, period: Any) -> Any:
        return persons("day", period) > _day(byhand.SURVEYED)

    system = TaxBenefitSystem([person])
    system.add_variable(
        _variable("nationality", person, Enum, possible_values=nationalities, default_value=next(iter(nationalities)))
    )
    system.add_variable(_variable("day", person, int))
    system.add_variable(_variable("entry", person, int, formula=entry))
    system.add_variable(_variable("site", person, int, formula=site))
    system.add_variable(_variable("verdict", person, int, formula=verdict))
    system.add_variable(_variable("projected", person, bool, formula=projected))
    return system, nationalities


def _variable(name: str, person: Any, kind: type, **more: Any) -> type:
    fields = {"value_type": kind, "entity": person, "definition_period": DateUnit.YEAR, "label": name, **more}
    return type(name, (Variable,), fields)


def _read(found: Any) -> Answers:
    verdicts = ("denied", "permitted", "undetermined")
    deciding = None
    if "site" in found:
        pairs = zip(found["entry"].tolist(), found["site"].tolist(), strict=True)
        deciding = [tuple(_IDS[number] for number in pair if number) for pair in pairs]
    return Answers(
        verdict=[verdicts[number] for number in found["verdict"].tolist()],
        projected=found["projected"].tolist() if "projected" in found else None,
        deciding=deciding,
    )
