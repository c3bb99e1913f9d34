"""What the command line shows on a terminal: timelines as bars of characters, lines that fit, colours where they help.

Nothing in a record reaches the terminal but printable characters.
"""

import os
import re
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import log2
from textwrap import wrap
from typing import Final, TypeAlias

from dprk_tourism._graph import Records
from dprk_tourism._model.days import Day, DaySpan
from dprk_tourism._model.records import Event, Layer
from dprk_tourism._render import words
from dprk_tourism._render.describe import Describer
from dprk_tourism._rules.answers import Finding, Outcome, Stretch, Verdict
from dprk_tourism._rules.evidence import turning_points
from dprk_tourism._text import listed, on_one_line

Otherwise: TypeAlias = Mapping[str, Sequence[DaySpan]]
"""The runs of days on which other histories answer otherwise."""

_NARROWEST: Final = 40
_WIDEST: Final = 100

_COLOURS: Final = {Verdict.PERMITTED: "34", Verdict.DENIED: "33", Verdict.UNDETERMINED: "35"}
"""Blue, yellow and magenta: red and green are what the colour-blind confuse."""

_GLYPHS: Final = {Verdict.PERMITTED: "#", Verdict.DENIED: "-", Verdict.UNDETERMINED: "?"}
_FADED: Final = {Verdict.PERMITTED: "=", Verdict.DENIED: ".", Verdict.UNDETERMINED: "?"}


def say(lines: Iterable[str], *, colour: str = "never") -> None:
    """Print lines without control characters, folded if they go to a terminal, with the verdicts in them coloured.

    *colour* is `always`, `never`, or `auto`: on a terminal that has colours, unless NO_COLOR is set.
    """
    coloured = colour == "always" or (colour == "auto" and _has_colours())
    columns = _columns() if sys.stdout.isatty() else None
    for line in map(on_one_line, lines):
        for shown in [line] if columns is None else _folded(line, columns, cut=False):
            sys.stdout.write(f"{_encodable(_painted(shown) if coloured else shown)}\n")


def _has_colours() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


_VERDICTS: Final = re.compile(rf"\b({'|'.join(Verdict)})\b", re.IGNORECASE)


def _painted(line: str) -> str:
    return _VERDICTS.sub(lambda found: f"\x1b[{_COLOURS[Verdict(found[0].lower())]}m{found[0]}\x1b[0m", line)


def _encodable(line: str) -> str:
    """The line with numbers for the characters that the terminal lacks."""
    encoding = sys.stdout.encoding or "utf-8"
    return line.encode(encoding, "backslashreplace").decode(encoding)


def _columns() -> int:
    """The columns that a line may take: those of the terminal, within reason; 80 if there is none."""
    return min(max(shutil.get_terminal_size().columns, _NARROWEST), _WIDEST)


def _folded(line: str, columns: int, *, hang: int = 0, cut: bool = True) -> list[str]:
    """A line in several; all but the first are moved in by its own indent, an item's dash included, and by *hang*."""
    indent = " " * (len(line) - len(line.lstrip(" ").removeprefix("- ")) + hang)
    return wrap(line, columns, subsequent_indent=indent, break_long_words=cut, break_on_hyphens=False) or [""]


def timeline_lines(
    records: Records,
    nationality: str,
    place: str,
    stretches: Sequence[Stretch],
    openings: Sequence[DaySpan],
    otherwise: Otherwise,
) -> Iterator[str]:
    """Return a timeline as text: the permitted days, a bar, and each stretch with why it came."""
    columns = _columns()
    timeline = _Timeline(records, nationality, place)
    bar = f"<{_bar(stretches, columns - 2)}>"
    for line in [*timeline.head(openings, otherwise), "", bar, f"{_legend(stretches)}; not to scale"]:
        yield from _folded(line, columns)
    for before, stretch in zip([None, *stretches], stretches, strict=False):
        yield ""
        for line in timeline.stretch(before, stretch):
            yield from _folded(line, columns, hang=2)


