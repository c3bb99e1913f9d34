"""Records of all kinds together, as whatever reads them needs them: by id."""

from collections.abc import Mapping
from typing import Protocol

from dprk_tourism.days import Day
from dprk_tourism.events import Event
from dprk_tourism.places import Place
from dprk_tourism.policies import AccessPolicy
from dprk_tourism.sources import Source

__all__ = ["Records"]


class Records(Protocol):
    """Records that refer to each other by id. A `History` is one."""

    @property
    def sources(self) -> Mapping[str, Source]:
        """Sources by id."""
        ...

    @property
    def places(self) -> Mapping[str, Place]:
        """Places by id."""
        ...

    @property
    def events(self) -> Mapping[str, Event]:
        """Events by id."""
        ...

    @property
    def policies(self) -> Mapping[str, AccessPolicy]:
        """Policies by id."""
        ...

    @property
    def surveyed_through(self) -> Day | None:
        """The last day through which the sources were surveyed; None if there are none."""
        ...
