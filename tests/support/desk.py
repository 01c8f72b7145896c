"""Small notebooks for tests, written as a reporter would write them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

FRONT = "title: Who pays\ndate: 2026-11-24\nauthors: [Ana Ruiz]"
PARAMETERS = 'lang: str = "en"  # the language of the page'

Cell = Any


def front(text: str = FRONT) -> Cell:
    """The raw cell that opens an explainer."""
    return _with_id(new_raw_cell(f"---\n{text}\n---"), "front")


def parameters(source: str = PARAMETERS) -> Cell:
    """The cell of parameters."""
    return code(source, "parameters", id="parameters")


def code(source: str, *tags: str, id: str = "") -> Cell:
    """A code cell with tags."""
    return _with_id(new_code_cell(source, metadata={"tags": list(tags)} if tags else {}), id)


def prose(source: str, *tags: str, id: str = "") -> Cell:
    """A markdown cell with tags."""
    return _with_id(new_markdown_cell(source, metadata={"tags": list(tags)} if tags else {}), id)


def notebook(*cells: Cell) -> nbformat.NotebookNode:
    """A notebook of these cells; cells that have no id of their own are numbered."""
    for index, cell in enumerate(cells):
        if cell.id.startswith("unnamed"):
            cell.id = f"cell-{index}"
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    made: nbformat.NotebookNode = new_notebook(cells=list(cells), metadata={"kernelspec": kernel})
    return made


def explainer(*cells: Cell, front_matter: str = FRONT, parameters_cell: str = PARAMETERS) -> nbformat.NotebookNode:
    """An explainer: front matter, parameters, then these cells."""
    return notebook(front(front_matter), parameters(parameters_cell), *cells)


def write(root: Path, name: str, node: nbformat.NotebookNode) -> Path:
    """Put a notebook into a project's notebooks/."""
    path = root / "notebooks" / f"{name}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(node, path)
    return path


SETTINGS = '[tool.nutgraf]\nname = "The Desk"\nlanguages = ["en", "es"]\n'


def project(root: Path, *, settings: str = SETTINGS, tables: dict[str, str] | None = None) -> Path:
    """A project with these settings and these tables (CSV text by name), all of text columns but `value`."""
    (root / "notebooks").mkdir(parents=True)
    (root / "charts").mkdir()
    (root / "pyproject.toml").write_text(settings, encoding="utf-8")
    _write_data(root / "data", tables or {})
    return root


def _write_data(folder: Path, tables: dict[str, str]) -> None:
    import json

    folder.mkdir()
    sources = (
        "source_id,publisher,title,published,url,terms,checked_against\nmade_up,Made Up,A test,2026,,none,publisher\n"
    )
    resources = []
    for name, text in {"sources": sources, **tables}.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        columns = text.splitlines()[0].split(",")
        resources.append(
            {"name": name, "path": f"{name}.csv", "schema": {"fields": [_field(column) for column in columns]}}
        )
    package = {"name": "test", "resources": resources}
    (folder / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")


def _field(name: str) -> dict[str, str]:
    return {"name": name, "type": "number" if name == "value" else "string"}


def _with_id(cell: Cell, id: str) -> Cell:
    cell.id = id or f"unnamed-{cell.id}"
    return cell


def errors(problems: Sequence[Any]) -> list[str]:
    """Problems as one line each: where, what, fix."""
    return [f"{problem.where} | {problem.what} | {problem.fix}" for problem in problems]
