"""Checks that a headline that prints a part of a total names the part: "state and local taxes", and not "taxes"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from nutgraf.errors import Problem
from nutgraf.site_check.built_site import BuiltSite
from nutgraf.site_check.drawn_parts import is_row_of
from nutgraf.site_check.independent_tables import IndependentTables

_ALONE = re.compile(r"title|search_title|media:.*:number|figure:.*:title")
"""The texts that are read without any other, on a card or in a list."""


def headlines_name_the_part(site: BuiltSite) -> Iterator[Problem]:
    """A headline, or the title of a figure with its subtitle and notes, says of which part of a total a number is."""
    tables = IndependentTables(site.project.data_package)
    parts = [part for each in tables.declared("totals") for part in each["parts"] if part.get("called")]
    if not parts:
        return
    for page in site.pages:
        figures = site.figures_of(page)
        for claim in page.claims:
            if not _ALONE.fullmatch(claim["place"]) or claim["derivation"] or len(claim["inputs"]) != 1:
                continue
            named = _names(tables, parts, claim["inputs"][0], page.lang)
            figure = figures.get(claim["sentence"])
            said = f"{claim['sentence']} {figure.words if figure else ''}".casefold()
            if named and not any(name.casefold() in said for name in named):
                what = f"“{claim['sentence']}”: {claim['text']} is only a part, {' or '.join(sorted(named))}"
                yield Problem(f"{page.address}, {claim['where']}", what, "name the part in the same text")


def _names(tables: IndependentTables, parts: list[Mapping[str, Any]], read: Mapping[str, Any], lang: str) -> set[str]:
    """What the parts are called that the row of a number is declared as."""
    if not read["key"] or not read["column"]:
        return set()
    found = tables.answers(read)
    return {
        name
        for part in parts
        for row in found
        if is_row_of(row, read["table"], part)
        for name in part["called"].get(lang, ())
    }
