"""The sitemap, a feed for each language, robots.txt, and llms.txt for language models."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import partial
from html import escape
from typing import Protocol

from nutgraf.render.navigation import own_name
from nutgraf.site.entry import Entry
from nutgraf.site.json_schemas import FOLDER

IN_FEED = 60
NEWS = "news-sitemap.xml"
_NEWS_DAYS, _MOST_NEWS = 2, 1000
"""Search engines read two days of news and a thousand addresses."""
_text = partial(escape, quote=False)  # between tags; that of xml.sax imports an HTTP client
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'


class FeedProject(Protocol):
    """The settings that feeds need."""

    @property
    def name(self) -> str: ...
    @property
    def site_url(self) -> str: ...
    @property
    def languages(self) -> tuple[str, ...]: ...


def feed_files(project: FeedProject, entries: Sequence[Entry]) -> list[tuple[str, bytes]]:
    """robots.txt and, with site_url set, the sitemap and the feeds. Drafts are in none of them."""
    url = project.site_url
    if not url:
        return [("robots.txt", b"User-agent: *\nAllow: /\n")]
    public = [entry for entry in entries if not entry.info.draft]
    feeds = [(f"{lang}/feed.xml", _feed(project, lang, public).encode()) for lang in project.languages]
    indexed = [entry for entry in public if not entry.noindex]
    robots = f"User-agent: *\nAllow: /\n\nSitemap: {url}/{NEWS}\nSitemap: {url}/sitemap.xml\n"
    news = (NEWS, _news(project, indexed).encode())
    listed = ("llms.txt", _for_models(project, public).encode())
    return [("robots.txt", robots.encode()), listed, ("sitemap.xml", _sitemap(project, indexed).encode()), news, *feeds]


def _for_models(project: FeedProject, entries: Sequence[Entry]) -> str:
    """Each explainer with its text and all of its numbers, as plain files, in the form of llmstxt.org."""
    lines = [f"# {project.name}", "", "> Explainers whose every number leads to its source."]
    lines += ["", f"What facts.json holds: {project.site_url}/{FOLDER}/facts.schema.json"]
    for lang in project.languages:
        own = [entry for entry in entries if entry.lang == lang and entry.info.is_default_edition]
        lines += ["", f"## {own_name(lang)}", ""] if own else []
        for entry in own:
            base = f"{project.site_url}/{entry.address}"
            about = entry.dek or entry.description
            lines.append(f"- [{entry.title}]({base}/page.md): {about} Numbers: {base}/facts.json".replace(":  ", ": "))
    lines += ["", "## Optional", "", f"- [Every page, with its editions]({project.site_url}/sitemap.xml)"]
    return "\n".join(lines) + "\n"


def _sitemap(project: FeedProject, entries: Sequence[Entry]) -> str:
    """Every page with its last change and its other languages; a front page changes with its newest page."""
    url = project.site_url
    there = {entry.address for entry in entries}
    parts = []
    for lang in project.languages:
        own = [entry.updated for entry in entries if entry.lang == lang]
        parts.append(_place(f"{url}/{lang}/", max(own, default=""), ()))
    for entry in entries:
        others = {code: address for code, address in entry.info.alternates.items() if address in there}
        versions = {entry.lang: entry.address, **others} if others else {}
        ordered = [(code, f"{url}/{versions[code]}/") for code in project.languages if code in versions]
        parts.append(_place(f"{url}/{entry.address}/", entry.updated, ordered))
    spaces = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
    return f"{_XML}<urlset {spaces}>\n{''.join(parts)}</urlset>\n"


def _news(project: FeedProject, entries: Sequence[Entry]) -> str:
    """The explainers of the newest two days, by their default editions, for the news of search engines.

    The days are counted back from the newest explainer: a site is the same whenever it is built.
    """
    first = [entry for entry in entries if entry.info.is_default_edition]
    newest = max((date.fromisoformat(entry.info.date) for entry in first), default=None)
    since = (newest - timedelta(days=_NEWS_DAYS - 1)).isoformat() if newest else ""
    recent = [entry for entry in first if entry.info.date >= since][:_MOST_NEWS]
    items = "".join(
        f"<url><loc>{_text(f'{project.site_url}/{entry.address}/')}</loc><news:news><news:publication>"
        f"<news:name>{_text(project.name)}</news:name><news:language>{entry.lang}</news:language></news:publication>"
        f"<news:publication_date>{_stamp(entry.info.date)}</news:publication_date>"
        f"<news:title>{_text(entry.title)}</news:title></news:news></url>\n"
        for entry in recent
    )
    spaces = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    spaces += ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    return f"{_XML}<urlset {spaces}>\n{items}</urlset>\n"


def _place(address: str, changed: str, versions: Iterable[tuple[str, str]]) -> str:
    stamp = f"<lastmod>{changed}</lastmod>" if changed else ""
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{escape(code)}" href="{escape(href)}"/>' for code, href in versions
    )
    return f"<url><loc>{_text(address)}</loc>{stamp}{links}</url>\n"


def _feed(project: FeedProject, lang: str, entries: Sequence[Entry]) -> str:
    """What is new in a language, as Atom: each explainer by its default edition, and every page that has changed."""
    base = f"{project.site_url}/{lang}/"
    own = sorted((entry for entry in entries if entry.lang == lang and _is_news(entry)), key=lambda each: each.address)
    newest = sorted(own, key=lambda entry: entry.updated, reverse=True)[:IN_FEED]
    stamp = _stamp(max((entry.updated for entry in own), default="1970-01-01"))
    return (
        f'{_XML}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{escape(lang)}">\n'
        f"<title>{_text(project.name)}</title>\n<id>{_text(base)}</id>\n<updated>{stamp}</updated>\n"
        f"<author><name>{_text(project.name)}</name></author>\n"
        f'<link rel="self" type="application/atom+xml" href="{escape(base + "feed.xml")}"/>\n'
        f'<link rel="alternate" type="text/html" href="{escape(base)}"/>\n'
        f"{''.join(_item(project, entry) for entry in newest)}</feed>\n"
    )


def _is_news(entry: Entry) -> bool:
    """Fifty editions that came out on one day are one piece of news; one that was corrected since is another."""
    return entry.info.is_default_edition or entry.updated > entry.info.date


def _item(project: FeedProject, entry: Entry) -> str:
    address = f"{project.site_url}/{entry.address}/"
    authors = "".join(f"<author><name>{_text(name)}</name></author>" for name in entry.info.authors)
    return (
        f"<entry>\n<title>{_text(entry.title)}</title>\n<id>{_text(address)}</id>\n"
        f'<link rel="alternate" type="text/html" href="{escape(address)}"/>\n'
        f"<published>{_stamp(entry.info.date)}</published>\n<updated>{_stamp(entry.updated)}</updated>\n"
        f"{authors}<summary>{_text(entry.dek or entry.description)}</summary>\n</entry>\n"
    )


def _stamp(day: str) -> str:
    return f"{day}T00:00:00Z"
