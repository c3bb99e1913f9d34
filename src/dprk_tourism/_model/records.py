"""Records: sources, places, events, policies and visits. Each checks itself, `_graph` all together."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any, Final, Literal, TypeAlias

import attrs

from dprk_tourism._model.days import (
    Day,
    DayWindow,
    Distance,
    DistanceLike,
    WindowLike,
    first_of_all,
    to_day,
    to_distance,
    to_optional_day,
    to_window,
)
from dprk_tourism._model.fields import (
    Choice,
    FrozenDict,
    items_of,
    list_of,
    named_in_errors,
    records_of,
    refers_to,
    spread,
    to_count,
    to_id,
    to_measure,
    to_optional_id,
    to_optional_text,
    to_text,
    to_url,
)
from dprk_tourism._model.travellers import Audience, to_audience, to_nationality
from dprk_tourism._text import MOST_SUGGESTED, listed, nearest, quoted
from dprk_tourism.errors import InvalidValueError, UnknownPlaceError, WrongTypeError


class SourceKind(Choice):
    """What kind of publisher a source has."""

    PRESS = "press"
    """A newspaper, a news agency or a broadcaster."""
    STATE_MEDIA = "state-media"
    """A news service that speaks for a government."""
    OPERATOR = "operator"
    """A company that sells or runs tours."""
    GOVERNMENT = "government"
    """A ministry, an embassy or an official journal."""
    DATASET = "dataset"
    """A table that somebody compiled."""


def to_publication(value: WindowLike) -> DayWindow:
    """Validate the days on one of which a source appeared; both ends are known."""
    window = to_window(value)
    if window.earliest is None or window.latest is None:
        raise InvalidValueError(f"`{window}` is open. Use the first and the last day on which it may have appeared.")
    return window


def to_passages(value: Mapping[str, str]) -> FrozenDict[str, str]:
    """Validate the gists of passages by their locators; sort them."""
    if not isinstance(value, Mapping):
        raise WrongTypeError("a table of gists by locator", value)
    if nested := [at for at, gist in value.items() if isinstance(gist, Mapping)]:
        raise InvalidValueError(f'The locator {quoted(nested[0])} is split at its dot. Quote it: "11.2" = "...".')
    return FrozenDict(sorted((to_text(at), to_text(gist)) for at, gist in value.items()))


@attrs.frozen(kw_only=True, field_transformer=named_in_errors)
class Source:
    """A published text that claims things.

    >>> notice = Source(id="notice", kind="operator", publisher="Korea Tour", title="Notice", published="2025-07")
    >>> notice.published.latest
    datetime.date(2025, 7, 31)

    Raises:
        InvalidValueError: A field has an invalid value.
        WrongTypeError: A field has a value of the wrong type.
    """

    id: str = attrs.field(converter=to_id)
    """Lower-case words joined by hyphens, such as `ap-2025-07-18`."""
    kind: SourceKind = attrs.field(converter=SourceKind)
    """What kind of publisher it has."""
    publisher: str = attrs.field(converter=to_text)
    """Who published it."""
    title: str = attrs.field(converter=to_text)
    """What it is about, in our words, not its headline."""
    published: DayWindow = attrs.field(converter=to_publication)
    """When it appeared; surely by its latest day."""
    url: str | None = attrs.field(converter=to_url, default=None)
    """The publisher's own page; None if it is not known."""
    copy: str | None = attrs.field(converter=to_url, default=None)
    """Where it was read, if that is another's page; None if it was read at `url`."""
    archived: str | None = attrs.field(converter=to_url, default=None)
    """Where a copy is kept; None if none is known."""
    derived_from: str | None = attrs.field(converter=to_optional_id, default=None, metadata=refers_to("sources"))
    """The id of the source that it copies or retells; None if it is one of its own."""
    passages: Mapping[str, str] = attrs.field(converter=to_passages, factory=FrozenDict, hash=False)
    """The gist of each passage in our words, by its locator, such as `11.2`."""
    note: str | None = attrs.field(converter=to_optional_text, default=None)
    """What a reader should know about it; None if there is nothing."""


