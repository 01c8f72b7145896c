"""A running preview lends its workers to builds of the same project, as `borrowing` says."""

from __future__ import annotations

import contextlib
import json
import secrets
import socket
import sys
import threading
from collections.abc import Iterator
from multiprocessing.connection import Connection

from nutgraf.pipeline.borrowing import SameSoftware, address_file, is_ours
from nutgraf.pipeline.crew import Crew
from nutgraf.pipeline.pool import make_pages
from nutgraf.project import Project


@contextlib.contextmanager
def lend(project: Project, crew: Crew) -> Iterator[None]:
    """Lend the workers of a crew to builds of the project, one at a time."""
    if sys.platform != "linux":
        yield
        return
    same = SameSoftware.here()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(f"\0nutgraf-{secrets.token_hex(8)}")  # in no folder, so that nothing is left of it
        listening.listen()
        with contextlib.suppress(OSError):  # the build, which needs the folder too, reports what is wrong
            project.build_dir.mkdir(exist_ok=True)
            address_file(project).write_text(json.dumps(listening.getsockname()[1:].decode()), encoding="utf-8")
        threading.Thread(target=_serve, args=(listening, crew, same), daemon=True).start()
        try:
            yield
        finally:
            with contextlib.suppress(OSError):
                address_file(project).unlink(missing_ok=True)
            with contextlib.suppress(OSError):
                listening.shutdown(socket.SHUT_RDWR)


def _serve(listening: socket.socket, crew: Crew, same: SameSoftware) -> None:
    """Make the pages of one build after another, until the preview ends."""
    while True:
        try:
            taken, _ = listening.accept()
        except OSError:
            return
        if not is_ours(taken):
            taken.close()
            continue
        with Connection(taken.detach()) as connection, contextlib.suppress(Exception):  # the build goes on by itself
            agreed = connection.recv() == same
            connection.send(agreed)
            if agreed:
                jobs, workers = connection.recv()
                for made in make_pages(jobs, workers=workers, cold=False, crew=crew, requester=connection):
                    connection.send(made)
