"""Gives a cached page the new names of the stylesheet and the other files that it links to."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace

from nutgraf.cache.page_cache import CachedPage, bytes_of, digests_of
from nutgraf.pipeline.assemble import PAGE
from nutgraf.site import read_entry

_TEXTS = (".html", ".json")


def relinked(page: CachedPage, drawn_from: Mapping[str, str], names: Mapping[str, str]) -> CachedPage:
    """The page as it would be rendered now, when only names of files changed; the files that stay are paths."""
    html = _renamed(bytes_of(page.html), names)
    before = {name: bytes_of(content) for name, content in page.files if name.endswith(_TEXTS)}
    after = {name: _renamed(text, names) for name, text in before.items()}
    sums = {_sum(before[name]): _sum(text) for name, text in after.items() if text != before[name]}
    if PAGE in after:  # it has the checksum of each other file
        after[PAGE] = _renamed(after[PAGE], {**sums, _sum(bytes_of(page.html)): _sum(html)})
    changed = {name: text for name, text in after.items() if text != before[name]}
    files = tuple((name, changed.get(name, content)) for name, content in page.files)
    entry = replace(read_entry(page.entry, html, files), noted=None).to_text()
    digests = digests_of(html, entry, changed.items())
    record = replace(page.record, drawn_from=dict(drawn_from), kept={**page.record.kept, **digests})
    return CachedPage(record, entry, html, files)


def _renamed(text: bytes, names: Mapping[str, str]) -> bytes:
    """A text with every name replaced, all at once: a new name may be the old one of another file."""
    known = {old.encode(): new.encode() for old, new in names.items()}
    return re.sub(b"|".join(map(re.escape, known)), lambda found: known[found[0]], text) if known else text


def _sum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
