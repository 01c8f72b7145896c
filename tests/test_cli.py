"""The command line as a reporter types it."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest

from nutgraf.project import read_project
from nutgraf.starter import Wish, new_explainer
from support.desk import FRONT, explainer, project, prose, write
from support.in_process import nutgraf


@pytest.fixture
def newsroom(tmp_path: Path) -> Path:
    root = project(tmp_path / "newsroom")
    write(root, "taxes", explainer(prose("## Why?\n\nWords.")))
    return root


def test_check_says_that_all_is_well(newsroom: Path) -> None:
    done = nutgraf("check", cwd=newsroom)
    assert (done.returncode, done.stdout) == (0, "1 notebook and the data: no problems; 1 page.\n")


def test_check_exits_with_1_and_tells_every_problem(newsroom: Path) -> None:
    write(newsroom, "bad", explainer(front_matter=FRONT + "\nsubtitel: x"))
    write(newsroom, "worse", explainer(prose("# Twice")))
    done = nutgraf("check", cwd=newsroom)
    assert done.returncode == 1
    assert "no key named 'subtitel'" in done.stderr
    assert "second headline" in done.stderr


def test_check_can_be_asked_about_one_notebook(newsroom: Path) -> None:
    write(newsroom, "bad", explainer(front_matter=FRONT + "\nsubtitel: x"))
    assert nutgraf("check", "notebooks/taxes.ipynb", cwd=newsroom).returncode == 0


def test_check_gives_machines_one_line_a_problem(newsroom: Path) -> None:
    write(newsroom, "bad", explainer(front_matter=FRONT + "\nsubtitel: x"))
    done = nutgraf("check", "--json", cwd=newsroom)
    assert json.loads(done.stdout)["fix"] == "did you mean 'subtitle'?"


def test_a_wrong_setting_exits_with_2(newsroom: Path) -> None:
    (newsroom / "pyproject.toml").write_text("[tool.nutgraf]\nnmae = 'x'\n")
    done = nutgraf("build", cwd=newsroom)
    assert done.returncode == 2
    assert "did you mean 'name'?" in done.stderr


def test_outside_a_project_the_command_says_where_to_go(tmp_path: Path) -> None:
    done = nutgraf("build", cwd=tmp_path)
    assert done.returncode == 2
    assert "not inside a nutgraf project" in done.stderr


def test_an_address_that_no_page_has_exits_with_2(newsroom: Path) -> None:
    done = nutgraf("build", "en/taxs", cwd=newsroom)
    assert done.returncode == 2
    assert "did you mean 'en/taxes'?" in done.stderr


def test_the_command_works_from_a_folder_inside_the_project(newsroom: Path) -> None:
    assert nutgraf("check", cwd=newsroom / "notebooks").returncode == 0


def test_new_copies_the_starter(newsroom: Path) -> None:
    starter = write(newsroom, "_starter", explainer(prose("## Which question?\n\nWords to begin with.")))
    done = nutgraf("new", "who-files", cwd=newsroom)
    assert done.returncode == 0
    made = nbformat.read(newsroom / "notebooks" / "who-files.ipynb", as_version=4)
    assert [cell.source for cell in made.cells][1:] == [
        cell.source for cell in nbformat.read(starter, as_version=4).cells
    ][1:]


def test_new_never_writes_over_a_notebook(newsroom: Path) -> None:
    (newsroom / "notebooks" / "_starter.ipynb").write_text("{}")
    before = (newsroom / "notebooks" / "taxes.ipynb").read_bytes()
    done = nutgraf("new", "taxes", cwd=newsroom)
    assert done.returncode == 2
    assert "it is there already" in done.stderr
    assert (newsroom / "notebooks" / "taxes.ipynb").read_bytes() == before


@pytest.mark.parametrize("name", ["Who Files", "../outside", "_hidden", "é"])
def test_new_refuses_a_name_that_is_no_address(newsroom: Path, name: str) -> None:
    from nutgraf.errors import UsageError

    with pytest.raises(UsageError, match="small letters, digits and hyphens"):
        new_explainer(read_project(newsroom), Wish(name))
