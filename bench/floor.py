"""The floor: the code of `taxes` in one warm process, no kernel, every picture drawn; prints CPU seconds a page."""

from __future__ import annotations

import ast
import os
import sys
import time
from pathlib import Path
from typing import Any

import nbformat

from nutgraf.prose import requests

FIGURE = "application/vnd.nutgraf.figure.v1+json"


def main(editions: int) -> None:
    os.environ["NUTGRAF_BUILD"] = "1"
    notebook = nbformat.read(Path("notebooks/taxes.ipynb"), as_version=4)
    cells = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    os.chdir("notebooks")
    states = ["TN", "CA", "TX", "NY", "FL", "WY", "VT", "GA", "IL", "WA", "OH", "ME", "IA", "KS"]
    _page(cells, "AZ")
    begun = time.process_time()
    for number in range(editions):
        _page(cells, states[number % len(states)])
    print((time.process_time() - begun) / editions)


def _page(cells: list[str], state: str) -> None:
    names: dict[str, Any] = {"__name__": "__main__", "display": _show}
    requests.running_namespace = lambda: names  # as a kernel has it
    for number, source in enumerate(cells):
        _show(_run(source, names))
        if number == 0:
            names |= {"state": state, "lang": "en"}


def _show(shown: Any) -> None:
    if hasattr(shown, "_repr_mimebundle_"):
        _draw(shown._repr_mimebundle_())


def _run(source: str, names: dict[str, Any]) -> Any:
    """Run a cell; its value is that of the last line, as a notebook has it."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), names)
    return eval(compile(ast.Expression(last.value), "cell", "eval"), names) if isinstance(last, ast.Expr) else None


def _draw(bundle: Any) -> None:
    from nutgraf.vega import draw

    figure = (bundle[0] if isinstance(bundle, tuple) else bundle).get(FIGURE)
    for width in (320, 680) if figure else ():
        draw(figure["spec"], width=width, lang="en", key=f"figure-{width}")


if __name__ == "__main__":
    main(int(sys.argv[1]))
