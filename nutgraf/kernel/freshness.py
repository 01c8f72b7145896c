"""Whether the fork server's imports are still what a new kernel would import."""

from __future__ import annotations

import os
import sysconfig
from collections.abc import Iterator, Mapping
from pathlib import Path

import nutgraf
from nutgraf.tracking.project_modules import project_root

Stamp = tuple[tuple[str, int, int], ...]


def environment_stamp() -> Stamp:
    """Changes when a file of nutgraf changes or a package is installed; valid on one machine within one build."""
    package = Path(nutgraf.__file__).parent
    return tuple(_stamps(str(package))) + _stamp_of(sysconfig.get_path("purelib"))


def shadowed_module(cwd: str, modules: Mapping[str, str]) -> str:
    """A module of the project that shadows one the fork server imported; "" if none.

    It may be in the notebook's folder or at the root of the project.
    """
    for folder in dict.fromkeys((cwd, project_root(cwd))):
        for name in _names_in(folder):
            if name in modules and modules[name] != os.path.realpath(folder):
                return name
    return ""


def _names_in(folder: str) -> Iterator[str]:
    """The modules and packages of a folder."""
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if entry.name.endswith((".py", ".so")) or Path(entry, "__init__.py").exists():
            yield entry.name.partition(".")[0]


def _stamps(folder: str) -> list[tuple[str, int, int]]:
    found = []
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.is_dir():
            if entry.name != "__pycache__":
                found += _stamps(entry.path)
        elif not entry.name.endswith(".pyc"):
            status = entry.stat()
            found.append((entry.path, status.st_mtime_ns, status.st_size))
    return found


def _stamp_of(path: str) -> Stamp:
    status = Path(path).stat()
    return ((path, status.st_mtime_ns, status.st_size),)
