"""The papermill engine that renders prose in the kernel, in cell order, and keeps the notes of each cell.

papermill loads it through its entry point, so import `papermill` before this module: papermill imports every
engine while it is being imported.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import time
from collections.abc import Iterator, Mapping
from itertools import takewhile
from queue import Empty
from typing import Any

from jupyter_core.utils import run_sync
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbclient.util import ensure_async
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine
from papermill.utils import merge_kwargs, remove_args

from nutgraf import mime_types
from nutgraf.errors import Problem, RunError
from nutgraf.kernel import BUILD_ENV
from nutgraf.run.memory import MemoryLimit
from nutgraf.run.run_errors import Limits, RunStopped, problem_of, raised_in_kernel, start_problem
from nutgraf.run.timer import RunTimer

_ASK = '__import__("nutgraf.prose", fromlist=["answer"]).answer({request!r})'
_WATCH = '__import__("nutgraf.tracking", fromlist=["start_audit"]).start_audit()'
_SHOW_WHOLE = '__import__("nutgraf.prose.frame_display", fromlist=["show_whole"]).show_whole()'
_QUIET = '__import__("logging").getLogger("IPKernelApp").setLevel("CRITICAL")'
"""Silences the kernel's own log, such as that of a copy made by os.fork(), which only reaches the terminal."""
_SPEAK = '__import__("nutgraf.language", fromlist=["speak"]).speak({lang!r}, is_parameter={given!r})'
_ANSWER_WITHIN = 60.0


class ExplainerEngine(NBClientEngine):  # type: ignore[misc]
    """Runs a notebook as papermill does, and fetches the notes of every cell from the kernel."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **kwargs: Any) -> NotebookNode:
        """Run the notebook; afterwards its cells and its metadata carry the notes.

        The build passes the page's language as `lang` and the prose of its front matter as `words`. With a list as
        `hand`, the notebook is appended to it and papermill keeps only the metadata, because it serializes all that it
        has in the end, even if it writes no file.
        """
        hand: list[NotebookNode] | None = kwargs.pop("hand", None)
        kwargs = remove_args(["input_path", "startup_timeout"], **kwargs)
        timeout = kwargs.pop("execution_timeout", None)
        start_timeout = kwargs.pop("start_timeout", 60)
        lang, words = kwargs.pop("lang", "en"), kwargs.pop("words", {})
        is_parameter = kwargs.pop("lang_is_parameter", False)
        bound, laps = kwargs.pop("bound", None) or MemoryLimit(0), kwargs.pop("laps", None) or RunTimer()
        limits = Limits(timeout, kwargs.pop("page_timeout", None))
        options = merge_kwargs(
            kwargs,
            timeout_func=lambda _: limits.seconds,
            startup_timeout=start_timeout,
            kernel_name=kernel_name,
            log=_no_log(),
        )
        client = ExplainerClient(nb_man, **options)
        client.bound, client.laps, client.limits = bound, laps, limits
        client.lang, client.is_parameter, client.words = lang, is_parameter, words
        executed = client.run()
        if hand is None:
            return executed
        if client.stopped is not None:
            raise client.stopped
        hand.append(executed)
        nb_man.nb = NotebookNode({**executed, "cells": []})  # type: ignore[no-untyped-call]
        return executed


def _no_log() -> logging.Logger:
    """A logger that drops nbclient's messages: an error is reported once, in our words."""
    return logging.Logger("nutgraf.run", logging.CRITICAL + 1)


