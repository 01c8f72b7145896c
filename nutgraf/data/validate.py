"""Everything that is wrong with the data at once, named by file, row, column and rule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from nutgraf.data.content import parse
from nutgraf.data.foreign_keys import broken_references
from nutgraf.data.package import Package, Table
from nutgraf.data.package_file import open_package
from nutgraf.data.source_table import wrong_addresses
from nutgraf.data.totals import misspelled_totals
from nutgraf.errors import DataError, Problem

_DIGITS = re.compile(r"([0-9]+)")


def validate(package: Path) -> list[Problem]:
    """What is wrong with the data package and its tables, in a reporter's words; nothing where all are sound."""
    try:
        opened = open_package(package)
    except DataError as error:
        return list(error.problems)
    found = [problem for problems in opened.refused.values() for problem in problems]
    found += [problem for table in opened.tables.values() for problem in _of_table(opened, table)]
    found += wrong_addresses(package)
    found += misspelled_totals(opened)
    return sorted(dict.fromkeys(found), key=_place)


def _of_table(package: Package, table: Table) -> Iterator[Problem]:
    try:
        content = parse(table)
    except DataError as error:
        yield from error.problems
        return
    yield from content.problems
    if not content.problems:
        yield from broken_references(package, table, content)


def _place(problem: Problem) -> tuple[list[str | int], str]:
    """The order of files and rows: row 2 is before row 10."""
    return [int(part) if part.isdigit() else part for part in _DIGITS.split(problem.where)], problem.what
