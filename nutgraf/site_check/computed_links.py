"""Checks that a computed number leads to its calculation, and not to the source of one of its parts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from nutgraf.errors import Problem
from nutgraf.site_check.built_site import BuiltSite

_CALCULATION = "facts.html#"


def computed_numbers_show_how(site: BuiltSite) -> Iterator[Problem]:
    """No number that is computed links to a source, which has not printed it."""
    for page in site.pages:
        computed: dict[str, set[bool]] = defaultdict(set)
        for claim in page.claims:
            computed[_plain(claim["text"])].add(bool(claim["derivation"]))
        for text, address in dict.fromkeys(site.files[page.path].proofs if page.path in site.files else ()):
            if computed.get(_plain(text)) == {True} and not address.startswith(_CALCULATION):
                what = f"{text!r} is computed, and links to {address} as if it were printed there"
                yield Problem(
                    page.path, what, "build the page again: nutgraf build --force; if it comes back, report it"
                )


def _plain(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split())
