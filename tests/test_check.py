"""`nutgraf check`: every problem of every notebook at once, without a kernel."""

from __future__ import annotations

from pathlib import Path

import pytest

from nutgraf.data import validate
from nutgraf.errors import DataError
from nutgraf.lint.plan_checks import check
from nutgraf.plan import plan_pages
from nutgraf.project import read_project
from support.desk import FRONT, code, errors, explainer, project, prose, write

TWO_LANGUAGES = FRONT + "\nmatrix: {lang: [en, es]}"


def found(root: Path, *cells: object, front_matter: str = FRONT) -> list[str]:
    folder = project(root / "p")
    write(folder, "taxes", explainer(*cells, front_matter=front_matter))
    made = read_project(folder)
    plan = plan_pages(made)
    assert plan.problems == ()
    return errors([problem for problems in check(made, plan).values() for problem in problems])


def test_a_sound_notebook_has_no_problem(tmp_path: Path) -> None:
    assert found(tmp_path, code("reason = 1"), prose("## Why?\n\nBecause {{ reason }}.")) == []


def test_a_title_that_lacks_a_language_is_reported(tmp_path: Path) -> None:
    front = TWO_LANGUAGES.replace("title: Who pays", "title: {en: Who pays}")
    assert found(tmp_path, front_matter=front) == [
        "notebooks/taxes.ipynb, front matter | title has no 'es' | add es: to title"
    ]


def test_a_cell_for_a_language_that_no_edition_has_is_reported(tmp_path: Path) -> None:
    problems = found(tmp_path, prose("## ¿Por qué?\n\nPorque sí.", "lang-es"))
    assert problems[0].startswith(
        'notebooks/taxes.ipynb, under "¿Por qué?", 1st cell | the tag lang-es names a language'
    )


def test_an_expression_that_is_never_closed_is_reported_before_anything_runs(tmp_path: Path) -> None:
    problems = found(tmp_path, prose("## Why?\n\nThey paid {{ paid | money }."))
    assert problems[0].startswith('notebooks/taxes.ipynb, under "Why?", 1st cell | ')


def test_a_misspelled_filter_is_refused_with_the_likely_word(tmp_path: Path) -> None:
    problems = found(tmp_path, prose("## Why?\n\nThey paid {{ paid | mony }}."))
    assert "mony" in problems[0]
    assert "money" in problems[0]


def test_code_that_is_not_python_is_reported_with_its_line(tmp_path: Path) -> None:
    problems = found(tmp_path, prose("## Why?"), code("x = 1\ny = = 2"))
    assert problems == [
        'notebooks/taxes.ipynb, under "Why?", 2nd cell, line 2 | this is not Python: invalid syntax | correct that line'
    ]


def test_ipythons_own_commands_are_left_to_the_kernel(tmp_path: Path) -> None:
    assert found(tmp_path, code("%time x = 1\n!ls")) == []


def test_a_second_headline_is_refused(tmp_path: Path) -> None:
    assert "'# Who pays' is a second headline" in found(tmp_path, prose("# Who pays\n\nMany."))[0]


def test_a_hash_inside_a_code_block_is_no_headline(tmp_path: Path) -> None:
    assert found(tmp_path, prose("## How\n\n```\n# a comment\n```")) == []


def test_problems_of_all_notebooks_are_reported_in_one_run(tmp_path: Path) -> None:
    folder = project(tmp_path / "p")
    write(folder, "one", explainer(prose("# A second headline")))
    write(folder, "two", explainer(code("= 1")))
    made = read_project(folder)
    assert set(check(made, plan_pages(made))) == {"one", "two"}


def test_every_bad_row_is_reported_by_file_row_and_column(tmp_path: Path) -> None:
    folder = project(tmp_path / "p", tables={"areas": "usps,value\nTN,x\nWY,1\nDC,y\n"})
    reported = errors(validate(read_project(folder).data_package))
    assert len(reported) == 2
    assert all("areas.csv" in line and "value" in line for line in reported)


def test_a_bad_row_is_no_problem_of_notebooks_that_do_not_read_it(tmp_path: Path) -> None:
    folder = project(tmp_path / "p", tables={"areas": "usps,value\nTN,x\n"})
    write(folder, "taxes", explainer())
    made = read_project(folder)
    assert check(made, plan_pages(made)) == {}


def test_a_data_package_that_is_not_json_stops_everything(tmp_path: Path) -> None:
    folder = project(tmp_path / "p")
    (folder / "data" / "datapackage.json").write_text("{")
    made = read_project(folder)
    with pytest.raises(DataError, match="this is not JSON, in line 1"):
        check(made, plan_pages(made))


def test_a_save_that_changes_one_cell_leaves_the_problems_of_the_others(tmp_path: Path) -> None:
    def problems(folder: str, word: str) -> list[str]:
        return found(
            tmp_path / folder,
            code("import nutgraf\npaid = 1"),
            prose("## Why?\n\nSee [there](#nowhere), {{ paid }}."),
            prose(f"## How?\n\n{word} {{{{ lost }}}} and {{{{ nutgraf.source('gone') }}}}.\n\n#### Too deep"),
        )

    before = problems("before", "First")
    assert [one.split(" | ")[1] for one in before] == [
        "this heading skips a level: #### Too deep",
        "a link to #nowhere, which is not on the page",
        "no cell of the notebook defines 'lost', in “First {{ lost }} and {{ nutgraf.source('gone') }}.”",
        "table sources: no source 'gone'",
    ]
    assert problems("after", "Second") == [one.replace("First", "Second") for one in before]
    assert problems("again", "First") == before
