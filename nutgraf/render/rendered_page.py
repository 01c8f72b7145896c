"""A page as HTML with its downloads, from our own template, compiled once per process."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import TemplateError

from nutgraf.own_templates import NONE, OwnTemplates
from nutgraf.page import Page
from nutgraf.render.assets import start
from nutgraf.render.csp import scripts
from nutgraf.render.downloads import figure_csv
from nutgraf.render.figure_view import Draw
from nutgraf.render.media_view import media_policy
from nutgraf.render.syndication import syndication_files
from nutgraf.render.template_engine import environment, filled
from nutgraf.render.view import ArticleView, article
from nutgraf.theme import Look


@dataclass(frozen=True)
class RenderedPage:
    """A page's HTML, the files next to it, and the view that they are all rendered from."""

    address: str
    html: bytes
    files: tuple[tuple[str, bytes], ...]
    article: ArticleView


def render_page(page: Page, look: Look | None = None, *, draw: Draw | None = None) -> RenderedPage:
    """The page as HTML with its downloads, in the newsroom's look or the default one.

    `draw` draws a figure; the default is that of nutgraf.vega.
    """
    shown = article(page, look or Look(), draw or _draw)
    downloads = ((f"{figure.name}.csv", figure_csv(page, figure)) for figure in page.figures)
    return RenderedPage(page.address, page_html(shown), (*sorted(downloads), *syndication_files(shown)), shown)


def page_html(shown: ArticleView) -> bytes:
    """The page itself, without its downloads."""
    inline = (shown.about, shown.dataset, start() if shown.explorable else None, *shown.media_scripts)
    policy = scripts(*inline, own=shown.explorable)
    html = filled(
        "page.html.j2",
        shown.frame,
        article=shown,
        start=start(),
        also=policy + media_policy(shown.page, shown.frame.templates.hosts),
    )
    return html.encode()


def load_templates(own: OwnTemplates = NONE) -> None:
    """Compile the templates of a page before the first page is rendered, which reports one that fails."""
    for name in ("blocks", "body", "embed", "page", "sheet", "shell"):
        with contextlib.suppress(TemplateError):
            environment(own).get_template(f"{name}.html.j2")


def _draw(spec: Mapping[str, Any], *, width: int, lang: str, key: str) -> str:
    from nutgraf.vega import draw

    return draw(dict(spec), width=width, lang=lang, key=key)
