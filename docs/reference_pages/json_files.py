"""reference/json-files.md: the fields of every JSON file and JSON line, from their published schemas."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from .markdown import page, table

SCHEMAS = Path(__file__).parents[1] / "reference" / "schemas"
FILES = ("manifest", "page", "facts", "site-facts")
LINES = (
    "check",
    "build",
    "status",
    "verify",
    "releases",
    "rebuild",
    "run-status",
    "claims",
    "usages",
    "refresh",
    "inbox",
    "log",
)
ON_FILE = ("facts-lock", "desk-event", "table-version")
ELSEWHERE = ("moved", "release", "manifest-of-release", "current", "page-versions")


def json_files() -> str:
    """The whole page."""
    return page(
        "# JSON files",
        "What other programs read: files of the site, of the project and of a destination, and what commands print with "
        "`--json`. Files of `build` and of `desk` that are not on this page are nutgraf's own. Each has a "
        "[JSON Schema](https://json-schema.org) (2020-12); the tests validate what a build writes against them. A "
        "field may be added in any version; one is taken away or changes its meaning only with a line in the changelog.",
        "## Files of the site",
        "The site publishes these with their schemas, in `schemas/` at its root: `schemas/facts.schema.json`.",
        *(part for name in FILES for part in _section(name)),
        "## Lines of commands",
        "One JSON object a line on standard output. What is for people goes to standard error.",
        *(part for name in LINES for part in _section(name)),
        "## Files of the project",
        "In the repository, for its history. Only nutgraf writes them.",
        *(part for name in ON_FILE for part in _section(name)),
        "## Files of a held page and of a destination",
        *(part for name in ELSEWHERE for part in _section(name)),
        "## The data package",
        "[Areas, units, publishers and totals](declarations.md) under `nutgraf` of `data/datapackage.json`. "
        "[Schema](schemas/data-package.schema.json)",
        "## Common parts",
        "[Schema](schemas/common.schema.json)",
        *(part for name, schema in read("common")["$defs"].items() for part in _common(name, schema)),
    )


def read(name: str) -> Mapping[str, Any]:
    """A schema by its short name."""
    found: Mapping[str, Any] = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    return found


def _section(name: str) -> Iterator[str]:
    schema = read(name)
    yield f"### {schema['title']}"
    yield f"{schema['description']} [Schema](schemas/{name}.schema.json)"
    yield from _tables(schema)


def _common(name: str, schema: Mapping[str, Any]) -> Iterator[str]:
    yield f"### {name.capitalize()}"
    yield schema["description"]
    yield from _tables(schema)


def _tables(schema: Mapping[str, Any]) -> Iterator[str]:
    whole = schema["items"] if schema.get("type") == "array" else schema
    for one in whole.get("oneOf", [whole]):
        if one is not whole and "description" in one:
            yield one["description"]
        parts = one.get("allOf", [one])
        yield from (f"All fields of a [{target}](#{target})." for part in parts if (target := _target(part)))
        if rows := [row for part in parts for row in _rows(part, "")]:
            yield table(("field", "type", "description"), rows)


def _rows(schema: Mapping[str, Any], above: str) -> Iterator[tuple[str, str, str]]:
    required = schema.get("required", ())
    for name, field in schema.get("properties", {}).items():
        path = f"{above}{name}"
        yield f"`{path}`", _type(field) + ("" if name in required else ", optional"), field.get("description", "")
        items = field.get("items", {})
        yield from _rows(items, f"{path}[].") if items.get("properties") else _rows(field, f"{path}.")


def _type(field: Mapping[str, Any]) -> str:
    if target := _target(field):
        return f"[{target}](#{target})"
    if choices := [each for each in field.get("enum", ()) if isinstance(each, str)]:
        return " or ".join(f"`{each}`" if each else "empty" for each in choices)
    kind = field.get("type", "any")
    if kind == "array":
        inner = _type(field["items"]) if field.get("items") else "any"
        return f"array of {inner}"
    return " or ".join(kind) if isinstance(kind, list) else "string" if "const" in field else kind


def _target(schema: Mapping[str, Any]) -> str:
    return str(schema.get("$ref", "")).rpartition("/")[2]
