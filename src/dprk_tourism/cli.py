"""The command line: its arguments, its exit status, and what it says of errors."""

import argparse
import gc
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from enum import IntEnum
from typing import Any, Final, NamedTuple, NoReturn, Self, TextIO, TypeVar


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


_WIDTH: Final = 78
"""The columns of the help, which argparse leaves two short of a terminal of eighty."""

_FEW_COLLECTIONS: Final = 100_000
"""How many objects are made before Python looks for those that are in circles; it is 700 or so otherwise."""

_NAME_OR_FILE: Final = "a shipped history or a file"

_Add = TypeVar("_Add", bound=Callable[[argparse.ArgumentParser], None])

# What a completion offers for a file, in the words of shtab.
_FILES: Final = {"bash": "_shtab_compgen_files", "zsh": "_files", "tcsh": "f"}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status; *argv* of None stands for the arguments of the process."""
    if argv is None:
        gc.set_threshold(_FEW_COLLECTIONS)  # the process is ours, and most are over before there is much to collect
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
        arguments = _parsed([*(sys.argv[1:] if argv is None else argv)])
    except SystemExit as left:  # help was asked for, or the arguments were wrong
        return int(left.code or 0)
    from dprk_tourism._commands import run  # help and wrong arguments need none of it

    verdict = run(arguments)
    return Exit.PERMITTED if verdict is None else Exit[verdict.name]


def _parsed(given: list[str]) -> argparse.Namespace:
    if given[:1] == ["help"]:
        given = [*given[1:], "--help"]
    name = given[0] if given else ""
    if name in _COMMANDS:
        return parser(name).parse_args(given)
    whole = parser()
    if name and not name.startswith("-"):
        from difflib import get_close_matches

        from dprk_tourism._text import did_you_mean, quoted

        advice = did_you_mean(get_close_matches(name, _COMMANDS)) or f"See `{whole.prog} --help`."
        _complain(f"There is no command {quoted(name)}. {advice}")
        raise SystemExit(int(Exit.FAULTY))
    return whole.parse_args(given)


def _reported(error: Exception) -> int:
    """Report an error, and return its exit status."""
    from dprk_tourism._text import reason_of
    from dprk_tourism.errors import DprkTourismError, FileError

    if isinstance(error, UnicodeError) or (isinstance(error, OSError) and error.filename is None):
        # An error of a file has the file's name. This one is of a stream, and only standard output is written to.
        _discard(sys.stdout)
        reason = "its encoding has no text" if isinstance(error, UnicodeError) else reason_of(error)
        error = FileError("standard output", reason, "write")
    expected = isinstance(error, DprkTourismError)
    _complain(str(error) if expected else f"unexpected {type(error).__name__}: {' '.join(str(error).split())}")
    return Exit.FAULTY if expected else Exit.UNEXPECTED


def _complain(text: str) -> None:
    """Write an error to standard error, if it is open; the exit status reports it in any case."""
    from dprk_tourism._text import on_one_line

    if sys.stderr is None:
        return
    # A file's faults are on a line each.
    lines = [on_one_line(line) for line in f"dprk-tourism: {text}".split("\n")]
    try:
        if sys.stderr.isatty() or os.environ.get("COLUMNS"):
            from dprk_tourism._render.terminal import fitted

            lines = [folded for line in lines for folded in fitted(line)]
        sys.stderr.write("\n".join([*lines, ""]))
        sys.stderr.flush()
    except (OSError, UnicodeError):
        _discard(sys.stderr)


def _discard(stream: TextIO | None) -> None:
    """Redirect a stream to nowhere, so that Python's flush at the end cannot fail with a status of its own."""
    if stream is not None:
        with suppress(OSError):  # a stream that is not a file
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _of_any_width(prog: str) -> argparse.HelpFormatter:
    """A formatter that does not load what asks a terminal for its width: argparse makes one for each argument."""
    return argparse.RawDescriptionHelpFormatter(prog, width=_WIDTH)


