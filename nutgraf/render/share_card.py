"""The card of a page: what stands for it where it is shared, and the stills that its reader can download."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from nutgraf.errors import FigureError, Problem
from nutgraf.language import language
from nutgraf.page import Page
from nutgraf.render.figure_view import FigureView
from nutgraf.theme import Look, recoloured
from nutgraf.vega.keep import Keep, draw_anyway
from nutgraf.vega.share_images import STILL_SCALE, ImageText, card, fits_card, to_png

if TYPE_CHECKING:
    from nutgraf.render.view import ArticleView

CARD = "card.png"


@dataclass(frozen=True)
class ShareCard:
    """A card as it will be drawn, and what it shows in words."""

    svg: str
    alt: str


def card_of(page: Page, figures: tuple[FigureView, ...], look: Look) -> ShareCard:
    """The page's card: the figure that stands for it where that can be read so small, or else its headline's number.

    The figure is the one that `thumbnail` names; a page that names none, and has no number in its headline, shows its
    first.
    """
    number = next((claim.text for claim in page.claims if claim.place == "title"), "")
    named = next((figure for figure in figures if figure.it.name == page.info.thumbnail), None)
    chosen = named or (figures[0] if figures and not number else None)
    foot, rtl = page.site.name, language(page.lang).right_to_left
    if chosen and fits_card(chosen.narrow):
        notes = (chosen.it.subtitle, chosen.source_line)
        words = ImageText(page.title, page.dek, notes, foot, caption=chosen.it.title, rtl=rtl)
        return ShareCard(recoloured(card(words, chosen.narrow), look.css), f"{chosen.it.title}. {chosen.it.alt}")
    words = ImageText(page.title, page.dek, foot=foot, number=number, rtl=rtl)
    return ShareCard(recoloured(card(words), look.css), page.title if number else f"{page.title}. {page.dek}".strip())


def images(article: ArticleView, keep: Keep = draw_anyway) -> tuple[tuple[str, bytes], ...]:
    """The card and the stills as PNG files: the one dear part of a page, so drawn apart from it.

    Raises FigureError with every one that has letters which no font here can write.
    """
    made: list[tuple[str, bytes]] = []
    problems: list[Problem] = []
    wanted = [(CARD, article.card.svg, 1.0, "the card that stands for the page where it is shared")]
    for figure in article.figures:
        where = f"figure {figure.it.number} ({figure.it.title}), its image to download"
        wanted.append((figure.image, figure.still, STILL_SCALE, where))
    for name, svg, scale, where in wanted:
        try:
            made.append((name, to_png(svg, scale, keep)))
        except FigureError as error:
            notebook = f"notebooks/{article.page.explainer}.ipynb"
            problems += (replace(each, where=f"{notebook}, {where}") for each in error.problems)
    if problems:
        raise FigureError(*problems)
    return tuple(made)
