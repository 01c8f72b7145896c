"""Places a cached page in templates that changed: its run, its facts and its pictures stay as they are."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial

from nutgraf.cache.page_cache import CachedPage, bytes_of, digests_of
from nutgraf.ledger import HTML, JSON, UntracedNumber, claims_of, from_json
from nutgraf.page import Page
from nutgraf.pipeline.page_job import PageJob, PageResult
from nutgraf.render import render_page
from nutgraf.render.factsheet import sheet_html
from nutgraf.render.syndication import page_json
from nutgraf.site import entry_of
from nutgraf.site.page_contents import PAGE
from nutgraf.vega import draw
from nutgraf.vega.keep import Keep


def retemplated(job: PageJob, page: Page, cached: CachedPage, keep: Keep) -> PageResult:
    """The page as it would be made now, when only templates changed; the files that stay are paths."""
    before = {name: bytes_of(content) for name, content in cached.files}
    about, claims = from_json(before[JSON])
    look = job.project.look
    rendered = render_page(page, look, draw=partial(draw, keep=keep, page_color=look.page_color))
    numbers = [UntracedNumber(**each) for each in about["numbers"]]
    made = {**dict(rendered.files), HTML: sheet_html(page, rendered.article.frame, claims_of(page), numbers)}
    named = json.loads(before[PAGE])["files"]  # in their order
    files = tuple((name, made.get(name, before[name])) for name in named)
    known = entry_of(page, rendered.html).to_json()
    files = (*files, (PAGE, page_json(rendered.article, known, files, html=rendered.html)))
    changed = {name: text for name, text in files if text != before[name]}
    stay = dict(cached.files)
    entry = entry_of(page, rendered.html, tuple((name, changed.get(name, stay[name])) for name, _ in files), claims)
    digests = digests_of(rendered.html, entry.to_text(), changed.items())
    record = replace(cached.record, drawn_from=job.drawn_from, kept={**cached.record.kept, **digests})
    return PageResult(job.plan.address, record, entry, about)
