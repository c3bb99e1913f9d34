"""All answers of the shipped histories from 1985 to 2027 as a file that people review.

A change of data is reviewed as the answers that it flips. `answers/` holds one file for each shipped history, with a
line for each run of days that have one answer at the same places. Run as a script, this tells which answers are others now, and leaves
with 1 if any is; `--write` writes the files anew.
"""

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby, pairwise
from pathlib import Path
from typing import Final, TypeAlias

import dprk_tourism as dt
from dprk_tourism._io import SHIPPED
from dprk_tourism._model.travellers import NATIONALITIES

FIRST: Final = date(1985, 1, 1)
"""Before the first foreign tourists."""
OUTSIDE: Final = date(2028, 1, 1)
"""The first day after those that are listed."""
FOLDER: Final = Path(__file__).parent / "answers"
OTHERS: Final = "all others"
NOTHING: Final = "not told"

Run: TypeAlias = tuple[date, date, str]
"""The first day, the first day outside, and the answer."""
Answers: TypeAlias = dict[tuple[str, str], list[Run]]
"""Runs by place and nationality."""


# --- the text


def text_of(history: dt.History) -> str:
    """Return all answers of a history as text.

    Args:
        history: The history to ask.
    """
    classes = history.nationality_classes()
    largest = max(classes, key=lambda first: len(classes[first]))
    lines = [f"# The answers of `{history.id}`. Written by tests/exhaustive/digest.py --write.", ""]
    for first, alike in classes.items():
        lines.append(f"class {first}: {OTHERS if first == largest else ' '.join(sorted(alike))}")
    for first in classes:
        places: dict[tuple[Run, ...], list[str]] = {}
        for place in history.places:
            places.setdefault(tuple(runs_of(history.timeline(first, place))), []).append(place)
        for runs, where in places.items():
            lines += ["", f"[{' '.join(where)}] {first}", *map(_line, runs)]
    return "\n".join([*lines, ""])


def runs_of(timeline: dt.Timeline) -> Iterator[Run]:
    """Return the runs of days with one answer, as far as they are listed.

    Args:
        timeline: The timeline of one nationality at one place.
    """
    told = [
        (max(FIRST, s.span.start or FIRST), min(OUTSIDE, s.span.end or OUTSIDE), answer(s)) for s in timeline.stretches
    ]
    for text, alike in groupby((run for run in told if run[0] < run[1]), key=lambda run: run[2]):
        days = list(alike)
        yield days[0][0], days[-1][1], text


def answer(stretch: dt.Stretch) -> str:
    """Return the answer of a stretch: its verdict, the policies that decide, its reasons, conditions and disputes.

    Args:
        stretch: The stretch to tell.
    """
    deciding = [policy for finding in stretch.findings for policy in finding.deciding]
    reasons = [f"{reason}" for reason in stretch.because]
    reasons += [f"hinge {_unknown(hinge)}: {_either(hinge)}" for hinge in stretch.hinges]
    reasons += [f"conflict {pair.permit} against {pair.deny}" for pair in stretch.conflicts]
    reasons += [f"conditions {' '.join(stretch.conditions)}"] if stretch.conditions else []
    reasons += [f"disputed {' '.join(stretch.disputed)}"] if stretch.disputed else []
    verdict = f"{stretch.verdict}, projected" if stretch.projected else f"{stretch.verdict}"
    return " | ".join([verdict, " ".join(deciding) or "-", *reasons])


def _unknown(hinge: dt.Hinge) -> str:
    match hinge.unknown:
        case dt.EventUnknown(event, others):
            return " and ".join([f"event {event}", *others])
        case dt.OpeningUnknown(place):
            return f"opening of {place}"
        case dt.MembershipUnknown():
            return f"membership in {' '.join(hinge.policies)}"


def _either(hinge: dt.Hinge) -> str:
    yes, no = (" or ".join(sorted(verdict.value for verdict in either)) for either in (hinge.if_yes, hinge.if_no))
    return f"yes {yes}, no {no}"


