"""The census of the laws: how many examples ran, how many were discarded, and which cases they contained.

A law is a test under `@law`. The census counts its examples, the important cases in each generated history, and what
the test itself reports with `saw`. When a law has run often enough, a share below its floor fails the run. So nobody
can overlook a generator that no longer reaches a case.

Under pytest-xdist each worker keeps its own tallies. `packed` and `add` bring them to the process that prints them.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from math import inf
from typing import Any, Final

import attrs
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.errors import UnsatisfiedAssumption

from dprk_tourism import AccessPolicy, Audience, Effect, History, Resort
from dprk_tourism._graph import given_first_day
from dprk_tourism._model.records import EARLIER, Status
from dprk_tourism._rules.reference_days import ReferenceDays, stated_window

ENOUGH: Final = 300
"""How many examples a law must have run before its shares are held against the floors."""

MOST_DISCARDED: Final = 0.10
"""The largest share of examples that a law may discard."""

IN_HISTORIES: Final[Mapping[str, float]] = {
    "one event ends a policy and starts another": 0.15,
    "ban and exemption at one event": 0.08,
    "open group in two policies": 0.12,
    "open group and those who surely belong, at one event": 0.01,
    "announcements that touch": 0.10,
    "override by id": 0.08,
    "override of what is earlier": 0.15,
    "place within a place within the country": 0.40,
    "resort of unknown opening": 0.05,
    "disputed dating": 0.10,
    "announced apart from its start": 0.25,
    "several sources": 0.40,
    "distance that narrows a window": 0.20,
    "distance that only puts two events in order": 0.12,
    "distance contradicted alone": 0.05,
    "distances contradicted together": 0.03,
    "two events of one day": 0.08,
    "window with an open beginning": 0.08,
    "window with an open end": 0.05,
    "announcements ordered by distance alone": 0.08,
    "condition": 0.20,
    "citation in part": 0.30,
    "event planned": 0.10,
    "event alleged": 0.10,
    "event denied": 0.10,
    "source derived from another": 0.20,
    "first day surveyed given": 0.20,
}
"""Floors on what is in the generated histories, as shares of the examples of each law."""

IN_ANSWERS: Final[Mapping[str, float]] = {
    "permitted": 0.10,
    "denied": 0.15,
    "undetermined": 0.20,
    "hinge": 0.10,
    "two hinges": 0.03,
    "hinge: event": 0.08,
    "hinge: membership": 0.02,
    "hinge: opening": 0.01,
    "conflict": 0.03,
    "because of a hinge": 0.10,
    "because of silence": 0.10,
    "because of a conflict": 0.03,
    "because projected": 0.05,
    "because not yet open": 0.03,
    "outranked": 0.10,
    "outranked by id": 0.01,
    "outranked as earlier": 0.01,
    "disputed event leaned on": 0.03,
    "two events as one unknown": 0.01,
    "two events as one hinge": 0.004,
    "setting that is no world": 0.02,
    "projected for the first day surveyed": 0.05,
    "on conditions": 0.05,
}
"""Floors on what is in the answers of the first law, as shares of its examples."""


@attrs.define
class Tally:
    """The count of one law."""

    floors: Mapping[str, float]
    started: int = 0
    ran: int = 0
    discarded: int = 0
    seen: Counter[str] = attrs.field(factory=Counter[str])

    @property
    def cut_short(self) -> int:
        """The number of examples that hypothesis gave up while it drew them: neither finished nor discarded."""
        return self.started - self.ran - self.discarded

    @contextmanager
    def counting(self) -> Iterator[None]:
        """Count an example that is discarded here."""
        try:
            yield
        except UnsatisfiedAssumption:
            self.discarded += 1
            raise

    def faults(self) -> Iterator[str]:
        """Report each case that is too rare, and too many discarded examples."""
        if self.ran < ENOUGH:
            return
        if self.discarded > MOST_DISCARDED * self.started:
            yield f"{self.discarded} of {self.started} examples were discarded"
        for what, floor in self.floors.items():
            if self.seen[what] < floor * self.ran:
                yield f"{what}: {self.seen[what]} of {self.ran}, fewer than {floor:.1%}"


TALLIES: Final[dict[str, Tally]] = {}
"""The tallies of this process, by law."""
_running: Tally | None = None


def law(
    number: int, *, floors: Mapping[str, float] = IN_HISTORIES, **drawn: st.SearchStrategy[Any]
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a test method the property test of a law, and count its examples.

    Args:
        number: That of the law.
        floors: What its examples must hold at least how often.
        drawn: The strategies of the arguments of the test.
    """

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        tally = TALLIES.setdefault(f"law {number:2} {test.__name__}", Tally(floors))
        first, *others = drawn

        @wraps(test)
        def counted(self: object, **values: object) -> None:
            global _running  # noqa: PLW0603 - tests run one after another
            _running = tally
            with tally.counting():
                test(self, **values)
            tally.ran += 1
            for value in values.values():
                tally.seen.update(cases(history) if (history := _history_in(value)) else ())

        strategies = {first: _begun(tally, drawn[first]), **{name: drawn[name] for name in others}}
        return given(**strategies)(counted)

    return decorate


def packed() -> dict[str, dict[str, Any]]:
    """Return the tallies of this process as plain data, which a worker can send."""
    return {
        name: {**attrs.asdict(tally, recurse=False), "floors": dict(tally.floors), "seen": dict(tally.seen)}
        for name, tally in TALLIES.items()
    }


