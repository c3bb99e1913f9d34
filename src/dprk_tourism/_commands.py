"""What each command does: it asks, and returns plain data for JSON and lines for people.

A command loads only what it needs, so that a short answer is a quick one.
"""

import json
import os
import sys
from argparse import Namespace
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias

from dprk_tourism._graph import SINGULAR, is_projected, tables
from dprk_tourism._io import SHIPPED
from dprk_tourism._model.days import Day, to_day
from dprk_tourism._model.records import place_of
from dprk_tourism._render import terminal, words
from dprk_tourism._render.data import FORM, dated, plain
from dprk_tourism._rules.answers import Remark, RemarkKind, Verdict
from dprk_tourism._rules.stretches import runs
from dprk_tourism._text import amount, listed, on_one_line, quoted
from dprk_tourism.errors import InvalidValueError
from dprk_tourism.history import DEFAULT_PLACE, History, extended, load, may_visit


class Result(NamedTuple):
    """What a command found; only what is printed is worked out."""

    data: Callable[[], dict[str, Any]]
    """Makes plain data of it."""
    lines: Callable[[], Iterable[str]]
    """Makes lines for people of it."""
    verdict: Verdict | None = None
    """The verdict, if one visit was asked about."""


_MOST_NAMED: Final = 12
"""How many nationalities are written by name rather than by code."""


Command: TypeAlias = Callable[[Namespace], Result]

COMMANDS: Final[dict[str, Command]] = {}
"""The commands by name. `cli` declares their arguments."""


def _command(does: Command) -> Command:
    COMMANDS[does.__name__.strip("_")] = does
    return does


def run(arguments: Namespace) -> Verdict | None:
    """Run a command and print its result; return the verdict, if it asked for one."""
    result = COMMANDS[arguments.command](arguments)
    if arguments.json:
        # Characters beyond ASCII are written by number, so that no control character reaches a terminal.
        sys.stdout.write(f"{json.dumps({'form': FORM, **result.data()}, indent=2)}\n")
    else:
        terminal.say(result.lines(), colour=arguments.color)
    return result.verdict


def _history(arguments: Namespace, name: str | None) -> History:
    """A history as the arguments ask for it: as known on a day, according to some sources."""
    history = load(SHIPPED[0] if name is None else name)
    known = _known(arguments, history)
    if arguments.according_to is None:
        return known
    for id_ in arguments.according_to:
        if id_ in history.sources and id_ not in known.sources:
            published = words.on(history.sources[id_].published)
            after = f"which may be after {arguments.known_on}"
            raise InvalidValueError(f"Source `{id_}` was published {published}, {after}.")
    return known.according_to(*arguments.according_to)


def _known(arguments: Namespace, history: History) -> History:
    return history if arguments.known_on is None else history.known_on(arguments.known_on)


def _place(arguments: Namespace, history: History) -> str:
    return place_of(history.places, DEFAULT_PLACE if arguments.to is None else arguments.to)


def _receipt(history: History) -> dict[str, Any]:
    return plain(history._receipt())  # type: ignore[no-any-return]  # noqa: SLF001


@_command
def _may(arguments: Namespace) -> Result:
    history = _history(arguments, arguments.history)
    decision = may_visit(
        arguments.nationality,
        arguments.day,
        to=_place(arguments, history),
        departure=arguments.departure,
        history=history,
        strict=arguments.strict,
    )
    return Result(decision.to_dict, lambda: decision.explain().splitlines(), decision.verdict)


@_command
def _timeline(arguments: Namespace) -> Result:
    if arguments.svg is not None and Path(arguments.svg).suffix.lower() != ".svg":
        # A slip must not replace another file, such as the history that is read.
        raise InvalidValueError(f"{quoted(arguments.svg)} does not end in .svg. Use a file name that does.")
    from dprk_tourism.compare.changes import otherwise

    history = _history(arguments, arguments.history)
    place = _place(arguments, history)
    timelines = [history.timeline(each, place, strict=arguments.strict) for each in arguments.nationality]
    if arguments.svg is not None:
        from dprk_tourism._io.whole_files import whole_file, write_errors

        chart = history.chart(arguments.nationality, place, strict=arguments.strict)
        with whole_file(arguments.svg) as partial, write_errors(arguments.svg):
            partial.write_text(chart.svg, encoding="utf-8", newline="\n")

    def lines() -> Iterator[str]:
        for number, line in enumerate(timelines):
            yield from ["", ""] if number else []
            others = {
                id_: [span for span, agrees, _ in runs(pieces, lambda verdict: verdict is None) if not agrees]
                for id_, pieces in otherwise(line).items()
            }
            openings = line.openings()
            yield from terminal.timeline_lines(history, line.nationality, place, line.stretches, openings, others)

    def data() -> dict[str, Any]:
        found = [
            {
                "nationality": line.nationality,
                "place": line.place,
                "otherwise": {
                    id_: [{**plain(span), "verdict": plain(each)} for span, each in pieces if each is not None]
                    for id_, pieces in otherwise(line).items()
                },
                "stretches": [*map(dated, line.stretches)],
            }
            for line in timelines
        ]
        return {"receipt": _receipt(history), "timelines": found}

    return Result(data, lines)


