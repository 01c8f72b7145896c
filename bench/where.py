"""Where a page's CPU time goes: that of the whole build, and how its pages share it by stage, before and after.

python bench/where.py [--editions 12] [--write]

Prints a table next to the one in bench/where_before.json; with --write, it becomes bench/where.md. A stage is the
least of three builds by one worker on a machine that does little else: then its time is CPU time.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from measure import nutgraf
from real import ROOT, copy

BEFORE = ROOT / "bench" / "where_before.json"
NOTE = """# Where the CPU time of a page goes

Milliseconds a page: `taxes` of a state, two figures, pictures not yet drawn. Made with `python bench/where.py --write`.
“Before” is commit e98778b, measured on another day of the same machine with timers in every process, and summed up to
these stages: of its cells, 479 ms were messages between kernel and worker, 118 ms IPython's own work and 149 ms
Altair's; of its pictures, 344 ms were PNG.

"""
STATES = ("tn", "ca", "tx", "ny", "fl", "wy", "vt", "ga", "il", "wa", "oh", "me", "ia", "ks", "az", "nm")


def where(root: Path, editions: int) -> dict[str, float]:
    """Milliseconds of CPU a page: by stage, of start and site, and in all."""
    pages = [f"en/taxes/{state}" for state in STATES[:editions]]
    first = nutgraf(root, "build", "--json", "--jobs", "1", "--force", pages[0])
    costs = []
    for _ in range(3):
        shutil.rmtree(root / "build/keep/pictures", ignore_errors=True)
        costs.append(nutgraf(root, "build", "--json", "--jobs", "1", "--force", *pages))
    timings = [cost.lines[-1]["timing"] for cost in costs]
    stages = {name: 1000 * min(each[name] for each in timings) / len(pages) for name in timings[0]}
    in_all = 1000 * min(cost.cpu for cost in costs) / len(pages)
    rest = {"start and site, and what runs at the same time": in_all - sum(stages.values()), "in all": in_all}
    one = {"a build of one page, with start and site": 1000 * first.cpu}
    return {name: round(value) for name, value in {**stages, **rest, **one}.items()}


def table(now: Mapping[str, float], before: Mapping[str, float]) -> str:
    """The stages, each with its share, and what it was before."""
    lines = ["| stage | before, ms | now, ms | share |", "|---|--:|--:|--:|"]
    for name, value in now.items():
        share = f"{value / now['in all']:.0%}" if value <= now["in all"] else ""
        lines.append(f"| {name} | {before.get(name, '')} | {value:.0f} | {share} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--editions", type=int, default=12)
    parser.add_argument("--write", action="store_true", help="write bench/where.md")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="nutgraf-bench-") as folder:
        now = where(copy(Path(folder) / "project"), asked.editions)
    shown = table(now, json.loads(BEFORE.read_text()))
    print(shown)
    if asked.write:
        (ROOT / "bench" / "where.md").write_text(f"{NOTE}{shown}\n")


if __name__ == "__main__":
    main()
