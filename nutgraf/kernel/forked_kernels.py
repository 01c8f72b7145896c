"""The kernels that the fork server forked for one worker, as the server sees them."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
from collections.abc import Iterable
from typing import Any

from nutgraf.kernel import processes

_WORKER_ENDS_WITHIN_S = 5.0


class ForkedKernels:
    """The connection to a worker, and its kernels; they end with it."""

    def __init__(self, sock: socket.socket) -> None:
        self.socket = sock
        self.worker_file: int | None = None
        """A file that becomes readable when the worker ends."""
        self.kernels = set[int]()
        self._worker, self._folder = 0, ""
        self._lock: int | None = None

    @property
    def files(self) -> tuple[int, ...]:
        """The files to wait for."""
        return (self.socket.fileno(), *([] if self.worker_file is None else [self.worker_file]))

    def belong_to(self, worker: int, folder: str, lock: int) -> None:
        """Note the worker, and its folder with the lock that marks it as in use."""
        self._worker, self._folder, self._lock = worker, folder, lock
        with contextlib.suppress(OSError):  # it has ended already, which the socket shows too
            self.worker_file = os.pidfd_open(worker)

    def fork(self) -> dict[str, Any] | None:
        """Fork; the child returns None once it has its own session and will die with the server."""
        parent = os.getpid()
        settled, settle = os.pipe2(os.O_CLOEXEC)
        try:
            pid = os.fork()
        except OSError as error:
            os.close(settled)
            os.close(settle)
            return {"error": str(error)}
        if pid == 0:
            os.close(settled)
            os.setsid()
            processes.end_with_parent(parent)
            os.close(settle)
            return None
        os.close(settle)
        os.read(settled, 1)
        os.close(settled)
        self.kernels.add(pid)
        return {"pid": pid}

    def release(self, pid: int) -> int:
        """End a kernel and its process group; returns its exit status."""
        self.kernels.discard(pid)
        processes.kill_group(pid)
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

    def end_strays(self, others: Iterable[ForkedKernels]) -> None:
        """End the processes that escaped from the groups of its kernels, when none of them is in use."""
        in_use = {pid for each in others for pid in each.kernels}
        processes.end_children(spare=in_use | self.kernels, launcher=self._worker if in_use else None)

    def end(self, others: Iterable[ForkedKernels], *, clean: bool) -> None:
        """End its kernels; also remove its folder if the worker died."""
        for pid in tuple(self.kernels):
            self.release(pid)
        self.end_strays(others)
        if not clean and self._is_gone():
            shutil.rmtree(self._folder, ignore_errors=True)
        self.close()

    def close(self) -> None:
        """Close its files."""
        self.socket.close()
        for file in (self.worker_file, self._lock):
            if file is not None:
                os.close(file)
        self.worker_file = self._lock = None

    def _is_gone(self) -> bool:
        """Whether the worker has ended; its end of the socket closes a moment earlier."""
        if not self._folder:
            return False
        return self.worker_file is None or processes.has_ended(self.worker_file, within=_WORKER_ENDS_WITHIN_S)
