"""The data package: its tables, what describes them, and the records that can be made of them again."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import attrs
import duckdb
import pandas as pd
import pytest
from factories import REPORT, after, country, dating, event, policy, resort, source
from hypothesis import given, settings
from inline_snapshot import snapshot
from refusals import refused

import dprk_tourism as dt
from dprk_tourism import (
    AccessPolicy,
    Audience,
    Citation,
    Dating,
    DayWindow,
    Event,
    FileError,
    History,
    Place,
    Resort,
    Source,
)
from dprk_tourism._dataset import package
from dprk_tourism._dataset.package import write_package
from dprk_tourism._dataset.tables import TABLES
from dprk_tourism._model.days import Distance
from dprk_tourism._model.travellers import NATIONALITIES
from dprk_tourism.testing import histories

Row = dict[str, str]

OPEN: Final = History(
    id="open",
    title="Windows without an end, and strings that are hard to read",
    sources=[REPORT, source("copy", derived_from="report", note='A "quoted", note\nof two lines'), source("na")],
    places=[country(), resort(within="dprk", opens="opens", amenities=["golf, skiing"], capacity=2, beachfront_km=4)],
    events=[
        event("opens", "[2025-07-02..]"),
        event("shut", "[..2025-08-01]", after("opens", "-3..")),
        event("open-again", datings=[dating(before="shut", days="1..2", words="NA")]),
    ],
    policies=[
        policy(
            "barred", starts="shut", ends="open-again", audience=["NA"], cites=[Citation("copy"), Citation("report")]
        ),
        policy("all", "permit", layer="entry", place="dprk", ending="permanent", conditions=["visa", "tour"]),
        policy("swept", layer="entry", place="dprk", starts="opens", announced="shut", overrides="earlier"),
        policy(
            "named", layer="entry", place="dprk", starts="shut", overrides=["all"], audience=Audience(possible=["NA"])
        ),
    ],
)


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The packages of both shipped histories, of a view, and of one with open windows."""
    found = {}
    views = {"view": dt.load("article").known_on("2025-07-20"), "open": OPEN}
    for name, history in {**{name: dt.load(name) for name in dt.histories()}, **views}.items():
        found[name] = tmp_path_factory.mktemp("packages") / name
        write_package(found[name], history)
    return found


EACH: Final = pytest.mark.parametrize("name", ["article", "view", "open"])
ALL: Final = pytest.mark.parametrize("name", ["article", "record", "view", "open"])


def described(folder: Path) -> dict[str, Any]:
    """The descriptor of a package."""
    return json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def resources(folder: Path) -> dict[str, dict[str, Any]]:
    """What the descriptor says about each table."""
    return {each["name"]: each for each in described(folder)["resources"]}


@cache
def read(folder: Path, table: str) -> list[Row]:
    """The rows of a table."""
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def cells(text: str) -> Iterator[list[str]]:
    """The cells of each line of a CSV file, with their quotes."""
    cell = r'"(?:[^"]|"")*"|[^",\n]*'
    for line in re.findall(rf"(?:{cell})(?:,(?:{cell}))*\n", text):
        yield re.findall(rf"({cell})(?:,|\n)", line)


READ_AS: Final[dict[str, Callable[[str], object]]] = {
    "string": str,
    "date": date.fromisoformat,
    "integer": int,
    "number": float,
    "boolean": {"true": True, "false": False}.__getitem__,
}


