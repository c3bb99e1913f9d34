"""What each command does: it asks, and returns plain data for JSON and lines for people.

A command loads only what it needs, so that a short answer is a quick one.
"""

import os
import sys
from argparse import Namespace
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from typing import Any, Final, NamedTuple, TypeAlias

from dprk_tourism._decisions import Decision
from dprk_tourism._graph import SINGULAR, is_projected, tables
from dprk_tourism._io import SHIPPED
from dprk_tourism._model.days import Day, to_day
from dprk_tourism._model.records import (
    Place,
    Source,
    Status,
    Visit,
    find_place,
    from_the_inside_out,
    place_of,
    places_near,
)
from dprk_tourism._render import terminal, words
from dprk_tourism._render.data import FORM, dated, plain
from dprk_tourism._rules.answers import Remark, RemarkKind, Verdict
from dprk_tourism._rules.stretches import runs
from dprk_tourism._text import amount, listed, on_one_line, quoted
from dprk_tourism.errors import InvalidValueError, UnknownPlaceError
from dprk_tourism.history import DEFAULT_PLACE, History, extended, load


class Result(NamedTuple):
    """What a command found; only what is printed is worked out."""

    data: Callable[[], dict[str, Any]]
    """Makes plain data of it."""
    lines: Callable[[], Iterable[str]]
    """Makes lines for people of it."""
    verdict: Verdict | None = None
    """The verdict, if one visit was asked about."""
    asked: History | None = None
    """The history that answers, if the age of its data matters."""
    brief: bool = False
    """Whether lines are few, and say already which days the data covers."""


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
        import json

        age = {} if result.asked is None else {"age": result.asked.age(_today(arguments))}
        # Characters beyond ASCII are written by number, so that no control character reaches a terminal.
        sys.stdout.write(f"{json.dumps({'form': FORM, **result.data(), **age}, indent=2)}\n")
    else:
        terminal.say(result.lines(), colour=arguments.color)
        if result.asked is not None and (not result.brief or _is_too_old(arguments, result.asked)):
            terminal.say(_age(arguments, result.asked))
    return result.verdict


_PYONGYANG: Final = timezone(timedelta(hours=9))
"""The time in Pyongyang since 2018. The whole history of its clocks takes longer to load than an answer."""


def _now() -> datetime:
    return datetime.now(_PYONGYANG)


def _today(arguments: Namespace) -> Day:
    """The day that is asked from: the one that answers are to be as known on, or else today."""
    return _now().date() if arguments.known_on is None else to_day(arguments.known_on)


def _is_too_old(arguments: Namespace, history: History) -> bool:
    """Whether the data is older than it may be."""
    if arguments.max_age is None:
        return False
    age = history.age(_today(arguments))
    return age is None or age > arguments.max_age


def _strict(arguments: Namespace, history: History) -> bool:
    """Whether answers assume nothing about days outside the data: that was asked for, or the data is too old."""
    return arguments.strict or _is_too_old(arguments, history)


def _age(arguments: Namespace, history: History) -> Iterator[str]:
    """How old the data is, and what that means for the answers."""
    yield ""
    longest = amount(arguments.max_age or 0, "day")
    too_old = f"The data is older than {longest}, so answers for days outside it are undetermined."
    yield " ".join([words.age(history, _today(arguments)), *([too_old] if _is_too_old(arguments, history) else [])])


def _history(arguments: Namespace, name: str | None) -> History:
    """A history as the arguments ask for it: as known on a day, according to some sources."""
    viewed = _view(arguments, load(SHIPPED[0] if name is None else name))
    return _supposing(viewed, arguments.suppose) if arguments.suppose else viewed


def _view(arguments: Namespace, history: History) -> History:
    known = _known(arguments, history)
    if arguments.according_to is None:
        return known
    for id_ in (named.removeprefix("root:") for named in arguments.according_to):
        if id_ in history.sources and id_ not in known.sources:
            published = words.on(history.sources[id_].published)
            after = f"which may be after {arguments.known_on}"
            raise InvalidValueError(f"Source `{id_}` was published {published}, {after}.")
    return known.according_to(*arguments.according_to)


