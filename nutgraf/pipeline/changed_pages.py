"""Builds the pages that changed, reviews each page, and reports them all in the order of addresses."""

from __future__ import annotations

import contextlib
import errno
from collections import deque
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from nutgraf.cache.page_cache import CachedPage
from nutgraf.disk_errors import disk_problem
from nutgraf.errors import Problem
from nutgraf.language_files import language_files_held
from nutgraf.ledger import summary
from nutgraf.lint.plan_checks import unspoken_languages
from nutgraf.pipeline.assemble import last_good_copy
from nutgraf.pipeline.decision import Copy, Decision
from nutgraf.pipeline.live import LiveSheet
from nutgraf.pipeline.observer import Observer
from nutgraf.pipeline.options import Options
from nutgraf.pipeline.page_job import PageJob, PageResult
from nutgraf.pipeline.page_trace import remember_trace
from nutgraf.pipeline.pool import make_pages, worker_count
from nutgraf.pipeline.relink import relinked
from nutgraf.pipeline.report import Outcome, unchanged
from nutgraf.pipeline.review import Review
from nutgraf.pipeline.staleness import StalenessCheck, Task
from nutgraf.plan import PagePlan

OnOutcome = Callable[[Outcome], None]


@dataclass(frozen=True)
class Work:
    """What a build needs: the staleness check, the review, and the options."""

    staleness: StalenessCheck
    review: Review
    options: Options


@dataclass(frozen=True)
class ToMake:
    """The outcomes of pages that need not or cannot be built, and the tasks for the others."""

    outcomes: Mapping[str, Outcome] = field(default_factory=dict)
    tasks: Mapping[str, Task] = field(default_factory=dict)

    @property
    def jobs(self) -> list[PageJob]:
        """The pages to run or render, in the order in which they can be reported."""
        tasks = sorted(self.tasks.items(), key=_by_language)
        return [each.job for address, each in tasks if each.renamed is None and address not in self.outcomes]


def what_to_make(
    work: Work, pages: Sequence[PagePlan], problems: Mapping[str, tuple[Problem, ...]], made: ToMake = ToMake()
) -> ToMake:
    """Which pages must be built, and which this build has `made`; `problems` are of explainers that cannot be run.

    A page in a language whose catalog lacks words cannot be run either.
    """
    silent = unspoken_languages(work.review.project)
    outcomes, tasks = dict(made.outcomes), dict(made.tasks)
    for page in pages:
        if page.address in outcomes:
            continue
        if bad := problems.get(page.explainer.name) or silent.get(page.lang):
            outcomes[page.address] = _failed(work, page, bad)
        elif known := work.review.settled.get(page.address):
            outcomes[page.address] = unchanged(page.address, page.name, tuple(known.numbers), tuple(known.untracked))
        elif task := work.staleness.stale_task(page):
            tasks[page.address] = task
        else:
            record = work.staleness.page_cache.record(page.address)
            outcomes[page.address] = unchanged(page.address, page.name, untracked=record.untracked if record else ())
    return ToMake(outcomes, tasks)


def make_open(work: Work, pages: Sequence[PagePlan], problems: Mapping[str, tuple[Problem, ...]]) -> ToMake:
    """Make the pages that are open in a preview, in this order, before others are decided about.

    A save ends it, but not before the first page.
    """
    observer = work.options.observer or Observer()
    to_make = what_to_make(work, pages, problems)
    outcomes = {address: outcome for address, outcome in to_make.outcomes.items() if outcome.status == "failed"}
    for outcome in outcomes.values():
        observer.on_outcome(outcome)
    tasks = [to_make.tasks[page.address] for page in pages if page.address in to_make.tasks]
    jobs = [replace(task.job, is_traced=True) for task in tasks if task.renamed is None]
    crew, cold = work.options.workers, work.options.cold
    for made in make_pages(jobs, workers=1, cold=cold, crew=crew, enough=observer.enough):
        outcomes[made.address] = _outcome(work, to_make.tasks[made.address], made)
        observer.on_outcome(outcomes[made.address])
    return ToMake(outcomes, {address: to_make.tasks[address] for address in outcomes if address in to_make.tasks})


