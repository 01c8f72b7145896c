"""Keeps what must not replace a table: the file as fetched, the table made of it, and a report that shows the rows."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path, PurePosixPath

from nutgraf.project import Project
from nutgraf.refresh.refresh_report import TableRefresh


def quarantine_folder(project: Project, table: str) -> Path:
    """Where the last version that was kept out is."""
    return project.build_dir / "refresh" / "quarantine" / table


def put_in_quarantine(project: Project, refresh: TableRefresh, name: str, written: bytes, candidate: bytes) -> None:
    """Keep the file `written`, the table made of it and the report; what was there before is replaced."""
    folder = quarantine_folder(project, refresh.table)
    partial = folder.with_name(f".{folder.name}")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    if written:
        (partial / f"as-fetched{_ending(name)}").write_bytes(written)
    if candidate:
        (partial / f"{refresh.table}.csv").write_bytes(candidate)
    (partial / "report.txt").write_text("\n".join(refresh.lines(most=1000)) + "\n", "utf-8")
    (partial / "report.json").write_text(json.dumps(refresh.as_json(), indent=2, ensure_ascii=False) + "\n", "utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    partial.rename(folder)


def take_out_of_quarantine(project: Project, table: str) -> None:
    """Forget what was kept out, once a sound version has come."""
    shutil.rmtree(quarantine_folder(project, table), ignore_errors=True)


def _ending(name: str) -> str:
    """The ending of a file's name, where it is a plain one: the name comes from a server."""
    ending = PurePosixPath(name).suffix.lower()
    return ending if re.fullmatch(r"\.[a-z0-9]{1,8}", ending) else ".bin"