def _supposing(history: History, suppositions: Sequence[str]) -> History:
    """The history under what `--suppose` says."""
    days: dict[str, str] = {}
    ends: dict[str, str] = {}
    members: dict[str, dict[str, bool]] = {}
    for said in suppositions:
        about, equals, value = said.partition("=")
        id_, dot, nationality = about.partition(".")
        if not dot and equals:
            days[id_] = value
        elif nationality == "ends" and equals:
            ends[id_] = value
        elif nationality and value in _BELONGS:
            members.setdefault(id_, {})[nationality] = _BELONGS[value]
        else:
            forms = "EVENT=DAY, POLICY.ends=DAY, POLICY.NATIONALITY=yes or POLICY.NATIONALITY=no"
            raise InvalidValueError(f"{quoted(said)} is not a supposition. Use {forms}.")
    return history.supposing(days=days, ends=ends, members=members) if suppositions else history


_BELONGS: Final = {"yes": True, "no": False}


def _known(arguments: Namespace, history: History) -> History:
    return history if arguments.known_on is None else history.known_on(arguments.known_on)


ANY: Final = "any"
"""What asks for all places."""


def _place(arguments: Namespace, history: History) -> str:
    name = DEFAULT_PLACE if arguments.to is None else arguments.to
    try:
        return place_of(history.places, name)
    except UnknownPlaceError:
        for other in SHIPPED:
            if find_place(load(other).places, name) is not None:
                hint = f"The history `{other}` has it: add --history {other}."
                raise InvalidValueError(f"The history `{history.id}` has no place {quoted(name)}. {hint}") from None
        raise


def _asked_places(arguments: Namespace, history: History) -> tuple[str, ...]:
    return tuple(history.places) if arguments.to == ANY else (_place(arguments, history),)


_TODAY: Final = "today"


def _day(said: str | None) -> Day:
    """The day that the arguments ask about; left out, it is today, as it is now in Pyongyang."""
    return _now().date() if said is None or said == _TODAY else to_day(said)


def _receipt(history: History) -> dict[str, Any]:
    return plain(history._receipt())  # type: ignore[no-any-return]  # noqa: SLF001


@_command
def _may(arguments: Namespace) -> Result:
    history = _history(arguments, arguments.history)
    day, last = _day(arguments.day), None if arguments.departure is None else _day(arguments.departure)
    decisions = [
        history.timeline(arguments.nationality, place, strict=_strict(arguments, history)).decide(day, last)
        for place in _asked_places(arguments, history)
    ]
    if arguments.to == ANY:
        return _at_any_place(history, decisions)
    (decision,) = decisions
    return Result(decision.to_dict, lambda: _answer_lines(arguments, decision), decision.verdict, history, brief=True)


def _answer_lines(arguments: Namespace, decision: Decision) -> Iterator[str]:
    if arguments.verbose:
        from dprk_tourism._render.describe import plain_text

        yield from f"{terminal.SIGNS[decision.verdict]} {plain_text(decision._text())}".splitlines()  # noqa: SLF001
        if decision.sources:
            yield from ["", "What it hangs on:", f"- {words.critical(decision.critical_sources())}"]
        return
    yield from terminal.answer_lines(decision._glance())  # noqa: SLF001
    if arguments.sources:
        from dprk_tourism._render.describe import source_lines

        yield from ["", *source_lines(decision._text())]  # noqa: SLF001


_BEST_FIRST: Final = (Verdict.PERMITTED, Verdict.UNDETERMINED, Verdict.DENIED)


