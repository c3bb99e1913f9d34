"""The rules of meaning, one class each, on the smallest histories that show them."""

import datetime as dt
import itertools
from collections.abc import Mapping
from math import inf
from typing import Any, TypeAlias

import attrs
import factories
import pytest
from factories import CITATION, REPORT, country, event, source
from hypothesis import example, given
from hypothesis import strategies as st
from refusals import refused

from dprk_tourism import (
    AccessPolicy,
    Audience,
    Citation,
    Conflict,
    DaySpan,
    DayWindow,
    Distance,
    Event,
    EventUnknown,
    History,
    InvalidHistoryError,
    Layer,
    MembershipUnknown,
    OpeningUnknown,
    Outcome,
    Place,
    Reason,
    Resolution,
    Resort,
    UnknownNameError,
    Verdict,
    Visit,
    WrongTypeError,
)
from dprk_tourism._network import Range
from dprk_tourism._rules.questions import MOST_UNKNOWNS, Question
from dprk_tourism._rules.ranks import announced
from dprk_tourism._rules.stretches import is_cut_short, strictly, touches

PERMITTED, DENIED, UNDETERMINED = Verdict.PERMITTED, Verdict.DENIED, Verdict.UNDETERMINED
PLACES = (
    country(),
    Place(id="zone", name="A zone", within="dprk"),
    Resort(id="resort", name="A resort", within="zone", opens="opening"),
    Place(id="beach", name="A beach in the resort", within="resort"),
)
OPENING = ("opening", "2020-01-01")


def policy(id_: str, effect: str, audience: object, **more: object) -> AccessPolicy:
    """A policy of entry to the country, unless the test says otherwise."""
    return factories.policy(id_, effect, **{"layer": "entry", "place": "dprk", "audience": audience, **more})


IN, OUT = policy("in", "permit", "everyone"), policy("out", "deny", "everyone")
"""Two policies that contradict each other, if both are there."""


Claims: TypeAlias = str | Mapping[str, object] | tuple[str | Mapping[str, object], ...]


def history(
    events: Mapping[str, Claims], *policies: AccessPolicy, through: str = "2030-01-01", since: str | None = None
) -> History:
    """A history of the given events and policies, in the country with a zone, a resort and a beach."""
    claims = {**dict([OPENING]), **events}
    return History(
        id="small",
        title="A small history",
        sources=[REPORT],
        places=PLACES,
        events=[event(id_, *(days if isinstance(days, tuple) else [days])) for id_, days in claims.items()],
        policies=policies,
        surveyed_from=since,
        surveyed_through=through,
    )


def verdict(asked: History, passport: str, day: str, place: str = "dprk") -> Verdict:
    """The verdict for one day."""
    return asked.decide(Visit(passport, place, day)).verdict


def windows(asked: History, *ids: str) -> list[str]:
    """The windows of some events, as they are written."""
    return [str(asked.window(id_)) for id_ in ids]


class TestR2SeveralDatings:
    """R2: the window of an event is the intersection of its datings, or covers them if they share no day."""

    @pytest.mark.parametrize(
        ("when", "window"),
        [
            (("2025-07-01",), "2025-07-01"),
            (("2024", "2024-02-09"), "2024-02-09"),
            (("2024-02-09", "2024"), "2024-02-09"),
            (("2025-07", "[2025-07-16..2025-07-18]", "[2025-07-14..2025-07-18]"), "[2025-07-16..2025-07-18]"),
            (("[2025-07-01..2025-07-16]", "[2025-07-16..2025-07-31]"), "2025-07-16"),
            (("2025", "[2025-07-16..]"), "[2025-07-16..2025-12-31]"),
            (("[2025-07-16..]", "[2025-07-18..]"), "[2025-07-18..]"),
            (("[..2025-07-18]", "[2025-07-16..]"), "[2025-07-16..2025-07-18]"),
        ],
    )
    def test_intersection(self, when: tuple[str, ...], window: str) -> None:
        """Datings that share days leave the days that they share."""
        asked = history({"shut": when})

        assert [window] == windows(asked, "shut")
        assert () == asked.disputed

    @pytest.mark.parametrize(
        ("when", "window"),
        [
            (("2025-07-10", "2025-07-12"), "[2025-07-10..2025-07-12]"),
            (("[2025-07-01..2025-07-16]", "[2025-07-17..2025-07-31]"), "2025-07"),
            (("2024", "2024-02-09", "2024-02-11"), "2024"),
            (("2024", "[2025-07-16..]"), "[2024-01-01..]"),
            (("2024", "[..2023-07-16]"), "[..2024-12-31]"),
        ],
    )
    def test_dispute(self, when: tuple[str, ...], window: str) -> None:
        """Datings that share no day are disputed, and leave the smallest window that covers all."""
        asked = history({"shut": when})

        assert [window] == windows(asked, "shut")
        assert ("shut",) == asked.disputed

    @given(st.lists(st.tuples(st.integers(1, 9), st.integers(0, 4)), min_size=1, max_size=4))
    @example([(1, 0), (2, 0)])
    def test_day_by_day(self, rows: list[tuple[int, int]]) -> None:
        """Counted day by day, the window is what all datings share, else all from the first day to the last."""
        claimed = [set(range(first, first + more + 1)) for first, more in rows]
        common, every = set.intersection(*claimed), set.union(*claimed)
        expected = common or every
        asked = history({"shut": tuple(f"[2025-07-{min(days):02}..2025-07-{max(days):02}]" for days in claimed)})

        assert DayWindow(f"2025-07-{min(expected):02}", f"2025-07-{max(expected):02}") == asked.window("shut")
        assert (() if common else ("shut",)) == asked.disputed

    def test_answers_in_the_intersection(self) -> None:
        """An answer hinges on an event on the days that all its datings share, but for the last."""
        asked = history(
            {"shut": ("2025-05", "[2025-05-20..2025-06-10]")}, policy("bar", "deny", "everyone", starts="shut")
        )

        assert [UNDETERMINED, UNDETERMINED, DENIED] == [
            verdict(asked, "RU", day) for day in ("2025-05-19", "2025-05-20", "2025-05-31")
        ]

    def test_answers_in_a_dispute(self) -> None:
        """Datings that share no day leave all days between, and the answer says that it leans on a dispute."""
        asked = history({"shut": ("2025-05-01", "2025-05-04")}, policy("bar", "deny", "everyone", starts="shut"))

        decision = asked.decide(Visit("RU", "dprk", "2025-05-02"))

        assert (UNDETERMINED, ("shut",)) == (decision.verdict, decision.disputed)

    def test_what_leans_on_a_dispute(self) -> None:
        """An answer that nothing leaves open leans on the start of its policy and on the opening of its resort."""
        asked = history(
            {"shut": ("2025-05-01", "2025-05-04"), "opening": ("2020-01-01", "2020-01-03")},
            policy("bar", "deny", "everyone", starts="shut"),
        )

        decision = asked.decide(Visit("RU", "resort", "2025-06-01"))

        assert (DENIED, (), ("opening", "shut")) == (decision.verdict, decision.hinges, decision.disputed)

    @pytest.mark.parametrize(("window", "settled"), [("[2025-05-01..]", None), ("[..2025-05-01]", "2025-05-01")])
    def test_open_window(self, window: str, settled: str | None) -> None:
        """An event without a latest day never surely happens; one without an earliest may always have."""
        asked = history({"shut": window}, policy("bar", "deny", "everyone", starts="shut"))

        days = ("0001-01-01", "2025-04-30", "2025-05-01", "9999-12-31")
        expected = [UNDETERMINED, UNDETERMINED, *([DENIED] * 2 if settled else [UNDETERMINED] * 2)]
        hinges = [len(asked.decide(Visit("RU", "dprk", day)).hinges) for day in days]

        assert expected == [verdict(asked, "RU", day) for day in days]
        assert ([1, 1, 0, 0] if settled else [0, 0, 1, 1]) == hinges


MAY = "2025-05"