@attrs.frozen(field_transformer=named_in_errors)
class Citation:
    """A source, and the place in it that supports a claim.

    >>> str(Citation("article", "7.1"))
    'article at 7.1'
    """

    source: str = attrs.field(converter=to_id, metadata=refers_to("sources"))
    """The id of the source."""
    at: str | None = attrs.field(converter=to_optional_text, default=None)
    """A locator in it, such as `11.2` for line 11, second sentence; None for the whole of it."""
    words: str | None = attrs.field(converter=to_optional_text, default=None)
    """The source's own few words; None if none are quoted."""
    attribute: str | None = attrs.field(converter=to_optional_text, default=None, metadata={"key": "for"})
    """The one field of the record that it supports; None for the record as a whole."""

    def __str__(self) -> str:
        return f"{self.source} at {self.at}" if self.at else self.source


def to_citations(value: Iterable[Citation]) -> tuple[Citation, ...]:
    """Return citations in their order, each once."""
    return records_of(value, Citation, "a list of citations")


def citable(record: type) -> list[str]:
    """Return the names of the fields of a record that a citation may support."""
    return [name for name in attrs.fields_dict(record) if name not in ("id", "cites", "note")]


def check_citations(record: Any, cites: Iterable[Citation]) -> None:
    """Refuse a citation of a field that a record does not have, or that is not filled."""
    known = citable(type(record))
    for cite in cites:
        if cite.attribute is not None and cite.attribute not in known:
            fields = ", ".join(known)
            raise InvalidValueError(f"`{cite.attribute}` is not a field that can be cited. Use one of {fields}.")
        if cite.attribute is not None and getattr(record, cite.attribute) in (None, (), frozenset()):
            raise InvalidValueError(f"`{cite.attribute}` is cited but not filled. Fill it, or remove the citation.")


def to_names(value: Iterable[str]) -> tuple[str, ...]:
    """Validate further names, and sort them."""
    return tuple(sorted(to_text(item) for item in items_of(value, "a list of names")))


def to_location(value: Iterable[float] | None) -> tuple[float, float] | None:
    """Validate a latitude and a longitude in degrees."""
    if value is None:
        return None
    items: Any = tuple(value) if isinstance(value, Sequence) else ()
    if len(items) != 2 or any(isinstance(item, bool) or not isinstance(item, int | float) for item in items):
        raise WrongTypeError("a latitude and a longitude in degrees", value)
    latitude, longitude = items
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        raise InvalidValueError(f"{quoted(tuple(items))} is not a location. Use degrees: latitude, then longitude.")
    return float(latitude) + 0.0, float(longitude) + 0.0  # -0.0 becomes 0.0, which is equal and is written otherwise


@attrs.frozen(kw_only=True, field_transformer=named_in_errors)
class Place:
    """The country, or a part of it.

    >>> Place(id="rason", name="Rason", within="dprk").within
    'dprk'

    Raises:
        InvalidValueError: A field has an invalid value, or a citation supports a field that a place does not have.
        WrongTypeError: A field has a value of the wrong type.
    """

    id: str = attrs.field(converter=to_id)
    """Lower-case words joined by hyphens, such as `wonsan-kalma`."""
    name: str = attrs.field(converter=to_text)
    """What an English newspaper calls it."""
    names: tuple[str, ...] = attrs.field(converter=to_names, default=())
    """Other names, in any script, by which it may be asked for; sorted."""
    within: str | None = attrs.field(converter=to_optional_id, default=None, metadata=refers_to("places"))
    """The id of the place around it; None for the country."""
    location: tuple[float, float] | None = attrs.field(converter=to_location, default=None)
    """Latitude and longitude in degrees; None if unknown."""
    cites: tuple[Citation, ...] = attrs.field(converter=to_citations, default=(), metadata=list_of(Citation))
    """What supports the whole record, or single fields."""
    note: str | None = attrs.field(converter=to_optional_text, default=None)
    """What a reader should know about it; None if there is nothing."""

    def __attrs_post_init__(self) -> None:
        check_citations(self, self.cites)


