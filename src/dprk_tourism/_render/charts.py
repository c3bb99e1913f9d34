"""What `history.chart` returns."""

import attrs


@attrs.frozen
class Chart:
    """A picture of timelines, one row for each nationality.

    A notebook shows it; `svg` is the content of a file that any browser shows.

    >>> import dprk_tourism as dt
    >>> dt.load("article").chart(["RU", "AU"], to="dprk").svg[:5]
    '<svg '
    """

    svg: str = attrs.field(repr=lambda svg: f"<{len(svg)} characters>")
    """The picture as SVG."""

    def _repr_svg_(self) -> str:
        return self.svg

    def _repr_html_(self) -> str:
        # On a narrow screen the picture scrolls sideways rather than shrinks until nobody can read it.
        return f'<div style="overflow-x:auto">{self.svg}</div>'
