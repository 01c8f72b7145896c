"""Defers libraries that others import for something that nutgraf rarely or never uses."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import sys
from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any

_FORMATS: Mapping[str, Mapping[str, Any]] = {
    "rfc3987_syntax": {"is_valid_syntax": None},
    "rfc3986_validator": {"validate_rfc3986": None},
    "isoduration": {"parse_duration": None, "DurationParsingException": ValueError},
}
"""What jsonschema takes from each library: a function to call later, or what its exception derives from."""


@contextlib.contextmanager
def defer_formats() -> Iterator[None]:
    """Import the libraries of jsonschema's formats on the first validation of a URI, an IRI or a duration.

    jsonschema, a dependency of nbformat and Altair, imports them all. The parser of IRIs alone takes a second in every
    process, as long as pandas, Altair and ipykernel together.
    """
    added = [name for name in _FORMATS if name not in sys.modules and importlib.util.find_spec(name) is not None]
    sys.modules.update({name: _stand_in(name, _FORMATS[name]) for name in added})
    try:
        yield
    finally:
        for name in added:
            del sys.modules[name]


@contextlib.contextmanager
def defer_module(name: str) -> Iterator[None]:
    """Have those who import a module get one that is loaded when something of it is used."""
    spec = None if name in sys.modules else importlib.util.find_spec(name)
    if spec is None or spec.loader is None:
        yield
        return
    spec.loader = importlib.util.LazyLoader(spec.loader)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    yield


def _stand_in(name: str, contents: Mapping[str, Any]) -> ModuleType:
    module = ModuleType(name)
    for each, content in contents.items():
        setattr(module, each, content or _later(name, each))
    return module


def _later(module: str, name: str) -> Any:
    def call(*args: Any, **options: Any) -> Any:
        return getattr(importlib.import_module(module), name)(*args, **options)

    return call
