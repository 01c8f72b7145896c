"""The real project: cold, one row, a stylesheet, a template, nothing, saving to the browser, one page, help, check."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

from growth import small_page
from measure import (
    build,
    change_prose,
    command,
    desk,
    environment,
    nutgraf,
    preview,
    python,
    seconds_until,
    seconds_until_shown,
)

ROOT = Path(__file__).parent.parent
ROW = ("unauthorized_population_by_state", "WY")
FEW = ("US", "TN", "CA", "WY")
SENTENCE = "Saved just now, and read at once."
IN_PANEL = "Saved once more, and read in the desk."
IMPORTS = """
from nutgraf.lazy_imports import defer_formats
with defer_formats():
    import altair, pandas
"""


def real(root: Path, *, loop: int, floor: int) -> dict[str, Any]:
    """Each measure of the project in a folder, by name; the ratios are of one run."""
    plain = plain_loop(root, loop)
    cold = build(root)
    pages = cold.pages("ran")
    least = float(_printed(root, str(ROOT / "bench/floor.py"), str(floor)))
    found: dict[str, Any] = {
        "pages": pages,
        "plain_loop_s_per_page": round(plain, 2),
        "cold_s_per_page": round(cold.wall / pages, 3),
        "ratio_plain_loop": round(plain / (cold.wall / pages), 1),
        "cpu_s_per_page": round(cold.cpu / pages, 3),
        "floor_cpu_s_per_page": round(least, 3),
        "ratio_floor_cpu": round(cold.cpu / pages / least, 2),
        "peak_mb": round(cold.peak),
        "nothing_changed_s": round(min(build(root).wall for _ in range(3)), 2),
    }
    _change_row(root)
    row = build(root)
    found |= {"one_row_pages": row.pages("ran"), "one_row_s": round(row.wall, 2)}
    _append(root / "nutgraf/render/templates/page.css", "\nmain { --measured: 1; }\n")
    style = build(root)
    found |= {"style_pages": style.pages("rendered") + style.pages("ran"), "style_s": round(style.wall, 2)}
    found["help_s"] = round(min(nutgraf(root, "--help").wall for _ in range(3)), 2)
    found["check_s"] = round(min(nutgraf(root, "check", "--json").wall for _ in range(2)), 2)
    found |= _with_preview(root)
    build(root)  # the other pages whose prose it changed, or else they would be run below
    _append(root / "nutgraf/render/templates/page.html.j2", "\n{# measured #}\n")
    template = build(root)
    return found | {
        "template_pages": template.pages("rendered") + template.pages("ran"),
        "template_s": round(template.wall, 2),
    }


def one_page(folder: Path) -> dict[str, Any]:
    """The whole command for one page of a small project: alone, in CPU, and while a preview runs."""
    root = small_page(folder)
    _run(ROOT, sys.executable, "-c", IMPORTS)  # fails if it cannot be measured
    imports = min(command(ROOT, sys.executable, "-c", IMPORTS).cpu for _ in range(3))
    alone = min(nutgraf(root, "build", "--json", "--force", "en/grown/p0").cpu for _ in range(3))
    with preview(root, "en/grown/p1") as url:
        seconds_until(f"{url}/en/grown/p1/index.html", "<article", patience=300)
        time.sleep(3)
        extra = min(nutgraf(root, "build", "--json", "--force", "en/grown/p0").wall for _ in range(3))
    return {
        "imports_cpu_s": round(imports, 2),
        "one_page_cpu_s": round(alone, 2),
        "one_page_ratio": round(alone / imports, 2),
        "one_page_with_preview_s": round(extra, 2),
    }


def copy(root: Path, *, few: bool = False) -> Path:
    """The project with a kit of its own, so that a template can be changed without touching this one.

    With `few`, taxes has the editions of a few states only.
    """
    skip = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
    for name in ("notebooks", "data", "charts", "nutgraf"):
        shutil.copytree(ROOT / name, root / name, ignore=skip)
    for name in ("pyproject.toml", "theme.toml"):
        shutil.copy(ROOT / name, root)
    if few:
        taxes, states = root / "notebooks/taxes.ipynb", ", ".join(FEW)
        whole = taxes.read_text()
        cut = whole.replace("column: usps,", f"column: usps, where: {{usps: [{states}]}},")
        assert cut != whole
        taxes.write_text(cut)
    return root


def plain_loop(root: Path, editions: int) -> float:
    """Seconds a page of two commands a page, one after the other."""
    states = ["TN", "CA", "TX", "NY", "FL", "WY", "VT"][:editions]
    begun = time.perf_counter()
    for state in states:
        out = f"loop-{state}.ipynb"
        chosen = ["-p", "state", state, "-p", "lang", "en"]
        _run(root, *python("papermill"), "notebooks/taxes.ipynb", out, "--cwd", "notebooks", *chosen)
        _run(root, *python("nbconvert"), "--to", "html", out)
    return (time.perf_counter() - begun) / len(states)


def _with_preview(root: Path) -> dict[str, float]:
    """Seconds from saving a cell of prose to the page in the browser, and in the desk; others wait."""
    page = "en/taxes/tn"
    with preview(root, page) as url:
        seconds_until(f"{url}/{page}/index.html", "<article", patience=300)
        time.sleep(3)
        save = partial(change_prose, root / "notebooks/taxes.ipynb", SENTENCE)
        found = {"save_to_browser_s": round(seconds_until_shown(url, f"{page}/index.html", save, SENTENCE), 2)}
    with desk(root) as (url, headers):
        seconds_until(f"{url}/nutgraf/pages/{page}/", "<article", patience=300, headers=headers)
        time.sleep(3)
        save = partial(change_prose, root / "notebooks/taxes.ipynb", IN_PANEL)
        shown = seconds_until_shown(f"{url}/nutgraf/pages", f"{page}/", save, IN_PANEL, headers)
    return found | {"save_to_panel_s": round(shown, 2)}


def _change_row(root: Path) -> None:
    table, state = ROW
    path = root / "data" / f"{table}.csv"
    lines = path.read_text().splitlines(keepends=True)
    found = next(n for n, line in enumerate(lines) if re.search(rf"(^|,){state}(,|$)", line))
    lines[found] = re.sub(r",(\d)(\d*)", lambda digits: f",{int(digits[1]) % 9 + 1}{digits[2]}", lines[found], count=1)
    path.write_text("".join(lines))


def _append(path: Path, text: str) -> None:
    path.write_text(path.read_text() + text)


def _printed(root: Path, *words: str) -> str:
    return _run(root, sys.executable, *words).stdout


def _run(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, cwd=root, env=environment(root), capture_output=True, text=True, check=True)
