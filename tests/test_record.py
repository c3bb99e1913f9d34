"""The wider record beside the article: the answers that it changes, and those that it adds."""

import pytest

import dprk_tourism
from dprk_tourism import Layer, Outcome, Reason, Verdict, diff, may_visit
from dprk_tourism._model.records import find_place, from_the_inside_out

PERMITTED, DENIED, UNDETERMINED = Verdict.PERMITTED, Verdict.DENIED, Verdict.UNDETERMINED
RESORT = "wonsan-kalma"
RECORD = dprk_tourism.load("record")


class TestAnswers:
    """Answers that follow from the public record."""

    @pytest.mark.parametrize(
        ("passport", "place", "day", "verdict"),
        [
            ("RU", RESORT, "2025-07-05", DENIED),  # opened for nationals on the 1st
            ("RU", RESORT, "2025-07-09", DENIED),
            ("RU", RESORT, "2025-07-10", PERMITTED),  # the first Russian group
            ("RU", RESORT, "2025-07-11", PERMITTED),
            ("RU", RESORT, "2025-07-20", UNDETERMINED),  # the notice against the earlier permission
            ("RU", RESORT, "2025-07-31", PERMITTED),  # received again by then
            ("RU", RESORT, "2025-09-01", PERMITTED),
            ("KP", RESORT, "2025-06-30", DENIED),
            ("KP", RESORT, "2025-07-01", PERMITTED),
            ("CN", RESORT, "2025-09-01", DENIED),
            ("CA", "rason", "2025-02-19", DENIED),
            ("CA", "rason", "2025-02-20", PERMITTED),
            ("CA", "rason", "2025-02-25", PERMITTED),
            ("CA", "rason", "2025-03-05", DENIED),
            ("CA", "dprk", "2025-02-25", DENIED),
            ("GB", "pyongyang", "2025-02-25", DENIED),
            ("US", "rason", "2025-02-25", DENIED),
            ("KR", "rason", "2025-02-25", DENIED),
            ("MY", "rason", "2025-02-25", DENIED),
            ("RU", "rason", "2024-06-07", PERMITTED),
            ("RU", "dprk", "2024-02-08", DENIED),
            ("RU", "dprk", "2024-02-09", PERMITTED),
            ("RU", "dprk", "2026-03-30", PERMITTED),
            ("CN", "pyongyang", "2025-04-02", DENIED),
            ("CN", "pyongyang", "2025-04-03", PERMITTED),
            ("CN", "pyongyang", "2025-04-06", PERMITTED),  # the marathon
            ("CN", "pyongyang", "2025-04-20", DENIED),
            ("GB", "dprk", "2020-01-21", PERMITTED),
            ("GB", "dprk", "2020-01-22", DENIED),
            ("US", "dprk", "2017-09-01", DENIED),
            ("AU", "평양", "2025-04-06", PERMITTED),  # by another name
            ("ca", "Raseon", "2025-02-25", PERMITTED),
        ],
    )
    def test_verdict(self, passport: str, place: str, day: str, verdict: Verdict) -> None:
        """The verdict for one passport, place and day."""
        assert verdict is may_visit(passport, day, to=place, history="record").verdict

    def test_rason_elsewhere(self) -> None:
        """While the country was shut to a Canadian, Rason was open, and the decision for the country says so."""
        elsewhere = may_visit("CA", "2025-02-25", to="dprk", history="record").elsewhere

        assert dict.fromkeys(["rajin", "rason", "sonbong"], PERMITTED) == dict(elsewhere)

    def test_elsewhere_in_words(self) -> None:
        """Places inside that answer otherwise are in one line for each verdict, and so are those around."""
        country = may_visit("CA", "2025-02-25", to="dprk", history="record").explain().splitlines()
        port = may_visit("CA", "2025-02-25", to="rajin", history="record").explain().splitlines()

        inside = "Rajin (rajin), Rason Special Economic Zone (rason) and Sonbong (sonbong), inside North Korea (dprk)"
        assert [f"Elsewhere: visits to {inside}, are permitted (R4)."] == [
            line for line in country if line.startswith("Elsewhere")
        ]
        assert ["Elsewhere: visits to North Korea (dprk), which Rajin (rajin) is in, are denied (R4)."] == [
            line for line in port if line.startswith("Elsewhere")
        ]

    def test_two_layers_deny_an_american(self) -> None:
        """An American is denied Rason by the home state and at entry, each for itself."""
        findings = may_visit("US", "2025-02-25", to="rason", history="record").stretches[0].findings

        assert {Layer.HOME_STATE, Layer.ENTRY} == {f.layer for f in findings if f.outcomes == {Outcome.DENY}}

    def test_days_surveyed(self) -> None:
        """The record is surveyed from 1986 through 30 March 2026; other answers are projected."""
        projected = [
            may_visit("RU", day, to="dprk", history="record").projected
            for day in ("1951-07-10", "1985-12-31", "1986-01-01", "2026-03-30", "2026-03-31")
        ]

        assert [True, True, False, False, True] == projected

    @pytest.mark.parametrize(
        ("passport", "place", "day", "conditions"),
        [
            ("AU", "pyongyang", "2025-04-06", ("marathon-tour",)),
            ("AU", "rason", "2025-02-25", ("organised-tour",)),
            ("GB", "dprk", "2019-06-01", ("organised-tour", "visa")),
            ("RU", RESORT, "2025-09-01", ("organised-tour",)),
            ("KP", RESORT, "2025-09-01", ()),
            ("CN", RESORT, "2025-09-01", ()),  # denied
        ],
    )
    def test_conditions(self, passport: str, place: str, day: str, conditions: tuple[str, ...]) -> None:
        """What a permission asks for beyond the passport (R19)."""
        assert conditions == may_visit(passport, day, to=place, history="record").conditions

    def test_an_end_that_nobody_knows(self) -> None:
        """The passport rule of the United States may lapse on any day from 1 September 2026 on, and never surely has."""
        record = dprk_tourism.load("record")

        assert "[2026-09-01..]" == str(record.window("us-passport-rule-lapses"))
        outcomes = [
            record.timeline("US", "dprk").at(day).finding(Layer.HOME_STATE).outcomes
            for day in ("2026-08-31", "2026-09-01", "9999-12-31")
        ]
        assert [{Outcome.DENY}, {Outcome.DENY, Outcome.SILENT}, {Outcome.DENY, Outcome.SILENT}] == outcomes

    def test_disputed(self) -> None:
        """The record disputes what the article says of the last Western tours, and more days."""
        assert RECORD.disputed == (
            "border-trips-back",
            "chinese-groups-back",
            "ebola-closure-lifted",
            "visa-freeze-lifted",
            "western-curtailment",
            "western-tourism",
            "winter-2009-over",
        )

    def test_conflict(self) -> None:
        """One conflict is left to its readers: the notice of July 2025 and the earlier admission of Russians."""
        pairs = {remark.records for remark in dprk_tourism.check(RECORD) if remark.kind == "conflict"}

        assert {("policies.russians-at-resort", "policies.foreigners-barred")} == pairs

    def test_size(self) -> None:
        """At least 40 policies at 15 places, each cited as a whole."""
        assert len(RECORD.policies) >= 40
        assert len(RECORD.places) >= 15
        for policy in RECORD.policies.values():
            assert any(cite.attribute is None for cite in policy.cites), policy.id

    def test_few_unknowns(self) -> None:
        """No question has more than six unknowns that matter, far from the 16 of R18."""
        most = max(
            len(stretch.hinges)
            for place in RECORD.places
            for code in ("CN", "FR", "IL", "KP", "KR", "RU", "US")
            for stretch in RECORD.timeline(code, place)
        )

        assert most <= 6


