"""Timelines as pictures: spans and verdicts as SVG.

A picture holds all it needs: no script, no font, no address is loaded, and its colours follow the reader's choice of
light or dark. It is a function of the records alone; nothing here reads the clock. Which verdict a bar stands for is
told by its shape as well as its colour.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from itertools import pairwise
from math import log2
from typing import Final
from zlib import crc32

import attrs

from dprk_tourism._graph import Records
from dprk_tourism._model.days import LAST_DAY, Day
from dprk_tourism._model.records import Event
from dprk_tourism._model.travellers import NATIONALITIES
from dprk_tourism._render.describe import named_reason
from dprk_tourism._render.words import (
    during,
    place_named,
    some_day,
    what,
)
from dprk_tourism._rules.answers import Stretch, Verdict
from dprk_tourism._rules.evidence import bearing_events
from dprk_tourism._text import on_one_line, wrapped
from dprk_tourism.errors import InvalidValueError

__all__ = ["DARK", "LIGHT", "Chart", "chart"]


@attrs.frozen
class Chart:
    """A picture of timelines, one row for each nationality.

    A notebook shows it; `svg` is the text of a file that any browser shows.

    >>> import dprk_tourism as dt
    >>> chart = dt.load("article").chart(["RU", "AU"], to="dprk")
    >>> chart.svg.startswith("<svg ")
    True
    """

    svg: str = attrs.field(repr=lambda svg: f"<{len(svg)} characters>")
    """The picture as SVG."""

    def _repr_svg_(self) -> str:
        return self.svg

    def _repr_html_(self) -> str:
        # On a narrow screen the picture is pushed sideways rather than made too small to read.
        return f'<div style="overflow-x:auto">{self.svg}</div>'


# Blue and orange of Okabe and Ito, which no kind of colour-blindness confuses, lighter on a dark ground.
LIGHT: Final[Mapping[str, str]] = {
    "ground": "#ffffff",
    "ink": "#1b1b1b",
    "faint": "#5f6368",
    "permitted": "#0072b2",
    "denied": "#d55e00",
}
"""The colours on a light ground."""

DARK: Final[Mapping[str, str]] = {
    "ground": "#16181d",
    "ink": "#ececec",
    "faint": "#a8adb5",
    "permitted": "#56b4e9",
    "denied": "#f0883e",
}
"""The colours on a dark ground."""

_PAD: Final = 16.0
_WIDTH: Final = 760.0
_BEYOND: Final = 44.0  # what the time before the first day and after the last takes
_NARROWEST: Final = 24.0  # a run of days takes at least this much, so that slanted days stand clear of each other
_SLOPE: Final = 1.5  # and at least so much more for each doubling of its length
_NAME: Final = 18.0
_BAR: Final = 22.0
_THIN: Final = 7.0  # of a denied run, which looks like a line
_GAP: Final = 10.0
_LANE: Final = 20.0
_DAYS: Final = 66.0  # of the slanted days below the bars
_HEAD: Final = 26.0
_TEXT: Final = 17.0
_LETTER: Final = 6.4  # a little more than the mean, at the size of the text
_BIG_LETTER: Final = 8.6  # and at that of the title
_TIP: Final = 8.0


def chart(records: Records, place: str, rows: Mapping[str, Sequence[Stretch]]) -> Chart:
    """Draw timelines of one place as a picture.

    The days run from the first on which anything changes to the last; before and after, arrows say that it goes on.
    Days are not to scale, since some runs last days and others years: each takes a width that grows with the
    logarithm of its length.

    Args:
        records: Where the events and places are.
        place: The id of the place.
        rows: The stretches of each nationality, in the order in which they shall stand.

    Raises:
        InvalidValueError: There is no row.
    """
    if not rows:
        raise InvalidValueError("There is nothing to draw. Name at least one nationality.")
    events = _events(records, place, rows.values())
    axis = _Axis(_turns(rows.values(), events))
    title = f"Who may visit {place_named(records.places[place])}, and when"
    return Chart(_document(_Drawing(rows, title, records, events, axis)))


def _events(records: Records, place: str, rows: Iterable[Sequence[Stretch]]) -> tuple[Event, ...]:
    """The events that may change an answer of the picture, in the order of their days."""
    ids = {event for row in rows for event in bearing_events(records, place, row)}
    found = [records.events[id_] for id_ in ids]
    return tuple(sorted(found, key=lambda event: (event.window.earliest, event.window.latest, event.id)))


def _turns(rows: Iterable[Sequence[Stretch]], events: Iterable[Event]) -> list[Day]:
    """The days on which anything happens. The last day of the calendar says only that no day is known."""
    days = {stretch.span.start for row in rows for stretch in row}
    days |= {day for event in events for day in (event.window.earliest, event.window.latest)}
    return sorted(day for day in days if day is not None and day < LAST_DAY)


class _Axis:
    """Where a day stands."""

    def __init__(self, turns: Sequence[Day]) -> None:
        lengths = [log2(1 + (later - day).days) for day, later in pairwise(turns)]
        room = _WIDTH - 2 * _PAD - 2 * _BEYOND - _NARROWEST * len(lengths)
        each = max(room / sum(lengths), _SLOPE) if lengths else 0.0
        self.left, at = _PAD, _PAD + _BEYOND
        self.x: dict[Day, float] = {}
        for day, length in zip(turns, [*lengths, 0.0], strict=False):
            self.x[day] = at
            at += _NARROWEST + each * length if length else 0.0
        self.right = max(at + _BEYOND, _WIDTH - _PAD)

    def of(self, day: Day | None, otherwise: float) -> float:
        """The place of a day; *otherwise* where there is none."""
        return otherwise if day is None else self.x.get(day, otherwise)


@attrs.frozen
class _Drawing:
    """What a picture is made of."""

    rows: Mapping[str, Sequence[Stretch]]
    title: str
    records: Records
    events: tuple[Event, ...]
    axis: _Axis


def _document(drawing: _Drawing) -> str:
    """The whole picture. Its names hang on what is in it, so that two in one page do not disturb each other."""
    axis, lanes = drawing.axis, _lanes(drawing)
    title = wrapped(drawing.title, int((axis.right - _PAD) / _BIG_LETTER))
    parts = [_text(_PAD, _HEAD * (number + 1), line, "title") for number, line in enumerate(title)]
    head = _HEAD * len(title) + 14
    top = head + _LANE * len(lanes)
    bottom = top + (_NAME + _BAR + _GAP) * len(drawing.rows)
    for number, lane in enumerate(lanes):
        parts += [_mark(axis, index, event, head + _LANE * number, bottom) for index, event in lane]
    for number, (nationality, stretches) in enumerate(drawing.rows.items()):
        parts += _row(drawing, nationality, stretches, top + (_NAME + _BAR + _GAP) * number)
    parts += [_tick(day, x, bottom) for day, x in axis.x.items()]
    y = bottom + (_DAYS if axis.x else _GAP)
    parts += _legend(y)
    notes = list(_notes(drawing))
    parts += [_text(_PAD, y + 28 + _TEXT * index, note, "note") for index, note in enumerate(notes)]
    return _framed("".join(parts), drawing.title, axis.right + _PAD, y + 28 + _TEXT * len(notes))


def _framed(body: str, title: str, width: float, height: float) -> str:
    name = f"dt-{crc32(body.encode()):08x}"
    size = f"{width:.0f} {height:.0f}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{name}" role="img" aria-labelledby="{name}-title" '
        f'viewBox="0 0 {size}" width="{width:.0f}" height="{height:.0f}" style="max-width:none">'
        f'<title id="{name}-title">{_escaped(title)}</title><style>{_style(name)}</style>'
        f'<defs><pattern id="{name}-hatch" width="7" height="7" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect class="ground" width="7" height="7"/>'
        f'<line class="stroke" x1="1.5" y1="0" x2="1.5" y2="7"/></pattern></defs>'
        f'<rect class="ground" width="{width:.0f}" height="{height:.0f}" rx="6"/>{body}</svg>'
    )


def _style(name: str) -> str:
    """The style, with every rule bound to the picture. Colours are written out: not every program knows variables."""
    return (
        f".{name}{{font:12px system-ui,-apple-system,'Segoe UI',Arial,sans-serif}}"
        f".{name} .title{{font-size:15px}}.{name} .title,.{name} .name{{font-weight:600}}.{name} .day{{font-size:11px}}"
        f".{name} .number{{font-size:11px;font-weight:600;text-anchor:middle}}"
        f".{name} .stroke{{stroke-width:2.5}}.{name} .event{{fill:none;stroke-width:1.2}}"
        f".{name} .fall{{stroke-width:.8;stroke-dasharray:1 3}}.{name} .undetermined{{fill:url(#{name}-hatch)}}"
        f".{name} .projected{{fill-opacity:.3;stroke-dasharray:3 2}}"
        f"{_coloured(name, LIGHT)}@media(prefers-color-scheme:dark){{{_coloured(name, DARK)}}}"
    )


def _coloured(name: str, colours: Mapping[str, str]) -> str:
    ink, faint = colours["ink"], colours["faint"]
    verdicts = "".join(
        f".{name} .{verdict}{{fill:{colours[verdict]};stroke:{colours[verdict]}}}"
        for verdict in (Verdict.PERMITTED, Verdict.DENIED)
    )
    return (
        f".{name} .ground{{fill:{colours['ground']}}}.{name} text{{fill:{ink}}}.{name} .event{{stroke:{ink}}}{verdicts}"
        f".{name} .day,.{name} .note{{fill:{faint}}}"
        f".{name} .stroke,.{name} .fall,.{name} .undetermined{{stroke:{faint}}}"
    )


def _escaped(text: str) -> str:
    return escape(on_one_line(text))


def _text(x: float, y: float, text: str, kind: str) -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}">{_escaped(text)}</text>'


# --- bars


def _row(drawing: _Drawing, nationality: str, stretches: Iterable[Stretch], y: float) -> Iterator[str]:
    """The name of a nationality, and below it a bar for each stretch."""
    axis, name = drawing.axis, f"{NATIONALITIES[nationality].name} ({nationality})"
    yield _text(_PAD, y + 13, name, "name")
    for stretch in stretches:
        start, end = stretch.span.start, stretch.span.end
        if start == LAST_DAY:  # no day at all, but the end of the calendar
            continue
        left, right = axis.of(start, axis.left), axis.of(end, axis.right)
        shape = _bar(stretch.verdict, left, right, y + _NAME, (start is None, right == axis.right))
        kind = f"{stretch.verdict}{' projected' if stretch.projected else ''}"
        yield f'<path class="{kind}" d="{shape}"><title>{_escaped(f"{name}, {_told(stretch)}")}</title></path>'


def _told(stretch: Stretch) -> str:
    """A stretch in one line: its days, its verdict and why."""
    projected = ", projected" if stretch.projected else ""
    return f"{during(stretch.span)}: {stretch.verdict}{projected} ({named_reason([stretch])})"


def _bar(verdict: Verdict, left: float, right: float, y: float, goes_on: tuple[bool, bool]) -> str:
    """The outline of a bar; it is pointed where it goes on."""
    height = _THIN if verdict is Verdict.DENIED else _BAR
    top, middle, bottom = y + (_BAR - height) / 2, y + _BAR / 2, y + (_BAR + height) / 2
    before, after = goes_on
    inner, outer = left + _TIP * before, right - _TIP * after
    corners = [(inner, top), (outer, top), (outer, bottom), (inner, bottom)]
    corners[2:2] = [(right, middle)] if after else []
    corners += [(left, middle)] if before else []
    return f"M{' '.join(f'{x:.1f},{at:.1f}' for x, at in corners)}Z"


def _tick(day: Day, x: float, y: float) -> str:
    return (
        f'<text class="day" text-anchor="end" transform="translate({x + 4:.1f} {y + 8:.1f}) rotate(-45)">{day}</text>'
    )


# --- events


def _lanes(drawing: _Drawing) -> list[list[tuple[int, Event]]]:
    """The events with their numbers, those that would cover each other in lanes of their own."""
    lanes: list[list[tuple[int, Event]]] = []
    ends: list[float] = []
    for number, event in enumerate(drawing.events, 1):
        left, right = _reach(drawing.axis, event)
        free = next((lane for lane, end in enumerate(ends) if end <= left), len(ends))
        if free == len(ends):
            lanes.append([])
            ends.append(0.0)
        lanes[free].append((number, event))
        ends[free] = right
    return lanes


def _reach(axis: _Axis, event: Event) -> tuple[float, float]:
    """What a mark covers, its number included."""
    left, right = axis.of(event.window.earliest, axis.right), axis.of(event.window.latest, axis.right)
    return (left - 10, right + 10) if left == right else (left - 1, right)


def _mark(axis: _Axis, number: int, event: Event, y: float, bottom: float) -> str:
    """An event: a numbered line on its day, or a numbered bracket over the days on one of which it was."""
    left, right = axis.of(event.window.earliest, axis.right), axis.of(event.window.latest, axis.right)
    middle, low = (left + right) / 2, y + _LANE - 5
    falls = "".join(
        f'<line class="fall" x1="{x:.1f}" y1="{low:.1f}" x2="{x:.1f}" y2="{bottom:.1f}"/>'
        for x in dict.fromkeys((left, right))
        if x < axis.right
    )
    bracket = f"M{left:.1f},{low:.1f}v-4H{right:.1f}v4" if left < right else f"M{left:.1f},{low:.1f}v-4"
    told = f"{event.id}, {some_day(event.window)}: {what(event)}"
    return (
        f'<g><title>{_escaped(told)}</title>{falls}<path class="event" d="{bracket}"/>'
        f'<text class="number" x="{middle:.1f}" y="{low - 6:.1f}">{number}</text></g>'
    )


# --- the legend


def _legend(y: float) -> Iterator[str]:
    x = _PAD
    for verdict in Verdict:
        yield f'<path class="{verdict}" d="{_bar(verdict, x, x + 26, y - 8, (False, False))}"/>'
        yield _text(x + 33, y + 7, verdict, "word")
        x += 33 + 7 * len(verdict) + 22
    shape = _bar(Verdict.PERMITTED, x, x + 26, y - 8, (False, False))
    yield f'<path class="permitted projected" d="{shape}"/>{_text(x + 33, y + 7, "faded: projected", "word")}'


def _notes(drawing: _Drawing) -> Iterator[str]:
    room = int((drawing.axis.right - _PAD) / _LETTER)
    yield from wrapped("Days are not to scale. Pointed bars go on.", room)
    through = drawing.records.surveyed_through
    survey = f"Projected days are those after {through}, the last day surveyed."
    yield from wrapped("No source speaks of any day." if through is None else survey, room)
    for number, event in enumerate(drawing.events, 1):
        yield from wrapped(f"({number}) {some_day(event.window)}: {what(event)}", room)
