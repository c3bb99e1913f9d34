"""R7: which of two policies outranks the other, and what would settle a conflict (R13)."""

from typing import TypeAlias

from dprk_tourism._graph import Records
from dprk_tourism._model.records import EARLIER, AccessPolicy, from_the_inside_out
from dprk_tourism._rules.answers import Resolution

__all__ = ["Announced", "announcement", "outranks", "outranks_if", "overrides", "resolution", "surely_announced_after"]


def overrides(records: Records, x: AccessPolicy, y: AccessPolicy) -> bool:
    """Whether *x* expressly outranks *y*: it names it, or sweeps away what was announced before (R7)."""
    return _overrides(records, x, y, announcement(records, x), announcement(records, y))


def outranks(records: Records, x: AccessPolicy, y: AccessPolicy) -> bool:
    """Whether *x* silences *y* where both apply, both being of one layer (R7).

    It does if it overrides *y*; or, when neither overrides the other, if it is at least as specific, was announced
    no earlier, and is surely better in one of these. The relation does not depend on the day asked.

    Args:
        records: The records that hold both.
        x: The policy that may outrank.
        y: The policy that may be outranked.
    """
    return outranks_if(records, x, y, announcement(records, x), announcement(records, y))


def surely_announced_after(records: Records, x: AccessPolicy, y: AccessPolicy) -> bool:
    """Whether *x* was announced on a later day than *y*, whatever is unknown of the two days (R7)."""
    return announcement(records, x)[0] > announcement(records, y)[1]


# The first and the last day of an announcement, as ordinals. What was announced by no event of the record
# was announced before all others, so on day 0.
Announced: TypeAlias = tuple[int, int]


def announcement(records: Records, policy: AccessPolicy) -> Announced:
    """Return the first and the last day of the announcement of *policy*, as ordinals."""
    if policy.announcement is None:
        return 0, 0
    window = records.events[policy.announcement].window
    return window.earliest.toordinal(), window.latest.toordinal()


def _overrides(records: Records, x: AccessPolicy, y: AccessPolicy, of_x: Announced, of_y: Announced) -> bool:
    if x.overrides == EARLIER:
        return _is_within(records, y.place, x.place) and of_y[1] < of_x[0]
    return y.id in x.overrides


def outranks_if(records: Records, x: AccessPolicy, y: AccessPolicy, of_x: Announced, of_y: Announced) -> bool:
    """Whether *x* outranks *y* if they were announced then (R7); R13 asks what other days would change."""
    if _overrides(records, x, y, of_x, of_y):
        return True
    if _overrides(records, y, x, of_y, of_x):
        return False
    # The cheapest of the three is asked first: of any two policies it holds one way at most, but for ties.
    return (
        _is_announced_no_earlier(x, y, of_x, of_y)
        and _is_at_least_as_specific(records, x, y)
        and _is_surely_better(x, y, of_x, of_y)
    )


def _is_announced_no_earlier(x: AccessPolicy, y: AccessPolicy, of_x: Announced, of_y: Announced) -> bool:
    return of_x[0] >= of_y[1] or x.announcement == y.announcement


def _is_at_least_as_specific(records: Records, x: AccessPolicy, y: AccessPolicy) -> bool:
    who = x.audience == y.audience or x.audience.members <= y.audience.certain
    return who and _is_within(records, x.place, y.place)


def _is_surely_better(x: AccessPolicy, y: AccessPolicy, of_x: Announced, of_y: Announced) -> bool:
    return of_x[0] > of_y[1] or x.place != y.place or bool(y.audience.certain - x.audience.members)


def _is_within(records: Records, inner: str, outer: str) -> bool:
    return inner == outer or any(place.id == outer for place in from_the_inside_out(records.places, inner))


def resolution(records: Records, x: AccessPolicy, y: AccessPolicy) -> Resolution:
    """What would settle a conflict of two policies, neither of which outranks the other (R13)."""
    for one, other in ((x, y), (y, x)):
        # The most that knowing the order could do for `one`: it came last, the other first.
        of_one, of_other = announcement(records, one), announcement(records, other)
        last, first = (of_one[1], of_one[1]), (of_other[0], of_other[0])
        if one.announcement != other.announcement and outranks_if(records, one, other, last, first):
            return Resolution.ORDER
    return Resolution.OVERRIDE
