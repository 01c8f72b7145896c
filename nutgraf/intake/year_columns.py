"""Years as columns, "2022 | 2023" or "Jobs 2022 | Jobs 2023": they become rows, or stay and are listed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from nutgraf.errors import Problem, UsageError
from nutgraf.intake.given import Given
from nutgraf.intake.grid import SheetValue
from nutgraf.intake.headings import ColumnHeading, column_name
from nutgraf.intake.interview import Interview, Question
from nutgraf.intake.table_layout import Laid, SheetRow

_YEAR = r"(?P<year>(?:1[5-9]|20)\d\d)"
_HEADINGS = (re.compile(rf"(?P<of>.*?)[\s,(]*\b{_YEAR}\)?"), re.compile(rf"{_YEAR}\b[\s,:]*(?P<of>.*)"))
_MARKED = re.compile(rf"{_YEAR}\w{{1,3}}")
"""A year with a mark, such as 2020p."""
_IN_BRACKETS = re.compile(r"\s*[\[(].*?[\])]\s*")
_SHOWN = 4

YearPlaces = Mapping[str, Mapping[str, int]]
"""What is measured, and the place of its column for each year."""


def settle_years(laid: Laid, given: Given, interview: Interview) -> Laid:
    """The table with a row for each year where `--years rows` or a person says so."""
    places = _places(laid.headings, given)
    years = sorted({year for of_years in places.values() for year in of_years})
    several = any(len(of_years) > 1 for of_years in places.values())
    chosen = given.years or (_chosen(laid.where, years, interview) if several else "")
    return _in_rows(laid, places, years, given, interview) if chosen == "rows" else laid


def _chosen(where: str, years: Sequence[str], interview: Interview) -> str:
    """What a person answers; years stay columns, which is listed, where nobody is asked."""
    listed = ", ".join(years[:_SHOWN]) + (" …" if len(years) > _SHOWN else "")
    if not interview.ask:
        interview.note(f"--years columns (the years {listed} stay columns; --years rows gives each year its rows)")
        return "columns"
    what = f"the years {listed} are headings: rows gives each year its rows, columns leaves them"
    answer = interview.answer(Question(where, "--years", what, "rows"))
    if answer not in ("rows", "columns"):
        raise UsageError(Problem("--years", f"{answer!r} is neither rows nor columns", "answer rows or columns"))
    return answer


def _places(headings: Sequence[ColumnHeading], given: Given) -> YearPlaces:
    found: dict[str, dict[str, int]] = {}
    renamed = set(given.rename.values())
    for place, heading in enumerate(headings):
        if measured := _measured(heading.name if heading.name in renamed else heading.title):
            of, year = measured
            found.setdefault(of, {}).setdefault(year, place)
    return found


def _measured(title: str) -> tuple[str, str] | None:
    """What the numbers below a heading measure, and their year; None where it has no year."""
    matches = (pattern.fullmatch(title) for pattern in _HEADINGS)
    match = next((one for one in matches if one and not re.search(r"\d{4}", one["of"])), None)
    return (match["of"].strip(" ,("), match["year"]) if match else None


def _in_rows(laid: Laid, places: YearPlaces, years: Sequence[str], given: Given, interview: Interview) -> Laid:
    if not years:
        fix = "leave --years out, or name the row of the years with --header"
        interview.refuse(Problem(laid.where, "no column has a year in its heading", fix))
    if any(heading.name == "year" for heading in laid.headings):
        what = "the table has a column named 'year' already"
        interview.refuse(
            Problem(laid.where, what, "give it another name with --rename year=NAME, or leave --years out")
        )
    for place, year in _marked(laid.headings, places):
        heading = laid.headings[place]
        what = f"column {heading.place + 1}, “{heading.title}”, has a mark that the columns of other years do not have"
        fix = f"give --rename {heading.place + 1}={year} if its numbers belong to those, or leave --years out"
        interview.refuse(Problem(laid.where, what, fix))
    interview.settle()
    moved = {place for of_years in places.values() for place in of_years.values()}
    kept = [place for place in range(len(laid.headings)) if place not in moved]
    measured = [_measure(of, laid.where, given, interview) for of in places]
    headings = [*(laid.headings[place] for place in kept), ColumnHeading(-1, "year", "Year"), *measured]
    rows = [one for row in laid.rows for one in _rows(row, kept, places, years)]
    return replace(laid, headings=tuple(headings), rows=tuple(rows))


def _measure(of: str, where: str, given: Given, interview: Interview) -> ColumnHeading:
    """The heading of what is measured; a person is asked for its name where the headings hold years alone."""
    if not of and not given.value and interview.ask:
        of = interview.answer(Question(where, "--value", "what the numbers below the years are", "value"))
    of = of or given.value or ""
    return ColumnHeading(-1, column_name(of, given.language) or "value", of)


def _marked(headings: Sequence[ColumnHeading], places: YearPlaces) -> list[tuple[int, str]]:
    """The columns that seem to be of a year of the others, by place, and that year: "2020 [provisional]", "2020p"."""
    found = []
    for place, heading in enumerate(headings):
        mark = _MARKED.fullmatch(heading.title)
        plain = _IN_BRACKETS.sub("", heading.title)
        of, year = ("", mark["year"]) if mark else (plain != heading.title and _measured(plain)) or ("", "")
        if year and year not in places.get(of, {year: 0}):
            found.append((place, year))
    return found


def _rows(row: SheetRow, kept: Sequence[int], places: YearPlaces, years: Sequence[str]) -> list[SheetRow]:
    number, cells = row
    same = [cells[place] for place in kept]
    values: list[list[SheetValue]] = [
        [cells[of_years[year]] if year in of_years else "" for of_years in places.values()] for year in years
    ]
    return [(number, (*same, year, *of_year)) for year, of_year in zip(years, values, strict=True)]
