"""The JSON Schemas of the JSON files that a site publishes, for those who read them with a program."""

from __future__ import annotations

from pathlib import Path

FOLDER = "schemas"
_HERE = Path(__file__).with_name(FOLDER)


def schema_files() -> list[tuple[str, bytes]]:
    """Each schema with its path in the site: schemas/page.schema.json."""
    return [(f"{FOLDER}/{path.name}", path.read_bytes()) for path in sorted(_HERE.glob("*.json"))]