def _at_any_place(history: History, decisions: Sequence[Decision]) -> Result:
    """The answers for all places: a visit to any of them is permitted if one is."""
    by_verdict = {verdict: [each for each in decisions if each.verdict is verdict] for verdict in _BEST_FIRST}

    def lines() -> Iterator[str]:
        visit = decisions[0].visit
        yield f"{words.nationality(visit.nationality)}, each place of `{history.id}`, {words.when(visit)}"
        yield from words.supposed(history)
        for verdict, found in by_verdict.items():
            for decision in found:
                place = words.place(history.places[decision.visit.place])
                yield f"{terminal.SIGNS[verdict]} {place}: {_said(decision)}"
        yield words.survey(history)

    best = next(verdict for verdict, found in by_verdict.items() if found)
    return Result(lambda: {"answers": [each.to_dict() for each in decisions]}, lines, best, history, brief=True)


def _said(decision: Decision) -> str:
    """The verdict, and the days on which it is the same."""
    conditions = f" ({words.conditions(decision.conditions)})" if decision.conditions else ""
    (_, span), *more = decision._runs()  # noqa: SLF001
    days = "" if more else f" {words.span(span)}"
    return f"{decision.verdict}{conditions}{days}{', projected' if decision.projected else ''}"


@_command
def _timeline(arguments: Namespace) -> Result:
    _check_picture(arguments)
    if arguments.scale and arguments.picture is None:
        raise InvalidValueError("Only a picture can be to scale. Name its file with --picture.")
    from dprk_tourism.compare.changes import elsewhere, otherwise

    history = _history(arguments, arguments.history)
    strict = _strict(arguments, history)
    places = _asked_places(arguments, history)
    timelines = [history.timeline(each, place, strict=strict) for each in arguments.nationality for place in places]
    if arguments.picture is not None:
        history.chart(arguments.nationality, places[0], strict=strict, scale=arguments.scale).save(arguments.picture)

    def lines() -> Iterator[str]:
        first: dict[Hashable, str] = {}
        for number, line in enumerate(timelines):
            yield from ["", ""] if number else []
            others = {
                id_: [span for span, agrees, _ in runs(pieces, lambda verdict: verdict is None) if not agrees]
                for id_, pieces in otherwise(line).items()
            }
            same = first.setdefault((line.nationality, line.stretches, str(others)), line.place)
            if same != line.place:
                here, there = (words.place(history.places[each]) for each in (line.place, same))
                yield f"{words.nationality(line.nationality)} at {here}: as at {there}"
                continue
            near = {} if arguments.to == ANY else elsewhere(line)
            shown = line.nationality, line.place, line.stretches, line.openings()
            yield from terminal.timeline_lines(history, *shown, others, near)

    def data() -> dict[str, Any]:
        found = [
            {
                "nationality": line.nationality,
                "place": line.place,
                "otherwise": {
                    id_: [{**plain(span), "verdict": plain(each)} for span, each in pieces if each is not None]
                    for id_, pieces in otherwise(line).items()
                },
                "elsewhere": {id_: plain(tuple(spans)) for id_, spans in elsewhere(line).items()},
                "stretches": [*map(dated, line.stretches)],
            }
            for line in timelines
        ]
        return {"receipt": _receipt(history), "timelines": found}

    return Result(data, lines, asked=history)


def _check_picture(arguments: Namespace) -> None:
    if arguments.picture is not None and arguments.to == ANY:
        raise InvalidValueError("A picture is of one place. Name it with --to.")


@_command
def _map(arguments: Namespace) -> Result:
    history, day = _history(arguments, arguments.history), _day(arguments.on)
    strict = _strict(arguments, history)
    history.map(arguments.nationality, day, strict=strict).save(arguments.picture)
    timelines = [history.timeline(arguments.nationality, place, strict=strict) for place in history.places]
    return _at_any_place(history, [timeline.decide(day) for timeline in timelines])._replace(verdict=None)


