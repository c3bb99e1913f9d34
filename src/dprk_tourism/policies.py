"""Policies: who permits or denies whom what, from one event until another."""

from collections.abc import Iterable
from typing import Literal, TypeAlias

import attrs

from dprk_tourism.errors import InvalidValueError, WrongTypeError
from dprk_tourism.fields import Choice, items_of, named_in_errors, to_id, to_optional_id, to_optional_text
from dprk_tourism.sources import Citation, of_the_whole, to_citations
from dprk_tourism.travellers import Audience, to_audience

__all__ = ["EARLIER", "AccessPolicy", "Effect", "Ending", "Layer", "Overrides"]

Overrides: TypeAlias = tuple[str, ...] | Literal["earlier"]
"""Ids of policies, or `earlier` for whatever was announced before."""

EARLIER: Literal["earlier"] = "earlier"


class Effect(Choice):
    """What a policy does.

    >>> import dprk_tourism as dt
    >>> bar = dt.load("article").policies["foreigners-barred"]
    >>> bar.effect
    <Effect.DENY: 'deny'>
    """

    PERMIT = "permit"
    """It lets its audience visit."""
    DENY = "deny"
    """It does not let its audience visit."""


class Layer(Choice):
    """Whose permission is needed.

    >>> import dprk_tourism as dt
    >>> bar = dt.load("article").policies["foreigners-barred"]
    >>> bar.layer
    <Layer.SITE: 'site'>
    """

    HOME_STATE = "home-state"
    """That of the traveller's own government."""
    ENTRY = "entry"
    """Admission to the country."""
    SITE = "site"
    """The place receives this visitor."""


class Ending(Choice):
    """What is known of the end of a policy that no event ends.

    >>> import dprk_tourism as dt
    >>> bar = dt.load("article").policies["foreigners-barred"]
    >>> bar.ending
    <Ending.UNTIL_FURTHER_NOTICE: 'until-further-notice'>
    """

    UNTIL_FURTHER_NOTICE = "until-further-notice"
    """A source says that it will end, not when."""
    UNSTATED = "unstated"
    """No source says whether it will end."""
    PERMANENT = "permanent"
    """It is meant to stay."""


def to_cites(value: Iterable[Citation]) -> tuple[Citation, ...]:
    """Keep what a policy rests on; there must be something."""
    cites = to_citations(value)
    if not cites:
        raise InvalidValueError("a policy needs at least one citation; name the source that says so")
    return tuple(map(of_the_whole, cites))


def to_ending(value: str | None) -> Ending | None:
    """Keep what is known of the end, or None."""
    return None if value is None else Ending(value)


def to_overrides(value: Iterable[str]) -> Overrides:
    """Keep the word `earlier`, or ids of policies, sorted."""
    if isinstance(value, str):
        if value == EARLIER:
            return EARLIER
        raise WrongTypeError("a list of ids of policies, or `earlier`", value)
    return tuple(sorted(map(to_id, items_of(value, "a list of ids of policies, or `earlier`"))))


@attrs.frozen(kw_only=True, field_transformer=named_in_errors)
class AccessPolicy:
    """Permits or denies an audience a place, from the day of one event up to the day of another.

    It is in force from the day it starts, that day in, up to the day it ends, that day out (R3).

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
    >>> bar.announced
    'ban-notice'

    A copy by `attrs.evolve` keeps `ending` and `announced`: give them too where its start or end is another.

    >>> lifted = attrs.evolve(bar, ends="bar-lifted", ending=None)

    Raises:
        InvalidValueError: A field holds what it cannot hold.
        WrongTypeError: A field is of the wrong kind.
    """

    id: str = attrs.field(converter=to_id)
    """Lower-case words joined by hyphens, such as `foreigners-barred`."""
    effect: Effect = attrs.field(converter=Effect)
    """Permit or deny."""
    layer: Layer = attrs.field(converter=Layer)
    """Whose permission it is about."""
    audience: Audience = attrs.field(converter=to_audience)
    """Whom it speaks of."""
    place: str = attrs.field(converter=to_id)
    """The id of the place it speaks of; it applies to the places inside too."""
    starts: str | None = attrs.field(converter=to_optional_id, default=None)
    """The id of the event that starts it; None if it began before anything recorded."""
    ends: str | None = attrs.field(converter=to_optional_id, default=None)
    """The id of the event that ends it; None if no end is known."""
    ending: Ending | None = attrs.field(converter=to_ending, default=None)
    """What is known of its end; None only where `ends` is given, and `unstated` if left out."""
    announced: str | None = attrs.field(converter=to_optional_id, default=None)
    """The id of the event that made it known; the one that starts it if left out. None if it has neither: it counts
    as announced before all that were (R7)."""
    overrides: Overrides = attrs.field(converter=to_overrides, default=())
    """Policies of the same layer that it expressly outranks: their ids, or `earlier` for all announced before it
    for its place or places inside."""
    cites: tuple[Citation, ...] = attrs.field(converter=to_cites)
    """What it rests on; at least one citation."""
    note: str | None = attrs.field(converter=to_optional_text, default=None)
    """What a reader should know about it; None for nothing."""

    def __attrs_post_init__(self) -> None:
        if self.ends is not None and self.ending is not None:
            raise InvalidValueError(
                f"`ending` is `{self.ending}` although `ends` names an event; leave one of them out"
            )
        if self.ends is None and self.ending is None:
            object.__setattr__(self, "ending", Ending.UNSTATED)
        if self.announced is None:
            object.__setattr__(self, "announced", self.starts)
        if self.id in self.overrides and self.overrides != EARLIER:
            raise InvalidValueError(f"`{self.id}` overrides itself; name the policies that it outranks")
