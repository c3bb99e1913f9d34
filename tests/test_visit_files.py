"""Files of visits: read in batches, screened, and written completely or not at all."""

import csv
import datetime as dt
import errno
import importlib
import json
import os
import signal
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot
from refusals import refused, row_numbers
from strategies import JSON_VALUES

from dprk_tourism import (
    FileError,
    InvalidRowsError,
    InvalidValueError,
    MissingExtraError,
    UnknownNameError,
    files,
)
from dprk_tourism.errors import UnknownPlaceError
from dprk_tourism.files import FORMATS, export, screen_file
from dprk_tourism.files.tables import BATCH, BLOCK, _read_in_turn, read_csv

VISITS = pa.table(
    {
        "nationality": ["RU", "Russia", "NA"],
        "date": ["2025-07-10", "2025-07-17", "2025-07-18"],
        "ticket": ["007", "", None],
    }
)
CSV = 'nationality,date,ticket\nRU,2025-07-10,007\nRussia,2025-07-17,""\nNA,2025-07-18,\n'
VERDICTS = ["permitted", "undetermined", "denied"]

LINES = {".jsonl", ".ndjson"}
CONVERSIONS = [(source, target) for source in FORMATS for target in FORMATS if source not in LINES or target in LINES]
"""Which formats may become which: JSON lines stay JSON lines."""

ADDED = {"verdict", "projected", "deciding"}
"""Keys that a line must not have yet."""


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
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    return [json.loads(line) for line in path.read_text(encoding="utf-8").removesuffix("\n").split("\n")]


def _saved(folder: Path, table: Any, suffix: str) -> Path:
    """A file that holds a table."""
    path = folder / f"a{suffix}"
    if suffix == ".parquet":
        pq.write_table(table, path)
    elif suffix == ".csv":
        pa_csv.write_csv(table, path)
    else:
        path.write_text("\n".join(map(json.dumps, table.to_pylist())), encoding="utf-8")
    return path


