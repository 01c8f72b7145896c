"""Identity as JupyterHub gives it: the hub says who sends a request, and nobody chooses a name."""

from __future__ import annotations

from jupyter_server.auth import IdentityProvider, User
from tornado.web import RequestHandler


class HubIdentity(IdentityProvider):
    """The user whom the hub names in a header; for this test, without asking a hub."""

    def get_user(self, handler: RequestHandler) -> User | None:
        name = handler.request.headers.get("X-Hub-User", "")
        return User(username=name.lower().replace(" ", "."), name=name, display_name=name) if name else None
