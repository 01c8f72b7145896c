"""What the kernel answers to JupyterLab: data, which an expression of Jupyter's protocol returns as JSON."""

from __future__ import annotations

from typing import Any


class LiveAnswer(dict[str, Any]):
    """A dictionary of plain values; `user_expressions` returns it as application/json."""

    def _repr_json_(self) -> dict[str, Any]:
        return dict(self)