class TestCorrections:
    """Corrections of the second survey of sources, each with the reports that it rests on."""

    def test_chinese_tours_in_the_note_on_air_china(self) -> None:
        """AP's report of 30 March 2026 mentions Chinese tours (V1)."""
        assert "Chinese tours" in str(RECORD.events["air-china-back"].note)

    @pytest.mark.parametrize("history", ["article", "record"])
    def test_korean_residents_of_japan_in_the_notes_on_the_resort(self, history: str) -> None:
        """Choson Sinbo and Yonhap have Korean residents of Japan at the resort in September 2025 (V2)."""
        policy = {"article": "resort-open-to-all", "record": "resort-not-yet-for-foreigners"}[history]

        assert "Korean residents of Japan" in str(dprk_tourism.load(history).policies[policy].note)

    def test_tass_dates_the_train_only(self) -> None:
        """TASS gives the day of the first train and does not name Rason (V3)."""
        cites = {cite.source: cite.attribute for cite in RECORD.policies["russians-to-rason"].cites}

        assert ("starts", None) == (cites["tass-2024-06-06"], cites["sm-news-rason"])
        assert "does not name Rason" in str(RECORD.events["rason-opens-to-russians"].note)

    @pytest.mark.parametrize(
        ("day", "verdict"),
        [
            ("2019-12-31", PERMITTED),
            ("2020-01-01", UNDETERMINED),
            ("2020-01-30", UNDETERMINED),
            ("2020-01-31", DENIED),
            ("2021-06-01", DENIED),
            ("2023-08-25", DENIED),
            ("2023-08-26", PERMITTED),
        ],
    )
    def test_nationals_shut_out(self, day: str, verdict: Verdict) -> None:
        """KCNA let citizens abroad come home from 26 August 2023; they were shut out in January 2020 (V4)."""
        assert verdict is may_visit("KP", day, to="dprk", history="record").verdict

    @pytest.mark.parametrize(
        ("day", "verdict"),
        [
            ("2025-10-21", DENIED),
            ("2025-10-22", UNDETERMINED),
            ("2025-10-27", UNDETERMINED),
            ("2025-10-28", DENIED),
        ],
    )
    def test_film_festival(self, day: str, verdict: Verdict) -> None:
        """News1 and Kyodo report the festival of 22 to 27 October 2025; who was admitted is not known (V5)."""
        assert verdict is may_visit("GB", day, to="pyongyang", history="record").verdict
        assert may_visit("US", day, to="pyongyang", history="record").denied

    @pytest.mark.parametrize(
        ("day", "verdict"),
        [("2015-03-01", DENIED), ("2015-03-02", UNDETERMINED), ("2015-03-03", PERMITTED)],
    )
    def test_end_of_the_ebola_closure(self, day: str, verdict: Verdict) -> None:
        """The airline has Monday, operators and Reuters have Tuesday 3 March 2015 (V8)."""
        assert verdict is may_visit("FR", day, to="dprk", history="record").verdict

    @pytest.mark.parametrize(
        ("day", "verdict"),
        [("2025-02-19", DENIED), ("2025-02-20", UNDETERMINED), ("2025-03-04", UNDETERMINED), ("2025-03-05", DENIED)],
    )
    def test_chinese_at_rason(self, day: str, verdict: Verdict) -> None:
        """Yonhap has the one Chinese group of February 2025 fail, and Chinese authorities forbid it (V9)."""
        assert verdict is may_visit("CN", day, to="rason", history="record").verdict

    @pytest.mark.parametrize(
        ("passport", "place", "day", "verdict"),
        [
            ("GB", "pyongyang", "2018-08-10", PERMITTED),
            ("GB", "pyongyang", "2018-08-11", UNDETERMINED),
            ("GB", "dprk", "2018-08-12", PERMITTED),
            ("CN", "dprk", "2018-08-12", UNDETERMINED),
        ],
    )
    def test_two_halts_of_august(self, passport: str, place: str, day: str, verdict: Verdict) -> None:
        """Radio Free Asia has all foreigners kept from Pyongyang, AFP and Yonhap Chinese groups at large (V10)."""
        assert verdict is may_visit(passport, day, to=place, history="record").verdict

    def test_days_of_publication(self) -> None:
        """NK News reported the marathon on 7 April 2025, and Vietnam.vn the rules for Rason on 25 February (V11)."""
        published = [str(RECORD.sources[id_].published) for id_ in ("nk-news-2025-04", "vietnam-vn-2025-02")]

        assert ["2025-04-07", "2025-02-25"] == published

    def test_two_reports_on_the_passports_of_runners(self) -> None:
        """CBS, copied at Yahoo, names the passports that the marathon did not accept, as All About Ultras does (V12)."""
        cites = RECORD.policies["marathon-visitors"].cites

        assert {"ultras-2025-04", "yahoo-2025-04-07"} == {cite.source for cite in cites if cite.attribute == "audience"}

    def test_agencies_in_the_plural(self) -> None:
        """Reuters reports the end of the marathon of 2026 after agencies, not after one (V13)."""
        assert "agencies in the plural" in str(RECORD.events["marathon-2026-cancelled"].note)


