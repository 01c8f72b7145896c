"""The error of a file that is larger than it may be."""

from __future__ import annotations

from nutgraf.errors import DataError, Problem
from nutgraf.refresh.declared_refresh import Refresh


def too_large(where: str, declared: Refresh) -> DataError:
    """The error of a file that is larger than it may be."""
    fix = 'if that is meant, allow more in the declaration: "megabytes"'
    return DataError(Problem(where, f"the file has more than {declared.megabytes:g} MB", fix))
