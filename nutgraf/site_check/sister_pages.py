"""Checks that the editions of a page in several languages print the same facts and plot the same rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from nutgraf.errors import Problem
from nutgraf.site_check.built_site import BuiltPage, BuiltSite
from nutgraf.site_check.printed_numbers import READ, amounts, with_scale

_FIX = "say it in both languages, or in neither"


def languages_agree(site: BuiltSite) -> Iterator[Problem]:
    """All language editions of a page have the same facts with the same values, in prose and in figures."""
    pages = {page.address: page for page in site.pages}
    for page in site.pages:
        for lang, address in sorted(page.alternates.items()):
            sister = pages.get(address)
            if sister is None:
                yield Problem(page.address, f"its page in {lang}, {address}, is not there", "build it: nutgraf build")
            elif page.address < sister.address:
                yield from _compared(page, sister)
                yield from _rounded_apart(page, sister)
                yield from _compared(sister, page, values=False)


def _compared(page: BuiltPage, sister: BuiltPage, *, values: bool = True) -> Iterator[Problem]:
    here, there = _facts(page), _facts(sister)
    for key, claim in here.items():
        where = f"{page.address}, {claim['where']}"
        other = there.get(key)
        if other is None:
            yield Problem(where, f"{claim['text']!r} is on this page and not on {sister.address}", _FIX)
        elif values and (claim["value"], claim["unit"]) != (other["value"], other["unit"]):
            what = f"{claim['text']!r} is {claim['value']} here and {other['value']} on {sister.address}"
            yield Problem(where, what, "build both pages again: nutgraf build")
    drawn = _drawn(sister)
    for name, rows in _drawn(page).items():
        if drawn.get(name) != rows and (values or name not in drawn):
            what = f"figure {name!r} does not draw the same rows on {sister.address}"
            yield Problem(page.address, what, "draw it for both languages")


def _rounded_apart(page: BuiltPage, sister: BuiltPage) -> Iterator[Problem]:
    """A fact that is never printed as the same amount: $136.9 billion, and 137,000 millones."""
    if page.lang not in READ or sister.lang not in READ:
        return
    here, there = _printed(page), _printed(sister)
    for key, said in here.items():
        ours = set().union(*(amounts(text, page.lang) for text in said))
        theirs = set().union(*(amounts(text, sister.lang) for text in there.get(key, ())))
        if ours and theirs and not ours & theirs:
            where = f"{page.address}, {_facts(page)[key]['where']}"
            what = f"{said[0]!r} is {there[key][0]!r} on {sister.address}, another amount"
            yield Problem(where, what, "round it in the same way in both languages")


def _printed(page: BuiltPage) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for claim in page.claims:
        said = with_scale(claim["text"], claim["sentence"], claim["lang"]) if claim["lang"] in READ else claim["text"]
        found.setdefault(claim["key"], []).append(said)
    return found


def _facts(page: BuiltPage) -> Mapping[str, dict[str, Any]]:
    return {claim["key"]: claim for claim in reversed(page.claims)}


def _drawn(page: BuiltPage) -> Mapping[str, set[str]]:
    """The rows that each figure plots, by the name of the figure."""
    return {
        figure["name"]: {str(sorted(row.items(), key=str)) for each in figure["rows"] for row in each["inputs"]}
        for figure in page.sheet.get("figures", ())
        if figure["name"]
    }
