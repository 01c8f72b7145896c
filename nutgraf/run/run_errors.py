"""What stopped a run, in a reporter's words: the cell's own error, its time, its memory, the end of its kernel."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from typing import Any

from nutgraf.errors import Problem
from nutgraf.run.memory import MemoryLimit

_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_LONGEST = 1500
_SHORTEST = 0.05


class Limits:
    """How long a cell may take, and all cells of a page."""

    def __init__(self, cell: int | None, page: int | None) -> None:
        self.cell, self.page = cell, page
        self._until = time.monotonic() + page if page else None

    @property
    def seconds(self) -> float | None:
        """How long the next cell may take; None where nothing bounds it."""
        if self._until is None:
            return self.cell
        left = max(_SHORTEST, self._until - time.monotonic())
        return min(self.cell, left) if self.cell else left

    @property
    def is_page_over(self) -> bool:
        """Whether it is the page that has taken too long, and not one cell."""
        return self._until is not None and time.monotonic() >= self._until


class RunStopped(Exception):
    """A cell was stopped by an error of its own; `known` is what the kernel could say of it."""

    def __init__(self, cell: str, ename: str, evalue: str, known: Mapping[str, Any]) -> None:
        super().__init__(ename)
        self.cell, self.ename, self.evalue, self.known = cell, ename, evalue, known


def problems_of(stopped: RunStopped, where: str, by_hand: str) -> list[Problem]:
    """What stopped the cell at `where`; `by_hand` is how to see it happen."""
    known = stopped.known
    if "problems" in known:
        return raised_in_kernel(known, where)
    if stopped.ename == "SystemExit":
        what = "the cell stops the notebook: it raises SystemExit, as sys.exit does"
        at = f"{known['file']}, line {known['line']}, called from {where}" if known.get("file") else where
        return [Problem(at, what, "take it out, or put what comes after it under an if")]
    said = known.get("said")
    if said is None or stopped.ename not in ("AssertionError", known.get("name")):
        said = _cut(_ANSI.sub("", stopped.evalue).strip())
    said = said or known.get("source", "")
    if stopped.ename == "UsageError":  # what IPython calls a magic command that it cannot run
        name, fix = "IPython cannot run this line", "correct it, or take it out"
    else:
        name, fix = "a check failed" if stopped.ename == "AssertionError" else stopped.ename, by_hand
    if known.get("file"):
        line = f"{known['file']}, line {known['line']}"
        if not known["refused"]:
            where, fix = f"{line}, called from {where}", f"correct {line}"
        else:
            said = f"{said} ({line})"
    return [Problem(where, f"{name}: {said}" if said else name, fix)]


def raised_in_kernel(notes: Mapping[str, Any], where: str) -> list[Problem]:
    """The problems of an error of ours that a cell raised, each at that cell."""
    form = "{what}\n         in “{where}”" if notes["in_prose"] else "{where}: {what}"
    return [
        Problem(where, form.format_map(each) if each["where"] else each["what"], each["fix"])
        for each in notes["problems"]
    ]


def problem_of(error: Exception, where: str, bound: MemoryLimit, limits: Limits) -> Problem:
    """Why the kernel of a cell ended, or did not."""
    if bound.passed:
        what = f"the cell took more than {bound.megabytes} MB of memory and was stopped"
        return Problem(where, what, "load fewer rows or columns, or raise memory_mb in pyproject.toml")
    if "IOPub" in str(error):
        what = "what the cell prints did not arrive in time"
        return Problem(where, what, "print less")
    if type(error) is TimeoutError:  # from asking, and not from a cell
        return Problem(where, str(error), "work it out in a code cell before, and print the result")
    if isinstance(error, TimeoutError) and limits.is_page_over:
        what = f"the page had taken {limits.page} seconds in all when it was stopped at this cell"
        return Problem(where, what, "make it faster, or raise page_timeout in pyproject.toml")
    if isinstance(error, TimeoutError):
        what = f"the cell took longer than {limits.cell} seconds and was stopped"
        return Problem(where, what, "make it faster, or raise timeout in pyproject.toml")
    what = "the kernel died at this cell: it was ended (os._exit), crashed in compiled code, or had too little memory"
    return Problem(where, what, "run the cell in JupyterLab, half of it at a time")


def start_problem(kernel: str, error: Exception) -> Problem:
    """Why there is no kernel at all."""
    said = _cut(str(error).strip().partition("\n")[0])
    what = f"the kernel {kernel!r} could not be started: {said or type(error).__name__}"
    return Problem("", what, "choose the kernel Python 3 (python3) in JupyterLab and save the notebook")


def _cut(text: str) -> str:
    left = len(text) - _LONGEST
    return text if left <= 0 else f"{text[:_LONGEST]} … and {left:,} more characters"
