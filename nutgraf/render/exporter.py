"""The nbconvert exporter, with our own template, compiled once per process, and only the content of a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment
from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.utils.exceptions import ConversionException

from nutgraf.errors import PageError, SettingsError
from nutgraf.page import Page, read_page
from nutgraf.render.assets import start
from nutgraf.render.csp import scripts
from nutgraf.render.downloads import figure_csv
from nutgraf.render.figure_view import Draw
from nutgraf.render.syndication import syndication_files
from nutgraf.render.template_engine import environment, filled
from nutgraf.render.view import ArticleView, article
from nutgraf.theme import Look, read_theme


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
    policy = scripts(shown.about, shown.dataset, start() if shown.explorable else None, own=shown.explorable)
    html = filled("page.html.j2", shown.frame, article=shown, start=start(), also=policy)
    downloads = ((f"{figure.name}.csv", figure_csv(page, figure)) for figure in page.figures)
    return RenderedPage(page.address, html.encode(), (*sorted(downloads), *syndication_files(shown)), shown)


def load_templates() -> None:
    """Compile the templates of a page before the first page is rendered."""
    templates = environment()
    for name in templates.list_templates(extensions=["j2"]):
        templates.get_template(name)


class ExplainerExporter(TemplateExporter):
    """nutgraf explainer"""

    # JupyterLab shows the first line of the docstring and this name in "Save and Export Notebook As".
    export_from_notebook = "Explainer (nutgraf)"
    output_mimetype = "text/html"

    def _file_extension_default(self) -> str:
        return ".html"

    def _template_name_default(self) -> str:
        return "explainer"

    def _template_paths(self, *_: Any, **__: Any) -> list[str]:
        # Ours is the only template; nbconvert would search the folders of the machine.
        return []

    def _init_preprocessors(self) -> None:
        # read_page does what nbconvert's preprocessors do by tag; they would copy the notebook needlessly.
        self._preprocessors = []

    def _create_environment(self) -> Environment:
        return environment()

    def from_notebook_node(  # type: ignore[override]  # as in nbconvert's own exporters
        self, nb: Any, resources: dict[str, Any] | None = None, **_: Any
    ) -> tuple[str, dict[str, Any]]:
        """The page of an executed notebook. Raises ConversionException if the notebook has no notes from a build."""
        found = self._init_resources(resources or {})  # type: ignore[no-untyped-call]
        try:
            rendered = render_page(read_page(nb), _look_around(found["metadata"].get("path") or "."))
        except (PageError, SettingsError) as error:
            raise ConversionException(str(error)) from error
        return rendered.html.decode(), found


def _draw(spec: Mapping[str, Any], *, width: int, lang: str, key: str) -> str:
    from nutgraf.vega import draw

    return draw(dict(spec), width=width, lang=lang, key=key)


def _look_around(folder: str) -> Look:
    """The look of the project that contains a notebook; the default one if there is no project."""
    from nutgraf.project import find_root

    try:
        root = find_root(Path(folder))
    except SettingsError:
        return Look()
    theme, logo = read_theme(root)
    return Look(theme.css, logo)
