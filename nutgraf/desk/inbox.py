"""The first view: what waits for an editor."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado import web

from nutgraf.desk.view_handler import ViewHandler


class InboxHandler(ViewHandler):
    """What waits for an editor."""

    @web.authenticated
    @authorized
    def get(self) -> None:
        """Show the inbox."""
        self.show("inbox.html.j2", newsroom=self.project.name)
