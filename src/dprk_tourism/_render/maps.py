"""Maps: the places of a history by verdict, on the outline of the country, as SVG.

A map is as wide as a phone. Where a label is does not depend on the answers, so a page can show other answers on the
same map.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import cos, radians
from typing import Final, NamedTuple

from dprk_tourism._graph import Records
from dprk_tourism._model.days import Day
from dprk_tourism._model.records import Place
from dprk_tourism._render import words
from dprk_tourism._render.charts import Chart
from dprk_tourism._render.markup import escaped
from dprk_tourism._render.svg import NOTE, PAD, document, framed, noted, text, titles
from dprk_tourism._rules.answers import Stretch, Verdict
from dprk_tourism._text import data_file
from dprk_tourism.errors import InvalidValueError

_WIDTH: Final = 350.0
_EDGE: Final = 30.0  # between the outline and the edge, where labels are too
_LETTER: Final = 6.2  # a little more than the mean, at the size of the labels
_LINE: Final = 12.0  # the height of a label
_HALF: Final = 7.0  # of a mark
_ROUND: Final = ((1, 0), (-1, 0), (1, 1), (1, -1), (-1, 1), (-1, -1), (0, 1), (0, -1))
_DISTANCES: Final = (10.0, 20.0, 32.0, 46.0, 62.0, 80.0)

_MARKS: Final = {
    Verdict.PERMITTED: '<circle class="permitted" r="6"/><path class="sign" d="M-3,0L-.8,2.4L3.2,-2.4"/>',
    Verdict.DENIED: '<path class="denied" d="M-5,-5H5V5H-5Z"/>'
    '<path class="sign" d="M-2.4,-2.4L2.4,2.4M2.4,-2.4L-2.4,2.4"/>',
    Verdict.UNDETERMINED: '<path class="open" d="M0,-7L7,0L0,7L-7,0Z"/>'
    '<path class="sign" d="M-1.8,-1.6C-1.8,-4 2,-4 1.8,-1.4C1.7,-.2 0,-.2 0,1.2M0,2.6V3.8"/>',
}
"""The mark of each verdict: a shape and a sign, so that the colour is not needed."""


class _Box(NamedTuple):
    """A rectangle that something takes up."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "_Box") -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


class _Label(NamedTuple):
    """Where a label is, and the end of the line that leads to it; none if it is beside its mark."""

    box: _Box
    lead: tuple[float, float] | None


def draw(records: Records, nationality: str, day: Day, answers: Mapping[str, Stretch]) -> Chart:
    """Draw the places by their answers for one nationality on one day.

    Raises:
        InvalidValueError: No place has a location.
    """
    projected = ", projected" if any(answer.projected for answer in answers.values()) else ""
    who = words.nationality(nationality)
    title = f"Visits by nationals of {who} on {day}{projected}{words.as_supposed(records)}"
    notes = [*_notes(records, answers)]
    whole = _document(records, answers, title, titles(title, _WIDTH), notes)
    return Chart(whole, framed(_document(records, answers, title), title, notes))


def bare(records: Records, answers: Mapping[str, Stretch]) -> str:
    """Return the map without words about it, for a page that shows other answers on it.

    Each mark has the id of its place as `data-place`, and the legend has each mark by its verdict as `data-mark`.
    """
    return _document(records, answers, "Map")


def _document(
    records: Records,
    answers: Mapping[str, Stretch],
    title: str,
    heading: Sequence[str] = (),
    notes: Sequence[str] = (),
) -> str:
    located = {id_: place.location for id_, place in records.places.items() if place.location is not None}
    if not located:
        raise InvalidValueError(f"No place of the history `{records.id}` has a location. Add one to draw a map.")
    sheet = _Sheet(_outline(), [*located.values()])
    top = 26.0 * len(heading)
    places = "".join(_places(records, {id_: sheet.at(*each) for id_, each in located.items()}, sheet, answers))
    drawn = f'<g transform="translate(0 {top:.0f})">{sheet.land()}{places}{"".join(_legend(sheet.height))}</g>'
    foot = top + sheet.height + 34
    below = noted(notes, _WIDTH, foot + 12)
    height = foot + (NOTE * len(below) + 8 if below else 0)
    return document("".join([*heading, drawn, *below]), title, _WIDTH, height)


def _outline() -> list[tuple[float, float]]:
    """The outline of the country, by latitude and longitude."""
    lines = data_file("outline.csv").splitlines()
    pairs = (line.split(",") for line in lines[2:])
    return [(float(latitude), float(longitude)) for latitude, longitude in pairs]


