"""What the template places: every link, date and label of a page worked out, so that a template only places things."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from nutgraf.errors import FigureError
from nutgraf.language import Language, language
from nutgraf.page import Block, Code, DataTable, Fold, Page, PageFigure, Prose, SourceEntry
from nutgraf.page.model import TableCell
from nutgraf.render.assets import assets
from nutgraf.render.dataset import dataset, told
from nutgraf.render.sources import credit, day

NARROW, WIDE = 320, 680
SOURCES_SHOWN = 3

Draw = Callable[..., str]
"""draw(spec, *, width, lang, key) -> SVG"""


@dataclass(frozen=True)
class Link:
    """A link: its words, where it leads, the language it leads to where that is another."""

    text: str
    href: str
    lang: str = ""
    current: bool = False


@dataclass(frozen=True)
class Frame:
    """What stands around every page of the site."""

    lang: str
    locale: str
    direction: str
    say: Callable[..., str]
    title: str
    description: str
    site_name: str
    home: str
    css: str
    icon: str
    languages: tuple[Link, ...]
    canonical: str = ""
    alternates: tuple[Link, ...] = ()
    noindex: bool = False


@dataclass(frozen=True)
class FigureView:
    """A figure with its pictures drawn and its source line set."""

    it: PageFigure
    wide: Markup
    narrow: Markup
    sources_label: str
    sources: tuple[Link, ...]
    more_sources: int
    rows: tuple[tuple[TableCell, ...], ...]
    download: str


@dataclass(frozen=True)
class SourceView:
    """A source as the list at the foot of the page gives it."""

    it: SourceEntry
    name: str
    published: str


@dataclass(frozen=True)
class BlockView:
    """A block and the macro that places it."""

    kind: str
    it: object


@dataclass(frozen=True)
class ArticleView:
    """A page, ready to place."""

    page: Page
    byline: str
    published: str
    updated: str
    data_as_of: str
    blocks: tuple[BlockView, ...]
    footnotes: Markup
    sources: tuple[SourceView, ...]
    report: Link | None
    corrections: tuple[str, ...] = ()
    dataset: Markup | None = None


def frame(page: Page) -> Frame:
    """What stands around an article."""
    root = "../" * (page.address.count("/") + 1)
    versions = dict(page.alternates) | {page.lang: page.address}
    ordered = [code for code in page.site.languages if code in versions]
    url = page.site.url
    alternates = [Link("", f"{url}/{versions[code]}/", code) for code in ordered]
    if ordered:
        alternates.append(Link("", f"{url}/{versions[ordered[0]]}/", "x-default"))
    return Frame(
        **tongue(page.lang),
        title=f"{page.title} | {page.site.name}" if page.site.name else page.title,
        description=page.description,
        site_name=page.site.name,
        home=f"{root}{page.lang}/index.html",
        css=root + assets()["css"].path,
        icon=root + assets()["icon"].path,
        languages=tuple(
            Link(own_name(code), f"{root}{versions[code]}/index.html", code, code == page.lang) for code in ordered
        ),
        canonical=f"{url}/{page.address}/" if url else "",
        alternates=tuple(alternates) if url and len(ordered) > 1 else (),
        noindex=page.draft,
    )


def article(page: Page, draw: Draw) -> ArticleView:
    """The article itself, its pictures drawn."""
    lang = language(page.lang)
    return ArticleView(
        page=page,
        byline=lang.listed(page.authors),
        published=lang.date(page.date),
        updated=lang.date(page.modified) if page.modified else "",
        data_as_of=lang.date(page.data_as_of) if page.data_as_of else "",
        blocks=tuple(_block(block, page, draw) for block in page.blocks),
        footnotes=Markup(page.footnotes),
        sources=tuple(SourceView(it, credit(it, lang), day(it.published, lang)) for it in page.sources),
        report=_report(page, lang),
        corrections=tuple(told(correction, lang) for correction in page.corrections),
        dataset=dataset(page) if page.claims else None,
    )


def tongue(code: str) -> dict[str, Any]:
    """What a frame says of its language; `direction` is "" where text runs from left to right."""
    from babel import Locale

    lang = language(code)
    right_to_left = Locale.parse(lang.rules.locale).text_direction == "rtl"
    return {"lang": code, "locale": lang.rules.locale, "direction": "rtl" if right_to_left else "", "say": lang.say}


def own_name(code: str) -> str:
    """A language's name in that language: `Español`."""
    from babel import Locale

    name = Locale.parse(code).get_language_name(code) or code
    return name[:1].upper() + name[1:]


def _block(block: Block, page: Page, draw: Draw) -> BlockView:
    if isinstance(block, Prose):
        return BlockView("prose", Markup(block.html))
    if isinstance(block, Fold):
        return BlockView(f"fold_{block.kind}", _block(block.block, page, draw))
    if isinstance(block, PageFigure):
        return BlockView("figure", _figure(block, page, draw))
    return BlockView("code" if isinstance(block, Code) else "table", block)


def _figure(figure: PageFigure, page: Page, draw: Draw) -> FigureView:
    lang = language(page.lang)
    by_id = {source.id: source for source in page.sources}
    named = [by_id[name] for name in figure.sources if name in by_id]
    shown = named if len(named) <= SOURCES_SHOWN + 1 else named[:SOURCES_SHOWN]
    label, name = _credits(named, lang)
    try:
        pictures = {
            width: Markup(draw(figure.spec, width=width, lang=page.lang, key=f"{figure.name}-{width}"))
            for width in (WIDE, NARROW)
        }
    except FigureError as error:
        where = f"notebooks/{page.explainer}.ipynb, figure {figure.number} ({figure.title})"
        raise FigureError(*(replace(problem, where=where) for problem in error.problems)) from error
    return FigureView(
        it=figure,
        wide=pictures[WIDE],
        narrow=pictures[NARROW],
        sources_label=label,
        sources=tuple(Link(name(source, lang), f"#source-{source.id}") for source in shown),
        more_sources=len(named) - len(shown),
        rows=tuple(_row(row, figure) for row in figure.table.rows),
        download=f"{figure.name}.csv",
    )


def _credits(named: list[SourceEntry], lang: Language) -> tuple[str, Callable[[SourceEntry, Language], str]]:
    """What the source line begins with, and how it names each source."""
    if len(named) > 1 and all(source.reported and not source.estimated_by for source in named):
        return lang.say("As reported by"), lambda source, _: source.publisher
    return lang.say("Source" if len(named) == 1 else "Sources") + ":", credit


def _row(row: tuple[str, ...], figure: PageFigure) -> tuple[TableCell, ...]:
    return tuple(
        TableCell(text, "row" if n == 0 and not figure.table.numeric[0] else "", figure.table.numeric[n])
        for n, text in enumerate(row)
    )


def _report(page: Page, lang: Language) -> Link | None:
    contact = page.site.contact
    if not contact:
        return None
    if "@" in contact and "://" not in contact:
        subject = quote(lang.say("Error in “{title}”", title=page.title))
        return Link(lang.say("Report an error"), f"mailto:{contact}?subject={subject}")
    return Link(lang.say("Report an error"), contact)


__all__ = ["ArticleView", "BlockView", "DataTable", "Draw", "FigureView", "Frame", "Link", "article", "frame"]
