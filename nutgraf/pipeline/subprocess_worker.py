"""A process of its own that makes pages, for where pages cannot be made in this one: a worker of a cluster.

Such a worker has threads, may have no `multiprocessing` children and serves other builds too, while a page changes
the folder of its whole process. So it starts
`python -m nutgraf.pipeline.subprocess_worker`, which makes one page after the other and ends with whoever started it.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from nutgraf.pipeline.environment import Versions

_END_WITHIN = 5.0


GRACE = 30.0
"""Seconds for a run that has reached its own limit to say so, before its process is killed for it."""


class ProcessDied(Exception):
    """A process is gone, and with it the page that it was making; the text says how it ended, where that is known."""


class PageOverdue(Exception):
    """A process was killed, since it had been at one page for longer than a page may take."""


class PageProcess:
    """A process that makes the pages of the project in `folder`; its modules win over those that are installed."""

    def __init__(self, folder: Path, *, cold: bool) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "nutgraf.pipeline.subprocess_worker", str(theirs.fileno()), str(int(cold))],
                cwd=folder,
                env=_environment(os.environ, folder),
                stdin=subprocess.PIPE,  # nothing is ever written to it: its end tells that this process is gone
                stdout=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                start_new_session=True,
            )
        self._connection = Connection(ours.detach())
        self._busy = False

    def versions(self) -> Versions:
        """What it makes pages with."""
        versions: Versions = self._receive()
        return versions

    def make(self, job: Any) -> Any:
        """Make one page; raises Died where the page takes the process with it, and Overdue where it takes too long."""
        self._busy = True
        try:
            self._connection.send(job)
        except OSError as error:
            raise ProcessDied from error
        if not self._connection.poll(job.project.page_timeout + GRACE):
            self.end()
            raise PageOverdue
        made = self._receive()
        self._busy = False
        return made

    def end(self) -> None:
        """End it and the kernels it has, in the midst of a page if need be; it can be called from any thread."""
        if self._busy:
            self._process.kill()  # its warm parent sees it go, and ends every kernel
        with contextlib.suppress(OSError):
            if self._process.stdin is not None:
                self._process.stdin.close()
        try:
            self._process.wait(_END_WITHIN)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _receive(self) -> Any:
        try:
            return self._connection.recv()
        except (EOFError, OSError) as error:
            self._busy = False
            self.end()
            raise ProcessDied from error


def _environment(before: Mapping[str, str], folder: Path) -> dict[str, str]:
    own = [str(folder), *filter(None, [before.get("PYTHONPATH")])]
    return {**before, "PYTHONPATH": os.pathsep.join(own)}


class _Server:
    """The connection to whoever started this process, and whether a page is being made for it."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.busy = False

    def serve(self, *, cold: bool) -> None:
        """Make the pages that are asked for until nobody asks any more."""
        from nutgraf.pipeline.attempt import attempt_page
        from nutgraf.pipeline.environment import versions
        from nutgraf.pipeline.worker import open_worker

        with open_worker(cold=cold) as worker, contextlib.suppress(EOFError, OSError):
            self.connection.send(versions())
            while True:
                job = self.connection.recv()
                self.busy = True
                made = attempt_page(job, worker)
                self.busy = False
                self.connection.send(made)

    def end_with_starter(self) -> None:
        """Wait until whoever started this process is gone, or lets go of it; the last page is then of no use."""
        os.read(0, 1)
        if self.busy:
            os._exit(1)  # the warm parent sees it, and ends every kernel
        with contextlib.suppress(OSError), socket.socket(fileno=os.dup(self.connection.fileno())) as same:
            same.shutdown(socket.SHUT_RDWR)


def _main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ["NUTGRAF_WORKER"] = str(os.getpid())
    served = _Server(Connection(int(sys.argv[1])))
    threading.Thread(target=served.end_with_starter, daemon=True).start()
    served.serve(cold=sys.argv[2] == "1")


if __name__ == "__main__":
    _main()
