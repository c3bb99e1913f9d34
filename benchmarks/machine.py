"""What the measurements were made on."""

import os
import platform
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.peers import version

PACKAGES = (
    "dprk-tourism",
    "attrs",
    "pendulum",
    "cedarpy",
    "casbin",
    "zen-engine",
    "rule-engine",
    "openfisca-core",
    "holidays",
    "numpy",
    "pandas",
    "polars",
    "pyarrow",
    "narwhals",
    "duckdb",
)


def described() -> list[str]:
    """Give lines that say when and on what."""
    load = ", ".join(f"{value:.2f}" for value in os.getloadavg()) if hasattr(os, "getloadavg") else "unknown"
    return [
        f"Measured on {datetime.now(UTC):%Y-%m-%d}.",
        f"Machine: {_processor()}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}.",
        f"Python: {platform.python_implementation()} {platform.python_version()}.",
        f"Versions: {', '.join(f'{package} {version(package)}' for package in PACKAGES)}.",
        f"Load of the machine over the last 1, 5 and 15 minutes, as the run ended: {load}.",
    ]


def _processor() -> str:
    """The name of the processor; Linux tells it in a file only."""
    told = Path("/proc/cpuinfo")
    if told.exists():
        names = [
            line.partition(":")[2].strip() for line in told.read_text().splitlines() if line.startswith("model name")
        ]
        if names:
            return names[0]
    return platform.processor() or "unknown processor"
