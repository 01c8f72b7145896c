"""A newsroom of one explainer with an edition for each of two states, built once, and ways to edit and build it again."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest

from support.desk import FRONT, code, explainer, project, prose, write
from support.in_process import nutgraf

MATRIX = FRONT.replace("Who pays", "{en: 'Who pays in {{ place }}', es: 'Quién paga en {{ place }}'}") + (
    "\nmatrix: {lang: [en, es], state: [TN, WY]}\naddress: '{lang}/pay/{state}'"
)


TABLE = "usps,value,source_id\nTN,314,made_up\nWY,12,made_up\n"


Lines = dict[str, dict[str, Any]]


def pay() -> nbformat.NotebookNode:
    return explainer(
        code('import nutgraf\nplace = {"TN": "Tennessee", "WY": "Wyoming"}[state]', "setup", id="setup"),
        code('row = nutgraf.table("areas", usps=state).iloc[0]', id="row"),
        prose("## How much?\n\nIn {{ place }} it is $5 or so.", "lang-en", id="english"),
        prose("## ¿Cuánto?\n\nEn {{ place }} son unos $5.", "lang-es", id="spanish"),
        code("assert len(place) > 3", "checks", id="checks"),
        front_matter=MATRIX,
        parameters_cell='lang: str = "en"  # language\nstate: str = "TN"  # USPS code',
    )


def run(root: Path, *arguments: str) -> tuple[int, Lines, dict[str, Any]]:
    """Build, and give the exit status, the line of each page and the totals."""
    done = nutgraf("build", "--json", *arguments, cwd=root)
    assert done.stdout, done.stderr
    *pages, last = map(json.loads, done.stdout.splitlines())
    return done.returncode, {page["address"]: page for page in pages}, last


def statuses(lines: Lines) -> dict[str, str]:
    return {address: line["status"] for address, line in lines.items()}


def edit(root: Path, cell_id: str, source: str, name: str = "pay") -> None:
    path = root / "notebooks" / f"{name}.ipynb"
    node = nbformat.read(path, as_version=4)
    next(cell for cell in node.cells if cell.id == cell_id).source = source
    nbformat.write(node, path)


def page(root: Path, address: str) -> str:
    return (root / "build" / "site" / address / "index.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = project(tmp_path_factory.mktemp("build") / "newsroom", tables={"areas": TABLE})
    write(root, "pay", pay())
    status, lines, last = run(root)
    assert status == 0, (lines, last)
    return root


@pytest.fixture
def newsroom(built: Path, tmp_path: Path) -> Path:
    """A copy of the newsroom as it is after its first build, in another folder."""
    return shutil.copytree(built, tmp_path / "copy")


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
