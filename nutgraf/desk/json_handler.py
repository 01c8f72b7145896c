"""What the desk answers to JupyterLab as JSON: what is asked, or problems in words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from nutgraf.desk.view_handler import ViewHandler
from nutgraf.errors import NutgrafError, Problem, UsageError


class JsonHandler(ViewHandler):
    """An answer to a program. Methods that answer are decorated with `jupyter_server.auth.decorator.authorized`."""

    def answer(self, content: Mapping[str, Any]) -> None:
        """Send a JSON value."""
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps(content))

    def body(self) -> dict[str, Any]:
        """The JSON object that was sent; UsageError where it is anything else."""
        try:
            sent: Any = json.loads(self.request.body)
        except (ValueError, RecursionError):  # no JSON, no text, or lists in lists without end
            sent = None
        if not isinstance(sent, dict):
            raise UsageError(Problem("the request", "it is not a JSON object", "see nutgraf/desk"))
        return sent

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Send what is wrong as problems."""
        error = kwargs.get("exc_info", (None, None))[1]
        if isinstance(error, NutgrafError):
            self.set_status(409)
            self.answer({"problems": [problem.to_json() for problem in error.problems]})
            return
        super().write_error(status_code, **kwargs)
