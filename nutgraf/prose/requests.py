"""Answers requests of the build inside the kernel."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import nullcontext
from typing import Any

from nutgraf.errors import NutgrafError, Problem, ProseError
from nutgraf.language import give_back
from nutgraf.language_files import language_files_held
from nutgraf.prose.cell_failure import as_notes, failure
from nutgraf.prose.rendering import RenderedText, render


def handle_request(request: Mapping[str, Any]) -> dict[str, Any]:
    """The notes in answer to one request."""
    from IPython.utils.capture import capture_output

    give_back(running_namespace())
    # The output of an expression does not belong to any cell; a request after code evaluates none.
    captured = nullcontext() if request.get("ask") == "code" else capture_output()
    try:
        with captured, language_files_held():
            rendered = _rendered(request)
        return {**rendered, "reads": _reads(), **_other_inputs()}
    except NutgrafError as error:
        return as_notes(error)


def running_namespace() -> Mapping[str, Any]:
    """The names of the running notebook; empty outside of one."""
    from IPython.core.getipython import get_ipython

    shell = get_ipython()
    return shell.user_ns if shell is not None else {}


def _rendered(request: Mapping[str, Any]) -> dict[str, Any]:
    ask = request.get("ask")
    if ask == "code":
        return {"claims": []}
    if ask == "failure":
        return {"failure": failure()}
    if ask == "markdown":
        done = render(request["source"], running_namespace(), request.get("place", ""), markdown=True)
        return {
            "claims": done.claims,
            "rendered": done.text,
            "cited": list(done.cited),
            "warnings": list(done.warnings),
        }
    if ask == "words":
        parts: dict[str, RenderedText] = {
            name: render(words, running_namespace(), name, markdown=False)
            for name, words in request["words"].items()
            if words
        }
        claims = [claim for part in parts.values() for claim in part.claims]
        return {"claims": claims, "rendered": {name: part.text for name, part in parts.items()}}
    raise ProseError(Problem("", f"unknown request {ask!r}", "ask for code, markdown, words or failure"))


def _reads() -> list[dict[str, Any]]:
    """The data read since the last request; empty if the notebook reads none."""
    data = sys.modules.get("nutgraf.data")
    return list(data.take_reads()) if data is not None and hasattr(data, "take_reads") else []


def _other_inputs() -> dict[str, Any]:
    """The inputs read outside the data layer; empty if tracking is off."""
    inputs = sys.modules.get("nutgraf.tracking")
    return dict(inputs.drain()) if inputs is not None else {}
