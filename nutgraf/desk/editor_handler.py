"""What the views of an editor share: who acts, what was typed, and a refusal that keeps it."""

from __future__ import annotations

import datetime

from jupyter_server.utils import url_path_join
from tornado.escape import url_escape

from nutgraf.desk.view_handler import ViewHandler
from nutgraf.inbox import LONGEST_NAME


class EditorHandler(ViewHandler):
    """A view in which somebody acts; what was done is said on the view that follows."""

    @property
    def now(self) -> datetime.datetime:
        """The time of an action."""
        return datetime.datetime.now(datetime.UTC)

    @property
    def actor(self) -> str:
        """Who acts: as Jupyter knows them, else as they typed it in the form."""
        return self.signer or self.get_body_argument("name", "")

    def remember(self, name: str = "") -> None:
        """Keep the name of who acts, by default that of the form, as Jupyter's own identity: it is typed once."""
        name = name or self.typed("name")
        if 0 < len(name) <= LONGEST_NAME and not self.signer and self.may_sign_as:
            self.identity_provider.update_user(self, {"name": name, "display_name": name})

    def typed(self, name: str) -> str:
        """A field of the form, with line breaks as one space: the record has one line for each event."""
        return " ".join(self.get_body_argument(name, "").split())

    def go_to(self, path: str, done: str = "") -> None:
        """Lead to another view after an action, which it says."""
        self.remember()
        address = url_path_join(self.base_url, "nutgraf", path)
        self.redirect(f"{address}?done={url_escape(done)}" if done else address, status=303)
