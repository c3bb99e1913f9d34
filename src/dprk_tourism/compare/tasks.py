"""What to find out next."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import count
from typing import Any, TypeAlias

import attrs

from dprk_tourism._graph import replaced
from dprk_tourism._model.days import LAST_DAY, Day, DaySpan, day_after
from dprk_tourism._model.fields import FrozenDict
from dprk_tourism._model.records import AccessPolicy, Citation, Effect, Layer, from_the_inside_out
from dprk_tourism._render import describe
from dprk_tourism._rules.answers import (
    Conflict,
    EventUnknown,
    MembershipUnknown,
    OpeningUnknown,
    Stretch,
    Subject,
    Task,
    Verdict,
)
from dprk_tourism._rules.questions import Question, must_speak, unknown_of
from dprk_tourism._rules.stretches import stretches_of
from dprk_tourism.compare.classes import each_class
from dprk_tourism.errors import WrongTypeError
from dprk_tourism.history import History

Found: TypeAlias = Mapping[tuple[Subject, str], Sequence["_Piece"]]
"""The pieces that hang on each subject; with the place, if it is a layer without a policy, or else an empty string."""


def agenda(history: History) -> tuple[Task, ...]:
    """Return what to find out next: each unknown, conflict and silence that leaves answers undetermined.

    Those that most answers hang on come first, and silences last: nothing in the records can settle them. Only days
    surveyed count, as if no answer were strict.

    >>> import dprk_tourism as dt
    >>> task = dt.agenda(dt.load("article"))[0]
    >>> task.records, task.answers
    (('policies.western-visits',), 481)
    >>> {str(verdict): count for verdict, count in task.if_yes.items()}
    {'permitted': 481}

    Args:
        history: The history to look at.
    """
    if not isinstance(history, History):
        raise WrongTypeError("a History", history)
    tasks = [_task(history, *asked, pieces) for asked, pieces in _by_task(history).items()]
    return tuple(sorted(tasks, key=lambda task: (isinstance(task.subject, Layer), -task.answers, task.records)))


@attrs.frozen
class _Piece:
    """Undetermined answers alike, and what they would be either way."""

    place: str
    nationalities: frozenset[str]
    days: range
    if_yes: Counter[Verdict]
    if_no: Counter[Verdict]


def _by_task(history: History) -> Found:
    found: dict[tuple[Subject, str], list[_Piece]] = {}
    supposing = _Supposing(history)
    for place, code, nationalities in each_class(history):
        for stretch in history.timeline(code, place):
            days = _surveyed(history, stretch.span)
            if stretch.verdict is Verdict.UNDETERMINED and days:
                for subject, where, yes, no in supposing.subjects(place, code, stretch):
                    settled = (_settled(days, outcome, len(nationalities)) for outcome in (yes, no))
                    piece = _Piece(place, nationalities, days, *settled)
                    found.setdefault((subject, where), []).append(piece)
    return _on_one_day(history, found)


def _surveyed(history: History, span: DaySpan) -> range:
    """The days of a span that were surveyed, as ordinals."""
    first, last = history.surveyed_from, history.surveyed_through
    if first is None or last is None:
        return range(0)
    return _both(_days(span), range(first.toordinal(), last.toordinal() + 1))


def _days(span: DaySpan) -> range:
    first, last = span.start or Day.min, span.last or LAST_DAY
    return range(first.toordinal(), last.toordinal() + 1)


def _both(one: range, other: range) -> range:
    return range(max(one.start, other.start), min(one.stop, other.stop))


Outcome: TypeAlias = Iterable[tuple[DaySpan, Verdict]]
"""Runs of days, with what would be the verdict on each."""


def _settled(days: range, outcome: Outcome, times: int) -> Counter[Verdict]:
    """How many answers for these days an outcome settles."""
    found = Counter[Verdict]()
    for span, verdict in outcome:
        if verdict is not Verdict.UNDETERMINED and (settled := _both(days, _days(span))):
            found[verdict] += len(settled) * times
    return found


class _Supposing:
    """What the answers of a history would be, if one thing more were known."""

    def __init__(self, history: History) -> None:
        self._history = history
        self._filled: Callable[[Layer, Effect], History] = cache(self._with_base)

    def subjects(
        self, place: str, nationality: str, stretch: Stretch
    ) -> Iterator[tuple[Subject, str, Outcome, Outcome]]:
        """Return what a stretch hangs on, with the place of a silence, and the verdicts if that were settled."""
        for hinge in stretch.hinges:
            yes, no = (_only(stretch, verdicts) for verdicts in (hinge.if_yes, hinge.if_no))
            yield hinge.unknown, "", yes, no
        for unknown in stretch.unsettled:
            yield unknown, "", (), ()
        for conflict in stretch.conflicts:
            if conflict.matters:
                permit, deny = conflict.permit, conflict.deny
                pairs = (permit, deny), (deny, permit)
                ways = (Question(self._history, nationality, place, [pair]) for pair in pairs)
                yes, no = (_verdicts(stretches_of(question)) for question in ways)
                yield conflict, "", yes, no
        for layer in stretch.silences:
            around = from_the_inside_out(self._history.places, place)
            outermost = [each.id for each in around if must_speak(layer, each)][-1]
            filled = (self._filled(layer, effect) for effect in (Effect.PERMIT, Effect.DENY))
            yes, no = (_verdicts(history.timeline(nationality, place)) for history in filled)
            yield layer, outermost, yes, no

    def _with_base(self, layer: Layer, effect: Effect) -> History:
        """The history with policies of this layer for everyone everywhere that were announced before all others."""
        ids = (id_ for number in count() if (id_ := f"supposed-{number}") not in self._history.policies)
        usual: dict[str, Any] = {
            "effect": effect,
            "layer": layer,
            "audience": "everyone",
            "cites": [Citation("supposed")],
        }
        roots = [each.id for each in self._history.places.values() if each.within is None]
        base = [AccessPolicy(id=id_, place=root, **usual) for id_, root in zip(ids, roots, strict=False)]
        policies = {**self._history.policies, **{policy.id: policy for policy in base}}
        return History._of(replaced(self._history, policies=policies))  # noqa: SLF001 - its sources do not matter


def _verdicts(stretches: Iterable[Stretch]) -> Outcome:
    return [(stretch.span, stretch.verdict) for stretch in stretches]


def _only(stretch: Stretch, verdicts: frozenset[Verdict]) -> Outcome:
    """The verdict that is left for the days of a stretch, if one is."""
    return [(stretch.span, verdict) for verdict in verdicts] if len(verdicts) == 1 else []


def _on_one_day(history: History, found: Found) -> Found:
    """The same, with one event for all that surely fell on its day (R6): a question names those that bear on it."""
    unknown = [subject for subject, _ in found if isinstance(subject, EventUnknown)]
    whole = unknown_of(history, (event for each in unknown for event in (each.event, *each.others)))
    merged: dict[tuple[Subject, str], list[_Piece]] = {}
    for (subject, where), pieces in found.items():
        asked = whole[subject.event] if isinstance(subject, EventUnknown) else subject
        merged.setdefault((asked, where), []).extend(pieces)
    return merged


def _task(history: History, subject: Subject, where: str, pieces: Sequence[_Piece]) -> Task:
    records, cites = _evidence(history, subject, where)
    first, last = min(piece.days.start for piece in pieces), max(piece.days.stop for piece in pieces)
    return Task(
        subject=subject,
        what=describe.question(history, subject, where)[0],
        answers=sum(len(piece.days) * len(piece.nationalities) for piece in pieces),
        if_yes=_in_order(sum((piece.if_yes for piece in pieces), Counter())),
        if_no=_in_order(sum((piece.if_no for piece in pieces), Counter())),
        nationalities=frozenset[str]().union(*(piece.nationalities for piece in pieces)),
        places=tuple(sorted({piece.place for piece in pieces})),
        span=DaySpan(Day.fromordinal(first), day_after(Day.fromordinal(last - 1))),
        records=records,
        sources=tuple(sorted({cite.source for cite in cites})),
    )


def _in_order(counts: Counter[Verdict]) -> Mapping[Verdict, int]:
    return FrozenDict({verdict: counts[verdict] for verdict in Verdict if verdict in counts})


def _evidence(history: History, subject: Subject, where: str) -> tuple[tuple[str, ...], Sequence[Citation]]:
    """The records that a subject is about, and what they cite."""
    match subject:
        case EventUnknown(event, others):
            events = [history.events[each] for each in (event, *others)]
            cites = [dating.citation for each in events for dating in each.datings]
            return tuple(f"events.{each.id}" for each in events), cites
        case MembershipUnknown(audience):
            policies = [each for each in history.policies.values() if each.audience == audience]
        case Conflict(permit=permit, deny=deny):
            policies = [history.policies[permit], history.policies[deny]]
        case OpeningUnknown(place):
            return (f"places.{place}",), history.places[place].cites
        case _:
            return (f"places.{where}",), ()
    return tuple(f"policies.{each.id}" for each in policies), [cite for each in policies for cite in each.cites]
