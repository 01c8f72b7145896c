"""Sources that need a second look: past the day a next edition was expected, withdrawn, or not to be published."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from nutgraf.data.content import Record, read_content
from nutgraf.data.package import open_package
from nutgraf.errors import Problem

_TABLE = "sources"


def overdue(package: Path, today: date) -> list[Problem]:
    """Every source whose next edition was expected before today, the longest ago first."""
    due = [(record["next_expected"], record) for record in _records(package) if record.get("next_expected")]
    return [
        Problem(
            f"data/sources.csv, {record['source_id']}",
            f"a next edition was expected by {day.isoformat()}: {record['publisher']}, {record['title']}",
            "look for it; then update the figures, or the date it is expected",
        )
        for day, record in sorted(due, key=lambda pair: (pair[0], pair[1]["source_id"]))
        if day < today
    ]


def unfit(package: Path) -> list[Problem]:
    """Every source on file that no page may rest on: withdrawn, or not to be published."""
    known = {record["source_id"]: record for record in _records(package)}
    return [
        Problem(
            f"data/sources.csv, {one}",
            f"{known[one]['publisher']}, {known[one]['title']}: the source {why}",
            "a page that prints a figure of it is stopped",
        )
        for one, why in barred(package, known)
    ]


def barred(package: Path, source_ids: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Those of the sources that no page may rest on, each with the reason."""
    wanted = set(source_ids)
    for record in _records(package):
        if record["source_id"] in wanted:
            if record.get("withdrawn"):
                yield record["source_id"], f"was withdrawn: {record['withdrawn']}"
            elif record.get("may_publish") is False:
                yield record["source_id"], f"must not be published; its terms: {record.get('terms') or 'not stated'}"


def _records(package: Path) -> tuple[Record, ...]:
    opened = open_package(package)
    return read_content(opened, opened.table(_TABLE)).records if _TABLE in opened.tables else ()
