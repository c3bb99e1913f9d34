"""Changes to histories that the laws speak of, and answers in the words of the reference evaluator."""

from collections.abc import Collection, Iterable
from typing import Any

import attrs
import pendulum

from dprk_tourism import AccessPolicy, Audience, Dating, DayWindow, Event, History
from dprk_tourism.answers import Answer
from dprk_tourism.days import Day
from dprk_tourism.policies import EARLIER
from dprk_tourism.testing import ReferenceAnswer


def later(day: Day, by: int) -> Day:
    """Give the day so many days later."""
    return pendulum.Date.fromordinal(day.toordinal() + by)


def shifted(window: DayWindow, by: int) -> DayWindow:
    """Give the window so many days later."""
    return DayWindow(later(window.earliest, by), later(window.latest, by))


def rebuilt(history: History, **kinds: Any) -> History:
    """Give a new history of the same records, but for the kinds that are named."""
    fields: dict[str, Any] = {
        "sources": history.sources.values(),
        "places": history.places.values(),
        "events": history.events.values(),
        "policies": history.policies.values(),
        "surveyed_through": history.surveyed_through,
    }
    return History(id=history.id, title=history.title, **{**fields, **kinds})


def only(policies: Iterable[AccessPolicy], kept: Collection[str]) -> list[AccessPolicy]:
    """Give the policies of these ids, without overrides of the others."""
    return [
        policy
        if policy.overrides == EARLIER
        else attrs.evolve(policy, overrides=[id_ for id_ in policy.overrides if id_ in kept])
        for policy in policies
        if policy.id in kept
    ]


def dated(event: Event, window: DayWindow) -> Event:
    """Give the event with one dating."""
    return attrs.evolve(event, datings=[Dating(when=window, citation=event.datings[0].citation)])


def without_member(audience: Audience, nationality: str) -> Audience | None:
    """Give the audience to which the nationality surely does not belong; None if nobody is left."""
    certain, possible = audience.certain - {nationality}, audience.possible - {nationality}
    return Audience(certain, possible) if certain or possible else None


def with_member(audience: Audience, nationality: str) -> Audience:
    """Give the audience to which the nationality surely belongs."""
    return Audience(audience.certain | {nationality}, audience.possible - {nationality})


def told(answer: Answer) -> ReferenceAnswer:
    """Give an answer in the words of the reference evaluator."""
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
