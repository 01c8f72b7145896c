"""Reads a table from JSON: a list of objects, a list of lists, one such list under names, or an object in each line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from nutgraf.errors import DataError, Problem
from nutgraf.intake.grid import CellGrid, SheetValue


def read_json_records(name: str, written: bytes) -> CellGrid:
    """The rows of a JSON file. Raises DataError where it holds no table, or holds several."""
    content = _content(name, written)
    where, rows = _table(name, content)
    if all(isinstance(row, dict) for row in rows):
        columns = list(dict.fromkeys(key for row in rows for key in row))
        items = [[_cell(where, number, name, row.get(name)) for name in columns] for number, row in enumerate(rows, 1)]
        listed = [columns, *items]
    elif all(isinstance(row, list) for row in rows):
        listed = [[_cell(where, number, "", cell) for cell in row] for number, row in enumerate(rows, 1)]
    else:
        raise DataError(Problem(where, "its items are neither all objects nor all lists", "make each an object"))
    return CellGrid(where, tuple((number, tuple(cells)) for number, cells in enumerate(listed, 1)), headed=True)


def _content(name: str, written: bytes) -> Any:
    """What the file holds: one value, or as a list those of its lines."""
    try:
        text = written.decode("utf-8-sig")
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) > 1 and all(line.lstrip().startswith(("{", "[")) for line in lines) and _is_json(lines[0]):
            return [_value(line) for line in lines]
        return _value(text)
    except (ValueError, RecursionError) as error:
        raise DataError(Problem(name, f"this is not JSON: {error}", "look at the file")) from error


def _is_json(text: str) -> bool:
    try:
        _value(text)
    except ValueError:
        return False
    return True


def _value(text: str) -> Any:
    return json.loads(text, parse_float=Decimal, parse_int=Decimal)


def _table(name: str, content: Any) -> tuple[str, list[Any]]:
    if isinstance(content, list) and content:
        return name, content
    lists = dict(_lists(content))
    if len(lists) == 1:
        key, rows = next(iter(lists.items()))
        return f"{name}, {key}", rows
    what = f"it holds several lists: {', '.join(lists)}" if lists else "it holds no list of rows"
    fix = (
        "save the one list of rows in a file of its own" if lists else "save it as a list of objects, one for each row"
    )
    raise DataError(Problem(name, what, fix))


def _lists(content: Any, path: str = "") -> Iterator[tuple[str, list[Any]]]:
    """The lists of rows in objects, and in the objects in these, each under its path."""
    for key, part in content.items() if isinstance(content, Mapping) else ():
        if _is_table(part):
            yield f"{path}{key}", part
        else:
            yield from _lists(part, f"{path}{key}.")


def _is_table(part: Any) -> bool:
    return isinstance(part, list) and bool(part) and all(isinstance(row, dict | list) for row in part)


def _cell(where: str, number: int, name: str, value: Any) -> SheetValue:
    if value is None:
        return ""
    if isinstance(value, dict | list):
        kind = "list" if isinstance(value, list) else "nested object"
        what = f"{repr(name) if name else 'a value'} is a {kind}, and no number or text"
        raise DataError(Problem(f"{where}, item {number}", what, "flatten it in a notebook, and add that notebook"))
    return value if isinstance(value, str | bool | Decimal) else str(value)