class TestR2Distances:
    """R2: windows and distances together leave the tightest windows and the tightest distances."""

    @pytest.mark.parametrize(
        "claims",
        [
            {"a": MAY, "b": (MAY, {"after": "a", "days": "14.."})},
            {"a": (MAY, {"before": "b", "days": "14.."}), "b": MAY},
            {"a": (MAY, {"after": "b", "days": "-30..-14"}), "b": MAY},
        ],
        ids=["after", "before", "turned"],
    )
    def test_narrows_both(self, claims: Mapping[str, Claims]) -> None:
        """A distance narrows both events, whichever of them carries it."""
        asked = history(claims)

        assert ["[2025-05-01..2025-05-17]", "[2025-05-15..2025-05-31]"] == windows(asked, "a", "b")
        assert (Distance(14, 30), Distance(-30, -14)) == (asked.distance("a", "b"), asked.distance("b", "a"))
        assert () == asked.disputed

    def test_distance_without_a_window(self) -> None:
        """An event that is only dated by a distance has the window that this leaves."""
        asked = history({"a": "2025-05-10", "b": {"after": "a"}, "c": {"before": "a", "days": "2..4"}})

        assert ["[2025-05-10..]", "[2025-05-06..2025-05-08]"] == windows(asked, "b", "c")

    def test_events_that_only_date_each_other(self) -> None:
        """Events that no window reaches have open windows, and a distance all the same."""
        asked = history({"a": {"before": "b", "days": "3"}, "b": {"after": "a", "days": "3"}})

        assert [DayWindow(None, None)] * 2 == [asked.window("a"), asked.window("b")]
        assert Distance(3, 3) == asked.distance("a", "b")

    def test_chain(self) -> None:
        """Distances add up along a chain, and a window at one end reaches the other."""
        asked = history({"a": "2025-05-01", "b": {"after": "a", "days": "3..5"}, "c": {"after": "b", "days": "10"}})

        assert ["[2025-05-14..2025-05-16]"] == windows(asked, "c")
        assert Distance(13, 15) == asked.distance("a", "c")

    def test_what_nothing_links(self) -> None:
        """The distance of two events that no distance links is that of their windows; to itself it is none."""
        asked = history({"a": "[2025-05-01..2025-05-04]", "b": "[2025-05-03..2025-05-09]", "c": "[2025-05-20..]"})

        assert Distance(-1, 8) == asked.distance("a", "b")
        assert Distance(16, None) == asked.distance("a", "c")
        assert Distance(0, 0) == asked.distance("a", "a")

    def test_contradicted_alone(self) -> None:
        """A distance that the two windows refute is set aside: the days that sources print outweigh it."""
        asked = history({"a": "2025-05-01", "b": ("2025-05-14", {"after": "a", "days": "14.."})})

        assert ["2025-05-01", "2025-05-14"] == windows(asked, "a", "b")
        assert Distance(13, 13) == asked.distance("a", "b")
        assert ("b",) == asked.disputed

    def test_the_carrier_is_disputed(self) -> None:
        """The event whose dating it is is disputed, were it the earlier of the two."""
        asked = history({"a": ("2025-05-01", {"before": "b", "days": "14.."}), "b": "2025-05-14"})

        assert ("a",) == asked.disputed

    def test_contradicted_in_a_group(self) -> None:
        """Two distances that each leave days, and together none, are both set aside, and both carriers disputed."""
        asked = history(
            {
                "a": MAY,
                "b": (MAY, {"after": "a", "days": "20.."}),
                "c": (MAY, {"after": "b", "days": "20.."}),
                "d": (MAY, {"after": "other", "days": "20.."}),
                "other": MAY,
            }
        )

        assert [MAY, MAY, MAY] == windows(asked, "a", "b", "c")
        assert Distance(-30, 30) == asked.distance("a", "b")
        assert ("b", "c") == asked.disputed
        assert ["[2025-05-21..2025-05-31]"] == windows(asked, "d")  # another group is as it was

    def test_implied(self) -> None:
        """A distance that the windows imply anyway links nothing: it neither narrows nor is set aside with others."""
        asked = history(
            {
                "a": MAY,
                "b": (MAY, {"after": "a", "days": "20.."}),
                "c": (MAY, {"after": "b", "days": "20.."}),
                "d": ("2025-07", {"after": "c", "days": "1.."}),
            }
        )

        assert ("b", "c") == asked.disputed
        assert ["2025-07"] == windows(asked, "d")

    def test_another_status(self) -> None:
        """An event that did not happen is dated from those that did, and narrows none of them."""
        asked = history({"a": MAY}).amended(
            events=[event("plan", "2025-05-20", {"after": "a", "days": "5.."}, status="planned")]
        )

        assert [MAY, "2025-05-20"] == windows(asked, "a", "plan")
        assert Distance(5, 19) == asked.distance("a", "plan")

    @pytest.mark.parametrize(
        "claims",
        [
            ("2025-05-05", {"after": "a", "days": "10.."}),
            ("2025-05-12", {"after": "a", "days": "10"}, {"before": "b", "days": "30.."}),
        ],
        ids=["alone", "together"],
    )
    def test_another_status_contradicted(self, claims: tuple[str | Mapping[str, object], ...]) -> None:
        """A distance of such an event that leaves it no day is set aside, and that event alone is disputed."""
        asked = history({"a": MAY, "b": MAY}).amended(events=[event("claim", *claims, status="alleged")])

        assert ("claim",) == asked.disputed
        assert [MAY, MAY, str(claims[0])] == windows(asked, "a", "b", "claim")

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("[2025-01-01..]", {"after": "a", "days": "3000000.."}),
            ("[..2025-01-01]", {"before": "a", "days": "1000000.."}),
            ("[9999-12-31..]", {"after": "a", "days": "1.."}),
            ("9999-12-31", {"after": "a", "days": "1.."}),
        ],
    )
    @pytest.mark.parametrize("status", ["happened", "planned"])
    def test_outside_the_calendar(self, one: str, other: Mapping[str, object], status: str) -> None:
        """A distance that no day of the calendar fits is set aside, and no window shows a day that is not meant."""
        asked = history({"a": one}).amended(events=[event("b", other, status=status)])

        assert ("b",) == asked.disputed
        assert (one, DayWindow(None, None)) == (str(asked.window("a")), asked.window("b"))

    def test_longer_than_the_calendar(self) -> None:
        """Distances that are longer together than the calendar contradict each other; bounds so long are open."""
        far = {"b": {"after": "a", "days": "3000000.."}, "c": {"after": "b", "days": "3000000.."}}
        wide = {"b": {"after": "a", "days": "..3000000"}, "c": {"after": "b", "days": "..3000000"}}

        assert ("b", "c") == history({"a": "[..2025-01-01]", **far}).disputed
        assert Distance(0) == history({"a": "[2025-01-01..]", **wide}).distance("a", "c")

    def test_another_status_contradicted_between_two(self) -> None:
        """A plan ten days after each of two events that fell five days apart or more has no day from both."""
        asked = history({"a": MAY, "b": (MAY, {"after": "a", "days": "5.."})}).amended(
            events=[event("plan", "2025", {"after": "a", "days": "10"}, {"after": "b", "days": "10"}, status="planned")]
        )

        assert ("plan",) == asked.disputed
        assert ["2025"] == windows(asked, "plan")

    def test_another_status_contradicted_once(self) -> None:
        """A plan's distance that leaves it no day is set aside alone, and its other distance still counts."""
        asked = history({"a": MAY, "b": "2025-06-10"}).amended(
            events=[
                event(
                    "plan", "2025-06", {"before": "a", "days": "10.."}, {"after": "b", "days": "5.."}, status="planned"
                )
            ]
        )

        assert ("plan",) == asked.disputed
        assert ["[2025-06-15..2025-06-30]"] == windows(asked, "plan")

    def test_distance_from_what_did_not_happen(self) -> None:
        """A distance from a plan says nothing of an event that happened."""
        asked = history({"a": (MAY, {"after": "plan", "days": "40.."})} | {"plan": MAY})
        plan = attrs.evolve(asked.events["plan"], status="planned")

        assert ("a",) == asked.disputed
        assert () == asked.amended(events=[plan]).disputed

    def test_leans_on_a_contradiction(self) -> None:
        """An answer that leans on an event with a contradicted distance says so."""
        asked = history(
            {"a": "2025-05-01", "b": ("2025-05-14", {"after": "a", "days": "14.."})},
            policy("bar", "deny", "everyone", starts="b"),
        )

        assert ("b",) == asked.decide(Visit("RU", "dprk", "2025-06-01")).disputed

    def test_unknown_event(self) -> None:
        """Only events of the history have a window and a distance."""
        asked = history({"ban-notice": MAY})

        with refused(UnknownNameError, kind="event", name="ban-notise", suggestions=("ban-notice",)):
            asked.window("ban-notise")
        with refused(UnknownNameError, name="ban-notise"):
            asked.distance("ban-notice", "ban-notise")
        with refused(UnknownNameError, name="ban-notise"):
            asked.distance("ban-notise", "ban-notice")
        with refused(WrongTypeError, found=5):
            asked.window(5)  # type: ignore[arg-type]

    def test_chronology(self) -> None:
        """Events are in the order of their windows, open beginnings first, then of their distances and ids (R2)."""
        asked = history(
            {
                "opening": "[..2025-05-01]",
                "a": (MAY, {"after": "z"}),
                "b": MAY,
                "z": MAY,
                "y": "[2025-05-01..2025-05-09]",
                "x": "2025-04-30",
                "w": "[2025-05-01..]",
            }
        )

        assert ["opening", "x", "y", "b", "z", "a", "w"] == [each.id for each in asked.chronology()]

    def test_chronology_of_a_seeming_circle(self) -> None:
        """What did not happen narrows nothing, so that three plans may seem to go in a circle; the first id begins it."""
        plans = {"p": ("c", "a"), "q": ("a", "b"), "r": ("b", "c")}
        asked = history({"opening": "2020-01-01", "a": MAY, "b": MAY, "c": MAY}).amended(
            events=[
                event(id_, {"after": first}, {"before": second}, status="planned")
                for id_, (first, second) in plans.items()
            ]
        )

        assert ["opening", "a", "q", "b", "r", "c", "p"] == [each.id for each in asked.chronology()]

    def test_chronology_of_some_days(self) -> None:
        """Events that surely fell before the first day, or after the last, are left out; open ones are not."""
        asked = history({"opening": "2020-01-01", "a": MAY, "b": "[2025-05-31..]", "c": "[..2025-05-01]"})

        asked_for = [("2025-05-31", None), (None, "2025-05-01"), ("2025-05-02", "2025-05-30"), ("2025-06-01", None)]
        assert [["a", "b"], ["c", "opening", "a"], ["a"], ["b"]] == [
            [each.id for each in asked.chronology(*days)] for days in asked_for
        ]


