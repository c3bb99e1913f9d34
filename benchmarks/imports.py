"""What importing costs over a bare interpreter: fresh processes, taking turns."""

import subprocess
import sys

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


def compare(rounds: int) -> Times:
    """Time each statement that runs here, in a process of its own each time."""
    able = {name: code for name, code in STATEMENTS.items() if _run(code) == 0}
    return interleaved({name: Subject(lambda code=code: _run(code)) for name, code in able.items()}, rounds)


def _run(code: str) -> int:
    command = [sys.executable, "-c", code]
    return subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
