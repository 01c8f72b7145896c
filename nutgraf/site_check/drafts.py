"""Checks that the site holds no page that readers must not see yet."""

from __future__ import annotations

from collections.abc import Iterator

from nutgraf.errors import Problem
from nutgraf.site_check.built_site import BuiltSite


def site_has_no_drafts(site: BuiltSite) -> Iterator[Problem]:
    """Finds the drafts in the site, and the pages under embargo or withdrawn: they are there after build --drafts."""
    found = [page.address for page in site.pages if page.is_draft]
    if found:
        pages = "1 page that is" if len(found) == 1 else f"{len(found):,} pages that are"
        shown = ", ".join(found[:4]) + (", …" if len(found) > 4 else "")
        what = f"it has {pages} drafts, under embargo or withdrawn: {shown}".replace("is drafts", "is a draft")
        yield Problem("build/site", what, "build it without --drafts before you upload it: nutgraf build")
