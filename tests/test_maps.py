"""Maps of the places: what they show, where, and that nothing hides anything."""

import itertools
import re
import xml.etree.ElementTree as ET

import attrs
import pytest
from factories import country
from inline_snapshot import snapshot
from refusals import refused

import dprk_tourism as dt
from dprk_tourism import History, InvalidDayError, InvalidValueError, Place
from dprk_tourism._render import maps
from dprk_tourism._rules.answers import Verdict
from dprk_tourism.errors import UnknownNationalityError

ARTICLE, RECORD = dt.load("article"), dt.load("record")
SVG = "{http://www.w3.org/2000/svg}"
WIDTH = 350
"""A map is as wide as the text on a phone of 390."""


def tree(chart: dt.Chart) -> ET.Element:
    """The map, read as XML."""
    return ET.fromstring(chart.svg)  # noqa: S314 - our own text


def verdicts(chart: dt.Chart) -> dict[str, str]:
    """What each mark says on hover, by place."""
    marks = (each for each in tree(chart).iter(f"{SVG}g") if "data-place" in each.attrib)
    return {mark.attrib["data-place"]: mark.findtext(f"{SVG}title", "") for mark in marks}


def texts(chart: dt.Chart, kind: str) -> list[str]:
    """The strings of one class."""
    return [each.text or "" for each in tree(chart).iter(f"{SVG}text") if each.attrib["class"] == kind]


def boxes(chart: dt.Chart) -> list[tuple[float, float, float, float]]:
    """What each label takes up, and then what each mark does."""
    labels = [each for each in tree(chart).iter(f"{SVG}text") if each.attrib["class"] == "label"]
    corners = [(float(each.attrib["x"]), float(each.attrib["y"]), len(each.text or "")) for each in labels]
    points = [
        re.findall(r"[\d.]+", g.attrib["transform"]) for g in tree(chart).iter(f"{SVG}g") if "data-place" in g.attrib
    ]
    marks = [(float(x) - 6, float(y) - 6, float(x) + 6, float(y) + 6) for x, y in points]
    return [*((x, y - 8, x + 5.3 * letters, y + 2) for x, y, letters in corners), *marks]


