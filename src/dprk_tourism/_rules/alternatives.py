"""What is permitted in place of a visit."""

from collections.abc import Iterable

import attrs

from dprk_tourism._model.days import LAST_DAY, Day, DaySpan


@attrs.frozen(kw_only=True)
class Alternatives:
    """What is permitted in place of a visit: days around it, and other places on its days.

    >>> import dprk_tourism as dt
    >>> instead = dt.may_visit("RU", "2025-07-18").alternatives()
    >>> print(instead.before, instead.after, *instead.places)
    2025-07-15 None dprk
    """

    before: Day | None
    """The last permitted day before the arrival; None if there is none."""
    after: Day | None
    """The first permitted day after the last day of the visit; None if there is none."""
    places: tuple[str, ...]
    """Ids of the other places that permit the whole visit, sorted."""


def alternatives(openings: Iterable[DaySpan], arrival: Day, last_day: Day, places: Iterable[str]) -> Alternatives:
    """Return what is permitted in place of a visit; *openings* are the permitted days at its place."""
    first, last = arrival.toordinal(), last_day.toordinal()
    runs = [((span.start or Day.min).toordinal(), (span.last or LAST_DAY).toordinal()) for span in openings]
    earlier = [min(end, first - 1) for start, end in runs if start < first]
    later = [max(start, last + 1) for start, end in runs if last < end]
    return Alternatives(
        before=Day.fromordinal(max(earlier)) if earlier else None,
        after=Day.fromordinal(min(later)) if later else None,
        places=tuple(sorted(places)),
    )
