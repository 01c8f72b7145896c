"""`nutgraf check --style`: notebooks held to the style that a newsroom sets."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from click.testing import CliRunner
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

from nutgraf.cli import main
from nutgraf.errors import SettingsError
from nutgraf.lint.style import style_problems
from nutgraf.plan import plan_pages
from nutgraf.project import read_project

FRONT = (
    "---\ntitle: Who pays\ndate: 2026-11-24\nauthors: [Ana Ruiz]\nmatrix: {lang: [en, es]}\naddress: '{lang}/pay'\n---"
)
QUESTIONS = '[tool.nutgraf.style]\nquestion_headings = true\nplain_headings = ["How we did this"]\n'


def reported(root: Path, *cells: Any, settings: str = "") -> list[str]:
    """What the style says of a notebook of these cells."""
    (root / "notebooks").mkdir()
    (root / "data").mkdir()
    (root / "pyproject.toml").write_text(f'[tool.nutgraf]\nlanguages = ["en", "es"]\n{settings}', encoding="utf-8")
    sources = {"name": "sources", "path": "sources.csv"}
    fields = [{"name": name, "type": "string"} for name in ("source_id", "publisher", "title")]
    package = {"name": "test", "resources": [{**sources, "schema": {"fields": fields, "primaryKey": ["source_id"]}}]}
    (root / "data" / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    (root / "data" / "sources.csv").write_text("source_id,publisher,title\nboard,Board,Book\n", encoding="utf-8")
    given = new_code_cell('lang: str = "en"  # language', metadata={"tags": ["parameters"]})
    whole = [new_raw_cell(FRONT), given, *cells]
    for n, cell in enumerate(whole):
        cell.id = f"cell-{n}"
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    nbformat.write(new_notebook(cells=whole, metadata={"kernelspec": kernel}), root / "notebooks" / "pay.ipynb")
    project = read_project(root)
    return [problem.what for problem in style_problems(project, plan_pages(project))]


def prose(text: str, lang: str = "") -> Any:
    return new_markdown_cell(text, metadata={"tags": [f"lang-{lang}"]} if lang else {})


def test_a_code_cell_of_16_lines_is_too_long_and_one_of_15_is_not(tmp_path: Path) -> None:
    cells = [new_code_cell("\n".join(["x = 1"] * lines)) for lines in (15, 16)]
    assert reported(tmp_path, *cells) == ["a code cell of 16 lines; code_lines is 15"]


@pytest.mark.parametrize(("lines", "said"), [(3, ["a code cell of 4 lines; code_lines is 3"]), (0, [])])
def test_the_newsroom_sets_how_long_a_cell_may_be(tmp_path: Path, lines: int, said: list[str]) -> None:
    settings = f"[tool.nutgraf.style]\ncode_lines = {lines}\n"
    assert reported(tmp_path, new_code_cell("a = 1\nb = 1\nc = 1\nd = 1"), settings=settings) == said


def test_headings_are_free_unless_the_newsroom_wants_questions(tmp_path: Path) -> None:
    assert reported(tmp_path, prose("## The taxes")) == []


def test_a_heading_that_is_no_question_is_named_but_for_those_excepted(tmp_path: Path) -> None:
    cells = [prose("## Who pays?"), prose("## The taxes {#taxes}"), prose("### Details\n\n## How we did this")]
    assert reported(tmp_path, *cells, settings=QUESTIONS) == ["the heading “The taxes” is not a question"]


def test_a_spanish_question_begins_with_its_mark(tmp_path: Path) -> None:
    cells = [prose("## Who pays?", "en"), prose("## Quién paga?", "es")]
    assert reported(tmp_path, *cells, settings=QUESTIONS) == ["the heading “Quién paga?” ends with ? but has no ¿"]


def test_prose_for_one_language_alone_is_named(tmp_path: Path) -> None:
    cells = [prose("They pay.", "en"), prose("Pagan.", "es"), prose("So they do.", "en"), prose("For all.")]
    assert reported(tmp_path, *cells) == ["prose in en that is missing in es"]


def test_a_translation_behind_another_cell_is_not_right_after_it(tmp_path: Path) -> None:
    cells = [prose("They pay.", "en"), new_code_cell("x = 1"), prose("Pagan.", "es")]
    assert reported(tmp_path, *cells) == ["prose in en that is missing in es", "prose in es that is missing in en"]


def test_two_languages_that_print_other_facts_are_named(tmp_path: Path) -> None:
    cells = [prose("{{ paid | money }} by {{ row.name_en | lower }}", "en"), prose("{{ row.name_es | lower }}", "es")]
    assert reported(tmp_path, *cells) == ["{{ paid }} is in one language only"]


def test_paired_cells_can_be_turned_off(tmp_path: Path) -> None:
    assert reported(tmp_path, prose("They pay.", "en"), settings="[tool.nutgraf.style]\npaired_cells = false\n") == []


def test_a_notebook_kept_with_outputs_is_named(tmp_path: Path) -> None:
    shown = new_code_cell("1", outputs=[new_output("stream", text="1")], execution_count=1)
    assert reported(tmp_path, shown) == ["it is saved with the outputs of 1 cells"]


def test_the_command_checks_the_style_only_when_asked(tmp_path: Path) -> None:
    reported(tmp_path, new_code_cell("\n".join(["x = 1"] * 16)))
    plain = CliRunner().invoke(main, ["--project", str(tmp_path), "check"])
    asked = CliRunner().invoke(main, ["--project", str(tmp_path), "check", "--style"])
    assert (plain.exit_code, asked.exit_code) == (0, 1)
    assert "a code cell of 16 lines; code_lines is 15" in asked.output


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (
            "[tool.nutgraf.style]\ncode_line = 3\n",
            r"\[tool.nutgraf.style\](.|\n)*no setting named 'code_line'(.|\n)*'code_lines'",
        ),
        ("[tool.nutgraf.site_check]\npage_kb = -1\n", r"\[tool.nutgraf.site_check\](.|\n)*page_kb = -1"),
        ("style = 3\n", r"style = 3 is not a table of settings"),
    ],
)
def test_a_misspelled_setting_of_the_style_is_refused_with_the_likely_word(
    tmp_path: Path, settings: str, said: str
) -> None:
    with pytest.raises(SettingsError, match=said):
        reported(tmp_path, settings=settings)
