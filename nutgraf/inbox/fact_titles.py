"""The name of a number in words: "ITEP, state local taxes paid, Tennessee, 2022"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nutgraf import data, ledger
from nutgraf.data.package import Table
from nutgraf.errors import NutgrafError
from nutgraf.ledger import Change

_NAME = re.compile(r"(^|_)name(_en)?$")
_LONGEST = 160
_ROWS_NAMED = 3


def title_of_row(package: Path, row: str) -> str:
    """The name of a row and column: who counted, what, where and when."""
    table, key, column = ledger.parts_of_row(row)
    try:
        opened = data.open_package(package)
        found = opened.table(table)
        record = data.record_with(opened, found, key) or {}
    except NutgrafError:
        return _plain(f"{table}, {', '.join(key.values())}, {column}")
    roles = found.roles
    names = [name for name in found.columns if _NAME.search(name) and isinstance(record.get(name), str)]
    place = str(record.get(names[0], "")) if names else str(key.get(roles.get("area", ""), ""))
    outside = {roles.get(role) for role in ("area", "source", "year", "publisher")} | set(names)
    publisher, year = _role(record, roles, "publisher"), _role(record, roles, "year")
    measures = _measures(
        found, {name: value for name, value in key.items() if name not in outside and value not in (publisher, year)}
    )
    if column != found.value or not measures:
        measures.append(found.column(column).title if column != "value" else found.title or _plain(table))
    parts = [publisher, *measures, place, year]
    known = list(dict.fromkeys(part for part in parts if part))
    return ", ".join(known if len(known) > 1 else [found.title or _plain(table), *known])


def _measures(table: Table, key: Mapping[str, str]) -> list[str]:
    """What was counted: the values of a key, of which single words such as "all" say little without their column."""
    if len(key) < 2:
        return [_plain(value) for value in key.values()]
    phrases = [_plain(value) for value in key.values() if re.search(r"[_ ]", value)]
    words = [(table.column(name).title, value) for name, value in key.items() if not re.search(r"[_ ]", value)]
    return phrases + [f"{title[0].lower()}{title[1:]} {value}" for title, value in words]


def title_of_input(package: Path, row: Mapping[str, Any]) -> str:
    """The name of a row that a claim is made from, as the fact sheet has it."""
    if not row["key"]:
        return _plain(f"{row['table']}, {row['column']}")
    return title_of_row(package, f"{ledger.row_named(row)}:{row['column']}")


def title_of_change(change: Change) -> str:
    """The name of a number that is computed from several rows, or drawn."""
    if change.kind == "page":
        return "The whole page"
    if change.is_drawn:
        figure, _, label = change.key.partition(": ")
        title = change.sentence.removeprefix(f"{change.place}, ").removesuffix(f": {label}, {change.now}")
        title = "" if title == figure else title
        drawn = f"Figure “{title or _plain(figure)}”"
        if figure.startswith("table-"):
            drawn = f"Table “{title}”" if title else "A table of the page"
        return f"{drawn}, {_plain(label.replace(' | ', ', '))}"
    said = _plain(re.sub(r":([\w-]+=)", r", \1", change.key)).replace("=", " ")
    return f"Computed: {said[:_LONGEST]}{'…' if len(said) > _LONGEST else ''}"


def why_in_words(package: Path, change: Change) -> str:
    """Why a number would change: a value of a figure, whose row did not change, with its rows by their names."""
    if not change.is_drawn or change.changed or not change.rows or change.kind == "vanished":
        return change.why
    named = (title_of_row(package, f"{row}:{_value_column(package, row)}") for row in change.rows[:_ROWS_NAMED])
    return f"it is drawn from {'; '.join(dict.fromkeys(named))}"


def _value_column(package: Path, row: str) -> str:
    try:
        return data.open_package(package).table(row.partition(":")[0]).value
    except NutgrafError:
        return ""


def _role(record: Mapping[str, Any], roles: Mapping[str, str], role: str) -> str:
    value = record.get(roles.get(role, ""))
    return "" if value is None else str(value)


def _plain(text: str) -> str:
    return text.replace("_", " ")
