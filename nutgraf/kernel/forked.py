"""A kernel forked by the fork server, as the worker sees it."""

from __future__ import annotations

import contextlib
import os
import select
import signal
from collections.abc import Sequence
from typing import Any

from nutgraf.kernel import processes
from nutgraf.kernel.forkserver_client import ForkServer, ForkServerError
from nutgraf.kernel.launch import LaunchSpec

_LISTENS_WITHIN = 60.0


class ForkedKernel:
    """A kernel and its exit status; looks like a Popen to jupyter_client.

    `among` are the kernels in use: when the last one is released, processes that escaped from it are ended too.
    """

    stdin = stdout = stderr = None

    def __init__(self, server: ForkServer, launch: LaunchSpec, *, among: Sequence[ForkedKernel]) -> None:
        self.launch = launch
        self.pid = 0
        self.returncode: int | None = None
        self._server, self._among = server, among
        self._pidfd = -1
        self._listening, write = os.pipe2(os.O_CLOEXEC)
        try:
            server.fork(launch, self._forked, ready=write)
        except ForkServerError:
            os.close(self._listening)
            raise
        finally:
            os.close(write)

    def is_listening(self) -> bool:
        """Wait for its sockets; False if it has ended."""
        self._server.settle()
        poll = select.poll()
        poll.register(self._listening, select.POLLIN)
        if self.pid and poll.poll(_LISTENS_WITHIN * 1000) and os.read(self._listening, 1) and self.poll() is None:
            return True
        self.end()
        return False

    def poll(self) -> int | None:
        """None while it runs, else its exit status."""
        if self.returncode is None and processes.has_ended(self._pidfd):
            self._release()
            with contextlib.suppress(ForkServerError):
                self._server.settle()
        return self.returncode

    def wait(self) -> int | None:
        """Wait for its end."""
        while self.poll() is None:
            processes.has_ended(self._pidfd, within=1.0)
        return self.returncode

    def send_signal(self, signum: int) -> None:
        """Send it a signal."""
        if self.returncode is None:
            signal.pidfd_send_signal(self._pidfd, signum)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once."""
        self.end()

    def end(self) -> None:
        """Kill it and all it started; it counts as ended from now on, and the fork server reaps it later."""
        if self.returncode is not None:
            return
        with contextlib.suppress(ForkServerError):
            self._server.settle()  # the process id of a spare may still be on its way
        if self.pid:
            processes.kill_group(self.pid)
            self._release()

    def _release(self) -> None:
        self.returncode = -signal.SIGKILL
        last = all(kernel.returncode is not None for kernel in self._among)
        try:
            self._server.release(self.pid, self._released, last=last)
        except ForkServerError:  # the fork server and its kernels are gone; processes that they started may not be
            processes.kill_group(self.pid)
        os.close(self._pidfd)
        os.close(self._listening)

    def _forked(self, answer: dict[str, Any]) -> None:
        self.pid = answer.get("pid", 0)
        if self.pid:
            self._pidfd = os.pidfd_open(self.pid)

    def _released(self, answer: dict[str, Any]) -> None:
        self.returncode = answer["status"]