class TestDescriptor:
    """What a validator of Frictionless checks, without it."""

    @EACH
    def test_profile(self, packages: dict[str, Path], name: str) -> None:
        """The package names its profile, and its files by relative paths, sizes and hashes."""
        package = described(packages[name])

        assert "tabular-data-package" == package["profile"]
        assert re.fullmatch(r"[-a-z0-9._/]+", package["name"])
        assert len(package["resources"]) == len({each["name"] for each in package["resources"]})
        for each in package["resources"]:
            content = (packages[name] / each["path"]).read_bytes()
            assert ("tabular-data-resource", "utf-8", "csv") == (each["profile"], each["encoding"], each["format"])
            assert (len(content), f"sha256:{sha256(content).hexdigest()}") == (each["bytes"], each["hash"])
            assert "" in each["schema"]["missingValues"]

    @EACH
    def test_header(self, packages: dict[str, Path], name: str) -> None:
        """The first line of each file has the names of the fields, in their order; every line has as many cells."""
        for each in resources(packages[name]).values():
            with (packages[name] / each["path"]).open(encoding="utf-8", newline="") as file:
                header, *rows = csv.reader(file, strict=True)
            assert header == [field["name"] for field in each["schema"]["fields"]]
            assert {len(header)} >= {len(row) for row in rows}

    @EACH
    def test_types(self, packages: dict[str, Path], name: str) -> None:
        """Every cell has the type of its field, is one of its choices, and is filled if the field requires it."""
        for table, each in resources(packages[name]).items():
            rows = read(packages[name], table)
            for field in each["schema"]["fields"]:
                limits = field.get("constraints", {})
                values = [row[field["name"]] for row in rows]
                assert not (limits.get("required") and "" in values), (table, field)
                for value in filter(None, values):
                    READ_AS[field["type"]](value)
                    assert value in limits.get("enum", [value])

    @ALL
    def test_keys(self, packages: dict[str, Path], name: str) -> None:
        """The key of a row is its own, and every id that refers to another row leads to one."""
        tables = {table: read(packages[name], table) for table in resources(packages[name])}
        for table, each in resources(packages[name]).items():
            keys = [tuple(row[column] for column in each["schema"]["primaryKey"]) for row in tables[table]]
            assert len(set(keys)) == len(keys)
            assert all(map(all, keys))
            for key in each["schema"]["foreignKeys"]:
                there = {row[key["reference"]["fields"]] for row in tables[key["reference"]["resource"] or table]}
                assert {row[key["fields"]] for row in tables[table]} - {""} <= there, (table, key)

    def test_references(self, packages: dict[str, Path]) -> None:
        """Every column with an id refers to the table of that kind; a table calls itself an empty string."""
        found = {
            f"{table}.{key['fields']}": key["reference"]["resource"]
            for table, each in resources(packages["open"]).items()
            for key in each["schema"]["foreignKeys"]
        }

        assert {
            "segments.place": "places",
            "segments.nationality": "nationalities",
            "policies.place": "places",
            "policies.starts": "events",
            "policies.ends": "events",
            "policies.announced": "events",
            "members.policy": "policies",
            "members.nationality": "nationalities",
            "conditions.policy": "policies",
            "overrides.policy": "policies",
            "overrides.overridden": "policies",
            "policy_citations.policy": "policies",
            "policy_citations.source": "sources",
            "events.place": "places",
            "datings.event": "events",
            "datings.after": "events",
            "datings.before": "events",
            "datings.source": "sources",
            "places.within": "",
            "places.opens": "events",
            "place_names.place": "places",
            "amenities.place": "places",
            "place_citations.place": "places",
            "place_citations.source": "sources",
            "sources.derived_from": "",
            "sources.root": "",
            "passages.source": "sources",
        } == found

    def test_receipt(self, packages: dict[str, Path]) -> None:
        """The descriptor says which history, version, days and view the tables are of."""
        assert ["known on 2025-07-20"] == described(packages["view"])["receipt"]["views"]
        assert dt.fingerprint(dt.load("record")) == described(packages["record"])["receipt"]["fingerprint"]

    def test_licence(self, packages: dict[str, Path]) -> None:
        """What ships has the licence of this package; a user's history has none of ours."""
        assert "MIT" == described(packages["record"])["licenses"][0]["name"]
        assert "licenses" not in described(packages["open"])

    @EACH
    def test_dictionary(self, packages: dict[str, Path], name: str) -> None:
        """The dictionary for people has every table and column, what it means, and what Namibia's code is."""
        text = (packages[name] / "README.md").read_text(encoding="utf-8")

        for table, each in resources(packages[name]).items():
            assert f"## {table}\n" in text
            for field in each["schema"]["fields"]:
                assert f"| `{field['name']}` | {field['type']} | {field['description']}" in text
        assert "NA is the code of Namibia" in text
        assert described(packages[name])["receipt"]["fingerprint"] in text

    def test_dictionary_of_a_view(self, packages: dict[str, Path]) -> None:
        """The dictionary names the view."""
        assert "known on 2025-07-20" in (packages["view"] / "README.md").read_text(encoding="utf-8")


def optional(value: str) -> str | None:
    """A cell that may be empty."""
    return value or None


def window(row: Row, prefix: str = "") -> str:
    """The window of two columns, as files have it."""
    return f"[{row[f'{prefix}earliest']}..{row[f'{prefix}latest']}]"


def citation(row: Row) -> Citation:
    """The citation of a row."""
    return Citation(row["source"], optional(row["at"]), optional(row["words"]), optional(row.get("supports", "")))


