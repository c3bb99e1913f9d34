"""What a new process costs: importing the library, its first answer, and the command."""

import os
import subprocess
import sys
from collections.abc import Sequence
from functools import partial

from benchmarks.report import Part, Table, spread
from benchmarks.timing import Spread, Subject, Times, interleaved

BARE = "bare interpreter"
OWN = "import dprk_tourism"
DEPENDENCIES = "import attrs, cattrs, pendulum"
FIRST = "import dprk_tourism, and a first answer"
COMMAND = "dprk-tourism may RU 2025-07-10"

_PROCESSES = {
    BARE: ("-c", "pass"),
    OWN: ("-c", OWN),
    DEPENDENCIES: ("-c", DEPENDENCIES),
    FIRST: ("-c", "import dprk_tourism; dprk_tourism.may_visit('RU', '2025-07-10').verdict"),
    COMMAND: ("-m", *COMMAND.replace("-", "_", 1).split()),
}

# Without the compiled modules on the disk, every process would compile every module.
_ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def part(rounds: int) -> Part:
    """Time each process, taking turns."""
    # Alone, with many rounds: the difference is smaller than the disturbance by heavier processes.
    own = _timed([BARE, OWN], rounds * 5)
    times = _timed(list(_PROCESSES), rounds)
    over = Spread.of([a - b for a, b in zip(own.seconds[OWN], own.seconds[BARE], strict=True)])
    median, quartiles = spread(over, 1e3)
    glance = [
        (f"`{OWN}`, more than a {BARE}", f"{median} ms", quartiles, "5 ms at most"),
        (f"`{FIRST}`, compared with `{DEPENDENCIES}`", *spread(times.ratio(FIRST, DEPENDENCIES)), "1.3 at most"),
        (f"`{COMMAND}`, compared with `{DEPENDENCIES}`", *spread(times.ratio(COMMAND, DEPENDENCIES)), "1.5 at most"),
    ]
    rows = [(name, *spread(times.of(name), 1e3), spread(times.ratio(name, BARE))[0]) for name in times.seconds]
    return Part("New processes", glance, [Table("Times", ("process", "ms", "quartiles", f"x {BARE}"), rows)])


def _timed(names: Sequence[str], rounds: int) -> Times:
    return interleaved({name: Subject(partial(_run, _PROCESSES[name])) for name in names}, rounds)


def _run(arguments: Sequence[str]) -> None:
    command = [sys.executable, *arguments]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=_ENVIRONMENT)
