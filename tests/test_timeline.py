"""Decisions: which are kept, and what one gathers from the days of its visit."""

import datetime as dt

import attrs
from factories import REPORT, country, policy
from refusals import refused

import dprk_tourism
from dprk_tourism import (
    DaySpan,
    History,
    InvalidValueError,
    NoTruthValueError,
    Verdict,
    WrongTypeError,
)

ARTICLE = dprk_tourism.load("article")


class TestDecide:
    """`Timeline.decide`: one visit of the timeline's nationality to its place."""

    def test_an_aware_datetime(self) -> None:
        """A datetime that knows its zone is a visit of one day: the one that it is in Pyongyang."""
        late = dt.datetime(2025, 7, 15, 23, tzinfo=dt.UTC)

        decision = ARTICLE.timeline("RU").decide(late)

        assert (dt.date(2025, 7, 16), dt.date(2025, 7, 16)) == (decision.visit.arrival, decision.visit.last_day)
        assert Verdict.UNDETERMINED is decision.verdict

    def test_several_are_kept(self) -> None:
        """What was decided for one day is still kept after another day was asked for."""
        timeline = attrs.evolve(ARTICLE).timeline("RU")

        first, second = timeline.decide("2025-07-10"), timeline.decide("2025-07-11")

        assert first is timeline.decide("2025-07-10")
        assert second is timeline.decide("2025-07-11")


class TestDuring:
    """`Timeline.during`: the stretches that a stay touches."""

    def test_days_in_every_form(self) -> None:
        """Strings, dates and aware datetimes are days, as everywhere."""
        timeline = ARTICLE.timeline("RU")
        expected = timeline.stretches[3:5]

        assert expected == timeline.during("2025-07-15", "2025-07-17")
        assert expected == timeline.during(dt.date(2025, 7, 15), dt.datetime(2025, 7, 17, tzinfo=dt.UTC))

    def test_no_stay(self) -> None:
        """Days in the wrong order, and values that are not days, are refused."""
        with refused(InvalidValueError):
            ARTICLE.timeline("RU").during("2025-07-17", "2025-07-15")
        with refused(WrongTypeError, found=18):
            ARTICLE.timeline("RU").during("2025-07-17", 18)  # type: ignore[arg-type]


class TestDecision:
    """The parts of a decision."""

    def test_by_layer(self) -> None:
        """Policies come in the order of their layers, home state first and site last, whatever their ids."""
        history = History(
            id="layers",
            title="All three layers speak",
            sources=[REPORT],
            places=[country()],
            policies=[
                policy(id_, "permit", layer=layer, audience="everyone", place="dprk")
                for id_, layer in (("a", "site"), ("b", "entry"), ("c", "home-state"))
            ],
        )

        decision = history.timeline("RU", "dprk").decide("2025-07-10")

        assert ("c", "b", "a") == decision.deciding == decision.possible

    def test_no_truth_value(self) -> None:
        """A decision is neither true nor false."""
        with refused(NoTruthValueError, kind="Decision"):
            bool(ARTICLE.timeline("RU").decide("2025-07-10"))

    def test_runs(self) -> None:
        """The runs that a visit touches are those that hold some day from its arrival to its departure, both in.

        The article bars Russians from the resort by a notice of 16 to 18 July 2025.
        """
        before = Verdict.DENIED, DaySpan(None, "2025-07-01")
        open_ = Verdict.PERMITTED, DaySpan("2025-07-01", "2025-07-16")
        unsure = Verdict.UNDETERMINED, DaySpan("2025-07-16", "2025-07-18")
        after = Verdict.DENIED, DaySpan("2025-07-18", None)
        decide = ARTICLE.timeline("RU").decide

        assert (before, open_) == decide("2025-06-30", "2025-07-01")._runs()
        assert (open_,) == decide("2025-07-01", "2025-07-15")._runs()
        assert (unsure, after) == decide("2025-07-16", "2025-07-18")._runs()
        assert (after,) == decide("2025-07-18")._runs()
