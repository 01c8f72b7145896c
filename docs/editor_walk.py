"""Walks through the desk as an editor does, on a copy of this project, and takes the pictures of docs/how-to/sign-off.md.

Two rows of Tennessee change. The editor builds the pages at the desk; she sends a number back, holds another, and accepts
the answered one with a correction, each by mouse and by keyboard alone, at 1280 and at 360 px, and takes it back so that
it can be done again; then she releases both, by keyboard on a phone. It prints how long each part took.

.venv/bin/python docs/editor_walk.py
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
PICTURES = Path(__file__).parent / "how-to" / "sign-off"
COPIED = ("data", "notebooks", "charts", "languages", "theme.toml", "pyproject.toml")
EVERY_STATE = "state: {table: state_reference, column: usps, label: {en: state_name, es: name_es}}"
TWO_PLACES = "state: [TN, US]"
BUILT_WITHIN_MS = 300_000
ADDRESS = re.compile(r"(http://127\.0\.0\.1:\d+)/nutgraf/\?token=(\w+)")
COLORS = 48
EDITOR = "Ana Ruiz"
ALL_TAXES, STATE_LOCAL = "undocumented total taxes", "state local taxes paid"
QUESTION = "Below state and local taxes alone. Which line of the report is this?"
CORRECTION = "We had taken the number from an older release."
SAME_DAY = """() => {
  for (const each of document.querySelectorAll("time")) each.textContent = "2026-12-01, 09:00 UTC";
  const frames = [...document.querySelectorAll("iframe")].map(each => each.contentDocument);
  for (const page of [document, ...frames]) {
    for (const each of page.querySelectorAll(".preview, [data-nutgraf-preview] p, li[data-nutgraf-preview]")) {
      each.textContent = each.textContent.replace(/^Correction, [^:]+:/, "Correction, Dec. 1, 2026:")
        .replace(/^Corrección, [^:]+:/, "Corrección, 1 de diciembre de 2026:");
    }
  }
}"""
"""A picture shows one day, whenever it is taken."""


def main() -> None:
    """Walk, and write the pictures and the times."""
    with tempfile.TemporaryDirectory() as folder:
        root = copy_project(Path(folder) / "newsroom")
        print(json.dumps(walk(root), indent=2))


def walk(root: Path) -> dict[str, float]:
    """The walk in a project as it was published: how long each part took, in seconds."""
    change_data(root)
    took: dict[str, float] = {}
    with desk(root) as address, sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])

        def timed(name: str, part: Any, **options: Any) -> None:
            start = time.monotonic()
            part(browser, address, **options)
            took[name] = round(time.monotonic() - start, 1)

        build(browser, address)
        timed("send back and undo, by mouse at 1280 px", send_back_by_mouse)
        timed("hold and undo, by mouse at 360 px", hold_on_a_phone)
        for width in (360, 1280):
            timed(f"hold and undo, by keyboard at {width} px", hold_by_keyboard, width=width)
            timed(f"send back, by keyboard at {width} px", send_back_by_keyboard, width=width)
        answer(root)
        build(browser, address, picture="")
        timed("accept with a correction and undo, by mouse at 1280 px", accept_by_mouse)
        for width in (360, 1280):
            timed(f"accept with a correction, by keyboard at {width} px", accept_by_keyboard, width=width)
        timed("accept another, build and read the page, by keyboard at 360 px", release_by_keyboard)
        browser.close()
    return took


def copy_project(root: Path) -> Path:
    """A copy of this project as it was published."""
    root.mkdir()
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, root / name, ignore=shutil.ignore_patterns("raw", "__pycache__"))
        elif source.exists():
            shutil.copy(source, root / name)
    notebook = root / "notebooks" / "taxes.ipynb"
    text = notebook.read_text(encoding="utf-8")
    assert EVERY_STATE in text, "the matrix of taxes.ipynb is another"
    notebook.write_text(text.replace(EVERY_STATE, TWO_PLACES), encoding="utf-8")
    nutgraf(root, "build", "--publish")
    commit(root, "Ana Ruiz", "As published")
    return root


def change_data(root: Path) -> None:
    """A reporter switches two digits of one number, and takes another from a wrong line."""
    for table, was, now in (("itep_2022_states", "314200000", "341200000"), ("aic_states", "915600000", "205600000")):
        path = root / "data" / f"{table}.csv"
        text = path.read_text(encoding="utf-8")
        assert f",{was}," in text, f"{path.name} no longer has {was}"
        path.write_text(text.replace(f",{was},", f",{now},"), encoding="utf-8")
    commit(root, "Leo Paz", "Tennessee: figures of the new release")


def build(browser: Any, address: str, picture: str = "build") -> None:
    """What changed since the pages were built; what waits is not known before."""
    page = opened(browser, address, width=1280, height=860)
    if picture:
        take(page, picture)
    page.get_by_role("button", name=re.compile("^Build")).click()
    page.get_by_role("link", name=re.compile("^Decide")).wait_for(timeout=BUILT_WITHIN_MS)


def send_back_by_mouse(browser: Any, address: str) -> None:
    page = opened(browser, address, width=1280, height=860)
    take(page, "inbox")
    page.get_by_role("link", name=ALL_TAXES).click()
    page.get_by_label("Your name").fill(EDITOR)
    shown(page)
    take(page, "number")
    page.get_by_label("Reason, or comment").fill(QUESTION)
    page.get_by_role("button", name="Send back").click()
    page.get_by_role("status").get_by_text("sent back").wait_for()
    page.get_by_role("button", name="Undo").click()
    page.get_by_text(f"took back that {EDITOR} sent back").wait_for()


def hold_on_a_phone(browser: Any, address: str) -> None:
    page = opened(browser, address, width=360, height=740, color_scheme="dark")
    page.get_by_role("link", name=STATE_LOCAL).click()
    shown(page)
    take(page, "phone")
    page.get_by_role("link", name="Decide").click()
    page.get_by_label("Your name").fill(EDITOR)
    page.get_by_label("Reason, or comment").fill("The report is embargoed.")
    page.get_by_text("Hold…").click()
    page.get_by_label("Until").fill("2999-01-01")
    page.get_by_role("button", name="Hold", exact=True).click()
    page.get_by_role("status").get_by_text("on hold").wait_for()
    page.get_by_role("button", name="Undo").click()
    page.get_by_text(f"took back that {EDITOR} put").wait_for()


def hold_by_keyboard(browser: Any, address: str, *, width: int) -> None:
    page = opened(browser, address, width=width, height=740)
    write_reason(page, STATE_LOCAL, "The report is embargoed.")
    press_until(page, "Hold…", "summary")
    page.keyboard.press("Enter")
    press_until(page, "", "[name=until]")
    page.keyboard.type("01012999")  # month, day, year, as an American browser has it
    press_until(page, "Hold")
    if width == 360:
        take(page, "hold")
    page.keyboard.press("Enter")
    page.get_by_role("status").get_by_text("on hold until 2999-01-01").wait_for()
    undo_by_keyboard(page, "put")


def send_back_by_keyboard(browser: Any, address: str, *, width: int) -> None:
    """On a phone it is taken back at once, so that it can be done again."""
    page = opened(browser, address, width=width, height=860)
    write_reason(page, ALL_TAXES, QUESTION)
    press_until(page, "Send back")
    page.keyboard.press("Enter")
    page.get_by_role("status").get_by_text("sent back").wait_for()
    if width == 360:
        undo_by_keyboard(page, "sent back")
    else:
        take(page, "sent-back")


def answer(root: Path) -> None:
    """The reporter answers from a terminal; in JupyterLab there is a panel for it."""
    event = next(
        each for each in events(root) if each["sentence"].startswith(f"{EDITOR} sent back") and not each["undone"]
    )
    text = "The one for refunds. The right number is $925.6 million."
    nutgraf(root, "facts", "answer", event["id"], "--name", "Leo Paz", "--text", text)
    path = root / "data" / "aic_states.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",205600000,", ",925600000,"), encoding="utf-8")
    commit(root, "Leo Paz", "Tennessee: all taxes, not refunds")


def accept_by_mouse(browser: Any, address: str) -> None:
    page = opened(browser, address, width=1280, height=860)
    page.get_by_role("link", name=ALL_TAXES).click()
    page.get_by_label("Your name").fill(EDITOR)
    page.get_by_label("Correction").check()
    page.get_by_label("What it adds, in English").fill(CORRECTION)
    page.get_by_label("Reason, or comment").fill("Checked against the report.")
    page.get_by_role("button", name="Accept").click()
    page.get_by_role("status").get_by_text("accepted").wait_for()
    page.get_by_role("button", name="Undo").click()
    page.get_by_text(f"took back that {EDITOR} accepted").wait_for()


def accept_by_keyboard(browser: Any, address: str, *, width: int) -> None:
    """On a phone it is taken back at once, so that it can be done again."""
    page = opened(browser, address, width=width, height=860)
    open_by_keyboard(page, ALL_TAXES)
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")  # a correction
    page.keyboard.press("Tab")
    page.keyboard.press("Control+A")
    page.keyboard.type(CORRECTION)
    page.locator(".after iframe").content_frame.locator("[data-nutgraf-preview]").wait_for()
    page.keyboard.press("Tab")  # past the Spanish text, as it was composed
    page.keyboard.press("Tab")
    page.keyboard.type("New release, checked against the report.")
    if width > 360:
        page.evaluate("document.querySelector('#pages').scrollIntoView()")
        take(page, "correction")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("status").get_by_text("accepted").wait_for()
    if width == 360:
        undo_by_keyboard(page, "accepted")
        return
    press_until(page, "Log")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Log").wait_for()
    take(page, "log")


def release_by_keyboard(browser: Any, address: str) -> None:
    """Accept the other number of the page too, build both, and read the page that readers will have."""
    page = opened(browser, address, width=360, height=740)
    write_reason(page, STATE_LOCAL, "The publisher corrected it.")
    press_until(page, "Accept")
    page.keyboard.press("Enter")
    page.get_by_role("status").get_by_text("accepted").wait_for()
    press_until(page, "Build 2 pages")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Built", exact=True).wait_for(timeout=BUILT_WITHIN_MS)
    press_until(page, "en/taxes/tn")
    page.keyboard.press("Enter")
    page.get_by_text("$925.6 million").first.wait_for()


def open_by_keyboard(page: Any, number: str) -> None:
    """Open a number, look at its pages, and write one's name."""
    press_until(page, number)
    page.keyboard.press("Enter")
    shown(page)
    press_until(page, "", "[name=name]")
    page.keyboard.type(EDITOR)


