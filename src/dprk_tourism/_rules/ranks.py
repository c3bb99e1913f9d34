"""R7: which of two policies outranks the other, and what would resolve a conflict (R13)."""

from math import inf

import attrs

from dprk_tourism._graph import Records, network
from dprk_tourism._model.records import EARLIER, AccessPolicy, from_the_inside_out
from dprk_tourism._network import Network, Range
from dprk_tourism._rules.answers import Resolution


@attrs.frozen
class Announced:
    """A policy, and when it was announced: what R7 compares. The relation does not depend on the day asked."""

    policy: AccessPolicy
    around: frozenset[str]
    """The ids of its place and of every place around that one."""
    _network: Network

    @property
    def latest(self) -> float:
        """The last day, as an ordinal, on which it may have been announced."""
        announcement = self.policy.announcement
        return -inf if announcement is None else self._network.windows[announcement].most

    def after(self, other: "Announced") -> Range:
        """Return by how many days this policy was announced after the other, by windows and distances (R2)."""
        mine, its = self.policy.announcement, other.policy.announcement
        if mine == its:
            return Range(0, 0)
        if mine is None or its is None:
            return Range(least=inf) if its is None else Range(most=-inf)
        return self._network.distance(its, mine)

    def outranks(self, other: "Announced", after: Range | None = None) -> bool:
        """Whether this policy silences the other where both apply, both being of one layer (R7).

        *after* is by how many days it was announced after the other; None for what the records say.
        """
        gap = self.after(other) if after is None else after
        if self._overrides(other, gap):
            return True
        if other._overrides(self, -gap):  # noqa: SLF001 - the same class
            return False
        # The cheapest of the three comes first: of any two policies it holds one way at most, except for ties.
        return gap.least >= 0 and self._is_at_least_as_specific(other) and self._is_surely_better(other, gap)

    def overrides(self, other: "Announced") -> bool:
        """Whether this policy expressly outranks the other: it names it, or sweeps away what came before (R7)."""
        return self._overrides(other, self.after(other))

    def is_later_than(self, other: "Announced") -> bool:
        """Whether this policy was announced on a later day, whatever is unknown of the two days (R7)."""
        return self.after(other).least > 0

    def _overrides(self, other: "Announced", gap: Range) -> bool:
        if self.policy.overrides == EARLIER:
            return self.policy.place in other.around and gap.least > 0
        return other.policy.id in self.policy.overrides

    def _is_at_least_as_specific(self, other: "Announced") -> bool:
        mine, its = self.policy.audience, other.policy.audience
        return (mine == its or mine.members <= its.certain) and other.policy.place in self.around

    def _is_surely_better(self, other: "Announced", gap: Range) -> bool:
        fewer = other.policy.audience.certain - self.policy.audience.members
        return gap.least > 0 or self.policy.place != other.policy.place or bool(fewer)


def announced(records: Records, policy: AccessPolicy) -> Announced:
    """Return a policy with the days on one of which it was announced."""
    around = frozenset(place.id for place in from_the_inside_out(records.places, policy.place))
    return Announced(policy, around, network(records))


def resolution(one: Announced, other: Announced) -> Resolution:
    """Return what would resolve a conflict of two policies, neither of which outranks the other (R13)."""
    if one.policy.announcement != other.policy.announcement and (_could_win(one, other) or _could_win(other, one)):
        return Resolution.ORDER
    return Resolution.OVERRIDE


def _could_win(one: Announced, other: Announced) -> bool:
    """Whether *one* would outrank the other if it were announced as long after it as the records allow."""
    longest = one.after(other).most
    return one.outranks(other, Range(longest, longest))
