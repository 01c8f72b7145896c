"""Bad rows are named by file, row, column and rule, all at once."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from nutgraf.data import validate
from support.sites import DATA

Edit = Callable[[str, int, str, str], None]


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of the newsroom's data package."""
    shutil.copytree(DATA, tmp_path / "data")
    return tmp_path / "data" / "datapackage.json"


@pytest.fixture
def edit(package: Path) -> Edit:
    """Replace a text in one row of a table; rows are counted as a text editor counts lines."""

    def replace(table: str, row: int, old: str, new: str) -> None:
        path = package.parent / f"{table}.csv"
        lines = path.read_text(encoding="utf-8").split("\n")
        assert old in lines[row - 1]
        lines[row - 1] = lines[row - 1].replace(old, new, 1)
        path.write_text("\n".join(lines), encoding="utf-8")

    return replace


def _said(package: Path) -> list[tuple[str, str, str]]:
    return [(problem.where, problem.what, problem.fix) for problem in validate(package)]


def test_sound_data_have_no_problem() -> None:
    assert validate(DATA / "datapackage.json") == []


def test_a_word_where_a_number_belongs_is_named(package: Path, edit: Edit) -> None:
    edit("honey_tax", 2, "8500000000", "eight")
    assert _said(package) == [
        (
            "data/honey_tax.csv, row 2, column value",
            "'eight' is not a number",
            "write a number, or leave the cell blank",
        )
    ]


def test_a_blank_that_is_needed_is_named(package: Path, edit: Edit) -> None:
    edit("honey_tax_national", 3, ",usd,", ",,")
    assert _said(package) == [
        ("data/honey_tax_national.csv, row 3, column unit", "the cell is blank", "every row needs a value here")
    ]


def test_a_value_that_is_not_allowed_is_named_with_the_likely_one(package: Path, edit: Edit) -> None:
    edit("honey_tax", 3, "reported", "report")
    assert _said(package) == [
        (
            "data/honey_tax.csv, row 3, column checked_against",
            "'report' is not one of the values allowed",
            "did you mean 'reported'?",
        )
    ]


def test_a_negative_amount_is_named(package: Path, edit: Edit) -> None:
    edit("honey_tax", 2, "8500000000", "-8500000000")
    assert _said(package) == [
        (
            "data/honey_tax.csv, row 2, column value",
            "'-8500000000' is below the least allowed, 0",
            "correct the value, or minimum in the constraints of the column",
        )
    ]


def test_a_source_that_is_not_listed_is_named_with_the_likely_one(package: Path, edit: Edit) -> None:
    edit("honey_tax", 2, "board_map_2024", "board_map_24")
    assert _said(package) == [
        (
            "data/honey_tax.csv, row 2, column source_id",
            "'board_map_24' is not in the table sources",
            "did you mean 'board_map_2024'?",
        )
    ]


def test_a_row_that_is_given_twice_is_named(package: Path) -> None:
    path = package.parent / "residents.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines, lines[1]]) + "\n", encoding="utf-8")
    assert _said(package) == [
        ("data/residents.csv, row 24", "the same area, year as in row 2", "keep one of the two rows")
    ]


def test_a_comma_too_many_is_named_once(package: Path, edit: Edit) -> None:
    edit("honey_tax_national", 2, "Honey Board,", "Honey Board,,")
    assert _said(package) == [
        (
            "data/honey_tax_national.csv, row 2",
            "the row has 13 cells, the table 12 columns",
            "look for a comma too many or too few",
        )
    ]


def test_a_heading_that_was_changed_is_named(package: Path, edit: Edit) -> None:
    edit("honey_tax_national", 1, "checked_against", "checked")
    assert _said(package) == [
        (
            "data/honey_tax_national.csv, column checked_against",
            "the heading is 'checked'",
            "it should be 'checked_against'",
        )
    ]


def test_a_table_that_is_gone_is_named(package: Path) -> None:
    (package.parent / "honey_tax_national.csv").unlink()
    assert [where for where, _, _ in _said(package)] == ["data/honey_tax_national.csv"]


def test_a_package_that_is_not_json_is_named(package: Path) -> None:
    package.write_text("{", encoding="utf-8")
    assert [where for where, _, _ in _said(package)] == ["data/datapackage.json"]


def test_bad_rows_of_all_tables_are_named_at_once_in_the_order_of_the_files(package: Path, edit: Edit) -> None:
    edit("residents", 11, "Corvane,CO", "Corvane,Co")
    edit("honey_tax", 2, "8500000000", "eight")
    edit("honey_tax", 3, "reported", "report")
    edit("accord", 2, "2025-02-01", "Feb. 2025")
    assert [where for where, _, _ in _said(package)] == [
        "data/accord.csv, row 2, column event_date",
        "data/honey_tax.csv, row 2, column value",
        "data/honey_tax.csv, row 3, column checked_against",
        "data/residents.csv, row 11, column area",
    ]
