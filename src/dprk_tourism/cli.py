"""The command line.

Exit status: 0 permitted, 1 denied, 3 undetermined, 2 a wrong call or faulty data, 70 anything unexpected.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any, Final, NoReturn

__all__ = ["STATUS", "main"]

STATUS: Final = {"permitted": 0, "denied": 1, "undetermined": 3}
"""The exit status of each verdict."""

_USAGE_ERROR: Final = 2
_UNEXPECTED: Final = 70  # EX_SOFTWARE of sysexits.h
_CLOSED: Final = 141  # what a shell says of a command that died of a closed pipe

_EPILOG: Final = """\
examples:
  dprk-tourism may RU 2025-07-10
  dprk-tourism may "South Korea" 2025-02-25 --to dprk
  dprk-tourism may RU 2025-07-16 --departure 2025-07-20 --known-on 2025-07-15 --json
  dprk-tourism check my-history.toml
  dprk-tourism diff article my-history.toml

exit status: 0 permitted, 1 denied, 3 undetermined, 2 a wrong call or faulty data, 70 anything unexpected
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and give its exit status.

    Args:
        argv: The arguments after the command's name; None for those of the process.
    """
    arguments = _parser().parse_args(argv)
    try:
        status: int = arguments.run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever reads has seen enough. What is left goes nowhere, or Python would complain of it at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _CLOSED
    except Exception as error:  # noqa: BLE001 - a traceback exits with 1, and that reads as "denied"
        return _reported(error)
    return status


def _reported(error: Exception) -> int:
    """Tell of an error in one line, and give its exit status."""
    from dprk_tourism.errors import DprkTourismError  # noqa: PLC0415 - only here is it needed

    expected = isinstance(error, DprkTourismError)
    told = str(error) if expected else f"unexpected {type(error).__name__}: {' '.join(str(error).split())}"
    sys.stderr.write(f"dprk-tourism: {told}\n")
    return _USAGE_ERROR if expected else _UNEXPECTED


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Leave with one line, without the usage before it."""
        self.exit(_USAGE_ERROR, f"{self.prog}: {message}; see `{self.prog} --help`\n")


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        """Look the version up only when it is asked for."""
        import dprk_tourism  # noqa: PLC0415

        _print(f"{parser.prog} {dprk_tourism.__version__}")
        parser.exit(0)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="dprk-tourism",
        description="May a holder of a passport of X visit place P in North Korea on day Y, and how do we know?",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version and leave")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    _add_may(commands)
    check = _add(commands, "check", _check, "read a history, and tell what its editor should look into")
    check.add_argument("history", metavar="NAME_OR_FILE", help="a shipped history or a file")
    diff = _add(commands, "diff", _diff, "tell every answer that differs between two histories")
    diff.add_argument("old", metavar="OLD", help="a shipped history or a file")
    diff.add_argument("new", metavar="NEW", help="a shipped history or a file")
    diff.add_argument("--to", metavar="PLACE", help="the id of one place (default: all that both hold)")
    sources = _add(commands, "sources", _sources, "list the sources of a history")
    _add_history(sources)
    return parser


