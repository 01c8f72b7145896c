"""Builds a page's prose: anchors, footnotes and links across all of its cells, and their problems."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from markdown_it.token import Token

from nutgraf.errors import Problem
from nutgraf.page.markdown import parsed, to_html
from nutgraf.page.markdown_cell import SetCell
from nutgraf.page.markup_leftovers import SHORT, label, left_over
from nutgraf.page.page_anchors import PageAnchors
from nutgraf.page.page_model import PrintedFact, Prose


class ProseBuilder(PageAnchors):
    """Builds the prose of one page cell by cell, with footnotes numbered across all of them."""

    def __init__(self, lang: str, root: str, claims: Mapping[int, PrintedFact]) -> None:
        super().__init__(lang, root, claims)
        self._short: list[tuple[str, str, str]] = []
        self._defined: dict[str, str] = {}
        self._notes: list[Token] = []
        self._note_count = 0

    def prose(self, source: str, where: str, part: str = "", kind: str = "") -> Prose | None:
        """One cell's prose, or None if it has no content; `part` is the anchor of its first section."""
        cell, tokens = self.read(source, where, part, kind)
        html = to_html(self._take_footnotes(tokens), self.lang)
        return Prose(html, tuple(cell.headings), tuple(cell.mentions), kind) if html.strip() else None

    def read(self, source: str, where: str, part: str = "", kind: str = "") -> tuple[SetCell, list[Token]]:
        """Add one cell's anchors, links and problems to those of the page, without the HTML of its prose."""
        cell = SetCell(self, where, part, terms=kind == "glossary")
        tokens, noted = parsed(source)
        self.problems += left_over(noted, where)
        self._short += ((name, shown, where) for name, shown in noted.get(SHORT, {}).items())
        self._defined |= {label(name): where for name in noted.get("references", ())}
        return cell, cell.set(tokens)

    def footnotes(self) -> str:
        """The page's footnotes as list items, "" if it has none."""
        return to_html(self._notes, self.lang)

    def links_across_cells(self) -> Iterator[Problem]:
        """Bracketed words whose address is in another cell: they would be printed with their brackets."""
        for name, shown, where in self._short:
            if name in self._defined:
                what = f"the link {shown} has its address in another cell, {self._defined[name]}"
                yield Problem(where, what, "write [words](https://…), or give the address in the same cell")

    def _take_footnotes(self, tokens: list[Token]) -> list[Token]:
        """Continue the footnote numbers of the last cell, and keep the texts for the end of the page."""
        most = -1
        for token in _flat(tokens):
            if token.type.startswith("footnote_") and "id" in token.meta:
                most = max(most, token.meta["id"])
                token.meta = {**token.meta, "id": token.meta["id"] + self._note_count}
        self._note_count += most + 1
        for n, token in enumerate(tokens):
            if token.type == "footnote_block_open":
                self._notes += tokens[n + 1 : -1]
                return tokens[:n]
        return tokens


def _flat(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from token.children or []
