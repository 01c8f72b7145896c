"""Inside the kernel: runs many cells of a page in answer to one message.

A message costs a kernel and its worker more time than most cells take. Each cell still runs as it would for a message
of its own: by the kernel's `do_execute`, at the same depth of frames, under a parent message of its own, with the event
loop turning after it. What it publishes is held back and travels with the reply, message by message.
"""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import os
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from nutgraf.kernel import cell_source
from nutgraf.kernel.cell_progress import ProgressFile
from nutgraf.kernel.ipykernel_shortcuts import remember_parameters
from nutgraf.mime_types import NOTES
from nutgraf.prose import Notes

REQUEST, REPLY = "nutgraf_cells_request", "nutgraf_cells_reply"


def install(progress: str) -> Notes:
    """Teach this kernel to answer REQUEST; the notes say whether it can."""
    from IPython.core.getipython import get_ipython

    kernel: Any = getattr(get_ipython(), "kernel", None)
    known = all(hasattr(kernel, name) for name in ("do_execute", "set_parent", "shell_handlers", "pre_handler_hook"))
    if known and getattr(kernel, "iopub_thread", None) is not None:
        kernel.shell_handlers[REQUEST] = CellRunner(kernel, ProgressFile(progress)).answer
        cell_source.use_in(kernel.shell)
        remember_parameters()
        return Notes({"installed": True})
    return Notes({"installed": False})


def request_id(batch: str, number: int) -> str:
    """The id of the message under which a group of a batch runs."""
    return f"{batch}.{number}"


class CellRunner:
    """Answers requests to run groups of cells: a code cell, and requests for notes to be answered after it.

    It stops after a cell that raises an error, leaves the notebook or leaves a task on the event loop, which has to
    run between cells, and after a request that cannot be answered. The reply holds the groups that ran.
    """

    def __init__(self, kernel: Any, progress: ProgressFile) -> None:
        self._kernel, self._progress = kernel, progress
        self._tasks, self._ended = 0, _programs_ended()
        takes_meta = "cell_meta" in inspect.signature(kernel.do_execute).parameters
        self._options: dict[str, Any] = {"cell_meta": {}} if takes_meta else {}

    async def answer(self, stream: Any, ident: Any, parent: Mapping[str, Any]) -> None:
        """Handle one message, as the kernel's own handlers do."""
        kernel, results, frames = self._kernel, list[dict[str, Any]](), list[bytes]()
        self._tasks = self._tasks or len(asyncio.all_tasks())
        kernel.post_handler_hook()  # each cell sets its own handler of interrupts
        with _published(kernel.iopub_thread) as published:
            for number, group in enumerate(parent["content"]["groups"]):
                result = await self._run(group, ident, _execute_request(parent, number, group.get("code", "")))
                messages, published[:] = list(published), []
                result["messages"] = [len(parts) for parts in messages]
                frames += [part for parts in messages for part in parts]
                results.append(result)
                if result.pop("is_last"):
                    break
                await asyncio.sleep(0)
                if len(asyncio.all_tasks()) > self._tasks:
                    break
        kernel.pre_handler_hook()
        kernel.set_parent(ident, parent)
        kernel.session.send(stream, REPLY, {"groups": results}, parent, ident=ident, buffers=frames)

    async def _run(self, group: Mapping[str, Any], ident: Any, request: Mapping[str, Any]) -> dict[str, Any]:
        # This frame and that of `answer` replace two of ipykernel's: recursion in a cell ends at the same depth.
        kernel, begun, reply = self._kernel, time.perf_counter(), dict[str, Any]()
        result: dict[str, Any] = {"answers": {}, "seconds": {}, "is_last": False}
        kernel.pre_handler_hook()
        kernel.set_parent(ident, request)
        if "code" in group:
            self._progress.mark(group["at"], in_text=False)
            result["execution_count"] = kernel.execution_count
            reply = await kernel.do_execute(group["code"], False, True, {}, False, **self._options)
            result["reply"] = {name: reply.get(name) for name in ("status", "ename", "evalue", "traceback")}
            result["seconds"][str(group["at"])] = time.perf_counter() - begun
        if reply.get("status") == "error" and not group["goes_on"]:
            result["failure"] = _answered({"ask": "failure"})
            result["is_last"] = True
        else:
            self._answer_all(group["asks"], result)
        left = [*reply.get("payload", ()), *kernel.shell.payload_manager.read_payload()]
        kernel.shell.payload_manager.clear_payload()
        result["has_left"] = any(each.get("source") == "ask_exit" for each in left)
        result["is_last"] |= result["has_left"]
        self._flush()
        kernel.post_handler_hook()
        return result

    def _flush(self) -> None:
        """Publish what is printed; wait as long as ipykernel does for what another program wrote."""
        ended, self._ended = self._ended, _programs_ended()
        for turn in range(1 if self._ended == ended else 2):
            if turn:
                time.sleep(getattr(self._kernel, "_execute_sleep", 0.0))
            outputs = [output for output in (sys.stdout, sys.stderr) if output is not None]
            if not self._flush_together(outputs):
                for output in outputs:
                    output.flush()

    def _flush_together(self, outputs: Sequence[Any]) -> bool:
        """Flush ipykernel's own streams in one turn of the thread that publishes, instead of two turns each."""
        from ipykernel.iostream import OutStream

        thread = self._kernel.iopub_thread
        if not all(type(each) is OutStream and each.pub_thread is thread for each in outputs):
            return False
        if not thread.thread.is_alive() or thread.thread is threading.current_thread():
            return False
        done = threading.Event()

        def flush() -> None:
            try:
                for each in outputs:
                    each._flush()
            finally:
                done.set()

        thread.schedule(flush)
        return done.wait(min(each.flush_timeout for each in outputs)) if outputs else True

    def _answer_all(self, asks: Mapping[str, Any], result: dict[str, Any]) -> None:
        for at, ask in asks.items():
            begun = time.perf_counter()
            self._progress.mark(int(at), in_text=True)
            answer = result["answers"][at] = _answered(ask)
            result["seconds"][at] = result["seconds"].get(at, 0.0) + time.perf_counter() - begun
            result["is_last"] |= answer["status"] != "ok" or "problems" in answer["data"][NOTES]


