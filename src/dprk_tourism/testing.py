"""For tests: a slow reference evaluator of the rules, and hypothesis strategies for every record.

Public are `reference_answer` and `reference_worlds` with the records they give, one strategy for each kind of
record (`histories`, `access_policies`, `day_windows`, ...), `questions`, and `register_strategies`, after
which `st.from_type(History)` works. Hypothesis calls the last one itself, as a plugin. It must be installed:
`pip install hypothesis`.

The evaluator lives in `dprk_tourism._rules.reference`, where it can be had without hypothesis.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Final, TypeAlias, TypeVar

import attrs

from dprk_tourism._graph import KINDS, Records
from dprk_tourism._model.days import (
    LAST_DAY,
    Day,
    DayLike,
    DaySpan,
    DayWindow,
    to_day,
    to_window,
)
from dprk_tourism._model.records import (
    EARLIER,
    AccessPolicy,
    Bearing,
    Citation,
    Dating,
    Effect,
    Ending,
    Event,
    Layer,
    Overrides,
    Place,
    Resort,
    Source,
    SourceKind,
    Visit,
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
    "visits",
]


def register_strategies() -> None:
    """Tell hypothesis how to make days and records, so that `st.from_type(History)` works.

    Hypothesis calls this when it is imported (entry point of the group `hypothesis`); to call it again does
    no harm.
    """
    # It stands before the import of hypothesis below, which comes back here, and looks each strategy up only
    # when one is asked for, since by then the rest of this module is there.
    from hypothesis.strategies import register_type_strategy  # noqa: PLC0415

    register_type_strategy(Day, lambda _: days())
    register_type_strategy(DayWindow, lambda _: day_windows())
    register_type_strategy(DaySpan, lambda _: day_spans())
    register_type_strategy(Citation, lambda _: citations())
    register_type_strategy(Source, lambda _: sources())
    register_type_strategy(Place, lambda _: places())
    register_type_strategy(Resort, lambda _: resorts())
    register_type_strategy(Dating, lambda _: datings())
    register_type_strategy(Event, lambda _: events())
    register_type_strategy(Audience, lambda _: audiences())
    register_type_strategy(AccessPolicy, lambda _: access_policies())
    register_type_strategy(Visit, lambda _: visits())
    register_type_strategy(History, lambda _: histories())


from hypothesis import strategies as st  # noqa: E402 - see register_strategies

T = TypeVar("T")

Asked: TypeAlias = tuple[History, str, str, Day]
"""A history, and a nationality, a place and a day to ask it about."""


# --- Strategies: days and travellers ------------------------------------------------------------------------

FIRST_DAY: Final = Day(1, 1, 1)
CAST: Final = ("RU", "CN", "US", "AU", "CA", "KP")


def days(*, min_day: DayLike = FIRST_DAY, max_day: DayLike = LAST_DAY) -> st.SearchStrategy[Day]:
    """Civil days, such as `Date(2024, 2, 29)`.

    Args:
        min_day: The first day that may come.
        max_day: The last day that may come.
    """
    return st.dates(to_day(min_day), to_day(max_day)).map(to_day)


def day_windows(*, min_day: DayLike = FIRST_DAY, max_day: DayLike = LAST_DAY) -> st.SearchStrategy[DayWindow]:
    """Windows of one day or more, such as `DayWindow("2025-07-16", "2025-07-18")`.

    Args:
        min_day: The first day that may be inside.
        max_day: The last day that may be inside.
    """
    some = days(min_day=min_day, max_day=max_day)
    return st.one_of(some.map(to_window), st.tuples(some, some).map(lambda two: DayWindow(min(two), max(two))))


def day_spans(*, min_day: DayLike = FIRST_DAY, max_day: DayLike = LAST_DAY) -> st.SearchStrategy[DaySpan]:
    """Spans with and without a beginning or an end, such as `DaySpan("2025-07-01", None)`.

    Args:
        min_day: The first day that may be named.
        max_day: The last day that may be named, as the first day outside.
    """
    return _day_spans(to_day(min_day), to_day(max_day))


@st.composite
def _day_spans(draw: st.DrawFn, first: Day, last: Day) -> DaySpan:
    start = draw(st.none() | days(min_day=first, max_day=last))
    if start is None:
        if last == FIRST_DAY:  # nothing lies before it
            return DaySpan()
        return DaySpan(None, draw(st.none() | days(min_day=max(first, _later(FIRST_DAY, 1)), max_day=last)))
    if start == last:
        return DaySpan(start, None)
    return DaySpan(start, draw(st.none() | days(min_day=_later(start, 1), max_day=last)))


def nationalities() -> st.SearchStrategy[str]:
    """Codes of nationalities, such as `"RU"`."""
    return st.sampled_from(sorted(NATIONALITIES))


def audiences() -> st.SearchStrategy[Audience]:
    """Audiences, named and listed, settled and open, such as `Audience(["AU"], possible=["CA", "US"])`."""
    codes = st.frozensets(nationalities(), max_size=4)
    listed = st.tuples(codes, codes).filter(any).map(lambda two: Audience(two[0], two[1] - two[0]))
    return st.one_of(st.sampled_from([NAMED_AUDIENCES[name] for name in sorted(NAMED_AUDIENCES)]), listed)


# --- Strategies: records by themselves ----------------------------------------------------------------------


def _ids() -> st.SearchStrategy[str]:
    return st.from_regex(r"[a-z][a-z0-9]{0,5}(-[a-z0-9]{1,5}){0,2}", fullmatch=True)


def _texts() -> st.SearchStrategy[str]:
    return st.text(min_size=1, max_size=30).filter(str.strip)


def _addresses() -> st.SearchStrategy[str]:
    return st.from_regex(r"https?://[a-z]{1,8}\.example(/[a-z0-9]{1,8}){0,2}", fullmatch=True)


def citations() -> st.SearchStrategy[Citation]:
    """Citations of a source as a whole or of a place in it, such as `Citation("article", "11.2")`."""
    return st.builds(Citation, _ids(), st.none() | _texts())


def sources(*, min_day: DayLike = FIRST_DAY, max_day: DayLike = LAST_DAY) -> st.SearchStrategy[Source]:
    """Sources, such as `Source(id="a", kind="press", publisher="b", title="c", published="2025")`.

    Args:
        min_day: The first day that one may have been published.
        max_day: The last day that one may have been published.
    """
    return st.builds(
        Source,
        id=_ids(),
        kind=st.sampled_from(SourceKind),
        publisher=_texts(),
        title=_texts(),
        published=day_windows(min_day=min_day, max_day=max_day),
        url=st.none() | _addresses(),
        archived=st.none() | _addresses(),
        note=st.none() | _texts(),
    )


def places() -> st.SearchStrategy[Place]:
    """Places that are no resorts, such as `Place(id="rason", name="Rason", within="dprk")`."""
    return st.builds(
        Place,
        id=_ids(),
        name=_texts(),
        within=st.none() | _ids(),
        cites=_citations_of("name", "within"),
        note=st.none() | _texts(),
    )


def resorts() -> st.SearchStrategy[Resort]:
    """Resorts, such as `Resort(id="kalma", name="Kalma", within="dprk", opens=None, capacity=20_000)`."""
    return st.builds(
        Resort,
        id=_ids(),
        name=_texts(),
        within=st.none() | _ids(),
        cites=_citations_of("name", "within", "opens", "capacity", "region", "amenities"),
        note=st.none() | _texts(),
        opens=st.none() | _ids(),
        region=st.none() | _texts(),
        capacity=st.none() | st.integers(min_value=1, max_value=1_000_000),
        beachfront_km=st.none() | st.floats(min_value=0.001, max_value=1_000, allow_nan=False),
        amenities=st.lists(_texts(), max_size=3),
    )


def _citations_of(*attributes: str) -> st.SearchStrategy[list[Citation]]:
    cite = st.builds(Citation, _ids(), st.none() | _texts(), st.none() | st.sampled_from(attributes))
    return st.lists(cite, max_size=2)


def datings(*, min_day: DayLike = FIRST_DAY, max_day: DayLike = LAST_DAY) -> st.SearchStrategy[Dating]:
    """Datings, such as `Dating(when="2024", words="last year", citation=Citation("article", "11.1"))`.

    Args:
        min_day: The first day that one may leave open.
        max_day: The last day that one may leave open.
    """
    when = day_windows(min_day=min_day, max_day=max_day)
    return st.builds(Dating, when=when, words=st.none() | _texts(), citation=citations())


def events(*, min_day: DayLike = FIRST_DAY, max_day: DayLike = LAST_DAY) -> st.SearchStrategy[Event]:
    """Events with one dating or several, which may share no day.

    Such as `Event(id="opens", what="It opens", datings=[Dating(when="2025-07", citation=Citation("a"))])`.

    Args:
        min_day: The first day that a dating may leave open.
        max_day: The last day that a dating may leave open.
    """
    return st.builds(
        Event,
        id=_ids(),
        what=_texts(),
        datings=st.lists(datings(min_day=min_day, max_day=max_day), min_size=1, max_size=3),
        bearing=st.sampled_from(Bearing),
        note=st.none() | _texts(),
    )


def access_policies() -> st.SearchStrategy[AccessPolicy]:
    """Policies that refer to records which need not exist, with and without beginning and end.

    Such as `AccessPolicy(id="barred", effect="deny", layer="site", audience="foreigners", place="kalma",
    starts="notice", ending="until-further-notice", cites=[Citation("article", "7.1")])`.
    """
    return _access_policies()


@st.composite
def _access_policies(draw: st.DrawFn) -> AccessPolicy:
    own, ends = draw(_ids()), draw(st.none() | _ids())
    others = _ids().filter(lambda other: other != own)
    named: Overrides = tuple(draw(st.lists(others, max_size=2)))
    return AccessPolicy(
        id=own,
        effect=draw(st.sampled_from(Effect)),
        layer=draw(st.sampled_from(Layer)),
        audience=draw(audiences()),
        place=draw(_ids()),
        starts=draw(st.none() | _ids()),
        ends=ends,
        ending=draw(st.sampled_from(Ending)) if ends is None else None,
        announced=draw(st.none() | _ids()),
        overrides=EARLIER if draw(st.booleans()) else named,
        cites=draw(st.lists(citations(), min_size=1, max_size=2)),
        note=draw(st.none() | _texts()),
    )


def visits(*, min_day: DayLike = FIRST_DAY, max_day: DayLike = LAST_DAY) -> st.SearchStrategy[Visit]:
    """Visits of one day or more, such as `Visit("RU", "wonsan-kalma", "2025-07-10", "2025-07-14")`.

    Args:
        min_day: The first day of arrival.
        max_day: The last day of departure.
    """
    return _visits(to_day(min_day), to_day(max_day))


@st.composite
def _visits(draw: st.DrawFn, first: Day, last: Day) -> Visit:
    arrival = draw(days(min_day=first, max_day=last))
    departure = min(last.toordinal(), arrival.toordinal() + draw(st.integers(min_value=0, max_value=21)))
    return Visit(draw(nationalities()), draw(_ids()), arrival, Day.fromordinal(departure))


# --- Strategies: histories ----------------------------------------------------------------------------------

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
_OPEN: Final = tuple(audience for audience in _AUDIENCES if audience.possible)
_LAYERS: Final = (Layer.SITE, Layer.ENTRY, Layer.SITE, Layer.ENTRY, Layer.HOME_STATE)
_OTHER: Final = {Effect.PERMIT: Effect.DENY, Effect.DENY: Effect.PERMIT}
_MONTH: Final = 30


def histories(*, min_day: DayLike = "2025-01-01", max_day: DayLike = "2025-12-31") -> st.SearchStrategy[History]:
    """Small histories that load, with at most 16 unknowns in any question.

    They play within one month and reach on purpose what is hard to get right: events that end one policy and
    start another, a denial and its exemption at one event, open groups in several policies, nested places,
    resorts that open late or on an unknown day, overrides by id and of all that is `earlier`, disputed
    datings, announcements apart from starts, conflicts, silence, and sources that appear one after another.

    One may say, for example, that the country admits everyone since before anything recorded, that its resort opens
    on an unknown day, and that at one event all foreigners are barred from it and Russians are not.

    Args:
        min_day: The first day that may be named.
        max_day: The last day that may be named.
    """
    return _histories(to_day(min_day).toordinal(), to_day(max_day).toordinal())


@st.composite
def _histories(draw: st.DrawFn, first: int, last: int) -> History:
    start = draw(st.integers(min_value=first, max_value=max(first, last - _MONTH)))
    draft = _Draft(first=start, last=min(last, start + _MONTH))
    _draw_sources(draw, draft)
    _draw_events(draw, draft)
    _draw_places(draw, draft)
    draft.audiences = draw(st.lists(st.sampled_from(_AUDIENCES), min_size=2, max_size=3))
    _draw_grounds(draw, draft)
    for motif in draw(st.lists(st.sampled_from(_MOTIFS), min_size=1, max_size=3)):
        motif(draw, draft)
    _without_loops(draft)
    surveyed = _one_of(draw, [None, min(draft.first + draw(_below(_MONTH + 1)), draft.last)])
    return History(
        id="generated",
        title="A generated history",
        sources=draft.sources.values(),
        places=draft.places.values(),
        events=draft.events.values(),
        policies=draft.policies.values(),
        surveyed_through=None if surveyed is None else Day.fromordinal(surveyed),
    )


def questions(*, asking: st.SearchStrategy[History] | None = None) -> st.SearchStrategy[Asked]:
    """Histories with a nationality, a place and a day, as `(history, "AU", "resort", Date(2025, 7, 18))`.

    The day is one that tells: the first or the last day of an event's window, the day before either, or the
    day after all of them.

    Args:
        asking: Where the histories come from; `histories()` if left out.
    """
    return _questions(histories() if asking is None else asking)


@st.composite
def _questions(draw: st.DrawFn, asking: st.SearchStrategy[History]) -> Asked:
    history = draw(asking)
    place = _one_of(draw, sorted(history.places))
    nationality = _one_of(draw, CAST)
    telling = _telling_days(history)
    in_doubt = [day for day in telling if any(_is_open_on(event, day) for event in history.events.values())]
    aimed = draw(_below(2)) == 1
    return history, nationality, place, _one_of(draw, in_doubt if aimed and in_doubt else telling)


def _is_open_on(event: Event, day: Day) -> bool:
    """Whether it is unknown on the day if the event has happened."""
    return event.window.earliest <= day < event.window.latest


def _telling_days(history: History) -> list[Day]:
    found: set[Day] = set()
    for event in history.events.values():
        window = event.window
        found |= {_later(window.earliest, -1), window.earliest, _later(window.latest, -1), window.latest}
    return sorted(found | {_later(max(found), 1)}) if found else [to_day("2025-07-01")]


def _later(day: Day, by: int) -> Day:
    ordinal = day.toordinal() + by
    return Day.fromordinal(min(max(ordinal, FIRST_DAY.toordinal()), LAST_DAY.toordinal()))


@attrs.define
class _Draft:
    """A history in the making: records by id, and the month in which it plays."""

    first: int
    last: int
    surveyed_through: Day | None = None
    sources: dict[str, Source] = attrs.field(factory=dict[str, Source])
    places: dict[str, Place] = attrs.field(factory=dict[str, Place])
    events: dict[str, Event] = attrs.field(factory=dict[str, Event])
    policies: dict[str, AccessPolicy] = attrs.field(factory=dict[str, AccessPolicy])
    audiences: list[Audience] = attrs.field(factory=list[Audience])

    def window(self, earliest: int, length: int) -> DayWindow:
        """A window of so many days, cut to the month."""
        inside = min(max(earliest, self.first), self.last)
        days = inside, max(inside, min(earliest + length - 1, self.last))
        return DayWindow(*map(Day.fromordinal, days))


@cache
def _below(number: int) -> st.SearchStrategy[int]:
    # Kept, as making a strategy takes longer than drawing from it.
    return st.integers(min_value=0, max_value=number - 1)


def _one_of(draw: st.DrawFn, items: Sequence[T]) -> T:
    return items[draw(_below(len(items)))]


def _draw_sources(draw: st.DrawFn, draft: _Draft) -> None:
    for number in range(_one_of(draw, [1, 2, 2, 3])):
        earliest = draft.first + draw(_below(_MONTH + 1))
        published = draft.window(earliest, _one_of(draw, [1, 1, 3]))
        source = Source(id=f"source-{number}", kind=SourceKind.PRESS, publisher="P", title="T", published=published)
        draft.sources[source.id] = source


def _draw_citation(draw: st.DrawFn, draft: _Draft) -> Citation:
    return Citation(_one_of(draw, list(draft.sources)))


def _draw_events(draw: st.DrawFn, draft: _Draft) -> None:
    """Draw a first event of a known day, then some whose windows overlap or touch; a few have two datings."""
    _add_event(draw, draft, [draft.window(draft.first, 1)])
    for _ in range(2 + draw(_below(3))):
        touching = [event.window.latest.toordinal() for event in draft.events.values()]
        anywhere = draft.first + 1 + draw(_below(9))
        earliest = _one_of(draw, [anywhere, anywhere, *touching])
        windows = [draft.window(earliest, _one_of(draw, [1, 2, 3, 5, 5, 6]))]
        if draw(_below(4)) == 0:
            shift = draw(_below(8)) - 3
            windows.append(draft.window(earliest + shift, _one_of(draw, [1, 1, 3, _MONTH])))
        _add_event(draw, draft, windows)


def _add_event(draw: st.DrawFn, draft: _Draft, windows: Iterable[DayWindow]) -> None:
    event = Event(
        id=f"event-{len(draft.events)}",
        what="Something happens",
        datings=[Dating(when=window, citation=_draw_citation(draw, draft)) for window in windows],
    )
    draft.events[event.id] = event


def _draw_places(draw: st.DrawFn, draft: _Draft) -> None:
    """Draw a country and up to three places in it, one within another; `resort` and `lodge` are resorts."""
    draft.places["country"] = Place(id="country", name="Country")
    around = "country"
    shapes = [
        "resort",
        "zone resort",
        "zone resort beach",
        "resort lodge",
        "resort beach",
        "zone",
        "zone resort lodge",
    ]
    for name in _one_of(draw, shapes).split():
        cites = [_draw_citation(draw, draft)]
        if name in ("resort", "lodge"):
            opens = _one_of(draw, ["event-0", None, *draft.events])
            draft.places[name] = Resort(id=name, name=name, within=around, opens=opens, cites=cites)
        else:
            draft.places[name] = Place(id=name, name=name, within=around, cites=cites)
        around = name


def _add_policy(
    draw: st.DrawFn,
    draft: _Draft,
    effect: Effect,
    layer: Layer,
    *,
    audience: Audience | None = None,
    place: str | None = None,
    starts: str | None = None,
    ends: str | None = None,
    overrides: Overrides = (),
) -> AccessPolicy:
    policy = AccessPolicy(
        id=f"policy-{len(draft.policies)}",
        effect=effect,
        layer=layer,
        audience=_draw_audience(draw, draft) if audience is None else audience,
        place=_one_of(draw, list(draft.places)) if place is None else place,
        starts=starts,
        ends=ends,
        ending=_one_of(draw, tuple(Ending)) if ends is None else None,
        announced=_draw_event(draw, draft) if draw(_below(6)) == 0 else None,
        overrides=overrides,
        cites=[_draw_citation(draw, draft)],
    )
    draft.policies[policy.id] = policy
    return policy


def _draw_audience(draw: st.DrawFn, draft: _Draft) -> Audience:
    return _one_of(draw, draft.audiences)


def _draw_effect(draw: st.DrawFn) -> Effect:
    return _one_of(draw, (Effect.PERMIT, Effect.DENY))


def _draw_layer(draw: st.DrawFn) -> Layer:
    return _one_of(draw, _LAYERS)


def _draw_event(draw: st.DrawFn, draft: _Draft) -> str:
    return _one_of(draw, list(draft.events))


def _draw_start(draw: st.DrawFn, draft: _Draft) -> str | None:
    return _one_of(draw, [*draft.events, None])


def _draw_end(draw: st.DrawFn, draft: _Draft, starts: str | None) -> str | None:
    """Draw an event that may come after the start, or none (R6: latest end after earliest start)."""
    if starts is None:
        return _one_of(draw, [None, None, *draft.events])
    start = draft.events[starts].window
    later = [event.id for event in draft.events.values() if event.id != starts and event.window.latest > start.earliest]
    return _one_of(draw, [None, None, *later])


def _draw_policy(draw: st.DrawFn, draft: _Draft) -> AccessPolicy:
    """Draw one of the policies so far; where there is none yet, a new one."""
    if not draft.policies:
        _lone_policy(draw, draft)
    return _one_of(draw, list(draft.policies.values()))


def _draw_grounds(draw: st.DrawFn, draft: _Draft) -> None:
    """Draw what most histories need to permit anything: admission to the country, and to a place."""
    for layer, inmost in ((Layer.ENTRY, "country"), (Layer.SITE, list(draft.places)[-1])):
        if draw(_below(8)) > 0:
            starts = _one_of(draw, [None, None, "event-0", *draft.events])
            place = _one_of(draw, ["country", inmost])
            audience = _one_of(draw, _BROAD)
            _add_policy(draw, draft, Effect.PERMIT, layer, audience=audience, place=place, starts=starts)


def _lone_policy(draw: st.DrawFn, draft: _Draft) -> None:
    """Any policy."""
    starts = _draw_start(draw, draft)
    ends = _draw_end(draw, draft, starts)
    overrides: Overrides = EARLIER if draw(_below(5)) == 0 else ()
    _add_policy(draw, draft, _draw_effect(draw), _draw_layer(draw), starts=starts, ends=ends, overrides=overrides)


def _ban_and_exemption(draw: st.DrawFn, draft: _Draft) -> None:
    """Both begin at one event; the exemption is for fewer, or for those who surely belong to an open group."""
    layer, starts = _draw_layer(draw), _draw_event(draw, draft)
    ends = _draw_end(draw, draft, starts)
    place = _one_of(draw, list(draft.places))
    many, fewer = _one_of(draw, _BROAD), _one_of(draw, _AUDIENCES[2:-1])
    if draw(_below(4)) == 0:
        many = _one_of(draw, [group for group in _OPEN if group.certain])
        fewer = Audience(many.certain)
    _add_policy(draw, draft, Effect.DENY, layer, audience=many, place=place, starts=starts, ends=ends)
    _add_policy(draw, draft, Effect.PERMIT, layer, audience=fewer, place=place, starts=starts, ends=ends)


def _succession(draw: st.DrawFn, draft: _Draft) -> None:
    """One event ends a policy and starts another of the other effect."""
    effect, layer, turn = _draw_effect(draw), _draw_layer(draw), _draw_event(draw, draft)
    latest = draft.events[turn].window.latest
    starts = [event.id for event in draft.events.values() if event.id != turn and event.window.earliest < latest]
    first = _add_policy(draw, draft, effect, layer, starts=_one_of(draw, [None, *starts]), ends=turn)
    ends = _draw_end(draw, draft, turn)
    audience = _one_of(draw, [first.audience, *draft.audiences])
    _add_policy(draw, draft, _OTHER[effect], layer, audience=audience, place=first.place, starts=turn, ends=ends)


def _open_group(draw: st.DrawFn, draft: _Draft) -> None:
    """Two policies speak of one group of which it is unknown who belongs."""
    group = _one_of(draw, _OPEN)
    for _ in range(2):
        starts = _draw_start(draw, draft)
        ends = _draw_end(draw, draft, starts)
        _add_policy(draw, draft, _draw_effect(draw), _draw_layer(draw), audience=group, starts=starts, ends=ends)


def _ids_around(draft: _Draft, place: str) -> list[str]:
    return [each.id for each in from_the_inside_out(draft.places, place)]


def _override_by_id(draw: st.DrawFn, draft: _Draft) -> None:
    """A policy names one of the other effect that it outranks."""
    other = _draw_policy(draw, draft)
    if other.overrides == EARLIER:  # so that no overrides close a loop
        return
    starts = _draw_start(draw, draft)
    ends = _draw_end(draw, draft, starts)
    audience = _one_of(draw, [other.audience, *_BROAD])
    _add_policy(
        draw,
        draft,
        _OTHER[other.effect],
        other.layer,
        audience=audience,
        place=_one_of(draw, _ids_around(draft, other.place)),
        starts=starts,
        ends=ends,
        overrides=(other.id,),
    )


def _sweep(draw: st.DrawFn, draft: _Draft) -> None:
    """A policy sweeps away whatever was announced before for its place or inside; it may miss another."""
    other = _draw_policy(draw, draft)
    starts = _draw_event(draw, draft)
    ends = _draw_end(draw, draft, starts)
    place = _one_of(draw, [*_ids_around(draft, other.place), *draft.places])
    audience = _one_of(draw, [other.audience, *_BROAD])
    effect = _OTHER[other.effect]
    _add_policy(
        draw,
        draft,
        effect,
        other.layer,
        audience=audience,
        place=place,
        starts=starts,
        ends=ends,
        overrides=EARLIER,
    )


def _missed_sweep(draw: st.DrawFn, draft: _Draft) -> None:
    """A later policy for everybody at a place inside sweeps nothing that an earlier one says of the country."""
    effect, layer = _draw_effect(draw), _draw_layer(draw)
    fewer = _one_of(draw, _AUDIENCES[2:-1])
    _add_policy(draw, draft, effect, layer, audience=fewer, place="country", starts=_one_of(draw, [None, "event-0"]))
    _add_policy(
        draw,
        draft,
        _OTHER[effect],
        layer,
        audience=_BROAD[0],
        place=list(draft.places)[-1],
        starts=_draw_event(draw, draft),
        overrides=EARLIER,
    )


def _supersession(draw: st.DrawFn, draft: _Draft) -> None:
    """A policy is announced surely after another of the same kind, so that the earlier one no longer counts."""
    effect, layer, audience = _draw_effect(draw), _draw_layer(draw), _draw_audience(draw, draft)
    in_order = sorted(draft.events.values(), key=lambda event: (event.window.latest, event.id))
    place = _one_of(draw, list(draft.places))
    for starts, said in ((in_order[0].id, effect), (in_order[-1].id, _one_of(draw, [effect, _OTHER[effect]]))):
        _add_policy(draw, draft, said, layer, audience=audience, place=place, starts=starts)


def _contradiction(draw: st.DrawFn, draft: _Draft) -> None:
    """A policy contradicts another, for as many or for more."""
    other = _draw_policy(draw, draft)
    starts = _one_of(draw, [other.starts, *draft.events])
    place = _one_of(draw, _ids_around(draft, other.place))
    audience = _one_of(draw, [other.audience, *_BROAD])
    _add_policy(draw, draft, _OTHER[other.effect], other.layer, audience=audience, place=place, starts=starts)


_MOTIFS: Final = (
    _lone_policy,
    _ban_and_exemption,
    _succession,
    _open_group,
    _override_by_id,
    _sweep,
    _missed_sweep,
    _supersession,
    _contradiction,
)


def _records(draft: _Draft) -> Records:
    kinds = {kind: getattr(draft, kind) for kind in KINDS}
    return Records(id="draft", title="Draft", surveyed_through=draft.surveyed_through, **kinds)


def _without_loops(draft: _Draft) -> None:
    """Take back the overrides by id where policies would outrank one another in a circle."""
    if any(policy.overrides and policy.overrides != EARLIER for policy in draft.policies.values()):
        records = _records(draft)
        losers = {
            x.id: [
                y.id
                for y in draft.policies.values()
                if x.layer is y.layer and x is not y and outranks_by_reading(records, x, y)
            ]
            for x in draft.policies.values()
        }
        if any(_reaches(losers, start, start) for start in losers):
            named = [policy for policy in draft.policies.values() if policy.overrides != EARLIER]
            draft.policies.update((policy.id, attrs.evolve(policy, overrides=())) for policy in named)


def _reaches(losers: Mapping[str, Sequence[str]], start: str, goal: str) -> bool:
    seen: set[str] = set()
    ahead = list(losers[start])
    while ahead:
        current = ahead.pop()
        if current == goal:
            return True
        if current not in seen:
            seen.add(current)
            ahead += losers[current]
    return False
