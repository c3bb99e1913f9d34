"""Events, and what sources claim of when they were."""

from collections.abc import Iterable

import attrs

from dprk_tourism.days import DayWindow, to_window
from dprk_tourism.errors import InvalidValueError
from dprk_tourism.fields import Choice, named_in_errors, records_of, to_id, to_optional_text, to_text
from dprk_tourism.sources import Citation, of_the_whole

__all__ = ["Bearing", "Dating", "Event"]


class Bearing(Choice):
    """Whether an event can change an answer.

    >>> import dprk_tourism as dt
    >>> dt.load("article").events["lavrov-meeting"].bearing
    <Bearing.CONTEXT: 'context'>
    """

    ACCESS = "access"
    """It may start or end a policy, or open a resort."""
    CONTEXT = "context"
    """It is told because it belongs to the story."""


@attrs.frozen(kw_only=True, field_transformer=named_in_errors)
class Dating:
    """What one source claims of when an event was.

    >>> claim = Dating(when="2024", words="last year", citation=Citation("article", "11.1"))
    >>> claim.when.latest
    Date(2024, 12, 31)
    """

    when: DayWindow = attrs.field(converter=to_window)
    """The days that the claim leaves open."""
    words: str | None = attrs.field(converter=to_optional_text, default=None)
    """The source's own few words; None if none are quoted."""
    citation: Citation = attrs.field(converter=of_the_whole)
    """Where the claim stands."""


def to_datings(value: Iterable[Dating]) -> tuple[Dating, ...]:
    """Keep datings in their order, each once; there must be one."""
    datings = records_of(value, Dating, "a list of datings")
    if not datings:
        raise InvalidValueError("an event needs at least one dating; write a window as wide as the source leaves it")
    return datings


@attrs.frozen(kw_only=True, field_transformer=named_in_errors)
class Event:
    """Something that happened on one day, which may be unknown.

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
    datings: tuple[Dating, ...] = attrs.field(converter=to_datings)
    """What the sources claim of its day; at least one."""
    bearing: Bearing = attrs.field(converter=Bearing, default=Bearing.ACCESS)
    """Whether it is told because it may change an answer, or for the story; what it does change, policies and resorts
    say by their references."""
    note: str | None = attrs.field(converter=to_optional_text, default=None)
    """What a reader should know about it; None for nothing."""

    window: DayWindow = attrs.field(init=False, eq=False, repr=False)
    """The days that all datings leave open; all days between them where they share none (R2)."""
    disputed: bool = attrs.field(init=False, eq=False, repr=False)
    """Whether the datings share no day (R2)."""

    def __attrs_post_init__(self) -> None:
        # R2, settled at birth: every rule asks for it
        windows = [dating.when for dating in self.datings]
        shared = DayWindow.shared(windows)
        object.__setattr__(self, "window", shared or DayWindow.covering(windows))
        object.__setattr__(self, "disputed", shared is None)