class _Parser(argparse.ArgumentParser):
    def __init__(self, *, examples: Sequence[str], **settings: Any) -> None:
        # An abbreviation may mean another option once there is one that begins like it.
        super().__init__(allow_abbrev=False, formatter_class=_of_any_width, **settings)
        self.examples = examples

    def error(self, message: str) -> NoReturn:
        """Leave with one line, without the usage before it."""
        _complain(f"{message}; see `{self.prog} --help`")
        raise SystemExit(int(Exit.FAULTY))

    def format_help(self) -> str:
        """Return the help, with the examples and the exit statuses at its end."""
        from textwrap import fill

        calls = "".join(f"  dprk-tourism {example}\n" for example in self.examples)
        meanings = "; ".join(f"{status} {status.meaning}" for status in Exit)
        self.epilog = f"examples:\n{calls}\n{fill(f'exit status: {meanings}', _WIDTH)}\n"
        self.formatter_class = argparse.RawDescriptionHelpFormatter
        return super().format_help()

    def print_help(self, file: Any = None) -> None:
        """Print help, or fail: argparse ignores that it cannot be written."""
        (file or sys.stdout).write(self.format_help())


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        """Look the version up only when it is asked for."""
        import dprk_tourism

        sys.stdout.write(f"{parser.prog} {dprk_tourism.__version__}\n")
        parser.exit(0)


class _Command(NamedTuple):
    """One command, as help shows it and as its arguments are read. `_commands` has a function of the same name."""

    what: str
    """What it does, in a phrase."""
    examples: Sequence[str]
    """Calls of it, without the program's name."""
    add_arguments: Callable[[argparse.ArgumentParser], None]
    """Adds its arguments to a parser."""


_COMMANDS: Final[dict[str, _Command]] = {}
"""The commands by name, in the order of the help."""


def _command(what: str, *examples: str) -> Callable[[_Add], _Add]:
    """Declare a command by the function that adds its arguments, which has its name."""

    def declared(add_arguments: _Add) -> _Add:
        _COMMANDS[add_arguments.__name__.strip("_")] = _Command(what, examples, add_arguments)
        return add_arguments

    return declared


def parser(only: str = "") -> argparse.ArgumentParser:
    """Return the parser of the command line, from which completions are made; with *only* one command, if named."""
    main_parser = _Parser(
        prog="dprk-tourism",
        description="Who could visit North Korea, when and where, and what is the evidence?",
        examples=[command.examples[0] for command in _COMMANDS.values()],
    )
    main_parser.add_argument("--version", action=_Version, nargs=0, help="print the version and exit")
    # Without a name for what goes before a command, argparse would lay out a help to find it.
    commands = main_parser.add_subparsers(prog=main_parser.prog, metavar="COMMAND", dest="command", required=True)
    for name, command in _COMMANDS.items() if not only else [(only, _COMMANDS[only])]:
        described = f"{command.what[0].upper()}{command.what[1:]}."
        added = commands.add_parser(name, help=command.what, description=described, examples=command.examples)
        command.add_arguments(added)
        _add_output(added)
    return main_parser


@_command(
    "answer one visit at a glance, or with all reasons and sources",
    "may RU 2025-07-10",
    'may "South Korea" today --to any --history record',
    "may RU 2025-07-16 --departure 2025-07-20 --known-on 2025-07-15",
)
def _may(command: argparse.ArgumentParser) -> None:
    _add_visit(command)
    _add_verbose(command, "print the whole answer: all reasons and sources")
    command.add_argument("--sources", action="store_true", help="print the sources too")
    _add_place(command)
    _add_history(command)
    _add_strict(command)
    _add_views(command)


@_command(
    "show on which days a visit is permitted, and why",
    "timeline RU",
    "timeline CN --to any --history record --since 2024-01-01",
    "timeline RU CN US --picture access.svg",
)
def _timeline(command: argparse.ArgumentParser) -> None:
    command.add_argument("nationality", nargs="+", help="codes such as RU, or English names")
    _add_limits(command, "leave out what ended before this day", "leave out what begins after this day")
    _add_file(command, "--picture", "also draw the timelines in this file, which ends in .svg or .png")
    command.add_argument("--scale", action="store_true", help="draw days to scale")
    _add_verbose(command, "print each change with its events, policies and sources, and what would settle it")
    _add_place(command)
    _add_history(command)
    _add_strict(command)
    _add_views(command)


@_command(
    "draw a map of all places with their answers",
    "map RU --on 2025-07-10 --history record --picture map.svg",
)
def _map(command: argparse.ArgumentParser) -> None:
    _add_nationality(command)
    command.add_argument("--on", metavar="DAY", help="the day in Pyongyang, as YYYY-MM-DD (default: today)")
    _add_file(command, "--picture", "the file to draw in, which ends in .svg or .png", required=True)
    _add_history(command)
    _add_strict(command)
    _add_views(command)


