"""The story of a build: plan, check, make what changed, weigh it against the ledger, lay out the site, report."""

from __future__ import annotations

import contextlib
import datetime
import errno
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from nutgraf.cache.page_cache import CachedPage, PageCache
from nutgraf.data import validate
from nutgraf.disk_errors import disk_problem
from nutgraf.errors import Problem
from nutgraf.ledger import read_lock, summary, write_lock
from nutgraf.lint.plan_checks import check
from nutgraf.pipeline.assemble import collect_entries, last_good_copy, redirects_and_tombstones, sheet_of
from nutgraf.pipeline.build_fingerprint import BuildFingerprint, LastBuild
from nutgraf.pipeline.build_lock import one_build_at_a_time
from nutgraf.pipeline.held import write_held_pages
from nutgraf.pipeline.observer import Observer
from nutgraf.pipeline.page_maker import PageJob, PageResult
from nutgraf.pipeline.pool import make_pages, worker_count
from nutgraf.pipeline.prune import prune
from nutgraf.pipeline.report import Outcome, Report, Status
from nutgraf.pipeline.requested import asked_for
from nutgraf.pipeline.review import Review
from nutgraf.pipeline.site_fingerprint import site_fingerprint
from nutgraf.pipeline.staleness import UP_TO_DATE, StalenessCheck, Task
from nutgraf.pipeline.vanished import leaving, outcomes_of_vanished, refuse_to_empty, without_copy
from nutgraf.pipeline.withdrawal import without_withdrawn
from nutgraf.plan import PagePlan, plan_pages
from nutgraf.project import Project
from nutgraf.site import lay_out, publish

__all__ = ["Observer", "Options", "Outcome", "Report", "build"]


@dataclass(frozen=True)
class Options:
    """What one build is asked to do."""

    patterns: tuple[str, ...] = ()
    jobs: int = 0
    force: bool = False
    cold: bool = False
    scheduler: str = ""
    drafts: bool = False
    live_site: Path | None = None
    publish: bool = False
    now: datetime.datetime | None = None
    onlooker: Observer | None = None

    @property
    def plain(self) -> bool:
        """Whether nothing is asked for but that the site be as its notebooks say."""
        return not (self.patterns or self.force or self.live_site or self.publish)


def build(
    project: Project,
    options: Options,
    begin: Callable[[int, int], None] = lambda _, __: None,
    tell: Callable[[Outcome], None] = lambda _: None,
) -> Report:
    """Build the pages asked for, and the site of all pages.

    `begin` hears how many pages there are and how many have to be made, `tell` hears of each as it comes out, in the
    order of addresses.

    Raises UsageError where nothing can be built at all: settings, data package, an address that no page has.
    """
    begun, index = time.perf_counter(), project.site_dir / "index.html"
    with one_build_at_a_time(project, preview=options.onlooker is not None):
        still = BuildFingerprint(project, drafts=options.drafts)
        if options.plain and (known := still.known()):
            outcomes = _as_they_stand(known, begin, tell)
            return Report(outcomes, (), known.withheld, time.perf_counter() - begun, index)
        lock = read_lock(project.lock_file)
        plan = without_withdrawn(plan_pages(project, now=options.now), lock)
        review = Review(project, PageCache(project), plan, lock, options.publish, options.live_site, options.drafts)
        refuse_to_empty(project, plan, review)
        problems = check(project, plan)
        pages = asked_for(plan, options.patterns, drafts=options.drafts)
        stale = review.stale()
        work = _Work(StalenessCheck(project, review, force=options.force), options)
        review.asked = frozenset(page.address for page in pages)
        review.is_current = lambda page: StalenessCheck(project, review).stale_task(page) is None
        decided = _decided(work, pages, problems)
        begin(len(pages), len(decided[1]))
        outcomes = _make_pages(work, pages, decided, tell)
        review.review_rest()
        outcomes += _vanished(work, tell)
        lacking = without_copy(review, options.live_site) if options.publish else ()
        gone: Mapping[str, int] = {}
        if not lacking:
            if options.publish:
                _sign(work, outcomes)
            gone = _publish(work, outcomes)
        withheld = tuple(page.address for page in plan.pages if page.withheld_reason and not options.drafts)
        found = tuple(dict.fromkeys([*validate(project.data_package), *plan.problems, *lacking]))
        seconds = time.perf_counter() - begun
        report = Report(outcomes, found, withheld, seconds, index, gone, stale, stopped=bool(lacking))
        if options.plain and report.is_silent and _all_stand(work, pages):
            still.remember(LastBuild([(page.address, page.name) for page in pages], withheld))
    return report


