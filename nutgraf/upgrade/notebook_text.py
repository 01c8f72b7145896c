"""The cells of a notebook file, changed without touching anything else in it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from nutgraf.notebook_file import rewritten
from nutgraf.upgrade.renames import TAGS, code_of_now, front_matter_of_now, prose_of_now


@dataclass(frozen=True)
class Part:
    """A part of a file that changes: where it is, and its text before and after."""

    where: str
    before: str
    after: str


def changed_notebook(text: str, own: frozenset[str] | None) -> tuple[str, tuple[Part, ...]]:
    """The text of a notebook file with the names of now, and the cells that change.

    Raises ValueError if it is no notebook.
    """
    stored = json.loads(text)
    cells = stored.get("cells") if isinstance(stored, dict) else None
    if not isinstance(cells, list):
        raise ValueError("no list of cells")
    parts = tuple(
        part
        for number, cell in enumerate(cells, 1)
        for part in (*_change(cell, number, own), *_change_tags(cell, number))
    )
    if not parts:
        return text, ()
    return rewritten(text, stored), parts


def _change(cell: Any, number: int, own: frozenset[str] | None) -> list[Part]:
    if not isinstance(cell, dict) or not isinstance(cell.get("source"), str | list):
        raise ValueError("no cell")
    before = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
    kind = cell.get("cell_type")
    if kind == "code":
        after = code_of_now(before, own)
    else:
        after = front_matter_of_now(before) if kind == "raw" and number == 1 else prose_of_now(before)
    if after == before:
        return []
    cell["source"] = after if isinstance(cell["source"], str) else after.splitlines(keepends=True)
    return [Part(f"cell {number}", before, after)]


def _change_tags(cell: dict[str, Any], number: int) -> list[Part]:
    metadata = cell.get("metadata")
    tags = metadata.get("tags") if isinstance(metadata, dict) else None
    if not isinstance(metadata, dict) or not isinstance(tags, list):
        return []
    after = [TAGS.get(tag, tag) if isinstance(tag, str) else tag for tag in tags]
    if after == tags:
        return []
    metadata["tags"] = after
    return [Part(f"cell {number}, tags", *("\n".join(map(str, each)) for each in (tags, after)))]
