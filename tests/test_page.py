"""The page that answers in a browser, as one file; `site/test_browser.py` opens it."""

import json
import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest
from refusals import refused

import dprk_tourism as dt
from dprk_tourism import FileError, InvalidValueError, cli
from dprk_tourism._page import write_page

RECORD = dt.load("record")


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page as the command writes it."""
    file = tmp_path_factory.mktemp("page") / "ask.HTML"
    assert 0 == cli.main(["page", str(file), "--json"])
    return file.read_text(encoding="utf-8")


class TestOneFile:
    """All of it is in the file."""

    def test_loads_nothing(self, page: str) -> None:
        """No element names another file, and every placeholder is filled in."""
        assert ["data:,"] == re.findall(r'<[^>]*\s(?:src|href)="(?!#)([^"]*)"', page)
        assert "{{" not in page

    def test_policy(self, page: str) -> None:
        """Nothing may be loaded, and the one script that may run is the one in the page, by its hash."""
        (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
        (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)

        digest = b64encode(sha256(script.encode()).digest()).decode()
        assert ["default-src 'none'", f"script-src 'sha256-{digest}'"] == policy.split("; ")[:2]

    def test_answers(self, page: str) -> None:
        """It holds the answers of both histories for each nationality at each place, in JSON that ends no script."""
        (held,) = re.findall(r'<script type="application/json" id="ask-data">(.*?)</script>', page, re.DOTALL)
        data = json.loads(held)

        assert "<" not in held
        assert ["record", "article"] == [*data["histories"]]
        assert set(RECORD.places) == set(data["histories"]["record"]["timeline_of"])
        assert set(dt.nationalities()) == set(data["histories"]["record"]["class_of"])

    def test_age(self, page: str) -> None:
        """It says which version made it, and when the data of each history ends."""
        for said in (dt.__version__, str(RECORD.surveyed_through), str(dt.load("article").surveyed_through)):
            assert said in page.rpartition("<h2>What you see</h2>")[2]


class TestWriting:
    """What is written where."""

    @pytest.mark.parametrize("name", ["", "page", "ask.htm", "mine.toml"])
    def test_another_name(self, tmp_path: Path, name: str) -> None:
        """Only a file that ends in .html is written, so a slip replaces nothing."""
        with refused(InvalidValueError):
            write_page(tmp_path / name)

        assert [] == [*tmp_path.iterdir()]

    def test_nowhere(self, tmp_path: Path) -> None:
        """A file that cannot be written is an error that names it."""
        file = tmp_path / "nowhere" / "ask.html"
        with refused(FileError, path=str(file), action="write"):
            write_page(file)
