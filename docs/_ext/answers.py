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
from pictures import by_the_page
from sphinx.util.docutils import SphinxDirective

import dprk_tourism as dt
from dprk_tourism._model.records import places_near
from dprk_tourism._model.travellers import NATIONALITIES, ROWS
from dprk_tourism._render import maps, words
from dprk_tourism._render.data import plain
from dprk_tourism._render.describe import SOURCES, Describer, Line, Text, answers_otherwise, named_reason
from dprk_tourism._rules.answers import Stretch, Verdict

__all__ = ["Ask", "compiled"]

_HISTORIES: Final = {"record": "the wider record", "article": "the article alone"}
"""The histories of the page, the first of them chosen."""

_FIELDS: Final = {"\ue000": "nationality", "\ue001": "country", "\ue002": "day", "\ue003": "place"}
"""What the script fills in, by the characters that hold its place while sentences are made."""


def compiled() -> dict[str, Any]:
    """Return every answer of the shipped histories as plain data."""
    return {
        "form": 3,
        "version": dt.__version__,
        "folded": SOURCES,
        "nationalities": {
            code: {"name": each.name, "nationality": words.nationality(code), "country": words.country(code)}
            for code, each in NATIONALITIES.items()
        },
        "words": [[row.nationality, row.suggestion, row.refused, sorted(row.words)] for row in ROWS],
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
        self._answers: dict[str, int] = {}
        self._numbers: dict[tuple[Stretch, ...], int] = {}
        self._timelines: list[list[int]] = []

    def compiled(self) -> dict[str, Any]:
        history, classes = self._history, self._history.nationality_classes()
        return {
            "name": _HISTORIES[history.id],
            "data": f"history {history.id}, fingerprint {dt.fingerprint(history)}. {words.survey(history)}",
            "places": {place.id: place.name for place in history.places.values()},
            "near": {place: places_near(history.places, place) for place in history.places},
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
        conditions = () if stretch.verdict is Verdict.DENIED else stretch.conditions
        answer = [
            plain(stretch.span.start),
            plain(stretch.span.last),
            stretch.verdict.value,
            stretch.projected,
            *map(
                self._line, (words.conditions(conditions), text.label, label, days, named_reason([stretch]), sentence)
            ),
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
        shown: dict[str, Any] = {"text": text, "depth": line.depth, "url": line.url, "linked": line.linked}
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


def _map(history: dt.History) -> str:
    """The map of a history, on which the script shows the answers."""
    answers = {place: history.timeline("RU", place).stretches[0] for place in history.places}
    return f'<div class="ask-map" data-history="{history.id}" hidden>{by_the_page(maps.bare(history, answers))}</div>'


_FORM: Final = """
<form class="ask" id="ask" novalidate>
<p><label for="ask-nationality">Passport of</label>
<input id="ask-nationality" list="ask-nationalities" autocomplete="off" spellcheck="false" required></p>
<datalist id="ask-nationalities"></datalist>
<p><label for="ask-place">Place</label> <select id="ask-place"></select></p>
<p><label for="ask-day">Day in Pyongyang</label>
<input id="ask-day" type="date" min="0001-01-01" max="9999-12-31" required></p>
<p><label for="ask-history">History</label> <select id="ask-history"></select></p>
<p><button type="submit">Ask</button></p>
</form>
<p class="ask-error" id="ask-error" role="alert" hidden></p>
<div class="ask-answer" id="ask-found" role="region" aria-label="Answer">
<div id="ask-answer" aria-live="polite"></div>
<div id="ask-elsewhere"></div>
<div id="ask-why"></div>
</div>
<div id="ask-map">{maps}</div>
<div class="ask-timeline" id="ask-timeline" role="region" aria-label="All days"></div>
<div class="ask-copy" id="ask-copy" role="region" aria-label="Share">
<p><a id="ask-link" href="#">Link to this answer</a></p>
<p><button type="button" data-copy="text">Copy as text</button>
<button type="button" data-copy="json">Copy as JSON</button>
<button type="button" data-copy="citation">Copy as citation</button></p>
<p><label for="ask-copied">What was copied</label> <textarea id="ask-copied" readonly rows="4"></textarea></p>
<p id="ask-status" role="status"></p>
</div>
<noscript><p>Answers need a script, which this page contains; nothing is sent anywhere.</p></noscript>
"""


class Ask(SphinxDirective):
    """The form, the data, and the script that brings them together."""

    def run(self) -> list[nodes.Node]:
        """Put the data where no browser takes it for anything else."""
        data = json.dumps(compiled(), ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
        held = f'<script type="application/json" id="ask-data">{data}</script><script src="_static/ask.js"></script>'
        drawn = "".join(_map(dt.load(name)) for name in _HISTORIES)
        return [nodes.raw("", _FORM.replace("{maps}", drawn) + held, format="html")]
