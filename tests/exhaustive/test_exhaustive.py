"""The shipped histories, asked of everybody, everywhere, on every day from 2018 to 2027 (section 8 of the design).

Before 2018, and in the profile `quick`, the days are those on which the window of an event of a relevant policy or of a
resort begins or ends, and the days before them. With `ci` the fast path is asked of every day, and with `deep` the slow
evaluator too. Nationalities that stand alike in every audience are asked once, and the slow evaluator is asked once
for all nationalities and places on which the same policies and openings bear.
"""

import os
from collections.abc import Iterable, Sequence
from datetime import date

import attrs
import pytest
from digest import FIRST, OUTSIDE, changed, file_of, flips, read, text_of
from factories import as_reference

import dprk_tourism as dt
from dprk_tourism._io import SHIPPED
from dprk_tourism._model.days import Day
from dprk_tourism._model.records import from_the_inside_out
from dprk_tourism._model.travellers import NATIONALITIES
from dprk_tourism._rules.answers import Answer
from dprk_tourism._rules.questions import Question
from dprk_tourism.testing import reference_answer

PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "quick")
ALL_DAYS = range(FIRST.toordinal(), OUTSIDE.toordinal())


def every_day() -> list[Day]:
    """The days from 2018 to 2027."""
    return [Day.fromordinal(ordinal) for ordinal in range(Day(2018, 1, 1).toordinal(), OUTSIDE.toordinal())]


def telling_days(history: dt.History, policies: Iterable[dt.AccessPolicy]) -> list[Day]:
    """The days on which these policies may change an answer, and the days before: no rule names another (R3, R5, R14)."""
    assert history.surveyed_from is not None
    assert history.surveyed_through is not None
    bearing = {event for each in policies for event in (each.starts, each.ends, each.announcement)}
    bearing |= {place.opens for place in history.places.values() if isinstance(place, dt.Resort)}
    windows = [history.window(event) for event in bearing if event is not None]
    edges = {day.toordinal() for window in windows for day in (window.earliest, window.latest) if day is not None}
    edges |= {history.surveyed_from.toordinal(), history.surveyed_through.toordinal() + 1, ALL_DAYS[0], ALL_DAYS[-1]}
    near = edges | {edge - 1 for edge in edges}
    return [Day.fromordinal(ordinal) for ordinal in sorted(near & set(ALL_DAYS))]


