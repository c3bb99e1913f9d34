"""For tests: hypothesis strategies for every record, and a slow reference evaluator of the rules.

There is one strategy for each kind of record (`histories`, `access_policies`, `day_windows`, ...), and `questions`,
`decisions` and `timelines`.
Where one takes *min_day* and *max_day*, these are the first and the last day that it may name.
Once the package and hypothesis are both in use, `st.from_type(History)` works too. Hypothesis must be installed:
`pip install hypothesis`. The evaluator is in `dprk_tourism._rules.reference`, which does without it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from graphlib import CycleError, TopologicalSorter
from itertools import product
from math import inf
from typing import Any, Final, TypeAlias, TypeVar

import attrs

import dprk_tourism as package
from dprk_tourism._decisions import Decision, Timeline
from dprk_tourism._graph import KINDS, Records, surely_no_later
from dprk_tourism._model import fields as of_fields
from dprk_tourism._model import records as of_records
from dprk_tourism._model.days import LAST_DAY, Day, DayLike, DaySpan, DayWindow, Distance, to_day, to_window
from dprk_tourism._model.fields import Choice, converter_of
from dprk_tourism._model.records import (
    EARLIER,
    AccessPolicy,
    Citation,
    Dating,
    Effect,
    Ending,
    Event,
    Layer,
    Place,
    Resort,
    Source,
    SourceKind,
    Status,
    Visit,
    citable,
    from_the_inside_out,
)
from dprk_tourism._model.travellers import NAMED_AUDIENCES, NATIONALITIES, Audience
from dprk_tourism._rules.reference import (
    ReferenceAnswer,
    ReferenceWorld,
    outranks_by_reading,
    reference_answer,
    reference_worlds,
)
from dprk_tourism._rules.reference_days import ReferenceDays, stated_window
from dprk_tourism.history import History

__all__ = [
    "Asked",
    "ReferenceAnswer",
    "ReferenceWorld",
    "access_policies",
    "audiences",
    "citations",
    "datings",
    "day_spans",
    "day_windows",
    "days",
    "decisions",
    "distances",
    "events",
    "histories",
    "nationalities",
    "places",
    "questions",
    "reference_answer",
    "reference_worlds",
    "register_strategies",
    "resorts",
    "sources",
    "timelines",
    "visits",
]


def register_strategies() -> None:
    """Register a strategy for each class of days, records and answers, so that `st.from_type(History)` works.

    The package does so by itself once it and hypothesis are both in use. Calling this again does no harm.
    """
    package._register_strategies()  # noqa: SLF001 - which the package needs without this module


from hypothesis import strategies as st  # noqa: E402 - hypothesis may call the function above meanwhile
from hypothesis.errors import InvalidArgument  # noqa: E402 - as above

T = TypeVar("T")

Asked: TypeAlias = tuple[History, str, str, Day]
"""A history, and a nationality, a place and a day to ask it about."""


FIRST_DAY: Final = Day(1, 1, 1)
CAST: Final = ("RU", "CN", "US", "AU", "CA", "KP")


def days(*, min_day: DayLike = FIRST_DAY, max_day: DayLike = LAST_DAY) -> st.SearchStrategy[Day]:
    """Return a strategy for civil days, such as `date(2024, 2, 29)`."""
    return st.dates(*_bounds(min_day, max_day))


def _bounds(min_day: DayLike, max_day: DayLike) -> tuple[Day, Day]:
    first, last = to_day(min_day), to_day(max_day)
    if last < first:
        raise InvalidArgument(f"max_day={last} is before min_day={first}. Use the same day or a later one.")
    return first, last


def day_windows(*, min_day: DayLike = FIRST_DAY, max_day: DayLike = LAST_DAY) -> st.SearchStrategy[DayWindow]:
    """Return a strategy for windows, some of them open, such as `DayWindow("2025-07-16", "2025-07-18")`."""
    some = days(min_day=min_day, max_day=max_day)
    half_open = some.map(lambda day: DayWindow(day, None)), some.map(lambda day: DayWindow(None, day))
    return st.one_of(_closed_windows(min_day, max_day), *half_open)


def _closed_windows(min_day: DayLike, max_day: DayLike) -> st.SearchStrategy[DayWindow]:
    some = days(min_day=min_day, max_day=max_day)
    return st.one_of(some.map(to_window), st.tuples(some, some).map(lambda two: DayWindow(min(two), max(two))))


def distances() -> st.SearchStrategy[Distance]:
    """Return a strategy for distances between events, with and without bounds, such as `Distance(14)`."""
    bounds = st.none() | st.integers(min_value=-400, max_value=400)
    return st.tuples(bounds, bounds).map(_in_order)


def _in_order(bounds: tuple[int | None, int | None]) -> Distance:
    known = sorted(bound for bound in bounds if bound is not None)
    return Distance(*(known if len(known) == len(bounds) else bounds))


def day_spans(*, min_day: DayLike = FIRST_DAY, max_day: DayLike = LAST_DAY) -> st.SearchStrategy[DaySpan]:
    """Return a strategy for spans with and without a start or an end, such as `DaySpan("2025-07-01", None)`."""
    return _day_spans(*_bounds(min_day, max_day))


@st.composite
def _day_spans(draw: st.DrawFn, first: Day, last: Day) -> DaySpan:
    start = draw(st.none() | days(min_day=first, max_day=last))
    earliest = max(first, _later(start or FIRST_DAY, 1))
    if (start or FIRST_DAY) == last:  # no day is left for an end
        return DaySpan(start, None)
    return DaySpan(start, draw(st.none() | days(min_day=earliest, max_day=last)))


def nationalities() -> st.SearchStrategy[str]:
    """Return a strategy for codes of nationalities, such as `"RU"`."""
    return st.sampled_from(sorted(NATIONALITIES))


def audiences() -> st.SearchStrategy[Audience]:
    """Return a strategy for audiences, named and listed, such as `Audience(["AU"], possible=["CA", "US"])`."""
    codes = st.frozensets(nationalities(), max_size=4)
    listed = st.tuples(codes, codes).filter(any).map(lambda two: Audience(two[0], two[1] - two[0]))
    return st.one_of(st.sampled_from([NAMED_AUDIENCES[name] for name in sorted(NAMED_AUDIENCES)]), listed)


def _ids() -> st.SearchStrategy[str]:
    return st.from_regex(r"[a-z][a-z0-9]{0,5}(-[a-z0-9]{1,5}){0,2}", fullmatch=True)


def _texts() -> st.SearchStrategy[str]:
    return st.text(min_size=1, max_size=30).filter(str.strip)


def _addresses() -> st.SearchStrategy[str]:
    return st.from_regex(r"https?://[a-z]{1,8}\.example(/[a-z0-9]{1,8}){0,2}", fullmatch=True)


_VALUES: Final[dict[Any, Callable[[], st.SearchStrategy[Any]]]] = {
    of_fields.to_id: _ids,
    of_fields.to_optional_id: lambda: st.none() | _ids(),
    of_fields.to_text: _texts,
    of_fields.to_optional_text: lambda: st.none() | _texts(),
    of_fields.to_url: lambda: st.none() | _addresses(),
    of_fields.to_count: lambda: st.none() | st.integers(min_value=1, max_value=1_000_000),
    of_fields.to_measure: lambda: st.none() | st.floats(min_value=0.001, max_value=1_000, allow_nan=False),
    of_records.to_amenities: lambda: st.lists(_texts(), max_size=3),
    of_records.to_names: lambda: st.lists(_texts(), max_size=2),
    of_records.to_passages: lambda: st.dictionaries(_texts(), _texts(), max_size=2),
    of_records.to_location: lambda: st.none() | st.tuples(st.floats(-90, 90), st.floats(-180, 180)),
    of_records.to_conditions: lambda: st.lists(_ids(), max_size=2),
}
"""What fields may hold, by their converters."""


def _fields(record: type, **special: st.SearchStrategy[Any]) -> dict[str, st.SearchStrategy[Any]]:
    """Strategies for the fields of a record: those given, or else those of their converters."""
    return {
        field.name: special[field.name] if field.name in special else _values(converter_of(field))
        for field in attrs.fields(record)
    }


def _values(converter: Any) -> st.SearchStrategy[Any]:
    if isinstance(converter, type) and issubclass(converter, Choice):
        return st.sampled_from(converter)
    return _VALUES[converter]()


def citations() -> st.SearchStrategy[Citation]:
    """Return a strategy for citations of whole records, such as `Citation("article", "11.2")`."""
    return st.builds(Citation, **_fields(Citation, attribute=st.none()))


def sources(*, min_day: DayLike = FIRST_DAY, max_day: DayLike = LAST_DAY) -> st.SearchStrategy[Source]:
    """Return a strategy for sources.

    Such as `Source(id="a", kind="press", publisher="b", title="c", published="2025")`.
    """
    return st.builds(Source, **_fields(Source, published=_closed_windows(min_day, max_day)))


def places() -> st.SearchStrategy[Place]:
    """Return a strategy for places that are not resorts, such as `Place(id="rason", name="Rason", within="dprk")`."""
    return st.fixed_dictionaries(_fields(Place, cites=_cites(Place))).map(partial(_cited, Place))


def resorts() -> st.SearchStrategy[Resort]:
    """Return a strategy for resorts, such as `Resort(id="kalma", name="Kalma", within="dprk", capacity=20_000)`."""
    return st.fixed_dictionaries(_fields(Resort, cites=_cites(Resort))).map(partial(_cited, Resort))


def _cites(record: type) -> st.SearchStrategy[list[Citation]]:
    attribute = st.none() | st.sampled_from(citable(record))
    return st.lists(st.builds(Citation, **_fields(Citation, attribute=attribute)), max_size=2)


def _cited(record: Callable[..., T], fields: Mapping[str, Any]) -> T:
    """A record of which each citation is of a filled field, or else of the whole."""
    empty = [name for name, value in fields.items() if value in (None, [], ())]
    cites = [attrs.evolve(cite, attribute=None) if cite.attribute in empty else cite for cite in fields["cites"]]
    return record(**{**fields, "cites": cites})


def datings(*, min_day: DayLike = FIRST_DAY, max_day: DayLike = LAST_DAY) -> st.SearchStrategy[Dating]:
    """Return a strategy for datings, by windows and by distances.

    Such as `Dating(when="2024", citation=Citation("article", "11.1", "last year"))`, and
    `Dating(after="opening", days="14..", citation=Citation("article", "1.1"))`.
    """
    days_between = st.none() | distances().filter(lambda distance: distance.least is not None)
    when: dict[str, st.SearchStrategy[Any]] = {"when": day_windows(min_day=min_day, max_day=max_day), "days": st.none()}
    after, before = ({name: _ids(), "days": days_between} for name in ("after", "before"))
    left_out: dict[str, st.SearchStrategy[Any]] = dict.fromkeys(("when", "after", "before"), st.none())
    fields = [_fields(Dating, **{**left_out, **kind}, citation=citations()) for kind in (when, when, after, before)]
    return st.one_of(*(st.builds(Dating, **each) for each in fields))


def events(*, min_day: DayLike = FIRST_DAY, max_day: DayLike = LAST_DAY) -> st.SearchStrategy[Event]:
    """Return a strategy for events of each status, with one dating or several, which may share no day.

    Such as `Event(id="opens", what="It opens", datings=[Dating(when="2025-07", citation=Citation("a"))])`.
    """
    several = st.lists(datings(min_day=min_day, max_day=max_day), min_size=1, max_size=3)
    fields = st.fixed_dictionaries(_fields(Event, datings=several))
    return fields.filter(_is_dated_from_others).map(lambda drawn: Event(**drawn))


def _is_dated_from_others(fields: Mapping[str, Any]) -> bool:
    return all(fields["id"] not in (dating.after, dating.before) for dating in fields["datings"])


def access_policies() -> st.SearchStrategy[AccessPolicy]:
    """Return a strategy for policies with and without a start and an end.

    Such as `AccessPolicy(id="barred", effect="deny", layer="site", audience="foreigners", place="kalma",
    starts="notice", ending="until-further-notice", cites=[Citation("article", "7.1")])`.
    """
    fields = _fields(
        AccessPolicy,
        audience=audiences(),
        ending=st.none() | st.sampled_from(Ending),
        overrides=st.just(EARLIER) | st.lists(_ids(), max_size=2),
        cites=st.tuples(citations(), _cites(AccessPolicy)).map(lambda two: [two[0], *two[1]]),
    )
    return st.fixed_dictionaries(fields).map(_policy)


def _policy(fields: dict[str, Any]) -> AccessPolicy:
    """A policy with at most one of an end and words about it, which does not override itself; only a permit asks."""
    overrides = fields["overrides"]
    named = overrides if overrides == EARLIER else [other for other in overrides if other != fields["id"]]
    ending = None if fields["ends"] else fields["ending"]
    conditions = fields["conditions"] if fields["effect"] is Effect.PERMIT else ()
    return _cited(AccessPolicy, {**fields, "ending": ending, "overrides": named, "conditions": conditions})


def visits(*, min_day: DayLike = FIRST_DAY, max_day: DayLike = LAST_DAY) -> st.SearchStrategy[Visit]:
    """Return a strategy for visits of one day or more, such as `Visit("RU", "kalma", "2025-07-10", "2025-07-14")`."""
    return _visits(*_bounds(min_day, max_day))


@st.composite
def _visits(draw: st.DrawFn, first: Day, last: Day) -> Visit:
    arrival = draw(days(min_day=first, max_day=last))
    nights = draw(st.none() | st.integers(min_value=0, max_value=21))
    departure = None if nights is None else min(last, _later(arrival, nights))
    return Visit(draw(nationalities()), draw(_ids()), arrival, departure)


_AUDIENCES: Final = (
    NAMED_AUDIENCES["everyone"],
    NAMED_AUDIENCES["foreigners"],
    NAMED_AUDIENCES["western"],
    Audience(["AU"], possible=["US", "CA"]),
    Audience(["AU"]),
    Audience(["RU"]),
    Audience(["RU", "CN"]),
    Audience(possible=["US"]),
    Audience(["RU", "CN"], possible=["AU", "US", "CA"]),
    Audience(["US"]),
    NAMED_AUDIENCES["nationals"],
    Audience(CAST),
)
_BROAD: Final = _AUDIENCES[:2]
_NARROW: Final = _AUDIENCES[2:-1]
_OPEN: Final = tuple(audience for audience in _AUDIENCES if audience.possible)
_SETTLED_IN_PART: Final = tuple(audience for audience in _OPEN if audience.certain)
_LAYERS: Final = (Layer.SITE, Layer.ENTRY, Layer.SITE, Layer.ENTRY, Layer.HOME_STATE)
_OTHER: Final = {Effect.PERMIT: Effect.DENY, Effect.DENY: Effect.PERMIT}
_SHAPES: Final = (
    "resort",
    "zone resort",
    "zone resort beach",
    "resort lodge",
    "resort beach",
    "zone",
    "zone resort lodge",
)
"""The places of a history, each within the one before it."""
_MONTH: Final = 30
_PASSAGE: Final = "1.2"
_SUPPORT: Final = ((None, None), (None, "soon"), (_PASSAGE, None), (_PASSAGE, "days later"))
"""Where a citation is from in its source, and its words."""
_IN_PART: Final = (None, None, "place", "audience")
"""What a second citation of a policy is of, if there is one."""
_APART: Final = (True, False, False, False, False, False)
"""Whether a policy was announced apart from its start."""
_CONDITIONS: Final = ((), (), ("visa",), ("organised-tour", "visa"))
_NEAR: Final = (
    ("same", ["0.."]),  # in order
    ("same", ["0.."]),
    ("same", ["0"]),  # on one day
    ("same", ["0"]),
    ("none", ["0"]),
    ("same", ["1.."]),
    ("shifted", ["1..3"]),
    ("shifted", ["-1..2"]),
    ("open", ["0..3"]),
    ("open", ["1.."]),
    ("none", ["2"]),
    ("none", ["1.."]),
    ("same", ["40.."]),  # contradicted by the windows
    ("shifted", ["40.."]),
    ("same", ["1..", "-9..-1"]),  # by each other
)
"""The window of an event that is dated from another, against that of the other, and the distances between them."""


def histories(*, min_day: DayLike = "2025-01-01", max_day: DayLike = "2025-12-31") -> st.SearchStrategy[History]:
    """Return a strategy for small histories that load, with at most 16 unknowns in any question.

    They play within one month and contain on purpose what is hard to get right: events that end one policy and
    start another, a denial and its exemption at one event, open groups in several policies, nested places,
    resorts that open late or on an unknown day, overrides by id and of all that is `earlier`, disputed
    datings, announcements apart from starts, conflicts, silence, sources that appear one after another; distances that
    narrow a window, that only put events in order or on one day, or that contradict windows or each other; open
    windows, events that were planned, are alleged or denied, permits on conditions, and citations of a part.

    In one, for example, the country has always admitted everyone, its resort opens on an unknown day, and one event
    bars all foreigners except Russians from it.
    """
    return _histories(*(day.toordinal() for day in _bounds(min_day, max_day)))


@st.composite
def _histories(draw: st.DrawFn, first: int, last: int) -> History:
    start = draw(st.integers(min_value=first, max_value=max(first, last - _MONTH)))
    draft = _Draft(draw, first=start, last=min(last, start + _MONTH))
    draft.add_sources()
    draft.add_events()
    draft.add_untrue_events()
    draft.add_places()
    draft.add_audiences()
    draft.add_grounds()
    draft.add_motifs()
    if draft.near and draft.below(3) > 0:
        draft.near_events()
    draft.undo_loops()
    fields: dict[str, Any] = {**draft.tables, "events": {**draft.events, **draft.untrue}}
    draft.begin_part()
    for name in ("surveyed_from", "surveyed_through"):
        day = draft.one_of([None, min(draft.first + draft.below(_MONTH + 1), draft.last)])
        fields[name] = None if day is None else Day.fromordinal(day)
    return History(id="generated", title="A generated history", **fields)


def questions(*, asking: st.SearchStrategy[History] | None = None) -> st.SearchStrategy[Asked]:
    """Return a strategy for histories with a question: `(history, "AU", "resort", date(2025, 7, 18))`.

    The day is one on which something may change: the first or the last day of an event's window, the day before
    either, or the day after all of them.

    Args:
        asking: A strategy for the histories; `histories()` if left out.
    """
    return _questions(histories() if asking is None else asking)


@st.composite
def _questions(draw: st.DrawFn, asking: st.SearchStrategy[History]) -> Asked:
    history = draw(asking)
    choices = _Choices(draw)
    place = choices.one_of(sorted(history.places))
    nationality = choices.one_of(CAST)
    windows = [history.window(event) for event in history.events]
    ends = {day for window in windows for day in (window.earliest, window.latest) if day is not None}
    found = {_later(day, by) for day in ends for by in (-1, 0)}
    telling = sorted(found | {_later(max(found), 1)}) if found else [to_day("2025-07-01")]
    bounds = {event for policy in history.policies.values() for event in (policy.starts, policy.ends) if event}
    unknown = [history.window(event) for event in bounds]
    in_doubt = [day for day in telling if any(day in window and day != window.latest for window in unknown)]
    aimed = choices.below(2) == 1
    return history, nationality, place, choices.one_of(in_doubt if aimed and in_doubt else telling)


def decisions(*, asking: st.SearchStrategy[History] | None = None) -> st.SearchStrategy[Decision]:
    """Return a strategy for decisions about visits of up to two weeks, strict ones among them.

    The visits begin on the days of `questions`.

    Args:
        asking: A strategy for the histories; `histories()` if left out.
    """
    nights = st.none() | st.integers(min_value=0, max_value=13)
    return st.builds(_decided, questions(asking=asking), nights, st.booleans())


def _decided(asked: Asked, nights: int | None, strict: bool) -> Decision:  # noqa: FBT001 - drawn like the others
    history, nationality, place, day = asked
    departure = None if nights is None else _later(day, nights)
    return history.decide(Visit(nationality, place, day, departure), strict=strict)


def timelines(*, asking: st.SearchStrategy[History] | None = None) -> st.SearchStrategy[Timeline]:
    """Return a strategy for timelines of one nationality at one place, strict ones among them.

    Args:
        asking: A strategy for the histories; `histories()` if left out.
    """
    return st.builds(_timeline, questions(asking=asking), st.booleans())


def _timeline(asked: Asked, strict: bool) -> Timeline:  # noqa: FBT001 - drawn like the other
    history, nationality, place, _ = asked
    return history.timeline(nationality, place, strict=strict)


def _later(day: Day, by: int) -> Day:
    ordinal = day.toordinal() + by
    return Day.fromordinal(min(max(ordinal, FIRST_DAY.toordinal()), LAST_DAY.toordinal()))


_BLOCK: Final = st.binary(min_size=8, max_size=8)


class _Choices:
    """Choices among few. Each takes a byte of a block, as hypothesis needs as long for one number as for a block."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.block: Iterator[int] = iter(())

    def begin_part(self) -> None:
        """Begin a new block, so that the choices from here on stay when those before shrink to fewer."""
        self.block = iter(())

    def below(self, number: int) -> int:
        """Choose a number from 0 on, below one that is at most 256."""
        byte = next(self.block, None)
        if byte is None:
            self.block = iter(self.draw(_BLOCK))
            byte = next(self.block)
        return byte % number

    def one_of(self, items: Sequence[T]) -> T:
        return items[self.below(len(items))]


