"""OpenFisca on all rows at once; it knows no windows, so rows that hinge on one are not compared."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from benchmarks.bulk.columns import PLACE, Columns, Way
from benchmarks.peers.openfisca import OpenFisca
from benchmarks.questions import FIRST


def ways(columns: Columns) -> list[Way]:
    """Return OpenFisca with nationalities as numbers, and as strings; its answer is a number for each layer."""
    peer = OpenFisca()
    peer.prepare(columns.history)
    day = columns.day + FIRST.toordinal()
    strings = columns.strings.astype(str)

    def from_strings() -> Any:
        return peer.calculated(PLACE, np.searchsorted(np.array(columns.codes), strings), day)

    def read(found: Any) -> Mapping[str, Sequence[Any]]:
        said = zip(*([peer.ids[number] for number in numbers.tolist()] for numbers in found), strict=True)
        answers = [peer.levels.answer(PLACE, each) for each in said]
        return {"verdict": [verdict for verdict, _ in answers], "deciding": [" ".join(ids) for _, ids in answers]}

    return [
        Way(library="openfisca-core", name=name, run=run, read=read, knows_hinges=False)
        for name, run in (
            ("on codes", lambda: peer.calculated(PLACE, columns.nationality, day)),
            ("on strings", from_strings),
        )
    ]
