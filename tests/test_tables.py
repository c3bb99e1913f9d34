"""A history as a table of numbers."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

import dprk_tourism
from dprk_tourism import DaySpan, History, Place, Verdict
from dprk_tourism._model.days import to_day
from dprk_tourism._rules.stretches import segments
from dprk_tourism.frames.table import Answer, AnswerTable

ARTICLE = dprk_tourism.load("article")


class TestSegments:
    """Runs of days for which an answer reads the same."""

    def test_of_a_russian_at_the_resort(self) -> None:
        """The article: not open, permitted, in doubt while the notice may have come, denied; then projected."""
        found = [(span, *content[:2]) for span, content, _ in segments(ARTICLE.timeline("RU"))][-4:]

        assert [
            (DaySpan("2025-07-01", "2025-07-16"), Verdict.PERMITTED, False),
            (DaySpan("2025-07-16", "2025-07-18"), Verdict.UNDETERMINED, False),
            (DaySpan("2025-07-18", "2025-07-19"), Verdict.DENIED, False),
            (DaySpan("2025-07-19", None), Verdict.DENIED, True),
        ] == found

    def test_deciding_by_layer(self) -> None:
        """Policies are in the order of layers: entry before site."""
        found = segments(ARTICLE.timeline("RU"))
        deciding = {deciding for _, (verdict, _, deciding, _), _ in found if verdict is Verdict.PERMITTED}

        assert {("russians-admitted", "resort-open-to-all")} == deciding


class TestAnswerTable:
    """Numbers for answers, by place, nationality and run of days."""

    @pytest.mark.usefixtures("_hasty_switches")
    def test_threads_share_it(self) -> None:
        """No two answers get one number, however many threads ask for numbers at once."""
        table = AnswerTable(ARTICLE)
        ready = threading.Barrier(8)

        def numbered(thread: int) -> list[tuple[int, Answer]]:
            ready.wait()
            answers = [Answer("denied", False, f"policy-{thread}-{number}", "", None) for number in range(2_000)]
            return [(table._number(answer), answer) for answer in answers]

        with ThreadPoolExecutor(8) as pool:
            found = [pair for pairs in pool.map(numbered, range(8)) for pair in pairs]

        assert [answer for _, answer in found] == [table.answers[number] for number, _ in found]

    def test_a_row_for_each_run(self) -> None:
        """A row has a number for each run of days, and those who are alike share it."""
        table = AnswerTable(ARTICLE)

        assert len(table.starts) + 1 == len(table.row("dprk", "RU"))
        assert table.row("dprk", "AE") is table.row("dprk", "CN")
        assert table.row("dprk", "AE") != table.row("dprk", "RU")

    def test_numbers_say_the_same_once(self) -> None:
        """Equal answers have one number."""
        table = AnswerTable(ARTICLE)
        for place in ARTICLE.places:
            table.row(place, "RU")

        assert len(set(table.answers)) == len(table.answers)

    def test_a_stay_is_the_meet_of_its_days(self) -> None:
        """R15: a stay from the first permitted day into the first denied one is denied, and so it stays."""
        table = AnswerTable(ARTICLE)
        first, last = (table.starts.index(to_day(day)) + 1 for day in ("2025-07-01", "2025-07-18"))

        answer = table.answers[table.stay("wonsan-kalma", "RU", first, last)]

        assert ("denied", False, "2025-07-18") == (answer.verdict, answer.projected, str(answer.last_day))

    def test_a_stay_from_before_the_record(self) -> None:
        """The run before all breakpoints has a first day too."""
        table = AnswerTable(ARTICLE)

        assert "denied" == table.answers[table.stay("wonsan-kalma", "AE", 0, 1)].verdict

    def test_nothing_ever_changes(self) -> None:
        """A history without events and sources has one run of days, undetermined and projected."""
        table = AnswerTable(History(id="empty", title="T", places=[Place(id="dprk", name="N")]))

        assert ((), 1) == (table.starts, len(table.row("dprk", "RU")))
        assert [("undetermined", True, "", None)] == [
            (answer.verdict, answer.projected, answer.deciding, answer.last_day) for answer in table.answers.values()
        ]

    def test_strict(self) -> None:
        """R14: past the last day surveyed a strict table is undetermined for everyone."""
        table = AnswerTable(ARTICLE, strict=True)

        assert "undetermined" == table.answers[table.row("dprk", "KP")[-1]].verdict
