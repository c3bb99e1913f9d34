"""Days and people in words."""

import pytest
from inline_snapshot import snapshot

from dprk_tourism import Audience, DayWindow
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
            ("[2026-09-01..9999-12-31]", snapshot("some day between 2026-09-01 and 9999-12-31")),
            ("9999-12-31", snapshot("9999-12-31")),
        ],
    )
    def test_windows(self, window: str, said: str) -> None:
        """A window is described by its day, its month, its year, or its first and last day."""
        assert said == words.some_day(DayWindow.parse(window))
