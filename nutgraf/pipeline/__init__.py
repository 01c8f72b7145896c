"""The steps of a build: plan, check, build what changed, review it against the ledger, write the site, report."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from nutgraf.data import validate
from nutgraf.errors import Problem, UsageError
from nutgraf.ledger import outdated, read_lock, translated_texts, write_lock
from nutgraf.lint.plan_checks import check
from nutgraf.pipeline.assemble import collect_entries, redirects_and_tombstones, sheet_of
from nutgraf.pipeline.build_lock import one_build_at_a_time
from nutgraf.pipeline.changed_pages import Work, make_changed, what_to_make
from nutgraf.pipeline.held import write_held_pages
from nutgraf.pipeline.live_site import usable_live_site
from nutgraf.pipeline.observer import Observer
from nutgraf.pipeline.options import Options
from nutgraf.pipeline.pool import with_workers
from nutgraf.pipeline.prune import prune
from nutgraf.pipeline.publication import published_lock
from nutgraf.pipeline.report import Outcome, Report
from nutgraf.pipeline.requested import asked_for
from nutgraf.pipeline.review import Review, open_review
from nutgraf.pipeline.staleness import UP_TO_DATE, StalenessCheck
from nutgraf.pipeline.stamps import BuildStamp, LastBuild, site_stamp
from nutgraf.pipeline.vanished import leaving, outcomes_of_vanished, refuse_to_empty, without_copy
from nutgraf.pipeline.withdrawal import without_withdrawn
from nutgraf.plan import PagePlan, plan_pages
from nutgraf.project import Project
from nutgraf.site import dead_anchors, lay_out, publish

__all__ = ["Observer", "Options", "Outcome", "Report", "build"]


def build(
    project: Project,
    options: Options,
    begin: Callable[[int, int], None] = lambda _, __: None,
    on_outcome: Callable[[Outcome], None] = lambda _: None,
) -> Report:
    """Build the requested pages, and the site of all pages.

    `begin` is called with the number of pages and the number to build, `on_outcome` with each outcome, in the
    order of addresses.

    Raises UsageError if nothing can be built: bad settings, a bad data package, an address that no page has.
    """
    _refuse_to_publish_drafts(options)
    options = replace(options, live_site=usable_live_site(options.live_site))
    site_dir = project.preview_dir if options.is_preview else project.site_dir
    begun, index = time.perf_counter(), site_dir / "index.html"
    with one_build_at_a_time(project, preview=options.is_preview), with_workers(options) as options:
        stamp = BuildStamp(project, drafts=options.drafts, preview=options.is_preview)
        if options.plain and (last := stamp.last_build()):
            outcomes = _unchanged(last, begin, on_outcome)
            kept, drafts = _kept_out(last.withheld, options)
            return Report(outcomes, (), kept, time.perf_counter() - begun, index, drafts=drafts)
        if options.workers is not None:
            options.workers.prepare(project)
        lock = read_lock(project.lock_file)
        plan = without_withdrawn(plan_pages(project, now=options.now), lock)
        review = open_review(project, plan, lock, site=options.live_site, strict=options.publish, drafts=options.drafts)
        refuse_to_empty(review)
        problems = check(project, plan)
        pages = asked_for(plan, options.patterns, drafts=options.drafts)
        stale = tuple(outdated(lock.agreed, translated_texts(plan.explainers.values())))
        work = _work(review, pages, options)
        to_make = what_to_make(work, pages, problems)
        begin(len(pages), len(to_make.tasks))
        outcomes, decided = make_changed(work, pages, to_make, on_outcome)
        work = replace(work, review=work.review.decide_all(decided))
        outcomes += _vanished(work, on_outcome)
        lacking = without_copy(work.review) if options.publish else ()
        gone: Mapping[str, int] = {}
        dead: Sequence[Problem] = ()
        if not lacking:
            if options.publish:
                work = _sign(work, outcomes)
            gone, dead = _publish(work, outcomes)
        withheld = tuple(page.address for page in plan.pages if page.withheld_reason)
        kept, drafts = _kept_out(withheld, options)
        found = tuple(dict.fromkeys([*validate(project.data_package), *plan.problems, *lacking, *dead]))
        seconds = time.perf_counter() - begun
        report = Report(outcomes, found, kept, seconds, index, gone, stale, drafts, bool(lacking))
        if options.plain and report.is_silent and _all_current(work, pages):
            stamp.write(LastBuild([(page.address, page.name) for page in pages], withheld))
    return report


def _refuse_to_publish_drafts(options: Options) -> None:
    if options.publish and options.drafts:
        what = "with --drafts, it would publish drafts, pages under embargo and pages that an editor withdrew"
        raise UsageError(Problem("--publish", what, "leave one of the two out"))


def _kept_out(withheld: tuple[str, ...], options: Options) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The pages that are kept out of the site, and those in it that readers must not see yet."""
    return ((), withheld) if options.drafts else (withheld, ())