def add(sent: Mapping[str, Mapping[str, Any]]) -> None:
    """Add the tallies that a worker packed to those of this process."""
    for name, counts in sent.items():
        tally = TALLIES.setdefault(name, Tally(counts["floors"]))
        tally.started += counts["started"]
        tally.ran += counts["ran"]
        tally.discarded += counts["discarded"]
        tally.seen.update(counts["seen"])


def faults() -> list[str]:
    """Return what is wrong with the tallies of this process, law by law."""
    return [f"{name}: {fault}" for name, tally in sorted(TALLIES.items()) for fault in tally.faults()]


def saw(*labels: str) -> None:
    """Report what the running example of a law turned out to hold."""
    assert _running is not None
    _running.seen.update(labels)


@st.composite
def _begun(draw: st.DrawFn, tally: Tally, strategy: st.SearchStrategy[Any]) -> Any:
    tally.started += 1
    with tally.counting():
        return draw(strategy)


def _history_in(value: object) -> History | None:
    candidate = value[0] if isinstance(value, tuple) else value
    return candidate if isinstance(candidate, History) else None


def cases(history: History) -> set[str]:
    """Return the names of the telling cases that a history holds."""
    return {what for what, holds in (_of_policies(history) | _of_days(history)).items() if holds}


def _of_policies(history: History) -> dict[str, bool]:
    policies, places = list(history.policies.values()), history.places
    groups = Counter(policy.audience for policy in policies if policy.audience.possible)
    return {
        "one event ends a policy and starts another": bool(
            {policy.ends for policy in policies} & {policy.starts for policy in policies} - {None}
        ),
        "ban and exemption at one event": any(_exempts(x, y) for x in policies for y in policies),
        "open group in two policies": any(count > 1 for count in groups.values()),
        "open group and those who surely belong, at one event": any(
            x.starts == y.starts is not None
            and x.layer is y.layer
            and y.audience.possible
            and x.audience.members == y.audience.certain
            for x in policies
            for y in policies
        ),
        "override by id": any(policy.overrides and policy.overrides != EARLIER for policy in policies),
        "override of what is earlier": any(policy.overrides == EARLIER for policy in policies),
        "place within a place within the country": any(
            place.within is not None and places[place.within].within is not None for place in places.values()
        ),
        "resort of unknown opening": any(
            isinstance(place, Resort) and place.opens is None for place in places.values()
        ),
        "announced apart from its start": any(policy.announcement != policy.starts for policy in policies),
        "several sources": len(history.sources) > 1,
        "condition": any(policy.conditions for policy in policies),
        "citation in part": any(cite.attribute for policy in policies for cite in policy.cites),
        "source derived from another": any(source.derived_from for source in history.sources.values()),
        "first day surveyed given": given_first_day(history) is not None,
    }


def _of_days(history: History) -> dict[str, bool]:
    """What is in the windows and distances, by the reading of the slow evaluator."""
    days, events = ReferenceDays(history), history.events
    announced = [policy.announcement for policy in history.policies.values() if policy.announcement is not None]
    happened = [id_ for id_, event in events.items() if event.status is Status.HAPPENED]
    windows = {id_: days.windows[id_] for id_ in happened}
    # Of two linked events, each may have fallen on some day on which it is unknown whether the other had.
    unknown = [
        (x, y)
        for x in happened
        for y in days.linked(x) - {x}
        if max(windows[x][0], windows[y][0]) < min(windows[x][1], windows[y][1])
    ]
    return {
        "announcements that touch": any(
            days.windows[x][1] == days.windows[y][0] for x in announced for y in announced if x != y
        ),
        "disputed dating": bool(days.apart),
        "distance that narrows a window": any(stated_window(events[id_]) != windows[id_] for id_ in happened),
        "distance that only puts two events in order": any(
            stated_window(events[x]) == windows[x]
            and stated_window(events[y]) == windows[y]
            and days.surely_no_earlier(x, y)
            for x, y in unknown
        ),
        "distance contradicted alone": any(gap.carrier in happened for gap in days.alone),
        "distances contradicted together": any(gap.carrier in happened for gap in days.together),
        "two events of one day": any(days.surely_no_earlier(x, y) and days.surely_no_earlier(y, x) for x, y in unknown),
        "window with an open beginning": any(first == -inf for first, _ in windows.values()),
        "window with an open end": any(last == inf for _, last in windows.values()),
        "announcements ordered by distance alone": any(
            x in announced and y in announced and days.surely_no_earlier(x, y) for x, y in unknown
        ),
        **{
            f"event {status}": any(event.status is status for event in events.values())
            for status in Status
            if status is not Status.HAPPENED
        },
    }


def _exempts(x: AccessPolicy, y: AccessPolicy) -> bool:
    """Whether x permits some of those whom y denies, both from one event on."""
    apart = x.effect is Effect.PERMIT and y.effect is Effect.DENY
    return apart and x.layer is y.layer and x.starts == y.starts is not None and _fewer(x.audience, y.audience)


def _fewer(some: Audience, many: Audience) -> bool:
    return some.members < many.certain


def lines(tallies: Mapping[str, Tally]) -> Iterable[str]:
    """Return the lines of the census: one for each law, then one for each case with its rarest share."""
    for name, tally in sorted(tallies.items()):
        if tally.started:
            yield f"{name}: {tally.ran} ran, {tally.discarded} discarded, {tally.cut_short} cut short"
    wanted = {what: floor for tally in tallies.values() for what, floor in tally.floors.items()}
    for what, floor in wanted.items():
        shares = {
            tally.seen[what] / tally.ran: name
            for name, tally in sorted(tallies.items())
            if tally.ran and what in tally.floors
        }
        if shares:
            least = min(shares)
            yield f"  {what}: {least:.1%} to {max(shares):.1%} (floor {floor:.1%}, least in {shares[least]})"
