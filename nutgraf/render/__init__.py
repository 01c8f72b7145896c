"""The door to nbconvert: a Page becomes HTML, the same page the same bytes.

    render_page(page, look) -> RenderedPage  one page and the files its reader can download, in a newsroom's look
    render_shell(template, frame, **values)  a page of the site that no notebook made
    ExplainerExporter                        the first for `jupyter nbconvert --to explainer`

view       what the template places: links, dates and labels, all worked out
template_engine  the templates, with their values in place
exporter   the nbconvert exporter
downloads  a figure's data as CSV
assets     the stylesheet and the icon, named by their content
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from nutgraf.render.assets import Asset, assets

if TYPE_CHECKING:
    from nutgraf.render.exporter import ExplainerExporter, RenderedPage, render_page
    from nutgraf.render.template_engine import render_shell

__all__ = ["Asset", "ExplainerExporter", "RenderedPage", "assets", "render_page", "render_shell"]


def __getattr__(name: str) -> Any:
    """Load nbconvert when the first page is drawn, for it costs a third of a second; Jinja2 when there is any page."""
    if name not in __all__:
        raise AttributeError(f"module 'nutgraf.render' has no attribute {name!r}")
    return getattr(import_module(f"nutgraf.render.{'template_engine' if name == 'render_shell' else 'exporter'}"), name)
