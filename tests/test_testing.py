"""The testing kit: strategies for users' own tests, and the slow evaluator."""

import os
import subprocess
import sys
import tomllib
from collections.abc import Callable
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import attrs
import pendulum
import pytest
from factories import country, source
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from refusals import refused

import dprk_tourism
from dprk_tourism import (
    AccessPolicy,
    Audience,
    Citation,
    Dating,
    DaySpan,
    DayWindow,
    Decision,
    Event,
    History,
    Place,
    Reason,
    Resort,
    Source,
    Timeline,
    Verdict,
    Visit,
    testing,
)
from dprk_tourism.errors import UnknownPlaceError
from dprk_tourism.testing import reference_answer, reference_worlds

ARTICLE = dprk_tourism.load("article")
ROOT = Path(__file__).parent.parent
FIRST, LAST = date(2025, 7, 1), date(2025, 7, 31)
RECORDS = [Citation, Source, Place, Resort, Dating, Event, Audience, AccessPolicy, Visit, History]


def known_days(window: DayWindow | None) -> list[date]:
    """The days that a window names, if there is one."""
    ends = () if window is None else (window.earliest, window.latest)
    return [day for day in ends if day is not None]


def in_a_process(code: str) -> str:
    """What a program prints; hypothesis finds no plugin in it by itself, and META is that of the package."""
    metadata = "from importlib.metadata import EntryPoint; "
    value = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["entry-points"][
        "hypothesis"
    ]
    meta = f"META = EntryPoint('x', {value['dprk-tourism']!r}, 'hypothesis'); "
    done = subprocess.run(
        [sys.executable, "-c", metadata + meta + code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "HYPOTHESIS_NO_PLUGINS": "1"},
    )
    return done.stdout.strip()


