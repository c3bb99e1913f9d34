"""Pictures of timelines: what they show, that they are safe, and that they can be read."""

import itertools
import re
import struct
import sys
import time
import xml.etree.ElementTree as ET
from functools import partial
from pathlib import Path
from typing import Any

import attrs
import pytest
from factories import event, policy, source
from inline_snapshot import snapshot
from refusals import refused

import dprk_tourism
from dprk_tourism import (
    Chart,
    FileError,
    History,
    InvalidValueError,
    MissingExtraError,
    WrongTypeError,
)
from dprk_tourism._render import svg
from dprk_tourism.errors import UnknownNationalityError, UnknownPlaceError

ARTICLE = dprk_tourism.load("article")
SVG = "{http://www.w3.org/2000/svg}"


def tree(chart: Chart) -> ET.Element:
    """The picture, read as XML."""
    return ET.fromstring(chart.svg)  # noqa: S314 - our own text


def bars(chart: Chart) -> list[tuple[str, str]]:
    """Each bar: its class, and its text on hover."""
    found = []
    for path in tree(chart).iter(f"{SVG}path"):
        title = path.find(f"{SVG}title")
        if title is not None:
            found.append((path.attrib["class"], title.text or ""))
    return found


def shape(chart: Chart, number: int) -> list[tuple[float, float]]:
    """The corners of a bar."""
    paths = [path for path in tree(chart).iter(f"{SVG}path") if path.find(f"{SVG}title") is not None]
    pairs = paths[number].attrib["d"].strip("MZ").split()
    return [(float(x), float(y)) for x, y in (pair.split(",") for pair in pairs)]


def texts(chart: Chart, kind: str) -> list[str]:
    """The strings of one class, from top to bottom."""
    return [each.text or "" for each in tree(chart).iter(f"{SVG}text") if each.attrib["class"] == kind]


def small(*events: tuple[str, str], what: str = "W", surveyed: str = "2030-01-01") -> History:
    """A history of one place, that every event shuts and the next one opens again."""
    ids = [id_ for id_, _ in events]
    return History(
        id="mine",
        title="Mine",
        sources=[source(published=surveyed)],
        places=[dprk_tourism.Place(id="dprk", name="North <Korea>")],
        events=[event(id_, day, what=what) for id_, day in events],
        policies=[
            policy(
                f"p{number}",
                "permit" if number % 2 else "deny",
                layer="entry",
                audience="everyone",
                place="dprk",
                starts=start,
            )
            for number, start in enumerate([None, *ids])
        ],
    )


class TestBars:
    """One bar for each stretch."""

    def test_article(self) -> None:
        """Each stretch is a bar in its verdict's class; on hover it shows its days, its verdict and its reason."""
        found = bars(ARTICLE.chart(["RU"]))

        assert [
            "denied projected", "denied", "denied", "denied", "permitted", "undetermined", "denied", "denied projected",
        ] == [kind for kind, _ in found]  # fmt: skip
        assert snapshot(
            [
                "Russia (RU), until 2019-12-31: denied, projected (not-yet-open)",
                "Russia (RU), from 2020-01-01 to 2020-01-21: denied (not-yet-open)",
                "Russia (RU), from 2020-01-22 to 2024-02-08: denied (not-yet-open; pandemic-closure)",
                "Russia (RU), from 2024-02-09 to 2025-06-30: denied (not-yet-open; russians-admitted)",
                "Russia (RU), from 2025-07-01 to 2025-07-15: permitted (russians-admitted, resort-open-to-all)",
                "Russia (RU), from 2025-07-16 to 2025-07-17: undetermined (hinge: ban-notice; russians-admitted)",
                "Russia (RU), on 2025-07-18: denied (russians-admitted, foreigners-barred)",
                "Russia (RU), from 2025-07-19 on: denied, projected (russians-admitted, foreigners-barred)",
            ]
        ) == [said for _, said in found]

    def test_bars_of_a_row_meet(self) -> None:
        """Each bar begins where the one before ends, and the row fills the picture from edge to edge."""
        chart = ARTICLE.chart(["RU"])
        rows = [[x for x, _ in shape(chart, number)] for number in range(8)]
        edges = [(min(row), max(row)) for row in rows]

        assert all(end == start for (_, end), (start, _) in itertools.pairwise(edges))
        assert (16.0, 744.0) == (edges[0][0], edges[-1][1])

    def test_shapes(self) -> None:
        """A permitted bar is high and a denied one thin, so that the colour is not needed."""
        chart = ARTICLE.chart(["RU"])
        heights = [max(y for _, y in shape(chart, n)) - min(y for _, y in shape(chart, n)) for n in (3, 4, 5)]

        assert [7.0, 22.0, 22.0] == heights

    def test_going_on(self) -> None:
        """The first and the last bar are pointed, those between are not."""
        chart = ARTICLE.chart(["RU"])

        assert [5, 4, 4, 4, 4, 4, 4, 5] == [len(shape(chart, number)) for number in range(8)]

    def test_one_bar_without_days(self) -> None:
        """If nothing ever changes, one bar is pointed at both ends, and no day is named."""
        nothing = ARTICLE.according_to().chart(["RU"], "dprk")

        ((kind, said),) = bars(nothing)
        assert ("undetermined projected", snapshot("Russia (RU), on all days: undetermined, projected (silent)")) == (
            kind,
            said,
        )
        assert 6 == len(shape(nothing, 0))
        assert [] == texts(nothing, "day")

    def test_an_open_window(self) -> None:
        """A window without a last day ends with the picture."""
        record = dprk_tourism.load("record")
        found = bars(record.chart(["US"], "dprk"))

        assert "denied projected" == found[-1][0]
        assert ["2026-09-01"] == re.findall(r"\d{4}-\d\d-\d\d", found[-1][1])


