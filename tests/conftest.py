"""Hypothesis profiles, and the census of the laws at the end of a run."""

import gc
import os
import sys
from collections.abc import Iterator
from typing import Any

import census
import pytest
from hypothesis import HealthCheck, settings

pytest.register_assert_rewrite("refusals")

# Examples make many short-lived records: collecting less often saves six percent of the time.
gc.set_threshold(100_000, 20, 50)

for _name, _examples in (("few", 10), ("quick", 50), ("ci", 2_000), ("deep", 20_000)):
    settings.register_profile(
        _name,
        max_examples=_examples,
        deadline=None,
        print_blob=True,
        suppress_health_check=[HealthCheck.too_slow],
    )
# mutmut runs a test over and over in one process, and needs the same outcome each time.
settings.register_profile(
    "mutants",
    max_examples=50,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.differing_executors],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


def pytest_configure(config: pytest.Config) -> None:
    """Coverage measures the processes that run tests, and not every process that a test starts."""
    if not config.getoption("numprocesses", None):  # of pytest-xdist, whose workers have none of their own
        os.environ.pop("COVERAGE_PROCESS_START", None)


def pytest_runtest_setup() -> None:
    """Under mutmut, make the converters anew for each test: it notes which test calls what, once."""
    if settings.get_current_profile_name() == "mutants":
        from dprk_tourism._io import reading

        reading._converter.cache_clear()


@pytest.fixture(autouse=True)
def _pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    """No terminal says how wide lines may be, as pytest-xdist would."""
    monkeypatch.delenv("COLUMNS", raising=False)


@pytest.fixture
def _hasty_switches() -> Iterator[None]:
    """Threads that take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run whose examples missed a case. A worker of pytest-xdist sends its tallies to the controller instead."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["census"] = census.packed()
    elif census.faults() and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(optionalhook=True)  # a hook of pytest-xdist, which need not be installed
def pytest_testnodedown(node: Any) -> None:
    """Add what a worker counted. A worker that crashed sends nothing, and its tests have failed."""
    census.add(getattr(node, "workeroutput", {}).get("census", {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the census."""
    if any(tally.started for tally in census.TALLIES.values()):
        terminalreporter.section("census of the laws")
        for line in census.lines(census.TALLIES):
            terminalreporter.write_line(line)
        for fault in census.faults():
            terminalreporter.write_line(f"TOO RARE {fault}", red=True)
