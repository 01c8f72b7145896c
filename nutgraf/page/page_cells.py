"""What readers see of each cell, by its kind and its tags."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from nutgraf import mime_types
from nutgraf.errors import FigureError, Problem
from nutgraf.notebook import Cell
from nutgraf.page.figure_outputs import figure_problems, read_figure
from nutgraf.page.html_tables import Unshown, is_data_frame, read_table
from nutgraf.page.media_outputs import read_media
from nutgraf.page.page_model import Block, Code, Collapsible, DataTable, PageFigure, PageMedia
from nutgraf.page.prose_builder import ProseBuilder
from nutgraf.page.unpublishable_outputs import unpublishable

SILENT_TAGS = frozenset({"parameters", "injected-parameters", "setup", "checks"})
"""Tags of cells that work for the notebook; their output is never published."""
BOXES = ("key-numbers", "glossary")
"""Tags of cells whose definition list gets a box."""


class CellReader:
    """Reads a notebook's cells in order and numbers its figures."""

    def __init__(self, manuscript: ProseBuilder, notebook: str) -> None:
        self.manuscript, self.notebook = manuscript, notebook
        self._figures: list[PageFigure] = []
        self._media = 0
        self._counted: Counter[str] = Counter()

    def blocks(self, cell: Cell, node: Mapping[str, Any]) -> Iterator[Block]:
        """The blocks that the page shows of one cell."""
        if cell.kind == "raw" or "remove-cell" in cell.tags:
            return
        part = self._part(cell)
        if cell.languages and self.manuscript.lang not in cell.languages:
            return
        where = f"{self.notebook}, {cell.place_in(self.manuscript.lang)}"
        if cell.kind == "markdown":
            yield from self._prose(cell, node, where, part)
        else:
            yield from self._code(cell)
            yield from self._outputs(cell, node, where)

    def _part(self, cell: Cell) -> str:
        """A cell's anchor, numbered within its language, so that the third cells of two languages match."""
        if cell.kind != "markdown":
            return ""
        self._counted.update(cell.languages or {""})
        language = min(cell.languages, default="")
        return f"part-{self._counted[language]}" if language else f"part-all-{self._counted['']}"

    def _prose(self, cell: Cell, node: Mapping[str, Any], where: str, part: str) -> Iterator[Block]:
        if not cell.source.strip() or "skip-execution" in cell.tags:
            return
        rendered = node["metadata"].get("nutgraf", {}).get("rendered")
        if rendered is None:
            what = "this cell's expressions were not evaluated"
            self.manuscript.problems.append(Problem(where, what, "build the page with `nutgraf build`"))
        elif block := self.manuscript.prose(rendered, where, part, _box(cell)):
            yield block

    def _code(self, cell: Cell) -> Iterator[Block]:
        if "remove-input" in cell.tags or not cell.source.strip():
            return
        if "show-input" in cell.tags:
            yield Code(cell.source.rstrip())
        elif "hide-input" in cell.tags:
            yield Collapsible("code", Code(cell.source.rstrip()))

    def _outputs(self, cell: Cell, node: Mapping[str, Any], where: str) -> Iterator[Block]:
        if not shows_outputs(cell, self.manuscript.lang):
            return
        for output in node.get("outputs", ()):
            # Printed text is for the reporter; it is never published.
            if output["output_type"] == "stream":
                continue
            block = self._output(output, where)
            if block:
                yield Collapsible("output", block) if "hide-output" in cell.tags else block

    def _output(self, output: Mapping[str, Any], where: str) -> DataTable | PageFigure | PageMedia | None:
        data = output.get("data", {})
        if "table" in data.get(mime_types.FIGURE, {}):
            return self._figure(data[mime_types.FIGURE], where)
        if mime_types.MEDIA in data:
            self._media += 1
            return read_media(data[mime_types.MEDIA], self._media)
        html = "".join(data.get("text/html", ""))
        if is_data_frame(html):
            try:
                return read_table(html)
            except Unshown as error:
                self._refuse(where, error.what, error.fix)
                return None
        self._refuse(where, *unpublishable(output))
        return None

    def _figure(self, bundle: Mapping[str, Any], where: str) -> PageFigure | None:
        try:
            figure = read_figure(bundle, len(self._figures) + 1)
        except FigureError as error:
            self.manuscript.problems += [replace(each, where=f"{where}, {each.where}") for each in error.problems]
            return None
        self.manuscript.problems += figure_problems(figure, where)
        if any(figure.name == earlier.name for earlier in self._figures):
            self._refuse(where, f"a second figure named {figure.name!r}", "give each figure a name= of its own")
        self._figures.append(figure)
        return figure

    def _refuse(self, where: str, what: str, fix: str) -> None:
        self.manuscript.problems.append(Problem(where, what, fix))


def shows_outputs(cell: Cell, lang: str) -> bool:
    """Whether a page in a language shows the outputs of a cell."""
    silent = cell.tags & (SILENT_TAGS | {"remove-cell", "remove-output", "skip-execution"})
    return cell.kind == "code" and not silent and not (cell.languages and lang not in cell.languages)


def _box(cell: Cell) -> str:
    return next((tag for tag in BOXES if tag in cell.tags), "")
