"""Everything that is shown of the shipped histories, in every form."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import dprk_tourism as dt
from dprk_tourism import History, Timeline, cli

pytestmark = [pytest.mark.slow, pytest.mark.whole]

STAND_IN = "9999-12-31"
"""The last day of the calendar, which stands for an open end in no output."""


def of_history(history: History) -> Iterator[str]:
    """A history as Python, notebooks and files show it, with the windows and distances of its events."""
    yield from (repr(history), history._repr_html_(), *(dt.dumps(history, format=each) for each in ("toml", "json")))
    yield from map(repr, dt.check(history))
    for event in history.chronology():
        yield f"{history.window(event.id)!r} {history.window(event.id)}"
        yield from (str(history.distance(event.id, other)) for other in history.events)


def of_timeline(timeline: Timeline) -> Iterator[str]:
    """A timeline, and an answer for a day of each of its stretches, as Python and notebooks show them."""
    yield from (repr(timeline), timeline._repr_html_(), repr(timeline.openings()))
    for stretch in timeline:
        decision = timeline.decide(stretch.span.start or stretch.span.last or date(2000, 1, 1))
        yield from (repr(stretch), str(decision), decision.explain(), decision._repr_html_())
        yield json.dumps(decision.to_dict())


class TestStandInDay:
    """No output shows a day that stands for none."""

    @pytest.mark.parametrize("name", dt.histories())
    def test_python_and_notebooks(self, name: str) -> None:
        """An open end is shown as one in text, plain data, HTML, pictures and files, for everyone everywhere."""
        history = dt.load(name)
        timelines = [
            history.timeline(code, place) for place in history.places for code in history.nationality_classes()
        ]
        shown = [*of_history(history), *(each for timeline in timelines for each in of_timeline(timeline))]

        assert len(shown) > 500
        assert not [each for each in shown if STAND_IN in each]

    @pytest.mark.parametrize("name", dt.histories())
    @pytest.mark.parametrize("form", [[], ["--json"]], ids=["lines", "json"])
    def test_commands(self, capsys: pytest.CaptureFixture[str], name: str, form: list[str]) -> None:
        """The same of every command that answers, and of each place."""
        history = dt.load(name)
        asked = [
            ["check", name],
            ["sources", "--history", name],
            ["diff", *dt.histories()],
            ["agenda", "--history", name],
        ]
        for place in history.places:
            where = ["--history", name, "--to", place]
            asked += [["timeline", *history.nationality_classes(), *where], ["who", "2027-01-01", *where]]
            asked += [["may", "US", "2027-01-01", *where]]

        for arguments in asked:
            cli.main([*arguments, *form])
            shown = capsys.readouterr().out
            assert shown
            assert STAND_IN not in shown

    @pytest.mark.parametrize("name", dt.histories())
    @pytest.mark.parametrize("ending", ["csv", "jsonl"])
    def test_tables(self, tmp_path: Path, name: str, ending: str) -> None:
        """An exported table leaves an open end empty."""
        file = tmp_path / f"segments.{ending}"

        assert 0 == cli.main(["export", "--history", name, str(file)])
        assert STAND_IN not in file.read_text(encoding="utf-8")