class TestRows:
    """One row for each nationality asked for."""

    def test_order(self) -> None:
        """The rows are in the order in which they were asked for, also those with equal answers."""
        assert ["China (CN)", "Russia (RU)", "Vietnam (VN)"] == texts(ARTICLE.chart(["CN", "Russia", "VN"]), "name")

    def test_shared_days(self) -> None:
        """All rows share one axis, which names each day on which one of them changes."""
        assert [
            "2020-01-01",
            "2020-01-22",
            "2024-02-09",
            "2025-07-01",
            "2025-07-16",
            "2025-07-18",
            "2025-07-19",
        ] == texts(ARTICLE.chart(["CN", "RU"]), "day")

    def test_places_inside(self) -> None:
        """The chart of a country has a row for the places inside that answer otherwise; equal ones share it."""
        record = dprk_tourism.load("record")
        _, *inside = texts(record.chart(["GB"], to="dprk"), "name")

        assert {"GB at Pyongyang", "GB at Rajin, Rason and Sonbong"} < set(inside)
        assert record.timeline("GB", "chongjin").openings() == record.timeline("GB", "dprk").openings()
        assert "Chongjin" not in " ".join(inside)

    def test_long_names(self) -> None:
        """A name too long for a row is shortened only to another name that it begins with."""
        history = ARTICLE.amended(places=[attrs.evolve(ARTICLE.places["wonsan-kalma"], names=["Kalma"])])

        assert "RU at Wonsan Kalma Coastal Tourist Zone" in texts(history.chart(["RU"], "dprk"), "name")

    def test_strict(self) -> None:
        """A strict picture leaves projected days undetermined (R14)."""
        assert "undetermined projected" == bars(ARTICLE.chart(["RU"], strict=True))[-1][0]

    def test_limits(self) -> None:
        """Between two days, only what touches them is drawn: bars, pointed where they go on, days, events and rows."""
        record = dprk_tourism.load("record")
        chart = record.chart(["GB"], to="dprk", since="2025-02-01", until="2025-03-31")

        assert snapshot(["Who may visit North Korea (dprk), and when, from 2025-02-01 to 2025-03-31"]) == texts(
            chart, "title"
        )
        assert snapshot(["The United Kingdom (GB)", "GB at Rajin, Rason and Sonbong"]) == texts(chart, "name")
        assert snapshot(["2025-02-20", "2025-03-05"]) == texts(chart, "day")
        assert snapshot(
            [
                "The United Kingdom (GB), from 2020-01-22 to 2026-03-30: denied (pandemic-closure)",
                "GB at Rajin, Rason and Sonbong, from 2020-01-22 to 2025-02-19: denied (pandemic-closure)",
                "GB at Rajin, Rason and Sonbong, from 2025-02-20 to 2025-03-04: permitted, on conditions (western-visits; disputed: western-curtailment)",
                "GB at Rajin, Rason and Sonbong, from 2025-03-05 to 2026-03-30: denied (pandemic-closure)",
            ]
        ) == [said for _, said in bars(chart)[:5]]
        assert [6, 5, 4, 5] == [len(shape(chart, number)) for number in range(4)]
        assert snapshot(
            [
                "(1) 2025-02-20: Tourists from several Western nations are admitted",
                "(2) 2025-03-05: The visits of Western tourists are stopped, with no reason given",
            ]
        ) == [note for note in texts(chart, "note") if note.startswith("(")]
        assert texts(record.chart(["GB"], to="dprk"), "name") != texts(chart, "name")

    def test_limits_on_one_side(self) -> None:
        """Without a first or a last day there is no limit on that side."""
        whole = ARTICLE.chart(["RU"], "dprk")

        assert whole.svg == ARTICLE.chart(["RU"], "dprk", since=None, until=None).svg
        days = texts(whole, "day")
        assert [day for day in days if day >= "2025-07-16"] == texts(
            ARTICLE.chart(["RU"], "dprk", since="2025-07-16"), "day"
        )
        assert [day for day in days if day <= "2025-07-16"] == texts(
            ARTICLE.chart(["RU"], "dprk", until="2025-07-16"), "day"
        )

    def test_limits_that_are_wrong(self) -> None:
        """The last day to show is not before the first."""
        with refused(InvalidValueError):
            ARTICLE.chart(["RU"], since="2025-07-02", until="2025-07-01")

    def test_nobody(self) -> None:
        """A picture of no nationality is refused."""
        with refused(InvalidValueError, snapshot("There is nothing to draw. Name at least one nationality.")):
            ARTICLE.chart([])

    def test_faulty(self) -> None:
        """A string instead of a list, an unknown nationality and an unknown place are refused."""
        with refused(WrongTypeError, found="RU"):
            ARTICLE.chart("RU")
        with refused(UnknownNationalityError, name="Ruritania"):
            ARTICLE.chart(["Ruritania"])
        with refused(UnknownPlaceError, name="wonsan"):
            ARTICLE.chart(["RU"], "wonsan")