class TestSouthKoreans:
    """South Koreans: the law of 1990, the tours to Mount Kumgang, Kaesong and Pyongyang, and those who live abroad."""

    @pytest.mark.parametrize(
        ("place", "day", "verdict"),
        [
            ("mount-kumgang", "1998-11-17", DENIED),
            ("mount-kumgang", "1998-11-18", PERMITTED),  # the first ship (Ministry of Unification)
            ("mount-kumgang", "1999-05-31", PERMITTED),
            ("mount-kumgang", "1999-06-15", UNDETERMINED),  # stopped in June (Daily NK)
            ("mount-kumgang", "1999-06-30", DENIED),
            ("mount-kumgang", "1999-07-10", DENIED),
            ("mount-kumgang", "1999-07-11", UNDETERMINED),  # for 40-odd days
            ("mount-kumgang", "1999-08-17", UNDETERMINED),
            ("mount-kumgang", "1999-08-18", PERMITTED),
            ("mount-kumgang", "2002-09-01", PERMITTED),
            ("mount-kumgang", "2002-09-02", DENIED),  # the typhoon (Chosun Ilbo)
            ("mount-kumgang", "2002-09-18", DENIED),
            ("mount-kumgang", "2002-09-19", PERMITTED),
            ("mount-kumgang", "2003-04-24", PERMITTED),
            ("mount-kumgang", "2003-04-25", DENIED),  # SARS (Dong-A Ilbo)
            ("mount-kumgang", "2003-06-26", DENIED),
            ("mount-kumgang", "2003-06-27", PERMITTED),  # (Yonhap)
            ("mount-kumgang", "2005-06-01", PERMITTED),
            ("mount-kumgang", "2008-07-11", PERMITTED),
            ("mount-kumgang", "2008-07-12", DENIED),  # suspended (Korea Herald)
            ("mount-kumgang", "2008-08-01", DENIED),
            ("kaesong", "2007-12-04", DENIED),
            ("kaesong", "2007-12-05", PERMITTED),  # (North Korean Economy Watch)
            ("kaesong", "2008-06-01", PERMITTED),
            ("kaesong", "2008-11-28", PERMITTED),  # the last tour (Yonhap, Dong-A Ilbo)
            ("kaesong", "2008-11-29", UNDETERMINED),
            ("kaesong", "2008-12-01", DENIED),
            ("pyongyang", "2003-09-14", DENIED),
            ("pyongyang", "2003-09-15", PERMITTED),  # (BBC)
            ("pyongyang", "2003-10-01", UNDETERMINED),  # until October (Dong-A Ilbo)
            ("pyongyang", "2003-11-01", DENIED),
            ("pyongyang", "2005-10-05", DENIED),
            ("pyongyang", "2005-10-06", PERMITTED),  # (Dong-A Ilbo)
            ("pyongyang", "2007-12-04", UNDETERMINED),
            ("pyongyang", "2007-12-05", DENIED),
            ("dprk", "2005-06-01", DENIED),
            ("dprk", "2018-06-01", DENIED),
        ],
    )
    def test_tours(self, place: str, day: str, verdict: Verdict) -> None:
        """South Koreans were admitted on the tours, and nowhere else (V6)."""
        assert verdict is may_visit("KR", day, to=place, history="record").verdict

    def test_who_ended_the_tours(self) -> None:
        """South Korea suspended the tours to Kumgang, so its permission ended; approval had been in force until then."""
        layers = [
            RECORD.timeline("KR", "mount-kumgang").at(day).finding(Layer.HOME_STATE).outcomes
            for day in ("1990-07-31", "1990-08-01", "2008-07-11", "2008-07-12")
        ]

        either = {Outcome.DENY, Outcome.PERMIT}
        assert [{Outcome.SILENT}, either, {Outcome.PERMIT}, either] == layers

    def test_residents_abroad(self) -> None:
        """Nationals who live abroad need only report (the consulate in Seattle), which a passport does not show (V6)."""
        assert RECORD.policies["south-koreans"].audience.certain == {"KR"}
        assert RECORD.policies["south-koreans-abroad"].audience.possible == {"KR"}
        assert ("report-to-seoul",) == RECORD.policies["south-koreans-abroad"].conditions

    @pytest.mark.parametrize(
        ("place", "day", "verdict"),
        [
            ("pyongyang", "2024-08-26", DENIED),
            ("pyongyang", "2024-08-27", UNDETERMINED),  # the first students (Rodong Sinmun)
            ("pyongyang", "2024-11-30", UNDETERMINED),  # until November (Mainichi)
            ("pyongyang", "2024-12-01", DENIED),
            ("pyongyang", "2025-08-22", DENIED),
            ("pyongyang", "2025-08-23", UNDETERMINED),  # (Tongil News)
            ("pyongyang", "2025-12-01", DENIED),
            (RESORT, "2025-09-01", DENIED),
            (RESORT, "2025-09-04", UNDETERMINED),  # students at the resort (Choson Sinbo)
            ("rason", "2025-02-25", DENIED),
        ],
    )
    def test_koreans_of_japan(self, place: str, day: str, verdict: Verdict) -> None:
        """Students of South Korean nationality from Japan may have been admitted, by Mainichi."""
        assert verdict is may_visit("KR", day, to=place, history="record").verdict

    @pytest.mark.parametrize(
        ("passport", "day", "verdict"),
        [
            ("US", "2000-02-01", DENIED),
            ("US", "2000-02-02", PERMITTED),
            ("US", "2003-06-26", DENIED),
            ("US", "2003-06-27", PERMITTED),
            ("US", "2008-07-11", PERMITTED),
            ("US", "2008-07-12", DENIED),
            ("US", "2011-08-29", PERMITTED),  # with the rest of the country
            ("JP", "2011-08-30", PERMITTED),  # to all nationalities (AP)
        ],
    )
    def test_other_foreigners_at_kumgang(self, passport: str, day: str, verdict: Verdict) -> None:
        """Chosun Ilbo has foreigners on the Kumgang tours from 2 February 2000, Americans too."""
        assert verdict is may_visit(passport, day, to="mount-kumgang", history="record").verdict


