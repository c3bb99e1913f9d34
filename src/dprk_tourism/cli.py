"""The command line: its arguments, its exit status, and what it says of errors."""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from enum import IntEnum
from textwrap import fill
from typing import Any, Final, NoReturn, Self, TextIO


class Exit(IntEnum):
    """The exit statuses, each with what it means. No other shares one with a verdict."""

    PERMITTED = 0, "permitted, or done"
    DENIED = 1, "denied"
    UNDETERMINED = 3, "undetermined"
    FAULTY = 2, "a usage error, faulty data, or a file that cannot be read or written"
    UNEXPECTED = 70, "an unexpected error"  # EX_SOFTWARE of sysexits.h
    INTERRUPTED = 130, "stopped by Ctrl-C"  # as a shell reports it
    CLOSED = 141, "the reader closed the output early"  # as a shell reports a closed pipe

    meaning: str

    def __new__(cls, value: int, meaning: str) -> Self:
        """Make a status of its number and its meaning."""
        status = int.__new__(cls, value)
        status._value_ = value
        status.meaning = meaning
        return status


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

# What a completion offers for a file, in the words of shtab.
_FILES: Final = {"bash": "_shtab_compgen_files", "zsh": "_files", "tcsh": "f"}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status; *argv* of None stands for the arguments of the process."""
    try:
        status = _status(argv)
        sys.stdout.flush()
    except BrokenPipeError:
        _discard(sys.stdout)
        return Exit.CLOSED
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except Exception as error:  # noqa: BLE001 - a traceback exits with 1, which means "denied"
        return _reported(error)
    return status


def _status(argv: Sequence[str] | None) -> int:
    if sys.stdout is None:  # the shell closed it
        raise OSError("it is closed")
    try:
        arguments = parser().parse_args(argv)
    except SystemExit as left:  # help was asked for, or the arguments were wrong
        return int(left.code or 0)
    from dprk_tourism._commands import run  # help and wrong arguments need none of it

    verdict = run(arguments)
    return Exit.PERMITTED if verdict is None else Exit[verdict.name]


def _reported(error: Exception) -> int:
    """Report an error, and return its exit status."""
    from dprk_tourism._text import reason_of
    from dprk_tourism.errors import DprkTourismError, FileError

    if isinstance(error, OSError) and error.filename is None:
        # An error of a file has the file's name. This one is of a stream, and only standard output is written to.
        _discard(sys.stdout)
        error = FileError("standard output", reason_of(error), "write")
    expected = isinstance(error, DprkTourismError)
    _complain(str(error) if expected else f"unexpected {type(error).__name__}: {' '.join(str(error).split())}")
    return Exit.FAULTY if expected else Exit.UNEXPECTED


def _complain(text: str) -> None:
    """Write an error to standard error, if it is open; the exit status reports it in any case."""
    from dprk_tourism._text import on_one_line

    if sys.stderr is None:
        return
    try:
        # A file's faults are on a line each.
        sys.stderr.write("\n".join(map(on_one_line, f"dprk-tourism: {text}\n".split("\n"))))
        sys.stderr.flush()
    except OSError:
        _discard(sys.stderr)


def _discard(stream: TextIO | None) -> None:
    """Redirect a stream to nowhere, so that Python's flush at the end cannot fail with a status of its own."""
    if stream is not None:
        with suppress(OSError):  # a stream that is not a file
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


