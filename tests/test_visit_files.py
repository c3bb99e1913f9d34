"""Files of visits: read in batches, screened, and written whole or not at all."""

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

from dprk_tourism import (
    InvalidRowsError,
    InvalidValueError,
    MissingExtraError,
    UnknownColumnError,
    UnknownPlaceError,
    UnreadableFileError,
    UnwritableFileError,
    files,
)
from dprk_tourism.files import FORMATS, export, screen_file
from dprk_tourism.files.tables import BATCH, read_csv

VISITS = pa.table(
    {
        "nationality": ["RU", "Russia", "NA"],
        "date": ["2025-07-10", "2025-07-17", "2025-07-18"],
        "ticket": ["007", "", None],
    }
)
CSV = 'nationality,date,ticket\nRU,2025-07-10,007\nRussia,2025-07-17,""\nNA,2025-07-18,\n'
VERDICTS = ["permitted", "undetermined", "denied"]

ADDED = {"verdict", "projected", "deciding"}
"""What a line must not have yet."""

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
"""Whatever JSON can write."""


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
        for module in (files.lines, files.tables):
            monkeypatch.setattr(module, "BATCH", 2)
        done: list[int] = []

        for source in ("visits.parquet", "visits.jsonl"):
            screen_file(visits / source, visits / "out.parquet", progress=done.append)

        assert VERDICTS == [row["verdict"] for row in rows(visits / "out.parquet")]
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
        """They are named by their number, and no file is left, nor is the old one touched."""
        (visits / "visits.csv").write_text(CSV + "Rusia,2025-07-10,1\n", encoding="utf-8")
        (visits / "out.csv").write_text("what was there", encoding="utf-8")

        with pytest.raises(InvalidRowsError, match="row 3: no nationality `Rusia`"):
            screen_file(visits / "visits.csv", visits / "out.csv")

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
        first, second, *_, more = str(caught.value).splitlines()[1:]
        assert f"  row {BATCH}: no nationality `Rusia`" == first.partition(";")[0]
        assert f"  row {3 * BATCH + 1}: no nationality `Germny`" == second.partition(";")[0]
        assert "  and 1,197 more" == more
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
            ("a.csv", b"\xff\xfe,date\n", "it is no UTF-8 text"),
            ("a.csv", b"date,date\n2025-07-10,2025-07-10\n", "two columns are called `date`"),
            ("a.parquet", b"no parquet at all", "Parquet"),
            ("a.jsonl", b"", "it holds no line"),
            ("a.jsonl", b'{"nationality": "RU"}\n{"natio', "line 2 is no JSON"),
            ("a.jsonl", b"[1]\n", "line 1 is no table of keys and values"),
            ("a.jsonl", b"[" * 100_000, "line 1 is no JSON"),
            ("a.jsonl", b"[" * 100_000, "line 1 is no JSON: it is nested too deeply"),
            ("a.jsonl", b'{"a": NaN}\n', "line 1 is no JSON: NaN is no number"),
            (
                "a.jsonl",
                b'{"a": ' + b"9" * 5000 + b"}\n",
                "line 1 is no JSON: a number has more digits than can be read",
            ),
            ("a.jsonl", b'{"a": 1, "a": 2}\n', "line 1 is no JSON: the key `a` stands twice in one table"),
            ("a.jsonl", b'\n{"a": \n', "line 2 is no JSON: Expecting value (character 6)"),
            ("a.jsonl", b"\xff\n", "it is no UTF-8 text"),
            ("a.csv", b"nationality;date\nRU;2025-07-10\n", "its columns are parted by `;`; write it with commas"),
            (
                "a.csv",
                b'nationality,date,note\nRU,2025-07-10,x\nRU,2025-07-11,"is open\nRU,2025-07-12,y\n',
                "a quote is not closed, or stands amid a value, by line 4 (unexpected end of data)",
            ),
            (
                "a.csv",
                b'nationality,date,note\nRU,2025-07-10,"is open\nRU,2025-07-11,y\nRU,2025-07-12,"z"\n',
                "a quote is not closed, or stands amid a value, by line 4 (",
            ),
            (
                "a.csv",
                b'nationality,date,"note\nRU,2025-07-10,x\nRU,2025-07-11,"y"\nRU,2025-07-12,z\n',
                "a quote is not closed, or stands amid a value, by line 3 (",
            ),
            (
                "a.csv",
                b'nationality,date,note\rRU,2025-07-10,"is open\rRU,2025-07-12,y\r',
                "a quote is not closed, or stands amid a value, by line 3 (unexpected end of data)",
            ),
            ("a.csv", b"nationality,date\nRU," + b"1" * 9_000_000, "a row takes more than 4 MiB"),
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

    def test_no_such_column(self, visits: Path) -> None:
        """A column that is not there is told as such, with what there is, whatever the format."""
        for suffix in FORMATS:
            with pytest.raises(UnknownColumnError, match=r"`dates`, which `on` \(--on\) asks.* did you mean `date`"):
                screen_file(visits / f"visits{suffix}", visits / "out.jsonl", on="dates")

    def test_no_such_place(self, visits: Path) -> None:
        """So is a place, and nothing is written."""
        for suffix in FORMATS:
            with pytest.raises(UnknownPlaceError, match="no place `nowhere`; did you mean `dprk` or "):
                screen_file(visits / f"visits{suffix}", visits / "out.csv", to="nowhere")
            assert not (visits / "out.csv").exists()

    def test_no_such_file(self, tmp_path: Path) -> None:
        """A file that is not there is told as such, whatever its format."""
        for suffix in FORMATS:
            with pytest.raises(UnreadableFileError, match="No such file"):
                screen_file(tmp_path / f"a{suffix}", tmp_path / "out.csv")

    @pytest.mark.parametrize("suffix", FORMATS)
    def test_no_such_source_beside_a_target(self, visits: Path, suffix: str) -> None:
        """That a file cannot be opened is told though there is something to compare it with."""
        (visits / "out.csv").touch()
        (visits / f"loop{suffix}").symlink_to(f"loop{suffix}")

        for name, reason in (
            ("a", "No such file"),
            ("a" * 300, "name too long"),
            ("a\0", "null byte"),
            ("loop", "symbolic links"),
        ):
            with pytest.raises(UnreadableFileError, match=reason):
                screen_file(visits / f"{name}{suffix}", visits / "out.csv")

        assert b"" == (visits / "out.csv").read_bytes()

    @pytest.mark.parametrize("suffix", FORMATS)
    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
    def test_pipes(self, visits: Path, suffix: str) -> None:
        """A pipe is neither read, which could take forever, nor replaced."""
        pipe = visits / f"pipe{suffix}"
        os.mkfifo(pipe)

        with pytest.raises(UnreadableFileError, match="it is no regular file"):
            screen_file(pipe, visits / "out.csv")
        with pytest.raises(UnwritableFileError, match="it is a device or a pipe; name a file"):
            screen_file(visits / "visits.csv", pipe)
        assert pipe.is_fifo()

    @pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every name is a text")
    @pytest.mark.parametrize("suffix", [".csv", ".parquet"])
    def test_names_that_are_no_text(self, visits: Path, suffix: str) -> None:
        """Arrow opens no file whose name is no text; that is told without the words of a codec."""
        strange = visits / f"visits\udcff{suffix}"
        (visits / f"visits{suffix}").rename(strange)

        with pytest.raises(UnreadableFileError, match="its name is no UTF-8 text"):
            screen_file(strange, visits / "out.jsonl")
        with pytest.raises(UnwritableFileError, match="its name is no UTF-8 text"):
            screen_file(visits / "visits.jsonl", strange)

    def test_links_in_a_circle(self, visits: Path) -> None:
        """A link that leads to itself is no place for a file."""
        (visits / "loop.csv").symlink_to("loop.csv")

        with pytest.raises(UnwritableFileError, match="it is a link that leads in a circle"):
            screen_file(visits / "visits.csv", visits / "loop.csv")
        assert (visits / "loop.csv").is_symlink()

    def test_no_such_folder(self, visits: Path) -> None:
        """A file in no folder cannot be written."""
        with pytest.raises(UnwritableFileError, match="there is no folder"):
            screen_file(visits / "visits.csv", visits / "nowhere" / "out.csv")
        with pytest.raises(UnwritableFileError, match="cannot write"):
            export(visits / "nowhere" / "out.parquet")

    @pytest.mark.parametrize(
        ("values", "target", "reason"),
        [
            ([[1], None, None], "out.csv", "`more` is of the kind list<element: int64>, which CSV cannot hold"),
            ([{"a": 1}, None, None], "out.csv", "`more` is of the kind struct<a: int64>, which CSV cannot hold"),
            ([1.5, None, float("nan")], "out.jsonl", "`more` holds bytes, or a number that is infinite or none (NaN)"),
            ([[float("inf")], None, None], "out.jsonl", "`more` holds bytes, or a number that is infinite"),
            ([b"x", None, None], "out.jsonl", "`more` holds bytes"),
        ],
    )
    def test_what_a_format_cannot_hold(self, visits: Path, values: list[Any], target: str, reason: str) -> None:
        """What a format has no form for is refused with the column and a format that has one; nothing is written."""
        pq.write_table(VISITS.append_column("more", pa.array(values)), visits / "more.parquet")

        with pytest.raises(UnwritableFileError) as caught:
            screen_file(visits / "more.parquet", visits / target)

        assert reason in str(caught.value)
        assert "write to a file that ends in .parquet" in str(caught.value)
        assert not (visits / target).exists()
        assert not list(visits.glob(".*"))

    def test_text_that_is_none(self, tmp_path: Path) -> None:
        """A Parquet file may hold any bytes as text; where they ask and are no text, the file is refused."""
        words = pa.array([b"RU", b"\xff\xfe"]).cast(pa.binary()).view(pa.string())
        pq.write_table(pa.table({"nationality": words, "date": ["2025-07-10"] * 2}), tmp_path / "a.parquet")

        for on_invalid in ("raise", "null"):
            with pytest.raises(UnreadableFileError, match=r"UTF-?8"):
                screen_file(tmp_path / "a.parquet", tmp_path / "out.csv", on_invalid=on_invalid)

    def test_days_within_lists(self, tmp_path: Path) -> None:
        """Days within lists and tables are written as days by themselves are, those past the calendar too."""
        beyond = pa.array([2_932_897], pa.int32()).view(pa.date32())
        nested = pa.StructArray.from_arrays([pa.ListArray.from_arrays([0, 1], beyond)], ["days"])
        visit = {"nationality": ["RU"], "date": ["2025-07-10"], "told": nested}
        pq.write_table(pa.table(visit), tmp_path / "a.parquet")

        screen_file(tmp_path / "a.parquet", tmp_path / "out.jsonl")

        assert {"days": ["10000-01-01"]} == rows(tmp_path / "out.jsonl")[0]["told"]

    def test_a_disk_that_is_full_at_the_end(self, visits: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """What cannot be written when a file is closed is told with its name, though an error came before."""

        class Full:
            def __enter__(self) -> Any:
                return self.write

            def write(self, _: Any) -> None:
                raise OSError(errno.ENOSPC, "")

            def __exit__(self, *_: object) -> None:
                raise OSError(errno.ENOSPC, "")

        monkeypatch.setitem(files.FORMATS, ".csv", (read_csv, lambda *_: Full()))

        with pytest.raises(UnwritableFileError, match=r"cannot write `.*out.csv`: No space left on device"):
            screen_file(visits / "visits.jsonl", visits / "out.csv")

    def test_what_a_format_holds_otherwise(self, visits: Path) -> None:
        """Categories become text; days, moments and decimal numbers do where JSON has no form for them."""
        more = {
            "kind": pa.array(["a", "b", None]).dictionary_encode(),
            "day": pa.array([dt.date(2025, 7, 10)] * 3),
            "sum": pa.array([Decimal("1.50")] * 3),
            "time": pa.array([1] * 3).view(pa.time64("ns")),
            "moment": pa.array([1] * 3).view(pa.timestamp("ns", "UTC")),
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
            assert last["kind"] in ("", None)


def write_lines(path: Path, *lines: str) -> None:
    """A file of lines of JSON, each a visit of a Russian on a permitted day, and what is given beside."""
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
            '"x": {"a": [1, 2.50, {}]}}',
            '"x": "\\ud800 \\u00e9 é"}',
            '"dprk_tourism_line": "x"}',
        ],
    )
    def test_a_line_stays_as_it_is(self, tmp_path: Path, rest: str) -> None:
        """Lines that become lines are not written anew: numbers, escapes and blanks are as they were."""
        write_lines(tmp_path / "a.jsonl", rest)

        screen_file(tmp_path / "a.jsonl", tmp_path / "out.jsonl")

        (written,) = (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()
        assert f'{{"nationality": "RU", "date": "2025-07-10", {rest[:-1].rstrip()}, {self.added}' == written

    @pytest.mark.parametrize("batch", [1, 100])
    def test_lines_of_several_kinds(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, batch: int) -> None:
        """A key may be of another kind in each line, come late or be missing, in one batch or in several."""
        for module in (files.lines, files.tables):
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
        lines=st.lists(st.dictionaries(st.text().filter(lambda key: key not in ADDED), JSON), min_size=1, max_size=4),
        ascii_=st.booleans(),
    )
    def test_nothing_is_lost(self, lines: list[dict[str, Any]], ascii_: bool) -> None:
        """Whatever a line holds, it holds afterwards, and its answer is added to it."""
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
        """A number, a list or nothing where a nationality or a day should be is a row that cannot be asked."""
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
        with pytest.raises(InvalidRowsError, match=r"row 0: no nationality `7`(?s:.*)row 1: `20250710` is no day"):
            screen_file(tmp_path / "a.jsonl", tmp_path / "out.jsonl")

    def test_a_key_that_only_later_lines_have(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A key counts wherever it stands in the file; lines without it hold nothing there."""
        monkeypatch.setattr("dprk_tourism.files.lines.BATCH", 2)
        visit = {"nationality": "RU", "date": "2025-07-10"}
        lines = [visit, visit, visit, {**visit, "departure": "2025-07-11"}]
        (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")

        counted = screen_file(tmp_path / "a.jsonl", tmp_path / "b.jsonl", departure="departure", on_invalid="null")

        assert {None: 3, "permitted": 1} == counted

    @pytest.mark.parametrize("source", [".csv", ".parquet", ".jsonl"])
    def test_a_column_called_as_the_one_of_lines(self, tmp_path: Path, source: str) -> None:
        """A column that has the name by which lines are kept is a column, and asked for as a key it is refused."""
        name = "dprk_tourism_line"
        table = pa.table({"nationality": ["RU"], "date": ["2025-07-10"], name: ["x"], "then": ["y"]})
        screen_file(_saved(tmp_path, table, source), tmp_path / "out.jsonl")

        assert {"nationality": "RU", "date": "2025-07-10", name: "x", "then": "y"}.items() <= rows(
            tmp_path / "out.jsonl"
        )[0].items()
        if source == ".jsonl":
            with pytest.raises(UnreadableFileError, match=f"the key `{name}` is used here for something else"):
                screen_file(tmp_path / "a.jsonl", tmp_path / "out.jsonl", nationality=name)

    def test_a_key_that_is_added(self, tmp_path: Path) -> None:
        """A line that has an answer already keeps it: it is not screened."""
        write_lines(tmp_path / "a.jsonl", '"x": 1}', '"verdict": "yes"}')

        with pytest.raises(UnreadableFileError, match="line 2 has the key `verdict` already; rename it, or drop it"):
            screen_file(tmp_path / "a.jsonl", tmp_path / "out.jsonl")

    @pytest.mark.parametrize("batch", [1, 100])
    def test_columns(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, batch: int) -> None:
        """In another format each key is a column of its kind in all lines; fractions have room for whole numbers."""
        for module in (files.lines, files.tables):
            monkeypatch.setattr(module, "BATCH", batch)
        lines = [
            '"whole": 1, "large": 9007199254740993, "mixed": 1, "late": null}',
            '"whole": -1, "large": 1, "mixed": 1.5, "late": true, "text": "é", "none": null}',
        ]
        write_lines(tmp_path / "a.jsonl", *lines)

        screen_file(tmp_path / "a.jsonl", tmp_path / "out.parquet")

        table = pq.read_table(tmp_path / "out.parquet").drop_columns(["nationality", "date"])
        assert {
            "whole": [1, -1],
            "large": [9007199254740993, 1],
            "mixed": [1.0, 1.5],
            "late": [None, True],
            "text": [None, "é"],
            "none": [None, None],
        } == table.drop_columns(["verdict", "projected", "deciding"]).to_pydict()
        assert ["int64", "int64", "double", "bool", "string", "string"] == [
            str(kind) for kind in table.schema.types[:6]
        ]

    @pytest.mark.parametrize(
        ("values", "reason"),
        [
            (["1", '"a"'], "line 2 has another kind of value at `x` than lines before it"),
            (["true", "null", "0"], "line 3 has another kind of value at `x` than lines before it"),
            (["9007199254740993", "0.5"], "(large whole numbers, fractions)"),
            (["0.5", "9007199254740993"], "(fractions, large whole numbers)"),
            (["9223372036854775808"], "line 1 has a number that is too large at `x`"),
            (["1e400"], "line 1 has a number that is too large at `x`"),
            (["null", "[1]"], "line 2 has a list at `x`, which no column can hold"),
            (["{}"], "line 1 has a table at `x`, which no column can hold"),
            (['"\\ud800"'], "line 1 has half a character at `x`"),
            (['1, "\\ud800": 1'], "line 1 has half a character at `\\ud800`"),
        ],
    )
    def test_what_is_no_column(self, tmp_path: Path, values: list[str], reason: str) -> None:
        """What would change in a column is refused with its line and key, and lines of JSON take it."""
        write_lines(tmp_path / "a.jsonl", *(f'"x": {value}}}' for value in values))

        with pytest.raises(UnreadableFileError) as caught:
            screen_file(tmp_path / "a.jsonl", tmp_path / "out.csv")

        assert reason in str(caught.value)
        assert str(caught.value).endswith("a file of JSON lines (.jsonl) takes them as they are")
        assert {"permitted": len(values)} == screen_file(tmp_path / "a.jsonl", tmp_path / "b.jsonl")


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


class TestExtra:
    """What the extra `files` brings."""

    @pytest.mark.parametrize("package", ["pyarrow", "narwhals.stable.v2"])
    def test_without_it(self, monkeypatch: pytest.MonkeyPatch, package: str) -> None:
        """Without a package of the extra, the error says how to install it."""
        for name in [name for name in sys.modules if name.startswith(("dprk_tourism.frames", "dprk_tourism.files"))]:
            monkeypatch.delitem(sys.modules, name)
        monkeypatch.setitem(sys.modules, package, None)

        said = rf"needs the package `{package}`; install it with `pip install 'dprk-tourism\[files\]'`"
        with pytest.raises(MissingExtraError, match=said):
            importlib.import_module("dprk_tourism.files")


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
        while time.monotonic() < deadline and not any(each.stat().st_size for each in tmp_path.glob(".*.partial")):
            time.sleep(0.005)

        running.send_signal(signal.SIGKILL)
        running.communicate()

        assert -signal.SIGKILL == running.returncode
        assert not target.exists()
        assert 1 == len(list(tmp_path.glob(".out.parquet.*.partial")))
        pq.write_table(VISITS, source)
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (0, "") == (done.returncode, done.stderr)
        assert ["out.parquet", "visits.parquet"] == sorted(path.name for path in tmp_path.iterdir())
        assert VERDICTS == [row["verdict"] for row in rows(target)]
