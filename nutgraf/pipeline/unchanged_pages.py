"""Finds the pages that stay as the last build left them, in the note of its site."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from nutgraf import data
from nutgraf.cache import digest
from nutgraf.cache.files import looks_in
from nutgraf.cache.stamp_file import StampFile
from nutgraf.ledger import Lock, read_lock
from nutgraf.pipeline.review import Review
from nutgraf.pipeline.settled import SettledPage, SiteNote
from nutgraf.pipeline.staleness import StalenessCheck
from nutgraf.pipeline.stamps import settings_digest, stamp_of_site
from nutgraf.plan import PagePlan
from nutgraf.project import Project


@dataclass(frozen=True)
class LastSite:
    """The site as the last build wrote it, and facts.lock as this build begins."""

    stamp: StampFile
    lock: Lock
    lock_digest: str

    @cached_property
    def note(self) -> SiteNote:
        """What the last build noted of its site; an empty note if somebody altered a file of it since."""
        return SiteNote.from_json(self.stamp.note()) if self.stamp.is_untouched else SiteNote()


def last_site(project: Project, *, preview: bool = False) -> LastSite:
    """The site of the last build. Raises DataError if facts.lock is invalid."""
    lock_digest = digest_of_lock(project)  # before it is read: what is saved in between is another lock
    return LastSite(stamp_of_site(project, {}, preview=preview), read_lock(project.lock_file), lock_digest)


def digest_of_lock(project: Project) -> str:
    """The digest of facts.lock; "" if there is none."""
    path = project.lock_file
    try:  # what is wrong with it is said where it is read; to open a pipe would wait for a writer
        return digest(path.read_bytes()) if path.is_file() else ""
    except OSError:
        return ""


def settled_pages(staleness: StalenessCheck, last: LastSite) -> dict[str, SettledPage]:
    """The pages of which nothing changed, neither on them nor on their editions in other languages.

    Nothing that decides about them changed either.
    """
    review, note = staleness.review, last.note
    if not note.pages or staleness.force or review.live.site:
        return {}
    if note.reviewed != reviewed_by(review, staleness, last.lock_digest):
        return {}
    there = looks_in(review.page_cache.records)
    same_files = [all(staleness.now.file(name) == known for name, known in each.items()) for each in note.files]
    found = {
        page.address: known
        for page in review.plan.pages
        if (known := note.pages.get(page.address)) and not (review.strict and known.numbers)
        if known.look == there.get(f"{page.address}.json") and same_files[known.files]
        if _is_same(staleness, page, known)
    }
    editions = {address: review.plan.by_address[address].alternates.values() for address in found}
    return {address: known for address, known in found.items() if found.keys() >= set(editions[address])}


def _is_same(staleness: StalenessCheck, page: PagePlan, known: SettledPage) -> bool:
    """Whether a page has the same plan, and its rows and sources are as they were."""
    rows = staleness.now.rows
    if known.inputs != staleness.plan_digest(page):
        return False
    if any(rows(read["table"], read["where"]) != read["digest"] for read in known.reads):
        return False
    return not known.sources or rows("sources", {"source_id": list(known.sources)}) == known.sources_digest


def reviewed_by(review: Review, staleness: StalenessCheck, lock: str) -> str:
    """The digest of all that pages are decided by, except what is on them; `lock` is that of facts.lock."""
    package = review.project.data_package
    explainers = {name: each.front_matter.model_dump_json() for name, each in review.plan.explainers.items()}
    settings = settings_digest(review.project, drafts=review.drafts)
    sources = [data.withdrawn(package), data.grades(package)]
    live = [sorted(review.published), review.vanished]
    return digest([lock, live, explainers, settings, sources, staleness.shared_by_all])
