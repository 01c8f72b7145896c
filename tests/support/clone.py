"""A fresh clone of this checkout, a reporter's terminal in it, and the fenced blocks of a page of the docs."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from support.sites import ROOT

FENCE = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.M | re.S)


@dataclass(frozen=True)
class Block:
    """One fenced block of the tutorial: what kind of text it is, what it is for, and under which heading it is."""

    kind: str
    role: str
    text: str
    step: str


def blocks(text: str) -> Iterator[Block]:
    """The fenced blocks in order."""
    for match in FENCE.finditer(text):
        kind, _, role = match[1].partition(" ")
        step = re.findall(r"^## (.+)$", text[: match.start()], re.M)[-1]
        yield Block(kind, role, match[2], step)


def git(root: Path, command: str, **options: Any) -> str:
    """What git prints, with the author that it asks for."""
    author = ["-c", "user.name=Ana Ruiz", "-c", "user.email=ana@newsroom.example", "-c", "commit.gpgsign=false"]
    done = subprocess.run(
        ["git", *author, *shlex.split(command)], cwd=root, capture_output=True, text=True, check=False, **options
    )
    assert done.returncode == 0, f"git {command}\n{done.stdout}{done.stderr}"
    return done.stdout


def environment(root: Path) -> dict[str, str]:
    """A reporter's terminal: no .venv/bin on the path, and git knows who commits."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("NUTGRAF_", "GIT_"))}
    own = str(Path(sys.prefix) / "bin")
    kept["PATH"] = os.pathsep.join(part for part in kept.get("PATH", "").split(os.pathsep) if part != own)
    kept["PYTHONPATH"] = str(root)  # the charts of the clone, not those of the checkout that .venv was made for
    for who in ("AUTHOR", "COMMITTER"):
        kept |= {f"GIT_{who}_NAME": "Ana Ruiz", f"GIT_{who}_EMAIL": "ana@newsroom.example"}
    return kept


def fresh_clone(root: Path) -> Path:
    """A repository with the files of this checkout and nothing of a clone's own settings."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, names.split("\0")):
        if (ROOT / name).is_file():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, root / name)
    for command in ("init --quiet", "add --all", "commit --quiet --message Begin"):
        git(root, command)
    (root / ".venv").symlink_to(sys.prefix)
    with (root / ".git" / "info" / "exclude").open("a") as file:
        file.write("/.venv\n")  # a link is no folder, which is what .gitignore names
    return root
