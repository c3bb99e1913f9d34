"""The benchmarks compare things that give the same answers; no test asserts a time."""

from typing import Any

import pytest

from dprk_tourism import History, load, loads

# The benchmarks are not in the package.
agreement = pytest.importorskip("benchmarks.agreement")
peers = pytest.importorskip("benchmarks.peers")
synthetic = pytest.importorskip("benchmarks.synthetic")
timing = pytest.importorskip("benchmarks.timing")

FEW = 300


@pytest.fixture(scope="module", name="article")
def the_article() -> History:
    """The default history."""
    return load("article")


def peer_or_skip(name: str) -> Any:
    """The peer, if its package is installed."""
    found, missing = peers.found([name])
    if missing:
        pytest.skip(missing[0])
    return found[0]


class TestAgreement:
    """Peers answer as the library does, and the check would notice if they did not."""

    @pytest.mark.parametrize("name", peers.PEERS)
    def test_peer_agrees(self, name: str, article: History) -> None:
        """A peer with the same records gives the same verdicts and names the same policies."""
        (result,) = agreement.checked([peer_or_skip(name)], article, article, FEW)

        assert () == result.wrong
        assert result.asked > FEW

    @pytest.mark.parametrize("name", peers.PEERS)
    def test_moved_event_is_noticed(self, name: str, article: History) -> None:
        """If any one event comes a day late for a peer alone, its answers differ."""
        peer = peer_or_skip(name)
        moved = agreement.mutations(article, 1)

        unseen = [id_ for id_, late in moved.items() if not agreement.checked([peer], article, late, FEW)[0].wrong]

        assert 6 == len(moved)
        assert [] == unseen

    def test_left_out(self, article: History) -> None:
        """The loop with unknowns answers everything, the plain one everything that does not hinge on an unknown."""
        every, most = (peer_or_skip(name) for name in ("LoopWithUnknowns", "PlainLoop"))

        all_of_it, some = agreement.checked([every, most], article, article, FEW)

        assert 0 == all_of_it.left_out
        assert 0 < some.left_out < some.asked


class TestBulk:
    """Ways to answer many questions at once."""

    def test_ways_agree(self, article: History) -> None:
        """Every way gives the library's answers around all boundaries."""
        measure = pytest.importorskip("benchmarks.bulk.measure")

        assert [] == [check.first for check in measure.checked(article) if check.wrong]


class TestSynthetic:
    """Histories made for the curves of growth."""

    def test_policies_in_force_stay_few(self) -> None:
        """In a history of any size, at most ten policies are in force on one day."""
        history = loads(synthetic.text(200, [["RU"]], 3))
        windows = {id_: history.window(id_) for id_ in history.events}
        day = synthetic.middle_day(200)

        in_force = [
            policy.id
            for policy in history.policies.values()
            if policy.starts is not None
            and policy.ends is not None
            and windows[policy.starts].earliest <= day < windows[policy.ends].latest
        ]

        assert 200 == len(history.policies)
        assert 0 < len(in_force) <= 10


class TestTiming:
    """Rounds and ratios."""

    def test_ratio_within_rounds(self) -> None:
        """A ratio is the median of the rounds' ratios, not the ratio of the medians."""
        times = timing.Times({"a": [1.0, 10.0, 4.0], "b": [1.0, 5.0, 1.0]})

        assert 2.0 == times.ratio("a", "b").median

    def test_every_subject_runs_once_a_round(self) -> None:
        """Each subject runs once before the rounds, and once in each round."""
        runs: list[str] = []
        subjects = {name: timing.Subject(lambda name=name: runs.append(name)) for name in ("a", "b")}

        times = timing.interleaved(subjects, 3)

        assert [4, 4] == [runs.count(name) for name in ("a", "b")]
        assert [3, 3] == [len(times.seconds[name]) for name in ("a", "b")]
