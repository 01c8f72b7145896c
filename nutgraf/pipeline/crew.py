"""The worker processes of a build or a preview, the fork server of all their kernels, and who draws for them."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING

from nutgraf.kernel import start_fork_server
from nutgraf.pipeline.drawing_process import DrawingProcess
from nutgraf.pipeline.worker import WorkerSetup, import_for_pages, import_for_templates
from nutgraf.pipeline.worker_process import WorkerProcess, can_fork
from nutgraf.project import Project

if TYPE_CHECKING:
    from nutgraf.kernel.forkserver_process import ForkServerProcess
    from nutgraf.pipeline.borrowing import Borrowed
    from nutgraf.pipeline.page_job import PageJob


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
        self._cold, self._kernels_wanted = cold, True
        self._workers: list[WorkerProcess] = []
        self._drawing: list[DrawingProcess] = []
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

    def run_nothing(self, project: Project | None = None) -> None:
        """End the fork server, and start no other: no notebook is run. A persistent crew keeps it.

        For pages that are only placed in the templates of a project, what that needs is imported once for all workers.
        """
        if not self.persistent:
            self._kernels_wanted = False
            self._end_server()
            if project is not None and can_fork():
                import_for_templates(project)

    def warm_up(self, project: Project, job: PageJob | None = None) -> None:
        """Start a first worker and preload everything, and what a page takes; not while the workers are lent."""
        if not self._turn.acquire(blocking=False):
            return
        try:
            if worker := self.idle():
                worker.warm_up(project, job)
        finally:
            self._turn.release()

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

    def wait(self, requester: Connection | None = None) -> Iterator[WorkerProcess]:
        """The workers with a result: a page, their death, or a time limit.

        Raises ConnectionError if the build that asked for the pages is gone.
        """
        busy = [worker for worker in self._workers if worker.job]
        waitables = [one for worker in busy for one in worker.waitables]
        ready = wait([*waitables, *([requester] if requester else [])], min(worker.seconds_left for worker in busy))
        if requester in ready:
            raise ConnectionError("the build has ended")
        for worker in busy:
            if not worker.seconds_left or any(one in ready for one in worker.waitables):
                yield worker

    def dismiss(self, worker: WorkerProcess) -> None:
        """Drop a worker that died; another is started when needed."""
        worker.close()
        self._workers.remove(worker)
        self._end_drawing()  # it may be drawing that worker's picture, without end

    def end(self, *, at_once: bool = False) -> None:
        """Stop all workers, during a page too if `at_once`."""
        for worker in self._workers:
            if at_once:
                worker.terminate()
            worker.close()
        for worker in self._workers:
            worker.join()
        self._workers.clear()
        self._end_drawing()
        if self._borrowed is not None:
            self._borrowed.give_back()
            self._borrowed = None
        self._end_server()

    def _end_server(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None

    def _new_worker(self) -> WorkerProcess:
        if self._server is None and self._kernels_wanted and not self._cold:
            self._server = start_fork_server()
        if can_fork() and self._kernels_wanted:
            import_for_pages(several=self.size > 1)
        drawing = self._attach_to_drawing()
        attachment = self._server.attach() if self._server is not None else None
        setup = WorkerSetup(self._cold, attachment, spare=self.persistent, drawing=drawing)
        try:
            return WorkerProcess(setup, self._connections())
        finally:  # the worker has its own
            if attachment is not None:
                attachment.socket.close()
            if drawing is not None:
                drawing.close()

    def _connections(self) -> list[Connection | socket.socket]:
        """What a process that is forked from this one has to close."""
        server = [] if self._server is None else [self._server.control]
        return [*(worker.pipe for worker in self._workers), *server, *(each.control for each in self._drawing)]

    def _attach_to_drawing(self) -> socket.socket | None:
        """The connection of a worker to the process that draws for it; None if it is to draw itself."""
        if self.size == 1:
            return None
        free = next((each for each in self._drawing if each.has_room), None)
        if free is None:
            if not can_fork():
                return None
            free = DrawingProcess(self._connections())
            self._drawing.append(free)
        return free.attach()

    def _end_drawing(self) -> None:
        for each in self._drawing:
            each.end()
        self._drawing.clear()
