"""Tables of the records of a shipped history, written while the pages are built.

A page writes `{chronology} record 1998 2007` for the events of these years, the last one not included, or
`{places} record` for the places.
"""

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

import dprk_tourism as dt
from dprk_tourism._render import words

__all__ = ["Chronology", "Places"]

Cell: TypeAlias = Sequence[nodes.Node]


def _table(head: Sequence[str], widths: Sequence[int], rows: Iterable[Sequence[Cell]]) -> nodes.table:
    group = nodes.tgroup(cols=len(head))
    group += [nodes.colspec(colwidth=width) for width in widths]
    group += nodes.thead("", _row([[nodes.Text(title)] for title in head]))
    group += nodes.tbody("", *map(_row, rows))
    return nodes.table("", group)


def _row(cells: Iterable[Cell]) -> nodes.row:
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", "", *cell)) for cell in cells))


def _parted(parts: Iterable[Cell], between: str) -> list[nodes.Node]:
    """Several runs of nodes with a string between each two."""
    found: list[nodes.Node] = []
    for part in parts:
        found += [nodes.Text(between), *part] if found else part
    return found


class Chronology(SphinxDirective):
    """The events of some years: when, what, what began or ended with it, and who says so."""

    required_arguments = 3

    def run(self) -> list[nodes.Node]:
        """List the events whose first possible day, or else last, is in these years."""
        name, since, until = self.arguments
        history = dt.load(name)
        rows = (
            [[nodes.Text(words.some_day(history.window(event.id)))], *self._cells(history, event)]
            for event in history.chronology()
            if int(since) <= _year(history.window(event.id)) < int(until)
        )
        return [_table(("Day", "What happened", "Sources"), (18, 58, 24), rows)]

    def _cells(self, history: dt.History, event: dt.Event) -> tuple[Cell, Cell]:
        what = [nodes.Text(f"{event.what}{_standing(event)}. ")]
        policies = history.policies.values()
        changes = [("starts", policy.id) for policy in policies if policy.starts == event.id]
        changes += [("ends", policy.id) for policy in policies if policy.ends == event.id]
        parts = [[nodes.literal("", id_), nodes.Text(f" {verb}")] for verb, id_ in sorted(changes)]
        said = {dating.citation.source: history.sources[dating.citation.source] for dating in event.datings}
        return [*what, *_parted(parts, ", "), *([nodes.Text(".")] if parts else [])], _sources(said.values())


def _year(window: dt.DayWindow) -> int:
    day = window.earliest or window.latest
    return 0 if day is None else day.year


def _standing(event: dt.Event) -> str:
    return "" if event.status is dt.Status.HAPPENED else f" ({event.status})"


def _sources(sources: Iterable[dt.Source]) -> list[nodes.Node]:
    return _parted(([_source(source)] for source in sources), ", ")


def _source(source: dt.Source) -> nodes.Node:
    """The publisher, with a link to the page that was read."""
    url = source.copy or source.url
    return nodes.Text(source.publisher) if url is None else nodes.reference("", source.publisher, refuri=url)


class Places(SphinxDirective):
    """The places below the country: each with its names, the place that it is in, and where it is."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """List them by name."""
        history = dt.load(self.arguments[0])
        places = sorted(history.places.values(), key=lambda place: place.name)
        rows = (
            [
                [nodes.Text(f"{place.name} "), nodes.literal("", place.id)],
                [nodes.Text(", ".join(place.names))],
                [nodes.literal("", place.within)],
                _location(history, place),
            ]
            for place in places
            if place.within is not None
        )
        return [_table(("Place", "Other names", "In", "Latitude, longitude"), (25, 45, 12, 18), rows)]


def _location(history: dt.History, place: dt.Place) -> Cell:
    said = (history.sources[cite.source] for cite in place.cites if cite.attribute == "location")
    degrees = ", ".join(map(str, place.location or ()))
    return [nodes.Text(f"{degrees} ("), *_sources(said), nodes.Text(")")]
