"""Builds pages on a Dask cluster, through its `concurrent.futures` interface."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import time
import uuid
import warnings
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, wait
from typing import Any

from nutgraf.cache import digest
from nutgraf.cache.picture_cache import import_pictures
from nutgraf.cache.software import packages
from nutgraf.errors import NutgrafError, Problem, UsageError
from nutgraf.pipeline.bundle import pack
from nutgraf.pipeline.environment import differences, versions, versions_probe
from nutgraf.pipeline.page_job import PageJob, PageResult
from nutgraf.pipeline.pool import CRASHES_ALLOWED, crashed_too_often
from nutgraf.project import Project

_CONNECT_WITHIN = 5.0
_ENDED_WITHIN = 15.0
_WORKER_WITHIN = 60.0
"""Seconds without any worker after which the build gives up."""
_AHEAD = 2
"""Pages submitted per worker thread: few, to limit memory."""
_LOGGERS = ("distributed", "distributed.client", "distributed.core", "tornado.application")

Returned = tuple[PageResult, dict[str, bytes]]
"""A page, and the pictures that were new to its worker."""


def make_pages_on(address: str, jobs: Sequence[PageJob], *, ahead: int = 0, cold: bool = False) -> Iterator[PageResult]:
    """Build the pages on the cluster of the scheduler at `address`; yields each as soon as it is done.

    If a worker dies, its page is rebuilt on another; a page that kills its worker three times is reported, and
    the others continue. Raises UsageError if the cluster cannot be reached, or has other versions than this
    machine.
    """
    if not jobs:
        return
    with _client(address) as client:
        _refuse_other_versions(client)
        with _plugin(client, address, jobs[0].project, cold=cold) as name, client.get_executor(pure=False) as executor:
            try:
                yield from _Making(client, executor, name, address).all(jobs, ahead)
            finally:
                executor.shutdown(wait=False)  # cancels what is not done


class _Making:
    """The pages of one build, submitted and still to be submitted."""

    def __init__(self, client: Any, executor: Executor, name: str, address: str) -> None:
        self.client, self.executor, self.name, self.address = client, executor, name, address
        self.running: dict[Future[Returned], PageJob] = {}
        self.given_up: Counter[str] = Counter()
        self.seen_worker = time.monotonic()

    def all(self, jobs: Sequence[PageJob], ahead: int) -> Iterator[PageResult]:
        """Submit the jobs, a few at a time, and yield each page as it comes back."""
        waiting = deque(jobs)
        while waiting or self.running:
            at_once = ahead or _AHEAD * self._places()
            while waiting and len(self.running) < at_once:
                self._hand_out(waiting.popleft())
            done, _ = wait(self.running, timeout=1.0, return_when=FIRST_COMPLETED)
            for future in done:
                job = self.running.pop(future)
                made = self._result(future, job)
                if made is None:
                    waiting.appendleft(job)
                else:
                    yield made

    def _hand_out(self, job: PageJob) -> None:
        from nutgraf.pipeline.dask_plugin import make_page_on_worker

        self.running[self.executor.submit(make_page_on_worker, self.name, job)] = job

    def _places(self) -> int:
        """How many pages can be built at once now. Raises UsageError if there has been no worker for too long."""
        threads = sum(self.client.nthreads().values()) if self.client.status == "running" else 0
        if threads:
            self.seen_worker = time.monotonic()
        elif time.monotonic() - self.seen_worker > _WORKER_WITHIN:
            what = f"there has been no worker for {_WORKER_WITHIN:.0f} seconds"
            raise UsageError(_about(self.address, what, "start one with: dask worker --nthreads 1 ADDRESS"))
        return max(1, int(threads))

    def _result(self, future: Future[Returned], job: PageJob) -> PageResult | None:
        """The page; None if it must be built again."""
        from distributed.scheduler import KilledWorker

        try:
            made, pictures = future.result()
            import_pictures(job.project.pictures_dir, pictures)
            return made
        except KilledWorker:  # Dask gave up on it, but another page may have killed its worker
            self.given_up[job.plan.address] += 1
            if self.given_up[job.plan.address] < CRASHES_ALLOWED:
                return None
            return PageResult(job.plan.address, problems=(crashed_too_often(job),))
        except CancelledError as error:
            what = "the scheduler was lost during the build"
            fix = "restart the scheduler, then build again: finished pages are kept"
            raise UsageError(_about(self.address, what, fix)) from error
        except NutgrafError:
            raise
        except Exception as error:
            what = f"the cluster could not build it: {type(error).__name__}: {error}"
            return PageResult(
                job.plan.address, problems=(Problem(job.plan.explainer.where, what, "see the worker's log"),)
            )


@contextlib.contextmanager
def _client(address: str) -> Iterator[Any]:
    """A connection to the scheduler, without Dask's own messages on the terminal."""
    try:
        from distributed import Client
        from distributed.versions import VersionMismatchWarning
    except ImportError as error:
        what = "builds on a cluster need a package that is not installed: distributed"
        raise UsageError(Problem("--scheduler", what, 'install it with: pip install "nutgraf[cluster]"')) from error
    for name in _LOGGERS:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    warnings.simplefilter("ignore", VersionMismatchWarning)  # the differences that matter raise our own error
    _refuse_other_than_a_scheduler(address)
    client = Client(address, timeout=_CONNECT_WITHIN, set_as_default=False, name="nutgraf")  # type: ignore[no-untyped-call]
    try:
        yield client
    finally:
        with contextlib.suppress(Exception):  # it is gone, which is reported already
            client.close(timeout=_ENDED_WITHIN)  # type: ignore[no-untyped-call]


