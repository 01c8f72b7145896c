"""The editor's views of the desk: what waits, both pages, decisions, the fact sheet and the log, in a real browser."""

from __future__ import annotations

import json
import shutil
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nutgraf import inbox
from nutgraf.desk.cell_comments import cell_comments
from nutgraf.project import read_project
from support import papermill_door
from support.browsing import empty_page, violations, wait_until
from support.desk_server import Desk, open_desk
from support.published import NOW, revise, run
from support.published import _published as _published

pytestmark = [pytest.mark.kernel, pytest.mark.browser]

HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def desk(_published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Desk]]:
    """A desk for a newsroom in which Tennessee's number changed."""
    root = shutil.copytree(_published, tmp_path_factory.mktemp("editor") / "desk") / "newsroom"
    with pytest.MonkeyPatch.context() as patch:
        papermill_door.open_door(patch)
        revise(root, 320)
        run(root)
    with open_desk(root) as running:
        yield root, running


def send(desk: Desk, path: str, **fields: str) -> tuple[int, str]:
    """The answer to a form."""
    return desk.ask(path, {"Authorization": f"token {desk.token}"}, urllib.parse.urlencode(fields).encode())


def waiting(root: Path) -> inbox.WaitingFact:
    (item,) = inbox.read_inbox(read_project(root), NOW)
    return item


def test_the_inbox_and_its_item_show_old_and_new(desk: tuple[Path, Desk]) -> None:
    root, running = desk
    status, html = running.get("/nutgraf/")
    assert (status, "<del>314</del>" in html, "<ins>320</ins>" in html) == (200, True, True)
    _, html = running.get(f"/nutgraf/inbox/{waiting(root).id}")
    assert "Fue 314." in html
    assert "Fue 320." in html
    assert "data/areas.csv, line 2" in html
    assert ">320<" in running.get("/nutgraf/after/es/pay/tn/")[1]
    assert ">314<" in running.get("/nutgraf/before/es/pay/tn/")[1]


@pytest.mark.parametrize("path", ["../../pyproject.toml", "%2e%2e/%2e%2e/facts.lock", "/etc/passwd", "en/pay/zz"])
def test_no_file_outside_the_two_sites_is_served(desk: tuple[Path, Desk], path: str) -> None:
    for which in ("before", "after"):
        assert desk[1].get(f"/nutgraf/{which}/{path}")[0] == 404


def test_a_stranger_decides_nothing(desk: tuple[Path, Desk]) -> None:
    root, running = desk
    stranger = Desk(running.process, running.address, "guessed")
    send(stranger, f"/nutgraf/inbox/{waiting(root).id}", action="accept", name="Eve", text="x")
    assert waiting(root).decision.events == ()


def test_what_was_seen_before_a_change_is_refused_with_what_was_typed(desk: tuple[Path, Desk]) -> None:
    root, running = desk
    path = f"/nutgraf/inbox/{waiting(root).id}"
    status, html = send(running, path, action="accept", name="Ana", text="A long reason", seen="an earlier version")
    assert (status, "it is not as you saw it any more" in html, "A long reason" in html) == (409, True, True)


def test_hostile_words_show_as_text(desk: tuple[Path, Desk]) -> None:
    root, running = desk
    path = f"/nutgraf/inbox/{waiting(root).id}"
    assert send(running, path, action="send-back", name=HOSTILE, text=HOSTILE)[0] == 200
    for view in (path, "/nutgraf/", "/nutgraf/log"):
        html = running.get(view)[1]
        assert HOSTILE not in html
        assert "&lt;img src=x" in html
    inbox.undo(read_project(root), "", HOSTILE, NOW)


def test_jupyterlab_reads_and_answers_comments_as_json(desk: tuple[Path, Desk]) -> None:
    root, running = desk
    made = inbox.comment(read_project(root), "en/pay/tn", "Ana Ruiz", "Of what year?", NOW, claim="1")
    sent = {"to": made.id, "text": "Of 2026.", "name": "Leo Paz"}
    assert running.post("/nutgraf/api/comments/en/pay/tn", sent)[0] == 200
    (comment,) = json.loads(running.get("/nutgraf/api/comments/en/pay/tn")[1])["comments"]
    assert (comment["sentence"], comment["answers"][0]["text"]) == ("It was 314.", "Of 2026.")


