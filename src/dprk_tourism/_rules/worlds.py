"""R6: every setting of some unknowns, and sets of such settings."""

from collections.abc import Sequence

from dprk_tourism._rules.answers import Unknown

__all__ = ["Worlds"]


class Worlds:
    """Every setting of some unknowns (R6).

    A set of worlds is a whole number, one bit a world, so that union, intersection and complement are one operation
    each. Bit *i* of the number of a world says whether unknown *i* is a yes there. With two unknowns *a* and *b*:

        number of the world    3  2  1  0
        where a is a yes       1  0  1  0      of every two runs of 1 world, the second
        where b is a yes       1  1  0  0      of every two runs of 2 worlds, the second
    """

    def __init__(self, unknowns: Sequence[Unknown]) -> None:
        self.all = (1 << (1 << len(unknowns))) - 1
        self._steps = {unknown: 1 << number for number, unknown in enumerate(unknowns)}

    def where(self, unknown: Unknown) -> int:
        """The worlds in which *unknown* is a yes."""
        # The first of every two runs, `no`, and itself moved up by a run are all: no + (no << step) == all.
        no = self.all // ((1 << self._steps[unknown]) + 1)
        return self.all ^ no

    def differ(self, worlds: int, unknown: Unknown) -> bool:
        """Whether switching *unknown* alone leads into or out of *worlds* from some world."""
        switched_on = worlds >> self._steps[unknown]
        return bool((worlds ^ switched_on) & ~self.where(unknown) & self.all)
