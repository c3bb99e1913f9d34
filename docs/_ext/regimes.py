"""A picture of the policies of a shipped history, on one scale of years: who permits or denies what, and for how long.

A page writes

    ```{regimes} record
    ```
"""

from collections.abc import Iterator
from datetime import date
from html import escape
from typing import Final

from docutils import nodes
from pictures import by_the_page
from sphinx.util.docutils import SphinxDirective

import dprk_tourism as dt
from dprk_tourism._render import words
from dprk_tourism._render.svg import document

__all__ = ["Regimes", "drawn"]

_HEADINGS: Final = {
    dt.Layer.HOME_STATE: "The traveller's own government",
    dt.Layer.ENTRY: "Admission to the country or a part of it",
    dt.Layer.SITE: "The place itself",
}
_PAD: Final = 16.0
_LEFT: Final = 216.0  # where the days begin, right of the names
_RIGHT: Final = 760.0
_ROW: Final = 18.0
_HEAD: Final = 30.0
_TIP: Final = 6.0
_NARROWEST: Final = 2.0
_THICK: Final = 5.0  # half of the height of a permission
_THIN: Final = 2.0  # and of a denial
_YEARS: Final = 5  # from one line to the next


def drawn(history: dt.History) -> str:
    """Draw all policies of a history, those of one layer together, in the order of their starts."""
    return _Drawing(history).document()


class _Drawing:
    def __init__(self, history: dt.History) -> None:
        self.history = history
        windows = [history.window(policy.starts) for policy in history.policies.values() if policy.starts]
        days = [day for window in windows for day in (window.earliest, window.latest) if day is not None]
        through = history.surveyed_through or max(days)
        self.first, self.last = date(min(days).year, 1, 1), date(through.year + 1, 1, 1)

    def document(self) -> str:
        """The title, the policies of each layer, the years below, and what the signs mean."""
        title = f"Policies of the history {self.history.id}, from {self.first.year} to {self.last.year - 1}"
        parts, y = [_text(_PAD, 26, title, "title")], 34.0
        top = y
        for layer, heading in _HEADINGS.items():
            parts.append(_text(_PAD, y + 20, heading, "name"))
            y += _HEAD
            for policy in sorted(self._of(layer), key=self._first_day):
                parts += self._row(policy, y)
                y += _ROW
        lines = [*self._years(top + 6, y + 6)]
        return document("".join([*lines, *parts, *_legend(y + 42)]), title, _RIGHT + _PAD, y + 58)

    def _of(self, layer: dt.Layer) -> Iterator[dt.AccessPolicy]:
        return (policy for policy in self.history.policies.values() if policy.layer is layer)

    def _first_day(self, policy: dt.AccessPolicy) -> tuple[date, str]:
        return (policy.starts and self.history.window(policy.starts).earliest) or date.min, policy.id

    def _x(self, day: date) -> float:
        share = (day - self.first).days / (self.last - self.first).days
        return _LEFT + (_RIGHT - _LEFT) * min(max(share, 0), 1)

    def _between(self, event: str | None, otherwise: float) -> tuple[float, float]:
        """Where the event was at the earliest and at the latest; *otherwise* for an end that is open."""
        if event is None:
            return otherwise, otherwise
        window = self.history.window(event)
        first, last = (otherwise if day is None else self._x(day) for day in (window.earliest, window.latest))
        return first, last

    def _row(self, policy: dt.AccessPolicy, y: float) -> Iterator[str]:
        """The name of a policy, a line over the days on which it may be in force, and a bar where it surely is."""
        middle = y + _ROW / 2
        perhaps_from, from_ = self._between(policy.starts, _LEFT)
        until, perhaps_until = self._between(policy.ends, _RIGHT)
        place = words.name(self.history.places[policy.place])
        tip = f"{words.dated_policy(self.history, policy, sure=True)} ({place})"
        bar = from_ < until or perhaps_from == perhaps_until
        lines = ((perhaps_from, from_), (until, perhaps_until)) if bar else ((perhaps_from, perhaps_until),)
        parts = [f"<title>{escape(tip)}</title>", *(_line(x, end, middle) for x, end in lines if x < end)]
        if bar:
            effect, half = ("permitted", _THICK) if policy.effect is dt.Effect.PERMIT else ("denied", _THIN)
            shape = _bar(
                from_, max(until, from_ + _NARROWEST), middle, half, policy.starts is None, policy.ends is None
            )
            parts.append(f'<path class="{effect if policy.audience.certain else f"{effect} projected"}" d="{shape}"/>')
        yield _text(_PAD, middle + 4, policy.id, "day")
        yield f"<g>{''.join(parts)}</g>"

    def _years(self, top: float, bottom: float) -> Iterator[str]:
        for year in range(self.first.year - self.first.year % -_YEARS, self.last.year + 1, _YEARS):
            x = self._x(date(year, 1, 1))
            yield f'<line class="fall" x1="{x:.1f}" y1="{top}" x2="{x:.1f}" y2="{bottom}"/>'
            yield f'<text class="number" x="{x:.1f}" y="{bottom + 12}">{year}</text>'


def _line(left: float, right: float, middle: float) -> str:
    return f'<line class="stroke" x1="{left:.1f}" y1="{middle}" x2="{right:.1f}" y2="{middle}"/>'


def _bar(left: float, right: float, middle: float, half: float, before: bool, after: bool) -> str:  # noqa: FBT001
    """The outline of a bar; it is pointed where no start or no end is known."""
    inner, outer = left + _TIP * before, right - _TIP * after
    corners = [(inner, middle - half), (outer, middle - half), (outer, middle + half), (inner, middle + half)]
    corners[2:2] = [(right, middle)] if after else []
    corners += [(left, middle)] if before else []
    return f"M{'L'.join(f'{x:.1f},{y}' for x, y in corners)}Z"


def _legend(y: float) -> Iterator[str]:
    x = _PAD
    for kind, half, label in (
        ("permitted", _THICK, "permits"),
        ("denied", _THIN, "denies"),
        ("permitted projected", _THICK, "for some nationalities, not known which"),
    ):
        yield f'<path class="{kind}" d="{_bar(x, x + 24, y, half, before=False, after=False)}"/>'
        yield _text(x + 31, y + 4, label, "note")
        x += 52 + 6.4 * len(label)
    yield _line(x, x + 24, y)
    yield _text(x + 31, y + 4, "perhaps in force; arrow: it goes on", "note")


def _text(x: float, y: float, text: str, kind: str) -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}">{escape(text)}</text>'


class Regimes(SphinxDirective):
    """The picture, within the page."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Draw it."""
        frame = '<div class="picture" role="group" aria-label="Policies over the years" tabindex="0">'
        svg = by_the_page(drawn(dt.load(self.arguments[0])))
        return [nodes.raw("", f"{frame}{svg}</div>", format="html")]
