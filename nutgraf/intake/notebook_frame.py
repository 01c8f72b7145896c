"""Runs a notebook by papermill, and takes a data frame from it, such as one that flattens or joins files."""

from __future__ import annotations

import ast
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from nutgraf.errors import DataError, Problem, RunError, UsageError
from nutgraf.intake.adding import Draft, draft_grid
from nutgraf.intake.given import Given
from nutgraf.intake.grid import CellGrid, SheetValue
from nutgraf.intake.interview import Interview
from nutgraf.notebook_file import read_file
from nutgraf.project import Project

_KIND = "application/vnd.nutgraf.frame.v1+json"
_ASK = """\
import IPython.display as _display
_table = {frame}.to_json(orient="split", index=False, date_format="iso", double_precision=15)
_display.display({{{kind!r}: _table}}, raw=True)
"""
_SECONDS = 600


def draft_notebook(
    project: Project, file: str, frame: str | None, given: Given, interview: Interview, today: date
) -> Draft:
    """What adding a data frame of a notebook would write: the one named, or the last line of its last code cell.

    Raises RunError where the notebook stops, DataError where it leaves no such frame.
    """
    name, grid = run_for_frame(Path(file), file, frame)
    return draft_grid(project, file, name, grid, given, interview, today)


def run_for_frame(path: Path, file: str, frame: str | None) -> tuple[str, CellGrid]:
    """The name and the rows of a data frame of a notebook, which is run; `file` is what messages call it.

    Raises RunError where the notebook stops, DataError where it leaves no such frame.
    """
    notebook = read_file(path, file)
    name = frame or _last_line(file, notebook)
    return name, _grid(f"{file}, {name}", _run(file, path, notebook, name))


def _last_line(file: str, notebook: Any) -> str:
    """The name that the last code cell ends with."""
    cells = [cell.source for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
    try:
        last = ast.parse(cells[-1]).body[-1] if cells else None
    except (SyntaxError, IndexError):
        last = None
    if isinstance(last, ast.Expr) and isinstance(last.value, ast.Name):
        return last.value.id
    what = "its last code cell does not end with the name of a data frame"
    raise UsageError(Problem(file, what, "end it with that name, or give --frame NAME"))


def _run(file: str, path: Path, notebook: Any, name: str) -> str:
    from nutgraf.run import load_papermill

    papermill = load_papermill()
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    if not name.isidentifier():
        raise UsageError(Problem("--frame", f"{name!r} is no name of Python", "such as --frame table"))
    node, ask = type(notebook), _ASK.format(kind=_KIND, frame=name)
    notebook.cells.append(node(cell_type="code", id="frame", metadata=node(), source=ask, outputs=[]))
    notebook.cells[-1].execution_count = None
    with TemporaryDirectory() as folder:
        given = Path(folder, path.name)
        given.write_text(json.dumps(notebook), encoding="utf-8")
        try:
            made = papermill.execute_notebook(
                given,
                None,
                engine_name="nbclient",
                kernel_name=notebook.metadata.get("kernelspec", {}).get("name") or "python3",
                language="python",
                cwd=path.resolve().parent,
                execution_timeout=_SECONDS,
                progress_bar=False,
                log_output=False,
            )
        except PapermillExecutionError as error:
            what = f"{error.ename}: {error.evalue}"
            raise RunError(Problem(file, what, f"run it in JupyterLab; at its end, {name} is a data frame")) from error
        except (CellTimeoutError, DeadKernelError) as error:
            raise RunError(Problem(file, "the notebook did not come to its end", "run it in JupyterLab")) from error
    found = [output.data[_KIND] for output in made.cells[-1].outputs if _KIND in output.get("data", {})]
    if not found:
        raise DataError(Problem(file, f"{name} is no data frame", "name one with --frame NAME"))
    return str(found[-1])


def _grid(where: str, written: str) -> CellGrid:
    table = json.loads(written, parse_float=Decimal, parse_int=Decimal)
    rows = [[str(name) for name in table["columns"]], *table["data"]]
    return CellGrid(where, tuple((number, tuple(map(_cell, row))) for number, row in enumerate(rows, 1)), headed=True)


def _cell(value: Any) -> SheetValue:
    """A value of the frame; dates come as text in ISO 8601."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.removesuffix("T00:00:00.000")
    return value if isinstance(value, bool | Decimal) else str(value)
