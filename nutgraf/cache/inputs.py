"""Named digests of inputs, which every cache compares with the current ones."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

Inputs = Mapping[str, str]
"""The digest of each input, by its name."""

TEMPLATES = "template of the page"
"""The name of the input that the parts of a page are placed in."""
LINKED = "stylesheet, or another file that pages share,"
"""The name of the input that is the content of the files that pages link to."""
LINK_NAME = "name of the file for "
"""The beginning of the names of the inputs that are the names of those files."""


def digest(value: Any) -> str:
    """A short fingerprint of bytes, or of any JSON value."""
    data = (
        value
        if isinstance(value, bytes)
        else json.dumps(value, sort_keys=True, ensure_ascii=False, default=str).encode()
    )
    return hashlib.sha256(data).hexdigest()[:20]


def first_difference(before: Inputs, now: Inputs) -> str:
    """The name of the first input that is new, gone or changed; "" if all are the same."""
    if before == now:  # nearly always, and a page has hundreds
        return ""
    return next((name for name in [*now, *before] if before.get(name) != now.get(name)), "")
