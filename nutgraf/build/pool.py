"""Worker processes that make pages: as many as asked for, each with its own kernels, none left behind."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
from collections import Counter, deque
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.util import Finalize

from nutgraf.build.worker import Job, Made, get_ready, kernels, make_page
from nutgraf.errors import Problem
from nutgraf.kernel import end_with_parent
from nutgraf.project import Project
from nutgraf.run.memory import free_memory

DEATHS_ALLOWED = 3
"""How often a page may take its worker with it before it is reported and left alone."""


def at_once(project: Project, pages: int, asked: int = 0) -> int:
    """How many pages to make at once: as many as asked for, else one for each core for which there is memory."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    fit = free_memory() // (project.memory_mb * 1_000_000) if project.memory_mb and not asked else cores
    return max(1, min(asked or min(cores, fit), pages))


def make_pages(jobs: Sequence[Job], *, workers: int, cold: bool) -> Iterator[Made]:
    """Make the pages, each handed back as soon as it is done.

    A worker that dies is replaced. The pages it may have been at are tried again one at a time, so that the one at
    fault is known; a page that kills its worker three times is reported, and the others go on.
    """
    waiting = {job.plan.address: job for job in jobs}
    while waiting:
        suspects = yield from _through_one_pool(waiting, min(workers, len(waiting)), cold)
        deaths: Counter[str] = Counter()
        while suspects:
            job = suspects[0]
            died = yield from _through_one_pool({job.plan.address: job}, 1, cold)
            deaths[job.plan.address] += bool(died)
            if died and deaths[job.plan.address] < DEATHS_ALLOWED:
                continue
            if died:
                yield Made(job.plan.address, problems=(killer(job),))
            del waiting[suspects.popleft().plan.address]


@contextlib.contextmanager
def workers_stay(project: Project, workers: int, *, cold: bool) -> Iterator[None]:
    """Let workers wait for the next build: who builds at every save need not wait for their imports each time."""
    global _staying
    _staying = _Staying(workers, cold)
    _staying.take().submit(get_ready, project)
    try:
        yield
    finally:
        _staying.end()
        _staying = None


class _Staying:
    def __init__(self, workers: int, cold: bool) -> None:
        self._workers, self._cold = workers, cold
        self._pool: ProcessPoolExecutor | None = None

    def take(self) -> ProcessPoolExecutor:
        """The pool that waits, or a new one in the place of one that broke."""
        if self._pool is None:
            self._pool = _new_pool(self._workers, self._cold)
        return self._pool

    def end(self) -> None:
        """End the workers; the next build has new ones."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None


_staying: _Staying | None = None


def _new_pool(workers: int, cold: bool) -> ProcessPoolExecutor:
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_begin, initargs=(cold, os.getpid()))


def _through_one_pool(waiting: dict[str, Job], workers: int, cold: bool) -> Generator[Made, None, deque[Job]]:
    """Make the waiting pages until all are made or a worker dies; returns the pages that were in hand when it did."""
    pool, whole = _staying.take() if _staying else _new_pool(workers, cold), False
    ahead = deque(waiting.values())
    running: dict[Future[Made], Job] = {}
    try:
        while ahead or running:
            # Few pages are handed out ahead of need: a death then taints few, and memory holds few.
            while ahead and len(running) < workers + 1:
                job = ahead.popleft()
                running[pool.submit(make_page, job)] = job
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                made = future.result()
                del running[future], waiting[made.address]
                yield made
        whole = True
    except BrokenProcessPool:
        return deque(running.values())
    except BaseException:
        for process in list((pool._processes or {}).values()):
            process.terminate()
        raise
    finally:
        if _staying and not whole:
            _staying.end()
        elif not _staying:
            pool.shutdown(wait=True, cancel_futures=True)
    return deque()


def _begin(cold: bool, parent: int) -> None:
    """Start the kernels of a fresh worker, to be ended with it; Ctrl-C is the build's to handle."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    end_with_parent(parent)
    os.environ["NUTGRAF_WORKER"] = str(os.getpid())
    stack = contextlib.ExitStack()
    stack.enter_context(kernels(cold))
    Finalize(None, stack.close, exitpriority=10)


def killer(job: Job) -> Problem:
    """The complaint about a page that ended its worker as often as it may."""
    what = f"the page took its worker process down {DEATHS_ALLOWED} times; it may need more memory than there is"
    return Problem(job.plan.explainer.where, what, "run the notebook by hand and watch its memory")
