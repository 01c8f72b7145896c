"""A page's facts for machines, as a schema.org Dataset."""

from __future__ import annotations

import json
from typing import Any

from markupsafe import Markup

from nutgraf.language import language
from nutgraf.page import Page, SourceEntry
from nutgraf.render.source_list import web_address


def dataset(page: Page) -> Markup:
    """The page's facts as JSON-LD, based on every source that the page names."""
    say = language(page.lang).say
    base = f"{page.site.url}/{page.address}/" if page.site.url else ""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": say("Numbers and their sources: {title}", title=page.title),
        "description": page.description
        or say("Every number printed on this page, with its value, its rows and its sources."),
        "inLanguage": page.lang,
        "datePublished": stamp(page.info.date),
        "dateModified": stamp(page.info.modified),
        "temporalCoverage": _coverage(page),
        "keywords": keywords(page),
        "spatialCoverage": {"@type": "Place", "name": page.short_title} if _is_of_area(page) else None,
        "license": page.site.license,
        "creator": {"@type": "Organization", "name": page.site.name} if page.site.name else None,
        "url": base,
        "isBasedOn": [source_of(source) for source in page.sources],
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": kind, "contentUrl": f"{base}{name}"}
            for name, kind in (
                ("facts.json", "application/json"),
                ("facts.csv", "text/csv"),
                *((f"{figure.name}.csv", "text/csv") for figure in page.figures),
            )
        ],
    }
    return in_script({key: value for key, value in data.items() if value})


def stamp(day: str) -> str:
    """A day as a time with a zone, which search engines ask for; "" for none."""
    return f"{day}T00:00:00Z" if day else ""


def keywords(page: Page) -> list[str]:
    """The keywords of a page: those of its explainer, and the area that the edition is about."""
    return [*page.info.keywords, *([page.short_title] if _is_of_area(page) else [])]


def _is_of_area(page: Page) -> bool:
    return bool(page.info.area_system) and page.short_title != page.title


def _coverage(page: Page) -> str:
    """The years that the numbers of the page are of, such as 2017/2023; "" if they have none."""
    dates = (str(each.get("as_of") or "") for claim in page.claims for each in claim.inputs)
    years = sorted({date[:4] for date in dates if date[:4].isdigit()})
    return "/".join(dict.fromkeys((years[0], years[-1]))) if years else ""


def in_script(data: dict[str, Any]) -> Markup:
    """Data as the content of a script element, which browsers do not run."""
    text = json.dumps(data, ensure_ascii=False)
    # Only "<" could end the script element early; as an escape it is the same character in JSON.
    return Markup(text.replace("<", "\\u003c").replace("&", "\\u0026"))


def source_of(source: SourceEntry) -> dict[str, Any]:
    """A source as a CreativeWork that the page cites."""
    data = {
        "@type": "CreativeWork",
        "name": source.title or source.publisher,
        "publisher": {"@type": "Organization", "name": source.publisher},
        "url": web_address(source.url),
        "datePublished": source.published,
    }
    return {key: value for key, value in data.items() if value}
