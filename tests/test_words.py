"""Days and people in words."""

import pytest
from factories import REPORT, dating, event, source
from inline_snapshot import snapshot

from dprk_tourism import Audience, Citation, Dating, DayWindow, Distance, Event, History
from dprk_tourism._render import words


class TestPeople:
    """Nationalities and audiences in few words."""

    @pytest.mark.parametrize(
        ("audience", "said"),
        [
            (Audience.named("everyone"), snapshot("everyone")),
            (Audience.named("western"), snapshot("perhaps nationals of some Western countries")),
            (Audience(["RU"]), snapshot("nationals of Russia")),
            (Audience(["NL", "US"]), snapshot("nationals of the Netherlands and the United States")),
            (Audience(possible=["CN"]), snapshot("perhaps nationals of China")),
            (
                Audience(["RU"], possible=["CN", "VN"]),
                snapshot("nationals of Russia, and perhaps nationals of China and Vietnam"),
            ),
            (
                Audience(Audience.named("foreigners").certain - {"US"}),
                snapshot("foreigners except nationals of the United States"),
            ),
            (Audience(["AU", "DE", "FR", "GB", "IT", "ES"]), snapshot("nationals of AU, DE, ES, FR, GB, IT")),
        ],
    )
    def test_audiences(self, audience: Audience, said: str) -> None:
        """A named audience has its name, a few countries have theirs, and many have their codes."""
        assert said == words.audience(audience)

    @pytest.mark.parametrize(
        ("code", "said"),
        [
            ("RU", snapshot("Russia (RU)")),
            ("US", snapshot("the United States (US)")),
            ("CD", snapshot("the Democratic Republic of the Congo (CD)")),
        ],
    )
    def test_countries(self, code: str, said: str) -> None:
        """A country has the name that it has in a sentence, and its code."""
        assert said == words.nationality(code)


class TestDays:
    """Windows in words."""

    @pytest.mark.parametrize(
        ("window", "said"),
        [
            ("2025-07-01", snapshot("2025-07-01")),
            ("2025-07", snapshot("some day in 2025-07")),
            ("2024", snapshot("some day in 2024")),
            ("[2025-07-16..2025-07-18]", snapshot("some day between 2025-07-16 and 2025-07-18")),
            ("[2026-09-01..]", snapshot("some day on or after 2026-09-01")),
            ("[..2025-03-01]", snapshot("some day on or before 2025-03-01")),
        ],
    )
    def test_windows(self, window: str, said: str) -> None:
        """A window is described by its day, its month, its year, or its first and last day, if they are known."""
        assert said == words.some_day(DayWindow.parse(window))

    def test_unknown(self) -> None:
        """A window that is open at both ends is an unknown day."""
        assert snapshot("an unknown day") == words.some_day(DayWindow(None, None))

    @pytest.mark.parametrize(
        ("distance", "said"),
        [
            (Distance(14), snapshot("14 days or more after it")),
            (Distance(1), snapshot("1 day or more after it")),
            (Distance(0), snapshot("no earlier than it")),
            (Distance(14, 14), snapshot("14 days after it")),
            (Distance(14, 60), snapshot("14 to 60 days after it")),
            (Distance(0, 60), snapshot("at most 60 days after it")),
            (Distance(0, 0), snapshot("on the same day as it")),
            (Distance(-7), snapshot("no earlier than 7 days before it")),
            (Distance(-7, 60), snapshot("from 7 days before to 60 days after it")),
            (Distance(-7, 0), snapshot("at most 7 days before it")),
            (Distance(-7, -7), snapshot("7 days before it")),
            (Distance(None, -7), snapshot("7 days or more before it")),
            (Distance(None, 0), snapshot("no later than it")),
            (Distance(None, 60), snapshot("no later than 60 days after it")),
        ],
        ids=str,
    )
    def test_distances(self, distance: Distance, said: str) -> None:
        """A distance says how many days after or before the other event; a dating may count the other way too."""
        assert said == words.distance(distance, "it")
        swapped = {"after": "before", "before": "after", "earlier": "later", "later": "earlier"}
        assert " ".join(swapped.get(word, word) for word in said.split(" ")) == words.distance(
            distance, "it", before=True
        )