class TestAnswers:
    """A map shows the answer at each place."""

    @pytest.mark.parametrize(("nationality", "day"), [("GB", "2025-02-25"), ("RU", "2025-07-20"), ("CA", "2025-04-06")])
    def test_record(self, nationality: str, day: str) -> None:
        """Each place with a location has a mark of its verdict, which is that of the library."""
        found = verdicts(RECORD.map(nationality, day))

        assert {id_ for id_, place in RECORD.places.items() if place.location} == set(found)
        for id_, said in found.items():
            assert said.endswith(f": {RECORD.timeline(nationality, id_).at(day).verdict}")

    def test_shapes(self) -> None:
        """Each verdict has a mark of another shape with another sign, so that the colour is not needed."""
        shapes = [re.findall(r'<(\w+)|d="([^"]*)"', mark) for mark in maps._MARKS.values()]

        assert set(Verdict) == set(maps._MARKS)
        assert all(one != other for one, other in itertools.combinations(shapes, 2))

    def test_words(self) -> None:
        """The map says in words what it shows, and what it cannot show."""
        chart = ARTICLE.map("Russia", "2025-09-01")

        assert snapshot(["Visits by nationals of Russia", "(RU) on 2025-09-01, projected"]) == texts(chart, "title")
        assert snapshot(
            [
                "Permitted: North Korea.",
                "Denied: Wonsan Kalma Coastal Tourist Zone.",
                "Not on the map: North Korea.",
                "The data begins on 2020-01-01 and ends on",
                "2025-07-18.",
                "Outline: Natural Earth, public domain.",
            ]
        ) == texts(chart, "note")

    def test_all_on_the_map(self) -> None:
        """Where every place has a location, none is missing on the map."""
        history = ARTICLE.amended(places=[attrs.evolve(ARTICLE.places["dprk"], location=(39.0, 126.0))])

        assert "Not on the map" not in history.map("RU", "2025-07-10").svg

    def test_supposed(self) -> None:
        """R21: a map of a supposed history says so, and what is supposed."""
        chart = ARTICLE.supposing(ends={"foreigners-barred": "2025-07-20"}).map("RU", "2025-07-20")

        assert "as supposed" in " ".join(texts(chart, "title"))
        assert "Supposed: foreigners-barred ends on 2025-07-20." in " ".join(texts(chart, "note"))
        assert "permitted" in verdicts(chart)["wonsan-kalma"]

    def test_strict(self) -> None:
        """A strict map leaves projected days undetermined (R14)."""
        assert "undetermined" in verdicts(ARTICLE.map("RU", "2025-09-01", strict=True))["wonsan-kalma"]

    def test_beside(self) -> None:
        """On a page the words are beside the map."""
        html = ET.fromstring(f"<body>{ARTICLE.map('RU', '2025-07-10')._repr_html_()}</body>")  # noqa: S314 - our own text

        assert "Outline: Natural Earth, public domain." in [item.text for item in html.iter("li")]
        assert [] == [each for each in html.iter(f"{SVG}text") if each.attrib["class"] in {"title", "note"}]

    def test_bare(self) -> None:
        """A map for a page has the marks and the legend of each verdict, and no other words."""
        answers = {place: ARTICLE.timeline("RU", place).at("2025-07-10") for place in ARTICLE.places}
        bare = dt.Chart(maps.bare(ARTICLE, answers), "")
        legend = [each.attrib["data-mark"] for each in tree(bare).iter(f"{SVG}g") if "data-mark" in each.attrib]

        assert verdicts(ARTICLE.map("RU", "2025-07-10")) == verdicts(bare)
        assert [*map(str, Verdict)] == sorted(legend, key=[*map(str, Verdict)].index)
        assert [] == texts(bare, "title") == texts(bare, "note")

    def test_faulty(self) -> None:
        """An unknown nationality, an impossible day and a history without locations are refused."""
        with refused(UnknownNationalityError, name="Ruritania"):
            ARTICLE.map("Ruritania", "2025-07-10")
        with refused(InvalidDayError):
            ARTICLE.map("RU", "2025-02-30")
        with refused(
            InvalidValueError, snapshot("No place of the history `bare` has a location. Add one to draw a map.")
        ):
            History(id="bare", title="T", places=[country()]).map("RU", "2025-07-10")


class TestRoom:
    """Labels have room."""

    def test_nothing_overlaps(self) -> None:
        """On the map of the record no label covers another or a mark that is not its own, and none is cut off."""
        chart = RECORD.map("RU", "2025-07-20")
        found = boxes(chart)
        labels = found[: len(found) // 2]

        assert len(labels) == sum(place.location is not None for place in RECORD.places.values())
        for (left, top, right, bottom), other in itertools.product(labels, found):
            if other != (left, top, right, bottom):
                assert right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top
            assert 0 <= left <= right <= WIDTH

    def test_same_place_whatever_the_answer(self) -> None:
        """Marks and labels do not move with the answers."""
        assert boxes(RECORD.map("RU", "2025-07-20")) == boxes(RECORD.map("US", "2018-01-01"))

    def test_crowded(self) -> None:
        """If there is no room at all, a label is beside its mark."""
        crowd = [
            Place(id=f"p{n}", name=f"A place with a long name {n}", within="dprk", location=(39, 126))
            for n in range(60)
        ]
        chart = ARTICLE.amended(places=crowd).map("RU", "2025-07-10")

        assert 61 == len(texts(chart, "label"))

    def test_beyond_the_country(self) -> None:
        """A place outside the outline is on the map too."""
        far = Place(id="far", name="Far", within="dprk", location=(35.0, 135.0))
        chart = ARTICLE.amended(places=[far]).map("RU", "2025-07-10")
        found = boxes(chart)

        assert all(0 <= left < right <= WIDTH for left, _, right, _ in found)
        assert all(0 < top < bottom < float(tree(chart).attrib["height"]) for _, top, _, bottom in found)
