"""Hands papermill a notebook that is in memory; a node it would write out as a file is written, twice for each page."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any

from nbformat import NotebookNode

_SCHEME = "nutgraf-planned:"
_PATH = f"{_SCHEME}notebook.ipynb"
_PLANNED: ContextVar[NotebookNode] = ContextVar("planned notebook")


class _PlannedNotebook:
    """Reads the planned notebook for papermill, which asks for its text and parses it."""

    def read(self, path: str) -> str:
        """The notebook as JSON, its keys in the order that nbformat writes them in."""
        return json.dumps(_PLANNED.get(), ensure_ascii=False, sort_keys=True)

    def pretty_path(self, path: str) -> str:
        """The path as papermill prints it."""
        return path


@contextlib.contextmanager
def planned(node: NotebookNode) -> Iterator[str]:
    """The path under which papermill finds a notebook meanwhile."""
    token = _PLANNED.set(node)
    try:
        yield _PATH
    finally:
        _PLANNED.reset(token)


def let_papermill_read(papermill_io: Any) -> None:
    """Register the reader of planned notebooks, once."""
    if not any(scheme == _SCHEME for scheme, _ in papermill_io._handlers):
        papermill_io.register(_SCHEME, _PlannedNotebook())
