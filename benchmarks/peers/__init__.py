"""The peers: what else can get the same policies and answer the same question.

Each module has a class for each of its peers, and imports the package that it compares when it is imported.
"""

from datetime import date
from importlib import import_module
from typing import Any, Protocol

from dprk_tourism import History

Answer = tuple[str, tuple[str, ...]]
"""The verdict, and the ids of the policies that decide, by layer."""


class Peer(Protocol):
    """What can say whether a visit is possible."""

    name: str
    expresses: frozenset[str]
    """The reasons of an undetermined answer that it can express."""

    def prepare(self, history: History) -> None:
        """Take in the records, and compute whatever can be computed before the first question."""
        ...

    def answer(self, nationality: str, place: str, day: date) -> Answer:
        """Answer one question."""
        ...


SILENCE = frozenset({"silent"})
"""For a peer that knows where no policy applies, but has no unknown days."""
ALL = frozenset({"silent", "hinge"})
"""For a peer that also knows where the answer hinges on an unknown day or membership."""

# For each class its module, and the package that the module needs.
PEERS = {
    "PlainLoop": ("loop", None),
    "LoopWithUnknowns": ("loop", None),
    "Table": ("table", None),
    "Zen": ("zen", "zen-engine"),
    "Cedar": ("cedar", "cedarpy"),
    "OpenFisca": ("openfisca", "openfisca-core"),
}


def found(names: list[str] | None = None) -> tuple[list[Any], list[str]]:
    """Return the peers whose packages are installed, and a line for each of the others."""
    peers: list[Peer] = []
    missing: list[str] = []
    for name in PEERS if names is None else names:
        module, package = PEERS[name]
        try:
            peers.append(getattr(import_module(f"{__name__}.{module}"), name)())
        except ImportError as error:
            missing.append(f"{name}: skipped, {package} is not installed ({error})")
    return peers, missing
