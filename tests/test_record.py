"""The wider record beside the article: the answers that it changes, and those that it adds."""

import pytest

import dprk_tourism
from dprk_tourism import Layer, Outcome, Verdict, diff, may_visit

PERMITTED, DENIED, UNDETERMINED = Verdict.PERMITTED, Verdict.DENIED, Verdict.UNDETERMINED
RESORT = "wonsan-kalma"


class TestAnswers:
    """Answers that follow from the public record."""

    @pytest.mark.parametrize(
        ("passport", "place", "day", "verdict"),
        [
            ("RU", RESORT, "2025-07-05", DENIED),  # opened for nationals on the 1st
            ("RU", RESORT, "2025-07-09", DENIED),
            ("RU", RESORT, "2025-07-10", PERMITTED),  # the first Russian group
            ("RU", RESORT, "2025-07-11", PERMITTED),
            ("RU", RESORT, "2025-07-20", UNDETERMINED),  # the notice against Moscow's word
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
        ],
    )
    def test_verdict(self, passport: str, place: str, day: str, verdict: Verdict) -> None:
        """The verdict for one passport, place and day."""
        assert verdict is may_visit(passport, day, to=place, history="record").verdict

    def test_rason_elsewhere(self) -> None:
        """While the country was shut to a Canadian, Rason was open, and the decision for the country says so."""
        elsewhere = may_visit("CA", "2025-02-25", to="dprk", history="record").elsewhere

        assert PERMITTED is elsewhere["rason"]

    def test_two_layers_deny_an_american(self) -> None:
        """An American is denied Rason by the home state and at entry, each for itself."""
        findings = may_visit("US", "2025-02-25", to="rason", history="record").stretches[0].findings

        assert {Layer.HOME_STATE, Layer.ENTRY} == {f.layer for f in findings if f.outcomes == {Outcome.DENY}}

    def test_surveyed_through(self) -> None:
        """The record is surveyed through 30 March 2026; later answers are projected."""
        assert not may_visit("RU", "2026-03-30", history="record").projected
        assert may_visit("RU", "2026-03-31", history="record").projected


class TestViews:
    """Views that a user would try."""

    def test_eve_of_the_notice(self) -> None:
        """On 15 July 2025 neither history knew of the notice."""
        for name in ("article", "record"):
            known = dprk_tourism.load(name).known_on("2025-07-15")

            assert "foreigners-barred" not in known.policies
            assert PERMITTED is known.timeline("RU").at("2025-07-15").verdict

    def test_the_article_alone(self) -> None:
        """According to the article alone the wider record says no more than the article's sentences carry."""
        alone = dprk_tourism.load("record").according_to("article")

        assert {"article"} == set(alone.sources)
        assert {"article"} == {cite.source for policy in alone.policies.values() for cite in policy.cites}

    def test_believing_ap_and_not_tass(self) -> None:
        """Without TASS and other Russian state media, no source contradicts the notice on 20 July."""
        record = dprk_tourism.load("record")
        others = [id_ for id_, source in record.sources.items() if source.publisher not in ("TASS", "RT")]

        assert UNDETERMINED is record.timeline("RU").at("2025-07-20").verdict
        without = record.according_to(*others).timeline("RU").at("2025-07-20")
        assert without.hinges != record.timeline("RU").at("2025-07-20").hinges


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


class TestTrace:
    """Everything that the record adds rests on a source."""

    def test_places_are_cited(self) -> None:
        """Each attribute of a place is cited."""
        for place in dprk_tourism.load("record").places.values():
            cited = {cite.attribute for cite in place.cites}
            asked = {"name", *(["within"] if place.within and place.id != RESORT else [])}

            assert None in cited or asked <= cited, place.id

    def test_sources_have_an_address(self) -> None:
        """Each source but the article itself says where it was found."""
        assert {"article"} == {id_ for id_, s in dprk_tourism.load("record").sources.items() if s.url is None}
