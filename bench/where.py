"""Where a page's CPU time goes: that of the whole build, and how its pages share it by stage.

python bench/where.py [--editions 12] [--before build/where.json]

Prints a table and writes build/where.json; `--before` is that of an earlier commit, shown next to it.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Mapping
from pathlib import Path

from measure import nutgraf
from real import ROOT, copy

STATES = ("tn", "ca", "tx", "ny", "fl", "wy", "vt", "ga", "il", "wa", "oh", "me", "ia", "ks", "az", "nm")


def where(root: Path, editions: int) -> dict[str, float]:
    """Milliseconds of CPU a page: by stage, of start and site, and in all. One worker, so that stages are CPU time."""
    pages = [f"en/taxes/{state}" for state in STATES[:editions]]
    first = nutgraf(root, "build", "--json", "--jobs", "1", "--force", pages[0])
    cost = nutgraf(root, "build", "--json", "--jobs", "1", "--force", *pages)
    stages = {name: 1000 * seconds / len(pages) for name, seconds in cost.lines[-1]["timing"].items()}
    in_all = 1000 * cost.cpu / len(pages)
    rest = {"start and site, over these pages": in_all - sum(stages.values()), "in all": in_all}
    one = {"one page alone, with start and site": 1000 * first.cpu}
    return {name: round(value) for name, value in {**stages, **rest, **one}.items()}


def table(now: Mapping[str, float], before: Mapping[str, float]) -> str:
    """The stages, each with its share, and what it was before."""
    lines = [f"{'stage':40} {'ms a page':>10} {'share':>6} {'before':>7}"]
    for name, value in now.items():
        lines.append(f"{name:40} {value:10} {value / now['in all']:6.0%} {before.get(name, ''):>7}")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--editions", type=int, default=12)
    parser.add_argument("--before", type=Path)
    asked = parser.parse_args()
    before = json.loads(asked.before.read_text()) if asked.before else {}
    with tempfile.TemporaryDirectory(prefix="nutgraf-bench-") as folder:
        now = where(copy(Path(folder) / "project"), asked.editions)
    (ROOT / "build").mkdir(exist_ok=True)
    (ROOT / "build" / "where.json").write_text(json.dumps(now, indent=1) + "\n")
    print(table(now, before))


if __name__ == "__main__":
    main()