class TestR3InForce:
    """R3: in force from the day of its start, that day in, up to the day of its end, that day out."""

    @pytest.mark.parametrize(
        ("day", "expected"),
        [("2025-05-01", UNDETERMINED), ("2025-05-02", DENIED), ("2025-05-03", DENIED), ("2025-05-04", UNDETERMINED)],
    )
    def test_both_edges(self, day: str, expected: Verdict) -> None:
        """The first day is in, the end day is out."""
        asked = history(
            {"shut": "2025-05-02", "open": "2025-05-04"}, policy("bar", "deny", "everyone", starts="shut", ends="open")
        )

        assert expected is verdict(asked, "RU", day)

    def test_unbounded(self) -> None:
        """Without a start it is in force since before anything recorded, without an end for ever."""
        asked = history({}, policy("bar", "deny", "everyone"), since="0001-01-01", through="9999-12-31")

        assert [DaySpan()] == [stretch.span for stretch in asked.timeline("RU", "dprk").stretches]

    def test_open_windows(self) -> None:
        """A policy that starts on an open window is never surely in force; one whose end is open never surely over."""
        asked = history(
            {"shut": "[2025-05-02..]", "open": "[2025-05-02..]", "never": "[2025-05-02..2025-05-04]"},
            policy("entry", "permit", "everyone", ends="open"),
            policy("bar", "deny", "everyone", starts="shut", overrides=["entry"]),
        )

        spans = [(str(s.verdict), s.span.start and str(s.span.start)) for s in asked.timeline("RU", "dprk").stretches]

        assert [
            ("permitted", None),
            ("permitted", "2020-01-01"),
            ("undetermined", "2025-05-02"),
            ("undetermined", "2030-01-02"),
        ] == spans


class TestR4Applies:
    """R4: a policy applies to its place and the places inside; a place at large is not the places inside."""

    def test_inside(self) -> None:
        """A policy for the country applies to a beach in a resort in a zone."""
        asked = history({}, policy("bar", "deny", "everyone"))

        assert DENIED is verdict(asked, "RU", "2025-01-01", "beach")

    def test_elsewhere(self) -> None:
        """A policy for the zone says nothing of the country at large, which lists the places that answer otherwise."""
        asked = history(
            {},
            policy("bar", "deny", "everyone"),
            policy("exception", "permit", ["RU"], place="zone", overrides=["bar"]),
        )

        decision = asked.decide(Visit("RU", "dprk", "2025-01-01"))

        assert DENIED is decision.verdict
        assert {"zone": PERMITTED, "beach": PERMITTED, "resort": UNDETERMINED} == dict(decision.elsewhere)
        assert {} == dict(asked.decide(Visit("CN", "dprk", "2025-01-01")).elsewhere)

    def test_elsewhere_of_a_stay(self) -> None:
        """Other places are asked for the whole stay, and as strictly."""
        asked = history(
            {"shut": "2025-05-10"},
            policy("entry", "permit", "everyone"),
            policy("bar", "deny", "everyone", layer="site", place="zone", starts="shut"),
            through="2025-05-20",
        )

        stay = asked.decide(Visit("RU", "dprk", "2025-05-01", "2025-05-12"))
        projected = Visit("RU", "dprk", "2025-05-21")

        assert (PERMITTED, DENIED) == (stay.verdict, stay.elsewhere["zone"])
        assert DENIED is asked.decide(projected).elsewhere["zone"]
        assert {} == asked.decide(projected, strict=True).elsewhere


class TestR5Unknowns:
    """R5: what is unknown, and what is shared."""

    def test_a_shared_event_is_one_unknown(self) -> None:
        """A ban that starts as a permission ends leaves no day on which neither or both are in force.

        As they apply in no world together, neither outranks the other in any.
        """
        asked = history(
            {"turn": "[2025-05-01..2025-05-05]"},
            policy("before", "permit", ["RU"], ends="turn"),
            policy("after", "deny", ["RU"], starts="turn"),
        )

        stretch = asked.timeline("RU", "dprk").at("2025-05-02")

        assert (UNDETERMINED, (Reason.HINGE,)) == (stretch.verdict, stretch.because)
        assert frozenset({Outcome.PERMIT, Outcome.DENY}) == stretch.findings[1].outcomes
        assert ("after", "before") == stretch.hinges[0].policies
        assert () == stretch.findings[1].outranked

    def test_equal_audiences_are_one_unknown(self) -> None:
        """Whether a nationality was among those meant is asked once for all policies with that audience."""
        some = Audience(["AU"], possible=["CA"])
        asked = history({}, policy("entry", "permit", some), policy("site", "deny", some, layer="site", place="zone"))

        (hinge,) = asked.decide(Visit("CA", "zone", "2025-01-01")).hinges

        assert (MembershipUnknown(some), ("entry", "site")) == (hinge.unknown, hinge.policies)
        assert (frozenset({DENIED}), frozenset({UNDETERMINED})) == (hinge.if_yes, hinge.if_no)

    def test_surely_happened_on_its_latest_day(self) -> None:
        """On the latest day of its window an event has surely happened."""
        question = Question(
            history({"a": "[2025-05-01..2025-05-03]"}, policy("p", "deny", "everyone", starts="a")), "RU", "dprk"
        )

        assert [(), (EventUnknown("a"),), (EventUnknown("a"),), ()] == [
            question.unknowns(dt.date(2025, 5, day) if day else dt.date(2025, 4, 30)) for day in range(4)
        ]

    def test_an_event_of_a_known_day_is_no_unknown(self) -> None:
        """An event whose window is one day is open on no day, neither before it nor after."""
        question = Question(history({"a": "2025-05-02"}, policy("p", "deny", "everyone", starts="a")), "RU", "dprk")

        assert [(), (), ()] == [question.unknowns(dt.date(2025, 5, day)) for day in (1, 2, 3)]


class TestR6Worlds:
    """R6: every setting of the unknowns is a world, but for those that a distance forbids."""

    def test_two_implications(self) -> None:
        """Each of three permissions came no later than the one before it ended: no world lies between any two."""
        asked = history(
            {
                "first-ends": MAY,
                "second-starts": (MAY, {"before": "first-ends"}),
                "second-ends": MAY,
                "third-starts": (MAY, {"before": "second-ends"}),
            },
            policy("first", "permit", ["RU"], ends="first-ends"),
            policy("second", "permit", ["RU"], starts="second-starts", ends="second-ends"),
            policy("third", "permit", ["RU"], starts="third-starts"),
        )

        assert PERMITTED is verdict(asked, "RU", "2025-05-15")

    @pytest.mark.parametrize(
        ("claim", "expected"),
        [
            (MAY, UNDETERMINED),  # events that nothing links are independent
            ({"before": "old-ends"}, PERMITTED),
            ({"before": "old-ends", "days": "2.."}, PERMITTED),
            ({"before": "old-ends", "days": "-1.."}, UNDETERMINED),  # it may have come a day later
            ({"after": "old-ends"}, UNDETERMINED),
        ],
    )
    def test_implication(self, claim: str | Mapping[str, object], expected: Verdict) -> None:
        """If the new permission came no later than the old one ended, no world lies between the two."""
        asked = history(
            {"old-ends": MAY, "new-starts": (MAY, claim)},
            policy("old", "permit", ["RU"], ends="old-ends"),
            policy("new", "permit", ["RU"], starts="new-starts"),
        )

        decision = asked.decide(Visit("RU", "dprk", "2025-05-15"))

        assert expected is decision.verdict
        assert (0 if expected is PERMITTED else 2) == len(decision.hinges)

    def test_one_unknown(self) -> None:
        """Two events of one day are one unknown, under the smaller id, whatever their records say of each other."""
        asked = history(
            {"b": MAY, "a": (MAY, {"after": "b", "days": "0"}), "c": MAY},
            policy("old", "permit", ["RU"], ends="b"),
            policy("new", "deny", ["RU"], starts="a"),
        )

        (hinge,) = asked.decide(Visit("RU", "dprk", "2025-05-15")).hinges

        assert (EventUnknown("a", ("b",)), ("new", "old")) == (hinge.unknown, hinge.policies)
        assert (frozenset({DENIED}), frozenset({PERMITTED})) == (hinge.if_yes, hinge.if_no)

    def test_one_unknown_by_way_of_others(self) -> None:
        """Events that imply each other around a circle are one unknown, if only one is in the question."""
        circle = {"b": (MAY, {"after": "a"}), "c": (MAY, {"after": "b"}), "a": (MAY, {"after": "c"})}
        asked = history(circle, policy("old", "permit", ["RU"], ends="c"), policy("new", "deny", ["RU"], starts="b"))

        (hinge,) = asked.decide(Visit("RU", "dprk", "2025-05-15")).hinges

        assert EventUnknown("b", ("c",)) == hinge.unknown
        assert Distance(0, 0) == asked.distance("a", "b")

    def test_an_event_on_a_known_day_is_one_unknown_with_none(self) -> None:
        """An event at a fixed distance from another is open on other days, and may be settled while that is open."""
        asked = history(
            {"a": "[2025-05-01..2025-05-09]", "b": {"after": "a", "days": "3"}},
            policy("old", "permit", ["RU"], ends="a"),
            policy("new", "deny", ["RU"], starts="b"),
        )

        hinges = [
            {hinge.unknown for hinge in asked.decide(Visit("RU", "dprk", f"2025-05-{day:02}")).hinges}
            for day in (3, 4, 9)
        ]

        assert [{EventUnknown("a")}, {EventUnknown("a"), EventUnknown("b")}, {EventUnknown("b")}] == hinges

    def test_ended_without_having_started(self) -> None:
        """In a world in which a policy has ended but not started, it is not in force."""
        asked = history(
            {"start": "[2025-05-01..2025-05-09]", "end": "[2025-05-02..2025-05-10]"},
            policy("base", "deny", "everyone"),
            policy("visits", "permit", ["AU"], starts="start", ends="end"),
        )

        hinges = asked.timeline("AU", "dprk").at("2025-05-05").hinges

        assert {
            EventUnknown("start"): (frozenset({PERMITTED, DENIED}), frozenset({DENIED})),
            EventUnknown("end"): (frozenset({DENIED}), frozenset({PERMITTED, DENIED})),
        } == {hinge.unknown: (hinge.if_yes, hinge.if_no) for hinge in hinges}


