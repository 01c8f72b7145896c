"""A running preview lends its workers, which have imported everything, to a build of the same project.

A build and a preview of a project hold its lock in turn, so the workers are idle when a build asks for them. They are
lent to the same user, with the same nutgraf and the same environment only. Linux only.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import socket
import struct
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

from nutgraf.kernel.forkserver_process import relevant
from nutgraf.kernel.freshness import Stamp, environment_stamp
from nutgraf.pipeline.page_job import PageJob, PageResult
from nutgraf.project import Project

if TYPE_CHECKING:
    from nutgraf.pipeline.crew import Crew

_CREDENTIALS = struct.Struct("3i")
_TIMEOUT = struct.Struct("ll")
_ANSWER_WITHIN_S = 2


@dataclass(frozen=True)
class _Same:
    """What must be the same in the two processes."""

    python: str
    stamp: Stamp
    env: Mapping[str, str]

    @classmethod
    def here(cls) -> _Same:
        return cls(f"{sys.executable} {sys.version}", environment_stamp(), relevant(os.environ))


@contextlib.contextmanager
def lend(project: Project, crew: Crew) -> Iterator[None]:
    """Lend the workers of a crew to builds of the project, one at a time."""
    if sys.platform != "linux":
        yield
        return
    same = _Same.here()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(f"\0nutgraf-{secrets.token_hex(8)}")  # in no folder, so that nothing is left of it
        listening.listen()
        with contextlib.suppress(OSError):  # the build, which needs the folder too, reports what is wrong
            project.build_dir.mkdir(exist_ok=True)
            _file(project).write_text(json.dumps(listening.getsockname()[1:].decode()), encoding="utf-8")
        threading.Thread(target=_serve, args=(listening, crew, same), daemon=True).start()
        try:
            yield
        finally:
            with contextlib.suppress(OSError):
                _file(project).unlink(missing_ok=True)
            with contextlib.suppress(OSError):
                listening.shutdown(socket.SHUT_RDWR)


def _serve(listening: socket.socket, crew: Crew, same: _Same) -> None:
    """Make the pages of one build after another, until the preview ends."""
    from nutgraf.pipeline.pool import make_pages

    while True:
        try:
            taken, _ = listening.accept()
        except OSError:
            return
        if not _is_ours(taken):
            taken.close()
            continue
        with Connection(taken.detach()) as connection, contextlib.suppress(Exception):  # the build goes on by itself
            agreed = connection.recv() == same
            connection.send(agreed)
            if agreed:
                jobs, workers = connection.recv()
                for made in make_pages(jobs, workers=workers, cold=False, crew=crew, asked_by=connection):
                    connection.send(made)


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
        name = json.loads(_file(project).read_text(encoding="utf-8"))
        sock = socket.socket(socket.AF_UNIX)
    except (OSError, ValueError):
        return None
    try:
        sock.connect(f"\0{name}")
        if not _is_ours(sock):
            raise OSError
        # A preview that was stopped in its terminal does not answer.
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, _TIMEOUT.pack(_ANSWER_WITHIN_S, 0))
        connection = Connection(sock.detach())
    except OSError:
        sock.close()
        return None
    with contextlib.suppress(EOFError, OSError):
        connection.send(_Same.here())
        if connection.recv():
            with socket.socket(fileno=os.dup(connection.fileno())) as same:
                same.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, _TIMEOUT.pack(0, 0))
            return Borrowed(connection)
    connection.close()
    return None


def _file(project: Project) -> Path:
    """Where a preview says how to reach it."""
    return project.build_dir / ".preview"


def _is_ours(sock: socket.socket) -> bool:
    """Whether the other process is of the same user: what is sent is trusted."""
    credentials = sock.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    return bool(_CREDENTIALS.unpack(credentials)[1] == os.getuid())
