"""CPU ms of the parts of a `taxes` page in one warm process, without a kernel: code, drawings, images.

python bench/page_cpu.py [editions]
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any

import floor
import nbformat

from nutgraf.kernel.preimport import import_as_in_a_kernel
from nutgraf.kernel.schema_validation import install
from nutgraf.prose import requests
from nutgraf.vega import draw
from nutgraf.vega.share_images import STILL_SCALE, ImageText, card, figure_image, to_png

STATES = ("TN", "CA", "TX", "NY", "FL", "WY", "VT", "GA", "IL", "WA", "OH", "ME", "IA", "KS")


def main(editions: int) -> None:
    os.environ["NUTGRAF_BUILD"] = "1"
    import_as_in_a_kernel()
    install()
    notebook = nbformat.read(Path("notebooks/taxes.ipynb"), as_version=4)
    cells = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    os.chdir("notebooks")
    for state in ("AZ", "NV", "OR"):
        _page(cells, state, {})
    spent: dict[str, float] = {}
    for number in range(editions):
        _page(cells, STATES[number % len(STATES)], spent)
    for part, seconds in {**spent, "all": sum(spent.values())}.items():
        print(f"{part:<10}{seconds / editions * 1000:6.0f} ms")


def _page(cells: list[str], state: str, spent: dict[str, float]) -> None:
    begun = time.process_time()
    figures = _figures(cells, state)
    begun = _add(spent, "code", begun)
    drawn = [[draw(it["spec"], width=width, lang="en", key=f"f-{width}") for width in (680, 320)] for it in figures]
    begun = _add(spent, "drawings", begun)
    for it, (wide, _) in zip(figures, drawn, strict=True):
        to_png(figure_image(wide, ImageText(it["title"], it["subtitle"], ("Source",), "Newsroom")), STILL_SCALE)
    to_png(card(ImageText(figures[-1]["title"], "A dek", ("Counted", "Source"), "Newsroom"), drawn[-1][1]))
    _add(spent, "images", begun)


def _figures(cells: list[str], state: str) -> list[Any]:
    """What the notebook shows as figures for a state."""
    found: list[Any] = []

    def show(shown: Any) -> None:
        if hasattr(shown, "_repr_mimebundle_"):
            bundle = shown._repr_mimebundle_()
            figure = (bundle[0] if isinstance(bundle, tuple) else bundle).get(floor.FIGURE)
            found.extend([figure] if figure else [])

    names: dict[str, Any] = {"__name__": "__main__", "display": show}
    requests.running_namespace = lambda: names  # as a kernel has it
    for number, source in enumerate(cells):
        show(floor._run(source, names))
        if number == 0:
            names |= {"state": state, "lang": "en"}
    return found


def _add(spent: dict[str, float], part: str, begun: float) -> float:
    now = time.process_time()
    spent[part] = spent.get(part, 0.0) + now - begun
    return now


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 8)
