"""Sources that need a second look: past the day a next edition was expected, withdrawn, or not to be published."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from nutgraf.data.content import Content
from nutgraf.data.package import Package
from nutgraf.data.package_file import open_package
from nutgraf.data.preference import TableRecord
from nutgraf.data.sound_content import read_content
from nutgraf.errors import DataError, Problem

_TABLE = "sources"


def overdue(package: Path, today: date) -> list[Problem]:
    """Every source whose next edition was expected before today, the longest ago first."""
    return [
        Problem(
            f"data/sources.csv, {record['source_id']}",
            f"a next edition was expected by {day.isoformat()}: {_named(record)}",
            "look for it; then update the numbers, or the date it is expected",
        )
        for day, record in _overdue(package, today)
    ]


def overdue_days(package: Path, today: date) -> dict[str, str]:
    """The sources whose next edition was expected before today, each with that day, by the id of the source."""
    return {record["source_id"]: day.isoformat() for day, record in _overdue(package, today)}


def _overdue(package: Path, today: date) -> list[tuple[date, TableRecord]]:
    due = [(day, record) for record, _ in _on_file(package) if isinstance(day := record.get("next_expected"), date)]
    return sorted((pair for pair in due if pair[0] < today), key=lambda pair: (pair[0], pair[1]["source_id"]))


def unfit(package: Path) -> list[Problem]:
    """Every source on file that no page may rest on: withdrawn, or not to be published."""
    known = {record["source_id"]: record for record, _ in _on_file(package)}
    return [
        Problem(
            f"data/sources.csv, {one}",
            f"{_named(known[one])}: the source {why}",
            "a page that prints a number from it is stopped",
        )
        for one, why in withdrawn(package).items()
    ]


def withdrawn(package: Path) -> dict[str, str]:
    """The sources that no page may rest on, each with the reason."""
    found = {}
    for record, _ in _on_file(package):
        if record.get("withdrawn"):
            found[record["source_id"]] = f"was withdrawn: {record['withdrawn']}"
        elif record.get("may_publish") is False:
            found[record["source_id"]] = f"must not be published; its terms: {record.get('terms') or 'not stated'}"
    return found


def grades(package: Path) -> dict[str, str]:
    """The grade of every source that has one, by the id of the source."""
    return {record["source_id"]: record["grade"] for record, _ in _on_file(package) if record.get("grade")}


def unfit_addresses(package: Path, refused: Iterable[str]) -> list[Problem]:
    """Every source whose address is that of what carries it, such as a content network, and not of who published it."""
    from nutgraf.link_hosts import unfit_host  # no notebook needs it

    return [
        Problem(f"{place}, column url", why, "link to the publisher, or leave the cell blank")
        for record, place in _on_file(package)
        if (why := unfit_host(record.get("url") or "", refused))
    ]


def wrong_addresses(package: Path) -> list[Problem]:
    """Every source whose address no page can lead to."""
    return [problem for record, place in _on_file(package) if (problem := wrong_address(record, place))]


def unarchived(package: Path) -> list[Problem]:
    """How many sources on the web have no lasting copy; none where the table has no column for one."""
    linked = [record for record, _ in _on_file(package) if record.get("url") and "archived_url" in record]
    missing = [record["source_id"] for record in linked if not record["archived_url"]]
    if not missing:
        return []
    what = f"{len(missing)} of {len(linked)} sources with an address have no archived copy, {missing[0]} first"
    fix = "save each page at web.archive.org/save or perma.cc, and enter the address of the copy as archived_url"
    return [Problem("data/sources.csv, column archived_url", what, fix)]


def read_sources(package: Package) -> dict[str, tuple[TableRecord, str]]:
    """Every source by its id, with its place in the file."""
    content = read_content(package, package.table(_TABLE))
    return {one["source_id"]: (one, place) for one, place in zip(content.records, content.places, strict=True)}


def find_source(content: Content, source_id: str) -> tuple[TableRecord, str] | None:
    """One source of their table with its place in the file; None if no row has the id."""
    numbers = content.rows_by_value("source_id").get(source_id)
    return (content.records[numbers[-1]], content.places[numbers[-1]]) if numbers else None


def wrong_address(record: TableRecord, place: str) -> Problem | None:
    """What is wrong with the address of a source: a page leads its readers to it, and nowhere but to the web."""
    address = record.get("url") or ""
    try:
        parts = urlsplit(address)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and not any(map(str.isspace, address))
    except ValueError:
        sound = False
    if not address or (sound and address.isprintable()):
        return None
    fix = "write it whole, from https:// on, or leave the cell blank"
    return Problem(f"{place}, column url", f"{address!r} is not the address of a page on the web", fix)


def refuse_address(record: TableRecord, place: str) -> None:
    """Refuse to name this source with an address that leads nowhere."""
    if problem := wrong_address(record, place):
        raise DataError(problem)


def _named(record: TableRecord) -> str:
    return ", ".join(str(record[name]) for name in ("publisher", "title") if record.get(name))


def _on_file(package: Path) -> list[tuple[TableRecord, str]]:
    """Every source, where their table is sound; what is wrong with it is said elsewhere."""
    opened = open_package(package)
    try:
        return list(read_sources(opened).values()) if _TABLE in opened.tables else []
    except DataError:
        return []
