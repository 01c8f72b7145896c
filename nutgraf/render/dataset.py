"""A page's facts for machines, as a schema.org Dataset, and its corrections for readers."""

from __future__ import annotations

import json
from typing import Any

from markupsafe import Markup

from nutgraf.language import Language, language
from nutgraf.ledger import claims_of, short
from nutgraf.page import Correction, Page, SourceEntry
from nutgraf.render.source_list import format_date, web_address


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


def corrections_of(page: Page) -> tuple[str, ...]:
    """The corrections of a page in the words that readers see, each with the sentence that it is about."""
    if not page.corrections:
        return ()
    lang = language(page.lang)
    sentences: dict[str, str] = {}
    for claim in claims_of(page):
        sentences.setdefault(short(claim.key), claim.sentence)
    return tuple(correction_text(each, lang, sentences.get(each.key, "")) for each in page.corrections)


def correction_text(correction: Correction, lang: Language, sentence: str = "") -> str:
    """A correction in the words that readers see; `sentence` is what is printed now, if it is."""
    date, was, now = format_date(correction.date, lang), correction.was, correction.now
    if correction.kind == "correction" and now:
        say = "Correction, {date}: this page earlier said “{was}”; the number is {now}."
    elif correction.kind == "correction":
        say = "Correction, {date}: this page earlier said “{was}”; that number has been removed."
    else:
        say = "Update, {date}: “{was}” is now {now}." if now else "Update, {date}: “{was}” has been taken out."
    text = lang.say(say, date=date, was=was, now=now)
    is_there = bool(now) and now in sentence
    reads = lang.say("The sentence now reads: “{sentence}”", sentence=sentence) if is_there else ""
    return " ".join(part for part in (text, reads, correction.words) if part)


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
