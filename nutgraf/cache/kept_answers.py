"""Answers about installed files that take long to find, kept from one process to the next."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nutgraf.atomic_write import replace_file
from nutgraf.cache.inputs import digest
from nutgraf.stored_json import read_stored


class KeptAnswers:
    """A file of answers by name, each valid for one look of the files that it is about.

    A damaged file holds no answer, and where it cannot be written, each process asks.
    """

    def __init__(self, path: Path) -> None:
        self._path, self._is_new = path, False
        self._answers = _read(path)

    def get(self, name: str, look: str, ask: Callable[[], Any]) -> Any:
        """The answer for this look of the files, a JSON value, which is asked for unless it is known."""
        known = self._answers.get(name)
        if known is None or known[0] != look:
            known = self._answers[name] = [look, ask()]
            self._is_new = True
        return known[1]

    def write(self) -> None:
        """Keep what was asked for."""
        if self._is_new:
            text = json.dumps(self._answers).encode()
            with contextlib.suppress(OSError):
                replace_file(self._path, f"{digest(text)}\n".encode() + text)
            self._is_new = False


def _read(path: Path) -> dict[str, Any]:
    """The answers in a file, whose first line is the digest of the rest."""
    try:
        seal, _, text = path.read_bytes().partition(b"\n")
        answers: dict[str, Any] = read_stored(text) if seal == digest(text).encode() else {}
    except (OSError, ValueError):
        return {}
    return answers
