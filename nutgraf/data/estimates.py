"""Publishers whose numbers are estimates and not counts, as the table of publishers says."""

from __future__ import annotations

from pathlib import Path

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
