"""Sites that a build left, copies of projects to build in, and the command line as a reporter types it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from dataclasses import dataclass
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent
DATA = ROOT / "tests" / "newsroom" / "data"
"""The tables of the newsroom that the tests read."""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


@cache
def served(folder: Path) -> str:
    """A folder on a server of this machine, until the tests end: its address, without a slash."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"


@dataclass(frozen=True)
class BuiltSite:
    """A site as one build left it."""

    root: Path
    lines: tuple[dict[str, Any], ...]
    status: int

    @property
    def site(self) -> Path:
        """The folder that is published."""
        return self.root / "build" / "site"

    @property
    def url(self) -> str:
        """The site as readers have it, on a server."""
        return served(self.site)

    @property
    def manifest(self) -> dict[str, Any]:
        """What the site says it holds."""
        loaded: dict[str, Any] = json.loads((self.site / "manifest.json").read_text(encoding="utf-8"))
        return loaded

    def html(self, address: str) -> str:
        """The page at an address."""
        return (self.site / address / "index.html").read_text(encoding="utf-8")


def copy_project(to: Path, *, notebooks: tuple[str, ...] = ()) -> Path:
    """A copy of this project's notebooks, data, charts, languages and settings; only the notebooks named, if any are."""
    for folder in ("notebooks", "data", "charts", "languages"):
        shutil.copytree(ROOT / folder, to / folder, ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints"))
    shutil.copy(ROOT / "pyproject.toml", to / "pyproject.toml")
    if notebooks:
        for path in (to / "notebooks").glob("*.ipynb"):
            if path.name not in notebooks:
                path.unlink()
            else:  # a link to a page that is not copied would be dead, which stops the page
                path.write_text(
                    re.sub(r"\]\(/[^)]*\)", "](https://nutgraf.example/)", path.read_text("utf-8")), "utf-8"
                )
    return to


def sample_pages(root: Path) -> tuple[str, ...]:
    """The default edition of each explainer of a project, in every language: languages are published together."""
    from nutgraf.plan import plan_pages
    from nutgraf.project import read_project

    return tuple(page.address for page in plan_pages(read_project(root)).pages if page.info.is_default_edition)


def copy_newsroom(to: Path) -> Path:
    """A copy of the newsroom of tests/newsroom."""
    shutil.copytree(ROOT / "tests" / "newsroom", to, ignore=shutil.ignore_patterns(".ipynb_checkpoints", "build"))
    return to


def nutgraf(*arguments: str, cwd: Path, seconds: int = 600) -> subprocess.CompletedProcess[str]:
    """Run the command as a reporter would, in a folder."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NUTGRAF_")}
    # A copy of the project has charts of its own; they must win over the installed ones.
    environment["PYTHONPATH"] = str(cwd)
    command = [sys.executable, "-m", "nutgraf", *arguments]
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=seconds, check=False
    )
