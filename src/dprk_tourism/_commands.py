"""What each command does: it asks, and returns plain data for JSON and lines for people.

A command loads only what it needs, so that a short answer is a quick one.
"""

import os
import sys
from argparse import Namespace
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from functools import partial
from typing import Any, Final, NamedTuple, TypeAlias, TypeVar

from dprk_tourism._decisions import Decision, Timeline
from dprk_tourism._graph import SINGULAR, is_projected, origins, tables
from dprk_tourism._io import SHIPPED
from dprk_tourism._model.days import Day, DaySpan, Limits, to_day, to_limits
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
from dprk_tourism._model.travellers import NAMED_AUDIENCES
from dprk_tourism._render import terminal, words
from dprk_tourism._render.data import FORM, dated, plain
from dprk_tourism._rules.answers import Remark, RemarkKind, Verdict
from dprk_tourism._rules.stretches import runs, touches
from dprk_tourism._text import amount, listed, on_one_line, quoted
from dprk_tourism.errors import InvalidValueError, UnknownPlaceError
from dprk_tourism.history import DEFAULT_PLACE, History, extended, load

T = TypeVar("T", bound=Hashable)


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
    """The place that is asked for; if only another shipped history has it, and may be asked, the error says so."""
    name = DEFAULT_PLACE if arguments.to is None else arguments.to
    try:
        return place_of(history.places, name, f"the history `{history.id}`")
    except UnknownPlaceError:
        can_ask_another = "history" in arguments and arguments.history in (None, *SHIPPED)
        for other in SHIPPED if can_ask_another else ():
            if find_place(load(other).places, name) is not None:
                hint = f"The history `{other}` has it: add --history {other}."
                raise InvalidValueError(f"The history `{history.id}` has no place {quoted(name)}. {hint}") from None
        raise


def _asked_places(arguments: Namespace, history: History) -> tuple[str, ...]:
    if arguments.to != ANY:
        return (_place(arguments, history),)
    if not history.places:
        raise InvalidValueError(f"The history `{history.id}` has no places. Add one to ask about it.")
    return tuple(history.places)


_TODAY: Final = "today"


def _day(said: str | None) -> Day:
    """The day that the arguments ask about; left out, it is today, as it is now in Pyongyang."""
    return _now().date() if said is None or said == _TODAY else to_day(said)


def _today_there(arguments: Namespace, day: Day) -> str:
    """What follows the day that was asked about if it is today in Pyongyang and nobody named it, but not today here."""
    asked = arguments.on if "on" in arguments else arguments.day
    return " (today in Pyongyang)" if asked in (None, _TODAY) and day != _now().astimezone().date() else ""


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
        return _at_any_place(history, decisions, _today_there(arguments, day))
    (decision,) = decisions
    lines = partial(_answer_lines, arguments, history, decision)
    return Result(decision.to_dict, lines, decision.verdict, history, brief=True)


def _answer_lines(arguments: Namespace, history: History, decision: Decision) -> Iterator[str]:
    there = _today_there(arguments, decision.visit.arrival)
    if arguments.verbose:
        from dprk_tourism._render.describe import HANGS_ON, plain_text

        title, *rest = plain_text(decision._text()).splitlines()  # noqa: SLF001
        yield f"{terminal.SIGNS[decision.verdict]} {title.removesuffix('.')}{there}."
        yield from rest
        if decision.sources:
            cited = {origin for source in decision.sources for origin in origins(history.sources, source.id)}
            yield from ["", f"{HANGS_ON}:", f"- {words.critical(decision.critical_sources(), cited)}"]
        return
    glance = decision._glance()  # noqa: SLF001
    yield from terminal.answer_lines(glance._replace(question=f"{glance.question}{there}"))
    if arguments.sources:
        from dprk_tourism._render.describe import source_lines

        yield from ["", *source_lines(decision._text())]  # noqa: SLF001


def _conditions_within(line: Timeline, span: DaySpan) -> list[str]:
    """What the permits of a timeline ask for on some days (R19)."""
    return sorted({word for each in line if touches(each.span, span.start, span.last) for word in each.conditions})


_BEST_FIRST: Final = (Verdict.PERMITTED, Verdict.UNDETERMINED, Verdict.DENIED)


