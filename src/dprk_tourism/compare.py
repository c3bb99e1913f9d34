"""Histories looked at whole: what to look into in one, and what differs between two."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from itertools import groupby
from typing import TypeVar

import attrs

from dprk_tourism._model.days import Day, DaySpan
from dprk_tourism._model.records import AccessPolicy, Ending, Layer, from_the_inside_out, place_of
from dprk_tourism._model.travellers import NATIONALITIES
from dprk_tourism._render import describe, words
from dprk_tourism._rules.answers import (
    Change,
    Conflict,
    Reason,
    Remark,
    RemarkKind,
    Stretch,
    Verdict,
)
from dprk_tourism._rules.integrity import never_in_force
from dprk_tourism.errors import WrongTypeError
from dprk_tourism.history import History

__all__ = ["Changes", "check", "diff"]

K = TypeVar("K", bound=Hashable)


# --- one history


def check(history: History) -> tuple[Remark, ...]:
    """Give what an editor of *history* should look into.

    Silent stretches and conflicts come with their places, spans and nationalities; then disputed datings, policies
    that never decide anything, and ends that no source tells.

    >>> import dprk_tourism as dt
    >>> remarks = dt.check(dt.load("article"))
    >>> [(r.place, r.span.end) for r in remarks if r.kind == "silent"]
    [('dprk', Date(2020, 1, 22))]

    Args:
        history: The history to look at.

    Raises:
        WrongTypeError: *history* is no history.
    """
    if not isinstance(history, History):
        raise WrongTypeError("a History", history)
    return (
        *_silences(history),
        *_conflicts(history),
        *_disputes(history),
        *_idle_policies(history),
        *_open_ends(history),
    )


def _silences(history: History) -> Iterator[Remark]:
    def silent(stretch: Stretch) -> Iterator[tuple[Layer, str]]:
        possible = {finding.layer: finding.possible for finding in stretch.findings}
        yield from ((layer, "in some cases " if possible[layer] else "") for layer in stretch.silences)

    for (place, span, (layer, when)), nationalities in _where(history, silent).items():
        yield Remark(
            kind=RemarkKind.SILENT,
            what=f"{when}no `{layer}` policy covers {place}",
            records=(f"places.{place}",),
            nationalities=nationalities,
            place=place,
            span=span,
        )


def _conflicts(history: History) -> Iterator[Remark]:
    def contradicting(stretch: Stretch) -> Iterable[Conflict]:
        return (attrs.evolve(conflict, matters=True) for conflict in stretch.conflicts)  # a conflict is one all along

    for (place, span, conflict), nationalities in _where(history, contradicting).items():
        yield Remark(
            kind=RemarkKind.CONFLICT,
            what=describe.conflict(conflict),
            records=(f"policies.{conflict.permit}", f"policies.{conflict.deny}"),
            nationalities=nationalities,
            place=place,
            span=span,
        )


def _disputes(history: History) -> Iterator[Remark]:
    for event in history.events.values():
        if event.id in history.disputed:
            claims = ", ".join(f"{dating.when} ({dating.citation})" for dating in event.datings)
            yield Remark(
                kind=RemarkKind.DISPUTED,
                what=f"{words.dispute(event)}: {claims}",
                records=(f"events.{event.id}",),
            )


def _idle_policies(history: History) -> Iterator[Remark]:
    decided = {
        policy
        for place, code, _ in _classes(history)
        for stretch in history.timeline(code, place).stretches
        for finding in stretch.findings
        for policy in finding.possible
    }
    for policy in history.policies.values():
        records = (f"policies.{policy.id}",)
        if never_in_force(history, policy):
            told = f"`{policy.id}` can never be in force: `{policy.ends}` happens no later than `{policy.starts}`"
            yield Remark(kind=RemarkKind.NEVER_IN_FORCE, what=told, records=records)
        elif policy.id not in decided and not _is_untried(history, policy):
            told = f"`{policy.id}` never decides anything: wherever it applies, others outrank it"
            yield Remark(kind=RemarkKind.NEVER_DECIDES, what=told, records=records)


def _is_untried(history: History, policy: AccessPolicy) -> bool:
    """Whether too much is unknown, somewhere, to tell whether it decides (R18)."""
    return any(
        Reason.TOO_MANY_UNKNOWNS in stretch.because
        for place, code, _ in _classes(history)
        if code in policy.audience.members
        and policy.place in {around.id for around in from_the_inside_out(history.places, place)}
        for stretch in history.timeline(code, place).stretches
    )


def _open_ends(history: History) -> Iterator[Remark]:
    for policy in history.policies.values():
        if policy.ending_or_default is Ending.UNSTATED:
            yield Remark(
                kind=RemarkKind.UNSOURCED_END,
                what=f"no source says whether `{policy.id}` ends",
                records=(f"policies.{policy.id}",),
            )


def _where(
    history: History, found: Callable[[Stretch], Iterable[K]]
) -> Mapping[tuple[str, DaySpan, K], frozenset[str]]:
    """Where something is found: its place, its maximal runs of days, and the nationalities alike in both."""
    places: dict[tuple[str, DaySpan, K], frozenset[str]] = {}
    for place, code, nationalities in _classes(history):
        stretches = [(stretch.span, frozenset(found(stretch))) for stretch in history.timeline(code, place).stretches]
        for each in dict.fromkeys(one for _, those in stretches for one in those):
            for present, run in groupby(stretches, key=lambda pair: each in pair[1]):
                if present:
                    spans = [span for span, _ in run]
                    key = place, DaySpan(spans[0].start, spans[-1].end), each
                    places[key] = places.get(key, frozenset()) | nationalities
    return places


def _classes(history: History) -> Iterator[tuple[str, str, frozenset[str]]]:
    """Each place with one nationality of each class, and all nationalities of the class."""
    classes = history.nationality_classes()
    for place in history.places:
        for code, nationalities in classes.items():
            yield place, code, nationalities


# --- two histories


class Changes(tuple[Change, ...]):
    """All changes between two histories: a tuple, equal to any other that holds the same, which a notebook shows.

    >>> import dprk_tourism as dt
    >>> article = dt.load("article")
    >>> dt.diff(article, article) == ()
    True
    """

    __slots__ = ()

    def _repr_html_(self) -> str:
        from dprk_tourism._render import html

        return html.changes(self)


def diff(old: History, new: History, *, to: str | None = None) -> Changes:
    """Give every answer that differs between two histories, merged over nationalities and days.

    Answers differ if their verdicts do. Places that only one of the histories holds are left out: the other gives
    no answer for them.

    >>> import dprk_tourism as dt
    >>> article = dt.load("article")
    >>> for change in dt.diff(article, article.amended(without=["foreigners-barred"])):
    ...     print(sorted(change.nationalities), change.span.start, change.before, change.after)
    ['RU'] 2025-07-16 undetermined permitted
    ['RU'] 2025-07-18 denied permitted

    Args:
        old: The history before.
        new: The history after.
        to: The id of one place; None for all places that both hold.

    Returns:
        The changes, by place, then by first day, then by verdicts.

    Raises:
        UnknownPlaceError: One of the histories does not hold the place.
        WrongTypeError: One of them is no history.
    """
    for which, history in (("old", old), ("new", new)):
        if not isinstance(history, History):
            raise WrongTypeError("a History", history)
        if to is not None:
            place_of(history.places, to, f"the {which} history `{history.id}`")
    places = [place for place in old.places if place in new.places] if to is None else [to]
    return Changes(change for place in places for change in _changes(old, new, place))


def _changes(old: History, new: History, place: str) -> list[Change]:
    """The changes at one place."""
    found: dict[tuple[DaySpan, Verdict, Verdict, tuple[str, ...], tuple[str, ...]], set[str]] = {}
    class_before, class_after = (
        {c: k for k, codes in h.nationality_classes().items() for c in codes} for h in (old, new)
    )
    nationalities: dict[tuple[str, str], list[str]] = {}
    for code in NATIONALITIES:
        nationalities.setdefault((class_before[code], class_after[code]), []).append(code)
    for codes in nationalities.values():
        pieces = _overlaps(old.timeline(codes[0], place).stretches, new.timeline(codes[0], place).stretches)
        for (before, after), run in groupby(pieces, key=lambda piece: (piece[1].verdict, piece[2].verdict)):
            if before is not after:
                parts = list(run)
                span = DaySpan(parts[0][0].start, parts[-1][0].end)
                policies = _policies(part[1] for part in parts), _policies(part[2] for part in parts)
                found.setdefault((span, before, after, *policies), set()).update(codes)
    changes = [
        Change(
            nationalities=frozenset(codes),
            place=place,
            span=span,
            before=before,
            after=after,
            policies_before=policies_before,
            policies_after=policies_after,
        )
        for (span, before, after, policies_before, policies_after), codes in found.items()
    ]
    return sorted(changes, key=lambda c: (c.span.start or Day.min, c.before, c.after, sorted(c.nationalities)))


def _overlaps(before: tuple[Stretch, ...], after: tuple[Stretch, ...]) -> Iterator[tuple[DaySpan, Stretch, Stretch]]:
    """Two timelines as one: each run of days with the stretch of either."""
    left, right = iter(before), iter(after)
    one, other, start = next(left), next(right), None
    while True:
        ends = [stretch.span.end for stretch in (one, other) if stretch.span.end is not None]
        end = min(ends, default=None)
        yield DaySpan(start, end), one, other
        if end is None:
            return
        one = next(left) if one.span.end == end else one
        other = next(right) if other.span.end == end else other
        start = end


def _policies(stretches: Iterable[Stretch]) -> tuple[str, ...]:
    return tuple(sorted({p for stretch in stretches for finding in stretch.findings for p in finding.possible}))