class Rebuilt:
    """The records that the tables of a package hold."""

    def __init__(self, tables: dict[str, list[Row]]) -> None:
        self.tables = tables

    def parts(self, table: str, column: str, of: str) -> list[Row]:
        """The rows of a table that belong to a record."""
        return [row for row in self.tables[table] if row[column] == of]

    def source(self, row: Row) -> Source:
        """The source of a row, with its parts."""
        passages = {each["at"]: each["gist"] for each in self.parts("passages", "source", row["id"])}
        same = {name: optional(row[name]) for name in ("url", "copy", "archived", "derived_from", "note")}
        whole = {name: row[name] for name in ("id", "kind", "publisher", "title")}
        return Source(**whole, **same, published=window(row, "published_"), passages=passages)  # type: ignore[arg-type]

    def place(self, row: Row) -> Place:
        """The place of a row, with its parts."""
        at = [float(row[name]) for name in ("latitude", "longitude") if row[name]]
        fields: dict[str, Any] = {name: optional(row[name]) for name in ("id", "name", "within", "note")}
        fields["names"] = [each["name"] for each in self.parts("place_names", "place", row["id"])]
        fields["cites"] = [*map(citation, self.parts("place_citations", "place", row["id"]))]
        fields["location"] = at or None
        if row["resort"] == "false":
            return Place(**fields)
        fields |= {name: optional(row[name]) for name in ("opens", "region")}
        fields["capacity"] = int(row["capacity"]) if row["capacity"] else None
        fields["beachfront_km"] = float(row["beachfront_km"]) if row["beachfront_km"] else None
        return Resort(**fields, amenities=[each["amenity"] for each in self.parts("amenities", "place", row["id"])])

    def dating(self, row: Row) -> Dating:
        """The dating of a row, with its parts."""
        if not (row["after"] or row["before"]):
            return Dating(when=window(row), citation=citation(row))
        most = int(row["most_days"]) if row["most_days"] else None
        ends = {name: optional(row[name]) for name in ("after", "before")}
        return Dating(**ends, days=Distance(int(row["least_days"]), most), citation=citation(row))

    def event(self, row: Row) -> Event:
        """The event of a row, with its parts."""
        datings = [*map(self.dating, self.parts("datings", "event", row["id"]))]
        return Event(
            **{name: row[name] for name in ("id", "what")},
            status=row["status"],
            place=optional(row["place"]),
            note=optional(row["note"]),
            datings=datings,
        )

    def policy(self, row: Row) -> AccessPolicy:
        """The policy of a row, with its parts."""
        members = self.parts("members", "policy", row["id"])
        by = {kind: [m["nationality"] for m in members if m["membership"] == kind] for kind in ("certain", "possible")}
        overrides: Any = [each["overridden"] for each in self.parts("overrides", "policy", row["id"])]
        fields: dict[str, Any] = {name: row[name] for name in ("id", "effect", "layer", "place")}
        fields |= {name: optional(row[name]) for name in ("starts", "ends", "ending", "announced", "note")}
        return AccessPolicy(
            **fields,
            audience=Audience(**by),
            overrides="earlier" if row["overrides_earlier"] == "true" else overrides,
            conditions=[each["condition"] for each in self.parts("conditions", "policy", row["id"])],
            cites=[*map(citation, self.parts("policy_citations", "policy", row["id"]))],
        )

    def records(self, kind: str) -> dict[str, Any]:
        """The records of a kind, by their ids."""
        make = {"sources": self.source, "places": self.place, "events": self.event, "policies": self.policy}[kind]
        return {row["id"]: make(row) for row in self.tables[kind]}


def spelled_out(history: History) -> dict[str, dict[str, Any]]:
    """The records of a history with what was left out filled in, as the tables have it."""

    def dated(each: Dating) -> Dating:
        return each if each.when else attrs.evolve(each, days=each.distance)

    return {
        "sources": dict(history.sources),
        "places": dict(history.places),
        "events": {
            id_: attrs.evolve(each, datings=[*map(dated, each.datings)]) for id_, each in history.events.items()
        },
        "policies": {
            id_: attrs.evolve(each, ending=each.ending_or_default, announced=each.announcement)
            for id_, each in history.policies.items()
        },
    }


