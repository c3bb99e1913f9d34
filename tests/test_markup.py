"""What a notebook shows: answers, timelines, histories and changes as HTML."""

import pickle
import re
from html.parser import HTMLParser
from typing import Any

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


def shown(value: Any) -> Page:
    """What a notebook shows of a value."""
    return Page(value._repr_html_())


class TestAnswer:
    """A decision."""

    def test_at_a_glance(self) -> None:
        """A decision shows its verdict as a label, its question, and the points of its summary."""
        decision = may_visit("RU", "2025-07-17")
        page = Page(decision._repr_html_())
        points = decision._glance().points

        assert decision.verdict.value == page.found["span"][0].lower()
        assert [point.label for point in points] == page.found["th"]
        assert ["".join(point.lines).replace("`", "") for point in points] == page.found["td"]

    def test_same_words(self) -> None:
        """The lines of the explanation are folded below it: all reasons first, and then the sources."""
        decision = may_visit("RU", "2025-07-17")
        page = Page(decision._repr_html_())
        lines = [line.strip().removeprefix("- ") for line in decision.explain().splitlines()]
        items = [line.split(" <http")[0].replace("`", "") for line in lines[4:] if line and not line.endswith(":")]

        assert items == page.found["li"]
        assert [line.rstrip(":") for line in lines if line.endswith(":")][:-1] == page.found["strong"]
        assert lines[1:3] == page.found["p"][1:3]
        assert snapshot(["All reasons", "9 sources"]) == page.found["summary"]

    def test_otherwise(self) -> None:
        """What another shipped history answers is not folded."""
        shown = may_visit("RU", "2025-09-01")._repr_html_().partition("<details>")[0]

        assert "the history record answers permitted" in Page(shown.replace("</div>", "") + "</div>").found["td"]

    def test_links(self) -> None:
        """Each source with an address leads there, by the name of its publisher, and the link is seen as one."""
        shown = may_visit("RU", "2025-07-10")._repr_html_()

        assert ["https://tass.com/world/1981219"] == [link for link in Page(shown).links if link and "tass" in link]
        assert (
            '<a href="https://tass.com/world/1981219" rel="noreferrer" style="text-decoration:underline">KCNA</a>'
            in (shown)
        )

    def test_name_of_a_publisher(self) -> None:
        """The link is the name of the publisher, even if the id of the source before it is the same word."""
        mine = ARTICLE.amended(sources=[source(publisher="report", url="https://e.org/")], policies=[policy("bad")])
        shown = mine.decide(Visit("RU", "wonsan-kalma", "2025-07-05"))._repr_html_()

        assert (
            'report: <a href="https://e.org/" rel="noreferrer" style="text-decoration:underline">report</a>, T' in shown
        )

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

        markup = {"div", "p", "span", "strong", "ul", "li", "code", "a", "details", "summary"}
        assert markup | {"table", "tr", "th", "td", "br"} == page.tags | {"br"}
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

        assert text.startswith("<p><strong>Who may visit Wonsan Kalma")
        assert (
            snapshot(["from 2025-07-01 to 2025-07-15", "permitted", "russians-admitted, resort-open-to-all"])
            == cells[12:15]
        )
        assert snapshot(["from 2025-07-19 on", "denied, projected"]) == cells[21:23]


