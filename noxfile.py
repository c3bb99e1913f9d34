"""Every gate of the project by name. `nox --list` lists them, and `nox` alone is the loop while you work.

Most sessions share one environment of tools, `.nox/dev`, made from `requirements/dev.txt`. A session that must see
what a user gets makes an environment of its own. uv makes them where it is installed, and venv and pip elsewhere.
"""

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import nox

nox.needs_version = ">=2026.10.20"
nox.options.sessions = ["quick"]
nox.options.default_venv_backend = "uv|venv"
nox.options.download_python = "never"
nox.options.reuse_venv = "yes"
nox.options.allow_parallel = True

ROOT: Final = Path(__file__).parent
ENVIRONMENTS: Final = ROOT / ".nox"
DEV: Final = ENVIRONMENTS / "dev"
BUILT: Final = ENVIRONMENTS / "built"
SITE: Final = ENVIRONMENTS / "site"
README: Final = ENVIRONMENTS / "coverage" / "readme"
SLOW: Final = ENVIRONMENTS / "coverage" / "slow"
FAST: Final = "not slow and not browser"
ENGINES: Final = ("tests/laws/test_screens.py", "tests/test_frames.py")
"""Where Dask and PySpark are used, which the README does not install."""
FEW: Final = {"HYPOTHESIS_PROFILE": "few"}
"""Ten examples, for what tests the environment: `laws` draws 2,000."""
PROCESSES: Final = ("-n", "auto", "--maxprocesses", "8")
"""For what takes minutes. Where it takes less, collecting the tests again in each process would cost more than it
saves, as other gates run meanwhile."""


def _pythons() -> list[str]:
    """Return the supported versions that are on the path and can make environments, the oldest first."""
    found = []
    for version in ("3.11", "3.12", "3.13", "3.14"):
        python = shutil.which(f"python{version}")
        if (
            python
            and not subprocess.run([python, "-c", "import ensurepip"], capture_output=True, check=False).returncode
        ):
            found.append(version)
    return found or ["3.11"]


PYTHONS: Final = _pythons()
OLDEST: Final = PYTHONS[0]
NEWEST: Final = PYTHONS[-1]


# --- what the sessions share


@nox.session(python=OLDEST)
def dev(session: nox.Session) -> None:
    """Make the environment of tools that most sessions share, or bring it up to date."""
    wanted = hashlib.sha256(b"".join((ROOT / name).read_bytes() for name in ("requirements/dev.txt", "pyproject.toml")))
    stamp = DEV / "made-from"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted.hexdigest():
        return
    session.install("--require-hashes", "--requirement", "requirements/dev.txt")
    session.install("--no-deps", "--editable", ".")
    stamp.write_text(wanted.hexdigest(), encoding="utf-8")


def in_dev(*tags: str) -> Callable[[Callable[[nox.Session], None]], Callable[[nox.Session], None]]:
    """Make a session that runs in the shared environment of tools."""
    return nox.session(python=False, requires=["dev"], tags=tags)


def run(session: nox.Session, tool: str, *arguments: str, **environment: str) -> None:
    """Run a tool of the shared environment, with the environment first on the path."""
    path = os.pathsep.join([str(DEV / "bin"), os.environ["PATH"]])
    session.run(str(DEV / "bin" / tool), *arguments, env={**environment, "PATH": path}, external=True)


def install_with_tests(session: nox.Session, package: str, *options: str) -> None:
    """Install the package with what its tests need. Groups need a newer pip than some Pythons bring."""
    if session.venv_backend != "uv":
        session.install("--upgrade", "pip")
    session.install(*options, package, "--group", "test")


@contextmanager
def clean_clone() -> Iterator[Path]:
    """Clone the last commit into a temporary folder: what is not committed is not tested there."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["git", "clone", "--quiet", ROOT, folder], check=True)
        yield Path(folder)


def readme_says(pattern: str) -> list[tuple[str, ...]]:
    """Return the groups of each match of a pattern in the README."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return [found.groups() for found in re.finditer(pattern, text, re.DOTALL | re.MULTILINE)]