class TestFirstDecades:
    """From the first Western tourists to the pandemic: closures, winters, and those who were treated apart."""

    @pytest.mark.parametrize(
        ("day", "verdict"),
        [
            ("1980-06-01", UNDETERMINED),
            ("1985-12-31", UNDETERMINED),
            ("1986-01-01", UNDETERMINED),  # 1986 (Young Pioneer Tours) or 1987 (AP)
            ("1987-12-30", UNDETERMINED),
            ("1987-12-31", PERMITTED),
            ("1994-07-07", PERMITTED),
            ("1994-07-08", DENIED),  # closed for 100 days (AFP)
            ("1994-10-15", DENIED),
            ("1994-10-16", UNDETERMINED),
            ("1994-10-17", PERMITTED),
            ("2003-04-20", PERMITTED),
            ("2003-04-21", UNDETERMINED),
            ("2003-05-08", UNDETERMINED),
            ("2003-05-09", DENIED),  # SARS (The Independent)
            ("2003-06-01", DENIED),
            ("2003-07-20", DENIED),
            ("2003-07-21", UNDETERMINED),  # for three to four months (USA Today)
            ("2003-09-08", UNDETERMINED),
            ("2003-09-09", PERMITTED),
            ("2009-12-09", PERMITTED),
            ("2009-12-10", DENIED),  # no tourist visas (CCTV)
            ("2010-01-10", DENIED),
            ("2010-01-11", UNDETERMINED),
            ("2010-04-11", UNDETERMINED),
            ("2010-04-12", PERMITTED),
            ("2010-12-10", PERMITTED),
            ("2010-12-11", UNDETERMINED),  # from mid-December (Korea Herald)
            ("2010-12-20", DENIED),
            ("2011-01-10", DENIED),
            ("2011-01-11", UNDETERMINED),
            ("2011-01-20", PERMITTED),
            ("2011-12-20", DENIED),
            ("2012-01-09", DENIED),
            ("2012-01-10", PERMITTED),  # (AFP)
            ("2012-12-20", DENIED),
            ("2013-01-20", PERMITTED),
            ("2013-12-25", PERMITTED),  # all year round since 24 August 2013 (Korea Herald)
            ("2014-10-23", PERMITTED),
            ("2014-10-24", DENIED),  # Ebola (AOL)
            ("2015-03-01", DENIED),
            ("2015-03-02", UNDETERMINED),
            ("2015-03-03", PERMITTED),
            ("2020-01-21", PERMITTED),
            ("2020-01-22", DENIED),
        ],
    )
    def test_frenchwoman(self, day: str, verdict: Verdict) -> None:
        """A French passport, on both sides of each closure."""
        assert verdict is may_visit("FR", day, to="dprk", history="record").verdict

    def test_closures_by_distance(self) -> None:
        """Sources count the days of two closures, so their ends are distances and not days."""
        assert "100..101" == str(RECORD.distance("closure-1994", "closure-1994-over"))
        assert "91..123" == str(RECORD.distance("sars-closure", "sars-closure-over"))

    @pytest.mark.parametrize(("day", "asked"), [("2005-12-25", True), ("2013-08-23", True), ("2013-08-24", False)])
    def test_winters_without_a_day(self, day: str, *, asked: bool) -> None:
        """Of the winters before 2009 only the custom is known, so it is a condition (Korea Herald)."""
        decision = may_visit("FR", day, to="dprk", history="record")

        assert decision.permitted
        assert asked is ("outside-the-winter-closing" in decision.conditions)

    @pytest.mark.parametrize(
        ("day", "verdict"),
        [
            ("1988-06-01", DENIED),
            ("1994-12-31", DENIED),
            ("1995-06-01", UNDETERMINED),  # for a festival of 1995
            ("1996-01-01", DENIED),
            ("2002-06-01", UNDETERMINED),  # the mass games (Korea Times)
            ("2005-09-30", DENIED),
            ("2005-10-01", PERMITTED),  # (Korea Times)
            ("2005-10-18", UNDETERMINED),
            ("2005-10-19", DENIED),
            ("2008-07-31", DENIED),
            ("2008-08-01", UNDETERMINED),  # usually from August to October (Reuters)
            ("2008-08-31", PERMITTED),
            ("2008-10-31", DENIED),
            ("2009-02-01", DENIED),
            ("2009-09-01", PERMITTED),
            ("2010-12-25", DENIED),
            ("2012-06-01", PERMITTED),  # all year round since January 2010 (AP, Reuters)
            ("2013-08-24", PERMITTED),
            ("2017-08-31", PERMITTED),
            ("2017-09-01", DENIED),  # the rule on passports (State Department)
            ("2018-03-01", DENIED),
        ],
    )
    def test_american(self, day: str, verdict: Verdict) -> None:
        """Until 2010 Americans were admitted for the mass games only (AP, Reuters)."""
        assert verdict is may_visit("US", day, to="dprk", history="record").verdict

    @pytest.mark.parametrize(
        ("passport", "day", "verdict"),
        [
            ("IL", "1989-12-31", DENIED),  # left out in the 1980s (Young Pioneer Tours)
            ("IL", "1990-01-01", UNDETERMINED),
            ("IL", "2013-08-24", PERMITTED),
            ("JP", "2006-10-13", PERMITTED),  # Japan's request is advice
            ("MY", "2017-09-27", PERMITTED),
            ("MY", "2017-09-28", DENIED),  # Malaysia's rule (Bernama)
        ],
    )
    def test_others_apart(self, passport: str, day: str, verdict: Verdict) -> None:
        """Israelis, Japanese and Malaysians."""
        assert verdict is may_visit(passport, day, to="dprk", history="record").verdict

    @pytest.mark.parametrize(
        ("passport", "day", "verdict"),
        [
            ("FR", "2013-05-19", DENIED),  # open to Chinese only
            ("FR", "2013-05-20", PERMITTED),  # the first Western tourist (NK News)
            ("US", "2013-05-20", DENIED),  # not three passports (CNN)
            ("JP", "2019-06-01", DENIED),
            ("FR", "2019-06-01", PERMITTED),
            ("FR", "2020-01-22", DENIED),
        ],
    )
    def test_sinuiju(self, passport: str, day: str, verdict: Verdict) -> None:
        """Sinuiju opened to Western tourists in May 2013, but not to Americans, Japanese and South Koreans."""
        assert verdict is may_visit(passport, day, to="sinuiju", history="record").verdict


