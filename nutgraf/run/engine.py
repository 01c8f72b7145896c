"""The papermill engine that renders prose in the kernel, in cell order, and keeps the notes of each cell.

papermill loads it through its entry point, so import `papermill` before this module: papermill imports every
engine while it is being imported.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator, Mapping
from itertools import takewhile
from typing import Any

from jupyter_core.utils import run_sync
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.engines import NBClientEngine
from papermill.utils import merge_kwargs, remove_args

from nutgraf.errors import RunError
from nutgraf.run.batches import Batches, is_installed, progress_file
from nutgraf.run.client import NotesClient, checked, expression
from nutgraf.run.memory import MemoryLimit
from nutgraf.run.run_errors import Limits, exit_problem, problem_of
from nutgraf.run.timer import RunTimer

_WATCH = '__import__("nutgraf.tracking", fromlist=["start_audit"]).start_audit()'
_SHOW_WHOLE = '__import__("nutgraf.prose.frame_display", fromlist=["show_whole"]).show_whole()'
_QUIET = '__import__("logging").getLogger("IPKernelApp").setLevel("CRITICAL")'
"""Silences the kernel's own log, such as that of a copy made by os.fork(), which only reaches the terminal."""
_SPEAK = '__import__("nutgraf.language", fromlist=["speak"]).speak({lang!r}, is_parameter={given!r})'


class ExplainerEngine(NBClientEngine):  # type: ignore[misc]
    """Runs a notebook as papermill does, and fetches the notes of every cell from the kernel."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **kwargs: Any) -> NotebookNode:
        """Run the notebook; afterwards its cells and its metadata carry the notes.

        The build passes the page's language as `lang` and the prose of its front matter as `words`. With a list as
        `result`, the notebook is appended to it and papermill keeps only its own metadata, because it serializes all
        that it has in the end, even if it writes no file. Then many cells run in one message, unless `one_by_one`;
        without `result` papermill follows each cell.
        """
        result: list[NotebookNode] | None = kwargs.pop("result", None)
        kwargs = remove_args(["input_path", "startup_timeout"], **kwargs)
        timeout = kwargs.pop("execution_timeout", None)
        start_timeout = kwargs.pop("start_timeout", 60)
        lang, words = kwargs.pop("lang", "en"), kwargs.pop("words", {})
        is_parameter = kwargs.pop("lang_is_parameter", False)
        memory_limit, timer = (
            kwargs.pop("memory_limit", None) or MemoryLimit(0),
            kwargs.pop("timer", None) or RunTimer(),
        )
        limits = Limits(timeout, kwargs.pop("page_timeout", None))
        one_by_one = kwargs.pop("one_by_one", result is None)
        options = merge_kwargs(
            kwargs,
            timeout_func=lambda _: limits.seconds,
            startup_timeout=start_timeout,
            kernel_name=kernel_name,
            log=_no_log(),
        )
        client = ExplainerClient(nb_man, **options)
        client.memory_limit, client.timer, client.limits, client.one_by_one = memory_limit, timer, limits, one_by_one
        client.lang, client.is_parameter, client.words = lang, is_parameter, words
        executed = client.run()
        if result is None:
            return executed
        if client.stopped is not None:
            raise client.stopped
        result.append(executed)
        kept = {name: value for name, value in executed.metadata.items() if name != "nutgraf"}
        nb_man.nb = NotebookNode({**executed, "metadata": NotebookNode(kept), "cells": []})  # type: ignore[no-untyped-call]
        return executed


def _no_log() -> logging.Logger:
    """A logger that drops nbclient's messages: an error is reported once, in our words."""
    return logging.Logger("nutgraf.run", logging.CRITICAL + 1)


