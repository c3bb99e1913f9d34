"""What the command line shows on a terminal: timelines as bars of characters, lines that fit, colours where they help.

Nothing in a record reaches the terminal but printable characters.
"""

import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, zip_longest
from math import log2
from textwrap import wrap
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from dprk_tourism._graph import Records
from dprk_tourism._model.days import Day, DaySpan
from dprk_tourism._model.records import Event, Layer, Visit
from dprk_tourism._render import words
from dprk_tourism._render.describe import Describer
from dprk_tourism._render.glance import COLUMNS, MOST, Glance, Point, in_short, least_lines, lines_of
from dprk_tourism._rules.answers import Finding, Outcome, Stretch, Verdict
from dprk_tourism._rules.evidence import turning_points
from dprk_tourism._text import amount, listed, on_one_line

if TYPE_CHECKING:
    from dprk_tourism._rules.knowledge import Learned

Otherwise: TypeAlias = Mapping[str, Sequence[DaySpan]]
"""The runs of days on which other histories answer otherwise."""

Elsewhere: TypeAlias = Mapping[str, Sequence[DaySpan]]
"""The runs of days on which other places are permitted, and this one is not."""

_NARROWEST: Final = 40
_WIDEST: Final = 100

COLOURS: Final = {Verdict.PERMITTED: 63, Verdict.DENIED: 130, Verdict.UNDETERMINED: 243}
"""Blue, orange and grey of the 256 colours, which are read on black and on white: red and green confuse many."""

SIGNS: Final = {Verdict.PERMITTED: "\N{CHECK MARK}", Verdict.DENIED: "\N{BALLOT X}", Verdict.UNDETERMINED: "?"}
"""The sign before a verdict."""

_PLAIN_SIGNS: Final = str.maketrans("\N{CHECK MARK}\N{BALLOT X}", "+x")
"""The signs for a terminal that has no others."""

_GLYPHS: Final = {Verdict.PERMITTED: "#", Verdict.DENIED: "-", Verdict.UNDETERMINED: "?"}
_FADED: Final = {Verdict.PERMITTED: "=", Verdict.DENIED: ".", Verdict.UNDETERMINED: "~"}


def say(lines: Iterable[str], *, colour: str = "never") -> None:
    """Print lines without control characters, folded to the width of the terminal, with the verdicts in them coloured.

    *colour* is `always`, `never`, or `auto`: on a terminal that has colours, unless NO_COLOR is set. Where there is no
    terminal, lines are folded only if COLUMNS says how wide they may be.
    """
    terminal = sys.stdout.isatty()
    coloured = colour == "always" or (colour == "auto" and terminal and _has_colours())
    columns = columns_of_lines() if terminal or os.environ.get("COLUMNS") else None
    linked = terminal and _has_links()
    for line in map(on_one_line, lines):
        short, address = _without_address(line) if linked else (line, None)
        for folded in [short] if columns is None else _folded(short, columns, cut=False):
            shown = _painted(folded) if coloured else folded
            sys.stdout.write(f"{_encodable(shown if address is None else _linked(shown, address))}\n")


def _has_colours() -> bool:
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


_VERDICTS: Final = re.compile(rf"(?:[{''.join(SIGNS.values())}] )?\b({'|'.join(Verdict)})\b", re.IGNORECASE)


def _painted(line: str) -> str:
    return _VERDICTS.sub(lambda said: f"\x1b[1;38;5;{COLOURS[Verdict(said[1].lower())]}m{said[0]}\x1b[0m", line)


_LINKING: Final = ("DOMTERM", "GHOSTTY_RESOURCES_DIR", "KITTY_WINDOW_ID", "KONSOLE_VERSION", "WT_SESSION")
"""What terminals that show links put into the environment."""

_LINKING_PROGRAMS: Final = ("Hyper", "WezTerm", "ghostty", "iTerm.app", "vscode")
_FIRST_VTE_WITH_LINKS: Final = 5000


def _has_links() -> bool:
    """Whether the terminal is known to show links, by the sequence OSC 8; others may print it as letters."""
    known = any(os.environ.get(name) for name in _LINKING) or os.environ.get("TERM_PROGRAM") in _LINKING_PROGRAMS
    vte = os.environ.get("VTE_VERSION", "")
    return known or (vte.isdecimal() and int(vte) >= _FIRST_VTE_WITH_LINKS)


_ADDRESS: Final = re.compile("<(https?://([!-.0-;=?-~]+)[!-;=?-~]*)>$")
"""The web address at the end of a line, and its host; a link holds ASCII only."""


def _without_address(line: str) -> tuple[str, re.Match[str] | None]:
    """The line with the host of its web address in place of the address, and what was found."""
    found = _ADDRESS.search(line)
    return (line, None) if found is None else (f"{line[: found.start()]}<{found[2]}>", found)


