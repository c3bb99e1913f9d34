"""Strings as they may be in HTML and in SVG."""

import re
from html import escape

from dprk_tourism._text import on_one_line


def escaped(text: str) -> str:
    """Return a string as it may be in a picture or on a page."""
    return escape(on_one_line(text))


def unbroken(text: str) -> str:
    """Return a string escaped for a page, with days that do not break at their hyphens."""
    return re.sub(r"\d{4}-\d\d-\d\d", r'<span style="white-space:nowrap">\g<0></span>', escape(text))
