"""Writes the site of all pages, and notes what the next build need not look at again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from nutgraf.cache.files import looks
from nutgraf.cache.page_cache import PageCache
from nutgraf.cache.stamp_file import States, state_of
from nutgraf.errors import Problem, SiteError
from nutgraf.pipeline.assemble import collect_entries, in_complete_languages, redirects_and_tombstones, sheet_of
from nutgraf.pipeline.changed_pages import Work
from nutgraf.pipeline.held import write_held_pages
from nutgraf.pipeline.live import Live
from nutgraf.pipeline.prune import prune
from nutgraf.pipeline.report import Outcome
from nutgraf.pipeline.review import Review
from nutgraf.pipeline.settled import NoteWriter, SiteNote
from nutgraf.pipeline.stamps import shown_pages, site_folder, site_inputs
from nutgraf.pipeline.unchanged_pages import LastSite, digest_of_lock, reviewed_by
from nutgraf.pipeline.vanished import leaving
from nutgraf.plan import PagePlan
from nutgraf.site import Entry, dead_anchors, lay_out, publish


def write_site(
    work: Work, last: LastSite, outcomes: Sequence[Outcome]
) -> tuple[Mapping[str, int], Sequence[Problem], States]:
    """Write the site of all pages, unless it is complete already; `last` is the site before.

    Where a file of that is deleted meanwhile, all pages are taken from the cache. Returns the number of pages that
    leave the site, its dead links, and the state of its files if it is complete.
    """
    try:
        return _write_once(work, last, outcomes)
    except (FileNotFoundError, SiteError) as error:
        if not isinstance(error if isinstance(error, OSError) else error.__cause__, FileNotFoundError):
            raise
        work.review.settled.clear()
        return _write_once(work, last, outcomes)


def _write_once(
    work: Work, last: LastSite, outcomes: Sequence[Outcome]
) -> tuple[Mapping[str, int], Sequence[Problem], States]:
    review, options = work.review, work.options
    left = redirects_and_tombstones(review.plan, review.lock, drafts=options.drafts)
    site = last.stamp.of_inputs(site_inputs(work.staleness, left, drafts=options.drafts))
    stopped = any(not decision.may_publish for decision in review.decided.values())
    whole = not (review.plan.problems or review.vanished or stopped)
    whole = whole and all(outcome.status != "failed" for outcome in outcomes)
    same = all(outcome.status == "unchanged" for outcome in outcomes) and not options.publish
    if whole and same and not options.live_site and site.is_current:
        return {}, (), {}
    entries, older = collect_entries(review)
    pages = shown_pages(work.staleness, drafts=options.drafts)
    there = _already_there(review, entries, pages, last.note)
    site.remove()
    stays = {*(entry.address for entry in entries), *(each.address for each in left)}
    gone = {} if options.is_preview else leaving(review, stays)
    published = {entry.address for entry in entries} if options.publish else review.published
    folder = site_folder(review.project, preview=options.is_preview)
    laid_out = lay_out(in_complete_languages(review.project), entries, older, left, published)
    written = publish(laid_out, folder.parent, folder.name, there, site.seen[folder])
    write_held_pages(review, entries)
    prune(review.project, review.plan, review.live.addresses)
    if options.publish:
        review.live.remember((entry.address, sheet_of(entry)) for entry in entries)
    dead = dead_anchors(entries)
    note = _note(work, last, entries, pages, outcomes).to_json()
    looked_at = {folder: state_of(written)} if written is not None else {}
    if not whole or dead:
        site.of_inputs({}).write(note, looked_at=looked_at)
        return gone, dead, {}
    return gone, dead, site.write(note, looked_at=looked_at)


def _already_there(
    review: Review, entries: Sequence[Entry], pages: Mapping[str, str], before: SiteNote
) -> frozenset[str]:
    """The files that the site has with the same content: those of pages whose records are the same as then."""
    cached, settled = review.page_cache, review.settled
    same = {address for address, known in pages.items() if known and before.records.get(address) == known}
    stay = [each for each in entries if each.address in settled or (each.address in same and cached.holds(each.html))]
    folders = [(f"{entry.address}/", ("index.html", *(name for name, _ in entry.files))) for entry in stay]
    return frozenset([folder + name for folder, names in folders for name in names])


def _note(
    work: Work, last: LastSite, entries: Sequence[Entry], pages: Mapping[str, str], outcomes: Sequence[Outcome]
) -> SiteNote:
    """What the next build may know of the pages in the site."""
    review, cache = work.review, work.review.page_cache
    shown = {entry.address for entry in entries if entry.address in review.settled or cache.holds(entry.html)}
    records = {address: known if address in shown else "" for address, known in pages.items()}
    reviewed = _reviewed(work, last)
    if not reviewed:
        return SiteNote(records)
    numbers, writer = {each.address: each.numbers for each in outcomes}, NoteWriter()
    for entry in entries:
        page = review.plan.by_address.get(entry.address)
        if page is None or not _keeps_its_corrections(work, last, page):
            continue
        if known := review.settled.get(page.address):
            writer.keep(page.address, known, last.note.files[known.files])
        elif page.address in shown and page.address in numbers and _is_settled(review, page.address):
            record = cache.record(page.address)
            assert record is not None  # its page was read from the cache
            seen, inputs = _seen(cache, page.address), work.staleness.plan_digest(page)
            writer.add(entry, record, seen=seen, inputs=inputs, numbers=numbers[page.address])
    return writer.note(records, reviewed)


def _reviewed(work: Work, last: LastSite) -> str:
    """What the pages were decided by, as the next build will find it; "" if it is not what they were decided by.

    A page that is published as it was decided about is decided about alike when the lock has its claims.
    """
    review, staleness = work.review, work.staleness
    if review.live.site:
        return ""
    afterwards = replace(review, live=Live(review.project, review.lock))
    if work.options.publish:
        return reviewed_by(afterwards, staleness, digest_of_lock(review.project))
    found = reviewed_by(afterwards, staleness, last.lock_digest)
    return found if found == reviewed_by(review, staleness, last.lock_digest) else ""


def _keeps_its_corrections(work: Work, last: LastSite, page: PagePlan) -> bool:
    """Whether a page shows the corrections that the lock has now, if this build signed it."""
    review = work.review
    return not work.options.publish or replace(review, lock=last.lock).corrections(page) == review.corrections(page)


def _seen(cache: PageCache, address: str) -> tuple[str, str]:
    """The digest and the look of a record."""
    name = f"{address}.json"
    return cache.record_digest(address), looks(cache.records, [name])[name]


def _is_settled(review: Review, address: str) -> bool:
    """Whether a page is current, and was decided about without a change or a problem."""
    decision = review.decided.get(address)
    if address not in review.current or decision is None or decision.problems:
        return False
    return decision.verdict.action == "publish" and not decision.verdict.moves
