"""R6: the settings of some unknowns that are possible, and sets of them."""

from collections.abc import Iterable, Sequence

from dprk_tourism._rules.answers import Unknown


class Worlds:
    """Every setting of some unknowns, except those that break an implication (R6).

    A set of worlds is a whole number, one bit a setting, so that union, intersection and complement are one operation
    each. Bit *i* of the number of a setting says whether unknown *i* is a yes there. With two unknowns *a* and *b*:

        number of the setting  3  2  1  0
        where a is a yes       1  0  1  0      of every two runs of 1 setting, the second
        where b is a yes       1  1  0  0      of every two runs of 2 settings, the second
        worlds if a implies b  1  1  0  1
    """

    def __init__(self, unknowns: Sequence[Unknown], implications: Iterable[tuple[Unknown, Unknown]] = ()) -> None:
        self.all = (1 << (1 << len(unknowns))) - 1
        self._steps = {unknown: 1 << number for number, unknown in enumerate(unknowns)}
        # The first of every two runs, `no`, and itself moved up by a run are all: no + (no << step) == all.
        self._yes = {unknown: self.all ^ (self.all // ((1 << step) + 1)) for unknown, step in self._steps.items()}
        for one, other in implications:
            self.all &= ~(self._yes[one] & ~self._yes[other])

    def where(self, unknown: Unknown) -> int:
        """The worlds in which *unknown* is a yes."""
        return self._yes[unknown] & self.all

    def differ(self, worlds: int, unknown: Unknown) -> bool:
        """Whether switching *unknown* alone leads from a world into or out of *worlds*, to another world."""
        step = self._steps[unknown]
        both = self.all & (self.all >> step) & ~self._yes[unknown]
        return bool((worlds ^ (worlds >> step)) & both)
