"""The process that draws for several workers: it has the one JavaScript engine, which none of them has to start."""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import signal
import socket
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Connection, wait

from nutgraf.kernel import end_with_parent, give_back_memory, ipc, name_process
from nutgraf.kernel.library_memory import give_back_code
from nutgraf.vega.converter import convert_elsewhere, use_small_heap
from nutgraf.vega.remote_converter import RemoteConverter, answer_request

WORKERS = 4
"""How many workers one process draws for: a page draws for a tenth of its time."""
_PICTURES_PER_TRIM = 8


class DrawingProcess:
    """A process that is forked from this one, and ends with it; it imports vl-convert for the first picture.

    `inherited` are the connections of this process that it has to close.
    """

    def __init__(self, inherited: Sequence[Connection | socket.socket] = ()) -> None:
        self.control, theirs = socket.socketpair()
        context = multiprocessing.get_context("fork")
        arguments = (theirs, os.getpid(), (self.control, *inherited))
        self._process = context.Process(target=_serve, args=arguments, daemon=True)
        self._process.start()
        theirs.close()
        self._workers = 0

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid or 0

    @property
    def has_room(self) -> bool:
        """Whether it can draw for one more worker."""
        return self._workers < WORKERS and self._process.is_alive()

    def attach(self) -> socket.socket:
        """The connection of one more worker; if the process has died, the worker draws itself."""
        ours, theirs = socket.socketpair()
        with theirs, contextlib.suppress(OSError):
            ipc.send(self.control, {"worker": True}, fd=theirs.fileno())
        self._workers += 1
        return ours

    def end(self) -> None:
        """End it at once; workers that still need pictures draw them themselves."""
        self.control.close()
        self._process.kill()
        self._process.join()


@contextlib.contextmanager
def drawn_in(connection: socket.socket | None) -> Iterator[None]:
    """Have the pictures of this worker drawn at the other end of a connection, if there is one."""
    if connection is None:
        yield
        return
    with Connection(connection.detach()) as pipe:
        convert_elsewhere(RemoteConverter(pipe))
        try:
            yield
        finally:
            convert_elsewhere(None)


def _serve(control: socket.socket, parent: int, inherited: Sequence[Connection | socket.socket]) -> None:
    """Draw for one worker after another until the process that started this one is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    end_with_parent(parent)
    name_process("nutgraf draw")
    for connection in inherited:
        connection.close()
    gc.freeze()  # what was imported before the fork stays in memory that is shared
    use_small_heap()
    pipes: list[Connection] = []
    languages: list[bool] = []
    answers = 0
    while True:
        for ready in wait([control, *pipes]):
            if ready is control:
                try:
                    _, file = ipc.receive(control)
                except (EOFError, OSError):
                    return
                pipes += [] if file is None else [Connection(file)]
                continue
            assert isinstance(ready, Connection)
            try:
                answer_request(ready, languages)
                answers += 1
                if answers == _PICTURES_PER_TRIM:
                    give_back_code("vl_convert")  # half of it is needed to start the engine, and never again
                if answers % _PICTURES_PER_TRIM == 0:
                    give_back_memory()
            except (EOFError, OSError):
                pipes.remove(ready)
                ready.close()