@_command
def _who(arguments: Namespace) -> Result:
    history, day = _history(arguments, arguments.history), _day(arguments.day)
    strict = _strict(arguments, history)
    crowds = [_Crowd(history, day, place, strict) for place in _asked_places(arguments, history)]
    if arguments.to == ANY:
        return Result(lambda: {"answers": [each.data() for each in crowds]}, lambda: _at_each(crowds), asked=history)
    (crowd,) = crowds
    return Result(crowd.data, lambda: [*_at_each(crowds), *crowd.elsewhere_lines()], asked=history)


def _at_each(crowds: Sequence["_Crowd"]) -> Iterator[str]:
    """What is said of each place; places share what is the same."""
    together: dict[tuple[str, ...], list[str]] = {}
    for crowd in crowds:
        where = words.place(crowd.history.places[crowd.place])
        together.setdefault((*crowd.notes(), *crowd.lines()), []).append(where)
    for number, (said, places) in enumerate(together.items()):
        yield from [""] if number else []
        yield f"{listed(places)} on {crowds[0].day}{', projected' if crowds[0].projected() else ''}"
        yield from said


class _Crowd(NamedTuple):
    """All nationalities, at one place on one day."""

    history: History
    day: Day
    place: str
    strict: bool

    def found(self) -> Mapping[Verdict, frozenset[str]]:
        return self.history.who_may_visit(self.day, self.place, strict=self.strict)

    def differing(self, other: "_Crowd") -> dict[Verdict, frozenset[str]]:
        """The nationalities that *other* answers otherwise for, by its answer."""
        ours, theirs = self.found(), other.found()
        return {verdict: codes for verdict in Verdict if (codes := theirs[verdict] - ours[verdict])}

    def otherwise(self) -> dict[str, dict[Verdict, frozenset[str]]]:
        others = self.history._others(self.place)  # noqa: SLF001
        found = {other.id: self.differing(self._replace(history=other)) for other in others}
        return {id_: differing for id_, differing in found.items() if differing}

    def elsewhere(self) -> dict[str, dict[Verdict, frozenset[str]]]:
        near = places_near(self.history.places, self.place)
        found = {place: self.differing(self._replace(place=place)) for place in near}
        return {place: differing for place, differing in found.items() if differing}

    def projected(self) -> bool:
        return is_projected(self.history, self.day)

    def notes(self) -> Iterator[str]:
        yield from words.supposed(self.history)
        for id_, differing in self.otherwise().items():
            yield f"The history `{id_}` answers otherwise: {_differing(differing)}."

    def lines(self) -> Iterator[str]:
        found = self.found()
        yield from (f"- {verdict}, {len(found[verdict])}: {_people(found[verdict])}" for verdict in Verdict)
        for word, codes in _conditions(self.history, self.day, self.place).items():
            yield f"- on conditions ({words.conditions([word])}), {len(codes)}: {_people(codes)}"

    def elsewhere_lines(self) -> Iterator[str]:
        together: dict[str, list[str]] = {}
        for place, differing in self.elsewhere().items():
            together.setdefault(_differing(differing), []).append(words.place(self.history.places[place]))
        yield from (f"Elsewhere, at {listed(places)}: {said}." for said, places in together.items())

    def data(self) -> dict[str, Any]:
        return {
            "receipt": _receipt(self.history),
            "day": plain(self.day),
            "place": self.place,
            "projected": self.projected(),
            **{verdict.value: plain(codes) for verdict, codes in self.found().items()},
            "conditions": plain(_conditions(self.history, self.day, self.place)),
            "otherwise": plain(self.otherwise()),
            "elsewhere": plain(self.elsewhere()),
        }


