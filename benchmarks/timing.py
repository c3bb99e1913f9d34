"""Times of several things side by side: rounds in random order, medians with their quartiles.

Each round times every subject once, so a disturbance of the machine affects all of them. A ratio is the median of the
ratios within rounds.
"""

import gc
import random
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import attrs

Task = Callable[[], object]


@attrs.frozen
class Spread:
    """A median and its quartiles."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        """Return the spread of some values."""
        low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
        return cls(middle, low, high)


@attrs.frozen
class Times:
    """The seconds of each subject in each round, for one of the things that it does."""

    seconds: Mapping[str, Sequence[float]]

    def of(self, name: str) -> Spread:
        """Return the spread of one subject."""
        return Spread.of(self.seconds[name])

    def ratio(self, name: str, to: str) -> Spread:
        """Return how many times as long *name* takes as *to*, round by round."""
        return Spread.of([a / b for a, b in zip(self.seconds[name], self.seconds[to], strict=True)])

    def fastest_first(self) -> list[str]:
        """Return the names of the subjects by their medians."""
        return sorted(self.seconds, key=lambda name: self.of(name).median)


@attrs.frozen
class Subject:
    """What is timed: a task, and how many things it does."""

    task: Task
    count: int = 1


def interleaved(subjects: Mapping[str, Subject], rounds: int, *, seed: int = 1) -> Times:
    """Time every subject once a round, after a round that does not count."""
    rng = random.Random(seed)
    seconds: dict[str, list[float]] = {name: [] for name in subjects}
    for subject in subjects.values():
        subject.task()
    with earlier_objects_hidden():
        for _ in range(rounds):
            for name in rng.sample(list(subjects), len(subjects)):
                seconds[name].append(once(subjects[name].task) / subjects[name].count)
    return Times(seconds)


@contextmanager
def earlier_objects_hidden() -> Iterator[None]:
    """Hide from the garbage collector what is in memory: the other packages must not slow down what is timed."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def once(task: Task) -> float:
    """Return the seconds that one run takes."""
    start = time.perf_counter()
    task()
    return time.perf_counter() - start
