"""A build borrows the workers of a running preview, which have imported everything.

A build and a preview of a project hold its lock in turn, so the workers are idle when a build asks for them. They are
lent to the same user, with the same nutgraf and the same environment only. Linux only.
"""

from __future__ import annotations

import contextlib
import os
import socket
import struct
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

from nutgraf.kernel.forkserver_process import relevant
from nutgraf.kernel.freshness import Stamp, environment_stamp
from nutgraf.stored_json import read_stored

if TYPE_CHECKING:
    from nutgraf.pipeline.page_job import PageJob, PageResult
    from nutgraf.project import Project

_CREDENTIALS = struct.Struct("3i")
_TIMEOUT = struct.Struct("ll")
_ANSWER_WITHIN_S = 2


@dataclass(frozen=True)
class SameSoftware:
    """What must be the same in the two processes."""

    python: str
    stamp: Stamp
    env: Mapping[str, str]

    @classmethod
    def here(cls) -> SameSoftware:
        """Those of this process."""
        return cls(f"{sys.executable} {sys.version}", environment_stamp(), relevant(os.environ))


class Borrowed:
    """The workers of a preview, for one build."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def make(self, jobs: Sequence[PageJob], workers: int) -> Iterator[PageResult]:
        """The pages, each as soon as it is done; those that the preview cannot finish are left out."""
        env = dict(os.environ)
        with contextlib.suppress(EOFError, OSError):
            self._connection.send(([replace(job, env=env) for job in jobs], workers))
            for _ in jobs:
                yield self._connection.recv()

    def give_back(self) -> None:
        """End the connection; a page that is still being made is abandoned."""
        self._connection.close()


def borrow(project: Project) -> Borrowed | None:
    """The workers of a preview of the project; None if there is none that has the same software and environment."""
    try:
        name = read_stored(address_file(project).read_text(encoding="utf-8"))
        sock = socket.socket(socket.AF_UNIX)
    except (OSError, ValueError):
        return None
    try:
        sock.connect(f"\0{name}")
        if not is_ours(sock):
            raise OSError
        # A preview that was stopped in its terminal does not answer.
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, _TIMEOUT.pack(_ANSWER_WITHIN_S, 0))
        connection = Connection(sock.detach())
    except OSError:
        sock.close()
        return None
    with contextlib.suppress(EOFError, OSError):
        connection.send(SameSoftware.here())
        if connection.recv():
            with socket.socket(fileno=os.dup(connection.fileno())) as same:
                same.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, _TIMEOUT.pack(0, 0))
            return Borrowed(connection)
    connection.close()
    return None


def address_file(project: Project) -> Path:
    """Where a preview says how to reach it."""
    return project.build_dir / ".preview"


def is_ours(sock: socket.socket) -> bool:
    """Whether the other process is of the same user: what is sent is trusted."""
    credentials = sock.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    return bool(_CREDENTIALS.unpack(credentials)[1] == os.getuid())
