"""Whether peers answer as the library does; nothing is timed before they do.

With a mutation the peers are told of an event one day late while the library is not: each must then fail, or the
check could not fail and would say nothing.
"""

from collections.abc import Sequence
from datetime import timedelta

import attrs

from benchmarks.peers import Peer
from benchmarks.questions import Expected, Question, boundary_questions, expected, random_questions
from dprk_tourism import DayWindow, History

RANDOM = 5_000
SEED = 20250718


@attrs.frozen
class Checked:
    """How one peer did."""

    peer: str
    asked: int
    left_out: int
    """Questions whose answer it cannot express."""
    named: int
    """Questions for which it was to name the policies that decide, too."""
    wrong: tuple[str, ...]
    """What it answered otherwise."""

    @property
    def agrees(self) -> bool:
        """Whether it answered all as the library does."""
        return not self.wrong


def questions_of(history: History, count: int = RANDOM) -> list[Question]:
    """Give the questions of the check: random ones, and all around each boundary."""
    return random_questions(history, count, SEED) + boundary_questions(history)


def can_express(peer: Peer, answer: Expected) -> bool:
    """Whether the peer has words for the answer."""
    return answer.why <= peer.tells


def check(peer: Peer, questions: Sequence[Question], answers: Sequence[Expected]) -> Checked:
    """Ask a peer that is prepared."""
    wrong: list[str] = []
    asked = named = 0
    for question, answer in zip(questions, answers, strict=True):
        if not can_express(peer, answer):
            continue
        asked += 1
        verdict, deciding = peer.answer(question.nationality, question.place, peer.day(question.day))
        compared = deciding is not None and answer.settled
        named += compared
        if verdict != answer.verdict or (compared and deciding != answer.deciding):
            wrong.append(f"{question}: {verdict} by {deciding}, not {answer.verdict} by {answer.deciding}")
    return Checked(peer.name, asked, len(questions) - asked, named, tuple(wrong))


def checked(peers: Sequence[Peer], history: History, told: History, count: int = RANDOM) -> list[Checked]:
    """Prepare each peer with the records of *told*, and compare with the answers of *history*."""
    questions = questions_of(history, count)
    answers = [expected(history, question) for question in questions]
    results = []
    for peer in peers:
        peer.prepare(told)
        results.append(check(peer, questions, answers))
    return results


def mutations(history: History, days: int) -> dict[str, History]:
    """For each event that starts or ends a policy or opens a resort, the history with it some days later.

    Args:
        history: The history as it is.
        days: How many days later; fewer than none for earlier.
    """
    bearing = [event for event in history.events.values() if event.bearing == "access"]
    return {event.id: _shifted(history, event.id, timedelta(days=days)) for event in bearing}


def _shifted(history: History, id_: str, by: timedelta) -> History:
    event = history.events[id_]
    window = DayWindow(event.window.earliest + by, event.window.latest + by)
    return history.amended(events=[attrs.evolve(event, datings=[attrs.evolve(event.datings[0], when=window)])])
