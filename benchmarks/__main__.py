"""The command: `python -m benchmarks`, which prints a page of tables, or writes it."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import dprk_tourism as dt
from benchmarks import agreement, growth, imports, report, single
from benchmarks.peers import found

RESULTS = Path(__file__).parent / "results.md"

PARTS = ("single", "bulk", "growth", "import")

# Verdicts at the resort do not tell when others were admitted to the country.
_SEEN_BY_VERDICTS = ("ban-notice", "resort-opens")


def main() -> int:
    """Run what is asked for; the status is 1 if an answer differs where none should, or none where some should."""
    asked = _arguments().parse_args()
    if asked.mutate:
        return _mutate()
    found_ = _measured(asked.only, quick=asked.quick)
    text = report.page(found_)
    sys.stdout.write(text)
    if asked.write:
        RESULTS.write_text(text, encoding="utf-8")
        _say(f"written to {RESULTS.name}")
    return 0 if found_.agree else 1


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds and rows; ends within two minutes")
    parser.add_argument("--write", action="store_true", help=f"write the page to {RESULTS.name} too")
    parser.add_argument(
        "--mutate", action="store_true", help="tell peers of one event a day late; all must then differ"
    )
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, help="the parts to run")
    return parser


def _measured(only: tuple[str, ...], *, quick: bool) -> report.Findings:
    parts: dict[str, Callable[[], object]] = {
        "single": lambda: single.compare(31 if quick else 301),
        "bulk": lambda: _bulk(quick=quick),
        "growth": lambda: growth.series(quick=quick),
        "import": lambda: imports.compare(5 if quick else 31),
    }
    measured: dict[str, Any] = {}
    for name in PARTS:
        if name in only:
            _say(f"{name} ...")
            measured[name] = parts[name]()
    return report.Findings(measured.get("single"), measured.get("bulk"), measured.get("growth"), measured.get("import"))


def _bulk(*, quick: bool) -> object:
    try:
        from benchmarks import bulk
    except ImportError as error:
        return f"skipped: {error}"
    return bulk.compare(200_000 if quick else 1_000_000, 5 if quick else 15)


def _mutate() -> int:
    history = dt.load("article")
    peers, _ = found()
    single_: dict[str, dict[str, int]] = {peer.name: {} for peer in peers}
    bulk_: dict[str, dict[str, int]] = {}
    # What is written by hand cannot be told of a late event, so that the library is told of an early one.
    early = agreement.mutations(history, -1)
    for event, late in agreement.mutations(history, 1).items():
        _say(f"{event} ...")
        for check in agreement.checked(peers, history, late):
            single_[check.peer][event] = len(check.wrong)
        for way, wrong in _bulk_mutated(early[event], event).items():
            bulk_.setdefault(way, {})[event] = wrong
    parts = [
        report.mutations_part("Peers told of one event a day late", single_),
        report.mutations_part("What is written by hand, beside a library told of one event a day early", bulk_),
    ]
    sys.stdout.write("\n".join(line for part in parts for line in [*part, ""]))
    blind = [f"{who}: {event}" for who, seen in {**single_, **bulk_}.items() for event, n in seen.items() if n == 0]
    _say("the check fails for every peer, as it should" if not blind else f"the check does not see: {blind}")
    return 1 if blind else 0


def _bulk_mutated(told: dt.History, event: str) -> dict[str, int]:
    """Rows that differ, for each way written by hand that can tell of the event."""
    try:
        from benchmarks import bulk
    except ImportError:
        return {}
    return {
        bulk.title(check.way): check.wrong
        for check in bulk.checked(told)
        if not check.way.is_library and (not check.way.gives.startswith("verdict") or event in _SEEN_BY_VERDICTS)
    }


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
