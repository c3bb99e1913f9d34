"""Mutate functions with mutmut, and fail on each mutant that survives the tests without an explanation.

    python tests/mutation/check.py                        # all functions of the modules that pyproject.toml names
    python tests/mutation/check.py days history.History   # those of a module or a class, or one function
    python tests/mutation/check.py --changed              # those that differ from when they were last checked
    python tests/mutation/check.py --changed --most 200   # of those, the first that have 200 lines together

`checked.toml` holds a digest of the code of each function whose mutants were all killed or explained. A run adds the
functions without a fault, and removes those with one. It does not know about the tests: if you remove a test, name
what it covered.

`explained.toml` says why a mutant makes no difference. A function is named by its module, class and name, and a mutant
by the lines that it writes. So moving code, or editing what is around it, changes no name.
"""

import argparse
import ast
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import attrs

ROOT: Final = Path(__file__).parents[2]
FORKS: Final = Path(__file__).with_name("forks.py")
EXPLAINED: Final = Path(__file__).with_name("explained.toml")
CHECKED: Final = Path(__file__).with_name("checked.toml")
CHECKED_HEAD: Final = """\
# The digest of each function whose mutants were all killed or explained. `check.py` writes this.

"""
KILLED: Final = (1, -signal.SIGXCPU, -signal.SIGKILL)
"""The exit codes of a mutant when a test fails, or the time of the processor is over."""

TIMED_OUT: Final = (-signal.SIGXCPU, -signal.SIGKILL)
"""Those of them when the time is over, which on a busy machine happens to mutants that are explained too."""

Mutants = Mapping[str, Mapping[str, str]]
"""What the mutants of each function write, with the name that mutmut gives or the reason that makes no difference."""


@attrs.frozen
class Function:
    """A function or method that can be mutated: its key, what mutmut calls it, a digest of its code, its lines."""

    key: str
    mangled: str
    digest: str
    lines: int


