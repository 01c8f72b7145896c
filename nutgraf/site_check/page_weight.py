"""Checks the download size of a page: its HTML with the style sheets and scripts that it loads."""

from __future__ import annotations

import gzip
import posixpath
import statistics
from collections.abc import Iterator
from pathlib import Path

from nutgraf.errors import Problem
from nutgraf.site_check.built_site import BuiltPage, BuiltSite

_KB = 1024


def pages_are_light(site: BuiltSite) -> Iterator[Problem]:
    """No page, and not the median page, is larger than the newsroom allows."""
    bounds = site.project.site_check
    weights = {page.address: _weight(site, page) for page in site.pages if page.path in site.files}
    fix = "draw fewer marks, or raise page_kb in [tool.nutgraf.site_check]"
    for address, weight in weights.items():
        if bounds.page_kb and weight > bounds.page_kb * _KB:
            what = f"it weighs {weight / _KB:.0f} KB, compressed, and page_kb is {bounds.page_kb}"
            yield Problem(address, what, fix)
    median = statistics.median(weights.values()) if weights else 0
    if bounds.median_page_kb and median > bounds.median_page_kb * _KB:
        what = (
            f"the median page weighs {median / _KB:.0f} KB, compressed, and median_page_kb is {bounds.median_page_kb}"
        )
        yield Problem("build/site", what, fix)


def _weight(site: BuiltSite, page: BuiltPage) -> int:
    folder = posixpath.dirname(page.path)
    parts = [posixpath.normpath(posixpath.join(folder, name)) for name in site.files[page.path].loaded]
    paths = [site.folder / name for name in (page.path, *dict.fromkeys(parts))]
    return sum(_compressed(path) for path in paths if path.is_file())  # a missing file is a dead link


def _compressed(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), compresslevel=6, mtime=0))
