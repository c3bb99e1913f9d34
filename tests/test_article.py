"""The answers that follow from the article, as its table of answers gives them, and both sides of each boundary."""

import datetime as dt
from collections.abc import Iterator

import pytest

import dprk_tourism
from dprk_tourism import EventUnknown, Layer, MembershipUnknown, Outcome, Reason, Verdict, may_visit

PERMITTED, DENIED, UNDETERMINED = Verdict.PERMITTED, Verdict.DENIED, Verdict.UNDETERMINED
RESORT, COUNTRY = "wonsan-kalma", "dprk"


class TestTable:
    """Every row of the table of answers."""

    @pytest.mark.parametrize(
        ("passport", "place", "day", "verdict", "projected"),
        [
            ("RU", RESORT, "2025-06-30", DENIED, False),
            ("RU", RESORT, "2025-07-10", PERMITTED, False),
            ("RU", RESORT, "2025-07-17", UNDETERMINED, False),
            ("RU", RESORT, "2025-07-18", DENIED, False),
            ("RU", RESORT, "2025-09-01", DENIED, True),
            ("AU", COUNTRY, "2025-02-20", PERMITTED, False),
            ("AU", COUNTRY, "2025-03-05", DENIED, False),
            ("CA", COUNTRY, "2025-02-25", UNDETERMINED, False),
            ("RU", COUNTRY, "2019-06-01", UNDETERMINED, False),
            ("KP", RESORT, "2025-08-01", PERMITTED, True),
            ("RU", COUNTRY, "2024-06-01", PERMITTED, False),
        ],
    )
    def test_verdict(self, passport: str, place: str, day: str, verdict: Verdict, *, projected: bool) -> None:
        """The verdict of the row, and whether it is projected."""
        decision = may_visit(passport, day, to=place)

        assert verdict is decision.verdict
        assert projected is decision.projected

    def test_resort_not_yet_open(self) -> None:
        """On the eve of its opening the resort is denied because it has not opened."""
        decision = may_visit("RU", "2025-06-30")

        assert (Reason.NOT_YET_OPEN,) == decision.because
        assert frozenset({Outcome.NOT_YET_OPEN}) == decision.stretches[0].findings[-1].outcomes

    def test_russian_in_the_open_resort(self) -> None:
        """Two policies decide: Russians are admitted, and the resort is open to all."""
        decision = may_visit("RU", "2025-07-10")

        assert ("russians-admitted", "resort-open-to-all") == decision.deciding

    def test_the_notice_is_the_hinge(self) -> None:
        """While it is not known whether the notice had appeared, the verdict hinges on it, and on nothing else."""
        (hinge,) = may_visit("RU", "2025-07-17").hinges

        assert EventUnknown("ban-notice") == hinge.unknown
        assert ("foreigners-barred",) == hinge.policies
        assert (frozenset({DENIED}), frozenset({PERMITTED})) == (hinge.if_yes, hinge.if_no)

    def test_the_bar_decides(self) -> None:
        """From the notice's latest day on the bar decides, and outranks the opening."""
        site = may_visit("RU", "2025-07-18").stretches[0].findings[-1]

        assert Layer.SITE is site.layer
        assert ("foreigners-barred",) == site.deciding
        assert (("resort-open-to-all", "foreigners-barred"),) == site.outranked

    def test_an_australian_in_the_short_opening(self) -> None:
        """The permission of Western visits decides while it is in force, then the closure governs again (R9)."""
        assert ("western-visits",) == may_visit("AU", "2025-02-20", to=COUNTRY).deciding
        assert ("pandemic-closure",) == may_visit("AU", "2025-03-05", to=COUNTRY).deciding

    def test_a_canadian_hinges_on_membership(self) -> None:
        """Whether Canada was among the nations that the article does not list is a hinge."""
        (hinge,) = may_visit("CA", "2025-02-25", to=COUNTRY).hinges
        audience = dprk_tourism.load("article").policies["western-visits"].audience

        assert MembershipUnknown(audience) == hinge.unknown
        assert (frozenset({PERMITTED}), frozenset({DENIED})) == (hinge.if_yes, hinge.if_no)

    def test_no_record_before_the_closure(self) -> None:
        """Before the record begins no entry policy applies, and that is the reason."""
        assert (Reason.SILENT,) == may_visit("RU", "2019-06-01", to=COUNTRY).because

    def test_last_year_leaves_it_open(self) -> None:
        """According to the article alone, some day of 2024 is all that is known of the reopening."""
        history = dprk_tourism.load("article").according_to("article")

        (hinge,) = may_visit("RU", "2024-06-01", to=COUNTRY, history=history).hinges

        assert EventUnknown("russian-reopening") == hinge.unknown


def around(day: str, before: Verdict, on: Verdict, after: Verdict) -> Iterator[tuple[str, Verdict]]:
    """The day before *day*, the day, and the day after, with their verdicts."""
    middle = dt.date.fromisoformat(day)
    for offset, verdict in ((-1, before), (0, on), (1, after)):
        yield (middle + dt.timedelta(days=offset)).isoformat(), verdict


