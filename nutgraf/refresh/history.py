"""The history of a table: its versions, what differs between two of them, and going back to one."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from nutgraf.data import open_package
from nutgraf.errors import DataError, Problem
from nutgraf.intake.staged_write import problems_with
from nutgraf.project import Project
from nutgraf.refresh.replacing import present_bytes, replace_table
from nutgraf.refresh.revisions import Revisions, RowCells, revisions
from nutgraf.refresh.versions import Version, read_log, read_version, version_of
from nutgraf.utc_moment import utc_moment


@dataclass(frozen=True)
class Difference:
    """What differs between two versions of a table."""

    table: str
    before: str
    after: str
    revisions: Revisions


def history(project: Project, table: str) -> list[Version]:
    """The versions of a table, the last one last. Raises DataError for a table that is not there."""
    open_package(project.data_package).table(table)
    return read_log(project.data_package, table)


def difference(project: Project, table: str, before: str = "", after: str = "") -> Difference:
    """What differs between two versions, by default the one before the last and what is on file.

    Raises DataError where a version is not kept.
    """
    found = open_package(project.data_package).table(table)
    now = present_bytes(found)
    log = [one.version for one in read_log(project.data_package, table)]
    others = [one for one in log if one != version_of(now)]
    first = before or (others[-1] if others else "")
    if not first:
        raise DataError(Problem(f"table {table}", "it has only one version", "nutgraf data log shows them"))
    old = read_version(project.data_package, table, first)
    new = read_version(project.data_package, table, after) if after else now
    return Difference(table, version_of(old), version_of(new), revisions(found, _rows(old), _rows(new)))


def restore(project: Project, table: str, version: str, now: datetime) -> Difference:
    """Put a version back in place of a table, as one more version, and say what that changes.

    Raises DataError where it is not kept, or no longer fits the data package.
    """
    found = open_package(project.data_package).table(table)
    content = read_version(project.data_package, table, version)
    package, name = project.data_package, found.paths[0].name
    if problems := problems_with(package.parent, package.name, {name: content}):
        raise DataError(*problems)
    present = present_bytes(found)
    changed = revisions(found, _rows(present), _rows(content))
    change = Difference(table, version_of(present), version_of(content), changed)
    rows = len(_rows(content))
    line = Version(version_of(content), utc_moment(now), "restored", rows, change.revisions.summary)
    replace_table(package, found, content, line)
    return change


def _rows(content: bytes) -> Sequence[RowCells]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
