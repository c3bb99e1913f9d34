"""The page that answers in the reader's browser, as one file or as a part of another page.

The page holds every answer of the shipped histories, in the sentences of the library. Its script looks them up, and
fills in the nationality, the place and the day that the reader asks about; it knows no rule, no policy and no reason.
"""

import json
import os
import re
from base64 import b64encode
from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from dprk_tourism._decisions import Timeline
from dprk_tourism._io.whole_files import whole_file, write_errors
from dprk_tourism._model.records import places_near
from dprk_tourism._model.travellers import FILLERS, NATIONALITIES, ROWS, SHORTENED, folded_word
from dprk_tourism._render import maps, words
from dprk_tourism._render.data import plain
from dprk_tourism._render.describe import SOURCES, Describer, Line, Text, answers_otherwise, named_reason
from dprk_tourism._render.markup import unbroken
from dprk_tourism._rules.answers import Stretch, Verdict
from dprk_tourism._text import data_file, quoted
from dprk_tourism.errors import InvalidValueError
from dprk_tourism.history import History, fingerprint, load

_HISTORIES: Final = {"record": "the wider record", "article": "the article alone"}
"""The histories of the page, the first of them chosen."""

_FIELDS: Final = {"\ue000": "nationality", "\ue001": "country", "\ue002": "day", "\ue003": "place"}
"""What the script fills in, by the characters that hold its place while sentences are made."""

_TITLE: Final = "Who could visit North Korea, when and where?"

INTRO: Final = (
    "May a holder of this passport be there on this day? The page holds all answers, looks them up in your browser, "
    "and sends nothing anywhere."
)

_NOTES: Final = """\
A policy under \u201cWhy\u201d decides. One that perhaps permits or denies decides in some of the cases that the \
unknown facts allow. R7 and the like are numbers of the rules by which the library decides.
If the other history, or a place inside or around, answers otherwise, the lines below the answer say so. A badge \
says on what conditions a visit is permitted, and \u201cprojected\u201d that the day is outside the data.
The address of the page holds your question, so you can share it or keep it.
An answer is not travel advice.
"""
"""What a reader should know, a paragraph a line."""


def write_page(path: str | os.PathLike[str]) -> None:
    """Write the page as one file, whole or not at all.

    Raises:
        InvalidValueError: The name of the file does not end in `.html`, so that a slip replaces no other file.
        FileError: The file cannot be written.
    """
    if Path(path).suffix.lower() != ".html":
        raise InvalidValueError(f"{quoted(os.fspath(path))} does not end in .html. Use a file name that does.")
    with whole_file(path) as partial, write_errors(path):
        partial.write_bytes(whole().encode())


def whole() -> str:
    """Return the page as one file, which loads nothing and works from a folder, without a server."""
    script = data_file("page/ask.js")
    return _filled(
        "page.html",
        title=_TITLE,
        intro=INTRO,
        style=data_file("page/page.css") + data_file("page/ask.css"),
        body=body(),
        notes="\n".join(f"<p>{unbroken(note)}</p>" for note in notes()),
        script=script,
        scripts=admitted([script]),
    )


def body() -> str:
    """Return the form with the answers and the maps, for a page that has the script and the style."""
    # A browser must find no end of the script in it.
    answers = json.dumps(compiled(), ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return _filled("form.html", maps="".join(_map(load(name)) for name in _HISTORIES), answers=answers)


def notes() -> list[str]:
    """Return what a reader should know, and how old the answers are."""
    histories = [load(name) for name in _HISTORIES]
    made = f"This page was made with version {version('dprk-tourism')} of dprk_tourism."
    data = [f"{_HISTORIES[each.id].capitalize()}: {words.survey(each)}" for each in histories]
    return [*_NOTES.splitlines(), " ".join([made, *data])]


def admitted(scripts: Iterable[str]) -> str:
    """Return how a page's policy names the scripts within it: by their hashes."""
    hashes = (b64encode(sha256(script.encode()).digest()).decode() for script in scripts)
    return " ".join(sorted({f"'sha256-{each}'" for each in hashes}))


def _filled(name: str, **parts: str) -> str:
    return re.sub(r"\{\{(\w+)\}\}", lambda found: parts[found[1]], data_file(f"page/{name}"))


def compiled() -> dict[str, Any]:
    """Return every answer of the shipped histories as plain data."""
    return {
        "form": 3,
        "version": version("dprk-tourism"),
        "folded": SOURCES,
        "nationalities": {
            code: {"name": each.name, "nationality": words.nationality(code), "country": words.country(code)}
            for code, each in NATIONALITIES.items()
        },
        "words": [
            [row.nationality, row.suggestion, row.refused, sorted({*map(folded_word, row.words)})] for row in ROWS
        ],
        "fillers": sorted(FILLERS),
        "shortened": dict(SHORTENED),
        "histories": {name: _Compiler(load(name)).compiled() for name in _HISTORIES},
        "otherwise": {
            name: {verdict.value: " ".join(answers_otherwise({name: verdict})) for verdict in Verdict}
            for name in _HISTORIES
        },
    }


class _Compiler:
    """Compiles the answers of one history. What recurs is written once, and has a number."""

    def __init__(self, history: History) -> None:
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
            "data": f"history {history.id}, fingerprint {fingerprint(history)}. {words.survey(history)}",
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

    def _timeline(self, timeline: Timeline) -> int:
        """The number of a timeline; two with the same stretches differ in the names of what is asked about only."""
        if timeline.stretches not in self._numbers:
            self._numbers[timeline.stretches] = len(self._timelines)
            self._timelines.append([self._answer(timeline, stretch) for stretch in timeline.stretches])
        return self._numbers[timeline.stretches]

    def _answer(self, timeline: Timeline, stretch: Stretch) -> int:
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
        after = line.at + len(line.linked)
        text = [*_parts(line.text[: line.at]), {"linked": line.linked}, *_parts(line.text[after:])]
        shown: dict[str, Any] = {
            "text": [part for part in text if part != {"linked": ""}],
            "depth": line.depth,
            "url": line.url,
        }
        return self._lines.setdefault(json.dumps({key: each for key, each in shown.items() if each}), len(self._lines))


def _parts(text: str) -> list[str | dict[str, str]]:
    """The text, with what the script fills in apart."""
    parts = re.split(f"([{''.join(_FIELDS)}])", text)
    return [{"field": _FIELDS[part]} if part in _FIELDS else part for part in parts if part]


def _text(history: History, timeline: Timeline, stretch: Stretch) -> Text:
    """What the library says about a visit on one day of a stretch."""
    nationality, country, day, _ = _FIELDS
    describer = Describer(
        records=history, place=timeline.place, nationality=nationality, country=country, when=f"on {day}", by=day
    )
    some_day = stretch.span.start or stretch.span.last or date(2000, 1, 1)
    runs = [run for run in timeline.runs() if some_day in run[1]]
    return describer.text((some_day, some_day), stretch.verdict, runs, [stretch], {}, {})


def _map(history: History) -> str:
    """The map of a history, on which the script shows the answers."""
    answers = {place: history.timeline("RU", place).stretches[0] for place in history.places}
    return f'<div class="ask-map" data-history="{history.id}" hidden>{maps.bare(history, answers)}</div>'
