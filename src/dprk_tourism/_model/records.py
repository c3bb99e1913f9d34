"""Records: sources, places, events, policies and visits. Each checks itself, `_graph` all together."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Literal, TypeAlias

import attrs

from dprk_tourism._model.days import Day, DayWindow, hull, intersection, to_day, to_optional_day, to_window
from dprk_tourism._model.fields import (
    Choice,
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
from dprk_tourism._text import MOST_SUGGESTED, nearest
from dprk_tourism.errors import InvalidValueError, UnknownPlaceError, WrongTypeError

__all__ = [
    "AccessPolicy",
    "Citation",
    "Dating",
    "Effect",
    "Ending",
    "Event",
    "Layer",
    "Place",
    "Resort",
    "Source",
    "SourceKind",
    "Visit",
]


# --- sources


class SourceKind(Choice):
    """What kind of publisher a source has.

    >>> import dprk_tourism as dt
    >>> dt.load("article").sources["kcna-2025-06-26"].kind
    <SourceKind.STATE_MEDIA: 'state-media'>
    """

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


@attrs.frozen(kw_only=True, field_transformer=named_in_errors)
class Source:
    """A published text that claims things.

    >>> notice = Source(id="notice", kind="operator", publisher="Korea Tour", title="Notice", published="2025-07")
    >>> notice.published.latest
    Date(2025, 7, 31)

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
    """What it is about, in our words."""
    published: DayWindow = attrs.field(converter=to_window)
    """When it appeared."""
    url: str | None = attrs.field(converter=to_url, default=None)
    """Its web address; None if it has none."""
    archived: str | None = attrs.field(converter=to_url, default=None)
    """The web address of an archived copy; None if none is known."""
    note: str | None = attrs.field(converter=to_optional_text, default=None)
    """What a reader should know about it; None if there is nothing."""


@attrs.frozen(field_transformer=named_in_errors)
class Citation:
    """A source, and the place in it that supports a claim.

    >>> str(Citation("article", "7.1"))
    'article at 7.1'

    Args:
        source: The id of the source.
        at: A locator in it, such as `11.2` for line 11, second sentence; None for all of it.
        attribute: The field of a place that this citation supports; None for the whole record.
    """

    source: str = attrs.field(converter=to_id, metadata=refers_to("sources"))
    """The id of the source."""
    at: str | None = attrs.field(converter=to_optional_text, default=None)
    """The locator in the source; None for all of it."""
    attribute: str | None = attrs.field(converter=to_optional_text, default=None, metadata={"key": "for"})
    """The field of a place that it supports; None for the whole record."""

    def __str__(self) -> str:
        return f"{self.source} at {self.at}" if self.at else self.source


def of_the_whole(value: Citation) -> Citation:
    """Validate a citation that supports no single field."""
    if not isinstance(value, Citation):
        raise WrongTypeError("a Citation", value)
    if value.attribute is not None:
        raise InvalidValueError(f"Only places are cited by attribute. Leave `{value.attribute}` out.")
    return value


def to_citations(value: Iterable[Citation]) -> tuple[Citation, ...]:
    """Return citations in their order, each once."""
    return records_of(value, Citation, "a list of citations")


# --- places


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
    """Its name in an English newspaper."""
    within: str | None = attrs.field(converter=to_optional_id, default=None, metadata=refers_to("places"))
    """The id of the place that encloses it; None for the country."""
    cites: tuple[Citation, ...] = attrs.field(converter=to_citations, default=(), metadata=list_of(Citation))
    """What supports the whole record, or single fields."""
    note: str | None = attrs.field(converter=to_optional_text, default=None)
    """What a reader should know about it; None if there is nothing."""

    def __attrs_post_init__(self) -> None:
        known = citable(type(self))
        for cite in self.cites:
            if cite.attribute is not None and cite.attribute not in known:
                raise InvalidValueError(
                    f"`{cite.attribute}` is not an attribute of this place. Use one of {', '.join(known)}."
                )


def citable(record: type) -> list[str]:
    """Return the names of the fields of a place that a citation may support."""
    return [name for name in attrs.fields_dict(record) if name not in ("id", "cites", "note")]


def to_amenities(value: Iterable[str]) -> tuple[str, ...]:
    """Return what a resort offers, sorted."""
    return tuple(sorted(to_text(item) for item in items_of(value, "a list of words")))


