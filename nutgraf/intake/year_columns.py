"""Years as columns, "2022 | 2023" or "Jobs 2022 | Jobs 2023": they become rows, or stay and are listed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from nutgraf.errors import Problem
from nutgraf.intake.given import Given
from nutgraf.intake.grid import SheetValue
from nutgraf.intake.headings import ColumnHeading, column_name
from nutgraf.intake.interview import Interview
from nutgraf.intake.table_layout import Laid, SheetRow

_YEAR = r"(?P<year>(?:1[5-9]|20)\d\d)"
_HEADINGS = (re.compile(rf"(?P<of>.*?)[\s,(]*\b{_YEAR}\)?"), re.compile(rf"{_YEAR}\b[\s,:]*(?P<of>.*)"))
_SHOWN = 4

YearPlaces = Mapping[str, Mapping[str, int]]
"""What is measured, and the place of its column for each year."""


def settle_years(laid: Laid, given: Given, interview: Interview) -> Laid:
    """The table with a row for each year where `--years rows` says so; else as it is, and years are listed."""
    places = _places(laid.headings)
    years = sorted({year for of_years in places.values() for year in of_years})
    if given.years == "rows":
        return _in_rows(laid, places, years, given, interview)
    if not given.years and any(len(of_years) > 1 for of_years in places.values()):
        listed = ", ".join(years[:_SHOWN]) + (" …" if len(years) > _SHOWN else "")
        interview.note(f"--years columns (the years {listed} stay columns; --years rows gives each year its rows)")
    return laid


def _places(headings: Sequence[ColumnHeading]) -> YearPlaces:
    found: dict[str, dict[str, int]] = {}
    for place, heading in enumerate(headings):
        matches = (pattern.fullmatch(heading.title) for pattern in _HEADINGS)
        match = next((one for one in matches if one and not re.search(r"\d{4}", one["of"])), None)
        if match:
            found.setdefault(match["of"].strip(" ,("), {}).setdefault(match["year"], place)
    return found


def _in_rows(laid: Laid, places: YearPlaces, years: Sequence[str], given: Given, interview: Interview) -> Laid:
    if not years:
        fix = "leave --years out, or name the row of the years with --header"
        interview.refuse(Problem(laid.where, "no column has a year in its heading", fix))
    if any(heading.name == "year" for heading in laid.headings):
        what = "the table has a column named 'year' already"
        interview.refuse(
            Problem(laid.where, what, "give it another name with --rename year=NAME, or leave --years out")
        )
    interview.settle()
    moved = {place for of_years in places.values() for place in of_years.values()}
    kept = [place for place in range(len(laid.headings)) if place not in moved]
    measured = [ColumnHeading(-1, column_name(of) or given.value or "value", of) for of in places]
    headings = [*(laid.headings[place] for place in kept), ColumnHeading(-1, "year", "Year"), *measured]
    rows = [one for row in laid.rows for one in _rows(row, kept, places, years)]
    return replace(laid, headings=tuple(headings), rows=tuple(rows))


def _rows(row: SheetRow, kept: Sequence[int], places: YearPlaces, years: Sequence[str]) -> list[SheetRow]:
    number, cells = row
    same = [cells[place] for place in kept]
    values: list[list[SheetValue]] = [
        [cells[of_years[year]] if year in of_years else "" for of_years in places.values()] for year in years
    ]
    return [(number, (*same, year, *of_year)) for year, of_year in zip(years, values, strict=True)]
