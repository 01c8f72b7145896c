"""Ordinary edits to a newsroom's project, one at a time in a copy of the repository: `make test` stays green after each.

    python tests/edits.py [--all-tests] [--list] [NAME ...]

Unless --all-tests is given, only those test files are run that could notice: first the suite runs once in the copy as
it is, and an audit hook writes down, for each test file, which of the project's own files (notebooks/, data/, theme.toml
and pyproject.toml) it opens, lists or copies, in its own process or in one that it starts. What a file reads in memory
without a system call is not seen, and neither is what it read before an edit made it read something else; --all-tests
is the proof, this is the quick look. Exit status: 1 where a test fails that passed without the edit.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell

ROOT = Path(__file__).parent.parent
HOOK = """import os, sys
_own = ("notebooks", "data", "theme.toml", "pyproject.toml")
_root, _log = os.environ.get("EDITS_ROOT"), os.environ.get("EDITS_LOG")
_seen = set()
def _note(event, args):
    if event not in ("open", "os.listdir", "os.scandir", "shutil.copyfile") or not args or not isinstance(args[0], (str, os.PathLike)):
        return
    path = os.path.abspath(os.fspath(args[0]))
    top = path[len(_root) + 1:].split(os.sep)[0] if path.startswith(_root + os.sep) else ""
    test = os.environ.get("PYTEST_CURRENT_TEST", "").split("::")[0]
    if top in _own and test and (test, top) not in _seen:
        _seen.add((test, top))
        with open(_log, "a", encoding="utf-8") as file:
            file.write(f"{test}\\n")
if _root and _log:
    sys.addaudithook(_note)
"""
"""Loaded by every Python of the run as sitecustomize; a built site counts for the test that asks for it first, and for
all that use the fixture (see _users_of_shared_sites)."""


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
    """Add an event to the timeline, through data/raw and data/prepare.py."""
    raw = root / "data" / "raw" / "timeline_irs_dhs_case.csv"
    lines = raw.read_text(encoding="utf-8").splitlines(keepends=True)
    raw.write_text("".join([*lines, re.sub(r"^2026-\d\d", "2026-10", lines[-1])]), encoding="utf-8")
    words = root / "data" / "editorial" / "timeline.yaml"
    text = words.read_text(encoding="utf-8").rstrip("\n")
    event = re.sub(r"^- id: ", "- id: another-", text[text.rindex("\n- id: ") + 1 :])
    event = re.sub(r"gathered: \d+", f"gathered: {len(lines)}", event)  # the heading is a line, too
    words.write_text(f"{text}\n{event}\n", encoding="utf-8")
    _prepare(root)


def correct_a_figure(root: Path) -> None:
    """Correct a state's figure, through data/raw and data/prepare.py."""
    raw = root / "data" / "raw" / "itep_2022_states.csv"
    text = raw.read_text(encoding="utf-8")
    assert "314200000" in text
    raw.write_text(text.replace("314200000", "319800000"), encoding="utf-8")
    _prepare(root)


def _prepare(root: Path) -> None:
    done = subprocess.run([sys.executable, "data/prepare.py"], cwd=root, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"data/prepare.py refuses the edit:\n{done.stderr[-2000:]}")


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
    """Take away the notebook that the others lead to least, and the links to it."""
    gone = _notebooks(root)[0]
    gone.unlink()
    for path in (root / "notebooks").glob("*.ipynb"):
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(rf"\]\(/[^)]*{gone.stem}[^)]*\)", "](https://nutgraf.example/)", text), encoding="utf-8")


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
    correct_a_figure,
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


def run_tests(root: Path, files: Sequence[str], log: Path | None = None) -> dict[str, str]:
    """The tests that fail, each with the last line of its error; all are run where no file is named."""
    hooks = root.parent / "hooks"
    hooks.mkdir(exist_ok=True)
    (hooks / "sitecustomize.py").write_text(HOOK, encoding="utf-8")
    paths = [str(root), *([str(hooks)] if log else [])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    environment |= {"EDITS_ROOT": str(root), "EDITS_LOG": str(log)} if log else {}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-n",
        "auto",
        "--dist",
        "loadfile",
        "-p",
        "no:cacheprovider",
        "-rfE",
    ]
    done = subprocess.run([*command, *files], cwd=root, env=environment, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1, 5):
        raise SystemExit(f"pytest could not run in {root}:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    found = re.findall(r"^(?:FAILED|ERROR) (\S+)(?: - (.*))?$", done.stdout, re.M)
    return dict(found)


def could_notice(root: Path, log: Path) -> tuple[list[str], dict[str, str]]:
    """The test files that read the project's own files, and what fails without any edit."""
    failing = run_tests(root, [], log)
    seen = set(log.read_text(encoding="utf-8").split()) if log.exists() else set()
    return sorted(seen | _users_of_shared_sites(root)), failing


def _users_of_shared_sites(root: Path) -> set[str]:
    """Test files that use a site which a fixture builds once: only the first of them is seen to read anything."""
    fixtures = re.findall(r"^def (\w*(?:site|project)\w*)\(", (root / "tests" / "conftest.py").read_text("utf-8"), re.M)
    named = re.compile(rf"\b({'|'.join(fixtures)})\b") if fixtures else None
    tests = sorted((root / "tests").glob("test_*.py"))
    return {f"tests/{path.name}" for path in tests if named and named.search(path.read_text(encoding="utf-8"))}


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
    files, before = could_notice(copy_repository(folder / "as-it-is" / "nutgraf"), folder / "read.txt")
    print(f"Without an edit: {len(before)} tests fail. {len(files)} test files read the project.", flush=True)
    status = 0
    for name, edit in edits.items():
        root = copy_repository(folder / name / "nutgraf")
        edit(root)
        subprocess.run(["git", "add", "-A"], cwd=root, check=True)
        broken = {test: why for test, why in run_tests(root, [] if whole else files).items() if test not in before}
        print(f"{name}: {f'{len(broken)} tests fail' if broken else 'green'}", flush=True)
        for test, why in broken.items():
            print(f"  {test}  {why[:160]}", flush=True)
        status = 1 if broken else status
        shutil.rmtree(folder / name)
    return status


if __name__ == "__main__":
    sys.exit(main())
