"""Answers in plain data, and the tables that document them."""

import json
import re
import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from factories import REPORT, after, event, policy
from hypothesis import given
from jsonschema import Draft202012Validator, FormatChecker

import dprk_tourism
from dprk_tourism import Audience, Decision, History, Visit, cli, may_visit
from dprk_tourism._render import schema as decision_schema
from dprk_tourism.testing import decisions

PAGES = Path(__file__).parent.parent / "docs" / "reference"
if not PAGES.exists():
    pytest.skip("the tests run without the pages", allow_module_level=True)

ARTICLE = dprk_tourism.load("article")


def documented(page: str, heading: str) -> list[set[str]]:
    """The keys of each table of a page whose first column is headed so."""
    text = (PAGES / page).read_text(encoding="utf-8")
    tables = re.findall(rf"^\| {re.escape(heading)} \| holds \|\n\|---\|---\|\n((?:\|.*\n)+)", text, re.MULTILINE)
    return [set(re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE)) for table in tables]


_KEYS = {
    "elsewhere": "PLACE",
    "otherwise": "HISTORY",
    "windows": "EVENT",
    "sources": "SOURCE",
    "passages": "LOCATOR",
    "conditions": "CONDITION",
    "readings": "READING",
    "if_yes": "VERDICT",
    "if_no": "VERDICT",
}
"""What the keys are in tables whose keys are ids or locators."""


