"""The releases at a destination: those that are kept, one by its name, and what is removed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nutgraf.errors import Problem, PublishError
from nutgraf.publish.destination import LOCK_OBJECT, RELEASES, STORE, Destination, manifest_name, was_live_name
from nutgraf.publish.open_destination import open_destination
from nutgraf.publish.release import File, Release, number_in
from nutgraf.publish.release_provenance import provenance_name
from nutgraf.publish.unreachable import in_words


def releases(destination: str) -> list[Release]:
    """The kept releases at a destination, newest first. Raises PublishError if it cannot be read."""
    with in_words(destination):
        return kept_releases(open_destination(destination))


def kept_releases(destination: Destination) -> list[Release]:
    """The kept releases, newest first; one whose manifest is damaged is left out."""
    live, found = destination.live(), []
    marked = set(destination.names(f"{STORE}/was-live"))
    for name in destination.names(f"{STORE}/releases"):
        try:
            release = read_release(destination, name.removesuffix(".json"))
        except PublishError:
            continue
        found.append(replace(release, live=release.id == live))
    had = {live, *marked, *(release.previous for release in found)}
    found = [replace(release, was_live=release.id in had) for release in found]
    return sorted(found, key=lambda release: release.number, reverse=True)


def switch_to(destination: Destination, release: str, before: str) -> None:
    """Give readers another release, and mark the one that they had. Raises PublishError as `switch` does."""
    if before:
        destination.write(was_live_name(before), b"")
    destination.switch(release, before)


def read_release(destination: Destination, name: str) -> Release:
    """A release by its whole name. Raises PublishError if there is none, or if its manifest is damaged."""
    where = f"{destination.address}, release {name}"
    try:
        release = Release.from_json(destination.read(manifest_name(name)))
    except FileNotFoundError as error:
        raise PublishError(Problem(where, "there is no such release", "see nutgraf releases")) from error
    except ValueError as error:
        raise PublishError(Problem(where, f"its manifest is damaged: {error}", "choose another release")) from error
    if release.id != name:
        raise PublishError(Problem(where, "its manifest is that of another release", "choose another release"))
    return release


def named_release(destination: Destination, name: str) -> Release:
    """A release by its number, by its name, or by the start of its name; without any, the one before the live one.

    Raises PublishError if there is none, or more than one.
    """
    kept = kept_releases(destination)
    if not name:
        live = next((release for release in kept if release.live), None)
        before = [release for release in kept if live and release.id == live.previous]
        if not before:
            what, fix = "there is no earlier release to go back to", "see nutgraf releases"
            raise PublishError(Problem(destination.address, what, fix))
        return before[0]
    number = int(name) if name.isdecimal() and len(name) < 6 else -1
    found = [release for release in kept if release.number == number or release.id.startswith(name)]
    if len(found) != 1:
        what = f"there is no release {name!r}" if not found else f"{len(found)} releases begin with {name!r}"
        raise PublishError(Problem(destination.address, what, "see nutgraf releases"))
    return found[0]


def next_number(destination: Destination) -> int:
    """A number that no release has, kept or damaged."""
    names = [name.removesuffix(".json") for name in destination.names(f"{STORE}/releases")]
    return 1 + max((number_in(name) for name in names), default=0)


def remove_unfinished(destination: Destination) -> None:
    """Remove the trees of releases that a killed run did not finish."""
    known = {name.removesuffix(".json") for name in destination.names(f"{STORE}/releases")}
    for name in destination.names(RELEASES):
        if name not in known and number_in(name):
            destination.remove(f"{RELEASES}/{name}")


def prune(destination: Destination, keep: int) -> list[Release]:
    """Remove all but the newest releases, the live one and the one before it; returns those that were removed.

    The manifest goes first, so that a release is listed only while it is whole.
    """
    kept = kept_releases(destination)
    live = next((release for release in kept if release.live), None)
    needed = {live.id, live.previous} if live else set()
    old = [release for release in kept[max(keep, 1) :] if release.id not in needed]
    for release in old:
        destination.remove(manifest_name(release.id))
        destination.remove(provenance_name(release.id))
        destination.remove(was_live_name(release.id))
        destination.remove(f"{RELEASES}/{release.id}")
    if old:
        destination.keep_only(_objects([release for release in kept if release not in old]))
    return old


def _objects(kept: Sequence[Release]) -> list[tuple[str, File]]:
    files = [item for release in kept for item in release.files.items()]
    return files + [(LOCK_OBJECT, File(release.lock, 0)) for release in kept if release.lock]
