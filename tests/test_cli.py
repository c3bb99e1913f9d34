"""The command line: what it prints, and its exit status."""

import importlib
import json
import os
import runpy
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import dprk_tourism
from dprk_tourism import cli


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """The exit status, standard output and standard error of one call."""
    status = cli.main(arguments)
    printed = capsys.readouterr()
    return status, printed.out, printed.err


class TestMay:
    """`dprk-tourism may`."""

    @pytest.mark.parametrize(
        ("day", "status"), [("2025-07-10", 0), ("2025-07-17", 3), ("2025-07-18", 1), ("2019-01-01", 1)]
    )
    def test_status(self, capsys: pytest.CaptureFixture[str], day: str, status: int) -> None:
        """Permitted exits with 0, denied with 1, undetermined with 3."""
        assert status == run(capsys, "may", "RU", day)[0]

    def test_undetermined_says_what_would_settle_it(self, capsys: pytest.CaptureFixture[str]) -> None:
        """It is denied if the notice had appeared by then, and permitted if not."""
        _, out, _ = run(capsys, "may", "RU", "2025-07-17")

        settled = next(line for line in out.splitlines() if line.startswith("- whether `ban-notice`"))
        assert settled.endswith("denied if so, permitted if not")

    def test_unknown_nationality(self, capsys: pytest.CaptureFixture[str]) -> None:
        """An unknown nationality exits with 2 and one clear line on standard error."""
        status, out, err = run(capsys, "may", "Ruritania", "2025-07-10")

        assert (2, "") == (status, out)
        assert err.startswith("dprk-tourism: no nationality `Ruritania`")
        assert 1 == err.count("\n")

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["RU", "2025-02-30"], "`2025-02-30` is no day"),
            (["RU", "2025-07-10", "--to", "wonsan-calma"], "did you mean `wonsan-kalma`?"),
            (["RU", "2025-07-10", "--to", "A PLACE"], "no place `A PLACE`; did you mean `dprk` or `wonsan-kalma`?"),
            (["RU", "2025-07-10", "--departure", "2025-07-09"], "departure 2025-07-09 is before arrival 2025-07-10"),
            (["RU", "2025-07-10", "--according-to", "articel"], "no source `articel`; did you mean `article`?"),
            (["RU", "2025-07-10", "--history", "artikel"], "no history `artikel`; did you mean `article`?"),
            (["RU", "2025-07-10", "--history", "/nowhere/mine.toml"], "cannot read `/nowhere/mine.toml`"),
        ],
    )
    def test_faulty_data(self, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str) -> None:
        """What the library refuses exits with 2 and the library's sentence."""
        status, out, err = run(capsys, "may", *arguments)

        assert (2, "") == (status, out)
        assert message in err

    def test_known_on(self, capsys: pytest.CaptureFixture[str]) -> None:
        """On the eve of the notice it was not known."""
        assert 0 == run(capsys, "may", "RU", "2025-07-17", "--known-on", "2025-07-15")[0]

    def test_according_to(self, capsys: pytest.CaptureFixture[str]) -> None:
        """According to the article alone the notice may have appeared from 15 July on."""
        assert 3 == run(capsys, "may", "RU", "2025-07-15", "--according-to", "article")[0]

    def test_strict(self, capsys: pytest.CaptureFixture[str]) -> None:
        """With --strict a projected day is undetermined."""
        assert 1 == run(capsys, "may", "RU", "2025-09-01")[0]
        assert 3 == run(capsys, "may", "RU", "2025-09-01", "--strict")[0]

    def test_stay(self, capsys: pytest.CaptureFixture[str]) -> None:
        """A stay with one denied day is denied (R15)."""
        assert 1 == run(capsys, "may", "RU", "2025-07-10", "--departure", "2025-07-18")[0]

    def test_json(self, capsys: pytest.CaptureFixture[str]) -> None:
        """With --json the decision is one JSON object."""
        status, out, _ = run(capsys, "may", "Russia", "2025-07-17", "--json")

        decision = json.loads(out)
        assert 3 == status
        assert ("RU", "wonsan-kalma", "undetermined") == tuple(decision[k] for k in ("nationality", "place", "verdict"))
        assert {"event": "ban-notice"} == decision["stretches"][0]["hinges"][0]["unknown"]

    def test_wider_record(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Where the wider record answers otherwise, the last line says so; where it agrees, or was asked, none does."""
        said = "The wider history `record` answers otherwise: denied (ask with --history record)."

        assert said == run(capsys, "may", "RU", "2025-07-05")[1].splitlines()[-1]
        assert "wider history" not in run(capsys, "may", "RU", "2025-07-12")[1]
        assert "wider history" not in run(capsys, "may", "RU", "2025-07-05", "--according-to", "article")[1]
        assert 1 == run(capsys, "may", "RU", "2025-07-05", "--history", "record")[0]

    def test_own_file(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        """A file of one's own may be asked."""
        file = tmp_path / "mine.toml"
        file.write_text('id = "mine"\ntitle = "Mine"\nextends = "article"\n', encoding="utf-8")

        assert 0 == run(capsys, "may", "RU", "2025-07-10", "--history", str(file))[0]


class TestCheck:
    """`dprk-tourism check`."""

    def test_shipped(self, capsys: pytest.CaptureFixture[str]) -> None:
        """A sound history exits with 0; its remarks tell where, and how many there are."""
        status, out, _ = run(capsys, "check", "article")

        assert 0 == status
        assert out.startswith("silent: no policy of layer entry speaks at dprk, until 2020-01-21, for foreigners")
        assert out.endswith("surveyed through 2025-07-18>: no faults, 4 remarks\n")

    def test_faults(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        """A file with faults exits with 2, and lists all of them."""
        file = tmp_path / "mine.toml"
        file.write_text('id = "My own"\ntitel = "Mine"\n', encoding="utf-8")

        status, out, err = run(capsys, "check", str(file))

        assert (2, "") == (status, out)
        assert [" @ id", " @ titel", " @ title"] == [line[line.index(" @ ") :] for line in err.splitlines()[1:]]


class TestDiff:
    """`dprk-tourism diff`."""

    def test_changes(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        """Each change tells its place, days, verdicts and nationalities, and both sides' policies with citations."""
        file = tmp_path / "mine.json"
        bar: dict[str, object] = {
            "effect": "deny",
            "layer": "site",
            "audience": ["CN"],
            "place": "wonsan-kalma",
            "starts": "ban-notice",
        }
        cited = {**bar, "cites": [{"source": "article", "at": "7.1"}]}
        mine = {"id": "mine", "title": "Mine", "extends": "article", "policies": {"foreigners-barred": cited}}
        file.write_text(json.dumps(mine), encoding="utf-8")

        status, out, _ = run(capsys, "diff", "article", str(file), "--to", "wonsan-kalma")

        lines = out.splitlines()
        assert 0 == status
        assert "wonsan-kalma, from 2025-07-16 to 2025-07-17: undetermined -> permitted, for RU" == lines[0]
        assert lines[1].startswith("    article: deny `foreigners-barred` (article at 7.1; article at 6.1; ")
        assert lines[-1].startswith("2 answers differ between article and ")


class TestSources:
    """`dprk-tourism sources`."""

    def test_list(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Each source is a line: id, publisher, kind, title, days of publication, address."""
        status, out, _ = run(capsys, "sources")

        assert (0, 21) == (status, len(out.splitlines()))
        assert "afp-2024-02-09: AFP (press), " in out
        assert "article: Unnamed news site (press), " in out


class TestFailure:
    """What must never look like an answer."""

    def test_unexpected_error(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        """Anything unexpected exits with 70 and one line, never with the status of a denial."""

        def broken(_: object) -> int:
            raise RuntimeError("two\nlines")

        monkeypatch.setattr(cli, "_may", broken)

        assert (70, "", "dprk-tourism: unexpected RuntimeError: two lines\n") == run(capsys, "may", "RU", "2025-07-10")

    @pytest.mark.parametrize("arguments", [[], ["may"], ["may", "RU"], ["mai"], ["may", "RU", "2025-07-10", "--wat"]])
    def test_wrong_call(self, capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
        """A wrong call exits with 2 and one line that says where help is."""
        with pytest.raises(SystemExit) as exit_:
            cli.main(arguments)

        err = capsys.readouterr().err
        assert 2 == exit_.value.code
        assert "--help" in err
        assert 1 == err.count("\n")

    def test_help(self, capsys: pytest.CaptureFixture[str]) -> None:
        """--help exits with 0 and shows examples."""
        with pytest.raises(SystemExit) as exit_:
            cli.main(["may", "--help"])

        assert 0 == exit_.value.code
        assert "dprk-tourism may RU 2025-07-10" in capsys.readouterr().out


class TestProcess:
    """The command as its users start it."""

    def test_main(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        """The package runs as a program, and leaves with the status of the answer."""
        monkeypatch.setattr(sys, "argv", ["dprk_tourism", "may", "RU", "2025-07-17"])

        with pytest.raises(SystemExit) as exit_:
            runpy.run_module("dprk_tourism", run_name="__main__")

        assert 3 == exit_.value.code
        assert capsys.readouterr().out.startswith("Undetermined: ")

    def test_closed_pipe(self) -> None:
        """When nobody reads on, the command leaves without a word, and not as an answer."""
        code = "import sys; from dprk_tourism.cli import main; sys.exit(main(['sources']))"
        reader, writer = os.pipe()
        os.close(reader)

        done = subprocess.run([sys.executable, "-c", code], stdout=writer, stderr=subprocess.PIPE, check=False)

        os.close(writer)
        assert (141, b"") == (done.returncode, done.stderr)

    def test_closed_pipe_in_this_process(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A closed pipe is no unexpected error."""

        def closed(_: object) -> int:
            raise BrokenPipeError

        monkeypatch.setattr(cli, "_sources", closed)
        monkeypatch.setattr(os, "dup2", lambda *_: None)
        monkeypatch.setattr(sys, "stdout", SimpleNamespace(fileno=lambda: 1))

        assert 141 == cli.main(["sources"])

    def test_version(self, capsys: pytest.CaptureFixture[str]) -> None:
        """--version prints the version and leaves."""
        with pytest.raises(SystemExit) as exit_:
            cli.main(["--version"])

        assert 0 == exit_.value.code
        assert f"dprk-tourism {dprk_tourism.__version__}\n" == capsys.readouterr().out

    def test_module(self) -> None:
        """`python -m dprk_tourism` passes the status on."""
        command = [sys.executable, "-m", "dprk_tourism", "may", "RU", "2025-07-18"]

        done = subprocess.run(command, capture_output=True, text=True, check=False)

        assert 1 == done.returncode
        assert done.stdout.startswith("Denied: a holder of a passport of Russia (RU) may not visit")
        assert "" == done.stderr

    def test_importing_the_module_runs_nothing(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Importing `dprk_tourism.__main__` starts no command."""
        sys.modules.pop("dprk_tourism.__main__", None)

        importlib.import_module("dprk_tourism.__main__")

        assert ("", "") == capsys.readouterr()