def write_reason(page: Any, number: str, reason: str) -> None:
    """Open a number, and write a reason or a comment."""
    open_by_keyboard(page, number)
    press_until(page, "", "[name=text]")
    page.keyboard.type(reason)


def undo_by_keyboard(page: Any, done: str) -> None:
    press_until(page, "Undo")
    page.keyboard.press("Enter")
    page.get_by_text(f"took back that {EDITOR} {done}").first.wait_for()


def opened(browser: Any, address: str, *, width: int, height: int, **options: Any) -> Any:
    """The inbox in a browser that nobody used before."""
    page = browser.new_context(viewport={"width": width, "height": height}, **options).new_page()
    page.goto(address)
    page.get_by_role("heading", name="Inbox").wait_for()
    return page


def shown(page: Any) -> None:
    """Wait until the number is marked on the page as it would be."""
    page.locator(".after iframe").content_frame.locator("data[style]").first.wait_for()


def press_until(page: Any, text: str, selector: str = "a, button") -> None:
    """Press Tab until what has the focus fits, as somebody without a mouse does."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(
            "([text, selector]) => document.activeElement.matches(selector) && "
            "document.activeElement.textContent.includes(text)",
            [text, selector],
        ):
            return
    raise AssertionError(f"the keyboard does not reach {text}")


def take(page: Any, name: str) -> None:
    """A picture of what is on the screen, with few colors so that it is small."""
    page.evaluate(SAME_DAY)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    PICTURES.mkdir(exist_ok=True)
    picture.quantize(COLORS, dither=Image.Dither.NONE).save(PICTURES / f"{name}.png", optimize=True)


@contextlib.contextmanager
def desk(root: Path) -> Iterator[str]:
    """The address of a desk that runs meanwhile."""
    command = [sys.executable, "-m", "nutgraf", "desk", "--port", "0", "--no-open"]
    with subprocess.Popen(command, cwd=root, env=environment(), stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            yield next(found[0] for line in process.stderr if (found := ADDRESS.search(line)))
        finally:
            process.kill()


def nutgraf(root: Path, *arguments: str) -> str:
    """What a command prints; a build that holds pages ends with 1."""
    command = [sys.executable, "-m", "nutgraf", *arguments]
    return subprocess.run(command, cwd=root, env=environment(), capture_output=True, text=True, timeout=300).stdout


def events(root: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in nutgraf(root, "facts", "log", "--json").splitlines()]


def commit(root: Path, name: str, message: str) -> None:
    def git(*arguments: str) -> None:
        who = ["-c", f"user.name={name}", "-c", "user.email=desk@example.org"]
        subprocess.run(["git", *who, *arguments], cwd=root, check=True, capture_output=True)

    git("init", "-q")
    git("add", "data")
    git("commit", "-qm", message, "--date", "2026-12-01T09:00:00Z")


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def chromium() -> str | None:
    sys.path.insert(0, str(ROOT / "tests"))
    from find_chromium import find

    return find()


if __name__ == "__main__":
    main()