class TestScale:
    """Days to scale, if that is asked for."""

    def test_widths(self) -> None:
        """To scale, each run of days is as wide as it is long, and the picture says so."""
        chart = ARTICLE.chart(["RU"], scale=True)
        edges = [(min(row), max(row)) for row in ([x for x, _ in shape(chart, number)] for number in range(2, 5))]
        closed, shut, opened = (right - left for left, right in edges)

        assert 1479 / 508 == pytest.approx(closed / shut, rel=0.01)  # 2020-01-22, 2024-02-09 and 2025-07-01
        assert 508 / 15 == pytest.approx(shut / opened, rel=0.02)  # and 2025-07-16
        assert "To scale. An arrow means that the run continues." in texts(chart, "note")

    def test_days(self) -> None:
        """Of days that are too close to be written, the last is; more than one day is never in the same room."""
        assert ["2020-01-22", "2024-02-09", "2025-07-19"] == texts(ARTICLE.chart(["RU"], scale=True), "day")

    def test_faulty(self) -> None:
        """Whether it is to scale is true or false."""
        with refused(WrongTypeError, found="yes"):
            ARTICLE.chart(["RU"], scale="yes")  # type: ignore[arg-type]


class TestEvents:
    """The events that bear on an answer are marked and described."""

    def test_told(self) -> None:
        """Each event has a number, and below the bars its day and what happened; a long line is broken."""
        chart = ARTICLE.chart(["RU"])

        assert ["1", "2", "3", "4"] == texts(chart, "number")
        assert snapshot(
            [
                "Not to scale. An arrow means that the run continues.",
                "The data begins on 2020-01-01 and ends on 2025-07-18.",
                "(1) 2020-01-22: North Korea shuts its border to tourists because of the pandemic",
                "(2) 2024-02-09: The first tour group since the pandemic, from Russia, is admitted",
                "(3) 2025-07-01: The Wonsan Kalma resort opens",
                "(4) some day between 2025-07-16 and 2025-07-18: The tourism website says that the resort does not receive foreign",
                "tourists for now",
            ]
        ) == texts(chart, "note")

    def test_context_is_left_out(self) -> None:
        """An event that changes no answer is not marked."""
        assert "Lavrov" not in ARTICLE.chart(["RU"]).svg

    def test_windows_that_overlap(self) -> None:
        """Marks that would overlap have lanes of their own."""
        history = small(("a", "[2025-01-01..2025-03-01]"), ("b", "[2025-02-01..2025-04-01]"), ("c", "2025-05-01"))
        paths = tree(history.chart(["RU"], "dprk")).iter(f"{SVG}path")
        marks = [path.attrib["d"] for path in paths if path.attrib["class"] == "event"]
        first, third, second = (float(re.split("[Mv,]", mark)[2]) for mark in marks)

        assert second == first + 20
        assert third == first

    def test_nothing_heard(self) -> None:
        """Without a source, the picture says so."""
        assert snapshot(["Not to scale. An arrow means that the run continues.", "The data covers no day."]) == texts(
            ARTICLE.according_to().chart(["RU"]), "note"
        )

    def test_many(self) -> None:
        """A picture of many changes is as wide as their days need, each at least 24 steps from the next."""
        years = [(f"e{year}", f"{year}-01-01") for year in range(2010, 2060)]
        many = small(*years, surveyed="2070-01-01").chart(["RU"], "dprk")
        edges = sorted({max(x for x, _ in shape(many, number)) for number in range(50)})

        assert float(tree(many).attrib["width"]) > 50 * 24
        assert all(later - earlier >= 24 for earlier, later in itertools.pairwise(edges))


