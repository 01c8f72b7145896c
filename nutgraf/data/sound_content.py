"""The rows of a table that keeps all its rules, those that lead to other tables too."""

from __future__ import annotations

from nutgraf.data.content import Content, parse
from nutgraf.data.foreign_keys import broken_references
from nutgraf.data.package import Package, Table
from nutgraf.errors import DataError


def read_content(package: Package, table: Table) -> Content:
    """A table's current rows. Raises DataError listing every row that violates the schema."""
    content = parse(table)
    problems = content.problems or broken_references(package, table, content)
    if problems:
        raise DataError(*problems)
    return content
