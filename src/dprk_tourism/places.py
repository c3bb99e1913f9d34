"""Places: the country, zones in it, and resorts. Places nest."""

from collections.abc import Iterable, Mapping

import attrs

from dprk_tourism.errors import MOST_SUGGESTED, InvalidValueError, UnknownPlaceError, WrongTypeError, nearest
from dprk_tourism.fields import (
    items_of,
    named_in_errors,
    to_count,
    to_id,
    to_measure,
    to_optional_id,
    to_optional_text,
    to_text,
)
from dprk_tourism.sources import Citation, to_citations

__all__ = ["Place", "Resort", "check_place", "from_the_inside_out", "places_inside", "unknown_place"]


@attrs.frozen(kw_only=True, field_transformer=named_in_errors)
class Place:
    """The country, or a part of it.

    >>> Place(id="rason", name="Rason", within="dprk").within
    'dprk'

    Raises:
        InvalidValueError: A field holds what it cannot hold, or a citation supports a field that a place lacks.
        WrongTypeError: A field is of the wrong kind.
    """

    id: str = attrs.field(converter=to_id)
    """Lower-case words joined by hyphens, such as `wonsan-kalma`."""
    name: str = attrs.field(converter=to_text)
    """What an English newspaper calls it."""
    within: str | None = attrs.field(converter=to_optional_id, default=None)
    """The id of the place around it; None for the country."""
    cites: tuple[Citation, ...] = attrs.field(converter=to_citations, default=())
    """What supports the record, as a whole or one field at a time."""
    note: str | None = attrs.field(converter=to_optional_text, default=None)
    """What a reader should know about it; None for nothing."""

    def __attrs_post_init__(self) -> None:
        known = [name for name in attrs.fields_dict(type(self)) if name not in ("id", "cites", "note")]
        for cite in self.cites:
            if cite.attribute is not None and cite.attribute not in known:
                raise InvalidValueError(
                    f"`{cite.attribute}` is no attribute of this place; cite one of {', '.join(known)}"
                )


def to_amenities(value: Iterable[str]) -> tuple[str, ...]:
    """Keep what a resort offers, sorted."""
    return tuple(sorted(to_text(item) for item in items_of(value, "a list of words")))


@attrs.frozen(kw_only=True, field_transformer=named_in_errors)
class Resort(Place):
    """A place made for visitors, which opens on some day.

    >>> Resort(id="wonsan-kalma", name="Wonsan Kalma", within="dprk", opens="resort-opens", capacity=20_000).capacity
    20000

    Raises:
        InvalidValueError: A field holds what it cannot hold.
        WrongTypeError: A field is of the wrong kind.
    """

    opens: str | None = attrs.field(converter=to_optional_id, default=None)
    """The id of the event of its opening; None if no admitted source says when that was."""
    region: str | None = attrs.field(converter=to_optional_text, default=None)
    """Where it lies, in words; None if unknown."""
    capacity: int | None = attrs.field(converter=to_count, default=None)
    """How many visitors it can hold; None if unknown."""
    beachfront_km: float | None = attrs.field(converter=to_measure, default=None)
    """The length of its beach in kilometres; None if unknown."""
    amenities: tuple[str, ...] = attrs.field(converter=to_amenities, default=())
    """What it offers, sorted; empty if unknown."""


def check_place(places: Mapping[str, Place], place: object, where: str = "") -> None:
    """Refuse what is the id of none of some places.

    Args:
        places: All places, by id.
        place: What somebody gave for the id of a place.
        where: Whose places they are, if that is not plain.

    Raises:
        UnknownPlaceError: None of them has this id.
        WrongTypeError: It is no text.
    """
    if not isinstance(place, str):
        raise WrongTypeError("the id of a place, such as 'wonsan-kalma'", place)
    if place not in places:
        raise unknown_place(places, place, where)


def unknown_place(places: Iterable[str], place: str, where: str = "") -> UnknownPlaceError:
    """Give the error that *place* is none of some places, which suggests the nearest of them, or else the first.

    >>> print(unknown_place(["dprk", "wonsan-kalma"], "kalma"))
    no place `kalma`; did you mean `dprk` or `wonsan-kalma`?

    Args:
        places: The ids of all places.
        place: What somebody gave.
        where: Whose places they are, if that is not plain.
    """
    known = tuple(places)
    where = where or ("this history, which holds no place" if not known else "")
    return UnknownPlaceError(place, nearest(place, known) or known[:MOST_SUGGESTED], where)


def from_the_inside_out(places: Mapping[str, Place], place: str) -> tuple[Place, ...]:
    """Give the place and every place around it, the innermost first.

    >>> country = Place(id="dprk", name="North Korea")
    >>> zone = Place(id="rason", name="Rason", within="dprk")
    >>> [p.id for p in from_the_inside_out({"dprk": country, "rason": zone}, "rason")]
    ['rason', 'dprk']

    Args:
        places: Places by their ids, without a loop.
        place: The id of one of them.
    """
    chain = [places[place]]
    while (around := chain[-1].within) is not None:
        chain.append(places[around])
    return tuple(chain)


def places_inside(places: Mapping[str, Place], place: str) -> tuple[str, ...]:
    """Give the ids of the places that lie within *place*, at whatever depth, sorted; itself left out.

    Args:
        places: Places by their ids, without a loop.
        place: The id of one of them.
    """
    around = ((inner, from_the_inside_out(places, inner)[1:]) for inner in sorted(places))
    return tuple(inner for inner, outer in around if any(each.id == place for each in outer))
