"""The names of the areas of a map, as its outlines have them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

_NAMES = ("name", "NAME", "Name", "name_en", "NAME_EN", "ADMIN", "NAMELSAD", "GEN", "nom", "nombre", "label")
"""The usual names of the property that has it, in the order of preference."""


def area_names(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The name of the area in each row; [] where the outlines have none, or one name for several areas."""
    for key in _NAMES:
        names = [_held(row, key) for row in rows]
        if all(isinstance(name, str) and name for name in names) and len(set(names)) == len(names):
            return [str(name) for name in names]
    ids = [row.get("id") for row in rows]
    if all(isinstance(one, str) and one for one in ids) and len(set(ids)) == len(ids):
        return [str(one) for one in ids]
    return []


def _held(row: Mapping[str, Any], key: str) -> Any:
    inner = row.get("properties")
    return row[key] if key in row else inner.get(key) if isinstance(inner, Mapping) else None
