"""Answers JupyterLab, which asks about many cells in one silent request."""

from __future__ import annotations

import json

from nutgraf.live.live_answer import LiveAnswer
from nutgraf.live.prose import prose


def show(request: str) -> LiveAnswer:
    """What Markdown cells print now. The request is JSON: `cells`, each with `id`, `source` and `lang`.

    `has_run` says whether any cell of the notebook has run in this kernel: before that, no name is there to print.
    """
    wanted = json.loads(request)["cells"]
    has_run = _has_run()
    shown = {cell["id"]: prose(cell["source"], cell["lang"]) for cell in wanted} if has_run else {}
    return LiveAnswer(has_run=has_run, cells=shown)


def _has_run() -> bool:
    from IPython.core.getipython import get_ipython

    shell = get_ipython()
    return shell is not None and shell.execution_count > 1
