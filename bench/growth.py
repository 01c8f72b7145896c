"""Generated projects of ever more editions: a page's time, nothing changed, one row, a page added, memory.

Where all pages are to be made, 5,000 editions take half an hour. Where they are copies of one they take minutes, and
what a build does besides making pages is the same.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import grown
from cloned import cost_of_all_but_pages
from measure import Cost, build

Found = dict[str, Any]


def growth(folder: Path, sizes: Iterable[int]) -> Found:
    """Each measure by the number of editions, of which every page is made."""
    found = _by_size(folder, sizes, _made)
    a_page = found["growth_wall_s_per_page"].values()
    return {**found, "growth_ratio": round(max(a_page) / min(a_page), 2)}


def copies(folder: Path, sizes: Iterable[int]) -> Found:
    """Each measure by the number of editions, whose pages are copies of one."""
    return _by_size(folder, sizes, _copied)


def small_page(folder: Path) -> Path:
    """A small project of which one page is built."""
    grown.write(folder, 5)
    return folder


def _by_size(folder: Path, sizes: Iterable[int], measure: Callable[[Path, int], Mapping[str, float]]) -> Found:
    found: Found = {}
    for editions in sizes:
        root = folder / str(editions)
        for name, value in measure(root, editions).items():
            found.setdefault(name, {})[editions] = value
        shutil.rmtree(root)
    return found


def _made(root: Path, editions: int) -> Mapping[str, float]:
    grown.write(root, editions)
    cold = build(root)
    again, row, added = _edited(root, editions)
    return {
        "growth_wall_s_per_page": round(cold.wall / cold.pages("ran"), 4),
        "growth_peak_mb": round(cold.peak),
        "growth_nothing_changed_s": round(again.wall, 2),
        "growth_one_row_s": round(row.wall, 2),
        "growth_one_row_pages": _pages(row),
        "growth_page_added_s": round(added.wall, 2),
        "growth_page_added_pages": _pages(added),
    }


def _copied(root: Path, editions: int) -> Mapping[str, float]:
    laid_out = cost_of_all_but_pages(root, editions)
    again, row, added = _edited(root, editions)
    costs = {"nothing_changed": again, "one_row": row, "page_added": added}
    return {
        "copies_all_new_cpu_s": laid_out["cpu"],
        **{f"copies_{name}_s": round(cost.wall, 2) for name, cost in costs.items()},
        **{f"copies_{name}_cpu_s": round(cost.cpu, 2) for name, cost in costs.items()},
        **{f"copies_{name}_pages": _pages(cost) for name, cost in costs.items() if cost is not again},
        "copies_peak_mb": round(max(cost.peak for cost in costs.values())),
    }


def _edited(root: Path, editions: int) -> tuple[Cost, Cost, Cost]:
    """The costs of three builds: nothing changed, one row changed, a row was added."""
    again = min((build(root) for _ in range(2)), key=lambda cost: cost.wall)
    table = root / "data/places.csv"
    table.write_text(table.read_text().replace(f"p{editions - 1},", f"p{editions - 1},1", 1))
    row = build(root)
    table.write_text(f"{table.read_text()}p{editions},7,made_up\n")
    return again, row, build(root)


def _pages(cost: Cost) -> int:
    return cost.pages("ran") + cost.pages("rendered")