def _at_any_place(history: History, decisions: Sequence[Decision], there: str) -> Result:
    """The answers for all places: a visit to any of them is permitted if one is."""

    def lines() -> Iterator[str]:
        visit = decisions[0].visit
        yield f"{words.title(visit.nationality)}, each place of `{history.id}`, {words.when(visit)}{there}"
        yield from words.supposed(history)
        best_first = sorted(decisions, key=lambda each: _BEST_FIRST.index(each.verdict))
        said = {each.visit.place: (terminal.SIGNS[each.verdict], _said(each)) for each in best_first}
        yield from (f"{sign} {places}: {answer}" for places, (sign, answer) in _together(history, said))
        yield from _more_places(history)
        yield words.survey(history)

    best = min((each.verdict for each in decisions), key=_BEST_FIRST.index)
    return Result(lambda: {"answers": [each.to_dict() for each in decisions]}, lines, best, history, brief=True)


def _said(decision: Decision) -> str:
    """The verdict with the days on which it is the same, and what other histories answer."""
    (_, span), *more = decision._runs()  # noqa: SLF001
    days = "" if more else f" {words.span(span)}"
    others = "".join(f"; the history `{id_}` answers {verdict}" for id_, verdict in decision.otherwise.items())
    projected = ", projected" if decision.projected else ""
    return f"{decision.verdict}{_in_brackets(decision.conditions)}{days}{projected}{others}"


def _in_brackets(conditions: Sequence[str]) -> str:
    return f" ({words.conditions(conditions)})" if conditions else ""


def _together(history: History, said: Mapping[str, T]) -> Iterator[tuple[str, T]]:
    """What is said of each place, once for all places of which the same is said, after their names."""
    together: dict[T, list[str]] = {each: [] for each in said.values()}
    for place in sorted(said, key=lambda each: history.places[each].within is not None):  # the country first
        together[said[place]].append(words.name(history.places[place]))
    yield from ((listed(places), what) for what, places in together.items())


def _others(history: History, place: str | None = None) -> Iterator[History]:
    """The other shipped histories that can be compared at a place; None for the country, which each has."""
    return history._others(place or _country(history))  # noqa: SLF001


def _country(history: History) -> str:
    """The place that is in no other; empty if the history has no places."""
    return next((each.id for each in history.places.values() if each.within is None), "")


def _more_places(history: History) -> Iterator[str]:
    """Which other shipped history has more places."""
    for id_, more in history._more_places(_country(history)).items():  # noqa: SLF001
        yield f"The history `{id_}` has {amount(more, 'more place')}: add --history {id_}."


@_command
def _timeline(arguments: Namespace) -> Result:
    _check_picture(arguments)
    if arguments.scale and arguments.picture is None:
        raise InvalidValueError("Only a picture can be to scale. Name its file with --picture.")
    history, limits = _history(arguments, arguments.history), _limits(arguments)
    strict = _strict(arguments, history)
    places = _asked_places(arguments, history)
    timelines = [[history.timeline(each, place, strict=strict) for place in places] for each in arguments.nationality]
    if arguments.picture is not None:
        since, until = limits
        chart = history.chart(
            arguments.nationality, places[0], strict=strict, scale=arguments.scale, since=since, until=until
        )
        chart.save(arguments.picture)

    def lines() -> Iterator[str]:
        for number, of_places in enumerate(timelines):
            yield from ["", ""] if number else []
            if arguments.to == ANY:
                yield from _periods_at_any_place(history, of_places, limits)
            else:
                yield from terminal.timeline_lines(history, _shown(of_places[0], limits, whole=arguments.verbose))
        if arguments.to != ANY and not arguments.verbose:
            yield from ["", "-v prints each change with its events, policies and sources."]

    def data() -> dict[str, Any]:
        every = [_timeline_data(line, limits) for of_places in timelines for line in of_places]
        return {"receipt": _receipt(history), "timelines": every}

    return Result(data, lines, asked=history)


def _limits(arguments: Namespace) -> Limits:
    return to_limits(*(None if said is None else _day(said) for said in (arguments.since, arguments.until)))


def _shown(line: Timeline, limits: Limits, *, whole: bool) -> terminal.Shown:
    """What is shown of a timeline between two days; *whole* with each change."""
    from dprk_tourism.compare.changes import elsewhere, otherwise

    others = {
        id_: [span for span, agrees, _ in runs(pieces, lambda verdict: verdict is None) if not agrees]
        for id_, pieces in otherwise(line).items()
    }
    first, *_ = stretches = [stretch for stretch in line if touches(stretch.span, *limits)]
    before = line.at(first.span.start - timedelta(1)) if first.span.start else None
    return terminal.Shown(
        line.nationality,
        line.place,
        words.limits(*limits),
        before,
        stretches,
        _within(line.openings(), limits),
        {id_: spans for id_, every in others.items() if (spans := _within(every, limits))},
        {place: spans for place, every in elsewhere(line).items() if (spans := _within(every, limits))},
        whole,
        whole or limits[0] is not None,
    )


