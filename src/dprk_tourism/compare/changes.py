"""What differs between two histories."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

from dprk_tourism._decisions import Timeline
from dprk_tourism._graph import replaced, tables, without_lost
from dprk_tourism._model.days import LAST_DAY, Day, DaySpan
from dprk_tourism._model.records import Status, place_of, places_near
from dprk_tourism._model.travellers import NATIONALITIES
from dprk_tourism._rules.answers import Cause, Change, Stretch, Verdict
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

    Answers differ if their verdicts do. Places that only one of the histories has are left out. Each change says what
    caused it, so that an editor's correction is never taken for a change of policy.

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
    histories = (
        *(old, new, new._unsupposed),  # noqa: SLF001 - a part of its history
        *(new.according_to(*old.sources.keys() & new.sources.keys()), _without_later_events(old, new)),
    )
    return Changes(change for place in places for change in _changes(histories, place))


def _without_later_events(old: History, new: History) -> History:
    """The new history without what happened, as far as is known, after the days that the old one has surveyed."""
    through = old.surveyed_through or Day.min
    known = {id_ for id_, event in old.events.items() if event.status is Status.HAPPENED}
    kept = {
        id_: event
        for id_, event in new.events.items()
        if event.status is not Status.HAPPENED or id_ in known or (new.window(id_).latest or LAST_DAY) <= through
    }
    left = without_lost({**tables(new), "events": kept})
    return History._of(replaced(new, **left))  # noqa: SLF001 - what is left fits together


def _turned(stretches: Sequence[Stretch]) -> tuple[Verdict, Verdict, Cause]:
    """The verdict before and after, and what it took to come from the one to the other."""
    before, after, unsupposed, without_new_sources, without_later_events = (stretch.verdict for stretch in stretches)
    if unsupposed is not after:
        return before, after, Cause.SUPPOSITION
    if without_new_sources is after:
        return before, after, Cause.EDIT
    return before, after, Cause.SOURCE if without_later_events is after else Cause.EVENT


def _changes(histories: Sequence[History], place: str) -> list[Change]:
    """The changes at one place, from the first history to the second; the others say what the causes are."""
    found: dict[Change, set[str]] = {}
    for codes in _alike(histories):
        pieces = _overlaps(*(history.timeline(codes[0], place) for history in histories))
        for span, (before, after, cause), parts in runs(pieces, _turned):
            if before is not after:
                change = Change(
                    nationalities=frozenset(),
                    place=place,
                    span=span,
                    before=before,
                    after=after,
                    cause=cause,
                    policies_before=_policies(part[0] for part in parts),
                    policies_after=_policies(part[1] for part in parts),
                )
                found.setdefault(change, set()).update(codes)
    changes = [attrs.evolve(change, nationalities=frozenset(codes)) for change, codes in found.items()]
    return sorted(changes, key=lambda c: (c.span.start or Day.min, c.before, c.after, sorted(c.nationalities)))


def _alike(histories: Iterable[History]) -> Iterable[list[str]]:
    """The nationalities that no history tells apart."""
    classes = [
        {code: first for first, codes in history.nationality_classes().items() for code in codes}
        for history in histories
    ]
    alike: dict[tuple[str, ...], list[str]] = {}
    for code in NATIONALITIES:
        alike.setdefault(tuple(first[code] for first in classes), []).append(code)
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


def _only_there(pair: Sequence[Stretch]) -> bool:
    return pair[0].verdict is not Verdict.PERMITTED and pair[1].verdict is Verdict.PERMITTED


def _other_verdict(pair: Sequence[Stretch]) -> Verdict | None:
    """The verdict of the second, if it is not that of the first."""
    return None if pair[0].verdict is pair[1].verdict else pair[1].verdict


def _overlaps(*timelines: Timeline) -> Iterator[tuple[DaySpan, Sequence[Stretch]]]:
    """Several timelines as one: each run of days with the stretch of each."""
    starts = {stretch.span.start for timeline in timelines for stretch in timeline}
    for span in spans_between(sorted(day for day in starts if day is not None)):
        day = span.start or Day.min
        yield span, [timeline.at(day) for timeline in timelines]


def _policies(stretches: Iterable[Stretch]) -> tuple[str, ...]:
    return tuple(sorted({p for stretch in stretches for finding in stretch.findings for p in finding.possible}))
