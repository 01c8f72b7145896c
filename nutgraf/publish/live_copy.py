"""Copies the live site from a destination, for a machine that has never built it."""

from __future__ import annotations

from pathlib import Path

from nutgraf.errors import Problem, PublishError
from nutgraf.publish.kept_releases import read_release
from nutgraf.publish.open_destination import open_destination
from nutgraf.publish.unreachable import in_words


def copy_live_site(destination: str, into: Path) -> bool:
    """Write the live site to a folder; says whether there is one.

    Raises PublishError if a file of it is missing or damaged.
    """
    with in_words(destination):
        to = open_destination(destination)
        live = to.live()
        if not live:
            return False
        for path, file in read_release(to, live).files.items():
            try:
                content = to.get(path, file)
            except FileNotFoundError:
                content = b""
            if not file.holds(content):
                what = "a file of the live release is missing or damaged there"
                raise PublishError(
                    Problem(f"{destination}, {path}", what, "roll back, or publish from another machine")
                )
            (into / path).parent.mkdir(parents=True, exist_ok=True)
            (into / path).write_bytes(content)
    return True
