"""Each page in a sentence: for search engines, for cards, and for programs that read `llms.txt`."""

from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any, Final

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

__all__ = ["describe", "list_pages", "summary"]

_LONGEST: Final = 200
_VIEWPORT: Final = '<meta name="viewport" content="width=device-width, initial-scale=1" />'
"""What docutils puts into the head of each page; the theme does so too."""


def summary(page: nodes.document) -> str:
    """Return the first paragraph of a page: its sentences or, of a long first one, its words within 200 characters."""
    paragraph = next(iter(page.findall(nodes.paragraph)), None)
    text = "" if paragraph is None else " ".join(paragraph.astext().split())
    if len(text) <= _LONGEST:
        return text
    sentences, stop, _ = text[:_LONGEST].rpartition(". ")
    return f"{sentences}{stop.strip()}" if sentences else f"{text[:_LONGEST].rpartition(' ')[0]} ..."


def describe(app: Sphinx, page: str, _template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    """Put the title and the summary of a page into its head. No tag holds an address, as the site has none yet."""
    tags = context.get("metatags", "").replace(_VIEWPORT, "")
    if doctree is not None:
        title, text = escape(app.env.titles[page].astext()), escape(summary(doctree))
        tags += f'<meta name="description" content="{text}">'
        tags += '<meta name="twitter:card" content="summary"><meta property="og:type" content="website">'
        for key, value in (("site_name", escape(app.config.project)), ("title", title), ("description", text)):
            tags += f'<meta property="og:{key}" content="{value}">'
    context["metatags"] = tags


def list_pages(app: Sphinx, error: Exception | None) -> None:
    """Write `llms.txt` (llmstxt.org): every page with its summary, room by room."""
    if error or app.builder.format != "html":
        return
    top, *rooms = _rooms(app.env)
    lines = [f"# {app.config.project}", "", f"> {summary(app.env.get_doctree(top[0]))}"]
    for room in rooms:
        lines += ["", f"## {app.env.titles[room[0]].astext()}", "", *(_line(app, page) for page in room)]
    Path(app.outdir, "llms.txt").write_text("\n".join([*lines, ""]), encoding="utf-8")


def _rooms(env: BuildEnvironment) -> Iterator[list[str]]:
    """The first page, and then each page that it leads to with the pages below."""
    yield ["index"]
    for page in env.toctree_includes["index"]:
        yield [page, *env.toctree_includes.get(page, ())]


def _line(app: Sphinx, page: str) -> str:
    title, address = app.env.titles[page].astext(), app.builder.get_target_uri(page)
    return f"- [{title}]({address}): {summary(app.env.get_doctree(page))}"
