"""The reference of the tables of a data package, from the list that the tables themselves are made from."""

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from dprk_tourism._dataset.package import READING, dictionary

__all__ = ["Tables"]


class Tables(SphinxDirective):
    """Every table with its columns, below what everybody who reads them must know."""

    def run(self) -> list[nodes.Node]:
        """Parse the data dictionary as a part of the page."""
        return self.parse_text_to_nodes(f"{READING}\n{dictionary('##')}", allow_section_headings=True)
