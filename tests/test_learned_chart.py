"""The picture of what could be known, and when (R22)."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from factories import country, event, policy, source
from refusals import refused

from dprk_tourism import Chart, Citation, Dating, History, Visit, cli, load
from dprk_tourism.errors import UnknownNationalityError, UnknownPlaceError

ARTICLE = load("article")
SVG = "{http://www.w3.org/2000/svg}"


def tree(chart: Chart) -> ET.Element:
    """The picture, read as XML."""
    return ET.fromstring(chart.svg)  # noqa: S314 - our own text


def rows(chart: Chart) -> list[str]:
    """What stands above each row, from top to bottom."""
    return [each.text or "" for each in tree(chart).iter(f"{SVG}text") if each.attrib["class"] == "name"]


def bars(chart: Chart) -> list[tuple[str, str]]:
    """Each bar: its class, and its text on hover."""
    titled = ((path, path.find(f"{SVG}title")) for path in tree(chart).iter(f"{SVG}path"))
    return [(path.attrib["class"], title.text or "") for path, title in titled if title is not None]


def marks(chart: Chart) -> list[float]:
    """Where the days of the rows are, from the left."""
    paths = (path.attrib for path in tree(chart).iter(f"{SVG}path"))
    return [float(re.findall(r"M([\d.]+)", path["d"])[0]) for path in paths if path["class"] == "event"]


def ticks(chart: Chart) -> dict[str, float]:
    """Where the turns are, a little left of where their days are written."""
    found = (each for each in tree(chart).iter(f"{SVG}text") if each.attrib["class"] == "day")
    return {each.text or "": float(re.findall(r"[\d.]+", each.attrib["transform"])[0]) - 4 for each in found}


def reported(*reports: tuple[str, str]) -> History:
    """A bar from some day on, which each report knows better, and the day on which it appeared."""
    sources = [source(f"report-{day}", day) for day, _ in reports]
    cites = [Citation(each.id) for each in sources]
    datings = [Dating(when=when, citation=cite) for (_, when), cite in zip(reports, cites, strict=True)]
    bar = policy("bar", layer="entry", place="dprk", starts="begins", cites=cites)
    begins = event("begins", *datings)
    return History(id="mine", title="Mine", sources=sources, places=[country()], events=[begins], policies=[bar])


class TestRows:
    """A row for each run of days on which the same was known."""

    def test_article(self) -> None:
        """Each row is headed by its day and the sources that appeared then; the first has none."""
        assert [
            "before any of these",
            "since 2020-01-22: kyodo-2020-01-22, ypt-2020-01",
            "since 2024-02-09: afp-2024-02-09, ap-2024-02-09",
            "since 2025-06-26: ap-2025-06-26, kcna-2025-06-26",
            "since 2025-07-18: afp-2025-07-18, ap-2025-07-18, bbc-2025-07-18",
            "since 2025-07-31: article",
        ] == rows(ARTICLE.learned_chart("Russia"))

    def test_bars(self) -> None:
        """A row has a bar for each run of days with one verdict, as the view of that day has it."""
        view = ARTICLE.known_on("2025-07-31")
        said = [(kind, tip) for kind, tip in bars(ARTICLE.learned_chart("RU")) if tip.startswith("since 2025-07-31")]

        expected = [str(verdict) for verdict, _ in view.timeline("RU").runs()]
        assert expected == [kind for kind, _ in said]
        assert "since 2025-07-31, of visits from 2025-07-01 to 2025-07-15: permitted" == said[1][1]
        assert view.decide(Visit("RU", "wonsan-kalma", "2025-07-15")).permitted

    def test_what_changes_nothing(self) -> None:
        """A source that changes no verdict on any day begins no row."""
        chart = reported(("2025-05-01", "2025-04-01"), ("2025-06-01", "2025-04-01")).learned_chart("RU", "dprk")

        assert ["before any of these", "since 2025-05-01: report-2025-05-01"] == rows(chart)

    def test_many_sources(self) -> None:
        """More than four sources of one day are counted, and all are listed on hover."""
        history = reported(("2025-05-01", "2025-04-01"))
        more = [source(f"copy-{number}", "2025-05-01") for number in range(5)]
        bar = policy("bar", layer="entry", place="dprk", starts="begins", cites=[Citation(each.id) for each in more])
        chart = history.amended(sources=more, policies=[bar]).learned_chart("RU", "dprk")

        assert "since 2025-05-01: copy-0, copy-1, copy-2, copy-3, 2 more" == rows(chart)[-1]
        assert "copy-4, report-2025-05-01</title>" in chart.svg

    def test_nothing_known(self) -> None:
        """Without a source there is one row, of which nothing is known."""
        history = History(id="mine", title="Mine", places=[country()])

        assert [("undetermined", "before any of these, of visits on all days: undetermined")] == bars(
            history.learned_chart("RU", "dprk")
        )


class TestMarks:
    """The line that marks the day on which a row begins."""

    def test_between_turns(self) -> None:
        """It is on its turn, or in proportion between two turns."""
        chart = reported(("2025-05-02", "[2025-04-01..2025-06-01]"), ("2025-06-01", "2025-04-01")).learned_chart(
            "RU", "dprk"
        )
        turns = ticks(chart)

        first, second = marks(chart)
        assert first == pytest.approx(
            (turns["2025-04-01"] + 31 / 61 * (turns["2025-06-01"] - turns["2025-04-01"])), abs=0.2
        )
        assert second > first

    def test_outside_the_turns(self) -> None:
        """Before the first turn and after the last it is in the middle of the time that goes on."""
        early = reported(("2025-01-01", "2025-04-01")).learned_chart("RU", "dprk")
        late = reported(("2025-05-01", "2025-04-01")).learned_chart("RU", "dprk")

        assert marks(early)[0] < ticks(early)["2025-04-01"] < marks(late)[0]


class TestPicture:
    """The picture as a whole."""

    def test_title_and_notes(self) -> None:
        """It says whose visits and where, how to read it, and what is supposed."""
        what_if = ARTICLE.supposing(ends={"foreigners-barred": "2025-09-01"})
        svg = what_if.learned_chart("RU").svg

        assert "with a passport of Russia (RU), and when, as supposed</title>" in svg
        assert "Supposed: foreigners-barred ends on 2025-09-01." in svg
        assert "faded: projected" not in svg

    def test_nothing_is_loaded(self) -> None:
        """It holds all it needs, and the same records give the same picture."""
        svg = ARTICLE.learned_chart("RU").svg

        assert not re.search(r"<script|href|@import|url\((?!#)", svg)
        assert svg == ARTICLE.learned_chart("rus", "Wonsan Kalma Coastal Tourist Zone").svg

    def test_errors(self) -> None:
        """An unknown nationality and an unknown place are errors."""
        with refused(UnknownNationalityError, name="Rusia"):
            ARTICLE.learned_chart("Rusia")
        with refused(UnknownPlaceError, name="nowhere"):
            ARTICLE.learned_chart("RU", "nowhere")


class TestCommand:
    """`dprk-tourism learned --picture`."""

    def test_written(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """The picture of all days is written beside what is printed of the visit."""
        file = tmp_path / "learned.svg"

        assert 0 == cli.main(["learned", "RU", "2025-07-18", "--picture", str(file)])
        assert ARTICLE.learned_chart("RU").svg == file.read_text(encoding="utf-8")
        assert "as was known" in capsys.readouterr().out

    @pytest.mark.parametrize("asked", [["--picture", "learned.pdf"], ["--picture", "learned.svg", "--to", "any"]])
    def test_refused(self, asked: list[str], capsys: pytest.CaptureFixture[str]) -> None:
        """A file of another kind and a picture of several places are refused."""
        assert 2 == cli.main(["learned", "RU", "2025-07-18", *asked])
        assert "" == capsys.readouterr().out
