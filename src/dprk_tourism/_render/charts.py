"""What `history.chart` and `history.map` return."""

import os
from pathlib import Path
from typing import Final

import attrs

from dprk_tourism._io.whole_files import whole_file, write_errors
from dprk_tourism._model.fields import to_path
from dprk_tourism._text import quoted
from dprk_tourism.errors import InvalidValueError, MissingExtraError


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

        Browsers and office programs open SVG. PNG is for programs that do not; it has light colours, twice the size,
        and the letters of a font of this machine.

        Args:
            path: The name of the file, which ends in `.svg` or `.png`.

        Raises:
            InvalidValueError: The name has another ending, so that a slip replaces no other file.
            FileError: The file cannot be written, or it is a PNG and this machine has no font.
            MissingExtraError: The file is a PNG, and the extra `files` is not installed.
            WrongTypeError: *path* is neither a string nor a path.
        """
        name = to_path(path, "the path of a file")
        kind = Path(name).suffix.lower()
        if kind not in (".svg", ".png"):
            raise InvalidValueError(f"{quoted(name)} does not end in .svg or .png. Use a file name that does.")
        with whole_file(path) as partial, write_errors(path):
            partial.write_bytes(_png(self.svg) if kind == ".png" else self.svg.encode())

    def _repr_svg_(self) -> str:
        return self.svg

    def _repr_html_(self) -> str:
        return self._html


_ROOM: Final = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20">{}</svg>'


def _png(svg: str) -> bytes:
    """The picture in pixels, two for each of its own, so that letters are sharp."""
    try:
        from resvg_py import svg_to_bytes
    except ImportError as error:
        raise MissingExtraError("files", "resvg_py") from error
    empty, letter = (svg_to_bytes(svg_string=_ROOM.format(each)) for each in ("", '<text y="15">A</text>'))
    if letter == empty:  # what has no font is left out without an error
        raise ValueError("this machine has no font for its letters; install one, such as DejaVu Sans, or write SVG")
    return svg_to_bytes(svg_string=svg, zoom=2)