def _refuse_other_than_a_scheduler(address: str) -> None:
    """Raises UsageError if no scheduler answers, because Dask's client would retry for a long time."""
    try:
        kind = asyncio.run(asyncio.wait_for(_kind(address), _CONNECT_WITHIN))
    except (OSError, ValueError, TypeError, RuntimeError) as error:
        what = f"no Dask scheduler answers there: {_first_line(error)}"
        raise UsageError(_about(address, what, "give the address that `dask scheduler` prints")) from error
    if kind != "Scheduler":
        what = f"that is not a scheduler but a {kind.lower()}"
        raise UsageError(_about(address, what, "give the address that `dask scheduler` prints"))


async def _kind(address: str) -> str:
    from distributed import Security
    from distributed.core import rpc

    connect: Any = rpc
    secure: Any = Security
    arguments = secure().get_connection_args("client")
    async with connect(address, timeout=_CONNECT_WITHIN, connection_args=arguments) as there:
        return str((await there.identity())["type"])


def _refuse_other_versions(client: Any) -> None:
    """Raises UsageError naming every process of the cluster with another Python, nutgraf or package than this one."""
    here = versions()
    answers = client.get_versions()
    pythons = {"the scheduler": answers["scheduler"], **answers["workers"]}
    # Code can be sent only between processes of the same Python, so that is checked first.
    there = {
        who: {"Python": ".".join(map(str, answer["host"]["python"].split(".")[:3]))} for who, answer in pythons.items()
    }
    if all(versions["Python"] == here["Python"] for versions in there.values()):
        probe = versions_probe(tuple(packages()))
        there = {
            "the scheduler": client.run_on_scheduler(probe),
            **client.run(probe, on_error="ignore"),
        }
    bad = {who: found for who, versions in there.items() if (found := differences(versions, here))}
    if bad:
        from nutgraf.pipeline.dask_plugin import version_mismatch

        names = {address: f"worker {about['name']} ({address})" for address, about in _workers(client).items()}
        raise UsageError(*(version_mismatch(names.get(who, who), found) for who, found in bad.items()))


def _workers(client: Any) -> dict[str, Any]:
    workers: dict[str, Any] = client.scheduler_info(n_workers=-1)["workers"]
    return workers


@contextlib.contextmanager
def _plugin(client: Any, address: str, project: Project, *, cold: bool) -> Iterator[str]:
    """Copies the project to every worker, and removes it afterwards."""
    from nutgraf.pipeline.dask_plugin import PageWorkerPlugin

    name = f"nutgraf-{digest([socket.gethostname(), str(project.root)])}"
    plugin = PageWorkerPlugin(name, uuid.uuid4().hex, client.id, pack(project.root), versions(), cold)
    try:
        try:
            client.register_plugin(plugin, name=name)
        except Exception as error:  # a worker may raise anything on data that it cannot read
            what = f"a worker cannot join: {_first_line(error)}"
            fix = "start the workers again: one that was started before an upgrade still has the older nutgraf"
            raise UsageError(_about(address, what, fix)) from error
        yield name
    finally:
        with contextlib.suppress(Exception):  # the scheduler is gone, and its workers with it
            client.sync(client._unregister_worker_plugin, name=name, callback_timeout=_ENDED_WITHIN)


def _about(address: str, what: str, fix: str) -> Problem:
    return Problem(f"--scheduler {address}", what, fix)


def _first_line(error: BaseException) -> str:
    return (str(error).strip() or f"no answer within {_CONNECT_WITHIN:.0f} seconds").splitlines()[0]
