"""Decisions in words and in data."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from factories import REPORT, dating, event, policy

import dprk_tourism
from dprk_tourism import (
    Audience,
    Citation,
    Decision,
    Resort,
    Visit,
    may_visit,
)
from dprk_tourism._rules.evidence import turning_points

ARTICLE = dprk_tourism.load("article")
RECORD = dprk_tourism.load("record")


def lines(decision: Decision) -> list[str]:
    """The lines of an explanation."""
    return decision.explain().splitlines()


GOLDEN = Path(__file__).parent / "golden"
RESORT = "wonsan-kalma"
ALONE = ARTICLE.according_to("article")
WELCOMING = ALONE.amended(
    sources=[REPORT], policies=[policy("welcome", "permit", audience=["RU"], starts="resort-opens")]
)
OVERRIDDEN = ALONE.amended(
    sources=[REPORT],
    events=[
        event(
            "seen",
            what="Chinese visitors are seen",
            datings=[
                dating("2025-07-08", words="on the 8th"),
                dating("2025-07-10", citation=Citation("report", "p. 2")),
            ],
        ),
        event("gone", "2025-07-20"),
    ],
    policies=[
        policy(
            "chinese-at-resort",
            "permit",
            layer="entry",
            audience=["CN"],
            starts="seen",
            ends="gone",
            overrides=["pandemic-closure"],
        )
    ],
)
CASES: dict[str, Callable[[], Decision]] = {
    "permitted": lambda: ALONE.decide(Visit("RU", RESORT, "2025-07-10")),
    "hinge": lambda: ALONE.decide(Visit("RU", RESORT, "2025-07-17")),
    "projected": lambda: ALONE.decide(Visit("RU", RESORT, "2025-09-01")),
    "strict": lambda: ALONE.decide(Visit("RU", RESORT, "2025-09-01"), strict=True),
    "stay": lambda: ALONE.decide(Visit("RU", RESORT, "2025-07-14", "2025-08-02")),
    "not-yet-open": lambda: may_visit("RU", "2025-06-30"),
    "membership": lambda: may_visit("CA", "2025-02-25", to="dprk"),
    "silence": lambda: may_visit("RU", "2019-06-01", to="dprk"),
    "home-state": lambda: may_visit("KR", "2025-07-18", to="dprk", history="record"),
    "nobody-heard": lambda: ARTICLE.according_to().decide(Visit("NL", RESORT, "2025-07-10")),
    "conflict": lambda: WELCOMING.decide(Visit("RU", RESORT, "2025-07-31")),
    "disputed-and-overridden": lambda: OVERRIDDEN.decide(Visit("CN", RESORT, "2025-07-12")),
}


class TestOneLine:
    """`str(decision)`."""

    def test_permitted(self) -> None:
        """The verdict, the question, and the policies that decided."""
        assert "permitted: RU at wonsan-kalma on 2025-07-10 (russians-admitted, resort-open-to-all)" == str(
            may_visit("RU", "2025-07-10")
        )

    def test_projected_stay(self) -> None:
        """A stay, flagged as projected."""
        assert str(may_visit("KP", "2025-08-01", departure="2025-08-03")).startswith(
            "permitted, projected: KP at wonsan-kalma from 2025-08-01 to 2025-08-03 ("
        )

    @pytest.mark.parametrize(
        ("nationality", "day", "place", "why"),
        [
            ("RU", "2025-07-17", RESORT, "hinge: ban-notice; russians-admitted"),
            ("CA", "2025-02-25", "dprk", "hinge: membership of western-visits"),
        ],
    )
    def test_hinge(self, nationality: str, day: str, place: str, why: str) -> None:
        """An undetermined answer names what it hinges on."""
        assert f"undetermined: {nationality} at {place} on {day} ({why})" == str(may_visit(nationality, day, to=place))

    def test_opening(self) -> None:
        """An opening of unknown day is named by its resort."""
        undated = Resort(id=RESORT, name="Resort", within="dprk")

        decision = ARTICLE.amended(places=[undated]).decide(Visit("RU", RESORT, "2025-07-10"))

        assert str(decision).endswith("(hinge: opening of wonsan-kalma; russians-admitted, resort-open-to-all)")

    def test_one_or_the_other(self) -> None:
        """Where one policy permits in some worlds and another in the rest, both are named."""
        mine = ARTICLE.amended(
            sources=[REPORT],
            policies=[
                policy("one", "permit", layer="entry", place="dprk", ends="a"),
                policy("other", "permit", layer="entry", place="dprk", starts="a"),
            ],
            events=[event("a", "2025-07")],
            without=["pandemic-closure", "russians-admitted", "western-visits"],
        )

        assert str(mine.decide(Visit("RU", "dprk", "2025-07-10"))).endswith(" on 2025-07-10 (one or other)")

    def test_no_policy(self) -> None:
        """Where nothing is recorded, the reason is silence."""
        assert "undetermined: RU at dprk on 2019-06-01 (silent)" == str(may_visit("RU", "2019-06-01", to="dprk"))


class TestExplain:
    """`decision.explain()`: texts written by hand from the records, and read as a whole."""

    @pytest.mark.parametrize("case", sorted(CASES))
    def test_golden(self, case: str) -> None:
        """The text is, letter by letter, the one that was written by hand for this case."""
        assert (GOLDEN / f"{case}.txt").read_text(encoding="utf-8") == CASES[case]().explain() + "\n"

    def test_every_text_has_its_case(self) -> None:
        """No text lies about unread."""
        assert {path.stem for path in GOLDEN.glob("*.txt")} == set(CASES)

    def test_one_day(self) -> None:
        """A run of one day is named by that day."""
        events = [event("a", "2025-07-05", what="A"), event("b", "2025-07-06", what="B")]
        one_day = ARTICLE.amended(
            sources=[REPORT], events=events, policies=[policy("day", "deny", starts="a", ends="b")]
        )

        text = lines(one_day.decide(Visit("RU", "wonsan-kalma", "2025-07-05")))

        assert "It is denied on 2025-07-05." in text
        assert "  - `day` denies, for foreigners, from 2025-07-05 (A), until 2025-07-05 (B) [report]" in text

    def test_an_end_that_nobody_knows(self) -> None:
        """A window that ends with the calendar has no end that is known, and neither has the run before it."""
        text = lines(may_visit("US", "2027-01-01", to="dprk", history="record"))

        assert "It is denied from 2017-09-01, with no end known." in text
        assert (
            "  - `us-passports` denies, in some cases, for the United States, "
            "from 2017-09-01 (United States passports become invalid for travel to North Korea), "
            f"ending on some day from 2026-09-01 on ({RECORD.events['us-passport-rule-lapses'].what}) "
            "[state-2017-08-02; state-2025-05-14; nk-news-2025-05-14]"
        ) in text

    def test_a_stay_without_a_denied_day(self) -> None:
        """A stay is undetermined if a day of it is and none is denied, and says what would settle it (R15)."""
        text = lines(may_visit("RU", "2025-07-10", departure="2025-07-17"))

        assert "A stay is undetermined if any of its days is and none is denied." in text
        assert "What would settle it:" in text

    def test_strict_without_a_survey(self) -> None:
        """Where no source is heard, a source for these days would settle a strict answer."""
        text = lines(ARTICLE.according_to().decide(Visit("RU", "dprk", "2025-07-10"), strict=True))

        assert "- a source that speaks of these days (a strict answer needs it)" in text

    def test_a_resort_that_may_not_have_opened(self) -> None:
        """Inside the window of its opening a resort may not have opened (R10)."""
        mine = ARTICLE.amended(sources=[REPORT], events=[event("resort-opens", "2025-07")])

        assert (
            "  - Wonsan Kalma Coastal Tourist Zone (wonsan-kalma) may not have opened: "
            "`resort-opens` was on some day in 2025-07 [report]"
        ) in lines(mine.decide(Visit("RU", "wonsan-kalma", "2025-07-10")))

    def test_a_resort_within_one(self) -> None:
        """Of a resort in a resort, only the one that is shut is named."""
        inner = Resort(id="inner", name="Inner", within="wonsan-kalma", opens="inner-opens")
        mine = ARTICLE.amended(sources=[REPORT], places=[inner], events=[event("inner-opens", "2025-07-20")])

        text = lines(mine.decide(Visit("KP", "inner", "2025-07-10")))

        assert "  - Inner (inner) had not opened: `inner-opens` was on 2025-07-20 [report]" in text
        assert not any("had not opened: `resort-opens`" in line for line in text)

    def test_a_resort_in_one_that_opened_on_a_day_of_the_same_stretch(self) -> None:
        """What had opened by the day asked is not said to be shut, though the site denies before and after alike."""
        inner = Resort(id="inner", name="Inner", within="wonsan-kalma", opens="inner-opens")
        mine = ARTICLE.amended(sources=[REPORT], places=[inner], events=[event("inner-opens", "2025-07-20")])
        mine = mine.amended(without=["resort-open-to-all"])

        before, after = (lines(mine.decide(Visit("KP", "inner", day))) for day in ("2025-06-30", "2025-07-01"))

        shut = "  - Wonsan Kalma Coastal Tourist Zone (wonsan-kalma) had not opened: "
        assert any(line.startswith(shut) for line in before)
        assert not any(line.startswith(shut) for line in after)
        assert any(line.startswith("  - Inner (inner) had not opened: ") for line in after)

    def test_a_stay_over_the_days_of_an_opening(self) -> None:
        """A resort surely had not opened only if that holds on every day of the stay in the stretch."""
        mine = ARTICLE.amended(
            sources=[REPORT],
            events=[event("resort-opens", "[0001-01-01..2025-07-05]")],
            policies=[policy("shut", "deny", audience="everyone")],
            without=["resort-open-to-all"],
        )
        at = "Wonsan Kalma Coastal Tourist Zone (wonsan-kalma)"

        open_perhaps = lines(mine.decide(Visit("RU", RESORT, "2025-05-15")))
        late = ARTICLE.amended(
            sources=[REPORT], events=[event("resort-opens", "2025-07")], without=["resort-open-to-all"]
        )
        over = lines(late.decide(Visit("RU", RESORT, "2025-06-30", "2025-07-01")))

        assert any(line.startswith(f"  - {at} may not have opened: ") for line in open_perhaps)
        assert any(line.startswith(f"  - {at} had not opened: ") for line in over)
        assert any(line.startswith(f"  - {at} may not have opened: ") for line in over)

    def test_conflict_of_unknown_order(self) -> None:
        """Where the order of two announcements is unknown, it is asked for."""
        mine = ARTICLE.amended(
            sources=[REPORT],
            events=[event("seen", "2025-07")],
            policies=[policy("welcome", "permit", audience=["RU"], starts="seen")],
        )

        text = "\n".join(lines(mine.decide(Visit("RU", "wonsan-kalma", "2025-07-31"))))

        assert "neither outranks the other: which of them was announced first" in text

    def test_what_would_settle_nothing(self) -> None:
        """A conflict and a silence that another layer's denial makes idle are not offered as what would settle it."""
        mine = ARTICLE.amended(
            sources=[REPORT],
            events=[event("a", "2025-07"), event("b", "2025-07"), event("c", "2025-06-01"), event("d", "2025-06-02")],
            policies=[
                policy("shut", "deny", starts="a", overrides=["resort-open-to-all"]),
                policy("admitted", "permit", layer="home-state", audience=["RU"], starts="a", announced="c"),
                policy("kept", "deny", layer="home-state", starts="a", announced="d"),
            ],
            without=["foreigners-barred"],
        )

        decision = mine.decide(Visit("RU", RESORT, "2025-07-10"))

        assert [False] == [conflict.matters for conflict in decision.conflicts]
        assert not any("neither outranks the other" in line for line in lines(decision))
        assert any(line.startswith("- whether `a` (W; ") for line in lines(decision))

    @pytest.mark.parametrize(
        ("arrival", "departure", "ends"),
        [
            ("2025-07-14", "2025-07-15", False),
            ("2025-07-15", "2025-07-18", True),
            ("2025-07-17", "2025-07-18", True),
            ("2025-07-16", "2025-07-17", True),
            ("2025-07-17", "2025-07-17", False),
            ("2025-07-18", "2025-07-20", False),
            ("2025-06-30", "2025-07-01", False),
        ],
    )
    def test_a_stay_in_which_a_permission_may_end(self, arrival: str, departure: str, ends: bool) -> None:
        """A stay that straddles an end, or may do so, says that finishing it is not modelled (R15)."""
        told = "Whether those already inside when a permission ends may finish their stay is not modelled."

        assert ends is (told in lines(ARTICLE.decide(Visit("RU", RESORT, arrival, departure))))

    def test_a_stay_in_which_a_permission_may_begin(self) -> None:
        """That a permission may begin during a stay is no end (R15)."""
        mine = ARTICLE.amended(sources=[REPORT], events=[event("resort-opens", "[2025-07-05..2025-07-09]")])

        text = lines(mine.decide(Visit("RU", RESORT, "2025-07-05", "2025-07-07")))

        assert not any(line.startswith("Whether those already inside") for line in text)

    @pytest.mark.parametrize(
        ("nationality", "strict", "told"),
        [("NL", True, False), ("RU", True, True), ("RU", False, True)],
        ids=["denied, then projected", "permitted, then denied and projected", "permitted, then denied"],
    )
    def test_a_stay_whose_last_days_are_projected(self, nationality: str, strict: bool, told: bool) -> None:
        """That a strict answer takes nothing for granted is no end of a permission, and nor is that of a denial."""
        text = lines(ARTICLE.decide(Visit(nationality, RESORT, "2025-07-15", "2025-08-20"), strict=strict))

        assert told is any(line.startswith("Whether those already inside") for line in text)

    def test_a_stay_without_a_permission(self) -> None:
        """Where too many facts are open, and afterwards it is denied, no permission ends."""
        ids = [f"e{number}" for number in range(17)]
        mine = ARTICLE.amended(
            sources=[REPORT],
            events=[event(id_, "[2025-07-01..2025-07-10]") for id_ in ids],
            policies=[policy(f"p{id_}", "deny", starts=id_) for id_ in ids],
        )

        text = lines(mine.decide(Visit("RU", RESORT, "2025-07-05", "2025-07-12")))

        assert "It is undetermined from 2025-07-01 to 2025-07-09." in text
        assert not any(line.startswith("Whether those already inside") for line in text)

    def test_a_stay_over_two_doubts(self) -> None:
        """What would settle days of a stay is told with the days, where it is not the same for all of them."""
        mine = ARTICLE.amended(
            sources=[REPORT],
            events=[event("a", "[2025-07-03..2025-07-05]", what="A"), event("b", "[2025-07-07..2025-07-09]", what="B")],
            policies=[policy("shut", "deny", starts="a", ends="b")],
        )

        text = mine.decide(Visit("RU", RESORT, "2025-07-04", "2025-07-08")).explain()

        assert (
            "What would settle the undetermined days:\n"
            "- from 2025-07-03 to 2025-07-04:\n"
            "  - whether `a` (A; on some day from 2025-07-03 to 2025-07-05) had happened by then: "
            "denied if so, permitted if not\n"
            "- from 2025-07-07 to 2025-07-08:\n"
            "  - whether `b` (B; on some day from 2025-07-07 to 2025-07-09) had happened by then: "
            "permitted if so, denied if not\n"
        ) in text

    def test_silence_in_some_cases(self) -> None:
        """Where a policy may apply, it is not said that none is recorded."""
        mine = ARTICLE.amended(
            sources=[REPORT],
            policies=[policy("some", "permit", layer="entry", place="dprk", audience=Audience(possible=["RU"]))],
            without=[id_ for id_, each in ARTICLE.policies.items() if each.layer == "entry"],
        )

        text = lines(mine.decide(Visit("RU", "dprk", "2025-07-10")))

        assert "- a policy of layer entry for these days: in some cases none applies" in text

    def test_only_together(self) -> None:
        """Of two policies that end each other, each event matters only together with the other."""
        mine = ARTICLE.amended(
            sources=[REPORT],
            events=[event("a", "2025-07"), event("b", "2025-07")],
            policies=[policy("one", "deny", starts="a", ends="b"), policy("other", "deny", starts="b", ends="a")],
            without=["foreigners-barred"],
        )

        text = lines(mine.decide(Visit("RU", "wonsan-kalma", "2025-07-10")))

        assert any(
            line.endswith(": permitted or denied either way; it matters only together with others") for line in text
        )

    def test_too_many_unknowns(self) -> None:
        """Where too many facts are open, each layer says so, and each fact is told (R18)."""
        ids = [f"e{number}" for number in range(17)]
        mine = ARTICLE.amended(
            sources=[REPORT],
            events=[event(id_, "2025-07") for id_ in ids],
            policies=[
                *(policy(f"p{id_}", "deny", starts=id_) for id_ in ids),
                policy("some", "permit", audience=Audience(possible=["RU"])),
            ],
        )

        text = lines(mine.decide(Visit("RU", "wonsan-kalma", "2025-07-10")))

        assert "- site (the place itself): not worked out, since too many facts are open" in text
        settled = next(line for line in text if line.startswith("- narrower days or clearer audiences, since 18 facts"))
        assert "whether `e16` (W; on some day in 2025-07) had happened by then" in settled
        assert "whether Russia was among those whom a policy speaks of (perhaps Russia)" in settled

    def test_outranking_what_was_before_the_record(self) -> None:
        """What is announced is later than a policy with no start, and a narrower place is named (R7)."""
        old = policy("old", "permit", place="dprk")
        mine = ARTICLE.amended(sources=[REPORT], policies=[old], without=["resort-open-to-all"])

        text = lines(mine.decide(Visit("RU", "wonsan-kalma", "2025-07-18")))

        assert "    - outranks `old`: announced later and for a narrower place" in text

    def test_two_policies_before_the_record(self) -> None:
        """Of two policies that began before the record, neither was announced later (R7)."""
        mine = ARTICLE.amended(
            sources=[REPORT],
            policies=[
                policy("old", "permit", place="dprk", ending="permanent"),
                policy("older", "deny", audience=["RU"], ending="permanent"),
            ],
            without=["resort-open-to-all", "foreigners-barred"],
        )

        text = lines(mine.decide(Visit("RU", "wonsan-kalma", "2025-07-18")))

        assert "  - `older` denies, for Russia, since before anything recorded, for good [report]" in text
        assert "    - outranks `old`: for fewer nationalities and for a narrower place" in text

    def test_hostile_data(self) -> None:
        """Texts of a file stay on their line, and cannot steer a terminal."""
        shown = event("a", "2025-07-05", what="One\nTwo\x1b[2J", words="soon\r")
        mine = ARTICLE.amended(sources=[REPORT], events=[shown], policies=[policy("bad", "deny", starts="a")])

        text = mine.decide(Visit("RU", "wonsan-kalma", "2025-07-05")).explain()

        assert "  - `bad` denies, for foreigners, from 2025-07-05 on: One\\nTwo\\x1b[2J [report]" in text.splitlines()
        assert '- report "soon\\r": P, T, published on 2025-07-01' in text.splitlines()


