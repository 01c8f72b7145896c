"""Generated projects of ever more editions: a page's time, nothing changed, one row, a page added, memory."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import grown
from measure import build


def growth(folder: Path, sizes: Iterable[int]) -> dict[str, Any]:
    """Each measure by the number of editions."""
    found: dict[str, dict[int, float]] = {}
    for editions in sizes:
        for name, value in _of(folder / str(editions), editions).items():
            found.setdefault(name, {})[editions] = value
    a_page = found["growth_wall_s_per_page"].values()
    return {**found, "growth_ratio": round(max(a_page) / min(a_page), 2)}


def small_page(folder: Path) -> Path:
    """A small project of which one page is built."""
    grown.write(folder, 5)
    return folder


def _of(root: Path, editions: int) -> dict[str, float]:
    grown.write(root, editions)
    cold = build(root)
    again = min((build(root) for _ in range(2)), key=lambda cost: cost.wall)
    table = root / "data/places.csv"
    table.write_text(table.read_text().replace(f"p{editions - 1},", f"p{editions - 1},1", 1))
    row = build(root)
    table.write_text(f"{table.read_text()}p{editions},7,made_up\n")
    added = build(root)
    shutil.rmtree(root)
    return {
        "growth_wall_s_per_page": round(cold.wall / cold.pages("ran"), 4),
        "growth_peak_mb": round(cold.peak),
        "growth_nothing_changed_s": round(again.wall, 2),
        "growth_one_row_s": round(row.wall, 2),
        "growth_one_row_pages": row.pages("ran") + row.pages("rendered"),
        "growth_page_added_s": round(added.wall, 2),
        "growth_page_added_pages": added.pages("ran") + added.pages("rendered"),
    }
