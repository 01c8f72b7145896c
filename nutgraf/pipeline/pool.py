"""Builds pages in parallel worker processes; if a worker is killed, another builds its page."""

from __future__ import annotations

import contextlib
import os
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from multiprocessing.connection import Connection

from nutgraf.errors import Problem, in_seconds
from nutgraf.language_files import current_project
from nutgraf.pipeline.crew import Crew
from nutgraf.pipeline.page_job import PageJob, PageResult
from nutgraf.pipeline.subprocess_worker import PageOverdue, ProcessDied
from nutgraf.project import Project
from nutgraf.run.memory import free_memory

CRASHES_ALLOWED = 3
"""How often a page may kill its worker before it is reported and skipped."""


def worker_count(project: Project, pages: int, requested: int = 0) -> int:
    """How many pages to build at once: as many as requested, else one per core, as memory allows."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    fit = free_memory() // (project.memory_mb * 1_000_000) if project.memory_mb and not requested else cores
    return max(1, min(requested or min(cores, fit), pages))


def make_pages(
    jobs: Sequence[PageJob],
    *,
    workers: int,
    cold: bool,
    crew: Crew | None = None,
    requester: Connection | None = None,
    enough: Callable[[], bool] = lambda: False,
) -> Iterator[PageResult]:
    """Build the pages; yields each as soon as it is done. The crew ends with them, unless it is persistent.

    A worker that dies is replaced, and its page goes to the end of the queue, where it most likely runs alone. A page
    whose worker dies three times, or that exceeds the time limit, is reported, and the others continue. If another
    process asked for them, the pages are abandoned when its connection ends. Once it is `enough`, no page is begun but
    the first of each worker.
    """
    crew = crew or Crew(cold=cold)
    waiting = {job.plan.address: job for job in jobs}
    if crew.borrowed is not None:
        for made in crew.borrowed.make(jobs, workers):
            del waiting[made.address]
            yield made
    with crew.at_work(min(workers, len(jobs))):
        yield from _through(crew, deque(waiting.values()), requester, enough)


def _through(
    crew: Crew, waiting: deque[PageJob], requester: Connection | None, enough: Callable[[], bool]
) -> Iterator[PageResult]:
    deaths: defaultdict[str, list[str]] = defaultdict(list)
    _hand_out(waiting, crew)
    while crew.is_busy:
        for worker in crew.wait(requester):
            job = worker.job
            assert job is not None
            try:
                made = worker.receive()
            except PageOverdue:
                crew.dismiss(worker)
                made = PageResult(job.plan.address, problems=(overdue(job),))
            except ProcessDied as death:
                crew.dismiss(worker)
                deaths[job.plan.address].append(str(death))
                if len(deaths[job.plan.address]) < CRASHES_ALLOWED:
                    waiting.append(job)
                    continue
                made = PageResult(job.plan.address, problems=(crashed_too_often(job, str(death)),))
            if not enough():
                _hand_out(waiting, crew)  # before the page is handled, so that the worker does not wait
            yield replace(made, killed=tuple(deaths[job.plan.address]))
        if not enough():
            _hand_out(waiting, crew)


def _hand_out(waiting: deque[PageJob], crew: Crew) -> None:
    while waiting and (worker := crew.idle()):
        worker.send(waiting.popleft())


@contextlib.contextmanager
def persistent_workers(project: Project, workers: int, *, cold: bool) -> Iterator[Crew]:
    """Workers that stay between builds, so that a build at every save need not wait for imports.

    Until they end, this process has the environment that a build of the project has.
    """
    with current_project(project.root):
        crew = Crew(workers, cold=cold, persistent=True)
        try:
            crew.warm_up(project)
            yield crew
        finally:
            crew.end()


def crashed_too_often(job: PageJob, how: str = "") -> Problem:
    """The problem of a page that killed its worker too often."""
    what = f"the process that made the page was killed {CRASHES_ALLOWED} times{f' ({how})' if how else ''}"
    fix = "there may not have been enough memory: build with --jobs 1, or load fewer rows; the other pages are fine"
    return Problem(job.plan.explainer.where, what, fix)


def overdue(job: PageJob) -> Problem:
    """The problem of a page that exceeded the time limit."""
    what = f"the page took longer than {in_seconds(job.project.page_timeout)} in all and was stopped"
    return Problem(job.plan.explainer.where, what, "make it faster, or raise page_timeout in pyproject.toml")
