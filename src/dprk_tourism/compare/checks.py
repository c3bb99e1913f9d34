"""What an editor should look into."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

import attrs

from dprk_tourism._graph import network, root_of
from dprk_tourism._model.days import DaySpan
from dprk_tourism._model.records import AccessPolicy, Citation, Ending, Layer, Status, from_the_inside_out
from dprk_tourism._render import describe, words
from dprk_tourism._rules.answers import Conflict, Reason, Remark, RemarkKind, Stretch
from dprk_tourism._rules.integrity import never_in_force
from dprk_tourism._rules.stretches import runs
from dprk_tourism._shown import Remarks
from dprk_tourism.compare.classes import each_class
from dprk_tourism.errors import WrongTypeError
from dprk_tourism.history import History

K = TypeVar("K", bound=Hashable)


def check(history: History) -> tuple[Remark, ...]:
    """Return what an editor of *history* should look into.

    Silent stretches and conflicts come with their places, spans and nationalities, those of a whole country once;
    then disputed datings, policies that never decide anything, ends without a source, what rests on one root only,
    and what rests on few words or none.

    >>> import dprk_tourism as dt
    >>> remarks = dt.check(dt.load("article"))
    >>> [(r.place, r.span.end) for r in remarks if r.kind == "silent"]
    [('dprk', datetime.date(2020, 1, 22))]

    Args:
        history: The history to look at.
    """
    if not isinstance(history, History):
        raise WrongTypeError("a History", history)
    checks = (
        *(_silences, _conflicts, _disputes, _plans, _idle_policies),
        *(_open_ends, _parts, _single_roots, _unquoted, _uncited),
    )
    return Remarks(remark for each in checks for remark in each(history))


def _remark(kind: RemarkKind, what: str, *records: str, **where: Any) -> Remark:
    return Remark(kind=kind, what=what, records=records, **where)


def _silences(history: History) -> Iterator[Remark]:
    def silent(stretch: Stretch) -> Iterator[tuple[Layer, str]]:
        for layer in stretch.silences:
            yield layer, "in some cases " if stretch.finding(layer).possible else ""

    for (place, span, (layer, when)), nationalities in _where(history, silent).items():
        what = f"{when}no `{layer}` policy covers {place}"
        where = {"nationalities": nationalities, "place": place, "span": span}
        yield _remark(RemarkKind.SILENT, what, f"places.{place}", **where)


def _conflicts(history: History) -> Iterator[Remark]:
    def contradicting(stretch: Stretch) -> Iterable[Conflict]:
        return (attrs.evolve(conflict, matters=True) for conflict in stretch.conflicts)  # a conflict is one all along

    for (place, span, conflict), nationalities in _where(history, contradicting).items():
        records = f"policies.{conflict.permit}", f"policies.{conflict.deny}"
        where = {"nationalities": nationalities, "place": place, "span": span}
        yield _remark(RemarkKind.CONFLICT, describe.conflict(conflict), *records, **where)


def _disputes(history: History) -> Iterator[Remark]:
    """R2: events whose datings contradict each other, with the days that clash and the events that they are of."""
    for event in map(history.events.__getitem__, history.disputed):
        links = [link for link in network(history).contradicted if link.carrier == event.id]
        others = {end for link in links for end in (link.earlier, link.later)} - {event.id}
        records = (f"events.{id_}" for id_ in (event.id, *sorted(others)))
        yield _remark(RemarkKind.DISPUTED, " ".join(words.disputes(history, event)), *records)


def _plans(history: History) -> Iterator[Remark]:
    """R20: events that happened, and are dated from one that did not surely."""
    for event in history.events.values():
        for dating in event.datings if event.status is Status.HAPPENED else ():
            other = history.events.get(dating.after or dating.before or "")
            if other is not None and other.status is not Status.HAPPENED:
                claim = f"`{event.id}` is dated from `{other.id}`, which is {other.status}"
                what = f"{claim}, so this says nothing of its day: {words.dating(dating)}"
                yield _remark(RemarkKind.NOT_HAPPENED, what, f"events.{event.id}", f"events.{other.id}")


def _idle_policies(history: History) -> Iterator[Remark]:
    decided = {
        policy
        for place, code, _ in each_class(history)
        for stretch in history.timeline(code, place).stretches
        for finding in stretch.findings
        for policy in finding.possible
    }
    for policy in history.policies.values():
        if never_in_force(history, policy):
            what = f"`{policy.id}` can never be in force: `{policy.ends}` happened no later than `{policy.starts}`"
            yield _remark(RemarkKind.NEVER_IN_FORCE, what, f"policies.{policy.id}")
        elif policy.id not in decided and not _is_untried(history, policy):
            what = f"`{policy.id}` never decides anything: wherever it applies, others outrank it"
            yield _remark(RemarkKind.NEVER_DECIDES, what, f"policies.{policy.id}")


def _is_untried(history: History, policy: AccessPolicy) -> bool:
    """Whether too much is unknown, somewhere, to tell whether it decides (R18)."""
    return any(
        Reason.TOO_MANY_UNKNOWNS in stretch.because
        for place, code, _ in each_class(history)
        if code in policy.audience.members
        and policy.place in {around.id for around in from_the_inside_out(history.places, place)}
        for stretch in history.timeline(code, place).stretches
    )


def _open_ends(history: History) -> Iterator[Remark]:
    for policy in history.policies.values():
        if policy.ending_or_default is Ending.UNSTATED:
            what = f"no source says whether `{policy.id}` ends"
            yield _remark(RemarkKind.UNSOURCED_END, what, f"policies.{policy.id}")


def _parts(history: History) -> Iterator[Remark]:
    for policy in history.policies.values():
        whole = {cite.source for cite in policy.cites if cite.attribute is None}
        parts = [cite for cite in policy.cites if cite.attribute is not None and cite.source not in whole]
        if len(whole) == 1 and parts:
            what = f"only {min(whole)} makes the whole claim of `{policy.id}`, beside {words.cited(parts)}"
            yield _remark(RemarkKind.CITED_IN_PART, what, f"policies.{policy.id}")


def _single_roots(history: History) -> Iterator[Remark]:
    """Events and policies whose sources all go back to one; a citation of a part of a policy does not count."""
    roots: dict[str, set[str]] = {}
    for path, cite in _citations(history):
        if cite.attribute is None and not path.startswith("places."):
            roots.setdefault(path, set()).add(root_of(history.sources, cite.source))
    for path, found in roots.items():
        if len(found) == 1:
            what = f"`{path.partition('.')[2]}` rests on one root only: {min(found)}"
            yield _remark(RemarkKind.SINGLE_ROOT, what, path, f"sources.{min(found)}")


def _unquoted(history: History) -> Iterator[Remark]:
    for path, cite in _citations(history):
        passages = history.sources[cite.source].passages
        if passages and (cite.words is None or cite.at not in passages):
            lacks = "cites no words of it" if cite.at in passages else "names none of its passages"
            what = f"a citation {lacks}: {words.cited([cite])}"
            yield _remark(RemarkKind.UNQUOTED, what, path, f"sources.{cite.source}")


def _uncited(history: History) -> Iterator[Remark]:
    cited = {cite.source for _, cite in _citations(history)}
    for id_ in history.sources:
        if id_ not in cited:
            yield _remark(RemarkKind.UNCITED, f"no record cites `{id_}`", f"sources.{id_}")


def _citations(history: History) -> Iterator[tuple[str, Citation]]:
    """Every citation, with the record that it belongs to."""
    for event in history.events.values():
        yield from ((f"events.{event.id}", dating.citation) for dating in event.datings)
    for kind in ("places", "policies"):
        for record in getattr(history, kind).values():
            yield from ((f"{kind}.{record.id}", cite) for cite in record.cites)


def _where(
    history: History, found: Callable[[Stretch], Iterable[K]]
) -> Mapping[tuple[str, DaySpan, K], frozenset[str]]:
    """Where something is found: its place, its longest runs of days, and the nationalities alike in both.

    What is found for all of an enclosing place too is listed there only.
    """
    places: dict[tuple[str, DaySpan, K], frozenset[str]] = {}
    for place, code, nationalities in each_class(history):
        stretches = [(stretch.span, tuple(found(stretch))) for stretch in history.timeline(code, place)]
        for each in dict.fromkeys(one for _, those in stretches for one in those):
            for span, present, _ in runs((span, each in those) for span, those in stretches):
                if present:
                    key = place, span, each
                    places[key] = places.get(key, frozenset()) | nationalities
    around = {place.id: place.within for place in history.places.values()}
    return {key: who for key, who in places.items() if who != places.get((around[key[0]] or "", *key[1:]))}
