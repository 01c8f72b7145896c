"""A separate process that builds pages, for a cluster worker, which cannot build them itself.

Such a worker has threads, may have no `multiprocessing` children and serves other builds too, but a page changes
the working directory of its whole process. So it starts
`python -m nutgraf.pipeline.subprocess_worker`, which builds one page after another and ends with its parent.
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
"""Grace period in seconds for a run to report its own time limit, before its process is killed."""


class ProcessDied(Exception):
    """A process died while building a page; the text says how, if known."""


class PageOverdue(Exception):
    """A process was killed because its page exceeded the time limit."""


class PageProcess:
    """A process that builds the pages of the project in `folder`, whose modules shadow installed ones."""

    def __init__(self, folder: Path, *, cold: bool) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "nutgraf.pipeline.subprocess_worker", str(theirs.fileno()), str(int(cold))],
                cwd=folder,
                env=_environment(os.environ, folder),
                stdin=subprocess.PIPE,  # nothing is ever written to it: its closing signals that this process is gone
                stdout=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                start_new_session=True,
            )
        self._connection = Connection(ours.detach())
        self._busy = False

    def versions(self) -> Versions:
        """The software that it builds pages with."""
        versions: Versions = self._receive()
        return versions

    def make(self, job: Any) -> Any:
        """Build one page. Raises ProcessDied if the process dies, PageOverdue if the page exceeds the time limit."""
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
        """Stop it and its kernels, even during a page; can be called from any thread."""
        if self._busy:
            self._process.kill()  # its fork server detects its exit, and ends every kernel
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
    """The connection to the parent process, and whether a page is being built."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.busy = False

    def serve(self, *, cold: bool) -> None:
        """Build requested pages until the connection closes."""
        from nutgraf.pipeline.attempt import attempt_page
        from nutgraf.pipeline.environment import versions
        from nutgraf.pipeline.worker import WorkerSetup, open_worker

        with open_worker(WorkerSetup(cold, spare=True)) as worker, contextlib.suppress(EOFError, OSError):
            self.connection.send(versions())
            while True:
                job = self.connection.recv()
                self.busy = True
                made = attempt_page(job, worker)
                self.busy = False
                self.connection.send(made)

    def end_with_starter(self) -> None:
        """Wait until the parent process exits or closes the connection; an unfinished page is then useless."""
        os.read(0, 1)
        if self.busy:
            os._exit(1)  # the fork server detects it, and ends every kernel
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
