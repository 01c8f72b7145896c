"""The tokens of one Markdown cell, ready to render; refuses what a page would not show, or show wrong.

Raw HTML is checked here. Allowed are the `<data>` of a printed fact, `<br>`, and the inline tags in INLINE_TAGS with
`lang`, `dir` or `title`; comments are dropped. Anything else is refused: it could call another host, or set a style.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape, unescape
from itertools import pairwise
from urllib.parse import unquote

from markdown_it.token import Token

from nutgraf.errors import Problem, did_you_mean
from nutgraf.page.markdown import ADMONITIONS, DROPDOWN, box_of, plain
from nutgraf.page.markup_leftovers import HEADING_ANCHOR
from nutgraf.page.page_anchors import PageAnchors
from nutgraf.page.page_model import Heading, PrintedFact
from nutgraf.page.printed_facts import close_fact, open_fact, parse_tag

INLINE_TAGS = frozenset(
    {"abbr", "br", "cite", "del", "em", "i", "ins", "kbd", "mark", "q", "s", "small", "span", "strong", "sub", "sup"}
)
INLINE_ATTRIBUTES = frozenset({"lang", "dir", "title"})
EXEMPT = "data-not-a-fact"
"""The attribute of a span that marks an exempt number, with the reporter's reason, for the fact sheet only."""

WIDE_TABLE = 4
"""The columns from which on a table does not fit on a phone."""
_SITE_LINK = re.compile(r"/(?P<address>[a-z0-9-]+(?:/[a-z0-9-]+)*)/?(?P<fragment>#\S+)?")


class SetCell:
    """Prepares the tokens of one Markdown cell for rendering."""

    def __init__(self, page: PageAnchors, where: str, part: str, *, terms: bool) -> None:
        self.page, self.where, self.part, self.terms = page, where, part, terms
        self.headings: list[Heading] = []
        self.mentions: list[str] = []
        self._wrapped: list[tuple[Token, str, str]] = []
        self._in_link = False
        self._fact: PrintedFact | None = None

    def set(self, tokens: list[Token]) -> list[Token]:
        for n, token in enumerate(tokens):
            if token.type == "inline":
                self._in_link = n > 0 and tokens[n - 1].type == "summary_open"  # a press opens the box
                token.children = list(self._inline(token.children or []))
            if token.type == "heading_open":
                self._heading(token, tokens[n + 1])
            elif token.type == "dt_open" and self.terms:
                self._term(tokens[n + 1])
            elif token.type == "container_admonition_open":
                self._admonition(token)
            elif token.type == "fence" and token.info.strip().startswith("{"):
                self._refuse(f"```{token.info.strip()} is not printed", f"write it as :::{token.info.strip()} … :::")
            elif token.type == "code_block" and "<data" in token.content:
                shown = " ".join(_without_facts(token.content).split())
                self._refuse(f"four spaces before a line make it code: {shown}", "start the line at the margin")
            elif token.type in ("fence", "code_block"):
                token.content = _without_facts(token.content)
            elif token.type in ("th_open", "td_open"):
                _class_for_style(token)
        _name_cells(tokens)
        # Our own tags are added last, because all tags before them are checked as the reporter's.
        for inline, before, after in self._wrapped:
            _within(inline, before, after)
        return list(_without_empty_paragraphs(tokens))

    def _term(self, inline: Token) -> None:
        """Give a glossary term an anchor that prose can link to."""
        words = plain(inline.children or [])
        own = self.page.add_term(words)
        self._wrapped.append((inline, f'<dfn id="{own}">', "</dfn>"))

    def _heading(self, token: Token, inline: Token) -> None:
        anchor = _taken_anchor(inline)
        text = plain(inline.children or []).strip()
        heading = self.page.add_heading(int(token.tag[1]), text, self.where, self.part, anchor)
        token.attrSet("id", heading.id)
        if heading.part:
            self._wrapped.append((inline, f'<span id="{heading.part}">', "</span>"))
        self.headings.append(heading)

    def _admonition(self, token: Token) -> None:
        found = re.fullmatch(r"\{([\w-]+)\}.*", token.info.strip())
        if not found:
            self._refuse(f":::{token.info} is not an admonition", "write it as :::{note}, its text, and ::: on a line")
        elif found[1] not in (*ADMONITIONS, DROPDOWN):
            self._refuse(f"no admonition named {found[1]!r}", did_you_mean(found[1], [*ADMONITIONS, DROPDOWN]))
        elif found[1] == DROPDOWN and not box_of(token.info)[1]:
            self._refuse(":::{dropdown} has no title to open it by", "write :::{dropdown} and its title on one line")

    def _inline(self, tokens: list[Token]) -> Iterator[Token]:
        self._open: list[str] = []
        for token in tokens:
            if token.type == "html_inline":
                token.content = self._raw_html(token.content)
                if not token.content:
                    continue
            elif token.type in ("link_open", "link_close"):
                self._in_link = token.type == "link_open"
                if self._in_link:
                    self._link(token)
            elif token.type == "image":
                self._refuse(
                    f"an image in prose: {token.attrs.get('src', '')}", "show it with nutgraf.figure in a code cell"
                )
            elif token.type == "code_inline":
                token.content = _without_facts(token.content)
            yield token
        for name in self._open:
            self._refuse(
                f"<{name}> is not closed in its paragraph, and would continue to the end of the page",
                f"close it: </{name}>",
            )

    def _raw_html(self, html: str) -> str:
        name, attributes = parse_tag(html)
        if name == "!":
            return ""
        if name == "data":
            self._fact = self.page.claims.get(int(attributes.get("data-claim", "0") or 0))
            self.mentions += self._fact.sources if self._fact else ()
            return open_fact(attributes, self._fact, linked=not self._in_link)
        if name == "/data":
            return close_fact(self._fact, linked=not self._in_link)
        exempt = attributes.pop(EXEMPT, None) if name == "span" else None
        if exempt is not None and not exempt.strip():
            self._refuse(f"{html} gives no reason", f'say why it is not a fact: {EXEMPT}="a rule of law"')
        if not self._closes(name):
            self._refuse(f"{html} closes nothing in its paragraph", "take it out, or open it in the same paragraph")
            return ""
        if name.removeprefix("/") in INLINE_TAGS and INLINE_ATTRIBUTES.issuperset(attributes):
            written = "".join(f' {key}="{escape(value)}"' for key, value in attributes.items())
            return f"<{name}{written}>"
        self._refuse(f"raw HTML in prose: {html}", "write it in Markdown; a chart goes into a code cell")
        return ""

    def _closes(self, name: str) -> bool:
        """Whether a closing tag closes an open one; True for other tags."""
        bare = name.removeprefix("/")
        if bare not in INLINE_TAGS or bare == "br":
            return True
        if name == bare:
            self._open.append(bare)
        elif bare in self._open:
            self._open.remove(bare)
        else:
            return False
        return True

    def _link(self, token: Token) -> None:
        target = str(token.attrs.get("href", ""))
        if target.startswith("#"):
            self._fragment(token, target[1:])
        elif found := _SITE_LINK.fullmatch(target):
            token.attrSet("href", f"{self.page.root}{found['address']}/index.html{found['fragment'] or ''}")
        elif not re.match(r"https?://[^/?#]|mailto:.", target):
            fix = "write https://… for another site, /en/name for a page of this one, #heading for this page"
            self._refuse(f"a link that leads nowhere: {target or '(empty)'}", fix)

    def _fragment(self, token: Token, fragment: str) -> None:
        self.page.fragments.append((unquote(fragment), self.where))
        if fragment.startswith("source-"):
            self.mentions.append(fragment.removeprefix("source-"))
            token.attrSet("class", "cite")

    def _refuse(self, what: str, fix: str) -> None:
        self.page.problems.append(Problem(self.where, what, fix))


