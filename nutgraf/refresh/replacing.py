"""Puts a version in place of a table: its rows, the day it was retrieved and its line in the log."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nutgraf.data import open_package
from nutgraf.data.package import Package, Table
from nutgraf.intake.package_text import with_resource
from nutgraf.intake.resource_text import csv_lines
from nutgraf.intake.staged_write import write_together
from nutgraf.refresh.versions import Version, append_version, keep_content, read_log, version_of


def replace_table(package: Path, table: Table, content: bytes, version: Version, source: str = "") -> None:
    """Put a content in place of a table, which a reader sees as it was or as it is then.

    Killed in between, the next refresh finds the content without its line in the log, and adds it.
    """
    keep_present(package, table, version.when)
    keep_content(package, table.name, content)
    files: dict[str, bytes | None] = {table.paths[0].name: content}
    day = version.when[:10]
    if version.origin != "restored":
        files |= _retrieved(open_package(package), package, table, source, day)
    write_together(package.parent, files)
    append_version(package, table.name, version)


def keep_present(package: Path, table: Table, when: str) -> None:
    """Keep what a table holds now, where it is no version yet: from before its first refresh, or changed by hand."""
    present = present_bytes(table)
    log = read_log(package, table.name)
    if present and not (log and log[-1].version == version_of(present)):
        keep_content(package, table.name, present)
        rows = max(0, sum(1 for _ in csv.reader(io.StringIO(present.decode("utf-8-sig", "replace")))) - 1)
        append_version(package, table.name, Version(version_of(present), when, "data/", rows, "as it was on file"))


def present_bytes(table: Table) -> bytes:
    """The file of a table; none where there is no such file yet."""
    path = table.paths[0]
    return path.read_bytes() if path.is_file() else b""


def _retrieved(opened: Package, package: Path, table: Table, source: str, day: str) -> dict[str, bytes | None]:
    """The data package, and the list of sources, with the day on which the table and its source were retrieved."""
    text = package.read_bytes().decode("utf-8-sig")
    resource: dict[str, Any] = next(one for one in json.loads(text)["resources"] if one["name"] == table.name)
    found: dict[str, bytes | None] = {}
    if resource.get("retrievedDate") not in (None, day):
        found[package.name] = with_resource(text, {**resource, "retrievedDate": day}).encode()
    sources = opened.tables.get("sources")
    if source and sources and "retrieved" in sources.columns:
        path = sources.paths[0]
        if changed := _with_day(path.read_bytes(), source, day):
            found[path.name] = changed
    return found


def _with_day(written: bytes, source: str, day: str) -> bytes:
    """The list of sources with the day for one of them; nothing where it is the same, or not plain CSV."""
    try:
        rows = list(csv.reader(io.StringIO(written.decode("utf-8"), newline="")))
    except (UnicodeDecodeError, csv.Error):
        return b""
    if not rows or csv_lines(rows) != written or not {"source_id", "retrieved"} <= set(rows[0]):
        return b""
    at: Mapping[str, int] = {name: place for place, name in enumerate(rows[0])}
    changed = [
        [day if place == at["retrieved"] else cell for place, cell in enumerate(row)]
        if row[at["source_id"]] == source
        else row
        for row in rows
    ]
    return csv_lines(changed) if changed != rows else b""
