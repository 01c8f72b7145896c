"""The how-to pages, followed in their order from an empty folder: the files they show are written, the commands run."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pytest

from support.clone import Block, blocks, environment
from support.in_process import nutgraf
from support.json_schemas import wrong
from support.sites import ROOT

pytestmark = pytest.mark.content
HOW_TO = ROOT / "docs" / "how-to"
NEWSROOM = (
    "new-newsroom",
    "add-data",
    "draw-a-chart",
    "add-a-language",
    "correct-a-number",
    "withdraw-a-page",
    "embed",
)
OURS = ".venv/bin/nutgraf "
KINDS = {
    "markdown": nbformat.v4.new_markdown_cell,
    "python": nbformat.v4.new_code_cell,
    "yaml": nbformat.v4.new_raw_cell,
}


def follow(root: Path, block: Block) -> None:
    """Do what one block of a page asks, or see that what it shows comes out."""
    name, *more = block.role.split()
    if name == "page":
        read_page(root, more[0], block.text)
    elif name == "only":
        (root / more[0]).unlink()
        write_cell(root / more[0], block, *more[1:])
    elif name.endswith(".ipynb"):
        write_cell(root / name, block, *more)
    elif more:
        add_to_package(root / name, block.text, more[0])
    elif name == "pyproject.toml":
        write_settings(root / name, block.text)
    elif name != "example":
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(block.text, encoding="utf-8")


def run(root: Path, text: str) -> None:
    """Run the commands, and compare what they print with the lines below each; … is anything, and [1] an exit status."""
    for command, *said in (part.splitlines() for part in re.split(r"^\$ ", text, flags=re.M) if part):
        status = next((int(line[1:-1]) for line in said if re.fullmatch(r"\[\d\]", line)), 0)
        done = shell(root, command)
        printed = done.stdout + done.stderr
        assert done.returncode == status, f"{command}\n{printed}"
        for line in (line for line in said if not re.fullmatch(r"\[\d\]", line)):
            pattern = ".*".join(re.escape(part) for part in line.split("…"))
            assert re.search(rf"^{pattern}$", printed, re.M), f"{command} prints\n{printed}\nnot {line}"


def shell(root: Path, command: str) -> subprocess.CompletedProcess[str]:
    """A line that is typed in the clone; nutgraf runs in this process, and in one of its own where the tutorial is followed."""
    if command.startswith(OURS):
        return nutgraf(*shlex.split(command.removeprefix(OURS)), cwd=root)
    return subprocess.run(
        ["bash", "-c", command], cwd=root, env=environment(root), capture_output=True, text=True, timeout=300, check=False
    )  # fmt: skip


def add_to_package(path: Path, text: str, what: str) -> None:
    """Add a resource to the data package, what it declares for the newsroom, or fields to a resource of it."""
    package = json.loads(path.read_text(encoding="utf-8"))
    if what == "resource":
        package["resources"].append(json.loads(text))
    elif what == "nutgraf":
        package.setdefault("nutgraf", {}).update(json.loads(text))
    else:
        named = next(resource for resource in package["resources"] if resource["name"] == what)
        named["schema"]["fields"] += json.loads(text)
    path.write_text(json.dumps(package, indent=2), encoding="utf-8")


def write_settings(path: Path, text: str) -> None:
    """Replace the table [tool.nutgraf] of pyproject.toml."""
    tomllib.loads(text)
    whole = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"\[tool\.nutgraf\]\n(?:[^\[\n].*\n|\n)*", f"{text}\n", whole), encoding="utf-8")


def write_cell(path: Path, block: Block, cell_id: str, *tags: str) -> None:
    """Put a cell's text into the notebook, with its tags; a cell that is not there is added at the end, before the checks."""
    node = nbformat.read(path, as_version=4) if path.exists() else nbformat.v4.new_notebook(metadata=KERNEL)
    cell = next((each for each in node.cells if each.id == cell_id), None)
    if cell is None:
        cell = KINDS[block.kind](id=cell_id, metadata={"tags": list(tags)} if tags else {})
        at = len(node.cells) - bool(node.cells and node.cells[-1].id == "checks")
        node.cells.insert(at, cell)
    cell.source = block.text.rstrip()
    nbformat.write(node, path)


def remove_last_try(path: Path | None) -> None:
    """Take the cell that was tried out of the notebook again: the one before the checks."""
    if path is not None:
        node = nbformat.read(path, as_version=4)
        del node.cells[-2]
        nbformat.write(node, path)


KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}


