"""A reader walks the README and the tutorial, block by block, and sees what is shown."""

import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from walk import blocks, walk

import dprk_tourism as dt
from dprk_tourism.cli import main

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
QUESTIONS = ROOT / "docs" / "how-to" / "quick-answers.md"
PICTURE = ROOT / "docs" / "_static" / "resort.svg"
LESSONS = [
    ROOT / "docs" / "tutorial" / f"{lesson}.md" for lesson in ("first-question", "reading-an-answer", "adding-a-record")
]

if not all(page.exists() for page in (README, QUESTIONS, *LESSONS)):
    pytest.skip("the tests run outside the project's folder", allow_module_level=True)


def is_picture(file: Path) -> bool:
    """Whether a file holds a whole picture."""
    text = file.read_text(encoding="utf-8")
    return text.startswith("<svg ") and text.rstrip().endswith("</svg>")


class TestWalk:
    """The pages that are read in order."""

    def test_lessons_are_in_the_order_of_their_index(self) -> None:
        """The lessons that are walked are all there are, in the order in which the tutorial lists them."""
        index = (ROOT / "docs" / "tutorial" / "index.md").read_text(encoding="utf-8")
        listed = index.rpartition(":hidden:\n\n")[2].partition("```")[0].split()

        assert [page.stem for page in LESSONS] == listed
        assert {page.name for page in LESSONS} | {"index.md"} == {
            page.name for page in (ROOT / "docs" / "tutorial").iterdir()
        }

    def test_every_fence_is_a_block(self) -> None:
        """No fenced block of a lesson is left out of the walk, but for pictures and what is the README's own."""
        for page in LESSONS:
            fences = page.read_text(encoding="utf-8").split("\n```")[1::2]
            told = [fence for fence in fences if not fence.startswith(("{picture}", "{include} ../../README.md\n"))]

            assert len(list(blocks(page))) == len(told)

    def test_a_false_output_is_found(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A walk reports a block whose output differs from the one on the page, for each kind of block."""
        page = tmp_path / "page.md"
        page.write_text(
            "```python\n>>> 1 + 1\n3\n\n```\n\n```console\n$ echo yes\nno\n```\n\n```sh\nfalse\n```\n", encoding="utf-8"
        )
        monkeypatch.chdir(tmp_path)

        assert 3 == len(walk([page]))

    def test_readme_is_up_to_date(self) -> None:
        """The README has the version of the package, and as its picture what the library draws."""
        drawn = dt.load("article").chart(["RU", "AU", "KP"]).svg
        metadata = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

        assert f"version {metadata['project']['version']} " in README.read_text(encoding="utf-8")
        assert drawn == PICTURE.read_text(encoding="utf-8"), f"save the chart to {PICTURE.name} again"

    @pytest.mark.parametrize("command", re.findall(r"\| `dprk-tourism (.*)` \|", QUESTIONS.read_text(encoding="utf-8")))
    def test_commands_for_questions(
        self, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Each command on the page of questions answers, and says nothing of an error."""
        monkeypatch.chdir(tmp_path)
        Path("visits.csv").write_text("nationality,date\nRU,2025-07-10\n", encoding="utf-8")

        assert main(shlex.split(command)) in (0, 1, 3)
        said = capsys.readouterr()
        assert said.out
        assert "" == said.err

    @pytest.mark.slow
    def test_tutorial(self, tmp_path: Path) -> None:
        """The tutorial, in the environment of this run and an empty folder, up to its pictures."""
        command = [sys.executable, str(Path(__file__).with_name("walk.py")), *map(str, LESSONS)]

        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

        assert "" == done.stderr.strip()
        assert 0 == done.returncode
        assert all(is_picture(tmp_path / name) for name in ("russia.svg", "timeline.svg", "two.svg"))

    @pytest.mark.slow
    def test_from_the_first_command_to_a_picture(self, tmp_path: Path) -> None:
        """The README and the tutorial, in a clean copy and the environment that the first command makes.

        The other command runs the tests, which the gate does by that very command on each Python; it is passed over.
        """
        if not (ROOT / ".git").exists():
            pytest.skip("only a checkout can be copied clean")
        copy = tmp_path / "copy"
        listed = subprocess.run(
            ["git", "ls-files", "-z"],  # noqa: S607
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        for name in filter(None, listed.stdout.split("\0")):
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            (copy / name).write_bytes((ROOT / name).read_bytes())
        first, _ = [body for _, kind, body in blocks(README) if kind == "sh"]
        path = os.pathsep.join([str(Path(sys.base_prefix) / "bin"), os.environ["PATH"]])
        clean = {name: value for name, value in os.environ.items() if name not in ("VIRTUAL_ENV", "PYTHONPATH")}

        subprocess.run(["/bin/bash", "-c", first], cwd=copy, env={**clean, "PATH": path}, check=True)
        walker = copy / "tests" / "site" / "walk.py"
        done = subprocess.run(
            [copy / ".venv" / "bin" / "python", walker, "--done", README, README, *LESSONS],
            cwd=copy,
            env={**clean, "PATH": path},
            capture_output=True,
            text=True,
            check=False,
        )

        assert "" == done.stderr.strip()
        assert 0 == done.returncode
        assert all(is_picture(copy / name) for name in ("russia.svg", "timeline.svg", "two.svg"))
