"""What each command of the command line does: it asks, prints, and gives an exit status.

`cli` reads the arguments and loads this module only then, so that help and wrong calls are answered at once.
"""

import json
import sys
from argparse import Namespace
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import attrs

from dprk_tourism._decisions import Decision
from dprk_tourism._io.whole_files import telling, whole_file
from dprk_tourism._model.days import DaySpan, to_day
from dprk_tourism._model.records import Source
from dprk_tourism._model.travellers import NATIONALITIES
from dprk_tourism._render import terminal
from dprk_tourism._render.data import FORM, day_text, stretch_dict
from dprk_tourism._render.words import (
    during,
    place_named,
    some_day,
    source_named,
    whom,
)
from dprk_tourism._rules.answers import Change, Remark, Verdict
from dprk_tourism._text import amount, listed, on_one_line, quoted
from dprk_tourism.compare import check, diff
from dprk_tourism.errors import InvalidValueError
from dprk_tourism.history import DEFAULT_PLACE, SHIPPED, History, load, may_visit

__all__ = ["COMMANDS", "STATUS"]

STATUS: Final = {"permitted": 0, "denied": 1, "undetermined": 3}
"""The exit status of each verdict."""

_FEW: Final = 12
"""How many nationalities are told by name."""


def _history(arguments: Namespace, name: str | None) -> History:
    """A history as the arguments ask for it: as known on a day, according to some sources."""
    history = load(SHIPPED[0] if name is None else name)
    known = history if arguments.known_on is None else history.known_on(arguments.known_on)
    if arguments.according_to is None:
        return known
    for id_ in arguments.according_to:
        if id_ in history.sources and id_ not in known.sources:
            published = some_day(history.sources[id_].published)
            raise InvalidValueError(
                f"Source `{id_}` was published on {published}, which may be after {arguments.known_on}."
            )
    return known.according_to(*arguments.according_to)


def _say(arguments: Namespace, lines: Iterable[str]) -> None:
    terminal.say(lines, colour=arguments.color)


def _print_json(data: Mapping[str, Any]) -> None:
    # Letters beyond ASCII are written by number, so that no control character reaches a terminal.
    sys.stdout.write(f"{json.dumps({'form': FORM, **data}, indent=2)}\n")


# --- questions


def _may(arguments: Namespace) -> int:
    decision = _decided(arguments, _history(arguments, arguments.history))
    if arguments.json:
        _print_json(decision.to_dict())
        return STATUS[decision.verdict]
    _say(arguments, terminal.fitting(decision.explain().splitlines()))
    if arguments.history is None and arguments.according_to is None:
        _say(arguments, _otherwise(arguments, decision))
    return STATUS[decision.verdict]


def _decided(arguments: Namespace, history: History) -> Decision:
    return may_visit(
        arguments.nationality,
        arguments.day,
        to=_place(arguments),
        departure=arguments.departure,
        history=history,
        strict=arguments.strict,
    )


def _place(arguments: Namespace) -> str:
    return DEFAULT_PLACE if arguments.to is None else str(arguments.to)


def _otherwise(arguments: Namespace, decision: Decision) -> Iterator[str]:
    for wider in SHIPPED[1:]:
        other = _decided(arguments, _history(arguments, wider)).verdict
        if other is not decision.verdict:
            yield ""
            yield f"The wider history `{wider}` answers otherwise: {other} (ask with --history {wider})."


def _timeline(arguments: Namespace) -> int:
    picture = None if arguments.svg is None else _picture(arguments.svg)
    history = _history(arguments, arguments.history)
    place = _place(arguments)
    timelines = [history.timeline(each, place, strict=arguments.strict) for each in arguments.nationality]
    if picture is not None:
        chart = history.chart(arguments.nationality, place, strict=arguments.strict)
        with whole_file(picture) as beside, telling(picture):
            beside.write_text(chart.svg, encoding="utf-8", newline="\n")
    if arguments.json:
        found = [
            {"nationality": line.nationality, "place": line.place, "stretches": [*map(stretch_dict, line.stretches)]}
            for line in timelines
        ]
        _print_json({"surveyed_through": day_text(history.surveyed_through), "timelines": found})
        return 0
    for number, timeline in enumerate(timelines):
        _say(arguments, ["", ""] if number else [])
        _say(arguments, terminal.timeline_lines(history, timeline, terminal.width()))
    return 0


def _picture(name: str) -> str:
    """The name of a file for a picture; a slip must not replace another file, such as the history that is read."""
    if Path(name).suffix.lower() != ".svg":
        raise InvalidValueError(f"{quoted(name)} does not end in .svg. Use a file name that does.")
    return name


def _who(arguments: Namespace) -> int:
    history = _history(arguments, arguments.history)
    day, place = to_day(arguments.day), _place(arguments)
    found = history.who_may_visit(day, place, strict=arguments.strict)
    through = history.surveyed_through
    projected = through is None or day > through
    if arguments.json:
        by_verdict = {verdict.value: sorted(found[verdict]) for verdict in Verdict}
        asked = {"day": day_text(day), "place": place, "surveyed_through": day_text(through), "projected": projected}
        _print_json({**asked, **by_verdict})
        return 0
    lines = [f"{place_named(history.places[place])} on {day}{', projected' if projected else ''}"]
    lines += [f"- {verdict}, {len(found[verdict])}: {_people(found[verdict])}" for verdict in Verdict]
    _say(arguments, terminal.fitting(lines))
    return 0


def _people(codes: frozenset[str]) -> str:
    if not codes:
        return "nobody"
    if len(codes) > _FEW:
        return whom(codes)
    return listed([f"{NATIONALITIES[code].name} ({code})" for code in sorted(codes)])


