"""The kernels of one worker process, opened when it starts and closed with it."""

from __future__ import annotations

import contextlib
import importlib
import os
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nutgraf import data
from nutgraf.errors import NutgrafError
from nutgraf.kernel import default_provisioner
from nutgraf.lazy_imports import collect_no_garbage
from nutgraf.picture_library import picture_library
from nutgraf.plan import PagePlan
from nutgraf.project import Project

if TYPE_CHECKING:
    from nutgraf.kernel import WarmKernels
    from nutgraf.kernel.forkserver_process import Attachment
    from nutgraf.pipeline.page_job import PageJob


_THREADS = "OPENBLAS_NUM_THREADS"
_FOR_PAGES = (
    "nutgraf.kernel.manager",
    "nutgraf.kernel.provisioner",
    "nutgraf.kernel.warm_kernels",
    "nutgraf.page",
    "nutgraf.pipeline.kept_article",
    "nutgraf.render.factsheet",
    "nutgraf.render.page_images",
    "nutgraf.render.rendered_page",
    "nutgraf.render.syndication",
    "nutgraf.run.preloading",
    "nutgraf.site",
    "nutgraf.vega.drawing_notes",
    "psutil",
)


@dataclass(frozen=True)
class Worker:
    """The kernels of a worker process; without any, papermill starts Jupyter's."""

    kernels: WarmKernels | None = None

    def run_options(self, plan: PagePlan, project: Project) -> dict[str, Any]:
        """The kernel options for papermill; what the page will read is loaded before its kernel is forked."""
        from nutgraf.run.preloading import preload_for

        if self.kernels is None:
            return {}
        options = self.kernels.execute_options()
        self.kernels.preload(preload_for(plan, project))
        return options

    def warm_up(self, project: Project, job: PageJob | None = None) -> None:
        """Preload the modules for pages and a warm kernel, so that the first page takes no longer than others.

        With a page, the kernel has what that page will read.
        """
        from nutgraf.render.rendered_page import load_templates
        from nutgraf.run import warm_up_kernel
        from nutgraf.run.preloading import preload_for

        load_templates()
        with contextlib.suppress(NutgrafError):  # the build reports what is wrong with the data
            data.known_facts(project.data_package)
        if self.kernels is not None:
            if job is not None:
                self.kernels.preload(preload_for(job.plan, project))
            warm_up_kernel(project, self.kernels.execute_options())


@dataclass(frozen=True)
class WorkerSetup:
    """How a worker gets its kernels: cold, from the fork server of all workers, or from one of its own.

    With `spare`, it keeps a kernel ready while it makes a page. `drawing` is its connection to the process that draws
    its pictures, if not the worker itself.
    """

    cold: bool
    shared: Attachment | None = None
    spare: bool = False
    drawing: socket.socket | None = None


@contextlib.contextmanager
def open_worker(setup: WorkerSetup) -> Iterator[Worker]:
    """The worker of this process; all of its kernels end with it."""
    from nutgraf.kernel import warm
    from nutgraf.pipeline.drawing_process import drawn_in

    kernels_of = warm(setup.cold, shared=setup.shared, spare=setup.spare)
    with drawn_in(setup.drawing), kernels_of as kernels:
        yield Worker(kernels)


@contextlib.contextmanager
def environment(env: Mapping[str, str] | None) -> Iterator[None]:
    """The environment of the build that asked for a page, but for what the worker itself has set."""
    if env is None:
        yield
        return
    own = dict(os.environ)
    kept = {name: own[name] for name in ("NUTGRAF_WORKER", default_provisioner.VARIABLE) if name in own}
    os.environ.clear()
    os.environ.update({**env, **kept})
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(own)


def import_for_pages(*, several: bool) -> None:
    """Import what making a page needs, except libraries that start threads, before workers are forked.

    For `several` workers, also the libraries that draw pictures, which then share their memory; a single worker may
    not need them.
    """
    from nutgraf.run import load_papermill

    with collect_no_garbage():
        load_papermill()
        for name in _FOR_PAGES:
            importlib.import_module(name)
    default_provisioner.is_installed()  # reads the entry points of all installed packages
    if several and picture_library() == "Skia":
        with _one_thread():
            for name in ("numpy", "skia", "zlib_ng.zlib_ng"):
                importlib.import_module(name)


def import_for_templates(project: Project) -> None:
    """Import what placing pages in templates needs, and compile these, before workers are forked."""
    importlib.import_module("nutgraf.pipeline.retemplate")
    from nutgraf.render.navigation import own_name
    from nutgraf.render.rendered_page import load_templates

    load_templates(project.look.templates)
    for lang in project.languages:
        own_name(lang)


@contextlib.contextmanager
def _one_thread() -> Iterator[None]:
    """Keep numpy from starting the threads of its linear algebra, which nothing here uses."""
    before = os.environ.get(_THREADS)
    os.environ[_THREADS] = "1"
    try:
        yield
    finally:
        del os.environ[_THREADS]
        if before is not None:
            os.environ[_THREADS] = before
