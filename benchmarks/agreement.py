"""Whether peers answer as the library does; nothing is timed before they do.

A mutation moves one event by a day for the peers alone. Each must then fail, or the check would say nothing.
"""

from collections.abc import Sequence
from datetime import timedelta

import attrs

from benchmarks.peers import Peer
from benchmarks.questions import Expected, Question, boundary_questions, expected, random_questions
from dprk_tourism import DayWindow, History, Resort

RANDOM = 5_000
SEED = 20250718


@attrs.frozen
class Checked:
    """How one peer did."""

    peer: str
    asked: int
    left_out: int
    """Questions whose answer it cannot express."""
    wrong: tuple[str, ...]


def can_express(peer: Peer, answer: Expected) -> bool:
    """Return whether the peer can give this answer."""
    return answer.because <= peer.expresses


def checked(peers: Sequence[Peer], history: History, known: History, count: int = RANDOM) -> list[Checked]:
    """Prepare each peer with the records of *known*, and compare it with the answers of *history*."""
    questions = random_questions(history, count, SEED) + boundary_questions(history)
    answers = [expected(history, question) for question in questions]
    for peer in peers:
        peer.prepare(known)
    return [_checked(peer, questions, answers) for peer in peers]


def _checked(peer: Peer, questions: Sequence[Question], answers: Sequence[Expected]) -> Checked:
    wrong: list[str] = []
    asked = 0
    for question, answer in zip(questions, answers, strict=True):
        if not can_express(peer, answer):
            continue
        asked += 1
        verdict, deciding = peer.answer(question.nationality, question.place, question.day)
        if verdict != answer.verdict or (answer.settled and deciding != answer.deciding):
            wrong.append(f"{question}: {verdict} by {deciding}, not {answer.verdict} by {answer.deciding}")
    return Checked(peer.name, asked, len(questions) - asked, tuple(wrong))


def mutations(history: History, days: int) -> dict[str, History]:
    """Return, for each event that starts or ends a policy or opens a resort, the history with it some days later."""
    ids = {event for policy in history.policies.values() for event in (policy.starts, policy.ends)}
    ids |= {place.opens for place in history.places.values() if isinstance(place, Resort)}
    return {
        id_: _shifted(history, id_, timedelta(days=days)) for id_ in sorted(ids - {None}, key=str) if id_ is not None
    }


def _shifted(history: History, id_: str, by: timedelta) -> History:
    event, window = history.events[id_], history.window(id_)
    moved = DayWindow(*(None if day is None else day + by for day in (window.earliest, window.latest)))
    dating = next(each for each in event.datings if each.when is not None)
    return history.amended(events=[attrs.evolve(event, datings=[attrs.evolve(dating, when=moved)])])