class TestTitle:
    """What the picture shows, in its first line."""

    def test_long(self) -> None:
        """A title that is too long for one line is broken, and the bars make room."""
        resort = ARTICLE.places["wonsan-kalma"]
        long = attrs.evolve(
            resort, name="The Coastal Tourist Zone of Wonsan and Kalma with all its Hotels and its Water Park"
        )
        chart = ARTICLE.amended(places=[long]).chart(["RU"])

        assert 2 == len(texts(chart, "title"))
        assert f"{long.name} (wonsan-kalma)" in " ".join(texts(chart, "title"))
        assert shape(chart, 0)[0][1] == shape(ARTICLE.chart(["RU"]), 0)[0][1] + 26


class TestSafety:
    """A picture can be put into any page."""

    def test_long_words(self) -> None:
        """Words of any length and any accents are drawn in a time that grows with their length alone."""
        took = []
        for length in (4_000, 64_000):
            began = time.process_time()
            small(("a", "2025-01-01"), what="a" + "\u0301\u0323" * length).chart(["RU"], "dprk")
            took.append(time.process_time() - began)

        assert took[1] < 64 * max(took[0], 0.01)

    def test_escaped(self) -> None:
        """Markup and control characters of a record are escaped."""
        chart = small(("a", "2025-01-01"), what='</title><script>alert("x")</script>\x1b').chart(["RU"], "dprk")

        assert "<script" not in chart.svg
        assert "North &lt;Korea&gt; (dprk)" in chart.svg
        assert '(1) 2025-01-01: </title><script>alert("x")</script>\\x1b' in texts(chart, "note")

    def test_self_contained(self) -> None:
        """Nothing is loaded and nothing runs: the only address is the name of the format."""
        svg = ARTICLE.chart(["RU", "AU"], to="dprk").svg

        assert ["http://www.w3.org/2000/svg"] == re.findall(r"https?://[^\"']*", svg)
        assert not re.search(r"<script|<image|<foreignObject|@import|href|\son\w+=", svg)

    def test_same_text(self) -> None:
        """The same question gives the same text, letter by letter."""
        assert ARTICLE.chart(["RU"]) == dprk_tourism.load("article").amended().chart(["RU"])

    def test_two_in_one_page(self) -> None:
        """Two pictures use different names, and every rule of a style is bound to its picture's name."""
        first, second = ARTICLE.chart(["RU"]).svg, ARTICLE.chart(["AU"]).svg
        names = [re.search(r'class="(dt-[0-9a-f]{8})"', svg) for svg in (first, second)]
        name, other = (found[1] for found in names if found)
        style = re.search(r"<style>(.*)</style>", first)
        selectors = re.findall(r"([^{}]+)\{", style[1]) if style else []

        assert name != other
        assert selectors
        parts = [part for each in selectors if not each.startswith("@") for part in each.split(",")]
        assert all(part.startswith(f".{name}") for part in parts)
        assert {f"{name}-title", f"{name}-hatch"} == set(re.findall(r'id="([^"]*)"', first))


def luminance(colour: str) -> float:
    """The relative luminance of WCAG 2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast of WCAG 2."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


class TestColours:
    """The colours differ from the background."""

    def test_of_the_formula(self) -> None:
        """The formula returns the contrast of WCAG for black on white."""
        assert 21.0 == pytest.approx(contrast("#000000", "#ffffff"))

    @pytest.mark.parametrize("colours", [svg.LIGHT, svg.DARK], ids=["light", "dark"])
    def test_contrast(self, colours: dict[str, str]) -> None:
        """Letters have a contrast of 4.5 at least, bars one of 3, as WCAG 2 asks."""
        assert min(contrast(colours[kind], colours["ground"]) for kind in ("ink", "faint")) >= 4.5
        assert min(contrast(colours[kind], colours["ground"]) for kind in ("permitted", "denied")) >= 3

    def test_dark(self) -> None:
        """The picture follows the reader's choice of dark."""
        assert "@media(prefers-color-scheme:dark)" in ARTICLE.chart(["RU"]).svg


