"""The same answers in every thread, process and environment."""

import hashlib
import json
import multiprocessing
import os
import pickle
import random
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from importlib import resources
from pathlib import Path
from threading import Barrier

import pytest

import dprk_tourism as dt
from dprk_tourism._io import SHIPPED

THREADS = 8
TESTS = Path(__file__).parent


def fresh(name: str) -> dt.History:
    """A shipped history that has not been asked anything yet."""
    copy: dt.History = pickle.loads(pickle.dumps(dt.load(name)))  # noqa: S301 - our own bytes
    return copy


def questions(history: dt.History) -> list[tuple[str, str, bool]]:
    """One nationality of each class, and two more, at each place, both ways of asking."""
    codes = [*history.nationality_classes(), "GB", "ZW"]
    return [(code, place, strict) for code in codes for place in history.places for strict in (False, True)]


def all_timelines(history: dt.History) -> list[dt.Timeline]:
    """The timelines that answer those questions."""
    return [history.timeline(code, place, strict=strict) for code, place, strict in questions(history)]


class TestThreads:
    """Threads may share a history from its first use on."""

    @pytest.mark.usefixtures("_hasty_switches")
    @pytest.mark.parametrize("name", SHIPPED)
    def test_first_use(self, name: str) -> None:
        """Eight threads that ask a fresh history at once, each in its own order, all get the answers of one thread."""
        alone, shared, barrier = fresh(name), fresh(name), Barrier(THREADS)
        asked = questions(alone)
        expected = dict(zip(asked, all_timelines(alone), strict=True))

        def ask(number: int) -> dict[tuple[str, str, bool], dt.Timeline]:
            own = asked.copy()
            random.Random(number).shuffle(own)  # noqa: S311 - an order, no secret
            barrier.wait()
            return {(code, to, strict): shared.timeline(code, to, strict=strict) for code, to, strict in own}

        with ThreadPoolExecutor(THREADS) as pool:
            found = list(pool.map(ask, range(THREADS)))

        assert [expected] * THREADS == found

    @pytest.mark.slow
    @pytest.mark.usefixtures("_hasty_switches")
    def test_first_question(self) -> None:
        """However the first questions of eight threads fall together, all are answered: 300 fresh histories."""
        sent = pickle.dumps(dt.load("article"))
        expected = dt.load("article").timeline("ZW")
        chance = random.Random(0)  # noqa: S311 - a delay, no secret

        def ask(history: dt.History, barrier: Barrier, delay: int) -> dt.Timeline:
            barrier.wait()
            for _ in range(delay):
                pass
            return history.timeline("ZW")  # the last code: nothing that is half worked out knows it

        with ThreadPoolExecutor(THREADS) as pool:
            for _ in range(300):
                history: dt.History = pickle.loads(sent)  # noqa: S301 - our own bytes
                barrier = Barrier(THREADS)
                asked = [pool.submit(ask, history, barrier, chance.randrange(4_000)) for _ in range(THREADS)]
                assert [expected] * THREADS == [each.result() for each in asked]

    @pytest.mark.usefixtures("_hasty_switches")
    def test_first_views(self) -> None:
        """Eight threads that make views of one fresh history at once get equal ones, which sort the world alike."""
        shared, barrier = fresh("article"), Barrier(THREADS)

        def view(_: int) -> tuple[dt.History, object]:
            barrier.wait()
            known = shared.known_on("2025-07-15")
            return known, known.who_may_visit("2025-07-10")

        with ThreadPoolExecutor(THREADS) as pool:
            views = list(pool.map(view, range(THREADS)))

        known = fresh("article").known_on("2025-07-15")
        assert [(known, known.who_may_visit("2025-07-10"))] * THREADS == views

    def test_first_import(self) -> None:
        """Eight threads of a new interpreter that first touch the package at once all get the answer."""
        code = (
            "import sys; sys.setswitchinterval(1e-6)\n"
            "from concurrent.futures import ThreadPoolExecutor\n"
            "from threading import Barrier\n"
            "import dprk_tourism as dt\n"
            "barrier = Barrier(8)\n"
            "def ask(_):\n"
            "    barrier.wait()\n"
            "    return str(dt.may_visit('RU', '2025-07-10', history='record'))\n"
            "with ThreadPoolExecutor(8) as pool:\n"
            "    print(*set(pool.map(ask, range(8))), sep='\\n')\n"
        )

        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

        assert (f"{dt.may_visit('RU', '2025-07-10', history='record')}\n", "") == (done.stdout, done.stderr)