def to_amenities(value: Iterable[str]) -> tuple[str, ...]:
    """Return what a resort offers, sorted."""
    return tuple(sorted(to_text(item) for item in items_of(value, "a list of words")))


@attrs.frozen(kw_only=True, field_transformer=named_in_errors)
class Resort(Place):
    """A place made for visitors, which opens on some day; it raises the errors of a `Place`.

    >>> Resort(id="wonsan-kalma", name="Wonsan Kalma", within="dprk", opens="resort-opens", capacity=20_000).capacity
    20000
    """

    opens: str | None = attrs.field(converter=to_optional_id, default=None, metadata=refers_to("events"))
    """The id of the event of its opening; None if no source says when that was."""
    region: str | None = attrs.field(converter=to_optional_text, default=None)
    """Where it is, in words; None if unknown."""
    capacity: int | None = attrs.field(converter=to_count, default=None)
    """How many visitors it can take; None if unknown."""
    beachfront_km: float | None = attrs.field(converter=to_measure, default=None)
    """The length of its beach in kilometres; None if unknown."""
    amenities: tuple[str, ...] = attrs.field(converter=to_amenities, default=())
    """What it offers, sorted; empty if unknown."""


def folded_name(name: str) -> str:
    """Return a name of a place as it is compared: without case, accents, apostrophes and outer spaces.

    A long one stays as it is, since decomposing a run of accents takes the square of its length.
    """
    return _folded(name) if len(name) <= _LONGEST_FOLDED else name


_LONGEST_FOLDED: Final = 200


@lru_cache(1_000)
def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", _MARKS.sub("", unicodedata.normalize("NFKD", name))).strip().casefold()


_MARKS: Final = re.compile("[\u0300-\u036f'\u2018\u2019\u02bb\u02bc]")
"""What romanisations put on letters and between them, and writers leave out."""


def place_of(places: Mapping[str, Place], name: object, where: str = "") -> str:
    """Return the id of the place that *name* is the id or a name of; *where* says whose places they are."""
    if not isinstance(name, str):
        raise WrongTypeError("the id or a name of a place, such as 'wonsan-kalma'", name)
    found = find_place(places, name)
    if found is None:
        raise UnknownPlaceError.put_off(name, partial(unknown_place, places, name, where))
    return found


def find_place(places: Mapping[str, Place], name: str) -> str | None:
    """Return the id of the place that *name* is the id or a name of, or None."""
    if name in places:
        return places[name].id  # the caller's string may be of a class of its own
    wanted = folded_name(name)
    every = places.values()
    return next((each.id for each in every if wanted in map(folded_name, (each.id, each.name, *each.names))), None)


def unknown_place(places: Mapping[str, Place], place: str, where: str = "") -> UnknownPlaceError:
    """Return the error that *place* is not one of *places*, with those of a similar id or name."""
    ids = {folded_name(name): each.id for each in places.values() for name in (each.id, each.name, *each.names)}
    similar = dict.fromkeys(ids[name] for name in nearest(folded_name(place), ids))
    if not similar:
        some = [quoted(known) for known in (*places,)[:MOST_SUGGESTED]]
        more = ["others"] if len(places) > MOST_SUGGESTED else []
        where = f"{where or 'this history'}, which has {listed([*some, *more]) if places else 'no place'}"
    return UnknownPlaceError(place, tuple(similar), where)


def from_the_inside_out(places: Mapping[str, Place], place: str) -> tuple[Place, ...]:
    """Return the place and the places that enclose it, the innermost first."""
    chain = [places[place]]
    while (around := chain[-1].within) is not None:
        chain.append(places[around])
    return tuple(chain)


def places_inside(places: Mapping[str, Place], place: str) -> tuple[str, ...]:
    """Return the ids of the places inside *place*, at any depth, sorted."""
    around = ((inner, from_the_inside_out(places, inner)[1:]) for inner in sorted(places))
    return tuple(inner for inner, outer in around if any(each.id == place for each in outer))


def places_near(places: Mapping[str, Place], place: str) -> tuple[str, ...]:
    """Return the ids of the places inside *place*, and then of those around it, from the inside out."""
    around = (each.id for each in from_the_inside_out(places, place)[1:])
    return *places_inside(places, place), *around


