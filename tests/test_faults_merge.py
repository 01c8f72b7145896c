"""A file in which git left both sides of a conflict is named as that, with the line."""

from __future__ import annotations

from pathlib import Path

import pytest

from nutgraf.errors import DataError, NutgrafError
from nutgraf.ledger import Lock, read_lock
from nutgraf.notebook_file import read_file
from nutgraf.project import read_project
from support.desk import project
from support.tables import field, said, table

MARKED = "<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> rents\n"
WHAT = "a merge left two versions here, between <<<<<<< and >>>>>>>"
FIX = "keep one of the two, and take the marks out"


def test_a_table_with_both_versions_of_a_row_is_refused_even_where_its_one_column_is_text(tmp_path: Path) -> None:
    text = f"k\n{MARKED.format('a', 'b')}"
    assert said(table(tmp_path, text, "k")) == [("data/x.csv, line 2", WHAT, FIX)]
    text = f"k,v\n{MARKED.format('a,1', 'a,2')}"
    assert said(table(tmp_path, text, "k", field("v", "integer"))) == [("data/x.csv, line 2", WHAT, FIX)]


def test_a_data_package_with_both_versions_of_a_line_is_refused(tmp_path: Path) -> None:
    package = table(tmp_path, "k\na\n", "k")
    package.write_text(f"{{\n{MARKED.format('1', '2')}}}", encoding="utf-8")
    assert said(package) == [("data/datapackage.json, line 2", WHAT, FIX)]


def test_settings_with_both_versions_of_a_line_are_refused(tmp_path: Path) -> None:
    root = project(tmp_path / "p")
    (root / "pyproject.toml").write_text(MARKED.format('name = "A"', 'name = "B"'), encoding="utf-8")
    with pytest.raises(NutgrafError) as caught:
        read_project(root)
    assert [(one.where, one.what) for one in caught.value.problems] == [("pyproject.toml, line 1", WHAT)]


def test_a_notebook_with_both_versions_of_a_cell_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rents.ipynb"
    path.write_text(f'{{"cells": [\n{MARKED.format("{}", "{}")}]}}', encoding="utf-8")
    with pytest.raises(NutgrafError) as caught:
        read_file(path, "notebooks/rents.ipynb")
    assert [(one.where, one.what) for one in caught.value.problems] == [("notebooks/rents.ipynb, line 2", WHAT)]


def test_a_lock_with_the_lines_of_two_branches_says_to_keep_both(tmp_path: Path) -> None:
    path = tmp_path / "facts.lock"
    path.write_text(MARKED.format("", ""), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_lock(path)
    assert [(one.where, one.what, one.fix) for one in caught.value.problems] == [
        (
            "facts.lock, line 1",
            WHAT,
            "take the marks out, and keep the lines of both versions: of two lines for one claim the later counts",
        )
    ]
    assert read_lock(tmp_path / "none") == Lock({})


def test_settings_that_an_editor_saved_with_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    root = project(tmp_path / "p")
    path = root / "pyproject.toml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert read_project(root).languages == ("en", "es")