def functions() -> dict[str, Function]:
    """Return every function that can be mutated, by key."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mutmut"]
    found = [each for path in settings["only_mutate"] for each in _functions_of(Path(path))]
    return {each.key: each for each in found}


def _functions_of(path: Path) -> Iterator[Function]:
    module = ".".join(path.with_suffix("").parts[1:])
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    for prefix, mangled, body in [("", "x_", tree.body), *((f"{c.name}.", f"xǁ{c.name}ǁ", c.body) for c in classes)]:
        for node in body:
            if isinstance(node, ast.FunctionDef) and _is_mutated(node):
                name = f"{module}.{mangled}{node.name}"
                lines = int(node.end_lineno or 0) - node.lineno + 1
                yield Function(f"{path.stem}.{prefix}{node.name}", name, _digest(node), lines)


def _is_mutated(function: ast.FunctionDef) -> bool:
    """Whether mutmut mutates a function: it leaves out those that a decorator wraps."""
    plain = all(
        isinstance(each, ast.Name) and each.id in ("staticmethod", "classmethod") for each in function.decorator_list
    )
    return plain and len(function.decorator_list) <= 1


def _digest(function: ast.FunctionDef) -> str:
    """Return a digest of the code of a function, whatever its place, comments and docstring."""
    if ast.get_docstring(function) is not None:
        del function.body[0]
    return hashlib.sha256(ast.dump(function).encode()).hexdigest()[:16]


def checked() -> dict[str, str]:
    """Return the digest of each function as it was when last checked."""
    return tomllib.loads(CHECKED.read_text(encoding="utf-8")) if CHECKED.exists() else {}


def changed(known: Iterable[Function]) -> list[Function]:
    """Return the functions that are not as they were when last checked, or never were."""
    before = checked()
    return [each for each in known if before.get(each.key) != each.digest]


def first(wanted: Iterable[Function], most: int, before: Collection[str]) -> list[Function]:
    """Return functions of so many lines together, at least one: those checked before come first, then by name."""
    chosen: list[Function] = []
    for each in sorted(wanted, key=lambda each: (each.key not in before, each.key)):
        if not chosen or sum(other.lines for other in chosen) + each.lines <= most:
            chosen.append(each)
    return chosen


def remember(mutated: Iterable[Function], faulty: Collection[str]) -> None:
    """Write down the functions that passed the check, and forget those that failed or are gone."""
    present = functions()
    kept = {key: digest for key, digest in checked().items() if key in present}
    kept |= {each.key: each.digest for each in mutated}
    rows = sorted((key, digest) for key, digest in kept.items() if key not in faulty)
    CHECKED.write_text(CHECKED_HEAD + "".join(f'"{key}" = "{digest}"\n' for key, digest in rows), encoding="utf-8")


def mutmut(*words: str, may_fail_with: str | None = None) -> str:
    """Return what mutmut prints; the tests draw the same examples for every mutant."""
    environment = {**os.environ, "HYPOTHESIS_PROFILE": "mutants"}
    command = [sys.executable, "-m", "mutmut", *words]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True)
    if done.returncode and not (may_fail_with and may_fail_with in done.stderr):
        sys.exit(f"mutmut failed:\n{done.stdout[-2_000:]}{done.stderr[-2_000:]}")
    return done.stdout


def outcomes(mutated: Iterable[Function]) -> dict[str, tuple[str, int]]:
    """Try the mutants of some functions; return the function of each and its exit code."""
    keys = {each.mangled: each.key for each in mutated}
    made = [
        name
        for path in (ROOT / "mutants").rglob("*.meta")
        for name in json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
    ]
    wanted = {name: keys[mangled] for name in made if (mangled := name.partition("__mutmut_")[0]) in keys}
    subprocess.run([sys.executable, FORKS, *wanted], cwd=ROOT / "mutants", check=True)
    ends = json.loads((ROOT / "mutants" / "ends.json").read_text(encoding="utf-8"))
    return {name: (key, ends[name]) for name, key in wanted.items()}


def change(shown: str) -> str:
    """Return the lines that a mutant writes, from the difference that mutmut shows."""
    return "\n".join(line[1:].strip() for line in shown.splitlines() if line.startswith("+") and line[:3] != "+++")


def faults(
    survivors: Mutants, explained: Mutants, mutated: Collection[str], present: Collection[str]
) -> dict[str, list[str]]:
    """Return what is wrong with the explanations of some survivors, by function.

    Args:
        survivors: What each survivor writes, and mutmut's name for it.
        explained: What each explained mutant writes, and why it makes no difference.
        mutated: The functions that were mutated; explanations of others are passed over.
        present: The functions that there are.
    """
    found: dict[str, list[str]] = {}
    for key, written in survivors.items():
        for lines, name in written.items():
            if lines not in explained.get(key, {}):
                found.setdefault(key, []).append(f"{key}: a mutant survives, see `mutmut show {name}`: {lines}")
    for key, written in explained.items():
        if key not in present:
            found.setdefault(key, []).append(f"{key} is explained, but there is no such function")
        for lines in written if key in mutated else ():
            if lines not in survivors.get(key, {}):
                found.setdefault(key, []).append(f"{key}: this is explained, but it is killed or gone: {lines}")
    return found


def check(wanted: Sequence[Function]) -> dict[str, list[str]]:
    """Mutate functions, and return what is wrong."""
    shutil.rmtree(ROOT / "mutants", ignore_errors=True)  # what mutmut remembers does not know of new tests
    mutmut("run", "none", may_fail_with="nothing matches")  # it makes the mutants, and runs the tests without any
    ends = outcomes(wanted)
    survivors: dict[str, dict[str, str]] = {}
    explained = tomllib.loads(EXPLAINED.read_text(encoding="utf-8"))
    for name, (key, end) in ends.items():
        if end not in KILLED or end in TIMED_OUT:
            written = change(mutmut("show", name))
            if end not in KILLED or written in explained.get(key, {}):
                survivors.setdefault(key, {})[written] = name
    found = faults(survivors, explained, {each.key for each in wanted}, functions())
    count = sum(map(len, survivors.values()))
    print(f"{len(ends)} mutants of {len(wanted)} functions: {count} survive, {sum(map(len, found.values()))} faults")  # noqa: T201
    return found


def asked(arguments: Sequence[str] | None = None) -> list[Function]:
    """Return the functions that the command asks for, and say which of them wait."""
    parser = argparse.ArgumentParser(description="Mutate functions, and fail on survivors that are not explained.")
    parser.add_argument("name", nargs="*", help="a module, a class or a function, such as `days`; all if left out")
    parser.add_argument(
        "--changed", action="store_true", help="only those that differ from when they were last checked"
    )
    parser.add_argument("--most", metavar="LINES", type=int, help="only as many as have so many lines together")
    options: Any = parser.parse_args(arguments)
    known = functions()
    unknown = [name for name in options.name if not any(_is_in(name, key) for key in known)]
    if unknown:
        parser.error(f"there is nothing to mutate in {', '.join(unknown)}")
    wanted = [
        each for each in known.values() if not options.name or any(_is_in(name, each.key) for name in options.name)
    ]
    if options.changed:
        wanted = changed(wanted)
    if options.most is None:
        return wanted
    chosen = first(wanted, options.most, checked())
    if waiting := sorted({each.key for each in wanted} - {each.key for each in chosen}):
        print(f"{len(waiting)} functions changed and wait for a run without `--most`: {', '.join(waiting)}")  # noqa: T201
    return chosen


def _is_in(name: str, key: str) -> bool:
    return f"{key}.".startswith(f"{name}.")


def main() -> None:
    """Mutate, compare, and report."""
    wanted = asked()
    if not wanted:
        print("no function that is mutated has changed")  # noqa: T201
        return
    found = check(wanted)
    remember(wanted, found)
    sys.exit("\n".join(line for lines in found.values() for line in lines) or None)


if __name__ == "__main__":
    main()
