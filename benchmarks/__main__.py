"""The command: `python -m benchmarks`, which prints a page of tables, or writes it."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

import dprk_tourism as dt
from benchmarks import agreement, growth, processes, single, whole
from benchmarks.peers import found
from benchmarks.report import Part, page

RESULTS = Path(__file__).parent / "results.md"


def main() -> int:
    """Run what is asked for; the status is 1 if an answer differs, or with `--mutate`, if none does."""
    arguments = _parser().parse_args()
    if arguments.mutate:
        return _mutate()
    parts = []
    for name in arguments.only:
        sys.stderr.write(f"{name} ...\n")
        parts.append(_PARTS[name](arguments.quick))
    text = page(parts)
    sys.stdout.write(text)
    if arguments.write:
        RESULTS.write_text(text, encoding="utf-8")
    return 0 if all(part.agrees for part in parts) else 1


def _bulk(quick: bool) -> Part:  # noqa: FBT001 - as the other parts
    from benchmarks.bulk import measure

    if quick:
        return measure.part(200_000, 5, [10_000, 100_000, 1_000_000])
    return measure.part(1_000_000, 15, [10_000, 100_000, 1_000_000, 10_000_000])


_PARTS: dict[str, Callable[[bool], Part]] = {
    "single": lambda quick: single.part(31 if quick else 301),
    "bulk": _bulk,
    "growth": lambda quick: growth.part(quick=quick),
    "whole": lambda quick: whole.part(3 if quick else 15),
    "processes": lambda quick: processes.part(5 if quick else 31),
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds and rows; ends within two minutes")
    parser.add_argument("--write", action="store_true", help=f"write the page to {RESULTS.name} too")
    parser.add_argument(
        "--mutate", action="store_true", help="move one event for the peers alone; all must then differ"
    )
    parser.add_argument("--only", nargs="+", choices=_PARTS, default=list(_PARTS), help="the parts to run")
    return parser


def _mutate() -> int:
    """Print which peers and ways do not notice which event."""
    from benchmarks.bulk import measure

    history = dt.load("article")
    peers, missing = found()
    blind = []
    # What is written by hand cannot get a later event, so the library gets an earlier one.
    early = agreement.mutations(history, -1)
    for event, late in agreement.mutations(history, 1).items():
        sys.stderr.write(f"{event} ...\n")
        blind += [f"{check.peer}: {event}" for check in agreement.checked(peers, history, late) if not check.wrong]
        ways = [check for check in measure.checked(early[event]) if "by hand" in check.way.name]
        blind += [f"{check.way.title}: {event}" for check in ways if not check.wrong]
    lines = [*missing, *(f"not noticed by {each}" for each in blind), "" if blind else "every moved event is noticed"]
    sys.stdout.write("\n".join(filter(None, lines)) + "\n")
    return 1 if blind else 0


if __name__ == "__main__":
    sys.exit(main())
