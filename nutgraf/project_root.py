"""Finds the project that contains a folder."""

# ruff: noqa: PTH112, PTH113, PTH118, PTH120 (each fact that is read looks for its project, and a Path takes twice as long)

from __future__ import annotations

import os
from pathlib import Path


def enclosing_project(folder: Path) -> Path | None:
    """The nearest folder at or above this one that has notebooks/ and pyproject.toml; None if there is none."""
    here, below = os.path.realpath(folder), ""
    while here != below:
        if os.path.isdir(os.path.join(here, "notebooks")) and os.path.isfile(os.path.join(here, "pyproject.toml")):
            return Path(here)
        here, below = os.path.dirname(here), here
    return None
