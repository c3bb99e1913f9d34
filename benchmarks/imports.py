"""What importing costs over a bare interpreter: fresh processes, taking turns."""

import os
import subprocess
import sys
from functools import partial

import attrs

from benchmarks.timing import Spread, Subject, Times, interleaved

BARE = "bare interpreter"
OWN = "import dprk_tourism"
STATEMENTS = {
    BARE: "pass",
    OWN: "import dprk_tourism",
    "import dprk_tourism, and a first question": (
        "import dprk_tourism; dprk_tourism.may_visit('RU', '2025-07-10').verdict"
    ),
    "import attrs": "import attrs",
    "import attrs, pendulum (what a plain loop needs)": "import attrs, pendulum",
    "import cedarpy": "import cedarpy",
    "import zen": "import zen",
    "import casbin": "import casbin",
    "import rule_engine": "import rule_engine",
    "import numpy": "import numpy",
    "import polars": "import polars",
    "import pandas": "import pandas",
    "import openfisca_core.taxbenefitsystems": "import openfisca_core.taxbenefitsystems",
}

# Without what is compiled kept, every process would compile every module anew.
_ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def compare(rounds: int) -> "Imports":
    """Time each statement that runs here, in a process of its own each time."""
    able = [name for name, code in STATEMENTS.items() if _run(code) == 0]
    # Alone, with many rounds: the difference is smaller than what heavier processes in between would disturb.
    return Imports(_timed([BARE, OWN], rounds * 5), _timed(able, rounds))


@attrs.frozen
class Imports:
    """What was found."""

    own: Times
    """The library beside a bare interpreter."""
    all: Times
    """Everything that was found, side by side."""


def over_bare(times: Times, name: str) -> Spread:
    """Give the seconds over those of a bare interpreter, round by round."""
    return Spread.of([a - b for a, b in zip(times.seconds[name], times.seconds[BARE], strict=True)])


def _timed(names: list[str], rounds: int) -> Times:
    return interleaved({name: Subject(partial(_run, STATEMENTS[name])) for name in names}, rounds)


def _run(code: str) -> int:
    command = [sys.executable, "-c", code]
    quiet = subprocess.DEVNULL
    return subprocess.run(command, check=False, stdout=quiet, stderr=quiet, env=_ENVIRONMENT).returncode
