"""Publishes the built site as a release."""

from __future__ import annotations

import contextlib
import datetime
import os
from dataclasses import replace
from pathlib import Path

from nutgraf.errors import Problem, PublishError
from nutgraf.pipeline.build_lock import one_build_at_a_time
from nutgraf.project import Project
from nutgraf.publish.archive import archive_release
from nutgraf.publish.destination import LOCK_OBJECT, RELEASES, Contents, Destination, manifest_name
from nutgraf.publish.kept_releases import next_number, prune, read_release, remove_unfinished, switch_to
from nutgraf.publish.open_destination import open_destination
from nutgraf.publish.previews import is_preview
from nutgraf.publish.release import File, Release, digest_of
from nutgraf.publish.release_changes import release_changes
from nutgraf.publish.release_provenance import provenance_name, statement
from nutgraf.publish.repair import repair
from nutgraf.publish.rollback import finish_rollback
from nutgraf.publish.secret_search import refuse_secrets
from nutgraf.publish.site_files import listed_pages, read_site, refuse_unrecorded, upload_order
from nutgraf.publish.unreachable import in_words
from nutgraf.utc_moment import utc_moment

KEEP = 30
_OLD = "readers have the old site"


def publish_site(
    project: Project,
    destination: str,
    *,
    now: datetime.datetime,
    reason: str = "",
    keep: int = KEEP,
) -> Release:
    """Publish build/site: upload what the destination does not have, then switch readers to it in one step.

    Returns the release, which is the live one if nothing changed. `keep` is how many releases stay to go back to.

    Raises PublishError if the site must not be published, or if the destination cannot be written; readers have the
    old site then.
    """
    with one_build_at_a_time(project):
        finish_rollback(project)
        made, lock = _ready(project, now, reason, destination)
        to = open_destination(destination)
        with in_words(to.address, _OLD), to.held():
            return _publish(to, project, lock, made, keep)


def would_publish(project: Project, destination: str, *, now: datetime.datetime, reason: str = "") -> Release:
    """The release that `publish_site` would make, with what would be uploaded; nothing is written.

    Raises PublishError as it does.
    """
    with one_build_at_a_time(project):
        made, _ = _ready(project, now, reason, destination)
        to = open_destination(destination)
        with in_words(to.address, _OLD):
            made, absent = _with_changes(to, project, made, to.live())
            refuse_secrets(project, absent, os.environ)
        return made


def _ready(project: Project, now: datetime.datetime, reason: str, destination: str) -> tuple[Release, bytes]:
    """The built site as a release that has no number yet, and the content of facts.lock."""
    site = project.site_dir
    files = read_site(site)
    pages = listed_pages(site, files)
    if not is_preview(destination):
        refuse_unrecorded(site, pages)
    lock = project.lock_file.read_bytes() if project.lock_file.is_file() else b""
    return Release(0, utc_moment(now), files, digest_of(lock) if lock else "", len(pages), reason=reason), lock


def _publish(to: Destination, project: Project, lock: bytes, made: Release, keep: int) -> Release:
    live = to.live()
    remove_unfinished(to)
    made, absent = _with_changes(to, project, made, live)
    content = _contents(project, made)
    if not made.new:
        repair(to, made, content)
        _archive(to, project, made)
        return made
    refuse_secrets(project, absent, os.environ)
    for path in upload_order(absent):
        to.put(path, made.files[path], content(path))
    if lock:
        to.put(LOCK_OBJECT, File(made.lock, len(lock)), lock)
    ordered = {path: made.files[path] for path in upload_order(made.files)}
    to.lay(f"{RELEASES}/{made.id}", ordered)
    to.write(provenance_name(made.id), statement(project, made))
    to.write(manifest_name(made.id), made.to_json())
    switch_to(to, made.id, live)
    _archive(to, project, made)
    with contextlib.suppress(OSError):  # readers have the new site; the next run removes what is left
        prune(to, keep)
    return replace(made, live=True)


def _archive(to: Destination, project: Project, made: Release) -> None:
    """Keep the versions of its pages, where the newsroom keeps an archive; the next run does what is left."""
    if project.archive and not is_preview(to.address):
        with contextlib.suppress(OSError, ValueError):
            archive_release(to, made)


def _with_changes(to: Destination, project: Project, made: Release, live: str) -> tuple[Release, set[str]]:
    """The release with its number and what it changes, and what is to be uploaded; the live one if that is the same."""
    before = _live_release(to, live)
    if before and before.content == made.content:
        return replace(before, live=True), set()
    absent = to.absent(made.files, _contents(project, made))
    release = replace(
        made,
        number=next_number(to),
        previous=live,
        new=True,
        uploaded=len(absent),
        uploaded_bytes=sum(made.files[path].size for path in absent),
        changes=release_changes(before.files if before else {}, made.files),
    )
    return release, absent


def _live_release(to: Destination, live: str) -> Release | None:
    try:
        return read_release(to, live) if live else None
    except PublishError:  # a damaged manifest: publish the site again
        return None


def _contents(project: Project, made: Release) -> Contents:
    return lambda path: _unchanged(project.site_dir, path, made.files[path])


def _unchanged(site: Path, path: str, file: File) -> bytes:
    """A file of the site, as it was when its digest was taken."""
    content = (site / path).read_bytes()
    if not file.holds(content):
        what = "it changed while it was published"
        raise PublishError(Problem(f"build/site/{path}", what, "build again, then publish again"))
    return content
