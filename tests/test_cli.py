"""The command line: what it prints, and its exit status."""

import errno
import importlib
import io
import json
import os
import re
import runpy
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from unicodedata import east_asian_width

import pytest
from inline_snapshot import external_file, snapshot
from test_plots import contrast

import dprk_tourism
from dprk_tourism import _commands as commands
from dprk_tourism import cli
from dprk_tourism._io.whole_files import whole_file, write_errors
from dprk_tourism._model.days import to_day
from dprk_tourism._render import terminal
from dprk_tourism.cli import Exit


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """The exit status, standard output and standard error of one call."""
    status = cli.main(arguments)
    printed = capsys.readouterr()
    return status, printed.out, printed.err


NOW = commands._now


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first hour of 16 October 2025 in Pyongyang, 90 days after the data of the article ends."""
    monkeypatch.setattr(commands, "_now", lambda: datetime(2025, 10, 16, 0, 30, tzinfo=commands._PYONGYANG))


def run_in_shell(*arguments: str, redirected: str) -> tuple[int, str]:
    """The exit status and standard error of one call by a shell that redirects what the command writes."""
    call = [sys.executable, "-m", "dprk_tourism", *arguments]
    shell = ["/bin/sh", "-c", f'"$@" {redirected}', "sh"]
    done = subprocess.run([*shell, *call], stderr=subprocess.PIPE, text=True, check=False)
    return done.returncode, done.stderr


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
        settled = " ".join(run(capsys, "may", "RU", "2025-07-17")[1].partition("`ban-notice`")[2].split())

        assert "If it had happened by 2025-07-17: denied. If not: permitted." in settled

    def test_unknown_nationality(self, capsys: pytest.CaptureFixture[str]) -> None:
        """An unknown nationality exits with 2 and one clear line on standard error."""
        status, out, err = run(capsys, "may", "Rusia", "2025-07-10")

        assert (2, "") == (status, out)
        assert snapshot("dprk-tourism: There is no nationality `Rusia`. Did you mean `Russia (RU)`?\n") == err
        assert 1 == err.count("\n")

    @pytest.mark.parametrize(
        ("arguments", "named"),
        [
            (["RU", "2025-02-30"], "`2025-02-30`"),
            (["RU", "2025-07-10", "--to", "wonsan-calma"], "`wonsan-kalma`"),
            (["RU", "2025-07-10", "--to", "A PLACE"], "`A PLACE`"),
            (["RU", "2025-07-10", "--departure", "2025-07-09"], "2025-07-09"),
            (["RU", "2025-07-10", "--according-to", "articel"], "`articel`"),
            (["RU", "2025-07-10", "--history", "artikel"], "`artikel`"),
            (["RU", "2025-07-10", "--history", "/nowhere/mine.toml"], "`/nowhere/mine.toml`"),
            (["RU", "2025-07-10", "--history", ""], "``"),
            (["RU", "2025-07-10", "--to", ""], "``"),
            (["RU", "2025-07-10", "--known-on", ""], "``"),
            (["RU", "2025-07-10", "--according-to", ""], "``"),
        ],
    )
    def test_faulty_data(self, capsys: pytest.CaptureFixture[str], arguments: list[str], named: str) -> None:
        """An error of the library exits with 2 and its message, in one line."""
        status, out, err = run(capsys, "may", *arguments)

        assert (2, "") == (status, out)
        assert err.startswith("dprk-tourism: ")
        assert named in err
        assert 1 == err.count("\n")

    def test_known_on(self, capsys: pytest.CaptureFixture[str]) -> None:
        """On the eve of the notice it was not known, and the record let Russians in."""
        asked = ("may", "RU", "2025-07-17", "--history", "record")

        assert 3 == run(capsys, *asked)[0]
        assert 0 == run(capsys, *asked, "--known-on", "2025-07-15")[0]

    def test_according_to(self, capsys: pytest.CaptureFixture[str]) -> None:
        """According to the article alone the notice may have appeared from 15 July on."""
        assert 3 == run(capsys, "may", "RU", "2025-07-15", "--according-to", "article")[0]
        assert 3 == run(capsys, "may", "RU", "2025-07-15", "--according-to", "root:article")[0]
        asked = "may", "RU", "2025-07-15", "--known-on", "2025-07-20", "--according-to", "root:article"
        assert "`article` was published" in run(capsys, *asked)[2]

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

    def test_otherwise(self, capsys: pytest.CaptureFixture[str]) -> None:
        """If the other shipped history answers otherwise, a line says so; none does for another view."""
        said = "  Otherwise    the history `record` answers denied"

        assert said in run(capsys, "may", "RU", "2025-07-05")[1].splitlines()
        assert said not in run(capsys, "may", "RU", "2025-07-12")[1].splitlines()
        assert said not in run(capsys, "may", "RU", "2025-07-05", "--according-to", "article")[1].splitlines()
        assert 1 == run(capsys, "may", "RU", "2025-07-05", "--history", "record")[0]

    @pytest.mark.usefixtures("_eighty")
    @pytest.mark.parametrize("day", ["2025-06-30", "2025-07-10", "2025-07-17", "2025-07-18", "2025-09-01"])
    def test_at_a_glance(self, capsys: pytest.CaptureFixture[str], day: str) -> None:
        """It prints the summary with a sign before the verdict, and how to get more: at most twelve lines of eighty."""
        lines = run(capsys, "may", "RU", day)[1].splitlines()

        decision = dprk_tourism.may_visit("RU", day)
        assert len(lines) <= 12
        assert max(map(len, lines)) <= 80
        assert {"permitted": "\N{CHECK MARK} P", "denied": "\N{BALLOT X} D", "undetermined": "? U"}[
            decision.verdict
        ] == (lines[0][:3])
        assert decision.summary().splitlines()[3:] == lines[len(lines) - len(decision.summary().splitlines()) + 2 : -1]
        assert snapshot("  More         -v prints the whole answer, --sources its sources") == lines[-1]

    @pytest.mark.parametrize("columns", [1, 40, 60, 80, 100, 500])
    def test_other_widths(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, columns: int
    ) -> None:
        """A narrow terminal has more lines, and a very wide one has lines of a hundred columns."""
        monkeypatch.setenv("COLUMNS", str(columns))

        lines = run(capsys, "may", "CA", "2025-02-25", "--to", "dprk")[1].splitlines()

        shown = min(max(columns, 40), 100)
        assert max(map(len, lines)) <= shown
        assert len(lines) <= 12 * max(80 / shown, 1)

    def test_no_room_for_advice(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        """Where all twelve lines are needed, none says how to get more."""
        monkeypatch.setenv("COLUMNS", "80")
        monkeypatch.setattr(terminal, "lines_of", lambda glance, *_: ["line"] * (12 if len(glance.points) > 2 else 11))

        assert 12 == len(run(capsys, "may", "RU", "2025-07-10")[1].splitlines())

    def test_verbose(self, capsys: pytest.CaptureFixture[str]) -> None:
        """With -v it prints the whole explanation after the sign, and then what the answer hangs on."""
        explained = dprk_tourism.may_visit("RU", "2025-07-10").explain()

        whole, _, critical = run(capsys, "may", "RU", "2025-07-10", "-v")[1].partition("\n\nWhat it hangs on (R23):\n")
        assert f"\N{CHECK MARK} {explained}" == whole
        assert "`article`" in critical

    def test_sources(self, capsys: pytest.CaptureFixture[str]) -> None:
        """With --sources the sources of the explanation follow, and nothing else does."""
        glance, _, sources = run(capsys, "may", "RU", "2025-07-10", "--sources")[1].partition("\n\n")

        assert glance + "\n" == run(capsys, "may", "RU", "2025-07-10")[1]
        assert dprk_tourism.may_visit("RU", "2025-07-10").explain().endswith(f"\n\n{sources.rstrip()}")

    def test_today(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        """`today`, or no day, is the day in Pyongyang: on the evening of 16 July in London it is the 17th there."""
        evening = datetime(2025, 7, 16, 20, tzinfo=UTC)
        monkeypatch.setattr(commands, "_now", lambda: evening.astimezone(commands._PYONGYANG))
        monkeypatch.setattr(commands, "_today_there", lambda *_: "")
        answer = run(capsys, "may", "RU", "2025-07-17")

        assert answer == run(capsys, "may", "RU") == run(capsys, "may", "RU", "today")
        assert answer == run(capsys, "may", "RU", "--departure", "today")
        assert run(capsys, "who", "2025-07-17") == run(capsys, "who")
        assert run(capsys, "events", "--since", "2025-07-17") == run(capsys, "events", "--since", "today")

    @pytest.mark.parametrize(
        "asked",
        [
            ["may", "RU"],
            ["may", "RU", "today", "-v"],
            ["may", "RU", "--to", "any"],
            ["map", "RU", "--picture", "map.svg"],
            ["who", "today"],
            ["who", "--to", "any"],
            ["learned", "RU"],
            ["readings", "RU"],
        ],
    )
    def test_another_day_here(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, asked: list[str]
    ) -> None:
        """If today in Pyongyang is another day here, the first mention of it says so, unless the day was named."""
        monkeypatch.chdir(tmp_path)
        day = commands._now().date()
        here = SimpleNamespace(date=lambda: day, astimezone=lambda: SimpleNamespace(date=lambda: day - timedelta(1)))
        alike = SimpleNamespace(date=lambda: day, astimezone=lambda: SimpleNamespace(date=lambda: day))

        monkeypatch.setattr(commands, "_now", lambda: here)
        out = " ".join(run(capsys, *asked)[1].split())
        assert re.search(f"{day}(, as was known)? \\(today in Pyongyang\\)", out)
        assert 1 == out.count("today in Pyongyang")
        named = ["--on", str(day)] if asked[0] == "map" else [str(day)]
        assert "today in" not in run(capsys, *(each for each in asked if each != "today"), *named)[1]
        monkeypatch.setattr(commands, "_now", lambda: alike)
        assert "today in" not in run(capsys, *asked)[1]

    def test_any_place(self, capsys: pytest.CaptureFixture[str]) -> None:
        """With --to any it answers for every place, and a visit to any is permitted if one of them is."""
        asked = ("may", "GB", "2025-02-25", "--to", "any", "--history", "record")
        status, out, _ = run(capsys, *asked)
        data = json.loads(run(capsys, *asked, "--json")[1])

        record = dprk_tourism.load("record")
        assert 0 == status
        there = (
            "\N{CHECK MARK} Rajin, Rason Special Economic Zone and Sonbong: permitted (organised tour) from 2025-02-20"
        )
        assert there in out
        assert all(1 == out.count(place.name) for place in record.places.values() if place.name != "Wonsan")
        assert 7 == len(out.splitlines())
        assert [*record.places] == [answer["place"] for answer in data["answers"]]
        assert 1 == run(capsys, "may", "CN", "2025-02-25", "--to", "any")[0]

    def test_a_stay_at_any_place(self, capsys: pytest.CaptureFixture[str]) -> None:
        """A stay with several verdicts at a place has no days there, and projected days are marked."""
        status, out, _ = run(capsys, "may", "RU", "2025-07-17", "--departure", "2025-07-20", "--to", "any")

        assert 0 == status
        assert (
            snapshot("""\
