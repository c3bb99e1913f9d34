"""What a notebook shows: answers, timelines, histories and changes as HTML."""

from html.parser import HTMLParser

import pytest
from factories import event, policy, source
from inline_snapshot import snapshot
from test_plots import contrast

import dprk_tourism
from dprk_tourism import (
    Verdict,
    Visit,
    diff,
    may_visit,
)
from dprk_tourism._render import html
from dprk_tourism.compare.changes import Changes

ARTICLE = dprk_tourism.load("article")
VOID = {"br"}


class Page(HTMLParser):
    """The strings of a page by tag, with a check that every tag is closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: dict[str, list[str]] = {}
        self.links: list[str | None] = []
        self.tags: set[str] = set()
        self.feed(text)
        self.close()
        assert [] == self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag, and begin its text."""
        self.tags.add(tag)
        self.links += [value for name, value in attrs if name == "href"]
        if tag not in VOID:
            self.open.append(tag)
            self.found.setdefault(tag, []).append("")

    def handle_endtag(self, tag: str) -> None:
        """Close the tag that was opened last."""
        assert tag == self.open.pop()

    def handle_data(self, data: str) -> None:
        """Add a string to every open tag."""
        for tag in set(self.open):
            self.found[tag][-1] += data


class TestAnswer:
    """A decision."""

    def test_same_words(self) -> None:
        """A decision shows the lines of its explanation, with the verdict as a label."""
        decision = may_visit("RU", "2025-07-17")
        page = Page(decision._repr_html_())
        lines = [line.strip().removeprefix("- ") for line in decision.explain().splitlines()]
        items = [line.split(" <http")[0].replace("`", "") for line in lines[4:] if line and not line.endswith(":")]

        assert decision.verdict.value == page.found["span"][0].lower()
        assert items == [item.removesuffix(" link") for item in page.found["li"]]
        assert [line.rstrip(":") for line in decision.explain().splitlines() if line.endswith(":")] == (
            page.found["strong"]
        )

    def test_otherwise(self) -> None:
        """What another shipped history answers is above the reasons."""
        head = Page(may_visit("RU", "2025-09-01")._repr_html_()).found["p"][0]

        assert snapshot("The history record answers otherwise: permitted.") in head

    def test_links(self) -> None:
        """Each source with an address leads there."""
        assert ["https://tass.com/world/1981219"] == [
            link for link in Page(may_visit("RU", "2025-07-10")._repr_html_()).links if link and "tass" in link
        ]

    def test_ids(self) -> None:
        """Ids are set as code."""
        assert "russians-admitted" in Page(may_visit("RU", "2025-07-10")._repr_html_()).found["code"]

    def test_hostile_data(self) -> None:
        """Markup in a record is escaped, in a link too."""
        hostile = source(publisher="<b>P</b>", title='"><script>', url='https://e.org/"onclick="x')
        mine = ARTICLE.amended(
            sources=[hostile], events=[event("a", "2025-07-05", what="<i>W</i>")], policies=[policy("bad", starts="a")]
        )
        page = Page(mine.decide(Visit("RU", "wonsan-kalma", "2025-07-05"))._repr_html_())

        assert {"div", "p", "span", "br", "strong", "ul", "li", "code", "a"} == page.tags
        assert 'https://e.org/"onclick="x' in page.links
        assert any("<i>W</i>" in item for item in page.found["li"])


class TestTimeline:
    """A timeline."""

    def test_disputed(self) -> None:
        """R2: an answer that depends on an event whose day is disputed names it, in the table and in one line."""
        timeline = ARTICLE.timeline("AU", "dprk")

        assert ("western-curtailment",) == timeline.at("2025-02-25").disputed
        assert any("western-curtailment" in cell for cell in Page(timeline._repr_html_()).found["td"])
        assert "western-curtailment" in str(timeline.decide("2025-02-25"))
        assert "western-curtailment" not in str(timeline.decide("2025-03-10"))

    def test_conditions(self) -> None:
        """R19: the label of an answer on conditions says so, in the table and above the reasons."""
        timeline = dprk_tourism.load("record").timeline("AU", "pyongyang")
        said = snapshot("permitted, on conditions")

        assert said in Page(timeline._repr_html_()).found["td"]
        assert said.capitalize() == Page(timeline.decide("2025-04-06")._repr_html_()).found["span"][0]

    def test_table(self) -> None:
        """Below the picture each stretch has a row: its days, its verdict and its reason."""
        text = ARTICLE.timeline("RU")._repr_html_()
        cells = Page(text[text.index("<table>") : text.index("</table>") + len("</table>")]).found["td"]

        assert text.startswith('<div style="overflow-x:auto"><svg ')
        assert (
            snapshot(["from 2025-07-01 to 2025-07-15", "permitted", "russians-admitted, resort-open-to-all"])
            == cells[12:15]
        )
        assert snapshot(["from 2025-07-19 on", "denied, projected"]) == cells[21:23]