class TestNotebook:
    """What a notebook shows."""

    def test_chart(self) -> None:
        """A chart shows as its SVG, in HTML within a frame that can be pushed sideways, and prints short."""
        chart = ARTICLE.chart(["RU"])

        assert chart._repr_svg_() == chart.svg
        html = ET.fromstring(f"<body>{chart._repr_html_()}</body>")  # noqa: S314 - our own text
        assert [] == [text for text in html.iter(f"{SVG}text") if text.attrib["class"] in ("title", "note")]
        items = ["".join(item.itertext()) for item in html.iter("li")]
        assert "Rows, from the top: Russia (RU)." == items[0]
        assert " ".join(items[1:]) == " ".join(texts(chart, "note"))
        assert repr(chart) == f"Chart(svg=<{len(chart.svg)} characters>)"

    def test_names_of_rows_at_both_ends(self) -> None:
        """Where a page begins with the right end, each row has its name there too; a file has it once."""
        chart = ARTICLE.chart(["RU", "AU"])
        html = ET.fromstring(f"<body>{chart._repr_html_()}</body>")  # noqa: S314 - our own text

        found = [text for text in html.iter(f"{SVG}text") if text.attrib["class"] == "again"]
        assert texts(chart, "name") == [text.text for text in found]
        assert {float(tree(chart).attrib["width"]) - svg.PAD} == {float(text.attrib["x"]) for text in found}
        assert [] == texts(chart, "again")

    def test_timeline(self) -> None:
        """A timeline shows as the picture of its one row."""
        assert ARTICLE.chart(["RU"]).svg == ARTICLE.timeline("RU")._repr_svg_()

    def test_file(self, tmp_path: Path) -> None:
        """The text is a file of its own that any reader of XML takes."""
        file = tmp_path / "picture.SVG"
        ARTICLE.chart(["RU"]).save(file)

        assert f"{SVG}svg" == ET.parse(file).getroot().tag  # noqa: S314 - our own text

    def test_another_format(self, tmp_path: Path) -> None:
        """Only SVG and PNG are written; a file of another name stays as it is."""
        with refused(InvalidValueError):
            ARTICLE.chart(["RU"]).save(tmp_path / "picture.pdf")
        wrong: Any
        for wrong in (None, b"picture.svg", 1):
            with refused(WrongTypeError, found=wrong):
                ARTICLE.chart(["RU"]).save(wrong)

        assert [] == [*tmp_path.iterdir()]


class TestPixels:
    """A picture as PNG, drawn by resvg."""

    chart = Chart('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="7"><text y="6">A</text></svg>', "")

    def test_file(self, tmp_path: Path) -> None:
        """It is a PNG of twice the size, with letters."""
        pytest.importorskip("resvg_py")
        for name, chart in {"picture.PNG": self.chart, "empty.png": Chart(self.chart.svg.replace("A", ""), "")}.items():
            chart.save(tmp_path / name)

        found = (tmp_path / "picture.PNG").read_bytes()
        assert (b"\x89PNG", 18, 14) == (found[:4], *struct.unpack(">II", found[16:24]))
        assert found != (tmp_path / "empty.png").read_bytes()

    def test_no_font(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """On a machine without fonts letters would be left out in silence, so nothing is written."""
        resvg = pytest.importorskip("resvg_py")
        monkeypatch.setattr(resvg, "svg_to_bytes", partial(resvg.svg_to_bytes, skip_system_fonts=True))
        with refused(FileError, action="write"):
            self.chart.save(tmp_path / "picture.png")

        assert [] == [*tmp_path.iterdir()]

    def test_without_the_extra(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Without resvg the error names the extra, and the existing file is left unchanged."""
        file = tmp_path / "picture.png"
        file.write_text("old", encoding="utf-8")
        monkeypatch.setitem(sys.modules, "resvg_py", None)
        with refused(MissingExtraError, extra="files", package="resvg_py"):
            self.chart.save(file)

        assert ("old", [file]) == (file.read_text(encoding="utf-8"), [*tmp_path.iterdir()])