def _line(run: Run) -> str:
    return f"{run[0]} until {run[1]} | {run[2]}"


# --- reading it, and telling what is different


def read(text: str) -> Answers:
    """Read what `text_of` wrote, for each nationality by itself.

    Args:
        text: The text of a file of answers.
    """
    classes: dict[str, set[str]] = {}
    runs: dict[tuple[str, str], list[Run]] = {}
    here: list[Run] = []
    for line in text.splitlines():
        if line.startswith("class "):
            first, members = line.removeprefix("class ").split(": ")
            classes[first] = set() if members == OTHERS else set(members.split())
        elif line.startswith("["):
            places, first = line.removeprefix("[").split("] ")
            here = []
            runs |= dict.fromkeys(((place, first) for place in places.split()), here)
        elif line and not line.startswith("#"):
            span, told = line.split(" | ", 1)
            start, end = map(date.fromisoformat, span.split(" until "))
            here.append((start, end, told))
    rest = set(NATIONALITIES).difference(*classes.values())
    return {(place, code): told for (place, first), told in runs.items() for code in sorted(classes.get(first) or rest)}


def flips(old: Answers, new: Answers) -> list[str]:
    """Return the answers that differ: place, nationalities and days, then the answer before and after.

    Args:
        old: The answers before.
        new: The answers after.
    """
    by_change: dict[tuple[str, tuple[tuple[date, date, str, str], ...]], list[str]] = {}
    for place, code in sorted({*old, *new}):
        changes = tuple(_changes(old.get((place, code), ()), new.get((place, code), ())))
        if changes:
            by_change.setdefault((place, changes), []).append(code)
    lines: list[str] = []
    for (place, changes), codes in by_change.items():
        for start, end, before, after in changes:
            days = (end - start).days
            lines.append(f"{place}, {_named(codes)}, {start} until {end} ({days} {'day' if days == 1 else 'days'})")
            lines += [f"  - {before}", f"  + {after}"]
    return lines


def _changes(old: Sequence[Run], new: Sequence[Run]) -> Iterator[tuple[date, date, str, str]]:
    turns = sorted({day for start, end, _ in (*old, *new) for day in (start, end)})
    pieces = [(start, end, _on(old, start), _on(new, start)) for start, end in pairwise(turns)]
    for (before, after), alike in groupby(pieces, key=lambda piece: piece[2:]):
        spans = list(alike)
        if before != after:
            yield spans[0][0], spans[-1][1], before, after


def _on(runs: Iterable[Run], day: date) -> str:
    return next((told for start, end, told in runs if start <= day < end), NOTHING)


def _named(codes: Sequence[str]) -> str:
    most = 12
    return " ".join(codes) if len(codes) <= most else f"{' '.join(codes[:3])} and {len(codes) - 3} more"


def file_of(name: str) -> Path:
    """Return the file with the answers of a shipped history.

    Args:
        name: The name of the history.
    """
    return FOLDER / f"{name}.txt"


def changed(texts: Mapping[str, str]) -> Iterator[str]:
    """Return what differs from the files, for each history under its name.

    Args:
        texts: The answers as they are now, by the name of the history.
    """
    for name, text in texts.items():
        file = file_of(name)
        before = file.read_text(encoding="utf-8") if file.exists() else ""
        told = flips(read(before), read(text))
        if before != text:
            yield f"{name}: {'these answers are others now' if told else 'the same answers, told in other lines'}"
            yield from told


def main() -> int:
    """Print what differs, or write the files again."""
    parser = argparse.ArgumentParser(description="Tell which answers of the shipped histories are others now.")
    parser.add_argument("--write", action="store_true", help="write the files of answers anew")
    arguments = parser.parse_args()
    texts = {name: text_of(dt.load(name)) for name in SHIPPED}
    told = list(changed(texts))
    sys.stdout.writelines(f"{line}\n" for line in told)
    if arguments.write:
        for name, text in texts.items():
            file_of(name).write_text(text, encoding="utf-8")
        return 0
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
