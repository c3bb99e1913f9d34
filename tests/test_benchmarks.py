"""The benchmarks compare things that answer alike; no test asserts a time."""

from datetime import date

import pytest

from dprk_tourism import History, load

# The benchmarks lie beside the package, not in it.
agreement = pytest.importorskip("benchmarks.agreement")
peers = pytest.importorskip("benchmarks.peers")
synthetic = pytest.importorskip("benchmarks.synthetic")
timing = pytest.importorskip("benchmarks.timing")

PLAIN = [module for module, package in peers.MODULES.items() if package == peers.NOTHING]
EXTRA = [module for module, package in peers.MODULES.items() if package != peers.NOTHING]
FEW = 300


@pytest.fixture(scope="module", name="article")
def the_article() -> History:
    """The default history."""
    return load("article")


def peer_or_skip(module: str) -> object:
    """The peer, where its package is installed."""
    found, missing = peers.found([module])
    if missing:
        pytest.skip(missing[0].why)
    return found[0]


class TestAgreement:
    """Peers answer as the library does, and would be found out if they did not."""

    @pytest.mark.parametrize("module", PLAIN + EXTRA)
    def test_peer_agrees(self, module: str, article: History) -> None:
        """A peer with the same records gives the same verdicts, and names the same policies."""
        peer = peer_or_skip(module)

        (result,) = agreement.checked([peer], article, article, FEW)

        assert () == result.wrong
        assert result.asked > FEW

    @pytest.mark.parametrize("module", PLAIN + EXTRA)
    def test_peer_told_otherwise_differs(self, module: str, article: History) -> None:
        """A peer with any one event a day late is found."""
        peer = peer_or_skip(module)

        told = agreement.mutations(article, 1)
        unseen = [id_ for id_, late in told.items() if agreement.checked([peer], article, late, FEW)[0].agrees]

        assert 6 == len(told)
        assert [] == unseen

    def test_only_what_a_peer_cannot_say_is_left_out(self, article: History) -> None:
        """The loop that knows its unknowns is asked everything, the plain one all but what hinges on an unknown."""
        every, most = (peer_or_skip(module) for module in ("loop_three_valued", "loop"))

        all_of_it, some = agreement.checked([every, most], article, article, FEW)

        assert 0 == all_of_it.left_out
        assert 0 < some.left_out < some.asked


class TestSynthetic:
    """Histories made for the curves of growth."""

    def test_policies_in_force_stay_few(self) -> None:
        """However many policies a history holds, not more than ten are in force on one day."""
        from dprk_tourism import loads

        history = loads(synthetic.text(200, [["RU"]], 3))
        windows = {id_: event.window for id_, event in history.events.items()}
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
        assert date(1990, 1, 1) < day


class TestTiming:
    """Rounds and ratios."""

    def test_ratio_is_taken_within_rounds(self) -> None:
        """A ratio is the median of the rounds' ratios, not the ratio of the medians."""
        times = timing.Times({"a": [1.0, 10.0, 4.0], "b": [1.0, 5.0, 1.0]})

        assert 2.0 == times.ratio("a", "b").median

    def test_every_subject_runs_once_a_round(self) -> None:
        """Each subject runs once to warm up, and once in each round."""
        runs: list[str] = []
        subjects = {name: timing.Subject(lambda name=name: runs.append(name)) for name in ("a", "b")}

        times = timing.interleaved(subjects, 3)

        assert [4, 4] == [runs.count(name) for name in ("a", "b")]
        assert [3, 3] == [len(times.seconds[name]) for name in ("a", "b")]
