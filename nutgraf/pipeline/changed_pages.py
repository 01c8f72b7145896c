"""Builds the pages that changed, reviews each page, and reports them all in the order of addresses."""

from __future__ import annotations

import contextlib
import errno
from collections import deque
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, replace

from nutgraf.cache.page_cache import CachedPage
from nutgraf.disk_errors import disk_problem
from nutgraf.errors import Problem
from nutgraf.ledger import summary
from nutgraf.pipeline.assemble import last_good_copy
from nutgraf.pipeline.live import LiveSheet
from nutgraf.pipeline.observer import Observer
from nutgraf.pipeline.options import Options
from nutgraf.pipeline.page_job import PageJob, PageResult
from nutgraf.pipeline.pool import make_pages, worker_count
from nutgraf.pipeline.report import Outcome, Status
from nutgraf.pipeline.review import Copy, Decision, Review
from nutgraf.pipeline.staleness import UP_TO_DATE, StalenessCheck, Task
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
    """Which pages must be built; `problems` are those of explainers that cannot be run."""
    outcomes: dict[str, Outcome] = {}
    tasks: dict[str, Task] = {}
    for page in pages:
        if bad := problems.get(page.explainer.name):
            outcomes[page.address] = _failed(work, page, bad)
        elif task := work.staleness.stale_task(page):
            tasks[page.address] = task
        else:
            record = work.staleness.page_cache.record(page.address)
            untracked = record.untracked if record else ()
            why = f"{UP_TO_DATE}, as far as can be seen" if untracked else UP_TO_DATE
            outcomes[page.address] = Outcome(page.address, page.name, "unchanged", why, untracked=untracked)
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

    def report_those_ready() -> None:
        while waiting and waiting[0].address in outcomes:
            page = waiting.popleft()
            outcome = outcomes[page.address]
            if outcome.status != "failed":
                decided[page.address] = _decision(work, page, outcome, made_now.pop(page.address, None))
                outcomes[page.address] = _reviewed(work, page, outcome, decided[page.address])
            on_outcome(outcomes[page.address])

    report_those_ready()
    jobs = [each.job for each in observer.in_order(dict(to_make.tasks))]
    with contextlib.closing(_results(work.options, jobs)) as results:
        for made in results:
            outcomes[made.address] = _outcome(work, to_make.tasks[made.address], made)
            made_now[made.address] = LiveSheet(made.about, made.entry.claims if made.entry else ())
            observer.on_outcome(outcomes[made.address])
            report_those_ready()
    for page in pages:  # a preview may have stopped the build
        outcomes.setdefault(page.address, Outcome(page.address, page.name, "unchanged", "it waits for the next build"))
    report_those_ready()
    return tuple(outcomes[page.address] for page in pages), decided


def _results(options: Options, jobs: Sequence[PageJob]) -> Generator[PageResult, None, None]:
    """The pages, each as soon as it is done, built locally or on a cluster."""
    if options.scheduler:
        from nutgraf.pipeline.cluster import make_pages_on

        yield from make_pages_on(options.scheduler, jobs, ahead=options.jobs, cold=options.cold)
    else:
        workers = worker_count(jobs[0].project, len(jobs), options.jobs) if jobs else 1
        for portion in options.observer.portions(jobs) if options.observer else [jobs]:
            yield from make_pages(portion, workers=workers, cold=options.cold, crew=options.workers)


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
        work.staleness.page_cache.put(cached, made.executed)
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


def _failed(work: Work, page: PagePlan, problems: tuple[Problem, ...]) -> Outcome:
    why = "; ".join(dict.fromkeys(problem.what.splitlines()[0] for problem in problems))
    last_good = last_good_copy(work.review, page.address) is not None
    return Outcome(page.address, page.name, "failed", why, problems=problems, last_good=last_good)
