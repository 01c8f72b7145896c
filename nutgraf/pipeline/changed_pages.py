"""Builds the pages that changed, reviews each page, and reports them all in the order of addresses."""

from __future__ import annotations

import contextlib
import errno
from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from nutgraf.cache.page_cache import CachedPage
from nutgraf.disk_errors import disk_problem
from nutgraf.errors import Problem
from nutgraf.ledger import summary
from nutgraf.lint.plan_checks import unspoken_languages
from nutgraf.pipeline.assemble import last_good_copy
from nutgraf.pipeline.crew import Crew
from nutgraf.pipeline.live import LiveSheet
from nutgraf.pipeline.observer import Observer
from nutgraf.pipeline.options import Options
from nutgraf.pipeline.page_job import PageJob, PageResult
from nutgraf.pipeline.pool import make_pages, worker_count
from nutgraf.pipeline.relink import relinked
from nutgraf.pipeline.report import Outcome, unchanged
from nutgraf.pipeline.review import Copy, Decision, Review
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

    outcomes: Mapping[str, Outcome]
    tasks: Mapping[str, Task]


def what_to_make(work: Work, pages: Sequence[PagePlan], problems: Mapping[str, tuple[Problem, ...]]) -> ToMake:
    """Which pages must be built; `problems` are those of explainers that cannot be run.

    A page in a language whose catalog lacks words cannot be run either.
    """
    silent = unspoken_languages(work.review.project)
    outcomes: dict[str, Outcome] = {}
    tasks: dict[str, Task] = {}
    for page in pages:
        if bad := problems.get(page.explainer.name) or silent.get(page.lang):
            outcomes[page.address] = _failed(work, page, bad)
        elif task := work.staleness.stale_task(page):
            tasks[page.address] = task
        else:
            record = work.staleness.page_cache.record(page.address)
            outcomes[page.address] = unchanged(page.address, page.name, untracked=record.untracked if record else ())
    return ToMake(outcomes, tasks)


def make_changed(
    work: Work, pages: Sequence[PagePlan], to_make: ToMake, on_outcome: OnOutcome
) -> tuple[tuple[Outcome, ...], dict[str, Decision]]:
    """The outcome of every page, and the decisions about those that were built.

    `on_outcome` is called in the order of addresses: a page that is not ready delays those after it.
    """
    outcomes, decided, made_now = dict(to_make.outcomes), dict[str, Decision](), dict[str, LiveSheet]()
    # A page is compared with editions that this build has decided about, by their claims as they are in memory.
    work = replace(work, review=replace(work.review, decided=decided))
    observer = work.options.observer or Observer()
    for outcome in outcomes.values():
        observer.on_outcome(outcome)
    waiting = deque(pages)
    asked = {page.address for page in pages}

    def is_ready(page: PagePlan) -> bool:
        """A page is decided about together with its editions in other languages, all as this build makes them."""
        return all(address in outcomes for address in (page.address, *page.alternates.values()) if address in asked)

    def report_those_ready() -> None:
        while waiting and is_ready(waiting[0]):
            page = waiting.popleft()
            outcome = outcomes[page.address]
            if outcome.status != "failed":
                decided[page.address] = _decision(work, page, outcome, made_now.pop(page.address, None))
                outcomes[page.address] = _reviewed(work, page, outcome, decided[page.address])
            on_outcome(outcomes[page.address])

    report_those_ready()
    for address, task in to_make.tasks.items():
        if task.renamed is not None:
            outcomes[address] = _relinked(work, task, task.renamed)
            observer.on_outcome(outcomes[address])
    report_those_ready()
    tasks = sorted(to_make.tasks.items(), key=_by_language)
    jobs = [each.job for each in observer.in_order(dict(tasks)) if each.renamed is None]
    with contextlib.closing(_results(work.options, jobs)) as results:
        for made in results:
            outcomes[made.address] = _outcome(work, to_make.tasks[made.address], made)
            made_now[made.address] = LiveSheet(made.about, made.claims)
            observer.on_outcome(outcomes[made.address])
            report_those_ready()
    for page in pages:  # a preview may have stopped the build
        outcomes.setdefault(page.address, Outcome(page.address, page.name, "unchanged", "it waits for the next build"))
    report_those_ready()
    return tuple(outcomes[page.address] for page in pages), decided