def make_changed(
    work: Work, pages: Sequence[PagePlan], to_make: ToMake, on_outcome: OnOutcome
) -> tuple[tuple[Outcome, ...], dict[str, Decision]]:
    """The outcome of every page, and the decisions about those that were built.

    `on_outcome` is called in the order of addresses: a page that is not ready delays those after it.
    """
    outcomes, decided, made_now = dict(to_make.outcomes), dict[str, Decision](), dict[str, LiveSheet]()
    # A page is compared with its editions by their claims as they are in memory, until all of them are decided about.
    failed = {address for address, outcome in outcomes.items() if outcome.status == "failed"}
    work = replace(work, review=replace(work.review, decided=decided, made=made_now, failed=failed))
    observer = work.options.observer or Observer()
    for outcome in outcomes.values():
        observer.on_outcome(outcome)
    waiting, settled = deque(pages), set[str]()
    asked = {page.address: page for page in pages}

    def settle(address: str) -> None:
        """Decide about a page together with its editions in other languages, all as this build makes them."""
        if address in settled:  # and so are its editions
            return
        group = sorted({address, *asked[address].alternates.values()} & asked.keys())
        if not all(each in outcomes for each in group):
            return
        for each in group:
            page, outcome = asked[each], outcomes[each]
            if each in work.review.settled:
                decided[each] = work.review.decide(each)
            elif outcome.status != "failed" and each not in settled:
                with language_files_held():
                    decided[each] = _decision(work, page, outcome)
                outcomes[each] = _reviewed(work, page, outcome, decided[each])
        for each in group:
            if each in decided and decided[each].sheet:  # a build does not hold the claims of all pages
                decided[each] = replace(decided[each], sheet=None)
            made_now.pop(each, None)
        settled.update(group)

    def settle_and_report(addresses: Iterable[str]) -> None:
        for address in addresses:
            settle(address)
        while waiting and waiting[0].address in settled:
            on_outcome(outcomes[waiting.popleft().address])

    settle_and_report(page.address for page in pages if page.address in outcomes)  # while the workers start
    jobs = to_make.jobs
    if work.options.workers is not None and all(job.cached_run is not None for job in jobs):
        placed = next((job.project for job in jobs if job.only_templates), None)
        work.options.workers.run_nothing(placed)
    for address, task in to_make.tasks.items():
        if task.renamed is not None:
            outcomes[address] = _relinked(work, task, task.renamed)
            observer.on_outcome(outcomes[address])
            settle_and_report([address])
    begun = any(address in to_make.outcomes for address in to_make.tasks)
    with contextlib.closing(_results(work.options, jobs, begun=begun)) as results:
        for made in results:
            outcomes[made.address] = _outcome(work, to_make.tasks[made.address], made)
            if outcomes[made.address].status == "failed":
                failed.add(made.address)
            else:
                made_now[made.address] = LiveSheet(made.about, made.claims)
            observer.on_outcome(outcomes[made.address])
            settle_and_report([made.address])
    for page in pages:  # a preview may have stopped the build
        outcomes.setdefault(page.address, Outcome(page.address, page.name, "unchanged", "it waits for the next build"))
    settle_and_report(asked)
    return tuple(outcomes[page.address] for page in pages), decided


def _by_language(task: tuple[str, Task]) -> tuple[str, str]:
    """The order in which the editions of a page follow each other: a page waits for them to be reported."""
    address, plan = task[0], task[1].job.plan
    return min(address, *plan.alternates.values(), address), address


def _results(options: Options, jobs: Sequence[PageJob], *, begun: bool) -> Generator[PageResult, None, None]:
    """The pages, each as soon as it is done, built locally or on a cluster; `begun` if the build has made others."""
    if options.scheduler:
        from nutgraf.pipeline.cluster import make_pages_on

        yield from make_pages_on(options.scheduler, jobs, ahead=options.jobs, cold=options.cold)
    else:
        enough = options.observer.enough if options.observer else None
        workers = worker_count(jobs[0].project, len(jobs), options.jobs) if jobs else 1
        if not (begun and enough and enough()):
            yield from make_pages(jobs, workers=workers, cold=options.cold, crew=options.workers, enough=enough)


def _decision(work: Work, page: PagePlan, outcome: Outcome) -> Decision:
    why = outcome.why if outcome.status == "ran" and not outcome.why.startswith("data/") else ""
    return work.review.decide(page.address, Copy("built"), why=why)


def _reviewed(work: Work, page: PagePlan, outcome: Outcome, decision: Decision) -> Outcome:
    """The outcome of a reviewed page: held if a published fact changed, failed if it is stopped."""
    if decision.problems:
        return replace(_failed(work, page, decision.problems), timing=outcome.timing, killed=outcome.killed)
    outcome = replace(outcome, moves=decision.verdict.moves, numbers=work.review.sheet(page.address).numbers)
    if not decision.verdict.held:
        return outcome
    last_good = last_good_copy(work.review, page.address) is not None
    return replace(outcome, status="held", why=summary(decision.verdict.moves), last_good=last_good)


def _outcome(work: Work, task: Task, made: PageResult) -> Outcome:
    """Cache a page that was built; a failed page leaves the cache as it was."""
    if made.record is None or made.entry is None:
        return replace(_failed(work, task.job.plan, made.problems), timing=made.timing, killed=made.killed)
    try:
        cached = CachedPage(made.record, made.entry.to_text(), made.entry.html, made.entry.files)
        if made.executed_notebook:
            work.staleness.page_cache.put(cached, made.executed_notebook, made.article)
        else:
            work.staleness.page_cache.amend(cached)
        if made.trace is not None:
            remember_trace(work.staleness.page_cache.run_path(made.address), made.trace)
    except OSError as error:
        if error.errno != errno.ENAMETOOLONG:
            raise
        return _failed(work, task.job.plan, (disk_problem(error, work.staleness.project.root),))
    return Outcome(
        made.address,
        task.job.plan.name,
        task.status,
        task.why,
        timing=made.timing,
        untracked=made.record.untracked,
        notes=made.record.notes,
        killed=made.killed,
    )


def _relinked(work: Work, task: Task, names: Mapping[str, str]) -> Outcome:
    """Cache a page that links to files with new names, and is otherwise as it was."""
    page_cache, plan = work.staleness.page_cache, task.job.plan
    page = page_cache.page(plan.address)
    assert page is not None
    page_cache.amend(relinked(page, task.job.drawn_from, names)[0])
    return Outcome(plan.address, plan.name, task.status, task.why)


def _failed(work: Work, page: PagePlan, problems: tuple[Problem, ...]) -> Outcome:
    why = "; ".join(dict.fromkeys(problem.what.splitlines()[0] for problem in problems))
    last_good = last_good_copy(work.review, page.address) is not None
    return Outcome(page.address, page.name, "failed", why, problems=problems, last_good=last_good)
