"""The page that answers in the reader's browser: its data, and its form.

The page holds every answer of the shipped histories, in the sentences of the library. Its script looks them up, and
fills in the nationality, the place and the day that the reader asks about; it knows no rule, no policy and no reason.
"""

import json
import re
from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

import dprk_tourism as dt
from dprk_tourism._model.travellers import NATIONALITIES, ROWS
from dprk_tourism._render import words
from dprk_tourism._render.data import plain
from dprk_tourism._render.describe import Describer, Line, Text, answers_otherwise, named_reason
from dprk_tourism._rules.answers import Stretch, Verdict

__all__ = ["Ask", "compiled"]

_HISTORIES: Final = {"article": "the article", "record": "the wider record"}

_FIELDS: Final = {"\ue000": "nationality", "\ue001": "country", "\ue002": "day", "\ue003": "place"}
"""What the script fills in, by the characters that hold its place while sentences are made."""


def compiled() -> dict[str, Any]:
    """Return every answer of the shipped histories as plain data."""
    return {
        "form": 2,
        "nationalities": {
            code: {"name": each.name, "nationality": words.nationality(code), "country": words.country(code)}
            for code, each in NATIONALITIES.items()
        },
        "words": [
            {"code": row.nationality, "suggestion": row.suggestion, "refused": row.refused, "words": sorted(row.words)}
            for row in ROWS
        ],
        "histories": {name: _Compiler(dt.load(name)).compiled() for name in _HISTORIES},
        "otherwise": {
            name: {verdict.value: " ".join(answers_otherwise({name: verdict})) for verdict in Verdict}
            for name in _HISTORIES
        },
    }


class _Compiler:
    """Compiles the answers of one history. What recurs is written once, and has a number."""

    def __init__(self, history: dt.History) -> None:
        self._history = history
        self._lines: dict[str, int] = {}
        self._sections: dict[str, int] = {}
        self._numbers: dict[tuple[Stretch, ...], int] = {}
        self._timelines: list[list[int]] = []
        self._answers: dict[str, int] = {}

    def compiled(self) -> dict[str, Any]:
        history, classes = self._history, self._history.nationality_classes()
        return {
            "name": _HISTORIES[history.id],
            "places": {place.id: place.name for place in history.places.values()},
            "class_of": {code: first for first, codes in classes.items() for code in sorted(codes)},
            "timeline_of": {
                place: {first: self._timeline(history.timeline(first, place)) for first in classes}
                for place in history.places
            },
            "timelines": self._timelines,
            "answers": [*map(json.loads, self._answers)],
            "lines": [*map(json.loads, self._lines)],
            "sections": [*map(json.loads, self._sections)],
        }

    def _timeline(self, timeline: dt.Timeline) -> int:
        """The number of a timeline; two with the same stretches differ in the names of what is asked about only."""
        if timeline.stretches not in self._numbers:
            self._numbers[timeline.stretches] = len(self._timelines)
            self._timelines.append([self._answer(timeline, stretch) for stretch in timeline.stretches])
        return self._numbers[timeline.stretches]

    def _answer(self, timeline: dt.Timeline, stretch: Stretch) -> int:
        """The number of an answer, which the script unpacks."""
        text = _text(self._history, timeline, stretch)
        sentence = text.sentence.replace(words.place(self._history.places[timeline.place]), "\ue003")
        label, days = words.label(stretch), words.span(stretch.span)
        answer = [
            plain(stretch.span.start),
            plain(stretch.span.last),
            stretch.verdict.value,
            *map(self._line, (text.label, label, days, named_reason([stretch]), sentence)),
            [*map(self._line, text.remarks)],
            [self._section(heading, lines) for heading, lines in text.sections],
        ]
        return self._answers.setdefault(json.dumps(answer), len(self._answers))

    def _section(self, heading: str, lines: Iterable[Line]) -> int:
        section = json.dumps([self._line(heading), *map(self._line, lines)])
        return self._sections.setdefault(section, len(self._sections))

    def _line(self, line: Line | str) -> int:
        line = Line(line) if isinstance(line, str) else line
        parts = re.split(f"([{''.join(_FIELDS)}])", line.text)
        text = [{"field": _FIELDS[part]} if part in _FIELDS else part for part in parts if part]
        shown: dict[str, Any] = {"text": text, "depth": line.depth, "url": line.url}
        return self._lines.setdefault(json.dumps({key: each for key, each in shown.items() if each}), len(self._lines))


def _text(history: dt.History, timeline: dt.Timeline, stretch: Stretch) -> Text:
    """What the library says about a visit on one day of a stretch."""
    nationality, country, day, _ = _FIELDS
    describer = Describer(
        records=history, place=timeline.place, nationality=nationality, country=country, when=f"on {day}", by=day
    )
    some_day = stretch.span.start or stretch.span.last or date(2000, 1, 1)
    runs = [run for run in timeline.runs() if some_day in run[1]]
    return describer.text((some_day, some_day), stretch.verdict, runs, [stretch], {}, {})


_FORM: Final = """
<form class="ask" id="ask">
<p><label for="ask-nationality">Passport of</label>
<input id="ask-nationality" list="ask-nationalities" autocomplete="off" spellcheck="false" required></p>
<datalist id="ask-nationalities"></datalist>
<p><label for="ask-place">Place</label> <select id="ask-place"></select></p>
<p><label for="ask-day">Day in Pyongyang</label>
<input id="ask-day" type="date" min="0001-01-01" max="9999-12-31" required></p>
<p><label for="ask-history">History</label> <select id="ask-history"></select></p>
<p><button type="submit">Ask</button></p>
</form>
<div class="ask-answer" role="region" aria-label="Answer">
<div id="ask-answer" aria-live="polite"></div>
<div id="ask-why"></div>
</div>
<div class="ask-timeline" id="ask-timeline" role="region" aria-label="All days"></div>
<noscript><p>Answers need a script, which this page contains; nothing is sent anywhere.</p></noscript>
"""


class Ask(SphinxDirective):
    """The form, the data, and the script that brings them together."""

    def run(self) -> list[nodes.Node]:
        """Put the data where no browser takes it for anything else."""
        data = json.dumps(compiled(), ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
        held = f'<script type="application/json" id="ask-data">{data}</script><script src="_static/ask.js"></script>'
        return [nodes.raw("", _FORM + held, format="html")]
