"""What importing costs over a bare interpreter: fresh processes, taking turns."""

import os
import subprocess
import sys
from functools import partial

from benchmarks.timing import Subject, Times, interleaved

BARE = "bare interpreter"
STATEMENTS = {
    BARE: "pass",
    "import dprk_tourism": "import dprk_tourism",
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


def compare(rounds: int) -> Times:
    """Time each statement that runs here, in a process of its own each time."""
    able = {name: code for name, code in STATEMENTS.items() if _run(code) == 0}
    return interleaved({name: Subject(partial(_run, code)) for name, code in able.items()}, rounds)


def _run(code: str) -> int:
    command = [sys.executable, "-c", code]
    quiet = subprocess.DEVNULL
    return subprocess.run(command, check=False, stdout=quiet, stderr=quiet, env=_ENVIRONMENT).returncode
