"""The published JSON Schemas, and what they say is wrong with a value."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from support.sites import ROOT

SCHEMAS = ROOT / "docs" / "reference" / "schemas"


def read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _strict(schema: Any) -> Any:
    """The schema, with no field allowed that it does not name."""
    if isinstance(schema, list):
        return [_strict(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {name: each if name == "allOf" else _strict(each) for name, each in schema.items()}
    named = {"properties", "allOf", "$ref"} & schema.keys()
    return {**inner, "unevaluatedProperties": False} if named else inner


def wrong(name: str, value: Any) -> list[str]:
    """What a schema says is wrong with a value, fields that it does not name too."""
    schemas = {path.name: read_json(path) for path in SCHEMAS.glob("*.json")}
    common = schemas["common.schema.json"]
    common["$defs"] = {name: {**_strict(each), "unevaluatedProperties": True} for name, each in common["$defs"].items()}
    strict = {name: each if name == "common.schema.json" else _strict(each) for name, each in schemas.items()}
    registry = Registry().with_resources((name, Resource.from_contents(each)) for name, each in strict.items())
    validator = Draft202012Validator({"$ref": f"{name}.schema.json"}, registry=registry)
    return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(value)]
