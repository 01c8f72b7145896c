"""Why a run stopped, in a reporter's words: a cell's error, its time or memory limit, or the end of its kernel."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from nutgraf.errors import Problem, in_seconds, shortened
from nutgraf.run.memory import MemoryLimit

_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_SHORTEST = 0.05
_FIXES = {
    "Only chart objects can be used in LayerChart.": "give a note to its chart: bars(…, notes=[note(…)]); "
    "+ joins charts",
}
"""What to do about errors of other libraries whose words do not say it."""
ANSWER_WITHIN = 60.0
"""The seconds that the expressions of a text may take."""


class Limits:
    """The time limits of a cell and of all cells of a page."""

    def __init__(self, cell: int | None, page: int | None) -> None:
        self.cell, self.page = cell, page
        self._until = time.monotonic() + page if page else None

    @property
    def seconds(self) -> float | None:
        """The time limit of the next cell; None for no limit."""
        if self._until is None:
            return self.cell
        left = max(_SHORTEST, self._until - time.monotonic())
        return min(self.cell, left) if self.cell else left

    @property
    def until(self) -> float:
        """When the page must be done, by time.monotonic(); infinity for no limit."""
        return math.inf if self._until is None else self._until

    @property
    def is_page_over(self) -> bool:
        """Whether the page, not just one cell, has reached its limit."""
        return self._until is not None and time.monotonic() >= self._until


class RunStopped(Exception):
    """A cell raised an error; `known` holds the kernel's details of it."""

    def __init__(self, cell: str, ename: str, evalue: str, known: Mapping[str, Any]) -> None:
        super().__init__(ename)
        self.cell, self.ename, self.evalue, self.known = cell, ename, evalue, known


def problems_of(stopped: RunStopped, where: str, by_hand: str) -> list[Problem]:
    """The problems that stopped the cell at `where`; `by_hand` says how to reproduce them."""
    known = stopped.known
    if "problems" in known:
        return raised_in_kernel(known, where)
    if stopped.ename == "SystemExit":
        what = "the cell stops the notebook: it raises SystemExit, as sys.exit does"
        at = f"{known['file']}, line {known['line']}, called from {where}" if known.get("file") else where
        return [Problem(at, what, "remove it, or put what comes after it under an if")]
    message = known.get("said")
    if message is None or stopped.ename not in ("AssertionError", known.get("name")):
        message = shortened(_ANSI.sub("", stopped.evalue).strip())
    message = message or known.get("source", "")
    if stopped.ename == "UsageError":  # IPython's name for a magic command that it cannot run
        name, fix = "IPython cannot run this line", "correct it, or remove it"
    else:
        name, fix = (
            "a check failed" if stopped.ename == "AssertionError" else stopped.ename,
            _FIXES.get(message, by_hand),
        )
    if known.get("file"):
        line = f"{known['file']}, line {known['line']}"
        if not known["refused"]:
            where, fix = f"{line}, called from {where}", f"correct {line}"
        else:
            message = f"{message} ({line})"
    return [Problem(where, f"{name}: {message}" if message else name, fix)]


def raised_in_kernel(notes: Mapping[str, Any], where: str) -> list[Problem]:
    """The problems of a nutgraf error that a cell raised, each located at that cell."""
    return [_at_cell(Problem.from_json(each), where, in_prose=notes["in_prose"]) for each in notes["problems"]]


def _at_cell(problem: Problem, where: str, *, in_prose: bool) -> Problem:
    if not problem.where:
        return replace(problem, where=where)
    if not in_prose:
        return replace(problem, where=where, what=f"{problem.where}: {problem.what}")
    about = replace(problem.about, passage=problem.where)
    return replace(problem, where=where, what=f"{problem.what}\n         in “{problem.where}”", about=about)


def problem_of(error: Exception, where: str, memory_limit: MemoryLimit, limits: Limits) -> Problem:
    """The problem of a cell whose kernel ended, exceeded a limit or did not answer."""
    if memory_limit.exceeded:
        return memory_problem(where, "cell", memory_limit)
    if "IOPub" in str(error):
        what = "the output of the cell did not arrive in time"
        return Problem(where, what, "print less")
    if type(error) is TimeoutError:  # from a request for notes, not from a cell
        return Problem(where, str(error), "compute it in a code cell above, and print the result")
    if isinstance(error, TimeoutError) and limits.is_page_over:
        what = f"the page took longer than {in_seconds(limits.page or 0)} in all and was stopped at this cell"
        return Problem(where, what, "make it faster, or raise page_timeout in pyproject.toml")
    if isinstance(error, TimeoutError):
        what = f"the cell took longer than {in_seconds(limits.cell or 0)} and was stopped"
        return Problem(where, what, "make it faster, or raise timeout in pyproject.toml")
    what = "the kernel died at this cell: it exited (os._exit), crashed in compiled code, or ran out of memory"
    return Problem(where, what, "run the cell in JupyterLab, half of it at a time")


def memory_problem(where: str, part: str, limit: MemoryLimit) -> Problem:
    """The problem of a cell or notebook that took more memory than it may."""
    what = f"the {part} took more than {limit.megabytes} MB of memory and was stopped"
    return Problem(where, what, "load fewer rows or columns, or raise memory_mb in pyproject.toml")


def text_timeout() -> TimeoutError:
    """The error of a text whose expressions take too long."""
    return TimeoutError(f"an expression in the text took longer than {ANSWER_WITHIN:.0f} seconds")


def exit_problem(where: str) -> Problem:
    """The problem of a cell that ends its kernel."""
    what = "the cell ends the notebook with exit() or quit(), so that nothing after it runs"
    return Problem(where, what, "remove it, or put what comes after it under an if")


def start_problem(kernel: str, error: Exception) -> Problem:
    """The problem of a kernel that could not be started."""
    message = shortened(str(error).strip().partition("\n")[0])
    what = f"the kernel {kernel!r} could not be started: {message or type(error).__name__}"
    return Problem("", what, "choose the kernel Python 3 (python3) in JupyterLab and save the notebook")