def _differing(found: Mapping[Verdict, frozenset[str]]) -> str:
    return listed([f"{verdict} for {_few(codes)}" for verdict, codes in found.items()])


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
    own = _own(history._unsupposed, base)  # noqa: SLF001 - what is supposed has no sources to count
    inherited = frozenset() if base is None else frozenset(check(base))
    remarks = [remark for remark in every if remark not in inherited or own.intersection(remark.records)]
    roots = _roots(remarks, own)

    def lines() -> Iterator[str]:
        yield from words.supposed(history)
        yield from (_remark_line(remark) for remark in remarks if remark.kind is not RemarkKind.SINGLE_ROOT)
        if single := [remark.records[0] for remark in remarks if remark.kind is RemarkKind.SINGLE_ROOT]:
            yield f"- {RemarkKind.SINGLE_ROOT}: these rest on one source, or on copies of one @ {', '.join(single)}"
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
    """What a file extends, as the arguments ask for it: of their sources, those that it has, without suppositions."""
    base = extended(arguments.history)
    if base is None:
        return None
    known = _known(arguments, base)
    if arguments.according_to is None:
        return known
    kinds = [named for named in arguments.according_to if named.startswith("kind:")]
    held = [named for named in arguments.according_to if named.removeprefix("root:") in known.sources]
    return known.according_to(*kinds, *held)


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
    where = words.scope(remark)
    return f"- {remark.kind}{f' {where}' if where else ''}: {remark.what} @ {', '.join(remark.records)}"


@_command
def _diff(arguments: Namespace) -> Result:
    from dprk_tourism.compare.changes import diff

    old, new = _view(arguments, load(arguments.old)), _history(arguments, arguments.new)
    changes = diff(old, new, to=arguments.to)

    def lines() -> Iterator[str]:
        for change in changes:
            days, people = words.span(change.span), words.codes(change.nationalities)
            cause = words.CAUSES[change.cause]
            yield f"- {change.place}, {days}: {change.before} -> {change.after}, for {people}, because of {cause}"
            both = {*change.policies_before} & {*change.policies_after}
            alike = {id_ for id_ in both if old.policies[id_] == new.policies[id_]}
            yield from _policy_lines(arguments.old, old, [id_ for id_ in change.policies_before if id_ not in alike])
            yield from _policy_lines(arguments.new, new, [id_ for id_ in change.policies_after if id_ not in alike])
        yield from words.supposed(new)
        yield f"{amount(len(changes), 'different answer')} between {arguments.old} and {arguments.new}"

    return Result(lambda: {"old": _receipt(old), "new": _receipt(new), "changes": [*map(dated, changes)]}, lines)


def _policy_lines(name: str, history: History, policies: Iterable[str]) -> Iterator[str]:
    """The policies behind one side of a change, with their citations."""
    for policy in map(history.policies.__getitem__, policies):
        yield f"  - {name}: {words.policy(policy)} [{words.cited(policy.cites)}]"


@_command
def _agenda(arguments: Namespace) -> Result:
    from dprk_tourism._render.data import task_data
    from dprk_tourism._render.describe import task_lines
    from dprk_tourism.compare.tasks import agenda

    history = _history(arguments, arguments.history)
    tasks = agenda(history)

    def lines() -> Iterator[str]:
        yield from words.supposed(history)
        for task in tasks:
            yield from task_lines(history, task)
        yield f"{history!r}: {amount(len(tasks), 'task')}"
        yield "Each answer is for one nationality at one place on one day surveyed."

    return Result(lambda: {"receipt": _receipt(history), "tasks": [*map(task_data, tasks)]}, lines)


