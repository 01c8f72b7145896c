"""The kernels of one worker: a fork server started on first use, one spare kernel ready, all ended on exit."""

from __future__ import annotations

import itertools
import os
import sys
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from nutgraf.kernel import default_provisioner, open_kernels, processes
from nutgraf.kernel.forked import ForkedKernel
from nutgraf.kernel.forkserver_client import ForkServer, ForkServerError
from nutgraf.kernel.forkserver_process import Attachment, ForkServerProcess, relevant
from nutgraf.kernel.freshness import Stamp, environment_stamp, shadowed_module
from nutgraf.kernel.launch import BUILD_ENV, LaunchSpec
from nutgraf.kernel.preload import Preload
from nutgraf.kernel.runtime_dir import RuntimeDir, make_folder

_LOSSES = 3
"""How often a fork server may be lost before kernels start the ordinary way."""


class WarmKernels:
    """See `nutgraf.kernel`. `disabled_reason` says why kernels start cold; it is empty while they are warm."""

    def __init__(self, *, cold: bool = False, shared: Attachment | None = None, spare: bool = True) -> None:
        self.disabled_reason = _disabled_reason(cold)
        self._shared, self._keep_spare = shared, spare
        self._folder: RuntimeDir | None = None
        self._fork_server: ForkServer | None = None
        self._spare: ForkedKernel | None = None
        self._used: list[ForkedKernel] = []
        self._preloads: deque[Preload] = deque()
        self._losses = 0
        self._numbers = itertools.count(1)
        self._previous_default: str | None = None
        self._stack = ExitStack()

    def __enter__(self) -> WarmKernels:
        open_kernels.set_current(self)
        if not self.disabled_reason:
            self._previous_default = self._stack.enter_context(default_provisioner.as_default())
        return self

    def __exit__(self, *error: object) -> None:
        open_kernels.set_current(None)
        self._stack.close()
        self._end_fork_server()
        if self._folder is not None:
            self._folder.remove()

    def execute_options(self) -> dict[str, Any]:
        """Options for `papermill.execute_notebook` and the client that runs the notebook."""
        if self._fork_server is None:  # else a request for a kernel finds out whether it is still the right one
            self._ensure_fork_server({**os.environ, **BUILD_ENV})  # it imports while the worker goes on
        from nutgraf.kernel.manager import LocalKernelManager

        return {
            "kernel_manager_class": LocalKernelManager,
            "start_timeout": 120,
            "iopub_timeout": 30,
            "shutdown_kernel": "immediate",
            "request_save_on_cell_execute": False,
            "autosave_cell_every": 0,
            "progress_bar": False,
            "record_timing": False,
        }

    def preload(self, planned: Preload) -> None:
        """Announce what the next pages will read: the fork server reads it before it forks their kernels."""
        if not self.disabled_reason:
            self._preloads.append(planned)

    # What follows is for the provisioner and the manager.

    def new_connection_file(self) -> Path:
        """The path of a new connection file."""
        return self._ensure_folder().path / f"k{next(self._numbers)}.json"

    def spare_connection_file(self) -> Path | None:
        """The connection file of the spare kernel, if there is one."""
        return self._spare.launch.connection_file if self._spare is not None else None

    def environment(self, env: Mapping[str, str]) -> dict[str, str]:
        """A kernel's environment without the variable that selects our provisioner."""
        return default_provisioner.environment_as_before(env, self._previous_default)

    def fork(self, launch: LaunchSpec) -> ForkedKernel | None:
        """A kernel that is already listening, or None if it must be started cold."""
        self._used[:] = [kernel for kernel in self._used if kernel.poll() is None]
        while _is_our_ipykernel(launch.command) and self._ensure_fork_server(launch.env):
            try:
                kernel = self._take(launch)
            except ForkServerError as error:
                self._lose_fork_server(error)
                continue
            if kernel is None:
                break
            self._used.append(kernel)
            self._spare = self._prepare_like(launch) if self._keep_spare else None
            return kernel
        if self._spare is not None and str(self._spare.launch.connection_file) in launch.command:
            self._spare.end()  # its sockets now belong to the kernel that starts cold
            self._spare = None
        return None

    def _take(self, launch: LaunchSpec) -> ForkedKernel | None:
        """The spare kernel if it matches, else a new one; None if a fork would differ from a cold start."""
        assert self._fork_server is not None
        self._fork_server.wait_until_ready()
        if shadowed_module(launch.cwd, self._fork_server.modules):
            return None
        spare, self._spare = self._spare, None
        if spare is not None:
            if spare.launch == launch and spare.is_listening() and _is_in_its_folder(spare):
                return spare
            spare.end()
        self._fork_server.preload(self._preloads)
        kernel = ForkedKernel(self._fork_server, launch, among=self._used)
        if not kernel.is_listening():
            raise ForkServerError("a kernel it forked ended before it listened")
        return kernel

    def _prepare_like(self, launch: LaunchSpec) -> ForkedKernel | None:
        """Fork the next kernel while the page runs; it usually needs the same settings."""
        from nutgraf.kernel.manager import clone_connection_file

        assert self._fork_server is not None
        connection_file = launch.connection_file
        if connection_file.parent != self._ensure_folder().path:  # another manager's: it would not know to use it
            return None
        new = clone_connection_file(connection_file, self.new_connection_file())
        try:
            self._fork_server.preload(self._preloads)
            return ForkedKernel(self._fork_server, launch.with_connection_file(new), among=self._used)
        except ForkServerError:
            return None

    def _ensure_fork_server(self, env: Mapping[str, str]) -> bool:
        """Make sure that a fork server with the current imports and environment is running."""
        if self.disabled_reason or open_kernels.current() is not self:
            return False
        env, stamp = relevant(env), environment_stamp()
        if self._fork_server is not None and (self._fork_server.env, self._fork_server.stamp) == (env, stamp):
            return True
        if any(kernel.returncode is None for kernel in self._used):
            return False  # a page still runs in a kernel of the old fork server
        self._end_fork_server()
        try:
            self._fork_server = self._shared_fork_server(env, stamp) or self._own_fork_server(env, stamp)
        except OSError as error:
            self.disabled_reason = f"the fork server could not be started: {error}"
        return not self.disabled_reason

    def _shared_fork_server(self, env: Mapping[str, str], stamp: Stamp) -> ForkServer | None:
        """The fork server of all workers, unless this worker has lost it or its software has changed since."""
        shared, self._shared = self._shared, None
        if shared is None or (shared.env, shared.stamp) != (env, stamp):
            return None
        return ForkServer(shared, self._ensure_folder())

    def _own_fork_server(self, env: Mapping[str, str], stamp: Stamp) -> ForkServer:
        process = ForkServerProcess(env, stamp)
        return ForkServer(process.attach(), self._ensure_folder(), own=process)

    def _ensure_folder(self) -> RuntimeDir:
        """The folder of the sockets, created on first use."""
        if self._folder is None:
            self._folder = make_folder()
        return self._folder

    def _lose_fork_server(self, error: ForkServerError) -> None:
        """Record a failed fork server; another is started on the next request, a few times."""
        assert self._fork_server is not None
        self._losses += 1
        if not self._fork_server.ready or self._losses == _LOSSES:
            self.disabled_reason = f"the fork server could not be used: {error}"
        self._end_fork_server()

    def _end_fork_server(self) -> None:
        """End the connection and the kernels, and what they left running if the fork server cannot."""
        server, self._fork_server, self._spare = self._fork_server, None, None
        served = server is None or server.close()
        for kernel in self._used:
            kernel.end()
        self._used.clear()
        if not served:
            processes.end_leftovers(os.getpid(), since=self._ensure_folder().since)


def _is_in_its_folder(kernel: ForkedKernel) -> bool:
    """Whether its folder is still there: another branch of a repository may have brought a new one of the same name."""
    try:
        return Path(f"/proc/{kernel.pid}/cwd").samefile(kernel.launch.cwd)
    except OSError:
        return False


def _disabled_reason(cold: bool) -> str:
    if cold:
        return "asked for"
    if sys.platform != "linux":
        return f"kernels are forked on Linux only, not on {sys.platform}"
    return (
        ""
        if default_provisioner.is_installed()
        else "nutgraf is not installed, so jupyter_client cannot find its provisioner"
    )


def _is_our_ipykernel(command: Sequence[str]) -> bool:
    """Whether a command is the ipykernel of this very Python, started without options of the interpreter."""
    return list(command[:3]) == [sys.executable, "-m", "ipykernel_launcher"] and "-f" in command[3:]
