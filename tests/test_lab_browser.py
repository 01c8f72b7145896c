"""JupyterLab as a reporter sees it: prose with its numbers, the page next to it, and a new explainer.

`make desk-test` runs more of it: the charts, and tests/lab_walk.py.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

from support.browsing import listening, new_page
from support.jupyter_lab import TOKEN, choose, open_lab, open_notebook, run_all

pytestmark = [pytest.mark.browser, pytest.mark.kernel]

HERE = Path(__file__).parent
CHART = """
import altair as alt, pandas as pd, nutgraf
alt.renderers.enable("nutgraf")
frame = pd.DataFrame({"state": ["California", "Texas"], "paid": [8.5, 4.9]})
alt.Chart(frame).mark_bar().encode(x="paid", y="state")
"""


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the made-up newsroom."""
    root = tmp_path_factory.mktemp("lab") / "newsroom"
    shutil.copytree(HERE / "newsroom", root)
    return root


@pytest.fixture(scope="module")
def lab(newsroom: Path) -> Iterator[str]:
    with open_lab(newsroom) as address:
        yield address


@pytest.fixture(scope="module")
def notebook(browser: Any, lab: str) -> Iterator[Any]:
    """A notebook that was opened and run."""
    with new_page(browser, width=1500, height=1000) as page:
        open_notebook(page, lab, "notebooks/honey-tax.ipynb")
        run_all(page)
        yield page


def _cell(page: Any, id: str) -> Any:
    """A cell, moved into view."""
    cells = json.loads((HERE / "newsroom" / "notebooks" / "honey-tax.ipynb").read_text(encoding="utf-8"))["cells"]
    at = [cell["id"] for cell in cells].index(id)
    page.evaluate("document.querySelector('.jp-WindowedPanel-outer').scrollTo(0, 0)")
    cell = page.locator(f".jp-Cell[data-windowed-list-index='{at}']")
    cell.scroll_into_view_if_needed()
    return cell


def test_a_reporter_reads_the_story_with_its_numbers_and_their_rows(notebook: Any) -> None:
    number = _cell(notebook, "lead-en").locator(".nutgraf-fact").first
    number.focus()
    card = notebook.get_by_role("tooltip")
    assert "Row honey_tax" in card.inner_text()
    assert "Source" in card.inner_text()
    notebook.keyboard.press("Escape")
    assert card.count() == 0


def test_the_source_of_a_cell_is_edited_as_always_and_its_errors_are_in_words(notebook: Any) -> None:
    cell = _cell(notebook, "lead-en")
    cell.locator(".nutgraf-prose").dblclick(position={"x": 5, "y": 5})
    cell.locator(".cm-content").wait_for()
    notebook.keyboard.press("Control+Home")
    notebook.keyboard.type("They {{ payd | money }}. ")
    notebook.keyboard.press("Control+Enter")
    problem = cell.locator(".nutgraf-problem")
    problem.wait_for()
    assert "nothing is named 'payd'" in problem.inner_text()
    assert cell.locator("mark").inner_text() == "{{ payd | money }}"


def test_what_a_code_cell_was_edited_for_is_grey_until_it_is_run(notebook: Any) -> None:
    prose = _cell(notebook, "key-en").locator(".nutgraf-prose")
    assert not _is_grey(prose)
    _cell(notebook, "setup-people").locator(".cm-content").click()
    notebook.keyboard.press("Control+End")
    notebook.keyboard.type("  # looked at again")
    assert _is_grey(prose)
    notebook.keyboard.press("Control+Enter")
    notebook.wait_for_function("!document.querySelector('.nutgraf-stale')", timeout=20_000)


def _is_grey(prose: Any) -> bool:
    return bool(prose.evaluate("e => e.classList.contains('nutgraf-stale')"))


def test_looking_at_a_notebook_adds_nothing_to_its_file(notebook: Any, newsroom: Path) -> None:
    choose(notebook, "File", "Save Notebook")
    notebook.wait_for_timeout(1000)
    saved = (newsroom / "notebooks" / "honey-tax.ipynb").read_text(encoding="utf-8")
    before = json.loads((HERE / "newsroom" / "notebooks" / "honey-tax.ipynb").read_text(encoding="utf-8"))
    after = json.loads(saved)
    assert "nutgraf-" not in "".join(json.dumps(cell["metadata"]) for cell in after["cells"])
    assert [_as_written(cell) for cell in after["cells"] if cell["cell_type"] != "code"][2:] == [
        _as_written(cell) for cell in before["cells"] if cell["cell_type"] != "code"
    ][2:]


def _as_written(cell: dict[str, Any]) -> dict[str, Any]:
    return {"metadata": cell["metadata"], "source": "".join(cell["source"]), "id": cell["id"]}


def test_the_cells_of_the_other_language_and_of_the_setup_are_folded_away(notebook: Any) -> None:
    shown = notebook.get_by_label("Language of the cells shown")
    _cell(notebook, "lead-en")
    english = notebook.locator(".nutgraf-prose >> text=Beekeepers paid").first
    assert english.is_visible()
    shown.select_option("es")
    assert not english.is_visible()
    shown.select_option("en")
    assert english.is_visible()
    notebook.get_by_role("button", name="Setup", exact=True).click()
    assert notebook.get_by_role("button", name="Front matter").is_visible()
    notebook.get_by_role("button", name="Setup", exact=True).click()
    assert notebook.get_by_role("button", name="Front matter").count() == 0


def test_a_new_explainer_starts_from_the_launcher(notebook: Any, newsroom: Path) -> None:
    choose(notebook, "File", "New Launcher")
    notebook.locator(".jp-LauncherCard:has-text('New explainer')").click(timeout=60_000)
    notebook.get_by_label("Headline in English").fill("Who pays?")
    notebook.get_by_label("Headline in Spanish").fill("¿Quién paga?")
    notebook.get_by_label("Table to begin with").select_option("honey_tax")
    notebook.get_by_role("button", name="Create").click()
    notebook.locator(".lm-TabBar-tab:has-text('who-pays.ipynb')").wait_for(timeout=60_000)
    notebook.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .nutgraf-language").wait_for(timeout=60_000)
    assert (newsroom / "notebooks" / "who-pays.ipynb").is_file()


@pytest.mark.long
def test_a_chart_shows_without_a_network(browser: Any, lab: str, newsroom: Path) -> None:
    cell = nbformat.v4.new_code_cell(CHART.strip(), id="chart")
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=[cell], metadata=kernel), newsroom / "chart.ipynb")
    asked: list[str] = []
    with new_page(browser) as page, listening(page, request=lambda request: asked.append(request.url)):
        page.goto(f"{lab}/lab/tree/chart.ipynb?reset&token={TOKEN}")
        page.locator(".jp-Notebook .jp-CodeCell").first.wait_for(timeout=90_000)
        page.get_by_text("| Idle").wait_for(timeout=90_000)
        page.locator(".jp-Notebook .jp-CodeCell .jp-InputArea-editor").first.click()
        page.keyboard.press("Control+Enter")
        drawn = page.locator(".jp-OutputArea-output.jp-RenderedSVG img, .jp-OutputArea-output svg").first
        drawn.wait_for(timeout=90_000)
        assert drawn.evaluate("shown => shown.naturalWidth || shown.getBoundingClientRect().width") == 680
    assert [address for address in asked if not address.startswith((lab, "data:", "blob:"))] == []
