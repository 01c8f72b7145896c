"""Whether the headings of a file are the columns of its table, and in which order its cells come."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple
from unicodedata import normalize

from nutgraf.data.package import NAME, Table
from nutgraf.errors import Problem

HeadingRows = list[tuple[int, list[str]]]
_DELIMITERS = {";": "a semicolon", "\t": "a tab", "|": "a bar", ",": "a comma"}

_EXCEL = re.compile(r"sep=(.)", re.DOTALL | re.IGNORECASE)
"""The line that Excel puts first in a file, or asks for, to know the sign between its columns."""


class HeadingOrder(NamedTuple):
    """How many cells a row has, and for each column the number of its cell; None where both are in order."""

    width: int
    cells: list[int] | None = None


def read_headings(table: Table, where: str, rows: HeadingRows) -> tuple[HeadingOrder, HeadingRows, list[Problem]]:
    """Where the cells of each column are; the rows below; what is wrong."""
    dialect, in_order = table.dialect, HeadingOrder(len(table.columns))
    if not dialect.header:
        return in_order, rows, []
    header = dialect.header
    if header == (1,):  # unless rows are named, comments may come before the headings
        header = (rows[0][0],)
    above = [cells for number, cells in rows if number in header]
    below = [(number, cells) for number, cells in rows if number > header[-1]]
    headings = _joined(above, dialect.joiner)
    names, known = _folded(table, table.columns), _folded(table, headings)
    if known == names:
        return in_order, below, []
    problems = list(_wrong(table, where, headings))
    if problems:
        return in_order, [], problems
    return HeadingOrder(len(headings), [known.index(name) for name in names]), below, []


def _joined(above: Sequence[Sequence[str]], joiner: str) -> list[str]:
    """Headings of several rows as one; a text that is repeated below itself is kept once."""
    width = max((len(cells) for cells in above), default=0)
    columns = [[cells[index] for cells in above if index < len(cells)] for index in range(width)]
    return [joiner.join(part for n, part in enumerate(column) if not n or part != column[n - 1]) for column in columns]


def _folded(table: Table, names: Iterable[str]) -> list[str]:
    return [name if table.dialect.case else name.lower() for name in names]


def _wrong(table: Table, where: str, headings: list[str]) -> Iterator[Problem]:
    if excel := _EXCEL.fullmatch(table.dialect.delimiter.join(headings)):
        declared = excel[1] == table.dialect.delimiter
        shown = "\\t" if excel[1] == "\t" else excel[1]
        also = "" if declared else f', and declare "dialect": {{"delimiter": "{shown}"}} for the table'
        yield Problem(
            where, "its first line, sep=, is an instruction to Excel and not the headings", f"take that line out{also}"
        )
        return
    names, known = _folded(table, table.columns), _folded(table, headings)
    if other := _another_delimiter(table, headings):
        declared = _DELIMITERS.get(table.dialect.delimiter, repr(table.dialect.delimiter))
        what = f"the columns are set apart by {_DELIMITERS[other]}, the data package says {declared}"
        shown = "\\t" if other == "\t" else other
        yield Problem(where, what, f'declare "dialect": {{"delimiter": "{shown}"}} for the table')
        return
    twice = sorted({name for name in known if name and known.count(name) > 1})
    yield from (
        Problem(where, f"two columns have the heading {name!r}", "give each a name of its own") for name in twice
    )
    for number, heading in enumerate(headings, start=1):
        if not heading.strip():
            yield Problem(where, f"column {number} has no heading", "give it one, or take the column out")
    if twice or not all(heading.strip() for heading in headings):
        return
    missing = [name for name, folded in zip(table.columns, names, strict=True) if folded not in known]
    extra = [heading for heading, folded in zip(headings, known, strict=True) if folded not in names]
    if table.match == "subset" and not missing:
        return
    yield from _renamed_or_gone(table, where, headings, (missing, extra))
    if not missing and not extra and table.match == "exact":
        what = f"the columns are in a different order than in the data package: {', '.join(headings)}"
        fix = f'put them in order: {", ".join(table.columns)}; or declare "fieldsMatch": ["equal"] in the schema'
        yield Problem(where, what, fix)


def _renamed_or_gone(
    table: Table, where: str, headings: list[str], apart: tuple[list[str], list[str]]
) -> Iterator[Problem]:
    """One problem for each column that is gone, new or has another name, however many cells it moves."""
    (missing, extra), names = apart, list(table.columns)
    same_place = len(headings) == len(names)
    for name in missing:
        index = names.index(name)
        if same_place and headings[index] in extra:
            extra = [one for one in extra if one != headings[index]]
            what, fix = f"the heading is {headings[index]!r}", f"it should be {name!r}"
            if normalize("NFC", headings[index]) == normalize("NFC", name):
                what = f"the heading {name!r} has the same letters as in the data package, in other code points"
                fix = "copy it from the data package into the file: an accent may be a character of its own"
            yield Problem(f"{where}, column {name}", what, fix)
        else:
            fix = f"put the column back, or take the field out of the schema in data/{NAME}"
            yield Problem(f"{where}, column {name}", "the file has no such column", fix)
    for heading in extra:
        fix = f"describe it among the fields in data/{NAME}, or take the column out"
        yield Problem(f"{where}, column {heading}", "the data package does not know this column", fix)


def _another_delimiter(table: Table, headings: list[str]) -> str:
    """The sign that sets the columns apart where it is not the one declared; "" where it is none of the usual."""
    if len(headings) != 1 or len(table.columns) == 1:
        return ""
    names = _folded(table, table.columns)
    return next((sign for sign in _DELIMITERS if _folded(table, headings[0].split(sign)) == names), "")
