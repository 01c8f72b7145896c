"""Takes a table out of the data of a project, unless a notebook or another table needs it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from nutgraf.data import open_package
from nutgraf.errors import DataError, Problem, UsageError, did_you_mean
from nutgraf.intake.package_text import without_resource
from nutgraf.intake.staged_write import write_together
from nutgraf.notebook_file import read_file
from nutgraf.project import Project


def remove_table(project: Project, name: str) -> list[str]:
    """Take a table and its file out; the names of the files that change.

    Raises UsageError where there is no such table, or where a notebook, a chart or another table reads it.
    """
    open_package(project.data_package)
    text = project.data_package.read_bytes().decode("utf-8-sig")
    described = json.loads(text)
    names = [one["name"] for one in described["resources"]]
    if name not in names:
        raise DataError(Problem("data/datapackage.json", f"no table {name!r}", did_you_mean(name, names)))
    problems = [*_readers(project, name), *_referring(described, name)]
    if problems:
        raise UsageError(*problems)
    gone = described["resources"].pop(names.index(name))
    files: dict[str, bytes | None] = {"datapackage.json": without_resource(text, name).encode()}
    files |= dict.fromkeys(_own_files(project.data_package.parent, gone, described), None)
    write_together(project.data_package.parent, files)
    return list(files)


def _own_files(folder: Path, gone: Mapping[str, Any], described: Mapping[str, Any]) -> Iterator[str]:
    """The files of a table that belong to no other one."""
    others = {path for one in described["resources"] for path in _paths(one)}
    for path in _paths(gone):
        if path not in others and (folder / path).is_file():
            yield path


def _paths(resource: Mapping[str, Any]) -> list[str]:
    path = resource.get("path")
    return path if isinstance(path, list) else [path] if isinstance(path, str) else []


def _readers(project: Project, name: str) -> Iterator[Problem]:
    """Every notebook and module of the project that names the table."""
    quoted = re.compile(rf"(['\"]){re.escape(name)}\1")
    in_matrix = re.compile(rf"{quoted.pattern}|\btable:\s*{re.escape(name)}(?![\w-])")
    for path in sorted(project.notebooks_dir.rglob("*.ipynb")):
        if ".ipynb_checkpoints" in path.parts:
            continue
        for cell in read_file(path, path.name).cells:
            if (in_matrix if cell.cell_type == "raw" else quoted).search(cell.source):
                where = path.relative_to(project.root).as_posix()
                yield Problem(where, f"it reads the table {name!r}", "take that out of the notebook first")
                break
    for folder in (project.charts_dir, project.notebooks_dir):
        for path in sorted(folder.rglob("*.py")) if folder.is_dir() else ():
            if quoted.search(path.read_text("utf-8")):
                where = path.relative_to(project.root).as_posix()
                yield Problem(where, f"it names the table {name!r}", "take that out of the module first")


def _referring(described: Mapping[str, Any], name: str) -> Iterator[Problem]:
    for one in described["resources"]:
        schema = one.get("schema")
        keys = schema.get("foreignKeys") or [] if isinstance(schema, dict) else []
        if one["name"] != name and any(key.get("reference", {}).get("resource") == name for key in keys):
            where = f"data/datapackage.json, {one['name']}"
            yield Problem(where, f"the table refers to {name!r}", "remove that table first, or its foreign key")
