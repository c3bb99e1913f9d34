"""What answers rest on: citations, and the events that may change them."""

from collections.abc import Iterable
from typing import Any

from dprk_tourism._graph import Records, references, replaced, tables, without_lost
from dprk_tourism._model.records import Citation, Resort, from_the_inside_out
from dprk_tourism._rules.answers import EventUnknown, Stretch, Unknown


def citations(records: Records, place: str, stretches: Iterable[Stretch]) -> dict[Citation, list[str]]:
    """Return the citations of the policies that decide in some world, then of the datings of their events.

    Each comes with what cites it, such as `policies.foreigners-barred`.
    """
    answers = tuple(stretches)
    found: dict[Citation, list[str]] = {}
    for policy in dict.fromkeys(p for answer in answers for finding in answer.findings for p in finding.possible):
        for cite in records.policies[policy].cites:
            found.setdefault(cite, []).append(f"policies.{policy}")
    for event in dated_events(records, place, answers):
        for cite in dict.fromkeys(dating.citation for dating in records.events[event].datings):
            found.setdefault(cite, []).append(f"events.{event}")
    return found


def dated_events(records: Records, place: str, stretches: Iterable[Stretch]) -> tuple[str, ...]:
    """Return the ids of the events that start or end these policies, are hinges, or open the resort."""
    ids: list[str] = []
    for stretch in stretches:
        ids += _starts_and_ends(records, (p for finding in stretch.findings for p in finding.possible))
        ids += _events(hinge.unknown for hinge in stretch.hinges)
    return tuple(dict.fromkeys([*ids, *_openings(records, place)]))


def bearing_records(records: Records, nationality: str, places: Iterable[str], also: Iterable[str] = ()) -> Records:
    """Return the records that bear on a nationality at some places: no other changes its answers there (R5).

    They are the places with those around them, the policies for these that could hold the nationality, whatever these
    refer to, however indirectly, and the events that are dated from such events (R2). With the policies in *also*, they
    hold what bears on the nationality once these cover it.
    """
    nearby = {each.id: each for place in places for each in from_the_inside_out(records.places, place)}
    covering = {policy.id for policy in records.policies.values() if nationality in policy.audience.members}
    policies = {p.id: p for p in records.policies.values() if p.place in nearby and p.id in covering.union(also)}
    dated_from: dict[str, list[str]] = {}
    for event in records.events.values():
        for dating in event.datings:
            dated_from.setdefault(dating.after or dating.before or "", []).append(event.id)
    held: dict[str, dict[str, Any]] = {"sources": {}, "places": nearby, "events": {}, "policies": policies}
    open_ones: list[Any] = [*nearby.values(), *policies.values()]
    while open_ones:
        record = open_ones.pop()
        named = [(reference.kind, reference.id) for reference in references(type(record), record, "")]
        for kind, id_ in [*named, *(("events", event) for event in dated_from.get(record.id, ()))]:
            if kind in ("sources", "events") and id_ not in held[kind]:
                held[kind][id_] = tables(records)[kind][id_]
                open_ones.append(held[kind][id_])
    sorted_ones = {kind: dict(sorted(table.items())) for kind, table in held.items()}
    return replaced(records, surveyed_from=records.surveyed_from, **without_lost(sorted_ones))


def bearing_events(records: Records, place: str, stretches: Iterable[Stretch]) -> frozenset[str]:
    """Return the ids of the events that may change these answers.

    They start or end a policy that decides in some world or is outranked in one, open the resort, or are unknown.
    """
    ids = set(_openings(records, place))
    for stretch in stretches:
        pairs = (pair for finding in stretch.findings for pair in finding.outranked)
        ids |= set(_starts_and_ends(records, (p for finding in stretch.findings for p in finding.possible)))
        ids |= set(_starts_and_ends(records, (policy for pair in pairs for policy in pair)))
        ids |= set(_events([*(hinge.unknown for hinge in stretch.hinges), *stretch.unsettled]))
    return frozenset(ids)


def turning_points(records: Records, place: str, before: Stretch, after: Stretch) -> tuple[str, ...]:
    """Return the ids of the bearing events that may, or surely, have happened from the first day of *after* on."""
    windows = {id_: records.window(id_) for id_ in bearing_events(records, place, (before, after))}
    return tuple(sorted(id_ for id_, w in windows.items() if after.span.start in (w.earliest, w.latest)))


def _starts_and_ends(records: Records, policies: Iterable[str]) -> list[str]:
    found = [records.policies[policy] for policy in policies]
    return [event for policy in found for event in (policy.starts, policy.ends) if event is not None]


def _events(unknowns: Iterable[Unknown]) -> list[str]:
    found = [unknown for unknown in unknowns if isinstance(unknown, EventUnknown)]
    return [event for unknown in found for event in (unknown.event, *unknown.others)]


def _openings(records: Records, place: str) -> list[str]:
    around = from_the_inside_out(records.places, place)
    return [each.opens for each in around if isinstance(each, Resort) and each.opens is not None]
