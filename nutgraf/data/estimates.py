"""Which numbers are estimates and not counts, and what each language calls their publishers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nutgraf.data.package_file import open_package
from nutgraf.data.sound_content import read_content
from nutgraf.errors import DataError

_ESTIMATE = "estimate"


def estimators(package: Path) -> tuple[str, ...]:
    """The publishers of estimates, in alphabetical order; none where the data package does not say which they are."""
    try:
        opened = open_package(package)
        declared = opened.publishers
        if declared is None or not declared.kind:
            return ()
        records = read_content(opened, opened.table(declared.table)).records
    except DataError:  # what is wrong with the data is said elsewhere
        return ()
    return tuple(sorted({record[declared.name] for record in records if record[declared.kind] == _ESTIMATE}))


def kinds_of_rows(package: Path) -> tuple[dict[str, Any], ...]:
    """The rows that the data package declares as estimates or counts, in its order; none where it cannot be read."""
    try:
        return tuple(each.model_dump() for each in open_package(package).kinds)
    except DataError:
        return ()


def publisher_names(package: Path) -> dict[str, dict[str, str]]:
    """What each language calls the publishers, by the name that tables have; of those that it calls otherwise."""
    try:
        opened = open_package(package)
        declared = opened.publishers
        if declared is None:
            return {}
        records = read_content(opened, opened.table(declared.table)).records
    except DataError:
        return {}
    return {
        lang: {
            record[declared.name]: str(record[column])
            for record in records
            if record.get(column) and record[column] != record[declared.name]
        }
        for lang, column in declared.credit.items()
    }
