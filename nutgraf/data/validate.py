"""Every bad row of every table at once, named by file, row, column and rule; the door to frictionless."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nutgraf.data.content import Content, parse
from nutgraf.data.package import Package, open_package
from nutgraf.data.rules import breaks_reference
from nutgraf.errors import DataError, Problem, did_you_mean

_A_WHOLE_ROW = ("missing-cell", "extra-cell", "blank-row")
_A_CELL = ("type-error", "constraint-error")
_TYPES = {
    "number": "a number",
    "integer": "a whole number",
    "date": "a date such as 2025-02-27",
    "boolean": "true or false",
}


def validate(package: Path) -> list[Problem]:
    """What is wrong with the data package, in a reporter's words; nothing where it is sound."""
    try:
        opened = open_package(package)
    except DataError as error:
        return list(error.problems)
    bad = _unsound(opened)
    if not bad:
        return []
    found = sorted(set(_named(opened, bad)), key=_place)
    return found or [Problem("data/datapackage.json", "a table does not keep its schema", "run frictionless validate")]


def _unsound(package: Package) -> set[str]:
    """The tables in which something is wrong, found quickly: frictionless is loaded only to name it."""
    contents: dict[str, Content] = {}
    bad = set()
    for table in package.tables.values():
        if not table.path.is_file():
            bad.add(table.name)
            continue
        contents[table.name], sound = parse(table)
        if not sound:
            bad.add(table.name)
    sound_tables = [table for table in package.tables.values() if table.name not in bad]
    return bad | {table.name for table in sound_tables if breaks_reference(table, contents)}


def _named(package: Package, bad: set[str]) -> Iterator[Problem]:
    from frictionless import Package as Described

    needed = bad | {other for name in bad for other, _ in package.tables[name].refers.values()}
    described = json.loads(package.path.read_bytes())
    described["resources"] = [one for one in described["resources"] if one["name"] in needed]
    report = Described.from_descriptor(described, basepath=str(package.path.parent)).validate(limit_errors=10_000)
    yield from (Problem("data/datapackage.json", error.message) for error in report.errors)
    for task in report.tasks:
        whole = {error.row_number for error in task.errors if error.type in _A_WHOLE_ROW}
        cells = {(error.row_number, error.field_name) for error in task.errors if error.type in _A_CELL}
        for error in task.errors:
            row = getattr(error, "row_number", None)
            if row in whole and error.type not in _A_WHOLE_ROW:
                continue
            if any((row, column) in cells for column in _columns(error)):
                continue  # said already, with the rule that the cell itself breaks
            column = "" if row in whole else getattr(error, "field_name", "") or ", ".join(_columns(error))
            place = [f"data/{Path(task.place).name}", f"row {row}" if row else "", f"column {column}" if column else ""]
            yield Problem(", ".join(part for part in place if part), *_words(package, task.name, error))


def _columns(error: Any) -> list[str]:
    return list(error.field_names) if error.type == "foreign-key" else []


def _words(package: Package, table: str, error: Any) -> tuple[str, str]:
    """What is wrong, and how to mend it."""
    if error.type in _A_WHOLE_ROW:
        cells, columns = len(error.cells), len(package.table(table).columns)
        return f"the row has {cells} cells, the table {columns} columns", "look for a comma too many or too few"
    if error.type == "type-error":
        kind = package.table(table).columns[error.field_name].type
        return f"{error.cell!r} is not {_TYPES.get(kind, kind)}", ""
    if error.type == "constraint-error":
        return _constraint(package.table(table).columns[error.field_name].constraints, error)
    if error.type == "foreign-key":
        return _reference(package, table, error)
    if error.type == "primary-key":
        key = ", ".join(package.table(table).primary)
        first = re.search(r"\d+", error.note)
        return f"the same {key} as in row {first.group() if first else '?'}", "keep one of the two rows"
    if error.type == "unique-error":
        return f"{error.cell!r} stands in this column twice", "each value stands once"
    if error.type == "incorrect-label":
        return f"the heading is {error.label!r}", f"it should be {error.field_name!r}"
    if error.type == "scheme-error":
        return "the file cannot be read", "put the file back, or take the table out of the data package"
    return error.message, ""


def _constraint(rules: Any, error: Any) -> tuple[str, str]:
    name = error.note.split('"')[1]
    rule = rules.get(name)
    if name == "required":
        return "the cell is blank", "every row needs a value here"
    if name == "enum":
        choices = [str(choice) for choice in rule]
        return f"{error.cell!r} is not one of the values allowed", did_you_mean(str(error.cell), choices)
    if name == "unique":
        return f"{error.cell!r} stands in this column twice", "each value stands once"
    words = {"minimum": "is below the least allowed", "maximum": "is above the most allowed"}
    words |= {"pattern": "does not have the form", "maxLength": "is longer than the number of characters allowed"}
    return f"{error.cell!r} {words.get(name, 'breaks the rule ' + name)}, {rule}", ""


def _reference(package: Package, table: str, error: Any) -> tuple[str, str]:
    column = error.field_names[0]
    other, name = package.table(table).refers[column]
    cell = error.cells[list(package.table(table).columns).index(column)]
    known = parse(package.table(other))[0].records
    return f"{cell!r} is not in the table {other}", did_you_mean(cell, [record[name] for record in known])


def _place(problem: Problem) -> tuple[str, int, str]:
    row = re.search(r"row (\d+)", problem.where)
    return problem.where.split(",")[0], int(row[1]) if row else 0, json.dumps([problem.where, problem.what])
