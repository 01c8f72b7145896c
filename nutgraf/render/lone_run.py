"""The executed notebook of a page that no build ran: run in a process of its own, when it is exported."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from nutgraf.errors import PageError, Problem, SettingsError


def is_explainer(notebook: Path) -> bool:
    """Whether a notebook is below the notebooks of a project, so that its page can be made."""
    from nutgraf.project import find_root

    try:
        root = find_root(notebook.parent)
    except SettingsError:
        return False
    return notebook.is_file() and notebook.resolve().is_relative_to(root.resolve() / "notebooks")


def executed(notebook: Path) -> Any:
    """The executed notebook. Raises PageError with what stopped it."""
    import nbformat

    with TemporaryDirectory() as folder:
        result = Path(folder) / "page.ipynb"
        command = [sys.executable, "-m", "nutgraf.pipeline.lone_page", str(notebook.resolve()), str(result)]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if not result.is_file():
            last = (done.stderr.strip().splitlines() or ["it ended without a word"])[-1]
            raise PageError(Problem(notebook.name, f"its page cannot be made: {last}", "run `nutgraf build`"))
        found = json.loads(result.read_text(encoding="utf-8"))
    if "problems" in found:
        raise PageError(*(Problem.from_json(problem) for problem in found["problems"]))
    return nbformat.from_dict(found)  # type: ignore[no-untyped-call]
