"""A build's part in a worker of a Dask cluster: the project unpacked, processes that make its pages, nothing left."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from distributed import get_worker
from distributed.diagnostics.plugin import WorkerPlugin
from distributed.utils import sync

from nutgraf.cache.picture_cache import found_in
from nutgraf.errors import Problem, UsageError
from nutgraf.pipeline.bundle import name_of, relocate, unpack
from nutgraf.pipeline.environment import Versions, differences
from nutgraf.pipeline.page_job import PageJob, PageResult
from nutgraf.pipeline.pool import DEATHS_ALLOWED, killer, overdue
from nutgraf.pipeline.subprocess_worker import PageOverdue, PageProcess, ProcessDied

_TOPIC = "nutgraf"
"""Where the scheduler keeps, for a while, which page was begun where: a worker that dies cannot tell."""

_LOOK_AFTER_CLIENT = 5.0


def make_page_on_worker(name: str, job: PageJob) -> tuple[PageResult, dict[str, bytes]]:
    """Make one page in the worker that this is called in; with it come the pictures that were new there."""
    guest = cast(PageWorkerPlugin, get_worker().plugins[name])
    return guest.make(job), guest.new_pictures()


def version_mismatch(who: str, found: list[str]) -> Problem:
    """The complaint about a process that would make other pages than the machine that asks."""
    return Problem(who, "; ".join(found), "install the same environment there (requirements.lock) and start it again")


@dataclass
class PageWorkerPlugin(WorkerPlugin):
    """Comes to every worker of a cluster, those that join later too, and leaves with the build."""

    name: str
    """One for each project, so that what a killed build could not take away goes when the next one comes."""
    build: str
    """One for each build."""
    client: str
    parcel: bytes
    versions: Versions
    cold: bool = False

    def setup(self, worker: Any) -> None:
        """Note where this is; the first page unpacks the project."""
        self._worker = worker
        self._folder = Path(worker.local_directory, name_of(self.parcel))
        self._lock = threading.Lock()
        self._all: list[PageProcess] = []
        self._idle: list[PageProcess] = []
        self._sent: set[str] = set()
        self._gone = False
        self._watch = asyncio.get_running_loop().create_task(self._leave_with_client())

    async def teardown(self, worker: Any) -> None:
        """End what makes pages, in the midst of one if need be, and take the project away."""
        self._gone = True
        self._watch.cancel()
        await asyncio.to_thread(self._leave)

    def make(self, job: PageJob) -> PageResult:
        """Make one page. Whoever makes it may die of it, three times in all, here and in other workers."""
        deaths = self._begun_before(job)
        while deaths < DEATHS_ALLOWED:
            self._worker.log_event(_TOPIC, {"build": self.build, "page": job.plan.address})
            try:
                process = self._take()
                made: PageResult = process.make(relocate(job, self._folder))
            except ProcessDied:
                if self._gone:
                    raise
                deaths += 1
                continue
            except PageOverdue:
                return PageResult(job.plan.address, problems=(overdue(job),))
            with self._lock:
                self._idle.append(process)
            return made
        return PageResult(job.plan.address, problems=(killer(job),))

    def new_pictures(self) -> dict[str, bytes]:
        """The pictures drawn here that the machine which builds has not got yet; another build there needs them."""
        with self._lock:
            new = found_in(self._folder / "build" / "keep" / "pictures", self._sent)
            self._sent.update(new)
        return new

    def _begun_before(self, job: PageJob) -> int:
        """How often the page was begun and never ended, in workers that are gone."""
        seen = sync(self._worker.loop, self._worker.scheduler.events, topic=_TOPIC)
        own = {"build": self.build, "page": job.plan.address}
        return sum(own.items() <= event.items() for _, event in seen if isinstance(event, dict))

    def _take(self) -> PageProcess:
        """A process that waits, or a new one: as many as the worker has threads, each making one page."""
        with self._lock:
            if self._gone:
                raise ProcessDied
            if self._idle:
                return self._idle.pop()
            if not self._all:
                unpack(self.parcel, self._folder)
            process = PageProcess(self._folder, cold=self.cold)
            self._all.append(process)
        if found := differences(process.versions(), self.versions):
            raise UsageError(version_mismatch(f"worker {self._worker.name} ({self._worker.address})", found))
        return process

    async def _leave_with_client(self) -> None:
        """Leave every worker once the build is gone without a word, as it is when it was killed."""
        while not self._gone:
            await asyncio.sleep(_LOOK_AFTER_CLIENT)
            with contextlib.suppress(OSError):  # the scheduler is out of reach; the worker sees to that itself
                seen = await self._worker.scheduler.events(topic=self.client)
                if any(isinstance(event, dict) and event.get("action") == "remove-client" for _, event in seen):
                    break
        with contextlib.suppress(OSError, ValueError):  # another worker was first
            await self._worker.scheduler.unregister_worker_plugin(name=self.name)

    def _leave(self) -> None:
        with self._lock:
            for process in self._all:
                process.end()
        shutil.rmtree(self._folder, ignore_errors=True)
