"""A DataFrame's HTML, as pandas writes it, becomes a plain table: no styles, no borders, no row numbers.

HTML, and not the Table Schema that pandas can write as well: that has values where a reader sees text. A Styler, with
its formats and hidden columns, has no Table Schema, and neither has a frame with two levels of headings.
"""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

from nutgraf.page.page_model import DataTable, TableCell

_MISSING = frozenset({"nan", "NaN", "NaT", "None", "<NA>"})
_TEXT = "\ue012"
"""The kernel's mark before a text that only looks like a missing value, or like omitted rows."""
_UNSEEN = ("text-align", "vertical-align", "white-space", "padding", "margin", "font-size", "font-family", "border")
"""Properties of a styled frame that can be lost without losing information."""
_BREAKS = frozenset({"br", "div", "p"})
_SHAPE = re.compile(r"(?:MULTI)?(?:POINT|LINESTRING|POLYGON)(?: Z)? (?:\(|EMPTY)|GEOMETRYCOLLECTION")
_NUMBER = re.compile(r"[-+−]?[$€£]?[\d,.\s]*\d\s?%?")


def is_data_frame(html: str) -> bool:
    """Whether this output is a data frame, or a styled one."""
    return bool(re.search(r'<table\b[^>]*\b(class="[^"]*\bdataframe\b|id="T_)', html))


def read_table(html: str) -> DataTable:
    """The table in a data frame's HTML.

    Raises Unshown if a reader would miss something: omitted rows or columns, colors and bars, images in cells; or if
    the cells hold geometries.
    """
    parser = _TableParser()
    parser.feed(html)
    head, body = parser.head, parser.body
    _refuse_what_is_lost(html, parser)
    head, body = [list(map(_as_meant, row)) for row in head], [list(map(_as_meant, row)) for row in body]
    if _only_counts_rows(head, body):
        head, body = [row[1:] for row in head], [row[1:] for row in body]
    columns = max((len(row) for row in body), default=0)
    numeric = {n for n in range(columns) if _is_numeric([row[n] for row in body if len(row) == columns])}
    return DataTable(
        tuple(_head_row(row, numeric, columns) for row in head),
        tuple(_body_row(row, numeric) for row in body),
        parser.caption.strip(),
    )


class Unshown(Exception):
    """A table that would lose something on the page: what, and how to show it."""

    def __init__(self, what: str, fix: str) -> None:
        super().__init__(what)
        self.what, self.fix = what, fix


def _refuse_what_is_lost(html: str, parser: _TableParser) -> None:
    cells = [cell.text for row in (*parser.head, *parser.body) for cell in row]
    if "<small>shape: (" in html:
        raise Unshown("a Polars frame cuts off its texts and rows", "show it as a pandas frame: frame.to_pandas()")
    if any(text in ("...", "…", "⋮", "⋯") for text in cells):
        raise Unshown("the table is cut short", "show fewer rows, or set pandas' display.max_rows in the setup cell")
    if lost := _styles(html):
        what = f"the styles of this table would be lost ({', '.join(lost)})"
        raise Unshown(what, "show the frame without them; bars and colors go into a chart, with nutgraf.figure")
    if parser.foreign:
        what = f"this table holds more than text ({', '.join(sorted(parser.foreign))}), which would be lost"
        fix = "give its cells plain text; a link goes into the prose, a chart into nutgraf.figure"
        raise Unshown(what, f"{fix}; where a < is meant, style.format(escape='html') prints it")
    if any(text in ("inf", "-inf") for text in cells):
        what = "this table holds an infinite number, such as from a division by zero"
        raise Unshown(what, "leave the row out, or put None where there is no number")
    if any(_SHAPE.match(text) for text in cells):
        what = "this table holds shapes, which would be printed as their coordinates"
        raise Unshown(what, 'leave the column out: frame.drop(columns="geometry"); draw a map with nutgraf.figure')


def _styles(html: str) -> list[str]:
    """The properties in a styled frame's stylesheet that carry information."""
    written = " ".join(re.findall(r"<style\b[^>]*>(.*?)</style>", html, re.DOTALL)) if 'id="T_' in html else ""
    named = re.findall(r"(?:^|[{;])\s*([a-z-]+)\s*:", written, re.MULTILINE)
    return list(dict.fromkeys(name for name in named if not name.startswith(_UNSEEN)))


def _as_meant(cell: TableCell) -> TableCell:
    text = "–" if cell.text in _MISSING else cell.text.replace(_TEXT, "")
    return replace(cell, text=text)


class _TableParser(HTMLParser):
    """Collects the cells of the first table."""

    def __init__(self) -> None:
        super().__init__()
        self.head: list[list[TableCell]] = []
        self.body: list[list[TableCell]] = []
        self.caption = ""
        self.foreign: set[str] = set()
        self._into = ""
        self._cell: TableCell | None = None
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("thead", "tbody", "caption"):
            self._into = tag
        elif tag == "tr" and self._into in ("thead", "tbody"):
            self._rows().append([])
        elif tag in ("th", "td") and self._rows():
            scope = "" if tag == "td" else "col" if self._into == "thead" else "row"
            spans = (int(given.get(name) or 1) for name in ("colspan", "rowspan"))
            self._cell, self._text = TableCell("", scope, False, *spans), ""
        elif self._cell is not None and tag in _BREAKS:
            self._text += " "
        elif self._cell is not None and tag != "span":
            self.foreign.add(f"<{tag}>")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("th", "td") and self._cell is not None:
            text = " ".join(self._text.split())
            cell = self._cell
            self._rows()[-1].append(TableCell(text, cell.scope, False, cell.colspan, cell.rowspan))
            self._cell = None
        elif tag == "caption":
            self._into = ""

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._text += data
        elif self._into == "caption":
            self.caption += data

    def _rows(self) -> list[list[TableCell]]:
        return self.head if self._into == "thead" else self.body


def _only_counts_rows(head: list[list[TableCell]], body: list[list[TableCell]]) -> bool:
    if not body or any(not row or row[0].text or row[0].rowspan > 1 for row in head):
        return False
    return all(row and row[0].scope == "row" and row[0].text == str(n) for n, row in enumerate(body))


def _is_numeric(cells: list[TableCell]) -> bool:
    texts = [cell.text for cell in cells if cell.text not in ("", "–")]
    return bool(texts) and all(not cell.scope for cell in cells) and all(map(_NUMBER.fullmatch, texts))


def _head_row(row: list[TableCell], numeric: set[int], columns: int) -> tuple[TableCell, ...]:
    aligned = numeric if len(row) == columns else set()
    return tuple(
        # An empty corner cell is not a header; screen readers would announce an empty one.
        TableCell(c.text, c.scope if c.text else "", n in aligned, c.colspan, c.rowspan)
        for n, c in enumerate(row)
    )


def _body_row(row: list[TableCell], numeric: set[int]) -> tuple[TableCell, ...]:
    return tuple(TableCell(c.text, c.scope, n in numeric, c.colspan, c.rowspan) for n, c in enumerate(row))
