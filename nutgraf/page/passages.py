"""Every text a reader will read, as the kernel rendered it, and where it stands in a reporter's words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from nutgraf.notebook import Cell
from nutgraf.page.model import Block, DataTable, Fold, PageFigure, Passage

WORDS = ("title", "subtitle", "short_title", "description")
FIGURE_WORDS = ("title", "subtitle", "alt", "notes")
_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)


def read_passages(
    words: Mapping[str, str], cells: Iterable[tuple[Cell, Any, tuple[Block, ...]]]
) -> tuple[Passage, ...]:
    """The words of the front matter, then the cells in order: prose as Markdown, a figure's words as plain text."""
    passages = [Passage(name, f"front matter, {name}", words[name]) for name in WORDS if words.get(name)]
    heading = ""
    for cell, node, blocks in cells:
        rendered = (node["metadata"].get("nutgraf") or {}).get("rendered")
        if cell.kind == "markdown" and blocks and isinstance(rendered, str):
            heading = next((found[1] for found in _HEADING.finditer(rendered)), heading)
            passages.append(Passage(cell.id, _under(heading, cell), rendered, heading, markdown=True))
        for block in blocks:
            passages += _shown(block.block if isinstance(block, Fold) else block, cell, heading)
    return tuple(passages)


def _shown(block: Block, cell: Cell, heading: str) -> Iterator[Passage]:
    if isinstance(block, PageFigure):
        for name in FIGURE_WORDS:
            if text := getattr(block, name):
                where = f"{_under(heading, cell)}, figure {block.number}, {name}"
                yield Passage(f"figure:{block.name}:{name}", where, text, heading)
    elif isinstance(block, DataTable):
        for row in block.body:
            text = " | ".join(each.text for each in row)
            yield Passage(cell.id, f"{_under(heading, cell)}, table", text, heading)


def _under(heading: str, cell: Cell) -> str:
    """Where a cell stands, by the heading that its readers see above it."""
    return f'under "{heading}"' if heading else cell.place
