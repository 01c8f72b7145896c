"""Describes the error that stopped a cell, as data: the problems of our errors, or the message and place of others."""

from __future__ import annotations

import linecache
import os
import sys
import traceback
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from nutgraf.errors import NutgrafError, ProseError, shortened
from nutgraf.prose.wrong_calls import wrong_call
from nutgraf.tracking.audit import in_project

_MOST_PARTS = 10


def as_notes(error: NutgrafError) -> dict[str, Any]:
    """One of our errors: its problems, and whether their `where` is a sentence of the text."""
    return {"problems": [each.to_json() for each in error.problems], "in_prose": isinstance(error, ProseError)}


def failure() -> dict[str, Any]:
    """The details of the error that stopped the last cell; empty if there was none."""
    error = getattr(sys, "last_value", None)
    if error is None:
        return {}
    if isinstance(error, NutgrafError):
        return as_notes(error)
    place = _place(error)
    if (problem := wrong_call(error)) and problem.fix:
        at = f"{place['file']}, line {place['line']}" if place.get("file") else ""
        return {"problems": [replace(problem, where=at).to_json()], "in_prose": False}
    return {"name": type(error).__name__, "said": "\n".join(_said(error)), **place}


def _said(error: BaseException) -> Iterator[str]:
    """The message of an error, with its notes and the errors of its group, one per line."""
    try:
        said = str(error)
    except Exception:  # a custom error whose message cannot be read
        said = ""
    if isinstance(error, SyntaxError):
        said = error.msg or ""
    yield shortened(said.strip())
    for note in getattr(error, "__notes__", ())[:_MOST_PARTS]:
        yield shortened(str(note))
    if isinstance(error, BaseExceptionGroup):
        parts = list(_leaves(error))
        yield from (f"- {type(part).__name__}: {next(_said(part))}" for part in parts[:_MOST_PARTS])
        if len(parts) > _MOST_PARTS:
            yield f"… and {len(parts) - _MOST_PARTS:,} more"


def _leaves(group: BaseExceptionGroup[BaseException]) -> Iterator[BaseException]:
    for part in group.exceptions:
        if isinstance(part, BaseExceptionGroup):
            yield from _leaves(part)
        else:
            yield part


def _place(error: BaseException) -> dict[str, Any]:
    """The line that raised the error: in a module of the project, or in the cell."""
    places = [(frame.f_code.co_filename, line) for frame, line in traceback.walk_tb(error.__traceback__)]
    if isinstance(error, SyntaxError) and error.filename:
        places.append((error.filename, error.lineno or 0))
    for file, line in reversed(places):
        if name := in_project(file):
            source = _line(file, line)
            refused = source.startswith(("raise", "assert"))  # the caller has to change its call
            return {"file": name, "line": line, "source": source, "refused": refused}
        if f"{os.sep}ipykernel_" in file or file.startswith("<ipython-input"):
            return {"file": "", "line": line, "source": _line(file, line)}
    return {}


def _line(file: str, line: int) -> str:
    return linecache.getline(file, line).strip()
