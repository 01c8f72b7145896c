"""A kernel manager and client that use local sockets and avoid fixed waits."""

from __future__ import annotations

import contextlib
import json
import time
from pathlib import Path
from queue import Empty
from typing import Any

from jupyter_client.asynchronous import AsyncKernelClient  # type: ignore[attr-defined]
from jupyter_client.connect import write_connection_file
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.session import new_id_bytes
from jupyter_core.paths import jupyter_path
from traitlets import Type, default

from nutgraf.kernel.open_kernels import current

_ASK_AGAIN_S = 1.0
_IDLE_WITHIN_S = 0.2


class NoHeartbeatClient(AsyncKernelClient):
    """The stock client, but a kernel is ready as soon as it reports idle, and there is no heartbeat.

    The manager sees the process itself; a heartbeat would cost a thread and an event loop.
    """

    def start_channels(
        self, shell: bool = True, iopub: bool = True, stdin: bool = True, hb: bool = False, control: bool = True
    ) -> None:
        """Connect to the kernel."""
        super().start_channels(shell, iopub, stdin, hb, control)

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until the kernel has answered and fallen idle; the stock client then waits 0.2 s more for nothing."""
        until = time.monotonic() + (float("inf") if timeout is None else timeout)
        while True:
            asked = self.kernel_info()
            answer = await _reply_to(asked, self.shell_channel, "kernel_info_reply", within=_ASK_AGAIN_S)
            if answer and await _reply_to(asked, self.iopub_channel, "idle", within=_IDLE_WITHIN_S):
                self._handle_kernel_info_reply(answer)
                return
            if not await self.is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
            if time.monotonic() > until:
                raise RuntimeError(f"Kernel didn't respond in {timeout} seconds")


class KernelSpecs(KernelSpecManager):
    """The stock specs; IPython, which has its own folder for them, is imported only if Jupyter's folders lack one."""

    def _find_spec_directory(self, kernel_name: str) -> str | None:
        for folder in map(Path, jupyter_path("kernels")):
            if (folder / kernel_name / "kernel.json").is_file():
                return str(folder / kernel_name)
        return super()._find_spec_directory(kernel_name)


class LocalKernelManager(AsyncKernelManager):
    """The stock manager with its sockets in the worker's folder, and the client above."""

    client_class = "nutgraf.kernel.manager.NoHeartbeatClient"
    client_factory = Type(klass=NoHeartbeatClient, default_value=NoHeartbeatClient)

    @default("kernel_spec_manager")
    def _specs(self) -> KernelSpecs:
        return KernelSpecs(parent=self)

    @default("transport")
    def _local_transport(self) -> str:
        return "ipc"

    @default("connection_file")
    def _file_in_the_folder(self) -> str:
        kernels = current()
        return "" if kernels is None else str(kernels.new_connection_file())

    def connect_to(self, connection_file: str) -> None:
        """Use the sockets and the key of a running kernel."""
        self.connection_file = connection_file
        self.load_connection_file()
        self._connection_file_written = True  # so that it is kept now and removed at exit


def clone_connection_file(connection_file: Path, new: Path) -> Path:
    """Write a connection file for another kernel: the same settings, sockets and a key of its own."""
    known = json.loads(connection_file.read_text())
    path, _ = write_connection_file(
        str(new),
        ip=f"{new.with_suffix('')}-ipc",
        key=new_id_bytes(),
        transport="ipc",
        signature_scheme=known["signature_scheme"],
        kernel_name=known["kernel_name"],
    )
    return Path(path)


async def _reply_to(asked: str, channel: Any, what: str, *, within: float) -> dict[str, Any] | None:
    """The message of that type, or that state of the kernel, which answers `asked`; None where it does not come."""
    until = time.monotonic() + within
    with contextlib.suppress(Empty):
        while True:
            message: dict[str, Any] = await channel.get_msg(timeout=max(0.0, until - time.monotonic()))
            if message["parent_header"].get("msg_id") != asked:
                continue
            if what in (message["msg_type"], message["content"].get("execution_state")):
                return message
    return None
