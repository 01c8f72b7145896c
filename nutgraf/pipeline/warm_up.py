"""Gets ready to make the page that is open in a preview again, before it is saved for the first time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nutgraf.ledger import read_lock
from nutgraf.lint.plan_checks import check
from nutgraf.pipeline.options import Options
from nutgraf.pipeline.review import open_review
from nutgraf.pipeline.staleness import StalenessCheck
from nutgraf.pipeline.withdrawal import without_withdrawn
from nutgraf.plan import plan_pages
from nutgraf.project import Project


def warm_up_for(project: Project, options: Options, addresses: Sequence[str]) -> None:
    """Check the notebook of the page that was opened last; a worker renders its last run and loads what it reads.

    No notebook is run, and no page is written. The first save would otherwise take nearly twice as long as the next.
    Raises NutgrafError where the project cannot be planned.
    """
    lock = read_lock(project.lock_file)
    plan = without_withdrawn(plan_pages(project, now=options.now), lock)
    page = next((plan.by_address[address] for address in addresses if address in plan.by_address), None)
    if page is None or options.workers is None:
        return
    check(project, plan, whole=plan, only={page.explainer.name})
    staleness = StalenessCheck(project, open_review(project, plan, lock, drafts=options.drafts))
    record = staleness.page_cache.record(page.address)
    executed = staleness.page_cache.run(record) if record else None
    if executed is not None:
        options.workers.warm_up(project, replace(staleness.job(page), cached_run=executed))
