"""From pages to the site a reader opens: laid out as a value, then published whole.

    lay_out(project, entries) -> Site        every file of the site, by its path; pure
    publish(site, build_dir)                 the old site or the new one, never half

entries    what the site knows of each page
layout     the story: pages, front pages, assets, manifest
front      the front page of a language: every explainer, and "find your state"
facts      the fact sheet of the whole site
finding    the sitemap, the feeds, robots.txt
left       what stays at an address whose page moved or was withdrawn
swap       writes a tree beside the site and exchanges the two
"""

from nutgraf.site.entries import Entry, entry_of, read_entry
from nutgraf.site.layout import Site, lay_out
from nutgraf.site.left import Left
from nutgraf.site.swap import can_be_exchanged, publish

__all__ = ["Entry", "Left", "Site", "can_be_exchanged", "entry_of", "lay_out", "publish", "read_entry"]