class TestR7Outranks:
    """R7: more specific or announced later, surely so, and not worse in the other; or expressly."""

    def two(self, first: AccessPolicy, second: AccessPolicy, **events: str) -> tuple[bool, bool]:
        """Whether the first outranks the second, and the second the first."""
        asked = history({**events}, first, second)
        x, y = announced(asked, first), announced(asked, second)
        return x.outranks(y), y.outranks(x)

    def test_narrower_audience(self) -> None:
        """Announced at once, the policy for fewer people outranks."""
        assert (True, False) == self.two(policy("x", "permit", ["RU"]), policy("y", "deny", "foreigners"))

    def test_inner_place(self) -> None:
        """Announced at once, the policy for the inner place outranks."""
        assert (True, False) == self.two(
            policy("x", "permit", "everyone", place="zone"), policy("y", "deny", "everyone")
        )

    def test_later(self) -> None:
        """Of two alike in audience and place, the one surely announced later outranks."""
        assert (True, False) == self.two(
            policy("x", "permit", "everyone", starts="b"),
            policy("y", "deny", "everyone", starts="a"),
            a="2025-05",
            b="2025-06",
        )

    @pytest.mark.parametrize(("day", "expected"), [("2025-05-31", False), ("2025-06-01", True)])
    def test_surely_later(self, day: str, *, expected: bool) -> None:
        """A later day that may have been the same day is not surely later."""
        x, y = policy("x", "permit", "everyone", starts="b"), policy("y", "deny", "everyone", starts="a")

        assert (expected, False) == self.two(x, y, a="2025-05", b=day)

    def test_touching_windows(self) -> None:
        """A window that begins on the last day of the other is not earlier, and not surely later."""
        x, y = policy("x", "permit", "everyone", starts="b"), policy("y", "deny", "everyone", starts="a")
        asked = history({"a": "2025-05-31", "b": "[2025-05-31..2025-06-02]"}, x, y)

        later, earlier = announced(asked, x), announced(asked, y)
        assert (False, False) == (later.outranks(earlier), later.is_later_than(earlier))

    def test_members_that_are_just_the_certain_ones(self) -> None:
        """An audience of all that surely belong to the other is as specific, though the other may hold more."""
        x = policy("x", "permit", ["AU"], starts="b")
        y = policy("y", "deny", Audience(["AU"], possible=["CA"]), starts="a")

        assert (True, False) == self.two(x, y, a="2025-05-01", b="2025-06-01")

    def test_later_general_against_earlier_specific(self) -> None:
        """Neither outranks: that is a conflict by design."""
        assert (False, False) == self.two(
            policy("x", "permit", ["RU"], starts="a"),
            policy("y", "deny", "foreigners", starts="b"),
            a="2025-05",
            b="2025-06",
        )

    def test_exemption_with_its_ban(self) -> None:
        """An exemption announced by the event of the ban outranks it, whenever that event was."""
        assert (True, False) == self.two(
            policy("x", "permit", ["RU"], starts="a"), policy("y", "deny", "foreigners", starts="a"), a="2025-05"
        )

    def test_possible_members_may_reach_beyond(self) -> None:
        """An audience whose possible members are not certain members of the other is not at least as specific."""
        x = policy("x", "permit", Audience(["AU"], possible=["CA"]))

        assert (False, False) == self.two(x, policy("y", "deny", Audience(["AU", "NZ"])))
        assert (True, False) == self.two(x, policy("y", "deny", Audience(["AU", "CA", "NZ"])))

    def test_equal_in_all(self) -> None:
        """Two policies alike in audience, place and announcement do not outrank each other."""
        assert (False, False) == self.two(policy("x", "permit", "everyone"), policy("y", "deny", "everyone"))

    def test_before_the_record(self) -> None:
        """A policy without a start was announced before all others."""
        assert (False, True) == self.two(
            policy("x", "permit", "everyone"), policy("y", "deny", "everyone", starts="a"), a="0001-01-01"
        )

    def test_days_between_announcements(self) -> None:
        """Of one announcement no day lies between; all days lie between a policy without a start and another."""
        x, y, z = policy("x", "permit", "everyone", starts="a"), policy("y", "deny", "everyone", starts="a"), IN
        first, second, earliest = (announced(history({"a": MAY}, x, y, z), each) for each in (x, y, z))

        assert Range(0, 0) == first.after(second) == earliest.after(earliest)
        assert (Range(inf, inf), Range(-inf, -inf)) == (first.after(earliest), earliest.after(first))

    def test_announced_apart_from_its_start(self) -> None:
        """It is the announcement that counts, not the start."""
        x = policy("x", "permit", "everyone", starts="a", announced="c")

        assert (True, False) == self.two(
            x, policy("y", "deny", "everyone", starts="b"), a="2025-05-01", b="2025-06-01", c="2025-07-01"
        )

    @pytest.mark.parametrize(
        ("days", "expected"),
        [
            (None, (False, False)),
            ("0..", (False, False)),  # it may have been the same day
            ("1..", (True, False)),
            ("-3..-1", (False, True)),
            ("-1..5", (False, False)),
        ],
    )
    def test_later_by_distance(self, days: str | None, expected: tuple[bool, bool]) -> None:
        """Of two alike whose windows leave their order open, a distance may say which was surely later."""
        x, y = policy("x", "permit", "everyone", starts="b"), policy("y", "deny", "everyone", starts="a")
        asked = history({"a": MAY, "b": MAY if days is None else (MAY, {"after": "a", "days": days})}, x, y)

        ranks = announced(asked, x), announced(asked, y)
        assert expected == (ranks[0].outranks(ranks[1]), ranks[1].outranks(ranks[0]))

    @pytest.mark.parametrize(("days", "expected"), [("-1..", False), ("0..", True)])
    def test_no_earlier_by_distance(self, days: str, *, expected: bool) -> None:
        """A more specific policy outranks if a distance says that it was announced no earlier."""
        x, y = policy("x", "permit", ["RU"], starts="b"), policy("y", "deny", "everyone", starts="a")
        asked = history({"a": MAY, "b": (MAY, {"after": "a", "days": days})}, x, y)

        assert expected is announced(asked, x).outranks(announced(asked, y))

    def test_by_way_of_a_third_event(self) -> None:
        """The order of two announcements may follow from an event between them that starts nothing."""
        x, y = policy("x", "permit", "everyone", starts="b"), policy("y", "deny", "everyone", starts="a")
        asked = history({"a": (MAY, {"before": "between", "days": "1.."}), "b": MAY, "between": MAY}, x, y)

        assert not announced(asked, x).is_later_than(announced(asked, y))
        linked = asked.amended(events=[event("b", MAY, {"after": "between"})])
        assert announced(linked, x).is_later_than(announced(linked, y))

    def test_no_later_than_a_contradicted_distance_says(self) -> None:
        """A distance that is set aside orders nothing."""
        x, y = policy("x", "permit", "everyone", starts="b"), policy("y", "deny", "everyone", starts="a")
        asked = history({"a": "[2025-05-10..2025-05-20]", "b": ("2025-05-12", {"after": "a", "days": "5.."})}, x, y)

        assert not announced(asked, x).is_later_than(announced(asked, y))

    @pytest.mark.parametrize(("days", "expected"), [("0..", False), ("1..", True)])
    def test_override_of_earlier_by_distance(self, days: str, *, expected: bool) -> None:
        """`earlier` sweeps away what a distance says was announced before."""
        x = policy("x", "deny", ["CN"], starts="b", overrides="earlier")
        y = policy("y", "permit", ["CN", "RU"], starts="a")
        asked = history({"a": (MAY, {"before": "b", "days": days}), "b": MAY}, x, y)

        assert expected is announced(asked, x).overrides(announced(asked, y))

    def test_override_by_id(self) -> None:
        """A named policy is outranked, were it more specific and later."""
        x = policy("x", "deny", "everyone", starts="a", overrides=["y"])

        assert (True, False) == self.two(
            x, policy("y", "permit", ["RU"], place="zone", starts="b"), a="2025-05-01", b="2025-06-01"
        )

    @pytest.mark.parametrize(
        ("place", "day", "expected"),
        [
            ("dprk", "2025-05", True),
            ("zone", "2025-05", True),
            ("dprk", "2025-06-01", False),
            ("dprk", "2025-07", False),
        ],
    )
    def test_override_of_earlier(self, place: str, day: str, *, expected: bool) -> None:
        """`earlier` sweeps away what was surely announced before, for its place or places inside."""
        x = policy("x", "deny", ["CN"], starts="b", overrides="earlier")
        y = policy("y", "permit", ["CN", "RU"], place=place, starts="a")
        asked = history({"a": day, "b": "2025-06-01"}, x, y)

        assert expected is announced(asked, x).overrides(announced(asked, y))

    def test_override_of_what_may_be_earlier(self) -> None:
        """`earlier` does not sweep away what may have been announced on the same day, were that its first."""
        x = policy("x", "deny", "everyone", starts="b", overrides="earlier")
        y = policy("y", "permit", ["RU"], starts="a")
        asked = history({"a": "2025-06-01", "b": "[2025-06-01..2025-06-02]"}, x, y)

        assert not announced(asked, x).overrides(announced(asked, y))

    def test_override_of_earlier_spares_the_place_around(self) -> None:
        """`earlier` for a zone leaves the country's policies alone."""
        x = policy("x", "deny", "everyone", place="zone", starts="b", overrides="earlier")
        y = policy("y", "permit", ["RU"], starts="a")
        asked = history({"a": "2025-05-01", "b": "2025-06-01"}, x, y)

        assert not announced(asked, x).overrides(announced(asked, y))


