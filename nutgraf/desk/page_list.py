"""The pages of a project as the desk lists them: each with its title, its edition and its state."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nutgraf.plan import PagePlan, Plan
from nutgraf.project import Project


@dataclass(frozen=True)
class ListedPage:
    """One page: `state` is published, new, draft, embargo, withdrawn, held, failed or being built; `why` explains."""

    address: str
    title: str
    notebook: str
    lang: str
    edition: str
    state: str
    why: str = ""


def list_pages(project: Project, status: Mapping[str, Any]) -> tuple[ListedPage, ...]:
    """Every page that is planned, with its state; `status` is what the preview knows of its builds."""
    from nutgraf.cache.page_cache import PageCache
    from nutgraf.ledger import read_lock

    published = read_lock(project.lock_file).published
    cache = PageCache(project)

    def listed(page: PagePlan) -> ListedPage:
        entry = cache.page_entry(page.address)
        state, why = _state(page, status, is_built=bool(entry), is_published=page.address in published)
        title = str(json.loads(entry).get("title") or "") if entry else ""
        edition = edition_name(page)
        return ListedPage(page.address, title or page.name, page.explainer.where, page.lang, edition, state, why)

    return tuple(map(listed, plan_now(project).pages))


def plan_now(project: Project) -> Plan:
    """The plan of a build that begins now, without the pages that an editor withdrew."""
    from nutgraf.ledger import read_lock
    from nutgraf.pipeline.withdrawal import without_withdrawn
    from nutgraf.plan import plan_pages

    plan = plan_pages(project, now=datetime.datetime.now(datetime.UTC))
    return without_withdrawn(plan, read_lock(project.lock_file))


def edition_name(page: PagePlan) -> str:
    """The name of an edition as readers know it, such as "Tennessee"; "" for a page with one edition."""
    named = dict(page.info.editions)
    values = (str(value) for name, value in page.info.parameters.items() if name != "lang")
    return named.get(page.address) or ", ".join(values)


def _state(page: PagePlan, status: Mapping[str, Any], *, is_built: bool, is_published: bool) -> tuple[str, str]:
    if problems := status.get("failed", {}).get(page.address):
        return "failed", str(problems[0]["what"])
    if why := status.get("held", {}).get(page.address):
        return "held", str(why)
    if not is_built and status.get("building"):
        return "being built", ""
    if page.withheld_reason:
        return page.withheld_reason.partition(" ")[0], page.withheld_reason
    return ("published", "") if is_published else ("new", "it is not published yet")