# --- histories whole


def _check(arguments: Namespace) -> int:
    history = _history(arguments, arguments.history)
    remarks = check(history)
    if arguments.json:
        _print_json({"history": history.id, "remarks": [*map(_remark_dict, remarks)]})
        return 0
    _say(arguments, map(_remark_line, remarks))
    _say(arguments, [f"{history!r}: no faults, {amount(len(remarks), 'remark')}"])
    return 0


def _remark_line(remark: Remark) -> str:
    where = "" if remark.span is None else f", {during(remark.span)}, for {whom(remark.nationalities)}"
    return f"{remark.kind}: {remark.what}{where} @ {', '.join(remark.records)}"


def _remark_dict(remark: Remark) -> dict[str, Any]:
    return {
        "kind": remark.kind.value,
        "what": remark.what,
        "records": list(remark.records),
        "nationalities": sorted(remark.nationalities),
        "place": remark.place,
        "span": None if remark.span is None else _span_dict(remark.span),
    }


def _span_dict(span: DaySpan) -> dict[str, str | None]:
    return {"start": day_text(span.start), "end": day_text(span.end)}


def _diff(arguments: Namespace) -> int:
    old, new = _history(arguments, arguments.old), _history(arguments, arguments.new)
    changes = diff(old, new, to=arguments.to)
    if arguments.json:
        _print_json({"old": arguments.old, "new": arguments.new, "changes": [*map(_change_dict, changes)]})
        return 0
    for change in changes:
        verdicts = f"{change.before} -> {change.after}"
        _say(arguments, [f"{change.place}, {during(change.span)}: {verdicts}, for {whom(change.nationalities)}"])
        _say(arguments, _behind(arguments.old, old, change.policies_before))
        _say(arguments, _behind(arguments.new, new, change.policies_after))
    differ = "answer differs" if len(changes) == 1 else "answers differ"
    _say(arguments, [f"{len(changes)} {differ} between {arguments.old} and {arguments.new}"])
    return 0


def _behind(name: str, history: History, policies: Iterable[str]) -> Iterator[str]:
    """The policies behind one side of a change, with their citations."""
    for policy in policies:
        cites = "; ".join(map(str, history.policies[policy].cites))
        yield f"    {name}: {history.policies[policy].effect} `{policy}` ({cites})"


def _change_dict(change: Change) -> dict[str, Any]:
    return {
        "place": change.place,
        **_span_dict(change.span),
        "nationalities": sorted(change.nationalities),
        "before": change.before.value,
        "after": change.after.value,
        "policies_before": list(change.policies_before),
        "policies_after": list(change.policies_after),
    }


def _sources(arguments: Namespace) -> int:
    history = _history(arguments, arguments.history)
    if arguments.json:
        _print_json({"history": history.id, "sources": [*map(_source_dict, history.sources.values())]})
        return 0
    _say(arguments, map(_source_line, history.sources.values()))
    return 0


def _source_line(source: Source) -> str:
    link = f" <{source.url}>" if source.url else ""
    return f"{source.id} ({source.kind}): {source_named(source)}{link}"


def _source_dict(source: Source) -> dict[str, Any]:
    return {**attrs.asdict(source), "kind": source.kind.value, "published": str(source.published)}


# --- files


def _screen(arguments: Namespace) -> int:
    from dprk_tourism.files import screen_file  # noqa: PLC0415 - needs an extra

    columns = ("nationality", "on", "departure", "to", "to_column", "last_day", "on_invalid", "strict")
    asked = {name: value for name in columns if (value := getattr(arguments, name)) is not None}
    with _progress(arguments.visits) as progress:
        counted = screen_file(
            arguments.visits,
            arguments.output,
            history=_history(arguments, arguments.history),
            progress=progress,
            **asked,
        )
    told = {verdict.value: counted[verdict.value] for verdict in Verdict} | {"unanswered": counted[None]}
    if arguments.json:
        _print_json({"output": arguments.output, "rows": counted.total(), **told})
        return 0
    parts = ", ".join(f"{count:,} {what}" for what, count in told.items() if count)
    _say(arguments, [f"{arguments.output}: {amount(counted.total(), 'row')}{f', {parts}' if parts else ''}"])
    return 0


@contextmanager
def _progress(name: str) -> Iterator[Callable[[int], Any]]:
    """A bar that counts rows, on a terminal; nothing elsewhere, or where there is no package for it."""
    if sys.stderr is None or find_spec("tqdm") is None:  # it is None where the shell closed it
        yield lambda _: None
        return
    from tqdm import tqdm  # noqa: PLC0415 - needs an extra

    with tqdm(unit=" rows", unit_scale=True, desc=on_one_line(Path(name).name), leave=False, disable=None) as bar:
        yield bar.update


def _export(arguments: Namespace) -> int:
    from dprk_tourism.files import export  # noqa: PLC0415 - needs an extra

    history = _history(arguments, arguments.history)
    count = export(arguments.output, history=history, strict=arguments.strict)
    if arguments.json:
        _print_json({"output": arguments.output, "rows": count})
        return 0
    _say(arguments, [f"{arguments.output}: {amount(count, 'row')}"])
    return 0


COMMANDS: Final[Mapping[str, Callable[[Namespace], int]]] = MappingProxyType(
    {
        "may": _may,
        "timeline": _timeline,
        "who": _who,
        "check": _check,
        "diff": _diff,
        "sources": _sources,
        "screen": _screen,
        "export": _export,
    }
)
"""The commands by name; each takes its arguments and gives the exit status."""
