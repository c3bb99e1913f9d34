"""Walk pages block by block, in order, in one session: `python walk.py [--done PAGE] PAGE...`, in the folder for files.

Blocks of `python` share their names, blocks of `sh` must succeed, and of `console` the output must be the one that is
shown. A block of TOML with a caption is a file that the reader saves. Needs nothing but Python, so that it can run
where only the package is installed.
"""

import doctest
import importlib
import os
import re
import site
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

BLOCK: Final = re.compile(
    r"^```(?:(?P<kind>python|sh|console)|\{code-block\} toml\n:caption: (?P<file>\S+)\n)\n(?P<body>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_COMMAND: Final = re.compile(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)


def blocks(page: Path) -> Iterator[tuple[str, str, str]]:
    """Each block of a page that a reader acts on: where it stands, its kind or the file it is, and its text."""
    text = page.read_text(encoding="utf-8")
    for found in BLOCK.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        yield f"{page.name}:{line}", found["kind"] or found["file"], found["body"]


def walk(pages: list[Path], done: Path | None = None) -> list[str]:
    """Act on every block as a reader would, and give what did not come out as shown.

    Args:
        pages: The pages, in the order in which they are read.
        done: A page whose commands, the blocks of `sh`, the reader has run already.
    """
    names: dict[str, Any] = {"__name__": "__main__"}
    faults: list[str] = []
    ahead = [block for page in pages for block in blocks(page) if page != done or block[1] != "sh"]
    for where, kind, body in ahead:
        print(where, kind, flush=True)  # noqa: T201 - the reader's progress
        if kind == "python":
            faults += _talked(where, body, names)
        elif kind == "sh":
            faults += _done(where, body)
            _find_what_was_installed()
        elif kind == "console":
            faults += [fault for command, shown in _COMMAND.findall(body) for fault in _done(where, command, shown)]
        else:
            Path(kind).write_text(body, encoding="utf-8")
    return faults


def _talked(where: str, body: str, names: dict[str, Any]) -> list[str]:
    """What an interactive session says otherwise than shown."""
    test = doctest.DocTestParser().get_doctest(body, {}, where, where, 0)
    test.globs = names
    said: list[str] = []
    doctest.DocTestRunner(verbose=False).run(test, out=said.append, clear_globs=False)
    return said


def _done(where: str, command: str, shown: str | None = None) -> list[str]:
    """What a shell does otherwise than shown. The commands of the environment come first on its path."""
    command = command.rstrip("\n")
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    ran = subprocess.run(
        ["/bin/bash", "-c", command],
        env={**os.environ, "PATH": path, "COLUMNS": "80"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if shown is None:
        return [f"{where}: `{command}` exits with {ran.returncode}: {ran.stdout}"] if ran.returncode else []
    return [] if ran.stdout == shown else [f"{where}: `{command}` prints\n{ran.stdout}and not\n{shown}"]


def _find_what_was_installed() -> None:
    """See what a shell has installed meanwhile, as a reader does who starts Python after it."""
    for folder in site.getsitepackages():
        site.addsitedir(folder)
    importlib.invalidate_caches()


def _main(arguments: list[str]) -> int:
    done = Path(arguments[1]) if arguments[0] == "--done" else None
    pages = [Path(each) for each in (arguments[2:] if done else arguments)]
    faults = walk(pages, done)
    print(*faults, sep="\n", file=sys.stderr)  # noqa: T201
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1:]))
