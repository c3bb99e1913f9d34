"""What `history.chart` and `history.map` return."""

import os
from pathlib import Path

import attrs

from dprk_tourism._io.whole_files import whole_file, write_errors
from dprk_tourism._text import quoted
from dprk_tourism.errors import InvalidValueError


@attrs.frozen
class Chart:
    """A picture of timelines, or a map of the places.

    A notebook shows it; `svg` is the content of a file that any browser shows.

    >>> import dprk_tourism as dt
    >>> dt.load("article").chart(["RU", "AU"], to="dprk").svg[:5]
    '<svg '
    """

    svg: str = attrs.field(repr=lambda svg: f"<{len(svg)} characters>")
    """The picture as SVG."""
    _html: str = attrs.field(repr=False)
    """The same for pages: its words are beside the picture, so they are never cut off."""

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the picture to a file, whole or not at all.

        Browsers and office programs open SVG, and export it as PNG or PDF.

        Args:
            path: The name of the file, which ends in `.svg`.

        Raises:
            InvalidValueError: The name has another ending, so that a slip replaces no other file.
            FileError: The file cannot be written.
        """
        if Path(path).suffix.lower() != ".svg":
            raise InvalidValueError(f"{quoted(os.fspath(path))} does not end in .svg. Use a file name that does.")
        with whole_file(path) as partial, write_errors(path):
            partial.write_text(self.svg, encoding="utf-8", newline="\n")

    def _repr_svg_(self) -> str:
        return self.svg

    def _repr_html_(self) -> str:
        return self._html
