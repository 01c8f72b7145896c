"""The worker's client of its fork server: starts it, requests and ends kernels, stops it."""

from __future__ import annotations

import contextlib
import select
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from nutgraf.kernel import ipc
from nutgraf.kernel.launch import LaunchSpec
from nutgraf.kernel.preimport import PARENT_ENV
from nutgraf.kernel.preload import Preload
from nutgraf.kernel.runtime_dir import RuntimeDir

_START_WITHIN = 60.0
_ANSWER_WITHIN = 30.0
_END_WITHIN = 5.0


Then = Callable[[dict[str, Any]], None]


class ForkServerError(Exception):
    """The fork server did not start or has died; the text is for the reporter."""


class ForkServer:
    """A fork server process; `env` is the environment of its kernels, `modules` what it imported and from where."""

    def __init__(self, env: Mapping[str, str], folder: RuntimeDir) -> None:
        self.env = dict(env)
        self._owed: deque[Then] = deque()
        self._has_read: set[Preload] = set()
        self.ready = False
        self.modules: dict[str, str] = {}
        self._socket, theirs = socket.socketpair()
        with theirs:
            arguments = (theirs.fileno(), folder.lock, folder.path)
            self._process = subprocess.Popen(
                [sys.executable, "-m", "nutgraf.kernel.forkserver", *map(str, arguments)],
                env={**env, **PARENT_ENV},
                cwd=folder.path,  # never the project: none of its modules may be imported
                stdin=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(), folder.lock),
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def wait_until_ready(self) -> None:
        """Wait for its imports. Raises ForkServerError if it failed or cannot fork safely."""
        if self.ready:
            return
        hello = self._receive(_START_WITHIN)
        if hello["threads"] != 1:
            raise ForkServerError(f"it had {hello['threads']} threads after its imports, and only one can be forked")
        if hello["said"]:
            raise ForkServerError(f"its imports print something, which notebooks are to show: {hello['said'][:200]}")
        self.modules = hello["modules"]
        self.ready = True

    def read_ahead(self, asked: deque[Preload]) -> None:
        """Have it read, once, what its next kernels will read; empties the queue."""
        while asked:
            ahead = asked.popleft()
            if ahead not in self._has_read:
                self._has_read.add(ahead)
                self._tell({"read": asdict(ahead)}, lambda answer: None)

    def fork(self, order: LaunchSpec, then: Then, *, ready: int) -> None:
        """Ask for a kernel; `then` gets the answer at the next `settle`."""
        self._tell({"fork": asdict(order)}, then, fd=ready)

    def release(self, pid: int, then: Then, *, last: bool) -> None:
        """End and reap a kernel with all it started; `then` gets the answer at the next `settle`."""
        self._tell({"release": pid, "last": last}, then)

    def settle(self) -> None:
        """Read every pending answer."""
        self.wait_until_ready()
        while self._owed:
            answer = self._receive(_ANSWER_WITHIN)
            self._owed.popleft()(answer)

    def close(self) -> None:
        """End it and, with it, every kernel it forked."""
        if self.ready:
            with contextlib.suppress(OSError):
                ipc.send(self._socket, {"goodbye": True})
        else:
            self._process.kill()  # it is still importing and has forked nothing
        try:
            self._process.wait(_END_WITHIN)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._socket.close()  # not earlier: unread answers would reset the connection

    def _tell(self, message: Mapping[str, Any], then: Then, *, fd: int | None = None) -> None:
        self.wait_until_ready()
        try:
            ipc.send(self._socket, message, fd=fd)
        except OSError as error:
            raise ForkServerError(self._gone()) from error
        self._owed.append(then)

    def _receive(self, within: float) -> dict[str, Any]:
        poll = select.poll()
        poll.register(self._socket, select.POLLIN)
        if not poll.poll(within * 1000):
            raise ForkServerError(f"it did not answer within {within:.0f} seconds")
        try:
            return ipc.receive(self._socket)[0]
        except (EOFError, OSError) as error:
            raise ForkServerError(self._gone()) from error

    def _gone(self) -> str:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(1.0)
        return f"it ended with status {self._process.poll()}"
