"""What an answer owes to its sources: since when it has been known (R22), and on which it hangs (R23).

Both hear some of the sources and ask again. Only records that bear on the question are heard: no other changes it.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter

import attrs

from dprk_tourism._graph import Records, origins, view
from dprk_tourism._model.days import Day, DaySpan
from dprk_tourism._rules.answers import Verdict
from dprk_tourism._rules.evidence import bearing_records
from dprk_tourism._rules.questions import Question
from dprk_tourism._rules.stretches import runs_of_verdicts, stay_verdict, stretches_of, strictly
from dprk_tourism._rules.suppositions import Suppositions, supposed_records


@attrs.frozen(kw_only=True)
class Learned:
    """A run of days on which the same verdict was known about one visit (R22).

    >>> import dprk_tourism as dt
    >>> visit = dt.Visit("RU", "wonsan-kalma", "2025-07-18")
    >>> for run in dt.load("article").learned(visit):
    ...     print(run.since, run.verdict)
    None undetermined
    2020-01-22 denied
    2024-02-09 undetermined
    2025-07-18 denied
    """

    since: Day | None
    """The first day of the run; None for the first run, which has no beginning."""
    verdict: Verdict
    """What was known: undetermined before any source that bears on the question had surely appeared."""
    sources: tuple[str, ...]
    """Ids of the sources that surely appeared on its first day and bear on the question, sorted."""


@attrs.frozen(kw_only=True)
class Known:
    """What was known of all days for one nationality at one place, on a run of days."""

    since: Day | None
    """The first day of the run; None for the first run, which has no beginning."""
    sources: tuple[str, ...]
    """Ids of the sources that surely appeared on its first day and bear on the question, sorted."""
    runs: tuple[tuple[DaySpan, Verdict], ...]
    """The runs of days with one verdict."""


class Hearing:
    """A nationality at a place, asked of what some sources say, under suppositions if there are any (R21)."""

    def __init__(
        self, records: Records, suppositions: Suppositions | None, nationality: str, place: str, *, strict: bool = False
    ) -> None:
        self._suppositions = suppositions
        self._nationality = nationality
        self._place = place
        self._strict = strict
        # A policy that is named settles a membership in others too, wherever it is for.
        named = {id_ for id_, _ in suppositions.members} if suppositions else set[str]()
        places = [place, *(records.policies[id_].place for id_ in named)]
        # Every record may bear on which days are projected (R14).
        self._records = records if strict else bearing_records(records, nationality, places, named)

    def learned(self, arrival: date, last_day: date) -> tuple[Learned, ...]:
        """Return the runs of days on which the same verdict on a visit was known, and what turned it (R22)."""
        found = [Learned(since=None, verdict=Verdict.UNDETERMINED, sources=())]
        for day, sources, heard in self._appearing():
            verdict = self._verdict(heard, arrival, last_day)
            if verdict is not found[-1].verdict:
                found.append(Learned(since=day, verdict=verdict, sources=sources))
        return tuple(found)

    def known(self) -> tuple[Known, ...]:
        """Return the runs of days on which the same was known of all days (R22)."""
        found = [Known(since=None, sources=(), runs=self._runs(()))]
        for day, sources, heard in self._appearing():
            known = self._runs(heard)
            if known != found[-1].runs:
                found.append(Known(since=day, sources=sources, runs=known))
        return tuple(found)

    def critical(self, arrival: date, last_day: date) -> Iterator[str]:
        """Return the ids of the sources without which, and what derives from them, the verdict is another (R23)."""
        known = self._records.sources
        everything = self._verdict(known, arrival, last_day)
        for unheard in known:
            heard = [id_ for id_ in known if unheard not in origins(known, id_)]
            if self._verdict(heard, arrival, last_day) is not everything:
                yield unheard

    def _appearing(self) -> Iterator[tuple[Day | None, tuple[str, ...], Sequence[str]]]:
        """The days on which sources have surely appeared, in order, with these sources and all so far."""
        published = [(source.published.latest, id_) for id_, source in self._records.sources.items()]
        heard: list[str] = []
        for day, appeared in groupby(sorted(published), key=itemgetter(0)):
            new = tuple(id_ for _, id_ in appeared)
            heard += new
            yield day, new, heard

    def _question(self, heard: Iterable[str]) -> Question:
        """The question, asked of these sources alone."""
        records = view(self._records, frozenset(heard))
        if self._suppositions is not None:
            records = supposed_records(records, self._suppositions.about(records))
        return Question(records, self._nationality, self._place)

    def _runs(self, heard: Iterable[str]) -> tuple[tuple[DaySpan, Verdict], ...]:
        return tuple(runs_of_verdicts(stretches_of(self._question(heard))))

    def _verdict(self, heard: Iterable[str], arrival: date, last_day: date) -> Verdict:
        question = self._question(heard)
        days = [arrival, *(day for day in question.breakpoints() if arrival < day <= last_day)]
        answers = [question.answer(day) for day in days]
        return stay_verdict([strictly(answer) for answer in answers] if self._strict else answers)
