"""Days, people and lines in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from dprk_tourism import Audience, DayWindow, _text
from dprk_tourism._render import words


class TestPeople:
    """Nationalities and audiences in few words."""

    @pytest.mark.parametrize(
        ("audience", "said"),
        [
            (Audience.named("everyone"), snapshot("everyone")),
            (Audience.named("western"), snapshot("perhaps some of `western`")),
            (Audience(["RU"]), snapshot("Russia")),
            (Audience(["NL", "US"]), snapshot("the Netherlands and the United States")),
            (Audience(possible=["CN"]), snapshot("perhaps China")),
            (Audience(["RU"], possible=["CN", "VN"]), snapshot("Russia, and perhaps China and Vietnam")),
            (Audience(Audience.named("foreigners").certain - {"US"}), snapshot("foreigners but the United States")),
            (Audience(["AU", "DE", "FR", "GB", "IT", "ES"]), snapshot("AU, DE, ES, FR, GB, IT")),
        ],
    )
    def test_audiences(self, audience: Audience, said: str) -> None:
        """A named audience has its name, a few countries have theirs, and many have their codes."""
        assert said == words.spoken_to(audience)

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
        assert said == words.nationality_named(code)


class TestDays:
    """Windows in words."""

    @pytest.mark.parametrize(
        ("window", "said"),
        [
            ("2025-07-01", snapshot("2025-07-01")),
            ("2025-07", snapshot("some day in 2025-07")),
            ("2024", snapshot("some day in 2024")),
            ("[2025-07-16..2025-07-18]", snapshot("some day from 2025-07-16 to 2025-07-18")),
            ("[2026-09-01..9999-12-31]", snapshot("some day from 2026-09-01 on")),
            ("9999-12-31", snapshot("9999-12-31")),
        ],
    )
    def test_windows(self, window: str, said: str) -> None:
        """A window is described by its day, its month, its year, or its first and last day."""
        assert said == words.some_day(DayWindow.parse(window))


class TestLines:
    """Strings in lines."""

    @given(
        st.text(st.characters(codec="utf-8", categories=["L", "M", "N", "P", "Zs"])),
        st.integers(2, 30),
        st.integers(0, 5),
        st.booleans(),
    )
    def test_law(self, text: str, width: int, more: int, cut: bool) -> None:
        """No line is wider than asked, except a long word that must not be cut, and no letter is lost."""
        lines = _text.wrapped(text, width, first=width + more, cut=cut)

        assert "".join(text.split()) == "".join("".join(lines).split())
        for number, line in enumerate(lines):
            assert _text.columns(line) <= width + more * (number == 0) or (not cut and " " not in line)

    def test_marks(self) -> None:
        """A combining mark has no width, a letter of a wide script has width two."""
        assert 1 == _text.columns("e\u0301")
        assert 4 == _text.columns("원산")
