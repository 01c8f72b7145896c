"""A worker process with a pipe of its own: its death is noticed at once, and does not block others."""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import signal
import socket
import sys
import time
from collections.abc import Sequence
from multiprocessing.connection import Connection
from typing import Any

from nutgraf.kernel import end_with_parent, give_back_memory, keep_free_memory, name_process, thread_count
from nutgraf.pipeline.attempt import attempt_page
from nutgraf.pipeline.page_job import PageJob, PageResult
from nutgraf.pipeline.subprocess_worker import GRACE, PageOverdue, ProcessDied
from nutgraf.pipeline.worker import WorkerSetup, environment, open_worker
from nutgraf.project import Project

_ENDS_WITHIN = 10.0
_PAGES_PER_COLLECTION = 8


class WorkerProcess:
    """A process that builds one page after another.

    It is forked from this one where that is safe, and so has what this process has imported. `inherited` are the
    connections of this process that it then has to close.
    """

    def __init__(self, setup: WorkerSetup, inherited: Sequence[Connection | socket.socket] = ()) -> None:
        forks = can_fork()
        context = multiprocessing.get_context("fork") if forks else multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        also = (self._pipe, *inherited) if forks else ()
        self._process = context.Process(target=_work, args=(theirs, setup, os.getpid(), also), daemon=True)
        self._process.start()
        theirs.close()
        self.job: PageJob | None = None
        self.is_left = False
        """Whether nobody waits for its page: it ends it, and the page is dropped."""
        self._until = 0.0

    @property
    def pipe(self) -> Connection:
        """The connection to it."""
        return self._pipe

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid or 0

    @property
    def is_alive(self) -> bool:
        """Whether it is running."""
        return self._process.is_alive()

    @property
    def waitables(self) -> list[Any]:
        """What to wait for: its pipe, and the process itself once that has ended."""
        return [self._pipe, self._process.sentinel]

    @property
    def seconds_left(self) -> float:
        """The seconds left for its page."""
        return max(0.0, self._until - time.monotonic())

    def warm_up(self, project: Project, job: PageJob | None = None) -> None:
        """Let it preload what pages need, and what this page does, whose last run it renders; returns nothing."""
        with contextlib.suppress(OSError):
            self._pipe.send((project, job))

    def send(self, job: PageJob) -> None:
        """Send it a page to build; if it has died already, `receive` raises."""
        self.job, self.is_left, self._until = job, False, time.monotonic() + job.project.page_timeout + GRACE
        with contextlib.suppress(OSError):
            self._pipe.send(job)

    def receive(self) -> PageResult:
        """The page that it built. Raises ProcessDied if it died, and PageOverdue if the page exceeds the time limit."""
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

    def close(self) -> None:
        """Tell it that there is no more work."""
        self._pipe.close()

    def terminate(self) -> None:
        """Ask it to stop at once, with its kernels."""
        self._process.terminate()

    def kill(self) -> None:
        """Kill it; its fork server detects that, and ends every kernel."""
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


def _work(pipe: Connection, setup: WorkerSetup, parent: int, inherited: Sequence[Connection | socket.socket]) -> None:
    """Build the pages that arrive through the pipe until it closes; the build handles Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    end_with_parent(parent)
    name_process("nutgraf page")
    keep_free_memory()
    for connection in inherited:
        connection.close()
    gc.freeze()  # what was imported before the fork stays in memory that is shared
    os.set_inheritable(pipe.fileno(), False)  # the pipe closes with this process
    os.environ["NUTGRAF_WORKER"] = str(os.getpid())
    with contextlib.suppress(EOFError, OSError), open_worker(setup) as worker:
        pages = 0
        while True:
            asked = pipe.recv()
            if isinstance(asked, PageJob):
                with environment(asked.env):
                    pipe.send(attempt_page(asked, worker))
                pages += 1
                if pages % _PAGES_PER_COLLECTION == 0:
                    gc.collect()
                give_back_memory()
            else:
                with contextlib.suppress(Exception):  # the first page reports what is wrong
                    project, job = asked
                    worker.warm_up(project, job)
                    if job is not None:
                        attempt_page(job, worker)


def can_fork() -> bool:
    """Whether this process can be forked: on Linux, while it has one thread."""
    return sys.platform == "linux" and thread_count() == 1
