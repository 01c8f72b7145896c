"""Finds editions that say hardly more than their siblings: pages that differ in little but a name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from nutgraf.errors import Problem
from nutgraf.site_check.built_site import BuiltPage, BuiltSite

_RUN = 5
_WORD = re.compile(r"\w+")
_Runs = frozenset[tuple[str, ...]]


def editions_differ(site: BuiltSite) -> Iterator[Problem]:
    """No edition shares more of its runs of five words with another of its language than the settings allow."""
    limit = site.project.site_check.alike_percent
    if not limit:
        return
    families: dict[tuple[str, str], list[BuiltPage]] = defaultdict(list)
    for page in site.pages:
        if page.is_noindex:  # readers find it through its siblings
            continue
        families[page.explainer, page.lang].append(page)
    for pages in families.values():
        runs = {page.path: _runs(site, page) for page in pages}
        for path, own in runs.items():
            shares = [(_shared(own, other), sibling) for sibling, other in runs.items() if sibling != path]
            share, nearest = max(shares, default=(0, ""))
            if share > limit:
                what = f"{share}% of its runs of five words are also in {nearest}"
                fix = "say what is particular to it, make sections of one page of them, or set noindex for it"
                yield Problem(path, what, f"{fix}; the limit is alike_percent under [tool.nutgraf.site_check]")


def _runs(site: BuiltSite, page: BuiltPage) -> _Runs:
    """Every five words in a row of the story; what the kit adds to each page is on all of them."""
    found: set[tuple[str, ...]] = set()
    for block in site.files[page.path].blocks:
        words = _WORD.findall(block.text.casefold()) if block.is_story else []
        found |= {tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)}
    return frozenset(found)


def _shared(own: _Runs, other: _Runs) -> int:
    """How much of a page's text another has, in percent, rounded down."""
    return len(own & other) * 100 // len(own) if own else 0
