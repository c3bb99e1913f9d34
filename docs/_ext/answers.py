"""The page that answers in the reader's browser: the library makes it, as it does for `dprk-tourism page`.

A page writes `{ask}` for the form with its answers, and `{ask-notes}` for what a reader should know.
"""

from docutils import nodes
from pictures import by_the_page
from sphinx.util.docutils import SphinxDirective

from dprk_tourism import _page

__all__ = ["Ask", "AskNotes"]


class Ask(SphinxDirective):
    """The form, the answers, and the script that brings them together."""

    def run(self) -> list[nodes.Node]:
        """Leave out the style and the script itself, which are files of the site."""
        script = '<script src="_static/ask.js"></script>'
        return [nodes.paragraph("", _page.INTRO), nodes.raw("", by_the_page(_page.body()) + script, format="html")]


class AskNotes(SphinxDirective):
    """What a reader should know."""

    def run(self) -> list[nodes.Node]:
        """Put each note into a paragraph."""
        return [nodes.paragraph("", note) for note in _page.notes()]
