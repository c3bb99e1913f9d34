"""Timelines and decisions: what they are, how they are compared, copied and shown, and what a visit gathers."""

import datetime as dt
import operator
import pickle
from copy import deepcopy
from functools import partial

import attrs
import pendulum
import pytest
from factories import REPORT, country, event, policy
from inline_snapshot import snapshot
from refusals import refused

import dprk_tourism
from dprk_tourism import (
    DaySpan,
    Decision,
    History,
    InvalidValueError,
    Layer,
    NoTruthValueError,
    Verdict,
    Visit,
    WrongTypeError,
)
from dprk_tourism._caches import unpacked

ARTICLE = dprk_tourism.load("article")


class TestDecide:
    """`Timeline.decide`: one visit of the timeline's nationality to its place."""

    def test_an_aware_datetime(self) -> None:
        """A datetime that knows its zone is a visit of one day: the one that it is in Pyongyang."""
        late = dt.datetime(2025, 7, 15, 23, tzinfo=dt.UTC)

        decision = ARTICLE.timeline("RU").decide(late)

        assert (dt.date(2025, 7, 16), dt.date(2025, 7, 16)) == (decision.visit.arrival, decision.visit.last_day)
        assert Verdict.UNDETERMINED is decision.verdict

    def test_reversed(self) -> None:
        """A departure before the arrival is an error that names both days."""
        with pytest.raises(InvalidValueError, match="2025-07-10 is before the arrival 2025-07-11"):
            ARTICLE.timeline("RU").decide("2025-07-11", "2025-07-10")

    def test_what_is_no_day(self) -> None:
        """What names no day is refused as such, be it something that Python cannot hash."""
        with refused(WrongTypeError, found=["2025-07-10"]):
            ARTICLE.timeline("RU").decide(["2025-07-10"])  # type: ignore[arg-type]

    def test_several_are_kept(self) -> None:
        """What was decided for one day, and asked for again, is still kept after another day was asked for."""
        timeline = attrs.evolve(ARTICLE).timeline("RU")

        first, second = [timeline.decide(day) for day in ("2025-07-10", "2025-07-11") * 2][2:]

        assert first is timeline.decide("2025-07-10")
        assert second is timeline.decide("2025-07-11")