@attrs.frozen(kw_only=True, field_transformer=named_in_errors)
class Resort(Place):
    """A place made for visitors, which opens on some day.

    >>> Resort(id="wonsan-kalma", name="Wonsan Kalma", within="dprk", opens="resort-opens", capacity=20_000).capacity
    20000

    Raises:
        InvalidValueError: A field has an invalid value.
        WrongTypeError: A field has a value of the wrong type.
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


def check_place(places: Mapping[str, Place], place: object, where: str = "") -> None:
    """Refuse a value that is not the id of one of *places*; *where* says whose places they are."""
    if not isinstance(place, str):
        raise WrongTypeError("the id of a place, such as 'wonsan-kalma'", place)
    if place not in places:
        raise unknown_place(places, place, where)


def unknown_place(places: Iterable[str], place: str, where: str = "") -> UnknownPlaceError:
    """Return the error that *place* is not one of *places*, with the nearest of them, or else the first.

    >>> print(unknown_place(["dprk", "wonsan-kalma"], "kalma"))
    There is no place `kalma`. Did you mean `dprk` or `wonsan-kalma`?
    """
    known = tuple(places)
    where = where or ("this history, which holds no place" if not known else "")
    return UnknownPlaceError(place, nearest(place, known) or known[:MOST_SUGGESTED], where)


def from_the_inside_out(places: Mapping[str, Place], place: str) -> tuple[Place, ...]:
    """Return the place and the places that enclose it, the innermost first.

    >>> country = Place(id="dprk", name="North Korea")
    >>> zone = Place(id="rason", name="Rason", within="dprk")
    >>> [p.id for p in from_the_inside_out({"dprk": country, "rason": zone}, "rason")]
    ['rason', 'dprk']
    """
    chain = [places[place]]
    while (around := chain[-1].within) is not None:
        chain.append(places[around])
    return tuple(chain)


def places_inside(places: Mapping[str, Place], place: str) -> tuple[str, ...]:
    """Return the ids of the places inside *place*, at any depth, sorted."""
    around = ((inner, from_the_inside_out(places, inner)[1:]) for inner in sorted(places))
    return tuple(inner for inner, outer in around if any(each.id == place for each in outer))


# --- events


class Bearing(Choice):
    """Whether an event can change an answer.

    >>> import dprk_tourism as dt
    >>> dt.load("article").events["lavrov-meeting"].bearing
    <Bearing.CONTEXT: 'context'>
    """

    ACCESS = "access"
    """It may start or end a policy, or open a resort."""
    CONTEXT = "context"
    """It is recorded because it belongs to the story."""


@attrs.frozen(kw_only=True, field_transformer=named_in_errors)
class Dating:
    """What one source says about when an event happened.

    >>> claim = Dating(when="2024", words="last year", citation=Citation("article", "11.1"))
    >>> claim.when.latest
    Date(2024, 12, 31)
    """

    when: DayWindow = attrs.field(converter=to_window)
    """The window that the source leaves."""
    words: str | None = attrs.field(converter=to_optional_text, default=None)
    """The source's own few words; None if they are not quoted."""
    citation: Citation = attrs.field(converter=of_the_whole, metadata=spread(Citation))
    """Where the source says so."""


def to_datings(value: Iterable[Dating]) -> tuple[Dating, ...]:
    """Return datings in their order, each once; there must be one."""
    datings = records_of(value, Dating, "a list of datings")
    if not datings:
        raise InvalidValueError("An event needs at least one dating. Use a window as wide as the source allows.")
    return datings


@attrs.frozen(kw_only=True, field_transformer=named_in_errors)
class Event:
    """Something that happened on one day, known or unknown.

    >>> opening = Event(
    ...     id="resort-opens",
    ...     what="The resort opens",
    ...     datings=[Dating(when="2025-07-01", citation=Citation("article", "6.2"))],
    ... )
    >>> opening.window.is_one_day, opening.disputed
    (True, False)
    """

    id: str = attrs.field(converter=to_id)
    """Lower-case words joined by hyphens, such as `ban-notice`."""
    what: str = attrs.field(converter=to_text)
    """What happened, in one line of our words."""
    datings: tuple[Dating, ...] = attrs.field(converter=to_datings, metadata=list_of(Dating))
    """What the sources say about its day; at least one dating."""
    bearing: Bearing = attrs.field(converter=Bearing, default=Bearing.ACCESS)
    """Whether it may change an answer or belongs to the story, for readers; no rule reads it."""
    note: str | None = attrs.field(converter=to_optional_text, default=None)
    """What a reader should know about it; None if there is nothing."""

    @cached_property
    def window(self) -> DayWindow:
        """The days that all datings leave; if they share none, the smallest window that covers them all (R2)."""
        windows = [dating.when for dating in self.datings]
        return intersection(windows) or hull(windows)

    @cached_property
    def disputed(self) -> bool:
        """Whether the datings share no day (R2)."""
        return intersection(dating.when for dating in self.datings) is None