class Status(Choice):
    """Whether an event happened. Only what happened starts or ends a policy (R20)."""

    HAPPENED = "happened"
    """It happened, on one day."""
    PLANNED = "planned"
    """Somebody plans it."""
    ALLEGED = "alleged"
    """Somebody says that it happened, and no source confirms it."""
    DENIED = "denied"
    """Somebody says that it did not happen."""


def to_optional_window(value: WindowLike | None) -> DayWindow | None:
    """Return the window that *value* names, or None; one end at least is known."""
    window = None if value is None else to_window(value)
    if window == DayWindow(None, None):
        raise InvalidValueError("A window that is open at both ends says nothing. Give one day at least.")
    return window


def to_dated_distance(value: DistanceLike | None) -> Distance | None:
    """Return the distance that *value* names, or None; its least is known."""
    distance = None if value is None else to_distance(value)
    if distance is not None and distance.least is None:
        raise InvalidValueError("A dating needs the least distance. Turn it around with `before` or `after`.")
    return distance


def to_citation(value: Citation) -> Citation:
    """Validate a citation of something that has no fields of its own to cite."""
    if not isinstance(value, Citation):
        raise WrongTypeError("a Citation", value)
    if value.attribute is not None:
        raise InvalidValueError(f"A dating is cited as a whole. Leave `{value.attribute}` out.")
    return value


@attrs.frozen(kw_only=True, field_transformer=named_in_errors)
class Dating:
    """What one source claims of when an event was: a window of days, or a distance from another event.

    >>> claim = Dating(when="2024", citation=Citation("article", "11.1", "last year"))
    >>> claim.when.latest
    datetime.date(2024, 12, 31)
    >>> weeks = Dating(after="resort-opens", days="14..", citation=Citation("article", "1.1"))
    >>> weeks.distance
    Distance(least=14, most=None)
    """

    when: DayWindow | None = attrs.field(converter=to_optional_window, default=None)
    """The days that the claim leaves open; None if it is a distance."""
    after: str | None = attrs.field(converter=to_optional_id, default=None, metadata=refers_to("events", needed=True))
    """The id of the event that came first; None if there is none."""
    before: str | None = attrs.field(converter=to_optional_id, default=None, metadata=refers_to("events", needed=True))
    """The id of the event that came later; None if there is none."""
    days: Distance | None = attrs.field(converter=to_dated_distance, default=None)
    """How many days lay between the two; None for any number, none included."""
    citation: Citation = attrs.field(converter=to_citation, metadata=spread(Citation))
    """Where the source says so."""

    def __attrs_post_init__(self) -> None:
        given = [name for name in ("when", "after", "before") if getattr(self, name) is not None]
        if len(given) != 1:
            raise InvalidValueError("A dating has one of `when`, `after` and `before`. Write another dating for more.")
        if self.days is not None and self.when is not None:
            raise InvalidValueError("`days` belongs to a distance. Leave it out beside `when`.")

    @property
    def distance(self) -> Distance:
        """How many days lay between the two events of a dating by distance: any number if `days` is left out."""
        return Distance(0) if self.days is None else self.days


def to_datings(value: Iterable[Dating]) -> tuple[Dating, ...]:
    """Return datings in their order, each once; there must be one."""
    datings = records_of(value, Dating, "a list of datings")
    if not datings:
        raise InvalidValueError("An event needs at least one dating. Use a window as wide as the source leaves it.")
    return datings


