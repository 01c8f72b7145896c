"""What a sentence that cannot be printed says: which name, which row, and the notebook's own names to choose from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import nutgraf
from nutgraf.data import unanswered
from nutgraf.errors import ProseError
from nutgraf.prose.rendering import render
from support import desk

IPYTHONS = {"In": [], "Out": {}, "exit": 1, "quit": 1, "get_ipython": 1, "open": open, "nutgraf": nutgraf}


@pytest.fixture(autouse=True)
def nothing_asked_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nutgraf.data.missing_facts._FOUND_NOTHING", [])


def refused(text: str, **names: Any) -> tuple[str, str]:
    with pytest.raises(ProseError) as caught:
        render(text, {"lang": "en", **names}, "c1", markdown=True)
    (problem,) = caught.value.problems
    return problem.what, problem.fix


def test_the_names_to_choose_from_are_the_notebooks_own_and_none_of_ipythons():
    what, fix = refused("{{ second | money }}", california=1, returns=2, **IPYTHONS)
    assert what == "nothing is named 'second'"
    assert fix == "choose one of 'california', 'lang', 'returns'"


def test_a_figure_that_no_row_gives_is_named_with_its_table_and_what_was_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    root = desk.project(
        tmp_path / "p", tables={"areas": "usps,year,value,source_id\nTN,2021,5,made_up\nWY,2022,6,made_up\n"}
    )
    package = root / "data" / "datapackage.json"
    described = package.read_text().replace('"name": "value"', '"name": "value", "nutgraf": {"unit": "usd"}')
    package.write_text(
        described.replace(
            '"path": "areas.csv"',
            '"path": "areas.csv", "nutgraf": {"value": "value", "key": ["usps", "year"], "source": "source_id"}',
        )
    )
    monkeypatch.chdir(root)
    there, paid = (nutgraf.fact("areas", usps="TN", year=year, missing=None) for year in ("2021", "2022"))
    what, fix = refused("It paid {{ there }}, {{ paid | money }}.", there=there, paid=paid)
    assert what == "nothing to print: paid is None; table areas: no row with usps='TN', year='2022'"
    assert fix == "write a sentence for the missing case too: {% if paid %} … {% else %} … {% endif %}"
    assert [problem.fix for problem in unanswered()] == [
        "with the rest as asked there is usps: WY; year: 2021; or use missing=None"
    ]


def test_the_name_that_holds_nothing_is_given_wherever_it_is_in_the_expression():
    assert refused("{{ a | compare(b) }}", a=1, b=None)[0] == "nothing to print: b is None"
    assert refused("{{ row.paid | money }}", row={"paid": None, "x": 1})[0] == "nothing to print: row.paid is None"
    assert refused('{{ row["paid"] | money }}', row={"paid": float("nan")})[0] == (
        'nothing to print: row["paid"] is None'
    )


def test_a_name_of_a_loop_that_holds_nothing_is_reported_as_before():
    assert refused("{% for one in all %}{{ one | money }}{% endfor %}", all=[None])[0] == (
        "nothing to print: the value is None"
    )
