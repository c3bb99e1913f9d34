"""R6: every setting of some unknowns, and sets of such settings."""

from collections.abc import Sequence

from dprk_tourism._rules.answers import Unknown

__all__ = ["Worlds"]


class Worlds:
    """Every setting of some unknowns (R6).

    A set of worlds is a whole number, one bit a world: world number *w* sets unknown number *i* to yes if bit
    *i* of *w* is one. Union, intersection and complement are then one operation each, however many worlds.
    """

    def __init__(self, unknowns: Sequence[Unknown]) -> None:
        self.all = (1 << (1 << len(unknowns))) - 1
        self._steps = {unknown: 1 << number for number, unknown in enumerate(unknowns)}

    def where(self, unknown: Unknown) -> int:
        """The worlds in which *unknown* is a yes: of every two runs of `step` worlds, the second."""
        step = self._steps[unknown]
        return self.all ^ (self.all // ((1 << step) + 1))

    def differ(self, worlds: int, unknown: Unknown) -> bool:
        """Whether switching *unknown* alone leads into or out of *worlds* from some world."""
        switched_on = worlds >> self._steps[unknown]
        return bool((worlds ^ switched_on) & ~self.where(unknown) & self.all)
