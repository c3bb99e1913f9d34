"""The command line: its arguments, its exit status, and what it says of errors.

Exit status: 0 permitted, or done; 1 denied; 3 undetermined; 2 a wrong call or faulty data, or what cannot be read or
written; 70 anything unexpected; 130 stopped by Ctrl-C; 141 the reader closed the output early.
"""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, Final, NoReturn, TextIO

__all__ = ["main", "parser"]

_USAGE_ERROR: Final = 2
_UNEXPECTED: Final = 70  # EX_SOFTWARE of sysexits.h
_INTERRUPTED: Final = 130  # what a shell says of a command that was stopped by Ctrl-C
_CLOSED: Final = 141  # what a shell says of a command that died of a closed pipe

_EXAMPLES: Final[Mapping[str, str]] = {
    "may": """\
  dprk-tourism may RU 2025-07-10
  dprk-tourism may "South Korea" 2025-02-25 --to dprk
  dprk-tourism may RU 2025-07-16 --departure 2025-07-20 --known-on 2025-07-15 --json
""",
    "timeline": """\
  dprk-tourism timeline RU
  dprk-tourism timeline AU CA --to dprk --history record
  dprk-tourism timeline RU CN US --svg access.svg
""",
    "who": """\
  dprk-tourism who 2025-07-10
  dprk-tourism who 2025-04-05 --to pyongyang --history record
""",
    "check": """\
  dprk-tourism check my-history.toml
  dprk-tourism check article --according-to article
""",
    "diff": """\
  dprk-tourism diff article record --to wonsan-kalma
  dprk-tourism diff article my-history.toml --json
""",
    "sources": """\
  dprk-tourism sources
  dprk-tourism sources --history record --known-on 2025-07-18
""",
    "screen": """\
  dprk-tourism screen visits.csv -o answers.parquet
  dprk-tourism screen visits.parquet -o answers.csv --nationality passport --on arrival --departure leaves
  dprk-tourism screen visits.jsonl -o answers.jsonl --to-column place --on-invalid null
""",
    "export": """\
  dprk-tourism export -o segments.parquet
  dprk-tourism export --history record -o segments.csv
""",
}

_STATUS: Final = """\
exit status: 0 permitted, or done; 1 denied; 3 undetermined; 2 a wrong call or faulty data, or what cannot be read or
written; 70 anything unexpected; 130 stopped by Ctrl-C; 141 the reader closed the output early
"""

