"""What differs between two histories."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

from dprk_tourism._decisions import Timeline
from dprk_tourism._model.days import Day, DaySpan
from dprk_tourism._model.records import place_of, places_near
from dprk_tourism._model.travellers import NATIONALITIES
from dprk_tourism._rules.answers import Change, Stretch, Verdict
from dprk_tourism._rules.stretches import runs, spans_between
from dprk_tourism.errors import WrongTypeError
from dprk_tourism.history import History


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
    """Return every answer that differs between two histories, merged over nationalities and days.

    Answers differ if their verdicts do. Places that only one of the histories has are left out.

    >>> import dprk_tourism as dt
    >>> article = dt.load("article")
    >>> for change in dt.diff(article, article.amended(without=["foreigners-barred"])):
    ...     print(sorted(change.nationalities), change.span.start, change.before, change.after)
    ['RU'] 2025-07-16 undetermined permitted
    ['RU'] 2025-07-18 denied permitted

    Args:
        old: The history before.
        new: The history after.
        to: The id or a name of one place; None for all places that both have.

    Returns:
        The changes, by place, then by first day, then by verdicts.

    Raises:
        UnknownPlaceError: One of the histories does not have the place.
    """
    for which, history in (("old", old), ("new", new)):
        if not isinstance(history, History):
            raise WrongTypeError("a History", history)
        if to is not None:
            to = place_of(history.places, to, f"the {which} history `{history.id}`")
    places = [place for place in old.places if place in new.places] if to is None else [to]
    return Changes(change for place in places for change in _changes(old, new, place))


def _changes(old: History, new: History, place: str) -> list[Change]:
    """The changes at one place."""
    found: dict[Change, set[str]] = {}
    for codes in _alike(old, new):
        pieces = _overlaps(old.timeline(codes[0], place), new.timeline(codes[0], place))
        for span, (before, after), parts in runs(pieces, lambda pair: (pair[0].verdict, pair[1].verdict)):
            if before is not after:
                change = Change(
                    nationalities=frozenset(),
                    place=place,
                    span=span,
                    before=before,
                    after=after,
                    policies_before=_policies(part[0] for part in parts),
                    policies_after=_policies(part[1] for part in parts),
                )
                found.setdefault(change, set()).update(codes)
    changes = [attrs.evolve(change, nationalities=frozenset(codes)) for change, codes in found.items()]
    return sorted(changes, key=lambda c: (c.span.start or Day.min, c.before, c.after, sorted(c.nationalities)))


def _alike(old: History, new: History) -> Iterable[list[str]]:
    """The nationalities that neither history tells apart."""
    before, after = (
        {code: first for first, codes in history.nationality_classes().items() for code in codes}
        for history in (old, new)
    )
    alike: dict[tuple[str, str], list[str]] = {}
    for code in NATIONALITIES:
        alike.setdefault((before[code], after[code]), []).append(code)
    return alike.values()


def otherwise(timeline: Timeline) -> Mapping[str, Sequence[tuple[DaySpan, Verdict | None]]]:
    """Return the runs of days with the verdicts of each other shipped history that answers otherwise, or None."""
    found = {}
    for other in timeline.history._others(timeline.place):  # noqa: SLF001
        theirs = other.timeline(timeline.nationality, timeline.place, strict=timeline.strict)
        found[other.id] = [(span, each) for span, each, _ in runs(_overlaps(timeline, theirs), _other_verdict)]
    return {id_: pieces for id_, pieces in found.items() if any(verdict is not None for _, verdict in pieces)}


def elsewhere(timeline: Timeline) -> Mapping[str, Sequence[DaySpan]]:
    """Return the runs of days on which a place inside or around is permitted, and the one of the timeline is not."""
    history, found = timeline.history, {}
    for place in places_near(history.places, timeline.place):
        there = history.timeline(timeline.nationality, place, strict=timeline.strict)
        pieces = runs(_overlaps(timeline, there), _only_there)
        found[place] = [span for span, permitted, _ in pieces if permitted]
    return {place: spans for place, spans in found.items() if spans}


def _only_there(pair: tuple[Stretch, Stretch]) -> bool:
    return pair[0].verdict is not Verdict.PERMITTED and pair[1].verdict is Verdict.PERMITTED


def _other_verdict(pair: tuple[Stretch, Stretch]) -> Verdict | None:
    """The verdict of the second, if it is not that of the first."""
    return None if pair[0].verdict is pair[1].verdict else pair[1].verdict


def _overlaps(old: Timeline, new: Timeline) -> Iterator[tuple[DaySpan, tuple[Stretch, Stretch]]]:
    """Two timelines as one: each run of days with the stretch of either."""
    starts = {stretch.span.start for timeline in (old, new) for stretch in timeline}
    for span in spans_between(sorted(day for day in starts if day is not None)):
        day = span.start or Day.min
        yield span, (old.at(day), new.at(day))


def _policies(stretches: Iterable[Stretch]) -> tuple[str, ...]:
    return tuple(sorted({p for stretch in stretches for finding in stretch.findings for p in finding.possible}))