def _linked(line: str, found: re.Match[str]) -> str:
    return line.replace(f"<{found[2]}>", f"<\x1b]8;;{found[1]}\x1b\\{found[2]}\x1b]8;;\x1b\\>")


def _encodable(line: str) -> str:
    """The line with plain signs and numbers for the characters that the terminal lacks."""
    encoding = sys.stdout.encoding or "utf-8"
    try:
        line.encode(encoding)
    except UnicodeEncodeError:
        return line.translate(_PLAIN_SIGNS).encode(encoding, "backslashreplace").decode(encoding)
    return line


def columns_of_lines() -> int:
    """Return how many columns a line may take: those of the terminal, within reason; 80 if there is none."""
    return min(max(_terminal_columns(), _NARROWEST), _WIDEST)


def _terminal_columns() -> int:
    """The columns of the terminal, as shutil finds them, which takes long to load."""
    said = os.environ.get("COLUMNS", "")
    if said.isdecimal() and int(said):
        return int(said)
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or COLUMNS  # type: ignore[union-attr]
    except (AttributeError, ValueError, OSError):  # standard output is none, closed, or not a terminal
        return COLUMNS


def fitted(line: str) -> list[str]:
    """Return a line folded to the width of the terminal, with no word broken."""
    return _folded(line, columns_of_lines(), cut=False)


_MARK: Final = re.compile(rf" *(?:[-{''.join(SIGNS.values())}] )?")
"""What an item begins with: its indent, and a dash or the sign of a verdict."""

_WIDE: Final = "[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]"
"""Letters that take two columns. To compile this takes longer than most answers, so only folding does it."""


def _folded(line: str, columns: int, *, hang: int = 0, cut: bool = True) -> list[str]:
    """A line in several; all but the first are moved in as far as its text is, and by *hang*."""
    mark = _MARK.match(line)
    indent = " " * ((mark.end() if mark else 0) + hang)
    wide = re.sub(_WIDE, "\\g<0>\0", line)
    folded = wrap(wide, columns, subsequent_indent=indent, break_long_words=cut, break_on_hyphens=False) or [""]
    return [each.replace("\0", "") for each in folded]


_MORE: Final = Point("More", ("-v prints the whole answer, --sources its sources",))


def answer_lines(glance: Glance) -> list[str]:
    """Return an answer at a glance, with a sign before its verdict."""
    title, columns = f"{SIGNS[glance.verdict]} {glance.label.capitalize()}: {glance.question}", columns_of_lines()
    has_room = least_lines(glance.points) < MOST - 2  # the title may take two lines
    return lines_of(glance._replace(points=(*glance.points, _MORE)) if has_room else glance, title, columns)


class Shown(NamedTuple):
    """What is shown of a timeline."""

    nationality: str
    """The code of the passport used."""
    place: str
    """The id of the place."""
    limits: str
    """Between which days, in words that follow a title."""
    before: Stretch | None
    """The stretch before those that are shown."""
    stretches: Sequence[Stretch]
    """The stretches, in order."""
    openings: Sequence[DaySpan]
    """The runs of permitted days."""
    otherwise: Otherwise
    """What other histories answer otherwise."""
    elsewhere: Elsewhere
    """When only other places are permitted."""
    whole: bool
    """Whether each stretch is shown with all that changed when it began, and not the runs of days in short."""
    every: bool
    """Whether every run of days is listed, and not only the last ones."""


def timeline_lines(records: Records, shown: Shown) -> Iterator[str]:
    """Return a timeline as text: the permitted days, a bar, and the runs of days with their reasons."""
    columns, stretches = columns_of_lines(), shown.stretches
    timeline = _Timeline(records, shown.nationality, shown.place)
    bar = f"<{_bar(stretches, columns - 2)}>"
    for line in [*timeline.head(shown), "", bar, f"{_legend(stretches)}; not to scale"]:
        yield from _folded(line, columns)
    if not shown.whole:
        for line in ["", *_runs_in_short(records, shown)]:
            yield from _folded(line, columns)
        return
    for before, stretch in zip([shown.before, *stretches], stretches, strict=False):
        yield ""
        for line in timeline.stretch(before, stretch):
            yield from _folded(line, columns, hang=2)


_MOST_RUNS: Final = 6
"""How many runs of days of a timeline are listed, unless it is said from which day on."""


