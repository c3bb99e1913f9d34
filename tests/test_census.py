"""The census of the laws, which must hold under any number of processes."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import census
import pytest
from census import ENOUGH, Tally, add, faults, packed

LAW = """
from census import law
from hypothesis import settings
from hypothesis import strategies as st

class TestRare:
    @settings(max_examples=400)
    @law(99, floors={"never": 0.5}, value=st.integers())
    def test_rare(self, value: int) -> None:
        pass
"""


@pytest.fixture
def tallies(monkeypatch: pytest.MonkeyPatch) -> dict[str, Tally]:
    """The tallies of this process, empty for this test."""
    monkeypatch.setattr(census, "TALLIES", {})
    return census.TALLIES


class TestWorkers:
    """The tallies of workers are added up where they are printed."""

    def test_sum(self, tallies: dict[str, Tally]) -> None:
        """Two workers that ran parts of a law count as one run, and its floors arrive with the counts."""
        tallies["law"] = Tally({"case": 0.5}, started=ENOUGH, ran=ENOUGH, discarded=1, seen=Counter({"case": ENOUGH}))
        sent = packed()
        tallies.clear()

        add(sent)
        add(sent)

        assert (2 * ENOUGH, 2 * ENOUGH, 2) == (tallies["law"].started, tallies["law"].ran, tallies["law"].discarded)
        assert {"case": 2 * ENOUGH} == tallies["law"].seen
        assert {"case": 0.5} == tallies["law"].floors

    def test_enough_together(self, tallies: dict[str, Tally]) -> None:
        """A law that no worker ran often enough by itself is judged by the sum."""
        tallies["law"] = Tally({"case": 0.5}, started=ENOUGH - 1, ran=ENOUGH - 1)
        sent = packed()

        assert [] == faults()
        add(sent)
        assert [f"law: case: 0 of {2 * ENOUGH - 2}, fewer than 50.0%"] == faults()

    @pytest.mark.slow
    @pytest.mark.parametrize("processes", [0, 2])
    def test_a_rare_case_fails_the_run(self, tmp_path: Path, processes: int) -> None:
        """A run fails when a case is too rare, in one process and in several; every test in it passed."""
        pytest.importorskip("xdist")
        for name in ("census.py", "conftest.py"):
            (tmp_path / name).write_bytes(Path(__file__).with_name(name).read_bytes())
        (tmp_path / "test_rare.py").write_text(LAW, encoding="utf-8")
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-c", "/dev/null", "-n", str(processes)]

        done = subprocess.run([*command, str(tmp_path)], capture_output=True, text=True, check=False)

        assert 1 == done.returncode
        assert "TOO RARE law 99 test_rare: never: 0 of 400, fewer than 50.0%" in done.stdout
        assert "1 passed" in done.stdout
