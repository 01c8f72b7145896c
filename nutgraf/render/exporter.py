"""The nbconvert exporter, with our own template, and only the content of a page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment
from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.utils.exceptions import ConversionException

from nutgraf.errors import PageError, SettingsError
from nutgraf.own_templates import NONE
from nutgraf.page import read_page
from nutgraf.render.lone_run import executed, is_explainer
from nutgraf.render.rendered_page import render_page
from nutgraf.render.template_engine import environment
from nutgraf.theme import Look


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
        return environment(NONE)

    def from_notebook_node(  # type: ignore[override]  # as in nbconvert's own exporters
        self, nb: Any, resources: dict[str, Any] | None = None, **_: Any
    ) -> tuple[str, dict[str, Any]]:
        """The page of a notebook, which is run first if no build ran it.

        Raises ConversionException if it stops, or is in no project and has no notes from a build.
        """
        found = self._init_resources(resources or {})  # type: ignore[no-untyped-call]
        folder = found["metadata"].get("path") or "."
        notebook = Path(folder) / f"{found['metadata'].get('name')}.ipynb"
        try:
            if "page" not in (nb["metadata"].get("nutgraf") or {}) and is_explainer(notebook):
                nb = executed(notebook)
            rendered = render_page(read_page(nb), _look_around(folder))
        except (PageError, SettingsError) as error:
            raise ConversionException(str(error)) from error
        return rendered.html.decode(), found


def _look_around(folder: str) -> Look:
    """The look of the project that contains a notebook; the default one if there is no project."""
    from nutgraf.project import find_root, read_project

    try:
        root = find_root(Path(folder))
    except SettingsError:
        return Look()
    return read_project(root).look
