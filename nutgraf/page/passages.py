"""Every text of a page as the kernel rendered it, with its location in a reporter's words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

from nutgraf.frontmatter import RENDERED
from nutgraf.notebook import Cell, headings_in
from nutgraf.page.page_model import Block, Collapsible, DataTable, PageFigure, PageMedia, Passage

FIGURE_WORDS = ("title", "subtitle", "alt", "notes")
_VOICES: Mapping[tuple[str, str], Literal["quoted", "seen"]] = {
    ("quote", "quote"): "quoted",
    ("audio", "transcript"): "quoted",
    ("photo", "alt"): "seen",
}
"""The texts of media whose numbers are not the newsroom's."""
_DRAWN, _UNSEEN = frozenset({"title", "subtitle", "text"}), frozenset({"data", "datasets", "usermeta", "config"})


def read_passages(
    words: Mapping[str, str], cells: Iterable[tuple[Cell, Any, tuple[Block, ...]]]
) -> tuple[Passage, ...]:
    """The texts of the front matter, then the cells in order: prose as Markdown, texts of figures as plain text."""
    read = [name for name in RENDERED if name != "noindex" and words.get(name)]
    passages = [Passage(name, f"front matter, {name}", words[name]) for name in read]
    heading = ""
    for cell, node, blocks in cells:
        rendered = (node["metadata"].get("nutgraf") or {}).get("rendered")
        if cell.kind == "markdown" and blocks and isinstance(rendered, str):
            heading = next(iter(headings_in(rendered)), heading)
            passages.append(Passage(cell.id, _under(heading, cell), rendered, heading, markdown=True))
        for block in blocks:
            passages += _shown(block.block if isinstance(block, Collapsible) else block, cell, heading)
    return tuple(passages)


def _shown(block: Block, cell: Cell, heading: str) -> Iterator[Passage]:
    if isinstance(block, PageFigure):
        for name in FIGURE_WORDS:
            if text := getattr(block, name):
                where = f"{_under(heading, cell)}, figure {block.number}, {name}"
                yield Passage(f"figure:{block.name}:{name}", where, text, heading)
        under = f"{_under(heading, cell)}, figure {block.number}"
        for text in dict.fromkeys(_drawn(block.spec)):
            yield Passage(f"figure:{block.name}:chart", f"{under}, words in the chart", text, heading)
        for n, line in enumerate(block.table.rows):
            unsourced = tuple(text for place, text in enumerate(line) if (n, place) in block.table.unsourced)
            if unsourced:
                yield Passage(
                    f"figure:{block.name}:table", f"{under}, table", " | ".join(line), heading, unsourced=unsourced
                )
    elif isinstance(block, PageMedia):
        # What a reader may enter in a calculator is no number of the page.
        shown = (row[-1:] if block.kind == "calculator" else row for row in block.rows)
        rows = {f"row-{n}": ": ".join(row) for n, row in enumerate(shown, 1)}
        for name, text in {**block.words, **rows}.items():
            if text:
                where = f"{_under(heading, cell)}, {block.kind}, {name}"
                yield Passage(
                    f"media:{block.name}:{name}", where, text, heading, voice=_VOICES.get((block.kind, name), "")
                )
    elif isinstance(block, DataTable):
        for row in block.body:
            cells = tuple(each.text for each in row)
            yield Passage(cell.id, f"{_under(heading, cell)}, table", " | ".join(cells), heading, unsourced=cells)


def _under(heading: str, cell: Cell) -> str:
    """The location of a cell, by the heading that readers see above it."""
    return f'under "{heading}"' if heading else cell.place


def _drawn(spec: Any) -> Iterator[str]:
    """The words drawn in a chart: its titles, those of axes and legends, and text values."""
    if isinstance(spec, list):
        for part in spec:
            yield from _drawn(part)
        return
    if not isinstance(spec, Mapping):
        return
    for name, part in spec.items():
        if name in _DRAWN and isinstance(part, str):
            yield part
        elif name in _DRAWN and isinstance(part, list) and all(isinstance(line, str) for line in part):
            yield " ".join(part)
        elif name == "text" and isinstance(part, Mapping) and isinstance(part.get("value"), str):
            yield part["value"]
        elif name not in _UNSEEN:
            yield from _drawn(part)
