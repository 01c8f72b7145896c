"""Publishes the built site as a release."""

from __future__ import annotations

import contextlib
import datetime
import hashlib
from dataclasses import replace
from pathlib import Path

from nutgraf.errors import Problem, PublishError
from nutgraf.pipeline.build_lock import one_build_at_a_time
from nutgraf.project import Project
from nutgraf.publish.destination import LOCK_OBJECT, RELEASES, Destination, manifest_name
from nutgraf.publish.kept_releases import next_number, prune, read_release, remove_unfinished
from nutgraf.publish.open_destination import open_destination
from nutgraf.publish.release import File, Release
from nutgraf.publish.rollback import finish_rollback
from nutgraf.publish.site_files import listed_pages, read_site, refuse_unrecorded, upload_order

KEEP = 30


def publish_site(
    project: Project, destination: str, *, now: datetime.datetime, reason: str = "", keep: int = KEEP
) -> Release:
    """Publish build/site: upload what the destination does not have, then switch readers to it in one step.

    Returns the release, which is the live one if nothing changed. `keep` is how many releases stay to go back to.

    Raises PublishError if the site must not be published, or if the destination cannot be written; readers have the
    old site then.
    """
    with one_build_at_a_time(project):
        finish_rollback(project)
        site = project.site_dir
        files = read_site(site)
        pages = listed_pages(site, files)
        refuse_unrecorded(site, pages)
        lock = project.lock_file.read_bytes() if project.lock_file.is_file() else b""
        to = open_destination(destination)
        try:
            with to.held():
                made = Release(0, _written(now), files, _sha256(lock) if lock else "", len(pages), reason=reason)
                return _publish(to, site, lock, made, keep)
        except OSError as error:
            raise PublishError(_cannot(to, error)) from error


def _publish(to: Destination, site: Path, lock: bytes, made: Release, keep: int) -> Release:
    live = to.live()
    remove_unfinished(to)
    if live and _is_same(to, live, made):
        return replace(read_release(to, live), live=True)
    made = replace(made, number=next_number(to), previous=live)
    absent = to.absent(made.files)
    for path in upload_order(absent):
        to.put(path, made.files[path], _unchanged(site, path, made.files[path]))
    if lock:
        to.put(LOCK_OBJECT, File(made.lock, len(lock)), lock)
    ordered = {path: made.files[path] for path in upload_order(made.files)}
    to.lay(f"{RELEASES}/{made.id}", ordered)
    to.write(manifest_name(made.id), made.to_json())
    to.switch(made.id, live)
    with contextlib.suppress(OSError):  # readers have the new site; the next run removes what is left
        prune(to, keep)
    return replace(made, live=True, uploaded=len(absent), uploaded_bytes=sum(made.files[path].size for path in absent))


def _is_same(to: Destination, live: str, made: Release) -> bool:
    try:
        return read_release(to, live).content == made.content
    except PublishError:  # a damaged manifest: publish the site again
        return False


def _unchanged(site: Path, path: str, file: File) -> bytes:
    """A file of the site, as it was when its digest was taken."""
    content = (site / path).read_bytes()
    if _sha256(content) != file.sha256:
        what = "it changed while it was published"
        raise PublishError(Problem(f"build/site/{path}", what, "build again, then publish again"))
    return content


def _cannot(to: Destination, error: OSError) -> Problem:
    from nutgraf.disk_errors import disk_problem

    found = disk_problem(error)
    return Problem(f"{to.address}: {found.where}", found.what, f"{found.fix}; readers have the old site")


def _written(now: datetime.datetime) -> str:
    return now.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