def _without_facts(text: str) -> str:
    """Code with the text of facts in place of their markup."""
    return unescape(re.sub(r"</?data\b[^>]*>", "", text)) if "<data" in text else text


def _taken_anchor(inline: Token) -> str:
    """Remove and return the anchor at the end of a heading: `## Methods {#methods}`."""
    last = inline.children[-1] if inline.children else None
    found = HEADING_ANCHOR.search(last.content) if last is not None and last.type == "text" else None
    if last is None or found is None:
        return ""
    last.content = last.content[: found.start()]
    return found[1]


def _within(inline: Token, before: str, after: str) -> None:
    inner = inline.children or []
    inline.children = [Token("html_inline", "", 0, content=before), *inner, Token("html_inline", "", 0, content=after)]


def _class_for_style(token: Token) -> None:
    """Set alignment as a class, because the page's policy blocks style attributes, and the scope of headers."""
    style = token.attrs.pop("style", "")
    if "right" in str(style):
        token.attrSet("class", "number")
    elif "center" in str(style):
        token.attrSet("class", "center")
    if token.type == "th_open":
        token.attrSet("scope", "col")


def _name_cells(tokens: Sequence[Token]) -> None:
    """Name the cells of a wide table by their columns, for screens too narrow to show the columns side by side."""
    columns: list[str] = []
    at = 0
    for token, inside in pairwise(tokens):
        if token.type == "table_open":
            columns = []
        elif token.type == "th_open":
            columns.append(plain(inside.children or []).strip())
        elif token.type == "tr_open":
            at = 0
        elif token.type == "td_open":
            if len(columns) >= WIDE_TABLE and columns[at]:
                token.attrSet("data-label", columns[at])
            at += 1


def _without_empty_paragraphs(tokens: list[Token]) -> Iterator[Token]:
    """Drop paragraphs that held only a comment, which would leave a gap."""
    skip = 0
    for n, token in enumerate(tokens):
        if token.type == "paragraph_open" and tokens[n + 2].type == "paragraph_close" and not _has_words(tokens[n + 1]):
            skip = 3
        if skip:
            skip -= 1
            continue
        yield token


def _has_words(inline: Token) -> bool:
    return any(child.type not in ("softbreak", "text") or child.content.strip() for child in inline.children or [])
