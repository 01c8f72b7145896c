"""The files of a folder for a cache: their paths, and their sizes, times and inodes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

_NEVER = frozenset({"__pycache__", ".ipynb_checkpoints", ".DS_Store"})
_OUTPUT = frozenset({"build", "dist"})
"""Folders at the root of a project that no page depends on."""


def names_in(folder: Path, skip: Callable[[Path], bool] = lambda _: False) -> list[str]:
    """The path of every file below a folder, sorted, except for programs' leftovers and the names in `skip`."""
    found: list[str] = []
    seen: set[tuple[int, int]] = set()  # a link may lead back to a folder that contains it
    for inner, folders, files in os.walk(folder, followlinks=True):
        about = os.stat(inner)  # noqa: PTH116 - a Path takes three times as long, and there are very many
        if (about.st_dev, about.st_ino) in seen:
            folders.clear()
            continue
        seen.add((about.st_dev, about.st_ino))
        folders[:] = [name for name in folders if name not in _NEVER and not skip(Path(inner, name))]
        within = inner.removeprefix(str(folder)).replace(os.sep, "/").lstrip("/")
        kept = (name for name in files if name not in _NEVER and not skip(Path(inner, name)))
        found += (f"{within}/{name}" if within else name for name in kept)
    return sorted(found)


def project_files(root: Path) -> list[str]:
    """The path of every file that a page of a project may depend on.

    Build outputs, environments and hidden files, such as `.git` and `.env`, are left out.
    """

    def skip(path: Path) -> bool:
        if path.name.startswith(".") or path.name == "node_modules":
            return True
        return (path.parent == root and path.name in _OUTPUT) or (path / "pyvenv.cfg").exists()

    return names_in(root, skip)


def looks(folder: Path, names: Iterable[str]) -> list[str]:
    """The size, times and inode of each file: a program can forge one of them, but not all."""
    found, within = [], f"{folder}{os.sep}"
    for name in sorted(names):
        try:
            about = os.stat(within + name)  # noqa: PTH116 - as above
        except OSError:
            found.append(f"{name} is gone")
            continue
        times = f"{about.st_mtime_ns} {about.st_ctime_ns}"
        found.append(f"{name} {about.st_size} {times} {about.st_ino}")
    return found
