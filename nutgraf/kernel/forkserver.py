"""The fork server: imports what notebooks import, runs none of their code, and forks kernels on request.

Started by `nutgraf.kernel.forkserver_process` as `python -m nutgraf.kernel.forkserver SOCKET`, with the environment of
the kernels. On SOCKET it receives a connection for each worker, and serves all of them until its starter says goodbye
or dies; then it ends every kernel. It ends the kernels of a worker that disconnects or dies.
"""

from __future__ import annotations

import contextlib
import gc
import os
import select
import socket
import sys
from dataclasses import asdict, dataclass
from typing import Any

from nutgraf.kernel import ipc, processes
from nutgraf.kernel.child import make_kernel
from nutgraf.kernel.forked_kernels import ForkedKernels
from nutgraf.kernel.launch import LaunchSpec
from nutgraf.kernel.preimport import import_as_in_a_kernel
from nutgraf.kernel.preload import preload
from nutgraf.kernel.schema_validation import install


@dataclass(frozen=True)
class Hello:
    """What a worker learns of the fork server before it asks for a kernel."""

    pid: int
    threads: int
    printed: str
    modules: dict[str, str]


def main() -> Any:
    """Serve until the starter is gone; in a forked child, return the kernel to run."""
    control, starter = socket.socket(fileno=int(sys.argv[1])), os.getppid()
    processes.adopt_orphans()
    gc.disable()  # nothing that an import makes is garbage
    imported = import_as_in_a_kernel()
    gc.freeze()  # keeps memory shared: a child's garbage collector does not touch it
    gc.enable()
    hello = Hello(os.getpid(), processes.thread_count(), imported.printed, imported.modules)
    started = _Server(control, starter, hello).serve()
    if started is None:
        os._exit(0)  # the interpreter needs no cleanup
    launch, listens = started
    app = make_kernel(launch, imported)
    os.write(listens, b"1")
    os.close(listens)
    return app


class _Server:
    """The connections to the starter and to the workers, and the kernels of each worker."""

    def __init__(self, control: socket.socket, starter: int, hello: Hello) -> None:
        self._control, self._hello = control, hello
        self._poll = select.poll()
        self._starter = _pidfd_of_parent(starter)
        self._clients: dict[int, ForkedKernels] = {}
        self._forks = 0
        for file in (control.fileno(), *([self._starter] if self._starter is not None else [])):
            self._poll.register(file, select.POLLIN)

    def serve(self) -> tuple[LaunchSpec, int] | None:
        """Serve until the starter is gone; in a child, return the launch spec and the file that signals readiness."""
        with contextlib.suppress(OSError):
            self._control.send(b"1")  # the imports are made
        while True:
            file, _ = self._poll.poll()[0]  # one at a time: a number may be another file's after an answer
            if file == self._starter:
                break
            if file == self._control.fileno():
                if not self._attach():
                    break
            elif started := self._answer(self._clients[file], file):
                return started
        self._end()
        return None

    def _attach(self) -> bool:
        """Take the connection of one more worker; False where the starter says goodbye or is gone."""
        try:
            message, file = ipc.receive(self._control)
        except (EOFError, OSError):
            return False
        if "worker" not in message or file is None:
            return False
        client = ForkedKernels(socket.socket(fileno=file))
        self._clients[file] = client
        self._poll.register(file, select.POLLIN)
        return True

    def _answer(self, client: ForkedKernels, file: int) -> tuple[LaunchSpec, int] | None:
        """Answer one request of a worker; in a forked child, return what the kernel is started with."""
        if file != client.socket.fileno():  # the worker has ended, but something it started may hold its socket
            self._drop(client, clean=False)
            return None
        listens: int | None = None
        try:
            message, listens = ipc.receive(client.socket)
            if "goodbye" in message:
                self._drop(client, clean=True)
                return None
            reply = self._reply(client, message, listens)
            if reply is None:
                assert listens is not None
                launch = message["fork"]
                return LaunchSpec(tuple(launch["command"]), launch["env"], launch["cwd"]), listens
            ipc.send(client.socket, reply)
        except (EOFError, OSError):
            self._drop(client, clean=False)
        return None

    def _reply(self, client: ForkedKernels, message: dict[str, Any], file: int | None) -> dict[str, Any] | None:
        """The answer to a request; None in a forked child."""
        if "hello" in message:
            assert file is not None
            client.belong_to(message["hello"], message["folder"], file)
            if client.worker_file is not None:
                self._clients[client.worker_file] = client
                self._poll.register(client.worker_file, select.POLLIN)
            return asdict(self._hello)
        if "fork" in message:
            assert file is not None
            if self._forks == 1:  # for one page, it takes longer than it saves
                install()
                processes.give_back_memory()  # before the children share it
                gc.freeze()
            self._forks += 1
            reply = client.fork()
            if reply is None:
                self._close_all()
            else:
                os.close(file)
            return reply
        if "read" in message:
            preload(**message["read"])
            gc.freeze()
            return {}
        status = client.release(message["release"])
        if message["last"]:
            client.end_strays(other for other in self._all_clients() if other is not client)
        return {"status": status}

    def _all_clients(self) -> tuple[ForkedKernels, ...]:
        return tuple({id(client): client for client in self._clients.values()}.values())

    def _drop(self, client: ForkedKernels, *, clean: bool) -> None:
        """End the kernels of a worker; remove its folder if the worker died."""
        others = tuple(other for other in self._all_clients() if other is not client)
        for file in client.files:
            if self._clients.pop(file, None):
                self._poll.unregister(file)
        client.end(others, clean=clean)

    def _end(self) -> None:
        """End every kernel, and what escaped from any."""
        for client in self._all_clients():
            self._drop(client, clean=False)
        processes.end_children()

    def _close_all(self) -> None:
        """Close what only the server needs, in a child."""
        for client in self._all_clients():
            client.close()
        self._control.close()
        if self._starter is not None:
            os.close(self._starter)


def _pidfd_of_parent(starter: int) -> int | None:
    """A file that becomes readable when the starter ends; None if it has ended."""
    try:
        file = os.pidfd_open(starter)
    except OSError:
        return None
    if os.getppid() == starter:
        return file
    os.close(file)
    return None


def _run(app: Any) -> None:
    app.start()  # a notebook has as many frames below it as in an ordinary kernel


if __name__ == "__main__":
    _run(main())