def measured(folder: Path) -> dict[str, str]:
    """Return the environment in which pytest and its workers write what they cover into an empty folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return {"COVERAGE_PROCESS_START": str(ROOT / "pyproject.toml"), "COVERAGE_FILE": str(folder / ".coverage")}


def built_wheel(extra: str = "") -> str:
    """Return the wheel that the session `build` made, with an extra."""
    (wheel,) = BUILT.glob("*.whl")
    return f"{wheel}[{extra}]" if extra else str(wheel)


# --- while you work


@in_dev()
def quick(session: nox.Session) -> None:
    """Fix and check what a change needs in under a minute: `nox -s quick -- tests/test_days.py` narrows the tests.

    Without a path it runs the unit tests, which are the files in `tests/` itself.
    """
    run(session, "ruff", "check", "--fix", ".")
    run(session, "ruff", "format", ".")
    run(session, "lint-imports")
    run(session, "mypy")
    tests = session.posargs or sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("tests/test_*.py"))
    run(session, "pytest", "-q", *PROCESSES, "--dist", "worksteal", "-m", FAST, *tests, **FEW)


@in_dev()
def lock(session: nox.Session) -> None:
    """Write the lock files anew, with the newest versions of everything; `-- -P NAME` changes one package."""
    options = ["--universal", "--python-version", "3.11", "--generate-hashes", "--quiet"]
    options += ["--no-header", "--no-emit-index-url", "--no-emit-find-links"]
    everything = ["pyproject.toml", "--extra", "docs", "--extra", "files", "--group", "dev"]
    starting = ["--group", "pyproject.toml:nox", "--constraint", "requirements/dev.txt", "--no-annotate"]
    run(
        session, "uv", "pip", "compile", *options, *everything, "-o", "requirements/dev.txt", *session.posargs or ["-U"]
    )
    run(session, "uv", "pip", "compile", *options, *starting, "-o", "requirements/nox.txt", "-U")


# --- the gates, those first that fail first or take longest


@in_dev("gate")
def lint(session: nox.Session) -> None:
    """Check the code, its format, and the workflows."""
    run(session, "ruff", "check", "--no-cache", ".")
    run(session, "ruff", "format", "--no-cache", "--check", ".")
    run(session, "zizmor", "--offline", "--no-progress", "--quiet", ".github")


@in_dev("gate")
def imports(session: nox.Session) -> None:
    """Check the layers of the modules, and that each third-party library has one home."""
    run(session, "lint-imports", "--no-cache")


@nox.session(python=NEWEST, tags=["gate"])
def laws(session: nox.Session) -> None:
    """Test each law on 2,000 examples with a census of what was in them, and every day of the shipped histories."""
    install_with_tests(session, ".[files]", "--editable")  # the newest Python is faster by a quarter
    tests = session.posargs or ["tests/laws", "tests/exhaustive", "tests/conformance", "tests/test_every_output.py"]
    options = [*PROCESSES, "--dist", "worksteal", "-m", f"({FAST}) or whole"]
    session.run("pytest", *options, *tests, env={"HYPOTHESIS_PROFILE": "ci"})


@in_dev("gate")
def mypy(session: nox.Session) -> None:
    """Check the types."""
    run(session, "mypy")


@in_dev("gate")
def pyright(session: nox.Session) -> None:
    """Check the types a second time, and that everything public has them."""
    run(session, "pyright")
    run(session, "pyright", "--ignoreexternal", "--verifytypes", "dprk_tourism")


@nox.session(python=PYTHONS, tags=["gate"])
def readme(session: nox.Session) -> None:
    """Run the commands of the README word for word in a clean clone; the oldest Python also measures coverage."""
    options = ["-m", f"'{FAST}'", "-q", "-p", "no:cacheprovider"]
    environment = {"PYTEST_ADDOPTS": " ".join(options)}
    environment |= FEW | (measured(README) if session.python == OLDEST else {})
    with clean_clone() as clone, session.chdir(clone):
        for (command,) in readme_says(r"^```sh\n(.*?)^```$"):
            session.run("bash", "-c", command, env=environment, external=True)


@nox.session(python=NEWEST, tags=["gate"])
def docs(session: nox.Session) -> None:
    """Build the site by the commands of the README, which must not warn and must leave nothing behind."""
    ((install, build),) = readme_says(r"`(pip install -e '\.\[docs\]')`.*?`(sphinx-build [^`]*)`")
    session.install("pip")
    with clean_clone() as clone, session.chdir(clone):
        session.run("bash", "-c", f"{install} --quiet", external=True)
        silent = f"{build} -q 2>warnings && ! [ -s warnings ] || {{ cat warnings; exit 1; }}; rm warnings"
        session.run("bash", "-c", silent, external=True)
        session.run("bash", "-c", 'left=$(git status --porcelain); echo "$left"; [ -z "$left" ]', external=True)
        shutil.rmtree(SITE, ignore_errors=True)
        shutil.copytree("site", SITE)


@nox.session(python=False, requires=["dev", "docs"], tags=["gate"])
def browser(session: nox.Session) -> None:
    """Run the tests that open the site in Chromium."""
    run(session, "pytest", "-q", *PROCESSES, "-m", "browser and not whole", *session.posargs, SITE=str(SITE))


@in_dev("gate")
def slow(session: nox.Session) -> None:
    """Run the tests that take long or need an engine, once; the other sessions leave them out."""
    # The engines' tests are short, so that a thorough compiler of Java costs more than it saves.
    java = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
    options = ["-q", *PROCESSES, "--dist", "loadfile", "-m", "slow and not browser and not whole"]
    if session.posargs:
        run(session, "pytest", *options, *session.posargs, JAVA_TOOL_OPTIONS=java)
        return
    run(session, "pytest", *options, *ENGINES, JAVA_TOOL_OPTIONS=java, **measured(SLOW))
    others = [f"--ignore={path}" for path in ENGINES]  # all that these cover, the fast tests cover too
    run(session, "pytest", *options, *others, JAVA_TOOL_OPTIONS=java)


@nox.session(python=False, requires=[f"readme-{OLDEST}", "slow"], tags=["gate"])
def coverage(session: nox.Session) -> None:
    """Check that the README's tests on the oldest Python and those of engines together reach every branch."""
    run(session, "coverage", "combine", "--keep", "--quiet", str(README), str(SLOW))
    run(session, "coverage", "report")