@_command
def _who(arguments: Namespace) -> Result:
    history, day = _history(arguments, arguments.history), to_day(arguments.day)
    place = _place(arguments, history)
    found = history.who_may_visit(day, place, strict=arguments.strict)
    conditions = _conditions(history, day, place)
    otherwise = {}
    for other in history._others(place):  # noqa: SLF001
        theirs = other.who_may_visit(day, place, strict=arguments.strict)
        if differing := {verdict: codes for verdict in Verdict if (codes := theirs[verdict] - found[verdict])}:
            otherwise[other.id] = differing
    projected = is_projected(history, day)

    def lines() -> Iterator[str]:
        yield f"{words.place(history.places[place])} on {day}{', projected' if projected else ''}"
        for id_, verdicts in otherwise.items():
            said = [f"{verdict} for {_few(codes)}" for verdict, codes in verdicts.items()]
            yield f"The history `{id_}` answers otherwise: {listed(said)}."
        yield from (f"- {verdict}, {len(found[verdict])}: {_people(found[verdict])}" for verdict in Verdict)
        for word, codes in conditions.items():
            yield f"- on conditions ({words.conditions([word])}), {len(codes)}: {_people(codes)}"

    def data() -> dict[str, Any]:
        asked = {"receipt": _receipt(history), "day": plain(day), "place": place, "projected": projected}
        answers = {verdict.value: plain(found[verdict]) for verdict in Verdict}
        return {**asked, **answers, "conditions": plain(conditions), "otherwise": plain(otherwise)}

    return Result(data, lines)


def _conditions(history: History, day: Day, place: str) -> dict[str, frozenset[str]]:
    """The nationalities for which an answer asks for something beyond the passport, by what it asks for (R19)."""
    found: dict[str, frozenset[str]] = {}
    for first, alike in history.nationality_classes().items():
        for word in history.timeline(first, place).at(day).conditions:
            found[word] = found.get(word, frozenset()) | alike
    return dict(sorted(found.items()))


def _people(codes: frozenset[str]) -> str:
    if len(codes) > _MOST_NAMED:
        return words.codes(codes)
    return listed([words.nationality(code) for code in sorted(codes)]) if codes else "nobody"


def _few(codes: frozenset[str]) -> str:
    many = len(codes) > _MOST_NAMED
    return amount(len(codes), "nationality", "nationalities") if many else words.codes(codes)


@_command
def _check(arguments: Namespace) -> Result:
    from dprk_tourism.compare.checks import check

    history = _history(arguments, arguments.history)
    every = check(history)
    base = None if arguments.all else _base(arguments)
    own = _own(history, base)
    inherited = frozenset() if base is None else frozenset(check(base))
    remarks = [remark for remark in every if remark not in inherited or own.intersection(remark.records)]
    roots = _roots(remarks, own)

    def lines() -> Iterator[str]:
        yield from (_remark_line(remark) for remark in remarks if remark.kind is not RemarkKind.SINGLE_ROOT)
        if single := [remark.records[0] for remark in remarks if remark.kind is RemarkKind.SINGLE_ROOT]:
            yield f"{RemarkKind.SINGLE_ROOT}: these rest on one source, or on copies of one @ {', '.join(single)}"
        yield f"{history!r}: no faults, {amount(len(remarks), 'remark')}"
        if left_out := len(every) - len(remarks):
            yield f"{amount(left_out, 'remark')} on what it inherits: add --all to list them."
        if shares := [*_shares(roots)]:
            yield f"Two independent roots or more: {listed(shares)}."

    data = {"receipt": _receipt(history), "remarks": plain(tuple(remarks)), "roots": roots}
    return Result(lambda: data, lines)


def _roots(remarks: Iterable[Remark], own: Iterable[str]) -> dict[str, dict[str, int]]:
    """How many policies and events of its own a history has, and how many of them rest on two roots or more."""
    single = {remark.records[0] for remark in remarks if remark.kind is RemarkKind.SINGLE_ROOT}
    facts = {kind: {path for path in own if path.startswith(f"{kind}.")} for kind in ("policies", "events")}
    return {kind: {"all": len(paths), "independent": len(paths - single)} for kind, paths in facts.items()}


def _shares(roots: Mapping[str, Mapping[str, int]]) -> Iterator[str]:
    for kind, counts in roots.items():
        if counts["all"]:
            yield f"{counts['independent']:,} of {amount(counts['all'], SINGULAR[kind], kind)}"


def _base(arguments: Namespace) -> History | None:
    """What a file extends, as the arguments ask for it: of their sources, those that it has."""
    base = extended(arguments.history)
    if base is None:
        return None
    known = _known(arguments, base)
    if arguments.according_to is None:
        return known
    return known.according_to(*(id_ for id_ in arguments.according_to if id_ in known.sources))


