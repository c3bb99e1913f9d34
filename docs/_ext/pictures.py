"""Pictures of timelines, drawn by the library itself while the pages are built.

A page writes

    ```{picture} RU AU
    :to: dprk
    ```

and gets the chart of these nationalities. `:history:` names a shipped history, or the caption of a block of TOML on
the same page, which then is the history that is drawn. With `:learned:` it is the chart of what was known, and when.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar, Final

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

import dprk_tourism as dt

__all__ = ["Picture", "by_the_page", "captioned"]

_CAPTIONED: Final = re.compile(r"^```\{code-block\} toml\n:caption: (\S+)\n\n?(.*?)^```$", re.MULTILINE | re.DOTALL)
_DARK: Final = re.compile(r"@media\(prefers-color-scheme:dark\)\{(.*?)\}(?=</style>)", re.DOTALL)


def captioned(page: str) -> dict[str, str]:
    """The files that a page shows whole, by name."""
    return dict(_CAPTIONED.findall(page))


def by_the_page(svg: str) -> str:
    """Make colours follow the theme switch of the page, and the system only if the switch says so."""
    return _DARK.sub(
        r"body[data-theme=dark]{\1}@media(prefers-color-scheme:dark){body:not([data-theme=light]){\1}}", svg
    )


class Picture(SphinxDirective):
    """A chart, as SVG within the page, with its words below it."""

    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Callable[[str], str]] | None] = {
        "to": directives.unchanged_required,
        "history": directives.unchanged_required,
        "learned": directives.flag,
    }

    def run(self) -> list[nodes.Node]:
        """Draw it."""
        asked = self.options.get("history", "article")
        page = Path(self.env.doc2path(self.env.docname)).read_text(encoding="utf-8")
        shown = captioned(page).get(asked)
        history = dt.load(asked) if shown is None else dt.loads(shown)
        who, to = self.arguments[0], self.options.get("to", "wonsan-kalma")
        chart = history.learned_chart(who, to) if "learned" in self.options else history.chart(who.split(), to)
        return [nodes.raw("", by_the_page(chart._repr_html_()), format="html")]
