"""Numbers of which others are parts: declared in the data package, and checked in every row."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from nutgraf.data import below_their_parts, validate
from nutgraf.errors import Problem
from support.sites import DATA

ALL = {"table": "honey_tax_national", "where": {"level": "all"}}
CROWN = {"table": "honey_tax_national", "where": {"level": "crown"}}
NATIONAL = {"total": ALL, "parts": [CROWN], "same": ["publisher"]}
KEEPERS = {"total": {"table": "residents"}, "parts": [{"table": "keepers"}], "same": ["area", "year"]}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    shutil.copytree(DATA, tmp_path / "data")
    return tmp_path / "data" / "datapackage.json"


def declare(package: Path, *totals: dict[str, Any]) -> Path:
    described = json.loads(package.read_text(encoding="utf-8"))
    described["nutgraf"]["totals"] = list(totals)
    package.write_text(json.dumps(described), encoding="utf-8")
    return package


def raise_crown_tax(package: Path, *, publisher: str = "Honey Board") -> None:
    table = package.parent / "honey_tax_national.csv"
    lines = table.read_text(encoding="utf-8").replace(f"{publisher},crown,2", f"{publisher},crown,9")
    table.write_text(lines, encoding="utf-8")


def test_a_total_below_its_part_is_worth_a_look_with_both_rows(package: Path) -> None:
    declare(package, NATIONAL)
    assert below_their_parts(package) == []
    raise_crown_tax(package)
    assert below_their_parts(package) == [
        Problem(
            "data/honey_tax_national.csv, row 2, column value",
            "the total 44,500,000,000 is below its part, 95,100,000,000 in data/honey_tax_national.csv, row 3",
            "correct one of the two, or what data/datapackage.json declares as totals",
        )
    ]
    assert validate(package) == []


def test_numbers_of_two_publishers_are_compared_where_nothing_has_to_be_the_same(package: Path) -> None:
    declare(package, {**NATIONAL, "same": []})
    raise_crown_tax(package, publisher="Meadow Center")
    assert len(below_their_parts(package)) == 2


def test_parts_may_be_in_another_table_and_need_the_unit_of_the_total(package: Path) -> None:
    assert below_their_parts(declare(package, KEEPERS)) == []
    assert below_their_parts(declare(package, {**KEEPERS, "total": KEEPERS["parts"][0], "parts": [ALL]})) == []


@pytest.mark.parametrize(
    ("total", "said"),
    [
        ({**NATIONAL, "parts": []}, "list should have at least 1 item"),
        ({**NATIONAL, "smae": ["publisher"]}, "'smae' is not understood. fix did you mean 'same'?"),
        ({**NATIONAL, "total": {**ALL, "were": {}}}, "'were' is not understood. fix did you mean 'where'?"),
        ({**NATIONAL, "total": {"table": "honey_tax_nation"}}, "the table 'honey_tax_nation', which is not there"),
        ({**NATIONAL, "same": ["publsher"]}, "the column 'publsher', which honey_tax_national does not have"),
        ({"total": {"where": {}}, "parts": [CROWN]}, "'table' is missing"),
        ({**NATIONAL, "total": {**ALL, "where": {"level": "al"}}}, "no row with level='al'. fix did you mean 'all'?"),
        ({**NATIONAL, "total": {**ALL, "where": {"year": "soon"}}}, "year='soon': the column holds integers"),
        ({**NATIONAL, "total": {"table": "publishers"}, "same": []}, "names no column of it as its value"),
    ],
)
def test_a_slip_in_a_declaration_is_named(package: Path, total: dict[str, Any], said: str) -> None:
    (problem, *_) = validate(declare(package, total))
    assert "nutgraf.totals" in problem.where
    assert said in f"{problem.what}. fix {problem.fix}"
