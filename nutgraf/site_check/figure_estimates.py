"""Checks that the figures that print an estimate say so, as headlines do."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nutgraf.errors import Problem
from nutgraf.language import language
from nutgraf.site_check.built_site import BuiltSite

_TITLE = re.compile(r"media:.*:number|figure:.*:title")


def figures_state_estimates(site: BuiltSite) -> Iterator[Problem]:
    """An estimate in a figure's title, or set as a large number, is called one in the words around it."""
    for page in site.pages:
        words = language(page.lang).rules.estimate_words
        figures = site.figures_of(page)
        says = re.compile(rf"(?<!\w)(?:{'|'.join(words)})", re.IGNORECASE)
        for claim in page.claims if words else ():
            figure = figures.get(claim["sentence"])
            if claim.get("estimate") and figure and _TITLE.fullmatch(claim["place"]) and not says.search(figure.words):
                what = f"“{claim['sentence']}”: {claim['text']} is an estimate, and the figure does not say so"
                yield Problem(
                    f"{page.address}, {claim['where']}", what, "say it in the title, the subtitle or the notes"
                )
