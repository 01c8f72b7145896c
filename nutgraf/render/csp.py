"""The content security policy: a page may load and run only what it names itself."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable

POLICY = (
    "default-src 'none'; style-src 'self' file:; img-src 'self' file:; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'"
)
"""No scripts, frames, forms or other hosts, because a page needs none of them.

`connect-src` lets an auditing tool in the page fetch robots.txt; our pages make no requests. `file:` is for a site
opened from its folder, where files do not count as 'self'; on a server it allows nothing.
"""


def policy(hosts: Iterable[tuple[str, tuple[str, ...]]] = (), own_scripts: Iterable[str] = (), also: str = "") -> str:
    """The policy of a page: ours with `also`, and what the newsroom's own templates need.

    `hosts` are those that each directive allows besides, `own_scripts` its inline scripts.
    """
    directives = {each.split(" ", 1)[0]: each for each in (POLICY + also).split("; ")}
    if own := tuple(own_scripts):
        hashes = scripts(*own).removeprefix("; script-src ")
        directives["script-src"] = f"{directives.get('script-src', 'script-src')} {hashes}"
    for kind, allowed in hosts:
        before = directives.get(kind, kind).removesuffix(" 'none'")
        directives[kind] = " ".join([before, *allowed])
    return "; ".join(directives.values())


def scripts(*inside: str | None, own: bool = False) -> str:
    """The policy's directive that allows these inline scripts, by hash, and no others.

    With `own`, the site's own script files may run too.
    """
    hashes = (hashlib.sha256(each.encode()).digest() for each in inside if each)
    named = [f"'sha256-{base64.b64encode(each).decode()}'" for each in hashes]
    return "; script-src " + " ".join([*(["'self'", "file:"] if own else []), *named])
