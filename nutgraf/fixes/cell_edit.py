"""An edit of one cell, and the notebook file with it: nothing else in the file changes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nutgraf.errors import Problem, UsageError
from nutgraf.notebook_file import read_file, rewritten

_AGAIN = "save the notebook, and check it again"


@dataclass(frozen=True)
class Edit:
    """A part of a cell's source, and what to write in its place."""

    start: int
    end: int
    text: str
    label: str
    """What the edit does, in words: "write 'paid'"."""

    def applied(self, source: str) -> str:
        """The source with the edit."""
        return source[: self.start] + self.text + source[self.end :]


def change_cell(path: Path, where: str, cell: str, source: str, edit: Edit) -> None:
    """Write an edit of a cell whose source is known into its file.

    Raises UsageError if the cell holds another text by now, or the file cannot be written.
    """
    number = next((at for at, each in enumerate(read_file(path, where).cells) if each.get("id") == cell), None)
    with path.open(encoding="utf-8", newline="") as file:
        text = file.read()
    stored: dict[str, Any] = json.loads(text)
    if number is None or _source(stored["cells"][number]) != source:
        raise UsageError(Problem(where, "the cell has changed since it was checked", _AGAIN))
    after = edit.applied(source)
    is_list = isinstance(stored["cells"][number]["source"], list)
    stored["cells"][number]["source"] = after.splitlines(keepends=True) if is_list else after
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            file.write(rewritten(text, stored))
    except OSError as error:
        what = f"it cannot be written: {error.strerror or type(error).__name__}"
        raise UsageError(Problem(where, what, "look at its permissions")) from error


def _source(cell: dict[str, Any]) -> str:
    return cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