def _within(spans: Iterable[DaySpan], limits: Limits) -> list[DaySpan]:
    return [span for span in spans if touches(span, *limits)]


def _timeline_data(line: Timeline, limits: Limits) -> dict[str, Any]:
    from dprk_tourism.compare.changes import elsewhere, otherwise

    def pieces(found: Iterable[tuple[DaySpan, Verdict | None]]) -> list[dict[str, Any]]:
        differing = ((span, each) for span, each in found if each is not None and touches(span, *limits))
        return [{**plain(span), "verdict": plain(each)} for span, each in differing]

    return {
        "nationality": line.nationality,
        "place": line.place,
        "otherwise": {id_: shown for id_, found in otherwise(line).items() if (shown := pieces(found))},
        "elsewhere": {id_: plain(tuple(_within(spans, limits))) for id_, spans in elsewhere(line).items()},
        "stretches": [dated(stretch) for stretch in line if touches(stretch.span, *limits)],
    }


def _periods_at_any_place(history: History, timelines: Sequence[Timeline], limits: Limits) -> Iterator[str]:
    """When the visit to each place is permitted or undetermined, in a line for all places that answer alike."""
    from dprk_tourism.compare.changes import otherwise

    yield f"{words.title(timelines[0].nationality)}, each place of `{history.id}`{words.limits(*limits)}"
    yield from words.supposed(history)
    said = {line.place: _periods(line, limits) for line in timelines}
    open_first = sorted(said, key=lambda place: said[place].startswith(Verdict.DENIED))
    for places_alike, periods in _together(history, {place: said[place] for place in open_first}):
        yield f"- {places_alike}: {periods}"
    others: dict[str, list[str]] = {}
    for line in timelines:
        for id_, pieces in otherwise(line).items():
            if any(verdict is not None and touches(span, *limits) for span, verdict in pieces):
                others.setdefault(id_, []).append(words.name(history.places[line.place]))
    for id_, places in others.items():
        yield f"The history `{id_}` answers otherwise on some days at {listed(places)}."
    yield from _more_places(history)


def _periods(line: Timeline, limits: Limits) -> str:
    """On which days a place is permitted, and on what conditions (R19), and on which it is undetermined."""
    permitted = [
        f"{words.span(span)}{_in_brackets(_conditions_within(line, span))}" for span in _within(line.openings(), limits)
    ]
    undetermined = _within((span for verdict, span in line.runs() if verdict is Verdict.UNDETERMINED), limits)
    found = {Verdict.PERMITTED: permitted, Verdict.UNDETERMINED: [*map(words.span, undetermined)]}
    every = limits[0] is not None
    said = (f"{verdict} {words.last_ones(days, every=every)}" for verdict, days in found.items() if days)
    return "; ".join(said) or f"{Verdict.DENIED} on all {'days' if limits == (None, None) else 'these days'}"


def _check_picture(arguments: Namespace) -> None:
    if arguments.picture is not None and arguments.to == ANY:
        raise InvalidValueError("A picture is of one place. Name it with --to.")


@_command
def _map(arguments: Namespace) -> Result:
    history, day = _history(arguments, arguments.history), _day(arguments.on)
    strict = _strict(arguments, history)
    history.map(arguments.nationality, day, strict=strict).save(arguments.picture)
    timelines = [history.timeline(arguments.nationality, place, strict=strict) for place in history.places]
    decisions = [timeline.decide(day) for timeline in timelines]
    return _at_any_place(history, decisions, _today_there(arguments, day))._replace(verdict=None)


@_command
def _who(arguments: Namespace) -> Result:
    history, day = _history(arguments, arguments.history), _day(arguments.day)
    strict = _strict(arguments, history)
    there = _today_there(arguments, day)
    crowds = [_Crowd(history, day, place, strict, there) for place in _asked_places(arguments, history)]
    if arguments.to == ANY:
        return Result(lambda: {"answers": [each.data() for each in crowds]}, lambda: _at_each(crowds), asked=history)
    (crowd,) = crowds
    return Result(crowd.data, crowd.alone, asked=history)


