"""What to find out next, and what it would settle."""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

import attrs
import pytest
from factories import REPORT, after, country, event, policy, resort
from hypothesis import given, settings
from inline_snapshot import snapshot
from refusals import refused

import dprk_tourism as dt
from dprk_tourism import (
    Audience,
    Conflict,
    DaySpan,
    EventUnknown,
    History,
    Layer,
    MembershipUnknown,
    OpeningUnknown,
    Task,
    Verdict,
    WrongTypeError,
    agenda,
)
from dprk_tourism._model.days import Day
from dprk_tourism._render.data import task_data
from dprk_tourism.testing import histories

ARTICLE, RECORD = map(dt.load, dt.histories())
RECENTLY = RECORD.amended(surveyed_from="2025-01-01")
"""The record of the days from 2025 on, so that every day can be looked at."""
PERMITTED, DENIED, UNDETERMINED = Verdict
DAYS = DaySpan("2025-07-01", "2025-07-05")


def task(history: History, record: str) -> Task:
    """The first task that is about a record."""
    return next(each for each in agenda(history) if record in each.records)


@cache
def cells(history: History) -> list[tuple[str, str, Day, int]]:
    """Each place, nationality and day surveyed that is undetermined, with how many nationalities answer alike."""
    if history.surveyed_from is None or history.surveyed_through is None:
        return []
    days = range(history.surveyed_from.toordinal(), history.surveyed_through.toordinal() + 1)
    return [
        (place, code, day, len(alike))
        for place in history.places
        for code, alike in history.nationality_classes().items()
        for day in map(Day.fromordinal, days)
        if history.timeline(code, place).at(day).verdict is UNDETERMINED
    ]


def settled(before: History, after: History) -> Counter[Verdict]:
    """How many undetermined answers of one history another one settles, by verdict."""
    found = Counter[Verdict]()
    for place, code, day, times in cells(before):
        found[after.timeline(code, place).at(day).verdict] += times
    del found[UNDETERMINED]
    return found


def counted(history: History) -> Counter[object]:
    """How many undetermined answers hang on each subject, counted day by day."""
    found = Counter[object]()
    for place, code, day, times in cells(history):
        stretch = history.timeline(code, place).at(day)
        found.update(dict.fromkeys((*(hinge.unknown for hinge in stretch.hinges), *stretch.unsettled), times))
        found.update(dict.fromkeys((each for each in stretch.conflicts if each.matters), times))
        found.update(dict.fromkeys(stretch.silences, times))
    return found


def either_way(history: History, found: Task) -> Iterator[History]:
    """The history in which the subject of a task is a yes, and the one in which it is a no.

    An event had happened by each day asked if it was on the first that it may have been on, and by none if on the last.
    """
    match found.subject:
        case EventUnknown(event):
            window = history.window(event)
            for day in (window.earliest, window.latest):
                assert day is not None
                yield history.supposing(days={event: day})
        case MembershipUnknown(audience):
            policy = found.records[0].removeprefix("policies.")
            for belongs in (True, False):
                yield history.supposing(members={policy: dict.fromkeys(audience.possible, belongs)})
        case Conflict(permit=permit, deny=deny):
            for winner, loser in ((permit, deny), (deny, permit)):
                yield history.amended(policies=[attrs.evolve(history.policies[winner], overrides=[loser])])
        case other:
            raise AssertionError(other)


def small(*policies: dt.AccessPolicy, **kinds: Any) -> History:
    """A history of four days surveyed, of one country and a resort in it whose opening no source dates."""
    fields = {"places": [country(), resort(within="dprk")], "sources": [REPORT], "policies": policies, **kinds}
    days = {"surveyed_from": "2025-07-01", "surveyed_through": "2025-07-04"}
    return History(id="small", title="S", **{**days, **fields})


