"""The share card of a page: the image that social media show with a link to it."""

from __future__ import annotations

from dataclasses import dataclass

from nutgraf.language import language
from nutgraf.page import Page
from nutgraf.page.page_model import PrintedFact
from nutgraf.render.figure_view import FigureView
from nutgraf.render.source_list import credit
from nutgraf.theme import Look, recolored
from nutgraf.vega.share_images import ImageText, card, fits_card

CARD = "card.png"
RATIOS = {"card-16x9.png": (1200, 675), "card-4x3.png": (1200, 900), "card-1x1.png": (1200, 1200)}
"""The card in the forms that search engines show, by the name of its file."""


@dataclass(frozen=True)
class ShareCard:
    """A card as SVG, with its alt text."""

    svg: str
    alt: str


def card_of(page: Page, figures: tuple[FigureView, ...], look: Look) -> ShareCard:
    """The page's card: a figure if it is legible at that size, or else the number of the page.

    The figure is the one that `thumbnail` names, or the first one if the page names none and has no number: that of
    its headline, or its first big number.
    """
    large = sorted((claim for claim in page.claims if claim.is_large), key=lambda claim: claim.place != "title")
    claim = next(iter(large), None)
    number = claim.text if claim else ""
    named = next((figure for figure in figures if figure.it.name == page.info.thumbnail), None)
    chosen = named or (figures[0] if figures and not number else None)
    foot, rtl = page.site.name, language(page.lang).right_to_left
    if chosen and fits_card(chosen.narrow):
        notes = (chosen.it.subtitle, chosen.source_line)
        words = ImageText(page.title, page.dek, notes, foot, caption=chosen.it.title, rtl=rtl)
        return ShareCard(recolored(card(words, chosen.narrow), look.css), f"{chosen.it.title}. {chosen.it.alt}")
    said = (_about_number(claim, page),) if claim else ()
    counted = _counted(claim, page) if claim else ""
    words = ImageText(counted or page.title, page.dek, said, foot, number=number, rtl=rtl)
    alone = page.title if number else f"{page.title}. {page.dek}".strip()
    return ShareCard(recolored(card(words), look.css), f"{number} {counted}" if counted else alone)


def _counted(claim: PrintedFact, page: Page) -> str:
    """What a big number counts; "" for the number of the headline, whose words are the headline."""
    return next((media.words["label"] for media in page.media if claim.place == f"media:{media.name}:number"), "")


def _about_number(claim: PrintedFact, page: Page) -> str:
    """What a number on a card is, of which year, and by whom: "Estimate, 2022. Source: Honey Board"."""
    lang = language(page.lang)
    years = {str(row.get("as_of") or "")[:4] for row in claim.inputs}
    year = years.pop() if len(years) == 1 else ""
    kind = lang.say("Estimate") if claim.estimate else ""
    named = [credit(source, lang) for source in page.sources if source.id in claim.sources]
    whose = f"{lang.label('Source' if len(named) == 1 else 'Sources')} {'; '.join(named)}" if named else ""
    return ". ".join(part for part in (lang.with_commas(kind, year), whose) if part)
