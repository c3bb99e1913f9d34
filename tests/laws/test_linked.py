"""Law 16, second half: histories against days that are tried; and law 21: what changes no answer."""

from itertools import combinations
from math import inf
from typing import Final

import attrs
import pytest
from census import IN_ANSWERS, IN_HISTORIES, law, saw
from factories import after, happened, rebuilt
from hypothesis import strategies as st

from dprk_tourism import DayWindow, Event, History, load
from dprk_tourism._io import SHIPPED
from dprk_tourism._model.days import Day, Distance
from dprk_tourism._model.records import Dating, Status
from dprk_tourism._rules.answers import Answer, Unknown
from dprk_tourism._rules.questions import Question
from dprk_tourism._rules.reference_days import ReferenceDays, Window
from dprk_tourism._rules.worlds import Worlds
from dprk_tourism.testing import Asked, histories, questions, reference_worlds

WORLDS: Final = {name: IN_ANSWERS[name] for name in ("two events as one unknown", "setting that is no world")}


def to_window(days: Window) -> DayWindow:
    """A window of the slow evaluator as a record."""
    return DayWindow(*(None if abs(day) == inf else Day.fromordinal(int(day)) for day in days))


def to_distance(days: Window) -> Distance:
    """A distance of the slow evaluator as a record."""
    return Distance(*(None if abs(day) == inf else int(day) for day in days))


class TestDays:
    """Law 16: windows and distances are those of brute force over days (R2)."""

    @law(16, history=histories(), data=st.data())
    def test_windows_distances_and_disputes(self, history: History, data: st.DataObject) -> None:
        """They are what the days that fit all datings leave, and in a view what its own datings leave."""
        self.check_windows(history)
        self.check_distances(history)
        self.check_windows(history.according_to(*data.draw(st.sets(st.sampled_from(sorted(history.sources))))))

    def check_windows(self, history: History) -> None:
        """The window of each event, and which are disputed."""
        days = ReferenceDays(history)

        assert {event: to_window(days.windows[event]) for event in history.events} == {
            event: history.window(event) for event in history.events
        }
        assert days.disputed == {*history.disputed}
        assert [*history.disputed] == sorted(history.disputed)

    def check_distances(self, history: History) -> None:
        """The distance of every two events, either way round."""
        days = ReferenceDays(history)

        for one, other in combinations(history.events, 2):
            assert to_distance(days.distance(one, other)) == history.distance(one, other), (one, other)
            assert to_distance(days.distance(other, one)) == history.distance(other, one), (other, one)

    @pytest.mark.parametrize("name", SHIPPED)
    def test_shipped_histories(self, name: str) -> None:
        """In the shipped histories, too, and in what the article alone says."""
        for history in (load(name), *([load(name).according_to(name)] if name in load(name).sources else [])):
            self.check_windows(history)

    @pytest.mark.slow
    @pytest.mark.whole
    @pytest.mark.parametrize("name", SHIPPED)
    def test_distances_of_shipped_histories(self, name: str) -> None:
        """So are the distances of every two events in them."""
        for history in (load(name), *([load(name).according_to(name)] if name in load(name).sources else [])):
            self.check_distances(history)


class TestWorlds:
    """Law 16: the settings called worlds are just those that some days realise (R6)."""

    @law(16, floors={**IN_HISTORIES, **WORLDS}, question=questions())
    def test_worlds_are_what_days_realise(self, question: Asked) -> None:
        """What the implications leave of all settings is what the slow evaluator finds days for."""
        history, nationality, place, day = question
        asked = Question(history, nationality, place)
        unknowns = asked.unknowns(day)

        pairs = [pair for pair in asked.implications if {*unknowns}.issuperset(pair)]
        left = settings_of(Worlds(unknowns, pairs).all, unknowns)

        realised = {frozenset(world.setting.items()) for world in reference_worlds(history, nationality, place, day)}
        saw(*["two events as one unknown"][: any(getattr(unknown, "others", ()) for unknown in unknowns)])
        saw(*["setting that is no world"][: len(left) < 2 ** len(unknowns)])
        assert realised == left


