"""Whether the rows of a table keep their schema: a quick yes or no; naming the rows is slower and rarely needed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from nutgraf.data.package import Column, Table

if TYPE_CHECKING:
    from nutgraf.data.content import Content

Row = Mapping[str, Any]


def is_sound(table: Table, raw: Sequence[Row], records: Sequence[Row]) -> bool:
    """Whether every row keeps every constraint and keys are unique; foreign keys are left to validate()."""
    for column in table.columns.values():
        checks = list(_checks(column))
        if not checks:
            continue
        for written, record in zip(raw, records, strict=True):
            text = written[column.name]
            if not all(check(text, record[column.name]) for check in checks):
                return False
        if column.constraints.get("unique") and _repeats(raw, (column.name,)):
            return False
    return not (table.primary and _repeats(raw, table.primary))


def breaks_reference(table: Table, contents: Mapping[str, Content]) -> bool:
    """Whether a row refers to a row of another table that is not there."""
    for name, (other, column) in table.refers.items():
        if other not in contents:
            return True
        known = {record[column] for record in contents[other].records} | {"", None}
        if any(record[name] not in known for record in contents[table.name].records):
            return True
    return False


def _checks(column: Column) -> Iterator[Callable[[str, Any], bool]]:
    rules = column.constraints
    if rules.get("required"):
        yield lambda text, value: text != ""
    if "enum" in rules:
        allowed = {str(choice) for choice in rules["enum"]}
        yield lambda text, value: text == "" or text in allowed
    if "pattern" in rules:
        pattern = re.compile(rules["pattern"])
        yield lambda text, value: text == "" or pattern.fullmatch(text) is not None
    if "minimum" in rules:
        yield lambda text, value: value is None or value >= rules["minimum"]
    if "maximum" in rules:
        yield lambda text, value: value is None or value <= rules["maximum"]
    if "maxLength" in rules:
        yield lambda text, value: len(text) <= rules["maxLength"]


def _repeats(raw: Sequence[Row], names: tuple[str, ...]) -> bool:
    keys = [tuple(row[name] for name in names) for row in raw]
    return len(set(keys)) < len(keys)
