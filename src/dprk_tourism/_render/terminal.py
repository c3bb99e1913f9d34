"""What the command line shows on a terminal: timelines as bars of letters, lines that fit, colours where they help.

Nothing that stands in a record reaches the terminal as anything but letters.
"""

import os
import re
import shutil
import sys
from collections.abc import Iterable, Iterator
from itertools import chain
from math import log2
from typing import Final

from dprk_tourism._decisions import Timeline
from dprk_tourism._graph import Records
from dprk_tourism._model.days import LAST_DAY, Day
from dprk_tourism._model.records import Event, Layer
from dprk_tourism._render.describe import settling
from dprk_tourism._render.words import (
    does,
    during,
    in_quotes,
    nationality_named,
    place_named,
    some_day,
    spoken_to,
    what,
)
from dprk_tourism._rules.answers import (
    Finding,
    Outcome,
    Stretch,
    Verdict,
)
from dprk_tourism._rules.evidence import turning_points
from dprk_tourism._text import on_one_line, wrapped

__all__ = ["fitting", "say", "timeline_lines", "width"]

_NARROWEST: Final = 40
_WIDEST: Final = 100

_COLOURS: Final = {Verdict.PERMITTED: "34", Verdict.DENIED: "33", Verdict.UNDETERMINED: "35"}
"""Blue, yellow and magenta: red and green are what the colour-blind confuse."""

_GLYPHS: Final = {Verdict.PERMITTED: "#", Verdict.DENIED: "-", Verdict.UNDETERMINED: "?"}
_FADED: Final = {Verdict.PERMITTED: "=", Verdict.DENIED: ".", Verdict.UNDETERMINED: "?"}


# --- printing


def say(lines: Iterable[str], *, colour: str = "never") -> None:
    """Print lines, each as one, with the verdicts in them coloured.

    Args:
        lines: The lines. Control characters in them are spelt out.
        colour: `always`, `never`, or `auto`: on a terminal that has colours, unless NO_COLOR is set.
    """
    coloured = colour == "always" or (colour == "auto" and _has_colours())
    for line in lines:
        shown = on_one_line(line)
        _write(_painted(shown) if coloured else shown)


def _has_colours() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


_VERDICTS: Final = re.compile(rf"\b({'|'.join(Verdict)})\b", re.IGNORECASE)


def _painted(line: str) -> str:
    return _VERDICTS.sub(lambda found: f"\x1b[{_COLOURS[Verdict(found[0].lower())]}m{found[0]}\x1b[0m", line)


def _write(line: str) -> None:
    encoding = sys.stdout.encoding or "utf-8"
    # A terminal that lacks a letter shows its number.
    sys.stdout.write(f"{line.encode(encoding, 'backslashreplace').decode(encoding)}\n")


def width() -> int:
    """Give the columns that a line may take: those of the terminal, within reason; 80 where there is none."""
    return min(max(shutil.get_terminal_size().columns, _NARROWEST), _WIDEST)


def fitting(lines: Iterable[str]) -> Iterator[str]:
    """Give lines as they fit a terminal, items of lists moved in; where there is none, as they are.

    Args:
        lines: The lines. A word that is too long, such as an address, is left whole.
    """
    if not sys.stdout.isatty():
        yield from lines
        return
    for line in lines:
        indent = len(line) - len(line.lstrip(" ").removeprefix("- "))
        yield from _indented(line, indent, width(), cut=False)


def _indented(line: str, indent: int, columns: int, *, hang: int = 0, cut: bool = True) -> Iterator[str]:
    """A line in several, the first as it begins, the others moved in by *indent* and *hang*."""
    first, *others = wrapped(line[indent:], columns - indent - hang, first=columns - indent, cut=cut)
    yield line[:indent] + first
    yield from (" " * (indent + hang) + other for other in others)


# --- a timeline


def timeline_lines(records: Records, timeline: Timeline, columns: int) -> Iterator[str]:
    """Give a timeline as text: a bar, and below it each stretch with why it came.

    Args:
        records: Where the events, policies and places are.
        timeline: The timeline.
        columns: How wide a line may be.
    """
    # What begins on the last day of the calendar tells only that no day is known.
    stretches = [stretch for stretch in timeline.stretches if stretch.span.start != LAST_DAY]
    where = place_named(records.places[timeline.place])
    body = chain(
        [f"passport of {nationality_named(timeline.nationality)}, at {where}", ""],
        _openings(timeline),
        ["", f"<{_bar(stretches, columns - 2)}>"],
        [f"{_legend(stretches)}; not to scale"],
    )
    for line in body:
        yield from _indented(line, 0, columns)
    known: set[str] = set()
    for before, stretch in zip([None, *stretches], stretches, strict=False):
        yield ""
        for line in _told(records, timeline, before, stretch, known):
            blanks = len(line) - len(line.lstrip())
            yield from _indented(line, blanks, columns, hang=2)


