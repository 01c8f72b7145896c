"""Goes back to an earlier release: what readers get, the site of the project, and facts.lock, together."""

from __future__ import annotations

import json
from dataclasses import replace

from nutgraf.atomic_write import replace_file
from nutgraf.errors import BusyError, Problem, PublishError, UsageError
from nutgraf.ledger import read_lock
from nutgraf.pipeline.build_lock import one_build_at_a_time
from nutgraf.pipeline.live import Live
from nutgraf.project import Project
from nutgraf.publish.destination import LOCK_OBJECT, Destination
from nutgraf.publish.kept_releases import kept_releases, named_release, read_release, switch_to
from nutgraf.publish.open_destination import open_destination
from nutgraf.publish.release import File, Release
from nutgraf.publish.release_changes import release_changes
from nutgraf.publish.repair import repair
from nutgraf.publish.unreachable import in_words
from nutgraf.site.publishing import Site, publish
from nutgraf.stored_json import read_stored

_NOTE = "rollback.json"
"""In build/, while a rollback is under way: a killed one is finished before anything is published."""


def roll_back(project: Project, destination: str, release: str = "") -> Release:
    """Give readers an earlier release again, and the project its site and its facts.lock.

    `release` is a number or a name; without it, the release before the live one. Returns the release, which is live
    again under its old name.

    Raises PublishError if there is no such release, if a file of it is damaged, or if the destination is in use.
    """
    with one_build_at_a_time(project):
        to = open_destination(destination)
        with in_words(to.address), to.held():
            chosen = _chosen(to, release)
            _restore(project, to, chosen)
            return replace(chosen, live=True)


def would_roll_back(destination: str, release: str = "") -> Release:
    """The release that `roll_back` would make live, with what readers would notice; nothing is written.

    Raises PublishError if there is no such release.
    """
    with in_words(destination):
        return _chosen(open_destination(destination), release)


def _chosen(to: Destination, name: str) -> Release:
    chosen = named_release(to, name)
    live = to.live()
    there = next((each.files for each in kept_releases(to) if each.id == live), {})
    return replace(chosen, changes=release_changes(there, chosen.files))


def finish_rollback(project: Project) -> None:
    """Finish a rollback that was killed; the caller holds the lock of builds."""
    note = project.build_dir / _NOTE
    try:
        said = read_stored(note.read_text(encoding="utf-8"))
        address, name = str(said["destination"]), str(said["release"])
    except (OSError, ValueError, KeyError, TypeError):
        note.unlink(missing_ok=True)
        return
    try:
        to = open_destination(address)
        with in_words(address), to.held():
            _restore(project, to, read_release(to, name))
    except BusyError:
        raise
    except (PublishError, UsageError) as error:
        what = f"a rollback to release {name} at {address} was begun and cannot be finished"
        fix = f"correct what is said below; or remove build/{_NOTE}, which drops the rollback, and publish again"
        raise PublishError(Problem(f"build/{_NOTE}", what, fix), *error.problems) from error


def _restore(project: Project, to: Destination, chosen: Release) -> None:
    site = {path: _sound(project, to, path, file) for path, file in chosen.files.items()}
    lock = _content(to, LOCK_OBJECT, File(chosen.lock, 0)) if chosen.lock else b""
    note = project.build_dir / _NOTE
    replace_file(note, json.dumps({"destination": to.address, "release": chosen.id}).encode())
    repair(to, chosen, site.__getitem__)
    switch_to(to, chosen.id, to.live())
    replace_file(project.lock_file, lock)
    publish(Site(site), project.build_dir)
    _remember(project)
    note.unlink()


def _sound(project: Project, to: Destination, path: str, file: File) -> bytes:
    """The content of a file of a release: of the project if it is there, else from the destination."""
    try:
        content = (project.site_dir / path).read_bytes()
    except OSError:
        content = b""
    return content if file.holds(content) else _content(to, path, file)


def _content(to: Destination, path: str, file: File) -> bytes:
    try:
        content = to.get(path, file)
    except FileNotFoundError:
        content = b""
    if not file.holds(content):
        what = "the release cannot be restored, because this file of it is missing or damaged"
        raise PublishError(Problem(f"{to.address}, {path}", what, "choose another release"))
    return content


def _remember(project: Project) -> None:
    """Note which numbers are published from here, as a build with --publish does."""
    live = Live(project, read_lock(project.lock_file))
    sheets = [(address, project.site_dir / address / "facts.json") for address in sorted(live.lock.published)]
    live.remember((address, path.read_bytes()) for address, path in sheets if path.is_file())
