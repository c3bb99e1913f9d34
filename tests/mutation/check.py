"""Mutate modules with mutmut, and fail on each mutant that survives the tests without an explanation.

    python tests/mutation/check.py                 # all modules that pyproject.toml names
    python tests/mutation/check.py days wire       # these
    python tests/mutation/check.py --changed       # those of them that are not as they were when last checked
    python tests/mutation/check.py --since main    # those of them that changed since the branch left main

`checked.toml` holds the SHA-256 of each module as it was when every mutant of it was killed or explained. A run
without faults writes it, and a run with faults takes its modules out. It knows nothing of the tests: whoever takes
some away, names the modules.

`explained.toml` says why a mutant makes no difference. It holds what the mutant writes too, as the names of mutants
are numbers that move when the code around them changes; an explanation of something else is a fault.
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[2]
EXPLAINED: Final = Path(__file__).with_name("explained.toml")
CHECKED: Final = Path(__file__).with_name("checked.toml")
CHECKED_HEAD: Final = """\
# The SHA-256 of each module as it was when every mutant of it was killed or explained. `check.py` writes this.

"""
KILLED: Final = (1, 3, 24, 36, 37, 152, 255)
"""How a process of mutmut ends when a test fails, the time is over, or a type checker sees the mutant."""


def modules() -> list[str]:
    """The modules that may be mutated."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mutmut"]
    return [Path(path).stem for path in settings["only_mutate"]]


def digest(module: str) -> str:
    """What tells a module as it is now from what it was."""
    return hashlib.sha256((ROOT / "src" / "dprk_tourism" / f"{module}.py").read_bytes()).hexdigest()


def checked() -> dict[str, str]:
    """The digest of each module as it was when last checked."""
    return tomllib.loads(CHECKED.read_text(encoding="utf-8")) if CHECKED.exists() else {}


def changed_since_checked() -> list[str]:
    """The modules that are not as they were when last checked, or never were."""
    known = checked()
    return [module for module in modules() if known.get(module) != digest(module)]


def remember(digests: Mapping[str, str], *, passed: bool) -> None:
    """Write down that modules passed the check as these digests tell them, or that they did not.

    Args:
        digests: Those of the modules that were mutated; what is known of others stays.
        passed: Whether there was no fault.
    """
    others = {module: known for module, known in checked().items() if module not in digests}
    rows = sorted({**others, **(digests if passed else {})}.items())
    CHECKED.write_text(CHECKED_HEAD + "".join(f'{module} = "{known}"\n' for module, known in rows), encoding="utf-8")


def changed_since(base: str) -> list[str]:
    """The modules that differ from where this branch left another, in the files as they are now."""
    start = git("merge-base", base, "HEAD").strip()
    paths = git("diff", "--name-only", start, "--", "src/dprk_tourism").splitlines()
    return [module for module in modules() if f"src/dprk_tourism/{module}.py" in paths]


def git(*words: str) -> str:
    """What git answers."""
    return subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True, text=True).stdout  # noqa: S607


def mutmut(*words: str) -> str:
    """What mutmut answers; the tests draw the same examples for every mutant."""
    environment = {**os.environ, "HYPOTHESIS_PROFILE": "mutants"}
    command = [sys.executable, "-m", "mutmut", *words]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"mutmut failed:\n{done.stdout[-2_000:]}{done.stderr[-2_000:]}")
    return done.stdout


def outcomes(module: str) -> dict[str, int | None]:
    """The mutants of a module, and how the process of each ended; None if it did not run."""
    path = ROOT / "mutants" / "src" / "dprk_tourism" / f"{module}.py.meta"
    return dict(json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"])


def change(shown: str) -> str:
    """The lines that a mutant writes, from the difference that mutmut shows."""
    return "\n".join(line[1:].strip() for line in shown.splitlines() if line.startswith("+") and line[:3] != "+++")


def faults(survivors: Mapping[str, str], explained: Mapping[str, Any], mutated: Iterable[str]) -> Iterator[str]:
    """What is wrong with the explanations of some survivors.

    Args:
        survivors: What each survivor writes.
        explained: What each explained mutant writes, and why it makes no difference.
        mutated: The modules that were mutated; explanations of others are passed over.
    """
    for name, written in survivors.items():
        if name not in explained:
            yield f"{name} survives: {written}"
        elif explained[name]["change"] != written:
            yield f"{name} is explained as something else: {written}"
    heads = tuple(f"dprk_tourism.{module}." for module in mutated)
    for name in explained:
        if name.startswith(heads) and name not in survivors:
            yield f"{name} is explained, but it is killed or gone"


def asked(arguments: Sequence[str] | None = None) -> list[str]:
    """The modules that the command asks for."""
    parser = argparse.ArgumentParser(description="Mutate modules, and fail on survivors that nobody explained.")
    parser.add_argument("module", nargs="*", choices=[[], *modules()], help="a module of the package; all if left out")
    parser.add_argument("--since", metavar="BRANCH", help="only what changed since this branch was left")
    parser.add_argument("--changed", action="store_true", help="only what changed since it was last checked")
    options = parser.parse_args(arguments)
    wanted = options.module or modules()
    if options.since is not None:
        wanted = [each for each in changed_since(options.since) if each in wanted]
    if options.changed:
        wanted = [each for each in changed_since_checked() if each in wanted]
    return wanted


def main() -> None:
    """Mutate, compare, and tell."""
    wanted = asked()
    if not wanted:
        print("no module that is mutated has changed")  # noqa: T201
        return
    digests = {module: digest(module) for module in wanted}
    shutil.rmtree(ROOT / "mutants", ignore_errors=True)  # what mutmut remembers does not know of new tests
    mutmut("run", *(f"dprk_tourism.{module}.*" for module in wanted))
    ends = {name: end for module in wanted for name, end in outcomes(module).items()}
    survivors = {name: change(mutmut("show", name)) for name, end in ends.items() if end not in KILLED}
    told = list(faults(survivors, tomllib.loads(EXPLAINED.read_text(encoding="utf-8")), wanted))
    print(f"{len(ends)} mutants of {', '.join(wanted)}: {len(survivors)} survive, {len(told)} faults")  # noqa: T201
    remember(digests, passed=not told)
    sys.exit("\n".join(told) or None)


if __name__ == "__main__":
    main()
