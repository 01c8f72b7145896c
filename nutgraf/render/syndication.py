"""A page for other systems: its body without the shell, its text, its figures for embedding, and all of it as JSON."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin

from nutgraf.ledger import CSV, HTML, JSON
from nutgraf.plan.addresses import path_to_root
from nutgraf.render.assets import assets, start
from nutgraf.render.csp import scripts
from nutgraf.render.markdown_twin import MARKDOWN, markdown_twin
from nutgraf.render.news_article import updated
from nutgraf.render.plaintext import plain_text
from nutgraf.render.share_card import CARD
from nutgraf.render.template_engine import filled
from nutgraf.render.view import ArticleView, FigureView, SourceView

FileBytes = Sequence[tuple[str, bytes]]

_WHERE_KNOWN = frozenset({"page", "quote", "archived_url", "expected"})
PAGE, BODY, TEXT = "index.html", "body.html", "page.txt"
_LINK = re.compile(r'\b(href|src)="(?!#|[a-z]+:)([^"]*)"')


def syndication_files(article: ArticleView) -> tuple[tuple[str, bytes], ...]:
    """The body fragment, the plain text, the Markdown, and an embeddable page for each figure."""
    placed = placed_files(article)
    return (*placed[:-1], (MARKDOWN, markdown_twin(article.page).encode()), placed[-1])


def placed_files(article: ArticleView, before: Mapping[str, bytes] | None = None) -> tuple[tuple[str, bytes], ...]:
    """Those that templates make: the embeddable pages, the body fragment, and the plain text of it.

    The text of an article whose body is the same as `before`, in other templates, is the same too.
    """
    body, known = _body(article), before or {}
    embeds = tuple((f"{figure.embed}index.html", _embed(figure, article).encode()) for figure in article.figures)
    text = known[TEXT] if known.get(BODY) == body.encode() else _text(article, body).encode()
    return (*embeds, (BODY, body.encode()), (TEXT, text))


def page_json(article: ArticleView, known: Mapping[str, Any], files: FileBytes, *, html: bytes = b"") -> bytes:
    """page.json: everything that a content management system needs of a page.

    `known` is the site's entry of the page; with `files` it is enough to restore a live page. The hashes of all files,
    including the page itself, show whether the copy is complete.
    """
    page = article.page
    held = dict(files)
    data = {
        **known,
        "updated": updated(page),
        "data_as_of": page.data_as_of,
        "latest_data": page.latest_data,
        "keywords": list(page.info.keywords),
        "url": f"{page.site.url}/{page.address}/" if page.site.url else "",
        "publisher": page.site.name,
        "byline": article.byline,
        "headings": [vars(heading) for heading in page.headings],
        "body_html": held[BODY].decode(),
        "text": TEXT,
        "markdown": MARKDOWN,
        "card": {"image": CARD, "width": 1200, "height": 630, "alt": article.card.alt},
        "figures": [_figure(figure) for figure in article.figures],
        "sources": [_source(source) for source in article.sources],
        "corrections": [note.whole for note in article.corrections],
        "facts": {"claims": len(page.claims), "json": JSON, "csv": CSV, "html": HTML},
        "assets": [
            {"path": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for name, content in (*files, *([(PAGE, html)] if html else []))
        ],
        "files": [name for name, _ in files],
    }
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def _source(source: SourceView) -> dict[str, Any]:
    """A source of the list; the page, the words and the copy only where they are known."""
    known = {name: value for name, value in vars(source.it).items() if name not in _WHERE_KNOWN or value}
    return {**known, "credit": source.name}


def _body(article: ArticleView) -> str:
    """The body fragment; with a `site_url`, its links are absolute."""
    page = article.page
    body = filled("body.html.j2", article.frame, article=article)
    if not page.site.url:
        return body
    base = f"{page.site.url}/{page.address}/"
    return _LINK.sub(lambda match: f'{match[1]}="{urljoin(base, match[2])}"', body)


def _text(article: ArticleView, body: str) -> str:
    page, say = article.page, article.frame.say
    head = [page.title, page.dek, say("By {names}", names=article.byline) if article.byline else ""]
    dates = [f"{say('Published')} {article.published}"]
    if article.updated:
        dates.append(f"{say('Corrected' if article.corrected else 'Updated')} {article.updated}")
    address = f"{page.site.url}/{page.address}/" if page.site.url else ""
    foot = ", ".join(part for part in (page.site.name, address) if part)
    parts = [*head, "; ".join(dates), plain_text(body).strip(), foot]
    return "\n\n".join(part for part in parts if part) + "\n"


def _embed(figure: FigureView, article: ArticleView) -> str:
    return filled(
        "embed.html.j2",
        replace(article.frame, noindex=True),
        page=article.page,
        figure=figure,
        root="../../",
        script=path_to_root(article.page.address) + assets()["embed"].path,
        start=start(),
        also=scripts(start() if figure.find else None, own=True),
    )


def _figure(figure: FigureView) -> dict[str, Any]:
    it = figure.it
    return {
        "number": it.number,
        "name": it.name,
        "title": it.title,
        "subtitle": it.subtitle,
        "alt": it.alt,
        "notes": it.all_notes,
        "sources": list(it.sources),
        "source_line": figure.source_line,
        "image": {"path": figure.image, "width": figure.image_size[0], "height": figure.image_size[1]},
        "data": figure.download,
        "embed": f"{figure.embed}index.html",
        "snippet": str(figure.snippet),
        "table": {"columns": list(it.table.columns), "rows": [list(row) for row in it.table.rows]},
    }