class TestR8Layer:
    """R8: the policies that none outranks speak; both effects are a conflict; the order of records is nothing."""

    def test_conflict(self) -> None:
        """Two policies that neither outranks are a conflict, and the answer is undetermined for it."""
        asked = history(
            {"a": "2025-05-01", "b": "2025-06-01"},
            policy("x", "permit", ["RU"], starts="a"),
            policy("y", "deny", "foreigners", starts="b"),
        )

        decision = asked.decide(Visit("RU", "dprk", "2025-06-02"))

        assert (UNDETERMINED, (Reason.CONFLICT,)) == (decision.verdict, decision.because)
        assert (Conflict(Layer.ENTRY, "x", "y", Resolution.OVERRIDE, matters=True),) == decision.conflicts


class TestR9AnOutrankerEnds:
    """R9: when an outranker ends, what it outranked governs again."""

    def test_closure_governs_again(self) -> None:
        """After a short permission the closure denies as before."""
        asked = history(
            {"a": "2025-05-01", "b": "2025-05-03"},
            policy("closure", "deny", "foreigners"),
            policy("visits", "permit", ["AU"], starts="a", ends="b"),
        )

        assert [DENIED, PERMITTED, PERMITTED, DENIED] == [
            verdict(asked, "AU", f"2025-{day}") for day in ("04-30", "05-01", "05-02", "05-03")
        ]


class TestR10Silence:
    """R10: who has to speak, and what has not opened."""

    def test_entry_has_to_speak(self) -> None:
        """If no entry policy applies, the answer is undetermined."""
        decision = history({}).decide(Visit("RU", "dprk", "2025-01-01"))

        assert (UNDETERMINED, (Reason.SILENT,)) == (decision.verdict, decision.because)
        assert (Layer.HOME_STATE, Layer.SITE) == decision.assumptions

    def test_entry_has_to_speak_at_a_resort_too(self) -> None:
        """If the site permits and no entry policy applies, the answer is undetermined."""
        asked = history({}, policy("s", "permit", "everyone", layer="site"))

        decision = asked.decide(Visit("RU", "resort", "2025-01-01"))

        assert (UNDETERMINED, (Reason.SILENT,)) == (decision.verdict, decision.because)

    def test_a_resort_has_to_speak(self) -> None:
        """If no site policy applies, a resort is undetermined, and any other place has no objection."""
        asked = history({}, policy("admitted", "permit", "everyone"))

        assert UNDETERMINED is verdict(asked, "RU", "2025-01-01", "resort")
        assert (Layer.HOME_STATE,) == asked.decide(Visit("RU", "resort", "2025-01-01")).assumptions
        assert PERMITTED is verdict(asked, "RU", "2025-01-01", "zone")
        assert PERMITTED is verdict(asked, "RU", "2025-01-01", "beach")
        assert PERMITTED is asked.timeline("RU", "beach").at("2025-01-01").verdict

    def test_not_yet_open(self) -> None:
        """Before a resort opens, it and the places inside deny; the zone around does not."""
        asked = history({}, policy("admitted", "permit", "everyone"), policy("s", "permit", "everyone", layer="site"))

        answers = {place: verdict(asked, "RU", "2019-12-31", place) for place in ("zone", "resort", "beach")}

        assert {"zone": PERMITTED, "resort": DENIED, "beach": DENIED} == answers
        assert PERMITTED is verdict(asked, "RU", "2020-01-01", "resort")

    def test_perhaps_not_yet_open(self) -> None:
        """A denial for which it does not matter whether the resort has opened does not give that as its reason."""
        asked = history({"opening": ("2025-05",)}, policy("shut", "deny", "everyone"))

        before, within = (asked.decide(Visit("RU", "resort", day)) for day in ("2025-04-30", "2025-05-10"))

        assert (DENIED, (Reason.NOT_YET_OPEN,)) == (before.verdict, before.because)
        assert (DENIED, ()) == (within.verdict, within.because)

    def test_silences(self) -> None:
        """A layer's silence counts where it leaves the verdict open, and not where another layer denies anyway."""
        asked = history(
            {"a": "2025-05"},
            policy("admitted", "permit", "everyone"),
            policy("home", "deny", "everyone", layer="home-state", starts="a"),
            policy("s", "permit", "everyone", layer="site", ends="a"),
        )

        idle = asked.timeline("RU", "resort").at("2025-05-10")
        silent = history({}).timeline("RU", "resort").at("2025-05-10")

        assert (UNDETERMINED, ()) == (idle.verdict, idle.silences)
        assert (Layer.ENTRY, Layer.SITE) == silent.silences

    def test_not_yet_open_is_all_that_the_site_says(self) -> None:
        """Before a resort opens no policy of its site contradicts another; entry says what it says."""
        asked = history(
            {},
            policy("admitted", "permit", "everyone"),
            policy("one", "permit", "everyone", layer="site"),
            policy("other", "deny", "everyone", layer="site"),
        )

        stretch = asked.timeline("RU", "resort").at("2019-12-31")

        assert (DENIED, (Reason.NOT_YET_OPEN,), ()) == (stretch.verdict, stretch.because, stretch.conflicts)
        assert [{Outcome.SILENT}, {Outcome.PERMIT}, {Outcome.NOT_YET_OPEN}] == [f.outcomes for f in stretch.findings]

    @pytest.mark.parametrize("around", ["opening", None])
    def test_a_resort_in_a_resort(self, around: str | None) -> None:
        """Both must have opened: the inner one, not open yet, denies, be the outer one open or of unknown day."""
        asked = history(
            {"inner-opening": "2025-05-01"},
            policy("admitted", "permit", "everyone"),
            policy("s", "permit", "everyone", layer="site"),
        ).amended(
            places=[
                Resort(id="resort", name="A resort", within="zone", opens=around),
                Resort(id="inner", name="A resort in the resort", within="resort", opens="inner-opening"),
            ]
        )

        decision = asked.decide(Visit("RU", "inner", "2025-04-30"))

        assert (DENIED, (), (Reason.NOT_YET_OPEN,)) == (decision.verdict, decision.hinges, decision.because)

    def test_an_opening_of_unknown_day(self) -> None:
        """A resort whose opening no source dates may or may not have opened, on any day (R16)."""
        asked = history({}, policy("admitted", "permit", "everyone"), policy("s", "permit", "everyone", layer="site"))
        asked = asked.amended(places=[Resort(id="resort", name="A resort", within="zone")])

        (hinge,) = asked.decide(Visit("RU", "beach", "2025-01-01")).hinges

        assert (OpeningUnknown("resort"), ()) == (hinge.unknown, hinge.policies)
        assert (frozenset({PERMITTED}), frozenset({DENIED})) == (hinge.if_yes, hinge.if_no)


class TestR11Layers:
    """R11: any layer that denies, denies; else any that cannot tell leaves it undetermined."""

    @pytest.mark.parametrize("denying", ["home-state", "entry", "site"])
    def test_any_denial(self, denying: str) -> None:
        """One denial is enough, though another layer is in conflict."""
        conflict = "site" if denying != "site" else "home-state"
        asked = history(
            {},
            policy("no", "deny", ["RU"], layer=denying),
            policy("yes", "permit", ["CN"], layer=denying),
            policy("one", "permit", ["RU"], layer=conflict),
            policy("other", "deny", ["RU"], layer=conflict),
        )

        assert DENIED is verdict(asked, "RU", "2025-01-01")


