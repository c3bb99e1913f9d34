"""Decisions in words and in data."""

import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from factories import REPORT, dating, event, policy, source
from inline_snapshot import external_file, snapshot

import dprk_tourism
from dprk_tourism import (
    Audience,
    Citation,
    Decision,
    History,
    Resort,
    Visit,
    may_visit,
)
from dprk_tourism._rules.evidence import turning_points

ARTICLE = dprk_tourism.load("article")
RECORD = dprk_tourism.load("record")


def parts(decision: Decision) -> list[list[str]]:
    """The lines of each part of an explanation: the head, why, what would settle it, what is assumed, the sources."""
    return [part.splitlines() for part in decision.explain().split("\n\n")]


def ids(lines: list[str]) -> list[str]:
    """The ids that lines name, in order."""
    return re.findall(r"`([a-z0-9-]+)`", "\n".join(lines))


def about(decision: Decision, *words: str) -> list[str]:
    """The lines of an explanation that hold all of these words."""
    return [line for line in decision.explain().splitlines() if all(word in line for word in words)]


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
    "home-state": lambda: may_visit("MY", "2025-07-18", to="dprk", history="record"),
    "nobody-heard": lambda: ARTICLE.according_to().decide(Visit("NL", RESORT, "2025-07-10")),
    "conflict": lambda: WELCOMING.decide(Visit("RU", RESORT, "2025-07-31")),
    "disputed-and-overridden": lambda: OVERRIDDEN.decide(Visit("CN", RESORT, "2025-07-12")),
}


class TestOneLine:
    """`str(decision)`."""

    @pytest.mark.parametrize(
        ("decision", "said"),
        [
            (
                may_visit("RU", "2025-07-10"),
                snapshot("permitted: RU at wonsan-kalma on 2025-07-10 (russians-admitted, resort-open-to-all)"),
            ),
            (
                may_visit("KP", "2025-08-01", departure="2025-08-03"),
                snapshot(
                    "permitted, projected: KP at wonsan-kalma from 2025-08-01 to 2025-08-03 (nationals-at-home, resort-open-to-all)"
                ),
            ),
            (
                may_visit("RU", "2025-07-17"),
                snapshot("undetermined: RU at wonsan-kalma on 2025-07-17 (hinge: ban-notice; russians-admitted)"),
            ),
            (
                may_visit("CA", "2025-02-25", to="dprk"),
                snapshot(
                    "undetermined: CA at dprk on 2025-02-25 (hinge: membership of western-visits; disputed: western-curtailment)"
                ),
            ),
            (
                may_visit("RU", "2019-06-01", to="dprk"),
                snapshot("undetermined, projected: RU at dprk on 2019-06-01 (silent)"),
            ),
        ],
        ids=["permitted", "stay, projected", "hinge on an event", "hinge on a membership", "silence"],
    )
    def test_sentence(self, decision: Decision, said: str) -> None:
        """The verdict, the question, and the policies that decide or what it hinges on."""
        assert said == str(decision)

    def test_opening(self) -> None:
        """An opening on an unknown day is named by its resort."""
        undated = Resort(id=RESORT, name="Resort", within="dprk")

        decision = ARTICLE.amended(places=[undated]).decide(Visit("RU", RESORT, "2025-07-10"))

        assert snapshot(
            "undetermined: RU at wonsan-kalma on 2025-07-10 (hinge: opening of wonsan-kalma; russians-admitted, resort-open-to-all)"
        ) == str(decision)

    def test_one_unknown(self) -> None:
        """R6: events that surely fell on the same day are named together."""
        assert snapshot("undetermined: RU at wonsan-kalma on 2025-07-10 (hinge: a and b; russians-admitted)") == str(
            same_day().decide(Visit("RU", RESORT, "2025-07-10"))
        )

    def test_conditions(self) -> None:
        """R19: an answer on conditions says so."""
        assert snapshot("permitted, on conditions: AU at pyongyang on 2025-04-06 (marathon-visitors)") == str(
            may_visit("AU", "2025-04-06", to="pyongyang", history="record")
        )

    def test_one_or_the_other(self) -> None:
        """If one policy permits in some worlds and another in the rest, both are named."""
        mine = ARTICLE.amended(
            sources=[REPORT],
            policies=[
                policy("one", "permit", layer="entry", place="dprk", ends="a"),
                policy("other", "permit", layer="entry", place="dprk", starts="a"),
            ],
            events=[event("a", "2025-07")],
            without=["pandemic-closure", "russians-admitted", "western-visits"],
        )

        assert snapshot("permitted: RU at dprk on 2025-07-10 (one or other)") == str(
            mine.decide(Visit("RU", "dprk", "2025-07-10"))
        )


