"""Runs commands of nutgraf in a project, and measures each: wall time, CPU time of all its processes, memory."""

from __future__ import annotations

import contextlib
import json
import os
import re
import resource
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from watching import peak_of

_PATIENCE_S = 60


@dataclass(frozen=True)
class Cost:
    """What a command took, and the lines of JSON that it printed."""

    wall: float
    cpu: float
    peak: float
    """The most memory that its processes held at once: PSS, in MB."""
    lines: tuple[Mapping[str, Any], ...] = ()

    def pages(self, status: str) -> int:
        """How many pages a build reported with a status."""
        return sum(line.get("status") == status for line in self.lines)


def nutgraf(root: Path, *arguments: str) -> Cost:
    """A command of nutgraf, as a reporter types it."""
    return command(root, *python("nutgraf"), *arguments)


def build(root: Path, *arguments: str) -> Cost:
    """A build with two workers."""
    return nutgraf(root, "build", "--json", "--jobs", "2", *arguments)


def command(root: Path, *words: str) -> Cost:
    """A command with everything that it starts."""
    before, begun = _cpu(), time.perf_counter()
    with subprocess.Popen(words, cwd=root, env=environment(root), stdout=subprocess.PIPE, text=True) as process:
        peak = peak_of(process.pid)
        printed = process.communicate()[0]
    wall, lines = time.perf_counter() - begun, [line for line in printed.splitlines() if line.startswith("{")]
    return Cost(wall, _cpu() - before, peak(), tuple(json.loads(line) for line in lines))


def python(module: str) -> list[str]:
    """The start of a command that runs a module."""
    return [sys.executable, "-m", module]


def environment(root: Path) -> dict[str, str]:
    """The variables of a command. Compiled modules are written as they are for a newcomer, whatever this shell says."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPATH": str(root)}


@contextlib.contextmanager
def preview(root: Path, *addresses: str) -> Iterator[str]:
    """A preview of a project; gives the address that it serves."""
    words = [*python("nutgraf"), "preview", "--port", "0", *addresses]
    with subprocess.Popen(words, cwd=root, env=environment(root), stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield next(found[0] for line in process.stdout if (found := re.search(r"http://[^/\s]+", line)))
        finally:
            process.terminate()


@contextlib.contextmanager
def desk(root: Path) -> Iterator[tuple[str, Mapping[str, str]]]:
    """A desk of a project; gives the address that it serves, and the headers that it asks for."""
    words = [*python("nutgraf"), "desk", "--port", "0", "--no-open"]
    with subprocess.Popen(words, cwd=root, env=environment(root), stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            printed = (re.search(r"(http://[^/\s]+)/nutgraf/\?token=(\w+)", line) for line in process.stderr)
            found = next(found for found in printed if found)
            threading.Thread(target=process.stderr.read, daemon=True).start()  # a full pipe would stop the desk
            yield found[1], {"Authorization": f"token {found[2]}"}
        finally:
            process.terminate()


def seconds_until(url: str, sentence: str, *, patience: float = 60, headers: Mapping[str, str] | None = None) -> float:
    """The seconds until a page holds a sentence; not a number if it never does."""
    begun = time.perf_counter()
    while sentence not in _read(url, headers or {}):
        if time.perf_counter() - begun > patience:
            return float("nan")
        time.sleep(0.01)
    return time.perf_counter() - begun


def seconds_until_shown(
    root: str, page: str, save: Callable[[], None], sentence: str, headers: Mapping[str, str] | None = None
) -> float:
    """The seconds from a save until an open page shows a sentence: as in a browser, it is asked for once it is new."""
    address = f"{root}/{page}"
    stamp = _stamp(_read(address, headers or {}))
    save()
    begun = time.perf_counter()
    while time.perf_counter() - begun < _PATIENCE_S:
        _read(f"{root}/_preview/changes?page={quote(f'/{page}', safe='')}&since={stamp}", headers or {}, timeout=30)
        shown = _read(address, headers or {})
        if sentence in shown:
            return time.perf_counter() - begun
        stamp = _stamp(shown) or stamp
    return float("nan")


def _stamp(html: str) -> str:
    found = re.search(r'data-stamp="([^"]*)"', html)
    return found[1] if found else ""


def change_prose(notebook: Path, sentence: str) -> None:
    """Add a sentence to the last words of a notebook that are in every language."""
    content = json.loads(notebook.read_text())
    cell = next(one for one in reversed(content["cells"]) if one["cell_type"] == "markdown")
    cell["source"] = "".join(cell["source"]) + f"\n\n{sentence}"
    cell["metadata"].pop("tags", None)
    notebook.write_text(json.dumps(content))


def _read(url: str, headers: Mapping[str, str], *, timeout: float = 5) -> str:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=dict(headers)), timeout=timeout) as answer:
            return str(answer.read().decode())
    except (urllib.error.URLError, OSError):
        return ""


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
