"""Prunes the cache: removes pages that are no longer planned, and pictures beyond the limit."""

from __future__ import annotations

import shutil
from collections.abc import Iterable

from nutgraf.cache.page_cache import PageCache
from nutgraf.cache.picture_cache import evict
from nutgraf.ledger import read_lock
from nutgraf.pipeline.build_lock import one_build_at_a_time
from nutgraf.plan import Plan, plan_pages
from nutgraf.project import Project


def prune(project: Project, plan: Plan, published: Iterable[str]) -> None:
    """Remove what no page needs anymore.

    Published pages are kept, and those of a notebook that cannot be planned now.
    """
    page_cache = PageCache(project)
    needed = {page.address for page in plan.pages} | set(published)
    for address in page_cache.addresses() - needed:
        record = page_cache.record(address)
        if record is None or record.explainer not in plan.unplanned:
            page_cache.forget(address)
    evict(project.pictures_dir, beyond=project.cache_mb * 1_000_000)


def clean(project: Project, *, everything: bool = False) -> int:
    """Prune on request, or remove everything but the site; returns the number of bytes freed."""
    with one_build_at_a_time(project):
        before = _size(project)
        if everything:
            for path in project.build_dir.iterdir():
                if path.is_dir() and path != project.site_dir:
                    shutil.rmtree(path)
        else:
            prune(project, plan_pages(project), read_lock(project.lock_file).published)
        return before - _size(project)


def _size(project: Project) -> int:
    """The bytes of all files; one with several names counts once."""
    stats = (path.stat() for path in project.build_dir.rglob("*") if path.is_file())
    return sum({(each.st_dev, each.st_ino): each.st_size for each in stats}.values())
