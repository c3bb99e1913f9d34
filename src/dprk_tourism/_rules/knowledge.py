"""What an answer owes to its sources: since when it has been known (R22), and on which it hangs (R23).

Both hear some of the sources and ask again. Only records that bear on the question are heard: no other changes it.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter

import attrs

from dprk_tourism._graph import Records, origins, view
from dprk_tourism._model.days import Day
from dprk_tourism._model.records import Visit
from dprk_tourism._rules.answers import Verdict
from dprk_tourism._rules.evidence import bearing_records
from dprk_tourism._rules.questions import Question
from dprk_tourism._rules.stretches import stay_verdict, strictly
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


class Hearing:
    """A visit, asked of what some sources say, under suppositions if there are any (R21)."""

    def __init__(self, records: Records, suppositions: Suppositions | None, visit: Visit, *, strict: bool) -> None:
        self._suppositions = suppositions
        self._visit = visit
        self._strict = strict
        # A policy that is named settles a membership in others too, wherever it is for.
        named = {id_ for id_, _ in suppositions.members} if suppositions else set[str]()
        places = [visit.place, *(records.policies[id_].place for id_ in named)]
        # Every record may bear on which days are projected (R14).
        self._records = records if strict else bearing_records(records, visit.nationality, places, named)

    def learned(self) -> tuple[Learned, ...]:
        """Return the runs of days on which the same verdict was known, and what turned it (R22)."""
        found = [Learned(since=None, verdict=Verdict.UNDETERMINED, sources=())]
        published = [(source.published.latest, id_) for id_, source in self._records.sources.items()]
        heard: list[str] = []
        for day, appeared in groupby(sorted(published), key=itemgetter(0)):
            new = [id_ for _, id_ in appeared]
            heard += new
            verdict = self._verdict(heard)
            if verdict is not found[-1].verdict:
                found.append(Learned(since=day, verdict=verdict, sources=tuple(new)))
        return tuple(found)

    def critical(self) -> Iterator[str]:
        """Return the ids of the sources without which, and what derives from them, the verdict is another (R23)."""
        everything = self._verdict(self._records.sources)
        known = self._records.sources
        for unheard in known:
            heard = [id_ for id_ in known if unheard not in origins(known, id_)]
            if self._verdict(heard) is not everything:
                yield unheard

    def _verdict(self, heard: Iterable[str]) -> Verdict:
        """The verdict by these sources alone."""
        records = view(self._records, frozenset(heard))
        if self._suppositions is not None:
            records = supposed_records(records, self._suppositions.about(records))
        question = Question(records, self._visit.nationality, self._visit.place)
        first, last = self._visit.arrival, self._visit.last_day
        days = [first, *(day for day in question.breakpoints() if first < day <= last)]
        answers = [question.answer(day) for day in days]
        return stay_verdict([strictly(answer) for answer in answers] if self._strict else answers)
