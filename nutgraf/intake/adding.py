"""Adds a table to the data of a project: reads it, asks what it has to know, writes it, or changes nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from nutgraf.data import Package, open_package
from nutgraf.data import source_entries as entries_of
from nutgraf.errors import DataError, Problem, UsageError
from nutgraf.facts.units import is_counted
from nutgraf.intake.column_patterns import for_each_column
from nutgraf.intake.column_values import TypedColumn
from nutgraf.intake.declared_areas import declare_areas, with_whole_kept
from nutgraf.intake.declared_columns import Declared, declare_columns
from nutgraf.intake.declared_source import declare_source
from nutgraf.intake.declared_units import declare_units
from nutgraf.intake.given import Given
from nutgraf.intake.grid import CellGrid
from nutgraf.intake.headings import in_latin_letters
from nutgraf.intake.interview import Interview, Question
from nutgraf.intake.limits import with_limit_columns
from nutgraf.intake.package_text import EMPTY, with_declared, with_resource
from nutgraf.intake.receive import receive
from nutgraf.intake.resource_text import csv_text, sources_resource, sources_text, table_resource
from nutgraf.intake.said_scales import without_scale
from nutgraf.intake.scaled_columns import scale_columns
from nutgraf.intake.staged_write import problems_with, write_together
from nutgraf.intake.table_layout import Laid, lay_out
from nutgraf.intake.total_rows import refuse_totals
from nutgraf.intake.typed_columns import type_columns
from nutgraf.intake.year_columns import settle_years
from nutgraf.project import Project

_PACKAGE = "datapackage.json"
_LONGEST_NAME = 100


@dataclass(frozen=True)
class Draft:
    """A table that may be added: its resource, and every file that changes."""

    name: str
    rows: int
    resource: Mapping[str, Any]
    new_source: str
    """The id of the source that is added with it; "" where it is on the list."""
    files: Mapping[str, bytes | None]


def draft_table(project: Project, file: str, given: Given, interview: Interview, today: date) -> Draft:
    """What adding a file, or the file at an address, would write; nothing is written.

    Raises UsageError or DataError with everything that is wrong, ambiguous or not known.
    """
    name, grid = receive(file, given, interview)
    interview.settle()
    return draft_grid(project, file, name, grid, given, interview, today)


def draft_grid(
    project: Project, file: str, received: str, grid: CellGrid, given: Given, interview: Interview, today: date
) -> Draft:
    """What adding the rows of a grid would write; `received` is the name of the file that they come from."""
    folder = project.data_package.parent
    package = open_package(project.data_package) if project.data_package.is_file() else None
    text = project.data_package.read_bytes().decode("utf-8-sig") if package else EMPTY
    described = json.loads(text)
    given = replace(with_whole_kept(grid, given), language=project.default_language)
    laid = settle_years(lay_out(grid, given, interview), given, interview)
    columns = type_columns(laid, given, interview)
    given = for_each_column(given, columns)
    columns = scale_columns(laid, columns, given, interview)
    rows = [number for number, _ in laid.rows]
    refuse_totals(grid.where, columns, rows, given, interview)
    name = _name(received, described, folder, given, interview)
    title = given.title or interview.answer(_titled(laid, name or PurePosixPath(received).stem))
    interview.settle()
    declared = declare_columns(grid.where, columns, rows, given, interview, title=laid.title)
    areas = declare_areas(grid.where, columns, declared.roles.get("area", ""), described, given, interview)
    source = declare_source(grid.where, file, title, columns, package, given, interview)
    source = _with_page(source, grid.page, package, interview)
    row = given.row or _row(grid.where, declared, interview)
    nouns = declare_units(declared.units.values(), row, described, project.languages, given, interview)
    interview.settle()
    columns, declared = _with_constants(_with_limits(columns, declared), declared, source)
    files: dict[str, bytes | None] = {f"{name}.csv": csv_text(columns)}
    if is_new := bool(source.get("publisher")):
        file_name, listed = sources_text(package, source, today)
        files[file_name] = listed
    if not any(one["name"] == "sources" for one in described["resources"]):
        text = with_resource(text, sources_resource())
    cited = [source] if is_new else _cited(package, columns)
    if areas.name:
        declared = replace(declared, roles={**declared.roles, "areas": areas.name})
    if areas.new_whole:
        text = with_declared(text, "areas", areas.name, {"whole": areas.new_whole})
    for unit, names in nouns.items():
        text = with_declared(text, "units", unit, names)
    resource = table_resource(name, title, row, columns, declared, cited, today)
    files[_PACKAGE] = with_resource(text, resource).encode()
    _refuse_wrong(folder, resource, files)
    return Draft(name, len(rows), resource, source["source_id"] if is_new else "", files)


def write_table(project: Project, draft: Draft) -> None:
    """Write a draft into data/: all of its files, or none."""
    write_together(project.data_package.parent, draft.files)


def _name(received: str, described: Mapping[str, Any], folder: Path, given: Given, interview: Interview) -> str:
    stem = PurePosixPath(received).stem
    likely = in_latin_letters(stem, given.language) or None
    what = (
        "the name of the table" if likely else f"the table needs a name in Latin letters, which “{stem}” does not give"
    )
    why = "" if not likely or stem.isascii() else f"“{stem}” in Latin letters"
    name = given.name or interview.answer(Question(received, "--name", what, likely, why, "population"))
    if name and not re.fullmatch(r"[a-z][a-z0-9_-]*", name):
        fix = "small Latin letters, digits and _, a letter first, such as population"
        interview.refuse(Problem("--name", f"{name!r} is no name", fix))
    elif name and len(name) > _LONGEST_NAME:
        interview.refuse(Problem("--name", f"it has {len(name)} letters", f"use {_LONGEST_NAME} at most"))
    elif name == "sources":
        interview.refuse(Problem("--name", "sources is the name of the list of sources", "choose another name"))
    taken = {one.get("name"): one for one in described["resources"]}
    if name in taken and not given.replace:
        fix = "give the new one another --name, or --replace to put it in place of the old one"
        interview.refuse(Problem("data/datapackage.json", f"there is a table {name!r} already", fix))
    elif name in taken and taken[name].get("path") != f"{name}.csv":
        what = f"the table {name!r} is kept in {taken[name].get('path')}"
        interview.refuse(Problem("data/datapackage.json", what, "take it out by hand, or choose another --name"))
    elif name not in taken and (folder / f"{name}.csv").exists():
        what = "a file of this name is there, and no table of the data package"
        interview.refuse(Problem(f"data/{name}.csv", what, "move it elsewhere, or choose another --name"))
    return name


def _titled(laid: Laid, name: str) -> Question:
    what = "the title of the table"
    if caption := without_scale(laid.caption):
        return Question(laid.where, "--title", what, caption, "it is above the headings")
    return Question(laid.where, "--title", what, name.replace("_", " ").capitalize())


def _row(where: str, declared: Declared, interview: Interview) -> str:
    each = " and ".join(name.replace("_", " ") for name in declared.key)
    question = Question(where, "--row", "what a row is", each, "the key", "county/counties")
    return interview.answer(question) or each


def _with_limits(columns: Sequence[TypedColumn], declared: Declared) -> list[TypedColumn]:
    """The columns, with one of words for each that has limits."""
    try:
        return with_limit_columns(columns, [name for name, unit in declared.units.items() if is_counted(unit)])
    except ValueError as error:
        what = f"the table has a column {error}, which the words of the limits need"
        raise UsageError(Problem("--limits", what, f"give it another name: --rename {error}=NAME")) from error


def _with_constants(
    columns: Sequence[TypedColumn], declared: Declared, source: Mapping[str, str]
) -> tuple[list[TypedColumn], Declared]:
    """The columns with those that are the same in every row: the day, and the id of the source."""
    found, count = list(columns), len(columns[0].cells)
    as_of = declared.roles["asOf"]
    roles = dict(declared.roles)
    if as_of not in {column.name for column in columns}:
        if any(column.name == "as_of" for column in columns):
            what = "the table has a column as_of, and --as-of gives a day"
            raise UsageError(Problem("--as-of", what, "give --as-of as_of, or rename the column"))
        found.append(TypedColumn("as_of", "", "string", (as_of,) * count))
        roles["asOf"] = "as_of"
    if source:
        found.append(TypedColumn("source_id", "", "string", (source["source_id"],) * count))
    return found, replace(declared, roles=roles)


def _with_page(source: dict[str, str], page: str, package: Package | None, interview: Interview) -> dict[str, str]:
    """The source with the page of a document that its table is on; it is said where the list has no place for it."""
    listed = package.tables.get("sources") if package else None
    if not page or not source:
        return source
    if not source.get("publisher"):
        interview.note(f"the table is on {page}; enter that as its page in the list of sources, where it is not there")
    elif listed and "page" not in listed.columns:
        interview.note(f"the table is on {page}, and the list of sources has no column page to say so")
    return {**source, "page": page}


def _cited(package: Package | None, columns: Sequence[TypedColumn]) -> list[dict[str, str]]:
    ids = next(column.cells for column in columns if column.name == "source_id")
    known = entries_of(package, ids) if package else {}
    return [known[one] for one in sorted(known)]


def _refuse_wrong(folder: Path, resource: Mapping[str, Any], files: Mapping[str, bytes | None]) -> None:
    """Refuse what the data package would be refused for, or what frictionless says of the new table."""
    if problems := problems_with(folder, _PACKAGE, files):
        raise DataError(*problems)
    if problems := _by_frictionless(resource, files):
        raise DataError(*problems)


def _by_frictionless(resource: Mapping[str, Any], files: Mapping[str, bytes | None]) -> list[Problem]:
    import tempfile

    from frictionless import Resource

    schema = {name: value for name, value in resource["schema"].items() if name != "foreignKeys"}
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / resource["path"]).write_bytes(files[resource["path"]] or b"")
        report = Resource.from_descriptor({**resource, "schema": schema}, basepath=name).validate()
    return [
        Problem(f"data/{resource['path']}", error.message, "correct the cell, or give --text for the column")
        for task in report.tasks
        for error in task.errors
    ]
