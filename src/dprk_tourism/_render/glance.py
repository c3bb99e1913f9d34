"""What a person reads of an answer at a glance. Its sentences are those of the whole answer."""

from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, Final, NamedTuple

from dprk_tourism._graph import Records, is_projected
from dprk_tourism._model.records import Effect, Layer, Visit
from dprk_tourism._render import words
from dprk_tourism._render.describe import (
    BEFORE,
    SINCE,
    Describer,
    Runs,
    Verdicts,
    describer_of,
    is_conditional,
    open_questions,
    silent_layers,
)
from dprk_tourism._rules.answers import Outcome, Reason, Stretch, Verdict
from dprk_tourism._rules.stretches import touches
from dprk_tourism._text import amount, listed

if TYPE_CHECKING:
    from dprk_tourism._rules.alternatives import Alternatives

COLUMNS: Final = 80
"""The columns of a line, unless another width is asked for."""

MOST: Final = 12
"""The most lines that are read at a glance."""

_MOST_NAMED: Final = 3
"""How many of a kind are named; the rest are counted."""

_NOBODY_KNOWS: Final = "profession, visa, second passport"
"""What bears on a journey, and no history holds."""

_MORE: Final = " ..."

_WHEN: Final = "When"
_WHY: Final = "Why"
_DATA: Final = "Data"
_UNCHECKED: Final = "Not checked"
_CUT_LAST: Final = (_WHEN, _WHY, _UNCHECKED, _DATA)

_MOST_RUNS: Final = 4
"""How many runs of days of a stay are listed."""


class Point(NamedTuple):
    """One thing to know of an answer."""

    label: str
    """What it is about, in one or two words."""
    lines: tuple[str, ...]
    """What there is to know; ids are in backticks."""


class Glance(NamedTuple):
    """An answer in a few lines."""

    verdict: Verdict
    """The answer."""
    label: str
    """The answer as people read it: `permitted, on conditions, projected`."""
    question: str
    """Who, where and when."""
    points: tuple[Point, ...]
    """What to know of it, the most important first."""


def glance_of(
    records: Records,
    visit: Visit,
    verdict: Verdict,
    runs: Runs,
    stretches: Sequence[Stretch],
    elsewhere: Verdicts,
    otherwise: Verdicts,
    instead: "Alternatives | None",
    more_places: Mapping[str, int],
    basis: str,
) -> Glance:
    """Return the answer to a visit in a few lines.

    *instead* is what is permitted in place of it, if that matters, *more_places* is how many places other histories
    have that this one lacks, and *basis* is the history that was asked, in words.
    """
    describer = describer_of(records, visit)
    projected = any(stretch.projected for stretch in stretches)
    supposed = records.suppositions
    conditional = is_conditional(verdict, stretches)
    label = words.verdict(verdict, projected=projected, conditional=conditional, supposed=bool(supposed))
    where = words.name(records.places[visit.place])
    conditions = {word for stretch in stretches for word in stretch.conditions}
    disputed = dict.fromkeys(f"`{event}`" for stretch in stretches for event in stretch.disputed)
    points = {
        "Otherwise": [f"the history `{id_}` answers {answer}" for id_, answer in otherwise.items()],
        "Supposed": [_few(supposed)] if supposed else [],  # R21
        _WHEN: _when(records, visit, runs, stretches),
        _WHY: _why(describer, visit, verdict, stretches),
        "Conditions": [words.conditions(sorted(conditions))] if conditions and verdict is not Verdict.DENIED else [],
        "Disputed": [f"the day of {_few([*disputed])}"] if disputed else [],  # R2
        "Elsewhere": _elsewhere(records, elsewhere),
        "Instead": [] if instead is None else _instead(records, visit, elsewhere, instead, more_places),
        _UNCHECKED: [_unchecked(describer, stretches)],
        _DATA: [" ".join(_survey(records, visit, basis, stretches))],
    }
    said = (Point(heading, tuple(lines)) for heading, lines in points.items())
    question = f"{describer.nationality} at {where} {words.when(visit)}"
    return Glance(verdict, label, question, tuple(point for point in said if point.lines))


def plain_text(glance: Glance) -> str:
    """Return an answer in a few lines as plain text."""
    return "\n".join(lines_of(glance, f"{glance.label.capitalize()}: {glance.question}"))