class _Sheet:
    """Where a latitude and longitude is; the outline and all places fit, and a degree is as long both ways."""

    def __init__(self, outline: Sequence[tuple[float, float]], places: Sequence[tuple[float, float]]) -> None:
        latitudes, longitudes = zip(*outline, *places, strict=True)
        self._outline, self._north, self._west = outline, max(latitudes), min(longitudes)
        across = max(longitudes) - self._west
        self._x = (_WIDTH - 2 * _EDGE) / across
        self._y = self._x / cos(radians((self._north + min(latitudes)) / 2))
        self.height = (self._north - min(latitudes)) * self._y + 2 * _EDGE

    def at(self, latitude: float, longitude: float) -> tuple[float, float]:
        return _EDGE + (longitude - self._west) * self._x, _EDGE + (self._north - latitude) * self._y

    def land(self) -> str:
        corners = (self.at(*each) for each in self._outline)
        return f'<path class="land" d="M{" ".join(f"{x:.1f},{y:.1f}" for x, y in corners)}Z"/>'


def _places(
    records: Records, points: Mapping[str, tuple[float, float]], sheet: _Sheet, answers: Mapping[str, Stretch]
) -> Iterator[str]:
    """The marks of all places, below them the lines that lead to their labels, and the labels."""
    names = {id_: words.short_name(records.places[id_]) for id_ in points}
    labels = _labels(points, names, sheet.height)
    for id_, (x, y) in points.items():
        if (lead := labels[id_].lead) is not None:
            yield f'<line class="lead" x1="{x:.1f}" y1="{y:.1f}" x2="{lead[0]:.1f}" y2="{lead[1]:.1f}"/>'
    for id_, (x, y) in points.items():
        box = labels[id_].box
        tip = _tip(records.places[id_], answers[id_].verdict)
        yield (
            f'<g data-place="{id_}" transform="translate({x:.1f} {y:.1f})"><title>{escaped(tip)}</title>'
            f"{_MARKS[answers[id_].verdict]}</g>"
        )
        yield text(box.left + 1, box.bottom - 3, names[id_], "label")


def _tip(place: Place, verdict: Verdict) -> str:
    return f"{words.place(place)}: {verdict}"


def _labels(points: Mapping[str, tuple[float, float]], names: Mapping[str, str], height: float) -> Mapping[str, _Label]:
    """A label for each point: the nearest free room around it, or else beside it, whatever is there."""
    taken = [_Box(x - _HALF, y - _HALF, x + _HALF, y + _HALF) for x, y in points.values()]
    found: dict[str, _Label] = {}
    for id_, point in sorted(points.items(), key=lambda each: each[1][::-1]):
        tried = [*_candidates(point, len(names[id_]) * _LETTER + 2)]
        free = (
            label
            for label in tried
            if label.box.left > 2
            and label.box.right < _WIDTH - 2
            and label.box.top > 0
            and label.box.bottom < height
            and not any(map(label.box.meets, taken))
        )
        found[id_] = next(free, tried[0])
        taken.append(found[id_].box)
    return found


def _candidates(point: tuple[float, float], width: float) -> Iterator[_Label]:
    x, y = point
    for distance in _DISTANCES:
        for across, down in _ROUND:
            lead = x + across * distance, y + down * distance * (0.7 if across else 1.2)
            left = lead[0] - (width / 2 if not across else 0 if across > 0 else width)
            box = _Box(left, lead[1] - _LINE / 2, left + width, lead[1] + _LINE / 2)
            yield _Label(box, None if distance == _DISTANCES[0] else lead)


def _legend(y: float) -> Iterator[str]:
    x = PAD + 8
    for verdict, mark in _MARKS.items():
        yield f'<g data-mark="{verdict}" transform="translate({x:.0f} {y + 12:.0f})">{mark}</g>'
        yield text(x + 12, y + 16, verdict.value, "word")
        x += 36 + 7 * len(verdict.value)


def _notes(records: Records, answers: Mapping[str, Stretch]) -> Iterator[str]:
    for verdict in Verdict:
        if found := [words.name(records.places[id_]) for id_, each in answers.items() if each.verdict is verdict]:
            yield f"{verdict.value.capitalize()}: {', '.join(found)}."
    if unlocated := [words.name(place) for place in records.places.values() if place.location is None]:
        yield f"Not on the map: {', '.join(unlocated)}."
    yield words.survey(records)
    yield from words.supposed(records)
    yield "Outline: Natural Earth, public domain."
