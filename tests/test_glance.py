"""What a person reads at a glance."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from factories import REPORT, event, policy
from inline_snapshot import snapshot

import dprk_tourism as dt
from dprk_tourism import Decision, Place, Resort, Visit, may_visit
from dprk_tourism._render.terminal import answer_lines

ARTICLE = dt.load("article")
RESORT = "wonsan-kalma"


def answers(name: str) -> Iterator[Decision]:
    """An answer for each run of days, for one of each nationalities and places that a history treats alike."""
    history = dt.load(name)
    timelines = [history.timeline(code, place) for place in history.places for code in history.nationality_classes()]
    for timeline in {id(timeline.stretches): timeline for timeline in timelines}.values():
        yield from (timeline.decide(each.span.start or each.span.last or date(2000, 1, 1)) for each in timeline)


def point(decision: Decision, label: str) -> str:
    """What a summary says under a label, on one line; an empty string if it has no such label."""
    found = re.search(rf"^  {label}  +(.*(?:\n   .*)*)", decision.summary(), re.MULTILINE)
    return " ".join(found[1].split()) if found else ""


class TestWholeSummaries:
    """Some summaries, letter by letter."""

    def test_undetermined(self) -> None:
        """It says what would settle it, and what North Korea itself answers."""
        assert (
            snapshot("""\
Undetermined: Russia (RU) at Wonsan Kalma Coastal Tourist Zone on 2025-07-17
  When         undetermined from 2025-07-16 to 2025-07-17
  Why          `ban-notice` (The tourism website says that the resort does not
               receive foreign tourists for now) happened between 2025-07-16 and
               2025-07-18. If it had happened by 2025-07-17: denied. If not:
               permitted.
  Elsewhere    North Korea as a whole: permitted
  Not checked  travel rules set by Russia; profession, visa, second passport
  Data         `article` covers 2020-01-01 to 2025-07-18.\
""")
            == may_visit("RU", "2025-07-17").summary()
        )

    def test_conditions(self) -> None:
        """R19: the first line says that it permits on conditions, and a later one says on which."""
        assert (
            snapshot("""\
Permitted, on conditions: Australia (AU) at Pyongyang on 2025-04-06
  When         permitted from 2025-04-03 to 2025-04-09
  Why          entry: `marathon-visitors` permits visits by foreigners except
               nationals of South Korea, Malaysia and the United States, from
               2025-04-03, ending between 2025-04-10 and 2025-04-11
  Conditions   marathon tour
  Elsewhere    North Korea as a whole: denied
  Not checked  travel rules set by Australia; rules set by the place itself;
               profession, visa, second passport
  Data         `record` covers 1986-01-01 to 2026-03-30.\
""")
            == may_visit("AU", "2025-04-06", to="pyongyang", history="record").summary()
        )

    def test_stay(self) -> None:
        """R15: a stay names the runs of days that it touches, and what denies it."""
        assert (
            snapshot("""\
Denied, projected: Russia (RU) at Wonsan Kalma Coastal Tourist Zone from
  2025-07-14 to 2025-08-02
  Otherwise    the history `record` answers undetermined
  When         2025-07-14 to 2025-07-15: permitted
               2025-07-16 to 2025-07-17: undetermined, depends on `ban-notice`
               2025-07-18 to 2025-08-02: denied, by `foreigners-barred`
  Elsewhere    North Korea as a whole: permitted
  Instead      last permitted on 2025-07-13
  Not checked  travel rules set by Russia; profession, visa, second passport
  Data         `article` covers 2020-01-01 to 2025-07-18. This assumes that
               nothing has changed since.\