class TestShipped:
    """The agendas of the shipped histories."""

    def test_article(self) -> None:
        """First of all, who was among the Western nations beside the four named: 37 nationalities, on 13 days each."""
        first, second, silence = agenda(ARTICLE)
        western = ARTICLE.policies["western-visits"].audience

        assert (MembershipUnknown(western), 37 * 13) == (first.subject, first.answers)
        assert ({PERMITTED: 481}, {DENIED: 481}) == (first.if_yes, first.if_no)
        assert (western.possible, ("dprk",)) == (first.nationalities, first.places)
        assert DaySpan("2025-02-20", "2025-03-05") == first.span
        assert ("policies.western-visits",) == first.records
        assert {cite.source for cite in ARTICLE.policies["western-visits"].cites} == {*first.sources}
        assert (EventUnknown("ban-notice"), 2) == (second.subject, second.answers)
        assert ({DENIED: 2}, {PERMITTED: 2}) == (second.if_yes, second.if_no)
        assert ("afp-2025-07-18", "ap-2025-07-18", "article") == second.sources
        assert (Layer.ENTRY, ("places.dprk",), ()) == (silence.subject, silence.records, silence.sources)

    def test_silences_come_last(self) -> None:
        """Nothing in the records can settle a silence: it is last, though more answers hang on it."""
        counts = [each.answers for each in agenda(ARTICLE)]

        assert counts != sorted(counts, reverse=True)
        assert 202 * 21 == counts[-1]

    def test_most_first(self) -> None:
        """What most answers hang on comes first."""
        counts = [each.answers for each in agenda(RECENTLY) if not isinstance(each.subject, Layer)]

        assert counts
        assert counts == sorted(counts, reverse=True)

    @pytest.mark.parametrize("history", [ARTICLE, RECENTLY], ids=lambda history: history.id)
    def test_counts(self, history: History) -> None:
        """Each task counts the undetermined answers that hang on it: day by day, they are as many."""
        assert counted(history) == {each.subject: each.answers for each in agenda(history)}

    def test_settled(self) -> None:
        """With the first task of the article settled either way, the answers that it claims are settled."""
        first, visits = agenda(ARTICLE)[0], ARTICLE.policies["western-visits"]
        everybody, nobody = (
            ARTICLE.amended(policies=[attrs.evolve(visits, audience=visits.audience.settled(members))])
            for members in (sorted(visits.audience.possible), list[str]())
        )

        assert (first.if_yes, first.if_no) == (settled(ARTICLE, everybody), settled(ARTICLE, nobody))

    @pytest.mark.slow
    @pytest.mark.parametrize("history", [ARTICLE, RECENTLY], ids=lambda history: history.id)
    def test_supposed(self, history: History) -> None:
        """Whatever is supposed of a task, as many answers as claimed are settled so, at least (law 18)."""
        tasks = [each for each in agenda(history) if not isinstance(each.subject, Layer)]

        assert tasks
        for each in tasks:
            yes, no = either_way(history, each)
            assert Counter(each.if_yes) <= settled(history, yes)
            assert Counter(each.if_no) <= settled(history, no)

    @pytest.mark.parametrize(("effect", "outcome"), [("permit", "if_yes"), ("deny", "if_no")])
    def test_silence(self, effect: str, outcome: str) -> None:
        """If a policy fills a silence, as many answers are settled as claimed."""
        filled = ARTICLE.amended(
            policies=[policy("base", effect, layer="entry", audience="everyone", place="dprk")], sources=[REPORT]
        )

        assert getattr(task(ARTICLE, "places.dprk"), outcome) == settled(ARTICLE, filled)

    def test_views(self) -> None:
        """A view has an agenda of its own: according to the article alone, more days are unknown."""
        assert (
            task(ARTICLE, "events.ban-notice").answers
            < task(ARTICLE.according_to("article"), "events.ban-notice").answers
        )


class TestAnyHistory:
    """Agendas of generated histories."""

    @settings(max_examples=30)
    @given(history=histories())
    def test_every_answer_hangs_on_something(self, history: History) -> None:
        """Tasks count what hangs on them, day by day; events of one day and silences of one layer are added up."""
        expected, found = Counter[object](), Counter[object]()
        for subject, answers in counted(history).items():
            expected[type(subject) if isinstance(subject, EventUnknown) else subject] += answers
        for each in agenda(history):
            found[type(each.subject) if isinstance(each.subject, EventUnknown) else each.subject] += each.answers
            assert 0 < each.answers
            assert max(sum(each.if_yes.values()), sum(each.if_no.values())) <= each.answers

        assert expected == found


