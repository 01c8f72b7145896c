"""A forked process becomes the kernel that `python -m ipykernel_launcher` would have been."""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import os
import sys
import time
import warnings
from pathlib import Path

from nutgraf.kernel.imports import Imported
from nutgraf.kernel.order import Order


def become_kernel(order: Order, imported: Imported, *, ready: int) -> None:
    """Take on the state of a fresh process, then run ipykernel's own application until it ends.

    One byte is written to the file `ready` as soon as its sockets are bound.
    """
    _enter(order)
    _seed()
    warnings.filters[:] = imported.filters_before  # type: ignore[index]
    from ipykernel.kernelapp import IPKernelApp

    app = IPKernelApp.instance(parent_handle=os.getppid())
    app.initialize(sys.argv[1:])  # type: ignore[no-untyped-call]
    warnings.filters[:0] = imported.filters_added  # type: ignore[index]  # imports come after the start, as in an ordinary kernel
    warnings._filters_mutated()  # type: ignore[attr-defined]
    os.write(ready, b"1")
    os.close(ready)
    app.start()  # type: ignore[no-untyped-call]


def _enter(order: Order) -> None:
    os.environ.clear()
    os.environ.update(order.env)
    time.tzset()
    os.chdir(order.cwd)
    launcher = importlib.util.find_spec("ipykernel_launcher")
    sys.argv = [launcher.origin if launcher and launcher.origin else order.command[2], *order.command[3:]]
    sys.orig_argv = list(order.command)
    importlib.invalidate_caches()


def _seed() -> None:
    """Give numpy the entropy and the threads that a new process would give it; `random` sees to itself."""
    numpy = sys.modules.get("numpy")
    if numpy is None or numpy.__file__ is None:
        return
    numpy.random.seed()
    threads = os.environ.get("OPENBLAS_NUM_THREADS") or os.environ.get("OMP_NUM_THREADS") or "0"
    for path in (Path(numpy.__file__).parent.parent / "numpy.libs").glob("*openblas*"):
        with contextlib.suppress(OSError, AttributeError, ValueError):
            blas = ctypes.CDLL(str(path))
            blas.scipy_openblas_set_num_threads64_(int(threads) or blas.scipy_openblas_get_num_procs64_())
