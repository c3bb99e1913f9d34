"""What an analyst who has read the article's records knows of the resort: the days and groups of all that matters.

Written out by hand, with no help from the library, so that its agreement says something about both.
"""

from datetime import date

CLOSURE = date(2020, 1, 22)
RUSSIANS = date(2024, 2, 9)
WESTERN, WESTERN_END = date(2025, 2, 20), date(2025, 3, 5)
OPENING = date(2025, 7, 1)
NOTICE_FIRST, NOTICE_LAST = date(2025, 7, 16), date(2025, 7, 18)
SURVEYED = date(2025, 7, 18)

CERTAIN = ("AU", "DE", "FR", "GB")
POSSIBLE = (
    *("AD", "AT", "BE", "BG", "CA", "CH", "CY", "CZ", "DK", "EE", "ES", "FI", "GR", "HR", "HU", "IE", "IL", "IS"),
    *("IT", "LI", "LT", "LU", "LV", "MC", "MT", "NL", "NO", "NZ", "PL", "PT", "RO", "SE", "SI", "SK", "SM", "TR", "US"),
)
"""The members of the UN's Western European and Others Group and of the European Union, and the United States."""

# Which policies decide; two ids for the two layers.
NATIONALS, ADMITTED, WESTERNERS, CLOSED = "nationals-at-home", "russians-admitted", "western-visits", "pandemic-closure"
OPEN, BARRED = "resort-open-to-all", "foreigners-barred"

DAYS = (CLOSURE, RUSSIANS, WESTERN, WESTERN_END, OPENING, NOTICE_FIRST, NOTICE_LAST, date(2025, 7, 19))
"""The first days of runs with the same answer; the last is that from which answers are projected."""

# For each class the ids that decide in each run.
_UNTIL_OPEN = ((), (CLOSED,), (CLOSED,), (CLOSED,), (CLOSED,))
_FOREIGNER = ((CLOSED, OPEN), (CLOSED,), (CLOSED, BARRED), (CLOSED, BARRED))
_RUSSIAN = ((ADMITTED, OPEN), (ADMITTED,), (ADMITTED, BARRED), (ADMITTED, BARRED))
_D, _P, _U = "denied", "permitted", "undetermined"
CLASSES: dict[str, tuple[tuple[str, ...], ...]] = {
    "other": (*_UNTIL_OPEN, *_FOREIGNER),
    "possible": (*_UNTIL_OPEN[:3], (), (CLOSED,), *_FOREIGNER),
    "certain": (*_UNTIL_OPEN[:3], (WESTERNERS,), (CLOSED,), *_FOREIGNER),
    "RU": (*_UNTIL_OPEN[:2], (ADMITTED,), (ADMITTED,), (ADMITTED,), *_RUSSIAN),
    "KP": (*((NATIONALS,),) * 5, *((NATIONALS, OPEN),) * 4),
}
VERDICTS = {
    "other": (_D,) * 9,
    "possible": (_D,) * 9,
    "certain": (_D,) * 9,
    "RU": (*(_D,) * 5, _P, _U, _D, _D),
    "KP": (*(_D,) * 5, *(_P,) * 4),
}
RUNS = len(DAYS) + 1
NAMES = tuple(CLASSES)


def class_of(code: str) -> str:
    """Give the class of a nationality."""
    if code in ("RU", "KP"):
        return code
    return "certain" if code in CERTAIN else "possible" if code in POSSIBLE else "other"


def number_of(code: str) -> int:
    """Give the number of the class of a nationality."""
    return NAMES.index(class_of(code))


def run_tables() -> tuple[list[str] | list[bool], ...]:
    """Give the three answers of each class in each run, the runs of a class one after another."""
    verdicts = [verdict for name in NAMES for verdict in VERDICTS[name]]
    projected = [run == RUNS - 1 for _ in NAMES for run in range(RUNS)]
    deciding = [JOIN.join(ids) for name in NAMES for ids in CLASSES[name]]
    return verdicts, projected, deciding


JOIN = " "
"""What stands between the ids of one answer."""