@_command("list who may visit on a day", "who 2025-07-10", "who 2025-04-05 --to pyongyang --history record")
def _who(command: argparse.ArgumentParser) -> None:
    _add_day(command, "the day in Pyongyang")
    _add_place(command)
    _add_history(command)
    _add_strict(command)
    _add_views(command)


@_command(
    "read a history, and list what its editor should look into",
    "check my-history.toml",
    "check article --according-to article",
)
def _check(command: argparse.ArgumentParser) -> None:
    _add_file(command, "history", _NAME_OR_FILE, "NAME_OR_FILE")
    command.add_argument("--all", action="store_true", help="list remarks on what a file inherits too")
    _add_views(command)


@_command(
    "list every answer that differs between two histories",
    "diff article record --to wonsan-kalma",
    "diff article my-history.toml --json",
)
def _diff(command: argparse.ArgumentParser) -> None:
    _add_file(command, "old", _NAME_OR_FILE, "OLD")
    _add_file(command, "new", _NAME_OR_FILE, "NEW")
    command.add_argument("--to", metavar="PLACE", help="a place, by id or name (default: all that both have)")
    _add_views(command)


@_command(
    "list what to find out next, by how many answers hang on it",
    "agenda",
    "agenda --history record --known-on 2025-07-20",
)
def _agenda(command: argparse.ArgumentParser) -> None:
    _add_history(command)
    _add_views(command)


@_command(
    "say how many careful readers of the article agree on one visit",
    "readings RU 2025-07-05",
    "readings CA 2025-02-25 --to dprk",
)
def _readings(command: argparse.ArgumentParser) -> None:
    _add_visit(command)
    _add_place(command, "")
    _add_strict(command)
    _add_views(command)


@_command(
    "show when each answer to a visit became known, and from which sources",
    "learned RU 2025-07-20 --history record",
    "learned AU 2025-02-25 --to dprk --picture learned.svg",
)
def _learned(command: argparse.ArgumentParser) -> None:
    _add_visit(command)
    _add_file(command, "--picture", "also draw what was known of all days in this file, which ends in .svg or .png")
    _add_place(command)
    _add_history(command)
    _add_views(command)


@_command(
    "list the sources of a history, or print citations of them",
    "sources --history record -v",
    "sources --cite afp-2025-07-18 bbc-2025-07-18",
)
def _sources(command: argparse.ArgumentParser) -> None:
    command.add_argument("--cite", nargs="+", metavar="SOURCE", help="print citations of these sources")
    _add_verbose(command, "print their titles, addresses and passages too")
    _add_history(command)
    _add_views(command)


@_command("list the places of a history, by all their names", "places", "places --history record")
def _places(command: argparse.ArgumentParser) -> None:
    _add_history(command)
    _add_views(command)


@_command("list the histories that ship with the package", "histories")
def _histories(_: argparse.ArgumentParser) -> None:
    pass


@_command(
    "list the events of a history in the order of their days",
    "events --since 2025-07-01",
    "events --history record --since 2025-01-01 --until 2025-12-31 -v",
)
def _events(command: argparse.ArgumentParser) -> None:
    what = "leave out what surely happened"
    _add_limits(command, f"{what} before this day", f"{what} after this day")
    _add_verbose(command, "print what each source claims of their days too, and notes")
    _add_history(command)
    _add_views(command)


@_command(
    "list the policies of a history: who permits or forbids visits, and when",
    "policies",
    "policies --history record --layer home-state -v",
)
def _policies(command: argparse.ArgumentParser) -> None:
    layers = "home-state", "entry", "site"
    command.add_argument("--layer", choices=layers, help="only those of the traveller's state, of entry, or of places")
    _add_verbose(command, "print sources and notes too")
    _add_history(command)
    _add_views(command)


