"""Finds markup that is not understood: readers would see its brackets, or nothing at all.

It runs as a rule of the parser, before escaped and plain characters are merged into one text, because characters that
the reporter or a value has escaped are intentional.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from markdown_it import MarkdownIt
from markdown_it.rules_block.table import escapedSplit
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from nutgraf.errors import About, Problem

LEFT = "nutgraf_left_over"
"""The key of the findings in the parser's environment: (what, fix) of each."""
SHORT = "nutgraf_shortcuts"
"""The key of the bracketed words that are not links, by the label that they would have."""

HEADING_ANCHOR = re.compile(r"\s*\{#([^{}]*)\}\s*\Z")
"""The anchor at the end of a heading: `## Methods {#methods}`."""

_ESCAPED, _CODE, _LINK = "\x00", "\x01", "\x02"
_SHOWN = {"text_special": _ESCAPED, "code_inline": _CODE, "link_open": _LINK, "link_close": _LINK, "softbreak": "\n"}
_SHORT = re.compile(r"(?<!\])\[([^\[\]^][^\[\]]*)\](?![\[(])")
_MARKS = re.compile(r"[\[\]<{:#~^=*|!?]")
"""A text with none of these has nothing that a rule finds."""
_CLOSING = {"fence": -1, "container_admonition_open": 0}
"""The offset of a block's closing line from the end that the parser gives."""
_SAME_CELL = "write both in one cell: footnotes and links do not reach other cells"
_RULES: tuple[tuple[str, str, str], ...] = (
    (
        r"\[\^[^\]\s]+\]",
        "the footnote {found} has no text in this cell, and would be printed as it is",
        "write its text as [^name]: … in the same cell",
    ),
    (
        r"\[\^[^\]\n]*\s[^\]\n]*\]",
        "the name of a footnote has a space in it: {found}",
        "write it as one word, such as [^1]",
    ),
    (
        r"\[[^\[\]]*\]\[[^\[\]]*\]|\]\[[^\[\]]*\]",
        "the link {found} has no address in this cell, and would be printed as it is",
        "write [words](https://…), or [name]: https://… in the same cell",
    ),
    (
        r"(?:^|\n) {0,3}\[[^\]\n]+\]:[ \t]*\S+",
        "the address of a link is inside a paragraph, and would be printed: {found}",
        "leave a blank line before it",
    ),
    (
        r"\[[^\[\]\n]*\][ \t]?\((?:https?:|mailto:|www\.|/|#)[^\s)]*",
        "a link that is not closed, or whose address holds a space: {found}",
        "write [words](address), with %20 for a space in the address",
    ),
    (
        r"\[[^\[\]\n]*\]\((?!https?:|mailto:)[A-Za-z][\w+.-]*:[^\s)]*",
        "a link that no page may have would be printed as it is: {found}",
        "write https://… for another site, /en/name for a page of this one, #heading for this page",
    ),
    (
        r"<!--[^\n]*",
        "a comment that is not closed, or has a blank line in it, would be printed: {found}",
        "take the blank lines out of it, or write {{# … #}}",
    ),
    (
        r"</?[A-Za-z][\w-]*",
        "HTML that is not closed would be printed as text: {found}",
        "close it with >, or write &lt; for a plain <",
    ),
    (
        r"\{[A-Za-z][\w:+-]*\}\x01",
        "a role of MyST would be printed as it is: {found}`…`",
        "write it in plain Markdown",
    ),
    (
        r"(?:(?<=[\]\x01\x02])|(?<=\s)|^)\{[#.][^{}\n]*\}[ \t]*(?=\n|$)",
        "attributes would be printed as they are: {found}",
        "only a heading takes one, its anchor, at its end: ## Methods {{#methods}}",
    ),
    (
        r"^\([\w-]+\)=[ \t]*(?=\n|$)",
        "a target of MyST would be printed as it is: {found}",
        "give the heading an anchor: ## Methods {{#methods}}",
    ),
    (
        r"(?:^|\n)[ \t]*:::[^\n]*",
        "the fence of a box would be printed as it is: {found}",
        "put ::: on a line of its own, after a blank line",
    ),
    (
        r"^\[[ xX]\](?= )",
        "a checkbox would be printed as it is: {found}",
        "leave it out: a page has no checkboxes",
    ),
    (
        r"^\[![A-Za-z]+\]|^(?:!!!|\?\?\?)\+? ?[a-z]+",
        "a box in another notation would be printed as it is: {found}",
        "write it as :::{{note}}, its text, and ::: on a line",
    ),
    (
        r"^:[a-z][\w-]*:[^\n]*",
        "an option of MyST would be printed as it is: {found}",
        "leave it out: the boxes of a page have no options",
    ),
    (
        r"^: [^\n]*",
        "a definition without its term, or a caption, would be printed with its colon: {found}",
        "put the term on the line above; a table has no caption, so write a sentence",
    ),
    (
        r"^#{2,6}\w[^\n]*",
        "a heading would be printed with its # signs: {found}",
        "put a space after the last #",
    ),
    (
        r"(?<!~)~[^\s~]+~(?!~)|\^[^\s^]+\^",
        "a subscript or superscript would be printed with its markers: {found}",
        "write <sub>…</sub> or <sup>…</sup>",
    ),
    (
        r"(?<!\S)==[^=\s][^=\n]*==",
        "highlighted words would be printed with their markers: {found}",
        "write <mark>…</mark> to highlight them",
    ),
    (
        r"(?<![{:\x00])\{\s*[A-Za-z_]\w*(?:\.\w+|\s*\|\s*[a-z][^{}\n]*)+\s*\}(?![}\x01])",
        "an expression in single braces would be printed as it is: {found}",
        "write it in double braces: {{{{ … }}}}; a plain {{ is written \\{{",
    ),
    (
        r"(?<![\w*\x00])\*\*\w[^*\n]*",
        "bold words that are not closed would be printed with their stars: {found}",
        "close them with ** in the same paragraph; a plain star is written \\*",
    ),
    (
        r"(?:^|\n)\|[^\n]*\|[ \t]*(?:\n\|[^\n]*\|[ \t]*)*(?=\n|$)",
        "a table would be printed with its bars: {found}",
        "put a line such as |---|---| under the table's header, and a blank line before it",
    ),
)
"""What each rule finds, what is said of it, and what to do about it."""


