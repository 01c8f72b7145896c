"""Previews: a change at an address of its own, next to the site and apart from it, until it is removed.

A preview is a destination in previews/ of another one. It has a store and releases of its own, so that nothing of the
site changes, and it may hold pages that facts.lock does not record.
"""

from __future__ import annotations

import re

from nutgraf.errors import Problem, UsageError
from nutgraf.publish.open_destination import open_destination
from nutgraf.publish.unreachable import in_words

_PREVIEWS = "previews"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


def preview_address(destination: str, name: str) -> str:
    """Where the preview with this name is. Raises UsageError for a name that no address can have."""
    if not _NAME.fullmatch(name):
        what = "this is no name of a preview: it takes small letters, digits and hyphens"
        raise UsageError(Problem(f"preview {name!r}", what, "such as pr-12"))
    return f"{destination.rstrip('/')}/{_PREVIEWS}/{name}"


def is_preview(destination: str) -> bool:
    """Whether a destination is that of a preview."""
    return destination.rstrip("/").split("/")[-2:-1] == [_PREVIEWS]


def remove_preview(destination: str, name: str) -> bool:
    """Remove a preview; says whether there was one."""
    preview_address(destination, name)
    to = open_destination(destination)
    with in_words(destination):
        found = name in to.names(_PREVIEWS)
        to.remove(f"{_PREVIEWS}/{name}")
    return found
