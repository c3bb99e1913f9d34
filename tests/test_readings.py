"""The article as other careful readers take it."""

import re
from datetime import date
from importlib import resources

import pytest

import dprk_tourism as dt
from dprk_tourism import Change, Citation, History, Visit, readings
from dprk_tourism._graph import tables

ARTICLE = dt.load("article")
READINGS = readings()
NAMES = [*READINGS]

FIRST, END = date(2018, 1, 1), date(2028, 1, 1)
"""The days that the study of the article counted."""


def cells(changes: tuple[Change, ...]) -> int:
    """How many answers differ: one for each nationality, place and day of ten years."""
    return sum(
        len(change.nationalities)
        * max((min(change.span.end or END, END) - max(change.span.start or FIRST, FIRST)).days, 0)
        for change in changes
    )


def quoted(history: History) -> dict[str, list[str]]:
    """The words of the article that a history cites, by the place in it."""
    cites: list[Citation] = [cite for place in history.places.values() for cite in place.cites]
    cites += [cite for policy in history.policies.values() for cite in policy.cites]
    cites += [dating.citation for event in history.events.values() for dating in event.datings]
    found: dict[str, list[str]] = {}
    for cite in cites:
        if cite.source == "article":
            found.setdefault(cite.at or "", []).append((cite.words or "").lower())
    return found


class TestFiles:
    """The readings as they ship."""

    def test_every_file(self) -> None:
        """Each file of the folder holds the reading of its name."""
        folder = resources.files("dprk_tourism").joinpath("data", "readings")

        assert [f"{id_}.toml" for id_ in NAMES] == sorted(file.name for file in folder.iterdir())

    def test_read_once(self) -> None:
        """They are read once and shared, and nobody can change the table."""
        assert READINGS is readings()
        with pytest.raises(TypeError):
            READINGS["mine"] = ARTICLE  # type: ignore[index]

    @pytest.mark.parametrize("name", NAMES)
    def test_few_records_differ(self, name: str) -> None:
        """A reading is of the same sources and days, and differs from the article in one to three records."""
        reading = READINGS[name]
        before = tables(ARTICLE)
        differing = {
            (kind, id_)
            for kind, table in tables(reading).items()
            for id_ in {*table, *before[kind]}
            if table.get(id_) != before[kind].get(id_)
        }

        assert 1 <= len(differing) <= 3
        assert (ARTICLE.sources.keys(), ARTICLE.places) == (reading.sources.keys(), reading.places)
        assert (ARTICLE.surveyed_from, ARTICLE.surveyed_through) == (reading.surveyed_from, reading.surveyed_through)

    @pytest.mark.parametrize("name", NAMES)
    def test_others_speak_as_before(self, name: str) -> None:
        """It takes the article otherwise, and no other source: what those claim of days and policies is the same."""
        for id_ in ARTICLE.events:
            claims = [READINGS[name].events[id_].datings, ARTICLE.events[id_].datings]
            others = [[each for each in datings if each.citation.source != "article"] for datings in claims]
            assert others[0] == others[1]
        for id_ in ARTICLE.policies.keys() & READINGS[name].policies.keys():
            assert ARTICLE.policies[id_].cites == READINGS[name].policies[id_].cites

    @pytest.mark.parametrize("name", NAMES)
    def test_its_words(self, name: str) -> None:
        """The title quotes the words that are read otherwise, with their place in the article."""
        title = READINGS[name].title
        said = {at: words for history in (ARTICLE, READINGS[name]) for at, words in quoted(history).items()}
        (phrase, *_), places = re.findall(r'"([^"]+)"', title), re.findall(r"\d+\.\d+", title)

        assert places
        assert all(any(phrase.lower() in words for words in said[at]) for at in places)


class TestAnswers:
    """What changes if the article is read so."""

    @pytest.mark.parametrize(
        ("name", "with_others", "as_printed"),
        [
            ("weeks-of-eight-days", 0, 6),
            ("published-before-the-flights", 0, 332),
            ("western-visits-before-july", 0, 2_501),
            ("western-as-named", 481, 8_917),
            ("western-without-israel-and-turkey", 26, 482),
            ("western-with-asian-allies", 39, 723),
            ("bar-perhaps-not-on-russians", 897, 884),
            ("silent-on-nationals", 4_566, 4_566),
        ],
    )
    def test_how_many(self, name: str, with_others: int, as_printed: int) -> None:
        """As many answers differ as a study of the article counted by hand, with other reports and as it is printed."""
        printed = [history.according_to("article") for history in (ARTICLE, READINGS[name])]

        assert with_others == cells(dt.diff(ARTICLE, READINGS[name]))
        assert as_printed == cells(dt.diff(*printed))

    @pytest.mark.parametrize(
        ("visit", "dissenting"),
        [
            (("RU", "wonsan-kalma", "2025-07-05"), {"open-to-nationals-for-sure"}),
            (("RU", "wonsan-kalma", "2025-07-20"), {"bar-after-the-notice", "bar-perhaps-not-on-russians"}),
            (("RU", "wonsan-kalma", "2025-07-31"), {"bar-perhaps-not-on-russians"}),
            (("AU", "dprk", "2025-02-25"), set()),
            (("CA", "dprk", "2025-02-25"), {"western-as-named"}),
            (("CN", "dprk", "2025-02-25"), {"closed-to-tourists"}),
            (("RU", "dprk", "2025-02-25"), set()),
            (("KP", "wonsan-kalma", "2025-07-05"), {"silent-on-nationals"}),
        ],
    )
    def test_who_dissents(self, visit: tuple[str, str, str], dissenting: set[str]) -> None:
        """A choice changes the answers that it is about, and no others."""
        asked = Visit(*visit)
        verdict = ARTICLE.decide(asked).verdict

        assert dissenting == {id_ for id_, each in READINGS.items() if each.decide(asked).verdict is not verdict}

    def test_each_matters(self) -> None:
        """Each changes some answer, at least according to the article alone, or as known on some day."""
        printed = ARTICLE.according_to("article")
        for name, reading in READINGS.items():
            assert dt.diff(printed, reading.according_to("article")) or dt.diff(ARTICLE, reading), name