Russia (RU), each place of `article`, from 2025-07-17 to 2025-07-20
✓ North Korea: permitted from 2024-02-09 on, projected
✗ Wonsan Kalma Coastal Tourist Zone: denied, projected; the history `record` answers undetermined
The history `record` has 22 more places: add --history record.
The data begins on 2020-01-01 and ends on 2025-07-18.
""")
            == out
        )

    def test_a_place_of_another_history(self, capsys: pytest.CaptureFixture[str]) -> None:
        """A place that only the other shipped history has is an error that names it."""
        status, _, err = run(capsys, "may", "RU", "2025-07-10", "--to", "RASON")

        assert 2 == status
        assert (
            snapshot(
                "dprk-tourism: The history `article` has no place `RASON`. The history `record` has it: add --history record.\n"
            )
            == err
        )

    @pytest.mark.parametrize(
        ("history", "place", "hint"),
        [
            ("toy", [], "in the history `toy`, which has `bay` and `island`."),
            ("toy", ["--to", "rason"], "in the history `toy`, which has `bay` and `island`."),
            ("toy", ["--to", "iland"], "in the history `toy`. Did you mean `island`?"),
            ("record", ["--to", "ulan-bator"], "in the history `record`, which has "),
        ],
    )
    def test_a_place_of_no_history_that_was_asked(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path, history: str, place: list[str], hint: str
    ) -> None:
        """The error names the history that was asked; of a file of one's own no other history is suggested."""
        file = tmp_path / "toy.toml"
        places = '[places.island]\nname = "Island"\n[places.bay]\nname = "Bay"\nwithin = "island"\n'
        file.write_text(f'id = "toy"\ntitle = "Toy"\n{places}', encoding="utf-8")

        err = run(capsys, "may", "RU", *place, "--history", str(file) if history == "toy" else history)[2]

        assert hint in err
        assert "--history" not in err

    def test_a_place_by_its_name(self, capsys: pytest.CaptureFixture[str]) -> None:
        """A place is asked for by any of its names, in any case."""
        for command in (["may", "RU", "2025-07-10"], ["timeline", "RU"], ["who", "2025-07-10"]):
            assert run(capsys, *command) == run(capsys, *command, "--to", "wonsan-GALMA")

    def test_own_file(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        """A file of one's own may be asked."""
        file = tmp_path / "mine.toml"
        file.write_text('id = "mine"\ntitle = "Mine"\nextends = "article"\n', encoding="utf-8")

        assert 0 == run(capsys, "may", "RU", "2025-07-10", "--history", str(file))[0]


@pytest.fixture
def _eighty(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal of eighty columns."""
    monkeypatch.setenv("COLUMNS", "80")


def opened(timeline: str) -> list[str]:
    """The lines at the top of a timeline that say on which days a visit is permitted."""
    return [line for line in timeline.partition("<")[0].splitlines() if line.startswith("permitted ")]


@pytest.mark.usefixtures("_eighty")
class TestMap:
    """`map` draws where one nationality may go."""

    def test_draws(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        """It draws the map of the library, and prints the answer for each place; its exit status is no answer."""
        file = tmp_path / "map.svg"
        asked = ("US", "--on", "2025-02-25", "--history", "record", "--strict")

        status, out, _ = run(capsys, "map", *asked, "--picture", str(file))

        chart = dprk_tourism.load("record").map("US", "2025-02-25", strict=True)
        assert (0, chart.svg) == (status, file.read_text(encoding="utf-8"))
        assert (1, out) == run(capsys, "may", asked[0], *asked[2:], "--to", "any")[:2]

    def test_today(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        """Without a day it draws today."""
        data = json.loads(run(capsys, "map", "RU", "--json", "--picture", f"{tmp_path}/map.svg")[1])

        assert {str(commands._now().date())} == {each["arrival"] for each in data["answers"]}


class TestTimeline:
    """`dprk-tourism timeline`."""

    def test_eighty_columns(self, capsys: pytest.CaptureFixture[str]) -> None:
        """On eighty columns -v shows when a Russian could visit and why each change came: event, words, policy."""
        status, out, _ = run(capsys, "timeline", "RU", "-v")

        assert 0 == status
        assert external_file("golden/timeline.txt") == out
        assert 80 == max(len(line) for line in out.splitlines())

    def test_in_short(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Without -v each run of days is a line, with what denies, what it depends on, or its conditions (R19)."""
        out = run(capsys, "timeline", "RU")[1]
        with_conditions = run(capsys, "timeline", "AU", "--to", "pyongyang", "--history", "record")[1].splitlines()

        assert (
            snapshot("""\
- until 2019-12-31: denied, projected (not open yet)
- from 2020-01-01 to 2025-06-30: denied (by `pandemic-closure`, not open yet)
- from 2025-07-01 to 2025-07-15: permitted
- from 2025-07-16 to 2025-07-17: undetermined (depends on `ban-notice`)
- on 2025-07-18: denied (by `foreigners-barred`)
- from 2025-07-19 on: denied, projected (by `foreigners-barred`)

-v prints each change with its events, policies and sources.

The data ends on 2025-07-18, 90 days before 2025-10-16.
""")
            == out.partition("not to scale\n\n")[2]
        )
        assert "- from 2025-04-03 to 2025-04-09: permitted (marathon tour)" in with_conditions

    def test_last_runs(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Without --since and -v it lists the last runs of days, so it is soon read; what they leave open it says."""
        asked = ("timeline", "CN", "--to", "dprk", "--history", "record")
        out, since, whole = (run(capsys, *asked, *more)[1] for more in ((), ("--since", "2000-01-01"), ("-v",)))

        assert (
            snapshot("""\
- 25 earlier runs of days
- on 2015-03-02: undetermined (depends on `ebola-closure-lifted`)
- from 2015-03-03 to 2018-08-10: permitted (organised tour, visa)
- from 2018-08-11 to 2018-09-19: undetermined (depends on membership of
  `chinese-groups-halt`, membership of `visa-freeze-2018`, `visa-freeze-lifted`
  and `chinese-groups-back`)
- from 2018-09-20 to 2020-01-21: permitted (organised tour, visa)
- from 2020-01-22 to 2026-03-30: denied (by `pandemic-closure`)
- from 2026-03-31 on: denied, projected (by `pandemic-closure`)
Disputed: the day of `ebola-closure-lifted`, `chinese-groups-back` and
`visa-freeze-lifted`.\
""")
            == out.partition("not to scale\n\n")[2].partition("\n\n")[0]
        )
        assert len(out.splitlines()) < 40 < len(since.splitlines()) < 100 < len(whole.splitlines())
        assert "earlier" not in since
        assert "earlier" not in whole

    def test_disputed(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        """Each stretch that leans on an event whose day is disputed says by which claims (R2)."""
        monkeypatch.setenv("COLUMNS", "100")

        found = run(capsys, "timeline", "AU", "--to", "dprk", "-v")[1].splitlines()

        (at,) = (at for at, line in enumerate(found) if line.startswith("  disputed: "))
        assert (
            snapshot(
                [
                    "from 2025-02-20 to 2025-03-04: permitted",
                    "  disputed: `western-curtailment` (The visits of Western tourists are stopped, with no reason given)",
                    '    happened on 2025-03-05 (bbc-2025-03-06 "Wednesday"; nbc-2025-03-06 "Wednesday"), 13 days after',
                    '    `western-reopening`, but 14 days or more after it by article at 11.2 "a few weeks later". The',
                    "    days count.",
                ]
            )
            == found[at - 1 : at + 4]
        )

    def test_what_each_source_claims(self, capsys: pytest.CaptureFixture[str]) -> None:
        """An event comes with what each source claims of its day, by windows and by distances, in its words."""
        found = run(capsys, "timeline", "AU", "--to", "dprk", "-v")[1].splitlines()

        at = next(at for at, line in enumerate(found) if line.startswith("  event `western-curtailment`"))
        assert (
            snapshot(
                [
                    '    - between 2025-01-01 and 2025-07-31: article at 11.2 "abruptly curtailed',
                    '        these visits"',
                    '    - 14 days or more after `western-reopening`: article at 11.2 "a few weeks',
                    '        later"',
                    '    - on 2025-03-05: bbc-2025-03-06 "Wednesday"',
                    '    - on 2025-03-05: nbc-2025-03-06 "Wednesday"',
                ]
            )
            == found[at + 2 : at + 8]
        )

    def test_conditions(self, capsys: pytest.CaptureFixture[str]) -> None:
        """R19: an answer on conditions says so, and its policy says which."""
        found = run(capsys, "timeline", "AU", "--to", "pyongyang", "--history", "record", "-v")[1].splitlines()

        at = found.index("from 2025-04-03 to 2025-04-09: permitted, on conditions")
        assert any("(marathon tour)" in line for line in found[at:])

    def test_otherwise(self, capsys: pytest.CaptureFixture[str]) -> None:
        """The second line says on which days the other shipped history answers otherwise, if it does on some."""
        differing, agreeing = (run(capsys, "timeline", code)[1].splitlines() for code in ("RU", "CN"))

        assert (
            snapshot(
                [
                    "The history `record` answers otherwise from 2025-07-01 to 2025-07-09 and from",
                    "2025-07-18 on.",
                ]
            )
            == differing[1:3]
        )
        assert "" == agreeing[1]

    @pytest.mark.slow
    @pytest.mark.parametrize("columns", [1, 40, 63, 80, 100, 500])
    @pytest.mark.parametrize("place", sorted(dprk_tourism.load("record").places))
    def test_no_line_is_wider(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, columns: int, place: str
    ) -> None:
        """No line is wider than the terminal, for several passports at every place; very wide or narrow ones aside."""
        monkeypatch.setenv("COLUMNS", str(columns))

        asked = ("timeline", "RU", "CN", "US", "KP", "CA", "--history", "record", "--to", place)
        shown = [run(capsys, *asked, *whole)[1].splitlines() for whole in ((), ("-v",))]

        assert [min(max(columns, 40), 100)] * 2 == [max(map(len, lines)) for lines in shown]

    def test_elsewhere(self, capsys: pytest.CaptureFixture[str]) -> None:
        """R4: it says on which days places inside and around are permitted when this one is not."""
        asked = ("timeline", "GB", "--to", "dprk", "--history", "record")
        out, data = run(capsys, *asked)[1], json.loads(run(capsys, *asked, "--json")[1])

        assert "elsewhere, at Pyongyang (pyongyang): permitted from 2025-04-03 to 2025-04-09" in out.splitlines()
        assert [{"start": "2025-02-20", "end": "2025-03-05"}] == data["timelines"][0]["elsewhere"]["rason"]

    def test_any_place(self, capsys: pytest.CaptureFixture[str]) -> None:
        """With --to any the permitted and the undetermined days of each place are a line; a picture is of one place."""
        out = run(capsys, "timeline", "RU", "CN", "--to", "any")[1]

        assert (
            snapshot("""\
Russia (RU), each place of `article`
- North Korea: permitted from 2024-02-09 on; undetermined until 2020-01-21
- Wonsan Kalma Coastal Tourist Zone: permitted from 2025-07-01 to 2025-07-15; undetermined from 2025-07-16 to 2025-07-17
The history `record` answers otherwise on some days at North Korea and Wonsan Kalma Coastal Tourist Zone.
The history `record` has 22 more places: add --history record.


China (CN), each place of `article`
- North Korea: undetermined until 2020-01-21
- Wonsan Kalma Coastal Tourist Zone: denied on all days
The history `record` answers otherwise on some days at North Korea.
The history `record` has 22 more places: add --history record.

The data ends on 2025-07-18, 90 days before 2025-10-16.
""")
            == out
        )
        assert snapshot((Exit.FAULTY, "", "dprk-tourism: A picture is of one place. Name it with --to.\n")) == run(
            capsys, "timeline", "RU", "--to", "any", "--picture", "a.svg"
        )

    @pytest.mark.usefixtures("_eighty")
    def test_places_alike(self, capsys: pytest.CaptureFixture[str]) -> None:
        """With --to any, places with the same days share a line, those that are always denied last."""
        limits = "--since", "2024-01-01", "--until", "2025-12-31"
        out = run(capsys, "timeline", "CN", "--to", "any", "--history", "record", *limits)[1]

        assert (
            snapshot("""\
China (CN), each place of `record`, from 2024-01-01 to 2025-12-31
- Pyongyang: permitted from 2025-04-03 to 2025-04-09 (marathon tour);
  undetermined on 2025-04-10 and from 2025-10-22 to 2025-10-27
- Rajin, Rason Special Economic Zone and Sonbong: undetermined from 2025-02-20
  to 2025-03-04
- North Korea, Chongjin, Hamhung, Hyesan, Kaesong, Kyongsong, Masikryong ski
  resort, Mount Chilbo, Mount Kumgang, Mount Myohyang, Mount Paektu, Nampo,
  Namyang, Onsong, Panmunjom, Samjiyon, Sinuiju, Wonsan, Wonsan Kalma Coastal
  Tourist Zone and Yangdok hot spring resort: denied on all these days

The data ends on 2026-03-30.
""")
            == out
        )

    def test_last_ones(self, capsys: pytest.CaptureFixture[str]) -> None:
        """With --to any only the last two runs of days are listed, and all from --since on if it is given."""
        asked = ("timeline", "CN", "--to", "any", "--history", "record")
        (last,), (since,) = (
            [line for line in run(capsys, *asked, *more)[1].splitlines() if line.startswith("- North Korea, Chongjin")]
            for more in ([], ["--since", "2010-01-01"])
        )

        assert (
            snapshot(
                "permitted from 2015-03-03 to 2018-08-10 (organised tour, visa) and from 2018-09-20 to 2020-01-21 (organised tour, visa), and earlier; undetermined on 2015-03-02 and from 2018-08-11 to 2018-09-19, and earlier"
            )
            == last.partition(": ")[2]
        )
        assert (
            snapshot(
                "permitted from 2010-04-12 to 2010-12-10 (organised tour, outside the winter closing), from 2011-01-20 to 2011-12-10 (organised tour, outside the winter closing), from 2012-01-10 to 2012-12-10 (organised tour, outside the winter closing), from 2013-01-20 to 2014-10-23 (organised tour, outside the winter closing, visa), from 2015-03-03 to 2018-08-10 (organised tour, visa) and from 2018-09-20 to 2020-01-21 (organised tour, visa); undetermined from 2010-01-11 to 2010-04-11, from 2010-12-11 to 2010-12-19, from 2011-01-11 to 2011-01-19, from 2011-12-11 to 2011-12-19, from 2012-12-11 to 2012-12-19, from 2013-01-11 to 2013-01-19, on 2015-03-02 and from 2018-08-11 to 2018-09-19"
            )
            == since.partition(": ")[2]
        )

    def test_since_and_until(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        """Between two days only what touches them is shown: openings, other places, histories, bar and reasons."""
        limits = ("--since", "2025-02-25", "--until", "2025-04-30")
        asked = ("timeline", "GB", "--to", "dprk", "--history", "record", *limits, "--picture", str(tmp_path / "a.svg"))

        out = run(capsys, *asked, "-v")[1]
        (data,) = json.loads(run(capsys, *asked, "--json")[1])["timelines"]

        assert (
            snapshot("""\
passport of the United Kingdom (GB), at North Korea (dprk), from 2025-02-25 to
2025-04-30
The history `article` answers otherwise from 2025-02-20 to 2025-03-04.

permitted on no day
elsewhere, at Pyongyang (pyongyang): permitted from 2025-04-03 to 2025-04-09
elsewhere, at Rajin (rajin), Rason Special Economic Zone (rason) and Sonbong
(sonbong): permitted from 2025-02-20 to 2025-03-04

<------------------------------------------------------------------------------>
- denied; not to scale

from 2020-01-22 to 2026-03-30: denied
  event `borders-close`: North Korea shuts its border to tourists because of the
    pandemic
    - in 2020: article at 11.1 "hiatus during the pandemic"
    - on 2020-01-22: ypt-2020-01
    - on 2020-01-22: kyodo-2020-01-22 "on Wednesday"
  entry: `pandemic-closure` denies visits by foreigners

The data ends on 2026-03-30.
""")
            == out
        )
        assert [("2020-01-22", "2026-03-31")] == [(each["start"], each["end"]) for each in data["stretches"]]
        assert {"pyongyang": 1, "rason": 1} == {
            place: len(spans) for place, spans in data["elsewhere"].items() if place in ("pyongyang", "rason")
        }
        assert ["2025-02-20"] == [each["start"] for each in data["otherwise"]["article"]]
        record = dprk_tourism.load("record")
        chart = record.chart(["GB"], "dprk", since="2025-02-25", until="2025-04-30")
        assert chart.svg == (tmp_path / "a.svg").read_text(encoding="utf-8")

    def test_the_wrong_way_round(self, capsys: pytest.CaptureFixture[str]) -> None:
        """A last day before the first is an error, of `events` too."""
        limits = "--since", "2025-07-02", "--until", "2025-07-01"

        for command in (["timeline", "RU"], ["events"]):
            status, out, err = run(capsys, *command, *limits)
            assert (2, "", 1) == (status, out, err.count("2025-07-02"))

    def test_scale_of_no_picture(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Only a picture can be to scale."""
        said = snapshot("dprk-tourism: Only a picture can be to scale. Name its file with --picture.\n")
        assert (Exit.FAULTY, "", said) == run(capsys, "timeline", "RU", "--scale")

    def test_what_denies(self, capsys: pytest.CaptureFixture[str]) -> None:
        """A denied stretch names what denies it, even if that is as it was before."""
        stretches = run(capsys, "timeline", "RU", "-v")[1].split("\n\n")[3:]

        denied = [each for each in stretches if ": denied" in each.splitlines()[0]]
        assert all(re.search("^  \\w.*: .*(denies|not open yet)", each, re.MULTILINE) for each in denied)
        assert "  site: not open yet (as before)" in denied[3]

    def test_signs(self) -> None:
        """In a legend each sign has one meaning."""
        signs = [*terminal._GLYPHS.values(), *terminal._FADED.values()]

        assert len(signs) == len(set(signs))

    def test_closed(self, capsys: pytest.CaptureFixture[str]) -> None:
        """If there is no permitted day, a line says so."""
        assert snapshot(["permitted on no day"]) == opened(run(capsys, "timeline", "CN")[1])

    def test_silence_after_a_policy(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        """A layer whose last policy ended has no policy; the first event begins the data, if nothing says otherwise."""
        file = tmp_path / "mine.toml"
        file.write_text(
            'id = "mine"\ntitle = "Mine"\n[sources.s]\nkind = "press"\npublisher = "P"\ntitle = "T"\n'
            'published = "2026-01-01"\n[places.dprk]\nname = "North Korea"\n[events.over]\nwhat = "It is over"\n'
            'datings = [{ when = "2025-01-01", source = "s" }]\n[policies.p]\neffect = "permit"\nlayer = "entry"\n'
            'audience = "everyone"\nplace = "dprk"\nends = "over"\ncites = [{ source = "s" }]\n',
            encoding="utf-8",
        )

        out = run(capsys, "timeline", "RU", "--history", str(file), "--to", "dprk", "-v")[1].splitlines()

        at = next(at for at, line in enumerate(out) if "2025-01-01" in line and "undetermined" in line)
        assert (
            snapshot(
                [
                    "  event `over`: It is over",
                    "    - on 2025-01-01: s",
                    "  The data begins on 2025-01-01.",
                    "  entry: covered by no policy",
                ]
            )
            == out[at + 1 : at + 5]
        )

    def test_perhaps_not_open(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        """A resort that may not have opened is shown as such."""
        file = tmp_path / "mine.toml"
        file.write_text(
            'id = "mine"\ntitle = "Mine"\nextends = "article"\n[events.resort-opens]\nwhat = "W"\n'
            'datings = [{ when = "2025-07", source = "article" }]\n',
            encoding="utf-8",
        )

        out = run(capsys, "timeline", "KP", "--history", str(file), "-v")[1].splitlines()

        assert snapshot(
            [
                "  site: not open yet",
                "  site: not open yet (as before)",
                "  site: `resort-open-to-all` perhaps permits visits by everyone",
                "  site: perhaps not open yet",
                "  site: `resort-open-to-all` permits visits by everyone",
            ]
        ) == [line for line in out if line.startswith("  site: ")]

    def test_several(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Several passports are separated by two empty lines; how old the data is comes last."""
        _, out, _ = run(capsys, "timeline", "RU", "CN", "-v")

        one, other = (run(capsys, "timeline", code, "-v")[1] for code in ("RU", "CN"))
        age = "\n".join(["", *other.splitlines()[-1:], ""])
        assert out == one.removesuffix(age) + "\n\n" + other

    def test_json(self, capsys: pytest.CaptureFixture[str]) -> None:
        """With --json each timeline is an object, with its stretches as a decision has them."""
        data = json.loads(run(capsys, "timeline", "RU", "China", "--json", "--to", "dprk")[1])

        assert (2, "article", "2025-07-18") == (
            data["form"], data["receipt"]["history"], data["receipt"]["surveyed_through"],
        )  # fmt: skip
        assert [("RU", "dprk"), ("CN", "dprk")] == [(each["nationality"], each["place"]) for each in data["timelines"]]
        assert [None, "2020-01-01", "2020-01-22", "2024-02-09", "2025-07-19"] == [
            stretch["start"] for stretch in data["timelines"][0]["stretches"]
        ]
        (other,) = data["timelines"][0]["otherwise"].items()
        assert ("record", ["denied", "permitted", "permitted"]) == (other[0], [run["verdict"] for run in other[1]][-3:])

    def test_svg(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        """With --picture the picture replaces the existing file completely, and no temporary file stays."""
        file = tmp_path / "picture.svg"
        file.write_text("old", encoding="utf-8")

        status, out, _ = run(capsys, "timeline", "RU", "--picture", str(file))

        assert (0, run(capsys, "timeline", "RU")[1]) == (status, out)
        assert dprk_tourism.load("article").chart(["RU"]).svg == file.read_text(encoding="utf-8")
        assert [file] == list(tmp_path.iterdir())

    def test_svg_to_scale(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        """With --scale the days of the picture are to scale."""
        file = tmp_path / "picture.svg"

        assert 0 == run(capsys, "timeline", "RU", "--picture", str(file), "--scale")[0]
        assert dprk_tourism.load("article").chart(["RU"], scale=True).svg == file.read_text(encoding="utf-8")

    def test_svg_through_a_link(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        """A link stays a link, and its target is written."""
        file, link = tmp_path / "picture.svg", tmp_path / "link.svg"
        link.symlink_to(file)

        assert 0 == run(capsys, "timeline", "RU", "--picture", str(link))[0]
        assert link.is_symlink()
        assert file.read_text(encoding="utf-8").startswith("<svg ")

    @pytest.mark.parametrize(
        ("name", "reason"),
        [
            (
                "nowhere/picture.svg",
                snapshot("dprk-tourism: Cannot write `FOLDER/nowhere/picture.svg`: No such file or directory\n"),
            ),
            ("nul\0.svg", None),  # in the words of Python, which differ by version
            ("folder.svg", snapshot("dprk-tourism: Cannot write `FOLDER/folder.svg`: it is a folder\n")),
        ],
    )
    def test_svg_nowhere(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str, reason: str | None
    ) -> None:
        """A file that cannot be written is named with the reason, on one line, and no temporary file stays."""
        (tmp_path / "folder.svg").mkdir()

        status, out, err = run(capsys, "timeline", "RU", "--picture", f"{tmp_path}/{name}")

        assert (2, "") == (status, out)
        assert reason in (None, err.replace(str(tmp_path), "FOLDER"))
        assert 1 == err.count("\n")
        assert [tmp_path / "folder.svg"] == list(tmp_path.iterdir())

    @pytest.mark.parametrize("name", ["", ".", "/", "picture", "mine.toml"])
    def test_svg_of_another_name(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
    ) -> None:
        """A picture is written only to a file that ends in .svg or .png, and never to the history that is read."""
        monkeypatch.chdir(tmp_path)
        mine = 'id = "mine"\ntitle = "Mine"\nextends = "article"\n'
        Path("mine.toml").write_text(mine, encoding="utf-8")

        status, out, err = run(capsys, "timeline", "RU", "--history", "mine.toml", "--picture", name)

        assert (2, "") == (status, out)
        assert snapshot(
            "dprk-tourism: `NAME` does not end in .svg or .png. Use a file name that does.\n"
        ) == err.replace(f"`{name}`", "`NAME`")
        assert mine == Path("mine.toml").read_text(encoding="utf-8")
        assert ["mine.toml"] == [path.name for path in tmp_path.iterdir()]

    def test_half_written(self, tmp_path: Path) -> None:
        """If writing fails, the existing file is left unchanged."""
        file = tmp_path / "picture.svg"
        file.write_text("old", encoding="utf-8")

        with pytest.raises(dprk_tourism.FileError), whole_file(file) as beside, write_errors(file):
            beside.write_text("half a character: \ud800", encoding="utf-8")

        assert "old" == file.read_text(encoding="utf-8")
        assert [file] == list(tmp_path.iterdir())

    def test_views(self, capsys: pytest.CaptureFixture[str]) -> None:
        """A view is asked for by day, by source, or by both (R16, R17)."""
        early = run(capsys, "timeline", "RU", "--known-on", "2025-07-15")[1]
        alone = run(capsys, "timeline", "RU", "--according-to", "article")[1]
        neither = run(capsys, "timeline", "RU", "--according-to", "article", "--known-on", "2025-07-15")

        assert snapshot(["permitted on no day"]) == opened(early)
        assert snapshot(["permitted from 2025-07-01 to 2025-07-14"]) == opened(alone)
        assert 2 == neither[0]
        assert (
            snapshot(
                "dprk-tourism: Source `article` was published between 2025-07-18 and 2025-07-31, which may be after 2025-07-15.\n"
            )
            == neither[2]
        )

    def test_strict(self, capsys: pytest.CaptureFixture[str]) -> None:
        """R14: with --strict every answer past the last day surveyed is undetermined."""
        out = run(capsys, "timeline", "RU", "--strict", "-v")[1].splitlines()

        assert (
            snapshot(
                [
                    "from 2025-07-19 on: undetermined, projected",
                    "  The data ends on 2025-07-18.",
                    "  to settle: Sources that cover these days would settle it.",
                ]
            )
            == out[-5:-2]
        )


class TestAge:
    """How old the data is, on the day that is asked from."""

    def test_said(self, capsys: pytest.CaptureFixture[str]) -> None:
        """The last line says how old the data is; an answer at a glance says which days it covers anyway."""
        for asked in (("timeline", "RU"), ("who", "2025-07-10")):
            said = run(capsys, *asked)[1].splitlines()[-2:]
            assert snapshot(["", "The data ends on 2025-07-18, 90 days before 2025-10-16."]) == said

    @pytest.mark.parametrize(("longest", "status"), [("90", 1), ("89", 3)])
    def test_too_old(self, capsys: pytest.CaptureFixture[str], longest: str, status: int) -> None:
        """If the data is older than that, answers assume nothing about days outside it, and say so."""
        asked = "may", "RU", "2025-09-01", "--max-age", longest
        found, out, _ = run(capsys, *asked)

        assert status == found
        assert (3 == status) is ("The data is older than 89 days, so" in out)
        assert (3 == status) is ("projected" in json.loads(run(capsys, *asked, "--json")[1])["stretches"][0]["because"])

    def test_days_surveyed(self, capsys: pytest.CaptureFixture[str]) -> None:
        """What was so on a day that the data covers does not age."""
        assert 0 == run(capsys, "may", "RU", "2025-07-10", "--max-age", "0")[0]

    @pytest.mark.parametrize("age", ["-5", "x", "1.5"])
    def test_no_number_of_days(self, capsys: pytest.CaptureFixture[str], age: str) -> None:
        """An age is a number of days, 0 or more."""
        status, _, err = run(capsys, "may", "RU", "2025-07-10", f"--max-age={age}")

        assert Exit.FAULTY == status
        assert f"{age!r} is not a number of days" in err

    def test_as_known_on(self, capsys: pytest.CaptureFixture[str]) -> None:
        """With --known-on the age counts to that day, and no clock is read."""
        data = json.loads(
            run(capsys, "who", "2025-07-20", "--history", "record", "--known-on", "2025-07-15", "--json")[1]
        )

        assert ("2025-07-12", 3) == (data["receipt"]["surveyed_through"], data["age"])

    def test_nothing_surveyed(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        """Data that covers no day is too old in any case."""
        file = tmp_path / "mine.toml"
        file.write_text('id = "mine"\ntitle = "Mine"\n[places.dprk]\nname = "North Korea"\n', encoding="utf-8")

        asked = "who", "2025-07-10", "--to", "dprk", "--history", str(file), "--max-age", "1"
        out = run(capsys, *asked)[1]

        assert (
            snapshot(
                "The data covers no day. The data is older than 1 day, so answers for days outside it are undetermined."
            )
            == out.splitlines()[-1]
        )
        assert json.loads(run(capsys, *asked, "--json")[1])["age"] is None

    def test_clock(self) -> None:
        """The day of the clock is the day in Pyongyang."""
        now = NOW()

        assert to_day(now) == now.date()
        assert abs(datetime.now(UTC) - now) < timedelta(minutes=1)


class TestWho:
    """`dprk-tourism who`."""

    def test_few_and_many(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Few nationalities are named, many are named by their exceptions."""
        status, out, _ = run(capsys, "who", "2025-07-10")

        assert 0 == status
        assert (
            snapshot("""\
Wonsan Kalma Coastal Tourist Zone (wonsan-kalma) on 2025-07-10
1 of 202 foreign nationalities may visit: Russia.
- permitted, 1: Russia (RU)
- denied, 201: foreigners except RU
- nationals (KP): permitted

The data ends on 2025-07-18, 90 days before 2025-10-16.
""")
            == out
        )

    def test_projected(self, capsys: pytest.CaptureFixture[str]) -> None:
        """R14: a day past the survey is marked, and with --strict everyone is undetermined on it."""
        out = run(capsys, "who", "2025-07-19", "--to", "dprk", "--strict")[1].splitlines()

        assert snapshot("North Korea (dprk) on 2025-07-19, projected") == out[0]
        assert snapshot(["- undetermined, 202: foreigners", "- nationals (KP): undetermined"]) == out[3:5]

    def test_before_the_data_begins(self, capsys: pytest.CaptureFixture[str]) -> None:
        """R14: a day before the first day surveyed is marked too."""
        assert (
            snapshot("North Korea (dprk) on 1951-01-01, projected")
            == run(capsys, "who", "1951-01-01", "--to", "dprk")[1].splitlines()[0]
        )

    def test_conditions(self, capsys: pytest.CaptureFixture[str]) -> None:
        """R19: what an answer asks for beyond the passport is listed with the nationalities."""
        asked = ("who", "2025-04-05", "--to", "pyongyang", "--history", "record")
        data = json.loads(run(capsys, *asked, "--json")[1])

        said = "- on conditions (marathon tour), 199: foreigners except KR, MY, US"
        assert said in run(capsys, *asked)[1].splitlines()
        assert {"marathon-tour": 199} == {word: len(codes) for word, codes in data["conditions"].items()}

    def test_conditions_of_several_classes(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        """R19: nationalities that different policies ask for the same are listed together."""
        file = tmp_path / "mine.toml"
        tour = 'effect = "permit"\nlayer = "entry"\nplace = "dprk"\nstarts = "resort-opens"\nconditions = ["tour"]\n'
        cited = 'cites = [{ source = "article" }]\n'
        file.write_text(
            f'id = "mine"\ntitle = "Mine"\nextends = "article"\n[policies.a]\naudience = ["CN"]\n{tour}{cited}'
            f'[policies.b]\naudience = ["VN"]\n{tour}{cited}',
            encoding="utf-8",
        )

        out = run(capsys, "who", "2025-07-10", "--to", "dprk", "--history", str(file))[1]

        assert snapshot("- on conditions (tour), 2: China (CN) and Vietnam (VN)") == out.splitlines()[-4]

    def test_otherwise(self, capsys: pytest.CaptureFixture[str]) -> None:
        """A line says for which nationalities the other shipped history answers otherwise, if for some."""
        few = run(capsys, "who", "2025-09-01")[1].splitlines()
        many = run(capsys, "who", "2025-02-25", "--to", "dprk")[1].splitlines()
        data = json.loads(run(capsys, "who", "2025-09-01", "--json")[1])

        assert "The history `record` answers otherwise: permitted for RU." in few
        assert "The history `record` answers otherwise: denied for 41 nationalities." in many
        assert {"record": {"permitted": ["RU"]}} == data["otherwise"]
        assert "otherwise" not in run(capsys, "who", "2025-07-12")[1]

    def test_elsewhere(self, capsys: pytest.CaptureFixture[str]) -> None:
        """R4: it says for whom places inside and around answer otherwise; places that do so alike are together."""
        asked = ("who", "2025-02-25", "--to", "dprk", "--history", "record")
        data = json.loads(run(capsys, *asked, "--json")[1])

        (said,) = (line for line in run(capsys, *asked)[1].splitlines() if "Rason Special" in line)
        assert said.startswith("Elsewhere, at Rajin (rajin), Rason Special Economic Zone (rason)")
        assert ": permitted for " in said
        assert "GB" in data["elsewhere"]["rason"]["permitted"]
        assert {"KP", "RU"} == set(data["elsewhere"]["wonsan-kalma"]["denied"])

    def test_any_place(self, capsys: pytest.CaptureFixture[str]) -> None:
        """With --to any it says who may visit at least one place, and lists every place without its surroundings."""
        out = run(capsys, "who", "2025-02-25", "--to", "any")[1]
        data = json.loads(run(capsys, "who", "2025-02-25", "--to", "any", "--json")[1])

        assert (
            snapshot("""\
Each place of `article` on 2025-02-25
5 of 202 foreign nationalities may visit at least one of these places: Australia, Germany, France, the United Kingdom and Russia.
For 37 nationalities it is undetermined.

North Korea:
- permitted, 5: Australia (AU), Germany (DE), France (FR), the United Kingdom (GB) and Russia (RU)
- denied, 160: foreigners except AD, AT, AU, BE, BG, CA, CH, CY, CZ, DE, DK, EE, ES, FI, FR, GB, GR, HR, HU, IE, IL, IS, IT, LI, LT, LU, LV, MC, MT, NL, NO, NZ, PL, PT, RO, RU, SE, SI, SK, SM, TR, US
- undetermined, 37: AD, AT, BE, BG, CA, CH, CY, CZ, DK, EE, ES, FI, GR, HR, HU, IE, IL, IS, IT, LI, LT, LU, LV, MC, MT, NL, NO, NZ, PL, PT, RO, SE, SI, SK, SM, TR, US
- nationals (KP): permitted
The history `record` answers otherwise: denied for 41 nationalities.

Wonsan Kalma Coastal Tourist Zone:
- denied, 202: foreigners
- nationals (KP): denied

The history `record` has 22 more places: add --history record.

The data ends on 2025-07-18, 90 days before 2025-10-16.
""")
            == out
        )
        assert ["dprk", "wonsan-kalma"] == [answer["place"] for answer in data["answers"]]

    def test_nowhere(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        """If nobody may visit any place it says so; a history without places cannot be asked about all of them."""
        file = tmp_path / "mine.toml"
        file.write_text('id = "mine"\ntitle = "Mine"\n', encoding="utf-8")

        closed = run(capsys, "who", "2021-01-01", "--to", "any")[1].splitlines()
        assert snapshot("None of 202 foreign nationalities may visit any of these places.") == closed[1]
        for command in (["who"], ["may", "RU"], ["timeline", "RU"], ["learned", "RU"]):
            status, out, err = run(capsys, *command, "--to", "any", "--history", str(file))
            assert (2, "", True) == (status, out, "`mine` has no places" in err)

    def test_places_alike(self, capsys: pytest.CaptureFixture[str]) -> None:
        """With --to any, places of which the same is said share it, and nobody is counted twice."""
        out = run(capsys, "who", "2025-02-25", "--to", "any", "--history", "record")[1].splitlines()

        heads = [line for line in out if line.endswith(":")]
        assert "Rajin, Rason Special Economic Zone and Sonbong:" in heads
        assert len(heads) == len(set(heads)) == 5
        assert (
            snapshot(
                [
                    "198 of 202 foreign nationalities may visit at least one of these places, all but China, South Korea, Malaysia and the United States.",
                    "For China it is undetermined.",
                ]
            )
            == out[1:3]
        )

    @pytest.mark.parametrize(
        ("asked", "said"),
        [
            (
                ["2026-11-28", "--to", "dprk", "--history", "record"],
                snapshot(["1 of 202 foreign nationalities may visit: Russia."]),
            ),
            (
                ["2025-02-25", "--to", "rason", "--history", "record"],
                snapshot(
                    [
                        "198 of 202 foreign nationalities may visit, all but China, South Korea, Malaysia and the United States.",
                        "For China it is undetermined.",
                    ]
                ),
            ),
            (
                ["2025-07-17"],
                snapshot(["None of 202 foreign nationalities may visit.", "For Russia it is undetermined."]),
            ),
            (
                ["2017-08-01", "--to", "dprk", "--history", "record"],
                snapshot(["201 of 202 foreign nationalities may visit, all but South Korea."]),
            ),
        ],
    )
    def test_how_many(self, capsys: pytest.CaptureFixture[str], asked: list[str], said: list[str]) -> None:
        """It says first how many foreign nationalities may visit and which; North Koreans are no visitors."""
        lines = run(capsys, "who", *asked)[1].splitlines()

        assert said == lines[1 : next(number for number, line in enumerate(lines) if line.startswith("- "))]

    def test_nothing_surveyed(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Before the first source every day is projected."""
        assert (
            snapshot("Wonsan Kalma Coastal Tourist Zone (wonsan-kalma) on 2025-07-10, projected")
            == run(capsys, "who", "2025-07-10", "--known-on", "2019-01-01")[1].splitlines()[0]
        )

    def test_json(self, capsys: pytest.CaptureFixture[str]) -> None:
        """With --json each verdict holds its codes."""
        data = json.loads(run(capsys, "who", "2025-07-10", "--json")[1])

        assert (["KP", "RU"], 201, []) == (data["permitted"], len(data["denied"]), data["undetermined"])
        assert (2, "2025-07-10", "wonsan-kalma", False, {}) == tuple(
            data[key] for key in ("form", "day", "place", "projected", "conditions")
        )
        assert "article" == data["receipt"]["history"]

    def test_faulty_day(self, capsys: pytest.CaptureFixture[str]) -> None:
        """An invalid day exits with 2."""
        assert 2 == run(capsys, "who", "2025-13-01")[0]


class TestScreen:
    """Colours, widths and letters."""

    def terminal(self, monkeypatch: pytest.MonkeyPatch, **environment: str) -> None:
        """Make standard output a terminal of forty columns."""
        for name in ("NO_COLOR", "TERM"):
            monkeypatch.delenv(name, raising=False)
        for name, value in {"COLUMNS": "40", **environment}.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys.stdout, "isatty", lambda: True)

    def test_colours_on_a_terminal(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        """On a terminal the verdicts have colours, none of them red or green."""
        self.terminal(monkeypatch)

        out = run(capsys, "who", "2025-07-17", "--according-to", "article")[1]

        bold = "\x1b[1;38;5;"
        assert {f"{bold}63mpermitted", f"{bold}130mdenied", f"{bold}243mundetermined"} == set(
            re.findall(r"(\x1b\[.*?)\x1b\[0m", out)
        )

    @pytest.mark.parametrize("verdict", list(dprk_tourism.Verdict))
    def test_contrast(self, verdict: dprk_tourism.Verdict) -> None:
        """Each colour has a contrast of nearly 4.5 or more on black and on white, which WCAG 2 asks of small letters."""
        number = terminal.COLOURS[verdict] - 16
        levels = [0, 95, 135, 175, 215, 255]  # of the cube of colours, and 24 greys after it, in xterm
        cube = [levels[number // 36 % 6], levels[number // 6 % 6], levels[number % 6]]
        letters = "#" + "".join(f"{part:02x}" for part in (cube if number < 216 else [8 + 10 * (number - 216)] * 3))

        assert min(contrast(letters, "#000000"), contrast(letters, "#ffffff")) >= 4.4

    def test_signs_are_coloured_too(self, capsys: pytest.CaptureFixture[str]) -> None:
        """The sign before a verdict has its colour."""
        out = run(capsys, "may", "RU", "2025-07-10", "--color", "always")[1]

        assert out.startswith("\x1b[1;38;5;63m\N{CHECK MARK} Permitted\x1b[0m: ")

    @pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
    def test_no_colours_wanted(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]
    ) -> None:
        """NO_COLOR and a dumb terminal have no colours, unless they are asked for."""
        self.terminal(monkeypatch, **environment)

        assert "\x1b" not in run(capsys, "who", "2025-07-10")[1]
        assert "\x1b[1;38;5;63m" in run(capsys, "who", "2025-07-10", "--color", "always")[1]

    def test_no_colours_in_a_pipe(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        """A pipe gets no colours, and neither does a terminal with --color never."""
        assert "\x1b" not in run(capsys, "may", "RU", "2025-07-10")[1]

        self.terminal(monkeypatch)
        assert "\x1b" not in run(capsys, "may", "RU", "2025-07-10", "--color", "never")[1]

    def test_an_empty_no_color(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        """An empty NO_COLOR has no effect."""
        self.terminal(monkeypatch, NO_COLOR="")

        assert "\x1b[1;38;5;63m" in run(capsys, "who", "2025-07-10")[1]

    def test_lists_fit_a_terminal(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        """On a terminal long lines are broken, items keep their beginnings in line, and addresses stay whole."""
        self.terminal(monkeypatch, NO_COLOR="1")

        lines = run(capsys, "may", "RU", "2025-07-10", "-v")[1].splitlines()

        at = next(at for at, line in enumerate(lines) if line.startswith("  - `russians-admitted`"))
        assert lines[at + 1].startswith("    ")
        assert lines[at + 1][4] != " "
        assert all(len(line) <= 40 or "<http" in line for line in lines)
        assert any("<https://tass.com/world/1981219>" in line for line in lines)

    @pytest.mark.parametrize(
        ("environment", "linked"),
        [
            ({"KITTY_WINDOW_ID": "1"}, True),
            ({"TERM_PROGRAM": "WezTerm"}, True),
            ({"VTE_VERSION": "7600"}, True),
            ({"VTE_VERSION": "4999"}, False),
            ({"VTE_VERSION": "new"}, False),
            ({"TERM_PROGRAM": "Apple_Terminal"}, False),
        ],
        ids=str,
    )
    def test_links(
        self,
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
        environment: dict[str, str],
        linked: bool,
    ) -> None:
        """A terminal that shows links gets the host of an address as a link to it, and another the address."""
        for name in ("KITTY_WINDOW_ID", "KONSOLE_VERSION", "WT_SESSION", "GHOSTTY_RESOURCES_DIR", "DOMTERM"):
            monkeypatch.delenv(name, raising=False)
        self.terminal(monkeypatch, **{"TERM_PROGRAM": "", "VTE_VERSION": "", "COLUMNS": "80", **environment})

        out = run(capsys, "may", "RU", "2025-07-10", "--sources")[1]

        link = "<\x1b]8;;https://tass.com/world/1981219\x1b\\tass.com\x1b]8;;\x1b\\>"
        assert (link in out) is linked
        assert ("<https://tass.com/world/1981219>" in out) is not linked

    def test_a_pipe_is_folded_on_request(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A pipe gets whole lines, unless COLUMNS says how wide they may be."""
        whole = run(capsys, "check", "article")[1].splitlines()
        monkeypatch.setenv("COLUMNS", "80")
        folded = run(capsys, "check", "article")[1].splitlines()

        assert max(map(len, whole)) > 100
        assert max(map(len, folded)) <= 80
        assert " ".join(whole).split() == " ".join(folded).split()

    @pytest.mark.usefixtures("_eighty")
    @pytest.mark.parametrize(
        "arguments",
        [
            ["may", "RU", "2025-07-17", "-v"],
            ["may", "RU", "2025-07-17", "--to", "any", "--history", "record"],
            ["who", "2025-02-25", "--to", "any", "--history", "record"],
            ["timeline", "RU", "--to", "dprk", "--history", "record"],
            ["timeline", "CN", "--to", "any", "--history", "record"],
            ["may", "GB", "2018-01-01", "--departure", "2025-12-31", "--to", "pyongyang", "--history", "record"],
            ["check", "record"],
            ["diff", "article", "record"],
            ["sources", "--history", "record", "-v"],
            ["sources", "--history", "record", "--cite", "kind:operator"],
            ["places", "--history", "record"],
            ["histories"],
            ["events", "--history", "record", "-v"],
            ["--help"],
            *([name, "--help"] for name in commands.COMMANDS),
        ],
        ids=" ".join,
    )
    def test_no_word_is_broken(self, capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
        """At eighty columns no line of any command is wider, and none but an address or a path of a record is alone so."""
        for line in run(capsys, *arguments)[1].splitlines():
            width = sum(2 if east_asian_width(letter) in "WF" else 1 for letter in line)
            assert width <= 80 or len(line.split()) == 1, line

    def test_width(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Lines are as wide as COLUMNS says, or else as the terminal says, or else eighty columns."""
        monkeypatch.setattr(os, "get_terminal_size", lambda _: os.terminal_size((77, 24)))
        monkeypatch.setattr(sys, "__stdout__", SimpleNamespace(fileno=lambda: 1))
        assert 77 == terminal.columns_of_lines()
        monkeypatch.setenv("COLUMNS", "66")
        assert 66 == terminal.columns_of_lines()
        monkeypatch.setenv("COLUMNS", "wide")
        assert 77 == terminal.columns_of_lines()
        monkeypatch.setattr(os, "get_terminal_size", lambda _: os.terminal_size((0, 0)))
        assert 80 == terminal.columns_of_lines()
        monkeypatch.setattr(sys, "__stdout__", None)
        assert 80 == terminal.columns_of_lines()

    def test_control_characters(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        """Nothing in a file controls the terminal, whatever is asked and however it is printed."""
        file = tmp_path / "mine.toml"
        file.write_text(
            'id = "mine"\ntitle = "A\\u001b[2JB"\nextends = "article"\n'
            '[events.resort-opens]\nwhat = "C\\u001b]0;D\\u0007\\u202e"\n'
            'datings = [{ when = "2025-07-01", words = "E\\r\\u009b", source = "s", at = "F\\n" }]\n'
            '[sources.s]\nkind = "press"\npublisher = "G\\u0008"\ntitle = "H\\u2028"\npublished = "2025-07-01"\n'
            'note = "I\\u0000"\n[places.dprk]\nname = "J\\u001bK"\n',
            encoding="utf-8",
        )
        asked = [
            ["may", "RU", "2025-07-10", "--history", str(file)],
            ["timeline", "RU", "--history", str(file)],
            ["events", "--history", str(file), "-v"],
            ["policies", "--history", str(file), "-v"],
            ["timeline", "RU", "--history", str(file), "-v"],
            ["who", "2025-07-10", "--to", "dprk", "--history", str(file)],
            ["check", str(file)],
            ["diff", "article", str(file)],
            ["sources", "--history", str(file)],
        ]

        for arguments in asked:
            for more in ([], ["--json"]):
                out = run(capsys, *arguments, *more)[1]
                assert all(c.isprintable() or c == "\n" for c in out), arguments

        assert all("C\\x1b]0;D\\x07\\u202e" in run(capsys, *each)[1] for each in asked[2:5])

    def test_control_characters_of_a_call(self, capsys: pytest.CaptureFixture[str]) -> None:
        """A wrong call is refused without control characters in the message."""
        status, _, err = run(capsys, "\x1b[2J")

        assert 2 == status
        assert "\x1b" not in err

    def test_a_terminal_without_the_letters(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A letter that the terminal cannot show is written as an escape."""
        shown: list[str] = []
        monkeypatch.setattr(sys, "stdout", SimpleNamespace(encoding="ascii", write=shown.append, isatty=lambda: False))
        terminal.say(["Curaçao", "\N{BALLOT X} denied"])
        monkeypatch.setattr(sys, "stdout", SimpleNamespace(encoding=None, write=shown.append, isatty=lambda: False))
        terminal.say(["Curaçao"])

        assert ["Cura\\xe7ao\n", "x denied\n", "Curaçao\n"] == shown


class TestCompletion:
    """Completions for shells."""

    def test_shtab(self) -> None:
        """The parser makes a completion that knows the commands, and offers files for files."""
        import shtab

        script = shtab.complete(cli.parser(), shell="bash")  # noqa: S604 - the name of a shell

        assert "timeline" in script
        assert "_shtab_dprk_tourism_timeline___picture_COMPGEN=_shtab_compgen_files" in script


class TestCheck:
    """`dprk-tourism check`."""

    def test_json(self, capsys: pytest.CaptureFixture[str]) -> None:
        """With --json each remark is an object; one that concerns no days has no span."""
        data = json.loads(run(capsys, "check", "article", "--json")[1])

        assert (2, "article", 17) == (data["form"], data["receipt"]["history"], len(data["remarks"]))
        assert {
            "kind": "silent",
            "what": dprk_tourism.check(dprk_tourism.load("article"))[0].what,
            "records": ["places.dprk"],
            "place": "dprk",
            "span": {"start": None, "end": "2020-01-22"},
        } == {key: value for key, value in data["remarks"][0].items() if key != "nationalities"}
        assert 202 == len(data["remarks"][0]["nationalities"])
        assert data["remarks"][1]["span"] is None
        assert {
            "policies": {"all": 6, "independent": 3},
            "events": {"all": 14, "independent": 9},
        } == data["roots"]

    def test_view(self, capsys: pytest.CaptureFixture[str]) -> None:
        """A view may be looked at too (R17)."""
        out = run(capsys, "check", "article", "--according-to", "article")[1]

        assert repr(dprk_tourism.load("article").according_to("article")) in out

    def test_view_of_what_it_extends(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        """What a file inherits is viewed by the same sources, kinds and roots, as far as it has them."""
        file = tmp_path / "mine.toml"
        file.write_text('extends = "article"\nid = "mine"\ntitle = "Mine"\n', encoding="utf-8")

        for asked in (["article"], ["kind:press"], ["root:article", "kind:operator"]):
            out = run(capsys, "check", str(file), *(part for each in asked for part in ("--according-to", each)))[1]
            assert ": no faults, 0 remarks\n" in out

    def test_shipped(self, capsys: pytest.CaptureFixture[str]) -> None:
        """A sound history exits with 0, with its remarks and their number."""
        status, out, _ = run(capsys, "check", "article")

        assert 0 == status
        assert (
            snapshot("""\
- silent at dprk, until 2020-01-21, for foreigners: no `entry` policy covers dprk @ places.dprk
- disputed: `russian-tourists-arrive` (The first Russian tourists are at the resort) happened on 2025-07-10 (nikkei-2025 "from July 10"), 2 days before `lavrov-meeting`, but no earlier than it by article at 7.2 "shortly after". The days count. @ events.russian-tourists-arrive, events.lavrov-meeting
- disputed: `western-curtailment` (The visits of Western tourists are stopped, with no reason given) happened on 2025-03-05 (bbc-2025-03-06 "Wednesday"; nbc-2025-03-06 "Wednesday"), 13 days after `western-reopening`, but 14 days or more after it by article at 11.2 "a few weeks later". The days count. @ events.western-curtailment, events.western-reopening
- unsourced-end: no source says whether `pandemic-closure` ends @ policies.pandemic-closure
- unsourced-end: no source says whether `resort-open-to-all` ends @ policies.resort-open-to-all
- unsourced-end: no source says whether `russians-admitted` ends @ policies.russians-admitted
- cited-in-part: only article makes the whole claim of `nationals-at-home`, beside kcna-2025-06-26 for its audience; ap-2025-06-26 for its audience @ policies.nationals-at-home
- cited-in-part: only article makes the whole claim of `resort-open-to-all`, beside kcna-2025-06-26 for its start; ap-2025-06-26 for its start; kbs-2025-07 for its start @ policies.resort-open-to-all
- cited-in-part: only article makes the whole claim of `western-visits`, beside business-insider-2025-02 for its start; a-news-2025-02-26 for its start; bbc-2025-03-06 for its start, for its end; nbc-2025-03-06 for its end @ policies.western-visits
- single-root: these rest on one source, or on copies of one @ events.construction, events.construction-abuses, events.marketed, events.moscow-flights, events.tours-announced, policies.nationals-at-home, policies.resort-open-to-all, policies.western-visits
<History article: 22 sources, 2 places, 14 events, 6 policies, surveyed through 2025-07-18>: no faults, 17 remarks
Two independent roots or more: 3 of 6 policies and 9 of 14 events.
""")
            == out
        )

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
        """Each change has its place, days, verdicts and nationalities, and the policies in which the sides differ."""
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

        assert 0 == status
        assert snapshot("""\
- wonsan-kalma, from 2025-07-16 to 2025-07-17: undetermined -> permitted, for RU, because of an edit of the records
  - article: `foreigners-barred` denies visits by foreigners [article at 7.1 "temporarily", at 6.1 "a ban on foreign tourists", at 1.1 "temporarily barred foreign visitors"; ap-2025-07-18; afp-2025-07-18; bbc-2025-07-18]
- wonsan-kalma, from 2025-07-18 on: denied -> permitted, for RU, because of an edit of the records
  - article: `foreigners-barred` denies visits by foreigners [article at 7.1 "temporarily", at 6.1 "a ban on foreign tourists", at 1.1 "temporarily barred foreign visitors"; ap-2025-07-18; afp-2025-07-18; bbc-2025-07-18]
  - FILE: `resort-open-to-all` permits visits by everyone [article at 6.2 "Officially opened on July 1", at 6.3 "both locals and international travelers"; kcna-2025-06-26 for its start; ap-2025-06-26 for its start; kbs-2025-07 for its start]
2 different answers between article and FILE
""") == out.replace(str(file), "FILE")

    def test_one_change(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        """One change is counted in the singular: Russians were first admitted a day later."""
        file = tmp_path / "mine.toml"
        file.write_text(
            'id = "mine"\ntitle = "Mine"\nextends = "article"\n[events.russian-reopening]\nwhat = "W"\n'
            'datings = [{ when = "2024-02-10", source = "article" }]\n',
            encoding="utf-8",
        )

        lines = run(capsys, "diff", "article", str(file))[1].splitlines()

        assert snapshot(
            [
                "- dprk, on 2024-02-09: permitted -> denied, for RU, because of an edit of the records",
                "1 different answer between article and FILE",
            ]
        ) == [lines[0], lines[-1].replace(str(file), "FILE")]

    def test_a_place_that_one_lacks(self, capsys: pytest.CaptureFixture[str]) -> None:
        """A place that only one history has is refused with the history that lacks it."""
        status, _, err = run(capsys, "diff", "article", "record", "--to", "pyongyang")

        assert 2 == status
        assert (
            snapshot(
                "dprk-tourism: There is no place `pyongyang` in the old history `article`, which has `dprk` and `wonsan-kalma`.\n"
            )
            == err
        )

    def test_json(self, capsys: pytest.CaptureFixture[str]) -> None:
        """With --json each change is an object."""
        data = json.loads(run(capsys, "diff", "article", "record", "--to", "wonsan-kalma", "--json")[1])

        assert (2, "article", "record") == (data["form"], data["old"]["history"], data["new"]["history"])
        assert {
            "place": "wonsan-kalma",
            "start": "2025-07-01",
            "end": "2025-07-10",
            "nationalities": ["RU"],
            "before": "permitted",
            "after": "denied",
            "cause": "edit",
            "policies_before": ["resort-open-to-all", "russians-admitted"],
            "policies_after": ["resort-not-yet-for-foreigners", "russians-admitted"],
        } == data["changes"][0]

    def test_known_on(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Both histories can be asked as known on a day (R16)."""
        out = run(capsys, "diff", "article", "record", "--to", "wonsan-kalma", "--known-on", "2002-01-01")[1]

        assert snapshot("0 different answers between article and record\n") == out


class TestAgenda:
    """`dprk-tourism agenda`."""

    def test_lines(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Each task says how many answers hang on it, where and when, and what each outcome would settle."""
        status, out, _ = run(capsys, "agenda")

        assert 0 == status
        assert (
            snapshot(
                [
                    "- 2 answers: When did `ban-notice` (The tourism website says that the resort does not receive foreign tourists for now) happen? So far: between 2025-07-16 and 2025-07-18.",
                    "  at wonsan-kalma, from 2025-07-16 to 2025-07-17, for RU",
                    "  if it had happened by the day: 2 denied",
                    "  if not: 2 permitted",
                    "  sources: afp-2025-07-18, ap-2025-07-18, article",
                    "- 4,242 answers: Which entry rules applied at North Korea (dprk)? In some cases the data has none.",
                    "  at dprk, from 2020-01-01 to 2020-01-21, for foreigners",
                    "  if they permit: 4,242 permitted",
                    "  if they deny: 4,242 denied",
                    "  sources: none",
                    "<History article: 22 sources, 2 places, 14 events, 6 policies, surveyed through 2025-07-18>: 3 tasks",
                    "Each answer is for one nationality at one place on one day surveyed.",
                ]
            )
            == out.splitlines()[5:]
        )
        assert out.startswith("- 481 answers: ")

    def test_what_is_left(self, capsys: pytest.CaptureFixture[str]) -> None:
        """What an outcome would not settle is counted too."""
        _, out, _ = run(capsys, "agenda", "--history", "record")

        _, _, event = out.partition("`russians-received-again`")
        assert (
            snapshot(["  if it had happened by the day: 10 permitted", "  if not: 10 still undetermined"])
            == event.splitlines()[2:4]
        )

    def test_json(self, capsys: pytest.CaptureFixture[str]) -> None:
        """With --json each task has its days beside its fields."""
        data = json.loads(run(capsys, "agenda", "--json")[1])

        first = data["tasks"][0]
        assert (481, {"permitted": 481}, {"denied": 481}) == (first["answers"], first["if_yes"], first["if_no"])
        assert ("2025-02-20", "2025-03-05", ["dprk"]) == (first["start"], first["end"], first["places"])


class TestReadings:
    """`dprk-tourism readings`."""

    def test_lines(self, capsys: pytest.CaptureFixture[str]) -> None:
        """It says what the article answers, how many other readings agree, and who dissents by which words."""
        status, out, _ = run(capsys, "readings", "RU", "2025-07-05")

        assert 0 == status
        assert (
            snapshot("""\
✓ Russia (RU) at Wonsan Kalma Coastal Tourist Zone (wonsan-kalma) on 2025-07-05: permitted
11 of 12 other readings of the article agree.
? undetermined: The article, if a resort "marketed to" foreigners too (6.3) did perhaps not receive them from its first day

The data ends on 2025-07-18, 90 days before 2025-10-16.
""")
            == out
        )

    def test_views(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Views, strict answers, stays and places are asked of each reading."""
        alone = run(capsys, "readings", "RU", "2025-07-14", "--according-to", "article")[1].splitlines()
        strict = run(capsys, "readings", "RU", "2025-09-01", "--max-age", "89", "--departure", "2025-09-03")[1]
        country = run(capsys, "readings", "CA", "2025-02-25", "--to", "north korea")[1].splitlines()

        supposed = run(capsys, "readings", "RU", "2025-07-20", "--suppose", "ban-notice=2025-07-21")[1].splitlines()

        assert snapshot(
            [
                '? undetermined: The article, if "weeks" (1.1, 11.2) may be as few as eight days',
                '? undetermined: The article, if a resort "marketed to" foreigners too (6.3) did perhaps not receive them from its first day',
            ]
        ) == sorted(alone[2:4])
        assert snapshot("Supposed: ban-notice on 2025-07-21.") == supposed[1]
        assert snapshot("11 of 12 other readings of the article agree.") == supposed[2]
        assert snapshot("12 of 12 other readings of the article agree.") == strict.splitlines()[1]
        assert strict.splitlines()[0].endswith(": undetermined")
        assert snapshot("11 of 12 other readings of the article agree.") == country[1]

    def test_one_place(self, capsys: pytest.CaptureFixture[str]) -> None:
        """They are compared for one place."""
        status, out, err = run(capsys, "readings", "RU", "2025-07-05", "--to", "any")

        assert (2, "") == (status, out)
        assert snapshot("dprk-tourism: Readings are compared for one place. Name it with --to.\n") == err

    def test_json(self, capsys: pytest.CaptureFixture[str]) -> None:
        """With --json each reading has its verdict and its title."""
        data = json.loads(run(capsys, "readings", "Russia", "2025-07-20", "--json")[1])

        assert ("RU", "wonsan-kalma", "denied") == (data["nationality"], data["place"], data["verdict"])
        assert ("2025-07-20", "2025-07-20", 12) == (data["arrival"], data["departure"], len(data["readings"]))
        found = data["readings"]["bar-perhaps-not-on-russians"]
        assert "undetermined" == found["verdict"]
        assert dprk_tourism.readings()["bar-perhaps-not-on-russians"].title == found["title"]


class TestSources:
    """`dprk-tourism sources`."""

    def test_list(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Each source is a line: its id, its publisher, and its days of publication."""
        status, out, _ = run(capsys, "sources")

        assert 0 == status
        assert [*dprk_tourism.load("article").sources] == re.findall("^- (.*?):", out, re.MULTILINE)
        assert snapshot("- a-news-2025-02-26: A News, published on 2025-02-26") == out.splitlines()[0]

    def test_verbose(self, capsys: pytest.CaptureFixture[str]) -> None:
        """With -v kind, title and address are in the line of a source, and its passages are below it."""
        article = dprk_tourism.load("article")
        out = run(capsys, "sources", "-v")[1]

        *listed, blank, ending = out.splitlines()
        lines = [line for line in listed if not line.startswith("  - ")]
        assert snapshot(["", "Titles are in our words, not the headlines."]) == [blank, ending]
        assert [*article.sources] == [line.split(" ")[1] for line in lines]
        assert [f"  - {at}: {gist}" for at, gist in article.sources["article"].passages.items()] == [
            line for line in listed if line not in lines
        ]
        copied = [id_ for id_, source in article.sources.items() if source.url is None and source.copy]
        assert copied == [line.split(" ")[1] for line in lines if ", read in a copy <http" in line]
        assert (
            snapshot(
                "- a-news-2025-02-26 (press): A News, Report of the first Koryo Tours group in Rason, after the operator's posts, published on 2025-02-26 <https://www.anews.com.tr/asia/2025/02/26/western-tourists-cross-into-north-korea-for-first-time-in-5-years>"
            )
            == lines[0]
        )

    def test_cite(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        """With --cite each source is a line to print: publisher, days, what it is about in our words, and addresses."""
        out = run(capsys, "sources", "--cite", "afp-2025-07-18", "bbc-2025-03-06", "article")[1]
        file = tmp_path / "mine.toml"
        fields = 'kind = "press"\npublisher = "P"\ntitle = "T"\npublished = "2025"\narchived = "https://a.org"\n'
        file.write_text(f'id = "mine"\ntitle = "M"\n[sources.s]\n{fields}', encoding="utf-8")

        assert (
            snapshot("""\
AFP, published on 2025-07-18, [Report that the tourism administration bars foreigners from the resort] <https://www.afpbb.com/articles/amp/3589442>
Unnamed news site, published between 2025-07-18 and 2025-07-31, [News article on the bar on foreign visitors to the Wonsan Kalma resort]
BBC, published between 2025-03-05 and 2025-03-06, [Report that tour companies have cancelled trips to Rason], read in a copy <https://www.daily8.com/en/article/fb299bda98241df9f7eb93ce2978bd0f>

No archived copies are recorded.
Square brackets hold our description of a text, not its headline. Open each address before you print it.
""")
            == out
        )
        archived = run(capsys, "sources", "--cite", "s", "--history", str(file))[1].splitlines()
        assert snapshot(["P, published in 2025, [T]", "  archived at <https://a.org>", ""]) == archived[:3]

    def test_cite_what_is_unknown(self, capsys: pytest.CaptureFixture[str]) -> None:
        """An unknown source is an error that suggests a known one."""
        status, out, err = run(capsys, "sources", "--cite", "bbc-2025-07-19")

        assert (2, "") == (status, out)
        assert "`bbc-2025-07-18`" in err

    def test_known_on(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Sources that had not surely appeared by a day are not listed (R16)."""
        _, out, _ = run(capsys, "sources", "--known-on", "2024-12-31")

        ids = re.findall("^- (.*?):", out, re.MULTILINE)
        assert ["afp-2024-02-09", "ap-2024-02-09", "kyodo-2020-01-22", "ypt-2020-01"] == ids

    def test_json(self, capsys: pytest.CaptureFixture[str]) -> None:
        """With --json each source is an object with all that is recorded of it."""
        data = json.loads(run(capsys, "sources", "--json", "--known-on", "2024-12-31")[1])

        assert (2, "article") == (data["form"], data["receipt"]["history"])
        assert ["known on 2024-12-31"] == data["receipt"]["views"]
        assert {
            "id": "ypt-2020-01",
            "kind": "operator",
            "publisher": "Young Pioneer Tours",
            "title": "Operator's notice that the border closes to tourists from 22 January 2020",
            "published": "[2020-01-21..2020-01-22]",
            "url": "https://www.youngpioneertours.com/dprk-closes-border/",
            "copy": None,
            "archived": None,
            "derived_from": None,
            "passages": {},
        } == {key: value for key, value in data["sources"][-1].items() if key != "note"}


class TestLists:
    """`places`, `histories` and `events`: what can be asked."""

    def test_places(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Each place is below the one that it is in, with its other names."""
        out = run(capsys, "places", "--history", "record")[1].splitlines()
        data = json.loads(run(capsys, "places", "--history", "record", "--json")[1])

        record = dprk_tourism.load("record")
        assert out[0].startswith("- North Korea (dprk), also DPRK, ")
        assert any(line.startswith("  - Rason Special Economic Zone (rason), also ") for line in out)
        assert len(record.places) == len(out)
        assert [*record.places] == [place["id"] for place in data["places"]]

    def test_a_place_with_one_name(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        """A place without other names has none listed."""
        file = tmp_path / "mine.toml"
        file.write_text('id = "mine"\ntitle = "M"\n[places.here]\nname = "Here"\n', encoding="utf-8")

        assert "- Here (here)\n" == run(capsys, "places", "--history", str(file))[1]

    def test_histories(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Each history that ships is listed with its title, what it holds and the days that its data covers."""
        out = run(capsys, "histories")[1].splitlines()
        data = json.loads(run(capsys, "histories", "--json")[1])

        article, record = map(dprk_tourism.load, dprk_tourism.histories())
        assert [f"- article (the default): {article.title}", f"- record: {record.title}"] == out[::3]
        assert snapshot("  The data begins on 2020-01-01 and ends on 2025-07-18.") == out[2]
        assert [str(article.surveyed_through), str(record.surveyed_through)] == [
            each["surveyed_through"] for each in data["histories"]
        ]

    def test_events(self, capsys: pytest.CaptureFixture[str]) -> None:
        """The events of some days are in their order, with their days, and what is not sure of them."""
        asked = ("events", "--since", "2025-07-11", "--until", "2025-07-20")
        out, data = run(capsys, *asked)[1], json.loads(run(capsys, *asked, "--json")[1])

        assert (
            snapshot("""\
- between 2025-01-01 and 2025-07-18: Russian tour operators announce trips to the resort (tours-announced)
- in 2025-07, planned: A direct air link from Moscow to Pyongyang is to begin (moscow-flights)
- on 2025-07-12: Russian foreign minister Lavrov and Kim Jong Un meet in Wonsan (lavrov-meeting)
- between 2025-07-16 and 2025-07-18: The tourism website says that the resort does not receive foreign tourists for now (ban-notice)
""")
            == out
        )
        expected = [event.id for event in dprk_tourism.load("article").chronology("2025-07-11", "2025-07-20")]
        assert expected == [event["id"] for event in data["events"]]
        assert "[2025-07-16..2025-07-18]" == data["events"][-1]["window"]
        assert "disputed: The first Russian tourists" in run(capsys, "events")[1]

    def test_datings(self, capsys: pytest.CaptureFixture[str]) -> None:
        """With -v what each source claims of a day is below its event."""
        out = run(capsys, "events", "-v")[1].splitlines()

        at = next(at for at, line in enumerate(out) if line.endswith("(resort-opens)"))
        assert snapshot('  - on 2025-07-01: article at 6.2 "July 1"') == out[at + 1]

    def test_notes(self, capsys: pytest.CaptureFixture[str]) -> None:
        """With -v the note of an event is below its datings, and one without a note has none."""
        out = run(capsys, "events", "-v")[1].splitlines()
        events = dprk_tourism.load("article").events.values()

        assert [f"  - note: {each.note}" for each in events if each.note] != []
        assert {f"  - note: {each.note}" for each in events if each.note} == {line for line in out if "note: " in line}

    def test_policies(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Policies are listed with whose they are, where, for whom and when; --layer leaves those of one layer."""
        asked = ("policies", "--history", "record", "--layer", "home-state")
        out, data = run(capsys, *asked)[1].splitlines(), json.loads(run(capsys, *asked, "--json")[1])
        policies = dprk_tourism.load("record").policies.values()

        assert snapshot(
            "- home-state, North Korea: `us-passports` denies visits by nationals of the United States, from 2017-09-01, ending on or after 2026-09-01"
        ) == next(line for line in out if "`us-passports`" in line)
        assert [each.id for each in policies if each.layer == "home-state"] == [each["id"] for each in data["policies"]]
        assert len(data["policies"]) == len(out)
        assert len(policies) == len(run(capsys, "policies", "--history", "record")[1].splitlines())

    def test_policies_in_full(self, capsys: pytest.CaptureFixture[str]) -> None:
        """With -v a policy has the events that begin and end it, its sources and its note."""
        out = run(capsys, "policies", "-v")[1]

        assert snapshot("""\
- site, Wonsan Kalma Coastal Tourist Zone: `foreigners-barred` denies visits by foreigners, from some day between 2025-07-16 and 2025-07-18 (The tourism website says that the resort does not receive foreign tourists for now), until further notice [article at 7.1 "temporarily", at 6.1 "a ban on foreign tourists", at 1.1 "temporarily barred foreign visitors"; ap-2025-07-18; afp-2025-07-18; bbc-2025-07-18]
  - note: The notice names no nationality, reason or end. The article knows no exception; Moscow denied on 18 July that Russians were shut out, and Russian groups were there again by the end of the month. The bar is on the resort, not the country.\
""") == "\n".join(out.splitlines()[:2])

    def test_layers(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Every layer can be named, and together they have every policy."""
        listed = [
            line for layer in dprk_tourism.Layer for line in run(capsys, "policies", "--layer", layer)[1].splitlines()
        ]

        assert sorted(listed) == sorted(run(capsys, "policies")[1].splitlines())


class TestFailure:
    """Failures must never look like an answer."""

    def test_unexpected_error(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        """Anything unexpected exits with 70 and one line, never with the status of a denial."""

        def broken(_: object) -> int:
            raise RuntimeError("two\nlines")

        monkeypatch.setattr(commands, "COMMANDS", {"may": broken})

        assert (70, "", snapshot("dprk-tourism: unexpected RuntimeError: two lines\n")) == run(
            capsys, "may", "RU", "2025-07-10"
        )

    @pytest.mark.parametrize(
        "arguments",
        [
            [],
            ["may"],
            ["may", "RU", "2025-07-10", "--wat"],
            ["who", "2025-07-10", "--hist", "record"],
        ],
    )
    def test_wrong_call(self, capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
        """A wrong call exits with 2 and one line that says where help is."""
        status, out, err = run(capsys, *arguments)

        assert (2, "") == (status, out)
        assert "--help" in err
        assert 1 == err.count("\n")

    def test_unknown_command(self, capsys: pytest.CaptureFixture[str]) -> None:
        """A misspelled command gets a suggestion, and a strange one a word on help."""
        assert snapshot((2, "", "dprk-tourism: There is no command `whoo`. Did you mean `who`?\n")) == run(
            capsys, "whoo"
        )
        assert snapshot((2, "", "dprk-tourism: There is no command `xyzzy`. See `dprk-tourism --help`.\n")) == run(
            capsys, "xyzzy"
        )

    def test_help(self, capsys: pytest.CaptureFixture[str]) -> None:
        """--help exits with 0 and shows examples; so does the command `help`."""
        status, out, _ = run(capsys, "may", "--help")

        assert 0 == status
        assert "dprk-tourism may RU 2025-07-10" in out
        assert (status, out, "") == run(capsys, "help", "may")
        assert run(capsys, "--help") == run(capsys, "help")


class TestProcess:
    """The command as its users start it."""

    def test_main(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        """The package runs as a program, and leaves with the status of the answer."""
        monkeypatch.setattr(sys, "argv", ["dprk_tourism", "may", "RU", "2025-07-17"])
        monkeypatch.delitem(sys.modules, "dprk_tourism.__main__", raising=False)

        with pytest.raises(SystemExit) as exit_:
            runpy.run_module("dprk_tourism", run_name="__main__")

        assert 3 == exit_.value.code
        assert capsys.readouterr().out.startswith("? Undetermined")

    def test_closed_pipe(self) -> None:
        """If the pipe is closed, the command exits silently, and not with the status of an answer."""
        code = "import sys; from dprk_tourism.cli import main; sys.exit(main(['sources']))"
        reader, writer = os.pipe()
        os.close(reader)

        done = subprocess.run([sys.executable, "-c", code], stdout=writer, stderr=subprocess.PIPE, check=False)

        os.close(writer)
        assert (141, b"") == (done.returncode, done.stderr)

    @pytest.mark.slow
    @pytest.mark.parametrize("arguments", [["may", "RU", "2025-07-10"], ["may", "RU", "bad"], ["--help"]])
    def test_an_encoding_without_text(self, arguments: list[str]) -> None:
        """If nothing can be written, the exit status is not that of an answer."""
        done = subprocess.run(
            [sys.executable, "-m", "dprk_tourism", *arguments],
            env={**os.environ, "PYTHONIOENCODING": "undefined"},
            capture_output=True,
            check=False,
        )

        assert (2, b"", b"") == (done.returncode, done.stdout, done.stderr)

    @pytest.mark.slow
    def test_the_order_of_remarks(self, tmp_path: Path) -> None:
        """Remarks on two layers at one place are in one order, whatever the seed of Python's hashes."""
        claim = 'cites = [{ source = "s" }]\n'
        path = tmp_path / "mine.toml"
        path.write_text(
            'id = "m"\ntitle = "M"\nsurveyed_through = 2025-01-01\n'
            '[sources.s]\nkind = "press"\npublisher = "P"\ntitle = "T"\npublished = "2020"\n'
            '[places.r]\nresort = true\nname = "R"\nopens = "o"\n'
            '[events.o]\nwhat = "W"\ndatings = [{ when = "2020-01-01", source = "s" }]\n'
            '[events.a]\nwhat = "W"\ndatings = [{ when = "2021-01-01", source = "s" }]\n'
            + "".join(
                f'[policies.p-{layer}]\neffect = "permit"\nlayer = "{layer}"\naudience = "everyone"\nplace = "r"\n'
                f'ends = "a"\n{claim}'
                for layer in ("entry", "site")
            )
        )
        printed = {
            subprocess.run(
                [sys.executable, "-m", "dprk_tourism", "check", str(path)],
                env={**os.environ, "PYTHONHASHSEED": seed},
                capture_output=True,
                check=True,
            ).stdout
            for seed in ("1", "2", "3", "4")
        }

        (only,) = printed
        assert b"no `entry` policy covers r" in only
        assert b"no `site` policy covers r" in only

    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("arguments", "status"),
        [
            (["may", "RU", "bad"], 2),
            (["may", "RU", "2025-07-10", "--wat"], 2),
            (["may", "RU", "2025-07-10", "--history", "nowhere.toml"], 2),
            (["may", "RU", "2025-07-10"], 0),
            (["may", "RU", "2025-07-18"], 1),
        ],
    )
    @pytest.mark.parametrize("stderr", ["2>&-", "2>/dev/full"])
    def test_nobody_hears_of_errors(self, arguments: list[str], status: int, stderr: str) -> None:
        """If standard error is closed or full, the exit status is the same."""
        assert (status, "") == run_in_shell(*arguments, redirected=f"{stderr} >/dev/null")

    @pytest.mark.slow
    @pytest.mark.parametrize("stderr", ["2>&-", "2>/dev/full"])
    def test_nobody_hears_of_the_unexpected(self, stderr: str) -> None:
        """An unexpected error does not become a denial."""
        code = (
            "import sys; from dprk_tourism import cli, _commands as c; c.COMMANDS = {}; sys.exit(cli.main(['sources']))"
        )
        shell = ["/bin/sh", "-c", f'"$@" {stderr}', "sh"]

        done = subprocess.run([*shell, sys.executable, "-c", code], check=False)

        assert 70 == done.returncode

    @pytest.mark.slow
    @pytest.mark.parametrize("arguments", [["may", "RU", "2025-07-10"], ["who", "2025-07-10", "--json"], ["--help"]])
    @pytest.mark.parametrize(("stdout", "reason"), [(">&-", ""), (">/dev/full", os.strerror(errno.ENOSPC))])
    def test_nobody_hears_of_answers(self, arguments: list[str], stdout: str, reason: str) -> None:
        """An answer that cannot be written exits with the status of an error."""
        status, err = run_in_shell(*arguments, redirected=stdout)

        assert (2, 1) == (status, err.count("\n"))
        assert err.endswith(f"{reason}\n")
        assert (2, "") == run_in_shell(*arguments, redirected=f"{stdout} 2>&-")

    def test_stopped(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        """Ctrl-C exits with the status that shells know, and without a traceback."""

        def stopped(_: object) -> int:
            raise KeyboardInterrupt

        monkeypatch.setattr(commands, "COMMANDS", {"sources": stopped})

        assert (130, "", "") == run(capsys, "sources")

    def test_errors_fit_a_terminal(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        """On a terminal, or to COLUMNS, an error is folded without breaking a word; elsewhere it is one line."""
        monkeypatch.delenv("COLUMNS", raising=False)
        whole = run(capsys, "may", "Ruritania")[2]
        monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
        on_a_terminal = run(capsys, "may", "Ruritania")[2]
        monkeypatch.setattr(sys.stderr, "isatty", lambda: False)
        monkeypatch.setenv("COLUMNS", "40")
        folded = run(capsys, "may", "Ruritania")[2]

        assert 1 == whole.count("\n")
        assert max(map(len, on_a_terminal.splitlines())) <= 100
        assert max(map(len, folded.splitlines())) <= 40
        assert whole.split() == folded.split() == on_a_terminal.split()

    def test_streams_that_are_no_files(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """With replaced streams the status is the same."""

        class Full(io.StringIO):
            def write(self, _: str) -> int:
                raise OSError(errno.ENOSPC, "it is full")

        monkeypatch.setattr(sys, "stdout", Full())
        monkeypatch.setattr(sys, "stderr", Full())

        assert 2 == cli.main(["sources"])

    def test_without_standard_error(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        """Without standard error nothing is printed, and the status is the same."""
        monkeypatch.setattr(sys, "stderr", None)

        assert 2 == cli.main(["may", "RU", "bad"])
        assert "" == capsys.readouterr().out

    def test_without_standard_output(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        """Without standard output there is an error, and nothing else is done."""
        monkeypatch.setattr(sys, "stdout", None)

        assert 2 == cli.main(["sources"])
        assert snapshot("dprk-tourism: Cannot write `standard output`: it is closed\n") == capsys.readouterr().err

    def test_closed_pipe_in_this_process(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A closed pipe is not an unexpected error."""

        def closed(_: object) -> int:
            raise BrokenPipeError

        monkeypatch.setattr(commands, "COMMANDS", {"sources": closed})
        monkeypatch.setattr(os, "dup2", lambda *_: None)
        monkeypatch.setattr(sys, "stdout", SimpleNamespace(fileno=lambda: 1))

        assert 141 == cli.main(["sources"])

    def test_version(self, capsys: pytest.CaptureFixture[str]) -> None:
        """--version prints the version."""
        assert (0, f"dprk-tourism {dprk_tourism.__version__}\n", "") == run(capsys, "--version")

    def test_module(self) -> None:
        """`python -m dprk_tourism` passes the status on."""
        command = [sys.executable, "-m", "dprk_tourism", "may", "RU", "2025-07-18"]

        done = subprocess.run(command, capture_output=True, text=True, check=False)

        assert 1 == done.returncode
        assert "Denied" in done.stdout.splitlines()[0]
        assert "(RU)" in done.stdout.splitlines()[0]
        assert "" == done.stderr

    def test_importing_the_module_runs_nothing(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Importing `dprk_tourism.__main__` starts no command."""
        monkeypatch.delitem(sys.modules, "dprk_tourism.__main__", raising=False)

        importlib.import_module("dprk_tourism.__main__")

        assert ("", "") == capsys.readouterr()


class TestFiles:
    """`screen` and `export`: files of visits, and of all answers."""

    @pytest.fixture
    def visits(self, tmp_path: Path) -> Path:
        """A file of visits with one invalid row."""
        file = tmp_path / "visits.csv"
        file.write_text("who,day\nRU,2025-07-10\nRusia,2025-07-10\nAE,2025-07-10\n", encoding="utf-8")
        return file

    def test_screen(self, capsys: pytest.CaptureFixture[str], visits: Path, tmp_path: Path) -> None:
        """Every row is answered, and the rows are counted by verdict."""
        out = tmp_path / "out.csv"
        asked = ("--nationality", "who", "--on", "day", "--on-invalid", "null", "--last-day", "--history", "article")

        status, shown, err = run(capsys, "screen", str(visits), "-o", str(out), *asked)

        assert (0, "") == (status, err)
        assert snapshot("""\
FILE: 3 rows, 1 permitted, 1 denied, 1 unanswered, by the history `article`

The data ends on 2025-07-18, 90 days before 2025-10-16.
""") == shown.replace(str(out), "FILE")
        assert [
            '"who","day","verdict","projected","deciding","last_day","problem"',
            '"RU","2025-07-10","permitted",false,"russians-admitted resort-open-to-all",2025-07-15,',
            '"Rusia","2025-07-10",,,,,"nationality-unknown"',
            '"AE","2025-07-10","denied",false,"pandemic-closure resort-open-to-all",2025-07-15,',
        ] == out.read_text(encoding="utf-8").splitlines()

    def test_screen_as_json(self, capsys: pytest.CaptureFixture[str], visits: Path, tmp_path: Path) -> None:
        """With --json the counts are data, and a view and a place can be asked for."""
        out = tmp_path / "out.parquet"
        asked = ("--nationality", "who", "--on", "day", "--on-invalid", "null", "--to", "dprk", "--json")

        status, shown, _ = run(capsys, "screen", str(visits), "-o", str(out), *asked, "--known-on", "2024-12-31")

        assert 0 == status
        data = json.loads(shown)
        assert ["known on 2024-12-31"] == data.pop("receipt")["views"]
        assert {
            "form": 2,
            "output": str(out),
            "rows": 3,
            "permitted": 1,
            "denied": 1,
            "undetermined": 0,
            "unanswered": 1,
            "otherwise": {"record": 0},
            "age": 326,
        } == data

    def test_screen_refuses(self, capsys: pytest.CaptureFixture[str], visits: Path, tmp_path: Path) -> None:
        """Rows that cannot be asked are named, and nothing is written."""
        status, shown, err = run(
            capsys, "screen", str(visits), "-o", str(tmp_path / "out.csv"), "--nationality", "who", "--on", "day"
        )

        assert (2, "") == (status, shown)
        assert any("row 1" in line and "`Rusia`" in line for line in err.splitlines())
        assert [visits] == list(tmp_path.iterdir())

    def test_no_rows(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        """A file without rows is answered too."""
        (tmp_path / "none.csv").write_text("nationality,date\n", encoding="utf-8")

        shown = run(capsys, "screen", str(tmp_path / "none.csv"), "-o", str(tmp_path / "out.csv"))[1]

        assert snapshot("""\
FOLDER/out.csv: 0 rows, by the history `article`

The data ends on 2025-07-18, 90 days before 2025-10-16.
""") == shown.replace(str(tmp_path), "FOLDER")

    def test_one_row(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        """One row is counted in the singular."""
        (tmp_path / "one.csv").write_text("nationality,date\nRU,2025-07-10\n", encoding="utf-8")

        shown = run(capsys, "screen", str(tmp_path / "one.csv"), "-o", str(tmp_path / "out.csv"))[1]

        assert snapshot("""\
FOLDER/out.csv: 1 row, 1 permitted, by the history `article`

The data ends on 2025-07-18, 90 days before 2025-10-16.
""") == shown.replace(str(tmp_path), "FOLDER")

    @pytest.mark.parametrize("place", [["--to", "wonsan-kalma"], ["--to-column", "place"]])
    def test_otherwise(self, capsys: pytest.CaptureFixture[str], tmp_path: Path, place: list[str]) -> None:
        """It counts the rows that the other shipped history answers otherwise, at places that both have."""
        file = tmp_path / "a.csv"
        rows = ["RU,2025-07-05,wonsan-kalma", "RU,2025-07-12,wonsan-kalma", "Rusia,2025-07-05,wonsan-kalma"]
        file.write_text("\n".join(["nationality,date,place", *rows, ""]), encoding="utf-8")
        asked = ("screen", str(file), "-o", str(tmp_path / "out.csv"), "--on-invalid", "null", *place)

        said = "The history `record` answers 1 row otherwise; --history record asks it."
        assert said == run(capsys, *asked)[1].splitlines()[1]
        assert {"record": 1} == json.loads(run(capsys, *asked, "--json")[1])["otherwise"]
        assert {"article": 1} == json.loads(run(capsys, *asked, "--json", "--history", "record")[1])["otherwise"]
        assert {} == json.loads(run(capsys, *asked, "--json", "--according-to", "article")[1])["otherwise"]

    def test_conditions(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        """R19: with --conditions the file says what a permission asks for; without, a line says how to ask."""
        file, out = tmp_path / "a.csv", tmp_path / "out.csv"
        file.write_text("nationality,date\nRU,2025-07-12\nCN,2025-07-12\n", encoding="utf-8")
        asked = ("screen", str(file), "-o", str(out), "--history", "record")

        said = "Permissions may ask for more than a passport: add --conditions for what each asks for."
        assert said in run(capsys, *asked)[1].splitlines()
        assert "conditions" not in out.read_text(encoding="utf-8")
        assert said not in run(capsys, *asked, "--conditions")[1].splitlines()
        conditions = [line.rpartition(",")[2] for line in out.read_text(encoding="utf-8").splitlines()]
        assert ['"conditions"', '"organised-tour"', '""'] == conditions

    def test_a_place_of_another_history(self, capsys: pytest.CaptureFixture[str], visits: Path, tmp_path: Path) -> None:
        """A place that only the other shipped history has is an error that names it."""
        _, _, err = run(capsys, "screen", str(visits), "-o", str(tmp_path / "out.csv"), "--to", "rason")

        assert "add --history record" in err

    def test_no_such_place(self, capsys: pytest.CaptureFixture[str], visits: Path, tmp_path: Path) -> None:
        """An unknown place is an error before any row is read."""
        status, _, err = run(capsys, "screen", str(visits), "-o", str(tmp_path / "out.csv"), "--to", "nowhere")

        assert 2 == status
        assert "`nowhere`" in err

    @pytest.mark.parametrize("command", [["screen", "visits.csv", "-o"], ["export"]])
    def test_no_name(self, capsys: pytest.CaptureFixture[str], command: list[str]) -> None:
        """An empty name of a file is refused."""
        status, _, err = run(capsys, *command, "")

        assert 2 == status
        assert err.startswith("dprk-tourism: ``")

    @pytest.mark.slow
    def test_nobody_hears(self, visits: Path, tmp_path: Path) -> None:
        """If standard error is closed there is no progress bar, and the rest is the same."""
        asked = ("--nationality", "who", "--on", "day", "--on-invalid", "null", "-o", str(tmp_path / "out.csv"))

        assert (0, "") == run_in_shell("screen", str(visits), *asked, redirected="2>&- >/dev/null")

    def test_without_a_bar(
        self, capsys: pytest.CaptureFixture[str], visits: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Without the package for a progress bar there is none, and the rest is the same."""
        monkeypatch.setitem(sys.modules, "tqdm", None)
        asked = ("--nationality", "who", "--on", "day", "--on-invalid", "null")

        assert 0 == run(capsys, "screen", str(visits), "-o", str(tmp_path / "out.csv"), *asked)[0]

    def test_export(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        """Every answer of a history is written, and the rows are counted."""
        out = tmp_path / "out.csv"

        status, shown, err = run(capsys, "export", str(out))
        as_json = json.loads(run(capsys, "export", str(out), "--json", "--strict")[1])

        lines = out.read_text(encoding="utf-8").splitlines()
        assert (0, "") == (status, err)
        assert f"{len(lines) - 1:,}" in shown
        assert "article" == as_json.pop("receipt")["history"]
        assert {"form": 2, "output": str(out), "rows": len(lines) - 1, "age": 90} == as_json
        assert '"AD","dprk",,2019-12-31,"undetermined",true,"",""' == lines[1]

    @pytest.mark.parametrize("ending", ["", "/", ".csv/"])
    def test_export_folder(self, capsys: pytest.CaptureFixture[str], tmp_path: Path, ending: str) -> None:
        """A name without an ending, or with a slash, is that of a folder for all tables; rows are counted by table."""
        out = f"{tmp_path / 'tables'}{ending}"

        status, shown, err = run(capsys, "export", out, "--known-on", "2025-07-20")
        as_json = json.loads(run(capsys, "export", out, "--json", "--history", "article")[1])

        assert (0, "") == (status, err)
        assert re.match(r"FOLDER: \d+ tables, [\d,]+ rows, by the history `article`\n", shown.replace(out, "FOLDER"))
        assert "`dprk-tourism diff article record` lists where." in shown
        assert "article" == as_json.pop("receipt")["history"]
        tables = as_json.pop("tables")
        assert {"form": 2, "output": out, "age": 90} == as_json
        assert {"policies": 6, "events": 14, "places": 2, "sources": 22}.items() <= tables.items()
        assert {*tables, "datapackage"} == {file.stem for file in Path(out).iterdir()} - {"README"}

    def test_export_folder_that_exists(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        """A folder is a folder whatever its name; one with other files is left as it is."""
        folder = tmp_path / "mine.csv"
        folder.mkdir()
        (folder / "notes.txt").touch()

        status, _, err = run(capsys, "export", str(folder))

        assert (2, ["notes.txt"]) == (status, [file.name for file in folder.iterdir()])
        assert f"`{folder}`" in err

    def test_export_nowhere(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        """A file in a missing folder cannot be written."""
        status, _, err = run(capsys, "export", str(tmp_path / "nowhere" / "out.csv"))

        assert 2 == status
        assert f"`{tmp_path / 'nowhere' / 'out.csv'}`" in err