def _own(history: History, base: History | None) -> frozenset[str]:
    """The paths of the records that are not as they are in *base*; those of all records without one."""
    before = {} if base is None else tables(base)
    return frozenset(
        f"{kind}.{id_}"
        for kind, table in tables(history).items()
        for id_, record in table.items()
        if record != before.get(kind, {}).get(id_)
    )


def _remark_line(remark: Remark) -> str:
    where = ""
    if remark.span is not None:
        where = f" at {remark.place}, {words.span(remark.span)}, for {words.codes(remark.nationalities)}"
    return f"{remark.kind}{where}: {remark.what} @ {', '.join(remark.records)}"


@_command
def _diff(arguments: Namespace) -> Result:
    from dprk_tourism.compare.changes import diff

    old, new = _history(arguments, arguments.old), _history(arguments, arguments.new)
    changes = diff(old, new, to=arguments.to)

    def lines() -> Iterator[str]:
        for change in changes:
            days, people = words.span(change.span), words.codes(change.nationalities)
            yield f"{change.place}, {days}: {change.before} -> {change.after}, for {people}"
            yield from _policy_lines(arguments.old, old, change.policies_before)
            yield from _policy_lines(arguments.new, new, change.policies_after)
        yield f"{amount(len(changes), 'different answer')} between {arguments.old} and {arguments.new}"

    return Result(lambda: {"old": _receipt(old), "new": _receipt(new), "changes": [*map(dated, changes)]}, lines)


def _policy_lines(name: str, history: History, policies: Iterable[str]) -> Iterator[str]:
    """The policies behind one side of a change, with their citations."""
    for policy in map(history.policies.__getitem__, policies):
        yield f"    {name}: {words.policy(policy)} [{words.cited(policy.cites)}]"


@_command
def _agenda(arguments: Namespace) -> Result:
    from dprk_tourism._render.data import task_data
    from dprk_tourism._render.describe import task_lines
    from dprk_tourism.compare.tasks import agenda

    history = _history(arguments, arguments.history)
    tasks = agenda(history)

    def lines() -> Iterator[str]:
        for task in tasks:
            yield from task_lines(history, task)
        yield f"{history!r}: {amount(len(tasks), 'task')}"
        yield "Each answer is for one nationality at one place on one day surveyed."

    return Result(lambda: {"receipt": _receipt(history), "tasks": [*map(task_data, tasks)]}, lines)


@_command
def _sources(arguments: Namespace) -> Result:
    history = _history(arguments, arguments.history)
    sources = tuple(history.sources.values())

    def lines() -> Iterator[str]:
        for source in sources:
            url = source.url or source.copy
            yield f"{source.id} ({source.kind}): {words.source(source)}{f' <{url}>' if url else ''}"
            yield from (f"  - {at}: {gist}" for at, gist in source.passages.items())

    return Result(lambda: {"receipt": _receipt(history), "sources": plain(sources)}, lines)


@_command
def _screen(arguments: Namespace) -> Result:
    from dprk_tourism.files import screen_file

    columns = ("nationality", "on", "departure", "to", "to_column", "last_day", "on_invalid", "strict")
    asked = {name: value for name in columns if (value := getattr(arguments, name)) is not None}
    history = _history(arguments, arguments.history)
    with _progress(arguments.visits) as progress:
        found = screen_file(arguments.visits, arguments.output, history=history, progress=progress, **asked)
    counts = {verdict.value: found[verdict.value] for verdict in Verdict} | {"unanswered": found[None]}
    parts = [amount(found.total(), "row"), *(f"{count:,} {each}" for each, count in counts.items() if count)]
    data = {"output": arguments.output, "rows": found.total(), **counts}
    return Result(lambda: {"receipt": _receipt(history), **data}, lambda: [f"{arguments.output}: {', '.join(parts)}"])


@contextmanager
def _progress(name: str) -> Iterator[Callable[[int], Any]]:
    """A bar that counts rows, on a terminal; nothing elsewhere, or if there is no package for it."""
    from importlib.util import find_spec

    if sys.stderr is None or find_spec("tqdm") is None:  # it is None if the shell closed it
        yield lambda _: None
        return
    from tqdm import tqdm

    with tqdm(unit=" rows", unit_scale=True, desc=on_one_line(Path(name).name), leave=False, disable=None) as bar:
        yield bar.update


@_command
def _export(arguments: Namespace) -> Result:
    history, target = _history(arguments, arguments.history), arguments.target
    if _is_folder(target):
        from dprk_tourism._dataset.package import write_package

        rows = write_package(target, history, strict=arguments.strict)
        data: dict[str, Any] = {"tables": rows}
        written = f"{amount(len(rows), 'table')}, {amount(sum(rows.values()), 'row')}"
    else:
        from dprk_tourism.files import export

        data = {"rows": export(target, history=history, strict=arguments.strict)}
        written = amount(data["rows"], "row")
    return Result(lambda: {"receipt": _receipt(history), "output": target, **data}, lambda: [f"{target}: {written}"])


def _is_folder(target: str) -> bool:
    """Whether a name is that of a folder, which need not exist yet: it ends in a slash, or has no ending."""
    return target != "" and (not Path(target).suffix or target.endswith((os.sep, "/")) or Path(target).is_dir())
