"""What is permitted in place of a visit."""

import pickle
import re
from datetime import date

import pytest
from factories import REPORT, country, event, policy
from inline_snapshot import snapshot

from dprk_tourism import Decision, History, Place, Visit, load, may_visit


def days(*permitted: tuple[str | None, str | None], visit: tuple[str, str]) -> tuple[str, str]:
    """The permitted days before and after a visit to a country that admits everyone in these runs of days."""
    ids = {day: f"on-{day}" for run in permitted for day in run if day is not None}
    policies = [
        policy(
            f"open-{number}",
            "permit",
            layer="entry",
            audience="everyone",
            place="dprk",
            starts=None if start is None else ids[start],
            ends=None if end is None else ids[end],
        )
        for number, (start, end) in enumerate(permitted)
    ]
    events = [event(id_, day) for day, id_ in ids.items()]
    history = History(id="mine", title="Mine", sources=[REPORT], places=[country()], events=events, policies=policies)
    instead = history.decide(Visit("RU", "dprk", *visit)).alternatives()
    return str(instead.before), str(instead.after)


def instead(decision: Decision) -> list[str]:
    """What a summary says of alternatives."""
    return re.findall(r"^  Instead +(.*)$", decision.summary().replace(f"\n{' ' * 15}", " "), re.MULTILINE)


class TestDays:
    """The last permitted day before, and the first after."""

    RUNS = (None, "2025-03-01"), ("2025-05-01", "2025-06-01"), ("2025-08-01", None)

    @pytest.mark.parametrize(
        ("visit", "around"),
        [
            (("2025-04-01", "2025-04-10"), ("2025-02-28", "2025-05-01")),
            (("2025-07-01", "2025-07-01"), ("2025-05-31", "2025-08-01")),
            (("2025-05-31", "2025-06-01"), ("2025-05-30", "2025-08-01")),
            (("2025-04-30", "2025-05-01"), ("2025-02-28", "2025-05-02")),
            (("2025-04-01", "2025-07-01"), ("2025-02-28", "2025-08-01")),
            (("2025-01-01", "2025-04-01"), ("2024-12-31", "2025-05-01")),
            (("2025-07-01", "2025-09-01"), ("2025-05-31", "2025-09-02")),
        ],
    )
    def test_runs_without_ends(self, visit: tuple[str, str], around: tuple[str, str]) -> None:
        """They are single days, which may belong to a run that the visit reaches into."""
        assert around == days(*self.RUNS, visit=visit)

    def test_none(self) -> None:
        """There may be none before, none after, and none at all."""
        assert ("None", "2025-05-01") == days(("2025-05-01", None), visit=("2025-01-01", "2025-01-01"))
        assert ("2025-04-30", "None") == days((None, "2025-05-01"), visit=("2025-06-01", "2025-06-01"))
        assert ("None", "None") == days(("2025-05-01", "2025-05-03"), visit=("2025-05-01", "2025-05-02"))

    def test_ends_of_the_calendar(self) -> None:
        """No day is before the first day of the calendar, and none after the last."""
        assert ("None", "0001-01-02") == days((None, None), visit=("0001-01-01", "0001-01-01"))
        assert ("9999-12-30", "None") == days((None, None), visit=("9999-12-31", "9999-12-31"))


def islands() -> History:
    """A country that admits everyone, with a city that takes nobody, a zone that takes all, and a town until March."""
    places = [country(), *(Place(id=id_, name=id_.title(), within="dprk") for id_ in ("zone", "city", "town"))]
    policies = [
        policy("admitted", "permit", layer="entry", audience="everyone", place="dprk"),
        policy("city-closed", audience="everyone", place="city"),
        policy("town-closed", audience="everyone", place="town", starts="march"),
    ]
    events = [event("march", "2025-03-01")]
    return History(id="mine", title="Mine", sources=[REPORT], places=places, events=events, policies=policies)


class TestPlaces:
    """Other places that permit the visit."""

    def test_around_and_beside(self) -> None:
        """Every other place that permits the visit is listed, around it or beside it, in the order of their ids."""
        decision = islands().decide(Visit("RU", "city", "2025-02-28"))

        assert decision.denied
        assert ("dprk", "town", "zone") == decision.alternatives().places

    def test_all_days(self) -> None:
        """A place that permits a part of the stay is none."""
        decision = islands().decide(Visit("RU", "city", "2025-02-28", "2025-03-01"))

        assert ("dprk", "zone") == decision.alternatives().places

    def test_pickled(self) -> None:
        """A decision that was pickled knows them too."""
        decision = islands().decide(Visit("RU", "city", "2025-02-28"))

        copy = pickle.loads(pickle.dumps(decision))  # noqa: S301 - our own bytes

        assert decision.alternatives() == copy.alternatives()
        assert decision.summary() == copy.summary()

    def test_values(self) -> None:
        """Days are dates."""
        assert date(2025, 7, 15) == may_visit("RU", "2025-07-18").alternatives().before


class TestSummary:
    """What the summary of a denied visit says."""

    def test_days(self) -> None:
        """The last permitted day, or the next, or both."""
        assert snapshot(["last permitted on 2025-07-15"]) == instead(may_visit("RU", "2025-07-18"))
        assert snapshot(["next permitted on 2025-07-01"]) == instead(may_visit("RU", "2025-06-30"))
        lifted = load("article").supposing(ends={"foreigners-barred": "2025-09-01"})
        decision = lifted.decide(Visit("RU", "wonsan-kalma", "2025-07-18"))
        assert snapshot(["last permitted on 2025-07-15; next permitted on 2025-09-01, projected"]) == instead(decision)

    def test_no_day(self) -> None:
        """No other day may be permitted."""
        assert snapshot(["permitted on no other day; `record` has 22 more places"]) == instead(
            may_visit("AU", "2025-07-10")
        )

    def test_places(self) -> None:
        """Places that lie elsewhere are named; those inside and around are above."""
        decision = islands().decide(Visit("RU", "city", "2025-02-28"))

        assert snapshot(["permitted on no other day; other places that day: Town and Zone"]) == instead(decision)

    def test_not_denied(self) -> None:
        """The summary of any other visit says nothing of it."""
        assert [] == instead(may_visit("RU", "2025-07-10"))
        assert [] == instead(may_visit("RU", "2025-07-17"))
