"""What an analyst knows of the resort who has read the records of the article: days and groups.

It is written by hand, without help from the library, so that its agreement says something about both.
"""

from datetime import date

CERTAIN = ("AU", "DE", "FR", "GB")
POSSIBLE = (
    *("AD", "AT", "BE", "BG", "CA", "CH", "CY", "CZ", "DK", "EE", "ES", "FI", "GR", "HR", "HU", "IE", "IL", "IS"),
    *("IT", "LI", "LT", "LU", "LV", "MC", "MT", "NL", "NO", "NZ", "PL", "PT", "RO", "SE", "SI", "SK", "SM", "TR", "US"),
)
"""The members of the UN's Western European and Others Group and of the European Union, and the United States."""

NATIONALS, ADMITTED, WESTERNERS, CLOSED = "nationals-at-home", "russians-admitted", "western-visits", "pandemic-closure"
OPEN, BARRED = "resort-open-to-all", "foreigners-barred"

DAYS = (
    date(2020, 1, 1),  # the first day surveyed
    date(2020, 1, 22),  # the closure
    date(2024, 2, 9),  # Russians are admitted
    date(2025, 2, 20),  # some Western nationals are admitted
    date(2025, 3, 5),  # and no longer are
    date(2025, 7, 1),  # the resort opens
    date(2025, 7, 16),  # the ban may have been announced
    date(2025, 7, 18),  # it has been
    date(2025, 7, 19),  # after the last day surveyed
)
"""The first days of the runs with the same answer but the first."""
RUNS = len(DAYS) + 1

# For each class, the policies that decide in each run.
_CLOSED_RESORT = ((), (), (CLOSED,), (CLOSED,), (CLOSED,), (CLOSED,))
_FOREIGNER = ((CLOSED, OPEN), (CLOSED,), (CLOSED, BARRED), (CLOSED, BARRED))
_RUSSIAN = ((ADMITTED, OPEN), (ADMITTED,), (ADMITTED, BARRED), (ADMITTED, BARRED))
CLASSES: dict[str, tuple[tuple[str, ...], ...]] = {
    "other": (*_CLOSED_RESORT, *_FOREIGNER),
    "possible": (*_CLOSED_RESORT[:4], (), (CLOSED,), *_FOREIGNER),
    "certain": (*_CLOSED_RESORT[:4], (WESTERNERS,), (CLOSED,), *_FOREIGNER),
    "RU": (*_CLOSED_RESORT[:3], (ADMITTED,), (ADMITTED,), (ADMITTED,), *_RUSSIAN),
    "KP": (*((NATIONALS,),) * 6, *((NATIONALS, OPEN),) * 4),
}
_VERDICTS = {
    "other": "DDDDDDDDDD",
    "possible": "DDDDDDDDDD",
    "certain": "DDDDDDDDDD",
    "RU": "DDDDDDPUDD",
    "KP": "DDDDDDPPPP",
}
_WORDS = {"D": "denied", "P": "permitted", "U": "undetermined"}

THREE = ("verdict", "projected", "deciding")


def number_of(code: str) -> int:
    """Return the number of the class of a nationality."""
    class_ = "certain" if code in CERTAIN else "possible" if code in POSSIBLE else "other"
    return list(CLASSES).index(code if code in CLASSES else class_)


def tables() -> dict[str, list[str] | list[bool]]:
    """Return the three columns of answers, for the runs of each class one after another."""
    return {
        "verdict": [_WORDS[letter] for class_ in CLASSES for letter in _VERDICTS[class_]],
        "projected": [run in (0, RUNS - 1) for _ in CLASSES for run in range(RUNS)],
        "deciding": [" ".join(ids) for runs in CLASSES.values() for ids in runs],
    }