@attrs.frozen(kw_only=True, field_transformer=named_in_errors)
class Event:
    """Something that happened, or is said to happen, on one day, which may be unknown.

    `History.window` gives the days that all datings of all events leave it (R2).

    >>> datings = [Dating(when="2025-07-01", citation=Citation("article", "6.2"))]
    >>> Event(id="resort-opens", what="The resort opens", datings=datings).status
    <Status.HAPPENED: 'happened'>
    """

    id: str = attrs.field(converter=to_id)
    """Lower-case words joined by hyphens, such as `ban-notice`."""
    what: str = attrs.field(converter=to_text)
    """What happened, in one line of our words."""
    datings: tuple[Dating, ...] = attrs.field(converter=to_datings, metadata=list_of(Dating))
    """What the sources claim of its day; at least one."""
    status: Status = attrs.field(converter=Status, default=Status.HAPPENED)
    """Whether it happened, was planned, is alleged or is denied."""
    place: str | None = attrs.field(converter=to_optional_id, default=None, metadata=refers_to("places"))
    """The id of the place where it happened; None if that is unknown or nowhere in particular."""
    note: str | None = attrs.field(converter=to_optional_text, default=None)
    """What a reader should know about it; None if there is nothing."""

    def __attrs_post_init__(self) -> None:
        if any(self.id in (dating.after, dating.before) for dating in self.datings):
            raise InvalidValueError(f"`{self.id}` is dated from itself. Name another event.")

    @property
    def supposed(self) -> DayWindow | None:
        """The days that are supposed, in place of those that sources claim; None for all that files hold (R21)."""
        return None


Overrides: TypeAlias = tuple[str, ...] | Literal["earlier"]
"""Ids of policies, or `earlier` for all that were announced before."""

EARLIER: Literal["earlier"] = "earlier"


class Effect(Choice):
    """What a policy does."""

    PERMIT = "permit"
    """It permits visits by its audience."""
    DENY = "deny"
    """It denies visits by its audience."""


class Layer(Choice):
    """Whose permission a policy is about."""

    HOME_STATE = "home-state"
    """The traveller's own government permits the visit."""
    ENTRY = "entry"
    """The country admits the traveller."""
    SITE = "site"
    """The place receives the traveller."""


class Ending(Choice):
    """What is known about the end of a policy that no event ends."""

    UNTIL_FURTHER_NOTICE = "until-further-notice"
    """A source says that it will end, but not when."""
    UNSTATED = "unstated"
    """No source says whether it will end."""
    PERMANENT = "permanent"
    """A source says that it will not end."""


def to_cites(value: Iterable[Citation]) -> tuple[Citation, ...]:
    """Keep what a policy rests on; one source at least makes the whole claim."""
    cites = to_citations(value)
    if all(cite.attribute is not None for cite in cites):
        raise InvalidValueError("A policy needs a source that makes the whole claim. Cite one without `for`.")
    return cites


def to_conditions(value: Iterable[str]) -> tuple[str, ...]:
    """Validate what a permission asks for: words such as `organised-tour`, sorted."""
    return tuple(sorted(map(to_id, items_of(value, "a list of conditions, such as ['organised-tour', 'visa']"))))


def to_ending(value: str | None) -> Ending | None:
    """Return what is known about the end, or None."""
    return None if value is None else Ending(value)


def to_overrides(value: Iterable[str]) -> Overrides:
    """Return the word `earlier`, or ids of policies, sorted."""
    if isinstance(value, str):
        if value == EARLIER:
            return EARLIER
        raise WrongTypeError("a list of policy ids, or `earlier`", value)
    return tuple(sorted(map(to_id, items_of(value, "a list of policy ids, or `earlier`"))))


