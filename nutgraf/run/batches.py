"""Runs the cells of a page in as few messages as its kernel allows (see `nutgraf.kernel.cells`).

What a cell published arrives with the reply and is given to nbclient message by message, as if the cell had run alone.
"""

from __future__ import annotations

import contextlib
import math
import os
import tempfile
import time
from collections import deque
from collections.abc import Iterator, Mapping
from queue import Empty
from typing import Any

from jupyter_core.utils import run_sync
from nbclient.exceptions import CellExecutionComplete, CellExecutionError, CellTimeoutError, DeadKernelError
from nbclient.util import ensure_async

from nutgraf.errors import RunError
from nutgraf.kernel.cell_progress import ProgressFile
from nutgraf.kernel.cells import REQUEST, request_id
from nutgraf.mime_types import NOTES
from nutgraf.run.client import NotesClient, checked
from nutgraf.run.run_errors import ANSWER_WITHIN, exit_problem, problem_of, text_timeout

_LOOK_EVERY_S = 1.0
_SHORTEST_S = 0.02
_INSTALL = '__import__("nutgraf.kernel.cells", fromlist=["install"]).install({path!r})'


@contextlib.contextmanager
def progress_file() -> Iterator[tuple[ProgressFile, str]]:
    """A file for the progress of one kernel, and the expression that makes the kernel use it."""
    handle, path = tempfile.mkstemp(prefix="nutgraf-progress-")
    os.close(handle)
    progress = ProgressFile(path)
    try:
        yield progress, _INSTALL.format(path=path)
    finally:
        progress.close()


def is_installed(answer: Mapping[str, Any]) -> bool:
    """Whether the kernel answered the expression of `progress_file` by learning to run batches."""
    return bool(answer.get("data", {}).get(NOTES, {}).get("installed"))


class Batches:
    """Runs a notebook's cells and requests its notes; `client` gets the outputs and the notes."""

    def __init__(self, client: NotesClient, progress: ProgressFile) -> None:
        self._client, self._progress = client, progress
        self._cells = client.nb.cells

    def run(self) -> None:
        """Run all cells. Raises RunError; a cell that raises an error of its own is `client.stopped`."""
        self._progress.remove()  # the kernel has opened it
        waiting = deque(self._groups())
        while waiting and self._client.stopped is None:
            batch, reply = run_sync(self._reply)(list(waiting))
            frames = iter(reply["buffers"])
            for number, result in enumerate(reply["content"]["groups"]):
                published = [self._message(frames, size) for size in result["messages"]]
                own = [each for each in published if each["parent_header"].get("msg_id") == request_id(batch, number)]
                self._keep(waiting.popleft(), result, own)

    def _groups(self) -> Iterator[dict[str, Any]]:
        """Each code cell with the requests that follow it, up to the next code cell; the front matter comes last."""
        client, group = self._client, dict[str, Any](at=0, asks={})
        for at, cell in enumerate(self._cells):
            ask = client.request_for(cell)
            if ask and ask["ask"] == "code":
                if group["asks"]:
                    yield group
                goes_on = client.allow_errors or "raises-exception" in cell.metadata.get("tags", [])
                group = {"at": at, "code": cell.source, "goes_on": goes_on, "asks": {}}
            if ask:
                group["asks"][str(at)] = ask
        if group["asks"]:
            yield group
        at = len(self._cells)
        yield {"at": at, "asks": {str(at): client.front_matter}}

    async def _reply(self, groups: list[dict[str, Any]]) -> tuple[str, Mapping[str, Any]]:
        """The id of a batch of groups and the kernel's reply to it."""
        client = self._client
        self._progress.mark(groups[0]["at"], in_text="code" not in groups[0])
        asked = client.kc.session.msg(REQUEST, {"groups": groups})
        client.kc.shell_channel.send(asked)
        batch: str = asked["header"]["msg_id"]
        while True:
            try:
                left = self._until() - time.monotonic()
                wait = min(_LOOK_EVERY_S, max(_SHORTEST_S, left))
                reply = await ensure_async(client.kc.shell_channel.get_msg(timeout=wait))
            except Empty:
                if not await ensure_async(client.km.is_alive()):
                    raise self._problem(DeadKernelError("Kernel died")) from None
                if time.monotonic() > self._until():
                    raise self._problem(self._timeout()) from None
                continue
            if reply["parent_header"].get("msg_id") == batch:
                return batch, reply

    def _until(self) -> float:
        """When the step that the kernel is at must be done."""
        step, limits = self._progress.step(), self._client.limits
        within = ANSWER_WITHIN if step.in_text else limits.cell or math.inf
        return min(step.since + within, limits.until)

    def _timeout(self) -> TimeoutError:
        if self._progress.step().in_text and not self._client.limits.is_page_over:
            return text_timeout()
        return CellTimeoutError("Cell execution timed out")

    def _problem(self, error: Exception) -> Exception:
        """An error of the kernel as the problem of the cell that it is at."""
        at = self._progress.step().at
        if at == len(self._cells) and isinstance(error, DeadKernelError):
            return error
        return RunError(problem_of(error, self._name(at), self._client.memory_limit, self._client.limits))

    def _name(self, at: int) -> str:
        return "front matter" if at == len(self._cells) else str(self._cells[at].get("id", ""))

    def _message(self, frames: Iterator[Any], size: int) -> dict[str, Any]:
        """A published message: its header, parent, metadata, content and buffers."""
        header, parent, metadata, content = (self._client.kc.session.unpack(bytes(next(frames))) for _ in range(4))
        return {
            "header": header,
            "msg_id": header["msg_id"],
            "msg_type": header["msg_type"],
            "parent_header": parent,
            "metadata": metadata,
            "content": content,
            "buffers": [next(frames) for _ in range(size - 4)],
        }

    def _keep(self, group: Mapping[str, Any], result: Mapping[str, Any], published: list[dict[str, Any]]) -> None:
        """Enter what one group left into its cells, as nbclient does when it runs a cell."""
        client = self._client
        for at, seconds in result["seconds"].items():
            client.timer.cells.append((self._name(int(at)), seconds))
        if "code" in group:
            cell = self._cells[group["at"]]
            client.code_cells_executed += 1
            client.clear_before_next_output = False
            cell.outputs = []
            cell["execution_count"] = result["execution_count"]
            for message in published:
                with contextlib.suppress(CellExecutionComplete):
                    client.process_message(message, cell, group["at"])
            if result["reply"]["status"] == "error":
                try:
                    run_sync(client._check_raise_for_error)(cell, group["at"], {"content": result["reply"]})
                except CellExecutionError as error:
                    client.stop(cell, error, result["failure"])
                    return
            if result["has_left"]:
                raise RunError(exit_problem(cell.get("id", "")))
        for at in group["asks"]:
            client.note(int(at), checked(result["answers"][at], self._name(int(at))))
