"""Refreshes tables: fetched, made into tables, weighed against their contracts, and replaced or kept out."""

from __future__ import annotations

import contextlib
import gc
import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain

from nutgraf.data import Package, open_package
from nutgraf.data.content import parse
from nutgraf.data.package import Table
from nutgraf.disk_errors import disk_problem
from nutgraf.errors import DataError, NutgrafError, Problem, UsageError, did_you_mean
from nutgraf.file_lock import HeldElsewhereError, file_lock
from nutgraf.intake.resource_text import csv_lines
from nutgraf.intake.staged_write import problems_with
from nutgraf.project import Project
from nutgraf.refresh.contract import Breach, broken
from nutgraf.refresh.declared_refresh import Refresh, read_declared
from nutgraf.refresh.download import download
from nutgraf.refresh.fetched_file import Downloaded
from nutgraf.refresh.quarantine import put_in_quarantine, quarantine_folder, take_out_of_quarantine
from nutgraf.refresh.recipe import is_notebook, rows_of_file, rows_of_notebook
from nutgraf.refresh.refresh_report import RefreshReport, TableRefresh
from nutgraf.refresh.replacing import present_bytes, replace_table
from nutgraf.refresh.revisions import RowCells, in_known_order, revisions, rows_on_file
from nutgraf.refresh.unpack import unpack
from nutgraf.refresh.upstream_corrections import UpstreamCorrection, correct, correct_known, read_corrections
from nutgraf.refresh.versions import Version, append_version, keep_content, read_log, version_of
from nutgraf.utc_moment import utc_moment

Sleep = Callable[[float], None]


@dataclass(frozen=True)
class _Wanted:
    """One table that is refreshed."""

    project: Project
    package: Package
    table: Table
    declared: Refresh
    corrections: tuple[UpstreamCorrection, ...]
    now: datetime
    dry_run: bool


def refresh_tables(
    project: Project,
    names: Sequence[str] = (),
    *,
    now: datetime,
    dry_run: bool = False,
    sleep: Sleep = time.sleep,
    tell: Callable[[TableRefresh], None] = lambda _: None,
) -> RefreshReport:
    """Refresh the named tables, or all that declare a refresh; a bad one does not stop the others.

    `now` is the moment that versions carry; `tell` is called with each table as it is done. With `dry_run`, everything
    is fetched and weighed, and nothing written. Raises UsageError for a table that declares no refresh and where
    another refresh is running, and DataError where the data package or a declaration cannot be read.
    """
    read_corrections(project.data_package, open_package(project.data_package).tables)
    declared = read_declared(project.data_package)
    if unknown := [name for name in names if name not in declared]:
        problems = [
            Problem(f"table {name}", "it declares no refresh", did_you_mean(name, declared)) for name in unknown
        ]
        raise UsageError(*problems)
    done = []
    with _alone(project):
        for name in names or declared:
            done.append(_refresh(project, name, declared[name], now, dry_run, sleep))
            tell(done[-1])
    return RefreshReport(tuple(done), dry_run)


@contextlib.contextmanager
def _alone(project: Project) -> Iterator[None]:
    """One refresh at a time in a project: the system releases the lock when its holder exits, however it exits."""
    try:
        with file_lock(project.build_dir / "refresh" / ".lock"):
            yield
    except HeldElsewhereError as error:
        what = f"a refresh is running already (process {error.holder})"
        raise UsageError(Problem("build/refresh/.lock", what, "wait for it to end")) from error
    except OSError as error:
        raise UsageError(disk_problem(error, project.root)) from error


def _refresh(
    project: Project, name: str, declared: Refresh, now: datetime, dry_run: bool, sleep: Sleep
) -> TableRefresh:
    try:
        package = open_package(project.data_package)
        known = read_corrections(project.data_package, package.tables)
        corrections = tuple(one for one in known if one.table == name)
        wanted = _Wanted(project, package, package.table(name), declared, corrections, now, dry_run)
        _refuse_unwritable(wanted.table)
        with _no_search_for_garbage():
            return _refreshed(wanted, sleep)
    except NutgrafError as error:
        return TableRefresh(name, "failed", declared.source, problems=error.problems)


