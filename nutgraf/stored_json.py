"""Reads JSON that was kept on a disk or in a store, and may have been damaged there in any way."""

from __future__ import annotations

import json
from typing import Any


def read_stored(content: str | bytes) -> Any:
    """The value. Raises ValueError if this is no JSON, or is nested deeper than anything that was kept."""
    try:
        return json.loads(content)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