@in_dev()
def build(session: nox.Session) -> None:
    """Build the sdist and the wheel, by the locked backend."""
    shutil.rmtree(BUILT, ignore_errors=True)
    run(session, "pyproject-build", "--no-isolation", "--outdir", str(BUILT), ".")


@nox.session(python=NEWEST, reuse_venv=False, requires=["build"], tags=["gate"])
def wheel(session: nox.Session) -> None:
    """Test the wheel where there is no `src/`, with the examples of its docstrings."""
    install_with_tests(session, built_wheel("files"))
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "tests", Path(folder) / "tests")
        shutil.copy(ROOT / "pyproject.toml", folder)
        with session.chdir(folder):
            options = ["-m", FAST, "-p", "no:cacheprovider"]
            session.run("pytest", "-q", *options, "tests", env=FEW)
            session.run("pytest", "-q", "-c", "/dev/null", "--doctest-modules", "--pyargs", "dprk_tourism")


@nox.session(python=OLDEST, tags=["gate"])
def lowest(session: nox.Session) -> None:
    """Test with the oldest allowed versions of what the package depends on."""
    install_with_tests(session, ".[files]", "--constraint", "requirements/lowest.txt", "--editable")
    session.run("pytest", "-q", "-m", FAST, "-p", "no:cacheprovider", env=FEW)


@nox.session(python=OLDEST, reuse_venv=False, requires=["build"], tags=["gate"])
@nox.parametrize("extra", ["", "frames", "files"], ids=["none", "frames", "files"])
def extras(session: nox.Session, extra: str) -> None:
    """Use the wheel with one extra alone: what it brings works, and the rest names the extra that is missing."""
    session.install(built_wheel(extra))
    session.run("python", "tests/extras.py", extra)


