"""Worker processes, each with a pipe of its own: one that dies at any moment is noticed, and holds up no other."""

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
    """A process that makes one page after the other."""

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
        """Whether it can be given a page."""
        return self._process.is_alive()

    @property
    def signs(self) -> list[Any]:
        """What is ready once there is something to take: its pipe, or the process itself where that has ended."""
        return [self._pipe, self._process.sentinel]

    @property
    def seconds_left(self) -> float:
        """How long it may go on with its page."""
        return max(0.0, self._until - time.monotonic())

    def get_ready(self, project: Project) -> None:
        """Have it load what pages are made with; nothing comes back."""
        with contextlib.suppress(OSError):
            self._pipe.send(project)

    def give(self, job: PageJob) -> None:
        """Give it a page to make; where it is gone already, `take` says so."""
        self.job, self._until = job, time.monotonic() + job.project.page_timeout + GRACE
        with contextlib.suppress(OSError):
            self._pipe.send(job)

    def take(self) -> PageResult:
        """The page it made. Raises Died where it ended instead, and Overdue where its time was over."""
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
        """Tell it that no more is asked of it."""
        self._pipe.close()

    def terminate(self) -> None:
        """Ask it to end at once, and its kernels with it."""
        self._process.terminate()

    def kill(self) -> None:
        """End it; its warm parent sees that, and ends every kernel."""
        self._process.kill()
        self._process.join()

    def join(self) -> None:
        """Wait until it has ended; it is killed where that takes too long."""
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
    """So many workers at most, each started when there is a page for it."""

    def __init__(self, size: int, *, cold: bool) -> None:
        self._size, self._cold = size, cold
        self._workers: list[WorkerProcess] = []

    @property
    def is_busy(self) -> bool:
        """Whether a page is being made."""
        return any(worker.job for worker in self._workers)

    def get_ready(self, project: Project) -> None:
        """Have a first worker wait with everything loaded."""
        if worker := self.idle():
            worker.get_ready(project)

    def idle(self) -> WorkerProcess | None:
        """A worker that waits for a page, or a new one; None where as many as may be are at work."""
        self._workers = [worker for worker in self._workers if worker.job or worker.is_alive]
        for worker in self._workers:
            if not worker.job:
                return worker
        if len(self._workers) >= self._size:
            return None
        self._workers.append(WorkerProcess(self._cold))
        return self._workers[-1]

    def wait(self) -> Iterator[WorkerProcess]:
        """The workers of which there is something to take: a page, their end, or that their time is over."""
        busy = [worker for worker in self._workers if worker.job]
        ready = wait([sign for worker in busy for sign in worker.signs], min(worker.seconds_left for worker in busy))
        for worker in busy:
            if not worker.seconds_left or any(sign in ready for sign in worker.signs):
                yield worker

    def dismiss(self, worker: WorkerProcess) -> None:
        """Go on without a worker that is gone; another is started in its place when there is need."""
        worker.let_go()
        self._workers.remove(worker)

    def end(self, *, at_once: bool = False) -> None:
        """End all workers, in the midst of a page where it is to be at once."""
        for worker in self._workers:
            if at_once:
                worker.terminate()
            worker.let_go()
        for worker in self._workers:
            worker.join()
        self._workers.clear()


def _work(pipe: Connection, cold: bool, parent: int) -> None:
    """Make the pages that come through the pipe until it is closed; Ctrl-C is the build's to handle."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    end_with_parent(parent)
    os.set_inheritable(pipe.fileno(), False)  # the end of this process is the end of the pipe
    os.environ["NUTGRAF_WORKER"] = str(os.getpid())
    with contextlib.suppress(EOFError, OSError), open_worker(cold=cold) as worker:
        while True:
            asked = pipe.recv()
            if isinstance(asked, PageJob):
                pipe.send(attempt_page(asked, worker))
            else:
                with contextlib.suppress(Exception):  # the first page says what is wrong
                    worker.warm_up(asked)
