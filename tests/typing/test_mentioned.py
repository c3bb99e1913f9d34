"""Nothing public is left out of `public.py`, which type checkers read."""

import ast
from enum import Enum
from pathlib import Path
from typing import Any, Final

import pytest

import dprk_tourism as dt

TREE: Final = ast.parse(Path(__file__).with_name("public.py").read_text(encoding="utf-8"))
NAMES: Final[list[str]] = vars(dt)["__all__"]
CLASSES: Final = [
    name for name in NAMES if isinstance(kind := getattr(dt, name), type) and not issubclass(kind, Enum | Exception)
]


def named_of(node: ast.AST, name: str) -> set[str]:
    """The attributes that are asked of a name anywhere in some code."""
    return {
        each.attr
        for each in ast.walk(node)
        if isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name) and each.value.id == name
    }


def of_one(function: ast.FunctionDef, kind: str) -> set[str]:
    """The members that a function asks of its arguments of this class."""
    found: set[str] = set()
    for argument in function.args.args:
        if argument.annotation is not None and ast.unparse(argument.annotation) == f"dt.{kind}":
            found |= named_of(function, argument.arg)
    return found


def promised() -> list[ast.FunctionDef]:
    """The functions of the page, but for the one of mistakes."""
    return [node for node in TREE.body if isinstance(node, ast.FunctionDef) and node.name != "mistakes"]


def members(kind: Any) -> set[str]:
    """The public members of a class."""
    return {name for name in dir(kind) if not name.startswith("_")}


class TestPromise:
    """Every public name has a promised type."""

    def test_every_name(self) -> None:
        """Each name at the top of the package is used there."""
        assert set(NAMES) <= set().union(*(named_of(function, "dt") for function in promised()))

    @pytest.mark.parametrize("kind", CLASSES)
    def test_every_member(self, kind: str) -> None:
        """Each public attribute, property and method of a class is used there on one of that class."""
        used = set().union(*(of_one(function, kind) for function in promised()))

        assert set() == members(getattr(dt, kind)) - used
