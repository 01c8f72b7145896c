"""From pages to the published site: laid out as a value, then written in one step.

    lay_out(project, entries) -> Site        every file of the site, by its path; pure
    publish(site, build_dir)                 the old site or the new one, never a mix

entry      the entry of each page
layout     the story: pages, front pages, assets, manifest
json_schemas  the schemas of the JSON files that the site publishes
front_figure  the figure of an explainer for the front page
front_page the front page of a language: every explainer, and where editions are found by name
site_facts the fact sheet of the whole site
feeds      the sitemap, the feeds, robots.txt
placeholders  the page at an address that moved or was withdrawn
anchor_checks  finds links to missing anchors on other pages
publishing  writes the new tree next to the site and exchanges the two
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nutgraf.site.anchor_checks import dead_anchors
    from nutgraf.site.entry import Entry, entry_of, read_entry
    from nutgraf.site.layout import lay_out
    from nutgraf.site.placeholders import Placeholder
    from nutgraf.site.publishing import Site, can_be_exchanged, publish

_MODULES = {
    "dead_anchors": "anchor_checks",
    "Entry": "entry",
    "entry_of": "entry",
    "read_entry": "entry",
    "Site": "publishing",
    "lay_out": "layout",
    "Placeholder": "placeholders",
    "can_be_exchanged": "publishing",
    "publish": "publishing",
}

__all__ = [
    "Entry",
    "Placeholder",
    "Site",
    "can_be_exchanged",
    "dead_anchors",
    "entry_of",
    "lay_out",
    "publish",
    "read_entry",
]


def __getattr__(name: str) -> Any:
    """Load what lays out a site with its first use: a build in which nothing changed needs none of it."""
    if name not in _MODULES:
        raise AttributeError(f"module 'nutgraf.site' has no attribute {name!r}")
    return getattr(import_module(f"nutgraf.site.{_MODULES[name]}"), name)
