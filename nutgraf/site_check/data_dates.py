"""Checks that the date line gives the date of numbers, and not the day on which somebody reported them."""

from __future__ import annotations

from collections.abc import Iterator

from nutgraf.errors import Problem
from nutgraf.site_check.built_site import BuiltSite
from nutgraf.site_check.independent_tables import IndependentTables, plain

_SOURCES = "sources"


def date_lines_are_of_data(site: BuiltSite) -> Iterator[Problem]:
    """The newest data of a page is newer than its source's report of it."""
    tables = IndependentTables(site.project.data_package)
    published = {plain(row.get("source_id")): plain(row.get("published")) for row in tables.rows(_SOURCES)}
    for page in site.pages:
        newest = page.data_as_of
        rows = [row for claim in page.claims for row in claim["inputs"] if newest and row.get("as_of") == newest]
        if rows and all(_is_of_a_report(newest, published.get(row["source_id"], "")) for row in rows):
            what = (
                f"its date line says that the latest data are of {newest}, the date of a report: {rows[0]['source_id']}"
            )
            fix = "say what the numbers are of with latest_data in the front matter, or leave as_of of the row empty"
            yield Problem(page.address, what, fix)


def _is_of_a_report(date: str, published: str) -> bool:
    return len(date) > len("2026") and published.startswith(date)
