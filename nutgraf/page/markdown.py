"""Access to markdown-it: our dialect of Markdown, and how each of its blocks is rendered as HTML.

CommonMark with tables, footnotes, definition lists, strikethrough, MyST's `:::{note}` and `:::{dropdown}`. A `$` is a
dollar sign.
Nothing here writes a style attribute, because the page's content security policy blocks it.
"""

from __future__ import annotations

import functools
import itertools
import pickle
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from nutgraf.language import language
from nutgraf.page.markup_leftovers import LEFT, SHORT, look_for_leftovers

ADMONITIONS: Mapping[str, str] = {
    "note": "Note",
    "tip": "Tip",
    "hint": "Tip",
    "important": "Important",
    "attention": "Important",
    "warning": "Caution",
    "caution": "Caution",
    "danger": "Caution",
    "seealso": "See also",
    "admonition": "Note",
}
"""MyST's admonitions, each with its default title."""

DROPDOWN = "dropdown"
"""MyST's box that a reader opens by its title."""


_NOTED = (LEFT, SHORT, "references")
"""What is asked of a text that was parsed; the rest of what the parser notes holds tokens."""


@functools.cache
def markdown() -> MarkdownIt:
    """The parser and renderer of our dialect."""
    dialect = MarkdownIt("commonmark", {"html": True, "xhtmlOut": False}).enable(["table", "strikethrough"])
    # Raw HTML is checked tag by tag; a block of it would bypass the check.
    dialect.disable("html_block")
    dialect.use(deflist_plugin).use(footnote_plugin)
    dialect.use(container_plugin, "admonition", validate=lambda *_: True)
    dialect.core.ruler.before("inline", "nutgraf_titles", _give_titles_words)
    look_for_leftovers(dialect)
    for rule, write in _RULES.items():
        dialect.renderer.rules[rule] = write  # type: ignore[attr-defined]
    return dialect


def parsed(source: str) -> tuple[list[Token], Mapping[str, Any]]:
    """The tokens of a text, which belong to the caller, and what the parser noted of it.

    A save leaves most cells as they are. A copy of their tokens takes a tenth of the time as pickled bytes, and a
    quarter as objects.
    """
    tokens, noted = _parsed(source)
    copy: list[Token] = pickle.loads(tokens)
    return copy, noted


@functools.lru_cache(maxsize=256)
def _parsed(source: str) -> tuple[bytes, Mapping[str, Any]]:
    noted: dict[str, Any] = {}
    tokens = markdown().parse(source, noted)
    return pickle.dumps(tokens, pickle.HIGHEST_PROTOCOL), {name: noted[name] for name in _NOTED if name in noted}


def to_html(tokens: Sequence[Token], lang: str) -> str:
    """Tokens as HTML in the page's language."""
    dialect = markdown()
    return str(dialect.renderer.render(tokens, dialect.options, {"lang": lang}))


def plain(tokens: Sequence[Token]) -> str:
    """The text of inline tokens, without tags."""
    return "".join(
        token.content if token.type in ("text", "code_inline") else " " if token.type == "softbreak" else ""
        for token in tokens
    )


def _give_titles_words(state: StateCore) -> None:
    """Parse the title of a box as prose, so that a fact in it links to its source."""
    tokens: list[Token] = []
    boxes: list[Token] = []
    for token in state.tokens:
        tokens.append(token)
        if token.type == "container_admonition_open":
            boxes.append(token)
            tokens += _title(token)
        elif token.type == "container_admonition_close":
            token.info = boxes.pop().info
    state.tokens = tokens


def _title(box: Token) -> list[Token]:
    kind, title = box_of(box.info)
    if not title:
        return []
    tag, of_tag = ("summary", {}) if kind == DROPDOWN else ("p", {"class": "admonition-title"})
    named, level = {"p": "paragraph"}.get(tag, tag), box.level + 1
    return [
        Token(f"{named}_open", tag, 1, dict(of_tag), level=level, block=True),
        Token("inline", "", 0, level=level + 1, content=title, children=[], block=True, map=box.map),
        Token(f"{named}_close", tag, -1, level=level, block=True),
    ]