def claims(*datings: Dating, **others: Dating) -> list[str]:
    """What is said of the event `b` with these datings, beside others, if it is disputed."""
    events = [Event(id="b", what="B", datings=datings), *(event(id_, datings=[each]) for id_, each in others.items())]
    history = History(id="mine", title="Mine", sources=[REPORT], events=events)
    assert bool(history.disputed) is ("b" in history.disputed)
    return [*words.disputes(history, history.events["b"])]


class TestDisputes:
    """By which claims the day of an event is disputed (R2)."""

    def test_nothing(self) -> None:
        """An event whose claims agree is not disputed."""
        assert [] == claims(dating("2025-07"), dating("2025-07-10"), dating(after="a"), a=dating("2025-07-01"))

    def test_windows(self) -> None:
        """Of windows that share no day, those are named that share none with another one."""
        assert snapshot(
            [
                '`b` (B) happened on 2025-07-08 (report "soon") or between 2025-07-10 and 2025-07-12 (report). Any day from the first to the last counts as possible.'
            ]
        ) == claims(dating("2025-07-08", words="soon"), dating("2025-07"), dating("[2025-07-10..2025-07-12]"))

    def test_distance(self) -> None:
        """A distance that two days contradict is named, with the days, their difference, and who claims what."""
        assert snapshot(
            [
                '`b` (B) happened on 2025-03-05 (report "Wednesday"), 13 days after `a`, but 14 days or more after it by report "a few weeks later". The days count.'
            ]
        ) == claims(
            dating("2025"),
            dating("2025-03-05", words="Wednesday"),
            dating(after="a", days="14..", words="a few weeks later"),
            a=dating("2025-02-20"),
        )

    def test_distance_before(self) -> None:
        """The same, if the other event is the later one."""
        assert snapshot(
            [
                "`b` (B) happened between 2025-02-22 and 2025-02-24 (report), from 1 day after to 2 days before `a`, but 3 to 4 days before it by report. The days count."
            ]
        ) == claims(
            dating("[2025-02-22..2025-02-24]"), dating(before="a", days="3..4"), a=dating("[2025-02-23..2025-02-24]")
        )

    def test_distances_together(self) -> None:
        """If only several distances together leave no day, none of them counts."""
        assert snapshot(
            [
                '`b` (B) happened 14 days or more after `a` by report "weeks". No days fit this and other distances together, so none of these counts.',
                "`b` (B) happened no later than `a` by report. No days fit this and other distances together, so none of these counts.",
            ]
        ) == claims(dating(after="a", days="14..", words="weeks"), dating(before="a"), a=dating("2025"))

    def test_a_plan(self) -> None:
        """What was only planned did not happen."""
        event = Event(id="b", what="B", datings=[dating("2025-07-08"), dating("2025-07-10")], status="planned")
        history = History(id="mine", title="Mine", sources=[REPORT], events=[event])

        assert snapshot(
            [
                "`b` (B) is planned on 2025-07-08 (report) or on 2025-07-10 (report). Any day from the first to the last counts as possible."
            ]
        ) == [*words.disputes(history, event)]


class TestCitations:
    """Sources, with what they say and what they support."""

    def test_cited(self) -> None:
        """Each source is named once, with its places and words, and with the part of a policy that it supports."""
        cites = [
            Citation("article", "6.2", "July 1"),
            Citation("article", "6.3"),
            Citation("kcna"),
            Citation("kbs", attribute="starts"),
            Citation("kbs", attribute="audience"),
        ]

        assert snapshot('article at 6.2 "July 1", at 6.3; kcna; kbs for its start, for its audience') == words.cited(
            cites
        )
        assert snapshot("article at 6.2, at 6.3; kcna") == words.cited(cites[:3], quoted=False)

    def test_derived(self) -> None:
        """A source that retells another one says so."""
        assert snapshot("P, T, published on 2025-07-01, derived from bbc") == words.source(source(derived_from="bbc"))
