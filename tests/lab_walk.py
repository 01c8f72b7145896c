"""What a reporter does in JupyterLab from the launcher to a comment of the editor; `make desk-test` runs it.

It takes minutes of kernels and browsers, so the whole suite leaves it out: its name begins with no `test_`.
"""

from __future__ import annotations

import datetime
import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nutgraf import inbox
from nutgraf.desk.notebook_pages import start_explainer
from nutgraf.project import read_project
from support.browsing import new_page
from support.jupyter_lab import TOKEN, choose, open_lab, open_notebook, run_all, scroll_to

HERE = Path(__file__).parent
END = 99_999
NOISE = " ".join(
    f"metadata.language_info.{name}"
    for name in ("codemirror_mode", "file_extension", "mimetype", "nbconvert_exporter", "pygments_lexer", "version")
)
"""What JupyterLab writes of the kernel, and `make git` leaves out."""
METHOD = "Estimates, not counts"
HAS_RUN = "[...document.querySelectorAll('.jp-InputPrompt')].some(each => /[*\\d]/.test(each.textContent))"
BUILD_ALL = """async () => {
  const cookie = document.cookie.split("; ").find(each => each.startsWith("_xsrf="));
  await fetch("/nutgraf/build", { method: "POST", headers: { "X-XSRFToken": cookie.slice("_xsrf=".length) } });
}"""
"""As an editor asks for it at the desk."""


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the made-up newsroom, built, with a comment of its editor, in a repository as `make git` leaves it."""
    root = tmp_path_factory.mktemp("walk") / "newsroom"
    shutil.copytree(HERE / "newsroom", root)
    (root / ".gitignore").write_text("build/\n.ipynb_checkpoints/\n")
    (root / ".gitattributes").write_text("*.ipynb filter=nbstripout\n")
    _run("nutgraf", "build", cwd=root)
    now = datetime.datetime(2026, 11, 24, 12, tzinfo=datetime.UTC)
    inbox.comment(read_project(root), "en/honey-tax/du", "Ana Ruiz", "Of what year?", now, claim="3")
    _run("git", "init", "-q", ".", cwd=root)
    clean = f"{_tool('python')} -m nbstripout --keep-id --extra-keys '{NOISE}'"
    _run("git", "config", "filter.nbstripout.clean", clean, cwd=root)
    for path in (root / "notebooks").glob("*.ipynb"):  # as JupyterLab names the kernel
        path.write_text(
            path.read_text().replace('"display_name": "Python 3"', '"display_name": "Python 3 (ipykernel)"')
        )
    _run("git", "add", "-A", cwd=root)
    _run("git", "-c", "user.name=A", "-c", "user.email=a@b.example", "commit", "-qm", "Begin", cwd=root)
    return root


@pytest.fixture(scope="module")
def lab(newsroom: Path) -> Iterator[str]:
    with open_lab(newsroom) as address:
        yield address


@pytest.fixture
def notebook(browser: Any, lab: str, newsroom: Path) -> Iterator[Any]:
    """A notebook as it is in the repository, opened and run."""
    _run("git", "checkout", "-q", "notebooks", cwd=newsroom)
    with new_page(browser, width=1500, height=1000) as page:
        open_notebook(page, lab, "notebooks/honey-tax.ipynb")
        run_all(page)
        yield page


def _tool(name: str) -> str:
    import sys

    return str(Path(sys.executable).with_name(name))


def _run(name: str, *arguments: str, cwd: Path) -> str:
    command = name if name == "git" else _tool(name)
    return subprocess.run([command, *arguments], cwd=cwd, check=True, capture_output=True, text=True).stdout


def _page(notebook: Any) -> Any:
    """The page of the notebook, opened next to it."""
    choose(notebook, "Explainer", "Show the page next to the notebook")
    page = notebook.frame_locator(".nutgraf-frame").frame_locator("iframe")
    page.locator("[data-cell='key-en']").first.wait_for(timeout=60_000)
    return page


def _write_in_method(notebook: Any, text: str) -> None:
    """Type at the end of the cell that says how the story was made."""
    scroll_to(notebook, END)
    notebook.locator(f".nutgraf-prose:has-text('{METHOD}')").dblclick(position={"x": 5, "y": 5})
    notebook.wait_for_timeout(300)
    notebook.keyboard.press("Control+End")
    notebook.keyboard.type(text)


def _offered(notebook: Any, text: str) -> Any:
    """The choices that Tab offers after the text."""
    _write_in_method(notebook, text)
    notebook.keyboard.press("Tab")
    choices = notebook.locator(".jp-Completer:visible")
    choices.wait_for(timeout=10_000)
    return choices


def _active(notebook: Any) -> str:
    return str(notebook.evaluate("document.querySelector('.jp-Cell.jp-mod-active').innerText"))


def test_looking_running_and_saving_leave_no_difference_in_the_repository(notebook: Any, newsroom: Path) -> None:
    notebook.get_by_label("Language of the cells shown").select_option("es")
    notebook.get_by_role("button", name="Setup", exact=True).click()
    choose(notebook, "File", "Save Notebook")
    notebook.wait_for_timeout(1500)
    assert _run("git", "diff", "--stat", cwd=newsroom) == ""


def test_the_page_follows_the_cursor_and_a_click_on_it_leads_to_the_cell(notebook: Any) -> None:
    page = _page(notebook)
    page.locator("[data-cell='key-en']").first.click(position={"x": 3, "y": 3})
    notebook.wait_for_function(
        "document.querySelector('.jp-Cell.jp-mod-active')?.innerText.includes('Honey tax paid')", timeout=10_000
    )
    scroll_to(notebook, END)
    notebook.locator(f".nutgraf-prose:has-text('{METHOD}')").click()
    page.locator("[data-cell='method-en'].preview-here").wait_for(timeout=10_000)
    assert page.locator(".preview-here").count() == 1


def test_the_page_is_new_after_a_save_where_the_reader_was_and_a_problem_is_on_a_bar(notebook: Any) -> None:
    page = _page(notebook)
    page.locator("[data-cell='method-en']").first.scroll_into_view_if_needed()
    before = page.locator("html").evaluate("e => e.scrollTop")
    _write_in_method(notebook, " Freshly written.")
    notebook.keyboard.press("Control+s")
    page.locator("text=Freshly written.").wait_for(timeout=20_000)
    assert before > 0
    assert abs(page.locator("html").evaluate("e => e.scrollTop") - before) < 50
    notebook.keyboard.type(" {{ payd }}")
    notebook.keyboard.press("Control+s")
    bar = page.locator(".preview-bar")
    bar.wait_for(timeout=20_000)
    assert "did you mean 'paid'?" in bar.inner_text()


def test_the_page_is_in_the_language_that_is_chosen_in_the_toolbar(notebook: Any) -> None:
    page = _page(notebook)
    notebook.get_by_label("Language of the cells shown").select_option("es")
    page.locator("[data-cell='key-es']").first.wait_for(timeout=30_000)


def test_a_misspelled_name_is_fixed_by_a_button_at_its_cell(notebook: Any) -> None:
    _write_in_method(notebook, " 🐝 {% if payd %}x{% endif %}.")
    notebook.keyboard.press("Control+s")
    button = notebook.get_by_role("button", name="Fix it: write 'paid'")
    button.wait_for(timeout=20_000)
    button.click()
    notebook.wait_for_function("!document.querySelector('.nutgraf-problems')", timeout=20_000)
    assert "🐝 {% if paid %}x{% endif %}." in _active(notebook)


def test_a_problem_leads_from_its_list_to_its_cell(notebook: Any) -> None:
    _write_in_method(notebook, " {{ payd }}")
    notebook.keyboard.press("Control+s")
    scroll_to(notebook, 0)
    notebook.locator(".jp-RawCell .cm-content").click()
    choose(notebook, "Explainer", "Problems")
    notebook.frame_locator(".nutgraf-frame").locator("a.in-lab").first.click(timeout=30_000)
    notebook.wait_for_function(
        "document.querySelector('.jp-Cell.jp-mod-active')?.innerText.includes('How we did this')", timeout=10_000
    )


def test_tab_completes_filters_in_prose_with_their_help(notebook: Any) -> None:
    choices = _offered(notebook, " {{ paid | mone")
    assert "money: $314.2 million" in choices.inner_text()
    notebook.keyboard.press("Enter")
    notebook.keyboard.type(" }}")
    assert "{{ paid | money }}" in _active(notebook)


def test_tab_completes_after_an_emoji_at_its_place_and_offers_nothing_but_filters(notebook: Any) -> None:
    choices = _offered(notebook, " 🐝🐝 {{ paid | mone")
    assert choices.locator(".jp-Completer-item").count() == 1
    notebook.keyboard.press("Enter")
    notebook.keyboard.type(" }}.")
    assert "🐝🐝 {{ paid | money }}." in _active(notebook)


def test_tab_completes_front_matter_after_it_completed_prose(notebook: Any) -> None:
    choices = _offered(notebook, " {{ paid | mone")
    notebook.keyboard.press("Enter")
    notebook.wait_for_function("document.querySelector('.jp-Cell.jp-mod-active').innerText.includes('{{ paid | money')")
    scroll_to(notebook, 0)
    notebook.locator(".jp-RawCell .cm-content").click()
    notebook.keyboard.press("Control+Home")
    notebook.keyboard.press("End")
    notebook.keyboard.type("\ndra")
    notebook.keyboard.press("Tab")
    choices.wait_for(timeout=10_000)
    notebook.keyboard.press("Enter")
    notebook.wait_for_function("document.querySelector('.jp-RawCell').innerText.includes('draft: ')")


def test_tab_offers_tables_as_soon_as_a_kernel_that_is_busy_answers(notebook: Any) -> None:
    scroll_to(notebook, END)
    notebook.locator(f".nutgraf-prose:has-text('{METHOD}')").click()
    for typed, then in (("import time; time.sleep(5)", "Shift+Enter"), ('nutgraf.fact("honey_tax_n', "Tab")):
        notebook.keyboard.press("Escape")
        notebook.keyboard.press("a")
        notebook.keyboard.press("Enter")
        notebook.keyboard.type(typed)
        notebook.keyboard.press(then)
    choices = notebook.locator(".jp-Completer:visible")
    choices.wait_for(timeout=30_000)
    assert "honey_tax_national: by publisher, level" in choices.inner_text()


def test_what_an_editor_asks_shows_at_the_cell_within_seconds(notebook: Any, newsroom: Path) -> None:
    scroll_to(notebook, 1200)
    now = datetime.datetime(2026, 11, 25, 12, tzinfo=datetime.UTC)
    made = inbox.comment(read_project(newsroom), "en/honey-tax/du", "Ana Ruiz", "Who says so?", now, claim="3")
    notebook.locator(".nutgraf-comments:has-text('Who says so?')").wait_for(timeout=30_000)
    inbox.undo(read_project(newsroom), made.id, "Ana Ruiz", now)
    notebook.wait_for_function("!document.body.innerText.includes('Who says so?')", timeout=30_000)


def test_a_new_explainer_builds_from_the_menu_while_it_is_a_draft(notebook: Any, lab: str, newsroom: Path) -> None:
    wish = {
        "name": "who-pays",
        "titles": ["Who pays?", "¿Quién paga?"],
        "languages": ["en", "es"],
        "table": "honey_tax",
    }
    start_explainer(read_project(newsroom), wish)
    open_notebook(notebook, lab, "notebooks/who-pays.ipynb")
    choose(notebook, "Explainer", "Build the pages of this notebook")
    shown = notebook.frame_locator(".nutgraf-build")
    shown.get_by_role("heading", name="Built", exact=True).wait_for(timeout=90_000)
    assert "as drafts, which readers do not see" in shown.locator("main").inner_text()
    (newsroom / "notebooks" / "who-pays.ipynb").unlink()


def test_a_build_that_waits_for_another_says_so_and_is_canceled(notebook: Any) -> None:
    notebook.evaluate(BUILD_ALL)
    choose(notebook, "Explainer", "Build the pages of this notebook")
    shown = notebook.frame_locator(".nutgraf-build")
    shown.get_by_text("It waits for the build of all pages that changed").wait_for(timeout=30_000)
    shown.get_by_role("button", name="Cancel the build").click()
    shown.get_by_role("heading", name="Canceled").wait_for(timeout=30_000)
    assert "The site stays as it was." in shown.locator("main").inner_text()


def test_a_reporter_answers_the_editor_at_the_cell(notebook: Any, newsroom: Path) -> None:
    scroll_to(notebook, 1200)
    comment = notebook.locator(".nutgraf-comments").first
    comment.scroll_into_view_if_needed()
    assert "Of what year?" in comment.inner_text()
    comment.locator("summary").click()
    comment.get_by_label("Your name").fill("Leo Paz")
    comment.get_by_label("Your answer").fill("Of 2026.")
    comment.get_by_role("button", name="Send the answer").click()
    notebook.locator(".nutgraf-comments:has-text('Answered: Of what year?')").wait_for(timeout=10_000)
    *_, last = (newsroom / "desk" / "pages" / "en" / "honey-tax" / "du.jsonl").read_text().splitlines()
    assert (json.loads(last)["by"], json.loads(last)["text"]) == ("Leo Paz", "Of 2026.")


def test_notebook_7_shows_the_story_and_the_page(browser: Any, newsroom: Path, tmp_path: Path) -> None:
    shutil.copytree(newsroom, tmp_path / "newsroom")
    with open_lab(tmp_path / "newsroom", "notebook") as address, new_page(browser, width=1500, height=1000) as page:
        page.goto(f"{address}/notebooks/notebooks/honey-tax.ipynb?token={TOKEN}")
        page.get_by_label("Language of the cells shown").select_option("en", timeout=60_000)
        page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status='idle']", timeout=60_000)
        for _ in range(30):  # what is asked of a kernel that is not there yet is forgotten
            if not page.evaluate(HAS_RUN):
                choose(page, "Run", "Run All Cells")
                page.wait_for_timeout(2000)
        page.wait_for_selector(".nutgraf-prose", state="attached", timeout=60_000)
        choose(page, "Explainer", "Show the page next to the notebook")
        shown = page.frame_locator(".nutgraf-frame").frame_locator("iframe")
        shown.locator("[data-cell='key-en']").first.wait_for(timeout=60_000)
