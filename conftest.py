"""The examples of README.md and docs/ are tests: what a page shows is what the package says.

Sybil runs each block fenced as `python`; lines after `>>>` are checked against the output that is printed below
them. The blocks of one page share their names, from top to bottom. Examples in docstrings are not its business:
`--doctest-modules` runs those. Nor is the tutorial, whose pages go on where the one before ended:
`tests/site/test_walk.py` walks them. Blocks in R and other languages are not run.
"""

from importlib.util import find_spec
from typing import Any

import pytest
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser
from sybil.parsers.myst import SkipParser


def _installed(names: dict[str, Any]) -> None:
    names["has_spark"] = find_spec("pyspark") is not None


# A pattern matches the end of a path, and `**` is one folder here.
_PAGES = Sybil(
    parsers=[PythonCodeBlockParser(), SkipParser()],
    setup=_installed,
    patterns=["README.md", "docs/*.md", "docs/**/*.md"],
    excludes=["tests/*", "tests/**/*", "docs/tutorial/*"],
)

pytest_collect_file = _PAGES.pytest()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the page slow that starts PySpark, where PySpark is installed."""
    for item in items:
        if item.path.name == "range-join.md" and find_spec("pyspark") is not None:
            item.add_marker("slow")


# --doctest-modules would import the settings of Sphinx; _build holds copies of the pages.
collect_ignore = ["docs/conf.py", "docs/_ext"]
collect_ignore_glob = ["docs/_build/*"]
