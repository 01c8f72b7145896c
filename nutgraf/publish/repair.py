"""Puts right what is missing or damaged of a release at its destination, before readers get it again."""

from __future__ import annotations

from collections.abc import Callable

from nutgraf.publish.destination import RELEASES, Destination
from nutgraf.publish.release import Release
from nutgraf.publish.site_files import upload_order


def repair(to: Destination, release: Release, content: Callable[[str], bytes]) -> None:
    """Have a release whole in its store and in its tree; `content` gives a file of it as it was published."""
    folder, absent = f"{RELEASES}/{release.id}", to.absent(release.files)
    for path in upload_order(absent):
        to.put(path, release.files[path], content(path))
    if absent or not to.is_laid(folder, release.files):
        to.lay(folder, {path: release.files[path] for path in upload_order(release.files)})
