"""Records a reporter's walk through JupyterLab as the screenshots of docs/how-to/write-in-jupyterlab.md.

python docs/record_walk.py

It opens the made-up newsroom of tests/newsroom in JupyterLab, in a browser of 1200 by 760 pixels. The reporter goes from the
launcher to a page with two facts, a chart and two languages, without a shell and without a traceback; then to another
notebook, which has a mistake and a question of the editor. It prints how long each part took, in seconds.
"""

from __future__ import annotations

import datetime
import io
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "how-to" / "lab"
COLORS = 96
WINDOW = {"width": 1200, "height": 760}
sys.path.insert(0, str(ROOT / "tests"))


def main() -> None:
    from playwright.sync_api import sync_playwright

    import find_chromium
    from support.jupyter_lab import open_lab

    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "newsroom"
        _prepare(root)
        with open_lab(root) as address, sync_playwright() as play:
            browser = play.chromium.launch(executable_path=find_chromium.find(), args=["--no-sandbox"])
            page = browser.new_page(viewport=WINDOW, locale="en-US", timezone_id="UTC")  # type: ignore[arg-type]
            for step in (_start, _first_page, _read, _compare, _mistake, _answer):
                start = time.monotonic()
                step(page, address)
                print(f"{step.__name__.strip('_')}: {time.monotonic() - start:.1f} s")
            browser.close()


def _prepare(root: Path) -> None:
    """The newsroom, built, with a comment of its editor."""
    from nutgraf import inbox
    from nutgraf.project import read_project

    shutil.copytree(ROOT / "tests" / "newsroom", root)
    subprocess.run([sys.executable, "-m", "nutgraf", "build"], cwd=root, check=True, stdout=subprocess.DEVNULL)
    now = datetime.datetime(2026, 11, 24, 12, tzinfo=datetime.UTC)
    inbox.comment(read_project(root), "en/honey-tax/du", "Ana Ruiz", "Of what year?", now, claim="3")


def _start(page: Any, address: str) -> None:
    """From the launcher: a new explainer."""
    from support.jupyter_lab import TOKEN

    page.goto(f"{address}/lab?reset&token={TOKEN}")
    page.locator(".jp-LauncherCard:has-text('New explainer')").wait_for(timeout=60_000)
    page.keyboard.press("Control+b")  # the list of files says when each was changed
    page.locator(".jp-LauncherCard:has-text('New explainer')").click()
    page.get_by_label("Headline in English").fill("Who pays the honey tax?")
    page.get_by_label("Headline in Spanish").fill("¿Quién paga el impuesto a la miel?")
    page.get_by_label("Table to begin with").select_option("honey_tax")
    page.get_by_label("A page for each").select_option("area")
    _record(page, "start")
    page.get_by_role("button", name="Create").click()


def _first_page(page: Any, _: str) -> None:
    """The notebook that it makes: run it, write its first sentence in both languages, see its page, and build it."""
    from support.jupyter_lab import choose, run_all, scroll_to, wait_until_idle

    page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .nutgraf-language").wait_for(timeout=60_000)
    wait_until_idle(page)
    run_all(page)
    scroll_to(page, 0)
    page.get_by_role("button", name="Setup", exact=True).click()
    for was, text in (
        ("The opening paragraph says", "Beekeepers in {{ area_name }} paid {{ here | mone"),
        ("El párrafo inicial dice", "En {{ area_name }} se pagaron {{ here | mone"),
    ):
        page.locator(f".nutgraf-prose:has-text('{was}')").dblclick(position={"x": 5, "y": 5})
        page.locator(".jp-Cell.jp-mod-active .cm-content").wait_for()
        page.keyboard.press("Control+a")
        page.keyboard.type(text)
        page.keyboard.press("Tab")
        page.locator(".jp-Completer:visible:has-text('money')").wait_for(timeout=20_000)
        page.keyboard.press("Enter")
        page.keyboard.type(" }}.")
        page.keyboard.press("Shift+Enter")
    page.keyboard.press("Control+s")
    choose(page, "Explainer", "Show the page next to the notebook")
    shown = page.frame_locator(".nutgraf-frame").frame_locator("iframe")
    shown.get_by_text("Beekeepers ").first.wait_for(timeout=90_000)
    _record(page, "first")
    choose(page, "Explainer", "Build the pages of this notebook")
    built = page.frame_locator(".nutgraf-build")
    built.get_by_role("heading", name="Built", exact=True).wait_for(timeout=120_000)
    _record(page, "built")
    assert "Traceback" not in page.inner_text("body")


def _read(page: Any, address: str) -> None:
    """The story with its numbers, and the row of one."""
    from support.jupyter_lab import open_notebook, run_all, scroll_to

    open_notebook(page, address, "notebooks/honey-tax.ipynb")
    page.keyboard.press("Control+b")
    run_all(page)
    page.get_by_label("Language of the cells shown").select_option("en")
    page.get_by_role("button", name="Setup", exact=True).click()
    scroll_to(page, 0)
    number = page.locator(".nutgraf-fact").first
    number.scroll_into_view_if_needed()
    number.hover()
    _record(page, "read")


def _compare(page: Any, _: str) -> None:
    """The page next to it, which follows the cursor."""
    from support.jupyter_lab import choose

    choose(page, "Explainer", "Show the page next to the notebook")
    shown = page.frame_locator(".nutgraf-frame").frame_locator("iframe")
    shown.locator("[data-cell='key-en']").first.click(position={"x": 3, "y": 3}, timeout=60_000)
    page.locator(".jp-Cell.jp-mod-active:has-text('Honey tax paid')").wait_for()
    _record(page, "page")


def _mistake(page: Any, _: str) -> None:
    """A mistake, in words and with a button that fixes it."""
    from support.jupyter_lab import scroll_to

    scroll_to(page, 99_999)
    page.locator(".nutgraf-prose:has-text('Estimates, not counts')").dblclick(position={"x": 5, "y": 5})
    page.wait_for_timeout(300)
    page.keyboard.press("Control+End")
    page.keyboard.type(" {% if payd %}Each pays once.{% endif %}")
    page.keyboard.press("Control+s")
    shown = page.frame_locator(".nutgraf-frame").frame_locator("iframe")
    shown.locator(".preview-bar").wait_for(timeout=30_000)
    page.get_by_role("button", name="Fix it: write 'paid'").scroll_into_view_if_needed()
    _record(page, "mistake")
    page.get_by_role("button", name="Fix it: write 'paid'").click()
    page.wait_for_function("!document.body.innerText.includes('payd')")


def _answer(page: Any, _: str) -> None:
    """What the editor asks, answered at the cell."""
    from support.jupyter_lab import scroll_to

    scroll_to(page, 0)
    comment = page.locator(".nutgraf-comments").first
    comment.locator("summary").click()
    comment.get_by_label("Your name").fill("Leo Paz")
    comment.get_by_label("Your answer").fill("Of 2026, as the sentence says.")
    comment.get_by_role("button", name="Send the answer").scroll_into_view_if_needed()
    _record(page, "answer")


def _record(page: Any, name: str) -> None:
    """Keep what is seen, in few colors: small enough for the repository."""
    from PIL import Image

    page.add_style_tag(content=".cm-cursorLayer { visibility: hidden !important; }")  # it blinks
    page.wait_for_timeout(800)
    seen = Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(COLORS, dither=Image.Dither.NONE)
    seen.save(FOLDER / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