class TestHistory:
    """A history."""

    def test_head(self) -> None:
        """A history shows its title, its counts and the days that its data covers."""
        head = Page(ARTICLE._repr_html_()).found["p"][0]

        assert head.startswith(ARTICLE.title)
        assert snapshot(
            "History article: 22 sources, 2 places, 14 events, 6 policies. The data begins on 2020-01-01 and ends on 2025-07-18."
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
        assert ["2025-02-20", "2025-03-05"] == cells[7 * len(ARTICLE.policies) - 2 : 7 * len(ARTICLE.policies)]

    def test_folded(self) -> None:
        """Its places, events and sources are tables that are folded."""
        page = Page(ARTICLE._repr_html_())

        assert snapshot(["2 places", "14 events", "22 sources"]) == page.found["summary"]
        assert all(id_ in page.found["details"][2] for id_ in ARTICLE.sources)

    def test_nothing(self) -> None:
        """An empty history has no table."""
        page = Page(dprk_tourism.History(id="empty", title="A & B")._repr_html_())

        assert (
            snapshot("A & BHistory empty: 0 sources, 0 places, 0 events, 0 policies. The data covers no day.")
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
                    "an edit of the records",
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


class TestVisitors:
    """What `who_may_visit` returns."""

    def test_table(self) -> None:
        """Each verdict has a row: how many nationalities it has, and which; those of many are folded."""
        found = ARTICLE.who_may_visit("2025-07-10")
        page = shown(found)

        assert ["permitted", "2", "North Korea (KP), Russia (RU)", "denied", str(len(found[Verdict.DENIED]))] == (
            page.found["td"][:5]
        )
        assert ["foreigners except RU"] == page.found["summary"]
        assert "Germany (DE)" in page.found["details"][0]
        assert ["undetermined", "0", "nobody"] == page.found["td"][-3:]

    def test_one_line(self) -> None:
        """In a shell it is one short line; it pickles, and is read-only."""
        found = ARTICLE.who_may_visit("2025-07-10")

        assert re.fullmatch(r"<Visitors: 2 permitted, \d+ denied, 0 undetermined>", repr(found))
        again = pickle.loads(pickle.dumps(found))  # noqa: S301
        assert (type(found), found) == (type(again), again)


class TestRecords:
    """The tables of a history."""

    @pytest.mark.parametrize("kind", ["sources", "places", "events", "policies"])
    @pytest.mark.parametrize("name", dprk_tourism.histories())
    def test_rows(self, kind: str, name: str) -> None:
        """Each record has a row that begins with its id."""
        table = getattr(dprk_tourism.load(name), kind)
        page = shown(table)

        width = len(page.found["th"])
        assert [*table] == page.found["td"][::width]

    def test_cells(self) -> None:
        """A record shows its fields as people read them."""
        first = [
            shown(table).found["td"][: len(shown(table).found["th"])]
            for table in (ARTICLE.sources, ARTICLE.places, ARTICLE.events, ARTICLE.policies)
        ]

        assert (
            snapshot(
                [
                    [
                        "a-news-2025-02-26",
                        "A News",
                        "Report of the first Koryo Tours group in Rason, after the operator's posts",
                        "on 2025-02-26",
                        "press",
                    ],
                    [
                        "dprk",
                        "North Korea",
                        "DPRK, Democratic People's Republic of Korea, КНДР, Северная Корея, 北朝鮮, 朝鲜, 북한, 조선민주주의인민공화국",
                        "",
                        "",
                    ],
                    [
                        "ban-notice",
                        "The tourism website says that the resort does not receive foreign tourists for now",
                        "happened",
                        'in 2025-07: article at 6.1 "recently"14 days or more after resort-opens: article at 1.1 "just weeks after its launch"no earlier than russian-tourists-arrive: article at 7.2 "follows the arrival"between 2025-07-16 and 2025-07-18: ap-2025-07-18between 2025-07-14 and 2025-07-18: afp-2025-07-18 "this week"',
                    ],
                    [
                        "foreigners-barred",
                        "site",
                        "denies",
                        "foreigners",
                        "wonsan-kalma",
                        "ban-notice",
                        "until-further-notice",
                    ],
                ]
            )
            == first
        )

    def test_links(self) -> None:
        """The name of a publisher leads to the source, if it has an address."""
        links = shown(ARTICLE.sources).links

        assert {each.url or each.copy for each in ARTICLE.sources.values()} - {None} == set(links)

    def test_one_line(self) -> None:
        """In a shell a table names its first records."""
        assert snapshot("<2 records: dprk, wonsan-kalma>") == repr(ARTICLE.places)
        assert snapshot("<14 records: ban-notice, borders-close, construction, ...>") == repr(ARTICLE.events)
        empty = dprk_tourism.History(id="empty", title="T")
        assert snapshot("<0 records>") == repr(empty.sources)
        assert ["0 records."] == shown(empty.sources).found["p"]


class TestOpenings:
    """What `timeline.openings()` returns."""

    def test_list(self) -> None:
        """Each opening is an item; without one it says so."""
        page = shown(ARTICLE.timeline("RU").openings())

        assert ["from 2025-07-01 to 2025-07-15"] == page.found["li"]
        assert ["permitted on these days:"] == page.found["p"]
        assert ["permitted on no day"] == shown(ARTICLE.timeline("CN").openings()).found["p"]


class TestRemarks:
    """What `check` returns."""

    def test_table(self) -> None:
        """Each remark has a row: its kind, what it says, where and when it matters, and the records."""
        remarks = dprk_tourism.check(ARTICLE)
        page = shown(remarks)

        assert [f"{remark.kind}" for remark in remarks] == page.found["td"][:: len(page.found["th"])]
        assert (
            snapshot(
                [
                    "silent",
                    "no entry policy covers dprk",
                    "at dprk, until 2020-01-21, for foreigners",
                    "places.dprk",
                    "disputed",
                    'russian-tourists-arrive (The first Russian tourists are at the resort) happened on 2025-07-10 (nikkei-2025 "from July 10"), 2 days before lavrov-meeting, but no earlier than it by article at 7.2 "shortly after". The days count.',
                ]
            )
            == page.found["td"][:6]
        )
        assert isinstance(remarks, tuple)


class TestColours:
    """Verdicts as labels."""

    @pytest.mark.parametrize("verdict", list(Verdict))
    def test_contrast(self, verdict: Verdict) -> None:
        """White letters have a contrast of at least 4.5 on each background, as WCAG 2 asks."""
        assert contrast("#ffffff", html.GROUNDS[verdict]) >= 4.5