class TestSubjects:
    """What a task may be about."""

    def test_opening(self) -> None:
        """If no source says when a resort opened, that is to be found out, with the sources of the resort."""
        cited = resort(within="dprk", cites=[dt.Citation("report", attribute="within")])
        history = small(
            policy("in", "permit", layer="entry", place="dprk", audience="everyone"),
            policy("at", "permit", audience="everyone"),
            places=[country(), cited],
        )

        (found,) = agenda(history)

        assert (OpeningUnknown("wonsan-kalma"), 203 * 4) == (found.subject, found.answers)
        assert ({PERMITTED: 203 * 4}, {DENIED: 203 * 4}) == (found.if_yes, found.if_no)
        assert (("places.wonsan-kalma",), ("report",)) == (found.records, found.sources)
        assert snapshot("When did Wonsan Kalma (wonsan-kalma) open? No source says.") == found.what

    def test_one_audience_of_several_policies(self) -> None:
        """Policies with equal audiences share a task, which names them all."""
        perhaps = Audience(possible=["RU"])
        history = small(
            policy("in", "permit", layer="entry", place="dprk", audience="everyone"),
            policy("a", layer="home-state", place="dprk", audience=perhaps),
            policy("b", layer="entry", place="dprk", audience=perhaps, overrides=["in"]),
        )

        found = task(history, "policies.a")

        assert ("policies.a", "policies.b") == found.records
        assert snapshot("Which nationalities do `a` and `b` cover? So far: perhaps nationals of Russia.") == found.what

    def test_events_of_one_day(self) -> None:
        """Events that surely fell on one day are one task, though some questions know only one of them."""
        history = ARTICLE.amended(
            sources=[REPORT],
            events=[event("also", after("ban-notice", "0"))],
            policies=[
                policy("also-bars", audience=["RU"], starts="also"),
                policy("in", "permit", layer="entry", place="dprk", audience=["BY"], starts="russian-reopening"),
            ],
        )

        found = task(history, "events.also")

        assert EventUnknown("also", ("ban-notice",)) == found.subject
        assert ("events.also", "events.ban-notice") == found.records
        assert (frozenset({"BY", "RU"}), 4) == (found.nationalities, found.answers)

    def test_silence_of_a_resort(self) -> None:
        """What fills a silence of the country fills it inside too; a resort of its own needs rules of its own."""
        history = small(
            policy("supposed-0", "permit", layer="entry", place="dprk"),
            places=[
                country(),
                resort(within="dprk", opens="opens"),
                resort(id="inner", name="I", within="wonsan-kalma"),
            ],
            events=[event("opens", "2024-01-01")],
        )

        found = {each.records[0]: each for each in agenda(history)}

        assert {"places.inner", "places.dprk", "places.wonsan-kalma"} == set(found)
        country_, resorts = found["places.dprk"], found["places.wonsan-kalma"]
        assert (Layer.ENTRY, 3 * 4) == (country_.subject, country_.answers)
        assert {PERMITTED: 4} == country_.if_yes
        assert (Layer.SITE, ("inner", "wonsan-kalma")) == (resorts.subject, resorts.places)
        assert ({PERMITTED: 202 * 4}, {DENIED: 2 * 203 * 4}) == (resorts.if_yes, resorts.if_no)
        assert (
            snapshot(
                "Which rules set by the place itself applied at Wonsan Kalma (wonsan-kalma)? In some cases the data has none."
            )
            == resorts.what
        )

    def test_too_many(self) -> None:
        """If too much is unknown to try, answers hang on each unknown, and nothing is claimed (R18)."""
        events = [event(f"e{number}", "2025-07") for number in range(17)]
        bars = [policy(f"p{each.id}", "deny", starts=each.id) for each in events]
        history = ARTICLE.amended(sources=[REPORT], events=events, policies=bars)

        found = task(history, "events.e0")

        assert (({}, {}), True) == ((found.if_yes, found.if_no), found.answers > 0)

    def test_a_conflict_that_does_not_matter(self) -> None:
        """A conflict is no task where another layer denies whenever it arises."""
        history = ARTICLE.amended(
            sources=[REPORT],
            events=[event("e", "[2025-07-05..2025-07-07]")],
            policies=[
                policy("welcome", "permit", audience=["RU"], starts="resort-opens"),
                policy("barred-too", audience="foreigners", starts="e"),
                policy("home", layer="home-state", place="dprk", audience=["RU"], starts="e"),
            ],
            without=["foreigners-barred"],
        )

        assert {MembershipUnknown, EventUnknown, Layer} == {type(each.subject) for each in agenda(history)}
        assert (4, {DENIED: 4}) == ((found := task(history, "events.e")).answers, found.if_yes)

    def test_nothing_surveyed(self) -> None:
        """Without a day surveyed, nothing is counted."""
        assert () == agenda(History(id="empty", title="E", places=[country()]))
        assert () == agenda(small(surveyed_from="2025-07-05"))

    def test_no_history(self) -> None:
        """Only a history has an agenda."""
        with refused(WrongTypeError, found="article"):
            agenda("article")  # type: ignore[arg-type]


class TestTask:
    """What a task is as a record."""

    def test_one_line(self) -> None:
        """Its `repr` is its question, and how many answers hang on it."""
        found = task(ARTICLE, "events.ban-notice")

        assert f"<Task 2 answers: {found.what}>" == repr(found) == str(found)
        assert (
            snapshot(
                "When did `ban-notice` (The tourism website says that the resort does not receive foreign tourists for now) happen? So far: between 2025-07-16 and 2025-07-18."
            )
            == found.what
        )

    def test_hash(self) -> None:
        """Equal tasks have equal hashes."""
        assert {*agenda(ARTICLE)} == {*agenda(ARTICLE)}

    def test_plain(self) -> None:
        """In plain data, the subject says what it is."""
        unknowns = [task(ARTICLE, "events.ban-notice"), task(ARTICLE, "places.dprk")]
        conflict = task(RECENTLY, "policies.russians-at-resort")

        assert [{"event": "ban-notice"}, {"silence": "entry"}] == [task_data(each)["subject"] for each in unknowns]
        assert {"layer", "permit", "deny", "settled_by", "matters"} == {*task_data(conflict)["subject"]["conflict"]}