def box_of(info: str) -> tuple[str, str]:
    """The kind and the title of a box: `{note} Mind this`."""
    kind, _, title = info.strip().removeprefix("{").partition("}")
    return kind, title.strip()


def _admonition_open(tokens: Sequence[Token], index: int, _options: Any, env: Mapping[str, str]) -> str:
    kind, title = box_of(tokens[index].info)
    if kind == DROPDOWN:
        return '<details class="dropdown">\n'
    opened = f'<div class="admonition {escape(kind)}" role="note">\n'
    if title:
        return opened
    return f'{opened}<p class="admonition-title">{language(env["lang"]).say(ADMONITIONS.get(kind, "Note"))}</p>\n'


def _admonition_close(tokens: Sequence[Token], index: int, *_: Any) -> str:
    return "</details>\n" if box_of(tokens[index].info)[0] == DROPDOWN else "</div>\n"


def _table_open(tokens: Sequence[Token], index: int, _options: Any, env: Mapping[str, str]) -> str:
    # A wide table scrolls in its own box, also by keyboard, so that the page never scrolls sideways.
    lang = language(env["lang"])
    label = escape(f"{lang.say('Table')}: {lang.listed(list(_heads(tokens[index:])))}")
    about = escape(_headed(tokens[:index]))  # not as a caption, which a content system would print below the heading
    named = f' aria-label="{about}"' if about else ""
    return f'<div class="scroll" role="group" tabindex="0" aria-label="{label}">\n<table{named}>\n'


def _headed(tokens: Sequence[Token]) -> str:
    """The last heading, or title of a dropdown, before a table of the same cell."""
    opened = [n for n, token in enumerate(tokens) if token.type in ("heading_open", "summary_open")]
    return plain(tokens[opened[-1] + 1].children or []).strip() if opened else ""


def _heads(tokens: Sequence[Token]) -> Iterator[str]:
    """The column headings of the table that these tokens start with."""
    for before, inline in itertools.pairwise(tokens):
        if before.type == "thead_close":
            return
        if before.type == "th_open" and (
            words := "".join(each.content for each in inline.children or () if each.type == "text")
        ):
            yield words


def _table_close(*_: Any) -> str:
    return "</table>\n</div>\n"


def _footnote_ref(tokens: Sequence[Token], index: int, _options: Any, env: Mapping[str, str]) -> str:
    number = tokens[index].meta["id"] + 1
    again = tokens[index].meta.get("subId", 0)
    label = escape(language(env["lang"]).say("Footnote {number}", number=number))
    own = f"fnref-{number}" + (f"-{again + 1}" if again else "")
    return f'<sup class="footnote-ref"><a href="#fn-{number}" id="{own}" aria-label="{label}">{number}</a></sup>'


def _footnote_open(tokens: Sequence[Token], index: int, *_: Any) -> str:
    return f'<li id="fn-{tokens[index].meta["id"] + 1}">\n'


def _footnote_close(*_: Any) -> str:
    return "</li>\n"


def _footnote_anchor(tokens: Sequence[Token], index: int, _options: Any, env: Mapping[str, str]) -> str:
    number = tokens[index].meta["id"] + 1
    again = tokens[index].meta.get("subId", 0)
    own = f"fnref-{number}" + (f"-{again + 1}" if again else "")
    label = escape(language(env["lang"]).say("Back to the text"))
    return f' <a href="#{own}" class="footnote-back" aria-label="{label}">↩</a>'


_RULES = {
    "container_admonition_open": _admonition_open,
    "container_admonition_close": _admonition_close,
    "table_open": _table_open,
    "table_close": _table_close,
    "footnote_ref": _footnote_ref,
    "footnote_open": _footnote_open,
    "footnote_close": _footnote_close,
    "footnote_anchor": _footnote_anchor,
}
