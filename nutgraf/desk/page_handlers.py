"""The views of pages: the list of all, and one page in a frame."""

from __future__ import annotations

import asyncio
from typing import Any

from jupyter_server.auth.decorator import authorized
from jupyter_server.utils import url_path_join
from tornado import web
from tornado.escape import url_escape

from nutgraf.desk.page_list import list_pages
from nutgraf.desk.page_proxy import known_status
from nutgraf.desk.page_view import page_of_notebook, view_page
from nutgraf.desk.view_handler import ViewHandler


class PagesHandler(ViewHandler):
    """Every page, with its state."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Show the list; a query `q` finds pages by words of their title, address, edition or state."""
        project, asked = self.project, self.get_query_argument("q", "")
        status = await known_status(self.preview)
        pages = await asyncio.to_thread(list_pages, project, status)
        words = asked.casefold().split()
        found = [page for page in pages if all(word in " ".join(vars(page).values()).casefold() for word in words)]
        self.show("pages.html.j2", pages=found, total=len(pages), asked=asked, status=status)


class PageViewHandler(ViewHandler):
    """A page in a frame, with choosers of its edition, language, width and colors."""

    @web.authenticated
    @authorized
    async def get(self, address: str) -> None:
        """Show the page at an address."""
        view = await asyncio.to_thread(view_page, self.project, address.strip("/"))
        self.show("page.html.j2", page=view)


class NotebookPageHandler(ViewHandler):
    """The page of a notebook."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Lead to its default edition."""
        notebook, lang = self.get_query_argument("notebook"), self.get_query_argument("lang", "")
        address = await asyncio.to_thread(page_of_notebook, self.project, notebook, lang)
        self.redirect(url_path_join(self.base_url, "nutgraf/page", url_escape(address, plus=False).replace("%2F", "/")))


ROUTES: list[tuple[str, Any]] = [
    (r"/nutgraf/pages", PagesHandler),
    (r"/nutgraf/page", NotebookPageHandler),
    (r"/nutgraf/page/(.+)", PageViewHandler),
]
