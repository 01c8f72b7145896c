"""Where a page's CPU time goes, before and after: what its own code, drawings and images take, and the rest.

python bench/where.py [--editions 12] [--write]

The parts are those of bench/page_cpu.py, in one warm process; the rest of a page is what a build of more pages takes
beyond them. All of it is CPU time, also on a busy machine. Prints a table next to the measures in
bench/where_before.json; with --write, it becomes bench/where.md.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from measure import nutgraf
from real import ROOT, _printed, copy

BEFORE = ROOT / "bench" / "where_before.json"
NOTE = """# Where the CPU time of a page goes

Milliseconds a page: `taxes` of a state, two figures, nothing drawn before. Made with
`python bench/where.py --editions {editions} --write` on two busy cores.
“Before” is commit e98778b, measured with timers in every process of a build, and summed up to these parts: of the rest,
479 ms were messages between kernel and worker, 143 ms the start of a kernel and 118 ms IPython's own work.

"""
STATES = ("tn", "ca", "tx", "ny", "fl", "wy", "vt", "ga", "il", "wa", "oh", "me", "ia", "ks", "az", "nm")


def where(root: Path, editions: int) -> dict[str, float]:
    """Milliseconds of CPU a page, by part; and of a build of one page."""
    printed = _printed(root, str(ROOT / "bench/page_cpu.py"), str(editions)).splitlines()
    parts = {words[0]: float(words[1]) for line in printed if (words := line.split())[0] != "all"}
    pages = [f"en/taxes/{state}" for state in STATES[: editions + 1]]
    one, several = (_cpu(root, some) for some in (pages[:1], pages))
    page = (several - one) / editions
    return {
        "code of the notebook and of charts": parts["code"],
        "drawings (SVG)": parts["drawings"],
        "images (PNG)": parts["images"],
        "the rest: kernel, messages, reading and placing the page": page - sum(parts.values()),
        "a page": page,
        "start and site, once a build": one - page,
    }


def _cpu(root: Path, pages: Sequence[str]) -> float:
    """Milliseconds of CPU of a build of these pages that finds no picture."""
    shutil.rmtree(root / "build/keep/pictures", ignore_errors=True)
    return 1000 * nutgraf(root, "build", "--json", "--jobs", "1", "--force", *pages).cpu


def table(now: Mapping[str, float], before: Mapping[str, float]) -> str:
    """The parts, each with its share of a page, and what it was before."""
    lines = ["| part | before, ms | now, ms | share now |", "|---|--:|--:|--:|"]
    for name, value in now.items():
        share = f"{value / now['a page']:.0%}" if not name.startswith("start") else ""
        lines.append(f"| {name} | {before.get(name, '')} | {value:.0f} | {share} |")
    return "\n".join(lines)


def _write(part: str) -> None:
    """Write the first part of the note; the sections after it stay."""
    path = ROOT / "bench" / "where.md"
    sections = path.read_text().partition("\n## ")
    path.write_text(f"{part}\n{''.join(sections[1:])}")


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
        _write(NOTE.format(editions=asked.editions) + shown)


if __name__ == "__main__":
    main()