def _programs_ended() -> int:
    """A number that grows when a program that this process started has ended; 0 on Windows."""
    try:
        from resource import RUSAGE_CHILDREN, getrusage
    except ImportError:  # there ipykernel does not read what other programs write
        return 0
    return getrusage(RUSAGE_CHILDREN).ru_minflt


def _answered(request: Mapping[str, Any]) -> dict[str, Any]:
    """The notes in the form that a kernel gives to the value of an expression."""
    from nutgraf.prose.requests import handle_request

    try:
        return {"status": "ok", "data": {NOTES: handle_request(request)}}
    except BaseException as error:  # as for expressions: even exit() in a text is an answer
        return {"status": "error", "ename": type(error).__name__, "evalue": str(error)}


def _execute_request(batch: Mapping[str, Any], number: int, code: str) -> dict[str, Any]:
    """The message that would run one cell."""
    name = request_id(batch["header"]["msg_id"], number)
    header = {**batch["header"], "msg_id": name, "msg_type": "execute_request"}
    content = {
        "code": code,
        "silent": False,
        "store_history": True,
        "user_expressions": {},
        "allow_stdin": False,
        "stop_on_error": True,
    }
    return {**batch, "header": header, "msg_id": name, "msg_type": "execute_request", "content": content}


@contextlib.contextmanager
def _published(iopub: Any) -> Iterator[list[list[bytes]]]:
    """The messages that this process publishes from now on, each from its header on: they are not sent."""
    from jupyter_client.session import DELIM

    plain, held, process = iopub.send_multipart, list[list[bytes]](), os.getpid()

    def hold(parts: list[bytes], *more: Any, **options: Any) -> None:
        if os.getpid() != process:  # a copy made by os.fork() sends its output to this process
            plain(parts, *more, **options)
        else:
            held.append([bytes(part) for part in parts[parts.index(DELIM) + 2 :]])

    iopub.send_multipart = hold
    try:
        yield held
    finally:
        del iopub.send_multipart
