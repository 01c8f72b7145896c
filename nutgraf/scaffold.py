"""Creates a new explainer as a copy of notebooks/_starter.ipynb."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

from nutgraf.errors import Problem, UsageError
from nutgraf.project import Project

STARTER = "_starter.ipynb"


def new_explainer(project: Project, name: str) -> Path:
    """Copy the starter to notebooks/NAME.ipynb, dated today, and return its path; no file is ever overwritten.

    Raises UsageError if the name cannot be an address or is taken, or if there is no starter.
    """
    stem = name.removesuffix(".ipynb")
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", stem):
        raise UsageError(Problem(name, "a notebook's name is its address", "use small letters, digits and hyphens"))
    starter, path = project.notebooks_dir / STARTER, project.notebooks_dir / f"{stem}.ipynb"
    if not starter.is_file():
        raise UsageError(Problem(f"notebooks/{STARTER}", "there is no starter to copy", _how_to_begin(project)))
    text = re.sub(
        r"(\"date: )\d{4}-\d{2}-\d{2}", rf"\g<1>{datetime.date.today().isoformat()}", starter.read_text("utf-8")
    )
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise UsageError(Problem(f"notebooks/{path.name}", "it is there already", "choose another name")) from error
    return path


def _how_to_begin(project: Project) -> str:
    """How a newsroom comes to a starter: from an explainer of its own, or from an empty notebook."""
    first = next((path for path in sorted(project.notebooks_dir.glob("[!_]*.ipynb"))), None)
    if first is not None:
        return f"in JupyterLab, duplicate an explainer, such as notebooks/{first.name}, and rename the copy {STARTER}"
    return (
        f"in JupyterLab, make a notebook {STARTER}: its first cell is a raw cell with title:, date: and authors: "
        "between two lines of ---"
    )
