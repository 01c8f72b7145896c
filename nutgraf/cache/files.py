"""The files of a folder for a cache: their paths, and their sizes, times and inodes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from operator import attrgetter
from pathlib import Path

_NEVER = frozenset({"__pycache__", ".ipynb_checkpoints", ".DS_Store"})
_OUTPUT = frozenset({"build", "dist"})
"""Folders at the root of a project that no page depends on."""


Looks = Mapping[str, str]
"""The look of each file, by its path: its size, times and number."""


def names_in(folder: Path) -> list[str]:
    """The path of every file below a folder, sorted, except for programs' leftovers."""
    return sorted(name for name, _ in _below(str(folder)))


def project_files(root: Path) -> list[str]:
    """The path of every file that a page of a project may depend on.

    Build outputs, environments and hidden files, such as `.git` and `.env`, are left out.
    """
    return sorted(name for name, _ in _below(str(root), of_project=True))


def looks_in(folder: Path) -> Looks:
    """The look of every file below a folder, which is walked once: there may be very many."""
    return {name: _look(entry.stat) for name, entry in _below(str(folder))}


def looks(folder: Path | str, names: Iterable[str]) -> dict[str, str]:
    """The size, times and inode of each file: a program can forge one of them, but not all."""
    within = f"{folder}{os.sep}"
    return {name: _look(partial(os.stat, within + name)) for name in sorted(names)}


def file_states(folder: Path | str, names: Iterable[str]) -> list[str]:
    """Each file with its look."""
    return [f"{name} {look}" for name, look in looks(folder, names).items()]


def inode_of(look: str) -> int:
    """The number of a file, by its look; two of a file system with the same number are one file."""
    return int(look.rpartition(" ")[2]) if look != _GONE else -1


def is_same_file(look: str, other: str) -> bool:
    """Whether two looks are those of a file that was not written in between; it may have got another link."""
    (*size_and_time, _, number), (*before, _, number_before) = look.split(" "), other.split(" ")
    return (size_and_time, number) == (before, number_before)


_GONE = "is gone"


def _look(stat: Callable[[], os.stat_result]) -> str:
    try:
        about = stat()
    except OSError:
        return _GONE
    return f"{about.st_size} {about.st_mtime_ns} {about.st_ctime_ns} {about.st_ino}"


def _below(root: str, *, of_project: bool = False) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Every file below a folder with its relative path, in an order that depends on names alone."""
    seen: set[tuple[int, int]] = set()  # a link may lead back to a folder that contains it
    waiting = [(root, "")]
    while waiting:
        folder, within = waiting.pop()
        try:
            about = os.stat(folder)  # noqa: PTH116 - a Path takes three times as long, and there are very many
            if (about.st_dev, about.st_ino) in seen:
                continue
            seen.add((about.st_dev, about.st_ino))
            with os.scandir(folder) as entries:
                found = sorted(entries, key=_name)
        except OSError:  # it is not there, or must not be read
            continue
        if of_project:
            found = [entry for entry in found if not _is_left_out(entry, at_root=not within)]
        for entry in found:
            if entry.name in _NEVER:
                continue
            if entry.is_dir():
                waiting.append((entry.path, f"{within}{entry.name}/"))
            else:
                yield within + entry.name, entry


_name = attrgetter("name")


def _is_left_out(entry: os.DirEntry[str], *, at_root: bool) -> bool:
    if entry.name.startswith(".") or entry.name == "node_modules":
        return True
    output = at_root and entry.name in _OUTPUT
    return output or (entry.is_dir() and os.path.exists(f"{entry.path}/pyvenv.cfg"))  # noqa: PTH110 - as above
