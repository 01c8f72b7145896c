"""Checks that the table of a figure prints its numbers, and not what rounding made of them: 100,000 for 55,000."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from nutgraf.errors import Problem
from nutgraf.site_check.built_site import BuiltPage, BuiltSite
from nutgraf.site_check.printed_numbers import READ, amounts

_FAR = Decimal("0.15")
"""How far a printed number may be from its value, as a share of it."""


def tables_print_their_values(site: BuiltSite) -> Iterator[Problem]:
    """No cell under a figure is rounded so far that it says another number than the download has."""
    for page in site.pages:
        for figure in page.sheet.get("figures", ()) if page.lang in READ else ():
            download = site.project.site_dir / page.address / f"{figure['name']}.csv"
            if download.is_file() and (problem := next(_coarse(page, figure, _rows(download)), None)):
                yield problem


def _rows(download: Path) -> list[dict[str, str]]:
    with download.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def _coarse(page: BuiltPage, figure: Mapping[str, Any], rows: list[dict[str, str]]) -> Iterator[Problem]:
    """The cells of one figure that are far from their value."""
    for row, values in zip(figure["rows"], rows, strict=False):
        for column, printed in row.get("values", {}).items():
            value = _number(values.get(column, ""))
            read = amounts(printed, page.lang)
            if value and read and min(abs(abs(value) - abs(one)) for one in read) > _FAR * abs(value):
                what = f"“{row['text']}” prints {printed} for {value:,}"
                fix = "print one of the numbers that it is computed from, or a difference that is surer"
                yield Problem(f"{page.address}, figure {figure['name']}", what, fix)


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
