"""The page of results, in Markdown."""

import os
import platform
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

import attrs

from benchmarks.timing import Spread

Row = Sequence[str]


@attrs.frozen
class Table:
    """A table of the page, and notes below it."""

    title: str
    head: Row
    rows: Sequence[Row]
    notes: Sequence[str] = ()


@attrs.frozen
class Part:
    """What one part of the benchmarks found."""

    title: str
    glance: Sequence[Row]
    """The ratios that say most: what is compared, the ratio with its quartiles, the aim."""
    tables: Sequence[Table]
    agrees: bool = True
    """Whether everything that should answer as the library does so."""


def page(parts: Sequence[Part]) -> str:
    """Return the whole page."""
    lines = ["# Results", "", *_conditions(), "", *_HOW, "", "## At a glance", ""]
    lines += _table(
        ("what, compared with what", "ratio", "quartiles", "aim"), [row for part in parts for row in part.glance]
    )
    for part in parts:
        lines += ["", f"## {part.title}"]
        for table in part.tables:
            lines += ["", f"### {table.title}", "", *_table(table.head, table.rows)]
            lines += ["", *(f"- {note}" for note in table.notes)] if table.notes else []
    return "\n".join(lines) + "\n"


_HOW = (
    "A time is the median over rounds, with its quartiles; a ratio is the median of the ratios within rounds.",
    "[The page about the benchmarks](README.md) says what each line does, and what is fair and unfair about it.",
)


def _table(head: Row, rows: Iterable[Row]) -> list[str]:
    return [f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows)]


def number(value: float) -> str:
    """Return a number in three digits."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def spread(found: Spread, factor: float = 1.0) -> tuple[str, str]:
    """Return a median and its quartiles, in another unit."""
    return number(found.median * factor), f"{number(found.low * factor)} to {number(found.high * factor)}"


def seconds(value: float) -> str:
    """Return a duration in the unit that fits it."""
    factor, unit = next(((f, u) for f, u in ((1, "s"), (1e3, "ms")) if value * f >= 1), (1e6, "µs"))
    return f"{value * factor:.3g} {unit}"


# --- the machine

_PACKAGES = (
    *("dprk-tourism", "attrs", "cattrs", "pendulum", "numpy", "pandas", "polars", "pyarrow", "narwhals"),
    *("cedarpy", "zen-engine", "openfisca-core"),
)


def _conditions() -> list[str]:
    load = ", ".join(f"{value:.2f}" for value in os.getloadavg()) if hasattr(os, "getloadavg") else "unknown"
    return [
        f"Measured on {datetime.now(UTC):%Y-%m-%d}.",
        f"Machine: {_processor()}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}.",
        f"Python: {platform.python_implementation()} {platform.python_version()}.",
        f"Versions: {', '.join(f'{package} {_version(package)}' for package in _PACKAGES)}.",
        f"Load of the machine over the last 1, 5 and 15 minutes, at the end of the run: {load}.",
    ]


def _processor() -> str:
    """Return the name of the processor, which Linux has in a file only."""
    file = Path("/proc/cpuinfo")
    lines = file.read_text().splitlines() if file.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or "unknown processor"


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "-"
