"""The answers of a history as one table, for whoever joins it with visits of their own."""

from typing import Any

import numpy as np
import pyarrow as pa

from dprk_tourism.frames.table import Segment, segments_of
from dprk_tourism.history import HistoryLike, to_history

__all__ = ["segments"]

_SCHEMA = pa.schema(
    {
        "nationality": pa.string(),
        "place": pa.string(),
        "from": pa.date32(),
        "until": pa.date32(),
        "verdict": pa.string(),
        "projected": pa.bool_(),
        "deciding": pa.string(),
    }
)


def segments(history: HistoryLike = "article", *, strict: bool = False) -> Any:
    """Give every answer of a history as a table of Arrow, one row for each run of days.

    Both days of a row are in it: `from` is the first for which the answer holds, empty where it has no beginning, and
    `until` the last, empty where no end is known. A day, a nationality and a place are in exactly one row, so a range
    join with a table of visits answers each visit once.

    >>> table = segments("article")
    >>> table.column_names
    ['nationality', 'place', 'from', 'until', 'verdict', 'projected', 'deciding']
    >>> row = next(row for row in table.to_pylist() if row["nationality"] == "RU" and row["verdict"] == "permitted")
    >>> row["place"], str(row["from"]), str(row["until"]), row["deciding"]
    ('dprk', '2024-02-09', '2025-07-18', 'russians-admitted')

    Args:
        history: The name of a shipped history, the path of a file, or a history.
        strict: Whether days past the last one surveyed are undetermined (R14).

    Returns:
        A `pyarrow.Table`, sorted by place, then nationality, then day. `deciding` holds the ids of the policies that
        decide in every world, with a blank between two.

    Raises:
        MissingExtraError: The extra `frames` is not installed.
        UnknownNameError: No history is known by this name.
    """
    asked = to_history(history)
    rows: list[dict[str, Any]] = []
    nationalities: list[str] = []
    numbers = [np.empty(0, np.int64)]
    for place in asked.places:
        spans: dict[str, slice] = {}
        for first, codes in asked.nationality_classes().items():
            begin = len(rows)
            rows += [_row(place, segment) for segment in segments_of(asked.timeline(first, place, strict=strict))]
            spans.update(dict.fromkeys(codes, slice(begin, len(rows))))
        for code, span in sorted(spans.items()):
            numbers.append(np.arange(span.start, span.stop))
            nationalities += [code] * len(numbers[-1])
    table = pa.Table.from_pylist(rows, schema=_SCHEMA.remove(0)).take(np.concatenate(numbers))
    return table.add_column(0, _SCHEMA.field(0), pa.array(nationalities, pa.string()))


def _row(place: str, segment: Segment) -> dict[str, Any]:
    return {
        "place": place,
        "from": segment.span.start,
        "until": segment.span.last,
        "verdict": segment.verdict.value,
        "projected": segment.projected,
        "deciding": " ".join(segment.deciding),
    }
