"""The papermill engine that renders prose in the kernel, in cell order, and keeps the notes of each cell.

papermill loads it through its entry point, so import `papermill` before this module: papermill imports every
engine while it is itself being imported.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import time
from collections.abc import Iterator, Mapping
from queue import Empty
from typing import Any

import yaml
from jupyter_core.utils import run_sync
from nbclient.exceptions import CellExecutionError, DeadKernelError
from nbclient.util import ensure_async
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine
from papermill.log import logger
from papermill.utils import merge_kwargs, remove_args

from nutgraf.errors import Problem, RunError
from nutgraf.kernel import BUILD_ENV
from nutgraf.run.laps import Laps
from nutgraf.run.memory import Bound

NOTES = "application/vnd.nutgraf.notes.v1+json"
WORDS = ("title", "subtitle", "short_title", "description")
"""The words of the front matter that may hold expressions; they are rendered when the notebook has run."""

_ASK = '__import__("nutgraf.prose", fromlist=["answer"]).answer({request!r})'
_WATCH = '__import__("nutgraf.inputs", fromlist=["watch"]).watch()'
_ANSWER_WITHIN = 60.0


class ExplainerEngine(NBClientEngine):  # type: ignore[misc]
    """Runs a notebook as papermill does, and asks the kernel for the notes of every cell."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **kwargs: Any) -> NotebookNode:
        """Run the notebook; its cells and its metadata carry the notes afterwards."""
        kwargs = remove_args(["input_path", "startup_timeout"], **kwargs)
        timeout = kwargs.pop("execution_timeout", None)
        start_timeout = kwargs.pop("start_timeout", 60)
        bound, laps = kwargs.pop("bound", None) or Bound(0), kwargs.pop("laps", None) or Laps()
        options = merge_kwargs(
            kwargs, timeout=timeout, startup_timeout=start_timeout, kernel_name=kernel_name, log=logger
        )
        client = ExplainerClient(nb_man, **options)
        client.bound, client.laps = bound, laps
        executed: NotebookNode = client.execute(env={**os.environ, **BUILD_ENV})
        return executed


class ExplainerClient(PapermillNotebookClient):  # type: ignore[misc]
    """papermill's client, which after each cell keeps the kernel's answer in `cell.metadata.nutgraf`."""

    bound: Bound
    laps: Laps

    def papermill_execute_cells(self) -> None:
        """Run the cells in order, then render the words of the front matter, all within the bound on memory."""
        self.laps.has_kernel()
        lang = language_of(self.nb)
        with self.bound.holding(getattr(self.km.provisioner, "pid", None)):
            self._run_cells(lang)

    def _run_cells(self, lang: str) -> None:
        run_sync(self._reply)(_WATCH)
        for index, cell in enumerate(self.nb.cells):
            try:
                self.nb_man.cell_start(cell, index)
                with self._within_bound(cell), self.laps.of(cell.get("id", "")):
                    self.execute_cell(cell, index)
                    self._note(cell, lang)
            except CellExecutionError as error:
                self.nb_man.cell_exception(cell, cell_index=index, exception=error)
                return
            finally:
                self.nb_man.cell_complete(cell, cell_index=index)
        words = {name: text for name, text in front_matter(self.nb).items() if name in WORDS}
        answer = self._ask({"ask": "words", "words": words}, where="front matter")
        self.nb.metadata["nutgraf"] = {"version": 1, "lang": lang, **answer}

    @contextlib.contextmanager
    def _within_bound(self, cell: NotebookNode) -> Iterator[None]:
        """A cell that was ended for the memory it took, told as what it is."""
        try:
            yield
        except DeadKernelError as error:
            if not self.bound.passed:
                raise
            what = f"the cell took more than {self.bound.megabytes} MB of memory and was stopped"
            fix = "load fewer rows or columns, or raise memory_mb in pyproject.toml"
            raise RunError(Problem(cell.get("id", ""), what, fix)) from error

    def _note(self, cell: NotebookNode, lang: str) -> None:
        tags = cell.metadata.get("tags", [])
        if cell.cell_type == "markdown":
            kept_for = [tag for tag in tags if tag.startswith("lang-")]
            if kept_for and f"lang-{lang}" not in kept_for:
                return
            request = {"ask": "markdown", "source": cell.source, "place": cell.get("id", "")}
        elif cell.cell_type == "code" and cell.source.strip() and self.skip_cells_with_tag not in tags:
            request = {"ask": "code"}
        else:
            return
        cell.metadata["nutgraf"] = self._ask(request, where=cell.get("id", ""))

    def _ask(self, request: Mapping[str, Any], *, where: str) -> dict[str, Any]:
        reply: dict[str, Any] = run_sync(self._reply)(_ASK.format(request=json.dumps(request, ensure_ascii=False)))
        result = reply.get("user_expressions", {}).get("notes", {})
        if result.get("status") != "ok" or NOTES not in result.get("data", {}):
            what = (
                f"the kernel could not answer: {result.get('ename', reply.get('status'))}: {result.get('evalue', '')}"
            )
            raise RunError(Problem(where, what, "run the notebook in the environment that nutgraf is installed in"))
        notes: dict[str, Any] = result["data"][NOTES]
        if error := notes.get("error"):
            what = f"{error['what']}\n         in “{error['sentence']}”" if error.get("sentence") else error["what"]
            raise RunError(Problem(where, what, error.get("fix", "")))
        return notes

    async def _reply(self, expression: str) -> dict[str, Any]:
        """The kernel's reply to an empty cell that carries one expression."""
        asked = await ensure_async(
            self.kc.execute("", silent=True, store_history=False, user_expressions={"notes": expression})
        )
        until = time.monotonic() + _ANSWER_WITHIN
        while time.monotonic() < until:
            try:
                message = await ensure_async(self.kc.shell_channel.get_msg(timeout=1))
            except Empty:
                if not await ensure_async(self.km.is_alive()):
                    raise DeadKernelError("Kernel died") from None
                continue
            if message["parent_header"].get("msg_id") == asked:
                content: dict[str, Any] = message["content"]
                return content
        raise TimeoutError(f"the kernel did not answer within {_ANSWER_WITHIN:.0f} seconds")


def language_of(nb: NotebookNode) -> str:
    """The language a notebook is run in: its `lang` parameter, injected or by default."""
    lang = "en"
    for cell in nb.cells:
        if {"parameters", "injected-parameters"} & set(cell.metadata.get("tags", [])):
            found = re.findall(r"^lang\s*(?::[^=]+)?=\s*[\"'](\w+)[\"']", cell.source, re.M)
            lang = found[-1] if found else lang
    return lang


def front_matter(nb: NotebookNode) -> dict[str, Any]:
    """The front matter as it stands in the first cell, unchecked; empty where there is none."""
    if not nb.cells or nb.cells[0].cell_type != "raw":
        return {}
    values = yaml.safe_load(nb.cells[0].source.strip().strip("-"))
    return values if isinstance(values, dict) else {}
