"""Measures builds of the real project against the plain loop and the floor, then growth; takes half an hour.

python bench/bench.py [--loop 3] [--floor 12] [--growth 100 1000 5000]

Prints a table next to the targets, and writes build/bench.json; `--growth` without a number leaves the growth out.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import grown
from watching import peak_of

ROOT = Path(__file__).parent.parent
PEW = ("unauthorized_population_by_state", "WY")
SENTENCE = "Saved just now, and read at once."
AIMS = {
    "ratio_plain_loop": "at least 30",
    "ratio_floor_cpu": "at most 1.5",
    "nothing_changed_s": "at most 1.0",
    "one_row_s": "at most 2.0 and 0.4 a page",
    "style_s": "at most 6",
    "save_to_browser_s": "at most 1.0",
    "peak_mb": "at most 600",
    "growth_ratio": "at most 1.15",
    "growth_nothing_changed_s": "at most 3 for 5,000",
    "growth_peak_mb": "not growing",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--loop", type=int, default=3, help="editions that the plain loop makes")
    parser.add_argument("--floor", type=int, default=12, help="editions that the floor makes")
    parser.add_argument(
        "--growth", type=int, nargs="*", default=[100, 1000, 5000], help="editions of a generated project"
    )
    asked = parser.parse_args()
    measured: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="nutgraf-bench-") as folder:
        measured |= _real(_copy(Path(folder) / "project"), asked)
        if asked.growth:
            measured |= _growth(Path(folder), asked.growth)
    path = ROOT / "build" / "bench.json"
    path.parent.mkdir(exist_ok=True)
    known = json.loads(path.read_text()) if path.is_file() else {}
    path.write_text(json.dumps({**known, **measured}, indent=1) + "\n")
    print(f"{'figure':26} {'measured':50} aim")
    print("\n".join(f"{name:26} {value!s:50} {AIMS.get(name, '')}".rstrip() for name, value in measured.items()))


def _real(root: Path, asked: argparse.Namespace) -> dict[str, Any]:
    loop = _plain_loop(root, asked.loop)
    cpu = _cpu()
    wall, lines, peak = _build(root)
    pages = _statuses(lines, "ran")
    cpu_per_page = (_cpu() - cpu) / pages
    floor = json.loads(_run([sys.executable, str(ROOT / "bench/floor.py"), str(asked.floor)], root).stdout)
    measured: dict[str, Any] = {
        "pages": pages,
        "plain_loop_s_per_page": round(loop, 2),
        "cold_s_per_page": round(wall / pages, 3),
        "ratio_plain_loop": round(loop / (wall / pages), 1),
        "cpu_s_per_page": round(cpu_per_page, 3),
        "floor_cpu_s_per_page": round(floor, 3),
        "ratio_floor_cpu": round(cpu_per_page / floor, 2),
        "peak_mb": round(peak),
        "nothing_changed_s": round(min(_build(root)[0] for _ in range(3)), 2),
    }
    _change_row(root)
    wall, lines, _ = _build(root)
    measured |= {"one_row_pages": _statuses(lines, "ran"), "one_row_s": round(wall, 2)}
    css = root / "nutgraf/render/templates/page.css"
    css.write_text(css.read_text() + "\nmain { --measured: 1; }\n")
    wall, lines, _ = _build(root)
    measured |= {"style_pages": _statuses(lines, "rendered"), "style_s": round(wall, 2)}
    measured["save_to_browser_s"] = round(_save_to_browser(root), 2)
    return measured


def _copy(root: Path) -> Path:
    """The project with a kit of its own, so that a template can be changed without touching this one."""
    skip = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
    for name in ("notebooks", "data", "charts", "nutgraf"):
        shutil.copytree(ROOT / name, root / name, ignore=skip)
    shutil.copy(ROOT / "pyproject.toml", root)
    return root


def _plain_loop(root: Path, editions: int) -> float:
    """Seconds a page of two commands a page, one after the other."""
    states = ["TN", "CA", "TX", "NY", "FL", "WY", "VT"][:editions]
    begun = time.perf_counter()
    for state in states:
        out = f"loop-{state}.ipynb"
        chosen = ["-p", "state", state, "-p", "lang", "en"]
        _run([*_python("papermill"), "notebooks/taxes.ipynb", out, "--cwd", "notebooks", *chosen], root)
        _run([*_python("nbconvert"), "--to", "html", out], root)
    return (time.perf_counter() - begun) / len(states)


def _build(root: Path, *arguments: str) -> tuple[float, list[dict[str, Any]], float]:
    """Wall time of the whole command, its lines, and the most memory its process tree held (PSS, in MB)."""
    command = [*_python("nutgraf"), "build", "--json", "--jobs", "2", *arguments]
    begun = time.perf_counter()
    with subprocess.Popen(command, cwd=root, env=_env(root), stdout=subprocess.PIPE, text=True) as process:
        peak = peak_of(process.pid)
        printed = process.communicate()[0]
    wall = time.perf_counter() - begun
    return wall, [json.loads(line) for line in printed.splitlines()], peak()


def _change_row(root: Path) -> None:
    table, state = PEW
    path = root / "data" / f"{table}.csv"
    lines = path.read_text().splitlines(keepends=True)
    found = next(n for n, line in enumerate(lines) if re.search(rf"(^|,){state}(,|$)", line))
    lines[found] = re.sub(r",(\d)(\d*)", lambda digits: f",{int(digits[1]) % 9 + 1}{digits[2]}", lines[found], count=1)
    path.write_text("".join(lines))


def _save_to_browser(root: Path) -> float:
    """Seconds from the saving of a prose cell to the first answer of the preview that holds it."""
    command = [*_python("nutgraf"), "preview", "--port", "0", "en/taxes/tn"]
    with subprocess.Popen(command, cwd=root, env=_env(root), stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            url = next(found[0] for line in process.stdout if (found := re.search(r"http://[^/]+", line)))
            path = root / "notebooks" / "taxes.ipynb"
            notebook = json.loads(path.read_text())
            cell = next(one for one in reversed(notebook["cells"]) if one["cell_type"] == "markdown")
            cell["source"] = "".join(cell["source"]) + f"\n\n{SENTENCE}"
            cell["metadata"].pop("tags", None)
            time.sleep(2)
            path.write_text(json.dumps(notebook))
            begun = time.perf_counter()
            while SENTENCE not in _read(f"{url}/en/taxes/tn/index.html"):
                if time.perf_counter() - begun > 60:
                    return float("nan")
                time.sleep(0.01)
            return time.perf_counter() - begun
        finally:
            process.terminate()


def _growth(folder: Path, sizes: Iterable[int]) -> dict[str, Any]:
    """What a page takes of projects of ever more editions, what a build takes in which nothing changed, and memory."""
    a_page, again, peaks = {}, {}, {}
    for editions in sizes:
        root = folder / str(editions)
        grown.write(root, editions)
        wall, lines, peak = _build(root)
        a_page[editions] = round(wall / _statuses(lines, "ran"), 4)
        again[editions], peaks[editions] = round(_build(root)[0], 2), round(peak)
        shutil.rmtree(root)
    return {
        "growth_s_per_page": a_page,
        "growth_ratio": round(max(a_page.values()) / min(a_page.values()), 2),
        "growth_nothing_changed_s": again,
        "growth_peak_mb": peaks,
    }


def _statuses(lines: Iterable[Mapping[str, Any]], status: str) -> int:
    return sum(line.get("status") == status for line in lines)


def _python(module: str) -> list[str]:
    return [sys.executable, "-m", module]


def _env(root: Path) -> dict[str, str]:
    # Compiled modules are written as they are for a newcomer, whatever this shell says.
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**env, "PYTHONPATH": str(root)}


def _run(command: list[str], root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=root, env=_env(root), capture_output=True, text=True, check=True)


def _read(url: str) -> str:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return str(answer.read().decode())
    except (urllib.error.URLError, OSError):
        return ""


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
