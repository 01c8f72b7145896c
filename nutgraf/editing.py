"""Whether code runs for a person who edits a notebook, and not in a build or another tool that runs notebooks."""

from __future__ import annotations

import os
import sys

_EDITORS = ("JPY_SESSION_NAME", "VSCODE_PID")
"""What Jupyter's server and VS Code put into the environment of a kernel that they start for a person."""


def is_being_edited() -> bool:
    """Whether a person sees what is displayed: in JupyterLab, Notebook, VS Code or IPython in a terminal."""
    if os.environ.get("NUTGRAF_BUILD") or "IPython" not in sys.modules:
        return False
    from IPython.core.getipython import get_ipython

    shell = get_ipython()
    if shell is None:
        return False
    in_terminal = type(shell).__name__ == "TerminalInteractiveShell"
    return in_terminal or any(os.environ.get(name) for name in _EDITORS)
