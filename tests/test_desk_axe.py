"""What axe finds in the views of the desk, each of them, on a wide screen and on a phone, light and dark."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nutgraf import inbox
from nutgraf.desk.app import ROUTES
from nutgraf.project import read_project
from support.browsing import OPEN, empty_page, violations
from support.desk_server import Desk, open_desk, read_page
from support.published import NOW, revise
from support.published import _published as _published

pytestmark = [pytest.mark.kernel, pytest.mark.browser, pytest.mark.long]

ADDRESS = "en/pay/tn"
NO_VIEWS = re.compile(r"/api/|before\|after|/pages\(|/nutgraf/page$|/nutgraf/build$")
"""What answers with JSON, with a page of the site, or only to forms."""


@pytest.fixture(scope="module")
def desk(_published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Desk]]:
    """A desk with a number that waits, one that is commented on, a build, and a change that nobody has built."""
    root = shutil.copytree(_published, tmp_path_factory.mktemp("axe") / "desk") / "newsroom"
    revise(root, 320)
    with open_desk(root) as running:
        yield root, running


def views(item: str) -> list[str]:
    """An address of each view, from the desk's own table of routes."""
    found = []
    for pattern, handler in ROUTES:
        if "get" in vars(handler) and not NO_VIEWS.search(pattern):
            path = pattern.removesuffix("?").replace(r"(\w+)", item).replace("([0-9]{1,9})", "1")
            found.append(path.replace("(.+)", ADDRESS))
    return found


def test_no_view_has_a_fault_that_axe_finds(desk: tuple[Path, Desk], browser: Any) -> None:
    root, running = desk
    faults: dict[tuple[str, int, str], list[tuple[str, str]]] = {}
    with empty_page(browser, bypass_csp=True) as page:

        def look(path: str) -> None:
            page.goto(f"{running.address}{path}")
            page.evaluate(OPEN)
            for width in (1280, 360):
                page.set_viewport_size({"width": width, "height": 800})
                for scheme in ("light", "dark"):
                    page.emulate_media(color_scheme=scheme)
                    found = violations(page)
                    if page.evaluate("document.documentElement.scrollWidth") > width:
                        found.append(("wider than the screen", path))
                    if found:
                        faults[path, width, scheme] = found

        page.goto(f"{running.address}/nutgraf/?token={running.token}")
        look("/nutgraf/")
        page.get_by_role("button", name=re.compile("^Build")).click()
        page.get_by_role("link", name=re.compile("^Decide")).wait_for(timeout=200_000)
        read_page(running, f"/nutgraf/pages/{ADDRESS}/")  # not before: a preview builds what changed
        project = read_project(root)
        (item,) = inbox.read_inbox(project, NOW)
        inbox.comment(project, ADDRESS, "Leo Paz", "Of what year?", NOW, claim="1")
        inbox.send_back(project, item.id, "Ana Ruiz", "Which table?", NOW)
        assert len(views(item.id)) >= 9
        for path in (*views(item.id), "/nutgraf/build/99", "/nutgraf/inbox/none"):
            look(path)
    assert faults == {}
