"""The rules of meaning, one class each, on the smallest histories that show them."""

import datetime as dt

import factories
import pytest
from factories import REPORT, country, event

from dprk_tourism import (
    AccessPolicy,
    Audience,
    Conflict,
    DaySpan,
    EventUnknown,
    History,
    Layer,
    MembershipUnknown,
    OpeningUnknown,
    Outcome,
    Place,
    Reason,
    Resolution,
    Resort,
    Verdict,
    Visit,
)
from dprk_tourism._rules.questions import MOST_UNKNOWNS, Question
from dprk_tourism._rules.ranks import announced
from dprk_tourism._rules.stretches import is_cut_short, strictly

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


def history(events: dict[str, str | tuple[str, ...]], *policies: AccessPolicy, through: str = "2030-01-01") -> History:
    """A history of the given events and policies, in the country with a zone, a resort and a beach."""
    windows = {**dict([OPENING]), **events}
    return History(
        id="small",
        title="A small history",
        sources=[REPORT],
        places=PLACES,
        events=[event(id_, *([days] if isinstance(days, str) else days)) for id_, days in windows.items()],
        policies=policies,
        surveyed_through=through,
    )


def verdict(asked: History, passport: str, day: str, place: str = "dprk") -> Verdict:
    """The verdict for one day."""
    return asked.decide(Visit(passport, place, day)).verdict


class TestR2SeveralDatings:
    """R2: the window of an event is the intersection of its datings, or covers them if they share no day."""

    def test_intersection(self) -> None:
        """Two datings that share days leave those days."""
        asked = history(
            {"shut": ("2025-05", "[2025-05-20..2025-06-10]")}, policy("bar", "deny", "everyone", starts="shut")
        )

        assert [UNDETERMINED, UNDETERMINED, DENIED] == [
            verdict(asked, "RU", day) for day in ("2025-05-19", "2025-05-20", "2025-05-31")
        ]

    def test_dispute(self) -> None:
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
        asked = history({}, policy("bar", "deny", "everyone"))

        assert [DaySpan(None, "2030-01-02"), DaySpan("2030-01-02", None)] == [
            stretch.span for stretch in asked.timeline("RU", "dprk").stretches
        ]


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
    """R6: every setting of the unknowns is a world, and events are independent."""

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

    def test_announced_apart_from_its_start(self) -> None:
        """It is the announcement that counts, not the start."""
        x = policy("x", "permit", "everyone", starts="a", announced="c")

        assert (True, False) == self.two(
            x, policy("y", "deny", "everyone", starts="b"), a="2025-05-01", b="2025-06-01", c="2025-07-01"
        )

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
    """R14: past the last day surveyed the answer is the same, and flagged."""

    def test_flag(self) -> None:
        """The last day surveyed is not projected, the next one is; the verdict stays."""
        asked = history({}, policy("bar", "deny", "everyone"), through="2025-05-01")

        assert [(DENIED, False), (DENIED, True)] == [
            (s.verdict, s.projected) for s in asked.timeline("RU", "dprk").stretches
        ]

    def test_strictly(self) -> None:
        """A strict answer is undetermined where it is projected, and what it was elsewhere."""
        question = Question(history({}, policy("bar", "deny", "everyone"), through="2025-05-01"), "RU", "dprk")
        surveyed, projected = question.answer(dt.date(2025, 5, 1)), question.answer(dt.date(2025, 5, 2))

        assert surveyed is strictly(surveyed)
        assert (UNDETERMINED, (Reason.PROJECTED,)) == (strictly(projected).verdict, strictly(projected).because)

    def test_nothing_surveyed(self) -> None:
        """If no source covers any day, every answer is projected."""
        empty = History(id="empty", title="Nothing", places=PLACES[:1])

        assert empty.surveyed_through is None
        assert [(DaySpan(), True)] == [(s.span, s.projected) for s in empty.timeline("RU", "dprk").stretches]

    def test_surveyed_to_the_last_day(self) -> None:
        """A history surveyed through the last day of the calendar projects nothing."""
        asked = history({}, policy("bar", "deny", "everyone"), through="9999-12-31")

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

    def test_projected(self) -> None:
        """An answer that is given up is projected past the last day surveyed, and not before (R14)."""
        ids = [f"e{n}" for n in range(MOST_UNKNOWNS + 1)]
        bars = [policy(f"bar-{id_}", "deny", ["RU"], starts=id_) for id_ in ids]
        asked = history(dict.fromkeys(ids, "2025-05"), *bars, through="2025-05-10")

        assert [(False, 17), (True, 17)] == [
            (stretch.projected, len(stretch.unsettled))
            for stretch in (asked.timeline("RU", "dprk").at(day) for day in ("2025-05-10", "2025-05-11"))
        ]
