"""Looks at everything in an interpreter that could make a notebook behave differently, and runs notebooks to do so."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

from nutgraf import kernel

IMPORTS = "import altair, babel.dates, babel.lists, babel.numbers, jinja2, pandas"


def run(cells: Sequence[str], cwd: Path, kernels: kernel.WarmKernels | None = None) -> list[list[Any]]:
    """The outputs of each cell, run one after the other by the stock client in a warm or an ordinary kernel."""
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    nb.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    options = kernels.execute_options() if kernels is not None else {}
    known = {name: value for name, value in options.items() if NotebookClient.class_traits().get(name)}
    client = NotebookClient(nb, resources={"metadata": {"path": str(cwd)}}, **known)
    return [cell.outputs for cell in client.execute().cells]


def text(outputs: Sequence[Any]) -> str:
    """What one cell printed, or showed as plain text."""
    shown = [output for output in outputs if output.get("name") != "stderr"]
    return "".join(output.get("text") or output["data"]["text/plain"] for output in shown)


def probe(cwd: Path, kernels: kernel.WarmKernels | None = None) -> dict[str, Any]:
    """The state of a kernel, by name, after the imports of a notebook."""
    source = (Path(__file__).parent / "kernel_state.py").read_text()
    found: dict[str, Any] = json.loads(text(run([IMPORTS, source], cwd, kernels)[1]))
    return found