def _at_each(crowds: Sequence["_Crowd"]) -> Iterator[str]:
    """Who may visit some place, and then what is said of each; places share what is the same."""
    history = crowds[0].history
    anywhere = frozenset[str]().union(*(crowd.found()[Verdict.PERMITTED] for crowd in crowds))
    perhaps = frozenset[str]().union(*(crowd.found()[Verdict.UNDETERMINED] for crowd in crowds)) - anywhere
    yield f"Each place of `{history.id}` on {crowds[0].when()}"
    yield from words.supposed(history)
    yield from _welcome(anywhere, perhaps, several=True)
    said = {crowd.place: (*crowd.lines(), *crowd.notes()) for crowd in crowds}
    for places, lines in _together(history, said):
        yield from ["", f"{places}:", *lines]
    yield from ["", *more] if (more := [*_more_places(history)]) else []


_FOREIGNERS: Final = NAMED_AUDIENCES["foreigners"].members


def _welcome(permitted: frozenset[str], undetermined: frozenset[str], *, several: bool = False) -> Iterator[str]:
    """How many foreign nationalities may visit, and which, as a newspaper may print it: one place, or *several*."""
    welcome, unknown = permitted & _FOREIGNERS, undetermined & _FOREIGNERS
    if len(welcome) <= _MOST_NAMED:
        which = f": {_countries(welcome)}" if welcome else ""
    else:
        others = _FOREIGNERS - welcome
        which = f", all but {_countries(others)}" if others else ""
    where = "" if not several else " at least one of these places" if welcome else " any of these places"
    yield f"{len(welcome) or 'None'} of {len(_FOREIGNERS)} foreign nationalities may visit{where}{which}."
    if unknown:
        yield f"For {_countries(unknown)} it is undetermined."


def _countries(codes: frozenset[str]) -> str:
    many = len(codes) > _MOST_NAMED
    return f"{len(codes)} nationalities" if many else listed([words.country(code) for code in sorted(codes)])


class _Crowd(NamedTuple):
    """All nationalities, at one place on one day."""

    history: History
    day: Day
    place: str
    strict: bool
    there: str

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

    def when(self) -> str:
        return f"{self.day}{self.there}{', projected' if self.projected() else ''}"

    def projected(self) -> bool:
        return is_projected(self.history, self.day)

    def alone(self) -> Iterator[str]:
        """What is said if only one place is asked for."""
        yield f"{words.place(self.history.places[self.place])} on {self.when()}"
        yield from words.supposed(self.history)
        found = self.found()
        yield from _welcome(found[Verdict.PERMITTED], found[Verdict.UNDETERMINED])
        yield from [*self.lines(), *self.notes(), *self.elsewhere_lines()]

    def notes(self) -> Iterator[str]:
        for id_, differing in self.otherwise().items():
            yield f"The history `{id_}` answers otherwise: {_differing(differing)}."

    def lines(self) -> Iterator[str]:
        found = self.found()
        for verdict in Verdict:
            if codes := found[verdict] & _FOREIGNERS:
                yield f"- {verdict}, {len(codes)}: {_people(codes)}"
        for word, codes in _conditions(self.history, self.day, self.place).items():
            yield f"- on conditions ({words.conditions([word])}), {len(codes)}: {_people(codes)}"
        for verdict in Verdict:
            if own := found[verdict] - _FOREIGNERS:
                yield f"- nationals ({words.codes(own)}): {verdict}"

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
    many = len(codes) > _MOST_NAMED
    return words.codes(codes) if many else listed([words.nationality(code) for code in sorted(codes)])


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
        when = f"{words.when(visit)}{_today_there(arguments, visit.arrival)}"
        yield f"{terminal.SIGNS[verdict]} {who} at {where} {when}: {verdict}"
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
            title, *rest = terminal.learned_lines(history, visit, learned)
            yield from [f"{title}{_today_there(arguments, day)}", *rest]

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
    asked = history if arguments.cite is None else history.according_to(*arguments.cite)
    sources = tuple(asked.sources.values())

    def lines() -> Iterator[str]:
        if arguments.cite is not None:
            yield from _citations(sources)
            return
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


def _citations(sources: Sequence[Source]) -> Iterator[str]:
    """Each source as a line to print: publisher, days, description, addresses; and what to do before it is printed."""
    for source in sources:
        said = f"{words.publisher(source)}, published {words.on(source.published)}, [{on_one_line(source.title)}]"
        yield f"{said}{_address(source)}"
        if source.archived:
            yield f"  archived at <{source.archived}>"
    yield ""
    if not any(source.archived for source in sources):
        yield "No archived copies are recorded."
    yield "Square brackets hold our description of a text, not its headline. Open each address before you print it."


