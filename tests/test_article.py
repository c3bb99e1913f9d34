"""The answers that follow from the article, as its table of answers gives them, and both sides of each boundary."""

import datetime as dt
from collections.abc import Iterator

import attrs
import pytest

import dprk_tourism
from dprk_tourism import Distance, EventUnknown, Layer, MembershipUnknown, Outcome, Reason, Verdict, may_visit

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
            ("RU", COUNTRY, "2019-06-01", UNDETERMINED, True),
            ("KP", RESORT, "2025-08-01", PERMITTED, True),
            ("RU", COUNTRY, "2024-06-01", PERMITTED, False),
            ("AU", COUNTRY, "2025-02-25", PERMITTED, False),
            ("KP", RESORT, "2019-06-01", DENIED, True),
            ("RU", COUNTRY, "1951-07-10", UNDETERMINED, True),
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

    def test_a_resort_before_the_first_day_surveyed(self) -> None:
        """In 2019 the resort had not opened, not even for a citizen; that is projected back."""
        decision = may_visit("KP", "2019-06-01")

        assert (DENIED, (Reason.NOT_YET_OPEN,), True) == (decision.verdict, decision.because, decision.projected)

    def test_an_australian_leans_on_a_dispute(self) -> None:
        """Thirteen days against "a few weeks": the answer leans on the end of the visits, which is disputed."""
        assert ("western-curtailment",) == may_visit("AU", "2025-02-25", to=COUNTRY).disputed

    def test_last_year_leaves_it_open(self) -> None:
        """According to the article alone, some day of 2024 is all that is known of the reopening."""
        history = dprk_tourism.load("article").according_to("article")

        decision = may_visit("RU", "2024-06-01", to=COUNTRY, history=history)

        assert UNDETERMINED is decision.verdict
        assert [EventUnknown("russian-reopening")] == [hinge.unknown for hinge in decision.hinges]

    def test_the_bbc_alone(self) -> None:
        """According to the BBC of March 2025 alone an Australian is undetermined: it spoke of Rason only."""
        history = dprk_tourism.load("article").according_to("bbc-2025-03-06")

        decision = may_visit("AU", "2025-02-25", to=COUNTRY, history=history)

        assert (UNDETERMINED, (Reason.SILENT,)) == (decision.verdict, decision.because)
        assert {} == history.policies


def around(day: str, before: Verdict, on: Verdict, after: Verdict) -> Iterator[tuple[str, Verdict]]:
    """The day before *day*, the day, and the day after, with their verdicts."""
    middle = dt.date.fromisoformat(day)
    for offset, verdict in ((-1, before), (0, on), (1, after)):
        yield (middle + dt.timedelta(days=offset)).isoformat(), verdict


