"""How long a reporter waits in JupyterLab: for a notebook of 5,000 cells, and for what Tab offers."""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from real import ROOT

sys.path.insert(0, str(ROOT / "tests"))


def lab(place: Path, cells: int) -> dict[str, Any]:
    """Seconds in a real JupyterLab and a real browser, with nutgraf's part next to what JupyterLab takes alone."""
    from playwright.sync_api import sync_playwright

    import find_chromium
    from support.jupyter_lab import TOKEN, open_lab

    root = place / "newsroom"
    place.mkdir()
    shutil.copytree(ROOT / "tests" / "newsroom", root)
    _write(root / "notebooks" / "long.ipynb", cells, begins="---\ntitle: Long\n---")
    _write(root / "notebooks" / "get-plain.ipynb", cells, begins="No explainer")
    with open_lab(root) as address, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=find_chromium.find(), args=["--no-sandbox"])

        def opened(name: str) -> tuple[Any, float]:
            page = browser.new_page(viewport={"width": 1300, "height": 900})
            page.goto(f"{address}/lab?reset&token={TOKEN}")
            page.locator(".jp-LauncherCard").first.wait_for(timeout=60_000)
            return page, _timed(lambda: _open(page, name))

        opened("hive-permit.ipynb")[0].close()  # what is loaded and started once
        page, alone = opened("get-plain.ipynb")
        page.close()
        page, ours = opened("long.ipynb")
        folded = _timed(lambda: _fold(page))
        typed = _completed(page)
        browser.close()
    return {
        "lab_cells": cells,
        "lab_open_s": round(ours, 2),
        "lab_open_ratio": round(ours / alone, 2),
        "lab_fold_s": round(folded, 2),
        "lab_complete_s": round(typed, 2),
    }


def _write(path: Path, cells: int, begins: str) -> None:
    """A notebook that alternates prose and code, half of it in each of two languages."""
    made = [{"cell_type": "raw", "id": "front", "metadata": {}, "source": begins}]
    for number in range(1, cells):
        tags = {"tags": ["lang-en" if number % 4 < 2 else "lang-es"]}
        if number % 2:
            source = f"Sentence {number} says {{{{ paid | money }}}}."
            made.append({"cell_type": "markdown", "id": f"prose-{number}", "metadata": tags, "source": source})
        else:
            code: dict[str, Any] = {"execution_count": None, "outputs": [], "source": f"x = {number}"}
            made.append({"cell_type": "code", "id": f"code-{number}", "metadata": {"tags": ["setup"]}, **code})
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    path.write_text(json.dumps({"cells": made, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}))


def _open(page: Any, name: str) -> None:
    """Open a notebook from the file browser, until its kernel is ready."""
    page.locator(".jp-DirListing-item:has-text('notebooks')").dblclick()
    page.locator(f".jp-DirListing-item:has-text('{name}')").dblclick()
    page.wait_for_function("document.body.innerText.includes('| Idle')", timeout=110_000)


def _fold(page: Any) -> None:
    """Fold the setup cells."""
    setup = page.get_by_role("button", name="Setup", exact=True)
    setup.click()
    page.locator(".nutgraf-fold").first.wait_for(timeout=110_000)
    setup.click()
    page.wait_for_function("!document.querySelector('.nutgraf-fold')")


def _completed(page: Any) -> float:
    """Seconds from Tab to what may be written, in the code cell of a notebook that has just imported nutgraf."""
    page.locator(".jp-CodeCell .cm-content").first.click()
    page.keyboard.type("\nimport nutgraf")
    page.keyboard.press("Control+Enter")
    page.wait_for_function("document.body.innerText.includes('| Idle')", timeout=60_000)
    page.wait_for_timeout(2000)
    waits = []
    for _ in range(3):
        page.keyboard.press("Enter")
        page.keyboard.press("Control+End")
        page.keyboard.type('\nnutgraf.fact("')
        page.wait_for_timeout(300)
        waits.append(_timed(lambda: _offered(page)))
        page.keyboard.press("Escape")
    return min(waits)


def _offered(page: Any) -> None:
    page.keyboard.press("Tab")
    page.locator(".jp-Completer:visible").wait_for(timeout=20_000)


def _timed(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun
