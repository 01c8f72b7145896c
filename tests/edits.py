"""Ordinary edits to a newsroom's project, one at a time in a copy of the repository: `make test` stays green after each.

    python tests/edits.py [--all-tests] [--list] [NAME ...]

After each edit ruff runs, and the tests that read this repository's own content: those with the marker `content`. Any
other test that opens a file of it fails (tests/conftest.py), so the rest of the suite cannot notice an edit;
--all-tests runs it all the same. Exit status: 1 where something fails that passed without the edit.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell

from support.sites import ROOT, nutgraf, sample_pages

# --- the edits ---


def _notebooks(root: Path) -> list[Path]:
    return [path for path in sorted((root / "notebooks").glob("*.ipynb")) if not path.name.startswith("_")]


def _edit_cells(path: Path, change: Callable[[Any], None]) -> None:
    node = nbformat.read(path, as_version=4)
    change(node)
    nbformat.write(node, path)


def reword_a_headline(root: Path) -> None:
    """Say more in the title of each explainer."""

    def reword(node: Any) -> None:
        front = node.cells[0]
        front.source = re.sub(r"^(title:.*?en: [\"'])", r"\1New: ", front.source, count=1, flags=re.M | re.S)

    for path in _notebooks(root):
        _edit_cells(path, reword)


def quote_a_person(root: Path) -> None:
    """Add a paragraph with a quotation in both languages to the first explainer."""

    def quote(node: Any) -> None:
        for lang, text in (("en", "“We pay,” said Ana Ruiz."), ("es", "«Pagamos», dijo Ana Ruiz.")):
            node.cells.insert(-1, new_markdown_cell(text, id=f"quote-{lang}", metadata={"tags": [f"lang-{lang}"]}))

    _edit_cells(_notebooks(root)[0], quote)


def add_an_event(root: Path) -> None:
    """Add an event to the timeline, and to the count in the notebook's own check."""
    table = root / "data" / "timeline_irs_dhs_case.csv"
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    last = rows[-1]
    changed = {"event_id": f"another-{last[0]}", "sort_key": str(int(last[1]) + 10)}
    rows.append([changed.get(name, cell) for name, cell in zip(rows[0], last, strict=True)])
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    for path in _notebooks(root):
        count, more = f"len(events) == {len(rows) - 2}", f"len(events) == {len(rows) - 1}"
        path.write_text(path.read_text(encoding="utf-8").replace(count, more), encoding="utf-8")
    _build_and_sign(root)


def correct_a_number(root: Path) -> None:
    """Correct the number of a state."""
    table = root / "data" / "itep_2022_states.csv"
    text = table.read_text(encoding="utf-8")
    assert "314200000" in text
    table.write_text(text.replace("314200000", "319800000"), encoding="utf-8")
    _build_and_sign(root)


def _build_and_sign(root: Path) -> None:
    pages = sample_pages(root)
    nutgraf("build", *pages, cwd=root)
    _sign(root, *pages)


def _sign(root: Path, *pages: str) -> None:
    """Sign off what an edit changes on pages that are published, as `nutgraf build` asks for."""
    named = [word for page in pages for word in ("--page", page)]
    done = nutgraf("facts", "accept", *named, "--name", "Ana Ruiz", "--reason", "an ordinary edit", cwd=root)
    assert done.returncode == 0, done.stdout + done.stderr


