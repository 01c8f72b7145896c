"""Finds a Chromium for the browser tests, or gets one: playwright's own, or Debian's where this is root."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
BY_HAND = (
    "No Chromium for the browser tests. Install one and run this again, by one of:\n"
    "  .venv/bin/playwright install chromium\n"
    "  sudo apt-get install chromium\n"
    "or name one you have: NUTGRAF_CHROMIUM=/path/to/chrome make test"
)


def find() -> str | None:
    """The path of a Chromium on this machine, or None."""
    named = os.environ.get("NUTGRAF_CHROMIUM")
    if named:
        return named if Path(named).exists() else None
    return next((path for path in map(shutil.which, NAMES) if path), None) or _playwrights_own()


def get() -> str | None:
    """A Chromium, installed first if there is none; None where that cannot be done."""
    found = find()
    if found is None:
        _try([sys.executable, "-m", "playwright", "install", "chromium"], seconds=300)
        found = find()
    if found is None and shutil.which("apt-get") and os.geteuid() == 0:
        _try(["apt-get", "update", "-qq"], seconds=180)
        _try(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"], seconds=600)
        found = find()
    return found


def _playwrights_own() -> str | None:
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    found = sorted(cache.glob("chromium-*/chrome-*/chrome"))
    return str(found[-1]) if found else None


def _try(command: list[str], *, seconds: int) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        subprocess.run(command, check=False, timeout=seconds, env=environment, stdout=sys.stderr)
    except (OSError, subprocess.TimeoutExpired) as error:
        print(error, file=sys.stderr)


if __name__ == "__main__":
    path = get()
    print(f"Browser tests use {path}" if path else BY_HAND)
    sys.exit(0 if path else 1)
