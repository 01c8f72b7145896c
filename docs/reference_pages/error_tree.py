"""reference/errors.md: what an error looks like, every kind of error, and the statuses that commands end with."""

from __future__ import annotations

from nutgraf import errors

from .commands import EXIT_STATUS
from .markdown import first, page, table

_SHAPE = """```text
  where  notebooks/taxes.ipynb, under "What was paid?", 2nd cell
  what   KeyError: 'effective_rate'
  fix    open the notebook with state = "TN" and run that cell
```"""


def error_pages() -> str:
    """The whole page."""
    tree = (errors.__doc__ or "").split("\n\n", 1)[1]
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Exception)]
    return page(
        "# Errors",
        "Every error that a reporter can act on says **where** it is, **what** it is and, where one is known, the **fix**:",
        _SHAPE,
        "One run shows all problems that it finds. With `--json`, a problem is an object with these three fields: "
        "[JSON files](json-files.md). [Troubleshoot](../how-to/troubleshoot.md) lists the messages seen most often.",
        "## Kinds",
        f"```text\n{tree.strip()}\n```",
        table(("error", "raised when"), [(f"`{kind.__name__}`", first(kind.__doc__)) for kind in kinds]),
        "An error that nutgraf did not foresee ends the command with status 2; `nutgraf --traceback COMMAND` shows where in "
        "Python it comes from.",
        "## Exit status",
        table(("status", "means"), EXIT_STATUS),
    )