def _openings(timeline: Timeline) -> Iterator[str]:
    openings = timeline.openings()
    yield from (f"permitted {during(span)}" for span in openings)
    if not openings:
        yield "permitted on no day"


def _bar(stretches: list[Stretch], columns: int) -> str:
    """One letter for each bit of time: a stretch takes one, and more by the logarithm of its length."""
    weights = [log2(1 + _length(stretch)) for stretch in stretches]
    spare = columns - len(stretches)
    total, bar, reached = sum(weights), "", 0.0
    for stretch, weight in zip(stretches, weights, strict=True):
        before, reached = reached, reached + weight
        more = round(spare * reached / total) - round(spare * before / total)
        glyphs = _FADED if stretch.projected else _GLYPHS
        bar += glyphs[stretch.verdict] * (1 + max(more, 0))
    return bar


_ENDLESS: Final = 365
"""The days that a stretch without a beginning or an end counts for."""


def _length(stretch: Stretch) -> int:
    start, end = stretch.span.start, stretch.span.end
    return _ENDLESS if start is None or end is None or end == LAST_DAY else (end - start).days


def _legend(stretches: list[Stretch]) -> str:
    shown = {(stretch.verdict, stretch.projected) for stretch in stretches}
    plain = [f"{_GLYPHS[verdict]} {verdict}" for verdict in Verdict if (verdict, False) in shown]
    faded = [f"{_FADED[verdict]} {verdict}, projected" for verdict in Verdict if (verdict, True) in shown]
    return "; ".join(plain + faded)


def _told(
    records: Records, timeline: Timeline, before: Stretch | None, stretch: Stretch, known: set[str]
) -> Iterator[str]:
    """One stretch: its days and verdict, what happened when it began, and what that changed."""
    yield f"{during(stretch.span)}: {stretch.verdict}{', projected' if stretch.projected else ''}"
    for id_ in stretch.disputed:  # R2
        yield f"  disputed: the sources share no day for `{id_}`"
    if before is not None:
        for id_ in turning_points(records, timeline.place, before, stretch):
            yield from _event(records.events[id_], stretch.span.start, known)
        if stretch.projected and not before.projected:
            yield f"  the sources were surveyed through {records.surveyed_through}"
    for finding, earlier in zip(stretch.findings, before.findings if before else _SILENT, strict=False):
        if (finding.outcomes, finding.possible) != (earlier.outcomes, earlier.possible):
            yield from _layer(records, finding)
    yield from (f"  to settle: {line}" for line in settling(records, timeline.nationality, stretch))


_SILENT: Final = tuple(Finding(layer, frozenset({Outcome.SILENT})) for layer in Layer)
"""What the layers say before anything is told of them."""


def _event(event: Event, day: Day | None, told: set[str]) -> Iterator[str]:
    """An event on the day from which it may, or must, have happened, with the words of each source."""
    when = ""
    if not event.window.is_one_day:
        sure = "surely by now" if day == event.window.latest else "perhaps from now on"
        when = f", {sure} ({some_day(event.window)})"
    yield f"  event `{event.id}`{when}: {what(event)}"
    for dating in () if event.id in told else event.datings:
        yield f"    - {on_one_line(str(dating.citation))}{f': {in_quotes(dating.words)}' if dating.words else ''}"
    told.add(event.id)


def _layer(records: Records, finding: Finding) -> Iterator[str]:
    for id_ in finding.possible:
        policy = records.policies[id_]
        perhaps = "" if id_ in finding.deciding else " perhaps"
        yield f"  {finding.layer}: `{id_}`{perhaps} {does(policy)}, for {spoken_to(policy.audience)}"
    if Outcome.NOT_YET_OPEN in finding.outcomes:
        yield f"  {finding.layer}: {'not' if len(finding.outcomes) == 1 else 'perhaps not'} yet open"
    if finding.outcomes == {Outcome.SILENT}:
        yield f"  {finding.layer}: no policy is recorded"