def _bar(stretches: Sequence[Stretch], columns: int) -> str:
    """One character for each bit of time: a stretch takes one, and more by the logarithm of its length."""
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
    return _ENDLESS if start is None or end is None else (end - start).days


def _legend(stretches: Sequence[Stretch]) -> str:
    found = {(stretch.verdict, stretch.projected) for stretch in stretches}
    return "; ".join(
        f"{glyphs[verdict]} {words.verdict(verdict, projected=projected)}"
        for projected, glyphs in ((False, _GLYPHS), (True, _FADED))
        for verdict in Verdict
        if (verdict, projected) in found
    )


_SILENT: Final = tuple(Finding(layer, frozenset({Outcome.SILENT})) for layer in Layer)
"""What the layers say before the first stretch."""


class _Timeline:
    """The lines of one timeline. The sources of an event are listed where it comes first."""

    def __init__(self, records: Records, nationality: str, place: str) -> None:
        self._records, self._place, self._listed = records, place, set[str]()
        named = words.nationality(nationality)
        self._describer = Describer(records=records, place=place, nationality=named, country=words.country(nationality))

    def head(self, openings: Sequence[DaySpan], otherwise: Otherwise) -> Iterator[str]:
        yield f"passport of {self._describer.nationality}, at {words.place(self._records.places[self._place])}"
        for history, spans in otherwise.items():
            yield f"The history `{history}` answers otherwise {listed([*map(words.span, spans)])}."
        yield ""
        yield from (f"permitted {words.span(span)}" for span in openings)
        if not openings:
            yield "permitted on no day"

    def stretch(self, before: Stretch | None, stretch: Stretch) -> Iterator[str]:
        """Return the lines of a stretch: its days and verdict, what happened when it began, and what that changed."""
        yield f"{words.span(stretch.span)}: {words.label(stretch)}"
        for event in stretch.disputed:  # R2
            yield from (f"  disputed: {each}" for each in words.disputes(self._records, self._records.events[event]))
        if before is not None:
            for id_ in turning_points(self._records, self._place, before, stretch):
                yield from self._event(self._records.events[id_], stretch.span.start)
            if stretch.projected is not before.projected:  # R14
                yield f"  {(words.survey_ends if stretch.projected else words.survey_begins)(self._records)}"
        for finding, earlier in zip(stretch.findings, before.findings if before else _SILENT, strict=False):
            if (finding.outcomes, finding.possible) != (earlier.outcomes, earlier.possible):
                yield from self._layer(finding)
        yield from (f"  to settle: {line}" for line in self._describer.settling(stretch))

    def _event(self, event: Event, day: Day | None) -> Iterator[str]:
        """An event on the day from which it may, or must, have happened, with what each source claims."""
        when = ""
        window = self._records.window(event.id)
        if not window.is_one_day:
            sure = "surely by now" if day == window.latest else "perhaps from now on"
            when = f", {sure} ({words.some_day(window)})"
        yield f"  event `{event.id}`{when}: {words.what(event)}"
        yield from (f"    - {words.dating(each)}" for each in event.datings if event.id not in self._listed)
        self._listed.add(event.id)

    def _layer(self, finding: Finding) -> Iterator[str]:
        for id_ in finding.possible:
            yield f"  {finding.layer}: {words.policy(self._records.policies[id_], sure=id_ in finding.deciding)}"
        if Outcome.NOT_YET_OPEN in finding.outcomes:
            perhaps = "" if len(finding.outcomes) == 1 else "perhaps "
            yield f"  {finding.layer}: {perhaps}{words.OUTCOMES[Outcome.NOT_YET_OPEN]}"
        if finding.outcomes == {Outcome.SILENT}:
            yield f"  {finding.layer}: {words.OUTCOMES[Outcome.SILENT]}"
