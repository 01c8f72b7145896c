"""Puts right what is missing or damaged of a release at its destination, before readers get it again."""

from __future__ import annotations

from nutgraf.publish.destination import RELEASES, Contents, Destination
from nutgraf.publish.release import Release
from nutgraf.publish.site_files import upload_order


def repair(to: Destination, release: Release, content: Contents) -> None:
    """Have a release whole in its store, in its tree and, where it is live, in what readers get."""
    folder, absent = f"{RELEASES}/{release.id}", to.absent(release.files, content)
    for path in upload_order(absent):
        to.put(path, release.files[path], content(path))
    if absent or not to.is_laid(folder, release.files):
        to.lay(folder, {path: release.files[path] for path in upload_order(release.files)})
    if to.live() == release.id and not to.is_shown(release.files):
        to.switch(release.id, release.id)