def lines_of(glance: Glance, title: str, columns: int = COLUMNS) -> list[str]:
    """Return an answer under a title: with fewer reasons and shorter ones, until twelve lines hold it.

    Narrow lines may be more.
    """
    head = wrap(title, columns, subsequent_indent="  ", break_on_hyphens=False, max_lines=2, placeholder=_MORE)
    most = MOST if columns >= COLUMNS else MOST * COLUMNS // columns
    several = range(max(len(point.lines) for point in glance.points if point.label != _WHEN))
    fewer = ((left_out, 1, None) for left_out in several)
    shorter = ((several[-1], 1, longest) for longest in (3, 2, 1))
    ways = [(0, None, None), *fewer, *shorter]  # what is not the reason is cut first
    needed = _needed(glance.points)
    layouts = [(glance.points, ways[0]), *((needed, way) for way in ways)]
    laid_out = ([*head, *_laid_out(points, columns, *way)] for points, way in layouts)
    return next(lines for lines in laid_out if len(lines) <= most)  # by the last way each point takes one line


def least_lines(points: Sequence[Point]) -> int:
    """Return how many lines the points take at least."""
    return sum(len(point.lines) if point.label == _WHEN else 1 for point in _needed(points))


def _needed(points: Sequence[Point]) -> tuple[Point, ...]:
    """The points without the reasons, if these are beside several runs of days too."""
    several = any(point.label == _WHEN and len(point.lines) > 1 for point in points)
    return tuple(point for point in points if not several or point.label != _WHY)


def _laid_out(
    points: Sequence[Point], columns: int, left_out: int, longest: int | None, longest_reason: int | None
) -> Iterator[str]:
    """The points, each beside its label: of several lines some are left out, and each is cut after so many.

    *longest_reason* is for what is cut last: the days, the reasons, and what the data lacks.
    """
    margin = max(len(point.label) for point in points) + 4
    for point in points:
        shown = point.lines if point.label == _WHEN else point.lines[: max(len(point.lines) - left_out, 1)]
        more = len(point.lines) - len(shown)
        beside = f"  {point.label}".ljust(margin)
        for line in (*shown[:-1], f"{shown[-1]} (and {amount(more, 'more reason')})" if more else shown[-1]):
            yield from wrap(
                line,
                columns,
                initial_indent=beside,
                subsequent_indent=" " * margin,
                break_on_hyphens=False,
                max_lines=longest_reason if point.label in _CUT_LAST else longest,
                placeholder=_MORE,
            )
            beside = " " * margin


def _when(records: Records, visit: Visit, runs: Runs, stretches: Sequence[Stretch]) -> list[str]:
    """The run of days with this verdict; of a stay that touches several, each with its reason in short (R15)."""
    if len(runs) == 1:
        return [f"{answer} {words.span(span)}" for answer, span in runs]
    shown = runs if len(runs) <= _MOST_RUNS else runs[: _MOST_RUNS - 1]
    said = []
    for answer, span in shown:
        first = visit.arrival if span.start is None else max(visit.arrival, span.start)
        last = visit.last_day if span.last is None else min(visit.last_day, span.last)
        reasons = in_short(records, answer, [each for each in stretches if touches(each.span, first, last)])
        days = str(first) if first == last else f"{first} to {last}"
        said.append(f"{days}: {answer}{f', {reasons}' if reasons else ''}")
    return [*said, *([f"and {amount(len(runs) - len(shown), 'more run')} of days"] if len(shown) < len(runs) else [])]


def in_short(records: Records, verdict: Verdict, stretches: Sequence[Stretch]) -> str:
    """Return what denies, or what is open, by ids; a permission needs no reason."""
    if verdict is Verdict.PERMITTED:
        return ""
    if verdict is Verdict.UNDETERMINED:
        return "; ".join(open_questions(stretches))
    findings = [finding for stretch in stretches for finding in stretch.findings]
    possible = dict.fromkeys(id_ for finding in findings for id_ in finding.possible)
    denying = [f"`{id_}`" for id_ in possible if records.policies[id_].effect is Effect.DENY]
    unopened = any(Outcome.NOT_YET_OPEN in finding.outcomes for finding in findings)
    return ", ".join([*([f"by {_few(denying)}"] if denying else []), *(["not open yet"] if unopened else [])])


