"""The desk in a real browser: the page next to its notebook, by itself new after a save; every view for everybody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support.browsing import COLORS, empty_page, listening, violations, wait_until
from support.desk import code, explainer, project, prose, write
from support.desk_server import Desk, open_desk, read_page

pytestmark = [pytest.mark.kernel, pytest.mark.browser]

LONG = "\n\n".join(f"Paragraph {n}." for n in range(60))
IN_A_FRAME = """view => {
  window.heard = [];
  addEventListener("message", (event) => window.heard.push(event.data));
  const frame = document.createElement("iframe");
  frame.src = view;
  document.body.append(frame);
}"""
"""As JupyterLab shows a view of the desk in a panel."""


def words(text: str, source: str = "x = 1") -> Any:
    return explainer(
        code(source, id="x"), prose(f"## Why?\n\n{text}", id="why"), prose(f"## More\n\n{LONG}", id="more")
    )


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = project(tmp_path_factory.mktemp("desk") / "newsroom")
    write(made, "taxes", words("Old words."))
    return made


@pytest.fixture(scope="module")
def desk(root: Path) -> Iterator[Desk]:
    with open_desk(root) as running:
        read_page(running, "/nutgraf/pages/en/taxes/")
        yield running


@pytest.fixture
def page(desk: Desk, browser: Any) -> Iterator[Any]:
    complaints: list[str] = []
    with (
        empty_page(browser, height=700) as opened,
        listening(
            opened,
            pageerror=lambda error: complaints.append(str(error)),
            console=lambda message: complaints.extend([message.text] if message.type == "error" else []),
        ),
    ):
        opened.goto(f"{desk.address}/nutgraf/?token={desk.token}")
        yield opened
        opened.evaluate("localStorage.clear(); sessionStorage.clear()")  # the next editor finds nothing of this one
    opened.context.clear_cookies()
    # The browser notes each refusal of the desk by itself.
    assert [each for each in complaints if "409 (Conflict)" not in each] == []


def test_a_saved_notebook_is_on_the_page_by_itself_and_the_reader_stays_where_she_was(
    page: Any, desk: Desk, root: Path
) -> None:
    page.goto(f"{desk.address}/nutgraf/page/en/taxes")
    page.check("text=360 px")
    shown = page.frame_locator("#page")
    shown.get_by_text("Old words.").wait_for()
    page.frames[1].evaluate("scrollTo(0, 700)")
    write(root, "taxes", words("New words."))
    shown.get_by_text("New words.").wait_for()
    wait_until(page.frames[1], "scrollY === 700")
    assert page.frames[1].evaluate("innerWidth") == 360
    write(root, "taxes", words("Newer words.", source="x = ("))
    bar = shown.locator(".preview-bar")
    bar.wait_for()
    assert "This page could not be built again. Below it is as it was last built." in bar.inner_text()
    assert "line 1" in bar.inner_text()
    assert "'(' was never closed" in bar.inner_text()
    assert shown.get_by_text("New words.").count() == 1
    write(root, "taxes", words("Old words."))
    shown.get_by_text("Old words.").wait_for()
    assert shown.locator(".preview-bar").count() == 0


def test_the_page_is_light_or_dark_as_chosen_and_stays_so(page: Any, desk: Desk) -> None:
    background = "getComputedStyle(document.body).backgroundColor"
    page.goto(f"{desk.address}/nutgraf/page/en/taxes")
    page.frame_locator("#page").get_by_text("Paragraph 1.").wait_for()
    assert page.frames[1].evaluate(background) == "rgb(255, 255, 255)"
    page.check("text=dark")
    page.reload()
    page.frame_locator("#page").locator("html[style*=dark]").wait_for()
    assert page.frames[1].evaluate(background) == "rgb(21, 24, 27)"


def test_the_page_and_the_notebook_lead_to_each_other(page: Any, desk: Desk) -> None:
    page.goto(f"{desk.address}/nutgraf/problems")
    page.evaluate(IN_A_FRAME, "/nutgraf/page/en/taxes")
    shown = page.frame_locator("iframe").frame_locator("#page")
    shown.get_by_text("Old words.").click()
    wait_until(page, "heard.some(said => said.type === 'nutgraf:cell')")
    assert page.evaluate("heard.filter(said => said.type === 'nutgraf:cell')") == [
        {"type": "nutgraf:cell", "notebook": "notebooks/taxes.ipynb", "cell": "why"}
    ]
    page.evaluate("frames[0].postMessage({type: 'nutgraf:show', cell: 'more'}, location.origin)")
    here = shown.locator(".preview-here")
    here.wait_for()
    assert here.get_attribute("data-cell") == "more"


def test_a_message_from_another_window_moves_nothing(page: Any, desk: Desk) -> None:
    page.goto(f"{desk.address}/nutgraf/page/en/taxes")
    shown = page.frame_locator("#page")
    shown.get_by_text("Old words.").wait_for()
    page.evaluate("postMessage({type: 'nutgraf:show', cell: 'more'}, location.origin)")
    page.frames[1].evaluate("postMessage({type: 'nutgraf:show', cell: 'more'}, location.origin)")
    page.wait_for_timeout(200)
    assert shown.locator(".preview-here").count() == 0


def test_a_name_is_typed_once_and_shown_as_text(page: Any, desk: Desk) -> None:
    page.click(".who summary")
    page.fill("#signer", "Ana <b>Ruiz")
    page.press("#signer", "Enter")
    page.get_by_text("Saved.").wait_for()
    page.goto(f"{desk.address}/nutgraf/tables")
    assert page.input_value("#signer") == "Ana <b>Ruiz"


def test_a_table_is_added_by_its_file_and_what_is_not_known_is_asked_for(page: Any, desk: Desk, root: Path) -> None:
    page.goto(f"{desk.address}/nutgraf/tables")
    page.click("main summary")
    table = {"name": "bees.csv", "mimeType": "text/csv", "buffer": b"state,hives\nTennessee,1200\nVermont,310\n"}
    page.set_input_files("#file", files=[table])
    page.click("text=Look first")
    page.get_by_text("give “Day or year of the numbers” 2024-07-01").wait_for()
    assert "--" not in page.inner_text("#answer")
    assert page.locator("[aria-invalid]").count() == 3
    answers = {"publisher": "Bee Office", "source_title": "Hives", "address": "https://bees.example/hives"}
    for name, text in {**answers, "license": "public domain", "published": "2024-07-01", "as_of": "2024"}.items():
        page.fill(f"#{name}", text)
    page.fill("#unit", "hives=hives")
    page.click("text=Look first")
    page.get_by_text("Would add 2 rows as the table bees").wait_for()
    assert not (root / "data/bees.csv").exists()
    page.click("button:text-is('Add')")
    page.get_by_text("Added 2 rows as the table bees").wait_for()
    assert (root / "data/bees.csv").exists()


def test_every_view_passes_axe_and_fits_a_phone(page: Any, desk: Desk) -> None:
    page.set_viewport_size({"width": 360, "height": 700})
    for view in ("", "pages", "tables", "problems", "page/en/taxes"):
        page.emulate_media(color_scheme="light")
        page.goto(f"{desk.address}/nutgraf/{view}")
        assert violations(page, iframes=False) == [], view
        page.emulate_media(color_scheme="dark")
        assert violations(page, *COLORS, iframes=False) == [], view
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, view


def test_the_list_of_pages_shows_at_once_and_follows_the_preview_that_it_starts(browser: Any, root: Path) -> None:
    with open_desk(root) as fresh, empty_page(browser) as page:
        shown = page.goto(f"{fresh.address}/nutgraf/pages?token={fresh.token}")
        assert "The preview is starting" in shown.text()
        page.fill("#q", "bees")
        page.locator("[data-following]").wait_for(state="detached", timeout=120_000)
        assert page.locator(".pages a").count() == 1
        assert page.input_value("#q") == "bees"


def test_a_page_is_found_and_opened_with_the_keyboard_alone(page: Any, desk: Desk) -> None:
    page.goto(f"{desk.address}/nutgraf/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/nutgraf/pages")
    page.focus("#q")
    page.keyboard.type("pays taxes")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=*")
    page.keyboard.press("Tab")
    page.focus(".pages a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/page/en/taxes")
    page.frame_locator("#page").get_by_text("Old words.").wait_for()


def test_a_problem_opens_its_cell_in_the_jupyterlab_around_the_view(page: Any, desk: Desk) -> None:
    page.goto(f"{desk.address}/nutgraf/pages")
    page.evaluate(IN_A_FRAME, "/nutgraf/problems")
    page.evaluate(
        """addEventListener("message", ({ source }) => source.postMessage({ type: "nutgraf:opened" }, location.origin))"""
    )
    page.frame_locator("iframe").locator("main").wait_for()
    link = '<a class="in-lab" href="/lab/tree/notebooks/my%20taxes.ipynb#cell-id=why" target="_top">a problem</a>'
    page.frames[1].evaluate("html => document.querySelector('main').insertAdjacentHTML('beforeend', html)", link)
    page.frame_locator("iframe").get_by_text("a problem").click()
    wait_until(page, "heard.length > 0")
    assert page.evaluate("heard") == [{"type": "nutgraf:open", "path": "notebooks/my taxes.ipynb", "cell": "why"}]
    page.wait_for_timeout(700)
    assert page.url.endswith("/nutgraf/pages")
