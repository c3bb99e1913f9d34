"""Timelines as pictures: spans and verdicts as SVG.

A picture holds all it needs: no script, no font, no address is loaded, and its colours follow the reader's choice of
light or dark. It is a function of the records alone; nothing here reads the clock. A verdict has a shape of its own as
well as a colour.
"""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import pairwise
from math import log2
from textwrap import wrap
from typing import Final
from zlib import crc32

import attrs

from dprk_tourism._graph import Records, in_order
from dprk_tourism._model.days import Day, DayWindow
from dprk_tourism._model.records import Event
from dprk_tourism._render import words
from dprk_tourism._render.charts import Chart
from dprk_tourism._render.describe import named_reason
from dprk_tourism._rules.answers import Stretch, Verdict
from dprk_tourism._rules.evidence import bearing_events
from dprk_tourism._text import on_one_line
from dprk_tourism.errors import InvalidValueError

# Blue and orange of Okabe and Ito, which no kind of colour-blindness confuses, lighter on a dark ground.
LIGHT: Final = {"ground": "#ffffff", "ink": "#1b1b1b", "faint": "#5f6368", "permitted": "#0072b2", "denied": "#d55e00"}
"""The colours on a light ground."""

DARK: Final = {"ground": "#16181d", "ink": "#ececec", "faint": "#a8adb5", "permitted": "#56b4e9", "denied": "#f0883e"}
"""The colours on a dark ground."""

_PAD: Final = 16.0
_WIDTH: Final = 760.0
_BEYOND: Final = 44.0  # the width of the time before the first day, and of that after the last
_NARROWEST: Final = 24.0  # the least width of a run of days, so that slanted days do not overlap
_SLOPE: Final = 1.5  # and at least so much more for each doubling of its length
_BAR: Final = 22.0
_THIN: Final = 7.0  # of a denied run, which looks like a line
_ROW: Final = 50.0  # a name, its bars, and a gap
_NAME: Final = 18.0
_LANE: Final = 20.0
_DAYS: Final = 66.0  # the height of the slanted days below the bars
_HEAD: Final = 26.0
_NOTE: Final = 17.0
_LETTER: Final = 6.4  # a little more than the mean, at the size of the notes
_BIG_LETTER: Final = 8.6  # and at that of the title
_TIP: Final = 8.0


def chart(records: Records, place: str, rows: Mapping[str, Sequence[Stretch]]) -> Chart:
    """Draw the timelines of some nationalities at one place, in their order.

    The days run from the first on which anything changes to the last; before and after, arrows say that it goes on.
    Days are not to scale, since some runs last days and others years: the width of each grows with the logarithm of
    its length.
    """
    if not rows:
        raise InvalidValueError("There is nothing to draw. Name at least one nationality.")
    ids = {event for stretches in rows.values() for event in bearing_events(records, place, stretches)}
    events = in_order(records, ids)
    windows = [records.window(event.id) for event in events]
    days = {stretch.span.start for stretches in rows.values() for stretch in stretches}
    days |= {day for window in windows for day in (window.earliest, window.latest)}
    axis = _Axis(sorted(day for day in days if day is not None))
    supposed = ", as supposed" if records.suppositions else ""
    title = f"Who may visit {words.place(records.places[place])}, and when{supposed}"
    return Chart(_Drawing(records, title, rows, events, axis).document())


class _Axis:
    """Where a day is."""

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
        return otherwise if day is None else self.x.get(day, otherwise)

    def window(self, window: DayWindow) -> tuple[float, float]:
        return self.of(window.earliest, self.left), self.of(window.latest, self.right)


