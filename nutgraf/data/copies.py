"""Numbers that were read in a copy only, and whether it is known which document would replace it."""

from __future__ import annotations

from pathlib import Path

from nutgraf.data.package import Package
from nutgraf.data.package_file import open_package
from nutgraf.data.preference import publishable
from nutgraf.data.sound_content import read_content
from nutgraf.data.source_table import grades
from nutgraf.errors import DataError, Problem

_COPY = "D"
_LIST = "to_obtain"


def figures_from_copies(package: Path) -> list[Problem]:
    """How many rows rest on sources of grade D; none where sources have no grades or where the data is not sound.

    The table `to_obtain`, if there is one, names for each of these sources the document that would replace it.
    """
    copies = {source for source, grade in grades(package).items() if grade == _COPY}
    if not copies:
        return []
    opened = open_package(package)
    try:
        rows = [source for source in _sources_of_rows(opened) if source in copies]
        named = _named(opened)
    except DataError:
        return []
    if not rows:
        return []
    lacking = sorted(set(rows) - named)
    fix = "obtain the documents that the table to_obtain names, and enter what they print"
    if lacking:
        fix = f"name in the table {_LIST} the document that would replace {', '.join(lacking[:5])}"
        fix += f" and {len(lacking) - 5} more" if len(lacking) > 5 else ""
    what = f"{len(rows)} rows were read in a copy only, from {len(set(rows))} sources of grade D"
    return [Problem("data", what, fix)]


def _sources_of_rows(package: Package) -> list[str]:
    """The source of each row that may be printed, in every table of numbers."""
    found: list[str] = []
    for table in package.tables.values():
        column = table.roles.get("source")
        if column and table.name not in ("sources", _LIST):
            found += [record[column] for record in publishable(table, read_content(package, table).records)]
    return found


def _named(package: Package) -> set[str]:
    if _LIST not in package.tables:
        return set()
    return {record["source_id"] for record in read_content(package, package.table(_LIST)).records}
