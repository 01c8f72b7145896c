"""Places a cached page in templates that changed: all that precedes them stays as it is."""

from __future__ import annotations

import json
from dataclasses import replace

from nutgraf.cache.page_cache import CachedPage, bytes_of, digests_of
from nutgraf.ledger import HTML, JSON, UntracedNumber, from_json
from nutgraf.pipeline.kept_article import KeptArticle
from nutgraf.pipeline.page_job import PageJob, PageResult
from nutgraf.render.factsheet import sheet_html
from nutgraf.render.rendered_page import page_html
from nutgraf.render.syndication import page_json, placed_files
from nutgraf.site import entry_of
from nutgraf.site.page_contents import PAGE


def retemplated(job: PageJob, kept: KeptArticle, cached: CachedPage) -> PageResult:
    """The page as it would be made now, when only templates changed; the files that stay are paths.

    Its claims are those of its fact sheet as published. Raises ValueError if the article is not the one of this page.
    """
    article, page, stay = kept.article, kept.article.page, dict(cached.files)
    before = {name: bytes_of(content) for name, content in cached.files}
    about, claims = from_json(before[JSON])
    if any(about[name] != getattr(page, name) for name in ("address", "title", "lang", "explainer")):
        raise ValueError("an article of another page")
    claims = tuple(replace(claim, number=number) for claim, number in zip(claims, kept.numbers, strict=True))
    numbers = [UntracedNumber(**each) for each in about["numbers"]]
    html = page_html(article)
    made = {**dict(placed_files(article, before)), HTML: sheet_html(page, article.frame, claims, numbers)}
    named = json.loads(before[PAGE])["files"]  # in their order
    files = tuple((name, made.get(name, before[name])) for name in named)
    files = (*files, (PAGE, page_json(article, entry_of(page, html).to_json(), files, html=html)))
    changed = {name: text for name, text in files if text != before[name]}
    entry = entry_of(page, html, tuple((name, changed.get(name, stay[name])) for name, _ in files), claims)
    digests = digests_of(html, entry.to_text(), changed.items())
    record = replace(cached.record, drawn_from=job.drawn_from, kept={**cached.record.kept, **digests})
    return PageResult(job.plan.address, record, entry, about)
