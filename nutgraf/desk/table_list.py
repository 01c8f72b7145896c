"""The tables of a project as the desk lists them, and adding one from a file that was sent."""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath

from nutgraf import inbox
from nutgraf.data.package import Package, Table
from nutgraf.errors import NutgrafError, Problem, UsageError
from nutgraf.project import Project

_SOURCES_SHOWN = 3
_TEXTS = (
    *("name", "title", "source", "publisher", "source_title", "address", "license", "published", "as_of"),
    *("row", "key", "value"),
    *("decimal", "brackets", "sheet", "header", "encoding", "delimiter", "low", "high", "margin", "area", "whole"),
    *("years", "areas", "add_over", "table"),
)
_BY_LINE = (
    *("unit", "noun", "scale", "rounding", "limits", "missing", "date_format", "rename", "text"),
    *("footnote", "skip_row", "keep_row"),
)


@dataclass(frozen=True)
class ListedSource:
    """A source of a table: who published what, when, and where it is on the web."""

    publisher: str
    title: str
    published: str
    url: str


@dataclass(frozen=True)
class ListedTable:
    """One table: its rows, the columns that tell them apart, its facts, the days they are for, its sources.

    Of a column its title and its name; of a fact its unit in words too, "" if it has none.
    """

    name: str
    title: str
    rows: int
    key: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str, str], ...]
    as_of: str
    sources: tuple[ListedSource, ...]
    more_sources: int
    overdue: tuple[str, ...]
    """In words, the sources of which a newer edition was expected by now."""


@dataclass(frozen=True)
class AddedTable:
    """A table that was added, or would be: its name, its rows, what was inferred, and the files."""

    name: str
    rows: int
    inferred: tuple[str, ...]
    files: tuple[str, ...]


def list_tables(project: Project, today: datetime.date) -> tuple[tuple[ListedTable, ...], tuple[Problem, ...]]:
    """Every table that can be read, and the problems of the others."""
    from nutgraf.data import open_package, overdue
    from nutgraf.data.content import parse

    if not project.data_package.is_file():
        return (), ()
    package = open_package(project.data_package)
    late = {problem.where.rpartition(", ")[2]: problem.what for problem in overdue(project.data_package, today)}
    problems = [problem for found in package.refused.values() for problem in found]
    listed = []
    for table in package.tables.values():
        try:
            records = parse(table).records
        except NutgrafError as error:
            problems += error.problems
            continue
        by_role = {role: _values(records, table.roles.get(role)) for role in ("asOf", "source")}
        sources = by_role["source"] if table.name != "sources" else ()
        listed.append(
            ListedTable(
                table.name,
                table.title,
                len(records),
                tuple((table.columns[name].title, name) for name in table.primary),
                tuple(
                    (table.columns[name].title, name, _unit(package, table, name, records))
                    for name in table.fact_columns
                ),
                _span(by_role["asOf"]),
                _sources(project, sources[:_SOURCES_SHOWN]),
                max(0, len(sources) - _SOURCES_SHOWN),
                tuple(late[source] for source in sources if source in late),
            )
        )
    return tuple(listed), tuple(problems)


def add_table(
    project: Project, file: str, content: bytes, wish: Mapping[str, str], today: datetime.date, *, dry_run: bool
) -> AddedTable:
    """Add the table in a file, as `nutgraf data add --yes` does; every inference is listed.

    `wish` holds options of that command; those that may be given several times, one a line.
    Raises UsageError or DataError with everything that is wrong, ambiguous or not known; nothing is written then.
    """
    from nutgraf import intake

    texts = {name: wish[name].strip() for name in _TEXTS if wish.get(name, "").strip()}
    lines = {name: [line.strip() for line in wish.get(name, "").splitlines() if line.strip()] for name in _BY_LINE}
    given = intake.given_from({**texts, **lines, "replace": bool(wish.get("replace"))})
    interview = intake.Interview(takes_likely=True)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / _plain_name(file)
        path.write_bytes(content)
        try:
            draft = intake.draft_table(project, str(path), given, interview, today)
        except NutgrafError as error:
            raise UsageError(*(_without_folder(problem, folder) for problem in error.problems)) from error
    if not dry_run:
        intake.write_table(project, draft)
    return AddedTable(draft.name, draft.rows, tuple(interview.inferred), tuple(f"data/{name}" for name in draft.files))


def _plain_name(file: str) -> str:
    """The name of a file that was sent, without folders."""
    name = PureWindowsPath(PurePosixPath(file).name).name
    if not name or name.startswith(".") or "\0" in name or len(name) > 200:
        raise UsageError(Problem("the file", f"{file!r} is not the name of a file", "choose a CSV file or a workbook"))
    return name


def _without_folder(problem: Problem, folder: str) -> Problem:
    """A problem without the folder that the file was in for a moment."""
    where, what, fix = (text.replace(f"{folder}/", "") for text in (problem.where, problem.what, problem.fix))
    return Problem(where, what, fix)


def _values(records: Sequence[Mapping[str, object]], column: str | None) -> tuple[str, ...]:
    return tuple(sorted({str(each[column]) for each in records if each[column]})) if column else ()


def _unit(package: Package, table: Table, column: str, records: Sequence[Mapping[str, object]]) -> str:
    """The unit of a column in words; where each row has its own, all of them."""
    units: tuple[str, ...] = (table.columns[column].unit,)
    if column == table.value and not units[0]:
        units = _values(records, table.roles.get("unit"))
    words = [inbox.words_of_unit(package, unit) for unit in units if unit]
    return f"{', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else "".join(words)


def _span(days: Sequence[str]) -> str:
    return "" if not days else days[0] if len(days) == 1 else f"{days[0]} to {days[-1]}"


def _sources(project: Project, ids: Sequence[str]) -> tuple[ListedSource, ...]:
    from nutgraf.data import source_entries

    try:
        known = source_entries(project.data_package, ids)
    except NutgrafError:  # listed with the problems of the project
        return ()
    return tuple(
        ListedSource(*(known[one].get(name, "") for name in ("publisher", "title", "published", "url"))) for one in ids
    )