@attrs.frozen(kw_only=True, field_transformer=named_in_errors)
class AccessPolicy:
    """A policy that permits or denies visits to a place.

    It is in force from the day of the event that starts it until the day before the event that ends it (R3).

    >>> where = {"layer": "site", "place": "wonsan-kalma", "starts": "ban-notice"}
    >>> cites = [Citation("article", "7.1")]
    >>> AccessPolicy(id="barred", effect="deny", audience="foreigners", cites=cites, **where).announcement
    'ban-notice'

    Raises:
        InvalidValueError: A field has an invalid value.
        WrongTypeError: A field has a value of the wrong type.
    """

    id: str = attrs.field(converter=to_id)
    """Lower-case words joined by hyphens, such as `foreigners-barred`."""
    effect: Effect = attrs.field(converter=Effect)
    """Whether it permits or denies visits."""
    layer: Layer = attrs.field(converter=Layer)
    """Whose permission it is about."""
    audience: Audience = attrs.field(converter=to_audience)
    """The nationalities that it applies to."""
    place: str = attrs.field(converter=to_id, metadata=refers_to("places"))
    """The id of the place that it applies to, the places inside included."""
    starts: str | None = attrs.field(converter=to_optional_id, default=None, metadata=refers_to("events", needed=True))
    """The id of the event that starts it; None if it began before anything recorded."""
    ends: str | None = attrs.field(converter=to_optional_id, default=None, metadata=refers_to("events"))
    """The id of the event that ends it; None if no end is known."""
    ending: Ending | None = attrs.field(converter=to_ending, default=None)
    """What is known about its end; None if nothing is known, or if an event ends it."""
    announced: str | None = attrs.field(converter=to_optional_id, default=None, metadata=refers_to("events"))
    """The id of the event that made it known; None if that is the one that starts it."""
    overrides: Overrides = attrs.field(converter=to_overrides, default=(), metadata=refers_to("policies"))
    """Policies of its layer that it outranks: ids, or `earlier` for all announced before it for its place or inside."""
    conditions: tuple[str, ...] = attrs.field(converter=to_conditions, default=())
    """What a permit asks for beyond the passport (R19), in words such as `organised-tour`; sorted."""
    cites: tuple[Citation, ...] = attrs.field(converter=to_cites, metadata=list_of(Citation, whole=True))
    """What it rests on; at least one citation."""
    note: str | None = attrs.field(converter=to_optional_text, default=None)
    """What a reader should know about it; None if there is nothing."""

    def __attrs_post_init__(self) -> None:
        if self.ends is not None and self.ending is not None:
            raise InvalidValueError(f"`ending` is `{self.ending}`, but `ends` names an event. Leave one of them out.")
        if self.id in self.overrides and self.overrides != EARLIER:
            raise InvalidValueError(f"`{self.id}` overrides itself. Name the policies that it outranks.")
        if self.conditions and self.effect is Effect.DENY:
            raise InvalidValueError("A policy that denies has no conditions. Leave them out (R19).")
        check_citations(self, self.cites)

    @property
    def announcement(self) -> str | None:
        """The id of the event that made it known; None if it was announced before anything recorded (R7)."""
        return self.announced or self.starts

    @property
    def ending_or_default(self) -> Ending | None:
        """What is known about its end: `unstated` if nothing is, None if an event ends it."""
        return self.ending or (Ending.UNSTATED if self.ends is None else None)


@attrs.frozen(order=True, field_transformer=named_in_errors)
class Visit:
    """A question: one nationality at one place, for one day or more. Visits sort by their fields, in this order.

    >>> Visit("Russia", "wonsan-kalma", "2025-07-10").last_day
    datetime.date(2025, 7, 10)

    Args:
        nationality: The passport used: a code, or a name of the country in English, in any case.
        place: The id of the place, or any of its names; a history knows which place that is.
        arrival: The first day present, in Pyongyang.
        departure: The last day present; None for a visit of one day.

    Raises:
        UnknownNationalityError: *nationality* is not a nationality.
        InvalidDayError: A day is not valid, or a datetime has no time zone.
        InvalidValueError: *place* is empty, or *departure* is before *arrival*.
        WrongTypeError: An argument has the wrong type.
    """

    nationality: str = attrs.field(converter=to_nationality)
    """The alpha-2 code of the passport used."""
    place: str = attrs.field(converter=to_text)
    """The id of the place, or one of its names."""
    arrival: Day = attrs.field(converter=to_day)
    """The first day present."""
    departure: Day | None = attrs.field(converter=to_optional_day, default=None, order=first_of_all)
    """The last day present; None for a visit of one day."""

    def __attrs_post_init__(self) -> None:
        if self.last_day < self.arrival:
            raise reversed_stay(self.arrival, self.last_day)

    @property
    def last_day(self) -> Day:
        """The last day present."""
        return self.departure or self.arrival


def reversed_stay(arrival: object, departure: object) -> InvalidValueError:
    """Return the error that a departure is before the arrival."""
    return InvalidValueError(
        f"The departure {departure} is before the arrival {arrival}. "
        "The departure is the last day of the visit, so use the same day or a later one."
    )
