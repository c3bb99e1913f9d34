"""What engines that know one effect at a time need beside them: the layers put together (R10, R11).

An engine is asked once for each layer; what it says there, a policy or nothing, is put together by a table.
"""

from benchmarks.peers import Answer
from benchmarks.rows import Facts, Row

NOT_YET_OPEN = "not-yet-open"
"""What an engine gives for a layer that denies because the resort has not opened."""

SILENT = None


class Levels:
    """For each place the layers that matter there; for what they say, the answer."""

    def __init__(self, facts: Facts) -> None:
        self._permits = {row.id: row.permits for row in facts.rows}
        self._known: dict[tuple[str, tuple[str | None, ...]], Answer] = {}
        self._facts = facts
        self.at = {place: layers_at(facts, place) for place in facts.around}

    def answer(self, place: str, said: tuple[str | None, ...]) -> Answer:
        """Give the answer to what the layers of *place* said, worked out once for each combination."""
        try:
            return self._known[place, said]
        except KeyError:
            return self._known.setdefault((place, said), self._worked_out(place, said))

    def _worked_out(self, place: str, said: tuple[str | None, ...]) -> Answer:
        denied = any(word == NOT_YET_OPEN or (word is not None and not self._permits[word]) for word in said)
        silent = any(
            word is SILENT and self._facts.silence_is_open(layer, place)
            for layer, word in zip(self.at[place], said, strict=True)
        )
        verdict = "denied" if denied else "undetermined" if silent else "permitted"
        return verdict, tuple(word for word in said if word is not None and word != NOT_YET_OPEN)


def layers_at(facts: Facts, place: str) -> tuple[str, ...]:
    """Give the layers that can change an answer about *place*."""
    return tuple(
        layer
        for layer in ("home-state", "entry", "site")
        if rows_at(facts, layer, place) or facts.silence_is_open(layer, place)
    )


def rows_at(facts: Facts, layer: str, place: str) -> tuple[Row, ...]:
    """Give the rows of one layer that can apply at *place*, newest first."""
    return tuple(row for row in facts.of_layer(layer) if row.place in facts.around[place])


def membership(name: str, row: Row, facts: Facts, *, inside: str, outside: str) -> str:
    """Write who belongs in an engine's words: by those inside, or by those outside where they are fewer.

    Args:
        name: What the engine calls the nationality.
        row: The policy.
        facts: All that is known.
        inside: How the engine writes membership, with `{name}` and `{codes}`.
        outside: How it writes the contrary.
    """
    others = [code for code in facts.nationalities if code not in row.members]
    form, codes = (inside, sorted(row.members)) if len(row.members) <= len(others) else (outside, others)
    return form.format(name=name, codes=", ".join(f'"{code}"' for code in codes))
