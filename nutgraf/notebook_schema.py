"""Checks notebooks against nbformat's schema with jsonschema-rs, which compiles and checks them much sooner.

Only what jsonschema-rs accepts is settled; for the rest, nbformat's own check decides and words the error. So a
notebook, cell or output is accepted or refused exactly as without it.
"""

from __future__ import annotations

import contextlib
import functools
import json
from collections.abc import Mapping
from typing import Any

_NAME = "fastjsonschema"
"""The validator of nbformat that this one replaces."""
_VERSION = (4, 5)


def install() -> None:
    """Have nbformat ask jsonschema-rs first about notebooks of the current version."""
    from nbformat import v4, validator

    with contextlib.suppress(AttributeError):  # another nbformat, which then checks by itself
        for relaxed in (False, True):
            schema = validator._get_schema_json(v4, *_VERSION)  # type: ignore[no-untyped-call]
            if relaxed:
                schema = validator._relax_additional_properties(schema)  # type: ignore[no-untyped-call]
            validator.validators[(_NAME, *_VERSION, relaxed)] = QuickValidator(schema)


class QuickValidator:
    """A validator as nbformat uses it, for one schema."""

    name = _NAME

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self._schema = schema
        self._compiled = functools.cache(self._compile)

    def iter_errors(self, data: Any, schema: Mapping[str, Any] | None = None) -> Any:
        """The errors in data; `schema` refers to a part of a notebook, such as a cell."""
        if _is_json(data) and self._compiled(json.dumps(schema)).is_valid(data):
            return []
        return self._own.iter_errors(data, schema)

    def validate(self, data: Any) -> None:
        """Raise nbformat's ValidationError if there is an error in data."""
        if self.iter_errors(data):
            self._own.validate(data)

    def error_tree(self, errors: Any) -> Any:
        """The errors by place, where nbformat knows it."""
        return self._own.error_tree(errors)

    @functools.cached_property
    def _own(self) -> Any:
        from nbformat.json_compat import FastJsonSchemaValidator

        return FastJsonSchemaValidator(self._schema)  # type: ignore[no-untyped-call]

    def _compile(self, part: str) -> Any:
        import jsonschema_rs

        whole = dict(self._schema)
        if refers := json.loads(part):
            whole = {"$schema": whole["$schema"], "definitions": whole["definitions"], **refers}
        return jsonschema_rs.Draft4Validator(whole)


def _is_json(value: Any) -> bool:
    """Whether a value is JSON, so that Python and Rust see the same."""
    if isinstance(value, dict):
        return all(type(name) is str and _is_json(each) for name, each in value.items())
    if type(value) is list:
        return all(map(_is_json, value))
    return value is None or type(value) in (str, bool, int, float)