def alike(history: dt.History) -> list[list[str]]:
    """Nationalities that are certain members of the same audiences, and possible members of the same."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for code in NATIONALITIES:
        stands = [
            f"{policy.id}: {code in policy.audience.certain}, {code in policy.audience.possible}"
            for policy in history.policies.values()
        ]
        groups.setdefault(tuple(stands), []).append(code)
    return list(groups.values())


def relevant(history: dt.History, nationality: str, place: str) -> list[dt.AccessPolicy]:
    """The policies whose audience could hold the nationality, for the place or one around it (R5)."""
    around = {each.id for each in from_the_inside_out(history.places, place)}
    return [
        policy
        for policy in history.policies.values()
        if policy.place in around and nationality in policy.audience.certain | policy.audience.possible
    ]


def bearing(history: dt.History, nationality: str, place: str) -> tuple[object, ...]:
    """All that a question depends on: the relevant policies with the membership in them, and openings (R5, R10)."""
    around = from_the_inside_out(history.places, place)
    openings = (each.id for each in around if isinstance(each, dt.Resort))
    policies = relevant(history, nationality, place)
    members = ((policy.id, nationality in policy.audience.certain) for policy in policies)
    return isinstance(around[0], dt.Resort), *openings, *members


def facts(answer: Answer) -> list[object]:
    """What an answer says, without the days for which it says so."""
    return [getattr(answer, field.name) for field in attrs.fields(Answer)]


@pytest.mark.parametrize("name", SHIPPED)
class TestEveryAnswer:
    """Every nationality, every place, every day from 2018-01-01 to 2027-12-31, and each turn since 1985-01-01."""

    @pytest.mark.slow
    @pytest.mark.whole
    def test_slow_and_fast_agree(self, name: str) -> None:
        """The slow evaluator gives the same answer in every part (law 1)."""
        history = dt.load(name)
        days = every_day() if PROFILE == "deep" else []
        asked: dict[tuple[object, ...], dt.Timeline] = {}
        for place in history.places:
            for first, *_ in alike(history):
                timeline = history.timeline(first, place)
                same = asked.setdefault(bearing(history, first, place), timeline)
                assert same.stretches == timeline.stretches, (first, place)
        for timeline in asked.values():
            where = timeline.nationality, timeline.place
            for day in {*days, *telling_days(history, relevant(history, *where))}:
                assert reference_answer(history, *where, day) == as_reference(timeline.at(day)), (where, day)

    @pytest.mark.slow
    @pytest.mark.whole
    def test_timelines_are_what_each_day_says(self, name: str) -> None:
        """A timeline says of each day what the question answers on that day (law 2).

        Where the same policies bear as on a question before, the telling days are asked again, and no others.
        """
        history = dt.load(name)
        days = [] if PROFILE == "quick" else every_day()
        asked = set[tuple[object, ...]]()
        for place in history.places:
            for first, *_ in alike(history):
                alone, timeline = Question(history, first, place), history.timeline(first, place)
                bears = bearing(history, first, place)
                telling = telling_days(history, relevant(history, first, place))
                for day in telling if bears in asked else {*days, *telling}:
                    assert facts(alone.answer(day)) == facts(timeline.at(day)), (first, place, day)
                asked.add(bears)

    def test_nationalities_that_stand_alike_are_answered_alike(self, name: str) -> None:
        """Nationalities that are in the same audiences have the same stretches, so that one answers for all."""
        history = dt.load(name)
        for place in history.places:
            for first, *others in alike(history):
                expected = history.timeline(first, place).stretches
                for other in others:
                    assert expected == history.timeline(other, place).stretches, (first, other, place)

    def test_answers_are_the_reviewed_ones(self, name: str) -> None:
        """The answers are those in the reviewed file; differences are printed."""
        told = "\n".join(changed({name: text_of(dt.load(name))}))

        assert not told, f"{told}\nIf this is meant, run `python tests/exhaustive/digest.py --write`."

    def test_the_file_can_be_read(self, name: str) -> None:
        """The file holds, for each nationality at each place, every day once, and its verdict is that of the day."""
        history = dt.load(name)

        answers = read(file_of(name).read_text(encoding="utf-8"))

        assert {(place, code) for place in history.places for code in NATIONALITIES} == set(answers)
        for (place, code), runs in answers.items():
            assert [FIRST, *(end for _, end, _ in runs)] == [*(start for start, _, _ in runs), OUTSIDE]
            for start, _, text in runs:
                assert text.startswith(history.timeline(code, place).at(start).verdict)


def told_of(*runs: tuple[int, int, str]) -> dict[tuple[str, str], list[tuple[date, date, str]]]:
    """The answers of some days of July 2025, for two nationalities at one place."""
    dated = [(date(2025, 7, start), date(2025, 7, end), text) for start, end, text in runs]
    return {("lake", "AU"): dated, ("lake", "RU"): dated}


class TestFlips:
    """A change of data is reported as the answers that it changes."""

    @pytest.mark.parametrize(
        ("new", "lines"),
        [
            ([(1, 10, "denied"), (10, 20, "permitted")], []),
            ([(1, 5, "denied"), (5, 10, "denied"), (10, 20, "permitted")], []),
            (
                [(1, 12, "denied"), (12, 20, "permitted")],
                ["lake, AU RU, 2025-07-10 until 2025-07-12 (2 days)", "  - permitted", "  + denied"],
            ),
            (
                [(1, 10, "denied"), (10, 19, "permitted")],
                ["lake, AU RU, 2025-07-19 until 2025-07-20 (1 day)", "  - permitted", "  + not told"],
            ),
        ],
    )
    def test_told_by_days(self, new: Sequence[tuple[int, int, str]], lines: list[str]) -> None:
        """Only the days that differ are listed, with the answer before and after, even if runs are cut differently."""
        assert lines == flips(told_of((1, 10, "denied"), (10, 20, "permitted")), told_of(*new))

    def test_one_nationality(self) -> None:
        """Nationalities are listed together only if all their days differ in the same way."""
        old, new = told_of((1, 3, "denied")), told_of((1, 3, "denied"))
        new["lake", "RU"] = [(date(2025, 7, 1), date(2025, 7, 3), "permitted")]

        told = flips(old, new)

        assert ["lake, RU, 2025-07-01 until 2025-07-03 (2 days)", "  - denied", "  + permitted"] == told

    def test_a_changed_history(self) -> None:
        """Without the bar of July 2025 the article permits Russians the resort on all days that were open or denied.

        The answers of others change in what decides, not in their verdicts.
        """
        article = dt.load("article")
        other = article.amended(without=["foreigners-barred"])

        told = flips(read(text_of(article)), read(text_of(other)))

        verdicts = [(told[at], told[at + 1].split()[1:2], told[at + 2].split()[1:2]) for at in range(0, len(told), 3)]
        flipped = [(head, [*before, *after]) for head, before, after in verdicts if before != after]
        assert [
            ("wonsan-kalma, RU, 2025-07-16 until 2025-07-18 (2 days)", ["undetermined", "permitted"]),
            ("wonsan-kalma, RU, 2025-07-18 until 2025-07-19 (1 day)", ["denied", "permitted"]),
            ("wonsan-kalma, RU, 2025-07-19 until 2028-01-01 (896 days)", ["denied,", "permitted,"]),
        ] == flipped
