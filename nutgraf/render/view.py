"""The values for the templates: every link, date and label of a page, so that templates only place them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from nutgraf.language import Language, language
from nutgraf.own_templates import NONE, OwnTemplates
from nutgraf.page import Block, Code, Collapsible, DataTable, Page, PageFigure, Prose, SourceEntry
from nutgraf.page.page_model import PageMedia
from nutgraf.plan.addresses import path_to_root
from nutgraf.render.assets import assets, calculator_script, look_up_script
from nutgraf.render.claim_popovers import ClaimPopovers
from nutgraf.render.correction_notes import CorrectionNote, correction_notes
from nutgraf.render.dataset import dataset
from nutgraf.render.figure_view import Draw, FigureView, Link, figure_view
from nutgraf.render.footer_links import report_link, site_links
from nutgraf.render.linked_areas import with_links
from nutgraf.render.media_view import MediaView, media_view
from nutgraf.render.navigation import Switcher, own_name, related, switcher, with_switches
from nutgraf.render.news_article import news_article, updated
from nutgraf.render.share_card import ShareCard, card_of
from nutgraf.render.source_list import format_date, listed, web_address
from nutgraf.theme import Look

LOGO_HEIGHT = 28


@dataclass(frozen=True)
class Frame:
    """The frame around every page of the site."""

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
    touch_icon: str = ""
    logo: tuple[int, int] | None = None
    """The size of the newsroom's logo, which is also its icon, in the masthead; None if it has none."""
    feed: str = ""
    explore: str = ""
    """The script for exploring figures, loaded on a reader's click."""
    templates: OwnTemplates = NONE
    """The newsroom's own templates."""
    about: tuple[Link, ...] = ()
    """The pages about the site, at the foot of every other."""


@dataclass(frozen=True)
class SourceView:
    """A source in the list at the end of the page."""

    it: SourceEntry
    name: str
    published: str
    expected: str = ""


@dataclass(frozen=True)
class BlockView:
    """A block and the macro that places it."""

    kind: str
    it: Markup | FigureView | MediaView | Code | DataTable | BlockView
    on_page: Markup | None = None
    """Prose for the page itself, with links to the same section in other languages."""


@dataclass(frozen=True)
class ArticleView:
    """A page, ready for the template."""

    page: Page
    frame: Frame
    byline: str
    published: str
    updated: str
    data_as_of: str
    blocks: tuple[BlockView, ...]
    footnotes: Markup
    sources: tuple[SourceView, ...]
    report: Link | None
    card: ShareCard
    about: Markup
    changed: str = ""
    """The day of `updated`; "" if nothing was changed."""
    corrections: tuple[CorrectionNote, ...] = ()
    archive: str = ""
    """Where its earlier versions are, on a site that keeps them."""
    dataset: Markup | None = None
    editions: Switcher | None = None
    related: tuple[Link, ...] = ()

    @property
    def figures(self) -> tuple[FigureView, ...]:
        """The figures in order, including collapsed ones."""
        return figures_in(self.blocks)

    @property
    def corrected(self) -> bool:
        """Whether the latest change is a correction, which its date then says."""
        return any(each.date == self.changed and each.kind == "correction" for each in self.page.corrections)

    @property
    def has_copies(self) -> bool:
        """Whether a number of the page was read in a copy only."""
        return any(source.it.grade == "D" for source in self.sources)

    @property
    def media_scripts(self) -> tuple[str, ...]:
        """The inline scripts of look-ups and calculators, of those that the page has."""
        known = (("look_up", look_up_script), ("calculator", calculator_script))
        kinds = {each.kind for each in self.page.media}
        return tuple(script() for kind, script in known if kind in kinds)

    @property
    def explorable(self) -> bool:
        """Whether the marks of a figure have the numbers of their table rows."""
        return any(figure.find for figure in self.figures)


def page_frame(page: Page, look: Look) -> Frame:
    """The frame around an article."""
    root = path_to_root(page.address)
    versions = dict(page.info.alternates) | {page.lang: page.address}
    ordered = [code for code in page.site.languages if code in versions]
    url = page.site.url
    shared = assets(look.css, look.logo, look.sheet)
    alternates = [Link("", f"{url}/{versions[code]}/", code) for code in ordered]
    if ordered:
        alternates.append(Link("", f"{url}/{versions[ordered[0]]}/", "x-default"))
    return Frame(
        **language_attributes(page.lang),
        title=page.search_title or (f"{page.title} | {page.site.name}" if page.site.name else page.title),
        description=page.description,
        site_name=page.site.name,
        home=f"{root}{page.lang}/index.html",
        css=root + shared["css"].path,
        icon=root + shared["icon"].path,
        logo=logo_size(look.logo),
        touch_icon=root + shared["logo"].path,
        feed=f"{root}{page.lang}/feed.xml" if url else "",
        explore=root + shared["explore"].path,
        languages=tuple(
            Link(own_name(code), f"{root}{versions[code]}/index.html", code, code == page.lang) for code in ordered
        ),
        canonical=f"{url}/{page.address}/" if url else "",
        alternates=tuple(alternates) if url and len(ordered) > 1 else (),
        noindex=page.info.draft or page.noindex,
        about=site_links(page.lang, root),
        templates=look.templates,
    )