class TestTurningPoints:
    """Which events begin a stretch."""

    def test_turning_points(self) -> None:
        """A stretch begins with the events that may, or surely, have happened from its first day on."""
        timeline = ARTICLE.timeline("RU")

        found = [
            turning_points(ARTICLE, "wonsan-kalma", before, after) for before, after in pairwise(timeline.stretches)
        ]

        assert [
            ("borders-close",),
            ("russian-reopening",),
            ("resort-opens",),
            ("ban-notice",),
            ("ban-notice",),
            (),
        ] == found


class TestCitations:
    """`decision.citations`."""

    def test_policies_then_events(self) -> None:
        """The citations of the policies that decide come first, then those of the datings of their events."""
        citations = may_visit("RU", "2025-07-10").citations

        assert Citation("article", "11.1") == citations[0]
        assert Citation("ap-2025-06-26") in citations
        assert len(set(citations)) == len(citations)
        assert not any(citation.source == "ap-2025-07-18" for citation in citations)


class TestToDict:
    """`decision.to_dict()`."""

    def test_shape(self) -> None:
        """Days are texts, verdicts are words, and the form has a version."""
        data = may_visit("RU", "2025-07-10", departure="2025-07-11").to_dict()

        assert (1, "2025-07-10", "2025-07-11", "2025-07-18") == tuple(
            data[key] for key in ("form", "arrival", "departure", "surveyed_through")
        )
        assert {
            "start": "2025-07-01",
            "end": "2025-07-16",
            "verdict": "permitted",
            "projected": False,
            "because": [],
            "findings": [
                {"layer": "home-state", "outcomes": ["silent"], "deciding": [], "possible": [], "outranked": []},
                {
                    "layer": "entry",
                    "outcomes": ["permit"],
                    "deciding": ["russians-admitted"],
                    "possible": ["russians-admitted"],
                    "outranked": [{"loser": "pandemic-closure", "winner": "russians-admitted"}],
                },
                {
                    "layer": "site",
                    "outcomes": ["permit"],
                    "deciding": ["resort-open-to-all"],
                    "possible": ["resort-open-to-all"],
                    "outranked": [],
                },
            ],
            "hinges": [],
            "conflicts": [],
            "assumptions": ["home-state"],
            "silences": [],
            "disputed": [],
            "unsettled": [],
        } == data["stretches"][0]

    def test_unknowns(self) -> None:
        """A hinge names an event, a membership, or an opening; a view without sources has no survey."""
        member = may_visit("CA", "2025-02-25", to="dprk").to_dict()["stretches"][0]["hinges"][0]
        nothing = ARTICLE.according_to().decide(Visit("RU", "wonsan-kalma", "2025-07-10")).to_dict()

        assert ["AU", "DE", "FR", "GB"] == member["unknown"]["membership"]["certain"]
        assert (["permitted"], ["denied"]) == (member["if_yes"], member["if_no"])
        assert (None, None) == (nothing["surveyed_through"], nothing["stretches"][0]["start"])
        assert {"opening": "wonsan-kalma"} == nothing["stretches"][0]["hinges"][0]["unknown"]

    def test_conflict(self) -> None:
        """A conflict names its layer, its two sides, what would settle it, and whether it leaves the verdict open."""
        mine = ARTICLE.amended(
            sources=[REPORT], policies=[policy("welcome", "permit", audience=["RU"], starts="resort-opens")]
        )

        data = mine.decide(Visit("RU", "wonsan-kalma", "2025-07-18")).to_dict()

        sides = {"layer": "site", "permit": "welcome", "deny": "foreigners-barred"}
        assert [{**sides, "settled_by": "override", "matters": True}] == data["stretches"][0]["conflicts"]
