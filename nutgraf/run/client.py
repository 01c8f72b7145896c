"""papermill's client with what it takes to ask a kernel for the notes of a page's cells."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping
from queue import Empty
from typing import Any

from jupyter_core.utils import run_sync
from nbclient.exceptions import CellExecutionError, DeadKernelError
from nbclient.util import ensure_async
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient

from nutgraf import mime_types
from nutgraf.errors import Problem, RunError
from nutgraf.kernel import BUILD_ENV
from nutgraf.run.memory import MemoryLimit
from nutgraf.run.run_errors import ANSWER_WITHIN, Limits, RunStopped, raised_in_kernel, start_problem, text_timeout
from nutgraf.run.timer import RunTimer

_ASK = '__import__("nutgraf.prose", fromlist=["answer"]).answer({request!r})'


class NotesClient(PapermillNotebookClient):  # type: ignore[misc]
    """papermill's client, which keeps the kernel's notes of each cell in `cell.metadata.nutgraf`."""

    memory_limit: MemoryLimit
    timer: RunTimer
    limits: Limits
    lang: str
    is_parameter: bool
    """Whether the notebook has a parameter for the language."""
    words: Mapping[str, Any]
    """The prose of the front matter."""
    stopped: RunStopped | None = None
    """The error that stopped a cell, if its own code raised one."""
    _begun = False

    def run(self) -> NotebookNode:
        """Run the notebook. Raises RunError if its kernel cannot be started."""
        try:
            executed: NotebookNode = self.execute(env={**os.environ, **BUILD_ENV})
        except Exception as error:
            if self._begun:
                raise
            raise RunError(start_problem(self.kernel_name, error)) from error
        return executed

    def output(self, outs: list[NotebookNode], msg: dict[str, Any], display_id: str | None, cell_index: int) -> Any:
        """Enter an output as nbclient does, but the content of a figure as it came: a copy of it takes 2 ms."""
        shown = msg["content"].get("data", {})
        figure = shown.get(mime_types.FIGURE)
        if not isinstance(figure, dict) or self.output_hook_stack[msg["parent_header"].get("msg_id")]:
            return super().output(outs, msg, display_id, cell_index)
        shown[mime_types.FIGURE] = {}
        entered = super().output(outs, msg, display_id, cell_index)
        shown[mime_types.FIGURE] = figure
        if entered is not None:
            dict.__setitem__(entered["data"], mime_types.FIGURE, figure)  # its own would copy it
        return entered

    def is_run(self, cell: NotebookNode) -> bool:
        """Whether a cell holds code that runs."""
        tags = cell.metadata.get("tags", [])
        return bool(cell.cell_type == "code" and cell.source.strip() and self.skip_cells_with_tag not in tags)

    def request_for(self, cell: NotebookNode) -> dict[str, Any] | None:
        """The request for a cell's notes; None if it has none."""
        if cell.cell_type == "markdown":
            kept_for = [tag for tag in cell.metadata.get("tags", []) if tag.startswith("lang-")]
            if not kept_for or f"lang-{self.lang}" in kept_for:
                return {"ask": "markdown", "source": cell.source, "place": cell.get("id", "")}
        return {"ask": "code"} if self.is_run(cell) else None

    @property
    def front_matter(self) -> dict[str, Any]:
        """The request for the prose of the front matter."""
        return {"ask": "words", "words": self.words}

    def note(self, at: int, notes: dict[str, Any]) -> None:
        """Keep the notes of a cell, or those of the front matter, which comes after the last cell."""
        if at < len(self.nb.cells):
            self.nb.cells[at].metadata["nutgraf"] = notes
        else:
            self.nb.metadata["nutgraf"] = {"version": 1, "lang": self.lang, **notes}

    def stop(self, cell: NotebookNode, error: CellExecutionError, failure: Mapping[str, Any]) -> None:
        """Keep the error that stopped a cell, with the kernel's answer to a request for its details."""
        known = failure.get("data", {}).get(mime_types.NOTES, {}).get("failure", {})
        self.stopped = RunStopped(cell.get("id", ""), error.ename, error.evalue, known)

    def request_notes(self, name: str, request: Mapping[str, Any], *, where: str) -> dict[str, Any]:
        """The kernel's answer to one request. Raises RunError with the problems of the text at `where`."""
        return checked(run_sync(self.reply)({name: expression(request)})[name], where)

    async def reply(self, expressions: Mapping[str, str]) -> dict[str, Any]:
        """The kernel's answers to expressions sent with an empty cell."""
        until = time.monotonic() + ANSWER_WITHIN
        asked = await self._put(expressions)
        while time.monotonic() < until:
            try:
                message = await ensure_async(self.kc.shell_channel.get_msg(timeout=1))
            except Empty:
                if not await ensure_async(self.km.is_alive()):
                    raise DeadKernelError("Kernel died") from None
                continue
            if message["parent_header"].get("msg_id") == asked:
                content: dict[str, Any] = message["content"]
                if content["status"] == "aborted":  # after an error a kernel aborts the next requests
                    asked = await self._put(expressions)
                    continue
                nothing = {"ename": content.get("ename", content["status"]), "evalue": content.get("evalue", "")}
                answers: dict[str, Any] = {**dict.fromkeys(expressions, nothing), **content.get("user_expressions", {})}
                return answers
        raise text_timeout()

    async def _put(self, expressions: Mapping[str, str]) -> str:
        execute = type(self.kc).execute
        asked: str = await ensure_async(
            execute(self.kc, "", silent=True, store_history=False, user_expressions=dict(expressions))
        )
        return asked


def expression(request: Mapping[str, Any]) -> str:
    """A request as an expression that the kernel evaluates."""
    return _ASK.format(request=json.dumps(request, ensure_ascii=False))


def checked(result: Mapping[str, Any], where: str) -> dict[str, Any]:
    """The notes in a kernel's answer. Raises RunError if it is none, or with the problems that it holds."""
    if result.get("status") != "ok" or mime_types.NOTES not in result.get("data", {}):
        what = f"the kernel could not answer: {result.get('ename', '')}: {result.get('evalue', '')}"
        raise RunError(Problem(where, what, "run the notebook in the environment where nutgraf is installed"))
    notes: dict[str, Any] = result["data"][mime_types.NOTES]
    if "problems" in notes:
        raise RunError(*raised_in_kernel(notes, where))
    return notes