@in_dev("gate")
def mutants(session: nox.Session) -> None:
    """Check mutants of functions that changed since they were last checked: the first 200 lines."""
    mutate(session, "--changed", "--most", "200")


def mutate(session: nox.Session, *arguments: str) -> None:
    """Check mutants in a clone, as mutmut writes into the folder where it runs, and bring back what was checked."""
    checked = Path("tests", "mutation", "checked.toml")
    with clean_clone() as clone:
        try:
            with session.chdir(clone):
                run(session, "python", "tests/mutation/check.py", *arguments, *session.posargs)
        finally:
            shutil.copy(clone / checked, ROOT / checked)


# --- what is too slow for every change; `.ci/deep` runs these one after another

FUZZED: Final = ("toml", "json", "days", "windows", "nationalities")


@nox.session(python="3.11", tags=["deep"])
def deep_laws(session: nox.Session) -> None:
    """Test each law on 20,000 examples, crosshair on the algebra of days, and every day of the slow evaluator."""
    install_with_tests(session, ".[files]", "--group", "deep", "--editable")
    tests = session.posargs or ["tests/laws", "tests/exhaustive", "tests/conformance"]
    profile = os.environ.get("DEEP_PROFILE", "deep")
    session.run("pytest", "-q", *PROCESSES, "--dist", "loadfile", *tests, env={"HYPOTHESIS_PROFILE": profile})


@nox.session(python="3.11", tags=["deep"])
def fuzz(session: nox.Session) -> None:
    """Fuzz five readers for `FUZZ_SECONDS` together, an hour if it is not set; a crash is printed in base64."""
    install_with_tests(session, ".[files]", "--group", "deep", "--editable")
    seconds = int(os.environ.get("FUZZ_SECONDS", "3600")) // len(FUZZED)
    found = Path(session.create_tmp())
    for target in session.posargs or FUZZED:
        (found / target).mkdir(exist_ok=True)
        folders = [str(found / target), f"tests/fuzz/corpus/{target}"]
        bounds = [f"-max_total_time={seconds}", f"-artifact_prefix={found}/crash-{target}-"]
        with (found / f"{target}.log").open("w") as log:
            try:
                session.run("python", "tests/fuzz/fuzz.py", target, *folders, *bounds, stdout=log, stderr=log)
            except nox.command.CommandFailed:
                session.run("tail", "-n", "40", log.name, external=True)
                for crash in found.glob(f"crash-{target}-*"):
                    session.run("base64", str(crash), external=True)
                raise
        session.run("tail", "-n", "1", log.name, external=True)


@in_dev("deep")
def all_mutants(session: nox.Session) -> None:
    """Check the mutants of every function."""
    mutate(session)


@nox.session(python="3.11", tags=["deep"])
def wasm(session: nox.Session) -> None:
    """Compare fingerprints and run tests under CPython 3.14 for WebAssembly, of 32 bits; needs Node and npm."""
    folder = session.create_tmp()
    session.run(
        "npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", folder, "pyodide@314", external=True
    )
    session.install("pip", ".")
    packages = str(Path(folder, "packages"))
    pure = "--only-binary :all: --platform any --python-version 3.14 --implementation py --abi none --no-deps"
    pip = ["python", "-m", "pip", "install", "--quiet", "--upgrade", "--target", packages]
    session.run(*pip, *pure.split(), "-r", "tests/wasm/requirements.txt")
    session.run(*pip, "--no-deps", ".")
    program = "import dprk_tourism as dt; print(*(dt.fingerprint(dt.load(name)) for name in ('article', 'record')))"
    fingerprints = session.run("python", "-c", program, silent=True)
    # A stack as deep as a machine's own, of which JSON that is nested deep takes much.
    node = 'ulimit -s unlimited; exec node --stack-size=60000 "$@"'
    suite = ["tests/wasm/run.mjs", f"{folder}/node_modules/pyodide", packages, "tests/wasm/suite.py"]
    session.run("bash", "-c", node, "node", *suite, *str(fingerprints).split(), external=True)
