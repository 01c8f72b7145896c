"""Parses an HTML file of a site: its text, links, headings, ids and images."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from nutgraf.site_check.html_figure import HtmlFigure, figures_in

if TYPE_CHECKING:
    from bs4 import Tag

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BLOCKS = frozenset(
    {*_HEADINGS, "p", "li", "dt", "dd", "figcaption", "caption", "blockquote", "summary", "td", "th", "title"}
)
_CELLS = frozenset({"td", "th"})
_NOT_PROSE = frozenset({"svg", "pre", "script", "style", "textarea", "template", "code"})
_ADDRESSES = ("href", "src", "poster", "data-script")
_SPOKEN = ("aria-label", "alt", "content")
"""What holds words that are not between tags."""
_NAMES = ("aria-label", "aria-labelledby", "alt")
_LONGEST = 120
_STORY = frozenset({*_HEADINGS, "p", "li", "dt", "dd", "blockquote"})
_AROUND = frozenset({"nav", "footer", "header", "figure", "table"})
_BELOW = frozenset({"sources", "related", "report", "about-claims", "editions", "corrections"})
_NOT_READ = frozenset({"svg", "textarea"})


@dataclass(frozen=True)
class TextBlock:
    """A paragraph, heading, list item or cell, as a screen reader reads it."""

    tag: str
    text: str
    lang: str
    is_story: bool = False
    """Whether it is of the story: not a figure, a list of sources or of pages, or what a number opens."""

    @property
    def is_cell(self) -> bool:
        """Whether it is a cell of a table, which need not be a sentence."""
        return self.tag in _CELLS


@dataclass(frozen=True)
class HtmlFile:
    """The content and links of an HTML file of the site."""

    path: str
    whole: bool
    """Whether it is a full page, not a fragment for another page."""
    lang: str
    title: str
    headings: tuple[tuple[int, str], ...]
    ids: tuple[str, ...]
    links: tuple[str, ...]
    loaded: tuple[str, ...]
    """The style sheets and scripts that it loads."""
    blocks: tuple[TextBlock, ...]
    chart_texts: tuple[str, ...]
    unnamed_images: tuple[str, ...]
    text: str
    figures: tuple[HtmlFigure, ...] = ()
    proofs: tuple[tuple[str, str], ...] = ()
    """What each printed number links to for its proof: its text, and the address."""


def read_html(path: Path, name: str) -> HtmlFile:
    """The file at a path, with its name in messages."""
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    tags = soup.find_all(True)
    root = next((tag for tag in tags if tag.name == "html"), None)
    lang = _attribute(root, "lang")
    return HtmlFile(
        path=name,
        whole=root is not None,
        lang=lang,
        title=soup.title.get_text().strip() if soup.title else "",
        headings=tuple((int(tag.name[1]), _words(tag)) for tag in tags if tag.name in _HEADINGS),
        ids=tuple(_attribute(tag, "id") for tag in tags if tag.has_attr("id")),
        links=tuple(link for tag in tags for link in _links(tag)),
        loaded=tuple(address for tag in tags if (address := _loaded(tag))),
        blocks=tuple(block for tag in tags for block in _blocks(tag, lang)),
        chart_texts=tuple(tag.get_text().strip() for tag in tags if tag.name == "text"),
        unnamed_images=tuple(str(tag)[:_LONGEST] for tag in tags if _is_unnamed(tag)),
        text=" ".join([soup.get_text(), *(_attribute(tag, name) for tag in tags for name in _SPOKEN)]),
        figures=tuple(figures_in(soup)),
        proofs=tuple(proof for tag in tags for proof in _proofs(tag)),
    )


def _attribute(tag: Tag | None, name: str) -> str:
    value = tag.get(name) if tag is not None else None
    return " ".join(value) if isinstance(value, list) else value or ""


def _links(tag: Tag) -> Iterator[str]:
    for name in _ADDRESSES:
        if tag.has_attr(name):
            yield _attribute(tag, name)
    for part in _attribute(tag, "srcset").split(","):
        if part.strip():
            yield part.split()[0]
    if tag.name == "meta":
        content = _attribute(tag, "content")
        if _attribute(tag, "property") in ("og:image", "og:url"):
            yield content
        elif _attribute(tag, "http-equiv").casefold() == "refresh":
            yield content.partition("url=")[2].strip("'\" ")


def _proofs(tag: Tag) -> Iterator[tuple[str, str]]:
    if tag.name == "a" and "claim" in _attribute(tag, "class").split():
        yield tag.get_text(), _attribute(tag, "href")
    elif tag.name == "dt" and tag.find_parent(class_="about-claims"):
        about = tag.find_next_sibling("dd")
        yield from ((tag.get_text(), _attribute(link, "href")) for link in (about.find_all("a") if about else ()))


def _loaded(tag: Tag) -> str:
    if tag.name == "link" and _attribute(tag, "rel") == "stylesheet":
        return _attribute(tag, "href")
    return _attribute(tag, "src") if tag.name == "script" else ""


def _blocks(tag: Tag, lang: str) -> Iterator[TextBlock]:
    if tag.name in _BLOCKS:
        around = list(tag.parents)  # a search for each question would take most of the time that a page takes
        if not any(each.name in _NOT_READ for each in around) and (said := _words(tag)):
            spoken = next((each for each in (tag, *around) if each.has_attr("lang")), None)
            yield TextBlock(tag.name, said, _attribute(spoken, "lang") or lang, _is_story(tag, around))
    for name in ("aria-label", "alt"):
        if tag.has_attr(name):
            yield TextBlock(name, _attribute(tag, name), lang)


def _is_story(tag: Tag, around: Sequence[Tag]) -> bool:
    if tag.name not in _STORY:
        return False
    return not any(each.name in _AROUND or _BELOW & set(_attribute(each, "class").split()) for each in around)


def _is_unnamed(tag: Tag) -> bool:
    """Whether it is an image without a text alternative; one hidden from screen readers needs none."""
    if tag.name == "img":
        return not tag.has_attr("alt")
    if _attribute(tag, "role") != "img" or any(_attribute(tag, name).strip() for name in _NAMES):
        return False
    return tag.find("title") is None and tag.find_parent(attrs={"aria-hidden": "true"}) is None


def _words(tag: Tag) -> str:
    return " ".join("".join(_own_text(tag)).split())


def _own_text(tag: Tag) -> Iterator[str]:
    """The text of a block without that of blocks inside it, and without code and drawings."""
    from bs4.element import NavigableString, Tag

    for child in tag.children:
        if isinstance(child, Tag):
            if child.name == "br":
                yield " "
            elif child.name in _NOT_PROSE:
                yield "\ufffc"  # replaces what is not a word, so that the words around it do not join
            elif child.name not in _BLOCKS and child.name not in ("ul", "ol", "dl", "table", "div"):
                yield from _own_text(child)
            else:
                yield "\ufffc "
        elif type(child) is NavigableString:
            yield str(child)