# --- policies


Overrides: TypeAlias = tuple[str, ...] | Literal["earlier"]
"""Ids of policies, or `earlier` for all that were announced before."""

EARLIER: Literal["earlier"] = "earlier"


class Effect(Choice):
    """What a policy does.

    >>> import dprk_tourism as dt
    >>> bar = dt.load("article").policies["foreigners-barred"]
    >>> bar.effect
    <Effect.DENY: 'deny'>
    """

    PERMIT = "permit"
    """It permits visits by its audience."""
    DENY = "deny"
    """It denies visits by its audience."""


class Layer(Choice):
    """Whose permission a policy is about.

    >>> import dprk_tourism as dt
    >>> bar = dt.load("article").policies["foreigners-barred"]
    >>> bar.layer
    <Layer.SITE: 'site'>
    """

    HOME_STATE = "home-state"
    """The traveller's own government permits the visit."""
    ENTRY = "entry"
    """The country admits the traveller."""
    SITE = "site"
    """The place receives the traveller."""


class Ending(Choice):
    """What is known about the end of a policy that no event ends.

    >>> import dprk_tourism as dt
    >>> bar = dt.load("article").policies["foreigners-barred"]
    >>> bar.ending
    <Ending.UNTIL_FURTHER_NOTICE: 'until-further-notice'>
    """

    UNTIL_FURTHER_NOTICE = "until-further-notice"
    """A source says that it will end, but not when."""
    UNSTATED = "unstated"
    """No source says whether it will end."""
    PERMANENT = "permanent"
    """A source says that it will not end."""


def to_cites(value: Iterable[Citation]) -> tuple[Citation, ...]:
    """Return the citations of a policy; there must be one."""
    cites = to_citations(value)
    if not cites:
        raise InvalidValueError("A policy needs at least one citation. Name the source.")
    return tuple(map(of_the_whole, cites))


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

    >>> bar = AccessPolicy(
    ...     id="foreigners-barred",
    ...     effect="deny",
    ...     layer="site",
    ...     audience="foreigners",
    ...     place="wonsan-kalma",
    ...     starts="ban-notice",
    ...     ending="until-further-notice",
    ...     cites=[Citation("article", "7.1")],
    ... )
    >>> bar.announced, bar.announcement
    (None, 'ban-notice')

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
    """Policies of the same layer that it outranks: their ids, or `earlier` for all that were announced before it
    for its place or a place inside (R7)."""
    cites: tuple[Citation, ...] = attrs.field(converter=to_cites, metadata=list_of(Citation))
    """What supports it; at least one citation."""
    note: str | None = attrs.field(converter=to_optional_text, default=None)
    """What a reader should know about it; None if there is nothing."""

    def __attrs_post_init__(self) -> None:
        if self.ends is not None and self.ending is not None:
            raise InvalidValueError(f"`ending` is `{self.ending}`, but `ends` names an event. Leave one of them out.")
        if self.id in self.overrides and self.overrides != EARLIER:
            raise InvalidValueError(f"`{self.id}` overrides itself. Name the policies that it outranks.")

    @property
    def announcement(self) -> str | None:
        """The id of the event that made it known; None if it was announced before anything recorded (R7)."""
        return self.announced or self.starts

    @property
    def ending_or_default(self) -> Ending | None:
        """What is known about its end: `unstated` if nothing is, None if an event ends it."""
        return self.ending or (Ending.UNSTATED if self.ends is None else None)


# --- visits


@attrs.frozen(field_transformer=named_in_errors)
class Visit:
    """A question: one nationality at one place, for one day or more.

    >>> Visit("Russia", "wonsan-kalma", "2025-07-10").last_day
    Date(2025, 7, 10)

    Args:
        nationality: The passport used: a code, or a name of the country in English, in any case.
        place: The id of the place.
        arrival: The first day present, in Pyongyang.
        departure: The last day present; None for a visit of one day.

    Raises:
        UnknownNationalityError: *nationality* is not a nationality.
        InvalidDayError: A day is not valid, or a datetime has no time zone.
        InvalidValueError: *place* is not a valid id, or *departure* is before *arrival*.
        WrongTypeError: An argument has the wrong type.
    """

    nationality: str = attrs.field(converter=to_nationality)
    """The alpha-2 code of the passport used."""
    place: str = attrs.field(converter=to_id)
    """The id of the place."""
    arrival: Day = attrs.field(converter=to_day)
    """The first day present."""
    departure: Day | None = attrs.field(converter=to_optional_day, default=None)
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
