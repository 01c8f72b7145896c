"""Access to nbconvert: a Page becomes HTML; the same page gives the same bytes.

    render_page(page, look) -> RenderedPage  one page and its downloads, in a newsroom's look
    render_shell(template, frame, **values)  a page of the site without a notebook
    ExplainerExporter                        the first for `jupyter nbconvert --to explainer`

view       the values for the template: links, dates and labels
template_engine  renders the templates
rendered_page  a page as HTML, with its downloads
exporter   the nbconvert exporter
lone_run   the executed notebook of a page that no build ran, for an export
downloads  a figure's data as CSV
assets     the stylesheet and the icon, named by their content
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from nutgraf.render.assets import Asset, assets

if TYPE_CHECKING:
    from nutgraf.render.exporter import ExplainerExporter
    from nutgraf.render.rendered_page import RenderedPage, render_page
    from nutgraf.render.template_engine import render_shell

__all__ = ["Asset", "ExplainerExporter", "RenderedPage", "assets", "render_page", "render_shell"]

_MODULES = {
    "ExplainerExporter": "exporter",
    "RenderedPage": "rendered_page",
    "render_page": "rendered_page",
    "render_shell": "template_engine",
}


def __getattr__(name: str) -> Any:
    """Load nbconvert, which takes a third of a second, only with the exporter, and Jinja2 with any page."""
    if name not in _MODULES:
        raise AttributeError(f"module 'nutgraf.render' has no attribute {name!r}")
    return getattr(import_module(f"nutgraf.render.{_MODULES[name]}"), name)
