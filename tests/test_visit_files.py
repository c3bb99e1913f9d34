"""Files of visits: read in batches, screened, and written whole or not at all."""

import datetime as dt
import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dprk_tourism import InvalidRowsError, InvalidValueError, UnreadableFileError, UnwritableFileError, files
from dprk_tourism.files import FORMATS, export, screen_file

VISITS = pa.table(
    {
        "nationality": ["RU", "Russia", "NA"],
        "date": ["2025-07-10", "2025-07-17", "2025-07-18"],
        "ticket": ["007", "", None],
    }
)
CSV = 'nationality,date,ticket\nRU,2025-07-10,007\nRussia,2025-07-17,""\nNA,2025-07-18,\n'
VERDICTS = ["permitted", "undetermined", "denied"]


@pytest.fixture
def visits(tmp_path: Path) -> Path:
    """A folder with the same visits in each format."""
    (tmp_path / "visits.csv").write_text(CSV, encoding="utf-8")
    pq.write_table(VISITS, tmp_path / "visits.parquet")
    for name in ("visits.jsonl", "visits.ndjson"):
        lines = [json.dumps(row) for row in VISITS.to_pylist()]
        (tmp_path / name).write_text("\n".join(lines) + "\n\n", encoding="utf-8")
    return tmp_path


def rows(path: Path) -> list[dict[str, Any]]:
    """What a written file holds, read by other means than those under test."""
    if path.suffix == ".parquet":
        found: list[dict[str, Any]] = pq.read_table(path).to_pylist()
        return found
    if path.suffix == ".csv":
        import csv

        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