class TestR12Worlds:
    """R12: what all worlds agree on is the verdict; deciding in every world, possible in some."""

    def test_worlds_agree(self) -> None:
        """Whether or not the later bar has come, the traveller is denied."""
        asked = history(
            {"a": "[2025-05-01..2025-05-09]"},
            policy("old", "deny", "everyone"),
            policy("new", "deny", ["RU"], starts="a"),
        )

        stretch = asked.timeline("RU", "dprk").at("2025-05-05")

        assert (DENIED, (), ()) == (stretch.verdict, stretch.hinges, stretch.because)
        assert ((), ("new", "old")) == (stretch.findings[1].deciding, stretch.findings[1].possible)

    def test_worlds_agree_on_a_permission(self) -> None:
        """Whether or not the later permission has come, the traveller is permitted, and nothing hinges on it."""
        asked = history(
            {"a": "[2025-05-01..2025-05-09]"},
            policy("always", "permit", "everyone"),
            policy("sometimes", "permit", ["RU"], starts="a"),
        )

        stretch = asked.timeline("RU", "dprk").at("2025-05-05")

        assert (PERMITTED, (), ()) == (stretch.verdict, stretch.hinges, stretch.because)


class TestR13Hinges:
    """R13: why an answer is undetermined, and what would settle it."""

    def test_sets_of_verdicts(self) -> None:
        """Each hinge has the verdicts that remain possible either way."""
        asked = history(
            {"a": "[2025-05-01..2025-05-09]", "b": "[2025-05-01..2025-05-09]"},
            policy("ru-a", "deny", ["RU"], starts="a"),
            policy("ru-b", "permit", ["RU"], starts="b"),
        )

        hinges = {h.unknown: (h.if_yes, h.if_no) for h in asked.timeline("RU", "dprk").at("2025-05-05").hinges}

        assert (frozenset({PERMITTED, UNDETERMINED}), frozenset({DENIED, UNDETERMINED})) == hinges[EventUnknown("b")]

    @pytest.mark.parametrize(
        ("first", "second", "expected"),
        [
            ("2025-05", "2025-05", Resolution.ORDER),
            ("2025-05", "2025-06", Resolution.OVERRIDE),
            ("2025-05", "[2025-05-31..2025-06-02]", Resolution.ORDER),
        ],
    )
    def test_what_settles_a_conflict(self, first: str, second: str, expected: Resolution) -> None:
        """The order of two announcements where it is unknown and would help, else an editor's override."""
        asked = history(
            {"a": first, "b": second},
            policy("specific", "permit", ["RU"], starts="a"),
            policy("general", "deny", "foreigners", starts="b"),
        )

        (conflict,) = asked.timeline("RU", "dprk").at("2025-07-01").conflicts

        assert expected is conflict.settled_by

    @pytest.mark.parametrize(
        ("days", "expected"),
        [("-5..", Resolution.ORDER), ("0..", Resolution.ORDER), ("1..", Resolution.OVERRIDE)],
    )
    def test_what_settles_a_conflict_of_linked_events(self, days: str, expected: Resolution) -> None:
        """An order that a distance settles helps no more: a later general rule stays a conflict."""
        asked = history(
            {"a": MAY, "b": (MAY, {"after": "a", "days": days})},
            policy("specific", "permit", ["RU"], starts="a"),
            policy("general", "deny", "foreigners", starts="b"),
        )

        (conflict,) = asked.timeline("RU", "dprk").at("2025-07-01").conflicts

        assert expected is conflict.settled_by

    def test_only_together(self) -> None:
        """Where an unknown matters only together with another, both sets of verdicts are equal."""
        asked = history(
            {"a": "2025-05", "b": "2025-05"},
            policy("admitted", "permit", "everyone"),
            policy("one", "deny", ["RU"], starts="a", ends="b"),
            policy("other", "deny", ["RU"], starts="b", ends="a"),
        )

        hinges = asked.timeline("RU", "dprk").at("2025-05-05").hinges

        assert 2 == len(hinges)
        assert all(frozenset({PERMITTED, DENIED}) == hinge.if_yes == hinge.if_no for hinge in hinges)

    @pytest.mark.parametrize(("starts", "expected"), [("a", Resolution.OVERRIDE), ("b", Resolution.ORDER)])
    def test_alike_in_all_but_effect(self, starts: str, expected: Resolution) -> None:
        """Of two alike, made known by one event, no order helps; by two in one month, it does."""
        asked = history(
            {"a": "2025-05", "b": "2025-05"},
            policy("one", "permit", "everyone", starts="a"),
            policy("other", "deny", "everyone", starts=starts),
        )

        (conflict,) = asked.timeline("RU", "dprk").at("2025-07-01").conflicts

        assert expected is conflict.settled_by

    def test_a_sweep_of_unknown_order(self) -> None:
        """Whether a sweep came after what it might sweep away settles the conflict."""
        asked = history(
            {"a": "2025-05", "b": "2025-05"},
            policy("sweep", "deny", "foreigners", starts="a", overrides="earlier"),
            policy("wider", "permit", ["RU", "KP"], starts="b"),
        )

        (conflict,) = asked.timeline("RU", "dprk").at("2025-07-01").conflicts

        assert Resolution.ORDER is conflict.settled_by

    def test_an_inner_place_of_unknown_order(self) -> None:
        """Whether the policy for the inner place came last settles the conflict with that for the country."""
        asked = history(
            {"a": "2025-05", "b": "2025-05"},
            policy("inner", "permit", "everyone", place="zone", starts="a"),
            policy("outer", "deny", "everyone", starts="b"),
        )

        (conflict,) = asked.timeline("RU", "zone").at("2025-07-01").conflicts

        assert Resolution.ORDER is conflict.settled_by


class TestR14Projected:
    """R14: outside the days surveyed the answer is the same, and flagged."""

    def test_flag(self) -> None:
        """The first and the last day surveyed are not projected, the days around them are; the verdict stays."""
        asked = history({}, policy("bar", "deny", "everyone"), since="2024-03-01", through="2025-05-01")

        assert [
            (DENIED, True, DaySpan(None, "2024-03-01")),
            (DENIED, False, DaySpan("2024-03-01", "2025-05-02")),
            (DENIED, True, DaySpan("2025-05-02", None)),
        ] == [(s.verdict, s.projected, s.span) for s in asked.timeline("RU", "dprk").stretches]

    def test_strictly(self) -> None:
        """A strict answer is undetermined where it is projected, on either side, and what it was elsewhere."""
        asked = history({}, policy("bar", "deny", "everyone"), since="2024-03-01", through="2025-05-01")
        question = Question(asked, "RU", "dprk")
        surveyed = [question.answer(dt.date.fromisoformat(day)) for day in ("2024-03-01", "2025-05-01")]
        projected = [question.answer(dt.date.fromisoformat(day)) for day in ("2024-02-29", "2025-05-02")]

        assert all(answer is strictly(answer) for answer in surveyed)
        assert [(UNDETERMINED, (Reason.PROJECTED,))] * 2 == [
            (strictly(answer).verdict, strictly(answer).because) for answer in projected
        ]

    def test_stay(self) -> None:
        """A stay is projected if any day of it is."""
        asked = history({}, policy("bar", "deny", "everyone"), since="2024-03-01", through="2025-05-01")

        stays = [("2024-02-28", "2024-03-02"), ("2024-03-01", "2025-05-01"), ("2025-05-01", "2025-05-02")]
        assert [True, False, True] == [asked.decide(Visit("RU", "dprk", *stay)).projected for stay in stays]

    def test_the_first_day_follows_from_the_windows(self) -> None:
        """If no first day is given, it is the earliest of the windows of what happened, open ones left out."""
        asked = history({"opening": "2020-01-01", "a": "[2019-05-01..2025-01-01]", "b": "[..2025-01-01]"})

        assert "2019-05-01" == str(asked.surveyed_from)
        plan = event("plan", "2018-01-01", status="planned")
        assert "2019-05-01" == str(asked.amended(events=[plan]).surveyed_from)
        nearer = event("a", "2025", {"after": "opening", "days": "2.."})
        assert "2020-01-01" == str(asked.amended(events=[nearer]).surveyed_from)

    def test_the_first_day_in_views(self) -> None:
        """A first day that is given stays in every view; one that follows from windows is worked out anew."""
        other = source("other", "2025-06-01")
        datings = [
            factories.dating("2010", citation=Citation("other")),
            factories.dating("[2000-01-01..2020-01-01]"),
        ]
        opening = event("opening", datings=datings)
        given, derived = (
            history({}, since=since).amended(sources=[other], events=[opening]) for since in ("2015-01-01", None)
        )

        assert ["2015-01-01", "2010-01-01"] == [str(each.surveyed_from) for each in (given, derived)]
        assert ["2015-01-01", "2000-01-01"] == [
            str(each.according_to("report").surveyed_from) for each in (given, derived)
        ]
        assert given.according_to().surveyed_from == given.surveyed_from
        assert derived.according_to().surveyed_from is None

    def test_amended(self) -> None:
        """An amended history keeps the first day that was given, and takes another one if that is given."""
        asked = history({}, since="2015-01-01")

        assert "2015-01-01" == str(asked.amended(events=[event("old", "2001")]).surveyed_from)
        assert "2001-01-01" == str(asked.amended(surveyed_from="2001-01-01").surveyed_from)

    def test_nothing_surveyed(self) -> None:
        """If no source covers any day, every answer is projected."""
        empty = History(id="empty", title="Nothing", places=PLACES[:1])

        assert (None, None) == (empty.surveyed_from, empty.surveyed_through)
        assert [(DaySpan(), True)] == [(s.span, s.projected) for s in empty.timeline("RU", "dprk").stretches]

    def test_nothing_dated(self) -> None:
        """If no event has an earliest day and no first day is given, every day is projected."""
        asked = history({"opening": "[..2020-01-01]"}, policy("bar", "deny", "everyone"))

        assert asked.surveyed_from is None
        assert {True} == {stretch.projected for stretch in asked.timeline("RU", "dprk").stretches}

    def test_surveyed_for_all_days(self) -> None:
        """A history surveyed from the first to the last day of the calendar projects nothing."""
        asked = history({}, policy("bar", "deny", "everyone"), since="0001-01-01", through="9999-12-31")

        assert [False] == [stretch.projected for stretch in asked.timeline("RU", "dprk").stretches]


