"""Timelines as pictures: spans and verdicts as SVG.

A picture holds all it needs: no script, no font, no address is loaded, and its colours follow the reader's choice of
light or dark. It is a function of the records alone; nothing here reads the clock. A verdict has a shape of its own as
well as a colour.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from math import log2
from textwrap import wrap
from typing import TYPE_CHECKING, Final
from zlib import crc32

import attrs

from dprk_tourism._graph import Records, in_order
from dprk_tourism._model.days import LAST_DAY, Day, DaySpan, DayWindow, Limits
from dprk_tourism._model.records import Event
from dprk_tourism._render import words
from dprk_tourism._render.charts import Chart
from dprk_tourism._render.describe import named_reason
from dprk_tourism._render.markup import escaped, unbroken
from dprk_tourism._rules.answers import Stretch, Verdict
from dprk_tourism._rules.evidence import bearing_events
from dprk_tourism._rules.stretches import runs_of_verdicts, touches
from dprk_tourism._text import listed, on_one_line
from dprk_tourism.errors import InvalidValueError

if TYPE_CHECKING:
    from dprk_tourism._rules.knowledge import Known

# Blue and orange of Okabe and Ito, which no kind of colour-blindness confuses, lighter on a dark ground.
LIGHT: Final = {"ground": "#ffffff", "ink": "#1b1b1b", "faint": "#5f6368", "permitted": "#0072b2", "denied": "#d55e00"}
"""The colours on a light ground."""

DARK: Final = {"ground": "#16181d", "ink": "#ececec", "faint": "#a8adb5", "permitted": "#56b4e9", "denied": "#f0883e"}
"""The colours on a dark ground."""

PAD: Final = 16.0
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
NOTE: Final = 17.0
_LETTER: Final = 6.4  # a little more than the mean, at the size of the notes
_BIG_LETTER: Final = 9.4  # and at that of the title
_TIP: Final = 8.0
_BETWEEN: Final = 12.0  # the least distance of two slanted days


def chart(
    records: Records,
    place: str,
    timelines: Mapping[str, Mapping[str, Sequence[Stretch]]],
    *,
    scale: bool,
    limits: Limits,
) -> Chart:
    """Draw the timelines of some nationalities at a place, in their order, and below each those of places inside.

    The days run from the first on which anything changes to the last; before and after, arrows say that it goes on.
    If days are not to scale, the width of each run grows with the logarithm of its length, since some last days and
    others years.

    Args:
        records: What the timelines come from.
        place: The id of the place.
        timelines: By nationality, the stretches at the place and at each place inside it.
        scale: Whether days are to scale.
        limits: The first and the last day to show; None for no limit.
    """
    if not timelines:
        raise InvalidValueError("There is nothing to draw. Name at least one nationality.")
    rows = [row for nationality, at in timelines.items() for row in _rows(records, nationality, place, at, limits)]
    bearing = {event for row in rows for event in bearing_events(records, row.place, row.stretches)}
    events = in_order(records, (event for event in bearing if _reaches(records.window(event), limits)))
    windows = [records.window(event.id) for event in events]
    days = {stretch.span.start for row in rows for stretch in row.stretches}
    days |= {day for window in windows for day in (window.earliest, window.latest)}
    first, last = _ends(limits)
    axis = _Axis(sorted(day for day in days if day is not None and first <= day <= last), scale=scale)
    where, supposed = words.place(records.places[place]), words.as_supposed(records)
    title = f"Who may visit {where}, and when{words.limits(*limits)}{supposed}"
    return _Drawing(records, title, rows, events, axis).chart()


def learned_chart(records: Records, nationality: str, place: str, known: Sequence["Known"]) -> Chart:
    """Draw what was known of all days, a row for each run of days on which it was the same, in their order (R22)."""
    days = {span.start for row in known for span, _ in row.runs}
    axis = _Axis(sorted(day for day in days if day is not None), scale=False)
    where, who = words.place(records.places[place]), words.nationality(nationality)
    title = f"What could be known of visits to {where} with a passport of {who}, and when{words.as_supposed(records)}"
    return _Learning(records, title, known, axis).chart()


@attrs.frozen
class _Row:
    """What one row of bars is about."""

    name: str
    place: str
    stretches: Sequence[Stretch]


def _rows(
    records: Records, nationality: str, place: str, at: Mapping[str, Sequence[Stretch]], limits: Limits
) -> Iterator[_Row]:
    """The row of a nationality, and one for each group of places inside that has other verdicts."""
    name, asked = words.nationality(nationality), [*runs_of_verdicts(_clipped(at[place], limits))]
    yield _Row(f"{name[0].upper()}{name[1:]}", place, _within(at[place], limits))
    groups: dict[tuple[Stretch, ...], list[str]] = {}
    for inside, stretches in at.items():
        clipped = _clipped(stretches, limits)
        if [*runs_of_verdicts(clipped)] != asked:
            groups.setdefault(clipped, []).append(inside)
    for alike in groups.values():
        names = listed([words.short_name(records.places[each]) for each in alike])
        yield _Row(f"{nationality} at {names}", alike[0], _within(at[alike[0]], limits))


def _ends(limits: Limits) -> tuple[Day, Day]:
    """The limits, or the first and the last day of the calendar."""
    return limits[0] or Day.min, limits[1] or LAST_DAY


def _within(stretches: Iterable[Stretch], limits: Limits) -> list[Stretch]:
    return [stretch for stretch in stretches if touches(stretch.span, *limits)]


def _clipped(stretches: Iterable[Stretch], limits: Limits) -> tuple[Stretch, ...]:
    """The stretches within the limits; what goes on beyond them is open there, so that equal pictures are equal."""
    first, last = _ends(limits)

    def clipped(span: DaySpan) -> DaySpan:
        start, end = span.start or Day.min, span.last or LAST_DAY
        return DaySpan(span.start if start > first else None, span.end if end < last else None)

    return tuple(attrs.evolve(each, span=clipped(each.span)) for each in _within(stretches, limits))


def _reaches(window: DayWindow, limits: Limits) -> bool:
    """Whether an event may have fallen within the limits."""
    first, last = _ends(limits)
    return first <= (window.latest or LAST_DAY) and (window.earliest or Day.min) <= last


class _Axis:
    """Where a day is."""

    def __init__(self, turns: Sequence[Day], *, scale: bool) -> None:
        lengths = [float((b - a).days) if scale else log2(1 + (b - a).days) for a, b in pairwise(turns)]
        narrowest, slope = (0.0, 0.0) if scale else (_NARROWEST, _SLOPE)
        room = _WIDTH - 2 * PAD - 2 * _BEYOND - narrowest * len(lengths)
        each = max(room / sum(lengths), slope) if lengths else 0.0
        self.scale, self.left, at = scale, PAD, PAD + _BEYOND
        self.x: dict[Day, float] = {}
        for day, length in zip(turns, [*lengths, 0.0], strict=False):
            self.x[day] = at
            at += narrowest + each * length if length else 0.0
        self.right = max(at + _BEYOND, _WIDTH - PAD)

    def named(self) -> Sequence[tuple[Day, float]]:
        """The days that are written; of those too close to each other, the last."""
        found: list[tuple[Day, float]] = []
        for day, x in reversed(self.x.items()):
            if not found or x <= found[-1][1] - _BETWEEN:
                found.append((day, x))
        return found[::-1]

    def of(self, day: Day | None, otherwise: float) -> float:
        return otherwise if day is None else self.x.get(day, otherwise)

    def between(self, day: Day) -> float:
        """Where a day is that need not be a turn."""
        turns = list(self.x)
        number = bisect_right(turns, day)
        if number == 0 or number == len(turns):
            return self.left + _BEYOND / 2 if number == 0 else self.right - _BEYOND / 2
        before, after = turns[number - 1], turns[number]
        return self.x[before] + (self.x[after] - self.x[before]) * ((day - before) / (after - before))

    def window(self, window: DayWindow) -> tuple[float, float]:
        return self.of(window.earliest, self.left), self.of(window.latest, self.right)


@attrs.frozen
class _Drawing:
    """What a picture is made of."""

    records: Records
    title: str
    rows: Sequence[_Row]
    events: Sequence[Event]
    axis: _Axis

    def chart(self) -> Chart:
        """Return the whole picture; for pages, its words are beside it."""
        notes = [*self._notes()]
        names = f"Rows, from the top: {'; '.join(row.name for row in self.rows)}."
        bare = self._document(titled=False, notes=[])
        return Chart(self._document(titled=True, notes=notes), framed(bare, self.title, [names, *notes]))

    def _document(self, *, titled: bool, notes: Sequence[str]) -> str:
        """The picture, from top to bottom."""
        axis, lanes = self.axis, self._lanes()
        width = axis.right + PAD
        parts = titles(self.title, width) if titled else []
        head = _HEAD * len(parts) + 14
        top = head + _LANE * len(lanes)
        bottom = top + _ROW * len(self.rows)
        for number, lane in enumerate(lanes):
            parts += [self._mark(index, head + _LANE * number, bottom) for index in lane]
        for number, row in enumerate(self.rows):
            parts += _bars(axis, row, top + _ROW * number)
            parts += [] if titled else [_again(axis, row.name, top + _ROW * number)]
        parts += [_tick(day, x, bottom) for day, x in axis.named()]
        y = bottom + (_DAYS if axis.x else 10)
        parts += _legend(y)
        below = noted(notes, width, y + 28)
        return document("".join([*parts, *below]), self.title, width, y + 28 + NOTE * len(below))

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
            f"<g><title>{escaped(self._dated(self.events[number]))}</title>{falls}"
            f'<path class="event" d="{bracket}"/>'
            f'<text class="number" x="{(left + right) / 2:.1f}" y="{low - 6:.1f}">{number + 1}</text></g>'
        )

    def _dated(self, event: Event) -> str:
        return f"{words.some_day(self.records.window(event.id))}: {words.what(event)}"

    def _notes(self) -> Iterator[str]:
        yield f"{'To scale' if self.axis.scale else 'Not to scale'}. An arrow means that the run continues."
        yield words.survey(self.records)
        yield from words.supposed(self.records)
        yield from (f"({number}) {self._dated(event)}" for number, event in enumerate(self.events, 1))


@attrs.frozen
class _Learning:
    """What the picture of what was known is made of."""

    records: Records
    title: str
    known: Sequence["Known"]
    axis: _Axis

    def chart(self) -> Chart:
        """Return the whole picture; for pages, its words are beside it."""
        notes = [*self._notes()]
        bare = self._document(titled=False, notes=[])
        rows = f"Rows, from the top: {'; '.join(map(_since, self.known))}."
        return Chart(self._document(titled=True, notes=notes), framed(bare, self.title, [rows, *notes]))

    def _document(self, *, titled: bool, notes: Sequence[str]) -> str:
        """The picture, from top to bottom."""
        width = self.axis.right + PAD
        parts = titles(self.title, width) if titled else []
        top = _HEAD * len(parts) + 14
        bottom = top + _ROW * len(self.known)
        for number, row in enumerate(self.known):
            parts += self._row(row, top + _ROW * number)
            parts += [] if titled else [_again(self.axis, _since(row), top + _ROW * number)]
        parts += [_tick(day, x, bottom) for day, x in self.axis.named()]
        y = bottom + (_DAYS if self.axis.x else 10)
        parts += _legend(y, projected=False)
        below = noted(notes, width, y + 28)
        return document("".join([*parts, *below]), self.title, width, y + 28 + NOTE * len(below))

    def _row(self, row: "Known", y: float) -> Iterator[str]:
        """Since when, by which sources, and below that a bar for each run of days; a line marks the day itself."""
        shown, more = row.sources[:_MOST_SOURCES], len(row.sources) - _MOST_SOURCES
        said = ", ".join([*shown, *([f"{more} more"] if more > 0 else [])])
        yield f"<g><title>{escaped(', '.join(row.sources))}</title>"
        yield f"{text(PAD, y + 13, f'{_since(row)}: {said}' if said else _since(row), 'name')}</g>"
        for span, verdict in row.runs:
            left, right = self.axis.of(span.start, self.axis.left), self.axis.of(span.end, self.axis.right)
            shape = _bar(verdict, left, right, y + _NAME, (span.start is None, span.end is None))
            tip = f"{_since(row)}, of visits {words.span(span)}: {verdict}"
            yield f'<path class="{verdict}" d="{shape}"><title>{escaped(tip)}</title></path>'
        if row.since is not None:
            yield f'<path class="event" d="M{self.axis.between(row.since):.1f},{y + _NAME - 3:.1f}v{_BAR + 6:.1f}"/>'

    def _notes(self) -> Iterator[str]:
        yield "Each row holds until the next. A line marks its day: what lies right of it was still to come."
        yield "Not to scale. An arrow means that the run continues."
        yield from words.supposed(self.records)


def _since(row: "Known") -> str:
    return "before any of these" if row.since is None else f"since {row.since}"


_MOST_SOURCES: Final = 4
"""How many sources are named above a row."""


def _bars(axis: _Axis, row: _Row, y: float) -> Iterator[str]:
    """The name of a row, and below it a bar for each stretch."""
    yield text(PAD, y + 13, row.name, "name")
    for stretch in row.stretches:
        start, end = stretch.span.start, stretch.span.end
        left, right = axis.of(start, axis.left), axis.of(end, axis.right)
        shape = _bar(stretch.verdict, left, right, y + _NAME, (left == axis.left, right == axis.right))
        kind = f"{stretch.verdict}{' projected' if stretch.projected else ''}"
        tip = f"{row.name}, {words.span(stretch.span)}: {words.label(stretch)} ({named_reason([stretch])})"
        yield f'<path class="{kind}" d="{shape}"><title>{escaped(tip)}</title></path>'


def _again(axis: _Axis, name: str, y: float) -> str:
    """The name of a row at its right end, which a page shows first where it is narrower than the picture."""
    return text(axis.right, y + 13, name, "again")


def document(body: str, title: str, width: float, height: float) -> str:
    """Return a picture as one element. Its names depend on its content, so that two on one page do not get mixed up."""
    name = f"dt-{crc32(body.encode()):08x}"
    size = f'width="{width:.0f}" height="{height:.0f}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{name}" role="img" aria-labelledby="{name}-title" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" {size} style="max-width:none">'
        f'<title id="{name}-title">{escaped(title)}</title><style>{_style(name, width)}</style>'
        f'<defs><pattern id="{name}-hatch" width="7" height="7" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect class="ground" width="7" height="7"/>'
        f'<line class="stroke" x1="1.5" y1="0" x2="1.5" y2="7"/></pattern></defs>'
        f'<rect class="ground" {size} rx="6"/>{body}</svg>'
    )


def framed(svg: str, title: str, notes: Iterable[str]) -> str:
    """Return a picture with its words beside it, as HTML.

    On a narrow screen the picture scrolls sideways rather than shrinks until nobody can read it, and its newest part
    is in view first.
    """
    items = "".join(f"<li>{unbroken(on_one_line(note))}</li>" for note in notes)
    return (
        f"<p><strong>{unbroken(on_one_line(title))}</strong></p>"
        f'<div class="picture" role="group" aria-label="{escaped(title)}" tabindex="0" '
        'style="overflow-x:auto;direction:rtl"><div style="direction:ltr;width:max-content;min-width:100%">'
        f"{svg}</div></div>"
        f'<ul style="list-style:none;padding-left:0">{items}</ul>'
    )


def titles(title: str, width: float) -> list[str]:
    """Return the lines of a title at the top of a picture."""
    lines = wrap(title, int((width - 2 * PAD) / _BIG_LETTER), break_on_hyphens=False)
    return [text(PAD, _HEAD * number, line, "title") for number, line in enumerate(lines, 1)]


def noted(notes: Iterable[str], width: float, y: float) -> list[str]:
    """Return the lines of notes at the foot of a picture, from *y* on."""
    lines = [line for note in notes for line in wrap(note, int((width - 2 * PAD) / _LETTER), break_on_hyphens=False)]
    return [text(PAD, y + NOTE * number, line, "note") for number, line in enumerate(lines)]


def _style(name: str, width: float) -> str:
    """The style, each rule of it for this picture. Colours are written out, as some programs know no variables."""
    again = f".{name} .again{{font-weight:600;text-anchor:end;display:none}}"
    narrow = f"@media(max-width:{width:.0f}px){{.{name} .again{{display:inline}}}}"
    return (
        f".{name}{{font:12px system-ui,-apple-system,'Segoe UI',Arial,sans-serif}}"
        f".{name} .title{{font-size:15px}}.{name} .title,.{name} .name{{font-weight:600}}.{name} .day{{font-size:11px}}"
        f".{name} .number{{font-size:11px;font-weight:600;text-anchor:middle}}"
        f".{name} .stroke{{stroke-width:2.5}}.{name} .event{{fill:none;stroke-width:1.2}}"
        f".{name} .fall{{stroke-width:.8;stroke-dasharray:1 3}}.{name} .undetermined{{fill:url(#{name}-hatch)}}"
        f".{name} .projected{{fill-opacity:.3;stroke-dasharray:3 2}}"
        f".{name} .land{{fill-opacity:.12;stroke-width:.8}}.{name} .sign{{fill:none;stroke-width:1.6}}"
        f".{name} .label{{font-size:10.5px}}.{name} .lead{{stroke-width:.7}}"
        f"{again}{narrow}{_coloured(name, LIGHT)}@media(prefers-color-scheme:dark){{{_coloured(name, DARK)}}}"
    )


def _coloured(name: str, colours: Mapping[str, str]) -> str:
    ink, faint = colours["ink"], colours["faint"]
    verdicts = "".join(
        f".{name} .{verdict}{{fill:{colours[verdict]};stroke:{colours[verdict]}}}"
        for verdict in (Verdict.PERMITTED, Verdict.DENIED)
    )
    return (
        f".{name} .ground{{fill:{colours['ground']}}}.{name} text{{fill:{ink}}}.{name} .event{{stroke:{ink}}}{verdicts}"
        f".{name} .day,.{name} .note,.{name} .land{{fill:{faint}}}.{name} .sign{{stroke:{colours['ground']}}}"
        f".{name} .open{{fill:{colours['ground']};stroke:{faint}}}.{name} .open+.sign{{stroke:{ink}}}"
        f".{name} .stroke,.{name} .fall,.{name} .undetermined,.{name} .land,.{name} .lead{{stroke:{faint}}}"
    )


def text(x: float, y: float, text: str, kind: str) -> str:
    """Return a string in a picture."""
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}">{escaped(text)}</text>'


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


def _legend(y: float, *, projected: bool = True) -> Iterator[str]:
    x = PAD
    kinds = [*((verdict, str(verdict), verdict.value) for verdict in Verdict)]
    kinds += [(Verdict.PERMITTED, "permitted projected", "faded: projected")] if projected else []
    for verdict, kind, label in kinds:
        yield f'<path class="{kind}" d="{_bar(verdict, x, x + 26, y - 8, (False, False))}"/>'
        yield text(x + 33, y + 7, label, "word")
        x += 55 + 7 * len(label)