def _add(commands: Any, name: str, run: Callable[[argparse.Namespace], int], what: str) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(
        name,
        help=what,
        description=f"{what[0].upper()}{what[1:]}.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.set_defaults(run=run)
    return command


def _add_history(command: argparse.ArgumentParser) -> None:
    command.add_argument("--history", metavar="NAME_OR_FILE", help="a shipped history or a file (default: article)")


def _add_may(commands: Any) -> None:
    may = _add(commands, "may", _may, "answer one visit, with reasons and sources")
    may.add_argument("nationality", help="that of the passport used: a code such as RU, or an English name")
    may.add_argument("day", help="the day of arrival in Pyongyang, as YYYY-MM-DD")
    may.add_argument("--to", metavar="PLACE", help="the id of a place (default: wonsan-kalma)")
    may.add_argument("--departure", metavar="DAY", help="the last day present (default: the day of arrival)")
    _add_history(may)
    may.add_argument("--known-on", metavar="DAY", help="answer as could be known on that day")
    may.add_argument(
        "--according-to", metavar="SOURCE", action="append", help="hear this source only; may be given several times"
    )
    may.add_argument("--strict", action="store_true", help="take nothing for granted past the last day surveyed")
    may.add_argument("--json", action="store_true", help="print the decision as JSON")


# Each command imports what it needs, so that --help and wrong calls are answered at once.


def _may(arguments: argparse.Namespace) -> int:
    from dprk_tourism.catalogue import SHIPPED, load, may_visit  # noqa: PLC0415
    from dprk_tourism.history import DEFAULT_PLACE, History  # noqa: PLC0415
    from dprk_tourism.timelines import Decision  # noqa: PLC0415

    def decided(history: History) -> Decision:
        return may_visit(
            arguments.nationality,
            arguments.day,
            to=DEFAULT_PLACE if arguments.to is None else arguments.to,
            departure=arguments.departure,
            history=history,
            known_on=arguments.known_on,
            strict=arguments.strict,
        )

    history = load(arguments.history or SHIPPED[0])
    if arguments.according_to:
        history = history.according_to(*arguments.according_to)
    decision = decided(history)
    if arguments.json:
        _print(json.dumps(decision.to_dict(), indent=2, ensure_ascii=False))
        return STATUS[decision.verdict]
    _print(decision.explain())
    if not arguments.history and not arguments.according_to:
        for wider in SHIPPED[1:]:
            other = decided(load(wider)).verdict
            if other is not decision.verdict:
                _print(f"\nThe wider history `{wider}` answers otherwise: {other} (ask with --history {wider}).")
    return STATUS[decision.verdict]


def _check(arguments: argparse.Namespace) -> int:
    from dprk_tourism.catalogue import load  # noqa: PLC0415
    from dprk_tourism.compare import check  # noqa: PLC0415
    from dprk_tourism.words import during, whom  # noqa: PLC0415

    history = load(arguments.history)
    remarks = check(history)
    for remark in remarks:
        where = "" if remark.span is None else f", {during(remark.span)}, for {whom(remark.nationalities)}"
        _print(f"{remark.kind}: {remark.what}{where} @ {', '.join(remark.records)}")
    _print(f"{history!r}: no faults, {len(remarks)} remarks")
    return 0


def _diff(arguments: argparse.Namespace) -> int:
    from dprk_tourism.catalogue import load  # noqa: PLC0415
    from dprk_tourism.compare import diff  # noqa: PLC0415
    from dprk_tourism.words import during, whom  # noqa: PLC0415

    old, new = load(arguments.old), load(arguments.new)
    changes = diff(old, new, to=arguments.to)
    for change in changes:
        verdicts = f"{change.before} -> {change.after}"
        _print(f"{change.place}, {during(change.span)}: {verdicts}, for {whom(change.nationalities)}")
        for name, history, policies in (
            (arguments.old, old, change.policies_before),
            (arguments.new, new, change.policies_after),
        ):
            for policy in policies:
                cites = "; ".join(map(str, history.policies[policy].cites))
                _print(f"    {name}: {history.policies[policy].effect} `{policy}` ({cites})")
    _print(f"{len(changes)} answers differ between {arguments.old} and {arguments.new}")
    return 0


def _sources(arguments: argparse.Namespace) -> int:
    from dprk_tourism.catalogue import SHIPPED, load  # noqa: PLC0415

    for source in load(arguments.history or SHIPPED[0]).sources.values():
        link = f" <{source.url}>" if source.url else ""
        _print(f"{source.id}: {source.publisher} ({source.kind}), {source.title}, published {source.published}{link}")
    return 0


def _print(text: str) -> None:
    sys.stdout.write(f"{text}\n")