def paths(value: object, path: str = "") -> Iterator[str]:
    """The paths of values in plain data: `stretches[].start`."""
    if isinstance(value, dict):
        for key, inner in value.items():
            name = _KEYS.get(path.rpartition(".")[2], str(key))
            yield from paths(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for inner in value or [None]:
            yield from paths(inner, f"{path}[]")
    else:
        yield path


def types_of(value: object) -> Iterator[type]:
    """The types of values and keys in plain data."""
    yield type(value)
    if isinstance(value, dict):
        value = [part for pair in value.items() for part in pair]
    for inner in value if isinstance(value, list) else ():
        yield from types_of(inner)


def conflicting() -> History:
    """A history in which Russians are both welcome and not."""
    return ARTICLE.amended(
        sources=[REPORT], policies=[policy("welcome", "permit", audience=["RU"], starts="resort-opens")]
    )


def too_open() -> History:
    """A history in which too many facts are open."""
    events = [event(f"e{number}", "2025-07") for number in range(17)]
    bars = [policy(f"p{event.id}", "deny", starts=event.id) for event in events]
    perhaps = policy("some", "permit", audience=Audience(possible=["RU"]))
    return ARTICLE.amended(sources=[REPORT], events=events, policies=[*bars, perhaps])


def on_one_day() -> History:
    """A history in which two unknown events fell on one day."""
    also = event("also", after("ban-notice", "0"))
    bars = policy("also-bars", audience=["RU"], starts="also")
    return ARTICLE.amended(sources=[REPORT], events=[also], policies=[bars])


DECISIONS = [
    may_visit("RU", "2025-07-10", departure="2025-07-20"),
    may_visit("CA", "2025-02-25", to="dprk"),
    ARTICLE.according_to().decide(Visit("RU", "wonsan-kalma", "2025-07-10")),
    conflicting().decide(Visit("RU", "wonsan-kalma", "2025-07-18")),
    too_open().decide(Visit("RU", "wonsan-kalma", "2025-07-10")),
    on_one_day().decide(Visit("RU", "wonsan-kalma", "2025-07-17")),
    may_visit("RU", "2026-01-01", history="record"),
]


class TestDecision:
    """`decision.to_dict()` and its tables."""

    def test_keys(self) -> None:
        """What is shipped is documented, and what is documented is shipped."""
        shape, unknown = documented("decisions.md", "key")
        found = {path for decision in DECISIONS for path in paths(decision.to_dict())}
        facts = ("stretches[].hinges[].unknown", "stretches[].unsettled[]")
        below = {path.removeprefix(f"{fact}.") for path in found for fact in facts if path.startswith(f"{fact}.")}
        above = {next((fact for fact in facts if path.startswith(f"{fact}.")), path) for path in found}
        # A list without an item shows no keys.
        bare = {path for path in above if any(other.startswith(f"{path}.") for other in above)}

        assert unknown == below
        assert shape == above - bare

    def test_json(self) -> None:
        """The data pass through JSON unchanged."""
        for decision in DECISIONS:
            assert decision.to_dict() == json.loads(json.dumps(decision.to_dict()))

    def test_types(self) -> None:
        """No verdict nor any other member of an enum is among them, but strings, which every library takes."""
        for decision in DECISIONS:
            assert {*types_of(decision.to_dict())} <= {dict, list, str, bool, int, float, type(None)}


def closed(shape: Any) -> Any:
    """A schema under which an object has no other keys."""
    if isinstance(shape, list):
        return [*map(closed, shape)]
    if not isinstance(shape, dict):
        return shape
    more = {"additionalProperties": False} if "properties" in shape else {}
    return {key: closed(inner) for key, inner in shape.items()} | more


class TestSchema:
    """`data/decision.schema.json`."""

    FILE = Path(decision_schema.__file__).parents[1] / "data" / "decision.schema.json"
    EXACTLY = Draft202012Validator(closed(decision_schema.schema()), format_checker=FormatChecker())

    def test_is_printed_as_it_ships(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Run as a module, the schema is what the file holds, to the letter."""
        runpy.run_path(decision_schema.__file__, run_name="__main__")

        assert self.FILE.read_text(encoding="utf-8") == capsys.readouterr().out

    def test_is_a_schema(self) -> None:
        """It is a valid schema that refers to nothing, so it can be put into another one."""
        Draft202012Validator.check_schema(decision_schema.schema())
        assert "$ref" not in self.FILE.read_text(encoding="utf-8")

    @pytest.mark.parametrize("decision", DECISIONS, ids=repr)
    def test_every_key(self, decision: Decision) -> None:
        """Answers of all kinds are valid, and have no key that the schema lacks."""
        self.EXACTLY.validate(decision.to_dict())

    @given(decisions())
    def test_any_decision(self, decision: Decision) -> None:
        """So are all answers of all histories."""
        self.EXACTLY.validate(decision.to_dict())

    @pytest.mark.parametrize(
        ("key", "value"),
        [
            ("form", 1),
            ("verdict", "perhaps"),
            ("arrival", "2025-02-30"),
            ("arrival", None),
            ("projected", "no"),
            ("stretches", {}),
            ("otherwise", {"record": True}),
        ],
    )
    def test_wrong_values(self, key: str, value: object) -> None:
        """A value of another type or form is refused."""
        assert not self.EXACTLY.is_valid({**may_visit("RU", "2025-07-10").to_dict(), key: value})

    def test_keys_to_come(self) -> None:
        """A later version may add keys, and may not drop any."""
        data = may_visit("RU", "2025-07-10").to_dict()
        validator = Draft202012Validator(decision_schema.schema())

        assert validator.is_valid({**data, "new": 1})
        for key in data:
            assert not validator.is_valid({name: value for name, value in data.items() if name != key})

    def test_described(self) -> None:
        """Every key has a description that needs no Python and none of our rules."""
        described = re.findall(r'"description": "(.*)"', self.FILE.read_text(encoding="utf-8"))

        assert len(described) > 50
        assert not [text for text in described if "None" in text or "(R" in text or not text.endswith(".")]


class TestCommands:
    """`--json` and its tables."""

    @pytest.mark.parametrize(
        "arguments",
        [
            ["timeline", "RU", "CN"],
            ["who", "2019-06-01", "--history", "record", "--to", "dprk"],
            ["check", "article"],
            ["diff", "article", "record"],
            ["agenda", "--history", "record"],
            ["readings", "RU", "2025-07-05"],
            ["learned", "RU", "2025-07-18"],
            ["sources", "--history", "record"],
            ["places", "--history", "record"],
            ["histories"],
            ["events"],
            ["policies"],
            ["page", "ask.html"],
        ],
        ids=lambda arguments: arguments[0],
    )
    def test_keys(
        self,
        capsys: pytest.CaptureFixture[str],
        arguments: list[str],
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """What each command prints is documented, and what is documented is printed."""
        monkeypatch.chdir(tmp_path)
        assert 0 == cli.main([*arguments, "--json"])
        folded = re.compile(
            r"^(timelines\[\]\.stretches\[\]|places\[\]|events\[\]|policies\[\]|tasks\[\]\.subject|receipt|old|new)\..*"
            r"|(?<=otherwise\.HISTORY\.)\w+|(?<=elsewhere\.PLACE\.)\w+"
        )
        found = {
            folded.sub(lambda match: match[1] or "VERDICT", path) for path in paths(json.loads(capsys.readouterr().out))
        }

        assert documented("command-line.md", f"`{arguments[0]}`") == [found]


class TestStatuses:
    """The exit statuses and their table."""

    def test_table(self) -> None:
        """The page lists the statuses that the command line has, with the same meanings."""
        text = (PAGES / "command-line.md").read_text(encoding="utf-8").partition("\n## Exit status\n")[2]
        rows = re.findall(r"^\| (\d+) \| (.+) \|$", text.partition("\n## ")[0], re.MULTILINE)

        assert {(str(int(status)), status.meaning) for status in cli.Exit} == set(rows)
