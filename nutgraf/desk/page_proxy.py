"""The pages of the preview, behind the token of the server."""

from __future__ import annotations

import asyncio
import contextlib
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
_OPEN_PAGE_WITHIN_S = 5.0
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


async def status_once_shown(preview: PreviewProcess) -> Mapping[str, Any]:
    """What the preview knows once the page that is open is built: a check meanwhile would take its time.

    A page that takes long is not waited for.
    """
    status = await known_status(preview)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_OPEN_PAGE_WITHIN_S):
            while status.get("building") and not status["made"]:
                status = await known_status(preview, since=status["stamp"])
    return status


async def known_status(preview: PreviewProcess, since: str = "") -> Mapping[str, Any]:
    """What the preview knows of its builds; nothing if it does not run: to ask does not start it.

    A view that includes following.html.j2 starts it from the browser, and is shown again once it knows.
    """
    if not preview.is_running:
        return {}
    try:
        known: Mapping[str, Any] = json.loads((await fetch(preview, f"/_preview/status?since={since}")).body)
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
