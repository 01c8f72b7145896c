"""Changes data/datapackage.json and keeps the way it is written: indents, letters, order."""

from __future__ import annotations

import json
from typing import Any

NEW = {"$schema": "https://datapackage.org/profiles/2.0/datapackage.json", "name": "data", "resources": []}
_INDENTS: tuple[int | str | None, ...] = (2, 4, "\t", 1, 3, None)


def read_package_text(text: str | None) -> dict[str, Any]:
    """The data package as it is now, or the start of one; its text is sound JSON."""
    described: dict[str, Any] = (
        json.loads(text.removeprefix("\ufeff")) if text is not None else {**NEW, "resources": []}
    )
    return described


def written_like(text: str | None, described: dict[str, Any]) -> str:
    """The data package as JSON, in the style of its present text; with indents of two where that has no one style."""
    present = read_package_text(text)
    for indent in _INDENTS:
        for ascii_alone in (False, True):
            for end in ("\n", ""):
                if text == json.dumps(present, indent=indent, ensure_ascii=ascii_alone) + end:
                    return json.dumps(described, indent=indent, ensure_ascii=ascii_alone) + end
    return json.dumps(described, indent=2, ensure_ascii=False) + "\n"