# What a completion offers for a file, in the words of shtab.
_FILES: Final = {"bash": "_shtab_compgen_files", "zsh": "_files", "tcsh": "f"}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and give its exit status; a call for help gives one too.

    Args:
        argv: The arguments after the command's name; None for those of the process.
    """
    try:
        status = _status(argv)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever reads has seen enough.
        _let_go(sys.stdout)
        return _CLOSED
    except KeyboardInterrupt:
        return _INTERRUPTED
    except Exception as error:  # noqa: BLE001 - a traceback exits with 1, and that reads as "denied"
        return _reported(error)
    return status


def _status(argv: Sequence[str] | None) -> int:
    if sys.stdout is None:  # so Python has it where the shell closed it
        raise OSError("it is closed")
    try:
        arguments = parser().parse_args(argv)
    except SystemExit as left:  # help was asked for, or the call was wrong
        return int(left.code or 0)
    from dprk_tourism._commands import COMMANDS  # noqa: PLC0415 - help and wrong calls do without it

    return COMMANDS[arguments.command](arguments)


def _reported(error: Exception) -> int:
    """Tell of an error, and give its exit status."""
    from dprk_tourism._text import reason_of  # noqa: PLC0415 - only here
    from dprk_tourism.errors import DprkTourismError, FileError  # noqa: PLC0415

    if isinstance(error, OSError) and error.filename is None:
        # An error of a file has its name. This one is of a stream, and only to one is written.
        _let_go(sys.stdout)
        error = FileError("standard output", reason_of(error), "write")
    expected = isinstance(error, DprkTourismError)
    _complain(str(error) if expected else f"unexpected {type(error).__name__}: {' '.join(str(error).split())}")
    return _USAGE_ERROR if expected else _UNEXPECTED


def _complain(text: str) -> None:
    """Tell of an error on standard error, if somebody listens; the exit status tells of it in any case."""
    from dprk_tourism._text import on_one_line  # noqa: PLC0415 - only here is it needed

    if sys.stderr is None:
        return
    try:
        # The faults of a file come one a line.
        sys.stderr.write("\n".join(map(on_one_line, f"dprk-tourism: {text}\n".split("\n"))))
        sys.stderr.flush()
    except OSError:
        _let_go(sys.stderr)


def _let_go(stream: TextIO | None) -> None:
    """Let what is left in a stream go nowhere, or Python would complain of it at the end, with a status of its own."""
    if stream is not None:
        with suppress(OSError):  # a stream that is no file
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


class _Parser(argparse.ArgumentParser):
    def __init__(self, **settings: Any) -> None:
        # What is cut short today is another option once there is one of that name.
        super().__init__(allow_abbrev=False, **settings)

    def error(self, message: str) -> NoReturn:
        """Leave with one line, without the usage before it."""
        _complain(f"{message}; see `{self.prog} --help`")
        raise SystemExit(_USAGE_ERROR)

    def print_help(self, file: Any = None) -> None:
        """Print help, or fail: argparse takes no notice if it cannot be written."""
        (file or sys.stdout).write(self.format_help())


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        """Look the version up only when it is asked for."""
        import dprk_tourism  # noqa: PLC0415

        sys.stdout.write(f"{parser.prog} {dprk_tourism.__version__}\n")
        parser.exit(0)


def parser() -> argparse.ArgumentParser:
    """Give the parser of the command line, from which completions are made."""
    main_parser = _Parser(
        prog="dprk-tourism",
        description="May a holder of a passport of X visit place P in North Korea on day Y, and how do we know?",
        epilog=f"examples:\n{''.join(_EXAMPLES.values())}\n{_STATUS}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    main_parser.add_argument("--version", action=_Version, nargs=0, help="print the version and leave")
    commands = main_parser.add_subparsers(metavar="COMMAND", dest="command", required=True)
    _add_questions(commands)
    _add_histories(commands)
    _add_files(commands)
    return main_parser


def _add_questions(commands: Any) -> None:
    may = _add(commands, "may", "answer one visit, with reasons and sources")
    may.add_argument("nationality", help="that of the passport used: a code such as RU, or an English name")
    may.add_argument("day", help="the day of arrival in Pyongyang, as YYYY-MM-DD")
    may.add_argument("--departure", metavar="DAY", help="the last day present (default: the day of arrival)")
    timeline = _add(commands, "timeline", "tell when a visit may be made, and why each change came")
    timeline.add_argument("nationality", nargs="+", help="codes such as RU, or English names")
    svg = timeline.add_argument("--svg", metavar="FILE", help="draw the timelines in this file too, which ends in .svg")
    svg.complete = _FILES  # type: ignore[attr-defined]
    who = _add(commands, "who", "tell who may visit on a day")
    who.add_argument("day", help="the day in Pyongyang, as YYYY-MM-DD")
    for command in (may, timeline, who):
        command.add_argument("--to", metavar="PLACE", help="the id of a place (default: wonsan-kalma)")
        _add_history(command, "--history", "a shipped history or a file (default: article)")
        command.add_argument(
            "--strict", action="store_true", help="take nothing for granted past the last day surveyed"
        )
        _add_views(command)


def _add_histories(commands: Any) -> None:
    check = _add(commands, "check", "read a history, and tell what its editor should look into")
    _add_history(check, "history", "a shipped history or a file")
    diff = _add(commands, "diff", "tell every answer that differs between two histories")
    _add_history(diff, "old", "a shipped history or a file")
    _add_history(diff, "new", "a shipped history or a file")
    diff.add_argument("--to", metavar="PLACE", help="the id of one place (default: all that both hold)")
    sources = _add(commands, "sources", "list the sources of a history")
    _add_history(sources, "--history", "a shipped history or a file (default: article)")
    for command in (check, diff, sources):
        _add_views(command)


def _add_files(commands: Any) -> None:
    screen = _add(commands, "screen", "answer every row of a file of visits, in another file")
    source = screen.add_argument("visits", metavar="FILE", help="a file that ends in .csv, .parquet, .jsonl or .ndjson")
    source.complete = _FILES  # type: ignore[attr-defined]
    for name, what in (
        ("--nationality", "the column of nationalities (default: nationality)"),
        ("--on", "the column of days of arrival (default: date)"),
        ("--departure", "the column of last days present (default: each visit is of one day)"),
        ("--to-column", "the column of ids of places"),
    ):
        screen.add_argument(name, metavar="COLUMN", help=what)
    screen.add_argument("--to", metavar="PLACE", help="the id of the place of all visits (default: wonsan-kalma)")
    screen.add_argument("--last-day", action="store_true", help="add the last day for which each answer holds")
    screen.add_argument(
        "--on-invalid",
        choices=("raise", "null"),
        default="raise",
        help="what to do about rows that cannot be asked: fail, or leave them without an answer (default: raise)",
    )
    export = _add(commands, "export", "write every answer of a history to a file, for joins in SQL")
    for command in (screen, export):
        target = command.add_argument(
            "-o", "--output", metavar="FILE", required=True, help="the file to write: .csv, .parquet, .jsonl or .ndjson"
        )
        target.complete = _FILES  # type: ignore[attr-defined]
        _add_history(command, "--history", "a shipped history or a file (default: article)")
        command.add_argument(
            "--strict", action="store_true", help="take nothing for granted past the last day surveyed"
        )
        _add_views(command)


def _add(commands: Any, name: str, what: str) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(
        name,
        help=what,
        description=f"{what[0].upper()}{what[1:]}.",
        epilog=f"examples:\n{_EXAMPLES[name]}\n{_STATUS}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    return command


def _add_history(command: argparse.ArgumentParser, name: str, what: str) -> None:
    shown = name.upper() if name in {"old", "new"} else "NAME_OR_FILE"
    command.add_argument(name, metavar=shown, help=what).complete = _FILES  # type: ignore[attr-defined]


def _add_views(command: argparse.ArgumentParser) -> None:
    """What every command takes: which sources are heard, and how it prints."""
    command.add_argument("--known-on", metavar="DAY", help="answer as could be known on that day")
    command.add_argument(
        "--according-to", metavar="SOURCE", action="append", help="hear this source only; may be given several times"
    )
    command.add_argument("--json", action="store_true", help="print JSON")
    command.add_argument(
        "--color", choices=("auto", "always", "never"), default="auto", help="colour the verdicts (default: auto)"
    )
