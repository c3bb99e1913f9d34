"""What a history keeps of what it has worked out. Every cache has a bound, and all of it can be worked out again."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from dprk_tourism._decisions import Timeline, _OnDay
    from dprk_tourism._rules.stretches import Stretches
    from dprk_tourism.history import History

K = TypeVar("K")
V = TypeVar("V")

_MOST_DAYS: Final = 10_000
_MOST_TIMELINES: Final = 10_000
_MOST_STRETCHES: Final = 10_000
_MOST_PACKED: Final = 100
_MOST_VIEWS: Final = 4
_MOST_LOADED: Final = 8


class Cache(dict[K, V]):
    """A cache that is emptied when it is full, which is faster than to find out what to drop."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most

    def of(self, key: K, make: Callable[[], V]) -> V:
        """Return what is kept; else make it and keep it, unless another thread was faster."""
        try:
            return self[key]
        except KeyError:
            pass  # and out of here: this error is not the cause of those that may follow
        made = make()
        if len(self) >= self.most:
            self.clear()
        return self.setdefault(key, made)


class Room:
    """Room for so many days that several timelines keep together; all forget theirs when it is full."""

    def __init__(self, most: int) -> None:
        self.most = self.left = most
        self.shared_by: list[_OnDay] = []

    def empty(self) -> None:
        """Make all timelines forget their days."""
        for kept in self.shared_by:
            kept.clear()
        self.left = self.most


class Caches:
    """The caches of one history, which are no part of its content."""

    def __init__(self) -> None:
        self.stretches: Cache[tuple[str, str, bool], Stretches] = Cache(_MOST_STRETCHES)
        """Stretches by bearing place, class of nationalities and strictness, which take most of the time."""
        self.timelines: dict[bool, dict[str, dict[str, Timeline]]] = {False: {}, True: {}}
        """Timelines by strictness, place and word for the nationality."""
        self.decisions = Room(_MOST_DAYS)
        """Room for days that were asked about, which each timeline keeps with the decisions about them."""
        self.classes: Mapping[str, str] | None = None
        """For each nationality, the first one that no policy tells from it."""
        self.bearing: Mapping[str, str] | None = None
        """For each place, the one around it whose stretches are its own too."""
        self.packed: Cache[str, bytes] = Cache(_MOST_PACKED)
        """What bears on a nationality, for pickled decisions."""
        self.fingerprint: str | None = None
        """The fingerprint of the history, once it was asked for."""
        self.views: Cache[tuple[str, ...], History] = Cache(_MOST_VIEWS)
        """The last views, by what they were asked for."""
        self.tables: Cache[bool, Any] = Cache(2)
        """The tables that answer frames, by strictness."""

    def make_room(self) -> None:
        """Forget all timelines, with their decisions, if there are too many."""
        if len(self.decisions.shared_by) >= _MOST_TIMELINES:
            self.timelines = {False: {}, True: {}}
            self.decisions = Room(_MOST_DAYS)


unpacked: Final["Cache[tuple[bytes, Any], History]"] = Cache(_MOST_PACKED)
"""The histories of decisions that were pickled, which many decisions share."""

loaded: Final["Cache[str, tuple[History, list[Any]]]"] = Cache(_MOST_LOADED)
"""The histories of files by path, each with all that was read for it."""

shipped: Final["dict[str, History]"] = {}
"""The shipped histories that were loaded, by name."""

readings: Final["Cache[str, Mapping[str, History]]"] = Cache(1)
"""The readings of the article, once they were asked for."""