@contextlib.contextmanager
def _no_search_for_garbage() -> Iterator[None]:
    """Keep Python from searching a million rows for cycles again and again: they hold texts alone."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _refuse_unwritable(table: Table) -> None:
    """Refuse to write a table that is not plain CSV, or in several files."""
    dialect = table.dialect
    plain = (dialect.encoding, dialect.delimiter, dialect.quote, dialect.header) == ("utf-8", ",", '"', (1,))
    if len(table.paths) > 1 or not plain:
        what = "a refresh writes one file of plain CSV in UTF-8, and the table is stored in another form"
        raise DataError(Problem(f"data/datapackage.json, {table.name}", what, "save it as one such file"))


def _refreshed(wanted: _Wanted, sleep: Sleep) -> TableRefresh:
    table, declared = wanted.table, wanted.declared
    last = _last(wanted)
    if is_notebook(declared.source):
        got = Downloaded(declared.source, "", b"", {})
        path = wanted.project.notebooks_dir / declared.source
        return _weighed(wanted, last, got, _versions(wanted, rows_of_notebook(wanted.package, table, declared, path)))
    got = download(wanted.project.root, declared, last.marks if last else {}, sleep)
    if got.is_unchanged or (last and last.file == hashlib.sha256(got.written).hexdigest()):
        return TableRefresh(table.name, "unchanged", got.address, last.version if last else "")
    try:
        name, written = unpack(got.name, got.written, declared)
        versions = _versions(wanted, rows_of_file(wanted.package, table, declared, name, written))
    except NutgrafError as error:
        unread = [Breach("reading", str(one.what), (one.where, one.fix)) for one in error.problems]
        return _kept_out(wanted, got, b"", unread)
    return _weighed(wanted, last, got, versions)


@dataclass(frozen=True)
class _Versions:
    """The rows on file, and those that came; which corrections no longer fit."""

    before: Sequence[RowCells]
    rows: Sequence[RowCells]
    overtaken: Sequence[Breach]


def _versions(wanted: _Wanted, rows: Sequence[RowCells]) -> _Versions:
    """The rows as they came, corrected and in the order of those on file."""
    before = rows_on_file(wanted.table) if present_bytes(wanted.table) else []
    corrected = correct(wanted.table, rows, wanted.corrections)
    return _Versions(before, in_known_order(wanted.table, before, corrected.rows), corrected.overtaken)


def _weighed(wanted: _Wanted, last: Version | None, got: Downloaded, versions: _Versions) -> TableRefresh:
    """Put the rows in place of the table, or keep them out."""
    table, before, rows = wanted.table, versions.before, versions.rows
    content = csv_lines(chain([list(table.columns)], (row.values() for row in rows)))
    findings = [*versions.overtaken, *_findings(wanted, before, rows, content)]
    if findings:
        return _kept_out(wanted, got, content, findings)
    changes = revisions(table, before, rows)
    if before and not changes.any:
        content = present_bytes(table)  # the same cells, perhaps the same values, written differently
    version = _version(wanted, got, content, len(rows), changes.summary)
    if not wanted.dry_run:
        _put_on_file(wanted, last, content, version, is_new=changes.any)
    return TableRefresh(table.name, "replaced" if changes.any else "unchanged", got.address, version.version, changes)


def _version(wanted: _Wanted, got: Downloaded, content: bytes, rows: int, changes: str) -> Version:
    file = hashlib.sha256(got.written).hexdigest() if got.written else ""
    when = utc_moment(wanted.now)
    return Version(version_of(content), when, got.address, rows, changes, file, _recipe(wanted), got.marks)


def _put_on_file(wanted: _Wanted, last: Version | None, content: bytes, version: Version, *, is_new: bool) -> None:
    package, table, declared = wanted.project.data_package, wanted.table, wanted.declared
    if is_new:
        replace_table(package, table, content, version, declared.set.get(table.roles.get("source", ""), ""))
    elif not last:
        keep_content(package, table.name, content)
        append_version(package, table.name, replace(version, changes="as it was on file"))
    take_out_of_quarantine(wanted.project, table.name)


def _last(wanted: _Wanted) -> Version | None:
    """The version that the table has, if it was made by the same declaration: what is the same since is not read."""
    log = read_log(wanted.project.data_package, wanted.table.name)
    last = log[-1] if log else None
    present = version_of(present_bytes(wanted.table))
    return last if last and last.version == present and last.recipe == _recipe(wanted) else None


def _recipe(wanted: _Wanted) -> str:
    """The fingerprint of everything that makes the table of the file, apart from the file."""
    parts = [wanted.declared.model_dump_json(by_alias=True), wanted.table.digest]
    parts += [one.model_dump_json() for one in wanted.corrections]
    parts += [parse(wanted.package.table(one.table)).digest for one in wanted.declared.lookup.values()]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _findings(wanted: _Wanted, before: Sequence[RowCells], rows: Sequence[RowCells], content: bytes) -> list[Breach]:
    """What is wrong with a version: by the data package, and by the contract."""
    path = wanted.table.paths[0]
    before = correct_known(wanted.table, before, wanted.corrections)
    found = broken(wanted.table, wanted.declared.contract, before, rows)
    if rows:
        folder = wanted.project.data_package.parent
        wrong = problems_with(folder, wanted.project.data_package.name, {path.name: content})
        found += [Breach("schema", one.what, (one.where,)) for one in wrong]
    return found


def _kept_out(wanted: _Wanted, got: Downloaded, content: bytes, findings: Sequence[Breach]) -> TableRefresh:
    folder = quarantine_folder(wanted.project, wanted.table.name).relative_to(wanted.project.root).as_posix()
    version = version_of(present_bytes(wanted.table))
    refresh = TableRefresh(
        wanted.table.name, "quarantined", got.address, version, findings=tuple(findings), kept_in=folder
    )
    if wanted.dry_run:
        return replace(refresh, kept_in="")
    put_in_quarantine(wanted.project, refresh, got.name, got.written, content)
    return refresh
