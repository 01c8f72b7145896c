"""What all views share: the project, the templates, the policy, and errors in words."""

from __future__ import annotations

import re
import traceback
from pathlib import Path
from typing import Any

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.extension.handler import ExtensionHandlerJinjaMixin, ExtensionHandlerMixin
from jupyter_server.utils import url_escape, url_path_join

from nutgraf.desk.build_queue import BuildQueue
from nutgraf.desk.preview_process import PreviewProcess
from nutgraf.errors import NutgrafError, Problem, UsageError
from nutgraf.project import Project, read_project

_GENERATED = re.compile(r"[0-9a-f]{32}")
"""What Jupyter names a user who gave no name."""
_POLICY = "; ".join(
    [
        "default-src 'none'",
        *(f"{kind}-src 'self'" for kind in ("script", "style", "connect", "font", "frame")),
        "img-src 'self' data:",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
    ]
)


class ViewHandler(ExtensionHandlerMixin, ExtensionHandlerJinjaMixin, JupyterHandler):
    """A view of the desk. Methods that answer are decorated with `jupyter_server.auth.decorator.authorized`."""

    auth_resource = "nutgraf"

    @property
    def content_security_policy(self) -> str:
        """Nothing but the desk's own files; shown in frames of this server alone."""
        return _POLICY

    def set_default_headers(self) -> None:
        """What is held is in no cache, neither of the browser nor of what is between."""
        super().set_default_headers()
        self.set_header("Cache-Control", "no-store")

    @property
    def preview(self) -> PreviewProcess:
        """The preview of the project."""
        preview: PreviewProcess = self.settings["nutgraf_preview"]
        return preview

    @property
    def builds(self) -> BuildQueue:
        """The builds that were started at the desk."""
        queue: BuildQueue = self.settings["nutgraf_builds"]
        return queue

    @property
    def project(self) -> Project:
        """The project, with its settings as they are now; UsageError where the server is in none."""
        if self.preview.root is None:
            raise UsageError(
                Problem(
                    "the folder of this server",
                    "it is not inside a nutgraf project",
                    "start `nutgraf desk` or JupyterLab in a folder that has notebooks/ and pyproject.toml",
                )
            )
        return read_project(self.preview.root)

    @property
    def signer(self) -> str:
        """The name that decisions are signed with: the hub's user, or as typed once; "" before that."""
        user = self.current_user
        is_anonymous = user.display_name.startswith("Anonymous ") and bool(_GENERATED.fullmatch(user.username))
        return "" if is_anonymous else user.display_name or user.name or user.username

    @property
    def may_sign_as(self) -> bool:
        """Whether the name can be typed; that of a hub's user cannot."""
        return "display_name" in self.identity_provider.updatable_fields

    def lab_address(self, root: Path) -> str:
        """Where JupyterLab opens the files of a project that is in the folder that it shows; "" without it."""
        shown = Path(self.settings["server_root_dir"]).expanduser().resolve()
        if "jupyterlab" not in self.serverapp.extension_manager.extensions or not root.is_relative_to(shown):
            return ""
        if not self.serverapp.extension_manager.extension_apps.get("jupyterlab"):
            return ""
        below = root.relative_to(shown).as_posix()
        return url_path_join(self.base_url, "lab/tree", "" if below == "." else url_escape(below), "/")

    def show(self, template: str, **values: Any) -> None:
        """Send a view."""
        around = {"signer": self.signer, "may_sign_as": self.may_sign_as} if self.current_user else {}
        self.finish(self.render_template(template, **around, **values))

    def log_exception(self, typ: Any, value: BaseException | None, tb: Any) -> None:
        """Log no traceback for what a reporter reads in words."""
        if not isinstance(value, NutgrafError):
            super().log_exception(typ, value, tb)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Send what is wrong, in a reporter's words where it is one of nutgraf's own errors."""
        error = kwargs.get("exc_info", (None, None))[1]
        if isinstance(error, NutgrafError):
            self.set_status(409)
            self.show("problems.html.j2", problems=error.problems)
            return
        if error is not None and status_code >= 500:
            self.log.error("".join(traceback.format_exception(error)))
        super().write_error(status_code, **kwargs)
