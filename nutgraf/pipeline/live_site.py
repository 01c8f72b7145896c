"""Accepts the folder given as the live site only if it can be one: a site that nutgraf built, or none yet."""

from __future__ import annotations

from pathlib import Path

from nutgraf.errors import Problem, UsageError
from nutgraf.stored_json import read_stored

_HOST_FILES = ("CNAME",)
"""What a host or git keeps in the folder of a site; names that begin with a dot are theirs too."""


def usable_live_site(folder: Path | None, build_dir: Path) -> Path | None:
    """The live site, or None if there is no folder yet.

    Raises UsageError for a folder in build/, where drafts may be, and for one that holds anything but a site that
    nutgraf built: every published page would count as no longer live.
    """
    if folder is None or not folder.exists():
        return None
    if folder.resolve().is_relative_to(build_dir.resolve()):
        what = "it is what the build itself writes, whether readers have it or not"
        raise UsageError(Problem(f"--live-site {folder}", what, "name the folder that readers get, or a copy of it"))
    where, fix = f"--live-site {folder}", "name the folder that holds manifest.json of the live site, or an empty one"
    try:
        names = sorted(path.name for path in folder.iterdir())
    except OSError as error:
        raise UsageError(Problem(where, f"it cannot be read: {error.strerror or error}", fix)) from error
    own = [name for name in names if not name.startswith(".") and name not in _HOST_FILES]
    if not own:
        return folder
    if "manifest.json" not in own:
        shown = ", ".join(own[:3]) + (", …" if len(own) > 3 else "")
        raise UsageError(
            Problem(where, f"it is not a site that nutgraf built: it holds {shown}, no manifest.json", fix)
        )
    if not _lists_pages(folder / "manifest.json"):
        what = "its manifest.json is not one that nutgraf wrote, so it is unknown which pages are live"
        raise UsageError(Problem(where, what, "copy the live site again"))
    return folder


def _lists_pages(manifest: Path) -> bool:
    try:
        pages = read_stored(manifest.read_text(encoding="utf-8"))["pages"]
        return all(isinstance(page["address"], str) and isinstance(page["path"], str) for page in pages)
    except (OSError, ValueError, KeyError, TypeError):
        return False
