"""Settings of the documentation. It is built without a network: `sphinx-build -W -n -b html docs docs/_build/html`."""

import re
import sys
from pathlib import Path
from typing import Any, Final

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

import dprk_tourism
from dprk_tourism import _page

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

from answers import Ask, AskNotes
from chronology import Chronology, Places
from described import describe, list_pages
from pictures import Picture
from regimes import Regimes
from tables import Tables

project = "dprk_tourism"
author = "The dprk_tourism maintainers"
project_copyright = "2026, The dprk_tourism maintainers"
version = release = dprk_tourism.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_copybutton", "sphinx_design"]
exclude_patterns = ["_build"]
nitpicky = True

# In docstrings, single backticks hold a word of code.
default_role = "literal"

html_theme = "furo"
html_title = f"dprk_tourism {release}"
html_copy_source = False
html_show_sourcelink = False
_PAGE: Final = Path(dprk_tourism.__file__).parent / "data" / "page"
html_static_path = ["_static", str(_PAGE / "ask.js"), str(_PAGE / "ask.css")]
html_css_files = ["site.css", "ask.css"]
html_favicon = "_static/favicon.svg"

# A copied block has neither the prompts of a session nor what it prints.
copybutton_exclude = ".linenos, .gp, .go"

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_typehints = "both"
autodoc_typehints_description_target = "documented"
autodoc_default_options = {"members": True}
napoleon_google_docstring = True
napoleon_numpy_docstring = False
# `Attributes:` of an error become fields of its text: its attributes have no lines of their own to collide with.
napoleon_use_ivar = True

_PYTHON: Final = "https://docs.python.org/3/library/"
_ELSEWHERE: Final = {
    "bool": f"{_PYTHON}functions.html#bool",
    "collections.abc.Callable": f"{_PYTHON}collections.abc.html#collections.abc.Callable",
    "collections.abc.Iterable": f"{_PYTHON}collections.abc.html#collections.abc.Iterable",
    "collections.abc.Iterator": f"{_PYTHON}collections.abc.html#collections.abc.Iterator",
    "collections.abc.Mapping": f"{_PYTHON}collections.abc.html#collections.abc.Mapping",
    "datetime.date": f"{_PYTHON}datetime.html#datetime.date",
    "dict": f"{_PYTHON}stdtypes.html#dict",
    "enum.StrEnum": f"{_PYTHON}enum.html#enum.StrEnum",
    "Exception": f"{_PYTHON}exceptions.html#Exception",
    "float": f"{_PYTHON}functions.html#float",
    "frozenset": f"{_PYTHON}stdtypes.html#frozenset",
    "hypothesis.strategies.SearchStrategy": "https://hypothesis.readthedocs.io/en/latest/reference/strategies.html",
    "int": f"{_PYTHON}functions.html#int",
    "LookupError": f"{_PYTHON}exceptions.html#LookupError",
    "None": f"{_PYTHON}constants.html#None",
    "object": f"{_PYTHON}functions.html#object",
    "os.PathLike": f"{_PYTHON}os.html#os.PathLike",
    "OSError": f"{_PYTHON}exceptions.html#OSError",
    "str": f"{_PYTHON}stdtypes.html#str",
    "tuple": f"{_PYTHON}stdtypes.html#tuple",
    "TypeError": f"{_PYTHON}exceptions.html#TypeError",
    "typing.Any": f"{_PYTHON}typing.html#typing.Any",
    "typing.Literal": f"{_PYTHON}typing.html#typing.Literal",
    "ValueError": f"{_PYTHON}exceptions.html#ValueError",
}
"""Where the names of others are described; a table, since inventories would have to be fetched."""


nitpick_ignore = [
    ("py:class", "dprk_tourism.frames.F"),  # the kind of frame that comes back as it was given
    ("py:class", "Alternatives"),  # described on the page of decisions, and not public by itself
]

_STANDS_FOR: Final = {"Records": "History", "Timelines": "History"}
"""What a reader may take for a name that is not public."""

_MADE_BY_US: Final = ("dprk_tourism._rules.answers", "dprk_tourism._decisions")
"""Modules of records that users get and do not make, so how they are made is left out."""

_kept: dict[str, list[str]] = {}


def resolve(app: Sphinx, env: BuildEnvironment, node: pending_xref, contnode: nodes.TextElement) -> Any:
    """Lead a reference to `dprk_tourism.module.Name` to the public `dprk_tourism.Name`, and others' names to them."""
    target = str(node.get("reftarget", ""))
    if target in _ELSEWHERE:
        return nodes.reference("", "", contnode, internal=False, refuri=_ELSEWHERE[target])
    last = target.rpartition(".")[2]
    name = _STANDS_FOR.get(last, last)
    if node.get("refdomain") != "py" or name not in dprk_tourism.__all__:
        return None
    python = env.domains["py"]
    public = f"dprk_tourism.{name}"
    return python.resolve_xref(env, node["refdoc"], app.builder, node["reftype"], public, node, contnode)