class TestExplain:
    """`decision.explain()`: two whole texts, the facts of every case, and each further sentence once."""

    def test_stay(self) -> None:
        """A stay over several stretches, letter by letter."""
        assert external_file("golden/stay.txt") == CASES["stay"]().explain() + "\n"

    def test_membership(self) -> None:
        """A question that hinges on a membership, in a place with another answer inside, letter by letter."""
        assert external_file("golden/membership.txt") == CASES["membership"]().explain() + "\n"

    @pytest.mark.parametrize(
        ("case", "days", "named"),
        [
            (
                "permitted",
                ["2025-07-01", "2025-07-14"],
                [["russians-admitted", "pandemic-closure", "resort-open-to-all"], [], []],
            ),
            (
                "hinge",
                ["2025-07-15", "2025-07-30"],
                [
                    [
                        "russians-admitted",
                        "pandemic-closure",
                        "foreigners-barred",
                        "resort-open-to-all",
                        "resort-open-to-all",
                    ],
                    ["ban-notice", "ban-notice"],
                    [],
                    [],
                ],
            ),
            (
                "projected",
                ["2025-07-31"],
                [["russians-admitted", "pandemic-closure", "foreigners-barred", "resort-open-to-all"], [], []],
            ),
            (
                "strict",
                ["2025-07-15"],
                [["russians-admitted", "pandemic-closure", "foreigners-barred", "resort-open-to-all"], [], [], []],
            ),
            (
                "not-yet-open",
                ["2025-06-30"],
                [["russians-admitted", "pandemic-closure", "resort-opens"], [], []],
            ),
            ("silence", ["2020-01-21"], [[], [], []]),
            ("home-state", ["2017-09-28"], [["malaysians", "pandemic-closure"], [], []]),
            ("nobody-heard", [], [[], [], []]),
            (
                "conflict",
                ["2025-07-15"],
                [
                    [
                        "russians-admitted",
                        "pandemic-closure",
                        "foreigners-barred",
                        "resort-open-to-all",
                        "welcome",
                        "resort-open-to-all",
                    ],
                    ["welcome", "foreigners-barred"],
                    [],
                    [],
                ],
            ),
            (
                "disputed-and-overridden",
                ["2025-07-10", "2025-07-14"],
                [["chinese-at-resort", "pandemic-closure", "resort-open-to-all"], [], []],
            ),
        ],
    )
    def test_facts(self, case: str, days: list[str], named: list[list[str]]) -> None:
        """The head has the verdict, the question and the days; each further part names its policies and events."""
        decision = CASES[case]()
        head, *rest = parts(decision)

        assert head[0].lower().startswith(decision.verdict.value)
        for word in (f"({decision.visit.nationality})", f"({decision.visit.place})", str(decision.visit.arrival)):
            assert word in head[0]
        (run,) = (line for line in head if line.startswith("It is "))
        assert decision.verdict.value in run
        assert days == re.findall(r"\d{4}-\d\d-\d\d", run)
        assert named == [ids(part) for part in rest]

    @pytest.mark.parametrize("case", sorted(CASES))
    def test_sources(self, case: str) -> None:
        """The last part has one line for each source, in the order in which they are cited; passages are below it."""
        decision = CASES[case]()
        sources = list(dict.fromkeys(citation.source for citation in decision.citations))

        last = [line.removeprefix("- ") for line in parts(decision)[-1][1:] if line.startswith("- ")]

        assert bool(sources) is (case not in {"silence", "nobody-heard"})
        assert not sources or sources == [re.split("[ :]", line)[0] for line in last]

    @pytest.mark.parametrize(
        ("case", "part", "line", "said"),
        [
            (
                "permitted",
                0,
                0,
                snapshot(
                    "Permitted: a holder of a passport of Russia (RU) may visit Wonsan Kalma Coastal Tourist Zone (wonsan-kalma) on 2025-07-10."
                ),
            ),
            (
                "permitted",
                1,
                3,
                snapshot(
                    '  - `russians-admitted` permits visits by nationals of Russia, from some day in 2024 (The first tour group since the pandemic, from Russia, is admitted) [article at 11.1 "reopened its borders to Russian tourists"]'
                ),
            ),
            (
                "projected",
                0,
                2,
                snapshot(
                    "Elsewhere: visits to North Korea (dprk), which Wonsan Kalma Coastal Tourist Zone (wonsan-kalma) is in, are permitted (R4)."
                ),
            ),
            (
                "projected",
                -2,
                -1,
                snapshot(
                    "- The data has no travel rules set by Russia for these days. The answer assumes that none forbids the trip."
                ),
            ),
            (
                "strict",
                0,
                0,
                snapshot(
                    "Undetermined, projected: the data does not settle whether a holder of a passport of Russia (RU) may visit Wonsan Kalma Coastal Tourist Zone (wonsan-kalma) on 2025-09-01."
                ),
            ),
            (
                "strict",
                0,
                2,
                snapshot("The data ends on 2025-07-18. A strict answer assumes nothing about other days (R14)."),
            ),
            ("strict", 2, 1, snapshot("- Sources that cover these days would settle it.")),
            (
                "not-yet-open",
                0,
                0,
                snapshot(
                    "Denied: a holder of a passport of Russia (RU) may not visit Wonsan Kalma Coastal Tourist Zone (wonsan-kalma) on 2025-06-30."
                ),
            ),
            ("not-yet-open", 0, 1, snapshot("It is denied until 2025-06-30.")),
            ("not-yet-open", 1, -3, snapshot("- site (the place itself): not open yet (R10)")),
            (
                "not-yet-open",
                1,
                -2,
                snapshot(
                    "  - Wonsan Kalma Coastal Tourist Zone (wonsan-kalma) had not opened yet: `resort-opens` happened on 2025-07-01 [article at 6.2; kcna-2025-06-26; ap-2025-06-26; kbs-2025-07]"
                ),
            ),
            ("silence", 2, 1, snapshot("- The data has no entry rules for these days, and the answer needs them.")),
            ("home-state", 0, 1, snapshot("It is denied from 2017-09-28 on.")),
            ("home-state", 1, 1, snapshot("- home-state (the traveller's own government): denied (R8)")),
            (
                "home-state",
                1,
                2,
                snapshot(
                    "  - `malaysians` denies visits by nationals of Malaysia, from 2017-09-28 on (Malaysia forbids its citizens to travel to North Korea), until further notice [bernama-2017-09-28; vietnam-vn-2025-02]"
                ),
            ),
            ("nobody-heard", 0, 2, snapshot("The data covers no day (R14).")),
            ("nobody-heard", 1, -3, snapshot("- site (the place itself): covered by no policy or not open yet (R10)")),
            (
                "nobody-heard",
                1,
                -2,
                snapshot(
                    "  - Wonsan Kalma Coastal Tourist Zone (wonsan-kalma) may not have opened yet: no source says when it opened"
                ),
            ),
            (
                "nobody-heard",
                2,
                1,
                snapshot(
                    "- No source says when Wonsan Kalma Coastal Tourist Zone (wonsan-kalma) opened. If it had opened by 2025-07-10: undetermined. If not: denied."
                ),
            ),
            ("conflict", 1, 6, snapshot("- site (the place itself): in conflict (R8)")),
            ("conflict", 1, -2, snapshot("    - outranks `resort-open-to-all` (R7): it covers fewer nationalities")),
            (
                "conflict",
                2,
                1,
                snapshot(
                    "- `welcome` permits and `foreigners-barred` denies, and neither outranks the other. A source that says which of them counts would settle it."
                ),
            ),
            (
                "disputed-and-overridden",
                0,
                2,
                snapshot(
                    'Disputed: `seen` (Chinese visitors are seen) happened on 2025-07-08 (report "on the 8th") or on 2025-07-10 (report at p. 2). Any day from the first to the last counts as possible (R2).'
                ),
            ),
            (
                "disputed-and-overridden",
                1,
                3,
                snapshot(
                    "  - `chinese-at-resort` permits visits by nationals of China, from some day between 2025-07-08 and 2025-07-10 (Chinese visitors are seen), until 2025-07-19 (W) [report]"
                ),
            ),
            ("disputed-and-overridden", 1, 4, snapshot("    - outranks `pandemic-closure` (R7): an override says so")),
            (
                "disputed-and-overridden",
                -1,
                1,
                snapshot('- report "on the 8th", at p. 2: P, T, published on 2025-07-01'),
            ),
        ],
    )
    def test_sentences(self, case: str, part: int, line: int, said: str) -> None:
        """What only some explanations have."""
        assert said == parts(CASES[case]())[part][line]

    def test_one_day(self) -> None:
        """A run of one day is named by that day."""
        events = [event("a", "2025-07-05", what="A"), event("b", "2025-07-06", what="B")]
        one_day = ARTICLE.amended(
            sources=[REPORT], events=events, policies=[policy("day", "deny", starts="a", ends="b")]
        )

        decision = one_day.decide(Visit("RU", "wonsan-kalma", "2025-07-05"))

        assert snapshot("It is denied on 2025-07-05.") == parts(decision)[0][1]
        assert snapshot(
            ["  - `day` denies visits by foreigners, from 2025-07-05 (A), until 2025-07-05 (B) [report]"]
        ) == about(decision, "`day`")

    def test_an_end_that_nobody_knows(self) -> None:
        """A window that ends with the calendar has no known end, and neither has the run before it."""
        decision = may_visit("US", "2027-01-01", to="dprk", history="record")

        assert "9999" not in decision.explain()
        assert snapshot("It is denied from 2017-09-01 on.") == parts(decision)[0][1]
        assert snapshot(
            [
                "  - `us-passports` perhaps denies visits by nationals of the United States, from 2017-09-01 (United States passports become invalid for travel to North Korea), ending on or after 2026-09-01 (The United States passport rule, last extended to 2026-08-31, lapses; neither this nor a renewal is known) [state-2017-08-02; state-2025-05-14; nk-news-2025-05-14]"
            ]
        ) == about(decision, "`us-passports`")

    def test_before_the_data_begins(self) -> None:
        """R14: a day before the first one surveyed is projected, and the answer says what it assumes."""
        visit = Visit("KP", "dprk", "1951-01-01")

        assert snapshot(
            "The data begins on 2020-01-01. This assumes that nothing was different before (R14)."
        ) == projection(ARTICLE.decide(visit))
        assert snapshot(
            "The data begins on 2020-01-01. A strict answer assumes nothing about other days (R14)."
        ) == projection(ARTICLE.decide(visit, strict=True))

    def test_beyond_both_ends(self) -> None:
        """R14: a stay that begins before the data and ends after it names both ends."""
        stay = Visit("KP", "dprk", "2019-12-31", "2025-07-19")

        assert snapshot(
            "The data begins on 2020-01-01. This assumes that nothing was different before. The data ends on 2025-07-18. This assumes that nothing has changed since (R14)."
        ) == projection(ARTICLE.decide(stay))
        assert snapshot(
            "The data begins on 2020-01-01. The data ends on 2025-07-18. A strict answer assumes nothing about other days (R14)."
        ) == projection(ARTICLE.decide(stay, strict=True))

    def test_conditions(self) -> None:
        """R19: the head names the conditions, and so does the policy that asks for them."""
        decision = may_visit("AU", "2025-04-06", to="pyongyang", history="record")

        assert decision.explain().startswith(snapshot("Permitted, on conditions: a holder of a passport of Australia"))
        assert snapshot("Conditions: marathon tour (R19).") in parts(decision)[0]
        assert 1 == len(about(decision, "`marathon-visitors`", "on conditions (marathon tour)"))

    def test_conditions_of_some_worlds(self) -> None:
        """R19: if an answer may be permitted, its conditions are those that a permission would have."""
        mine = ARTICLE.amended(
            sources=[REPORT],
            policies=[
                policy("tours", "permit", layer="entry", audience=Audience(possible=["CN"]), conditions=["tour"])
            ],
        )

        decision = mine.decide(Visit("CN", RESORT, "2025-07-10"))

        assert snapshot("undetermined, on conditions if permitted") == str(decision).partition(":")[0]

    def test_otherwise(self) -> None:
        """What another shipped history answers is the second line."""
        assert (
            snapshot("The history `record` answers otherwise: permitted.") == parts(may_visit("RU", "2025-09-01"))[0][1]
        )

    def test_one_unknown(self) -> None:
        """R6: of events that surely fell on the same day, one question is asked."""
        decision = same_day().decide(Visit("RU", RESORT, "2025-07-10"))

        assert (
            snapshot(
                [
                    "What would settle it (R13):",
                    "- `a` (W) and `b` (W) happened in 2025-07, on the same day. If they had happened by 2025-07-10: denied. If not: permitted.",
                ]
            )
            == parts(decision)[2]
        )

    def test_passages(self) -> None:
        """A source whose passages are listed shows the gist of those that are cited; its other citations stay above."""
        press = source("press", passages={"1.2": "The gist."}, copy="https://example.org/copy")
        cites = [Citation("press", "1.2", "words"), Citation("press", "3"), Citation("press")]
        mine = ARTICLE.amended(
            sources=[press],
            events=[event("a", datings=[dating("2025-07-05", citation=Citation("press", "1.2", "today"))])],
            policies=[policy("shut", "deny", starts="a", cites=cites)],
        )

        decision = mine.decide(Visit("RU", RESORT, "2025-07-05"))

        sources = parts(decision)[-1]
        (first,) = (line for line in sources if line.startswith("- press"))
        assert 1 == len(about(decision, "`shut`", '[press, at 1.2 "words", at 3]'))
        assert (
            snapshot(
                [
                    "- press at 3: P, T, published on 2025-07-01, read in a copy <https://example.org/copy>",
                    '  - 1.2 "today": The gist.',
                ]
            )
            == sources[sources.index(first) :][:2]
        )

    def test_a_stay_without_a_denied_day(self) -> None:
        """R15: a stay is undetermined if a day of it is and none is denied, and something would settle it."""
        decision = may_visit("RU", "2025-07-10", departure="2025-07-17")

        assert snapshot("A stay is undetermined if any day of it is and none is denied (R15).") == parts(decision)[0][3]
        (unknown, note) = parts(decision)[3][1:]
        assert ["ban-notice"] == ids([unknown])
        assert note == f"- note on `ban-notice`: {ARTICLE.events['ban-notice'].note}"

    def test_strict_without_a_survey(self) -> None:
        """If no source is admitted, a source for these days would settle a strict answer."""
        decision = ARTICLE.according_to().decide(Visit("RU", "dprk", "2025-07-10"), strict=True)

        assert snapshot("- Sources that cover these days would settle it.") == parts(decision)[2][1]

    def test_a_resort_that_may_not_have_opened(self) -> None:
        """R10: inside the window of its opening a resort may not have opened."""
        mine = ARTICLE.amended(
            sources=[REPORT], events=[event("resort-opens", "[2025-07-01..2025-07-03]", words="soon")]
        )

        shut, *_ = about(mine.decide(Visit("RU", "wonsan-kalma", "2025-07-02")), "(wonsan-kalma)", "`resort-opens`")

        assert (
            snapshot(
                "  - Wonsan Kalma Coastal Tourist Zone (wonsan-kalma) may not have opened yet: `resort-opens` happened between 2025-07-01 and 2025-07-03 [report]"
            )
            == shut
        )

    def test_a_resort_within_one(self) -> None:
        """Of a resort in a resort, only the closed one is named."""
        inner = Resort(id="inner", name="Inner", within="wonsan-kalma", opens="inner-opens")
        mine = ARTICLE.amended(sources=[REPORT], places=[inner], events=[event("inner-opens", "2025-07-20")])

        decision = mine.decide(Visit("KP", "inner", "2025-07-10"))

        assert 1 == len(about(decision, "(inner)", "`inner-opens`", "2025-07-20", "[report]"))
        assert not about(decision, "`resort-opens`", "2025-07-01")

    def test_a_resort_in_one_that_opened_on_a_day_of_the_same_stretch(self) -> None:
        """A resort that had opened by the day asked is not named as closed, even if the answer stays the same."""
        inner = Resort(id="inner", name="Inner", within="wonsan-kalma", opens="inner-opens")
        mine = ARTICLE.amended(sources=[REPORT], places=[inner], events=[event("inner-opens", "2025-07-20")])
        mine = mine.amended(without=["resort-open-to-all"])

        before, after = (mine.decide(Visit("KP", "inner", day)) for day in ("2025-06-30", "2025-07-01"))

        assert about(before, "`resort-opens`")
        assert not about(after, "`resort-opens`")
        assert about(before, "`inner-opens`")
        assert about(after, "`inner-opens`")

    def test_a_stay_over_the_opening_of_the_resort_around(self) -> None:
        """From the day on which it opened, the resort around is not named as closed; the inner one still is."""
        inner = Resort(id="inner", name="Inner", within="wonsan-kalma", opens="inner-opens")
        mine = ARTICLE.amended(sources=[REPORT], places=[inner], events=[event("inner-opens", "2025-07-20")])

        decision = mine.decide(Visit("KP", "inner", "2025-06-28", "2025-07-05"))

        assert 1 == len(about(decision, "(wonsan-kalma)", ": `resort-opens`"))
        assert 2 == len(about(decision, "(inner)", ": `inner-opens`"))

    def test_a_stay_over_the_days_of_an_opening(self) -> None:
        """A resort surely had not opened only if that is true on every day of the stay in the stretch."""
        mine = ARTICLE.amended(
            sources=[REPORT],
            events=[event("resort-opens", "[0001-01-01..2025-07-05]")],
            policies=[policy("shut", "deny", audience="everyone")],
            without=["resort-open-to-all"],
        )
        late = ARTICLE.amended(
            sources=[REPORT], events=[event("resort-opens", "2025-07")], without=["resort-open-to-all"]
        )

        (perhaps,) = about(mine.decide(Visit("RU", RESORT, "2025-05-15")), "(wonsan-kalma)", ": `resort-opens`")
        surely, perhaps_too = about(
            late.decide(Visit("RU", RESORT, "2025-06-30", "2025-07-01")), "(wonsan-kalma)", ": `resort-opens`"
        )

        assert perhaps.partition(":")[0] == perhaps_too.partition(":")[0] != surely.partition(":")[0]

    def test_conflict_of_unknown_order(self) -> None:
        """If the order of two announcements is unknown, it would settle the conflict."""
        mine = ARTICLE.amended(
            sources=[REPORT],
            events=[event("seen", "2025-07")],
            policies=[policy("welcome", "permit", audience=["RU"], starts="seen")],
        )

        decision = mine.decide(Visit("RU", "wonsan-kalma", "2025-07-31"))

        assert snapshot(
            [
                "- `welcome` permits and `foreigners-barred` denies, and neither outranks the other. Knowing which was announced first would settle it."
            ]
        ) == about(decision, "`welcome`", "`foreigners-barred`")

    def test_what_would_settle_nothing(self) -> None:
        """A conflict and a silence that another layer's denial makes idle do not settle the answer."""
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
        assert not about(decision, "`admitted`", "`kept`")
        assert ["a"] == ids(parts(decision)[2])

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
        """R15: a stay over a day on which a permission ends, or may end, has one line more."""
        assert ends is (unfinished() in parts(ARTICLE.decide(Visit("RU", RESORT, arrival, departure)))[0])

    def test_a_stay_in_which_a_permission_may_begin(self) -> None:
        """R15: that a permission may begin during a stay is not an end."""
        mine = ARTICLE.amended(sources=[REPORT], events=[event("resort-opens", "[2025-07-05..2025-07-09]")])

        assert unfinished() not in parts(mine.decide(Visit("RU", RESORT, "2025-07-05", "2025-07-07")))[0]

    @pytest.mark.parametrize(
        ("nationality", "strict", "ends"),
        [("NL", True, False), ("RU", True, True), ("RU", False, True)],
        ids=["denied, then projected", "permitted, then denied and projected", "permitted, then denied"],
    )
    def test_a_stay_whose_last_days_are_projected(self, nationality: str, strict: bool, ends: bool) -> None:
        """R15: neither a strict answer past the survey nor the end of a denial is the end of a permission."""
        decision = ARTICLE.decide(Visit(nationality, RESORT, "2025-07-15", "2025-08-20"), strict=strict)

        assert ends is (unfinished() in parts(decision)[0])

    def test_a_stay_without_a_permission(self) -> None:
        """R15, R18: if too many facts are open, and afterwards it is denied, no permission ends."""
        names = [f"e{number}" for number in range(17)]
        mine = ARTICLE.amended(
            sources=[REPORT],
            events=[event(name, "[2025-07-01..2025-07-10]") for name in names],
            policies=[policy(f"p{name}", "deny", starts=name) for name in names],
        )

        head = parts(mine.decide(Visit("RU", RESORT, "2025-07-05", "2025-07-12")))[0]

        assert ["2025-07-01", "2025-07-09"] == re.findall(r"\d{4}-\d\d-\d\d", head[1])
        assert "undetermined" in head[1]
        assert unfinished() not in head

    def test_a_stay_from_a_conflict_into_a_denial(self) -> None:
        """R15: a permission that another policy contradicts may end during a stay too."""
        mine = ARTICLE.amended(
            sources=[REPORT],
            events=[event("over", "2025-07-10")],
            policies=[
                policy("welcome", "permit", audience=["RU"], starts="resort-opens", ends="over"),
                policy("unwelcome", "deny", audience=["RU"], starts="resort-opens"),
            ],
        )

        decision = mine.decide(Visit("RU", RESORT, "2025-07-05", "2025-07-12"))

        assert decision.conflicts
        assert unfinished() in parts(decision)[0]

    def test_a_stay_over_two_doubts(self) -> None:
        """What would settle days of a stay is listed by days if it is not the same for all of them."""
        mine = ARTICLE.amended(
            sources=[REPORT],
            events=[event("a", "[2025-07-03..2025-07-05]", what="A"), event("b", "[2025-07-07..2025-07-09]", what="B")],
            policies=[policy("shut", "deny", starts="a", ends="b")],
        )

        decision = mine.decide(Visit("RU", RESORT, "2025-07-04", "2025-07-08"))

        (settling,) = (part for part in parts(decision) if ids(part) == ["a", "b"])
        assert (
            snapshot(
                [
                    "What would settle the undetermined days (R13):",
                    "- from 2025-07-03 to 2025-07-04:",
                    "  - `a` (A) happened between 2025-07-03 and 2025-07-05. If it had happened by then: denied. If not: permitted.",
                    "- from 2025-07-07 to 2025-07-08:",
                    "  - `b` (B) happened between 2025-07-07 and 2025-07-09. If it had happened by then: permitted. If not: denied.",
                ]
            )
            == settling
        )

    def test_silence_in_some_cases(self) -> None:
        """If a policy applies in some cases only, another policy would settle the rest."""
        mine = ARTICLE.amended(
            sources=[REPORT],
            policies=[policy("some", "permit", layer="entry", place="dprk", audience=Audience(possible=["RU"]))],
            without=[id_ for id_, each in ARTICLE.policies.items() if each.layer == "entry"],
        )

        assert (
            snapshot(
                [
                    "What would settle it (R13):",
                    "- `some` covers perhaps nationals of Russia. If it covers Russia: permitted. If not: undetermined.",
                    "- In some cases no entry rules apply, and the answer needs them.",
                ]
            )
            == parts(mine.decide(Visit("RU", "dprk", "2025-07-10")))[2]
        )

    def test_only_together(self) -> None:
        """Of two policies that end each other, each event matters only together with the other."""
        mine = ARTICLE.amended(
            sources=[REPORT],
            events=[event("a", "2025-07"), event("b", "2025-07")],
            policies=[policy("one", "deny", starts="a", ends="b"), policy("other", "deny", starts="b", ends="a")],
            without=["foreigners-barred"],
        )

        assert (
            snapshot(
                [
                    "What would settle it (R13):",
                    "- `a` (W) happened in 2025-07. This matters only together with other facts.",
                    "- `b` (W) happened in 2025-07. This matters only together with other facts.",
                ]
            )
            == parts(mine.decide(Visit("RU", "wonsan-kalma", "2025-07-10")))[2]
        )

    def test_too_many_unknowns(self) -> None:
        """R18: if too many facts are open, the layer says so, and each fact is listed."""
        names = [f"e{number}" for number in range(17)]
        mine = ARTICLE.amended(
            sources=[REPORT],
            events=[event(name, "2025-07") for name in names],
            policies=[
                *(policy(f"p{name}", "deny", starts=name) for name in names),
                policy("some", "permit", audience=Audience(possible=["RU"])),
            ],
        )

        decision = mine.decide(Visit("RU", "wonsan-kalma", "2025-07-10"))

        assert (
            snapshot(
                [
                    "- site (the place itself): not worked out, too many facts are unknown (R18)",
                    "- together: undetermined (R18)",
                ]
            )
            == parts(decision)[1][-2:]
        )
        (_, said, *facts) = parts(decision)[2]
        assert {*names, "ban-notice"} >= {*ids(facts)} >= {*names}
        assert (
            snapshot(
                "- 18 facts are unknown, too many to try every combination. More precise dates or groups are needed."
            )
            == said
        )
        assert snapshot(["- `e0` (W) happened in 2025-07.", "- A policy covers perhaps nationals of Russia."]) == [
            facts[0],
            facts[-1],
        ]

    def test_outranking_what_was_before_the_record(self) -> None:
        """R7: an announced policy is later than one without a start, and a narrower place counts."""
        old = policy("old", "permit", place="dprk")
        mine = ARTICLE.amended(sources=[REPORT], policies=[old], without=["resort-open-to-all"])

        decision = mine.decide(Visit("RU", "wonsan-kalma", "2025-07-18"))

        assert snapshot(["    - outranks `old` (R7): it was announced later and covers a smaller place"]) == about(
            decision, "`old`"
        )

    def test_two_policies_before_the_record(self) -> None:
        """R7: of two policies without a start, neither was announced later."""
        mine = ARTICLE.amended(
            sources=[REPORT],
            policies=[
                policy("old", "permit", place="dprk", ending="permanent"),
                policy("older", "deny", audience=["RU"], ending="permanent"),
            ],
            without=["resort-open-to-all", "foreigners-barred"],
        )

        decision = mine.decide(Visit("RU", "wonsan-kalma", "2025-07-18"))

        assert snapshot(
            [
                "  - `older` denies visits by nationals of Russia, since before the data begins, with no end [report]",
                "    - outranks `old` (R7): it covers fewer nationalities and a smaller place",
            ]
        ) == about(decision, "`old")

    def test_hostile_data(self) -> None:
        """Strings of a file stay on their line, and cannot control a terminal."""
        shown = event("a", "2025-07-05", what="One\nTwo\x1b[2J", words="soon\r")
        mine = ARTICLE.amended(sources=[REPORT], events=[shown], policies=[policy("bad", "deny", starts="a")])

        decision = mine.decide(Visit("RU", "wonsan-kalma", "2025-07-05"))

        assert decision.explain().replace("\n", "").isprintable()
        assert 1 == len(about(decision, "`bad`", r"One\nTwo\x1b[2J"))
        assert 1 == len(about(decision, '"soon\\r"'))