class TestChinese:
    """Chinese travellers before the pandemic."""

    @pytest.mark.parametrize(
        ("place", "day", "verdict"),
        [
            ("dprk", "1988-12-31", PERMITTED),  # since 1988 (China Holidays)
            ("dprk", "2003-06-01", DENIED),
            ("sinuiju", "2006-01-31", PERMITTED),
            ("sinuiju", "2006-02-01", UNDETERMINED),
            ("sinuiju", "2006-02-28", DENIED),  # China's border trips stopped (Xinhua)
            ("sinuiju", "2009-04-28", DENIED),
            ("sinuiju", "2009-04-29", UNDETERMINED),  # back in April 2009 (Xinhua) or 2010 (Yonhap)
            ("sinuiju", "2010-04-30", PERMITTED),
            ("sinuiju", "2013-04-09", PERMITTED),
            ("sinuiju", "2013-04-10", UNDETERMINED),  # agencies in Dandong (Reuters)
            ("sinuiju", "2017-11-08", PERMITTED),  # day trips were allowed (Yomiuri)
            ("rason", "2013-04-10", PERMITTED),
            ("pyongyang", "2017-11-07", PERMITTED),
            ("pyongyang", "2017-11-08", DENIED),
            ("sinuiju", "2018-08-20", UNDETERMINED),
            ("sinuiju", "2018-09-20", PERMITTED),
            ("rason", "2020-01-21", PERMITTED),
            ("rason", "2020-01-22", DENIED),
        ],
    )
    def test_verdict(self, place: str, day: str, verdict: Verdict) -> None:
        """The verdict for a Chinese traveller."""
        assert verdict is may_visit("CN", day, to=place, history="record").verdict

    def test_rason_without_visa(self) -> None:
        """From 27 April 2011 on Chinese went to Rason from Hunchun without visas (Chosun Ilbo)."""
        deciding = [may_visit("CN", day, to="rason", history="record").deciding for day in ("2011-04-26", "2011-04-27")]

        assert [False, True] == ["chinese-at-rason" in policies for policies in deciding]

    def test_an_approved_destination(self) -> None:
        """From 12 April 2010 on China lets its agencies take groups (CCTV, People's Daily)."""
        timeline = RECORD.timeline("CN", "dprk")
        outcomes = [timeline.at(day).finding(Layer.HOME_STATE).outcomes for day in ("2010-04-11", "2010-04-12")]

        assert [{Outcome.SILENT}, {Outcome.PERMIT}] == outcomes


