"""Defers jsonschema's slow IRI parser until an IRI is validated."""

from __future__ import annotations

import contextlib
import importlib
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from types import ModuleType
from typing import Any

_PARSER = "rfc3987_syntax"


@contextlib.contextmanager
def defer_iri_parser() -> Iterator[None]:
    """Build the IRI parser on the first validation of an IRI.

    jsonschema, a dependency of nbformat and Altair, builds it on import: that takes a second in every process,
    as long as pandas, Altair and ipykernel together.
    """
    if _PARSER in sys.modules or find_spec(_PARSER) is None:
        yield
        return
    stand_in: Any = ModuleType(_PARSER)
    stand_in.is_valid_syntax = lambda *asked: importlib.import_module(_PARSER).is_valid_syntax(*asked)
    sys.modules[_PARSER] = stand_in
    try:
        yield
    finally:
        del sys.modules[_PARSER]
