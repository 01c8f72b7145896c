"""Warm kernels: real ipykernels, forked from a fork server that has already imported pandas and Altair.

Use, in every process that runs pages:

    with kernel.warm(cold=settings.cold) as kernels:
        for plan in plans:
            papermill.execute_notebook(
                plan.notebook, None, plan.values, engine_name="nutgraf", cwd=plan.folder, **kernels.execute_options()
            )
        if kernels.disabled_reason:
            ...  # one sentence on why kernels start cold

Nothing else changes: papermill, the notebook's kernelspec and the protocol are the stock ones. Where a warm kernel
is not possible (another platform, language or Python, `cold=True`, a fork server that does not start) the
ordinary kernel starts instead, and its outputs are the same.

`nutgraf.kernel.cells` runs inside a kernel, warm or ordinary: it answers one message with the outputs of many cells.
`nutgraf.run.batches` sends that message.

A worker that another process started calls `end_with_parent()` first, so that it does not outlive a killed driver.
Start the kernels of a page with `BUILD_ENV` in their environment: the fork server is started with it too.
"""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING

from nutgraf.kernel.default_provisioner import PROVISIONER
from nutgraf.kernel.launch import BUILD_ENV
from nutgraf.kernel.processes import end_with_parent, give_back_memory, keep_free_memory, name_process, thread_count

if TYPE_CHECKING:
    from nutgraf.kernel.forkserver_process import Attachment, ForkServerProcess
    from nutgraf.kernel.warm_kernels import WarmKernels

__all__ = [
    "BUILD_ENV",
    "PROVISIONER",
    "WarmKernels",
    "end_with_parent",
    "give_back_memory",
    "keep_free_memory",
    "name_process",
    "start_fork_server",
    "thread_count",
    "warm",
]


def start_fork_server() -> ForkServerProcess | None:
    """A fork server for all workers, in the environment of this process; None where there can be none."""
    from nutgraf.kernel.forkserver_process import ForkServerProcess

    if sys.platform != "linux":
        return None
    with contextlib.suppress(OSError):  # each worker tries again, and reports why it cannot
        return ForkServerProcess()
    return None


def warm(cold: bool = False, *, shared: Attachment | None = None, spare: bool = True) -> WarmKernels:
    """The kernels of one worker process; the context manager ends them all. `cold` disables warm starts.

    They are forked from the `shared` fork server, else from one that this process starts. With `spare`, the next kernel
    starts while a page runs: the page after it begins sooner, at the price of the kernel's memory.
    """
    from nutgraf.kernel.warm_kernels import WarmKernels

    return WarmKernels(cold=cold, shared=shared, spare=spare)
