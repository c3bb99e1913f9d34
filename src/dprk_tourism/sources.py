"""Sources, and the places in them that say a thing."""

from collections.abc import Iterable

import attrs

from dprk_tourism.days import DayWindow, to_window
from dprk_tourism.errors import InvalidValueError, WrongTypeError
from dprk_tourism.fields import Choice, named_in_errors, records_of, to_id, to_optional_text, to_text, to_url

__all__ = ["Citation", "Source", "SourceKind", "of_the_whole", "to_citations"]


class SourceKind(Choice):
    """What sort of publisher speaks.

    >>> import dprk_tourism as dt
    >>> dt.load("article").sources["kcna-2025-06-26"].kind
    <SourceKind.STATE_MEDIA: 'state-media'>
    """

    PRESS = "press"
    """A newspaper, agency or broadcaster that is free to choose its words."""
    STATE_MEDIA = "state-media"
    """A news service that speaks for a government."""
    OPERATOR = "operator"
    """Whoever sells or runs the journeys."""
    GOVERNMENT = "government"
    """A ministry, an embassy, an official journal."""
    DATASET = "dataset"
    """A table that others compiled."""


@attrs.frozen(kw_only=True, field_transformer=named_in_errors)
class Source:
    """A published text that claims things.

    >>> notice = Source(id="notice", kind="operator", publisher="Korea Tour", title="Notice", published="2025-07")
    >>> notice.published.latest
    Date(2025, 7, 31)

    Raises:
        InvalidValueError: A field holds what it cannot hold.
        WrongTypeError: A field is of the wrong kind.
    """

    id: str = attrs.field(converter=to_id)
    """Lower-case words joined by hyphens, such as `ap-2025-07-18`."""
    kind: SourceKind = attrs.field(converter=SourceKind)
    """What sort of publisher speaks."""
    publisher: str = attrs.field(converter=to_text)
    """Who published it."""
    title: str = attrs.field(converter=to_text)
    """What it is about, in our words, not its headline."""
    published: DayWindow = attrs.field(converter=to_window)
    """When it appeared; surely by its latest day."""
    url: str | None = attrs.field(converter=to_url, default=None)
    """Where it was found; None if it has no address."""
    archived: str | None = attrs.field(converter=to_url, default=None)
    """Where a copy is kept; None if none is known."""
    note: str | None = attrs.field(converter=to_optional_text, default=None)
    """What a reader should know about it; None for nothing."""


@attrs.frozen(field_transformer=named_in_errors)
class Citation:
    """A source, and the place in it that says so.

    >>> str(Citation("article", "7.1"))
    'article at 7.1'

    Args:
        source: The id of the source.
        at: A locator in it, such as `11.2` for line 11, second sentence; None for the whole of it.
        attribute: Where a place is cited: the field that this citation supports; None for the record as a whole.
    """

    source: str = attrs.field(converter=to_id)
    """The id of the source."""
    at: str | None = attrs.field(converter=to_optional_text, default=None)
    """The locator in the source; None for the whole of it."""
    attribute: str | None = attrs.field(converter=to_optional_text, default=None)
    """The field of a place that is supported; None for the record as a whole."""

    def __str__(self) -> str:
        return f"{self.source} at {self.at}" if self.at else self.source


def of_the_whole(value: Citation) -> Citation:
    """Keep a citation of something that has no attributes of its own to cite."""
    if not isinstance(value, Citation):
        raise WrongTypeError("a Citation", value)
    if value.attribute is not None:
        raise InvalidValueError(f"only places are cited by attribute; leave `{value.attribute}` out")
    return value


def to_citations(value: Iterable[Citation]) -> tuple[Citation, ...]:
    """Keep citations in their order, each once."""
    return records_of(value, Citation, "a list of citations")
