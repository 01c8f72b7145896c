"""What `nutgraf check` says of the declarations of refreshes and corrections, without fetching anything."""

from __future__ import annotations

from nutgraf.data import open_package
from nutgraf.errors import DataError, Problem
from nutgraf.project import Project


def check_declarations(project: Project) -> tuple[list[Problem], list[Problem]]:
    """The problems of the declarations, and the corrections that the tables on file do not have yet.

    The data package itself is left to `nutgraf.data.validate`.
    """
    path = project.data_package
    if not path.is_file():
        return [], []
    from nutgraf.refresh.upstream_corrections import FILE, not_made, read_corrections

    corrected, refreshed = (path.parent / FILE).is_file(), b'"refresh"' in path.read_bytes()
    if not (corrected or refreshed):
        return [], []
    from nutgraf.refresh.declared_refresh import read_declared

    try:
        tables = open_package(path).tables
    except DataError:
        return [], []
    problems: list[Problem] = []
    notes: list[Problem] = []
    try:
        declared = read_declared(path)
    except DataError as error:
        problems += error.problems
        declared = {}
    try:
        corrections = read_corrections(path, tables)
    except DataError as error:
        return [*problems, *error.problems], []
    from nutgraf.refresh.revisions import rows_on_file

    for name in dict.fromkeys(one.table for one in corrections):
        try:
            rows = rows_on_file(tables[name])
        except DataError:
            continue  # a table that cannot be read is a problem of the data
        for one in not_made(tables[name], rows, corrections):
            what = f"the correction of {one.row_words} is not in data/{tables[name].paths[0].name}"
            fix = f"run `nutgraf refresh {name}`" if name in declared else "make it there by hand, with its note"
            notes.append(Problem(f"data/{FILE}", what, fix))
    return problems, notes
