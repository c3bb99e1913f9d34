"""Answers, timelines, histories and changes as HTML, for notebooks.

Every text is escaped, nothing is loaded from elsewhere, and no script runs. Text has the colour of the page around it;
only verdicts bring a ground and a colour of their own, so all of it reads in light and in dark.
"""

import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

from dprk_tourism._graph import Records
from dprk_tourism._model.records import AccessPolicy
from dprk_tourism._render.describe import Line, Text, named_reason
from dprk_tourism._render.words import (
    counted,
    does,
    during,
    place_named,
    some_day,
    spoken_to,
    whom,
)
from dprk_tourism._rules.answers import Change, Stretch, Verdict
from dprk_tourism._text import on_one_line

__all__ = ["GROUNDS", "answer", "changes", "history", "stretches"]

GROUNDS: Final = {
    Verdict.PERMITTED: "#0072b2",
    Verdict.DENIED: "#a84300",
    Verdict.UNDETERMINED: "#5f6368",
}
"""The ground of each verdict, on which white letters stand."""

_CELL: Final = "text-align:left;vertical-align:top;padding:2px 12px 2px 0"


# --- what is shown


def answer(text: Text) -> str:
    """Give an answer in words as HTML.

    Args:
        text: The words.
    """
    verdict, _, rest = text.title.partition(": ")
    remarks = "".join(f"<br>{_marked(remark)}" for remark in text.remarks)
    sections = "".join(
        f"<p><strong>{_marked(heading)}</strong></p><ul>{''.join(map(_item, lines))}</ul>"
        for heading, lines in text.sections
    )
    return _framed(f"<p>{_chip(text.verdict, verdict)} {_marked(rest)}{remarks}</p>{sections}")


def stretches(found: Iterable[Stretch]) -> str:
    """Give the stretches of a timeline as a table.

    Args:
        found: The stretches, in order.
    """
    rows = [
        (
            _unbroken(during(stretch.span)),
            _chip(stretch.verdict) + (" projected" if stretch.projected else ""),
            escape(named_reason([stretch])),
        )
        for stretch in found
    ]
    return _framed(_table(("days", "verdict", "why"), rows))


def history(id_: str, title: str, records: Records) -> str:
    """Give a history as HTML: what it is about, through when, and its policies.

    Args:
        id_: Its id.
        title: Its title.
        records: Its records.
    """
    places = ", ".join(escape(place_named(place)) for place in records.places.values())
    head = (
        f"<p><strong>{escape(on_one_line(title))}</strong><br>History <code>{escape(id_)}</code>: {counted(records)}, "
        f"surveyed through {records.surveyed_through or 'no day'}.<br>Places: {places or 'none'}.</p>"
    )
    policies = [_policy(records, policy) for policy in records.policies.values()]
    return _framed(head + _table(("policy", "layer", "does", "for", "at", "starts", "ends"), policies))


def _policy(records: Records, policy: AccessPolicy) -> tuple[str, ...]:
    start, end = (None if id_ is None else records.events[id_].window for id_ in (policy.starts, policy.ends))
    told = (
        policy.layer,
        does(policy),
        spoken_to(policy.audience).replace("`", ""),
        policy.place,
        "before anything recorded" if start is None else some_day(start),
        f"{policy.ending_or_default}" if end is None else some_day(end),
    )
    return (f"<code>{escape(policy.id)}</code>", *map(_unbroken, told))


def changes(found: Sequence[Change]) -> str:
    """Give the changes between two histories as a table.

    Args:
        found: The changes.
    """
    rows = [
        (
            f"<code>{escape(change.place)}</code>",
            _unbroken(during(change.span)),
            f"{_chip(change.before)} {_codes(change.policies_before)}",
            f"{_chip(change.after)} {_codes(change.policies_after)}",
            escape(whom(change.nationalities)),
        )
        for change in found
    ]
    said = "1 answer differs." if len(rows) == 1 else f"{len(rows)} answers differ."
    return _framed(f"<p>{said}</p>" + _table(("place", "days", "before", "after", "for"), rows))


# --- pieces


def _framed(body: str) -> str:
    return f'<div style="overflow-x:auto">{body}</div>'


def _chip(verdict: Verdict, said: str | None = None) -> str:
    style = f"background:{GROUNDS[verdict]};color:#fff;border-radius:4px;padding:1px 7px"
    return f'<span style="{style}">{escape(said or verdict)}</span>'


def _codes(ids: Iterable[str]) -> str:
    return ", ".join(f"<code>{escape(id_)}</code>" for id_ in ids)


def _marked(text: str) -> str:
    """A text escaped, with what stands in backticks as code."""
    return re.sub("`([^`]*)`", r"<code>\1</code>", escape(text))


def _item(line: Line) -> str:
    # Addresses begin with http:// or https://, which records see to.
    link = "" if line.url is None else f" {_link(line.url, line.text)}"
    return f'<li style="margin-left:{1.5 * line.depth}em">{_marked(line.text)}{link}</li>'


def _link(url: str, text: str) -> str:
    # Whoever hears the links of a page read out hears where each of them leads.
    return f'<a href="{escape(url)}" aria-label="link: {escape(text)}" rel="noreferrer" style="color:inherit">link</a>'


def _unbroken(text: str) -> str:
    """A text whose days do not break at their hyphens."""
    return re.sub(r"\d{4}-\d\d-\d\d", r'<span style="white-space:nowrap">\g<0></span>', escape(text))


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return ""
    head = "".join(f'<th style="{_CELL}">{each}</th>' for each in heads)
    body = "".join(f"<tr>{_cells(row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cells(row: Iterable[str]) -> str:
    return "".join(f'<td style="{_CELL}">{cell}</td>' for cell in row)