class TestScreenFile:
    """A file of visits into a file of answers."""

    @pytest.mark.parametrize("target", FORMATS)
    @pytest.mark.parametrize("source", FORMATS)
    def test_from_each_format_to_each(self, visits: Path, source: str, target: str) -> None:
        """Each row comes with its own columns, in order, and its answer; rows are counted by verdict."""
        counted = screen_file(visits / f"visits{source}", visits / f"out{target}")

        found = rows(visits / f"out{target}")
        assert VERDICTS == [row["verdict"] for row in found]
        assert ["RU", "Russia", "NA"] == [row["nationality"] for row in found]
        assert ["007", ""] == [row["ticket"] for row in found[:2]]
        assert {"permitted": 1, "undetermined": 1, "denied": 1} == counted

    def test_nothing_and_an_empty_text_stay_apart(self, visits: Path) -> None:
        """An empty field of a CSV file is nothing, an empty text in quotes is a text."""
        screen_file(visits / "visits.csv", visits / "out.parquet")

        assert ["007", "", None] == [row["ticket"] for row in rows(visits / "out.parquet")]

    def test_every_column_of_text_stays_text(self, visits: Path) -> None:
        """No kind is guessed: a number keeps its zeros, and a day its form."""
        screen_file(visits / "visits.csv", visits / "out.csv")

        first = (visits / "out.csv").read_text(encoding="utf-8").splitlines()[1]
        assert '"RU","2025-07-10","007","permitted",false,"russians-admitted resort-open-to-all"' == first

    def test_what_screen_takes(self, visits: Path) -> None:
        """The other arguments are those of `screen`."""
        screen_file(visits / "visits.parquet", visits / "out.jsonl", to="dprk", until=True, on_invalid="null")

        assert {
            "nationality": "RU",
            "date": "2025-07-10",
            "ticket": "007",
            "verdict": "permitted",
            "projected": False,
            "deciding": "russians-admitted",
            "until": "2025-07-18",
            "problem": None,
        } == rows(visits / "out.jsonl")[0]

    @pytest.mark.parametrize("suffix", [".csv", ".parquet"])
    def test_no_rows(self, visits: Path, suffix: str) -> None:
        """A file without rows becomes one without rows, and has the columns."""
        pq.write_table(VISITS.slice(0, 0), visits / "none.parquet")
        (visits / "none.csv").write_text("nationality,date\n", encoding="utf-8")

        counted = screen_file(visits / f"none{suffix}", visits / "out.parquet")

        assert ({}, 0) == (counted, pq.read_table(visits / "out.parquet").num_rows)
        assert "verdict" in pq.read_table(visits / "out.parquet").column_names

    def test_batches(self, visits: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A file is read in batches, and progress is told after each; rows are counted through."""
        monkeypatch.setattr(files, "_BATCH", 2)
        done: list[int] = []

        for source in ("visits.parquet", "visits.jsonl"):
            screen_file(visits / source, visits / "out.parquet", progress=done.append)

        assert VERDICTS == [row["verdict"] for row in rows(visits / "out.parquet")]
        assert [0, 2, 1, 2, 1] == done

    def test_rows_that_cannot_be_asked(self, visits: Path) -> None:
        """They are named by their number, and no file is left, nor is the old one touched."""
        (visits / "visits.csv").write_text(CSV + "Rusia,2025-07-10,1\n", encoding="utf-8")
        (visits / "out.csv").write_text("what was there", encoding="utf-8")

        with pytest.raises(InvalidRowsError, match="row 3: no nationality `Rusia`"):
            screen_file(visits / "visits.csv", visits / "out.csv")

        assert "what was there" == (visits / "out.csv").read_text(encoding="utf-8")
        assert not (visits / ".out.csv.partial").exists()

    def test_rows_without_an_answer_are_counted(self, visits: Path) -> None:
        """Rows that have none are counted under None."""
        (visits / "visits.csv").write_text(CSV + "Rusia,2025-07-10,1\n", encoding="utf-8")

        counted = screen_file(visits / "visits.csv", visits / "out.csv", on_invalid="null")

        assert 1 == counted[None]

    def test_what_was_left_behind_is_replaced(self, visits: Path) -> None:
        """A file that a run left when it was cut short is gone after the next."""
        (visits / ".out.csv.partial").write_text("half", encoding="utf-8")

        screen_file(visits / "visits.csv", visits / "out.csv")

        assert not (visits / ".out.csv.partial").exists()


class TestFaults:
    """Files that cannot be read or written."""

    def test_formats(self, visits: Path) -> None:
        """A file is known by how its name ends."""
        with pytest.raises(InvalidValueError, match=r"visits.xlsx` ends in none of .csv, .parquet, .jsonl, .ndjson"):
            screen_file("visits.xlsx", visits / "out.csv")
        with pytest.raises(InvalidValueError, match="ends in none of"):
            screen_file(visits / "visits.csv", visits / "out")

    def test_in_place(self, visits: Path) -> None:
        """A file is not written over itself."""
        with pytest.raises(InvalidValueError, match="is the file that is read"):
            screen_file(visits / "visits.csv", visits / "visits.csv")

    @pytest.mark.parametrize(
        ("name", "content", "reason"),
        [
            ("a.csv", b"", "Empty CSV file"),
            ("a.csv", b"nationality,date\nRU\n", "Expected 2 columns, got 1"),
            ("a.csv", b"\xff\xfe,date\n", "codec"),
            ("a.csv", b"date,date\n2025-07-10,2025-07-10\n", "two columns are called `date`"),
            ("a.parquet", b"no parquet at all", "Parquet"),
            ("a.jsonl", b"", "it holds no line"),
            ("a.jsonl", b'{"nationality": "RU"}\n{"natio', "line 2 is no JSON"),
            ("a.jsonl", b"[1]\n", "line 1 is no table of keys and values"),
            ("a.jsonl", b"[" * 100_000, "line 1 is no JSON"),
            ("a.jsonl", b'{"a": 1}\n{"a": "x"}\n', ""),
            ("a.jsonl", b"\xff\n", "codec"),
        ],
    )
    def test_no_such_content(self, tmp_path: Path, name: str, content: bytes, reason: str) -> None:
        """A file that is not what its name says is told with the reason, in one line."""
        (tmp_path / name).write_bytes(content)

        with pytest.raises(UnreadableFileError) as caught:
            screen_file(tmp_path / name, tmp_path / "out.csv")

        assert reason in str(caught.value)
        assert "\n" not in str(caught.value)
        assert [name] == [path.name for path in tmp_path.iterdir()]

    def test_a_key_that_comes_late(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A key that the first lines do not have has no column to go to, and is not dropped in silence."""
        monkeypatch.setattr(files, "_BATCH", 1)
        lines = ['{"nationality": "RU", "date": "2025-07-10"}', '{"nationality": "RU", "date": "2025-07-10", "x": 1}']
        (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")

        with pytest.raises(UnreadableFileError, match="`x` is a key that no line among the first 1 has"):
            screen_file(tmp_path / "a.jsonl", tmp_path / "out.csv")

    def test_no_such_file(self, tmp_path: Path) -> None:
        """A file that is not there is told as such, whatever its format."""
        for suffix in FORMATS:
            with pytest.raises(UnreadableFileError, match="No such file"):
                screen_file(tmp_path / f"a{suffix}", tmp_path / "out.csv")

    def test_no_such_folder(self, visits: Path) -> None:
        """A file in no folder cannot be written."""
        with pytest.raises(UnwritableFileError, match="No such file or directory"):
            screen_file(visits / "visits.csv", visits / "nowhere" / "out.csv")
        with pytest.raises(UnwritableFileError, match="cannot write"):
            export(visits / "nowhere" / "out.parquet")

    def test_what_a_format_cannot_hold(self, visits: Path) -> None:
        """A list has no place in a CSV file."""
        pq.write_table(VISITS.append_column("list", pa.array([[1]] * 3)), visits / "lists.parquet")

        with pytest.raises(UnwritableFileError):
            screen_file(visits / "lists.parquet", visits / "out.csv")

        assert not (visits / ".out.csv.partial").exists()


class TestExport:
    """Every answer of a history in a file."""

    @pytest.mark.parametrize("suffix", FORMATS)
    def test_each_format(self, tmp_path: Path, suffix: str) -> None:
        """A row for each run of days, in each format."""
        count = export(tmp_path / f"out{suffix}", history="record")

        assert count == len(rows(tmp_path / f"out{suffix}"))

    def test_days(self, tmp_path: Path) -> None:
        """Days are days in Parquet and ISO text elsewhere; no end is nothing."""
        export(tmp_path / "out.parquet")
        export(tmp_path / "out.csv", strict=True)

        first = rows(tmp_path / "out.parquet")[0]
        assert (None, dt.date(2020, 1, 21)) == (first["from"], first["until"])
        assert ("", "2020-01-21") == (rows(tmp_path / "out.csv")[0]["from"], rows(tmp_path / "out.csv")[0]["until"])


class TestKilled:
    """A run that is cut short."""

    def test_leaves_no_output_and_the_next_run_nothing_else(self, tmp_path: Path) -> None:
        """A command that is killed in mid-run leaves no output, and what it leaves is gone after the next run."""
        source, target = tmp_path / "visits.parquet", tmp_path / "out.parquet"
        with pq.ParquetWriter(source, VISITS.schema) as writer:
            for _ in range(40):
                writer.write_table(pa.concat_tables([VISITS] * 40_000))
        command = [sys.executable, "-m", "dprk_tourism", "screen", str(source), "-o", str(target)]
        running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        deadline = time.monotonic() + 60
        partial = tmp_path / ".out.parquet.partial"
        while not (partial.exists() and partial.stat().st_size) and time.monotonic() < deadline:
            time.sleep(0.005)

        running.send_signal(signal.SIGKILL)
        running.communicate()

        assert -signal.SIGKILL == running.returncode
        assert not target.exists()
        pq.write_table(VISITS, source)
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (0, "") == (done.returncode, done.stderr)
        assert ["out.parquet", "visits.parquet"] == sorted(path.name for path in tmp_path.iterdir())
        assert VERDICTS == [row["verdict"] for row in rows(target)]
