"""Checks that titles and alt texts make no change of what is within the margin of error, and no peak of a tie."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import combinations
from typing import Any, NamedTuple

from nutgraf.errors import Problem
from nutgraf.language import language
from nutgraf.site_check.built_site import BuiltPage, BuiltSite, SheetClaim
from nutgraf.site_check.independent_tables import CsvRow, IndependentTables, number, plain

_TITLES = re.compile(r"title|search_title|figure:.*:title")
_FIGURE = re.compile(r"figure:(.*):(?:title|subtitle|alt)")


_FAR = Decimal("0.25")
"""Two numbers are not "about as many" where one is a quarter more than the other."""


class _Point(NamedTuple):
    """A value of a series, with what it may be by its margin of error and its rounding."""

    year: str
    value: Decimal
    low: Decimal
    high: Decimal


def titles_are_sure(site: BuiltSite) -> Iterator[Problem]:
    """No title sets two numbers of a series against each other that may be equal; no text makes one year of a tie."""
    tables = IndependentTables(site.project.data_package)
    for page in site.pages:
        yield from _changes(tables, page)
        yield from _ties(tables, page)
        yield from _unchanged(tables, page)


def _changes(tables: IndependentTables, page: BuiltPage) -> Iterator[Problem]:
    printed: dict[tuple[str, ...], dict[str, tuple[SheetClaim, _Point]]] = defaultdict(dict)
    for claim in page.claims:
        if _TITLES.fullmatch(claim["place"]) and (found := _point(tables, claim)):
            series, point = found
            printed[(claim["place"], *series)][point.year] = claim, point
    for points in printed.values():
        for (one, first), (other, second) in combinations(points.values(), 2):
            if first.value != second.value and first.low <= second.high and second.low <= first.high:
                what = f"“{one['sentence']}”: {one['text']} and {other['text']} may be equal, by their margins of error"
                fix = "say that no change is clear, or name one of them; {{ now | compare(then, unclear=…) }} knows"
                yield Problem(f"{page.address}, {one['where']}", what, fix)


def _ties(tables: IndependentTables, page: BuiltPage) -> Iterator[Problem]:
    drawn = {figure["name"]: figure for figure in page.sheet.get("figures", ())}
    for claim in page.claims:
        named = _FIGURE.fullmatch(claim["place"])
        figure, found = drawn.get(named[1]) if named else None, _point(tables, claim)
        if not (figure and found):
            continue
        points = list(_drawn(tables, figure, claim, found[0]))
        if not _is_extreme(page.lang, claim, [point.value for point in points]):
            continue
        years = sorted({point.year for point in points if point.value == found[1].value})
        missing = [year for year in years if year not in claim["sentence"]]
        if missing and len(missing) < len(years):
            what = f"“{claim['sentence']}”: {claim['text']} was also reached in {', '.join(missing)}"
            yield Problem(f"{page.address}, {claim['where']}", what, "name each of the years, or none")


def _unchanged(tables: IndependentTables, page: BuiltPage) -> Iterator[Problem]:
    """Titles that say "about as many" of a line whose ends are far apart: a wide margin proves no standstill."""
    words = language(page.lang).rules.unchanged_words
    for figure in page.sheet.get("figures", ()) if words else ():
        says = re.search(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)", figure.get("title", ""), re.IGNORECASE)
        for points in _lines(tables, figure).values() if says else ():
            first, last = points[min(points)], points[max(points)]
            if abs(last - first) > _FAR * min(abs(first), abs(last)):
                what = f"“{figure['title']}”: the line goes from {plain(first)} in {min(points)} to {plain(last)}"
                fix = "say that no change is clear: the margin of error leaves both open"
                yield Problem(f"{page.address}, figure {figure['name']}", what, fix)


def _lines(tables: IndependentTables, figure: Mapping[str, Any]) -> Mapping[tuple[str, ...], dict[str, Decimal]]:
    """The values of each series that a figure draws, by year."""
    found: dict[tuple[str, ...], dict[str, Decimal]] = defaultdict(dict)
    for row in (each for line in figure["rows"] for each in line["inputs"]):
        read = {**row, "column": tables.role(row["table"], "value")}
        if read["column"] and tables.role(row["table"], "year") in row["key"]:
            for point in (_as_point(tables, read, answer) for answer in tables.answers(read)):
                if point:
                    found[_series(tables, read)][point.year] = point.value
    return found


def _is_extreme(lang: str, claim: SheetClaim, values: Sequence[Decimal]) -> bool:
    """Whether a value is the first or the last of its series and its sentence says so."""
    rules = language(lang).rules
    for words, extreme in ((rules.highest_words, max), (rules.lowest_words, min)):
        says = re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b", re.IGNORECASE)
        if words and says.search(claim["sentence"]) and number(claim["value"]) == extreme(values, default=None):
            return True
    return False


def _drawn(
    tables: IndependentTables, figure: Mapping[str, Any], claim: SheetClaim, series: tuple[str, ...]
) -> Iterator[_Point]:
    """The points of a claim's series that a figure draws."""
    column = claim["inputs"][0]["column"]
    for row in figure["rows"]:
        for each in row["inputs"]:
            read = {**each, "column": column}
            for found in tables.answers(read):
                point = _as_point(tables, read, found)
                if point and _series(tables, read) == series:
                    yield point


def _point(tables: IndependentTables, claim: SheetClaim) -> tuple[tuple[str, ...], _Point] | None:
    """The series and the point of a claim that prints one row of a table with years; None of any other."""
    if claim["derivation"] or len(claim["inputs"]) != 1:
        return None
    read = claim["inputs"][0]
    if not read.get("column") or tables.role(read["table"], "year") not in read["key"]:
        return None
    points = [point for row in tables.answers(read) if (point := _as_point(tables, read, row))]
    return (_series(tables, read), points[0]) if points else None


def _series(tables: IndependentTables, read: Mapping[str, Any]) -> tuple[str, ...]:
    """What the numbers of a series have in common: everything but the year, and who reported it."""
    apart = (tables.role(read["table"], "year"), tables.role(read["table"], "source"))
    rest = (f"{name}={plain(value)}" for name, value in sorted(read["key"].items()) if name not in apart)
    return read["table"], read["column"], *rest


def _as_point(tables: IndependentTables, read: Mapping[str, Any], row: CsvRow) -> _Point | None:
    table = read["table"]
    value, year = number(row.get(read["column"])), plain(row.get(tables.role(table, "year")))
    if value is None or not year or not tables.is_publishable(table, row):
        return None
    margin = number(row.get(tables.role(table, "moe"))) or Decimal(0)
    step = number(row.get(tables.role(table, "roundedTo"))) or Decimal(0)
    half = max(margin, step / 2 if step > 1 else Decimal(0))
    return _Point(year, value, value - half, value + half)
