"""The comparison of surviving mutants with their explanations."""

import hashlib
import tomllib
from pathlib import Path

import check
import pytest
from check import asked, change, faults

NAME = "dprk_tourism._model.days.x_to_day__mutmut_1"
WRITTEN = "return value"
EXPLAINED = {NAME: {"change": WRITTEN, "reason": "It is the same."}}


class TestFaults:
    """`faults`: what survives without an explanation, and explanations of nothing."""

    def test_explained(self) -> None:
        """A survivor that is explained as what it writes is no fault, nor is a run without survivors."""
        assert [] == list(faults({NAME: WRITTEN}, EXPLAINED, ["days"]))
        assert [] == list(faults({}, {}, ["days"]))

    def test_unexplained(self) -> None:
        """A survivor that nobody explained is told with what it writes."""
        assert [f"{NAME} survives: {WRITTEN}"] == list(faults({NAME: WRITTEN}, {}, ["days"]))

    def test_something_else(self) -> None:
        """An explanation of another change does not count, as the numbers of mutants move."""
        assert [f"{NAME} is explained as something else: pass"] == list(faults({NAME: "pass"}, EXPLAINED, ["days"]))

    def test_explained_and_killed(self) -> None:
        """An explanation of what does not survive is a fault, unless its module was not mutated."""
        assert [f"{NAME} is explained, but it is killed or gone"] == list(faults({}, EXPLAINED, ["days"]))
        assert [] == list(faults({}, EXPLAINED, ["wire"]))


class TestAsked:
    """`asked` and `change`: what is mutated, and what a mutant writes."""

    def test_modules(self) -> None:
        """Modules that are named, in their order, or all that the settings name."""
        assert ["wire", "days"] == asked(["wire", "days"])
        assert ["days", "travellers", "policies", "rules", "timelines", "history", "wire"] == asked([])

    def test_change(self) -> None:
        """What a mutant writes is the lines that the difference adds, without their indentation."""
        shown = "# name: survived\n--- a.py\n+++ a.py\n@@ -1 +1 @@\n def f():\n-    return 1\n+    return 2\n"

        assert "return 2" == change(shown)


class TestChecked:
    """`--changed` and `remember`: what was checked before, and as what."""

    @pytest.fixture
    def written(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """A tree of three modules, and its file of modules checked: days as it is, wire as it was, no history."""
        package = tmp_path / "src" / "dprk_tourism"
        package.mkdir(parents=True)
        paths = [package / f"{module}.py" for module in ("days", "history", "wire")]
        for path in paths:
            path.write_text(f'"""The module {path.stem}."""\n', encoding="utf-8")
        names = [str(path.relative_to(tmp_path)) for path in paths]
        (tmp_path / "pyproject.toml").write_text(f"[tool.mutmut]\nonly_mutate = {names}\n", encoding="utf-8")
        written = tmp_path / "checked.toml"
        days = hashlib.sha256(paths[0].read_bytes()).hexdigest()
        written.write_text(f'days = "{days}"\nwire = "0000"\n', encoding="utf-8")
        monkeypatch.setattr(check, "ROOT", tmp_path)
        monkeypatch.setattr(check, "CHECKED", written)
        return written

    def test_changed(self, written: Path) -> None:
        """What is as it was is left out; what is not, or was never checked, is asked for, in the settings' order."""
        assert written.exists()
        assert ["history", "wire"] == asked(["--changed"])
        assert ["wire"] == asked(["--changed", "wire", "days"])
        assert [] == asked(["--changed", "days"])

    def test_nothing_checked(self, written: Path) -> None:
        """Without the file every module is asked for."""
        written.unlink()

        assert ["days", "history", "wire"] == asked(["--changed"])

    def test_nothing_changed(
        self, written: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Where nothing changed, nothing is mutated, and the command says so and succeeds."""
        before = written.read_text(encoding="utf-8")
        monkeypatch.setattr("sys.argv", ["check.py", "--changed", "days"])

        check.main()

        assert "no module that is mutated has changed\n" == capsys.readouterr().out
        assert before == written.read_text(encoding="utf-8")

    def test_passed(self, written: Path) -> None:
        """A module that passed is written down as it was mutated; the others stay, in the order of their names."""
        days = tomllib.loads(written.read_text(encoding="utf-8"))["days"]

        check.remember({"wire": "1111", "history": "2222"}, passed=True)

        kept = tomllib.loads(written.read_text(encoding="utf-8"))
        assert [("days", days), ("history", "2222"), ("wire", "1111")] == list(kept.items())

    def test_failed(self, written: Path) -> None:
        """A module with faults is no longer known as checked; the others stay."""
        check.remember({"days": "1111"}, passed=False)

        assert {"wire": "0000"} == tomllib.loads(written.read_text(encoding="utf-8"))
