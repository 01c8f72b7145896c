"""The row of a table behind a changed number: old and new, who changed it, and its source with link and quote."""

from __future__ import annotations

import csv
import datetime
import io
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nutgraf import data, ledger
from nutgraf.errors import NutgrafError
from nutgraf.inbox.cell_words import words_of_cell
from nutgraf.ledger import RowChange
from nutgraf.project import Project

_UNCOMMITTED = "0" * 40
_GIT_S = 10
_LONG_NUMBER = re.compile(r"-?[1-9]\d{3,}(?:\.\d+)?")
_QUOTES = ("quote", "published_as")


@dataclass(frozen=True)
class RowOrigin:
    """A row as it was and is; `cells` are the columns that changed, each with old and new.

    The number itself is compared with what was published, the other columns with git's version before the last change.
    """

    file: str
    line: int
    column: str
    row: Mapping[str, str]
    cells: tuple[tuple[str, str, str], ...]
    changed_by: str = ""
    changed_on: str = ""
    change: str = ""
    source: Mapping[str, str] = field(default_factory=dict)
    quote: str = ""
    table: str = ""
    """What the data package says that the table shows."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """What columns are called in the data package."""
    quoted: str = ""
    """The column that the quote is from; "" if it is from the source."""
    words: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """What codes say in words, by column and value: "Tennessee" for TN."""

    def label(self, column: str) -> str:
        """What a column is called; its name where the data package does not say."""
        return self.labels.get(column, column)

    def said(self, column: str, value: str) -> str:
        """What a value says in words; "" where it says it itself."""
        return self.words.get((column, value), "")


def origin_of(project: Project, changed: RowChange) -> RowOrigin:
    """Where a changed value comes from; a row that cannot be found again has no line."""
    table, key, column = ledger.parts_of_row(changed.row)
    value = (column, grouped(_text(changed.was)), grouped(_text(changed.now)))
    file, shows, labels = _file_of(project, table), *_words_of(project, table)
    line, row = _find(_read(file), key) if file else (0, {})
    if file is None or not line:
        return RowOrigin(f"data/{table}.csv", 0, column, key, (value,), table=shows, labels=labels)
    name = file.relative_to(project.root).as_posix()
    by, on, summary, before = _blame(project.root, name, line)
    old = _find(_git(project.root, "show", before), key)[1] if before else {}
    others = [(each, old.get(each, ""), now) for each, now in row.items() if old and old.get(each, "") != now]
    cells = [value, *(cell for cell in others if cell[0] != column)]
    source = _source(project, row.get("source_id", ""))
    quoted = next((each for each in _QUOTES if row.get(each)), "")
    quote = row[quoted] if quoted else source.get("quote", "")
    words = _words_of_values(project, table, [*row.items(), *((each, was) for each, was, _ in cells)])
    shown = {each: grouped(text) if each == column else text for each, text in row.items()}
    return RowOrigin(
        name, line, column, shown, tuple(cells), by, on, summary, source, quote, shows, labels, quoted, words
    )


def _file_of(project: Project, table: str) -> Path | None:
    try:
        paths = data.open_package(project.data_package).table(table).paths
    except NutgrafError:
        return None
    return next((path for path in paths if path.suffix == ".csv" and path.is_relative_to(project.root)), None)


def _words_of(project: Project, name: str) -> tuple[str, dict[str, str]]:
    """What a table shows, and what its columns are called."""
    try:
        table = data.open_package(project.data_package).table(name)
    except NutgrafError:
        return "", {}
    return table.title, {column.name: column.title for column in table.columns.values()}


def _words_of_values(project: Project, name: str, values: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
    try:
        package = data.open_package(project.data_package)
        table = package.table(name)
    except NutgrafError:
        return {}
    said = {(column, value): words_of_cell(package, table, column, value) for column, value in values}
    return {each: words for each, words in said.items() if words}


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return ""


def _find(text: str, key: Mapping[str, str]) -> tuple[int, dict[str, str]]:
    """The line and the cells of the row with this key; 0 if there is none."""
    reader = csv.DictReader(io.StringIO(text, newline=""))
    for row in reader:
        cells = {str(name): str(value or "") for name, value in row.items() if name}
        if all(_text(cells.get(name, "")) == value for name, value in key.items()):
            return reader.line_num, cells
    return 0, {}


def _blame(root: Path, name: str, line: int) -> tuple[str, str, str, str]:
    """Who changed a line, when, with which message, and the version of the file before that."""
    found = _git(root, "blame", "--porcelain", "-L", f"{line},{line}", "--", name).splitlines()
    if not found:
        return "", "", "", ""
    said = dict(each.partition(" ")[::2] for each in found[1:] if not each.startswith("\t"))
    before = ":".join(said["previous"].split(" ", 1)) if "previous" in said else ""
    if found[0].startswith(_UNCOMMITTED):
        return "not committed to git yet", "", "", before
    on = datetime.datetime.fromtimestamp(int(said.get("author-time", 0)), datetime.UTC).date().isoformat()
    return said.get("author", ""), on, said.get("summary", ""), before


def _git(root: Path, *arguments: str) -> str:
    """What git says; nothing where there is no repository, no git, or no such file in it."""
    command = ["git", "-c", "core.fsmonitor=false", *arguments]
    try:
        done = subprocess.run(command, cwd=root, capture_output=True, timeout=_GIT_S, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode(errors="replace") if done.returncode == 0 else ""


def _source(project: Project, source_id: str) -> dict[str, str]:
    try:
        return data.source_entries(project.data_package, [source_id])[source_id] if source_id else {}
    except NutgrafError:
        return {}


def grouped(text: str) -> str:
    """A whole number with its thousands apart; any other text as it is."""
    whole, point, rest = text.partition(".")
    return f"{int(whole):,}{point}{rest}" if _LONG_NUMBER.fullmatch(text) else text


def _text(value: Any) -> str:
    """A value as a table has it: 314200000 and not 314200000.0."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