def _unchanged(
    last: LastBuild, begin: Callable[[int, int], None], on_outcome: Callable[[Outcome], None]
) -> tuple[Outcome, ...]:
    """Every page as cached, reported like any other."""
    begin(len(last.pages), 0)
    outcomes = tuple(Outcome(address, name, "unchanged", UP_TO_DATE) for address, name in last.pages)
    for outcome in outcomes:
        on_outcome(outcome)
    return outcomes


def _work(review: Review, pages: Sequence[PagePlan], options: Options) -> Work:
    """The review and staleness of these pages. Whether a page is current is looked up each time."""

    def is_current(page: PagePlan) -> bool:
        return StalenessCheck(review.project, review).stale_task(page) is None

    held_to = replace(review, asked=frozenset(page.address for page in pages), is_current=is_current)
    return Work(StalenessCheck(review.project, review, force=options.force), held_to, options)


def _all_current(work: Work, pages: Sequence[PagePlan]) -> bool:
    """Whether every page is up to date on a second check, and none has a scheduled publication time."""
    if any(page.withheld_reason.startswith("embargo") for page in work.review.plan.pages):
        return False
    staleness = StalenessCheck(work.review.project, work.review)
    return all(staleness.stale_task(page) is None for page in pages)


def _vanished(work: Work, on_outcome: Callable[[Outcome], None]) -> tuple[Outcome, ...]:
    """The vanished pages, reported like any other."""
    outcomes = outcomes_of_vanished(work.review, work.options.patterns)
    for outcome in outcomes:
        on_outcome(outcome)
    return outcomes


def _sign(work: Work, outcomes: Sequence[Outcome]) -> Work:
    """Record what is published; pages that show readers an update note are rendered again with it."""
    review, options = work.review, work.options
    now = options.now or datetime.datetime.now(datetime.UTC)
    stopped = {outcome.address for outcome in outcomes if outcome.status in ("failed", "held")}
    # The site has all pages, including those that were not requested: everything that goes live is signed off.
    shown = {page.address for page in review.plan.pages if options.drafts or not page.withheld_reason}
    published = shown - stopped
    lock = published_lock(review, published, now.astimezone().date().isoformat())
    write_lock(lock, review.project.lock_file)
    signed = replace(review, lock=lock)
    work = replace(work, review=signed, staleness=replace(work.staleness, review=signed))
    noted = [page for page in review.plan.pages if page.address in published and _is_noted(review, page)]
    make_changed(work, noted, what_to_make(work, noted, {}), lambda _: None)
    return work


def _is_noted(review: Review, page: PagePlan) -> bool:
    """Whether something changed on a page that is published with an update note."""
    decision = review.decided.get(page.address)
    return decision is not None and decision.verdict.action == "note"


def _publish(work: Work, outcomes: Sequence[Outcome]) -> tuple[Mapping[str, int], Sequence[Problem]]:
    """Write the site of all pages, unless it is complete already.

    Returns the number of pages that leave it, and its dead links.
    """
    review, options = work.review, work.options
    left = redirects_and_tombstones(review.plan, review.lock, drafts=options.drafts)
    preview = options.is_preview
    site = site_stamp(work.staleness, left, drafts=options.drafts, preview=preview)
    stopped = any(not decision.may_publish for decision in review.decided.values())
    whole = not (review.plan.problems or review.vanished or stopped)
    whole = whole and all(outcome.status != "failed" for outcome in outcomes)
    same = all(outcome.status == "unchanged" for outcome in outcomes) and not options.publish
    if whole and same and not options.live_site and site.is_current:
        return {}, ()
    site.remove()
    entries, older = collect_entries(review)
    stays = {*(entry.address for entry in entries), *(each.address for each in left)}
    gone = {} if preview else leaving(review, stays)
    published = {entry.address for entry in entries} if options.publish else review.published
    folder = review.project.preview_dir if preview else review.project.site_dir
    publish(lay_out(review.project, entries, older, left, published), folder.parent, folder.name)
    write_held_pages(review, entries)
    prune(review.project, review.plan, review.live.addresses)
    if options.publish:
        review.live.remember((entry.address, sheet_of(entry)) for entry in entries)
    dead = dead_anchors(entries)
    if whole and not dead:
        site.write()
    return gone, dead
