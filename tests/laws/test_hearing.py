"""What an answer owes to its sources: laws 17 and 19."""

from collections.abc import Iterable, Mapping

import pytest
from census import law, saw
from factories import later
from hypothesis import reject
from hypothesis import strategies as st

from dprk_tourism import DayWindow, History, Verdict, Visit, load
from dprk_tourism._io import SHIPPED
from dprk_tourism._model.days import Day
from dprk_tourism.errors import InvalidHistoryError
from dprk_tourism.testing import Asked, questions

LEARNED = {"two runs": 0.30, "three runs": 0.015}
CRITICAL = {"a critical source": 0.15, "a root that goes with its copies": 0.02}


def views(history: History, around: Iterable[int] = (0,)) -> dict[Day, History]:
    """What was known on each day from which one source more is surely published, or on the days around it."""
    latest = [source.published.latest for source in history.sources.values()]
    days = {later(day, by) for day in latest if day is not None for by in around}
    return {day: history.known_on(day) for day in sorted(days)}


def stay(nationality: str, place: str, day: Day, length: int = 0) -> Visit:
    """A visit of some days."""
    return Visit(nationality, place, day, later(day, length))


def check_learned(history: History, visit: Visit, known: Mapping[Day, History]) -> int:
    """Check what was learned of a visit against what was known on some days; return the number of runs."""
    learned = history.learned(visit)
    first, *others = learned
    assert (None, Verdict.UNDETERMINED, ()) == (first.since, first.verdict, first.sources)
    assert [run.since for run in others] == sorted({run.since for run in others if run.since is not None})
    for day, view in known.items():
        (*_, run) = (run for run in learned if run.since is None or run.since <= day)
        assert view.decide(visit).verdict is run.verdict
    for before, run in zip(learned, others, strict=False):
        assert before.verdict is not run.verdict
        assert run.sources
        assert {history.sources[id_].published.latest for id_ in run.sources} == {run.since}
    return len(learned)


def critical_by_hand(history: History, visit: Visit, *, strict: bool) -> list[str]:
    """The sources without which, and what derives from them, the verdict differs: by asking again without each."""
    found = []
    for source in history.sources:
        unheard, before = {source}, set[str]()
        while unheard != before:
            before = set(unheard)
            unheard |= {id_ for id_, other in history.sources.items() if other.derived_from in unheard}
        others = history.according_to(*(id_ for id_ in history.sources if id_ not in unheard))
        if others.decide(visit, strict=strict).verdict is not history.decide(visit, strict=strict).verdict:
            found.append(source)
    return found


class TestLearned:
    """Law 17: for every K, `learned(visit)` says what `known_on(K)` decides (R22)."""

    @law(17, floors=LEARNED, question=questions(), length=st.sampled_from([0, 0, 2]))
    def test_as_known_on_each_day(self, question: Asked, length: int) -> None:
        """On each day on which one source more is known, and around it; each run begins with sources of its day."""
        history, nationality, place, day = question

        runs = check_learned(history, stay(nationality, place, day, length), views(history, around=(-1, 0, 1)))

        saw(*["two runs"][: runs > 1], *["three runs"][: runs > 2])

    @law(17, floors={"two runs": 0.20}, question=questions(), data=st.data())
    def test_of_supposed_histories(self, question: Asked, data: st.DataObject) -> None:
        """The same, if something is supposed: what a view lacks is not supposed in it."""
        history, nationality, place, day = question
        policy = data.draw(st.sampled_from(sorted(history.policies)))
        event = data.draw(st.sampled_from(sorted(history.events)))
        members = {policy: {nationality: data.draw(st.booleans())}}
        try:
            what_if = history.supposing(days={event: DayWindow(day, day)}, members=members)
            known = views(what_if)
        except InvalidHistoryError:
            reject()

        saw(*["two runs"][: check_learned(what_if, stay(nationality, place, day), known) > 1])

    @pytest.mark.slow
    @pytest.mark.whole
    @pytest.mark.parametrize("name", SHIPPED)
    def test_shipped_histories(self, name: str) -> None:
        """The same for a Russian, an Australian and a Chinese at the places that were asked about most."""
        history = load(name)
        known = views(history)
        for place in ("wonsan-kalma", "dprk"):
            for nationality, day in (("RU", "2025-07-20"), ("AU", "2025-02-25"), ("CN", "2024-06-01")):
                check_learned(history, Visit(nationality, place, day), known)


class TestCriticalSources:
    """Law 19: a source is critical just if leaving it and what derives from it out changes the verdict (R23)."""

    @law(
        19,
        floors=CRITICAL,
        question=questions(),
        length=st.sampled_from([0, 0, 2]),
        strict=st.booleans(),
    )
    def test_asked_without_each(self, question: Asked, length: int, strict: bool) -> None:
        """Each source is left out in turn, with its copies, and theirs."""
        history, nationality, place, day = question
        visit = stay(nationality, place, day, length)
        expected = critical_by_hand(history, visit, strict=strict)
        saw(*["a critical source"][: len(expected)])
        origins = {source.derived_from for source in history.sources.values()}
        saw(*{"a root that goes with its copies" for id_ in expected if id_ in origins})

        found = history.decide(visit, strict=strict).critical_sources()

        assert expected == [source.id for source in found]
        assert [history.sources[id_] for id_ in expected] == [*found]

    @pytest.mark.slow
    @pytest.mark.whole
    @pytest.mark.parametrize("name", SHIPPED)
    def test_shipped_histories(self, name: str) -> None:
        """The same for a Russian, an Australian and a North Korean."""
        history = load(name)
        for nationality, place, day in (
            ("RU", "wonsan-kalma", "2025-07-10"),
            ("AU", "dprk", "2025-02-25"),
            ("KP", "wonsan-kalma", "2025-07-10"),
        ):
            visit = Visit(nationality, place, day)

            found = history.decide(visit).critical_sources()

            assert critical_by_hand(history, visit, strict=False) == [source.id for source in found]
