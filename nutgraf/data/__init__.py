"""Access to data/: numbers as Facts, rows for prose, tables as frames; records what was read for the build."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from nutgraf.data.copies import figures_from_copies
from nutgraf.data.estimates import estimators, kinds_of_rows, publisher_names
from nutgraf.data.from_frame import fact_from
from nutgraf.data.index import known_facts, matching_keys, quote_at, record_with, value_at
from nutgraf.data.missing_facts import unanswered
from nutgraf.data.package import Package
from nutgraf.data.package_file import find_package, open_package
from nutgraf.data.preference import publishable
from nutgraf.data.provenance import source_rows
from nutgraf.data.queries import all_facts, fact, rows, source
from nutgraf.data.query_values import refuse_container
from nutgraf.data.read_log import Snapshot, digest, take_reads
from nutgraf.data.select import as_lists, matching
from nutgraf.data.sound_content import read_content
from nutgraf.data.source_table import (
    grades,
    overdue,
    overdue_days,
    read_sources,
    refuse_address,
    unarchived,
    unfit,
    unfit_addresses,
    withdrawn,
)
from nutgraf.data.static_queries import held_sources, would_find, would_read
from nutgraf.data.table_frames import table
from nutgraf.data.totals import TotalAndPart, TotalCell, below_their_parts, key_in_words, totals_and_parts
from nutgraf.data.unit_nouns import parts_to_name, unit_nouns, unnamed_units
from nutgraf.data.validate import validate
from nutgraf.errors import DataError, Problem, did_you_mean

__all__ = [
    "Package",
    "Snapshot",
    "TotalAndPart",
    "TotalCell",
    "all_facts",
    "below_their_parts",
    "column_labels",
    "column_values",
    "digest",
    "estimators",
    "fact",
    "fact_from",
    "figures_from_copies",
    "find_package",
    "grades",
    "held_sources",
    "key_in_words",
    "kinds_of_rows",
    "known_facts",
    "matching_keys",
    "open_package",
    "overdue",
    "overdue_days",
    "parts_to_name",
    "publisher_names",
    "quote_at",
    "record_with",
    "rows",
    "source",
    "source_entries",
    "source_rows",
    "table",
    "take_reads",
    "totals_and_parts",
    "unanswered",
    "unarchived",
    "unfit",
    "unfit_addresses",
    "unit_nouns",
    "unnamed_units",
    "validate",
    "value_at",
    "withdrawn",
    "would_find",
    "would_read",
]


def column_values(
    package: Path | Package, table: str, column: str, where: Mapping[str, Any] | None = None
) -> list[Any]:
    """The distinct values of a column in table order, without blanks and unpublishable rows."""
    opened = open_package(package) if isinstance(package, Path) else package
    found = opened.table(table)
    refuse_container(found, found.column(column))
    content = read_content(opened, found)
    matched = [content.records[number] for number in matching(content, as_lists(found, where or {}))]
    values = (record[column] for record in publishable(found, matched))
    return [value for value in dict.fromkeys(values) if value not in ("", None)]


def column_labels(
    package: Path, table: str, column: str, label: str, where: Mapping[str, Any] | None = None
) -> dict[Any, str]:
    """The values of a column, each with its name in another column of the same row."""
    opened = open_package(package)
    found = opened.table(table)
    found.column(label)
    content = read_content(opened, found)
    matched = [content.records[number] for number in matching(content, as_lists(found, where or {}))]
    return {record[column]: str(record[label] or "") for record in publishable(found, matched)}


def source_entries(package: Path | Package, source_ids: Iterable[str]) -> dict[str, dict[str, str]]:
    """The details of each source for a page: publisher, title, published, url, terms, checked_against …

    Raises DataError for a source that is not on file, with the likely one.
    """
    opened = open_package(package) if isinstance(package, Path) else package
    wanted = sorted(set(source_ids))
    known = read_sources(opened) if wanted else {}
    unknown = [one for one in wanted if one not in known]
    if unknown:
        raise DataError(*(Problem("table sources", f"no source {one!r}", did_you_mean(one, known)) for one in unknown))
    for one in wanted:
        refuse_address(*known[one])
    return {
        one: {name: str(value or "") for name, value in known[one][0].items() if name != "source_id"} for one in wanted
    }