def article(page: Page, look: Look, draw: Draw) -> ArticleView:
    """The article itself, with its figures drawn."""
    lang = language(page.lang)
    popovers = ClaimPopovers(page)
    blocks = _in_sections(_block(block, page, look, draw, popovers) for block in page.blocks)
    changed = updated(page)
    return ArticleView(
        page=page,
        frame=page_frame(page, look),
        byline=lang.listed(page.info.authors),
        published=lang.date(page.info.date),
        updated=lang.date(changed) if changed > page.info.date or page.info.modified else "",
        changed=changed if changed > page.info.date or page.info.modified else "",
        data_as_of=lang.date(page.data_as_of) if page.data_as_of else "",
        blocks=blocks,
        footnotes=Markup(page.footnotes),
        sources=tuple(_source(it, lang) for it in page.sources),
        report=report_link(page.site.contact, page.title, lang),
        card=card_of(page, figures_in(blocks), look),
        about=news_article(page, look),
        corrections=correction_notes(page),
        archive=f"{path_to_root(page.address)}archive/{page.address}/index.html" if page.site.archive else "",
        dataset=dataset(page) if page.claims else None,
        editions=switcher(page),
        related=related(page),
    )


def language_attributes(code: str) -> dict[str, Any]:
    """The frame's values for a language; `direction` is "" for left-to-right text."""
    lang = language(code)
    direction = "rtl" if lang.right_to_left else ""
    return {"lang": code, "locale": lang.rules.locale, "direction": direction, "say": lang.say}


def logo_size(svg: str) -> tuple[int, int] | None:
    """Width and height of a logo in the masthead, from its viewBox."""
    found = re.search(r'viewBox="[\d.-]+[ ,]+[\d.-]+[ ,]+([\d.]+)[ ,]+([\d.]+)"', svg)
    return (round(LOGO_HEIGHT * float(found[1]) / float(found[2])), LOGO_HEIGHT) if found else None


def figures_in(blocks: tuple[BlockView, ...]) -> tuple[FigureView, ...]:
    """The figures among blocks, including collapsed ones."""
    inner = (block.it.it if isinstance(block.it, BlockView) else block.it for block in blocks)
    return tuple(it for it in inner if isinstance(it, FigureView))


def _in_sections(blocks: Iterable[BlockView]) -> tuple[BlockView, ...]:
    """The blocks in order; the title of a figure before the first section has the level of a section."""
    placed, level = list[BlockView](), 2
    for block in blocks:
        if block.kind == "prose" and "<h2" in str(block.it):
            level = 3
        placed.append(replace(block, it=replace(block.it, level=level)) if isinstance(block.it, FigureView) else block)
    return tuple(placed)


def _block(block: Block, page: Page, look: Look, draw: Draw, popovers: ClaimPopovers) -> BlockView:
    if isinstance(block, Prose):
        kind = block.kind or "prose"
        shown = with_switches(popovers.placed(block.html, whole=kind == "key-numbers"), page)
        return BlockView(kind, Markup(block.html), shown)
    if isinstance(block, Collapsible):
        return BlockView(f"fold_{block.kind}", _block(block.block, page, look, draw, popovers))
    if isinstance(block, PageFigure):
        return BlockView("figure", with_links(figure_view(block, page, look, draw), page))
    if isinstance(block, PageMedia):
        return BlockView("media", media_view(block))
    return BlockView("code" if isinstance(block, Code) else "table", block)


def _source(source: SourceEntry, lang: Language) -> SourceView:
    return SourceView(
        replace(source, url=web_address(source.url), archived_url=web_address(source.archived_url)),
        listed(source, lang),
        format_date(source.published, lang),
        format_date(source.expected, lang) if source.expected else "",
    )


__all__ = ["ArticleView", "BlockView", "DataTable", "Draw", "FigureView", "Frame", "Link", "article", "page_frame"]
