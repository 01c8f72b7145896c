"""Finds the project that contains a folder."""

# ruff: noqa: PTH116, PTH118, PTH120 (each fact that is read looks for its project, and a Path takes twice as long)

from __future__ import annotations

import os
from collections.abc import Callable
from functools import lru_cache
from os import stat  # as it is before a kernel notes what its notebook looks at, which its project's place is not
from pathlib import Path
from stat import S_ISDIR, S_ISREG


def enclosing_project(folder: Path) -> Path | None:
    """The nearest folder at or above this one that has notebooks/ and pyproject.toml; None if there is none."""
    return project_above(Path(os.path.realpath(folder)))


def working_project() -> Path | None:
    """The project that contains the working folder; None outside of any."""
    return project_above(os.getcwd())  # noqa: PTH109


def project_above(folder: Path | str) -> Path | None:
    """The same for a path without links in it."""
    here, below = str(folder), ""
    while here != below:
        if _is(S_ISDIR, here, "notebooks") and _is(S_ISREG, here, "pyproject.toml"):
            return _path(here)
        here, below = os.path.dirname(here), here
    return None


@lru_cache(maxsize=8)
def _path(folder: str) -> Path:
    """One object for each folder: it knows its parts already when it is asked again."""
    return Path(folder)


def _is(kind: Callable[[int], bool], folder: str, name: str) -> bool:
    try:
        return kind(stat(os.path.join(folder, name)).st_mode)
    except (OSError, ValueError):
        return False
