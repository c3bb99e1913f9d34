"""The page that answers in the reader's browser: its data, and its form.

All answers of the shipped histories are few once nationalities that no policy tells apart share them, so they lie in
the page itself. Its script looks them up; it knows no rule.
"""

import json
from collections.abc import Iterator
from typing import Any, Final

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

import dprk_tourism as dt
from dprk_tourism._model.records import Layer
from dprk_tourism._model.travellers import NATIONALITIES
from dprk_tourism._render.describe import settling
from dprk_tourism._render.words import (
    country,
    does,
    in_quotes,
    some_day,
    source_named,
    spoken_to,
    what,
)
from dprk_tourism._rules.answers import Stretch

__all__ = ["Ask", "compiled"]

_HISTORIES: Final = ("article", "record")
_SOMEBODY: Final = "{country}"
"""What stands in a text where the script puts the country that was asked for."""


def compiled() -> dict[str, Any]:
    """Every answer of the shipped histories, as plain data."""
    return {
        "form": 1,
        "nationalities": {
            code: {"name": row.name, "said": country(code), "words": sorted({*row.words} - {""})}
            for code, row in NATIONALITIES.items()
        },
        "histories": {name: _history(dt.load(name)) for name in _HISTORIES},
    }


def _history(history: dt.History) -> dict[str, Any]:
    classes = history.nationality_classes()
    answers: dict[str, int] = {}
    timelines = {
        place: {first: list(_rows(history.timeline(first, place), answers)) for first in classes}
        for place in history.places
    }
    return {
        "title": history.title,
        "surveyed_through": _day(history.surveyed_through),
        "class_of": {code: first for first, codes in classes.items() for code in sorted(codes)},
        "places": {place.id: place.name for place in history.places.values()},
        "sources": {each.id: {"told": source_named(each), "url": each.url} for each in history.sources.values()},
        "policies": {each.id: _policy(history, each) for each in history.policies.values()},
        "answers": [json.loads(text) for text in answers],
        "timelines": timelines,
    }


def _rows(timeline: dt.Timeline, answers: dict[str, int]) -> Iterator[list[Any]]:
    """The first day of each stretch, None for the first stretch, and the number of its answer."""
    for stretch in timeline.stretches:
        text = json.dumps(_answer(timeline, stretch))
        yield [_day(stretch.span.start), answers.setdefault(text, len(answers))]


def _answer(timeline: dt.Timeline, stretch: Stretch) -> dict[str, Any]:
    findings = sorted(stretch.findings, key=lambda finding: list(Layer).index(finding.layer))
    named = f"whether {country(timeline.nationality)} was"
    return {
        "verdict": stretch.verdict.value,
        "projected": stretch.projected,
        "deciding": [policy for finding in findings for policy in finding.deciding],
        "possible": [policy for finding in findings for policy in finding.possible],
        "because": [reason.value for reason in stretch.because],
        "settling": [
            line.replace(named, f"whether {_SOMEBODY} was")
            for line in settling(timeline.history, timeline.nationality, stretch)
        ],
        "assumptions": [layer.value.replace("-", " ") for layer in stretch.assumptions],
        "disputed": [what(timeline.history.events[event]) for event in stretch.disputed],
    }


def _policy(history: dt.History, policy: dt.AccessPolicy) -> dict[str, Any]:
    whom = spoken_to(policy.audience).replace("`", "")
    return {
        "layer": policy.layer.value.replace("-", " "),
        "told": f"{does(policy)}, for {whom}; place: {history.places[policy.place].name}",
        "days": "; ".join(_days(history, policy)),
        "cites": [{"source": cite.source, "at": cite.at} for cite in policy.cites],
        "note": policy.note,
    }


def _days(history: dt.History, policy: dt.AccessPolicy) -> Iterator[str]:
    for said, event_id in (("from", policy.starts), ("until", policy.ends)):
        if event_id is not None:
            event = history.events[event_id]
            words = {dating.words for dating in event.datings if dating.words and dating.citation.source == "article"}
            quoted = f", in the article's words {' and '.join(in_quotes(each) for each in sorted(words))}"
            yield f"{said}: {what(event)} ({some_day(event.window)}{quoted if words else ''})"
    if policy.ending_or_default is not None:
        yield f"end: {policy.ending_or_default.value.replace('-', ' ')}"


def _day(day: Any) -> str | None:
    return None if day is None else day.isoformat()


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
<noscript><p>Answers need a script, which this page holds itself; nothing is sent anywhere.</p></noscript>
"""


class Ask(SphinxDirective):
    """The form, the data, and the script that brings them together."""

    def run(self) -> list[nodes.Node]:
        """Put the data where no browser takes it for anything else."""
        data = json.dumps(compiled(), ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
        held = f'<script type="application/json" id="ask-data">{data}</script><script src="_static/ask.js"></script>'
        return [nodes.raw("", _FORM + held, format="html")]
