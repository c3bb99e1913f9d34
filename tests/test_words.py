"""Days, people and lines in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dprk_tourism import Audience, DayWindow, _text
from dprk_tourism._render import words


class TestPeople:
    """Nationalities and audiences in few words."""

    @pytest.mark.parametrize(
        ("audience", "told"),
        [
            (Audience.named("everyone"), "everyone"),
            (Audience.named("western"), "perhaps some of `western`"),
            (Audience(["RU"]), "Russia"),
            (Audience(["NL", "US"]), "the Netherlands and the United States"),
            (Audience(possible=["CN"]), "perhaps China"),
            (Audience(["RU"], possible=["CN", "VN"]), "Russia, and perhaps China and Vietnam"),
            (Audience(Audience.named("foreigners").certain - {"US"}), "foreigners but the United States"),
            (Audience(["AU", "DE", "FR", "GB", "IT", "ES"]), "AU, DE, ES, FR, GB, IT"),
        ],
    )
    def test_audiences(self, audience: Audience, told: str) -> None:
        """A named audience by its name, a few countries by theirs, many by their codes."""
        assert told == words.spoken_to(audience)

    @pytest.mark.parametrize(
        ("code", "told"),
        [("RU", "Russia (RU)"), ("US", "the United States (US)"), ("CD", "the Democratic Republic of the Congo (CD)")],
    )
    def test_countries(self, code: str, told: str) -> None:
        """A country is named as a sentence names it."""
        assert told == words.nationality_named(code)


class TestDays:
    """Windows in words."""

    @pytest.mark.parametrize(
        ("window", "told"),
        [
            ("2025-07-01", "2025-07-01"),
            ("2025-07", "some day in 2025-07"),
            ("2024", "some day in 2024"),
            ("[2025-07-16..2025-07-18]", "some day from 2025-07-16 to 2025-07-18"),
            ("[2026-09-01..9999-12-31]", "some day from 2026-09-01 on"),
            ("9999-12-31", "9999-12-31"),
        ],
    )
    def test_windows(self, window: str, told: str) -> None:
        """A window is told by its day, its month, its year, or its first and last day."""
        assert told == words.some_day(DayWindow.parse(window))


class TestLines:
    """Texts in lines."""

    @given(
        st.text(st.characters(codec="utf-8", categories=["L", "M", "N", "P", "Zs"])),
        st.integers(2, 30),
        st.integers(0, 5),
        st.booleans(),
    )
    def test_law(self, text: str, width: int, more: int, cut: bool) -> None:
        """No line is wider than asked, unless a word that is not to be cut is, and no letter is lost."""
        lines = _text.wrapped(text, width, first=width + more, cut=cut)

        assert "".join(text.split()) == "".join("".join(lines).split())
        for number, line in enumerate(lines):
            assert _text.columns(line) <= width + more * (number == 0) or (not cut and " " not in line)

    def test_marks(self) -> None:
        """A mark over a letter takes no column, a letter of a wide script takes two."""
        assert 1 == _text.columns("e\u0301")
        assert 4 == _text.columns("원산")