def settings_of(worlds: int, unknowns: tuple[Unknown, ...]) -> set[frozenset[tuple[Unknown, bool]]]:
    """The settings in a set of worlds: bit *i* of the number of a setting says whether unknown *i* is a yes."""
    return {
        frozenset((unknown, bool(number >> place & 1)) for place, unknown in enumerate(unknowns))
        for number in range(2 ** len(unknowns))
        if worlds >> number & 1
    }


# --- law 21


def without_conditions(answer: Answer) -> Answer:
    """The answer without its conditions."""
    return attrs.evolve(answer, conditions=(), conditional=False)


class TestNeutral:
    """Law 21: conditions change no verdict (R19), and an event of another status than `happened` no answer (R20)."""

    @law(21, floors={**IN_HISTORIES, "some that did not surely happen": 0.30}, question=questions(), data=st.data())
    def test_conditions_and_plans_change_nothing(self, question: Asked, data: st.DataObject) -> None:
        """Fewer conditions, and fewer, more and other events that did not surely happen."""
        self.check_without_conditions(question)
        self.check_without_plans(question)
        self.check_other_statuses(question, data)
        self.check_more_plans(question, data)

    def check_without_conditions(self, question: Asked) -> None:
        """Without any condition the answer has none, and is the same in all else."""
        history, nationality, place, day = question
        policies = [attrs.evolve(policy, conditions=()) for policy in history.policies.values()]

        bare = rebuilt(history, policies=policies)

        before, after = (Question(each, nationality, place).answer(day) for each in (history, bare))
        assert without_conditions(before) == after

    def check_more_plans(self, question: Asked, data: st.DataObject) -> None:
        """One more plan, allegation or denial, dated from events and an event dated from it, change no answer."""
        history, nationality, place, day = question
        status = data.draw(st.sampled_from([Status.PLANNED, Status.ALLEGED, Status.DENIED]))
        anchor = history.events[data.draw(st.sampled_from(happened(history)))]
        citation = anchor.datings[0].citation
        days = data.draw(st.sampled_from(["0", "0..", "1..3", "-400..-300"]))
        window = Dating(when=data.draw(st.sampled_from(["2025", "[2025-12-01..]"])), citation=citation)
        untrue = Event(
            id="untrue", what="W", datings=[window, after(anchor.id, days, citation=citation)], status=status
        )
        dated_from_it = attrs.evolve(anchor, datings=[*anchor.datings, after("untrue", days, citation=citation)])

        more = history.amended(events=[attrs.evolve(untrue, datings=[window]), dated_from_it])
        further = history.amended(events=[untrue])

        expected = self.timelines(history, nationality, place)
        assert expected == self.timelines(more, nationality, place) == self.timelines(further, nationality, place)
        assert Question(history, nationality, place).answer(day) == Question(further, nationality, place).answer(day)

    def check_without_plans(self, question: Asked) -> None:
        """Without all events that did not surely happen, and what is dated from them, every answer is the same."""
        history, nationality, place, _ = question
        kept = happened(history)
        saw(*["some that did not surely happen"][: len(kept) < len(history.events)])
        events = [self.dated_from(history.events[id_], kept) for id_ in kept]

        bare = rebuilt(history, events=events)

        assert self.timelines(history, nationality, place) == self.timelines(bare, nationality, place)

    def check_other_statuses(self, question: Asked, data: st.DataObject) -> None:
        """Whether something was planned, is alleged or is denied changes no answer, no window and no distance."""
        history, nationality, place, _ = question
        untrue = [Status.PLANNED, Status.ALLEGED, Status.DENIED]
        events = [
            event if event.status is Status.HAPPENED else attrs.evolve(event, status=data.draw(st.sampled_from(untrue)))
            for event in history.events.values()
        ]

        other = rebuilt(history, events=events)

        assert self.timelines(history, nationality, place) == self.timelines(other, nationality, place)
        assert [history.window(event) for event in history.events] == [other.window(event) for event in other.events]

    def dated_from(self, event: Event, kept: list[str]) -> Event:
        """The event without distances from events that are not kept; it had another dating."""
        datings = [each for each in event.datings if {each.after, each.before} <= {None, *kept}]
        return attrs.evolve(event, datings=datings)

    def timelines(self, history: History, nationality: str, place: str) -> tuple[object, ...]:
        """The answers for each day."""
        return history.timeline(nationality, place).stretches
