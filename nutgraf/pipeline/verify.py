"""Read-only checks of a project: why each page is up to date or stale, and whether a rebuild gives the same bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from nutgraf.cache import Record
from nutgraf.cache.page_cache import PageCache, bytes_of
from nutgraf.errors import Problem
from nutgraf.ledger import read_lock
from nutgraf.lint.plan_checks import check, unspoken_languages
from nutgraf.pipeline.assemble import entry_from_site, in_complete_languages, legacy_assets, redirects_and_tombstones
from nutgraf.pipeline.build_lock import one_build_at_a_time
from nutgraf.pipeline.decision import Copy
from nutgraf.pipeline.live import Live
from nutgraf.pipeline.page_job import PageResult
from nutgraf.pipeline.pool import make_pages, worker_count
from nutgraf.pipeline.report import unchanged
from nutgraf.pipeline.review import open_review
from nutgraf.pipeline.staleness import StalenessCheck
from nutgraf.plan import PagePlan, Plan
from nutgraf.project import Project
from nutgraf.site import Entry, lay_out

NOTEBOOK = "the executed notebook"
SITE = "the site"
"""The name of the site's other files in a report."""


@dataclass(frozen=True)
class PageStatus:
    """The status of one page: what a build would do with it, why, and its untracked inputs."""

    address: str
    name: str
    next: Literal["ran", "rendered", "unchanged", "failed"]
    why: str
    untracked: tuple[str, ...] = ()
    record: Record | None = None


@dataclass(frozen=True)
class Comparison:
    """A rebuilt page compared with the published one: the files that differ, or the problems that stopped it."""

    address: str
    differs: tuple[str, ...] = ()
    why: str = ""
    problems: tuple[Problem, ...] = ()
    held: bool = False
    """The site intentionally shows its last published version; the rebuilt one waits for an editor."""

    @property
    def same(self) -> bool:
        """Whether every byte is identical."""
        return not self.differs and not self.problems


def page_status(
    project: Project, plan: Plan, pages: Sequence[PagePlan], *, force: bool = False
) -> Iterator[PageStatus]:
    """What a build would do with each page, and why. Runs and writes nothing."""
    staleness, problems = _staleness(project, plan, force=force), check(project, plan)
    silent = unspoken_languages(project)
    for page in pages:
        record = staleness.page_cache.record(page.address)
        untracked = record.untracked if record else ()
        if bad := problems.get(page.explainer.name) or silent.get(page.lang):
            yield PageStatus(page.address, page.name, "failed", bad[0].what, untracked, record)
        elif task := staleness.stale_task(page):
            yield PageStatus(page.address, page.name, task.status, task.why, untracked, record)
        else:
            why = unchanged(page.address, page.name, untracked=untracked).why
            yield PageStatus(page.address, page.name, "unchanged", why, untracked, record)


def verify(
    project: Project, plan: Plan, pages: Sequence[PagePlan], *, jobs: int = 0, site: Path | None = None
) -> Iterator[Comparison]:
    """Rebuild the pages from scratch, without caching them, and compare them with the site byte for byte.

    If all pages are rebuilt, the other files of the site (front pages, feeds, downloads) are compared too, as SITE.
    """
    with one_build_at_a_time(project):
        staleness, by_address = _staleness(project, plan), {page.address: page for page in pages}
        to_make = [replace(staleness.job(page), redraw_pictures=True) for page in pages]
        workers = worker_count(project, len(to_make), jobs)
        entries = []
        for made in make_pages(to_make, workers=workers, cold=False):
            compared = _compare(staleness, by_address[made.address], made, site)
            rebuilt = made.entry is not None and not compared.held
            entry = made.entry if rebuilt else entry_from_site(_site(project, site) / made.address)
            entries += [entry] if entry else []
            yield compared
        if not plan.problems and {page.address for page in plan.pages if not page.withheld_reason} == set(by_address):
            vanished = (entry_from_site(_site(project, site) / address) for address in staleness.review.vanished)
            entries += [entry for entry in vanished if entry]
            others = tuple(_other_files(project, plan, entries, _site(project, site)))
            yield Comparison(SITE, others, "these files outside the pages differ from a rebuild" if others else "")


def _site(project: Project, site: Path | None) -> Path:
    return site or project.site_dir


def _compare(staleness: StalenessCheck, page: PagePlan, made: PageResult, site: Path | None) -> Comparison:
    if made.entry and not staleness.review.decide(made.address, Copy("site", made.entry.files)).may_publish:
        return Comparison(made.address, held=True)
    differs = tuple(_differences(staleness.page_cache, made, _site(staleness.project, site), own=site is None))
    task = staleness.stale_task(page) if differs else None
    why = task.why if task else _unexplained(made, staleness.page_cache.record(made.address)) if differs else ""
    return Comparison(made.address, differs, why, made.problems)


def _other_files(project: Project, plan: Plan, entries: Sequence[Entry], site: Path) -> Iterator[str]:
    """The site files outside pages that differ from a rebuild, are missing, or should not exist."""
    lock = read_lock(project.lock_file)
    older, left = legacy_assets(entries, [site]), redirects_and_tombstones(plan, lock)
    made = lay_out(in_complete_languages(project), entries, older, left, Live(project, lock).addresses).files
    there = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    pages = tuple(f"{entry.address}/" for entry in entries)
    for name in sorted(there | set(made)):
        if name in made and name.startswith(pages):
            continue  # compared with its page
        if name not in there or name not in made or (site / name).read_bytes() != bytes_of(made[name]):
            yield name


def _staleness(project: Project, plan: Plan, *, force: bool = False) -> StalenessCheck:
    return StalenessCheck(project, open_review(project, plan, read_lock(project.lock_file)), force=force)


def _differences(page_cache: PageCache, made: PageResult, site: Path, *, own: bool) -> Iterator[str]:
    """The files of a page that differ from the rebuilt ones, including the executed notebook of our own runs."""
    if made.entry is None:
        return
    for name, content in (("index.html", made.entry.html), *made.entry.files):
        try:
            if (site / made.address / name).read_bytes() != bytes_of(content):
                yield name
        except OSError:
            yield name
    kept = page_cache.record(made.address)
    run = page_cache.run(kept) if own and kept is not None else None
    if run is not None and _of_the_page(run) != _of_the_page(made.executed_notebook):
        yield NOTEBOOK


def _of_the_page(executed: str) -> dict[str, Any]:
    """An executed notebook without the parts that its page does not use: prose in other languages, the front matter."""
    notebook: dict[str, Any] = json.loads(executed)
    own = f"lang-{notebook['metadata']['nutgraf']['lang']}"
    kept = []
    for cell in notebook["cells"]:
        languages = {tag for tag in cell["metadata"].get("tags", []) if tag.startswith("lang-")}
        if cell["cell_type"] != "raw" and (not languages or own in languages):
            kept.append(cell)
    return {**notebook, "cells": kept}


def _unexplained(made: PageResult, kept: Record | None) -> str:
    """Why a page differs although no tracked input has changed."""
    record = made.record or kept
    if record is not None and record.untracked:
        return f"it reads {', '.join(record.untracked)}"
    return "none of its tracked inputs changed: its output varies from run to run, or the site was edited"
