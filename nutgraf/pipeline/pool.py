"""Pages made by as many worker processes as asked for; a page whose worker is killed is made by another."""

from __future__ import annotations

import contextlib
import os
from collections import Counter, deque
from collections.abc import Iterator, Sequence

from nutgraf.errors import Problem
from nutgraf.pipeline.page_job import PageJob, PageResult
from nutgraf.pipeline.subprocess_worker import PageOverdue, ProcessDied
from nutgraf.pipeline.worker_process import WorkerProcesses
from nutgraf.project import Project
from nutgraf.run.memory import free_memory

DEATHS_ALLOWED = 3
"""How often a page may take its worker with it before it is reported and left alone."""


def worker_count(project: Project, pages: int, asked: int = 0) -> int:
    """How many pages to make at once: as many as asked for, else one for each core for which there is memory."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    fit = free_memory() // (project.memory_mb * 1_000_000) if project.memory_mb and not asked else cores
    return max(1, min(asked or min(cores, fit), pages))


def make_pages(
    jobs: Sequence[PageJob], *, workers: int, cold: bool, persistent: WorkerProcesses | None = None
) -> Iterator[PageResult]:
    """Make the pages, each handed back as soon as it is done.

    A worker that dies is replaced, and its page goes to the end of the line, where it most likely is alone. A page
    whose worker dies three times, or which takes longer than a page may, is reported, and the others go on.
    """
    waiting, deaths = deque(jobs), Counter[str]()
    with _crew(persistent, min(workers, len(jobs)), cold) as crew:
        while waiting or crew.is_busy:
            _hand_out(waiting, crew)
            for worker in crew.wait():
                job = worker.job
                assert job is not None
                try:
                    made = worker.take()
                except PageOverdue:
                    crew.dismiss(worker)
                    made = PageResult(job.plan.address, problems=(overdue(job),))
                except ProcessDied as death:
                    crew.dismiss(worker)
                    deaths[job.plan.address] += 1
                    if deaths[job.plan.address] < DEATHS_ALLOWED:
                        waiting.append(job)
                        continue
                    made = PageResult(job.plan.address, problems=(killer(job, str(death)),))
                _hand_out(waiting, crew)  # before the page is looked at: nobody waits for that
                yield made


def _hand_out(waiting: deque[PageJob], crew: WorkerProcesses) -> None:
    while waiting and (worker := crew.idle()):
        worker.give(waiting.popleft())


@contextlib.contextmanager
def persistent_workers(project: Project, workers: int, *, cold: bool) -> Iterator[WorkerProcesses]:
    """Workers for one build after another, so that a build at every save need not wait for their imports each time."""
    processes = WorkerProcesses(workers, cold=cold)
    processes.get_ready(project)
    try:
        yield processes
    finally:
        processes.end()


@contextlib.contextmanager
def _crew(persistent: WorkerProcesses | None, workers: int, cold: bool) -> Iterator[WorkerProcesses]:
    """The workers that stay, or new ones that end with the build; after an interruption none is left at a page."""
    crew, whole = persistent or WorkerProcesses(workers, cold=cold), False
    try:
        yield crew
        whole = True
    finally:
        if not whole or crew is not persistent:
            crew.end(at_once=not whole)


def killer(job: PageJob, how: str = "") -> Problem:
    """The complaint about a page that ended its worker as often as it may."""
    what = f"the process that made the page was killed {DEATHS_ALLOWED} times{f' ({how})' if how else ''}"
    fix = "there may not have been enough memory: build with --jobs 1, or load fewer rows; the other pages are fine"
    return Problem(job.plan.explainer.where, what, fix)


def overdue(job: PageJob) -> Problem:
    """The complaint about a page that was stopped since it was not done in time."""
    what = f"the page took longer than {job.project.page_timeout} seconds in all and was stopped"
    return Problem(job.plan.explainer.where, what, "make it quicker, or raise page_timeout in pyproject.toml")