def _why(describer: Describer, visit: Visit, verdict: Verdict, stretches: Sequence[Stretch]) -> list[str]:
    """What leaves the verdict open, or else which policies bring it about; what surely does so first."""
    if verdict is Verdict.UNDETERMINED:
        return [*dict.fromkeys(line for stretch in stretches for line in describer.settling(stretch))]
    found: dict[str, bool] = {}
    for stretch in stretches:
        if stretch.verdict is verdict:
            found |= dict(_reasons(describer, visit, stretch))
    return sorted(found, key=lambda line: not found[line])


def _reasons(describer: Describer, visit: Visit, stretch: Stretch) -> Iterator[tuple[str, bool]]:
    """What permits, or what denies, on some days; each with whether it surely does so (R11)."""
    denied = stretch.verdict is Verdict.DENIED
    effect = Effect.DENY if denied else Effect.PERMIT
    for finding in stretch.findings:
        for policy in (describer.records.policies[id_] for id_ in finding.possible):
            if policy.effect is effect:
                sure = policy.id in finding.deciding
                yield f"{finding.layer}: {words.dated_policy(describer.records, policy, sure=sure)}", sure
        if denied and Outcome.NOT_YET_OPEN in finding.outcomes:
            sure = len(finding.outcomes) == 1
            for said, _ in describer.unopened((visit.arrival, visit.last_day), stretch.span):
                yield f"{finding.layer}: {said}", sure


def _unchecked(describer: Describer, stretches: Sequence[Stretch]) -> str:
    """What no record covers. A place within the country may have rules of its own too (R10)."""
    layers = (Layer.HOME_STATE, *([Layer.SITE] if describer.records.places[describer.place].within else []))
    silent = frozenset(layer for stretch in stretches for layer in silent_layers(stretch))
    return "; ".join([*(describer.rules(layer) for layer in layers if layer in silent), _NOBODY_KNOWS])


def _elsewhere(records: Records, elsewhere: Verdicts) -> list[str]:
    """The verdicts on the places around, each of which holds for that place as a whole, and on those inside."""
    found: dict[Verdict, list[str]] = {}
    around = []
    for id_, answer in elsewhere.items():
        place = records.places[id_]
        if place.within is None:
            around.append(f"{words.name(place)} as a whole: {answer}")
        else:
            found.setdefault(answer, []).append(words.name(place))
    said = [*around, *(f"{verdict} at {_few(found[verdict])}" for verdict in Verdict if verdict in found)]
    return ["; ".join(said)] if said else []


def _instead(
    records: Records, visit: Visit, elsewhere: Verdicts, instead: "Alternatives", more_places: Mapping[str, int]
) -> list[str]:
    """The permitted days around a visit, and the places on its days that were not named as elsewhere.

    If there is none of either, which other history has more places.
    """
    others = [words.name(records.places[id_]) for id_ in instead.places if id_ not in elsewhere]
    days = [
        f"{when} permitted on {day}{', projected' if is_projected(records, day) else ''}"
        for when, day in (("last", instead.before), ("next", instead.after))
        if day is not None
    ]
    if others:
        there = [f"other places {'that day' if visit.arrival == visit.last_day else 'on these days'}: {_few(others)}"]
    else:
        more = {} if days else more_places
        there = [f"`{id_}` has {amount(count, 'more place')}" for id_, count in more.items()]
    return ["; ".join([*(days or ["permitted on no other day"]), *there])]


def _survey(records: Records, visit: Visit, basis: str, stretches: Sequence[Stretch]) -> Iterator[str]:
    """What was asked, the days that its data covers, and what the answer assumes beyond them (R14)."""
    first, last = records.surveyed_from, records.surveyed_through
    covered = words.surveyed(records)
    yield f"{basis} covers {f'{first} to {last}' if covered else 'no day'}."
    if covered and not any(Reason.PROJECTED in stretch.because for stretch in stretches):
        if first is not None and visit.arrival < first:
            yield BEFORE
        if last is not None and last < visit.last_day:
            yield SINCE


def _few(items: Sequence[str]) -> str:
    """The first few items, and how many more there are."""
    shown = items[:_MOST_NAMED] if len(items) > _MOST_NAMED + 1 else items
    return listed([*shown, *([f"{len(items) - len(shown)} more"] if len(shown) < len(items) else [])])
