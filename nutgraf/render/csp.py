"""What a page may load and run: nothing but what it names itself."""

from __future__ import annotations

import base64
import hashlib

POLICY = (
    "default-src 'none'; style-src 'self' file:; img-src 'self' file:; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'"
)
"""No script, no frame, no form, nothing from another host: a page needs none of it.

`connect-src` lets an auditor in the page ask for robots.txt; nothing of ours connects. `file:` is for a site opened
from its folder, where no file is 'self' by the letter; on a server it allows nothing.
"""


def scripts(*inside: str | None, own: bool = False) -> str:
    """The policy's word for what stands in script elements, by its hash, so that no other could.

    With `own` the site's own files of script may run too.
    """
    hashes = (hashlib.sha256(each.encode()).digest() for each in inside if each)
    named = [f"'sha256-{base64.b64encode(each).decode()}'" for each in hashes]
    return "; script-src " + " ".join([*(["'self'", "file:"] if own else []), *named])
