"""Times of several things side by side: rounds in random order, medians with their spread.

Each round times every subject once, in an order drawn anew, so that what disturbs the machine for a while disturbs
all of them. A ratio is the median of the ratios within rounds.
"""

import gc
import random
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import attrs

Task = Callable[[], object]
"""What is timed: all of it, once."""


@attrs.frozen
class Spread:
    """A median with the quartiles around it."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        """Give the spread of some values."""
        if len(values) == 1:
            return cls(values[0], values[0], values[0])
        low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
        return cls(middle, low, high)

    def scaled(self, factor: float) -> "Spread":
        """Give the same spread in another unit."""
        return Spread(self.median * factor, self.low * factor, self.high * factor)


@attrs.frozen
class Times:
    """Seconds of each subject in each round, each divided by how many things it does."""

    seconds: Mapping[str, Sequence[float]]

    def of(self, name: str) -> Spread:
        """Give the spread of one subject."""
        return Spread.of(self.seconds[name])

    def ratio(self, name: str, to: str) -> Spread:
        """Give how many times as long *name* takes as *to*, round by round."""
        return Spread.of([a / b for a, b in zip(self.seconds[name], self.seconds[to], strict=True)])


@attrs.frozen
class Subject:
    """Something to be timed."""

    task: Task
    count: int = 1
    """How many things the task does."""


def interleaved(subjects: Mapping[str, Subject], rounds: int, *, seed: int = 1, warm: bool = True) -> Times:
    """Time every subject once a round."""
    rng = random.Random(seed)
    seconds: dict[str, list[float]] = {name: [] for name in subjects}
    if warm:
        for subject in subjects.values():
            subject.task()
    with earlier_objects_hidden():
        for _ in range(rounds):
            order = list(subjects)
            rng.shuffle(order)
            for name in order:
                seconds[name].append(once(subjects[name].task) / subjects[name].count)
    return Times(seconds)


@contextmanager
def earlier_objects_hidden() -> Iterator[None]:
    """Hide from the garbage collector what is alive already: what is timed must not pay for the peers' packages."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def once(task: Task) -> float:
    """Give the seconds of one run."""
    begin = time.perf_counter()
    task()
    return time.perf_counter() - begin
