"""Dask worker plugin: unpacks the project, runs page processes, cleans up."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import threading
from dataclasses import dataclass, replace
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
from nutgraf.pipeline.pool import CRASHES_ALLOWED, crashed_too_often, overdue
from nutgraf.pipeline.subprocess_worker import PageOverdue, PageProcess, ProcessDied

_TOPIC = "nutgraf"
"""Where the scheduler keeps, for a while, which page was started where: a dead worker cannot report it."""

_LOOK_AFTER_CLIENT = 5.0
_ON_CLUSTER = "on the cluster"


def make_page_on_worker(name: str, job: PageJob) -> tuple[PageResult, dict[str, bytes]]:
    """Build one page in the current worker; returned with the pictures that were new there."""
    plugin = cast(PageWorkerPlugin, get_worker().plugins[name])
    return plugin.make(job), plugin.new_pictures()


def version_mismatch(who: str, found: list[str]) -> Problem:
    """The problem of a process with other versions than the machine that builds."""
    return Problem(who, "; ".join(found), "install the same environment there (requirements.lock) and start it again")


@dataclass
class PageWorkerPlugin(WorkerPlugin):
    """Installed in every worker of a cluster, including those that join later, and removed with the build."""

    name: str
    """One per project, so that the next build removes what a killed one left."""
    build: str
    """One per build."""
    client: str
    bundle: bytes
    versions: Versions
    cold: bool = False

    def setup(self, worker: Any) -> None:
        """Record the worker; the first page unpacks the project."""
        self._worker = worker
        self._folder = Path(worker.local_directory, name_of(self.bundle))
        self._lock = threading.Lock()
        self._all: list[PageProcess] = []
        self._idle: list[PageProcess] = []
        self._sent: set[str] = set()
        self._gone = False
        self._watch = asyncio.get_running_loop().create_task(self._leave_with_client())

    async def teardown(self, worker: Any) -> None:
        """Stop the page processes, even during a page, and remove the project."""
        self._gone = True
        self._watch.cancel()
        await asyncio.to_thread(self._leave)

    def make(self, job: PageJob) -> PageResult:
        """Build one page. Its process may die three times in all, here and in other workers."""
        deaths = self._begun_before(job)
        while deaths < CRASHES_ALLOWED:
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
                made = PageResult(job.plan.address, problems=(overdue(job),))
            else:
                with self._lock:
                    self._idle.append(process)
            return replace(made, killed=(_ON_CLUSTER,) * deaths)
        return PageResult(job.plan.address, problems=(crashed_too_often(job),), killed=(_ON_CLUSTER,) * deaths)

    def new_pictures(self) -> dict[str, bytes]:
        """The pictures drawn here that the building machine lacks; its later builds need them."""
        with self._lock:
            new = found_in(self._folder / "build" / "keep" / "pictures", self._sent)
            self._sent.update(new)
        return new

    def _begun_before(self, job: PageJob) -> int:
        """How often the page was started and not finished, in workers that are gone."""
        seen = sync(self._worker.loop, self._worker.scheduler.events, topic=_TOPIC)
        own = {"build": self.build, "page": job.plan.address}
        return sum(own.items() <= event.items() for _, event in seen if isinstance(event, dict))

    def _take(self) -> PageProcess:
        """An idle process, or a new one: as many as the worker has threads, each building one page."""
        with self._lock:
            if self._gone:
                raise ProcessDied
            if self._idle:
                return self._idle.pop()
            if not self._all:
                unpack(self.bundle, self._folder)
            process = PageProcess(self._folder, cold=self.cold)
            self._all.append(process)
        if found := differences(process.versions(), self.versions):
            raise UsageError(version_mismatch(f"worker {self._worker.name} ({self._worker.address})", found))
        return process

    async def _leave_with_client(self) -> None:
        """Leave every worker once the build disappears without notice, as a killed one does."""
        while not self._gone:
            await asyncio.sleep(_LOOK_AFTER_CLIENT)
            with contextlib.suppress(OSError):  # the scheduler is unreachable; the worker handles that itself
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
