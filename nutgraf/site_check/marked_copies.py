"""Checks that a figure drawn from numbers that were read only in a copy says so, as sentences do with a dagger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from nutgraf.errors import Problem
from nutgraf.site_check.built_site import BuiltPage, BuiltSite
from nutgraf.site_check.independent_tables import IndependentTables, plain

_COPY, _MARK = "D", "†"


def figures_mark_copies(site: BuiltSite) -> Iterator[Problem]:
    """Where a row of a figure rests on a source of grade D, the figure's words or the row's have a dagger."""
    tables = IndependentTables(site.project.data_package)
    copies = {plain(row.get("source_id")) for row in tables.rows("sources") if plain(row.get("grade")) == _COPY}
    for page in site.pages if copies else ():
        said = site.figures_of(page)
        for figure in page.sheet.get("figures", ()):
            around = said[figure["title"]].words if figure["title"] in said else ""
            if _MARK not in around and (row := _unmarked(tables, figure, copies)):
                yield _problem(page, figure, row)


def _unmarked(tables: IndependentTables, figure: Mapping[str, Any], copies: set[str]) -> str:
    """The text of the first row that rests on a copy and does not say so; "" if there is none."""
    for row in figure["rows"]:
        if _MARK not in row["text"] and any(copies & _sources(tables, read) for read in row["inputs"] if read["key"]):
            return str(row["text"])
    return ""


def _sources(tables: IndependentTables, read: Mapping[str, Any]) -> set[str]:
    column = tables.role(read["table"], "source")
    return {plain(row.get(column)) for row in tables.answers({**read, "column": "*"})} if column else set()


def _problem(page: BuiltPage, figure: Mapping[str, Any], row: str) -> Problem:
    return Problem(
        f"{page.address}, figure {figure['name']}",
        f"“{row}” was read only in a copy, and the figure does not say so",
        f"put {_MARK} in its subtitle and say in its notes that the numbers were read in a copy",
    )
