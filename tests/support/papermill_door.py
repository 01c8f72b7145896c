"""Runs a notebook in this process instead of a kernel, at the door to papermill: for tests that build many times."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import nbformat
import papermill
from papermill.parameterize import parameterize_notebook

from nutgraf import data, tracking
from nutgraf.language import speak
from nutgraf.pipeline.attempt import attempt_page
from nutgraf.pipeline.page_job import PageJob, PageResult
from nutgraf.pipeline.worker import Worker
from nutgraf.prose import claim_notes, requests
from nutgraf.run.engine import ExplainerClient
from nutgraf.tracking import audit

_HEARS: dict[str, Any] = {name: getattr(audit, name) for name in ("_opened", "_listed", "_asked_for")}
_DEAF: dict[str, Any] = dict.fromkeys(_HEARS, lambda *_: None)
"""What the hook calls, and what it calls between pages: it cannot be taken back, and slows down whatever opens a file."""

_CALLS = audit._CALLS


def _listen(functions: dict[str, Any]) -> None:
    for name, function in functions.items():
        setattr(audit, name, function)


def open_door(monkeypatch: Any) -> None:
    """From now on, pages are made here: same engine, same notes, no kernel and no worker."""
    data.take_reads()  # a kernel starts with none; this process may have read for other tests
    monkeypatch.setattr(papermill, "execute_notebook", _execute)
    monkeypatch.setattr("nutgraf.pipeline.early_start.start_fork_server", lambda: None)
    monkeypatch.setattr("nutgraf.pipeline.changed_pages.make_pages", _make)
    monkeypatch.setattr("nutgraf.pipeline.verify.make_pages", _make)
    monkeypatch.setattr("nutgraf.render.page_images.to_png", lambda svg, *_: svg.encode())
    monkeypatch.setattr("nutgraf.render.page_images.in_ratio", lambda drawn, *_: drawn)


def _make(jobs: list[PageJob], **_: Any) -> Iterator[PageResult]:
    yield from (attempt_page(job, Worker()) for job in jobs)


def _execute(path: str, _: None, parameters: Mapping[str, Any], cwd: str, **options: Any) -> nbformat.NotebookNode:
    notebook = papermill.iorw.load_notebook_node(path)
    notebook = parameterize_notebook(notebook, dict(parameters), kernel_name="python3", language="python")
    client = ExplainerClient.__new__(ExplainerClient)
    client.nb, client.skip_cells_with_tag = notebook, "skip-execution"
    client.request_notes = lambda name, request, where: requests.handle_request(request)
    names: dict[str, Any] = {"__name__": "__main__", "get_ipython": None}
    client.lang, client._answers = options["lang"], {}
    lang = options["lang"]
    speak(lang, is_parameter=options["lang_is_parameter"])
    with _as_in_a_kernel(Path(cwd), names):
        for index, cell in enumerate(notebook.cells):
            if client.is_run(cell):
                exec(compile(cell.source, "/tmp/ipykernel_1/cell.py", "exec"), names)
            client._note(cell, index)
        notes = requests.handle_request({"ask": "words", "words": options["words"]})
        notebook.metadata["nutgraf"] = {"version": 1, "lang": lang, **notes}
    options["result"].append(notebook)
    return notebook


@contextmanager
def _as_in_a_kernel(folder: Path, names: dict[str, Any]) -> Iterator[None]:
    before, path, plain = Path.cwd(), list(sys.path), requests.running_namespace
    known = set(sys.modules)
    os.chdir(folder)
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    requests.running_namespace = lambda: names
    claim_notes._numbers = count(1)  # a kernel runs one page and counts its claims from one
    audit.start_audit()
    audit._CALLS = _CALLS
    _listen(_HEARS)
    audit._root = str(folder.parent) + os.sep
    try:
        yield
    finally:
        speak("")
        tracking.drain()
        _listen(_DEAF)
        audit._CALLS = frozenset()  # tests that follow may ask a network
        audit._root, requests.running_namespace, sys.path[:] = "/nowhere/", plain, path
        os.chdir(before)
        for name in sys.modules.keys() - known:
            if str(getattr(sys.modules[name], "__file__", None) or "").startswith(str(folder)):
                del sys.modules[name]