@_command(
    "answer every row of a file of visits, in another file",
    "screen visits.csv -o answers.parquet",
    "screen visits.csv -o out.csv --nationality passport --on arrival",
    "screen visits.jsonl -o out.jsonl --to-column place",
)
def _screen(command: argparse.ArgumentParser) -> None:
    _add_file(command, "visits", "a file of visits: CSV, Parquet or JSON Lines")
    for name, what in (
        ("--nationality", "the column of nationalities (default: nationality)"),
        ("--on", "the column of days of arrival (default: date)"),
        ("--departure", "the column of last days of stays (default: each visit is of one day)"),
        ("--to-column", "the column of places, by id or name"),
    ):
        command.add_argument(name, metavar="COLUMN", help=what)
    command.add_argument("--to", metavar="PLACE", help="the place of all visits (default: wonsan-kalma)")
    command.add_argument("--conditions", action="store_true", help="add what each permission asks for")
    command.add_argument("--last-day", action="store_true", help="add the last day for which each answer holds")
    command.add_argument(
        "--on-invalid",
        choices=("raise", "null"),
        default="raise",
        help="what to do about invalid rows: fail, or leave them without an answer (default: raise)",
    )
    _add_file(command, ("-o", "--output"), "the file to write: CSV, Parquet or JSON Lines", required=True)
    _add_history(command)
    _add_strict(command)
    _add_views(command)


@_command(
    "write a history as tables for R, spreadsheets and SQL",
    "export tables --history record",
    "export segments.parquet",
)
def _export(command: argparse.ArgumentParser) -> None:
    what = "a folder for all tables as CSV, or a file for every answer: CSV, Parquet or JSON Lines"
    _add_file(command, "target", what, "FOLDER_OR_FILE")
    _add_history(command)
    _add_strict(command)
    _add_views(command)


@_command("write a page that answers in any browser, without Python", "page ask.html")
def _page(command: argparse.ArgumentParser) -> None:
    _add_file(command, "file", "the file to write, which ends in .html")


def _add_file(
    command: argparse.ArgumentParser, names: str | tuple[str, ...], what: str, shown: str = "FILE", **settings: Any
) -> None:
    names = (names,) if isinstance(names, str) else names
    argument = command.add_argument(*names, metavar=shown, help=what, **settings)
    argument.complete = _FILES  # type: ignore[attr-defined]


def _add_day(command: argparse.ArgumentParser, what: str) -> None:
    command.add_argument("day", nargs="?", help=f"{what}, as YYYY-MM-DD or `today` (default: today)")


def _add_limits(command: argparse.ArgumentParser, since: str, until: str) -> None:
    command.add_argument("--since", metavar="DAY", help=since)
    command.add_argument("--until", metavar="DAY", help=until)


def _add_verbose(command: argparse.ArgumentParser, what: str) -> None:
    command.add_argument("-v", "--verbose", action="store_true", help=what)


def _add_place(command: argparse.ArgumentParser, or_all: str = ", or `any` for all places") -> None:
    command.add_argument("--to", metavar="PLACE", help=f"the id or a name of a place{or_all} (default: wonsan-kalma)")


def _add_nationality(command: argparse.ArgumentParser) -> None:
    command.add_argument("nationality", help="the nationality of the passport: a code such as RU, or an English name")


def _add_visit(command: argparse.ArgumentParser) -> None:
    _add_nationality(command)
    _add_day(command, "the day of arrival in Pyongyang")
    command.add_argument("--departure", metavar="DAY", help="the last day of the stay (default: the day of arrival)")


def _add_history(command: argparse.ArgumentParser) -> None:
    _add_file(command, "--history", f"{_NAME_OR_FILE} (default: article)", "NAME_OR_FILE")


def _days(said: str) -> int:
    if not said.isdecimal():
        raise argparse.ArgumentTypeError(f"{said!r} is not a number of days")
    return int(said)


def _add_strict(command: argparse.ArgumentParser) -> None:
    command.add_argument("--strict", action="store_true", help="assume nothing about days outside the data")
    command.add_argument(
        "--max-age",
        metavar="DAYS",
        type=_days,
        help="if the data ended more than DAYS days ago, leave days outside it undetermined",
    )


def _add_views(command: argparse.ArgumentParser) -> None:
    """Add which sources of a history count."""
    command.add_argument("--known-on", metavar="DAY", help="answer as was known on that day")
    command.add_argument(
        "--according-to",
        metavar="SOURCE",
        action="append",
        help="use only this source, kind:KIND, or root:SOURCE with its copies; may be given several times",
    )
    command.add_argument(
        "--suppose",
        metavar="WHAT",
        action="append",
        help="answer as if EVENT=DAY, POLICY.ends=DAY or POLICY.NATIONALITY=yes; may be given several times",
    )


def _add_output(command: argparse.ArgumentParser) -> None:
    """Add what every command takes: how it prints."""
    command.add_argument("--json", action="store_true", help="print JSON")
    command.add_argument(
        "--color", choices=("auto", "always", "never"), default="auto", help="colour the verdicts (default: auto)"
    )