@_command
def _readings(arguments: Namespace) -> Result:
    from dprk_tourism.compare.readings import readings

    if arguments.to == ANY:
        raise InvalidValueError("Readings are compared for one place. Name it with --to.")
    article, suppositions = _history(arguments, None), arguments.suppose or ()
    last = None if arguments.departure is None else _day(arguments.departure)
    visit = Visit(arguments.nationality, _place(arguments, article), _day(arguments.day), last)
    strict = _strict(arguments, article)
    verdict = article.decide(visit, strict=strict).verdict
    others = {id_: _supposing(_view(arguments, each), suppositions) for id_, each in readings().items()}
    verdicts = {id_: each.decide(visit, strict=strict).verdict for id_, each in others.items()}

    def lines() -> Iterator[str]:
        who, where = words.nationality(visit.nationality), words.place(article.places[visit.place])
        yield f"{terminal.SIGNS[verdict]} {who} at {where} {words.when(visit)}: {verdict}"
        yield from words.supposed(article)
        dissenting = [id_ for id_, each in verdicts.items() if each is not verdict]
        yield f"{len(verdicts) - len(dissenting)} of {len(verdicts)} other readings of the article agree."
        yield from (f"{terminal.SIGNS[verdicts[id_]]} {verdicts[id_]}: {others[id_].title}" for id_ in dissenting)

    def data() -> dict[str, Any]:
        asked = {"nationality": visit.nationality, "place": visit.place}
        days = {"arrival": plain(visit.arrival), "departure": plain(visit.last_day)}
        found = {id_: {"verdict": plain(verdicts[id_]), "title": reading.title} for id_, reading in others.items()}
        return {"receipt": _receipt(article), **asked, **days, "verdict": plain(verdict), "readings": found}

    return Result(data, lines, asked=article)


@_command
def _learned(arguments: Namespace) -> Result:
    _check_picture(arguments)
    history = _history(arguments, arguments.history)
    day, last = _day(arguments.day), None if arguments.departure is None else _day(arguments.departure)
    places = _asked_places(arguments, history)
    visits = [Visit(arguments.nationality, place, day, last) for place in places]
    found = [(visit, history.learned(visit)) for visit in visits]
    if arguments.picture is not None:
        history.learned_chart(arguments.nationality, places[0]).save(arguments.picture)

    def lines() -> Iterator[str]:
        for number, (visit, learned) in enumerate(found):
            yield from [""] if number else []
            yield from terminal.learned_lines(history, visit, learned)

    def data() -> dict[str, Any]:
        answers = [
            {
                "receipt": _receipt(history),
                "nationality": visit.nationality,
                "place": visit.place,
                "arrival": plain(visit.arrival),
                "departure": plain(visit.last_day),
                "learned": plain(learned),
            }
            for visit, learned in found
        ]
        return {"answers": answers} if arguments.to == ANY else answers[0]

    return Result(data, lines)


@_command
def _sources(arguments: Namespace) -> Result:
    history = _history(arguments, arguments.history)
    sources = tuple(history.sources.values())

    def lines() -> Iterator[str]:
        yield from words.supposed(history)
        for source in sources:
            if not arguments.verbose:
                yield f"- {source.id}: {words.publisher(source)}, published {words.on(source.published)}"
                continue
            yield f"- {source.id} ({source.kind}): {words.source(source)}{_address(source)}"
            yield from (f"  - {at}: {gist}" for at, gist in source.passages.items())
        if arguments.verbose and sources:
            yield from ["", "Titles are in our words, not the headlines."]

    return Result(lambda: {"receipt": _receipt(history), "sources": plain(sources)}, lines)


def _address(source: Source) -> str:
    """The publisher's page, or else the copy that was read."""
    if source.url is None:
        return f", read in a copy <{source.copy}>" if source.copy else ""
    return f" <{source.url}>"


@_command
def _places(arguments: Namespace) -> Result:
    history = _history(arguments, arguments.history)
    places = history.places

    def lines() -> Iterator[str]:
        for place in sorted(places.values(), key=_path):
            also = f", also {', '.join(map(on_one_line, place.names))}" if place.names else ""
            yield f"{'  ' * (len(_path(place)) - 1)}- {words.place(place)}{also}"

    def _path(place: Place) -> list[str]:
        return [each.id for each in reversed(from_the_inside_out(places, place.id))]

    return Result(lambda: {"receipt": _receipt(history), "places": plain(tuple(places.values()))}, lines)


@_command
def _histories(_: Namespace) -> Result:
    shipped = [load(name) for name in SHIPPED]

    def lines() -> Iterator[str]:
        for history in shipped:
            yield f"- {history.id}{' (the default)' if history.id == SHIPPED[0] else ''}: {on_one_line(history.title)}"
            yield f"  {words.counted(history)}"
            yield f"  {words.survey(history)}"

    def data() -> dict[str, Any]:
        fields = ("id", "title", "surveyed_from", "surveyed_through")
        return {"histories": [{name: plain(getattr(history, name)) for name in fields} for history in shipped]}

    return Result(data, lines)


