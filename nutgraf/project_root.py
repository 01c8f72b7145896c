"""Finds the project that contains a folder."""

from __future__ import annotations

from pathlib import Path


def enclosing_project(folder: Path) -> Path | None:
    """The nearest folder at or above this one that has notebooks/ and pyproject.toml; None if there is none."""
    here = folder.resolve()
    for each in (here, *here.parents):
        if (each / "notebooks").is_dir() and (each / "pyproject.toml").is_file():
            return each
    return None