class TestViews:
    """Views that a user would try."""

    def test_eve_of_the_notice(self) -> None:
        """On 15 July 2025 neither history knew of the notice, and the record had Russians at the resort."""
        for name in ("article", "record"):
            assert "foreigners-barred" not in dprk_tourism.load(name).known_on("2025-07-15").policies
        assert PERMITTED is may_visit("RU", "2025-07-15", history="record", known_on="2025-07-15").verdict

    def test_as_known_in_july(self) -> None:
        """As known on 25 July the notice and the earlier permission of Russians contradict each other on the 20th."""
        decision = may_visit("RU", "2025-07-20", history="record", known_on="2025-07-25")

        assert (UNDETERMINED, (Reason.CONFLICT,)) == (decision.verdict, decision.because)
        assert [("russians-at-resort", "foreigners-barred")] == [
            (pair.permit, pair.deny) for pair in decision.conflicts
        ]

    def test_a_denial_is_no_day(self) -> None:
        """Moscow's denial of 18 July dates no arrival: without TASS and RT the answers of July are the same."""
        record = dprk_tourism.load("record")
        others = [id_ for id_, source in record.sources.items() if source.publisher not in ("TASS", "RT")]
        days = [f"2025-07-{day}" for day in (18, 20, 25, 31)]

        views = [record.timeline("RU"), record.according_to(*others).timeline("RU")]

        verdicts, without = ([view.at(day).verdict for day in days] for view in views)
        assert [UNDETERMINED, UNDETERMINED, UNDETERMINED, PERMITTED] == verdicts == without

    def test_the_article_alone(self) -> None:
        """According to the article alone the wider record keeps what the article claims as a whole."""
        alone = dprk_tourism.load("record").according_to("article")

        assert {"article"} == set(alone.sources)
        assert {"foreigners-barred", "nationals-at-home", "pandemic-closure", "russians-admitted"} == set(
            alone.policies
        )
        assert {"article"} == {cite.source for policy in alone.policies.values() for cite in policy.cites}


