"""Answers, timelines, histories and changes as HTML, for notebooks.

Every string is escaped, nothing is loaded from elsewhere, and no script runs. Text has the colour of the page around
it; only verdicts bring a ground and a colour of their own, so all of it reads in light and in dark.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from typing import Any, Final

from dprk_tourism._graph import Records
from dprk_tourism._model.days import DaySpan
from dprk_tourism._model.records import AccessPolicy, Event, Place, Source
from dprk_tourism._render import words
from dprk_tourism._render.describe import SOURCES, Line, Text, named_reason
from dprk_tourism._render.glance import Glance, Point
from dprk_tourism._render.markup import unbroken
from dprk_tourism._rules.answers import Change, Remark, Stretch, Verdict
from dprk_tourism._text import amount, on_one_line

GROUNDS: Final = {Verdict.PERMITTED: "#0072b2", Verdict.DENIED: "#a84300", Verdict.UNDETERMINED: "#5f6368"}
"""The ground of each verdict, under white letters."""

_MOST_NAMED: Final = 12
"""How many nationalities are listed; more are folded."""

_CELL: Final = "text-align:left;vertical-align:top;padding:2px 12px 2px 0"


def answer(text: Text, glance: Glance) -> str:
    """Return an answer as HTML: what is read at a glance, with all reasons and the sources folded below it."""
    chip = _chip(text.verdict, glance.label.capitalize())
    remarks = "".join(f"<p>{_marked(remark)}</p>" for remark in text.remarks)
    reasons = "".join(_section(heading, lines) for heading, lines in text.sections if heading != SOURCES)
    sources = "".join(
        _folded(amount(sum(line.depth == 0 for line in lines), "source"), _list(lines))
        for heading, lines in text.sections
        if heading == SOURCES
    )
    whole = _folded("All reasons", remarks + reasons)
    return _framed(f"<p>{chip} {_marked(text.sentence)}</p>{_points(glance.points)}{whole}{sources}")


def _points(points: Iterable[Point]) -> str:
    head = f'<th style="{_CELL};white-space:nowrap">'
    rows = (f"<tr>{head}{point.label}</th>{_cell('<br>'.join(map(_marked, point.lines)))}</tr>" for point in points)
    return f"<table>{''.join(rows)}</table>"


def _section(heading: str, lines: Iterable[Line]) -> str:
    return f"<p><strong>{_marked(heading)}</strong></p>{_list(lines)}"


def _list(lines: Iterable[Line]) -> str:
    return f"<ul>{''.join(map(_item, lines))}</ul>"


def _folded(heading: str, body: str) -> str:
    return f'<details><summary style="cursor:pointer">{escape(heading)}</summary>{body}</details>'


def visitors(found: Mapping[Verdict, frozenset[str]]) -> str:
    """Return the nationalities by verdict as a table, with the names of many folded."""
    rows = [(_chip(verdict), str(len(codes)), _named(codes)) for verdict, codes in found.items()]
    return _framed(_table(("verdict", "how many", "passports of"), rows))


def _named(codes: frozenset[str]) -> str:
    names = escape(", ".join(map(words.nationality, sorted(codes))))
    return _folded(words.codes(codes), names) if len(codes) > _MOST_NAMED else names or "nobody"


def openings(found: Sequence[DaySpan]) -> str:
    """Return runs of permitted days as a list."""
    days = "".join(f"<li>{unbroken(words.span(span))}</li>" for span in found)
    return _framed(f"<p>{_chip(Verdict.PERMITTED)} {'on these days:' if found else 'on no day'}</p><ul>{days}</ul>")


def remarks(found: Sequence[Remark]) -> str:
    """Return what an editor should look into as a table."""
    rows = [
        (
            f"<code>{remark.kind}</code>",
            _marked(remark.what),
            _marked(words.scope(remark)),
            _codes(remark.records),
        )
        for remark in found
    ]
    table = _table(("kind", "what", "where and when", "records"), rows)
    return _framed(f"<p>{amount(len(rows), 'remark')}.</p>{table}")


def records(found: Sequence[Any]) -> str:
    """Return records of one kind as a table."""
    return _framed(f"<p>{amount(len(found), 'record')}.</p>{_records(found) if found else ''}")


def _records(found: Sequence[Any]) -> str:
    heads, row = next(shown for kind, shown in _TABLES.items() if isinstance(found[0], kind))
    return _table(heads, [*map(row, found)])


def _source_cells(source: Source) -> tuple[str, ...]:
    publisher = escape(words.publisher(source))
    return (
        f"<code>{escape(source.id)}</code>",
        _link(source.url or source.copy, publisher),
        escape(on_one_line(source.title)),
        unbroken(words.on(source.published)),
        escape(source.kind),
    )


def _place_cells(place: Place) -> tuple[str, ...]:
    names = ", ".join(map(on_one_line, place.names))
    where = "" if place.location is None else ", ".join(map(str, place.location))
    return (f"<code>{escape(place.id)}</code>", *map(escape, (words.name(place), names, place.within or "", where)))


def _event_cells(event: Event) -> tuple[str, ...]:
    datings = "<br>".join(map(_marked, words.datings(event)))
    return f"<code>{escape(event.id)}</code>", escape(words.what(event)), escape(event.status), datings


def _policy_cells(policy: AccessPolicy) -> tuple[str, ...]:
    starts = "" if policy.starts is None else f"<code>{escape(policy.starts)}</code>"
    ends = str(policy.ending_or_default) if policy.ends is None else f"<code>{escape(policy.ends)}</code>"
    return (*_what_it_does(policy), starts or "before the data begins", ends)


_POLICY_HEADS: Final = ("policy", "layer", "does", "for", "at", "starts", "ends")

_TABLES: Final[Mapping[type, tuple[Sequence[str], Callable[[Any], tuple[str, ...]]]]] = {
    Source: (("source", "publisher", "title", "published", "kind"), _source_cells),
    Place: (("place", "name", "other names", "within", "location"), _place_cells),
    Event: (("event", "what", "status", "claimed"), _event_cells),
    AccessPolicy: (_POLICY_HEADS, _policy_cells),
}
"""How each kind of record is shown: the heads of its table, and the cells of one row."""


def stretches(found: Iterable[Stretch]) -> str:
    """Return the stretches of a timeline as a table."""
    rows = [
        (
            unbroken(words.span(stretch.span)),
            _chip(stretch.verdict, words.label(stretch)),
            escape(named_reason([stretch])),
        )
        for stretch in found
    ]
    return _framed(_table(("days", "verdict", "why"), rows))


def history(of: Records) -> str:
    """Return a history as HTML: what it is about, and its policies, with its places, events and sources folded."""
    supposed = "".join(f"<br>{escape(said)}" for said in words.supposed(of))
    head = (
        f"<p><strong>{escape(on_one_line(of.title))}</strong><br>"
        f"History <code>{escape(of.id)}</code>: {words.counted(of)}. {words.survey(of)}{supposed}</p>"
    )
    policies = _table(_POLICY_HEADS, [_policy(of, policy) for policy in of.policies.values()])
    others = {"place": of.places, "event": of.events, "source": of.sources}
    folded = (
        _folded(amount(len(table), kind), _records(tuple(table.values()))) for kind, table in others.items() if table
    )
    return _framed(f"{head}{policies}{''.join(folded)}")


def _policy(records: Records, policy: AccessPolicy) -> tuple[str, ...]:
    start, end = (None if id_ is None else records.window(id_) for id_ in (policy.starts, policy.ends))
    starts = "before the data begins" if start is None else words.some_day(start)
    ends = str(policy.ending_or_default) if end is None else words.some_day(end)
    return (*_what_it_does(policy), unbroken(starts), unbroken(ends))


def _what_it_does(policy: AccessPolicy) -> tuple[str, ...]:
    does = f"{words.effect(policy)}{words.on_conditions(policy)}"
    cells = map(escape, (policy.layer, does, words.audience(policy.audience), policy.place))
    return (f"<code>{escape(policy.id)}</code>", *cells)


def changes(found: Sequence[Change]) -> str:
    """Return the changes between two histories as a table."""
    rows = [
        (
            f"<code>{escape(change.place)}</code>",
            unbroken(words.span(change.span)),
            f"{_chip(change.before)} {_codes(change.policies_before)}",
            f"{_chip(change.after)} {_codes(change.policies_after)}",
            escape(words.codes(change.nationalities)),
            escape(words.CAUSES[change.cause]),
        )
        for change in found
    ]
    table = _table(("place", "days", "before", "after", "for", "because of"), rows)
    return _framed(f"<p>{amount(len(rows), 'different answer')}.</p>{table}")


def _framed(body: str) -> str:
    return f'<div style="overflow-x:auto">{body}</div>'


def _chip(verdict: Verdict, label: str | None = None) -> str:
    style = f"background:{GROUNDS[verdict]};color:#fff;border-radius:4px;padding:1px 7px;display:inline-block"
    return f'<span style="{style}">{escape(label or verdict)}</span>'


def _codes(ids: Iterable[str]) -> str:
    return ", ".join(f"<code>{escape(id_)}</code>" for id_ in ids)


def _marked(text: str) -> str:
    """The text escaped, with what is in backticks as code, and days that do not break."""
    return re.sub("`([^`]*)`", r"<code>\1</code>", unbroken(text))


def _item(line: Line) -> str:
    before, after = line.text[: line.at], line.text[line.at + len(line.linked) :]
    link = _link(line.url, escape(line.linked))
    return f'<li style="margin-left:{1.5 * line.depth}em">{_marked(before)}{link}{_marked(after)}</li>'


def _link(url: str | None, label: str) -> str:
    """A link that is seen as one, whatever the page does to links; records take addresses of http and https only."""
    return (
        label
        if url is None
        else f'<a href="{escape(url)}" rel="noreferrer" style="text-decoration:underline">{label}</a>'
    )


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return ""
    head = "".join(f'<th style="{_CELL}">{each}</th>' for each in heads)
    lines = ("".join(map(_cell, row)) for row in rows)
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(content: str) -> str:
    return f'<td style="{_CELL}">{content}</td>'
