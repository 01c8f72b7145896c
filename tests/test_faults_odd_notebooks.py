"""Notebooks that no one writes on purpose are refused in words, without a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from nutgraf.lint.hardcoded_numbers import hardcoded_numbers
from nutgraf.lint.plan_checks import check
from nutgraf.numbers import find
from nutgraf.plan import plan_pages
from nutgraf.project import read_project
from nutgraf.prose.rendering import ProseError, render
from nutgraf.starter import Wish, new_explainer
from support.desk import FRONT, PARAMETERS, Cell, code, errors, explainer, project, prose, write

DEEP = "x = " + " + ".join(["1"] * 20_000)


def found(root: Path, *cells: Cell, front_matter: str = FRONT, parameters: str = PARAMETERS) -> list[str]:
    desk = project(root / "newsroom")
    write(desk, "taxes", explainer(*cells, front_matter=front_matter, parameters_cell=parameters))
    settled = read_project(desk)
    plan = plan_pages(settled)
    problems = [*plan.problems, *(one for each in check(settled, plan).values() for one in each)]
    problems += hardcoded_numbers(settled, plan)
    return [line.removeprefix("notebooks/taxes.ipynb, ") for line in errors(problems)]


def test_code_that_goes_too_deep_is_refused_by_its_cell(tmp_path: Path) -> None:
    assert found(tmp_path, code(DEEP)) == [
        "before the first heading, 3rd cell | Python cannot read this: an expression is nested too deeply | "
        "compute it in several steps"
    ]


def test_parameters_that_go_too_deep_are_refused(tmp_path: Path) -> None:
    (line,) = found(tmp_path, parameters=DEEP)
    assert "the parameters cell is not Python: maximum recursion depth" in line


@pytest.mark.parametrize("deep", ["{{ " + "(" * 3000, "{{ x" + ".a" * 5000 + " }}", "{% if a %}" * 500])
def test_an_expression_that_goes_too_deep_is_refused_by_its_sentence(tmp_path: Path, deep: str) -> None:
    lines = found(tmp_path, prose(deep))
    assert any("this cannot be read: an expression is nested too deeply, in “" in line for line in lines)
    with pytest.raises(ProseError, match="an expression is nested too deeply"):
        render(deep, {"lang": "en"}, "cell", markdown=True)


@pytest.mark.parametrize("digits", [301, 5000])
def test_a_row_of_digits_that_no_number_has_is_passed_over(tmp_path: Path, digits: int) -> None:
    assert find("9" * digits + " paid $5 million", "en")[0].value == 5_000_000
    assert len(found(tmp_path, prose("9" * digits + " million paid."))) == 0


@pytest.mark.parametrize("address", ["{lang: }/x", "{lang!r}/x", "{lang:>20}"])
def test_an_address_that_formats_a_value_is_refused(tmp_path: Path, address: str) -> None:
    assert found(tmp_path, front_matter=f"{FRONT}\naddress: '{address}'") == [
        f"front matter, address | '{address}' is not an address: write {{lang}} alone | such as {{lang}}/taxes/{{state}}"
    ]


def test_a_newsroom_without_a_starter_gets_that_of_the_kit(tmp_path: Path) -> None:
    desk = read_project(project(tmp_path / "newsroom"))
    made = new_explainer(desk, Wish("wages")).read_text(encoding="utf-8")
    assert "What the story finds" in made
    assert "Lo que descubre la historia" in made
