"""A small built site and its project, as publishing reads them."""

from __future__ import annotations

import datetime
import hashlib
import json
from pathlib import Path
from typing import Any

from nutgraf.project import Project, read_project
from nutgraf.publish import Release, publish_site

NOW = datetime.datetime(2026, 11, 29, 3, 0, tzinfo=datetime.UTC)


def a_project(folder: Path, settings: str = "") -> Project:
    """A project without notebooks."""
    (folder / "notebooks").mkdir(parents=True)
    (folder / "pyproject.toml").write_text(f"[tool.nutgraf]\n{settings}")
    return read_project(folder)


def write_site(project: Project, words: str, *, pages: tuple[str, ...] = ("en/a",), published: bool = True) -> None:
    """A site with what a build writes around its pages."""
    files = {"assets/look.1.css": b"a{}", "index.html": f"front {words}".encode()}
    listed = []
    for address in pages:
        page = f"<p>{words}</p>".encode()
        files |= {
            f"{address}/index.html": page,
            f"{address}/page.json": json.dumps({"title": words, "lang": "en"}).encode(),
        }
        entry = {"address": address, "path": f"{address}/index.html", "sha256": hashlib.sha256(page).hexdigest()}
        listed.append({**entry, **({"published": True} if published else {})})
    files["manifest.json"] = json.dumps({"pages": listed}).encode()
    for path, content in files.items():
        (project.site_dir / path).parent.mkdir(parents=True, exist_ok=True)
        (project.site_dir / path).write_bytes(content)


def put_live(project: Project, to: Path | str, words: str, **options: Any) -> Release:
    """Publish a site with these words."""
    write_site(project, words)
    return publish_site(project, str(to), now=NOW, **options)