""")
            == may_visit("RU", "2025-07-14", departure="2025-08-02").summary()
        )

    def test_runs_of_a_stay(self) -> None:
        """R15: a run of days says in short what denies it or leaves it open; a permitted one says nothing."""
        stays = {
            "conflict": may_visit("RU", "2025-07-16", departure="2025-08-01", history="record"),
            "silent": may_visit("CN", "2020-01-14", departure="2020-01-24", to="dprk"),
            "membership": may_visit("CN", "2025-02-14", departure="2025-02-25", to="rason", history="record"),
            "opening": may_visit("KP", "2025-06-30", departure="2025-07-01"),
            "strict": may_visit("RU", "2025-07-18", departure="2025-07-20", strict=True),
            "many": may_visit("GB", "2018-02-14", departure="2025-07-20", to="pyongyang", history="record"),
        }

        assert snapshot(
            {
                "conflict": "2025-07-16 to 2025-07-30: undetermined, depends on `ban-notice` and `russians-received-again`; `russians-at-resort` against `foreigners-barred` 2025-07-31 to 2025-08-01: permitted",
                "silent": "2020-01-14 to 2020-01-21: undetermined, no entry rules 2020-01-22 to 2020-01-24: denied, by `pandemic-closure`",
                "membership": "2025-02-14 to 2025-02-19: denied, by `pandemic-closure` 2025-02-20 to 2025-02-25: undetermined, depends on membership of `chinese-visits-2025`",
                "opening": "2025-06-30: denied, not open yet 2025-07-01: permitted",
                "strict": "2025-07-18: denied, by `foreigners-barred` 2025-07-19 to 2025-07-20: undetermined, outside the data",
                "many": "2018-02-14 to 2018-08-10: permitted 2018-08-11 to 2018-09-09: undetermined, depends on membership of `pyongyang-halt-2018`, membership of `visa-freeze-2018`, `visa-freeze-lifted` and `pyongyang-visits-resume` 2018-09-10 to 2020-01-21: permitted and 4 more runs of days",
            }
        ) == {name: point(decision, "When") for name, decision in stays.items()}
        assert ["silent", "membership", "opening", "strict"] == [
            name for name, each in stays.items() if point(each, "Why")
        ]

    def test_a_stay_in_one_run(self) -> None:
        """A stay of one verdict reads as a visit of one day does."""
        assert "permitted from 2025-07-01 to 2025-07-15" == point(
            may_visit("RU", "2025-07-10", departure="2025-07-12"), "When"
        )


class TestEverySummary:
    """What holds for each."""

    @pytest.mark.slow
    @pytest.mark.parametrize("name", dt.histories())
    def test_fits(self, name: str) -> None:
        """It has at most twelve lines of eighty columns, with verdict, days, reasons and the last day of the data.

        A denial names a policy that denies, or a resort that has not opened; a permission only what permits.
        """
        history = dt.load(name)
        for decision in answers(name):
            said, why = decision.summary(), point(decision, "Why")
            effects = {
                history.policies[id_].effect
                for id_ in re.findall(r"`([a-z0-9-]+)` (?:perhaps )?(?:permits|denies)", why)
            }
            assert len(said.splitlines()) <= 12
            assert max(map(len, said.splitlines())) <= 80
            assert said.lower().startswith(decision.verdict)
            assert point(decision, "When").startswith(decision.verdict)
            assert str(history.surveyed_through) in point(decision, "Data")
            if decision.denied:
                assert effects == {dt.Effect.DENY} or "opened yet" in why
            elif decision.permitted:
                assert effects == {dt.Effect.PERMIT}
            else:
                assert why

    @pytest.mark.slow
    def test_stays_fit(self) -> None:
        """R15: a stay over years fits too, also with a line on how to get more."""
        history = dt.load("record")
        for place in history.places:
            for code in history.nationality_classes():
                timeline = history.timeline(code, place)
                for first, last in (("2014-01-01", "2026-12-31"), ("2020-01-01", "2020-02-01")):
                    decision = timeline.decide(first, last)
                    for lines in (decision.summary().splitlines(), answer_lines(decision._glance())):
                        assert len(lines) <= 12
                        assert max(map(len, lines)) <= 80

    def test_whatever_records_hold(self) -> None:
        """Names and sentences of any length are shortened until the twelve lines hold them."""
        long = "word " * 200
        happens = [event(f"e{number}", "[2025-07-02..2025-07-20]", what=long) for number in range(6)]
        mine = ARTICLE.amended(
            sources=[REPORT],
            places=[Resort(id=RESORT, name=long, within="dprk", opens="resort-opens")],
            events=happens,
            policies=[policy(f"p{each.id}", "deny", starts=each.id) for each in happens],
        )

        said = mine.decide(Visit("RU", RESORT, "2025-07-10")).summary().splitlines()

        assert len(said) <= 12
        assert max(map(len, said)) <= 80
        assert any(line.endswith(" ...") for line in said)
        assert any(line.startswith("  Data") for line in said)


class TestPoints:
    """Each thing to know."""

    def test_reasons_that_do_not_fit(self) -> None:
        """Reasons that do not fit in twelve lines are counted."""
        bars = [policy(f"bar-{number}", "deny", starts="resort-opens") for number in range(9)]

        why = point(ARTICLE.amended(sources=[REPORT], policies=bars).decide(Visit("CN", RESORT, "2025-07-10")), "Why")

        assert (
            snapshot(
                "entry: `pandemic-closure` denies visits by foreigners, from 2020-01-22 on site: `bar-0` denies visits by foreigners, from 2025-07-01 on site: `bar-1` denies visits by foreigners, from 2025-07-01 on site: `bar-2` denies visits by foreigners, from 2025-07-01 on site: `bar-3` denies visits by foreigners, from 2025-07-01 on (and 5 more reasons)"
            )
            == why
        )

    def test_what_surely_denies_is_first(self) -> None:
        """R12: of two denials, the one that holds in every case comes before the one that perhaps does."""
        why = point(may_visit("US", "2026-11-28", to="dprk", history="record"), "Why")

        assert re.findall("`(.+?)`( perhaps)?", why) == [("pandemic-closure", ""), ("us-passports", " perhaps")]

    def test_a_resort_without_a_day(self) -> None:
        """R10: a resort that may not have opened is a reason, without sources if there are none."""
        shut = Resort(id=RESORT, name="Resort", within="dprk")
        mine = ARTICLE.amended(places=[shut])

        assert snapshot(
            "entry: `pandemic-closure` denies visits by foreigners, from 2020-01-22 on site: Resort (wonsan-kalma) may not have opened yet: no source says when it opened"
        ) == point(mine.decide(Visit("CN", RESORT, "2025-07-10")), "Why")

    def test_outside_the_data(self) -> None:
        """R14: it says what it assumes on either side of the data, and nothing if the answer is strict."""
        asked = [("2019-12-30", "2019-12-31"), ("2025-09-01", None), ("2019-12-31", "2025-09-01")]
        timeline = ARTICLE.timeline("CN")

        assert snapshot(
            [
                "`article` covers 2020-01-01 to 2025-07-18. This assumes that nothing was different before.",
                "`article` covers 2020-01-01 to 2025-07-18. This assumes that nothing has changed since.",
                "`article` covers 2020-01-01 to 2025-07-18. This assumes that nothing was different before. This assumes that nothing has changed since.",
            ]
        ) == [point(timeline.decide(*days), "Data") for days in asked]
        strict = may_visit("CN", "2025-09-01", strict=True)
        assert snapshot("`article` covers 2020-01-01 to 2025-07-18.") == point(strict, "Data")

    def test_views(self) -> None:
        """It names the views that were asked, and says if their data covers no day."""
        assert snapshot("`article` (known on 2025-07-15) covers 2020-01-01 to 2025-07-12.") == point(
            may_visit("RU", "2025-07-10", known_on="2025-07-15"), "Data"
        )
        assert snapshot("`article` (according to no source) covers no day.") == point(
            ARTICLE.according_to().decide(Visit("RU", "dprk", "2025-07-10")), "Data"
        )

    def test_elsewhere(self) -> None:
        """R4: places that answer otherwise are grouped by verdict, and counted from the fourth on if there are more."""
        inside = [Place(id=f"zone-{number}", name=f"Zone {number}", within="dprk") for number in range(6)]
        welcome = [
            policy(f"welcome-{each.id}", "permit", layer="entry", place=each.id, starts="resort-opens")
            for each in inside[:5]
        ]
        mine = ARTICLE.amended(sources=[REPORT], places=inside, policies=welcome)

        assert snapshot("permitted at Zone 0, Zone 1, Zone 2 and 2 more") == point(
            mine.decide(Visit("CN", "dprk", "2025-07-10")), "Elsewhere"
        )

    def test_disputed(self) -> None:
        """R2: an answer that depends on an event whose day is disputed says so."""
        assert "`western-curtailment`" in point(may_visit("AU", "2025-02-25", to="dprk"), "Disputed")

    def test_the_travellers_own_government(self) -> None:
        """R10: the rules of the traveller's own government count as unchecked unless the data has some."""
        assert "Russia" in point(may_visit("RU", "2025-07-10"), "Not checked")
        assert "South Korea" not in point(may_visit("KR", "2025-07-10", to="dprk", history="record"), "Not checked")

    def test_the_place_itself(self) -> None:
        """R10: so do the rules of a place within the country, unless the data has some."""
        asked = {
            place: point(may_visit("GB", "2016-05-01", to=place, history="record"), "Not checked")
            for place in ("dprk", "onsong", "wonsan-kalma")
        }

        assert [False, True, False] == ["rules set by the place itself" in said for said in asked.values()]

    def test_plain_data(self) -> None:
        """`to_dict` holds the same text."""
        decision = may_visit("RU", "2025-07-10")

        assert decision.summary() == decision.to_dict()["summary"]
