"""Records made in few words, and changes to histories that the laws are about.

Each function fills in what most tests do not care about; a test writes only the fields that it is about.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

import attrs

from dprk_tourism import AccessPolicy, Audience, Citation, Dating, DayWindow, Event, History, Place, Resort, Source
from dprk_tourism._graph import given_first_day
from dprk_tourism._model.days import Day
from dprk_tourism._model.records import EARLIER, Status
from dprk_tourism._rules.answers import Answer
from dprk_tourism.testing import ReferenceAnswer


def source(id_: str = "report", published: Any = "2025-07-01", **fields: Any) -> Source:
    """Return a source of the press."""
    usual = {"kind": "press", "publisher": "P", "title": "T", "published": published}
    return Source(**{"id": id_, **usual, **fields})


REPORT = source()
"""The source that the other records cite."""
CITATION = Citation("report")


def country(**fields: Any) -> Place:
    """Return the country."""
    return Place(**{"id": "dprk", "name": "North Korea", **fields})


def resort(**fields: Any) -> Resort:
    """Return the resort, in the country."""
    return Resort(**{"id": "wonsan-kalma", "name": "Wonsan Kalma", **fields})


def dating(when: Any = None, *, words: str | None = None, citation: Citation = CITATION, **fields: Any) -> Dating:
    """Return a dating of the report, by a window or by a distance."""
    day = None if fields.keys() & {"after", "before"} else "2025-07-01"
    cited = citation if words is None else attrs.evolve(citation, words=words)
    return Dating(**{"when": when or day, "citation": cited, **fields})


def after(earlier: str, days: str = "0..", **fields: Any) -> Dating:
    """Return a dating by the distance from an earlier event."""
    return dating(after=earlier, days=days, **fields)


def event(id_: str, *claims: str | Dating | Mapping[str, Any], words: str | None = None, **fields: Any) -> Event:
    """Return an event with these datings: windows, distances such as `{"after": "a", "days": 14}`, or datings."""

    def made(claim: str | Dating | Mapping[str, Any]) -> Dating:
        if isinstance(claim, Dating):
            return claim
        return dating(claim, words=words) if isinstance(claim, str) else dating(**claim)

    return Event(**{"id": id_, "what": "W", "datings": [*map(made, claims)], **fields})


def policy(id_: str = "foreigners-barred", effect: str = "deny", **fields: Any) -> AccessPolicy:
    """Return a policy of the resort itself, for all foreigners."""
    usual = {"layer": "site", "audience": "foreigners", "place": "wonsan-kalma", "cites": [CITATION]}
    return AccessPolicy(**{"id": id_, "effect": effect, **usual, **fields})


def later(day: Day, by: int) -> Day:
    """Return the day so many days later."""
    return date.fromordinal(day.toordinal() + by)


def shifted(window: DayWindow, by: int) -> DayWindow:
    """Return the window so many days later."""
    return DayWindow(*(None if day is None else later(day, by) for day in (window.earliest, window.latest)))


def rebuilt(history: History, **kinds: Any) -> History:
    """Return a new history of the same records, except for the kinds that are given."""
    fields: dict[str, Any] = {
        "sources": history.sources.values(),
        "places": history.places.values(),
        "events": history.events.values(),
        "policies": history.policies.values(),
        "surveyed_from": given_first_day(history),
        "surveyed_through": history.surveyed_through,
    }
    return History(id=history.id, title=history.title, **{**fields, **kinds})


def only(policies: Iterable[AccessPolicy], kept: Collection[str]) -> list[AccessPolicy]:
    """Return the policies with these ids, without overrides of the others."""
    return [
        policy
        if policy.overrides == EARLIER
        else attrs.evolve(policy, overrides=[id_ for id_ in policy.overrides if id_ in kept])
        for policy in policies
        if policy.id in kept
    ]


def dated(event: Event, window: DayWindow) -> Event:
    """Return the event with one dating."""
    return attrs.evolve(event, datings=[Dating(when=window, citation=event.datings[0].citation)])


def happened(history: History) -> list[str]:
    """Return the ids of the events that happened, sorted: policies may name them."""
    return sorted(id_ for id_, event in history.events.items() if event.status is Status.HAPPENED)


def ordinals(window: DayWindow, room: int = 9) -> tuple[int, int]:
    """Return the first and the last day of a window; an open one goes on for some days only."""
    days = [day.toordinal() for day in (window.earliest, window.latest) if day is not None] or [CENTRE]
    first = min(days) - (room if window.earliest is None else 0)
    return first, max(days) + (room if window.latest is None else 0)


CENTRE = date(2025, 7, 1).toordinal()
"""The day around which events fall of which nothing is known."""


def without_member(audience: Audience, nationality: str) -> Audience | None:
    """Return the audience without the nationality; None if it would be empty."""
    certain, possible = audience.certain - {nationality}, audience.possible - {nationality}
    return Audience(certain, possible) if certain or possible else None


def with_member(audience: Audience, nationality: str) -> Audience:
    """Return the audience with the nationality as a certain member."""
    return Audience(audience.certain | {nationality}, audience.possible - {nationality})


def as_reference(answer: Answer) -> ReferenceAnswer:
    """Return an answer in the form of the reference evaluator."""
    return ReferenceAnswer(
        verdict=answer.verdict,
        projected=answer.projected,
        outcomes={finding.layer: finding.outcomes for finding in answer.findings},
        deciding={finding.layer: frozenset(finding.deciding) for finding in answer.findings},
        possible={finding.layer: frozenset(finding.possible) for finding in answer.findings},
        outranked={finding.layer: frozenset(finding.outranked) for finding in answer.findings},
        hinges={hinge.unknown: (hinge.if_yes, hinge.if_no) for hinge in answer.hinges},
        conflicts=frozenset((pair.layer, pair.permit, pair.deny) for pair in answer.conflicts),
        mattering=frozenset((pair.layer, pair.permit, pair.deny) for pair in answer.conflicts if pair.matters),
        because=frozenset(answer.because),
        assumptions=frozenset(answer.assumptions),
        silences=frozenset(answer.silences),
        disputed=frozenset(answer.disputed),
    )
