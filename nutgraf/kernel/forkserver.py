"""The fork server: imports what notebooks import, runs none of their code, and forks kernels on request.

Started by `nutgraf.kernel.forkserver_client` as `python -m nutgraf.kernel.forkserver SOCKET LOCK FOLDER`, with the
environment of the kernels. It answers on SOCKET until the worker disconnects or dies; then it ends every kernel,
and if the worker died it also removes FOLDER.
"""

from __future__ import annotations

import gc
import os
import select
import shutil
import socket
import sys
import time
from typing import Any

from nutgraf.kernel import ipc, processes
from nutgraf.kernel.child import make_kernel
from nutgraf.kernel.launch import LaunchSpec
from nutgraf.kernel.preimport import import_as_in_a_kernel
from nutgraf.kernel.preload import preload

_LOOK_AFTER_WORKER_MS = 1000
_WORKER_ENDS_WITHIN_S = 5.0


def main() -> Any:
    """Serve until the worker is gone; in a forked child, return the kernel to run."""
    sock, lock, folder = socket.socket(fileno=int(sys.argv[1])), int(sys.argv[2]), sys.argv[3]
    worker, kernels = os.getppid(), set[int]()
    processes.adopt_orphans()
    imported = import_as_in_a_kernel()
    gc.collect()
    gc.freeze()  # keeps memory shared: a child's garbage collector does not touch it
    try:
        hello = {"threads": processes.thread_count(), "said": imported.said, "modules": imported.modules}
        ipc.send(sock, hello)
        start = _serve(sock, worker, kernels)
    except (EOFError, ConnectionError):
        _end(kernels)
        if _is_gone(worker):
            shutil.rmtree(folder, ignore_errors=True)
        os._exit(1)
    if start is None:
        _end(kernels)
        os._exit(0)  # the interpreter needs no cleanup
    sock.close()
    os.close(lock)
    order, listens = start
    app = make_kernel(order, imported)
    os.write(listens, b"1")
    os.close(listens)
    return app


def _serve(sock: socket.socket, worker: int, kernels: set[int]) -> tuple[LaunchSpec, int] | None:
    """Serve until the worker disconnects; in a child, return the launch spec and the file that signals readiness."""
    poll = select.poll()
    poll.register(sock, select.POLLIN)
    while True:
        while not poll.poll(_LOOK_AFTER_WORKER_MS):
            if os.getppid() != worker:  # another child of the worker may keep the socket open
                raise EOFError
        message, listens = ipc.receive(sock)
        if "goodbye" in message:
            return None
        if "fork" in message:
            assert listens is not None
            reply = _fork(kernels)
            if reply is None:
                order = message["fork"]
                return LaunchSpec(tuple(order["command"]), order["env"], order["cwd"]), listens
            os.close(listens)
        elif "read" in message:
            preload(**message["read"])
            gc.freeze()
            reply = {}
        else:
            reply = _release(message, kernels)
        ipc.send(sock, reply)


def _fork(kernels: set[int]) -> dict[str, Any] | None:
    """Fork; the child returns None once it has its own session and will die with its parent."""
    parent = os.getpid()
    settled, settle = os.pipe2(os.O_CLOEXEC)
    try:
        pid = os.fork()
    except OSError as error:
        os.close(settled)
        os.close(settle)
        return {"error": str(error)}
    if pid == 0:
        os.close(settled)
        os.setsid()
        processes.end_with_parent(parent)
        os.close(settle)
        return None
    os.close(settle)
    os.read(settled, 1)
    os.close(settled)
    kernels.add(pid)
    return {"pid": pid}


def _release(message: dict[str, Any], kernels: set[int]) -> dict[str, Any]:
    """End a kernel and its process group and, if it was the last in use, processes that escaped the group."""
    pid = message["release"]
    kernels.discard(pid)
    processes.kill_group(pid)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if message["last"]:
        _end_strays(kernels)
    return {"status": status}


def _end(kernels: set[int]) -> None:
    for pid in kernels:
        processes.kill_group(pid)
    _end_strays(set())


def _end_strays(kernels: set[int]) -> None:
    """Kill the orphans of ended kernels; killing one may reparent its children to us."""
    out_of_reach: set[int] = set()  # another user's: a notebook may have used sudo
    while strays := processes.children_of(os.getpid()) - kernels - out_of_reach:
        for pid in strays:
            if processes.kill_one(pid):
                os.waitpid(pid, 0)
            else:
                out_of_reach.add(pid)


def _is_gone(worker: int) -> bool:
    """Whether the worker has ended; its end of the socket closes a moment earlier."""
    until = time.monotonic() + _WORKER_ENDS_WITHIN_S
    while os.getppid() == worker:
        if time.monotonic() > until:
            return False
        time.sleep(0.01)
    return True


def _run(app: Any) -> None:
    app.start()  # a notebook has as many frames below it as in an ordinary kernel


if __name__ == "__main__":
    _run(main())
