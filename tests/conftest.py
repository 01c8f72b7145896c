"""What the tests share: a browser, a project to build in, and the sites that are built once."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

import find_chromium

ROOT = Path(__file__).parent.parent
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Goldens are written only when asked for."""
    parser.addoption("--rewrite-goldens", action="store_true", help="write what the tests saw as the new goldens")


@pytest.fixture(scope="session")
def rewrite_goldens(request: pytest.FixtureRequest) -> bool:
    """Whether goldens are to be written instead of compared."""
    return bool(request.config.getoption("--rewrite-goldens"))


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium; a machine without one fails, it does not skip."""
    path = find_chromium.find()
    assert path, find_chromium.BY_HAND
    return path


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Any]:
    """A real headless Chromium, driven by playwright."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
        yield opened
        opened.close()


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
    """A copy of this project's notebooks, data, charts and settings; only the notebooks named, if any are."""
    for folder in ("notebooks", "data", "charts"):
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


def copy_newsroom(to: Path) -> Path:
    """A copy of the newsroom of tests/newsroom, with the charts that its notebooks draw with."""
    shutil.copytree(ROOT / "tests" / "newsroom", to, ignore=shutil.ignore_patterns(".ipynb_checkpoints", "build"))
    shutil.copytree(ROOT / "charts", to / "charts", ignore=shutil.ignore_patterns("__pycache__"))
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


@pytest.fixture(scope="session")
def built_site(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> BuiltSite:
    """The newsroom of tests/newsroom, built once for all tests in a folder of its own."""
    return _built_once(tmp_path_factory, worker_id, "newsroom", copy_newsroom)


@pytest.fixture(scope="session")
def real_site(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> BuiltSite:
    """The real site, built once for all tests, in a folder of its own; plain builds leave the checkout alone."""
    return _built_once(tmp_path_factory, worker_id, "project", copy_project)


def _built_once(
    tmp_path_factory: pytest.TempPathFactory, worker_id: str, name: str, copy: Callable[[Path], Path]
) -> BuiltSite:
    """A project that the first of pytest-xdist's workers to ask builds; the others wait and read what it left."""
    shared = tmp_path_factory.getbasetemp()
    shared = shared if worker_id == "master" else shared.parent
    root, outcome = shared / "sites" / name, shared / f"{name}.json"
    with FileLock(shared / f"{name}.lock"):
        if not outcome.exists():
            done = nutgraf("build", "--json", cwd=copy(root), seconds=1200)
            assert done.stdout, done.stderr
            outcome.write_text(json.dumps([done.returncode, done.stdout]), encoding="utf-8")
    status, output = json.loads(outcome.read_text(encoding="utf-8"))
    return BuiltSite(root, tuple(json.loads(line) for line in output.splitlines()), status)
