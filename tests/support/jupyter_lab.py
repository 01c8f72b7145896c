"""JupyterLab and Notebook 7 on a project, with the extension of this repository, for a browser to walk through."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil

EXTENSION = Path(__file__).parents[2] / "nutgraf" / "desk" / "labextension"
TOKEN = "of-this-test"
_ENDS_WITHIN_S = 60


@contextlib.contextmanager
def open_lab(root: Path, application: str = "lab") -> Iterator[str]:
    """The address of JupyterLab, or of Notebook 7, on a project, with the extension as it is in this folder."""
    home = root.parent / "home"
    extensions = home / "share" / "labextensions"
    extensions.mkdir(parents=True)
    shutil.copytree(EXTENSION, extensions / "nutgraf")
    news = home / "lab" / "user-settings" / "@jupyterlab" / "apputils-extension" / "notification.jupyterlab-settings"
    news.parent.mkdir(parents=True)
    news.write_text('{"fetchNews": "false"}', encoding="utf-8")
    port = _free_port()
    options = {
        "ServerApp.port": port,
        "ServerApp.port_retries": 0,
        "ServerApp.root_dir": root,
        "ServerApp.jpserver_extensions": '{"nutgraf.desk": True}',
        "IdentityProvider.token": TOKEN,
        "LabApp.news_url": "None",
    }
    command = [sys.executable, "-m", "jupyter", application, "--no-browser", "--allow-root"]
    own = {"HOME": str(home), "JUPYTER_CONFIG_DIR": str(home), "JUPYTER_PATH": str(home / "share")}
    log = (root.parent / "server.log").open("w", encoding="utf-8")
    process = subprocess.Popen(
        [*command, *(f"--{name}={value}" for name, value in options.items())],
        cwd=root,
        env={**os.environ, **own, "PATH": "/usr/bin:/bin", "PYTHONFAULTHANDLER": "1"},
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(address)
        yield address
    finally:
        with log:
            _end(process, Path(log.name))


def _end(server: subprocess.Popen[bytes], log: Path) -> None:
    """End a server of Jupyter, and everything that it started.

    It is asked twice, as Jupyter asks of people: where its own cleaning up fails, it goes on running. One that does not
    end then is killed with all its processes, and a warning holds what it printed and where each process was.
    """
    processes = [each := psutil.Process(server.pid), *each.children(recursive=True)]
    for _ in range(2):
        server.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(_ENDS_WITHIN_S)
            return
    for number in (signal.SIGABRT, signal.SIGKILL):
        for process in processes:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(number)
        psutil.wait_procs(processes, timeout=5)
    server.wait(_ENDS_WITHIN_S)
    warnings.warn(f"Jupyter did not end: {log.read_text(encoding='utf-8', errors='replace')}", stacklevel=2)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
    return number


def _wait(address: str) -> None:
    until = time.monotonic() + 120
    while True:
        try:
            with urllib.request.urlopen(f"{address}/api", timeout=60):
                return
        except OSError:
            assert time.monotonic() < until
            time.sleep(0.1)


def open_notebook(page: Any, address: str, path: str) -> None:
    """Open a notebook of the project, and wait for what nutgraf adds to it."""
    page.goto(f"{address}/lab/tree/{path}?reset&token={TOKEN}")
    page.wait_for_selector(".nutgraf-language", timeout=60_000)
    wait_until_idle(page)


def run_all(page: Any) -> None:
    """Run the notebook, and wait for its live prose."""
    choose(page, "Run", "Run All Cells")
    page.wait_for_selector(".nutgraf-prose", state="attached", timeout=60_000)
    wait_until_idle(page)


def wait_until_idle(page: Any) -> None:
    """Wait for the kernel."""
    page.wait_for_function("document.body.innerText.includes('| Idle')", timeout=60_000)


def choose(page: Any, menu: str, item: str) -> None:
    """Choose an item of a menu of JupyterLab."""
    page.locator(f".lm-MenuBar-item:has-text('{menu}')").click()
    page.locator(f".lm-Menu-item:has-text('{item}')").first.click()


def scroll_to(page: Any, place: int) -> None:
    """Scroll the notebook so many pixels down: JupyterLab keeps only the cells that are in view in the document."""
    page.evaluate(f"document.querySelector('.jp-WindowedPanel-outer').scrollTo(0, {place})")
    page.wait_for_timeout(300)
