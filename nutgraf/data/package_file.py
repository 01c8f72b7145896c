"""Finds the file that describes the tables of a project, and reads it again when it changes."""

from __future__ import annotations

from functools import lru_cache
from os import stat  # as it is before a kernel notes what its notebook looks at, which the tables are not
from pathlib import Path
from stat import S_ISREG
from typing import Any

from nutgraf.data.data_files import parts_named, read_file, read_json
from nutgraf.data.descriptor import read_descriptor
from nutgraf.data.package import NAME, Package
from nutgraf.errors import DataError, Problem
from nutgraf.project_root import project_above
from nutgraf.site_defaults import SiteDefaults, site_defaults

_NO_PACKAGE = "it describes the tables; add the first with nutgraf data add FILE"


def find_package(start: Path | None = None) -> Path:
    """The data package of the project that contains a folder, by default the working directory.

    Outside a project, the nearest one in the folder or above it.

    Raises DataError where there is none.
    """
    folder = start.resolve() if start else Path.cwd()  # which has no links in it
    project = project_above(folder)
    if project and _is_there(found := _package_in(project)):
        return found
    for above in (folder, *folder.parents):
        for path in (above / "data" / NAME, above / NAME):
            if path.is_file():
                return path
    what = f"no data/{NAME} in this folder or above it"
    raise DataError(Problem(str(folder), what, "run the notebook from a folder inside the project"))


@lru_cache(maxsize=8)
def _package_in(project: Path) -> Path:
    return project / "data" / NAME


def _is_there(path: Path) -> bool:
    try:
        return S_ISREG(stat(path).st_mode)  # noqa: PTH116
    except (OSError, ValueError):
        return False


def open_package(path: Path) -> Package:
    """The current package: its files are reread each time, and parsed only if their bytes changed."""
    text = read_file(path, f"data/{NAME}", _NO_PACKAGE)
    parts = {name: _part(path.parent, name) for name in _parts_named(text)}
    return _parsed(path, text, tuple(sorted(parts.items())), site_defaults(path.parent))


@lru_cache(maxsize=8)
def _described(text: bytes) -> Any:
    return read_json(text, f"data/{NAME}")


@lru_cache(maxsize=8)
def _parts_named(text: bytes) -> tuple[str, ...]:
    return tuple(parts_named(_described(text)))


def _part(folder: Path, name: str) -> bytes | DataError:
    try:
        return read_file(folder / name, f"data/{name}", "the data package names it; put it back")
    except DataError as error:
        return error


@lru_cache(maxsize=8)
def _parsed(path: Path, text: bytes, parts: tuple[tuple[str, bytes | DataError], ...], site: SiteDefaults) -> Package:
    return read_descriptor(path, _described(text), dict(parts), site)