class ExplainerClient(PapermillNotebookClient):  # type: ignore[misc]
    """papermill's client, which keeps the kernel's notes of each cell in `cell.metadata.nutgraf`.

    Requests for notes travel with the code: the message that runs a cell also asks for its notes and for the prose up
    to the next code cell, because a message costs a kernel more time than most answers.
    """

    bound: MemoryLimit
    laps: RunTimer
    limits: Limits
    lang: str
    is_parameter: bool
    """Whether the notebook has a parameter for the language."""
    words: Mapping[str, Any]
    stopped: RunStopped | None = None
    """The error that stopped a cell, if its own code raised one."""
    _begun = _has_left = False

    def run(self) -> NotebookNode:
        """Run the notebook. Raises RunError if its kernel cannot be started."""
        try:
            executed: NotebookNode = self.execute(env={**os.environ, **BUILD_ENV})
        except Exception as error:
            if self._begun:
                raise
            raise RunError(start_problem(self.kernel_name, error)) from error
        return executed

    def papermill_execute_cells(self) -> None:
        """Run the cells in order, then render the prose of the front matter, all within the memory limit."""
        self._begun = True
        self.laps.has_kernel()
        self._asked: dict[str, str] = {}
        self._answers: dict[str, Any] = {}
        self._execute, self.kc.execute = self.kc.execute, self._execute_and_ask
        self.on_cell_executed = self._collect_reply
        with self.bound.holding(getattr(self.km.provisioner, "pid", None)):
            self._run_cells(self.lang)

    def _run_cells(self, lang: str) -> None:
        speak = _SPEAK.format(lang=lang, given=self.is_parameter)
        run_sync(self._reply)({"notes": _WATCH, "frames": _SHOW_WHOLE, "lang": speak, "log": _QUIET})
        for index, cell in enumerate(self.nb.cells):
            try:
                self.nb_man.cell_start(cell, index)
                self._asked = self._questions_with(index, lang)
                with self._within_bounds(cell), self.laps.of(cell.get("id", "")):
                    self.execute_cell(cell, index)
                    self._note(cell, index, lang)
            except CellExecutionError as error:
                self.nb_man.cell_exception(cell, cell_index=index, exception=error)
                self.stopped = RunStopped(cell.get("id", ""), error.ename, error.evalue, self._failure())
                return
            finally:
                self.nb_man.cell_complete(cell, cell_index=index)
        words = {"ask": "words", "words": self.words}
        answer = self._ask("words", words, where="front matter")
        self.nb.metadata["nutgraf"] = {"version": 1, "lang": lang, **answer}

    def _questions_with(self, index: int, lang: str) -> dict[str, str]:
        """The requests sent with a code cell: its own notes, and the prose up to the next code cell."""
        first, *rest = self.nb.cells[index:]
        if not self._runs(first):
            return {}
        cells = [first, *takewhile(lambda cell: not self._runs(cell), rest)]
        asked = {str(at): self._question(cell, lang) for at, cell in enumerate(cells, index)}
        return {name: _expression(request) for name, request in asked.items() if request}

    @contextlib.contextmanager
    def _within_bounds(self, cell: NotebookNode) -> Iterator[None]:
        """Turns the end of a kernel, or of a cell's time or memory, into a RunError that says which it was."""
        try:
            yield
        except (DeadKernelError, CellTimeoutError, TimeoutError) as error:
            raise RunError(problem_of(error, cell.get("id", ""), self.bound, self.limits)) from error
        if self._has_left:
            what = "the cell ends the notebook with exit() or quit(), so that nothing after it runs"
            raise RunError(Problem(cell.get("id", ""), what, "remove it, or put what comes after it under an if"))

    async def _async_poll_output_msg(self, *asked: Any) -> None:
        """Ignore output that arrives after the kernel of a stopped cell is gone."""
        try:
            await super()._async_poll_output_msg(*asked)
        except Exception:
            if self.kc is not None:
                raise

    def _failure(self) -> dict[str, Any]:
        """The kernel's details of the error that stopped a cell; empty if it no longer answers."""
        with contextlib.suppress(DeadKernelError, TimeoutError):
            answer = run_sync(self._reply)({"failure": _expression({"ask": "failure"})})["failure"]
            found: dict[str, Any] = answer.get("data", {}).get(mime_types.NOTES, {}).get("failure", {})
            return found
        return {}

    def _runs(self, cell: NotebookNode) -> bool:
        tags = cell.metadata.get("tags", [])
        return bool(cell.cell_type == "code" and cell.source.strip() and self.skip_cells_with_tag not in tags)

    def _question(self, cell: NotebookNode, lang: str) -> dict[str, Any] | None:
        if cell.cell_type == "markdown":
            kept_for = [tag for tag in cell.metadata.get("tags", []) if tag.startswith("lang-")]
            if not kept_for or f"lang-{lang}" in kept_for:
                return {"ask": "markdown", "source": cell.source, "place": cell.get("id", "")}
        return {"ask": "code"} if self._runs(cell) else None

    def _note(self, cell: NotebookNode, index: int, lang: str) -> None:
        if request := self._question(cell, lang):
            cell.metadata["nutgraf"] = self._ask(str(index), request, where=cell.get("id", ""))

    def _execute_and_ask(self, source: str, **options: Any) -> Any:
        return self._execute(source, user_expressions=self._asked, **options)

    def _collect_reply(self, execute_reply: Mapping[str, Any], **_: Any) -> None:
        content = execute_reply["content"]
        self._answers |= content.get("user_expressions", {})
        self._has_left = any(each.get("source") == "ask_exit" for each in content.get("payload", ()))

    def _ask(self, name: str, request: Mapping[str, Any], *, where: str) -> dict[str, Any]:
        """The answer that came with a cell's reply, or the answer to a separate request."""
        result = self._answers.pop(name, None) or run_sync(self._reply)({name: _expression(request)})[name]
        if result.get("status") != "ok" or mime_types.NOTES not in result.get("data", {}):
            what = f"the kernel could not answer: {result.get('ename', '')}: {result.get('evalue', '')}"
            raise RunError(Problem(where, what, "run the notebook in the environment where nutgraf is installed"))
        notes: dict[str, Any] = result["data"][mime_types.NOTES]
        if "problems" in notes:
            raise RunError(*raised_in_kernel(notes, where))
        return notes

    async def _reply(self, expressions: Mapping[str, str]) -> dict[str, Any]:
        """The kernel's answers to expressions sent with an empty cell."""
        until = time.monotonic() + _ANSWER_WITHIN
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
        raise TimeoutError(f"an expression in the text took longer than {_ANSWER_WITHIN:.0f} seconds")

    async def _put(self, expressions: Mapping[str, str]) -> str:
        asked: str = await ensure_async(
            self._execute("", silent=True, store_history=False, user_expressions=dict(expressions))
        )
        return asked


def _expression(request: Mapping[str, Any]) -> str:
    return _ASK.format(request=json.dumps(request, ensure_ascii=False))