class ExplainerClient(NotesClient):
    """Runs the cells in batches or, if a kernel knows none or papermill follows, one by one.

    One by one, requests for notes travel with the code: the message that runs a cell also asks for its notes and for
    the prose up to the next code cell, because a message costs a kernel more time than most answers.
    """

    one_by_one: bool
    _has_left = False

    def papermill_execute_cells(self) -> None:
        """Run the cells in order, then render the prose of the front matter, all within the memory limit."""
        self._begun = True
        self.timer.has_kernel()
        speak = _SPEAK.format(lang=self.lang, given=self.is_parameter)
        first = {"notes": _WATCH, "frames": _SHOW_WHOLE, "lang": speak, "log": _QUIET}
        with self.memory_limit.enforced_on(getattr(self.km.provisioner, "pid", None)):
            if not self.one_by_one:
                with progress_file() as (progress, install):
                    if is_installed(run_sync(self.reply)({"cells": install, **first})["cells"]):
                        Batches(self, progress).run()
                        return
            else:
                run_sync(self.reply)(first)
            self._run_one_by_one()

    def _run_one_by_one(self) -> None:
        self._pending: dict[str, str] = {}
        self._answers: dict[str, Any] = {}
        self._execute, self.kc.execute = self.kc.execute, self._execute_and_ask
        self.on_cell_executed = self._collect_reply
        for index, cell in enumerate(self.nb.cells):
            try:
                self.nb_man.cell_start(cell, index)
                self._pending = self._questions_with(index)
                with self._within_bounds(cell), self.timer.of(cell.get("id", "")):
                    self.execute_cell(cell, index)
                    self._note(cell, index)
            except CellExecutionError as error:
                self.nb_man.cell_exception(cell, cell_index=index, exception=error)
                self.stop(cell, error, self._failure())
                return
            finally:
                self.nb_man.cell_complete(cell, cell_index=index)
        self.note(len(self.nb.cells), self.request_notes("words", self.front_matter, where="front matter"))

    def _questions_with(self, index: int) -> dict[str, str]:
        """The requests sent with a code cell: its own notes, and the prose up to the next code cell."""
        first, *rest = self.nb.cells[index:]
        if not self.is_run(first):
            return {}
        cells = [first, *takewhile(lambda cell: not self.is_run(cell), rest)]
        asked = {str(at): self.request_for(cell) for at, cell in enumerate(cells, index)}
        return {name: expression(request) for name, request in asked.items() if request}

    @contextlib.contextmanager
    def _within_bounds(self, cell: NotebookNode) -> Iterator[None]:
        """Turns the end of a kernel, or of a cell's time or memory, into a RunError that says which it was."""
        try:
            yield
        except (DeadKernelError, CellTimeoutError, TimeoutError) as error:
            raise RunError(problem_of(error, cell.get("id", ""), self.memory_limit, self.limits)) from error
        if self._has_left:
            raise RunError(exit_problem(cell.get("id", "")))

    async def _async_poll_output_msg(self, *asked: Any) -> None:
        """Ignore output that arrives after the kernel of a stopped cell is gone."""
        try:
            await super()._async_poll_output_msg(*asked)
        except Exception:
            if self.kc is not None:
                raise

    def _failure(self) -> dict[str, Any]:
        """The kernel's answer about the error that stopped a cell; empty if it no longer answers."""
        with contextlib.suppress(DeadKernelError, TimeoutError):
            answer: dict[str, Any] = run_sync(self.reply)({"failure": expression({"ask": "failure"})})["failure"]
            return answer
        return {}

    def _note(self, cell: NotebookNode, index: int) -> None:
        """Keep a cell's notes: the answer that came with a cell's reply, or the answer to a separate request."""
        if request := self.request_for(cell):
            where = cell.get("id", "")
            came = self._answers.pop(str(index), None)
            self.note(index, checked(came, where) if came else self.request_notes(str(index), request, where=where))

    def _execute_and_ask(self, source: str, **options: Any) -> Any:
        return self._execute(source, user_expressions=self._pending, **options)

    def _collect_reply(self, execute_reply: Mapping[str, Any], **_: Any) -> None:
        content = execute_reply["content"]
        self._answers |= content.get("user_expressions", {})
        self._has_left = any(each.get("source") == "ask_exit" for each in content.get("payload", ()))
