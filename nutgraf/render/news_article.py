"""A page's metadata for search engines, as a schema.org NewsArticle."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from nutgraf.page import Page
from nutgraf.plan.addresses import path_to_root
from nutgraf.render.assets import ICON_SIDE, assets
from nutgraf.render.correction_notes import correction_notes
from nutgraf.render.dataset import in_script, keywords, source_of, stamp
from nutgraf.render.share_card import CARD, RATIOS
from nutgraf.theme import Look
from nutgraf.vega.share_images import CARD as CARD_SIZE


def pixels(width: int, height: int) -> dict[str, Any]:
    """The size of an image; schema.org requires a unit, and E37 is the pixel."""
    sides = (("width", width), ("height", height))
    return {name: {"@type": "QuantitativeValue", "value": side, "unitCode": "E37"} for name, side in sides}


def news_article(page: Page, look: Look) -> Markup:
    """The article as JSON-LD: headline, dates, authors, publisher, image, sources and corrections."""
    base = f"{page.site.url}/{page.address}/" if page.site.url else ""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": page.title,
        "description": page.dek or page.description,
        "inLanguage": page.lang,
        "datePublished": stamp(page.info.date),
        "dateModified": stamp(updated(page)),
        "author": [_who(name, page) for name in page.info.authors],
        "publisher": _publisher(page, look) if page.site.name else None,
        "image": [
            {"@type": "ImageObject", "url": f"{base}{name}", **pixels(*size)}
            for name, size in ((CARD, CARD_SIZE), *RATIOS.items())
        ],
        "url": base,
        "mainEntityOfPage": base,
        "keywords": keywords(page),
        "isAccessibleForFree": True,
        "citation": [source_of(source) for source in page.sources],
        "correction": [
            {"@type": "CorrectionComment", "text": note.whole, "datePublished": stamp(note.date)}
            for note in correction_notes(page)
        ],
    }
    return in_script({key: value for key, value in data.items() if value})


def updated(page: Page) -> str:
    """The day of the page's last change: of its own date, or of a later correction."""
    return max(page.info.date, page.info.modified, *(each.date for each in page.corrections))


def _publisher(page: Page, look: Look) -> dict[str, Any]:
    root = f"{page.site.url}/" if page.site.url else path_to_root(page.address)
    url = root + assets(look.css, look.logo)["logo"].path
    logo = {"@type": "ImageObject", "url": url, **pixels(ICON_SIDE, ICON_SIDE)}
    return {"@type": "NewsMediaOrganization", "name": page.site.name, "logo": logo}


def _who(name: str, page: Page) -> dict[str, str]:
    """An author; a byline with the newsroom's own name is an organization."""
    if name != page.site.name:
        return {"@type": "Person", "name": name}
    return {"@type": "NewsMediaOrganization", "name": name, **({"url": f"{page.site.url}/"} if page.site.url else {})}
