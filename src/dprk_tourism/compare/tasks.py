"""What to find out next."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import count
from typing import TypeAlias

import attrs

from dprk_tourism._graph import Records, replaced
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
    for place, code, nationalities in each_class(history):
        supposing = _Supposing(history, code, place)
        for stretch in history.timeline(code, place):
            days = _surveyed(history, stretch.span)
            if stretch.verdict is Verdict.UNDETERMINED and days:
                for subject, where, yes, no in supposing.subjects(stretch):
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
    """What the answers to one question would be, if one thing more were known."""

    def __init__(self, history: History, nationality: str, place: str) -> None:
        self._history, self._nationality, self._place = history, nationality, place
        self._outcome: Callable[[Conflict | Layer, Effect], Outcome] = cache(self._if)

    def subjects(self, stretch: Stretch) -> Iterator[tuple[Subject, str, Outcome, Outcome]]:
        """Return what a stretch hangs on, with the place of a silence, and the verdicts if that were settled."""
        for hinge in stretch.hinges:
            yes, no = ([(stretch.span, _only(verdicts))] for verdicts in (hinge.if_yes, hinge.if_no))
            yield hinge.unknown, "", yes, no
        for unknown in stretch.unsettled:
            yield unknown, "", (), ()
        for conflict in stretch.conflicts:
            if conflict.matters:
                yield conflict, "", *self._either_way(conflict)
        for layer in stretch.silences:
            around = from_the_inside_out(self._history.places, self._place)
            outermost = [each.id for each in around if must_speak(layer, each)][-1]
            yield layer, outermost, *self._either_way(layer)

    def _either_way(self, subject: Conflict | Layer) -> tuple[Outcome, Outcome]:
        return self._outcome(subject, Effect.PERMIT), self._outcome(subject, Effect.DENY)

    def _if(self, subject: Conflict | Layer, effect: Effect) -> Outcome:
        """The verdicts, if the side of a conflict with this effect counts, or if a policy of the layer has it."""
        asked = self._nationality, self._place
        if isinstance(subject, Conflict):
            sides = subject.permit, subject.deny
            question = Question(self._history, *asked, [sides if effect is Effect.PERMIT else sides[::-1]])
        else:
            question = Question(_with_base(self._history, self._place, subject, effect), *asked)
        return [(stretch.span, stretch.verdict) for stretch in stretches_of(question)]


def _only(verdicts: frozenset[Verdict]) -> Verdict:
    """The verdict that is left, if one is."""
    return next(iter(verdicts)) if len(verdicts) == 1 else Verdict.UNDETERMINED


def _with_base(history: History, place: str, layer: Layer, effect: Effect) -> Records:
    """The records and a policy of this layer for everyone everywhere that was announced before all others."""
    id_ = next(id_ for number in count() if (id_ := f"supposed-{number}") not in history.policies)
    root = from_the_inside_out(history.places, place)[-1].id
    policy = AccessPolicy(
        id=id_, effect=effect, layer=layer, audience="everyone", place=root, cites=[Citation("supposed")]
    )
    return replaced(history, policies={**history.policies, id_: policy})


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
