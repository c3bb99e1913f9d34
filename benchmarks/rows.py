"""The policies of a history as plain rows, which is all that a peer is told.

Rows are made of the records, never of the library's answers, so that a peer's agreement with the library says
something about both.
"""

from collections.abc import Mapping
from datetime import date

import attrs

from dprk_tourism import History, Resort

LAYERS = ("home-state", "entry", "site")


@attrs.frozen
class Row:
    """One policy, with the days of its events written out."""

    id: str
    permits: bool
    layer: str
    members: frozenset[str]
    """Those who surely belong."""
    maybe: frozenset[str]
    """Those who may belong."""
    place: str
    starts: date
    """The day from which it is surely in force; `date.min` if it always was."""
    ends: date
    """The day from which it is surely over; `date.max` if no end is known."""
    may_start: date
    """The first day on which it may be in force."""
    may_end: date
    """The first day on which it may be over."""


@attrs.frozen
class Facts:
    """What a peer is told of a history."""

    rows: tuple[Row, ...]
    """Newest first, and of two equally new ones the narrower first: the first that applies is the one that counts."""
    around: Mapping[str, frozenset[str]]
    """For each place, itself and all that enclose it."""
    opens: Mapping[str, date]
    """For each resort, the day from which it is surely open; `date.max` if no source says."""
    may_open: Mapping[str, date]
    """For each resort, the first day on which it may be open."""
    nationalities: tuple[str, ...]
    """All of them, sorted."""

    def of_layer(self, layer: str) -> tuple[Row, ...]:
        """Give the rows of one layer, newest first."""
        return tuple(row for row in self.rows if row.layer == layer)

    def silence_is_open(self, layer: str, place: str) -> bool:
        """Whether an answer needs a word from this layer there: entry always, the site at a resort (R10)."""
        return layer == "entry" or (layer == "site" and place in self.opens)


def facts_of(history: History) -> Facts:
    """Give the records of *history* as plain facts."""
    everyone = sorted(code for codes in history.nationality_classes().values() for code in codes)
    resorts = [place for place in history.places.values() if isinstance(place, Resort)]
    windows = {place.id: history.events[place.opens].window for place in resorts if place.opens is not None}
    return Facts(
        rows=_rows(history),
        around={place: _around(history, place) for place in history.places},
        opens={place.id: windows[place.id].latest if place.id in windows else date.max for place in resorts},
        may_open={place.id: windows[place.id].earliest if place.id in windows else date.min for place in resorts},
        nationalities=tuple(everyone),
    )


def _rows(history: History) -> tuple[Row, ...]:
    rows = []
    for policy in history.policies.values():
        start = None if policy.starts is None else history.events[policy.starts].window
        end = None if policy.ends is None else history.events[policy.ends].window
        rows.append(
            Row(
                id=policy.id,
                permits=policy.effect == "permit",
                layer=policy.layer.value,
                members=policy.audience.certain,
                maybe=policy.audience.possible,
                place=policy.place,
                starts=date.min if start is None else _plain(start.latest),
                ends=date.max if end is None else _plain(end.latest),
                may_start=date.min if start is None else _plain(start.earliest),
                may_end=date.max if end is None else _plain(end.earliest),
            )
        )
    return tuple(sorted(rows, key=lambda row: (-row.starts.toordinal(), len(row.members))))


def _plain(day: date) -> date:
    """The same day as the standard library's, which compares faster than pendulum's."""
    return date(day.year, day.month, day.day)


def _around(history: History, place: str) -> frozenset[str]:
    chain = [place]
    while (outer := history.places[chain[-1]].within) is not None:
        chain.append(outer)
    return frozenset(chain)
