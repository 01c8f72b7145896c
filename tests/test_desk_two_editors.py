"""Two editors at once, each in a browser of their own: nothing that either does is lost, and both see it."""

from __future__ import annotations

import contextlib
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nutgraf import inbox
from nutgraf.project import read_project
from support.desk_server import Desk, open_desk
from support.published import NOW, revise
from support.published import _published as _published

pytestmark = [pytest.mark.kernel, pytest.mark.browser, pytest.mark.long]

SOON_MS = 700
BUILT_WITHIN_MS = 200_000
ENDED = ".done, .refused"


@pytest.fixture(scope="module")
def newsroom(_published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A newsroom in which Tennessee's number changed, and nobody has built its pages yet."""
    root = shutil.copytree(_published, tmp_path_factory.mktemp("two") / "desk") / "newsroom"
    revise(root, 320)
    return root


@pytest.fixture(scope="module")
def editors(newsroom: Path, browser: Any) -> Iterator[tuple[Any, Any]]:
    """The windows of Ana and of Leo at the same desk."""
    with open_desk(newsroom) as desk, window(browser, desk) as ana, window(browser, desk) as leo:
        yield ana, leo


@contextlib.contextmanager
def window(browser: Any, desk: Desk) -> Iterator[Any]:
    context = browser.new_context(base_url=desk.address)
    try:
        page = context.new_page()
        page.goto(f"/nutgraf/?token={desk.token}")
        yield page
    finally:
        context.close()


def at_once(*presses: tuple[Any, str]) -> None:
    """Press a button in each window at the same moment."""
    moment = time.time() * 1000 + SOON_MS
    for page, selector in presses:
        page.evaluate(
            "([selector, at]) => setTimeout(() => document.querySelector(selector).click(), at - Date.now())",
            [selector, moment],
        )
    for page, _ in presses:
        with contextlib.suppress(Exception):  # it may have gone on already
            page.wait_for_event("framenavigated", timeout=SOON_MS * 4)


def decide_at_once(newsroom: Path, first: tuple[Any, str, str], second: tuple[Any, str, str]) -> tuple[Any, Any]:
    """Two editors, each with a button and a reason, decide about the same number; who was heard, and who was not."""
    (item,) = inbox.read_inbox(read_project(newsroom), NOW)
    for page, _, text in (first, second):
        page.goto(f"/nutgraf/inbox/{item.id}")
        name = page.locator("form.decide [name=name]")
        if name.count():
            name.fill("Ana Ruiz" if page is first[0] else "Leo Paz")
        page.fill("form.decide [name=text]", text)
        page.evaluate("document.querySelector('form.decide details').open = true")
        page.fill("#until", "2999-01-01")
    at_once(*((page, f"form.decide button[value={button}]") for page, button, _ in (first, second)))
    for page, _, _ in (first, second):
        page.wait_for_selector(ENDED)
    heard = [page for page, _, _ in (first, second) if page.locator(".done").count()]
    assert len(heard) == 1, [page.inner_text("main")[:300] for page, _, _ in (first, second)]
    return heard[0], next(page for page, _, _ in (first, second) if page is not heard[0])


def typed(page: Any) -> str:
    """What an editor who was refused had typed, in the form or above it."""
    form = page.locator("form.decide [name=text]")
    return str(form.input_value() if form.count() else page.inner_text(".said"))


def log(page: Any) -> list[str]:
    page.goto("/nutgraf/log")
    return [text.strip() for text in page.locator(".log li p").all_text_contents()]


def test_both_press_build_and_see_what_waits(editors: tuple[Any, Any]) -> None:
    for page in editors:
        assert "2 pages changed since they were built." in page.inner_text("main")
    at_once(*((page, "form.unbuilt button") for page in editors))
    for page in editors:
        page.wait_for_selector("h1:has-text('uil')")
        page.wait_for_selector("a:has-text('Decide')", timeout=BUILT_WITHIN_MS)
        page.goto("/nutgraf/")
        assert page.locator(".item h3").all_text_contents() == ["areas, TN"]


@pytest.mark.parametrize("buttons", [("accept", "send-back"), ("hold", "accept"), ("send-back", "hold")])
def test_of_two_decisions_at_once_one_is_refused_and_keeps_what_was_typed(
    newsroom: Path, editors: tuple[Any, Any], buttons: tuple[str, str]
) -> None:
    ana, leo = editors
    before = len(log(ana))
    reasons = {ana: "Checked against the state's table.", leo: "Which year is this of?"}
    heard, refused = decide_at_once(newsroom, (ana, buttons[0], reasons[ana]), (leo, buttons[1], reasons[leo]))
    who = "Ana Ruiz" if heard is ana else "Leo Paz"
    assert f"{who} " in refused.inner_text(".refused")
    assert reasons[heard] in refused.inner_text(".refused") or "it no longer waits" in refused.inner_text(".refused")
    assert typed(refused) == reasons[refused]
    assert log(ana) == log(leo)
    assert len(log(ana)) == before + 1
    leo.locator(".log li button").first.click()  # either takes back what either did
    leo.wait_for_selector("text=took back that")
    ana.goto("/nutgraf/")
    assert ana.locator(".item h3").all_text_contents() == ["areas, TN"]


def test_what_one_took_back_is_not_taken_back_again_by_the_other(newsroom: Path, editors: tuple[Any, Any]) -> None:
    ana, leo = editors
    decide_at_once(newsroom, (ana, "send-back", "Look again."), (leo, "hold", "Embargoed."))
    for page in editors:
        page.goto("/nutgraf/log")
    at_once(*((page, ".log li button") for page in editors))
    for page in editors:
        page.wait_for_load_state()
    assert sum("took back" in line for line in log(ana)[:2]) == 1
    assert any("taken back already" in page.inner_text("main") for page in editors) or log(ana) == log(leo)


def test_comments_and_a_tick_at_the_same_moment_are_all_kept(editors: tuple[Any, Any]) -> None:
    ana, leo = editors
    for number in range(3):
        for page, text in ((ana, f"Of what year, {number}?"), (leo, f"Says who, {number}?")):
            page.goto("/nutgraf/facts/en/pay/tn")
            page.click("#claim-1 > details:last-of-type > summary")
            page.fill("#text-1", text)
        button = "#claim-1 > details:last-of-type button[value=comment]"
        at_once((ana, button), (leo, button if number < 2 else button.replace("comment", "tick")))
        for page in editors:
            page.wait_for_load_state()
    kept = [*(f"Of what year, {number}?" for number in range(3)), *(f"Says who, {number}?" for number in range(3))]
    for page in editors:
        page.goto("/nutgraf/facts/en/pay/tn")
        said = page.inner_text("#claim-1")
        assert [text for text in (*kept, "Checked by Leo Paz") if text not in said] == []


def test_a_decision_during_a_build_waits_for_it_and_both_publish_it(newsroom: Path, editors: tuple[Any, Any]) -> None:
    ana, leo = editors
    heard, _ = decide_at_once(newsroom, (ana, "accept", "Checked."), (leo, "accept", "Checked, too."))
    heard.get_by_role("button", name="Build 2 pages").click()
    other = leo if heard is ana else ana
    other.goto("/nutgraf/")
    heard.wait_for_selector("h1:text-is('Built')", timeout=BUILT_WITHIN_MS)
    for page in editors:
        page.goto("/nutgraf/before/es/pay/tn/")
        assert "Fue 320." in page.inner_text("main")
        page.goto("/nutgraf/")
        assert "Nothing waits." in page.inner_text("main")
