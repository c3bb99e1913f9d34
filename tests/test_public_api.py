"""The public names: what they are, where they live, and that they keep their promises."""

import importlib
import importlib.metadata
import pickle
import subprocess
import sys
import typing
from types import FunctionType, ModuleType

import attrs
import pytest
from refusals import refused

import dprk_tourism
from dprk_tourism import DprkTourismError, NoTruthValueError, Verdict, may_visit

ROOMS = [
    "_decisions",
    "_model.days",
    "_model.records",
    "_model.travellers",
    "_render.svg",
    "_rules.answers",
    "compare",
    "errors",
    "frames",
    "history",
]


def room(name: str) -> ModuleType:
    """A module of the package."""
    return importlib.import_module(f"dprk_tourism.{name}")


class TestNames:
    """The names at the top of the package."""

    def test_sorted(self) -> None:
        """`__all__` is sorted and holds no name twice."""
        assert sorted(set(dprk_tourism.__all__)) == list(dprk_tourism.__all__)

    @pytest.mark.parametrize("name", sorted(set(dprk_tourism.__all__) - {"__version__"}))
    def test_same_object(self, name: str) -> None:
        """A name is the object of the room it lives in."""
        homes = [each for each in ROOMS if name in room(each).__all__]

        assert 1 == len(homes)
        assert getattr(room(homes[0]), name) is getattr(dprk_tourism, name)

    def test_all_errors_are_public(self) -> None:
        """Every error that the library raises can be named by its users."""
        errors = {
            name
            for name, value in vars(room("errors")).items()
            if isinstance(value, type) and issubclass(value, DprkTourismError)
        }

        rare = {"NaiveDatetimeError", "UnknownNationalityError", "UnknownPlaceError"}
        assert rare == errors - set(dprk_tourism.__all__)

    @pytest.mark.parametrize("name", sorted(set(dprk_tourism.__all__) - {"__version__"}))
    def test_example(self, name: str) -> None:
        """What a name stands for shows an example of its own, which runs with the tests."""
        assert ">>> " in (getattr(dprk_tourism, name).__doc__ or "")

    def test_dir(self) -> None:
        """Completion shows the public names."""
        assert dprk_tourism.__all__ == dir(dprk_tourism)

    def test_dir_without_an_extra(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Without the extra `frames` its names are not shown, so that `help` and the like can look at all."""
        monkeypatch.setattr("importlib.util.find_spec", lambda _: None)

        assert {"RowProblem", "screen", "segments"} == set(dprk_tourism.__all__) - set(dir(dprk_tourism))

    def test_unknown_name(self) -> None:
        """Another name is an AttributeError."""
        with pytest.raises(AttributeError) as caught:
            dprk_tourism.may_vist  # type: ignore[attr-defined]  # noqa: B018

        assert "may_vist" in str(caught.value)

    def test_version(self) -> None:
        """The version is that of the installed package."""
        assert importlib.metadata.version("dprk-tourism") == dprk_tourism.__version__

    def test_import_is_lazy(self) -> None:
        """Importing the package loads neither its rooms nor the libraries below."""
        code = (
            "import sys, dprk_tourism\n"
            "heavy = {'attr', 'cattrs', 'pendulum', 'hypothesis', 'narwhals', 'numpy', 'pyarrow'}\n"
            "print(*heavy & set(sys.modules), *(m for m in sys.modules if m.startswith('dprk_tourism.')))"
        )

        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

        assert ("\n", "") == (done.stdout, done.stderr)

    @pytest.mark.parametrize("name", ROOMS)
    def test_type_hints_resolve(self, name: str) -> None:
        """The annotations of every public class and function can be read at run time."""
        module = room(name)
        for public in module.__all__:
            value = getattr(module, public)
            if isinstance(value, type | FunctionType):
                typing.get_type_hints(value)


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

    def test_frozen(self) -> None:
        """No field of a history or a decision can be set."""
        for value in (dprk_tourism.load("article"), may_visit("RU", "2025-07-10"), may_visit("RU", "2025-07-10").visit):
            with pytest.raises(attrs.exceptions.FrozenInstanceError):
                value.id = "other"  # type: ignore[union-attr, misc]

    def test_mappings_are_read_only(self) -> None:
        """The records of a history cannot be replaced in place."""
        with pytest.raises(TypeError):
            dprk_tourism.load("article").policies["new"] = None  # type: ignore[index]
