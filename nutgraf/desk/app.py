"""The desk as an extension of Jupyter's server, and that server for the desk alone."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from jupyter_server.extension.application import ExtensionApp, ExtensionAppJinjaMixin
from jupyter_server.serverapp import ServerApp

from nutgraf.desk.build_handlers import ROUTES as BUILD_ROUTES
from nutgraf.desk.build_queue import BuildQueue
from nutgraf.desk.inbox_handlers import ROUTES as INBOX_ROUTES
from nutgraf.desk.lab_handlers import ROUTES as LAB_ROUTES
from nutgraf.desk.lab_handlers import put_commands_on_path
from nutgraf.desk.page_handlers import ROUTES as PAGE_ROUTES
from nutgraf.desk.page_proxy import PageHandler, StatusHandler
from nutgraf.desk.preview_process import PreviewProcess
from nutgraf.desk.problem_handlers import ROUTES as PROBLEM_ROUTES
from nutgraf.desk.sheet_handlers import ROUTES as SHEET_ROUTES
from nutgraf.desk.table_handlers import ROUTES as TABLE_ROUTES
from nutgraf.project_root import enclosing_project

_HERE = Path(__file__).parent
URL = "/nutgraf/"
ROUTES: tuple[tuple[str, Any], ...] = (
    (r"/nutgraf/pages(/.*)", PageHandler),
    (r"/nutgraf/api/status", StatusHandler),
    *INBOX_ROUTES,
    *BUILD_ROUTES,
    *PAGE_ROUTES,
    *PROBLEM_ROUTES,
    *SHEET_ROUTES,
    *TABLE_ROUTES,
    *LAB_ROUTES,
)
"""Every address of the desk, as a regular expression, and what answers there."""


class DeskServer(ServerApp):
    """Jupyter's server for the desk alone: no kernels, no editor and no files, which are for JupyterLab."""

    default_services = ("api", "auth", "security", "shutdown")  # type: ignore[assignment] # its type has their number

    def init_webapp(self) -> None:
        """Its addresses, without that of every file in the folder."""
        self.contents_manager.files_handler_class = None
        super().init_webapp()


class DeskApp(ExtensionAppJinjaMixin, ExtensionApp):
    """Views under /nutgraf/ for the project that the server's folder belongs to."""

    name = "nutgraf"
    app_name = "Nutgraf desk"
    description = "The desk of a nutgraf project: what waits for an editor, and every page as readers will see it."
    extension_url = URL
    load_other_extensions = False
    serverapp_class = DeskServer
    static_paths = [str(_HERE / "static")]  # noqa: RUF012 - a trait of the base class
    template_paths = [str(_HERE / "templates")]  # noqa: RUF012

    @classmethod
    def get_extension_package(cls) -> str:
        """The module that Jupyter's server asks for the extension; nutgraf itself imports nothing of Jupyter."""
        return "nutgraf.desk"

    def initialize_settings(self) -> None:
        """Find the project; a server whose folder is in no project serves views that say so."""
        assert self.serverapp is not None
        put_commands_on_path()
        self.preview = PreviewProcess(enclosing_project(Path(self.serverapp.root_dir)))
        self.builds = BuildQueue()
        self.settings["nutgraf_preview"], self.settings["nutgraf_builds"] = self.preview, self.builds

    def initialize_handlers(self) -> None:
        """The addresses of the views."""
        self.handlers.extend(ROUTES)

    async def stop_extension(self) -> None:
        """End the preview, and a build, with the server."""
        await self.builds.stop()
        await asyncio.to_thread(self.preview.stop)


def open_desk(root: Path, *, port: int, browse: bool) -> None:
    """Serve the desk of a project until interrupted; the address with its token is in the server's log."""
    settings = {
        "root_dir": root,
        "port": port,
        "open_browser": browse,
        "allow_root": True,  # as in a container; the desk runs no code for those who open it
        "terminals_enabled": False,
    }
    launch: Any = DeskApp.launch_instance
    launch([f"--ServerApp.{name}={value}" for name, value in settings.items()])
