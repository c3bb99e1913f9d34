"""R7: which of two policies outranks the other, and what would resolve a conflict (R13)."""

import attrs

from dprk_tourism._graph import Records
from dprk_tourism._model.records import EARLIER, AccessPolicy, from_the_inside_out
from dprk_tourism._rules.answers import Resolution

__all__ = ["Announced", "announced", "resolution"]


@attrs.frozen
class Announced:
    """A policy, and when it was announced: what R7 compares. The relation does not depend on the day asked."""

    policy: AccessPolicy
    around: frozenset[str]
    """The ids of its place and of every place around that one."""
    earliest: int
    """The first day, as an ordinal, on which it may have been announced; 0 if before all that were."""
    latest: int
    """The last such day."""

    def outranks(self, other: "Announced") -> bool:
        """Whether this policy silences the other where both apply, both being of one layer (R7)."""
        if self.overrides(other):
            return True
        if other.overrides(self):
            return False
        # The cheapest of the three comes first: of any two policies it holds one way at most, except for ties.
        return (
            self._is_announced_no_earlier(other)
            and self._is_at_least_as_specific(other)
            and self._is_surely_better(other)
        )

    def overrides(self, other: "Announced") -> bool:
        """Whether this policy expressly outranks the other: it names it, or sweeps away what came before (R7)."""
        if self.policy.overrides == EARLIER:
            return self.policy.place in other.around and self.is_later_than(other)
        return other.policy.id in self.policy.overrides

    def is_later_than(self, other: "Announced") -> bool:
        """Whether this policy was announced on a later day, whatever is unknown of the two days (R7)."""
        return self.earliest > other.latest

    def _is_announced_no_earlier(self, other: "Announced") -> bool:
        return self.earliest >= other.latest or self.policy.announcement == other.policy.announcement

    def _is_at_least_as_specific(self, other: "Announced") -> bool:
        mine, its = self.policy.audience, other.policy.audience
        return (mine == its or mine.members <= its.certain) and other.policy.place in self.around

    def _is_surely_better(self, other: "Announced") -> bool:
        fewer = other.policy.audience.certain - self.policy.audience.members
        return self.is_later_than(other) or self.policy.place != other.policy.place or bool(fewer)


def announced(records: Records, policy: AccessPolicy) -> Announced:
    """Return a policy with the days on one of which it was announced."""
    around = frozenset(place.id for place in from_the_inside_out(records.places, policy.place))
    if policy.announcement is None:
        return Announced(policy, around, 0, 0)
    window = records.events[policy.announcement].window
    return Announced(policy, around, window.earliest.toordinal(), window.latest.toordinal())


def resolution(one: Announced, other: Announced) -> Resolution:
    """Return what would resolve a conflict of two policies, neither of which outranks the other (R13)."""
    if one.policy.announcement != other.policy.announcement and (_could_win(one, other) or _could_win(other, one)):
        return Resolution.ORDER
    return Resolution.OVERRIDE


def _could_win(one: Announced, other: Announced) -> bool:
    """Whether *one* would outrank the other at best: if it was announced on its last day, the other on its first."""
    return attrs.evolve(one, earliest=one.latest).outranks(attrs.evolve(other, latest=other.earliest))
