"""Hands papermill a notebook as text. Given the notebook itself, it writes it out indented, and again as metadata."""

from __future__ import annotations

import contextlib
import itertools
import json
from collections.abc import Iterator, Mapping
from typing import Any

SCHEME = "nutgraf-notebook:"
"""How the paths of such notebooks begin."""


class NotebookTexts:
    """A place that papermill reads from, like a bucket, for as long as a notebook is held."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self._numbers = itertools.count(1)

    @contextlib.contextmanager
    def holding(self, notebook: Mapping[str, Any]) -> Iterator[str]:
        """The path at which papermill finds a notebook."""
        path = f"{SCHEME}{next(self._numbers)}.ipynb"
        self._texts[path] = json.dumps(notebook)
        try:
            yield path
        finally:
            del self._texts[path]

    def read(self, path: str) -> str:
        """The text of a notebook that is held; papermill asks for it."""
        return self._texts[path]

    def pretty_path(self, path: str) -> str:
        """What papermill's log calls it."""
        return path
