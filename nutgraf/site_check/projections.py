"""Checks that a projection is printed with the year in which it was made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from nutgraf.errors import Problem
from nutgraf.site_check.built_site import BuiltPage, BuiltSite
from nutgraf.site_check.independent_tables import IndependentTables, plain

_SOURCES = "sources"


def projections_are_dated(site: BuiltSite) -> Iterator[Problem]:
    """Where a number is of a later year than its source, its sentence or figure says when it was projected."""
    tables = IndependentTables(site.project.data_package)
    published = {plain(row.get("source_id")): plain(row.get("published"))[:4] for row in tables.rows(_SOURCES)}
    for page in site.pages:
        figures = _words(site, page)
        for claim in page.claims:
            if claim["derivation"] or len(claim["inputs"]) != 1:
                continue
            read = claim["inputs"][0]
            made, year = published.get(read["source_id"], ""), _year(tables, read)
            figure = claim["place"].split(":")[1] if claim["place"].startswith("figure:") else ""
            if made.isdigit() and year > made and made not in f"{claim['sentence']} {figures.get(figure, '')}":
                what = f"“{claim['sentence']}”: {claim['text']} is a projection for {year}, made in {made}"
                yield Problem(
                    f"{page.address}, {claim['where']}", what, "say when it was projected, in the same sentence"
                )


def _year(tables: IndependentTables, read: Mapping[str, Any]) -> str:
    column = tables.role(read["table"], "year")
    if not column or not read["key"] or not read["column"]:
        return ""
    return next((plain(row.get(column)) for row in tables.answers(read)), "")


def _words(site: BuiltSite, page: BuiltPage) -> Mapping[str, str]:
    """What each figure says around its picture, by its name."""
    said = site.figures_of(page)
    drawn = [(figure["name"], figure["title"]) for figure in page.sheet.get("figures", ())]
    return {name: said[title].words for name, title in drawn if title in said}