def test_jupyterlab_shows_a_comment_at_the_cell_of_its_sentence(desk: tuple[Path, Desk]) -> None:
    root, running = desk
    made = inbox.comment(read_project(root), "en/pay/tn", "Ana Ruiz", "Who says so?", NOW, claim="1")
    known = json.loads(running.get("/nutgraf/api/cell-comments?notebook=notebooks/pay.ipynb")[1])
    (comment,) = [each for each in known["comments"] if each["id"] == made.id]
    cells = json.loads((root / "notebooks" / "pay.ipynb").read_text())["cells"]
    (cell,) = [each for each in cells if each["id"] == comment["cell"]]
    assert "It was" in "".join(cell["source"])
    assert (comment["page"], comment["sentence"], comment["answers"]) == ("en/pay/tn", "It was 314.", [])


def test_jupyterlab_shows_a_number_that_was_sent_back_until_it_is_decided(desk: tuple[Path, Desk]) -> None:
    project = read_project(desk[0])
    sent = inbox.send_back(project, waiting(project.root).id, "Ana Ruiz", "Which table?", NOW)
    answer = inbox.answer(project, sent.id, "Leo Paz", "That of July.", NOW)
    (known,) = [each for each in cell_comments(project, project.notebooks_dir / "pay.ipynb") if each.id == sent.id]
    assert ("314" in known.sentence, known.text, known.answers[0]["text"]) == (True, "Which table?", "That of July.")
    for done in (answer, sent):
        inbox.undo(project, done.id, "Ana Ruiz", NOW)
    assert sent.id not in [each.id for each in cell_comments(project, project.notebooks_dir / "pay.ipynb")]


def test_an_editor_checks_sends_back_and_accepts_by_keyboard_and_takes_it_back(
    desk: tuple[Path, Desk], browser: Any
) -> None:
    """And nothing that she sees has a fault that axe finds, at 360 px and in the dark."""
    root, running = desk
    faults = {}
    with empty_page(browser, width=360, bypass_csp=True) as page:

        def look(name: str) -> None:
            faults[name] = violations(page)
            page.emulate_media(color_scheme="dark")
            faults[f"{name}, dark"] = violations(page)
            page.emulate_media(color_scheme="light")
            assert page.evaluate("document.documentElement.scrollWidth") <= 360

        page.goto(f"{running.address}/nutgraf/?token={running.token}")
        look("inbox")
        page.locator(".item a").focus()
        page.keyboard.press("Enter")
        page.wait_for_selector("form.decide")
        frame = page.frame_locator("iframe >> nth=1").locator("data")
        wait_until(page, "document.querySelectorAll('iframe')[1].contentDocument.querySelector('data[style]')")
        assert frame.inner_text() == "320"
        look("item")
        page.locator("#name").focus()
        page.keyboard.type("Ana Ruiz")
        page.keyboard.press("Enter")  # decides nothing
        page.keyboard.press("Tab")
        page.keyboard.type("the state revised it")
        page.locator("button[value=accept]").focus()
        page.keyboard.press("Enter")
        page.wait_for_selector(".done")
        assert "Ana Ruiz accepted" in page.inner_text(".done")
        assert "Nothing waits." in page.inner_text("main")
        look("done")
        page.locator(".done button").focus()
        page.keyboard.press("Enter")
        page.wait_for_selector(".log")
        assert "took back that Ana Ruiz accepted" in page.inner_text(".log li")
        look("log")
        page.goto(f"{running.address}/nutgraf/facts/en/pay/tn")
        page.locator("#claim-1 > details > summary").click()
        look("sheet")
        page.locator("#text-1").fill("the state's table 3")
        page.locator("#claim-1 button[value=tick]").click()
        page.wait_for_selector(".tick")
        assert "1 of 1 claims are checked" in page.inner_text("main")
    assert {name: found for name, found in faults.items() if found} == {}
    assert waiting(root).now == "320"
