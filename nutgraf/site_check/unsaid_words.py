"""Checks that pages leave out the words that the newsroom knows to be false of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatch

from nutgraf.errors import Problem
from nutgraf.site_check.built_site import BuiltSite


def false_words_are_left_out(site: BuiltSite) -> Iterator[Problem]:
    """No page has words that the settings keep from it, such as a tax that its state does not have."""
    for rule in site.project.site_check.false_on:
        said = re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in rule.words), re.IGNORECASE)
        for page in site.pages:
            if page.path not in site.files or not any(fnmatch(page.address, pattern) for pattern in rule.pages):
                continue
            for block in site.files[page.path].blocks:
                if found := said.search(block.text):
                    what = f"{found[0]!r} is false here, {rule.because}: “{_around(block.text, found.span())}”"
                    yield Problem(page.address, what, "write it for the editions of which it is true")


def _around(text: str, at: tuple[int, int]) -> str:
    return " ".join(text[max(0, at[0] - 60) : at[1] + 60].split())
