"""The papermill engine that renders prose in the kernel, in cell order, and keeps the notes of each cell."""

from __future__ import annotations

from papermill.engines import NBClientEngine


class ExplainerEngine(NBClientEngine):  # type: ignore[misc]
    """Runs a notebook as papermill does, and asks the kernel for the notes of every cell."""