BOUNDARIES = {
    ("RU", COUNTRY, "2020-01-22"): (UNDETERMINED, DENIED, DENIED),  # borders-close
    ("KP", COUNTRY, "2020-01-22"): (PERMITTED, PERMITTED, PERMITTED),
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

    def test_projected_up_to_the_first_day_surveyed(self) -> None:
        """The first day surveyed is not projected, the one before is (R14)."""
        assert may_visit("KP", "2019-12-31", to=COUNTRY).projected
        assert not may_visit("KP", "2020-01-01", to=COUNTRY).projected

    def test_strict_takes_nothing_for_granted(self) -> None:
        """With strict, a projected day is undetermined for that reason; a surveyed one is as it was (R14)."""
        for day in ("2025-07-19", "2019-12-31"):
            projected = may_visit("KP", day, to=COUNTRY, strict=True)

            assert (UNDETERMINED, (Reason.PROJECTED,)) == (projected.verdict, projected.because)
        for day in ("2025-07-18", "2020-01-01"):
            assert PERMITTED is may_visit("KP", day, to=COUNTRY, strict=True).verdict


PRINTED = {
    "borders-close": "2020",
    "russian-reopening": "2024",
    "western-reopening": "[2025-01-01..2025-07-17]",
    "western-curtailment": "[2025-01-15..2025-07-31]",
    "resort-opens": "2025-07-01",
    "ban-notice": "[2025-07-15..2025-07-31]",
    "construction": "2018",
    "construction-abuses": "2018",
    "marketed": "[2018-01-01..2025-07-01]",
    "lavrov-meeting": "2025-07",
    "russian-tourists-arrive": "2025-07",
    "tours-announced": "[2025-01-01..2025-07-31]",
    "moscow-flights": "2025-07",
}
"""The windows of the article alone, tightened by its own distances."""

NARROWED = {
    **PRINTED,
    "borders-close": "2020-01-22",
    "russian-reopening": "2024-02-09",
    "western-reopening": "2025-02-20",
    "western-curtailment": "2025-03-05",
    "ban-notice": "[2025-07-16..2025-07-18]",
    "lavrov-meeting": "2025-07-12",
    "russian-tourists-arrive": "2025-07-10",
    "tours-announced": "[2025-01-01..2025-07-18]",  # no later than the notice
    "first-moscow-flight": "2025-07-28",
}
"""The windows with the other reports."""


class TestEvents:
    """When the events were, how far apart, and what the sources disagree about."""

    def test_printed_windows(self) -> None:
        """According to the article alone each window is the one that it prints, as its distances narrow it."""
        alone = dprk_tourism.load("article").according_to("article")

        assert PRINTED == {id_: str(alone.window(id_)) for id_ in alone.events}

    def test_narrowed_windows(self) -> None:
        """With the other reports each window is the narrowed one."""
        article = dprk_tourism.load("article")

        assert NARROWED == {id_: str(article.window(id_)) for id_ in article.events}

    def test_disputed(self) -> None:
        """The reports contradict two of the article's distances; by the article alone nothing is disputed."""
        article = dprk_tourism.load("article")

        assert ("russian-tourists-arrive", "western-curtailment") == article.disputed
        assert () == article.according_to("article").disputed

    @pytest.mark.parametrize(
        ("earlier", "later", "alone", "narrowed"),
        [
            ("western-reopening", "western-curtailment", Distance(14, 211), Distance(13, 13)),
            ("resort-opens", "ban-notice", Distance(14, 30), Distance(15, 17)),
            ("lavrov-meeting", "russian-tourists-arrive", Distance(0, 30), Distance(-2, -2)),
            ("russian-tourists-arrive", "ban-notice", Distance(0, 30), Distance(6, 8)),
            ("borders-close", "russian-reopening", Distance(1096, 1826), Distance(1479, 1479)),
        ],
    )
    def test_distances(self, earlier: str, later: str, alone: Distance, narrowed: Distance) -> None:
        """How many days lay between two events: by the article alone, and with the other reports."""
        article = dprk_tourism.load("article")

        assert alone == article.according_to("article").distance(earlier, later)
        assert narrowed == article.distance(earlier, later)

    @pytest.mark.parametrize(
        ("event", "way", "other", "days", "words", "at"),
        [
            ("ban-notice", "after", "resort-opens", "14..", "just weeks after its launch", "1.1"),
            ("ban-notice", "after", "russian-tourists-arrive", None, "follows the arrival", "7.2"),
            ("western-curtailment", "after", "western-reopening", "14..", "a few weeks later", "11.2"),
            ("russian-reopening", "after", "borders-close", None, "following a lengthy hiatus", "11.1"),
            ("russian-tourists-arrive", "after", "lavrov-meeting", None, "shortly after", "7.2"),
            ("marketed", "before", "resort-opens", None, "Prior to", "6.3"),
            ("tours-announced", "before", "ban-notice", None, "previously", "8.2"),
        ],
    )
    def test_distances_as_printed(
        self, event: str, way: str, other: str, days: str | None, words: str, at: str
    ) -> None:
        """Each distance of the article is a dating of its own, in its words."""
        datings = dprk_tourism.load("article").events[event].datings

        (dating,) = [each for each in datings if getattr(each, way) == other]
        assert days == (None if dating.days is None else str(dating.days))
        assert ("article", at) == (dating.citation.source, dating.citation.at)
        assert dating.citation.words is not None
        assert words in dating.citation.words

    def test_the_bar_moves_with_the_opening(self) -> None:
        """By the article alone: had the resort opened on 10 July, the bar would have come on the 24th or later."""
        alone = dprk_tourism.load("article").according_to("article")
        opening = alone.events["resort-opens"]
        (dating,) = opening.datings
        later = attrs.evolve(opening, datings=[attrs.evolve(dating, when="2025-07-10")])

        moved = alone.amended(events=[later])

        assert "[2025-07-24..2025-07-31]" == str(moved.window("ban-notice"))
        assert [PERMITTED, UNDETERMINED] == [moved.timeline("RU").at(f"2025-07-{day}").verdict for day in (23, 24)]

    @pytest.mark.parametrize(
        ("status", "events"),
        [
            ("planned", {"moscow-flights"}),
            ("alleged", {"construction-abuses"}),
            ("denied", set()),
        ],
    )
    def test_status(self, status: str, events: set[str]) -> None:
        """The air link is a plan and the abuses are an allegation; all else happened (R20)."""
        article = dprk_tourism.load("article")

        assert events == {event.id for event in article.events.values() if event.status == status}

    def test_the_flight_itself(self) -> None:
        """That the first flight landed is an event of its own, from other sources."""
        flight = dprk_tourism.load("article").events["first-moscow-flight"]

        assert "article" not in {dating.citation.source for dating in flight.datings}


class TestKnowledge:
    """What could be known, and by whom."""

    def test_little_was_known_of_the_eve(self) -> None:
        """On 15 July no other source made the article's whole claim of an open resort, so the site is silent."""
        known = dprk_tourism.load("article").known_on("2025-07-15")

        assert {"pandemic-closure", "russians-admitted"} == set(known.policies)
        assert (Reason.SILENT,) == may_visit("RU", "2025-07-15", history=known).because

    def test_two_days_after_the_notice(self) -> None:
        """On 20 July the bar is known from AP, AFP and the BBC; the article had not surely appeared."""
        known = dprk_tourism.load("article").known_on("2025-07-20")

        assert {"foreigners-barred", "pandemic-closure", "russians-admitted"} == set(known.policies)
        assert "article" not in known.sources
        assert DENIED is known.timeline("RU").at("2025-07-20").verdict

    def test_all_is_known_once_the_article_is_out(self) -> None:
        """The article surely appeared by 31 July; Nikkei and Wikipedia came later, and change no policy."""
        article = dprk_tourism.load("article")

        assert set(article.policies) == set(article.known_on("2025-07-31").policies)
        assert not {"nikkei-2025", "wikipedia-kalma"} & set(article.known_on("2025-07-31").sources)

    def test_closure_without_a_reopening(self) -> None:
        """On 1 March 2020 only the closure was known."""
        assert {"pandemic-closure"} == set(dprk_tourism.load("article").known_on("2020-03-01").policies)

    @pytest.mark.parametrize(
        ("sources", "held"),
        [
            (["ap-2025-07-18"], True),
            (["afp-2025-07-18"], True),
            (["bbc-2025-07-18"], False),  # it has no day of the notice
            (["bbc-2025-07-18", "afp-2025-07-18"], True),
        ],
    )
    def test_supported_as_a_whole(self, sources: list[str], *, held: bool) -> None:
        """AP, AFP and the BBC make the whole claim of the bar; a view holds it where it knows the notice's day too."""
        view = dprk_tourism.load("article").according_to(*sources)

        assert ({"foreigners-barred"} if held else set()) == set(view.policies)

    @pytest.mark.parametrize("source", ["kcna-2025-06-26", "ap-2025-06-26", "kbs-2025-07", "business-insider-2025-02"])
    def test_supported_in_part(self, source: str) -> None:
        """A report of a domestic opening, or of Rason, holds no policy of the article."""
        assert {} == dprk_tourism.load("article").according_to(source).policies


class TestResort:
    """What the article says of the place."""

    def test_figures(self) -> None:
        """It holds about 20,000 visitors, along 4 km of beach."""
        resort = dprk_tourism.load("article").places[RESORT]

        assert isinstance(resort, dprk_tourism.Resort)
        assert (20_000, 4.0) == (resort.capacity, resort.beachfront_km)
        assert ("hotels", "restaurants", "shops", "water park") == resort.amenities