class TestDiff:
    """What the wider record changes."""

    def test_each_change_has_policies(self) -> None:
        """Every answer that changes rests on policies with citations, on the side where it is settled."""
        article, record = dprk_tourism.load("article"), dprk_tourism.load("record")

        changes = diff(article, record)

        assert changes
        for change in changes:
            assert change.policies_after or change.after is UNDETERMINED
            for policy in change.policies_after:
                assert record.policies[policy].cites

    def test_russians_in_july(self) -> None:
        """From the opening to the first group, the article permits and the record denies Russians the resort."""
        changes = diff(dprk_tourism.load("article"), dprk_tourism.load("record"), to=RESORT)

        assert [("2025-07-01", "2025-07-10", "permitted", "denied")] == [
            (str(c.span.start), str(c.span.end), str(c.before), str(c.after))
            for c in changes
            if "RU" in c.nationalities and "2025-07-05" in c.span
        ]


class TestPlaces:
    """The places that visitors go to, by the names that they have in maps, tours and news."""

    @pytest.mark.parametrize(
        ("name", "place"),
        [
            ("Pyeongyang", "pyongyang"),
            ("Пхеньян", "pyongyang"),
            ("元山", "wonsan"),
            ("원산갈마해안관광지구", RESORT),
            ("Masingnyŏng", "masikryong"),
            ("라선", "rason"),  # as the North writes it
            ("나선", "rason"),  # as the South does
            ("Rajin-Sonbong", "rason"),  # until 2000
            ("나진", "rajin"),
            ("Unggi", "sonbong"),  # in old texts
            ("백두산", "mount-paektu"),
            ("금강산", "mount-kumgang"),
            ("Nampho", "nampo"),
            ("Gyeongseong", "kyongsong"),
            ("경성", "kyongsong"),
            ("갈마", None),  # a name of stations and districts too
            ("长白山", None),  # mostly the Chinese side
            ("Joint Security Area", None),  # mostly a trip from the South
            ("Seoul", None),
        ],
    )
    def test_names(self, name: str, place: str | None) -> None:
        """A place is found by each of its names; a name that mostly means a place elsewhere is refused."""
        places = dprk_tourism.load("record").places

        assert place == find_place(places, name)

    @pytest.mark.parametrize(
        ("place", "chain"),
        [
            ("mount-paektu", ["mount-paektu", "samjiyon", "dprk"]),  # tours go there from Samjiyon
            ("rajin", ["rajin", "rason", "dprk"]),
            ("sonbong", ["sonbong", "rason", "dprk"]),
            ("namyang", ["namyang", "onsong", "dprk"]),
            (RESORT, [RESORT, "dprk"]),  # a zone apart from the city
            ("panmunjom", ["panmunjom", "dprk"]),  # a trip to Kaesong does not go there
        ],
    )
    def test_tree(self, place: str, chain: list[str]) -> None:
        """A place is inside the one by which visitors reach it, where a source says so."""
        places = dprk_tourism.load("record").places

        assert chain == [around.id for around in from_the_inside_out(places, place)]

    def test_inside(self) -> None:
        """What holds for Rason holds for its port, unless something else is recorded there."""
        for place in ("rason", "rajin", "sonbong"):
            assert may_visit("CA", "2025-02-25", to=place, history="record").permitted

    @pytest.mark.parametrize(
        ("passport", "day", "verdict"),
        [("RU", "2023-07-14", DENIED), ("RU", "2025-09-03", DENIED), ("KP", "2025-09-03", PERMITTED)],
    )
    def test_yangdok(self, passport: str, day: str, verdict: Verdict) -> None:
        """Yonhap, 2025-09-15: the hot springs take no foreign tourists yet, though Russians are in the country."""
        assert verdict is may_visit(passport, day, to="양덕", history="record").verdict


