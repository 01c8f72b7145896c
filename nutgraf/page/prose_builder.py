"""A page's prose while it is being set: anchors, footnotes and links counted over all its cells, problems gathered."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from markdown_it.token import Token

from nutgraf.errors import Problem
from nutgraf.page.markdown import markdown, to_html
from nutgraf.page.markdown_cell import SetCell
from nutgraf.page.markup_leftovers import SHORT, label, left_over
from nutgraf.page.page_model import Heading, PrintedFact, Prose

OWN_IDS = frozenset({"article", "content", "corrections", "footnotes", "related", "sources", "top"})
"""Ids that the template uses."""
_OWN_PREFIXES = ("source-", "figure-", "fn-", "fnref-", "part-", "term-", "embed-")


def slug(text: str) -> str:
    """The anchor for a heading: `¿Cuánto pagan?` gives `cuanto-pagan`."""
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")
    # A name that begins with a digit cannot be used in a stylesheet or a script as it is.
    return words if re.match("[a-z]", words) else f"section-{words}".rstrip("-")


class ProseBuilder:
    """What one page's cells share: the ids taken, the footnotes gathered, the links to check, what is wrong."""

    def __init__(self, lang: str, root: str, claims: Mapping[int, PrintedFact]) -> None:
        self.lang, self.root, self.claims = lang, root, claims
        self.ids: set[str] = set(OWN_IDS)
        self.fragments: list[tuple[str, str]] = []
        self.problems: list[Problem] = []
        self.headings: list[str] = []
        self._level = 1
        self._short: list[tuple[str, str, str]] = []
        self._defined: dict[str, str] = {}
        self._notes: list[Token] = []
        self._note_count = 0

    def prose(self, source: str, where: str, part: str = "", kind: str = "") -> Prose | None:
        """One cell's prose, or None where it leaves nothing to read; `part` is the anchor of its first section."""
        cell = SetCell(self, where, part, terms=kind == "glossary")
        env: dict[str, Any] = {}
        tokens = markdown().parse(source, env)
        self.problems += (Problem(where, what, fix) for what, fix in left_over(env))
        self._short += ((name, shown, where) for name, shown in env.get(SHORT, {}).items())
        self._defined |= {label(name): where for name in env.get("references", ())}
        tokens = cell.set(tokens)
        html = to_html(self._take_footnotes(tokens), self.lang)
        return Prose(html, tuple(cell.headings), tuple(cell.mentions), kind) if html.strip() else None

    def footnotes(self) -> str:
        """The page's footnotes as list items, "" where it has none."""
        return to_html(self._notes, self.lang)

    def links_across_cells(self) -> Iterator[Problem]:
        """Words in brackets whose address another cell gives: they would be printed with their brackets."""
        for name, shown, where in self._short:
            if name in self._defined:
                what = f"the link {shown} has its address in another cell, {self._defined[name]}"
                yield Problem(where, what, "write [words](https://…), or give the address in the same cell")

    def add_heading(self, level: int, text: str, where: str, part: str = "", anchor: str = "") -> Heading:
        """A heading with an anchor of its own; one that a screen-reader user could not follow is refused."""
        if level == 1:
            fix = "the headline is `title` in the front matter; headings in the body begin with ##"
            self.problems.append(Problem(where, f"a second headline: # {text}", fix))
        elif level > self._level + 1:
            fix = f"write it with {'#' * (self._level + 1)}"
            self.problems.append(Problem(where, f"this heading skips a level: {'#' * level} {text}", fix))
        if not text:
            self.problems.append(Problem(where, "a heading without words", "write it, or take its # away"))
        self._level = level
        self.headings.append(text)
        wanted = slug(text)
        own = self._anchor(anchor, where) if anchor else ""
        own = own or self.add_id(f"on-{wanted}" if wanted.startswith(_OWN_PREFIXES) else wanted)
        return Heading(level, own, text, self.add_id(part) if part and level == 2 else "")

    def _anchor(self, wanted: str, where: str) -> str:
        """The anchor that a heading is given by its reporter, "" where it cannot be had."""
        if not re.fullmatch(r"[A-Za-z][\w-]*", wanted):
            fix = "begin it with a letter, and use letters, digits and hyphens alone"
            self.problems.append(Problem(where, f"{{#{wanted}}} is no anchor", fix))
        elif wanted in self.ids or wanted.startswith(_OWN_PREFIXES):
            what = f"the anchor {{#{wanted}}} is taken"
            self.problems.append(Problem(where, what, "give the heading another, or none: one is made of its words"))
        else:
            return self.add_id(wanted)
        return ""

    def add_term(self, words: str) -> str:
        """The anchor of a term where it is explained, so that prose can lead to it: `[ITIN](#term-itin)`."""
        return self.add_id(f"term-{slug(words).removeprefix('section-')}")

    def add_id(self, wanted: str) -> str:
        """An id that nothing else on the page has."""
        own, n = wanted, 1
        while own in self.ids:
            n += 1
            own = f"{wanted}-{n}"
        self.ids.add(own)
        return own

    def _take_footnotes(self, tokens: list[Token]) -> list[Token]:
        """Number a cell's footnotes on from the last cell's, and keep their texts for the foot of the page."""
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
