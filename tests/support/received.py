"""A newsroom with an empty data folder, and `nutgraf data add` in it."""

from __future__ import annotations

import csv
import json
import subprocess
from pathlib import Path
from typing import Any

from support.in_process import nutgraf

WHOSE = ("--publisher", "Census Office", "--as-of", "2024")
"""What cannot be inferred of a table without years."""


def newsroom(root: Path) -> Path:
    """An empty project."""
    (root / "notebooks").mkdir(parents=True, exist_ok=True)
    settings = '[tool.nutgraf]\nname = "Bee"\ncontact = "desk@bee.example"\nlanguages = ["en"]\n'
    (root / "pyproject.toml").write_text(settings, encoding="utf-8")
    return root


def add(root: Path, file: str, written: str | bytes, *options: str) -> subprocess.CompletedProcess[str]:
    """What `nutgraf data add FILE` says of a file, with these options."""
    path = newsroom(root) / file
    path.write_bytes(written.encode() if isinstance(written, str) else written)
    return nutgraf("data", "add", file, *options, cwd=root)


def added(root: Path, file: str, written: str | bytes, *options: str) -> list[list[str]]:
    """The rows of the table that is added with every inference, without the id of its source and its day."""
    done = add(root, file, written, "--yes", *WHOSE, *options)
    assert done.returncode == 0, done.stdout + done.stderr
    name = resource(root)["name"]
    with (root / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as table:
        return [row[:-2] for row in csv.reader(table)]


def refused(root: Path, file: str, written: str | bytes, *options: str) -> str:
    """What is wrong with a file, of which nothing is written."""
    done = add(root, file, written, "--yes", *WHOSE, *options)
    assert done.returncode == 2, done.stdout
    assert not (root / "data").exists()
    return done.stderr


def resource(root: Path) -> dict[str, Any]:
    """The last resource of the data package."""
    described: dict[str, Any] = json.loads((root / "data" / "datapackage.json").read_text("utf-8"))
    last: dict[str, Any] = described["resources"][-1]
    return last


def types(root: Path) -> dict[str, str]:
    """The type of each column of the table, without the id of its source and its day."""
    return {one["name"]: one["type"] for one in resource(root)["schema"]["fields"][:-2]}