def _runs_in_short(records: Records, shown: Shown) -> Iterator[str]:
    """Runs of days of one verdict, each with its conditions or reasons in short, and what days are disputed (R2)."""
    runs = [[*run] for _, run in groupby(shown.stretches, lambda each: (each.verdict, each.projected))]
    last = runs if shown.every else runs[-_MOST_RUNS:]
    if len(last) < len(runs):
        yield f"- {amount(len(runs) - len(last), 'earlier run')} of days"
    for run in last:
        verdict, days = run[0].verdict, DaySpan(run[0].span.start, run[-1].span.end)
        if verdict is Verdict.PERMITTED:
            found = words.conditions(sorted({word for stretch in run for word in stretch.conditions}))
        else:
            found = in_short(records, verdict, run)
        label = words.verdict(verdict, projected=run[0].projected)
        yield f"- {words.span(days)}: {label}{f' ({found})' if found else ''}"
    if disputed := dict.fromkeys(f"`{event}`" for run in last for stretch in run for event in stretch.disputed):
        yield f"Disputed: the day of {listed([*disputed])}."


def learned_lines(records: Records, visit: Visit, learned: Sequence["Learned"]) -> Iterator[str]:
    """Return what could be known of a visit, and when; with each change the sources that appeared then (R22)."""
    where = words.name(records.places[visit.place])
    yield f"{words.title(visit.nationality)} at {where} {words.when(visit)}, as was known"
    yield from words.supposed(records)
    for run, later in zip_longest(learned, learned[1:]):
        days = DaySpan(run.since, None if later is None else later.since)
        yield f"{SIGNS[run.verdict]} {words.span(days)}: {run.verdict}"
        for source in map(records.sources.__getitem__, run.sources):
            yield f"  - {source.id}: {on_one_line(source.publisher)}, {on_one_line(source.title)}"


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


_DENYING: Final = frozenset({Outcome.DENY, Outcome.NOT_YET_OPEN})

_SILENT: Final = tuple(Finding(layer, frozenset({Outcome.SILENT})) for layer in Layer)
"""What the layers say before the first stretch."""


def _days(shown: Shown, spans: Iterable[DaySpan]) -> str:
    return words.last_ones([*map(words.span, spans)], every=shown.every)


class _Timeline:
    """The lines of one timeline. The sources of an event are listed where it comes first."""

    def __init__(self, records: Records, nationality: str, place: str) -> None:
        self._records, self._place, self._listed = records, place, set[str]()
        named = words.nationality(nationality)
        self._describer = Describer(records=records, place=place, nationality=named, country=words.country(nationality))

    def head(self, shown: Shown) -> Iterator[str]:
        where = words.place(self._records.places[self._place])
        yield f"passport of {self._describer.nationality}, at {where}{shown.limits}"
        yield from words.supposed(self._records)
        for history, spans in shown.otherwise.items():
            yield f"The history `{history}` answers otherwise {_days(shown, spans)}."
        yield ""
        if shown.whole:
            yield from (f"permitted {words.span(span)}" for span in shown.openings)
        elif shown.openings:
            yield f"permitted {listed([*map(words.span, shown.openings)])}"
        if not shown.openings:
            yield "permitted on no day"
        together: dict[str, list[str]] = {}
        for id_, spans in shown.elsewhere.items():
            days = _days(shown, spans)
            together.setdefault(days, []).append(words.place(self._records.places[id_]))
        for days, places in together.items():
            yield f"elsewhere, at {listed(places)}: permitted {days}"

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
            elif stretch.verdict is Verdict.DENIED and finding.outcomes & _DENYING:  # what denies is always named
                yield from (f"{line} (as before)" for line in self._layer(finding))
        yield from (f"  to settle: {line}" for line in self._describer.settling(stretch))

    def _event(self, event: Event, day: Day | None) -> Iterator[str]:
        """An event on the day from which it may, or must, have happened, with what each source claims."""
        when = ""
        window = self._records.window(event.id)
        if not window.is_one_day:
            sure = "surely by now" if day == window.latest else "perhaps from now on"
            when = f", {sure} ({words.some_day(window)})"
        yield f"  event `{event.id}`{when}: {words.what(event)}"
        yield from (f"    - {each}" for each in words.datings(event) if event.id not in self._listed)
        self._listed.add(event.id)

    def _layer(self, finding: Finding) -> Iterator[str]:
        for id_ in finding.possible:
            yield f"  {finding.layer}: {words.policy(self._records.policies[id_], sure=id_ in finding.deciding)}"
        if Outcome.NOT_YET_OPEN in finding.outcomes:
            perhaps = "" if len(finding.outcomes) == 1 else "perhaps "
            yield f"  {finding.layer}: {perhaps}{words.OUTCOMES[Outcome.NOT_YET_OPEN]}"
        if finding.outcomes == {Outcome.SILENT}:
            yield f"  {finding.layer}: {words.OUTCOMES[Outcome.SILENT]}"