class TestContent:
    """What the tables hold."""

    @ALL
    def test_records(self, packages: dict[str, Path], name: str) -> None:
        """The tables hold every record whole: the records can be made of them again."""
        history = {"view": dt.load("article").known_on("2025-07-20"), "open": OPEN}.get(name) or dt.load(name)

        rebuilt = Rebuilt({table.name: read(packages[name], table.name) for table in TABLES})
        for kind, records in spelled_out(history).items():
            assert records == rebuilt.records(kind)

    @given(histories())
    @settings(max_examples=30)
    def test_any_records(self, history: History) -> None:
        """So they do for every history that loads."""
        tables = {}
        for table in TABLES:
            if table.name not in ("segments", "nationalities"):
                text = package._csv(table, table.rows(history, strict=False))
                tables[table.name] = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))

        for kind, records in spelled_out(history).items():
            assert records == Rebuilt(tables).records(kind)

    @EACH
    def test_windows(self, packages: dict[str, Path], name: str) -> None:
        """Events have the window that all datings leave them; an open end is an empty cell, as is an end without event."""
        history = {"view": dt.load("article").known_on("2025-07-20"), "open": OPEN}.get(name) or dt.load(name)

        for row in read(packages[name], "events"):
            assert DayWindow(optional(row["earliest"]), optional(row["latest"])) == history.window(row["id"])
            assert (row["id"] in history.disputed) == (row["disputed"] == "true")
        for row in read(packages[name], "policies"):
            for which in ("starts", "ends"):
                days = DayWindow(optional(row[f"{which}_earliest"]), optional(row[f"{which}_latest"]))
                assert days == (history.window(row[which]) if row[which] else DayWindow(None, None))

    @pytest.mark.parametrize("strict", [False, True])
    def test_segments(self, tmp_path: Path, strict: bool) -> None:
        """The answers are those of `segments()`, in its order, strict ones too."""
        write_package(tmp_path, dt.load("article"), strict=strict)

        same = ("nationality", "place", "first_day", "last_day", "verdict", "projected", "deciding", "conditions")
        written = [[row[name] for name in same] for row in read(tmp_path, "segments")]
        table = dt.segments("article", strict=strict).to_pylist()
        assert written == [
            [
                "" if row[name] is None else str(row[name]).replace("True", "true").replace("False", "false")
                for name in same
            ]
            for row in table
        ]

    def test_conditions(self, packages: dict[str, Path]) -> None:
        """R19: a permission names what it asks for; in March 2015 that was an organised tour and a visa."""
        (row,) = (
            row
            for row in read(packages["record"], "segments")
            if (row["place"], row["nationality"]) == ("dprk", "FR")
            and row["first_day"] <= "2015-03-10" <= row["last_day"]
        )

        assert ("permitted", "organised-tour visa") == (row["verdict"], row["conditions"])

    def test_other_conditions(self, tmp_path: Path) -> None:
        """Other conditions begin another run of days, even if no other policy decides in every case."""
        asked = policy("asked", "permit", layer="entry", place="dprk", conditions=["visa"])
        leave = {"layer": "home-state", "place": "dprk", "starts": "leave", "audience": Audience(possible=["RU"])}
        mine = History(
            id="mine",
            title="T",
            surveyed_from="2025-01-01",
            surveyed_through="2025-12-31",
            sources=[REPORT],
            places=[country()],
            events=[event("leave", "2025-07-10")],
            policies=[asked, policy("leave", "permit", conditions=["exit-permit"], **leave)],
        )
        write_package(tmp_path, mine)

        days = ("2024-12-31", "visa"), ("2025-07-09", "visa"), ("2025-12-31", "exit-permit visa")
        assert [("", *days[0]), ("2025-01-01", *days[1]), ("2025-07-10", *days[2])] == [
            (row["first_day"], row["last_day"], row["conditions"])
            for row in read(tmp_path, "segments")
            if row["nationality"] == "RU" and row["last_day"]
        ]

    def test_number_of_rows(self, tmp_path: Path) -> None:
        """The rows of each table are counted."""
        history = dt.load("article")
        counted = write_package(tmp_path, history)

        policies, events = history.policies.values(), history.events.values()
        assert {
            "sources": len(history.sources),
            "places": len(history.places),
            "events": len(events),
            "policies": len(policies),
            "members": sum(len(each.audience.members) for each in policies),
            "policy_citations": sum(len(each.cites) for each in policies),
            "datings": sum(len(each.datings) for each in events),
            "nationalities": len(NATIONALITIES),
        }.items() <= counted.items()
        assert {name: len(read(tmp_path, name)) for name in counted} == counted

    def test_roots(self, packages: dict[str, Path]) -> None:
        """A copy has the root that it goes back to, and a source of its own has itself."""
        assert {"report": "report", "copy": "report", "na": "na"} == {
            row["id"]: row["root"] for row in read(packages["open"], "sources")
        }

    @EACH
    def test_names_of_countries(self, packages: dict[str, Path], name: str) -> None:
        """A code never comes without the name of its country."""
        names = {row["code"]: row["name"] for row in read(packages[name], "nationalities")}

        for table in ("segments", "members"):
            assert all(names[row["nationality"]] == row["nationality_name"] for row in read(packages[name], table))


