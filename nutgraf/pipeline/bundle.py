"""Packs a project for a machine that does not have it: the same files always make the same bundle."""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
from dataclasses import replace
from pathlib import Path

from nutgraf.cache.files import project_files
from nutgraf.pipeline.page_job import PageJob

_AT_NO_TIME = (1980, 1, 1, 0, 0, 0)


def pack(root: Path) -> bytes:
    """Every file that a page of the project may be made from, as a ZIP.

    Build outputs, environments and hidden files, such as `.git` and `.env`, are left out.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as bundle:
        for name in project_files(root):
            path = root / name
            if not path.is_file():  # a pipe or a dangling link
                continue
            about = zipfile.ZipInfo(name, _AT_NO_TIME)
            about.compress_type = zipfile.ZIP_DEFLATED
            about.external_attr = (0o755 if os.access(path, os.X_OK) else 0o644) << 16
            bundle.writestr(about, path.read_bytes(), compresslevel=6)
    return buffer.getvalue()


def name_of(bundle: bytes) -> str:
    """The folder name of a bundle, by its content: different contents never share a folder."""
    return f"nutgraf-{hashlib.sha256(bundle).hexdigest()[:16]}"


def unpack(bundle: bytes, folder: Path) -> None:
    """Unpack the project into a folder, with an empty build/ for the cache."""
    with zipfile.ZipFile(io.BytesIO(bundle)) as packed:
        packed.extractall(folder)
    (folder / "build").mkdir(exist_ok=True)


def relocate(job: PageJob, root: Path) -> PageJob:
    """The same job for a project in another folder."""
    path = root / job.plan.explainer.path.relative_to(job.project.root)
    plan = replace(job.plan, explainer=replace(job.plan.explainer, path=path))
    return replace(job, plan=plan, project=job.project.model_copy(update={"root": root}))
