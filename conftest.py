"""The examples of README.md and docs/ are tests: what a page shows is what the package says.

Sybil runs each block fenced as `python`; lines after `>>>` are checked against the output that is printed below
them. The blocks of one page share their names, from top to bottom. Examples in docstrings are not its business:
`--doctest-modules` runs those.
"""

from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser

# A pattern matches the end of a path, and `**` is one folder here.
_PAGES = Sybil(
    parsers=[PythonCodeBlockParser()],
    patterns=["README.md", "docs/*.md", "docs/**/*.md"],
    excludes=["tests/*", "tests/**/*"],
)

pytest_collect_file = _PAGES.pytest()

# --doctest-modules would import the settings of Sphinx; _build holds copies of the pages.
collect_ignore = ["docs/conf.py"]
collect_ignore_glob = ["docs/_build/*"]