def same_day() -> History:
    """A history in which two events of an unknown day, which was the same, each close the resort to some."""
    return ARTICLE.amended(
        sources=[REPORT],
        events=[event("a", "2025-07"), event("b", datings=[dating(after="a", days=0)])],
        policies=[policy("one", "deny", starts="a"), policy("other", "deny", starts="b")],
        without=["foreigners-barred"],
    )


def projection(decision: Decision) -> str:
    """The line about days that the data does not cover."""
    (line,) = (line for line in parts(decision)[0] if line.startswith("The data "))
    return line


def unfinished() -> str:
    """The line about visitors who are inside when a permission ends, from the explanation that is read as a whole."""
    return parts(CASES["stay"]())[0][5]


class TestTurningPoints:
    """Which events begin a stretch."""

    def test_turning_points(self) -> None:
        """A stretch begins with the events that may, or surely, have happened from its first day on."""
        timeline = ARTICLE.timeline("RU")

        found = [
            turning_points(ARTICLE, "wonsan-kalma", before, after) for before, after in pairwise(timeline.stretches)
        ]

        assert [
            (),
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

        assert Citation("article", "11.1", "reopened its borders to Russian tourists") == citations[0]
        assert Citation("ap-2025-06-26", attribute="starts") in citations
        assert Citation("ap-2025-06-26", words="next Tuesday") in citations
        assert len(set(citations)) == len(citations)
        assert not any(citation.source == "ap-2025-07-18" for citation in citations)


class TestToDict:
    """`decision.to_dict()`."""

    def test_shape(self) -> None:
        """Days are strings, verdicts are words, and the form has a version."""
        data = may_visit("RU", "2025-07-10", departure="2025-07-11").to_dict()

        assert (2, "2025-07-10", "2025-07-11", []) == tuple(
            data[key] for key in ("form", "arrival", "departure", "conditions")
        )
        assert ("article", "2020-01-01", "2025-07-18", []) == tuple(
            data["receipt"][key] for key in ("history", "surveyed_from", "surveyed_through", "views")
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
            "conditions": [],
            "conditional": False,
        } == data["stretches"][0]

    def test_unknowns(self) -> None:
        """A hinge names an event, a membership, or an opening; a view without sources has no survey."""
        member = may_visit("CA", "2025-02-25", to="dprk").to_dict()["stretches"][0]["hinges"][0]
        nothing = ARTICLE.according_to().decide(Visit("RU", "wonsan-kalma", "2025-07-10")).to_dict()

        assert ["AU", "DE", "FR", "GB"] == member["unknown"]["membership"]["certain"]
        assert (["permitted"], ["denied"]) == (member["if_yes"], member["if_no"])
        assert (None, None) == (nothing["receipt"]["surveyed_through"], nothing["stretches"][0]["start"])
        assert {"opening": "wonsan-kalma"} == nothing["stretches"][0]["hinges"][0]["unknown"]

    def test_one_unknown(self) -> None:
        """R6: events of one unknown are listed with it."""
        (hinge,) = same_day().decide(Visit("RU", RESORT, "2025-07-10")).to_dict()["stretches"][0]["hinges"]

        assert {"event": "a", "others": ["b"]} == hinge["unknown"]

    def test_conditions(self) -> None:
        """R19: what an answer asks for beyond the passport is listed, for the visit and for each stretch."""
        data = may_visit("AU", "2025-04-06", to="pyongyang", history="record").to_dict()

        assert ["marathon-tour"] == data["conditions"] == data["stretches"][0]["conditions"]
        assert data["stretches"][0]["conditional"]

    def test_otherwise(self) -> None:
        """What another shipped history answers is beside the verdict, if it is another verdict."""
        assert {"record": "permitted"} == may_visit("RU", "2025-09-01").to_dict()["otherwise"]

    def test_conflict(self) -> None:
        """A conflict names its layer, its two sides, what would settle it, and whether it leaves the verdict open."""
        mine = ARTICLE.amended(
            sources=[REPORT], policies=[policy("welcome", "permit", audience=["RU"], starts="resort-opens")]
        )

        data = mine.decide(Visit("RU", "wonsan-kalma", "2025-07-18")).to_dict()

        sides = {"layer": "site", "permit": "welcome", "deny": "foreigners-barred"}
        assert [{**sides, "settled_by": "override", "matters": True}] == data["stretches"][0]["conflicts"]