class TestReaders:
    """What programs make of the files."""

    @pytest.mark.parametrize("name", ["article", "open"])
    def test_quotes(self, packages: dict[str, Path], name: str) -> None:
        """Strings are in quotes, and nothing else is: numbers, days, truth values and empty cells."""
        for table, each in resources(packages[name]).items():
            types = [field["type"] for field in each["schema"]["fields"]]
            _, *lines = cells((packages[name] / f"{table}.csv").read_text(encoding="utf-8"))
            assert len(read(packages[name], table)) == len(lines)
            for line in lines:
                for cell, type_ in zip(line, types, strict=True):
                    assert (type_ == "string" and cell != "") == cell.startswith('"')
                    assert '""' != cell

    def test_namibia_in_pandas(self, packages: dict[str, Path]) -> None:
        """With the arguments that the dictionary names, pandas reads Namibia, and empty cells as missing."""
        file = packages["article"] / "segments.csv"
        table = pd.read_csv(file, keep_default_na=False, na_values=[""])

        assert "NA" in set(table["nationality"])
        assert table["nationality"].notna().all()
        assert table["first_day"].isna().any()

    def test_duckdb(self, packages: dict[str, Path]) -> None:
        """DuckDB finds the types by itself, and keeps Namibia."""
        table = duckdb.read_csv(str(packages["article"] / "segments.csv"))

        assert ["DATE", "DATE", "BOOLEAN"] == [
            str(dict(zip(table.columns, table.types, strict=True))[name])
            for name in ("first_day", "last_day", "projected")
        ]
        assert table.filter("nationality = 'NA'").limit(1).fetchall()
        assert not table.filter("nationality IS NULL").fetchall()

    @EACH
    def test_no_stand_in(self, packages: dict[str, Path], name: str) -> None:
        """No day stands in for an end that nobody knows."""
        for file in packages[name].iterdir():
            assert "9999" not in file.read_text(encoding="utf-8")


class TestFolder:
    """Where a package may be written."""

    def test_again(self, tmp_path: Path) -> None:
        """A package of ours is replaced, and other files beside it stay."""
        folder = tmp_path / "tables"
        write_package(folder, dt.load("article"))
        (folder / "notes.txt").write_text("mine", encoding="utf-8")

        write_package(folder, OPEN)

        assert "dprk-tourism-open" == described(folder)["name"]
        assert 3 == len(read(folder, "sources"))
        assert "mine" == (folder / "notes.txt").read_text(encoding="utf-8")
        assert {f"{table.name}.csv" for table in TABLES} | {"datapackage.json", "README.md", "notes.txt"} == {
            file.name for file in folder.iterdir()
        }

    @pytest.mark.parametrize("name", ["events.csv", "datapackage.json"])
    def test_other_files(self, tmp_path: Path, name: str) -> None:
        """A folder with files of somebody else's is left as it is."""
        (tmp_path / name).write_text('{"name": "theirs"}', encoding="utf-8")

        with refused(
            FileError, action="write", path=str(tmp_path), reason=snapshot("it has other files; use a new folder")
        ):
            write_package(tmp_path, OPEN)

        assert [tmp_path / name] == list(tmp_path.iterdir())

    def test_all_or_none(self, tmp_path: Path) -> None:
        """If one file cannot be written, all stay as they were."""
        write_package(tmp_path, OPEN)
        before = (tmp_path / "datapackage.json").read_bytes()
        (tmp_path / "nationalities.csv").unlink()
        (tmp_path / "nationalities.csv").mkdir()

        with refused(FileError, path=str(tmp_path / "nationalities.csv")):
            write_package(tmp_path, dt.load("article"))

        assert before == (tmp_path / "datapackage.json").read_bytes()
        assert not [*tmp_path.glob(".*")]

    def test_no_such_folder(self, tmp_path: Path) -> None:
        """The folder around it must exist."""
        with refused(FileError, action="write", path=str(tmp_path / "nowhere" / "tables")):
            write_package(tmp_path / "nowhere" / "tables", OPEN)

    def test_the_same_again(self, tmp_path: Path) -> None:
        """Equal histories give the same bytes, in whatever order their records come."""
        for name, history in (("one", OPEN), ("two", dt.loads(dt.dumps(OPEN)))):
            write_package(tmp_path / name, history)

        for file in (tmp_path / "one").iterdir():
            assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes()
