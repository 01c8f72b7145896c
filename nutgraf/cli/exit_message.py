"""The message of a command that ends with an error."""

from __future__ import annotations

from nutgraf.disk_errors import disk_problem
from nutgraf.errors import NutgrafError, Problem


def exit_message(error: Exception, *, in_python: bool) -> str:
    """An error that ended a command: where, what and how to fix it; for an unexpected one, where it was raised."""
    import traceback

    from nutgraf.cli.formatting import problems

    if in_python:
        return "".join(traceback.format_exception(error))
    if isinstance(error, NutgrafError):
        return problems(error.problems)
    if isinstance(error, OSError):
        return problems([disk_problem(error)])
    said = " ".join(str(error).split())[:300]
    what = f"it ended before it was done, by an error that it has no words for: {type(error).__name__}: {said}"
    fix = "nothing is to be published; take back the last change, or see where it arose: nutgraf --traceback …"
    last = traceback.extract_tb(error.__traceback__)[-1]
    return problems([Problem(f"nutgraf, {last.name}, line {last.lineno}", what.removesuffix(": "), fix)])
