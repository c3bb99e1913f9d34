"""The comparison of surviving mutants with their explanations."""

import tomllib
from pathlib import Path

import check
import pytest
from check import asked, change, changed, faults, first, functions

KEY = "days.to_day"
NAME = "dprk_tourism.days.x_to_day__mutmut_1"
WRITTEN = "return value"
EXPLAINED = {KEY: {WRITTEN: "It is the same."}}

DAYS = '''\
"""Days."""

def first(day):
    """Return it."""
    return day

class Day:
    def next(self):
        return self + 1

    @property
    def last(self):
        return self - 1
'''
WIRE = "def read(text):\n    return text\n"


class TestFaults:
    """`faults`: survivors without an explanation, and explanations of nothing."""

    def test_explained(self) -> None:
        """A survivor that is explained as what it writes is not a fault, nor is a run without survivors."""
        assert {} == faults({KEY: {WRITTEN: NAME}}, EXPLAINED, {KEY}, {KEY})
        assert {} == faults({}, {}, {KEY}, {KEY})

    def test_unexplained(self) -> None:
        """A survivor without an explanation is reported with what it writes and mutmut's name for it."""
        (line,) = faults({KEY: {"pass": NAME}}, {}, {KEY}, {KEY})[KEY]

        assert KEY in line
        assert NAME in line
        assert line.endswith(": pass")

    def test_something_else(self) -> None:
        """An explanation of other lines does not count, and what it explains is gone."""
        assert 2 == len(faults({KEY: {"pass": NAME}}, EXPLAINED, {KEY}, {KEY})[KEY])

    def test_explained_and_killed(self) -> None:
        """An explanation of what does not survive is a fault, unless its function was not mutated."""
        assert [KEY] == list(faults({}, EXPLAINED, {KEY}, {KEY}))
        assert {} == faults({}, EXPLAINED, {"wire.read"}, {KEY, "wire.read"})

    def test_explained_and_gone(self) -> None:
        """An explanation of a function that does not exist is a fault, whatever was mutated."""
        assert [KEY] == list(faults({}, EXPLAINED, {"wire.read"}, {"wire.read"}))

    def test_change(self) -> None:
        """What a mutant writes is the lines that the difference adds, without their indentation."""
        shown = "# name: survived\n--- a.py\n+++ a.py\n@@ -1 +1 @@\n def f():\n-    return 1\n+    return 2\n"

        assert "return 2" == change(shown)


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tree of two modules with three functions that can be mutated, and nothing checked."""
    paths = [Path("src/pkg/_model/days.py"), Path("src/pkg/wire.py")]
    for path, text in zip(paths, (DAYS, WIRE), strict=True):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    names = [str(path) for path in paths]
    (tmp_path / "pyproject.toml").write_text(f"[tool.mutmut]\nonly_mutate = {names}\n", encoding="utf-8")
    monkeypatch.setattr(check, "ROOT", tmp_path)
    monkeypatch.setattr(check, "CHECKED", tmp_path / "checked.toml")
    return tmp_path


@pytest.mark.usefixtures("tree")
class TestFunctions:
    """`functions` and `asked`: what can be mutated, and what the command names."""

    def test_keys(self) -> None:
        """A function is named by its module, class and name; one that a decorator wraps is left out, as by mutmut."""
        assert ["days.first", "days.Day.next", "wire.read"] == list(functions())
        assert "pkg._model.days.xǁDayǁnext" == functions()["days.Day.next"].mangled

    @pytest.mark.parametrize(
        ("names", "keys"),
        [
            ([], ["days.first", "days.Day.next", "wire.read"]),
            (["days"], ["days.first", "days.Day.next"]),
            (["days.Day", "wire.read"], ["days.Day.next", "wire.read"]),
        ],
    )
    def test_asked(self, names: list[str], keys: list[str]) -> None:
        """A module, a class or a function can be named; all are meant where none is."""
        assert keys == [each.key for each in asked(names)]

    def test_unknown(self) -> None:
        """A name of nothing is refused; the beginning of a name is not a name."""
        with pytest.raises(SystemExit):
            asked(["day"])

    @pytest.mark.parametrize(
        ("most", "before", "keys"),
        [
            (100, [], ["days.Day.next", "days.first", "wire.read"]),
            (1, [], ["days.Day.next"]),
            (1, ["wire.read"], ["wire.read"]),
        ],
    )
    def test_first(self, most: int, before: list[str], keys: list[str]) -> None:
        """A bound on lines leaves functions out, but not all; what was checked before comes first, then the names."""
        assert keys == [each.key for each in first(functions().values(), most, before)]


class TestChecked:
    """`changed` and `remember`: what was checked before, and as what."""

    @pytest.fixture
    def checked(self, tree: Path) -> Path:
        """The file of what was checked, with all functions in it."""
        check.remember(functions().values(), [])
        return tree / "checked.toml"

    @pytest.mark.parametrize(
        ("old", "new", "keys"),
        [
            ("", "", []),
            ("Return it.", "Return the day.", []),
            ("def first", "# a comment\n\ndef first", []),
            ("self - 1", "self - 2", []),
            ("self + 1", "self + 2", ["days.Day.next"]),
            ("next(self)", "next(self, by=1)", ["days.Day.next"]),
            ("def first", "def earliest", ["days.earliest"]),
        ],
    )
    def test_changed(self, tree: Path, checked: Path, old: str, new: str, keys: list[str]) -> None:
        """A function has changed when its code has; comments, docstrings and other functions do not matter."""
        assert checked.exists()
        module = tree / "src" / "pkg" / "_model" / "days.py"
        module.write_text(module.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

        assert keys == [each.key for each in changed(functions().values())]
        assert keys == [each.key for each in asked(["--changed"])]

    def test_moved(self, tree: Path, checked: Path) -> None:
        """A module that moves to another folder has not changed."""
        assert checked.exists()
        (tree / "src" / "pkg" / "_model" / "days.py").rename(tree / "src" / "pkg" / "days.py")
        settings = tree / "pyproject.toml"
        settings.write_text(settings.read_text(encoding="utf-8").replace("_model/", ""), encoding="utf-8")

        assert [] == asked(["--changed"])

    def test_nothing_checked(self, tree: Path, checked: Path) -> None:
        """Without the file every function has changed."""
        checked.unlink()

        assert tree.exists()
        assert 3 == len(asked(["--changed"]))

    def test_nothing_changed(
        self, checked: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Where nothing changed, nothing is mutated, and the command says so and succeeds."""
        before = checked.read_text(encoding="utf-8")
        monkeypatch.setattr("sys.argv", ["check.py", "--changed", "days"])

        check.main()

        assert "no function that is mutated has changed\n" == capsys.readouterr().out
        assert before == checked.read_text(encoding="utf-8")

    def test_failed(self, tree: Path, checked: Path) -> None:
        """A function with a fault is no longer known as checked, and neither is one that is gone; the others stay."""
        (tree / "src" / "pkg" / "wire.py").write_text("", encoding="utf-8")

        check.remember(functions().values(), ["days.first"])

        assert ["days.Day.next"] == list(tomllib.loads(checked.read_text(encoding="utf-8")))

    def test_waiting(self, tree: Path, checked: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """What a bounded run leaves out is named, so that nobody takes it for checked."""
        checked.unlink()

        (chosen,) = asked(["--changed", "--most", "1"])

        assert tree.exists()
        out = capsys.readouterr().out
        assert out.startswith("2 functions")
        assert {"days.first", "days.Day.next", "wire.read"} - {chosen.key} == {key for key in functions() if key in out}
