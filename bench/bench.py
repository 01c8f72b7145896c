"""Measures builds of the real project, of generated ones and of a cluster, next to what is aimed at; takes an hour.

python bench/bench.py [--only cold edits saves page copies growth scale lab] [--growth 100 1000 5000] [--quick]

All parts run, one after the other, so that all ratios are of one run. With --project, the real project is copied into a
folder that stays, so that its parts can be run one at a time, each in two minutes. Prints a table and writes
build/bench.json, which keeps the measures of parts that were not run this time. With --quick,
every part runs with a few pages, to see that it runs: it writes nothing, and its measures say little.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from growth import copies, growth
from real import ROOT, cold, copy, edits, one_page, saves
from scale import scale

from lab import lab

PARTS = ("cold", "edits", "saves", "page", "copies", "growth", "scale", "lab")
AIMS = {
    "ratio_plain_loop": ("at least 40", "60"),
    "ratio_floor_cpu": ("at most 2.2", "1.5"),
    "one_page_ratio": ("at most 2.2 of the imports", "1.6"),
    "one_page_with_preview_s": ("at most 0.6 and the page", "0.3"),
    "one_row_s": ("at most 2.0 and 0.4 a page", "1.2"),
    "style_s": ("at most 1.0", ""),
    "template_s": ("at most 4", ""),
    "nothing_changed_s": ("at most 0.3", ""),
    "save_to_browser_s": ("at most 0.5", "0.3"),
    "save_to_panel_s": ("at most 1.0", "0.4"),
    "lab_open_ratio": ("at most 1.5 of JupyterLab alone", "1.2"),
    "lab_complete_s": ("at most 0.5", "0.2"),
    "help_s": ("at most 0.15", ""),
    "check_s": ("at most 1.5", ""),
    "peak_mb": ("at most 600", "450"),
    "copies_nothing_changed_s": ("at most 1.0 for 5,000, linear", ""),
    "copies_one_row_s": ("at most 3 and its page for 5,000", ""),
    "copies_page_added_s": ("at most 3 and its pages for 5,000", ""),
    "copies_peak_mb": ("at most 600, flat", "450"),
    "growth_ratio": ("at most 1.10", ""),
    "growth_peak_mb": ("at most 600, flat", "450"),
    "growth_nothing_changed_s": ("at most 1.0 for 5,000, linear", ""),
    "growth_one_row_s": ("at most 3 and its pages for 5,000", ""),
    "growth_page_added_s": ("at most 3 and its pages for 5,000", ""),
}
"""What a measure must hold, and what it should reach, on two cores."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, help="what to measure (default: all)")
    parser.add_argument("--loop", type=int, default=3, help="editions that the plain loop makes")
    parser.add_argument("--floor", type=int, default=12, help="editions that the floor makes")
    parser.add_argument(
        "--growth", type=int, nargs="+", default=[100, 1000, 5000], help="editions of generated projects"
    )
    parser.add_argument("--scale", type=int, default=60, help="editions that a cluster makes")
    parser.add_argument("--copies", type=int, nargs="+", default=[1000, 5000], help="copies of a page that are edited")
    parser.add_argument("--placed", type=int, nargs="+", default=[500, 2000], help="copies that the model is held to")
    parser.add_argument("--cells", type=int, default=5000, help="cells of the notebook that JupyterLab opens")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4], help="worker processes of the cluster")
    parser.add_argument("--project", type=Path, help="a folder for the real project, which stays")
    parser.add_argument("--quick", action="store_true", help="a few pages for each part")
    asked = parser.parse_args()
    if asked.quick:
        asked.loop, asked.floor, asked.growth = 1, 2, [6, 12]
        asked.scale, asked.copies, asked.workers, asked.cells = 6, [20, 40], [1, 2], 50
        asked.placed = [20, 40]
    with tempfile.TemporaryDirectory(prefix="nutgraf-bench-") as folder:
        place = Path(folder)

        def project() -> Path:
            root: Path = asked.project or place / "project"
            return root if root.exists() else copy(root, few=asked.quick)

        measures: Mapping[str, Callable[[], dict[str, Any]]] = {
            "cold": lambda: cold(project(), loop=asked.loop, floor=asked.floor),
            "edits": lambda: edits(project()),
            "saves": lambda: saves(project()),
            "page": lambda: one_page(place / "page"),
            "copies": lambda: copies(place / "copies", asked.copies),
            "growth": lambda: growth(place, asked.growth),
            "scale": lambda: scale(place / "scale", asked.scale, asked.placed, asked.workers),
            "lab": lambda: lab(place / "lab", asked.cells),
        }
        found = {name: value for part in asked.only for name, value in measures[part]().items()}
    if not asked.quick:
        _keep(found)
    print(f"{'measure':42} {'measured':44} {'must':36} reach")
    for name, value in found.items():
        must, reach = AIMS.get(name, ("", ""))
        print(f"{name:42} {value!s:44} {must:36} {reach}".rstrip())


def _keep(found: Mapping[str, Any]) -> None:
    path = ROOT / "build" / "bench.json"
    path.parent.mkdir(exist_ok=True)
    known = json.loads(path.read_text()) if path.is_file() else {}
    path.write_text(json.dumps({**known, **found}, indent=1) + "\n")


if __name__ == "__main__":
    main()
