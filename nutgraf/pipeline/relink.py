"""Gives a cached page the new names of the stylesheet and the other files that it links to."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import replace

from nutgraf.cache.page_cache import CachedPage, bytes_of, digests_of
from nutgraf.site.page_contents import PAGE

TEXTS = (".html", ".json")
_SHA256 = re.compile(rb"\b[0-9a-f]{64}\b")


def relinked(
    page: CachedPage, drawn_from: Mapping[str, str], names: Mapping[str, str]
) -> tuple[CachedPage, Mapping[str, str]]:
    """The page as it would be rendered now, when only names of files changed; the files that stay are paths.

    Gives also the checksum that each changed file had, with the one that it has.
    """
    shown = bytes_of(page.html)
    html = renamed(shown, names)
    before = {name: bytes_of(content) for name, content in page.files if name.endswith(TEXTS)}
    after = {name: renamed(text, names) for name, text in before.items()}
    sums = {sha256(before[name]): sha256(text) for name, text in after.items() if text != before[name]}
    its_sum = sha256(html)
    if html != shown:
        sums[sha256(shown)] = its_sum
    if PAGE in after:  # it has the checksum of each other file
        after[PAGE] = with_sums(after[PAGE], sums)
        sums |= {sha256(before[PAGE]): sha256(after[PAGE])} if after[PAGE] != before[PAGE] else {}
    changed = {name: text for name, text in after.items() if text != before[name]}
    files = tuple((name, changed.get(name, content)) for name, content in page.files)
    known = json.loads(page.entry)
    assets = sorted(names.get(name, name) for name in known["contents"]["assets"])
    known["contents"] |= {"sha256": its_sum, "bytes": len(html), "assets": assets}
    entry = json.dumps(known, ensure_ascii=False, sort_keys=True)
    digests = digests_of(html, entry, changed.items())
    record = replace(page.record, drawn_from=dict(drawn_from), kept={**page.record.kept, **digests})
    return CachedPage(record, entry, html, files), sums


def renamed(text: bytes, names: Mapping[str, str]) -> bytes:
    """A text with every name replaced, all at once: a new name may be the old one of another file."""
    known = {old.encode(): new.encode() for old, new in names.items()}
    return re.sub(b"|".join(map(re.escape, known)), lambda found: known[found[0]], text) if known else text


def with_sums(text: bytes, sums: Mapping[str, str]) -> bytes:
    """A text with every checksum replaced by the one of the file as it is now."""
    return _SHA256.sub(lambda found: sums.get(found[0].decode(), found[0].decode()).encode(), text)


def sha256(content: bytes) -> str:
    """The checksum of a file, as the files that describe a page and a site have it."""
    return hashlib.sha256(content).hexdigest()
