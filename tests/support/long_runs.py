"""How long a property is tried: `make test` tries a few cases, other ones each time, `make test-long` a hundred times as many."""

from __future__ import annotations

import os


def examples(usual: int) -> int:
    """How many cases to try, of which `make test` tries the usual number."""
    return usual * 100 if os.environ.get("TEST_LONG") else usual