def name_public_bases(_app: Sphinx, _name: str, _obj: object, _options: object, bases: list[type]) -> None:
    """Show, for a base that is not public, the one that it stands on."""
    for number, base in enumerate(bases):
        public = base
        while public.__module__.startswith("dprk_tourism.") and public.__name__ not in dprk_tourism.__all__:
            public = public.__bases__[0]
        bases[number] = public


def leave_out_making(_app: Sphinx, what: str, _name: str, obj: object, *_: object) -> tuple[str, str] | None:
    """Show no parameters of a class whose objects come from the library alone."""
    return ("", "") if what == "class" and getattr(obj, "__module__", None) in _MADE_BY_US else None


def keep(_app: Sphinx, what: str, name: str, _obj: object, _options: object, lines: list[str]) -> None:
    """Hide the text of an attribute from napoleon, which takes what stands before a colon in it for a type."""
    if what in ("attribute", "property"):
        _kept[name] = lines[:]
        lines.clear()


def give_back(_app: Sphinx, _what: str, name: str, _obj: object, _options: object, lines: list[str]) -> None:
    """Put back what `keep` hid."""
    if name in _kept:
        lines[:] = _kept.pop(name)


def find_gaps(_app: Sphinx, env: BuildEnvironment) -> None:
    """Warn of public names that no page describes; with -W the build fails."""
    described = env.domains["py"].objects  # type: ignore[attr-defined]
    for name in dprk_tourism.__all__:
        if f"dprk_tourism.{name}" not in described:
            logging.getLogger(__name__).warning("no page of the reference describes dprk_tourism.%s", name)


_SCRIPTS: Final = "{scripts}"
_POLICY: Final = (
    f"default-src 'self'; script-src 'self' {_SCRIPTS}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'self'; object-src 'none'"
)
"""What a page may load: nothing from elsewhere, and of scripts within the page only those that it was built with."""

_WITHIN: Final = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def state_policy(_app: Sphinx, _page: str, _template: str, context: dict[str, Any], _doctree: object) -> None:
    """Put the policy into the head of a page, before all that it is about."""
    context["metatags"] = (
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">{context.get("metatags", "")}'
    )


_NAMED: Final = {
    '<aside class="sidebar-drawer"': '<aside aria-label="All pages" class="sidebar-drawer"',
    '<aside class="toc-drawer': '<aside aria-label="On this page" class="toc-drawer',
    '<a href="#" class="back-to-top': '<nav aria-label="Top of this page"><a href="#" class="back-to-top',
    "<span>Back to top</span>\n        </a>": "<span>Back to top</span>\n        </a></nav>",
    '<div class="table-wrapper': '<div tabindex="0" role="group" aria-label="Table" class="table-wrapper',
    '</noscript>\n\n<div id="search-results">': '</noscript>\n<h1>Search</h1>\n<div id="search-results">',
}
"""What the theme leaves without a name, a heading or the focus that scrolls it, and what it becomes."""


def finish(app: Sphinx, error: Exception | None) -> None:
    """Name the parts of each page and let the keyboard scroll wide tables; admit the scripts within the page."""
    for page in () if error else Path(app.outdir).rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        for unnamed, named in _NAMED.items():
            text = text.replace(unnamed, named)
        text = text.replace(_SCRIPTS, _page.admitted(_WITHIN.findall(text)), 1)
        page.write_text(text, encoding="utf-8")


def trim(_app: Sphinx, doctree: nodes.document) -> None:
    """Drop the empty line at the end of a block, which is there for the tests."""
    for block in doctree.findall(nodes.literal_block):
        text = block.astext().rstrip()
        block[:] = [nodes.Text(text)]
        block.rawsource = text


def setup(app: Sphinx) -> None:
    """Connect what stands above; napoleon has priority 500."""
    app.connect("missing-reference", resolve)
    app.connect("autodoc-process-bases", name_public_bases)
    app.connect("autodoc-process-signature", leave_out_making)
    app.connect("autodoc-process-docstring", keep, priority=400)
    app.connect("autodoc-process-docstring", give_back, priority=600)
    app.connect("env-check-consistency", find_gaps)
    app.connect("html-page-context", describe)
    app.connect("html-page-context", state_policy)
    app.connect("build-finished", finish)
    app.connect("build-finished", list_pages)
    app.connect("doctree-read", trim)
    app.add_directive("picture", Picture)
    app.add_directive("ask", Ask)
    app.add_directive("ask-notes", AskNotes)
    app.add_directive("tables", Tables)
    app.add_directive("regimes", Regimes)
    app.add_directive("chronology", Chronology)
    app.add_directive("places", Places)
