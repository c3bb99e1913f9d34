"""The public names: what they are, where they live, and that they keep their promises."""

import ast
import copy
import importlib
import importlib.metadata
import pickle
import subprocess
import sys
import typing
from enum import StrEnum
from pathlib import Path
from types import FunctionType

import attrs
import pytest
from refusals import refused

import dprk_tourism
from dprk_tourism import DprkTourismError, NoTruthValueError, Verdict, may_visit

NAMES: list[str] = vars(dprk_tourism)["__all__"]
HOMES = {name: f"dprk_tourism.{home}" for name, home in vars(dprk_tourism)["_HOME_OF"].items()}
ALIASES = {"DayLike", "HistoryLike", "Unknown", "WindowLike"}
RARE = {"NaiveDatetimeError", "UnknownNationalityError", "UnknownPlaceError"}
MOST_NAMES = 72

# Runs as if nothing but the base install were there.
BASE_INSTALL = """
import sys
for extra in ("cloudpickle", "dask", "duckdb", "hypothesis", "narwhals", "numpy", "pandas", "polars", "pyarrow"):
    sys.modules[extra] = None
"""


def run(code: str) -> str:
    """What a program prints in a new process."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "" == done.stderr
    return done.stdout


def imported_by_the_stub() -> dict[str, str]:
    """The names that type checkers see, with the modules that they come from."""
    stub = Path(dprk_tourism.__file__).with_suffix(".pyi").read_text(encoding="utf-8")
    return {
        alias.asname or alias.name: str(node.module)
        for node in ast.walk(ast.parse(stub))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


class TestNames:
    """The names at the top of the package."""

    def test_few(self) -> None:
        """The package has few enough names to look through."""
        assert len(NAMES) <= MOST_NAMES

    def test_stub(self) -> None:
        """Type checkers see the names that exist at run time, from the same modules."""
        submodules = dict.fromkeys(vars(dprk_tourism)["_MODULES"], "dprk_tourism")

        assert {**HOMES, **submodules} == imported_by_the_stub()

    @pytest.mark.parametrize("name", NAMES)
    def test_same_object(self, name: str) -> None:
        """A name is the object of the module that defines it."""
        assert getattr(importlib.import_module(HOMES[name]), name) is getattr(dprk_tourism, name)

    def test_all_errors_are_public(self) -> None:
        """Every class of errors is public, and the rare ones only in `errors`."""
        errors = {
            name
            for name, value in vars(dprk_tourism.errors).items()
            if isinstance(value, type) and issubclass(value, DprkTourismError)
        }

        assert RARE == errors - set(NAMES)

    @pytest.mark.parametrize("name", sorted(set(NAMES) - ALIASES))
    def test_example(self, name: str) -> None:
        """Every class and function has an example, which runs with the tests.

        Only enums have none: web frameworks show their docstrings as descriptions.
        """
        value = getattr(dprk_tourism, name)
        is_enum = isinstance(value, type) and issubclass(value, StrEnum)

        assert is_enum is (">>> " not in (value.__doc__ or ""))

    def test_dir(self) -> None:
        """Completion shows the public names, the version and the module of errors."""
        assert sorted([*NAMES, "__version__", "errors"]) == dir(dprk_tourism)

    @pytest.mark.parametrize("name", ["errors", "testing"])
    def test_modules(self, name: str) -> None:
        """The public modules are attributes of the package without an import of their own."""
        load = vars(dprk_tourism)["__getattr__"]

        assert importlib.import_module(f"dprk_tourism.{name}") is load(name)

    def test_unknown_name(self) -> None:
        """Another name is an AttributeError."""
        with pytest.raises(AttributeError) as caught:
            dprk_tourism.may_vist  # type: ignore[attr-defined]  # noqa: B018

        assert "may_vist" == caught.value.name

    def test_version(self) -> None:
        """The version is that of the installed package."""
        assert importlib.metadata.version("dprk-tourism") == dprk_tourism.__version__

    def test_import_is_lazy(self) -> None:
        """Importing the package loads none of its modules, and no other library."""
        printed = run(
            "import sys; before = set(sys.modules); import dprk_tourism\nprint(*sorted(set(sys.modules) - before))"
        )

        assert "dprk_tourism\n" == printed

    def test_type_hints_resolve(self) -> None:
        """The annotations of every public class and function can be read at run time."""
        for name in NAMES:
            value = getattr(dprk_tourism, name)
            if isinstance(value, type | FunctionType):
                typing.get_type_hints(value)


class TestBaseInstall:
    """The package without any of its extras."""

    def test_star(self) -> None:
        """`from dprk_tourism import *` imports every name."""
        printed = run(f"{BASE_INSTALL}\nfrom dprk_tourism import *\nprint(may_visit('RU', '2025-07-10').verdict)")

        assert "permitted\n" == printed

    def test_help(self) -> None:
        """`help` shows the package, and inspecting its members finds every name."""
        code = "import inspect, pydoc, dprk_tourism as dt\nprint('may_visit' in pydoc.render_doc(dt))\n"
        printed = run(f"{BASE_INSTALL}{code}print(set(dt.__all__) <= {{name for name, _ in inspect.getmembers(dt)}})")

        assert "True\nTrue\n" == printed

    @pytest.mark.parametrize("call", ["dt.screen(None)", "dt.segments()"])
    def test_missing_extra(self, call: str) -> None:
        """What needs an extra is there, and raises the error that names the extra when it is called."""
        code = f"import dprk_tourism as dt\ntry:\n    {call}\nexcept dt.MissingExtraError as error:\n    print(error.extra)"

        assert "frames\n" == run(f"{BASE_INSTALL}{code}")


class TestNoTruthValue:
    """Three values do not fit into yes and no."""

    def test_verdict(self) -> None:
        """`if verdict:` raises."""
        with refused(NoTruthValueError, kind="Verdict"):
            bool(Verdict.DENIED)

    def test_decision(self) -> None:
        """`bool(decision)` raises."""
        with refused(NoTruthValueError, kind="Decision"):
            bool(may_visit("RU", "2025-07-10"))

    def test_not(self) -> None:
        """`not verdict` raises too."""
        with pytest.raises(DprkTourismError):
            assert not Verdict.UNDETERMINED

    def test_values(self) -> None:
        """The values of the verdicts are their words."""
        assert ["permitted", "denied", "undetermined"] == [verdict.value for verdict in Verdict]


class TestPickling:
    """What is asked and answered travels between processes."""

    def test_decision(self) -> None:
        """A decision and all it holds survive pickling, and still explain themselves."""
        decision = may_visit("CA", "2025-02-25", to="dprk")

        copy = pickle.loads(pickle.dumps(decision))  # noqa: S301 - our own bytes

        assert decision == copy
        assert decision.explain() == copy.explain()

    def test_history(self) -> None:
        """A history survives pickling with its answers, and so does a view of it."""
        article = dprk_tourism.load("article")
        for history in (article, article.known_on("2024-03-01")):
            copy = pickle.loads(pickle.dumps(history))  # noqa: S301 - our own bytes

            assert history == copy
            assert hash(history) == hash(copy)
            assert history.timeline("RU") == copy.timeline("RU")

    def test_mappings(self) -> None:
        """Every mapping among the answers and the records survives pickling and copying, and stays what it was."""
        article = dprk_tourism.load("article")
        stay = may_visit("RU", "2025-07-18")
        mappings = [
            *(article.sources, article.places, article.events, article.policies, article.sources["article"].passages),
            *(article.nationality_classes(), article.who_may_visit("2025-07-10"), dprk_tourism.nationalities()),
            *(stay.elsewhere, stay.otherwise, dprk_tourism.agenda(article)[0].if_yes, dprk_tourism.readings()),
        ]

        for mapping in mappings:
            for again in (pickle.loads(pickle.dumps(mapping)), copy.deepcopy(mapping), copy.copy(mapping)):  # noqa: S301
                assert (type(mapping), mapping) == (type(again), again)

    def test_frozen(self) -> None:
        """No field of a history or a decision can be set."""
        for value in (dprk_tourism.load("article"), may_visit("RU", "2025-07-10"), may_visit("RU", "2025-07-10").visit):
            with pytest.raises(attrs.exceptions.FrozenInstanceError):
                value.id = "other"  # type: ignore[union-attr, misc]

    def test_mappings_are_read_only(self) -> None:
        """The records of a history cannot be replaced in place."""
        with pytest.raises(TypeError):
            dprk_tourism.load("article").policies["new"] = None  # type: ignore[index]