class TestR15Stays:
    """R15: a stay is denied if any day is, permitted if every day is, else undetermined."""

    @pytest.mark.parametrize(
        ("arrival", "departure", "expected"),
        [
            ("2025-05-01", "2025-05-04", PERMITTED),
            ("2025-05-01", "2025-05-05", UNDETERMINED),
            ("2025-05-05", "2025-05-06", UNDETERMINED),
            ("2025-05-05", "2025-05-07", DENIED),
            ("2025-05-01", "2025-06-01", DENIED),
        ],
    )
    def test_stay(self, arrival: str, departure: str, expected: Verdict) -> None:
        """The verdict of a stay up to, into, and past the days on which a bar may have come."""
        asked = history(
            {"a": "[2025-05-05..2025-05-07]"},
            policy("admitted", "permit", "everyone"),
            policy("bar", "deny", ["RU"], starts="a"),
        )

        assert expected is asked.decide(Visit("RU", "dprk", arrival, departure)).verdict

    @pytest.mark.parametrize(
        ("policies", "expected"),
        [
            pytest.param([policy("p", "permit", "everyone", ends="a")], True, id="then nothing is said"),
            pytest.param([IN, policy("d", "deny", "everyone", starts="a")], True, id="then denied"),
            pytest.param([OUT, policy("p", "permit", "everyone", starts="a")], False, id="denied, then permitted"),
            pytest.param([IN, OUT, policy("d", "deny", "everyone", starts="a")], True, id="a conflict, then denied"),
            pytest.param([IN, OUT, policy("p", "permit", "everyone", starts="a")], False, id="a conflict, resolved"),
            pytest.param(
                [IN, OUT, *(policy(id_, id_, "everyone", starts="a") for id_ in ("permit", "deny"))],
                False,
                id="a conflict, then another",
            ),
            pytest.param([policy("d", "deny", "everyone", starts="a")], False, id="nothing is said, then denied"),
        ],
    )
    def test_a_permission_ends_during_a_stay(self, policies: list[AccessPolicy], *, expected: bool) -> None:
        """The stay is cut short if a permission may hold on one day, and not on a later one."""
        asked = history({"a": "2025-05-05"}, *policies)

        assert expected is is_cut_short(asked.timeline("RU", "dprk").decide("2025-05-01", "2025-05-09").stretches)

    @pytest.mark.parametrize(
        ("policies", "expected"),
        [
            pytest.param([IN, policy("d", "deny", "everyone", starts="a")], True, id="a bar may come"),
            pytest.param([OUT, policy("p", "permit", "everyone", starts="a")], False, id="a permission may come"),
            pytest.param([policy("d", "deny", "everyone", starts="a")], False, id="a bar may come, without permission"),
            pytest.param([IN, policy("d", "deny", Audience(["AU"], possible=["RU"]))], False, id="a bar may be meant"),
        ],
    )
    def test_a_permission_ends_on_an_unknown_day(self, policies: list[AccessPolicy], *, expected: bool) -> None:
        """A stay within the window of an event is cut short if the event would end a permission."""
        asked = history({"a": "[2025-05-05..2025-05-07]"}, *policies)

        assert expected is is_cut_short(asked.timeline("RU", "dprk").decide("2025-05-05", "2025-05-06").stretches)


class TestTouches:
    """Whether some day of a span is within limits; every day from 2025-05-03 to 2025-05-06 is tried on both sides."""

    SPANS = (DaySpan("2025-05-04", "2025-05-06"), DaySpan(None, "2025-05-06"), DaySpan("2025-05-04"), DaySpan())

    @pytest.mark.parametrize("span", SPANS, ids=str)
    def test_as_of_days(self, span: DaySpan) -> None:
        """It touches limits if it holds one of their days."""
        days = [dt.date(2025, 5, number) for number in range(1, 10)]
        for first, last in itertools.combinations_with_replacement(days[1:-1], 2):
            inside = [day in span for day in days]
            within = [first <= day <= last for day in days]
            assert touches(span, first, last) is any(map(all, zip(inside, within, strict=True)))
            assert touches(span, first, None) is any(map(all, zip(inside, [first <= day for day in days], strict=True)))
            assert touches(span, None, last) is any(map(all, zip(inside, [day <= last for day in days], strict=True)))
        assert touches(span, None, None)


class TestR16Views:
    """R16 and R17: a view keeps what the admitted sources say, and drops what needs more."""

    def viewed(self, *events: Event, sources: Mapping[str, str | None], **records: Any) -> History:
        """A history of the given events, whose sources derive from each other as the mapping says."""
        return History(
            id="small",
            title="A small history",
            sources=[source(id_, derived_from=origin) for id_, origin in sources.items()],
            places=[country(), Resort(id="resort", name="A resort", within="dprk", opens="a")],
            events=events,
            surveyed_through="2030-01-01",
            **records,
        )

    def test_a_chain_of_datings(self) -> None:
        """An event that is dropped takes along the distances from it, and the events that had nothing else."""
        report, other = Citation("report"), Citation("other")
        asked = self.viewed(
            event("a", MAY),
            event("b", datings=[factories.dating("2025-05-10", citation=other)]),
            event("c", datings=[factories.dating(after="b", days="1..", citation=report)]),
            event("d", datings=[factories.dating(before="c", citation=report), factories.dating(MAY)]),
            sources={"report": None, "other": None},
            policies=[
                policy("started", "deny", "everyone", starts="c", cites=[report]),
                policy("ended", "deny", "everyone", ends="c", announced="b", cites=[report]),
            ],
        )

        view = asked.according_to("report")

        assert ["a", "d"] == sorted(view.events)
        assert (factories.dating(MAY),) == view.events["d"].datings
        assert ["ended"] == sorted(view.policies)
        assert (None, None) == (view.policies["ended"].ends, view.policies["ended"].announced)

    def test_events_that_only_date_each_other(self) -> None:
        """Events that date each other stay, with open windows."""
        other = Citation("other")
        asked = self.viewed(
            event("a", {"before": "b"}, MAY),
            event("b", {"after": "a"}),
            event("c", datings=[factories.dating("2025-05-01", citation=other), factories.dating(before="d")]),
            event("d", {"after": "c"}),
            sources={"report": None, "other": None},
        )

        view = asked.according_to("report")

        assert ["a", "b", "c", "d"] == sorted(view.events)
        assert DayWindow(None, None) == view.window("c") == view.window("d")

    def test_an_opening_that_is_dropped(self) -> None:
        """A resort whose opening is dropped stays, with an opening of unknown day."""
        asked = self.viewed(
            event("a", datings=[factories.dating(MAY, citation=Citation("other"))]),
            sources={"report": None, "other": None},
        )

        view = asked.according_to("report")

        assert {"dprk", "resort"} == set(view.places)
        hinges = view.decide(Visit("RU", "resort", "2025-01-01")).hinges
        assert [OpeningUnknown("resort")] == [hinge.unknown for hinge in hinges]

    @pytest.mark.parametrize(
        ("admitted", "expected"),
        [
            (["copy", "retelling"], {"copy": "retelling", "retelling": None}),
            (["copy", "report"], {"copy": "report", "report": None}),
            (["copy"], {"copy": None}),
            (["copy", "other"], {"copy": None, "other": None}),
            (["retelling", "report"], {"retelling": "report", "report": None}),
        ],
    )
    def test_the_nearest_ancestor(self, admitted: list[str], expected: dict[str, str | None]) -> None:
        """What a source derives from becomes the nearest ancestor that is admitted, or nothing."""
        asked = self.viewed(
            event("a", MAY), sources={"copy": "retelling", "retelling": "report", "report": None, "other": None}
        )

        view = asked.according_to(*admitted)

        assert expected == {id_: each.derived_from for id_, each in view.sources.items()}

    def test_citations_in_part(self) -> None:
        """A policy stays for a source that makes the whole claim, not for one that supports a field of it."""
        part = Citation("other", attribute="place")
        asked = self.viewed(
            event("a", MAY),
            sources={"report": None, "other": None},
            policies=[policy("bar", "deny", "everyone", cites=[CITATION, part])],
        )

        assert {} == asked.according_to("other").policies
        assert (CITATION,) == asked.according_to("report").policies["bar"].cites

    def test_citations_of_what_is_gone(self) -> None:
        """What supported a field that a view empties supports nothing there."""
        end, opening = Citation("report", attribute="ends"), Citation("report", attribute="opens")
        gone = event("gone", datings=[factories.dating(MAY, citation=Citation("other"))])
        asked = self.viewed(
            event("a", MAY),
            gone,
            sources={"report": None, "other": None},
            policies=[policy("bar", "deny", "everyone", ends="gone", cites=[CITATION, end])],
        ).amended(places=[Resort(id="resort", name="A resort", within="dprk", opens="gone", cites=[opening])])

        view = asked.according_to("report")

        assert (CITATION,) == view.policies["bar"].cites
        assert () == view.places["resort"].cites

    def test_known_on(self) -> None:
        """A distance is known once its source surely appeared and the event that it is from is known."""
        late = source("late", "[2025-06-01..2025-06-10]")
        claims = [factories.dating(MAY), factories.dating(after="a", days="20..", citation=Citation("late"))]
        asked = history({"a": MAY}, through="2025-06-10").amended(
            sources=[source("report", "2025-05-31"), late], events=[event("b", datings=claims)]
        )

        assert [MAY, "[2025-05-21..2025-05-31]"] == [
            str(asked.known_on(day).window("b")) for day in ("2025-06-09", "2025-06-10")
        ]


