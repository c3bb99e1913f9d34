"""What the project's own files promise."""

import re
import runpy
import sys
import tomllib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import dprk_tourism as dt

ROOT = Path(__file__).parents[1]

if not (ROOT / "pyproject.toml").exists() or not (ROOT / "requirements").exists():
    pytest.skip("the tests run outside the project's folder", allow_module_level=True)

SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = SETTINGS["project"]


class TestDependencies:
    """What is needed to run."""

    def test_three_at_run_time(self) -> None:
        """attrs, cattrs and pendulum, and nothing else."""
        assert ["attrs", "cattrs", "pendulum"] == [re.split("[<>=]", need)[0] for need in PROJECT["dependencies"]]

    def test_lowest_versions_in_step(self) -> None:
        """The lowest versions that are tested are the lowest that are allowed."""
        extras = PROJECT["optional-dependencies"]
        allowed = [
            *PROJECT["dependencies"],
            *extras["files"],
            *extras["frames"],
            *SETTINGS["dependency-groups"]["test"],
        ]
        bounds = dict(need.split(">=") for need in allowed if not need.startswith("dprk-tourism["))
        lines = (ROOT / "requirements" / "lowest.txt").read_text(encoding="utf-8").splitlines()
        tested = dict(line.split("==") for line in lines if not line.startswith("#"))

        assert {
            "attrs",
            "cattrs",
            "pendulum",
            "hypothesis",
            "inline-snapshot",
            "narwhals",
            "numpy",
            "pyarrow",
            "resvg-py",
            "tqdm",
        } == set(tested)
        assert {name: f"{bounds[name]}.0" for name in tested} == tested

    def test_extras_are_for_users(self) -> None:
        """Users see three extras; what only developers need is in dependency groups."""
        assert {"docs", "files", "frames"} == set(PROJECT["optional-dependencies"])

    def test_locks_hold_every_tool(self) -> None:
        """Every tool that a gate needs is in the lock file of the tools, and what starts the gates in one of its own."""
        for lock, groups in {"dev.txt": ["browser", "dev", "engines", "mutants", "test"], "nox.txt": ["nox"]}.items():
            locked = (ROOT / "requirements" / lock).read_text(encoding="utf-8").split()
            needs = [need for group in groups for need in SETTINGS["dependency-groups"][group] if isinstance(need, str)]

            pinned = {line.partition("==")[0] for line in locked}
            assert set() == {re.split(r"[<>=\[;]", need)[0] for need in needs} - pinned

    def test_no_address_of_a_registry(self) -> None:
        """No file of requirements, nor the project's metadata, names a host to install from."""
        for file in [ROOT / "pyproject.toml", *(ROOT / "requirements").iterdir()]:
            assert "://" not in file.read_text(encoding="utf-8")


class TestFrozenApps:
    """Apps that PyInstaller makes need no option for this package."""

    def test_hook(self) -> None:
        """PyInstaller finds a hook, by which it bundles the data and every module that is loaded by name."""
        hooks = PROJECT["entry-points"]["pyinstaller40"]["hook-dirs"]
        (folder,) = vars(dt)[hooks.removeprefix("dprk_tourism:")]()
        hook = runpy.run_path(f"{folder}/hook-dprk_tourism.py")

        ((data, target),) = hook["datas"]
        assert (Path(dt.__file__).parent / "data", "dprk_tourism/data") == (Path(data), target)
        assert {"dprk_tourism.history", "dprk_tourism.compare.checks"} <= {*hook["hiddenimports"]}


class TestVersion:
    """The version that people cite."""

    def test_citation(self) -> None:
        """The file for citing names the version of the project."""
        citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")

        assert f"version: {PROJECT['version']}" in citation.splitlines()


class TestWheel:
    """What a wheel has in place of files of the source tree."""

    def test_histories(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """It has each shipped history as JSON that reads as its TOML; an editable install has none."""
        hatchling = SimpleNamespace(BuildHookInterface=list)  # which is not installed here
        monkeypatch.setitem(sys.modules, "hatchling.builders.hooks.plugin.interface", hatchling)
        build: dict[str, Any] = {"force_include": {}}
        hook = runpy.run_path(str(ROOT / "hatch_build.py"))["Histories"]()
        hook.root = str(ROOT)

        hook.initialize("editable", build)
        hook.finalize("editable", build, "")
        assert {} == build["force_include"]

        hook.initialize("standard", build)
        written = {target: Path(made).read_text(encoding="utf-8") for made, target in build["force_include"].items()}
        hook.finalize("standard", build, "")
        assert {f"dprk_tourism/data/{name}.json" for name in dt.histories()} == set(written)
        for name in dt.histories():
            toml = (ROOT / "src" / "dprk_tourism" / "data" / f"{name}.toml").read_text(encoding="utf-8")
            assert dt.loads(toml) == dt.loads(written[f"dprk_tourism/data/{name}.json"], format="json")
