"""A cell is named by the heading that its readers see above it, in their language, and by its own number."""

from __future__ import annotations

from pathlib import Path

import pytest

from nutgraf.errors import PageError
from nutgraf.lint.hardcoded_numbers import hardcoded_numbers
from nutgraf.notebook import headings_in, read_cells
from nutgraf.page import read_page
from nutgraf.plan import plan_pages
from nutgraf.project import read_project
from support import desk
from support.executed import code, figure, notebook, printed, prose, shown

TWO = (
    prose("## How many?", tags=("lang-en",)),
    prose("## ¿Cuántos?", tags=("lang-es",)),
    code("frame", shown(text_plain="4")),
)


@pytest.mark.parametrize(("lang", "heading"), [("en", "How many?"), ("es", "¿Cuántos?")])
def test_an_output_that_cannot_be_published_is_named_by_the_heading_of_the_pages_own_language(lang, heading):
    with pytest.raises(PageError) as caught:
        read_page(notebook(*TWO, lang=lang))
    assert caught.value.problems[0].where == f'notebooks/taxes.ipynb, under "{heading}", 2nd cell'


def test_the_cell_that_papermill_puts_in_is_not_counted():
    cells = (
        code("lang = 'en'", tags=("parameters",)),
        code("lang = 'es'", printed(""), tags=("injected-parameters",)),
        code("x", shown(text_plain="4")),
    )
    with pytest.raises(PageError) as caught:
        read_page(notebook(*cells))
    assert caught.value.problems[0].where == "notebooks/taxes.ipynb, before the first heading, 3rd cell"


def test_english_words_of_a_figure_are_found_under_the_english_heading(tmp_path: Path):
    front = desk.FRONT.replace("Who pays", "{en: Who pays, es: Quién paga}") + "\nmatrix: {lang: [en, es]}"
    cells = (
        desk.prose("## How many?", "lang-en"),
        desk.prose("## ¿Cuántos?", "lang-es"),
        desk.code('alt = {"en": "Bars for 150 states", "es": "Barras de 150 estados"}'),
    )
    root = desk.project(tmp_path / "p")
    desk.write(root, "taxes", desk.explainer(*cells, front_matter=front))
    made = read_project(root)
    assert [problem.where for problem in hardcoded_numbers(made, plan_pages(made))] == [
        'notebooks/taxes.ipynb, under "How many?", 2nd cell',
        'notebooks/taxes.ipynb, under "¿Cuántos?", 2nd cell',
    ]


def test_a_cell_after_one_with_two_headings_is_placed_under_the_second():
    *_, last = read_cells(notebook(prose("## One\n\ntext\n\n### Two"), code("x", figure())))
    assert last.place == 'under "Two", 2nd cell'


def test_a_heading_is_named_without_its_anchor_and_code_has_none():
    text = "~~~~\n# a comment\n```\n# one more\n~~~~\n\n```python\n# and one\n```\n## Methods {#how} ##\n"
    assert headings_in(text) == ("Methods",)