class _Parser(argparse.ArgumentParser):
    def __init__(self, **settings: Any) -> None:
        # An abbreviation may mean another option once there is one that begins like it.
        super().__init__(allow_abbrev=False, formatter_class=argparse.RawDescriptionHelpFormatter, **settings)

    def error(self, message: str) -> NoReturn:
        """Leave with one line, without the usage before it."""
        _complain(f"{message}; see `{self.prog} --help`")
        raise SystemExit(int(Exit.FAULTY))

    def print_help(self, file: Any = None) -> None:
        """Print help, or fail: argparse ignores that it cannot be written."""
        (file or sys.stdout).write(self.format_help())


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        """Look the version up only when it is asked for."""
        import dprk_tourism

        sys.stdout.write(f"{parser.prog} {dprk_tourism.__version__}\n")
        parser.exit(0)


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line, from which completions are made."""
    main_parser = _Parser(
        prog="dprk-tourism",
        description="May a holder of a passport of X visit place P in North Korea on day Y, and how do we know?",
        epilog=_epilog(*_EXAMPLES.values()),
    )
    main_parser.add_argument("--version", action=_Version, nargs=0, help="print the version and exit")
    commands = main_parser.add_subparsers(metavar="COMMAND", dest="command", required=True)
    _add_questions(commands)
    _add_histories(commands)
    _add_files(commands)
    return main_parser


def _epilog(*examples: str) -> str:
    meanings = "; ".join(f"{status} {status.meaning}" for status in Exit)
    return f"examples:\n{''.join(examples)}\n{fill(f'exit status: {meanings}', 100)}\n"


def _add_questions(commands: Any) -> None:
    may = _add(commands, "may", "answer one visit, with reasons and sources")
    may.add_argument("nationality", help="the nationality of the passport: a code such as RU, or an English name")
    may.add_argument("day", help="the day of arrival in Pyongyang, as YYYY-MM-DD")
    may.add_argument("--departure", metavar="DAY", help="the last day of the stay (default: the day of arrival)")
    timeline = _add(commands, "timeline", "show on which days a visit is permitted, and why each change came")
    timeline.add_argument("nationality", nargs="+", help="codes such as RU, or English names")
    _add_file(timeline, "--svg", "also draw the timelines in this file, whose name ends in .svg")
    who = _add(commands, "who", "list who may visit on a day")
    who.add_argument("day", help="the day in Pyongyang, as YYYY-MM-DD")
    for command in (may, timeline, who):
        command.add_argument("--to", metavar="PLACE", help="the id or a name of a place (default: wonsan-kalma)")
        _add_source_of_answers(command)
        _add_views(command)


def _add_histories(commands: Any) -> None:
    check = _add(commands, "check", "read a history, and list what its editor should look into")
    _add_file(check, "history", "a shipped history or a file", "NAME_OR_FILE")
    check.add_argument("--all", action="store_true", help="list remarks on what a file inherits too")
    diff = _add(commands, "diff", "list every answer that differs between two histories")
    _add_file(diff, "old", "a shipped history or a file", "OLD")
    _add_file(diff, "new", "a shipped history or a file", "NEW")
    diff.add_argument("--to", metavar="PLACE", help="a place, by id or name (default: all that both have)")
    sources = _add(commands, "sources", "list the sources of a history")
    _add_file(sources, "--history", "a shipped history or a file (default: article)", "NAME_OR_FILE")
    for command in (check, diff, sources):
        _add_views(command)


def _add_files(commands: Any) -> None:
    screen = _add(commands, "screen", "answer every row of a file of visits, in another file")
    _add_file(screen, "visits", "a file of visits: CSV, Parquet or JSON Lines")
    for name, what in (
        ("--nationality", "the column of nationalities (default: nationality)"),
        ("--on", "the column of days of arrival (default: date)"),
        ("--departure", "the column of last days of stays (default: each visit is of one day)"),
        ("--to-column", "the column of ids of places"),
    ):
        screen.add_argument(name, metavar="COLUMN", help=what)
    screen.add_argument("--to", metavar="PLACE", help="the id of the place of all visits (default: wonsan-kalma)")
    screen.add_argument("--last-day", action="store_true", help="add the last day for which each answer holds")
    screen.add_argument(
        "--on-invalid",
        choices=("raise", "null"),
        default="raise",
        help="what to do about invalid rows: fail, or leave them without an answer (default: raise)",
    )
    export = _add(commands, "export", "write every answer of a history to a file, for joins in SQL")
    for command in (screen, export):
        _add_file(command, ("-o", "--output"), "the file to write: CSV, Parquet or JSON Lines", required=True)
        _add_source_of_answers(command)
        _add_views(command)


def _add(commands: Any, name: str, what: str) -> argparse.ArgumentParser:
    described = f"{what[0].upper()}{what[1:]}."
    return commands.add_parser(name, help=what, description=described, epilog=_epilog(_EXAMPLES[name]))  # type: ignore[no-any-return]


def _add_file(
    command: argparse.ArgumentParser, names: str | tuple[str, ...], what: str, shown: str = "FILE", **settings: Any
) -> None:
    names = (names,) if isinstance(names, str) else names
    argument = command.add_argument(*names, metavar=shown, help=what, **settings)
    argument.complete = _FILES  # type: ignore[attr-defined]


def _add_source_of_answers(command: argparse.ArgumentParser) -> None:
    _add_file(command, "--history", "a shipped history or a file (default: article)", "NAME_OR_FILE")
    command.add_argument("--strict", action="store_true", help="assume nothing about days outside the data")


def _add_views(command: argparse.ArgumentParser) -> None:
    """Add what every command takes: which sources count, and how it prints."""
    command.add_argument("--known-on", metavar="DAY", help="answer as was known on that day")
    command.add_argument(
        "--according-to", metavar="SOURCE", action="append", help="use this source only; may be given several times"
    )
    command.add_argument("--json", action="store_true", help="print JSON")
    command.add_argument(
        "--color", choices=("auto", "always", "never"), default="auto", help="colour the verdicts (default: auto)"
    )