def add_a_table(root: Path) -> None:
    """Add a small table of towns to the data package."""
    (root / "data" / "towns.csv").write_text("town,source_id\n", encoding="utf-8")
    path = root / "data" / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    fields = [{"name": name, "type": "string"} for name in ("town", "source_id")]
    package["resources"].append(
        {"name": "towns", "path": "towns.csv", "schema": {"fields": fields, "primaryKey": ["town"]}}
    )
    path.write_text(json.dumps(package, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def retire_an_explainer(root: Path) -> None:
    """Take away the first explainer and the links to it, and sign off that its pages go."""
    gone = _notebooks(root)[0]
    pages = [line["id"] for line in _published(root) if line.get("explainer") == gone.stem]
    gone.unlink()
    for path in (root / "notebooks").glob("*.ipynb"):
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(rf"\]\(/[^)]*{gone.stem}[^)]*\)", "](https://nutgraf.example/)", text), encoding="utf-8")
    _sign(root, *pages)


def _published(root: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (root / "facts.lock").read_text(encoding="utf-8").splitlines()]


def set_site_url(root: Path) -> None:
    """Publish the site somewhere else."""
    _replace(root / "pyproject.toml", r'^site_url = ".*"$', 'site_url = "https://ledger.example/explainers"')


def change_the_theme(root: Path) -> None:
    """Give the newsroom's links and charts a color of its own."""
    path = root / "theme.toml"
    colors = '\n[light]\nlink = "#8a1538"\nc-look = "#8a1538"\n\n[dark]\nlink = "#ff9db5"\nc-look = "#ff9db5"\n'
    path.write_text(path.read_text(encoding="utf-8") + colors, encoding="utf-8")


def write_a_long_cell(root: Path) -> None:
    """Write a code cell of sixteen lines."""
    cell = new_code_cell("\n".join(f"line_{n} = {n}" for n in range(16)), id="long-cell")
    _edit_cells(_notebooks(root)[-1], lambda node: node.cells.insert(-1, cell))


def _replace(path: Path, pattern: str, new: str) -> None:
    text, count = re.subn(pattern, new, path.read_text(encoding="utf-8"), count=1, flags=re.M)
    assert count == 1, pattern
    path.write_text(text, encoding="utf-8")


EDITS: tuple[Callable[[Path], None], ...] = (
    reword_a_headline,
    quote_a_person,
    add_an_event,
    correct_a_number,
    add_a_table,
    retire_an_explainer,
    set_site_url,
    change_the_theme,
    write_a_long_cell,
)


# --- running the tests ---


def copy_repository(to: Path) -> Path:
    """The files that git has or would take, without their history."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    for name in filter(None, names):
        if (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, to / name)
    subprocess.run(["git", "init", "-q"], cwd=to, check=True)  # tests ask git which files there are
    subprocess.run(["git", "add", "-A"], cwd=to, check=True)
    return to


def what_fails(root: Path, *, whole: bool) -> dict[str, str]:
    """The checks and tests that fail, each with the last line of its error."""
    found: dict[str, str] = {}
    for check in (("ruff", "check", "."), ("ruff", "format", "--check", ".")):
        done = _run(root, *check)
        if done.returncode:
            found[" ".join(check)] = done.stdout.strip().replace("\n", " ")
    chosen = [] if whole else ["-m", "content and not long", *tests_of_content(root)]
    done = _run(root, "pytest", "-q", "-n", "auto", "--dist", "loadfile", "-p", "no:cacheprovider", "-rfE", *chosen)
    if done.returncode not in (0, 1):
        raise SystemExit(f"pytest could not run in {root}:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return found | dict(re.findall(r"^(?:FAILED|ERROR) (\S+)(?: - (.*))?$", done.stdout, re.M))


def tests_of_content(root: Path) -> list[str]:
    """The test files with a test that reads this repository's own content."""
    tests = sorted((root / "tests").glob("test_*.py"))
    return [f"tests/{path.name}" for path in tests if "pytest.mark.content" in path.read_text(encoding="utf-8")]


def _run(root: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(root)}
    return subprocess.run(
        [sys.executable, "-m", *command], cwd=root, env=environment, capture_output=True, text=True, check=False
    )


def main() -> int:
    """Make each edit named, or all of them, and say of each what it breaks."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("edits", nargs="*", metavar="NAME", help="the edits to make; all unless named")
    options.add_argument("--all-tests", action="store_true", help="run the whole suite after each edit")
    options.add_argument("--list", action="store_true", help="name the edits, and stop")
    chosen = options.parse_args()
    known = {edit.__name__.replace("_", "-"): edit for edit in EDITS}
    if chosen.list:
        print(*(f"{name}: {(edit.__doc__ or '').strip()}" for name, edit in known.items()), sep="\n")
        return 0
    if unknown := set(chosen.edits) - set(known):
        options.error(f"no edit named {', '.join(sorted(unknown))}; --list names them")
    return _report({name: known[name] for name in chosen.edits or known}, whole=chosen.all_tests)


def _report(edits: dict[str, Callable[[Path], None]], *, whole: bool) -> int:
    folder = ROOT / "build" / "edits"
    shutil.rmtree(folder, ignore_errors=True)
    before: dict[str, str] | None = None  # what fails without an edit is asked only where something fails
    status = 0
    for name, edit in edits.items():
        start = time.monotonic()
        root = copy_repository(folder / name / "nutgraf")
        edit(root)
        subprocess.run(["git", "add", "-A"], cwd=root, check=True)
        broken = what_fails(root, whole=whole)
        if broken and before is None:
            before = what_fails(copy_repository(folder / "as-it-is" / "nutgraf"), whole=whole)
            print("without an edit:", *(before or ["green"]), sep="\n  ", flush=True)
        broken = {test: why for test, why in broken.items() if test not in (before or {})}
        print(f"{name}: {f'{len(broken)} fail' if broken else 'green'}, {time.monotonic() - start:.0f} s", flush=True)
        for test, why in broken.items():
            print(f"  {test}  {why[:160]}", flush=True)
        status = 1 if broken else status
        shutil.rmtree(folder / name)
    return status


if __name__ == "__main__":
    sys.exit(main())