def read_page(root: Path, address: str, text: str) -> None:
    """See that the page at an address says each line."""
    page = (root / "build" / "site" / address / "index.html").read_text(encoding="utf-8")
    words = re.sub(r"<(script|style)\b.*?</\1>", " ", page, flags=re.S)
    words = " ".join(re.sub(r"</?(?:data|a|span|abbr|label|button)\b[^>]*>", "", words).replace("<", " <").split())
    missing = [line for line in text.strip().splitlines() if " ".join(line.split()) not in words]
    assert not missing, f"{address} lacks {missing}"


def parts(page: str) -> list[Block]:
    """The blocks of a how-to page."""
    return list(blocks((HOW_TO / f"{page}.md").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The newsroom that the how-to pages make; each step of theirs does what it says."""
    clone = tmp_path_factory.mktemp("how-to") / "newsroom"
    clone.mkdir()
    (clone / ".venv").symlink_to(sys.prefix)
    for page in NEWSROOM:
        tried: Path | None = None
        for block in parts(page):
            if block.kind == "console":
                run(clone, block.text)
                remove_last_try(tried)
                tried = None
            elif block.role.startswith("try "):
                tried = clone / block.role.split()[1]
                follow(clone, replace(block, role=block.role.removeprefix("try ")))
            else:
                follow(clone, block)
    return clone


@pytest.mark.kernel
def test_the_how_to_pages_make_a_newsroom_in_which_each_step_does_what_it_says(followed: Path) -> None:
    read_page(followed, "es/rents", "El alquiler en Birch cuesta 1.430 dólares al mes")


@pytest.mark.kernel
def test_the_build_from_python_that_the_reference_shows_runs(followed: Path) -> None:
    text = (ROOT / "docs" / "reference" / "api.md").read_text(encoding="utf-8")
    shown = re.findall(r"^```python build\n(.*?)^```$", text, re.M | re.S)[0].replace("en/taxes/tn", "en/rents")
    done = subprocess.run(
        [sys.executable, "-c", shown], cwd=followed, env=environment(followed), capture_output=True, text=True, check=False
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.kernel
def test_every_json_file_of_a_built_site_is_as_its_schema_says(followed: Path) -> None:
    site = followed / "build" / "site"
    files = {"manifest": ["manifest.json"], "site-facts": ["facts.json"]}
    files |= {name: [f"{lang}/rents/{name}.json" for lang in ("en", "es")] for name in ("page", "facts")}
    for name, paths in files.items():
        for path in paths:
            assert wrong(name, json.loads((site / path).read_text(encoding="utf-8"))) == [], path


@pytest.mark.kernel
def test_every_line_that_a_command_prints_for_machines_is_as_its_schema_says(followed: Path) -> None:
    notebook, rents = followed / "notebooks" / "rents.ipynb", followed / "data" / "rents.csv"
    typed = "```markdown x typed-en lang-en\nIt was 17 dollars on {{ today }}.\n```\n"
    clock = "```python x clock\nimport datetime\n\ntoday = datetime.date.today().isoformat()\n```\n"
    for block in blocks(f"## x\n{clock}\n{typed}"):
        write_cell(notebook, block, *block.role.split()[1:])
    commands = {
        "check --json": "check",
        "build --json en/rents": "build",
        "why en/rents --json": "status",
        "build --dry-run --json": "status",
        "facts en/rents --json": "claims",
        "facts --table rents --json": "usages",
        "verify --json es/rents": "verify",
    }
    rents.write_text(rents.read_text(encoding="utf-8").replace("1430", "1440"), encoding="utf-8")
    printed = {command: lines(followed, command) for command in commands}
    for command, found in printed.items():
        assert found, command
        assert [error for line in found for error in wrong(commands[command], line)] == [], command
    assert any("note" in line for line in printed["check --json"])
    assert any("what" in line for line in printed["check --json"])
    page, totals = printed["build --json en/rents"]
    assert page.keys() >= {"status", "moves", "numbers", "timing"}
    assert totals.keys() >= {"totals", "slowest_cells", "exit_status"}
    assert {line["how"] for line in printed["facts --table rents --json"]} == {"printed", "charted", "counted"}


def lines(root: Path, command: str) -> list[dict[str, Any]]:
    """What a command prints for machines, line by line."""
    done = nutgraf(*command.split(), cwd=root)
    assert done.returncode < 2, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_every_block_of_the_how_to_pages_says_what_it_is_for() -> None:
    bare = [
        (page, block.step) for page in NEWSROOM for block in parts(page) if block.kind != "console" and not block.role
    ]
    assert bare == []
