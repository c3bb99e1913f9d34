"""The command line.

Exit status: 0 permitted, 1 denied, 3 undetermined, 2 a wrong call or faulty data, 70 anything unexpected.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from typing import Final, NoReturn

__all__ = ["STATUS", "main"]

STATUS: Final = {"permitted": 0, "denied": 1, "undetermined": 3}
"""The exit status of each verdict."""

_USAGE_ERROR: Final = 2
_UNEXPECTED: Final = 70  # EX_SOFTWARE of sysexits.h

_EPILOG: Final = """\
examples:
  dprk-tourism may RU 2025-07-10
  dprk-tourism may "South Korea" 2025-02-25 --to dprk
  dprk-tourism may RU 2025-07-16 --departure 2025-07-20 --known-on 2025-07-15 --json

exit status: 0 permitted, 1 denied, 3 undetermined, 2 a wrong call or faulty data, 70 anything unexpected
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and give its exit status.

    Args:
        argv: The arguments after the command's name; None for those of the process.
    """
    arguments = _parser().parse_args(argv)
    try:
        return _may(arguments)
    except Exception as error:  # noqa: BLE001 - a traceback exits with 1, and that reads as "denied"
        return _reported(error)


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

        parser.exit(0, f"{parser.prog} {dprk_tourism.__version__}\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="dprk-tourism",
        description="May a holder of a passport of X visit place P in North Korea on day Y, and how do we know?",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version and leave")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    may = commands.add_parser(
        "may",
        help="answer one visit",
        description="Answer one visit, with reasons and sources.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    may.add_argument("nationality", help="that of the passport used: a code such as RU, or an English name")
    may.add_argument("day", help="the day of arrival in Pyongyang, as YYYY-MM-DD")
    may.add_argument("--to", metavar="PLACE", help="the id of a place (default: wonsan-kalma)")
    may.add_argument("--departure", metavar="DAY", help="the last day present (default: the day of arrival)")
    may.add_argument(
        "--history", metavar="NAME_OR_FILE", default="article", help="a shipped history or a file (default: article)"
    )
    may.add_argument("--known-on", metavar="DAY", help="answer as could be known on that day")
    may.add_argument(
        "--according-to", metavar="SOURCE", action="append", help="hear this source only; may be given several times"
    )
    may.add_argument("--strict", action="store_true", help="take nothing for granted past the last day surveyed")
    may.add_argument("--json", action="store_true", help="print the decision as JSON")
    return parser


def _may(arguments: argparse.Namespace) -> int:
    # Imported late, so that --help and wrong calls are answered at once.
    from dprk_tourism.catalogue import load, may_visit  # noqa: PLC0415
    from dprk_tourism.history import DEFAULT_PLACE  # noqa: PLC0415

    history = load(arguments.history)
    if arguments.according_to:
        history = history.according_to(*arguments.according_to)
    decision = may_visit(
        arguments.nationality,
        arguments.day,
        to=DEFAULT_PLACE if arguments.to is None else arguments.to,
        departure=arguments.departure,
        history=history,
        known_on=arguments.known_on,
        strict=arguments.strict,
    )
    text = json.dumps(decision.to_dict(), indent=2, ensure_ascii=False) if arguments.json else decision.explain()
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
    return STATUS[decision.verdict]
