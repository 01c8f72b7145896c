"""The share card of a page: the image that social media show with a link to it."""

from __future__ import annotations

from dataclasses import dataclass

from nutgraf.language import language
from nutgraf.page import Page
from nutgraf.render.figure_view import FigureView
from nutgraf.theme import Look, recolored
from nutgraf.vega.share_images import ImageText, card, fits_card

CARD = "card.png"


@dataclass(frozen=True)
class ShareCard:
    """A card as SVG, with its alt text."""

    svg: str
    alt: str


def card_of(page: Page, figures: tuple[FigureView, ...], look: Look) -> ShareCard:
    """The page's card: a figure if it is legible at that size, or else the number in the headline.

    The figure is the one that `thumbnail` names, or the first one if the page names none and has no number in its
    headline.
    """
    number = next((claim.text for claim in page.claims if claim.place == "title"), "")
    named = next((figure for figure in figures if figure.it.name == page.info.thumbnail), None)
    chosen = named or (figures[0] if figures and not number else None)
    foot, rtl = page.site.name, language(page.lang).right_to_left
    if chosen and fits_card(chosen.narrow):
        notes = (chosen.it.subtitle, chosen.source_line)
        words = ImageText(page.title, page.dek, notes, foot, caption=chosen.it.title, rtl=rtl)
        return ShareCard(recolored(card(words, chosen.narrow), look.css), f"{chosen.it.title}. {chosen.it.alt}")
    words = ImageText(page.title, page.dek, foot=foot, number=number, rtl=rtl)
    return ShareCard(recolored(card(words), look.css), page.title if number else f"{page.title}. {page.dek}".strip())