def _as_they_stand(
    known: LastBuild, begin: Callable[[int, int], None], tell: Callable[[Outcome], None]
) -> tuple[Outcome, ...]:
    """Every page as kept, told like any other."""
    begin(len(known.pages), 0)
    outcomes = tuple(Outcome(address, name, "unchanged", UP_TO_DATE) for address, name in known.pages)
    for outcome in outcomes:
        tell(outcome)
    return outcomes


@dataclass(frozen=True)
class _Work:
    staleness: StalenessCheck
    options: Options

    @property
    def review(self) -> Review:
        return self.staleness.review


def _all_stand(work: _Work, pages: Sequence[PagePlan]) -> bool:
    """Whether every page is up to date by a second look, and no hour is set at which one comes to be published."""
    if any(page.withheld_reason.startswith("embargo") for page in work.review.plan.pages):
        return False
    staleness = StalenessCheck(work.staleness.project, work.review)
    return all(staleness.stale_task(page) is None for page in pages)


def _vanished(work: _Work, tell: Callable[[Outcome], None]) -> tuple[Outcome, ...]:
    """The pages that vanished, reported like any other."""
    outcomes = outcomes_of_vanished(work.review, work.options.patterns, work.options.live_site)
    for outcome in outcomes:
        tell(outcome)
    return outcomes


def _publish(work: _Work, outcomes: Sequence[Outcome]) -> Mapping[str, int]:
    """Put the site of all pages in place, unless all of it is there already; how many pages leave it."""
    project, review, plan = work.staleness.project, work.review, work.review.plan
    left = redirects_and_tombstones(plan, review.lock)
    site = site_fingerprint(work.staleness, left, drafts=work.options.drafts)
    whole = not (plan.problems or review.vanished or any(seen.blocked for seen in review.reviewed.values()))
    whole = whole and all(outcome.status != "failed" for outcome in outcomes)
    same = all(outcome.status == "unchanged" for outcome in outcomes) and not work.options.publish
    if whole and same and not work.options.live_site and site.stands():
        return {}
    site.forget()
    entries, older = collect_entries(review, drafts=work.options.drafts, live_site=work.options.live_site)
    gone = leaving(project, review, {*(entry.address for entry in entries), *(each.address for each in left)})
    publish(lay_out(project, entries, older, left), project.build_dir)
    write_held_pages(review, entries)
    prune(project, plan, review.live.addresses)
    if work.options.publish:
        review.live.remember((entry.address, sheet_of(entry)) for entry in entries)
    if whole:
        site.remember()
    return gone


def _decided(
    work: _Work, pages: Sequence[PagePlan], problems: Mapping[str, tuple[Problem, ...]]
) -> tuple[dict[str, Outcome], dict[str, Task]]:
    """The pages that need not or cannot be made, as they come out; and what there is to do for the others."""
    outcomes: dict[str, Outcome] = {}
    jobs: dict[str, Task] = {}
    for page in pages:
        if bad := problems.get(page.explainer.name):
            outcomes[page.address] = _failed(work, page, bad)
        elif task := work.staleness.stale_task(page):
            jobs[page.address] = task
        else:
            record = work.staleness.shelf.record(page.address)
            unseen = record.untracked if record else ()
            why = f"{UP_TO_DATE}, as far as can be seen" if unseen else UP_TO_DATE
            outcomes[page.address] = Outcome(page.address, page.name, "unchanged", why, untracked=unseen)
    return outcomes, jobs


def _make_pages(
    work: _Work,
    pages: Sequence[PagePlan],
    decided: tuple[dict[str, Outcome], dict[str, Task]],
    tell: Callable[[Outcome], None],
) -> tuple[Outcome, ...]:
    """Make what moved; hear of each page in the order of addresses."""
    outcomes, jobs = decided
    onlooker = work.options.onlooker or Observer()
    for outcome in outcomes.values():
        onlooker.heard(outcome)
    told = _in_order(work, pages, outcomes, tell)
    next(told)
    with contextlib.closing(_made(work.options, [each.job for each in onlooker.in_order(jobs)])) as pages_made:
        for made in pages_made:
            outcomes[made.address] = _outcome(work, jobs[made.address], made)
            onlooker.heard(outcomes[made.address])
            next(told)
    for page in pages:  # an onlooker may have had enough
        outcomes.setdefault(page.address, Outcome(page.address, page.name, "unchanged", "it waits for the next build"))
    next(told)
    return tuple(outcomes[page.address] for page in pages)