BOUNDARIES = {
    ("RU", COUNTRY, "2020-01-22"): (UNDETERMINED, DENIED, DENIED),  # borders-close
    ("RU", COUNTRY, "2024-02-09"): (DENIED, PERMITTED, PERMITTED),  # russian-reopening
    ("AU", COUNTRY, "2024-02-09"): (DENIED, DENIED, DENIED),
    ("AU", COUNTRY, "2025-02-20"): (DENIED, PERMITTED, PERMITTED),  # western-reopening
    ("CA", COUNTRY, "2025-02-20"): (DENIED, UNDETERMINED, UNDETERMINED),
    ("CN", COUNTRY, "2025-02-20"): (DENIED, DENIED, DENIED),
    ("AU", COUNTRY, "2025-03-05"): (PERMITTED, DENIED, DENIED),  # western-curtailment
    ("CA", COUNTRY, "2025-03-05"): (UNDETERMINED, DENIED, DENIED),
    ("RU", RESORT, "2025-07-01"): (DENIED, PERMITTED, PERMITTED),  # resort-opens
    ("KP", RESORT, "2025-07-01"): (DENIED, PERMITTED, PERMITTED),
    ("AU", RESORT, "2025-07-01"): (DENIED, DENIED, DENIED),
    ("RU", RESORT, "2025-07-16"): (PERMITTED, UNDETERMINED, UNDETERMINED),  # ban-notice, earliest
    ("RU", RESORT, "2025-07-18"): (UNDETERMINED, DENIED, DENIED),  # ban-notice, latest
    ("KP", RESORT, "2025-07-18"): (PERMITTED, PERMITTED, PERMITTED),
    ("RU", COUNTRY, "2025-07-18"): (PERMITTED, PERMITTED, PERMITTED),
}


class TestBoundaries:
    """The day before, the first day and the day after each boundary."""

    @pytest.mark.parametrize(
        ("passport", "place", "day", "verdict"),
        [
            (passport, place, day, verdict)
            for (passport, place, boundary), verdicts in BOUNDARIES.items()
            for day, verdict in around(boundary, *verdicts)
        ],
    )
    def test_verdict(self, passport: str, place: str, day: str, verdict: Verdict) -> None:
        """The verdict changes on the boundary, and on no day beside it."""
        assert verdict is may_visit(passport, day, to=place).verdict

    def test_projected_from_the_day_after_the_survey(self) -> None:
        """The last day surveyed is not projected, the next one is (R14)."""
        assert not may_visit("RU", "2025-07-18").projected
        assert may_visit("RU", "2025-07-19").projected

    def test_strict_takes_nothing_for_granted(self) -> None:
        """With strict, a projected day is undetermined for that reason; a surveyed one is as it was (R14)."""
        projected = may_visit("RU", "2025-07-19", strict=True)

        assert UNDETERMINED is projected.verdict
        assert (Reason.PROJECTED,) == projected.because
        assert DENIED is may_visit("RU", "2025-07-18", strict=True).verdict


class TestKnowledge:
    """What could be known, and by whom."""

    def test_eve_of_the_notice(self) -> None:
        """On 15 July nothing was known of the notice: a stay from the 16th on was permitted, but projected."""
        decision = may_visit("RU", "2025-07-16", known_on="2025-07-15")

        assert PERMITTED is decision.verdict
        assert decision.projected

    def test_all_policies_known_within_two_days(self) -> None:
        """On 20 July all policies are known from other reports, though the article may not have appeared."""
        article = dprk_tourism.load("article")

        known = article.known_on("2025-07-20")

        assert set(article.policies) == set(known.policies)
        assert "article" not in known.sources

    def test_closure_without_a_reopening(self) -> None:
        """On 1 March 2020 only the closure was known."""
        assert {"pandemic-closure"} == set(dprk_tourism.load("article").known_on("2020-03-01").policies)

    def test_an_end_does_not_leak(self) -> None:
        """On 1 March 2025 the Western visits had no known end (R16)."""
        policy = dprk_tourism.load("article").known_on("2025-03-01").policies["western-visits"]

        assert policy.ends is None

    def test_article_alone_prints_no_narrower_day(self) -> None:
        """According to the article alone each window is the one that it prints."""
        printed = {
            "borders-close": "2020",
            "russian-reopening": "2024",
            "western-reopening": "[2025-01-01..2025-07-17]",
            "western-curtailment": "[2025-01-15..2025-07-31]",
            "resort-opens": "2025-07-01",
            "ban-notice": "[2025-07-15..2025-07-31]",
            "construction": "2018",
            "marketed": "[2018-01-01..2025-06-30]",
            "lavrov-meeting": "2025-07",
            "russian-tourists-arrive": "2025-07",
            "tours-announced": "[2025-01-01..2025-07-31]",
            "moscow-flights": "2025-07",
        }

        events = dprk_tourism.load("article").according_to("article").events

        assert printed == {id_: str(event.window) for id_, event in events.items()}

    def test_narrowed_windows(self) -> None:
        """With the other reports each window is the narrowed one."""
        narrowed = {
            "borders-close": "2020-01-22",
            "russian-reopening": "2024-02-09",
            "western-reopening": "2025-02-20",
            "western-curtailment": "2025-03-05",
            "resort-opens": "2025-07-01",
            "ban-notice": "[2025-07-16..2025-07-18]",
            "construction": "2018",
            "marketed": "[2018-01-01..2025-06-30]",
            "lavrov-meeting": "2025-07-12",
            "russian-tourists-arrive": "2025-07-10",
            "tours-announced": "[2025-01-01..2025-07-31]",
            "moscow-flights": "2025-07-27",
        }

        events = dprk_tourism.load("article").events

        assert narrowed == {id_: str(event.window) for id_, event in events.items()}
        assert not any(event.disputed for event in events.values())


class TestResort:
    """What the article says of the place."""

    def test_figures(self) -> None:
        """It holds about 20,000 visitors, along 4 km of beach."""
        resort = dprk_tourism.load("article").places[RESORT]

        assert isinstance(resort, dprk_tourism.Resort)
        assert (20_000, 4.0) == (resort.capacity, resort.beachfront_km)
        assert ("hotels", "restaurants", "shops", "water park") == resort.amenities
