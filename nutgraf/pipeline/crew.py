"""The worker processes of a build or a preview, and the fork server of all their kernels."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING

from nutgraf.kernel import start_fork_server
from nutgraf.pipeline.worker import WorkerSetup, import_for_pages
from nutgraf.pipeline.worker_process import WorkerProcess, can_fork
from nutgraf.project import Project

if TYPE_CHECKING:
    from nutgraf.kernel.forkserver_process import ForkServerProcess
    from nutgraf.pipeline.borrowing import Borrowed


class Crew:
    """At most `size` workers, each started when there is a page for it. A persistent crew stays between builds."""

    def __init__(
        self,
        size: int = 1,
        *,
        cold: bool,
        persistent: bool = False,
        server: ForkServerProcess | None = None,
        borrowed: Borrowed | None = None,
    ) -> None:
        self.size, self.persistent = size, persistent
        self._cold = cold
        self._workers: list[WorkerProcess] = []
        self._server, self._borrowed = server, borrowed
        self._turn = threading.Lock()

    @property
    def is_busy(self) -> bool:
        """Whether a page is being built."""
        return any(worker.job for worker in self._workers)

    @property
    def pids(self) -> tuple[int, ...]:
        """The process ids of the workers."""
        return tuple(worker.pid for worker in self._workers)

    @property
    def ends_with_build(self) -> bool:
        """Whether its workers are those of one build alone."""
        return not self.persistent and self._borrowed is None

    @property
    def borrowed(self) -> Borrowed | None:
        """The workers of a preview to use instead."""
        return self._borrowed

    @contextlib.contextmanager
    def at_work(self, size: int) -> Iterator[None]:
        """Let at most so many workers make the pages of one build; an interruption stops those that make one."""
        with self._turn:
            self.size, whole = size, False
            try:
                yield
                whole = True
            finally:
                if not whole or not self.persistent:
                    self.end(at_once=not whole)

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
        if len(self._workers) >= self.size:
            return None
        self._workers.append(self._new_worker())
        return self._workers[-1]

    def wait(self, asked_by: Connection | None = None) -> Iterator[WorkerProcess]:
        """The workers with a result: a page, their death, or a time limit.

        Raises ConnectionError if the build that asked for the pages is gone.
        """
        busy = [worker for worker in self._workers if worker.job]
        signs = [sign for worker in busy for sign in worker.signs]
        ready = wait([*signs, *([asked_by] if asked_by else [])], min(worker.seconds_left for worker in busy))
        if asked_by in ready:
            raise ConnectionError("the build has ended")
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
        if self._borrowed is not None:
            self._borrowed.give_back()
            self._borrowed = None
        if self._server is not None:
            self._server.close()
            self._server = None

    def _new_worker(self) -> WorkerProcess:
        if self._server is None and not self._cold:
            self._server = start_fork_server()
        if can_fork() and not self._cold:
            import_for_pages(several=self.size > 1)
        attachment = self._server.attach() if self._server is not None else None
        inherited = [worker.pipe for worker in self._workers]
        server = [] if self._server is None else [self._server.control]
        try:
            return WorkerProcess(WorkerSetup(self._cold, attachment, spare=self.persistent), (*inherited, *server))
        finally:
            if attachment is not None:
                attachment.socket.close()  # the worker has its own
