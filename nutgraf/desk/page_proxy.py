"""The pages of the preview, behind the token of the server."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from typing import Any

from jupyter_server.auth.decorator import authorized
from tornado import web
from tornado.httpclient import AsyncHTTPClient, HTTPResponse

from nutgraf.desk.preview_process import PreviewProcess
from nutgraf.desk.view_handler import ViewHandler
from nutgraf.errors import NutgrafError
from nutgraf.preview.server import KEY_HEADER

_LONGER_THAN_A_WAIT_S = 40.0
_PASSED_ON = ("Content-Type", "Location", "Cache-Control")
_AT_ONCE = 200
"""How many requests may wait at once: every open page waits for its next version."""


@functools.cache
def _client() -> AsyncHTTPClient:
    return AsyncHTTPClient(force_instance=True, max_clients=_AT_ONCE)


async def fetch(preview: PreviewProcess, path: str) -> HTTPResponse:
    """The preview's answer to a request."""
    url = await preview.url() + path
    return await _client().fetch(
        url,
        headers={KEY_HEADER: preview.key},
        follow_redirects=False,
        raise_error=False,
        request_timeout=_LONGER_THAN_A_WAIT_S,
    )


async def known_status(preview: PreviewProcess) -> Mapping[str, Any]:
    """What the preview knows of its builds; nothing if it does not run: to ask does not start it.

    A view that includes following.html.j2 starts it from the browser, and is shown again once it knows.
    """
    if not preview.is_running:
        return {}
    try:
        known: Mapping[str, Any] = json.loads((await fetch(preview, "/_preview/status")).body)
    except (NutgrafError, OSError, ValueError):
        return {}
    return known


class PageHandler(ViewHandler):
    """A page as the preview shows it, and the files that it needs."""

    @property
    def content_security_policy(self) -> str:
        """A page has a policy of its own; this one adds who may frame it."""
        return "frame-ancestors 'self'"

    @web.authenticated
    @authorized
    async def get(self, path: str) -> None:
        """Pass a request on to the preview."""
        assert self.project
        query = f"?{self.request.query}" if self.request.query else ""
        answer = await fetch(self.preview, path + query)
        self.set_status(answer.code)
        for name in _PASSED_ON:
            if name in answer.headers:
                self.set_header(name, answer.headers[name])
        self.finish(answer.body or b"")


class StatusHandler(ViewHandler):
    """The state of all pages: being built, failed, on hold."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Answer once the state is another than `since`."""
        assert self.project
        answer = await fetch(self.preview, f"/_preview/status?{self.request.query}")
        self.set_header("Content-Type", "application/json")
        self.finish(answer.body)