def look_for_leftovers(dialect: MarkdownIt) -> None:
    """Have the parser collect markup that is not understood."""
    dialect.core.ruler.after("inline", LEFT, _note)


def left_over(env: Mapping[str, list[Problem]], where: str) -> list[Problem]:
    """The findings in a text that was parsed with this environment, each once."""
    return [replace(each, where=where) for each in dict.fromkeys(env.get(LEFT, ()))]


def _note(state: StateCore) -> None:
    found: list[tuple[str, str]] = []
    short: dict[str, str] = {}
    for before, token in itertools.pairwise(state.tokens):
        if token.type == "inline":
            text = _as_read(token.children or [])
            text = HEADING_ANCHOR.sub("", text) if before.type == "heading_open" else text
            found += _printed(text)
            for each in _SHORT.finditer(text):
                short[label(each[1])] = each[0]
    found += _lost_notes(state)
    found += _lost_cells(state)
    found += _never_closed(state)
    problems = [*(Problem("", *each) for each in found), *_defined_twice(state)]
    state.env[LEFT], state.env[SHORT] = problems, short


def label(words: str) -> str:
    """The normalized form of a link label."""
    return " ".join(words.split()).casefold()


def _as_read(children: Sequence[Token]) -> str:
    return "".join(child.content if child.type == "text" else _SHOWN.get(child.type, "") for child in children)


def _printed(text: str) -> Iterator[tuple[str, str]]:
    for pattern, what, fix in _RULES if _MARKS.search(text) else ():
        for found in re.finditer(pattern, text):
            shown = " ".join(found[0].translate({0: "", 1: "", 2: ""}).split())
            yield what.format(found=shown if len(shown) < 80 else f"{shown[:77]}…"), fix.format()


def _lost_notes(state: StateCore) -> Iterator[tuple[str, str]]:
    """Footnotes without a reference in their cell: their text would not be on the page."""
    for name, number in (state.env.get("footnotes") or {}).get("refs", {}).items():
        if number < 0:
            shown = f"[^{name.removeprefix(':')}]"
            what = f"nothing in this cell refers to the footnote {shown}, so its text would not be on the page"
            yield what, f"put {shown} into the sentence it belongs to; {_SAME_CELL}"


def _lost_cells(state: StateCore) -> Iterator[tuple[str, str]]:
    """Table rows with more cells than the header: the parser drops the last ones, or splits code at a bar."""
    lines, columns = state.src.split("\n"), 0
    for token in state.tokens:
        if token.type == "table_open":
            columns = 0
        elif token.type == "th_open":
            columns += 1
        elif token.type == "tr_open" and columns and token.map:
            line = lines[token.map[0]].strip().lstrip("> ")
            if len(escapedSplit(line.strip("|"))) > columns:
                what = f"a row of a table has more cells than the table has columns, and the last would be lost: {line}"
                yield what, "give the header as many columns; a bar inside a cell is written \\|"


def _never_closed(state: StateCore) -> Iterator[tuple[str, str]]:
    """Code blocks and boxes that are not closed: they continue to the end of the cell."""
    lines = state.src.split("\n")
    for token in state.tokens:
        closing = _CLOSING.get(token.type)
        if closing is None or not token.map:
            continue
        at = token.map[1] + closing
        if at <= token.map[0] or not "".join(lines[at : at + 1]).rstrip().endswith(token.markup):
            what = f"{token.markup}{token.info.rstrip()} is never closed, and continues to the end of its cell"
            yield what, f"close it with {token.markup} on a line of its own"


def _defined_twice(state: StateCore) -> Iterator[Problem]:
    fix, about = "give each a name of its own", About(rule="repeated")
    named: set[str] = set()
    for token in state.tokens:
        name = token.meta.get("label") if token.type == "footnote_reference_open" else None
        if name in named:
            yield Problem("", f"two footnotes are named [^{name}], and one of them would be lost", fix, about)
        named |= {name} if name else set()
    for again in state.env.get("duplicate_refs", ()):
        first = state.env["references"].get(again.get("label", ""), {})
        if again.get("href") != first.get("href"):
            yield Problem("", f"two addresses have the name [{again.get('label', '').lower()}]", fix, about)
