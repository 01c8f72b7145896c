"""From pages to the site a reader opens: laid out as a value, then published whole.

    lay_out(project, entries) -> Site        every file of the site, by its path; pure
    publish(site, build_dir)                 the old site or the new one, never half

entry      what the site knows of each page
layout     the story: pages, front pages, assets, manifest
front_page the front page of a language: every explainer, and "find your state"
site_facts the fact sheet of the whole site
feeds      the sitemap, the feeds, robots.txt
placeholders  what stays at an address whose page moved or was withdrawn
anchor_checks  links to a place on another page, looked for as published
publish    writes a tree beside the site and exchanges the two
"""

from nutgraf.site.anchor_checks import dead_anchors
from nutgraf.site.entry import Entry, entry_of, read_entry
from nutgraf.site.layout import Site, lay_out
from nutgraf.site.placeholders import Placeholder
from nutgraf.site.publishing import can_be_exchanged, publish

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
