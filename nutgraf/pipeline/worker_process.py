"""Worker processes, each with its own pipe: the death of one is noticed at once, and does not block others."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection, wait
from typing import Any

from nutgraf.kernel import end_with_parent
from nutgraf.pipeline.attempt import attempt_page
from nutgraf.pipeline.page_job import PageJob, PageResult
from nutgraf.pipeline.subprocess_worker import GRACE, PageOverdue, ProcessDied
from nutgraf.pipeline.worker import open_worker
from nutgraf.project import Project

_ENDS_WITHIN = 10.0


class WorkerProcess:
    """A process that builds one page after another."""

    def __init__(self, cold: bool) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(theirs, cold, os.getpid()), daemon=True)
        self._process.start()
        theirs.close()
        self.job: PageJob | None = None
        self._until = 0.0

    @property
    def is_alive(self) -> bool:
        """Whether it is idle."""
        return self._process.is_alive()

    @property
    def signs(self) -> list[Any]:
        """The object to wait for: its pipe, or the process itself once that has ended."""
        return [self._pipe, self._process.sentinel]

    @property
    def seconds_left(self) -> float:
        """The seconds left for its page."""
        return max(0.0, self._until - time.monotonic())

    def get_ready(self, project: Project) -> None:
        """Let it preload what pages need; returns nothing."""
        with contextlib.suppress(OSError):
            self._pipe.send(project)

    def give(self, job: PageJob) -> None:
        """Send it a page to build; if it has died already, `take` raises."""
        self.job, self._until = job, time.monotonic() + job.project.page_timeout + GRACE
        with contextlib.suppress(OSError):
            self._pipe.send(job)

    def take(self) -> PageResult:
        """The page that it built. Raises Died if it died, and Overdue if the page exceeded the time limit."""
        if self._pipe.poll():
            with contextlib.suppress(EOFError, OSError):
                made: PageResult = self._pipe.recv()
                self.job = None
                return made
        elif not self.seconds_left:
            self.kill()
            raise PageOverdue
        self.kill()
        raise ProcessDied(self._how_it_ended())

    def let_go(self) -> None:
        """Tell it that there is no more work."""
        self._pipe.close()

    def terminate(self) -> None:
        """Ask it to stop at once, with its kernels."""
        self._process.terminate()

    def kill(self) -> None:
        """Kill it; its warm parent detects that, and ends every kernel."""
        self._process.kill()
        self._process.join()

    def join(self) -> None:
        """Wait until it has ended; kill it if that takes too long."""
        self._process.join(_ENDS_WITHIN)
        if self.is_alive:
            self.kill()

    def _how_it_ended(self) -> str:
        code = self._process.exitcode or 0
        if code >= 0:
            return f"exit status {code}"
        with contextlib.suppress(ValueError):
            return signal.Signals(-code).name
        return f"signal {-code}"


class WorkerProcesses:
    """A limited number of workers, each started when there is a page for it."""

    def __init__(self, size: int, *, cold: bool) -> None:
        self._size, self._cold = size, cold
        self._workers: list[WorkerProcess] = []

    @property
    def is_busy(self) -> bool:
        """Whether a page is being built."""
        return any(worker.job for worker in self._workers)

    def get_ready(self, project: Project) -> None:
        """Start a first worker and preload everything."""
        if worker := self.idle():
            worker.get_ready(project)

    def idle(self) -> WorkerProcess | None:
        """An idle worker, or a new one; None if all are busy."""
        self._workers = [worker for worker in self._workers if worker.job or worker.is_alive]
        for worker in self._workers:
            if not worker.job:
                return worker
        if len(self._workers) >= self._size:
            return None
        self._workers.append(WorkerProcess(self._cold))
        return self._workers[-1]

    def wait(self) -> Iterator[WorkerProcess]:
        """The workers with a result: a page, their death, or a time limit."""
        busy = [worker for worker in self._workers if worker.job]
        ready = wait([sign for worker in busy for sign in worker.signs], min(worker.seconds_left for worker in busy))
        for worker in busy:
            if not worker.seconds_left or any(sign in ready for sign in worker.signs):
                yield worker

    def dismiss(self, worker: WorkerProcess) -> None:
        """Drop a worker that died; another is started when needed."""
        worker.let_go()
        self._workers.remove(worker)

    def end(self, *, at_once: bool = False) -> None:
        """Stop all workers, during a page too if `at_once`."""
        for worker in self._workers:
            if at_once:
                worker.terminate()
            worker.let_go()
        for worker in self._workers:
            worker.join()
        self._workers.clear()


def _work(pipe: Connection, cold: bool, parent: int) -> None:
    """Build the pages that arrive through the pipe until it closes; the build handles Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    end_with_parent(parent)
    os.set_inheritable(pipe.fileno(), False)  # the pipe closes with this process
    os.environ["NUTGRAF_WORKER"] = str(os.getpid())
    with contextlib.suppress(EOFError, OSError), open_worker(cold=cold) as worker:
        while True:
            asked = pipe.recv()
            if isinstance(asked, PageJob):
                pipe.send(attempt_page(asked, worker))
            else:
                with contextlib.suppress(Exception):  # the first page reports what is wrong
                    worker.warm_up(asked)
