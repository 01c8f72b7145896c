"""Prints a built page to PDF with headless Chromium, without the date of printing."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from nutgraf.errors import Problem, SiteError, UsageError, did_you_mean
from nutgraf.project import Project

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
SECONDS = 90

_FLAGS = (
    "--headless=new",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
)
_STAMP = re.compile(rb"(/(?:CreationDate|ModDate) \(D:)\d{14}")


def print_pdf(project: Project, address: str) -> bytes:
    """The page at an address as PDF: tagged, with an outline, dated by the page's own last change.

    The same page and the same Chromium give the same bytes. Raises UsageError where no page has the address,
    SiteError if there is no Chromium or it cannot print.
    """
    address = address.strip("/").removesuffix("/index.html")
    page = project.site_dir / address / "index.html"
    known = project.site_dir / address / "page.json"
    if not known.is_file():
        fix = did_you_mean(address, _addresses(project)) or "build it first: nutgraf build"
        raise UsageError(Problem(address, "no built page has this address", fix))
    chromium = find_chromium()
    if chromium is None:
        fix = "install chromium, or name one: NUTGRAF_CHROMIUM=/path/to/chrome"
        raise SiteError(Problem(address, "there is no Chromium on this machine to print with", fix))
    about = json.loads(known.read_text(encoding="utf-8"))
    day = str(about.get("updated") or about["date"]).replace("-", "").encode()
    return _STAMP.sub(rb"\g<1>" + day + b"000000", _printed(chromium, page, address))


def find_chromium() -> str | None:
    """A Chromium: the one named in NUTGRAF_CHROMIUM, one on the path, or playwright's own."""
    if named := os.environ.get("NUTGRAF_CHROMIUM"):
        return named if Path(named).exists() else None
    if found := next((path for path in map(shutil.which, NAMES) if path), None):
        return found
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    return next((str(path) for path in sorted(cache.glob("chromium-*/chrome-*/chrome"), reverse=True)), None)


def _printed(chromium: str, page: Path, address: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="nutgraf-pdf-") as folder:
        target = Path(folder) / "page.pdf"
        # Its sandbox does not work for root, as in a container.
        flags = (*_FLAGS, *(("--no-sandbox",) if os.geteuid() == 0 else ()))
        command = [chromium, *flags, f"--user-data-dir={folder}/profile", f"--print-to-pdf={target}", page.as_uri()]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
        except OSError as error:
            fix = "name another: NUTGRAF_CHROMIUM=/path/to/chrome"
            raise SiteError(Problem(chromium, f"it cannot be started: {error.strerror}", fix)) from error
        except subprocess.TimeoutExpired as error:
            what = f"Chromium did not print it within {SECONDS} seconds"
            raise SiteError(Problem(address, what, "try again on a less busy machine")) from error
        if not target.is_file():
            said = (done.stderr.strip().splitlines() or ["it says nothing"])[-1]
            raise SiteError(Problem(address, f"Chromium did not print it: {said}", "open the page in it by hand"))
        return target.read_bytes()


def _addresses(project: Project) -> list[str]:
    try:
        pages = json.loads((project.site_dir / "manifest.json").read_text(encoding="utf-8"))["pages"]
        return [page["address"] for page in pages]
    except (OSError, ValueError, KeyError):
        return []
