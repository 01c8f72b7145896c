"""Brings notebooks and settings of an earlier version of nutgraf to the names of this one.

    outdated_files(root) -> changes      each file that uses names of before, with its text as it would be
    write_changes(changes)

renames           the names of before, and the text of cells, front matter and settings with those of now
notebook_text     the cells of a notebook file, changed without touching anything else in it
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from nutgraf.errors import NutgrafError, Problem, UsageError
from nutgraf.upgrade.notebook_text import Part, changed_notebook
from nutgraf.upgrade.renames import code_of_now, own_charts, settings_of_now

__all__ = ["OutdatedFile", "outdated_files", "problem_of", "write_changes"]


@dataclass(frozen=True)
class OutdatedFile:
    """A file that uses names of an earlier version."""

    path: Path
    name: str
    """Its path from the project's root."""
    text: str
    """What it would hold."""
    parts: tuple[Part, ...]
    """What changes: one part for each cell, or one for the file."""

    @property
    def diff(self) -> str:
        """The lines that change, as git shows them."""
        lines: list[str] = []
        for part in self.parts:
            where = f"{self.name}, {part.where}" if part.where else self.name
            old, new = part.before.splitlines(), part.after.splitlines()
            lines += [f"--- {where}", *list(difflib.unified_diff(old, new, n=0, lineterm=""))[2:]]
        return "\n".join(lines)


def outdated_files(root: Path) -> list[OutdatedFile]:
    """Every file that uses names of an earlier version; a file that cannot be read is left to `check`."""
    notebooks = sorted(path for path in (root / "notebooks").rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts)
    files = [*notebooks, *sorted((root / "charts").rglob("*.py")), root / "pyproject.toml"]
    own = own_charts(root / "charts")
    # To open a named pipe would be to wait for another program.
    return [change for path in files if path.is_file() for change in _change(root, path, own)]


def write_changes(changes: Sequence[OutdatedFile]) -> None:
    """Write each file. Raises UsageError where one cannot be written."""
    for change in changes:
        try:
            with change.path.open("w", encoding="utf-8", newline="") as file:
                file.write(change.text)
        except OSError as error:
            what = f"it cannot be written: {error.strerror or type(error).__name__}"
            raise UsageError(Problem(change.name, what, "look at its permissions")) from error


def problem_of(change: OutdatedFile) -> Problem:
    """What `check` says about a file of an earlier version."""
    lines = [line for line in change.diff.splitlines() if line[:1] in "+-" and line[:3] not in ("---", "+++")]
    old = next((line[1:].strip() for line in lines if line.startswith("-")), "")
    new = next((line[1:].strip() for line in lines if line.startswith("+")), "")
    what = f"it uses names of an earlier version of nutgraf: {old}"
    return Problem(change.name, what, f"write {new}; nutgraf upgrade shows all of them, and changes them with --write")


def _change(root: Path, path: Path, own: frozenset[str] | None) -> Iterator[OutdatedFile]:
    name = path.relative_to(root).as_posix()
    try:
        with path.open(encoding="utf-8", newline="") as file:
            before = file.read()
        if path.suffix == ".ipynb":
            after, parts = changed_notebook(before, own)
        else:
            after = settings_of_now(before) if path.suffix == ".toml" else code_of_now(before, frozenset({"*"}))
            parts = (Part("", before, after),)
    except (OSError, ValueError, NutgrafError):
        return
    if after != before:
        yield OutdatedFile(path, name, after, parts)