class TestHistory:
    """A history."""

    def test_head(self) -> None:
        """A history shows its title, its counts, its last day surveyed and its places."""
        head = Page(ARTICLE._repr_html_()).found["p"][0]

        assert head.startswith(ARTICLE.title)
        assert snapshot(
            "History article: 22 sources, 2 places, 14 events, 6 policies. The data begins on 2020-01-01 and ends on 2025-07-18.Places: North Korea (dprk), Wonsan Kalma Coastal Tourist Zone (wonsan-kalma)."
        ) == head.removeprefix(ARTICLE.title)

    def test_policies(self) -> None:
        """Each policy has a row: its layer, effect, audience, place, start and end."""
        cells = Page(ARTICLE._repr_html_()).found["td"]

        assert (
            snapshot(
                [
                    "foreigners-barred",
                    "site",
                    "denies",
                    "foreigners",
                    "wonsan-kalma",
                    "some day between 2025-07-16 and 2025-07-18",
                    "until-further-notice",
                ]
            )
            == cells[:7]
        )
        assert (
            snapshot(
                [
                    "nationals-at-home",
                    "entry",
                    "permits",
                    "nationals of North Korea",
                    "dprk",
                    "before the data begins",
                    "permanent",
                ]
            )
            == cells[7:14]
        )
        assert ["2025-02-20", "2025-03-05"] == cells[-2:]

    def test_nothing(self) -> None:
        """An empty history has no table."""
        page = Page(dprk_tourism.History(id="empty", title="A & B")._repr_html_())

        assert (
            snapshot(
                "A & BHistory empty: 0 sources, 0 places, 0 events, 0 policies. The data covers no day.Places: none."
            )
            == page.found["p"][0]
        )
        assert "table" not in page.tags


class TestChanges:
    """What `diff` returns."""

    def test_table(self) -> None:
        """Each change has a row: place, days, both verdicts with their policies, and nationalities."""
        page = Page(diff(ARTICLE, ARTICLE.amended(without=["foreigners-barred"]))._repr_html_())

        assert snapshot(["2 different answers."]) == page.found["p"]
        assert (
            snapshot(
                [
                    "wonsan-kalma",
                    "from 2025-07-16 to 2025-07-17",
                    "undetermined foreigners-barred, resort-open-to-all, russians-admitted",
                    "permitted resort-open-to-all, russians-admitted",
                    "RU",
                    "an edit",
                ]
            )
            == page.found["td"][:6]
        )

    def test_one_and_none(self) -> None:
        """One change, or none, is counted in good English."""
        found = diff(ARTICLE, ARTICLE.amended(without=["foreigners-barred"]))

        assert snapshot(["1 different answer."]) == Page(Changes(found[:1])._repr_html_()).found["p"]
        assert snapshot(["0 different answers."]) == Page(Changes()._repr_html_()).found["p"]

    def test_a_tuple(self) -> None:
        """Changes are a tuple, and equal to a plain one that holds the same."""
        found = diff(ARTICLE, ARTICLE.amended(without=["foreigners-barred"]))

        assert isinstance(found, tuple)
        assert tuple(found) == found
        assert hash(tuple(found)) == hash(found)


class TestColours:
    """Verdicts as labels."""

    @pytest.mark.parametrize("verdict", list(Verdict))
    def test_contrast(self, verdict: Verdict) -> None:
        """White letters have a contrast of at least 4.5 on each background, as WCAG 2 asks."""
        assert contrast("#ffffff", html.GROUNDS[verdict]) >= 4.5
