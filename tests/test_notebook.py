"""Reading explainers without running them: what a reporter sees before anything starts."""

from __future__ import annotations

from pathlib import Path

import pytest

from nutgraf.errors import NotebookError
from nutgraf.notebook import Explainer, read_explainer
from support.desk import FRONT, code, errors, explainer, front, notebook, parameters, prose, write


def refused(root: Path, node: object) -> list[str]:
    with pytest.raises(NotebookError) as caught:
        read_explainer(write(root, "taxes", node))  # type: ignore[arg-type]
    return errors(caught.value.problems)


def read(root: Path, *cells: object, **kinds: str) -> Explainer:
    return read_explainer(write(root, "taxes", explainer(*cells, **kinds)))


def test_a_cell_is_named_by_its_heading(tmp_path: Path) -> None:
    made = read(tmp_path, prose("## What is owed?\nMuch."), code("1 + 1"))
    assert made.cells[3].place == 'under "What is owed?", 2nd cell'


def test_a_cell_before_any_heading_says_so(tmp_path: Path) -> None:
    assert read(tmp_path).cells[1].place == "before the first heading, 2nd cell"


def test_a_misspelled_key_of_the_front_matter_is_refused_with_the_likely_word(tmp_path: Path) -> None:
    found = refused(tmp_path, explainer(front_matter=FRONT + "\nsubtitel: Much"))
    assert found == ["notebooks/taxes.ipynb, front matter | no key named 'subtitel' | did you mean 'subtitle'?"]


def test_a_missing_title_is_reported(tmp_path: Path) -> None:
    found = refused(tmp_path, explainer(front_matter="date: 2026-11-24\nauthors: Ana Ruiz"))
    assert found[0].startswith("notebooks/taxes.ipynb, front matter | 'title' is missing |")


def test_front_matter_that_is_not_yaml_names_its_line(tmp_path: Path) -> None:
    found = refused(tmp_path, explainer(front_matter="title: Taxes: a primer\ndate: 2026-11-24"))
    assert "| line 2: mapping values are not allowed here |" in found[0]


def test_a_notebook_without_front_matter_says_how_to_add_it(tmp_path: Path) -> None:
    found = refused(tmp_path, notebook(parameters(), code("1")))
    assert found[0].startswith("notebooks/taxes.ipynb, front matter | there is none | make the first cell a raw cell")


def test_an_embargo_without_a_time_zone_is_refused(tmp_path: Path) -> None:
    found = refused(tmp_path, explainer(front_matter=FRONT + "\nembargo: 2026-12-01T06:00:00"))
    assert "say which time zone" in found[0]


def test_a_single_author_needs_no_list(tmp_path: Path) -> None:
    made = read(tmp_path, front_matter=FRONT.replace("[Ana Ruiz]", "Ana Ruiz"))
    assert made.front_matter.authors == ("Ana Ruiz",)


def test_a_notebook_without_a_parameters_cell_is_shown_how_to_mark_one(tmp_path: Path) -> None:
    found = refused(tmp_path, notebook(front(), code("1")))
    assert found == [
        "notebooks/taxes.ipynb | no parameters cell | "
        "give the code cell that holds `lang` and the other parameters the tag 'parameters'"
    ]


def test_a_parameters_comment_is_its_help_text(tmp_path: Path) -> None:
    made = read(tmp_path, parameters_cell='state: str = "TN"  # USPS code')
    assert [(one.name, one.default, one.help) for one in made.parameters] == [("state", "TN", "USPS code")]


@pytest.mark.parametrize(
    ("line", "default"),
    [
        ("years: list[int] = [2022, 2023]", [2022, 2023]),
        ('from datetime import date\nsince: date = "2026-11-24"', "2026-11-24"),
        ("limit: int | None = None", None),
        ("rate: float = 1", 1),
        ("bare = 3", 3),
    ],
)
def test_lists_dates_and_missing_values_are_parameters(tmp_path: Path, line: str, default: object) -> None:
    assert read(tmp_path, parameters_cell=line).parameters[0].default == default


def test_a_parameter_that_computes_is_refused_by_line(tmp_path: Path) -> None:
    found = refused(tmp_path, explainer(parameters_cell="lang = 'en'\nyear: int = 2000 + 22"))
    assert found[0].startswith(
        "notebooks/taxes.ipynb, before the first heading, 2nd cell, line 2 | year is not a plain value: 2000 + 22 |"
    )


def test_a_default_of_the_wrong_type_is_refused(tmp_path: Path) -> None:
    found = refused(tmp_path, explainer(parameters_cell='year: int = "2022"'))
    assert "year = '2022' is str, but the notebook wants int" in found[0]


def test_a_parameter_without_a_value_says_so_in_its_type(tmp_path: Path) -> None:
    (found,) = refused(tmp_path, explainer(parameters_cell="region: str = None"))
    assert found.endswith(
        "line 1 | region = None, but its type is str | "
        "give it a value, or write region: str | None = None where it may have none"
    )
    for line in ("region: str | None = None", "region: None = None", "region = None"):
        assert read(tmp_path, parameters_cell=line).parameters[0].optional, line


def test_a_misspelled_tag_is_refused_with_the_likely_word(tmp_path: Path) -> None:
    found = refused(tmp_path, explainer(code("1", "show-inptu")))
    assert found == [
        "notebooks/taxes.ipynb, before the first heading, 3rd cell | no tag named 'show-inptu' | "
        "did you mean 'show-input'?"
    ]


@pytest.mark.parametrize("tag", ["lang_en", "langen", "lang en", "Lang:EN", "language-en"])
def test_a_misspelled_tag_of_a_language_is_refused_for_the_cell_would_be_on_every_page(
    tmp_path: Path, tag: str
) -> None:
    (found,) = refused(tmp_path, explainer(prose("x", tag)))
    assert found.endswith(f"no tag named {tag!r} | did you mean 'lang-en'?")


def test_another_tools_tag_is_left_alone(tmp_path: Path) -> None:
    assert read(tmp_path, code("1", "slideshow")).cells[2].tags == {"slideshow"}


def test_all_problems_of_a_notebook_are_reported_at_once(tmp_path: Path) -> None:
    found = refused(tmp_path, notebook(front(FRONT + "\nsubtitel: x"), code("1", "checkss"), prose("## Why?")))
    assert len(found) == 3


def test_a_file_that_is_no_notebook_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "notebooks" / "taxes.ipynb"
    path.parent.mkdir()
    path.write_text("<<<<<<< HEAD")
    with pytest.raises(NotebookError, match="this is not a notebook"):
        read_explainer(path)