def _by_language(task: tuple[str, Task]) -> tuple[str, str]:
    """The order in which the editions of a page follow each other: a page waits for them to be reported."""
    address, plan = task[0], task[1].job.plan
    return min(address, *plan.alternates.values(), address), address


def _results(options: Options, jobs: Sequence[PageJob]) -> Generator[PageResult, None, None]:
    """The pages, each as soon as it is done, built locally or on a cluster."""
    if options.scheduler:
        from nutgraf.pipeline.cluster import make_pages_on

        yield from make_pages_on(options.scheduler, jobs, ahead=options.jobs, cold=options.cold)
        return
    if options.workers is None or options.workers.ends_with_build:
        rendered = [job for job in jobs if job.executed is not None]
        yield from _locally(options, rendered, Crew(cold=True))  # they need no kernel, and no fork server
        jobs = [job for job in jobs if job.executed is None]
    for portion in options.observer.portions(jobs) if options.observer else [jobs]:
        yield from _locally(options, portion, options.workers)


def _locally(options: Options, jobs: Sequence[PageJob], crew: Crew | None) -> Iterator[PageResult]:
    if jobs:
        workers = worker_count(jobs[0].project, len(jobs), options.jobs)
        yield from make_pages(jobs, workers=workers, cold=options.cold, crew=crew)


def _decision(work: Work, page: PagePlan, outcome: Outcome, made: LiveSheet | None) -> Decision:
    why = outcome.why if outcome.status == "ran" and not outcome.why.startswith("data/") else ""
    return work.review.decide(page.address, Copy("built", sheet=made), why=why)


def _reviewed(work: Work, page: PagePlan, outcome: Outcome, decision: Decision) -> Outcome:
    """The outcome of a reviewed page: held if a published fact changed, failed if it is stopped."""
    if decision.problems:
        return replace(_failed(work, page, decision.problems), timing=outcome.timing)
    outcome = replace(outcome, moves=decision.verdict.moves, numbers=decision.sheet.numbers)
    if not decision.verdict.held:
        return outcome
    last_good = last_good_copy(work.review, page.address) is not None
    return replace(outcome, status="held", why=summary(decision.verdict.moves), last_good=last_good)


def _outcome(work: Work, task: Task, made: PageResult) -> Outcome:
    """Cache a page that was built; a failed page leaves the cache as it was."""
    if made.record is None or made.entry is None:
        return replace(_failed(work, task.job.plan, made.problems), timing=made.timing)
    try:
        cached = CachedPage(made.record, made.entry.to_text(), made.entry.html, made.entry.files)
        if made.executed:
            work.staleness.page_cache.put(cached, made.executed)
        else:
            work.staleness.page_cache.amend(cached)
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
    )


def _relinked(work: Work, task: Task, names: Mapping[str, str]) -> Outcome:
    """Cache a page that links to files with new names, and is otherwise as it was."""
    page_cache, plan = work.staleness.page_cache, task.job.plan
    page = page_cache.kept(plan.address)
    assert page is not None
    page_cache.amend(relinked(page, task.job.drawn_from, names))
    return Outcome(plan.address, plan.name, task.status, task.why)


def _failed(work: Work, page: PagePlan, problems: tuple[Problem, ...]) -> Outcome:
    why = "; ".join(dict.fromkeys(problem.what.splitlines()[0] for problem in problems))
    last_good = last_good_copy(work.review, page.address) is not None
    return Outcome(page.address, page.name, "failed", why, problems=problems, last_good=last_good)