class _Draft(_Choices):
    """A history in the making, which plays in one month; its methods draw what they need."""

    def __init__(self, draw: st.DrawFn, first: int, last: int) -> None:
        super().__init__(draw)
        self.first = first
        self.last = last
        self.tables: dict[str, dict[str, Any]] = {kind: {} for kind in KINDS}
        self.sources: dict[str, Source] = self.tables["sources"]
        self.places: dict[str, Place] = self.tables["places"]
        self.events: dict[str, Event] = self.tables["events"]
        self.policies: dict[str, AccessPolicy] = self.tables["policies"]
        self.untrue: dict[str, Event] = {}
        """Events that were planned, are alleged or are denied."""
        self.near: list[tuple[str, str]] = []
        """Pairs of events, an earlier and a later one, with a distance between them."""
        self.audiences: list[Audience] = []

    def window(self, earliest: int, length: int) -> DayWindow:
        """A window of so many days, cut to the month."""
        inside = min(max(earliest, self.first), self.last)
        days = inside, max(inside, min(earliest + length - 1, self.last))
        return DayWindow(*map(Day.fromordinal, days))

    def add_sources(self) -> None:
        """Add sources, of which some retell an earlier one, and some have passages and were read in a copy."""
        for number in range(self.one_of([1, 2, 2, 3])):
            self.begin_part()
            is_copy = self.below(2) == 0
            source = Source(
                id=f"source-{number}",
                kind=SourceKind.PRESS,
                publisher="P",
                title="T",
                published=self.window(self.first + self.below(_MONTH + 1), self.one_of([1, 1, 3])),
                copy="https://copy.example" if is_copy else None,
                derived_from=self.one_of([None, *self.sources]),
                passages={_PASSAGE: "What it says there"} if is_copy else {},
            )
            self.sources[source.id] = source

    def citation(self, attribute: str | None = None) -> Citation:
        # Most draws are made here, so that this is one and not two.
        source, (at, words) = self.one_of([*product(self.sources, _SUPPORT)])
        return Citation(source, at, words, attribute)

    def add_events(self) -> None:
        """Add a first event of a known day, some whose windows overlap or touch, and some dated from others."""
        self.add_event([self.window(self.first, 1)])
        for _ in range(1 + self.below(3)):
            self.add_event(self.windows())
        self.begin_part()
        for _ in range(self.one_of([0, 1, 1, 2])):
            self.add_event_near_another()

    def windows(self) -> list[DayWindow]:
        """Draw one window or two of one event; few are open."""
        self.begin_part()
        lasts = [stated_window(event)[1] for event in self.events.values()]
        anywhere = self.first + 1 + self.below(9)
        earliest = self.one_of([anywhere, anywhere, *(int(last) for last in lasts if last < inf)])
        windows = [self.window(earliest, self.one_of([1, 2, 3, 5, 5, 6]))]
        match self.below(8):
            case 0 | 1:
                shift = self.below(8) - 3
                return [*windows, self.window(earliest + shift, self.one_of([1, 1, 3, _MONTH]))]
            case 2:
                return [self.half_open(*windows)]
            case _:
                return windows

    def half_open(self, window: DayWindow) -> DayWindow:
        return self.one_of([DayWindow(window.earliest, None), DayWindow(None, window.latest)])

    def add_event(self, windows: Iterable[DayWindow]) -> Event:
        event = Event(
            id=f"event-{len(self.events) + len(self.untrue)}",
            what="Something happens",
            datings=[Dating(when=window, citation=self.citation()) for window in windows],
            place=self.one_of([None, "country"]),
        )
        self.events[event.id] = event
        return event

    def add_event_near_another(self) -> None:
        """Add an event with a distance from another; either may be the earlier one, and either may carry it."""
        self.begin_part()
        shape, distances = self.one_of(_NEAR)
        in_doubt = [event for event in self.events.values() if stated_window(event)[0] < stated_window(event)[1]]
        other = self.one_of(in_doubt or list(self.events.values()))
        first, last = (int(min(max(day, self.first), self.last)) for day in stated_window(other))
        window = self.window(first, last - first + 1)
        if shape in ("shifted", "open"):
            window = self.window(first - 1 + self.below(4), 5)
        event = self.add_event([self.half_open(window) if shape == "open" else window])
        is_later, carries = self.one_of([(True, True), (False, True), (True, False), (False, False)])
        pair = (other.id, event.id) if is_later else (event.id, other.id)
        for days in distances:
            self.add_distance(*pair, days, carrier=event.id if carries or shape == "none" else other.id)
        if shape == "none":
            by_distance = self.events[event.id].datings[1:]
            self.events[event.id] = attrs.evolve(self.events[event.id], datings=by_distance)
        self.near.append(pair)

    def add_distance(self, earlier: str, later: str, days: str, *, carrier: str) -> None:
        other: dict[str, Any] = {"after": earlier} if carrier == later else {"before": later}
        dating = Dating(**other, days=None if days == "0.." else days, citation=self.citation())
        datings = [*self.events[carrier].datings, dating]
        self.events[carrier] = attrs.evolve(self.events[carrier], datings=datings)

    def add_untrue_events(self) -> None:
        """Add events that did not surely happen, dated from what did, and once in a while the other way round."""
        self.begin_part()
        for _ in range(self.one_of([0, 0, 1, 1, 2])):
            other, event = self.event(), self.add_event(self.windows())
            is_later, carrier = self.one_of([(True, event.id), (True, event.id), (False, event.id), (False, other)])
            pair = (other, event.id) if is_later else (event.id, other)
            for days in self.one_of([["0.."], ["1..3"], ["2"], ["-9..-1"], ["40.."], ["1..", "-9..-1"]]):
                self.add_distance(*pair, days, carrier=carrier)
            status = self.one_of([Status.PLANNED, Status.ALLEGED, Status.DENIED])
            self.untrue[event.id] = attrs.evolve(self.events.pop(event.id), status=status)

    def add_places(self) -> None:
        """Add a country and up to three places, each within the one before; `resort` and `lodge` are resorts."""
        self.places["country"] = Place(id="country", name="Country")
        around = "country"
        self.begin_part()
        for name in self.one_of(_SHAPES).split():
            cites = [self.citation(self.one_of([None, "name"]))]
            fields: dict[str, Any] = {"id": name, "name": name, "within": around, "cites": cites}
            if self.below(2) == 0:
                fields |= {"names": [f"The {name}"], "location": (39.1, 127.4)}
            if name in ("resort", "lodge"):
                self.places[name] = Resort(**fields, opens=self.one_of(["event-0", None, *self.events]))
            else:
                self.places[name] = Place(**fields)
            around = name

    def add_audiences(self) -> None:
        """Draw the two or three audiences that most policies are for."""
        self.begin_part()
        self.audiences = [self.one_of(_AUDIENCES) for _ in range(2 + self.below(2))]

    def add_motifs(self) -> None:
        """Add up to three times what is hard to get right."""
        self.begin_part()
        for motif in [self.one_of(_MOTIFS) for _ in range(1 + self.below(3))]:
            self.begin_part()
            motif(self)

    def add_grounds(self) -> None:
        """Add what most histories need to permit anything: admission to the country, and to a place."""
        for layer, inmost in ((Layer.ENTRY, "country"), (Layer.SITE, list(self.places)[-1])):
            self.begin_part()
            if self.below(8) > 0:
                starts = self.one_of([None, None, "event-0", *self.events])
                place = self.one_of(["country", inmost])
                self.add(Effect.PERMIT, layer, audience=self.one_of(_BROAD), place=place, starts=starts)

    def add(self, effect: Effect, layer: Layer, **fields: Any) -> AccessPolicy:
        """Add a policy; audience, place and announcement are drawn if they are left out."""
        self.begin_part()
        part, is_announced_apart = self.one_of([*product(_IN_PART, _APART)])
        drawn: dict[str, Any] = {
            "audience": fields["audience"] if "audience" in fields else self.audience(),
            "place": fields["place"] if "place" in fields else self.one_of(list(self.places)),
            "ending": self.one_of(tuple(Ending)) if fields.get("ends") is None else None,
            "announced": self.event() if is_announced_apart else None,
            "conditions": self.one_of(_CONDITIONS) if effect is Effect.PERMIT else (),
            "cites": [self.citation(), *([] if part is None else [self.citation(part)])],
        }
        policy = AccessPolicy(id=f"policy-{len(self.policies)}", effect=effect, layer=layer, **{**drawn, **fields})
        self.policies[policy.id] = policy
        return policy

    def audience(self) -> Audience:
        return self.one_of(self.audiences)

    def effect(self) -> Effect:
        return self.one_of((Effect.PERMIT, Effect.DENY))

    def layer(self) -> Layer:
        return self.one_of(_LAYERS)

    def event(self) -> str:
        return self.one_of(list(self.events))

    def start(self) -> str | None:
        return self.one_of([*self.events, None])

    def end(self, starts: str | None) -> str | None:
        """Draw an event that may come after the start, or none (R6: latest end after earliest start)."""
        first = None if starts is None else self.events[starts]
        later = [
            event.id
            for event in self.events.values()
            if first is None or (event is not first and not surely_no_later(event, first))
        ]
        return self.one_of([None, None, *later])

    def term(self) -> dict[str, str | None]:
        """Draw a start and an end."""
        starts = self.start()
        return {"starts": starts, "ends": self.end(starts)}

    def policy(self) -> AccessPolicy:
        """Draw one of the policies so far; if there is none yet, a new one."""
        if not self.policies:
            self.lone_policy()
        return self.one_of(list(self.policies.values()))

    def around(self, place: str) -> list[str]:
        return [each.id for each in from_the_inside_out(self.places, place)]

    def lone_policy(self) -> None:
        """Any policy."""
        term = self.term()
        overrides: of_records.Overrides = EARLIER if self.below(5) == 0 else ()
        self.add(self.effect(), self.layer(), **term, overrides=overrides)

    def ban_and_exemption(self) -> None:
        """Both begin at one event; the exemption is for fewer, or for the certain members of an open group."""
        layer, starts = self.layer(), self.event()
        shared = {"starts": starts, "ends": self.end(starts), "place": self.one_of(list(self.places))}
        many, fewer = self.one_of(_BROAD), self.one_of(_NARROW)
        if self.below(4) == 0:
            many = self.one_of(_SETTLED_IN_PART)
            fewer = Audience(many.certain)
        self.add(Effect.DENY, layer, audience=many, **shared)
        self.add(Effect.PERMIT, layer, audience=fewer, **shared)

    def succession(self) -> None:
        """One event ends a policy and starts another of the other effect."""
        effect, layer, turn = self.effect(), self.layer(), self.event()
        last = self.events[turn]
        starts = [event.id for event in self.events.values() if event is not last and not surely_no_later(last, event)]
        first = self.add(effect, layer, starts=self.one_of([None, *starts]), ends=turn)
        ends = self.end(turn)
        audience = self.one_of([first.audience, *self.audiences])
        self.add(_OTHER[effect], layer, audience=audience, place=first.place, starts=turn, ends=ends)

    def open_group(self) -> None:
        """Two policies apply to one group whose members are unknown."""
        group = self.one_of(_OPEN)
        for _ in range(2):
            term = self.term()
            self.add(self.effect(), self.layer(), audience=group, **term)

    def override_by_id(self) -> None:
        """A policy names one of the other effect that it outranks."""
        other = self.policy()
        if other.overrides == EARLIER:  # so that no overrides close a loop
            return
        term = self.term()
        audience = self.one_of([other.audience, *_BROAD])
        place = self.one_of(self.around(other.place))
        effect = _OTHER[other.effect]
        self.add(effect, other.layer, audience=audience, place=place, **term, overrides=(other.id,))

    def sweep(self) -> None:
        """A policy outranks all that were announced before for its place or inside; it may miss another."""
        other = self.policy()
        starts = self.event()
        ends = self.end(starts)
        place = self.one_of([*self.around(other.place), *self.places])
        audience = self.one_of([other.audience, *_BROAD])
        term = {"starts": starts, "ends": ends}
        self.add(_OTHER[other.effect], other.layer, audience=audience, place=place, **term, overrides=EARLIER)

    def missed_sweep(self) -> None:
        """A later policy for everybody at a place inside does not outrank an earlier one for the country."""
        effect, layer = self.effect(), self.layer()
        fewer = self.one_of(_NARROW)
        self.add(effect, layer, audience=fewer, place="country", starts=self.one_of([None, "event-0"]))
        inmost = list(self.places)[-1]
        sweeping = {"audience": _BROAD[0], "place": inmost, "starts": self.event(), "overrides": EARLIER}
        self.add(_OTHER[effect], layer, **sweeping)

    def supersession(self) -> None:
        """A policy is surely announced after another for the same audience, which no longer counts."""
        effect, layer, audience = self.effect(), self.layer(), self.audience()
        in_order = sorted(self.events.values(), key=lambda event: (stated_window(event)[1], event.id))
        place = self.one_of(list(self.places))
        for starts, said in ((in_order[0].id, effect), (in_order[-1].id, self.one_of([effect, _OTHER[effect]]))):
            self.add(said, layer, audience=audience, place=place, starts=starts)

    def contradiction(self) -> None:
        """A policy contradicts another, for as many or for more."""
        other = self.policy()
        starts = self.one_of([other.starts, *self.events])
        place = self.one_of(self.around(other.place))
        audience = self.one_of([other.audience, *_BROAD])
        self.add(_OTHER[other.effect], other.layer, audience=audience, place=place, starts=starts)

    def near_events(self) -> None:
        """A policy starts at one of two events that a distance links; at the other it may end, and another starts."""
        self.begin_part()
        effect, layer, (starts, other) = self.effect(), self.layer(), self.one_of(self.near)
        may_end = not surely_no_later(self.events[other], self.events[starts])
        ends = self.one_of([None, other]) if may_end else None
        audience = self.one_of([*_BROAD, *self.audiences])
        place = self.one_of(["country", *self.places])
        self.add(effect, layer, audience=audience, place=place, starts=starts, ends=ends)
        self.add(_OTHER[effect], layer, audience=audience, place=place, starts=other)

    def undo_loops(self) -> None:
        """Remove the overrides by id if policies outrank one another in a loop."""
        named = {id_: policy for id_, policy in self.policies.items() if policy.overrides not in (EARLIER, ())}
        if not named:
            return
        days = ReferenceDays(Records(id="d", title="D", surveyed_from=None, surveyed_through=None, **self.tables))
        policies = self.policies.values()
        losers = {
            x.id: [y.id for y in policies if x.layer is y.layer and x is not y and outranks_by_reading(days, x, y)]
            for x in policies
        }
        try:
            TopologicalSorter(losers).prepare()
        except CycleError:
            self.policies.update((id_, attrs.evolve(policy, overrides=())) for id_, policy in named.items())


_MOTIFS: Final = (
    _Draft.lone_policy,
    _Draft.ban_and_exemption,
    _Draft.succession,
    _Draft.open_group,
    _Draft.override_by_id,
    _Draft.sweep,
    _Draft.missed_sweep,
    _Draft.supersession,
    _Draft.contradiction,
)
