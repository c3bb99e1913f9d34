"""What works with one extra alone: `python extras.py EXTRA`, in an environment with the package, that extra, and no more.

An empty name is the package without an extra.
"""

import subprocess
import sys
import tempfile
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Final

import dprk_tourism as dt

VISITS: Final = "nationality,date\nRU,2025-07-10\nRU,2025-07-18\n"


def run(*arguments: str) -> int:
    """Return the exit status of the command."""
    command = [sys.executable, "-m", "dprk_tourism", *arguments]
    return subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode


def needs(extra: str, use: Callable[[], object]) -> None:
    """Check that a use names the extra that it needs."""
    try:
        use()
    except dt.MissingExtraError as error:
        assert extra == error.extra  # noqa: PT017 - pytest is not here
    else:
        raise AssertionError(f"it works without the extra `{extra}`")


def check_package() -> None:
    """Check what works without any extra."""
    subprocess.run([sys.executable, "-c", "from dprk_tourism import *"], check=True)
    assert hasattr(dt, "screen")
    assert dt.may_visit("RU", "2025-07-10").permitted
    assert (0, 1) == (run("may", "RU", "2025-07-10"), run("may", "RU", "2025-07-18"))
    with tempfile.TemporaryDirectory() as folder:
        assert 0 == run("export", str(Path(folder, "tables")))
        assert Path(folder, "tables", "datapackage.json").is_file()


def check_histories() -> None:
    """Check that the wheel has its histories as JSON alone, and that they are those of the source tree."""
    data = resources.files("dprk_tourism") / "data"
    for name in dt.histories():
        assert (True, False) == tuple(data.joinpath(f"{name}.{suffix}").is_file() for suffix in ("json", "toml"))
        tree = Path(__file__).parents[1] / "src" / "dprk_tourism" / "data" / f"{name}.toml"
        assert dt.loads(tree.read_text(encoding="utf-8")) == dt.load(name)


def check_frames(*, here: bool) -> None:
    """Check that all answers come as a table, or name the extra `frames`."""
    if not here:
        needs("frames", lambda: dt.segments("article"))
        return
    import pyarrow as pa

    visits = pa.table({"nationality": ["RU", "RU"], "date": ["2025-07-10", "2025-07-18"]})
    assert ["permitted", "denied"] == dt.screen(visits)["verdict"].to_pylist()
    assert dt.segments("article").num_rows


def check_files(*, here: bool) -> None:
    """Check that a file of visits is screened, or that the command fails."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "visits.csv"), Path(folder, "answers.csv")
        source.write_text(VISITS, encoding="utf-8")
        assert (0 if here else 2) == run("screen", str(source), "-o", str(target))
        assert here == target.exists()


def check_pictures(*, here: bool) -> None:
    """Check that a picture is drawn as SVG, and that PNG names the extra `files` where it is missing."""
    chart = dt.load("article").chart(["RU"])
    with tempfile.TemporaryDirectory() as folder:
        chart.save(Path(folder, "picture.svg"))
        if not here:
            needs("files", lambda: chart.save(Path(folder, "picture.png")))


def main(extra: str) -> None:
    """Check all of it."""
    check_package()
    check_histories()
    check_frames(here=extra in ("frames", "files"))
    check_files(here=extra in ("frames", "files"))  # the extra `files` adds a progress bar
    check_pictures(here=extra == "files")
    print(f"the extra `{extra}` alone: 5 passed, 0 failed")  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1])