def answered(history: dt.History) -> tuple[str, list[dt.Timeline], dt.Decision]:
    """What another process makes of a history that was sent to it."""
    decision = history.decide(dt.Visit("RU", "wonsan-kalma", "2025-07-14", "2025-07-18"))
    return dt.fingerprint(history), all_timelines(history), decision


class TestProcesses:
    """Histories and answers travel between processes."""

    @pytest.mark.parametrize("method", sorted({"spawn", "forkserver"} & {*multiprocessing.get_all_start_methods()}))
    def test_there_and_back(self, method: str) -> None:
        """Another process, however it was started, answers a history that was sent to it as this one does.

        What it sends back is equal, and still explains itself.
        """
        history = dt.load("record")
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context(method)) as pool:
            answers = pool.submit(answered, history).result()

        assert answered(history) == answers
        assert answered(history)[2].explain() == answers[2].explain()

    def test_first_answer_imports_little(self) -> None:
        """A first answer imports neither cattrs nor other modules that only some calls need."""
        code = (
            "import sys, dprk_tourism as dt; dt.may_visit('RU', '2025-07-10'); "
            "print([name for name in ('cattrs', 'difflib', 'hashlib', 'importlib.metadata') if name in sys.modules])"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

        assert "[]\n" == done.stdout


ASK = """
import hashlib, json, sys
from datetime import UTC, datetime
sys.path.insert(0, sys.argv[1])
from digest import text_of
import dprk_tourism as dt
visits = [("RU", "2025-07-17", "wonsan-kalma"), ("CA", "2025-02-25", "dprk"), ("US", "2026-09-01", "rason")]
told = [dt.may_visit(code, day, to=to, history="record", departure=day) for code, day, to in visits]
told.append(dt.may_visit("RU", datetime(2025, 7, 17, 14, 59, 59, tzinfo=UTC)))
told.append(dt.may_visit("RU", datetime(2025, 7, 17, 15, 0, tzinfo=UTC)))
said = {
    "answers": {name: hashlib.sha256(text_of(dt.load(name)).encode()).hexdigest() for name in ("article", "record")},
    "fingerprints": {name: dt.fingerprint(dt.load(name)) for name in ("article", "record")},
    "told": [[each.to_dict(), each.explain(), str(each), each.verdict] for each in told],
    "written": dt.dumps(dt.load("record")),
}
sys.stdout.write(json.dumps(said))
"""

ENVIRONMENTS = {
    "optimised, far in the east": (["-O"], {"PYTHONHASHSEED": "0", "TZ": "Pacific/Kiritimati"}),
    "without docstrings, far in the west": (
        ["-OO", "-W", "error"],
        {"PYTHONHASHSEED": "1", "TZ": "Pacific/Pago_Pago", "LC_ALL": "tr_TR.UTF-8"},
    ),
    "strict, in ASCII": (
        ["-X", "dev", "-bb", "-W", "error"],
        {"PYTHONHASHSEED": "4242", "TZ": "UTC0", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ),
}


def said(options: list[str], variables: dict[str, str]) -> dict[str, object]:
    """What a new interpreter says, with such options and variables of the environment."""
    command = [sys.executable, *options, "-c", ASK, str(TESTS / "exhaustive")]
    done = subprocess.run(command, capture_output=True, check=False, env={**os.environ, **variables})
    assert (0, b"") == (done.returncode, done.stderr)
    found: dict[str, object] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def usual() -> dict[str, object]:
    """What an interpreter says in the environment of these tests."""
    return said([], {})


class TestEnvironments:
    """Neither options of the interpreter nor hash seed, time zone or locale change a word."""

    @pytest.mark.parametrize("name", sorted(ENVIRONMENTS))
    def test_the_same_words(self, name: str, usual: dict[str, object]) -> None:
        """Answers, explanations, files and fingerprints are the same to the letter."""
        assert usual == said(*ENVIRONMENTS[name])

    def test_the_reviewed_answers(self, usual: dict[str, object]) -> None:
        """The answers there are those of the reviewed files."""
        files = {name: (TESTS / "exhaustive" / "answers" / f"{name}.txt").read_bytes() for name in SHIPPED}

        assert {name: hashlib.sha256(text).hexdigest() for name, text in files.items()} == usual["answers"]

    def test_one_fingerprint_everywhere(self) -> None:
        """The fingerprint of a history that does not change is this one, on every Python."""
        cases = json.loads(resources.files("dprk_tourism").joinpath("data", "conformance.json").read_text("utf-8"))

        history = dt.loads(json.dumps(cases["histories"]["knowledge"]), format="json")

        assert "87d95d2bc65a3600e47d73c4026d9269de0cb5e608b9a786f5056d95d026d61b" == dt.fingerprint(history)
