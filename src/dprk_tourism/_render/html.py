"""Answers, timelines, histories and changes as HTML, for notebooks.

Every string is escaped, nothing is loaded from elsewhere, and no script runs. Text has the colour of the page around
it; only verdicts bring a ground and a colour of their own, so all of it reads in light and in dark.
"""

import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

from dprk_tourism._graph import Records
from dprk_tourism._model.records import AccessPolicy
from dprk_tourism._render import words
from dprk_tourism._render.describe import Line, Text, named_reason
from dprk_tourism._rules.answers import Change, Stretch, Verdict
from dprk_tourism._text import amount, on_one_line

GROUNDS: Final = {Verdict.PERMITTED: "#0072b2", Verdict.DENIED: "#a84300", Verdict.UNDETERMINED: "#5f6368"}
"""The ground of each verdict, under white letters."""

_CELL: Final = "text-align:left;vertical-align:top;padding:2px 12px 2px 0"


def answer(text: Text) -> str:
    """Return an answer as HTML."""
    remarks = "".join(f"<br>{_marked(remark)}" for remark in text.remarks)
    sections = "".join(
        f"<p><strong>{_marked(heading)}</strong></p><ul>{''.join(map(_item, lines))}</ul>"
        for heading, lines in text.sections
    )
    chip = _chip(text.verdict, text.label.capitalize())
    return _framed(f"<p>{chip} {_marked(text.sentence)}{remarks}</p>{sections}")


def stretches(found: Iterable[Stretch]) -> str:
    """Return the stretches of a timeline as a table."""
    rows = [
        (
            _unbroken(words.span(stretch.span)),
            _chip(stretch.verdict, words.label(stretch)),
            escape(named_reason([stretch])),
        )
        for stretch in found
    ]
    return _framed(_table(("days", "verdict", "why"), rows))


def history(records: Records) -> str:
    """Return a history as HTML: what it is about, and its policies."""
    places = ", ".join(escape(words.place(place)) for place in records.places.values())
    head = (
        f"<p><strong>{escape(on_one_line(records.title))}</strong><br>"
        f"History <code>{escape(records.id)}</code>: {words.counted(records)}. {words.survey(records)}<br>"
        f"{''.join(f'{escape(said)}<br>' for said in words.supposed(records))}"
        f"Places: {places or 'none'}.</p>"
    )
    rows = [_policy(records, policy) for policy in records.policies.values()]
    return _framed(head + _table(("policy", "layer", "does", "for", "at", "starts", "ends"), rows))


def _policy(records: Records, policy: AccessPolicy) -> tuple[str, ...]:
    start, end = (None if id_ is None else records.window(id_) for id_ in (policy.starts, policy.ends))
    cells = (
        policy.layer,
        f"{words.effect(policy)}{words.on_conditions(policy)}",
        words.audience(policy.audience),
        policy.place,
        "before the data begins" if start is None else words.some_day(start),
        str(policy.ending_or_default) if end is None else words.some_day(end),
    )
    return (f"<code>{escape(policy.id)}</code>", *map(_unbroken, cells))


def changes(found: Sequence[Change]) -> str:
    """Return the changes between two histories as a table."""
    rows = [
        (
            f"<code>{escape(change.place)}</code>",
            _unbroken(words.span(change.span)),
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
    style = f"background:{GROUNDS[verdict]};color:#fff;border-radius:4px;padding:1px 7px"
    return f'<span style="{style}">{escape(label or verdict)}</span>'


def _codes(ids: Iterable[str]) -> str:
    return ", ".join(f"<code>{escape(id_)}</code>" for id_ in ids)


def _marked(text: str) -> str:
    """The text escaped, with what is in backticks as code."""
    return re.sub("`([^`]*)`", r"<code>\1</code>", escape(text))


def _item(line: Line) -> str:
    link = ""
    if line.url is not None:  # records take addresses of http and https only
        # A screen reader lists the links of a page without the text around them.
        label = f'aria-label="link: {escape(line.text)}"'
        link = f' <a href="{escape(line.url)}" {label} rel="noreferrer" style="color:inherit">link</a>'
    return f'<li style="margin-left:{1.5 * line.depth}em">{_marked(line.text)}{link}</li>'


def _unbroken(text: str) -> str:
    """The text escaped, with days that do not break at their hyphens."""
    return re.sub(r"\d{4}-\d\d-\d\d", r'<span style="white-space:nowrap">\g<0></span>', escape(text))


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return ""
    head = "".join(f'<th style="{_CELL}">{each}</th>' for each in heads)
    lines = ("".join(f'<td style="{_CELL}">{cell}</td>' for cell in row) for row in rows)
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
