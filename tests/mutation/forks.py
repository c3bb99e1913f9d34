"""Try mutants that mutmut has made, each in a fork of one pytest session: `forks.py NAME...` writes `ends.json`.

mutmut would collect the tests again for each mutant, which takes most of its time. It notes which test reaches which
function; here the parent collects the tests once, and runs none. So no child inherits a library that hangs in a fork.
"""

import json
import os
import resource
import signal
import sys
import time
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NoReturn

import pytest

NONE: Final = ""
FAILING: Final = "fail"
"""What mutmut calls no mutant, and one that fails wherever it is asked."""

NO_TESTS: Final = 33
"""How a mutant ends that no test reaches, as mutmut has it."""

PATIENCE: Final = 15
"""A mutant has the time that its tests take without it, and a second, so many times over."""


class Forks:
    """A plugin that runs the tests of each mutant in place of the session's own."""

    def __init__(self, mutants: Sequence[str]) -> None:
        stats = json.loads(Path("mutmut-stats.json").read_text(encoding="utf-8"))
        self.mutants = mutants
        self.tests: dict[str, list[str]] = stats["tests_by_mangled_function_name"]
        self.seconds: dict[str, float] = stats["duration_by_test"]
        self.ends: dict[str, int] = {}

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Try each mutant, as many at once as there are processors, after no mutant and one that always fails."""
        items = {item.nodeid: item for item in session.items}
        reaching = {name: {*self.tests.get(name.partition("__mutmut_")[0], ())} & items.keys() for name in self.mutants}
        every = set[str]().union(*reaching.values())
        running: dict[int, str] = {}
        for name, wanted in {NONE: every, FAILING: every, **reaching}.items():
            if not wanted:
                self.ends[name] = NO_TESTS
                continue
            if len(running) == os.cpu_count():
                self.wait(running)
            fast_first = sorted(wanted, key=lambda each: (self.seconds[each], each))
            if child := os.fork():
                running[child] = name
            else:
                self.run(name, session, [items[each] for each in fast_first])
        while running:
            self.wait(running)
        return True

    def wait(self, running: dict[int, str]) -> None:
        """Note how the next child ends: by a signal, as a negative number."""
        child, status = os.wait()
        self.ends[running.pop(child)] = os.waitstatus_to_exitcode(status)

    def run(self, name: str, session: pytest.Session, tests: Sequence[pytest.Item]) -> NoReturn:
        """Run tests with a mutant in place of its function, up to the first that fails, and end this process."""
        # Not at the top: the examples of all modules are tested where mutmut is not installed, too.
        from mutmut.mutation.trampoline import set_mutant_under_test

        end = 3
        try:
            most = int(PATIENCE * (1 + sum(self.seconds[each.nodeid] for each in tests)))
            used = int(time.process_time())
            resource.setrlimit(resource.RLIMIT_CPU, (used + most, used + most + 1))
            signal.alarm(4 * most)  # a mutant that waits: the machine may be busy, so it does not count as killed
            print_nothing()
            set_mutant_under_test(name)
            for test in tests:
                test.config.hook.pytest_runtest_protocol(item=test, nextitem=None)
                if session.testsfailed:
                    break
            end = int(session.testsfailed > 0)
        finally:
            os._exit(end)


def print_nothing() -> None:
    """Print nothing, from here or from below Python."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


def main(mutants: Sequence[str]) -> None:
    """Try mutants, and write how each ended."""
    settings = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["tool"]["mutmut"]
    os.environ["HYPOTHESIS_PROFILE"] = "mutants"
    sys.path.insert(0, str(Path("src").absolute()))
    forks = Forks(mutants)
    options = [*settings["pytest_add_cli_args"], *settings["pytest_add_cli_args_test_selection"]]
    pytest.main(["--rootdir=.", "--capture=no", "-qq", *options], plugins=[forks])
    if (forks.ends.pop(NONE), forks.ends.pop(FAILING)) not in ((0, 1), (NO_TESTS, NO_TESTS)):
        sys.exit("The tests do not pass without a mutant, or do not fail with one that always fails.")
    Path("ends.json").write_text(json.dumps(forks.ends), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
