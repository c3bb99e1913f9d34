"""The policies of a history as plain rows, which is all that a peer gets.

Rows come from the records, never from the library's answers, so that a peer's agreement says something about both.
"""

from collections.abc import Mapping
from datetime import date

import attrs

from dprk_tourism import DayWindow, History, Resort

LAYERS = ("home-state", "entry", "site")


@attrs.frozen
class Row:
    """One policy, with the days of its events."""

    id: str
    permits: bool
    layer: str
    members: frozenset[str]
    """The certain members."""
    maybe: frozenset[str]
    """The possible members."""
    place: str
    starts: date
    """The day from which it is surely in force; `date.min` if it always was."""
    ends: date
    """The day from which it has surely ended; `date.max` if no end is known."""
    may_start: date
    """The first day on which it may be in force."""
    may_end: date
    """The first day on which it may have ended."""


@attrs.frozen
class Facts:
    """What a peer gets of a history."""

    rows: tuple[Row, ...]
    """The newest first, and of two equally new ones the narrower first: the first that applies counts."""
    around: Mapping[str, frozenset[str]]
    """For each place, itself and all places that enclose it."""
    opens: Mapping[str, date]
    """For each resort, the day from which it is surely open; `date.max` if no source says."""
    may_open: Mapping[str, date]
    """For each resort, the first day on which it may be open."""
    nationalities: tuple[str, ...]

    def rows_at(self, layer: str, place: str) -> tuple[Row, ...]:
        """Return the rows of one layer that can apply at a place, the newest first."""
        return tuple(row for row in self.rows if row.layer == layer and row.place in self.around[place])

    def needs_word(self, layer: str, place: str) -> bool:
        """Return whether silence of this layer leaves the answer open: of entry, and of the site at a resort (R10)."""
        return layer == "entry" or (layer == "site" and place in self.opens)

    def layers_at(self, place: str) -> tuple[str, ...]:
        """Return the layers that can change an answer about a place."""
        return tuple(layer for layer in LAYERS if self.rows_at(layer, place) or self.needs_word(layer, place))

    def boundaries(self) -> set[date]:
        """Return the days on which something begins or ends, or may do so."""
        days = {day for row in self.rows for day in (row.starts, row.ends, row.may_start, row.may_end)}
        return (days | {*self.opens.values(), *self.may_open.values()}) - {date.min, date.max}


def facts_of(history: History) -> Facts:
    """Return the records of a history as plain facts."""
    opens = {place.id: _window(history, place.opens) for place in history.places.values() if isinstance(place, Resort)}
    return Facts(
        rows=tuple(sorted(_rows(history), key=lambda row: (-row.starts.toordinal(), len(row.members)))),
        around={place: _around(history, place) for place in history.places},
        opens={place: _latest(window, date.max) for place, window in opens.items()},
        may_open={place: _earliest(window, date.min) for place, window in opens.items()},
        nationalities=tuple(sorted(code for codes in history.nationality_classes().values() for code in codes)),
    )


def _rows(history: History) -> list[Row]:
    rows = []
    for policy in history.policies.values():
        start, end = _window(history, policy.starts), _window(history, policy.ends)
        rows.append(
            Row(
                id=policy.id,
                permits=policy.effect == "permit",
                layer=policy.layer.value,
                members=policy.audience.certain,
                maybe=policy.audience.possible,
                place=policy.place,
                starts=_latest(start, date.min),
                ends=_latest(end, date.max),
                may_start=_earliest(start, date.min),
                may_end=_earliest(end, date.max),
            )
        )
    return rows


def _window(history: History, event: str | None) -> DayWindow | None:
    return None if event is None else history.window(event)


def _earliest(window: DayWindow | None, without: date) -> date:
    return without if window is None else _plain(window.earliest or date.min)


def _latest(window: DayWindow | None, without: date) -> date:
    return without if window is None else _plain(window.latest or date.max)


def _plain(day: date) -> date:
    """Return a day of the standard library, which compares faster than one of pendulum."""
    return date(day.year, day.month, day.day)


def _around(history: History, place: str) -> frozenset[str]:
    chain = [place]
    while (outer := history.places[chain[-1]].within) is not None:
        chain.append(outer)
    return frozenset(chain)