class TestTimeline:
    """What a timeline is besides its answers."""

    def test_iterable(self) -> None:
        """A timeline is its stretches in order, as many as it is long."""
        timeline = ARTICLE.timeline("RU")

        assert timeline.stretches == tuple(timeline)
        assert len(timeline.stretches) == len(timeline)

    def test_repr(self) -> None:
        """A timeline shows in one line whose it is, where, and how long."""
        assert snapshot("<Timeline RU at wonsan-kalma: 8 stretches, 1 opening>") == repr(ARTICLE.timeline("RU"))
        assert repr(ARTICLE.timeline("RU")) == str(ARTICLE.timeline("RU"))
        alone = History(id="alone", title="T", places=[country()]).timeline("RU", "dprk")
        assert snapshot("<Timeline RU at dprk: 1 stretch, 0 openings>") == repr(alone)

    def test_shown(self) -> None:
        """A notebook shows the chart of a timeline, and its stretches."""
        timeline = ARTICLE.timeline("RU", "dprk", strict=True)
        chart = ARTICLE.chart(["RU"], "dprk", strict=True)

        assert chart.svg == timeline._repr_svg_() != ARTICLE.timeline("RU", "dprk")._repr_svg_()
        assert timeline._repr_html_().startswith(chart._repr_html_())

    def test_finding(self) -> None:
        """The finding of a layer is had by the layer or its name; there are no others."""
        stretch = ARTICLE.timeline("RU").at("2025-07-18")

        assert [*stretch.findings] == [stretch.finding(layer) for layer in Layer]
        assert stretch.findings[2] is stretch.finding("site")
        with refused(InvalidValueError):
            stretch.finding("sea")

    def test_content(self) -> None:
        """`attrs.asdict` gives what a timeline says, before and after any question; copies and pickles answer alike."""
        for history in (attrs.evolve(ARTICLE), ARTICLE):
            timeline = history.timeline("RU", "dprk", strict=True)

            assert {"nationality", "place", "stretches", "strict"} == set(attrs.asdict(timeline))
            for copy in (pickle.loads(pickle.dumps(timeline)), deepcopy(timeline)):  # noqa: S301 - our own
                assert (timeline, history, True) == (copy, copy.history, copy.strict)
                assert timeline.decide("2025-07-10") == copy.decide("2025-07-10")

    def test_an_end_that_nobody_knows(self) -> None:
        """What reopens on a day that nobody knows has no opening, and no run of days begins with it."""
        history = History(
            id="reopens",
            title="It reopens some day",
            sources=[REPORT],
            places=[country()],
            events=[event("shut", "2025-03-01"), event("open", "[2026-01-01..]")],
            policies=[
                policy("bar", layer="entry", place="dprk", starts="shut", ends="open"),
                policy("again", "permit", layer="entry", place="dprk", starts="open"),
            ],
        )
        timeline = history.timeline("RU", "dprk")

        assert [Verdict.UNDETERMINED, Verdict.DENIED, Verdict.UNDETERMINED] == [
            verdict for verdict, _ in timeline.runs()
        ]
        assert DaySpan("2026-01-01", None) == [*timeline.runs()][-1][1]
        assert ((), None) == (timeline.openings(), timeline.next_opening("2025-06-01"))


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

    def test_compared_with_a_verdict(self) -> None:
        """A decision is no verdict, and to compare it with one, with a string or with a truth value is an error."""
        decision = ARTICLE.timeline("RU").decide("2025-07-10")

        for other in (Verdict.PERMITTED, "permitted", True):
            for compare in (operator.eq, operator.ne):
                for pair in ((decision, other), (other, decision)):
                    with refused(NoTruthValueError, kind="Decision"):
                        compare(*pair)
        assert decision != 1
        assert decision is not None

    def test_equal_whatever_the_day_is_written_as(self) -> None:
        """A decision is equal to another of the same question, and has the same hash; a stay of a day is a visit."""
        decide = ARTICLE.timeline("RU").decide
        day = dt.date(2025, 7, 10)
        same = [decide(day), decide("2025-07-10"), decide(pendulum.date(2025, 7, 10)), decide(day, day)]

        assert 1 == len(set(same))
        assert 2 == len({hash(decide(day)), hash(decide("2025-07-11"))})
        assert {Visit("RU", "wonsan-kalma", day)} == {decision.visit for decision in same[:3]}
        assert Visit("RU", "wonsan-kalma", day, day) == same[3].visit

    def test_unequal(self) -> None:
        """A decision differs from one about another day of the same stretch, and from one by other stretches."""
        decide, barred = (
            h.timeline("RU").decide for h in (ARTICLE, ARTICLE.supposing(days={"ban-notice": "2025-07-18"}))
        )

        assert decide("2025-07-10").stretches == decide("2025-07-11").stretches
        assert decide("2025-07-10") != decide("2025-07-11")
        assert decide("2025-07-10") != barred("2025-07-10")

    def test_strict_elsewhere(self) -> None:
        """R14: a strict decision is compared with strict ones, which are undetermined after the last day surveyed."""
        assert {} == ARTICLE.timeline("RU", strict=True).decide("2026-01-01").elsewhere

    def test_made_by_the_library_alone(self) -> None:
        """A decision or a timeline cannot be made by hand, or changed into one that contradicts it."""
        timeline = ARTICLE.timeline("RU")
        decision = timeline.decide("2025-07-10")

        for answer in (timeline, decision):
            for make in (type(answer), partial(attrs.evolve, answer), partial(attrs.evolve, answer, stretches=())):
                with pytest.raises(TypeError, match=rf"^A {type(answer).__name__} cannot be made or changed\."):
                    make()
            with pytest.raises(attrs.exceptions.FrozenInstanceError):
                answer.stretches = ()  # type: ignore[misc]

    def test_matched(self) -> None:
        """In a pattern, the one positional part of a decision is its verdict."""
        match ARTICLE.timeline("RU").decide("2025-07-10"):
            case Decision(Verdict.PERMITTED):
                matched = True
            case _:
                matched = False

        assert matched

    def test_one_line(self) -> None:
        """A decision shows its verdict, its question and what decided in one line."""
        decision = ARTICLE.timeline("RU").decide("2025-07-10")

        assert snapshot(
            "<Decision permitted: RU at wonsan-kalma on 2025-07-10 (russians-admitted, resort-open-to-all)>"
        ) == repr(decision)
        assert f"<Decision {decision}>" == repr(decision)

    @pytest.mark.parametrize("days", [("2025-07-17",), ("2025-07-10", "2025-07-18")])
    @pytest.mark.parametrize("history", ["article", "record"])
    @pytest.mark.parametrize("mine", [False, True])
    @pytest.mark.parametrize("strict", [False, True])
    def test_content(self, history: str, days: tuple[str, ...], *, mine: bool, strict: bool) -> None:
        """A decision's content is its visit, its stretches and its verdict, before and after any question."""
        unpacked.clear()
        shipped = dprk_tourism.load(history)
        asked = (attrs.evolve(shipped) if mine else shipped).timeline("RU", strict=strict).decide(*days)
        assert asked.verdict == asked.to_dict()["verdict"]
        for _ in range(2):
            content = attrs.asdict(asked)
            assert {"visit", "stretches", "verdict"} == set(content)
            assert (attrs.asdict(asked.visit), asked.verdict) == (content["visit"], content["verdict"])
            for copy in (pickle.loads(pickle.dumps(asked)), deepcopy(asked)):  # noqa: S301 - our own
                assert (asked, asked.visit) == (copy, copy.visit)
                assert (asked.explain(), asked.to_dict()) == (copy.explain(), copy.to_dict())

    @pytest.mark.parametrize(("name", "most"), [("article", 9_000), ("record", 30_000)])
    def test_a_pickle_is_small(self, name: str, most: int) -> None:
        """A pickled decision names a shipped history; of another it holds what bears on its question, packed."""
        shipped = dprk_tourism.load(name)
        decisions = [history.timeline("RU").decide("2025-07-10") for history in (shipped, attrs.evolve(shipped))]
        small, packed = (len(pickle.dumps(decision)) for decision in decisions)

        assert small < 500
        assert packed < most

    def test_pickled_views(self) -> None:
        """A decision of a view of a shipped history, or of one that supposes something, comes back with its receipt."""
        known = dprk_tourism.load("record").known_on("2025-07-20")
        view = known.according_to(*known.sources.keys() - {"article"})
        for asked in (view, view.supposing(ends={"foreigners-barred": "2025-09-01"})):
            decision = asked.timeline("RU").decide("2025-09-02")
            copy = pickle.loads(pickle.dumps(decision))  # noqa: S301 - our own

            assert len(pickle.dumps(decision)) < 2_000
            assert (decision, decision.receipt, decision.explain()) == (copy, copy.receipt, copy.explain())

    def test_pickled_with_other_data(self) -> None:
        """A pickled decision is not answered from other data than it was made from."""
        make, (name, _, *rest) = dprk_tourism.may_visit("RU", "2025-07-10").__reduce__()

        said = snapshot("This decision was pickled with other data of `article`. Ask for it again.")
        with refused(InvalidValueError, said):
            make(name, dprk_tourism.fingerprint(dprk_tourism.load("record")), *rest)

    def test_pickled_from_a_pickle(self) -> None:
        """A decision of a history that was pickled itself is not taken for one of the history that ships here."""
        history: History = pickle.loads(pickle.dumps(ARTICLE))  # noqa: S301 - our own
        decision = history.timeline("RU").decide("2025-07-10")

        copy = pickle.loads(pickle.dumps(decision))  # noqa: S301 - our own
        assert (decision, decision.receipt) == (copy, copy.receipt)
        assert copy._timeline.history is not ARTICLE

    def test_pickled_decisions_keep_their_questions(self) -> None:
        """Decisions of one history that differ in the nationality or the place come back as they were."""
        mine = attrs.evolve(ARTICLE)
        for nationality in ("RU", "AU"):
            for place in ("dprk", "wonsan-kalma"):
                decision = mine.timeline(nationality, place).decide("2025-02-25")

                assert decision == pickle.loads(pickle.dumps(decision))  # noqa: S301 - our own

    def test_pickled_together(self) -> None:
        """Decisions of one timeline that are pickled together share what bears on them."""
        decide = attrs.evolve(ARTICLE).timeline("RU").decide
        one, many = (pickle.dumps([decide(dt.date(2025, 1, 1 + day)) for day in range(n)]) for n in (1, 31))

        assert len(many) < 2 * len(one)
