"""nutgraf/site/schemas: the JSON Schemas that go into each site, copied from docs/reference/schemas."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from .json_files import SCHEMAS

_PUBLISHED = ("common", "facts", "manifest", "page", "site-facts")
_THERE = "../../nutgraf/site/schemas"


def _copied(path: Path) -> str:
    return path.read_text(encoding="utf-8")


PUBLISHED: Mapping[str, Callable[[], str]] = {
    f"{_THERE}/{name}.schema.json": partial(_copied, SCHEMAS / f"{name}.schema.json") for name in _PUBLISHED
}
"""Each copy by its path below docs/reference."""