@_command
def _events(arguments: Namespace) -> Result:
    history = _history(arguments, arguments.history)
    since, until = (None if said is None else _day(said) for said in (arguments.since, arguments.until))
    events = history.chronology(since, until)

    def lines() -> Iterator[str]:
        for event in events:
            status = "" if event.status is Status.HAPPENED else f", {event.status}"
            disputed = ", disputed" if event.id in history.disputed else ""
            yield f"- {words.on(history.window(event.id))}{status}{disputed}: {words.what(event)} ({event.id})"
            yield from (f"  - {each}" for each in words.datings(event) if arguments.verbose)

    def data() -> dict[str, Any]:
        return {
            "receipt": _receipt(history),
            "events": [{"window": plain(history.window(event.id)), **plain(event)} for event in events],
        }

    return Result(data, lines)


@_command
def _screen(arguments: Namespace) -> Result:
    from dprk_tourism.files import screen_file

    columns = ("nationality", "on", "departure", "to", "to_column", "last_day", "on_invalid")
    asked = {name: value for name in columns if (value := getattr(arguments, name)) is not None}
    history = _history(arguments, arguments.history)
    asked["strict"] = _strict(arguments, history)
    with _progress(arguments.visits) as progress:
        found = screen_file(arguments.visits, arguments.output, history=history, progress=progress, **asked)
    counts = {verdict.value: found[verdict.value] for verdict in Verdict} | {"unanswered": found[None]}
    parts = [amount(found.total(), "row"), *(f"{count:,} {each}" for each, count in counts.items() if count)]
    data = {"output": arguments.output, "rows": found.total(), **counts}
    return Result(
        lambda: {"receipt": _receipt(history), **data},
        lambda: [*words.supposed(history), f"{arguments.output}: {', '.join(parts)}"],
        asked=history,
    )


@contextmanager
def _progress(name: str) -> Iterator[Callable[[int], Any]]:
    """A bar that counts rows, on a terminal; nothing elsewhere, or if there is no package for it."""
    from importlib.util import find_spec

    if sys.stderr is None or find_spec("tqdm") is None:  # it is None if the shell closed it
        yield lambda _: None
        return
    from pathlib import Path

    from tqdm import tqdm

    with tqdm(unit=" rows", unit_scale=True, desc=on_one_line(Path(name).name), leave=False, disable=None) as bar:
        yield bar.update


@_command
def _export(arguments: Namespace) -> Result:
    history, target = _history(arguments, arguments.history), arguments.target
    if _is_folder(target):
        from dprk_tourism._dataset.package import write_package

        rows = write_package(target, history, strict=_strict(arguments, history))
        data: dict[str, Any] = {"tables": rows}
        written = f"{amount(len(rows), 'table')}, {amount(sum(rows.values()), 'row')}"
    else:
        from dprk_tourism.files import export

        data = {"rows": export(target, history=history, strict=_strict(arguments, history))}
        written = amount(data["rows"], "row")
    return Result(
        lambda: {"receipt": _receipt(history), "output": target, **data},
        lambda: [*words.supposed(history), f"{target}: {written}"],
        asked=history,
    )


@_command
def _page(arguments: Namespace) -> Result:
    from dprk_tourism._page import write_page

    write_page(arguments.file)
    return Result(lambda: {"output": arguments.file}, lambda: [f"{arguments.file}: a page with every answer"])


def _is_folder(target: str) -> bool:
    """Whether a name is that of a folder, which need not exist yet: it ends in a slash, or has no ending."""
    from pathlib import Path

    return target != "" and (not Path(target).suffix or target.endswith((os.sep, "/")) or Path(target).is_dir())