def _address(source: Source) -> str:
    """The publisher's page, or else the copy that was read."""
    address = source.url or source.copy
    return f"{words.by_way_of_a_copy(source)} <{address}>" if address else ""


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
    events = history.chronology(*_limits(arguments))

    def lines() -> Iterator[str]:
        for event in events:
            status = "" if event.status is Status.HAPPENED else f", {event.status}"
            disputed = ", disputed" if event.id in history.disputed else ""
            yield f"- {words.on(history.window(event.id))}{status}{disputed}: {words.what(event)} ({event.id})"
            yield from (f"  - {each}" for each in words.datings(event) if arguments.verbose)
            yield from (f"  - {each}" for each in words.note(event) if arguments.verbose)

    def data() -> dict[str, Any]:
        return {
            "receipt": _receipt(history),
            "events": [{"window": plain(history.window(event.id)), **plain(event)} for event in events],
        }

    return Result(data, lines)


@_command
def _policies(arguments: Namespace) -> Result:
    history = _history(arguments, arguments.history)
    policies = tuple(each for each in history.policies.values() if arguments.layer in (None, each.layer.value))

    def lines() -> Iterator[str]:
        yield from words.supposed(history)
        for policy in policies:
            where = f"- {policy.layer}, {words.name(history.places[policy.place])}: "
            if not arguments.verbose:
                yield f"{where}{words.policy_with_days(history, policy)}"
                continue
            yield f"{where}{words.policy_in_full(history, policy, sure=True)}"
            yield from (f"  - {each}" for each in words.note(policy))

    return Result(lambda: {"receipt": _receipt(history), "policies": plain(policies)}, lines)


@_command
def _screen(arguments: Namespace) -> Result:
    from dprk_tourism.files import differing_rows, screen_file

    columns = ("nationality", "on", "departure", "to", "to_column", "conditions", "last_day", "on_invalid")
    asked = {name: value for name in columns if (value := getattr(arguments, name)) is not None}
    history = _history(arguments, arguments.history)
    # With a column of places, rows at a place that the other history lacks do not count.
    others = [*_others(history, None if arguments.to_column else _place(arguments, history))]
    asked["strict"] = _strict(arguments, history)
    otherwise = dict.fromkeys((other.id for other in others), 0)

    def watch(table: Any) -> None:
        for other in others:
            otherwise[other.id] += differing_rows(table, history=other, **asked)

    with _progress(arguments.visits) as progress:
        files = arguments.visits, arguments.output
        found = screen_file(*files, history=history, progress=progress, watch=watch, **asked)
    counts = {verdict.value: found[verdict.value] for verdict in Verdict} | {"unanswered": found[None]}
    parts = [amount(found.total(), "row"), *(f"{count:,} {each}" for each, count in counts.items() if count)]
    data = {"output": arguments.output, "rows": found.total(), **counts, "otherwise": otherwise}

    def lines() -> Iterator[str]:
        yield from words.supposed(history)
        yield f"{arguments.output}: {', '.join(parts)}, by the history `{history.id}`"
        for id_, count in ((id_, count) for id_, count in otherwise.items() if count):
            yield f"The history `{id_}` answers {amount(count, 'row')} otherwise; --history {id_} asks it."
        if not arguments.conditions and any(policy.conditions for policy in history.policies.values()):
            yield "Permissions may ask for more than a passport: add --conditions for what each asks for."

    return Result(lambda: {"receipt": _receipt(history), **data}, lines, asked=history)


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

    def lines() -> Iterator[str]:
        yield from words.supposed(history)
        yield f"{target}: {written}, by the history `{history.id}`"
        for other in _others(history):
            listed_by = f"`dprk-tourism diff {history.id} {other.id}` lists where"
            yield f"The history `{other.id}` may answer otherwise; {listed_by}."

    return Result(lambda: {"receipt": _receipt(history), "output": target, **data}, lines, asked=history)


@_command
def _page(arguments: Namespace) -> Result:
    from dprk_tourism._page import write_page

    write_page(arguments.file)
    return Result(lambda: {"output": arguments.file}, lambda: [f"{arguments.file}: a page with every answer"])


def _is_folder(target: str) -> bool:
    """Whether a name is that of a folder, which need not exist yet: it ends in a slash, or has no ending."""
    from pathlib import Path

    return target != "" and (not Path(target).suffix or target.endswith((os.sep, "/")) or Path(target).is_dir())