class TestScreenFile:
    """A file of visits into a file of answers."""

    @pytest.mark.parametrize(("source", "target"), CONVERSIONS)
    def test_from_each_format_to_each(self, visits: Path, source: str, target: str) -> None:
        """Each row comes with its own columns, in order, and its answer; rows are counted by verdict."""
        counted = screen_file(visits / f"visits{source}", visits / f"out{target}")

        found = rows(visits / f"out{target}")
        assert VERDICTS == [row["verdict"] for row in found]
        assert ["RU", "Russia", "NA"] == [row["nationality"] for row in found]
        assert ["007", ""] == [row["ticket"] for row in found[:2]]
        assert {"permitted": 1, "undetermined": 1, "denied": 1} == counted

    def test_nothing_and_an_empty_text_stay_apart(self, visits: Path) -> None:
        """An empty field of a CSV file is a null, an empty string in quotes is a string."""
        screen_file(visits / "visits.csv", visits / "out.parquet")

        assert ["007", "", None] == [row["ticket"] for row in rows(visits / "out.parquet")]

    def test_every_column_of_text_stays_text(self, visits: Path) -> None:
        """No type is guessed: a number keeps its zeros, and a day its form."""
        screen_file(visits / "visits.csv", visits / "out.csv")

        first = (visits / "out.csv").read_text(encoding="utf-8").splitlines()[1]
        assert '"RU","2025-07-10","007","permitted",false,"russians-admitted resort-open-to-all"' == first

    def test_what_screen_takes(self, visits: Path) -> None:
        """The other arguments are those of `screen`."""
        screen_file(visits / "visits.parquet", visits / "out.jsonl", to="dprk", last_day=True, on_invalid="null")

        assert {
            "nationality": "RU",
            "date": "2025-07-10",
            "ticket": "007",
            "verdict": "permitted",
            "projected": False,
            "deciding": "russians-admitted",
            "last_day": "2025-07-18",
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
        """A file is read in batches, and progress is reported after each."""
        for module in (files.json_lines, files.tables):
            monkeypatch.setattr(module, "BATCH", 2)
        done: list[int] = []

        for suffix in (".parquet", ".jsonl"):
            screen_file(visits / f"visits{suffix}", visits / f"out{suffix}", progress=done.append)
            assert VERDICTS == [row["verdict"] for row in rows(visits / f"out{suffix}")]

        assert [0, 2, 1, 2, 1] == done

    def test_values_of_several_lines(self, visits: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A value in quotes may hold line breaks, wherever the blocks end that the file is read in."""
        monkeypatch.setattr("dprk_tourism.files.tables.BLOCK", 1 << 10)
        notes = [f'note {number},\n{"-" * (number % 70)}\nits "end"' for number in range(1_000)]
        with (visits / "long.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["nationality", "date", "note"])
            writer.writerows(["RU", "2025-07-10", note] for note in notes)

        counted = screen_file(visits / "long.csv", visits / "out.csv")

        assert {"permitted": 1_000} == counted
        assert notes == [row["note"] for row in rows(visits / "out.csv")]

    @pytest.mark.skipif(os.name != "posix", reason="elsewhere a file has no such modes")
    def test_who_may_read_the_target_stays(self, visits: Path) -> None:
        """A file that is replaced may be read by those who could read it before."""
        (visits / "out.csv").touch()
        (visits / "out.csv").chmod(0o640)

        screen_file(visits / "visits.csv", visits / "out.csv")

        assert 0o640 == (visits / "out.csv").stat().st_mode & 0o777

    def test_rows_that_cannot_be_asked(self, visits: Path) -> None:
        """They are named by their numbers, the existing file is left unchanged, and no temporary file stays."""
        (visits / "visits.csv").write_text(CSV + "Rusia,2025-07-10,1\n", encoding="utf-8")
        (visits / "out.csv").write_text("what was there", encoding="utf-8")

        with refused(InvalidRowsError, count=1) as caught:
            screen_file(visits / "visits.csv", visits / "out.csv")

        assert [3] == row_numbers(caught.value)
        assert "what was there" == (visits / "out.csv").read_text(encoding="utf-8")
        assert not list(visits.glob(".*"))

    def test_rows_of_the_whole_file_are_counted(self, tmp_path: Path) -> None:
        """Of the rows that cannot be asked, all are counted and the first named, in whichever batches they are."""
        nationalities = ["RU"] * BATCH + ["Rusia"] + ["RU"] * (2 * BATCH) + ["Germny", "RU", *["Polnd"] * 1_200]
        source = tmp_path / "visits.parquet"
        days = ["2025-07-10"] * len(nationalities)
        pq.write_table(pa.table({"nationality": nationalities, "date": days}), source)

        with pytest.raises(InvalidRowsError) as caught:
            screen_file(source, tmp_path / "out.csv")

        assert 1_202 == caught.value.count
        assert [BATCH, *(3 * BATCH + n for n in (1, 3, 4, 5))] == row_numbers(caught.value)
        assert [source] == list(tmp_path.iterdir())

    def test_rows_without_an_answer_are_counted(self, visits: Path) -> None:
        """Rows that have none are counted under None."""
        (visits / "visits.csv").write_text(CSV + "Rusia,2025-07-10,1\n", encoding="utf-8")

        counted = screen_file(visits / "visits.csv", visits / "out.csv", on_invalid="null")

        assert 1 == counted[None]


class TestFaults:
    """Files that cannot be read or written."""

    def test_formats(self, visits: Path) -> None:
        """A file is known by how its name ends."""
        with refused(
            InvalidValueError,
            snapshot("`visits.xlsx` has another format. Use one of .csv, .parquet, .jsonl, .ndjson."),
        ):
            screen_file("visits.xlsx", visits / "out.csv")
        with refused(InvalidValueError) as caught:
            screen_file(visits / "visits.csv", visits / "out")
        assert f"`{visits / 'out'}`" in str(caught.value)

    def test_in_place(self, visits: Path) -> None:
        """A file is not written over itself."""
        with refused(InvalidValueError) as caught:
            screen_file(visits / "visits.csv", visits / "visits.csv")

        assert snapshot("`visits.csv` is the file that is read. Write to another file.") == str(caught.value).replace(
            f"{visits}{os.sep}", ""
        )

    @pytest.mark.parametrize(
        ("name", "content", "reason"),
        [
            ("a.csv", b"\xff\xfe,date\n", snapshot("it is not UTF-8 text")),
            ("a.csv", b"who;when\nRU;2025-07-10\n", snapshot("columns are separated by `;`; commas expected")),
            ("a.csv", b"date,date\n2025-07-10,2025-07-10\n", snapshot("two columns have the name `date`")),
            ("a.jsonl", b"", snapshot("it has no lines")),
            (
                "a.jsonl",
                b'{"nationality": "RU"}\n{"natio',
                snapshot("line 2 is not valid JSON: Unterminated string starting at (character 2)"),
            ),
            ("a.jsonl", b"[1]\n", snapshot("line 1 is not a JSON object")),
            ("a.jsonl", b"[" * 100_000, snapshot("line 1 is not valid JSON: it is nested too deeply")),
            ("a.jsonl", b'{"a": NaN}\n', snapshot("line 1 is not valid JSON: NaN is not a number in JSON")),
            (
                "a.jsonl",
                b'{"a": 1, "a": 2}\n',
                snapshot("line 1 is not valid JSON: the key `a` occurs twice in one table"),
            ),
            ("a.jsonl", b'\n{"a": \n', snapshot("line 2 is not valid JSON: Expecting value (character 6)")),
            ("a.jsonl", b"\xff\n", snapshot("it is not UTF-8 text")),
            (
                "a.csv",
                b"nationality;date\nRU;2025-07-10\n",
                snapshot("columns are separated by `;`; commas expected"),
            ),
            (
                "a.csv",
                b'nationality,date,note\nRU,2025-07-10,x\nRU,2025-07-11,"is open\nRU,2025-07-12,y\n',
                snapshot("unclosed or misplaced quote by line 4 (unexpected end of data)"),
            ),
            (
                "a.csv",
                b'nationality,date,note\nRU,2025-07-10,"is open\nRU,2025-07-11,y\nRU,2025-07-12,"z"\n',
                snapshot("unclosed or misplaced quote by line 4 (',' expected after '\"')"),
            ),
            (
                "a.csv",
                b'nationality,date,"note\nRU,2025-07-10,x\nRU,2025-07-11,"y"\nRU,2025-07-12,z\n',
                snapshot("unclosed or misplaced quote by line 3 (',' expected after '\"')"),
            ),
            (
                "a.csv",
                b'nationality,date,note\rRU,2025-07-10,"is open\rRU,2025-07-12,y\r',
                snapshot("unclosed or misplaced quote by line 3 (unexpected end of data)"),
            ),
            ("a.csv", "nationality,date\nRU,2025-07-10\n".encode("utf-16"), snapshot("it is not UTF-8 text")),
            (
                "a.csv",
                "nationality,date\nCôte d'Ivoire,2025-07-10\n".encode("cp1252"),
                snapshot("it is not UTF-8 text"),
            ),
            (
                "a.csv",
                b"sep=,\nnationality,date\nRU,2025-07-10\n",
                snapshot("its first line is `sep=,`, which is for spreadsheets; remove it"),
            ),
            (
                "a.csv",
                b'nationality;date;"a, b"\nRU;2025-07-10;x\n',
                snapshot("columns are separated by `;`; commas expected"),
            ),
            (
                "a.csv",
                b"nationality\tdate\ta, b\nRU\t2025-07-10\tx, y\n",
                snapshot("columns are separated by `\\t`; commas expected"),
            ),
            (
                "a.csv",
                b'nationality,date,note\nRU,2025-07-10,"he said \\"hi\\""\n',
                snapshot("unclosed or misplaced quote by line 2 (',' expected after '\"')"),
            ),
            (
                "a.csv",
                b'nationality,date,note\nRU,2025-07-10,"abc"def\n',
                snapshot("unclosed or misplaced quote by line 2 (',' expected after '\"')"),
            ),
            (
                "a.csv",
                b'nationality,date,note\nRU,2025-07-10,"he said ""hi"""x\n',
                snapshot("unclosed or misplaced quote by line 2 (',' expected after '\"')"),
            ),
            (
                "a.csv",
                b'nationality,date,note\nRU,2025-07-10,""x\n',
                snapshot("unclosed or misplaced quote by line 2 (',' expected after '\"')"),
            ),
            ("a.csv", b"nationality,date\nRU," + b"1" * 9_000_000, snapshot("a row is larger than 4 MiB")),
        ],
    )
    def test_wrong_content(self, tmp_path: Path, name: str, content: bytes, reason: str) -> None:
        """A file with other content than its name promises is refused with the reason, in one line."""
        (tmp_path / name).write_bytes(content)

        with refused(FileError, action="read", path=str(tmp_path / name), reason=reason) as caught:
            screen_file(tmp_path / name, tmp_path / f"out{Path(name).suffix}")

        assert "\n" not in str(caught.value)
        assert [name] == [path.name for path in tmp_path.iterdir()]

    @pytest.mark.parametrize(
        ("name", "content", "reason"),
        [
            ("a.csv", b"", "Empty CSV file"),
            ("a.csv", b"nationality,date\nRU\n", "Expected 2 columns, got 1"),
            ("a.parquet", b"no parquet at all", "Parquet"),
        ],
    )
    def test_content_that_arrow_refuses(self, tmp_path: Path, name: str, content: bytes, reason: str) -> None:
        """If Arrow refuses a file, the reason is the first line of its message."""
        (tmp_path / name).write_bytes(content)

        with refused(FileError, action="read", path=str(tmp_path / name)) as caught:
            screen_file(tmp_path / name, tmp_path / "out.csv")

        assert reason in caught.value.reason
        assert "\n" not in str(caught.value)
        assert [name] == [path.name for path in tmp_path.iterdir()]

    @pytest.mark.parametrize(
        ("written", "value"),
        [
            ('"he said ""hi"""', 'he said "hi"'),
            ('""', ""),
            ('""""', '"'),
            ("5'10\" tall", "5'10\" tall"),
            ('"a\nb' + "x" * 200_000 + '"', "a\nb" + "x" * 200_000),
        ],
        ids=["escaped", "empty", "a quote", "without quotes", "long, of two lines"],
    )
    def test_quotes_that_mean_something(self, tmp_path: Path, written: str, value: str) -> None:
        """A quote that is written twice is one, a value without quotes may have some, and a value may be long."""
        (tmp_path / "a.csv").write_text(f"nationality,date,note\nRU,2025-07-10,{written}\n", encoding="utf-8")

        screen_file(tmp_path / "a.csv", tmp_path / "out.parquet")

        assert [value] == pq.read_table(tmp_path / "out.parquet")["note"].to_pylist()

    def test_many_columns(self, tmp_path: Path) -> None:
        """Ten thousand columns are read, and one that has the name of another among them is found."""
        names = [*(f"c{n}" for n in range(10_000)), "nationality", "date"]
        path = tmp_path / "a.csv"
        path.write_text(f"{','.join(names)}\n{'x,' * 10_000}RU,2025-07-10\n", encoding="utf-8")

        assert {"permitted": 1} == screen_file(path, tmp_path / "out.parquet")
        path.write_text(f"{','.join(['c7', *names])}\n", encoding="utf-8")
        with refused(FileError) as caught:
            screen_file(path, tmp_path / "out.parquet")
        assert "`c7`" in caught.value.reason

    def test_long_lines_come_in_small_batches(self, tmp_path: Path) -> None:
        """A batch has so many characters at most, however few lines that is."""
        line = f'{{"nationality": "RU", "date": "2025-07-10", "note": "{"x" * (BLOCK // 2)}"}}\n'
        path = tmp_path / "a.jsonl"
        path.write_text(line * 5, encoding="utf-8")
        sizes: list[int] = []

        screen_file(path, tmp_path / "out.jsonl", progress=sizes.append)

        assert [2, 2, 1] == [size for size in sizes if size]

    def test_no_such_column(self, visits: Path) -> None:
        """A missing column is an error with suggestions, in every format."""
        for suffix in FORMATS:
            with refused(UnknownNameError, kind="column", name="dates", suggestions=("date",), where="on"):
                screen_file(visits / f"visits{suffix}", visits / "out.jsonl", on="dates")

    def test_no_such_place(self, visits: Path) -> None:
        """An unknown place is an error too, and nothing is written."""
        for suffix in FORMATS:
            with refused(UnknownPlaceError, name="nowhere", suggestions=()):
                screen_file(visits / f"visits{suffix}", visits / f"out{suffix}", to="nowhere")
            assert not (visits / f"out{suffix}").exists()

    def test_no_such_file(self, tmp_path: Path) -> None:
        """A missing file is an error with the reason of the system, in every format."""
        for suffix in FORMATS:
            with refused(FileError, action="read", path=str(tmp_path / f"a{suffix}"), reason=os.strerror(errno.ENOENT)):
                screen_file(tmp_path / f"a{suffix}", tmp_path / f"out{suffix}")

    @pytest.mark.parametrize("suffix", FORMATS)
    def test_no_such_source_beside_a_target(self, visits: Path, suffix: str) -> None:
        """A file that cannot be opened is an error even if the output exists already."""
        (visits / f"out{suffix}").touch()
        (visits / f"loop{suffix}").symlink_to(f"loop{suffix}")

        for name, reason in (
            ("a", os.strerror(errno.ENOENT)),
            ("a" * 300, os.strerror(errno.ENAMETOOLONG)),
            ("a\0", snapshot("its name contains a null byte")),
            ("loop", os.strerror(errno.ELOOP)),
        ):
            with refused(FileError, action="read", reason=reason):
                screen_file(visits / f"{name}{suffix}", visits / f"out{suffix}")

        assert b"" == (visits / f"out{suffix}").read_bytes()

    @pytest.mark.parametrize("suffix", FORMATS)
    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
    def test_pipes(self, visits: Path, suffix: str) -> None:
        """A pipe is neither read, which could take forever, nor replaced."""
        pipe = visits / f"pipe{suffix}"
        os.mkfifo(pipe)

        with refused(FileError, action="read", path=str(pipe), reason=snapshot("it is not a regular file")):
            screen_file(pipe, visits / f"out{suffix}")
        with refused(FileError, action="write", path=str(pipe), reason=snapshot("it is not a regular file")):
            screen_file(visits / "visits.csv", pipe)
        assert pipe.is_fifo()

    @pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every name is a text")
    @pytest.mark.parametrize("suffix", [".csv", ".parquet"])
    def test_names_that_are_no_text(self, visits: Path, suffix: str) -> None:
        """A file is read whatever its name; Arrow cannot write one whose name is not UTF-8."""
        strange = visits / f"visits\udcff{suffix}"
        (visits / f"visits{suffix}").rename(strange)

        assert 2 < screen_file(strange, visits / "out.jsonl").total()
        other = visits / ("visits.parquet" if suffix == ".csv" else "visits.csv")
        with refused(FileError, action="write", path=str(strange), reason=snapshot("its name is not UTF-8 text")):
            screen_file(other, strange)

    def test_a_link_to_a_file_of_another_kind(self, visits: Path) -> None:
        """A target that is a link to a file of another kind, such as the history that is read, is left unchanged."""
        (visits / "mine.toml").write_text('id = "mine"\ntitle = "M"\nextends = "article"\n')
        (visits / "out.csv").symlink_to("mine.toml")

        with refused(
            FileError,
            action="write",
            path=str(visits / "out.csv"),
            reason=snapshot("it is a symbolic link to `mine.toml`, a file of another kind"),
        ):
            screen_file(visits / "visits.csv", visits / "out.csv", history=visits / "mine.toml")
        assert "extends" in (visits / "mine.toml").read_text()

    def test_positions_without_pread(self, visits: Path) -> None:
        """Where the system cannot read at a position, a file moves there first, and its readers do not disturb others."""
        with (visits / "visits.csv").open("rb") as file:
            contents = file.read()
            assert contents[3:5] == _read_in_turn(file, 2, 3)
            assert contents[:5] == _read_in_turn(file, 5, 0)

    def test_links_in_a_circle(self, visits: Path) -> None:
        """A symlink loop cannot be written."""
        (visits / "loop.csv").symlink_to("loop.csv")

        with refused(
            FileError,
            action="write",
            path=str(visits / "loop.csv"),
            reason=snapshot("its symbolic links form a loop"),
        ):
            screen_file(visits / "visits.csv", visits / "loop.csv")
        assert (visits / "loop.csv").is_symlink()

    def test_no_such_folder(self, visits: Path) -> None:
        """A file in a missing folder cannot be written."""
        reason = os.strerror(errno.ENOENT)
        with refused(FileError, action="write", path=str(visits / "nowhere" / "out.csv"), reason=reason):
            screen_file(visits / "visits.csv", visits / "nowhere" / "out.csv")
        with refused(FileError, action="write", path=str(visits / "nowhere" / "out.parquet")):
            export(visits / "nowhere" / "out.parquet")

    @pytest.mark.parametrize(
        ("values", "target", "reason"),
        [
            (
                [[1], None, None],
                "out.csv",
                snapshot("the column `more` has the type list<element: int64>, which CSV lacks; write a .parquet file"),
            ),
            (
                [{"a": 1}, None, None],
                "out.csv",
                snapshot("the column `more` has the type struct<a: int64>, which CSV lacks; write a .parquet file"),
            ),
            (
                [dt.timedelta(days=1), None, None],
                "out.csv",
                snapshot("the column `more` has the type duration[us], which CSV lacks; write a .parquet file"),
            ),
            (
                [[dt.timedelta(days=1)], None, None],
                "out.jsonl",
                snapshot(
                    "the column `more` has the type list<element: duration[us]>, which JSON lacks; write a .parquet file"
                ),
            ),
            (
                [1.5, None, float("nan")],
                "out.jsonl",
                snapshot(
                    "the column `more` has bytes, NaN or an infinite number, which JSON lacks; write a .parquet file"
                ),
            ),
        ],
    )
    def test_what_a_format_cannot_hold(self, visits: Path, values: list[Any], target: str, reason: str) -> None:
        """A type that a format has no form for is refused with the column and another format; nothing is written."""
        pq.write_table(VISITS.append_column("more", pa.array(values)), visits / "more.parquet")

        with refused(FileError, action="write", path=str(visits / target), reason=reason):
            screen_file(visits / "more.parquet", visits / target)

        assert not (visits / target).exists()
        assert not list(visits.glob(".*"))

    @pytest.mark.parametrize("values", [[[float("inf")], None, None], [b"x", None, None]])
    def test_what_json_cannot_hold(self, visits: Path, values: list[Any]) -> None:
        """Infinite numbers and bytes are refused too, inside lists as well."""
        pq.write_table(VISITS.append_column("more", pa.array(values)), visits / "more.parquet")

        with refused(FileError, action="write", path=str(visits / "out.jsonl")) as caught:
            screen_file(visits / "more.parquet", visits / "out.jsonl")

        assert "`more`" in caught.value.reason
        assert not (visits / "out.jsonl").exists()

    def test_text_that_is_none(self, tmp_path: Path) -> None:
        """A Parquet file with strings that are not UTF-8 in the columns that are asked for is refused."""
        words = pa.array([b"RU", b"\xff\xfe"]).cast(pa.binary()).view(pa.string())
        pq.write_table(pa.table({"nationality": words, "date": ["2025-07-10"] * 2}), tmp_path / "a.parquet")

        for on_invalid in ("raise", "null"):
            with refused(FileError, action="read", path=str(tmp_path / "a.parquet")):
                screen_file(tmp_path / "a.parquet", tmp_path / "out.csv", on_invalid=on_invalid)

    def test_datetimes_within_a_map(self, tmp_path: Path) -> None:
        """A datetime within a map is written as one of a column is."""
        moment = dt.datetime.fromisoformat("2025-07-10T01:02")
        within = pa.array([[("a", moment)]], pa.map_(pa.string(), pa.timestamp("us")))
        table = pa.table({"nationality": ["RU"], "date": ["2025-07-10"], "within": within, "alone": pa.array([moment])})
        pq.write_table(table, tmp_path / "a.parquet")

        screen_file(tmp_path / "a.parquet", tmp_path / "out.jsonl")

        row = json.loads((tmp_path / "out.jsonl").read_text(encoding="utf-8"))
        assert [["a", row["alone"]]] == row["within"]

    def test_days_within_lists(self, tmp_path: Path) -> None:
        """Days within lists and tables are written as days by themselves are, those past the calendar too."""
        beyond = pa.array([2_932_897], pa.int32()).view(pa.date32())
        nested = pa.StructArray.from_arrays([pa.ListArray.from_arrays([0, 1], beyond)], ["days"])
        visit = {"nationality": ["RU"], "date": ["2025-07-10"], "nested": nested}
        pq.write_table(pa.table(visit), tmp_path / "a.parquet")

        screen_file(tmp_path / "a.parquet", tmp_path / "out.jsonl")

        assert {"days": ["10000-01-01"]} == rows(tmp_path / "out.jsonl")[0]["nested"]

    def test_a_disk_that_is_full_at_the_end(self, visits: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """An error while a file is closed names the file, even if an error came before."""

        class Full:
            def __enter__(self) -> Any:
                return self.write

            def write(self, _: Any) -> None:
                raise OSError(errno.ENOSPC, "")

            def __exit__(self, *_: object) -> None:
                raise OSError(errno.ENOSPC, "")

        monkeypatch.setitem(files.FORMATS, ".csv", (read_csv, lambda *_: Full()))

        with refused(FileError, action="write", path=str(visits / "out.csv"), reason=os.strerror(errno.ENOSPC)):
            screen_file(visits / "visits.parquet", visits / "out.csv")

    def test_what_a_format_holds_otherwise(self, visits: Path) -> None:
        """Categories become strings, and so do days, datetimes and decimals where JSON has no form for them."""
        more = {
            "category": pa.array(["a", "b", None]).dictionary_encode(),
            "day": pa.array([dt.date(2025, 7, 10)] * 3),
            "sum": pa.array([Decimal("1.50")] * 3),
            "time": pa.array([1] * 3).view(pa.time64("ns")),
            "datetime": pa.array([1] * 3).view(pa.timestamp("ns", "UTC")),
            "beyond": pa.array([2_932_897] * 3, pa.int32()).view(pa.date32()),
            "view": pa.array(["x"] * 3, pa.string_view()),
        }
        texts = ("a", "2025-07-10", "1.50", "00:00:00.000000001", "1970-01-01 00:00:00.000000001Z", "10000-01-01", "x")
        table = VISITS
        for name, values in more.items():
            table = table.append_column(name, values)
        pq.write_table(table, visits / "more.parquet")

        for target in ("out.csv", "out.jsonl"):
            screen_file(visits / "more.parquet", visits / target)
            first, _, last = rows(visits / target)
            assert texts == tuple(first[name] for name in more)
            assert last["category"] in ("", None)


def write_lines(path: Path, *lines: str) -> None:
    """Write a file of JSON lines: each is a visit of a Russian on a permitted day, with more keys."""
    begun = '{"nationality": "RU", "date": "2025-07-10"'
    path.write_text("".join(f"{begun}, {line}\n" for line in lines), encoding="utf-8")


class TestLines:
    """Lines of JSON."""

    added = '"verdict": "permitted", "projected": false, "deciding": "russians-admitted resort-open-to-all"}'

    @pytest.mark.parametrize(
        "rest",
        [
            '"x": 1}',
            '"x": 1.0}',
            '"x" :1.50 }',
            '"x": 1e400, "y": 123456789012345678901234567890}',
            f'"x": {"1" * 5_000}}}',
            '"x": {"a": [1, 2.50, {}]}}',
            '"x": "\\ud800 \\u00e9 é"}',
            '"dprk_tourism_line": "x"}',
        ],
    )
    def test_a_line_stays_as_it_is(self, tmp_path: Path, rest: str) -> None:
        """A line that becomes a line keeps its text: numbers, escapes and spaces are unchanged."""
        write_lines(tmp_path / "a.jsonl", rest)

        screen_file(tmp_path / "a.jsonl", tmp_path / "out.jsonl")

        (written,) = (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()
        assert f'{{"nationality": "RU", "date": "2025-07-10", {rest[:-1].rstrip()}, {self.added}' == written

    @pytest.mark.parametrize("batch", [1, 100])
    def test_lines_of_several_types(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, batch: int) -> None:
        """A key may have another type in each line, come late or be missing, in one batch or in several."""
        for module in (files.json_lines, files.tables):
            monkeypatch.setattr(module, "BATCH", batch)
        more: list[dict[str, Any]] = [
            {"x": 1},
            {"x": 1.5},
            {"x": None, "y": "a"},
            {"x": {"a": 1}},
            {"x": {"b": 1}},
            {"x": [True]},
        ]
        write_lines(tmp_path / "a.jsonl", *(json.dumps(each)[1:] for each in more))

        screen_file(tmp_path / "a.jsonl", tmp_path / "out.ndjson")

        asked, added = {"nationality": "RU", "date": "2025-07-10"}, json.loads("{" + self.added)
        assert [{**asked, **each, **added} for each in more] == rows(tmp_path / "out.ndjson")

    @given(
        lines=st.lists(
            st.dictionaries(st.text().filter(lambda key: key not in ADDED), JSON_VALUES), min_size=1, max_size=4
        ),
        ascii_=st.booleans(),
    )
    def test_nothing_is_lost(self, lines: list[dict[str, Any]], ascii_: bool) -> None:
        """A line keeps everything that it holds, and its answer is added."""
        asked = {"nationality": "RU", "date": "2025-07-18"}
        given_ = [{**line, **asked} for line in lines]
        with TemporaryDirectory() as folder:
            source, target = Path(folder, "a.jsonl"), Path(folder, "b.jsonl")
            text = "\n".join(json.dumps(line, ensure_ascii=ascii_) for line in given_)
            source.write_text(text, encoding="utf-8", newline="")

            screen_file(source, target)

            added = {"verdict": "denied", "projected": False, "deciding": "russians-admitted foreigners-barred"}
            assert [{**line, **added} for line in given_] == rows(target)

    def test_what_is_no_text_asks_for_nothing(self, tmp_path: Path) -> None:
        """A number, a list or a null instead of a nationality or a day makes a row that cannot be asked."""
        lines = [
            '{"nationality": 7, "date": "2025-07-10"}',
            '{"nationality": "RU", "date": 20250710}',
            '{"nationality": ["RU"], "date": "2025-07-10"}',
            '{"nationality": "R\\ud800", "date": "2025-07-10"}',
            '{"nationality": null, "date": true}',
            '{"date": "2025-07-10"}',
            "{ }",
        ]
        (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")

        screen_file(tmp_path / "a.jsonl", tmp_path / "out.jsonl", on_invalid="null")

        unknown, missing = "nationality-unknown", "nationality-missing"
        assert [unknown, "day-impossible", unknown, unknown, missing, missing, missing] == [
            row["problem"] for row in rows(tmp_path / "out.jsonl")
        ]
        last = '{"verdict": null, "projected": null, "deciding": null, "problem": "nationality-missing"}'
        assert last == (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()[-1]
        with refused(InvalidRowsError, count=len(lines)) as caught:
            screen_file(tmp_path / "a.jsonl", tmp_path / "out.jsonl")
        assert [0, 1, 2, 3, 4] == row_numbers(caught.value)
        assert "`7`" in caught.value.rows[0]
        assert "`20250710`" in caught.value.rows[1]

    def test_a_key_that_only_later_lines_have(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A key counts wherever it first occurs in the file; lines without it have a null there."""
        monkeypatch.setattr("dprk_tourism.files.json_lines.BATCH", 2)
        visit = {"nationality": "RU", "date": "2025-07-10"}
        lines = [visit, visit, visit, {**visit, "departure": "2025-07-11"}]
        (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")

        counted = screen_file(tmp_path / "a.jsonl", tmp_path / "b.jsonl", departure="departure", on_invalid="null")

        assert {None: 3, "permitted": 1} == counted

    @pytest.mark.parametrize("source", [".csv", ".parquet", ".jsonl"])
    def test_a_column_called_as_the_one_of_lines(self, tmp_path: Path, source: str) -> None:
        """A column with the name that lines are kept under stays a column, and is refused as the key to ask for."""
        name = "dprk_tourism_line"
        table = pa.table({"nationality": ["RU"], "date": ["2025-07-10"], name: ["x"], "then": ["y"]})
        screen_file(_saved(tmp_path, table, source), tmp_path / "out.jsonl")

        assert {"nationality": "RU", "date": "2025-07-10", name: "x", "then": "y"}.items() <= rows(
            tmp_path / "out.jsonl"
        )[0].items()
        if source == ".jsonl":
            with refused(
                FileError,
                action="read",
                path=str(tmp_path / "a.jsonl"),
                reason=snapshot("the key `dprk_tourism_line` is reserved"),
            ):
                screen_file(tmp_path / "a.jsonl", tmp_path / "out.jsonl", nationality=name)

    def test_a_key_that_is_added(self, tmp_path: Path) -> None:
        """A line that has an answer already is refused."""
        write_lines(tmp_path / "a.jsonl", '"x": 1}', '"verdict": "yes"}')

        with refused(
            FileError,
            action="read",
            path=str(tmp_path / "a.jsonl"),
            reason=snapshot("line 2 already has the key `verdict`; rename or drop it"),
        ):
            screen_file(tmp_path / "a.jsonl", tmp_path / "out.jsonl")

    def test_columns(self, tmp_path: Path) -> None:
        """JSON lines do not become columns, whose types would have to be guessed."""
        write_lines(tmp_path / "a.jsonl", '"x": 1}')

        with refused(InvalidValueError) as caught:
            screen_file(tmp_path / "a.jsonl", tmp_path / "out.csv")

        assert snapshot(
            "`a.jsonl` has JSON lines, and `out.csv` would have columns. Write to a .jsonl file, or convert the source first."
        ) == str(caught.value).replace(f"{tmp_path}{os.sep}", "")
        assert ["a.jsonl"] == [path.name for path in tmp_path.iterdir()]


class TestExport:
    """Every answer of a history in a file."""

    @pytest.mark.slow
    @pytest.mark.parametrize("suffix", FORMATS)
    def test_each_format(self, tmp_path: Path, suffix: str) -> None:
        """A row for each run of days, in each format."""
        count = export(tmp_path / f"out{suffix}", history="record")

        assert count == len(rows(tmp_path / f"out{suffix}"))

    def test_days(self, tmp_path: Path) -> None:
        """Days are days in Parquet and ISO strings elsewhere; an unknown end is null."""
        export(tmp_path / "out.parquet")
        export(tmp_path / "out.csv", strict=True)

        first = rows(tmp_path / "out.parquet")[0]
        assert (None, dt.date(2019, 12, 31)) == (first["first_day"], first["last_day"])
        assert ("", "2019-12-31") == (
            rows(tmp_path / "out.csv")[0]["first_day"],
            rows(tmp_path / "out.csv")[0]["last_day"],
        )


class TestExtra:
    """What the extra `files` brings."""

    @pytest.mark.parametrize("package", ["pyarrow", "narwhals"])
    def test_without_it(self, monkeypatch: pytest.MonkeyPatch, package: str) -> None:
        """Without a package of the extra, the error says how to install it."""
        for name in [name for name in sys.modules if name.startswith(("dprk_tourism.frames.", "dprk_tourism.files"))]:
            monkeypatch.delitem(sys.modules, name)
        monkeypatch.setitem(sys.modules, package, None)

        with pytest.raises(MissingExtraError) as caught:
            importlib.import_module("dprk_tourism.files")

        assert ("files", package) == (caught.value.extra, caught.value.package)


@pytest.mark.slow
class TestKilled:
    """A run that is killed."""

    def test_leaves_a_partial_file(self, tmp_path: Path) -> None:
        """A killed command leaves no output, but a hidden file whose name ends in `.partial`."""
        source, target = tmp_path / "visits.parquet", tmp_path / "out.parquet"
        many = VISITS.take(list(range(len(VISITS))) * 40_000)
        with pq.ParquetWriter(source, VISITS.schema) as writer:
            for _ in range(40):
                writer.write_table(many)
        command = [sys.executable, "-m", "dprk_tourism", "screen", str(source), "-o", str(target)]
        running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and not any(each.stat().st_size for each in tmp_path.glob(".*.partial")):
            time.sleep(0.005)

        running.send_signal(signal.SIGKILL)
        running.communicate()

        assert -signal.SIGKILL == running.returncode
        assert not target.exists()
        assert 1 == len(list(tmp_path.glob(".out.parquet.*.partial")))
