"""Checks charts against Altair's schema with jsonschema-rs, thirty times faster, before Altair checks them itself.

Only what jsonschema-rs accepts is settled; for the rest, Altair's own check decides and words the error. So a
chart is accepted or refused exactly as without it.
"""

from __future__ import annotations

import functools
import json
import math
import re
from collections.abc import Callable
from typing import Any

_IN_ROOT = "#/definitions/"
_WHOLE = "TopLevel"
"""How the names of whole charts begin, whose properties Altair also checks one by one."""
_LARGEST = 2**53


def install() -> bool:
    """Have Altair ask jsonschema-rs first; False if either is missing or works otherwise than expected."""
    try:
        import altair
        from altair.utils import schemapi

        root = altair.Chart._rootschema or altair.Chart._schema
        check = _accepting(root, schemapi._get_errors_from_spec)
    except (ImportError, AttributeError, ValueError, TypeError, KeyError):
        return False
    # Here, and not in validate_jsonschema: that one raises, so its frame is in the tracebacks that notebooks show.
    schemapi._get_errors_from_spec = check
    return True


def _accepting(root: Any, own: Callable[..., Any]) -> Callable[..., Any]:
    """The check that finds no error in what the compiled schema accepts, and otherwise asks Altair's own."""
    known, compiled = _compiled(root)

    @functools.wraps(own)
    def errors(spec: Any, schema: dict[str, Any], rootschema: dict[str, Any] | None = None) -> Any:
        if rootschema is root and schema is not root and (part := json.dumps(schema)) in known and _is_plain(spec):
            try:
                if compiled.is_valid({part: spec}):
                    return []
            except (ValueError, TypeError):
                pass  # nested too deep, for one
        return own(spec, schema, rootschema=rootschema)

    return errors


def _compiled(root: Any) -> tuple[frozenset[str], Any]:
    """The schemas that Altair checks with, as JSON, and one validator for an object with values under these names.

    Validators of their own would each hold a copy of what they share: 31 MB for fifteen of them, and 13 MB for all.
    """
    import jsonschema_rs
    from jsonschema import Draft7Validator

    definitions = root["definitions"]
    parts = [{"$ref": f"{_IN_ROOT}{name}"} for name in definitions]
    wholes = [part.get("properties", {}) for name, part in definitions.items() if name.startswith(_WHOLE)]
    parts += [part for properties in wholes for part in properties.values()]
    known = {json.dumps(part): part for part in parts}
    checker = Draft7Validator.FORMAT_CHECKER
    formats: dict[str, Callable[[str], bool]] = {
        name: functools.partial(checker.conforms, format=name) for name in _formats(root)
    }
    schema = {
        "definitions": {_plain_name(name): _with_plain_names(part) for name, part in definitions.items()},
        "properties": {name: _with_plain_names(part) for name, part in known.items()},
    }
    return frozenset(known), jsonschema_rs.Draft7Validator(schema, formats=formats, validate_formats=True)


def _with_plain_names(part: Any) -> Any:
    """A schema whose references are URIs: Vega-Lite's have characters such as "<" and "|"."""
    if isinstance(part, list):
        return [_with_plain_names(each) for each in part]
    if not isinstance(part, dict):
        return part
    found = {name: _with_plain_names(each) for name, each in part.items()}
    if isinstance(to := part.get("$ref"), str) and to.startswith(_IN_ROOT):
        found["$ref"] = f"{_IN_ROOT}{_plain_name(to.removeprefix(_IN_ROOT))}"
    return found


def _plain_name(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_.-]", lambda found: f"-{ord(found[0]):x}-", name)


def _formats(part: Any) -> set[str]:
    """The formats that a schema names."""
    if isinstance(part, list):
        return {name for each in part for name in _formats(each)}
    if not isinstance(part, dict):
        return set()
    own = {part["format"]} if isinstance(part.get("format"), str) else set()
    return own | {name for each in part.values() for name in _formats(each)}


def _is_plain(value: Any) -> bool:
    """Whether a value is JSON and nothing else, so that Python and Rust see the same."""
    kind = type(value)
    if kind is dict:
        return all(type(name) is str and _is_plain(each) for name, each in value.items())
    if kind is list:
        return all(map(_is_plain, value))
    if kind is int:
        return bool(-_LARGEST < value < _LARGEST)
    if kind is float:
        return math.isfinite(value)
    return kind is str or kind is bool or value is None
