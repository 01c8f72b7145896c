"""The worker's connection to a fork server: requests and ends kernels, disconnects."""

from __future__ import annotations

import contextlib
import os
import select
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from nutgraf.kernel import ipc
from nutgraf.kernel.forkserver_process import Attachment, ForkServerProcess
from nutgraf.kernel.launch import LaunchSpec
from nutgraf.kernel.preload import Preload
from nutgraf.kernel.runtime_dir import RuntimeDir

_START_WITHIN = 60.0
_ANSWER_WITHIN = 30.0
_END_WITHIN = 5.0


OnReply = Callable[[dict[str, Any]], None]


class ForkServerError(Exception):
    """The fork server did not start or has died; the text is for the reporter."""


class ForkServer:
    """A connection to a fork server; `modules` are what it imported and from where, `pid` is its process id.

    A server that this worker started for itself is `own`, and ends with the connection.
    """

    def __init__(self, attachment: Attachment, folder: RuntimeDir, own: ForkServerProcess | None = None) -> None:
        self.env, self.stamp = attachment.env, attachment.stamp
        self._pending: deque[OnReply] = deque()
        self._preloaded: set[Preload] = set()
        self.ready = self._has_answered = False
        self.pid = 0
        self.modules: dict[str, str] = {}
        self._socket, self._process = attachment.socket, own
        with contextlib.suppress(OSError):  # it has died, which the first request reports
            ipc.send(self._socket, {"hello": os.getpid(), "folder": str(folder.path)}, fd=folder.lock)

    def wait_until_ready(self) -> None:
        """Wait for its imports. Raises ForkServerError if it failed or cannot fork safely."""
        if self.ready:
            return
        hello = self._receive(_START_WITHIN)
        self._has_answered = True
        if hello["threads"] != 1:
            raise ForkServerError(f"it had {hello['threads']} threads after its imports, and only one can be forked")
        if hello["printed"]:
            raise ForkServerError(f"its imports print something, which notebooks are to show: {hello['printed'][:200]}")
        self.pid, self.modules = hello["pid"], hello["modules"]
        self.ready = True

    def preload(self, planned: deque[Preload]) -> None:
        """Have it read, once, what its next kernels will read; empties the queue."""
        while planned:
            each = planned.popleft()
            if each not in self._preloaded:
                self._preloaded.add(each)
                self._request({"read": asdict(each)}, lambda answer: None)

    def fork(self, launch: LaunchSpec, on_reply: OnReply, *, ready: int) -> None:
        """Ask for a kernel; `on_reply` gets the answer at the next `settle`."""
        self._request({"fork": asdict(launch)}, on_reply, fd=ready)

    def release(self, pid: int, on_reply: OnReply, *, last: bool) -> None:
        """End and reap a kernel with all it started; `on_reply` gets the answer at the next `settle`."""
        self._request({"release": pid, "last": last}, on_reply)

    def settle(self) -> None:
        """Read every pending answer."""
        self.wait_until_ready()
        while self._pending:
            answer = self._receive(_ANSWER_WITHIN)
            self._pending.popleft()(answer)

    def close(self) -> bool:
        """Disconnect, which ends every kernel of this worker, and the server if it is this worker's own.

        Returns whether it was there to end what the kernels started.
        """
        served = not self.ready
        if self._has_answered:  # one that cannot be used waits for this too
            with contextlib.suppress(OSError):
                ipc.send(self._socket, {"goodbye": True})
                self._wait_for_end()
                served = True
        if self._process is not None:
            self._process.close()
        self._socket.close()  # not earlier: unread answers would reset the connection
        return served

    def _wait_for_end(self) -> None:
        """Read what it still sends, until it has ended the kernels and closed the connection."""
        self._socket.settimeout(_END_WITHIN)
        while self._socket.recv(4096):
            pass

    def _request(self, message: Mapping[str, Any], on_reply: OnReply, *, fd: int | None = None) -> None:
        self.wait_until_ready()
        try:
            ipc.send(self._socket, message, fd=fd)
        except OSError as error:
            raise ForkServerError(self._gone()) from error
        self._pending.append(on_reply)

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
        return self._process.how_it_ended() if self._process is not None else "it has ended"