class TestR18Exactness:
    """R18: with more than sixteen unknowns the answer is undetermined for that reason."""

    @pytest.mark.parametrize(
        ("count", "expected"), [(MOST_UNKNOWNS, (Reason.HINGE,)), (MOST_UNKNOWNS + 1, (Reason.TOO_MANY_UNKNOWNS,))]
    )
    def test_limit(self, count: int, expected: tuple[Reason, ...]) -> None:
        """Sixteen are tried out, seventeen are not; they are listed instead."""
        assert 16 == MOST_UNKNOWNS
        ids = [f"e{n}" for n in range(count)]
        bars = [policy(f"bar-{id_}", "deny", ["RU"], starts=id_) for id_ in ids]
        asked = history(dict.fromkeys(ids, "2025-05"), policy("admitted", "permit", "everyone"), *bars)

        stretch = asked.timeline("RU", "dprk").at("2025-05-05")

        assert (UNDETERMINED, expected) == (stretch.verdict, stretch.because)
        assert (count if count > MOST_UNKNOWNS else 0) == len(stretch.unsettled)
        text = asked.decide(Visit("RU", "dprk", "2025-05-05")).explain()
        assert all(f"`{id_}`" in text for id_ in ids)

    def test_a_membership_that_switches_nothing(self) -> None:
        """Who belongs to an audience is counted too on days without a policy for it in force (R5)."""
        ids = [f"e{n}" for n in range(MOST_UNKNOWNS)]
        bars = [policy(f"bar-{id_}", "deny", ["RU"], starts=id_) for id_ in ids]
        perhaps = policy("perhaps", "permit", Audience(possible=["RU", "CN"]), starts="late")
        asked = history({**dict.fromkeys(ids, "2025-05"), "late": "2026-01-01"}, *bars, perhaps)

        stretch = asked.timeline("RU", "dprk").at("2025-05-05")

        assert (17, (Reason.TOO_MANY_UNKNOWNS,)) == (len(stretch.unsettled), stretch.because)

    def test_projected(self) -> None:
        """An answer that is given up is projected past the last day surveyed, and not before (R14)."""
        ids = [f"e{n}" for n in range(MOST_UNKNOWNS + 1)]
        bars = [policy(f"bar-{id_}", "deny", ["RU"], starts=id_) for id_ in ids]
        asked = history(dict.fromkeys(ids, "2025-05"), *bars, through="2025-05-10")

        assert [(False, 17), (True, 17)] == [
            (stretch.projected, len(stretch.unsettled))
            for stretch in (asked.timeline("RU", "dprk").at(day) for day in ("2025-05-10", "2025-05-11"))
        ]


class TestR19Conditions:
    """R19: an answer that is not denied has the conditions of the permits that decide in some world."""

    ADMITTED = policy("admitted", "permit", "everyone", conditions=["visa", "organised-tour"])

    def test_permitted(self) -> None:
        """A permission has its conditions, each once, and a stay those of all its days."""
        asked = history(
            {"a": "2025-05-01"},
            self.ADMITTED,
            policy("site", "permit", "everyone", layer="site", place="zone", conditions=["visa", "guide"], starts="a"),
        )

        assert (PERMITTED, ("organised-tour", "visa")) == self.answer(asked, "2025-04-30")
        assert (PERMITTED, ("guide", "organised-tour", "visa")) == self.answer(asked, "2025-05-01")
        stay = asked.decide(Visit("RU", "zone", "2025-04-01", "2025-05-01"))
        assert ("guide", "organised-tour", "visa") == stay.conditions

    def answer(self, asked: History, day: str, place: str = "zone") -> tuple[Verdict, tuple[str, ...]]:
        """The verdict and the conditions of one day."""
        decision = asked.decide(Visit("RU", place, day))
        return decision.verdict, decision.conditions

    def test_denied(self) -> None:
        """A denial has none, though a permit decides in its layer."""
        asked = history({}, self.ADMITTED, policy("bar", "deny", "everyone", layer="site", place="zone"))

        assert (DENIED, ()) == self.answer(asked, "2025-05-01")

    def test_undetermined(self) -> None:
        """An answer that is open has the conditions of the permits that are possible."""
        asked = history({"a": MAY}, self.ADMITTED, policy("bar", "deny", "everyone", starts="a"))

        assert (UNDETERMINED, ("organised-tour", "visa")) == self.answer(asked, "2025-05-10")
        assert (DENIED, ()) == self.answer(asked, "2025-06-01")

    def test_outranked(self) -> None:
        """A permit that is outranked asks for nothing."""
        asked = history({}, self.ADMITTED, policy("free", "permit", ["RU"]))

        assert (PERMITTED, ()) == self.answer(asked, "2025-05-01")

    @pytest.mark.parametrize(
        ("others", "expected"),
        [
            ([], True),
            ([policy("other", "permit", ["RU", "CN"], conditions=["guide"])], True),
            ([policy("other", "permit", ["RU", "CN"])], False),
            ([policy("bar", "deny", ["RU", "CN"], starts="a")], True),
        ],
        ids=["alone", "both", "one of two", "perhaps"],
    )
    def test_conditional(self, others: list[AccessPolicy], *, expected: bool) -> None:
        """An answer is conditional if some layer permits only by policies that have conditions."""
        some = policy("some", "permit", ["RU", "KP"], conditions=["visa"])
        asked = history({"a": MAY}, some, *others)

        assert expected is asked.timeline("RU", "dprk").at("2025-05-10").conditional

    def test_no_verdict_changes(self) -> None:
        """Without their conditions the policies give the same verdicts."""
        bare = attrs.evolve(self.ADMITTED, conditions=())
        bar = policy("bar", "deny", "everyone", starts="a")

        with_, without = (history({"a": MAY}, admitted, bar) for admitted in (self.ADMITTED, bare))

        assert [s.verdict for s in with_.timeline("RU", "dprk")] == [s.verdict for s in without.timeline("RU", "dprk")]


class TestR20Status:
    """R20: only what happened starts, ends or announces a policy, or opens a resort."""

    @pytest.mark.parametrize("status", ["planned", "alleged", "denied"])
    @pytest.mark.parametrize("field", ["starts", "ends", "announced"])
    def test_policy(self, field: str, status: str) -> None:
        """A policy that leans on anything else is a fault, under its key."""
        told = history({}).amended(events=[event("plan", MAY, status=status)])

        with refused(InvalidHistoryError) as caught:
            told.amended(policies=[policy("bar", "deny", "everyone", **{field: "plan"})])

        assert [f"policies.bar.{field}"] == [fault.path for fault in caught.value.faults]

    @pytest.mark.parametrize("status", ["planned", "alleged", "denied"])
    def test_resort(self, status: str) -> None:
        """A resort that opened by anything else is a fault."""
        with refused(InvalidHistoryError) as caught:
            history({}).amended(events=[event("opening", "2020-01-01", status=status)])

        assert ["places.resort.opens"] == [fault.path for fault in caught.value.faults]

    @pytest.mark.parametrize("status", ["planned", "alleged", "denied"])
    def test_changes_no_answer(self, status: str) -> None:
        """What did not happen changes no answer, were it dated from what did and contradicted."""
        asked = history({"a": MAY}, policy("bar", "deny", "everyone", starts="a"))
        told = event("plan", "2018", {"after": "a", "days": "5.."}, {"before": "a"}, status=status)

        more = asked.amended(events=[told])

        assert ("plan",) == more.disputed
        assert asked.timeline("RU", "resort").stretches == more.timeline("RU", "resort").stretches