def _made(options: Options, jobs: Sequence[PageJob]) -> Generator[PageResult, None, None]:
    """The pages, each as soon as it is done, made here or on a cluster."""
    if options.scheduler:
        from nutgraf.pipeline.cluster import make_pages_on

        yield from make_pages_on(options.scheduler, jobs, ahead=options.jobs, cold=options.cold)
    else:
        workers = worker_count(jobs[0].project, len(jobs), options.jobs) if jobs else 1
        for portion in options.onlooker.portions(jobs) if options.onlooker else [jobs]:
            yield from make_pages(portion, workers=workers, cold=options.cold)


def _in_order(
    work: _Work, pages: Sequence[PagePlan], outcomes: dict[str, Outcome], tell: Callable[[Outcome], None]
) -> Iterator[None]:
    """Weigh and tell of the outcomes there are, in order, each once; a page not ready holds back those after it."""
    for page in pages:
        while page.address not in outcomes:
            yield
        outcomes[page.address] = _weighed(work, page, outcomes[page.address])
        tell(outcomes[page.address])
    while True:
        yield


def _weighed(work: _Work, page: PagePlan, outcome: Outcome) -> Outcome:
    """The outcome once the page was reviewed: held where a published figure moved, failed where languages disagree."""
    if outcome.status == "failed":
        return outcome
    why = outcome.why if outcome.status == "ran" and not outcome.why.startswith("data/") else ""
    reviewed = work.review.review(page, why)
    if reviewed.problems:
        return replace(_failed(work, page, reviewed.problems), timing=outcome.timing)
    outcome = replace(outcome, moves=reviewed.verdict.moves, numbers=reviewed.numbers)
    if not reviewed.verdict.held:
        return outcome
    last_good = last_good_copy(work.review, page.address, work.options.live_site) is not None
    return replace(outcome, status="held", why=summary(reviewed.verdict.moves), last_good=last_good)


def _sign(work: _Work, outcomes: Sequence[Outcome]) -> None:
    """Write down what is published; pages whose readers are to be told of it are drawn again with the note."""
    now = work.options.now or datetime.datetime.now(datetime.UTC)
    stopped = {outcome.address for outcome in outcomes if outcome.status in ("failed", "held")}
    # The site has all its pages, also those that this build was not asked for: what goes live is signed.
    shown = {page.address for page in work.review.plan.pages if work.options.drafts or not page.withheld_reason}
    published = shown - stopped
    lock = work.review.signed(published, now.astimezone().date().isoformat())
    noted = [page for page in work.review.plan.pages if work.review.is_noted(page) and page.address in published]
    write_lock(lock, work.staleness.project.lock_file)
    work.review.lock = lock
    _make_pages(work, noted, _decided(work, noted, {}), lambda _: None)


def _outcome(work: _Work, task: Task, made: PageResult) -> Outcome:
    """Keep a page that was made; a page that failed leaves what was kept before."""
    if made.record is None:
        return replace(_failed(work, task.job.plan, made.problems), timing=made.timing)
    try:
        work.staleness.shelf.put(CachedPage(made.record, made.entry, made.html, made.files), made.executed)
    except OSError as error:
        if error.errno != errno.ENAMETOOLONG:
            raise
        return _failed(work, task.job.plan, (disk_problem(error, work.staleness.project.root),))
    status: Status = "rendered" if task.job.executed else "ran"
    return Outcome(
        made.address,
        task.job.plan.name,
        status,
        task.why,
        timing=made.timing,
        untracked=made.record.untracked,
        notes=made.record.notes,
    )


def _failed(work: _Work, page: PagePlan, problems: tuple[Problem, ...]) -> Outcome:
    why = "; ".join(dict.fromkeys(problem.what.splitlines()[0] for problem in problems))
    last_good = last_good_copy(work.review, page.address, work.options.live_site) is not None
    return Outcome(page.address, page.name, "failed", why, problems=problems, last_good=last_good)
