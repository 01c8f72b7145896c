"""Turns a forked process into the kernel that `python -m ipykernel_launcher` would start."""

from __future__ import annotations

import contextlib
import importlib
import logging
import os
import sys
import time
import warnings
from typing import Any

from nutgraf.kernel.launch import LaunchSpec
from nutgraf.kernel.preimport import PreimportState
from nutgraf.tracking.project_modules import see_project


def make_kernel(launch: LaunchSpec, imported: PreimportState) -> Any:
    """Reset to the state of a fresh process, then create ipykernel's application with bound sockets."""
    _enter(launch, imported)
    _seed(imported)
    warnings.filters[:] = imported.filters_before  # type: ignore[index]
    from ipykernel.kernelapp import IPKernelApp

    app = IPKernelApp.instance(parent_handle=os.getppid())
    with imported.kernel_modules.listed():
        app.initialize(sys.argv[1:])  # type: ignore[no-untyped-call]
    see_project()  # as `import nutgraf` does in an ordinary kernel; here it is imported already
    warnings.filters[:0] = imported.filters_added  # type: ignore[index]  # a notebook imports after the start
    warnings._filters_mutated()  # type: ignore[attr-defined]
    _connect_streams(imported)
    return app


def _enter(launch: LaunchSpec, imported: PreimportState) -> None:
    os.environ.clear()
    os.environ.update({**launch.env, **imported.env_added})
    time.tzset()
    os.chdir(launch.cwd)
    read, write = os.pipe()  # a kernel's standard input is a pipe that nothing writes to
    os.dup2(read, 0)
    os.close(read)
    os.close(write)
    sys.argv = [imported.launcher or launch.command[2], *launch.command[3:]]
    sys.orig_argv = list(launch.command)
    importlib.invalidate_caches()


def _seed(imported: PreimportState) -> None:
    """Reseed numpy and reset its threads as in a new process; `random` does so itself."""
    numpy = sys.modules.get("numpy")
    if numpy is None:
        return
    numpy.random.seed()
    threads = os.environ.get("OPENBLAS_NUM_THREADS") or os.environ.get("OMP_NUM_THREADS") or "0"
    for blas in imported.blas:
        with contextlib.suppress(AttributeError, ValueError):
            blas.scipy_openblas_set_num_threads64_(int(threads) or blas.scipy_openblas_get_num_procs64_())


def _connect_streams(imported: PreimportState) -> None:
    """Point log handlers and others that captured the stdout and stderr proxies at the real streams."""
    for stream in imported.streams:
        stream.forked = True
    loggers = [logging.root, *logging.root.manager.loggerDict.values()]
    for logger in loggers:
        for handler in getattr(logger, "handlers", ()):
            for stream in imported.streams:
                if getattr(handler, "stream", None) is stream:
                    handler.stream = getattr(sys, stream.name)