@attrs.frozen
class _Drawing:
    """What a picture is made of."""

    records: Records
    title: str
    rows: Mapping[str, Sequence[Stretch]]
    events: Sequence[Event]
    axis: _Axis

    def document(self) -> str:
        """Return the whole picture, from top to bottom."""
        axis, lanes = self.axis, self._lanes()
        title = self._wrapped(self.title, _BIG_LETTER)
        parts = [_text(_PAD, _HEAD * (number + 1), line, "title") for number, line in enumerate(title)]
        head = _HEAD * len(title) + 14
        top = head + _LANE * len(lanes)
        bottom = top + _ROW * len(self.rows)
        for number, lane in enumerate(lanes):
            parts += [self._mark(index, head + _LANE * number, bottom) for index in lane]
        for number, (nationality, stretches) in enumerate(self.rows.items()):
            parts += self._row(words.nationality(nationality), stretches, top + _ROW * number)
        parts += [_tick(day, x, bottom) for day, x in axis.x.items()]
        y = bottom + (_DAYS if axis.x else 10)
        parts += _legend(y)
        notes = [line for note in self._notes() for line in self._wrapped(note, _LETTER)]
        parts += [_text(_PAD, y + 28 + _NOTE * index, note, "note") for index, note in enumerate(notes)]
        return _framed("".join(parts), self.title, axis.right + _PAD, y + 28 + _NOTE * len(notes))

    def _wrapped(self, text: str, letter: float) -> list[str]:
        return wrap(text, int((self.axis.right - _PAD) / letter))

    def _row(self, name: str, stretches: Sequence[Stretch], y: float) -> Iterator[str]:
        """The name of a nationality, and below it a bar for each stretch."""
        yield _text(_PAD, y + 13, f"{name[0].upper()}{name[1:]}", "name")
        for stretch in stretches:
            start, end = stretch.span.start, stretch.span.end
            left, right = self.axis.of(start, self.axis.left), self.axis.of(end, self.axis.right)
            shape = _bar(stretch.verdict, left, right, y + _NAME, (start is None, right == self.axis.right))
            kind = f"{stretch.verdict}{' projected' if stretch.projected else ''}"
            tip = f"{name}, {words.span(stretch.span)}: {words.label(stretch)} ({named_reason([stretch])})"
            yield f'<path class="{kind}" d="{shape}"><title>{_escaped(tip)}</title></path>'

    def _lanes(self) -> list[list[int]]:
        """The numbers of the events; those whose marks would overlap are in different lanes."""
        lanes: list[list[int]] = []
        ends: list[float] = []
        for number, event in enumerate(self.events):
            left, right = self.axis.window(self.records.window(event.id))
            left, right = (left - 10, right + 10) if left == right else (left - 1, right)  # its number needs room
            free = next((lane for lane, end in enumerate(ends) if end <= left), len(ends))
            if free == len(ends):
                lanes.append([])
                ends.append(0.0)
            lanes[free].append(number)
            ends[free] = right
        return lanes

    def _mark(self, number: int, y: float, bottom: float) -> str:
        """An event: a numbered line on its day, or a numbered bracket over the days on which it may have been."""
        left, right = self.axis.window(self.records.window(self.events[number].id))
        low = y + _LANE - 5
        falls = "".join(
            f'<line class="fall" x1="{x:.1f}" y1="{low:.1f}" x2="{x:.1f}" y2="{bottom:.1f}"/>'
            for x in dict.fromkeys((left, right))
            if x < self.axis.right
        )
        bracket = f"M{left:.1f},{low:.1f}v-4" + (f"H{right:.1f}v4" if left < right else "")
        return (
            f"<g><title>{_escaped(self._dated(self.events[number]))}</title>{falls}"
            f'<path class="event" d="{bracket}"/>'
            f'<text class="number" x="{(left + right) / 2:.1f}" y="{low - 6:.1f}">{number + 1}</text></g>'
        )

    def _dated(self, event: Event) -> str:
        return f"{words.some_day(self.records.window(event.id))}: {words.what(event)}"

    def _notes(self) -> Iterator[str]:
        yield "Not to scale. Arrows: it goes on."
        yield words.survey(self.records)
        yield from words.supposed(self.records)
        yield from (f"({number}) {self._dated(event)}" for number, event in enumerate(self.events, 1))


def _framed(body: str, title: str, width: float, height: float) -> str:
    """The picture as one element. Its names depend on its content, so that two on one page do not get mixed up."""
    name = f"dt-{crc32(body.encode()):08x}"
    size = f'width="{width:.0f}" height="{height:.0f}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{name}" role="img" aria-labelledby="{name}-title" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" {size} style="max-width:none">'
        f'<title id="{name}-title">{_escaped(title)}</title><style>{_style(name)}</style>'
        f'<defs><pattern id="{name}-hatch" width="7" height="7" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect class="ground" width="7" height="7"/>'
        f'<line class="stroke" x1="1.5" y1="0" x2="1.5" y2="7"/></pattern></defs>'
        f'<rect class="ground" {size} rx="6"/>{body}</svg>'
    )


def _style(name: str) -> str:
    """The style, each rule of it for this picture. Colours are written out, as some programs know no variables."""
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


def _tick(day: Day, x: float, y: float) -> str:
    turned = f"translate({x + 4:.1f} {y + 8:.1f}) rotate(-45)"
    return f'<text class="day" text-anchor="end" transform="{turned}">{day}</text>'


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


def _legend(y: float) -> Iterator[str]:
    x = _PAD
    kinds = [*((verdict, str(verdict), verdict.value) for verdict in Verdict)]
    for verdict, kind, label in [*kinds, (Verdict.PERMITTED, "permitted projected", "faded: projected")]:
        yield f'<path class="{kind}" d="{_bar(verdict, x, x + 26, y - 8, (False, False))}"/>'
        yield _text(x + 33, y + 7, label, "word")
        x += 55 + 7 * len(label)
