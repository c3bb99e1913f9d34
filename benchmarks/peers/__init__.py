"""The peers: what else can be given the same policies and asked the same question.

One module for each, which holds a class `Peer` and imports its package when it is itself imported.
"""

from collections.abc import Callable
from datetime import date
from importlib import import_module, metadata
from typing import Any, Protocol

import attrs

from dprk_tourism import History

Answer = tuple[str, tuple[str, ...] | None]
"""The verdict, and the ids of the policies that decide it, by layer; None where a peer does not tell."""

NOTHING = ""
"""The package of a peer that needs none."""


class Peer(Protocol):
    """What can be asked whether a visit may be made."""

    name: str
    tells: frozenset[str]
    """The reasons of an undetermined answer that it can express: `silent`, `hinge`, both or neither."""

    def prepare(self, history: History) -> None:
        """Take in the records; whatever can be worked out before the first question is worked out here."""
        ...

    def day(self, day: date) -> Any:
        """Give the day as this peer's users hold it, before they ask."""
        ...

    def answer(self, nationality: str, place: str, day: Any) -> Answer:
        """Answer one question."""
        ...


SILENCE = frozenset({"silent"})
"""A peer that says so where no policy speaks, but knows no day that is not known."""
ALL = frozenset({"silent", "hinge"})
"""A peer that also says so where the answer hinges on a day or a membership that is not known."""

# The name of the module, and the package that it needs from outside.
MODULES = {
    "loop": NOTHING,
    "loop_presorted": NOTHING,
    "loop_three_valued": NOTHING,
    "loop_pendulum": NOTHING,
    "table": NOTHING,
    "zen_expression": "zen-engine",
    "zen_table": "zen-engine",
    "cedar": "cedarpy",
    "cedar_verdict": "cedarpy",
    "rules": "rule-engine",
    "casbin": "casbin",
    "openfisca": "openfisca-core",
}


@attrs.frozen
class Missing:
    """A peer that cannot be asked here."""

    name: str
    why: str


def found(names: list[str] | None = None) -> tuple[list[Peer], list[Missing]]:
    """Give the peers whose packages are installed, and those that are left out with the reason.

    Args:
        names: Names of modules; None for all.
    """
    peers: list[Peer] = []
    missing: list[Missing] = []
    for module, package in MODULES.items():
        if names is not None and module not in names:
            continue
        try:
            make: Callable[[], Peer] = import_module(f"{__name__}.{module}").Peer
        except ImportError as error:
            missing.append(Missing(module, f"{package} is not installed ({error})"))
        else:
            peers.append(make())
    return peers, missing


def version(package: str) -> str:
    """Give the installed version of a package, or a dash."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "-"