class TestRegistered:
    """Hypothesis finds the strategies by itself."""

    @pytest.mark.parametrize("kind", [DayWindow, DaySpan, *RECORDS])
    def test_from_type(self, kind: type) -> None:
        """`from_type` makes valid values of every record, though nothing was imported for it."""

        @given(st.from_type(kind))
        def made(value: object) -> None:
            assert isinstance(value, kind)
            assert value == attrs.evolve(value) if attrs.has(kind) else True  # type: ignore[misc]

        made()

    @pytest.mark.parametrize("kind", [Decision, Timeline])
    def test_answers_from_type(self, kind: type) -> None:
        """`from_type` makes answers of both kinds."""

        @given(st.from_type(kind))
        def made(value: object) -> None:
            assert isinstance(value, kind)

        made()

    @pytest.mark.parametrize(
        "strategy",
        [
            testing.days,
            testing.day_windows,
            testing.day_spans,
            testing.sources,
            testing.datings,
            testing.events,
            testing.visits,
            testing.histories,
        ],
    )
    def test_days_in_the_wrong_order(self, strategy: Callable[..., object]) -> None:
        """A last day before the first is refused, whatever the strategy makes."""
        with pytest.raises(InvalidArgument, match="2025-01-01 is before min_day=2025-02-01"):
            strategy(min_day="2025-02-01", max_day="2025-01-01")

    def test_no_class_of_others(self) -> None:
        """What others make of dates stays theirs."""
        assert "dprk_tourism" not in repr(st.from_type(date)) + repr(st.from_type(pendulum.Date))

    @pytest.mark.slow
    @pytest.mark.parametrize(
        "program",
        [
            "import hypothesis; from dprk_tourism import Visit",
            "from dprk_tourism import Visit; import hypothesis; META.load()()",
            "import dprk_tourism.testing; from dprk_tourism import Visit",
            "from dprk_tourism.testing import register_strategies; register_strategies(); from dprk_tourism import Visit",
        ],
    )
    def test_in_any_order(self, program: str) -> None:
        """Strategies are registered once the package and hypothesis are both in use, whichever is imported first."""
        code = f"{program}; from hypothesis import strategies as st; print(st.from_type(Visit).example().nationality)"

        assert in_a_process(code) in dprk_tourism.nationalities()

    def test_in_use(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Hypothesis registers them when it is imported, if the package is in use by then, and only once."""
        calls: list[str] = []
        monkeypatch.setattr(dprk_tourism, "_register_strategies", lambda: calls.append("registered"))

        dprk_tourism._meet_hypothesis()  # type: ignore[attr-defined]
        monkeypatch.delitem(sys.modules, "dprk_tourism._model.records")
        dprk_tourism._meet_hypothesis()  # type: ignore[attr-defined]

        assert ["registered"] == calls

    def test_hypothesis_by_itself(self) -> None:
        """Whoever uses hypothesis for something else does not load what the package consists of."""
        code = "import sys, hypothesis; META.load()(); print([name for name in sys.modules if 'dprk_tourism.' in name])"

        assert "[]" == in_a_process(code)

    def test_twice(self) -> None:
        """To register again does no harm."""
        testing.register_strategies()

    @given(testing.nationalities())
    def test_nationalities(self, code: str) -> None:
        """Nationalities are codes of the table."""
        assert code in Audience.named("everyone").certain


class TestHistories:
    """The strategies of whole histories and of questions."""

    @pytest.mark.slow
    @settings(max_examples=1_000, derandomize=True)
    @given(testing.questions())
    def test_every_one_loads(self, question: testing.Asked) -> None:
        """A thousand of them, always the same, load and can be asked; with them each branch of the strategy runs."""
        history, nationality, place, day = question

        assert history == attrs.evolve(history)
        assert history.timeline(nationality, place).at(day).verdict in Verdict


class TestAnswers:
    """The strategies of decisions and timelines."""

    @given(testing.decisions(asking=st.just(ARTICLE)))
    def test_decisions(self, decision: Decision) -> None:
        """They are of the histories that are asked, and of at most two weeks."""
        assert "article" == decision.receipt.history
        assert 0 <= (decision.visit.last_day - decision.visit.arrival).days < 14

    @given(testing.timelines(asking=st.just(ARTICLE)))
    def test_timelines(self, timeline: Timeline) -> None:
        """They are of the histories that are asked, at places of theirs."""
        assert timeline.place in ARTICLE.places
        assert timeline.stretches in [
            ARTICLE.timeline(timeline.nationality, timeline.place, strict=s).stretches for s in (False, True)
        ]

    def test_verdicts(self) -> None:
        """Every verdict is drawn, of one day and of stays."""
        seen = set()

        @settings(max_examples=300, derandomize=True)
        @given(testing.decisions())
        def look(decision: Decision) -> None:
            seen.add((decision.verdict, decision.visit.last_day > decision.visit.arrival))

        look()

        assert {*product(Verdict, (False, True))} == seen


class TestBounds:
    """Bounds hold the days that a strategy may name."""

    @pytest.mark.parametrize(
        ("strategy", "named"),
        [
            (testing.days, lambda day: [day]),
            (testing.day_windows, known_days),
            (testing.day_spans, lambda span: [day for day in (span.start, span.end) if day is not None]),
            (testing.sources, lambda source: [source.published.earliest, source.published.latest]),
            (testing.datings, lambda dating: known_days(dating.when)),
            (testing.events, lambda event: [day for dating in event.datings for day in known_days(dating.when)]),
            (testing.visits, lambda visit: [visit.arrival, visit.last_day]),
        ],
    )
    def test_inside(self, strategy: Callable[..., st.SearchStrategy[Any]], named: Callable[[Any], list[date]]) -> None:
        """Every day that is named lies within the bounds, and they may be one day."""

        @given(strategy(min_day=FIRST, max_day=LAST), strategy(min_day=LAST, max_day=LAST))
        def held(value: object, narrow: object) -> None:
            assert all(FIRST <= day <= LAST for day in named(value))
            assert all(day == LAST for day in named(narrow))

        held()

    @given(testing.day_spans(max_day="0001-01-01"))
    def test_first_day(self, span: DaySpan) -> None:
        """A span at the beginning of the calendar has no end there, for it would hold no day."""
        assert span.end is None or span.end > date(1, 1, 1)


class TestReference:
    """The slow evaluator, on answers that the article gives."""

    def test_a_hinge(self) -> None:
        """While the notice may have come, the answer hinges on it."""
        answer = reference_answer(ARTICLE, "Russia", "wonsan-kalma", "2025-07-17")

        assert (Verdict.UNDETERMINED, frozenset({Reason.HINGE})) == (answer.verdict, answer.because)

    def test_worlds(self) -> None:
        """The notice may have come on one of three days; two of them are not after the day asked."""
        worlds = reference_worlds(ARTICLE, "RU", "wonsan-kalma", "2025-07-17")

        assert 3 == len(worlds)
        assert [Verdict.DENIED, Verdict.DENIED, Verdict.PERMITTED] == [world.verdict for world in worlds]

    def test_strict(self) -> None:
        """A strict answer to a projected day is undetermined."""
        answer = reference_answer(ARTICLE, "RU", "wonsan-kalma", "2025-09-01", strict=True)

        assert (Verdict.UNDETERMINED, True) == (answer.verdict, answer.projected)
        assert Reason.PROJECTED in answer.because

    def test_nothing_surveyed(self) -> None:
        """If no event has an earliest day and none is given, every day is projected (R14)."""
        history = History(id="h", title="T", sources=[source()], places=[country()], surveyed_through="2025-12-31")

        assert reference_answer(history, "RU", "dprk", "2025-07-01").projected
        assert history.timeline("RU", "dprk").at("2025-07-01").projected

    def test_unknown_place(self) -> None:
        """An unknown place is an error with a suggestion."""
        with refused(UnknownPlaceError, name="wonsan-calma", suggestions=("wonsan-kalma",)):
            reference_answer(ARTICLE, "RU", "wonsan-calma", "2025-07-17")

    def test_too_many_unknowns(self) -> None:
        """Seventeen open events are too many to try (R18)."""
        events = [
            Event(id=f"e{n}", what="W", datings=[Dating(when="2025-07", citation=Citation("article"))])
            for n in range(17)
        ]
        policies = [
            AccessPolicy(
                id=f"p{n}", effect="deny", layer="site", audience=["RU"], place="wonsan-kalma", starts=f"e{n}",
                cites=[Citation("article")],
            )
            for n in range(17)
        ]  # fmt: skip
        history = ARTICLE.amended(events=events, policies=policies)

        answer = reference_answer(history, "RU", "wonsan-kalma", "2025-07-10")

        assert (Verdict.UNDETERMINED, frozenset({Reason.TOO_MANY_UNKNOWNS})) == (answer.verdict, answer.because)
        assert answer.because == {*history.timeline("RU").at("2025-07-10").because}


class TestDrafts:
    """What the strategy of histories does so that they load."""

    def test_a_policy_where_there_is_none(self) -> None:
        """What needs another policy, before there is one, makes one."""
        draft = testing._Draft(lambda _: bytes(8), first=1, last=31)  # type: ignore[arg-type]
        for add in (draft.add_sources, draft.add_events, draft.add_places, draft.add_audiences):
            add()

        made = draft.policy()

        assert {made.id: made} == draft.policies

    def test_loops_are_taken_back(self) -> None:
        """Where policies override each other in a circle, their overrides by id are taken back; sweeps stay."""
        draft = testing._Draft(lambda _: None, first=1, last=2)  # type: ignore[arg-type]
        draft.places["dprk"] = Place(id="dprk", name="N")
        for id_, overrides in (("a", ["b"]), ("b", ["c"]), ("c", ["a", "b"]), ("d", "earlier")):
            draft.policies[id_] = AccessPolicy(
                id=id_, effect="deny", layer="entry", audience="everyone", place="dprk", overrides=overrides,
                cites=[Citation("s")],
            )  # fmt: skip

        draft.undo_loops()

        assert {"a": (), "b": (), "c": (), "d": "earlier"} == {p.id: p.overrides for p in draft.policies.values()}