class TestTrace:
    """Everything that the record adds rests on a source."""

    def test_places_are_cited(self) -> None:
        """Each place is cited as a whole, or its name and the place around it are."""
        for place in dprk_tourism.load("record").places.values():
            cited = {cite.attribute for cite in place.cites}
            asked = {"name", *(["within"] if place.within and place.id != RESORT else [])}

            assert None in cited or asked <= cited, place.id

    def test_places_are_located(self) -> None:
        """Each place but the country has a location in or beside the country, with a source for it."""
        for place in dprk_tourism.load("record").places.values():
            if place.within is not None:
                assert place.location is not None
                latitude, longitude = place.location

                assert 37.9 < latitude < 43, place.id
                assert 124.3 < longitude < 130.7, place.id
                assert "location" in {cite.attribute for cite in place.cites}, place.id

    def test_no_copy_poses_as_the_original(self) -> None:
        """A source whose note says that it was read elsewhere has that address as a copy, not as its publisher's."""
        read_elsewhere = ("Copy of", "Copied", "Quoted by", "Retold at", "Read in English at", "Shortened copy")
        sources = [s for s in RECORD.sources.values() if s.note is not None and s.note.startswith(read_elsewhere)]

        assert len(sources) > 40
        assert [] == [source.id for source in sources if source.copy is None]

    def test_retellings(self) -> None:
        """A source that retells another source of the record names it, so that the two count as one root."""
        assert {id_: s.derived_from for id_, s in RECORD.sources.items() if s.derived_from is not None} == {
            "caliber-2025-01": "ypt-2025-01-16",
            "fox-2025-06-26": "kcna-2025-06-26",
            "kbs-2023-08-27": "kcna-2023-08-27",
            "kbs-2025-06-18": "koryo-film-festival",
            "kyodo-2025-10-23": "kcna-2025-10-23",
            "nk-news-2025-05-14": "state-2025-05-14",
        }

    def test_sources_have_an_address(self) -> None:
        """Each source but the article itself says where it was found: on its publisher's page, or as a copy."""
        sources = dprk_tourism.load("record").sources

        assert {"article"} == {id_ for id_, s in sources.items() if s.url is None and s.copy is None}
