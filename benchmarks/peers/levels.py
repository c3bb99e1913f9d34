"""What engines that know one effect at a time need besides: the layers put together (R10, R11).

An engine is asked once for each layer. What it says there, a policy or nothing, is put together by a table.
"""

from collections.abc import Sequence
from datetime import date

from benchmarks.facts import Facts, Row
from benchmarks.peers import Answer

NOT_YET_OPEN = "not-yet-open"
"""What an engine says for a layer that denies because the resort has not opened."""


class Levels:
    """For each place the layers that matter there; for what they say, the answer."""

    def __init__(self, facts: Facts) -> None:
        """Store which policies permit."""
        self._facts, self._permits = facts, {row.id: row.permits for row in facts.rows}
        self._known: dict[tuple[str, Sequence[str | None]], Answer] = {}
        self.at = {place: facts.layers_at(place) for place in facts.around}

    def answer(self, place: str, said: tuple[str | None, ...]) -> Answer:
        """Return the answer to what the layers of a place said, computed once for each combination."""
        if (place, said) not in self._known:
            self._known[place, said] = self._computed(place, said)
        return self._known[place, said]

    def _computed(self, place: str, said: tuple[str | None, ...]) -> Answer:
        denied = any(word == NOT_YET_OPEN or (word is not None and not self._permits[word]) for word in said)
        silent = any(
            word is None and self._facts.needs_word(layer, place)
            for layer, word in zip(self.at[place], said, strict=True)
        )
        verdict = "denied" if denied else "undetermined" if silent else "permitted"
        return verdict, tuple(word for word in said if word is not None and word != NOT_YET_OPEN)


def days_in_force(row: Row, day: str) -> list[str]:
    """Return the conditions that a policy is in force, as engines write them; days are numbers."""
    starts = [f"{day} >= {row.starts.toordinal()}"] if row.starts > date.min else []
    ends = [f"{day} < {row.ends.toordinal()}"] if row.ends < date.max else []
    return [*starts, *ends]
