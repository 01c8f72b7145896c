"""Where only rows of tables changed, texts are not read for faults again; whatever else changed, they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from nutgraf.lint.plan_checks import check
from nutgraf.pipeline.stamps import BuildStamp
from nutgraf.plan import plan_pages
from nutgraf.project import read_project
from support.checked import newsroom
from support.desk import code, explainer, prose, write
from support.newsroom import after_first_build

TYPO = "Nobody knows {{ payed | money }}."


def known(root: Path) -> Mapping[str, Sequence[str]]:
    return BuildStamp(read_project(root), drafts=False).texts_checked


def whats(root: Path, texts_checked: Mapping[str, Sequence[str]]) -> list[str]:
    project = read_project(root)
    found = check(project, plan_pages(project), texts_checked=texts_checked)
    return [problem.what for problems in found.values() for problem in problems]


def test_texts_are_known_to_be_good_until_something_but_a_row_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = after_first_build(tmp_path, monkeypatch)
    assert known(root) == {"pay": ["en", "es"]}
    with (root / "data/areas.csv").open("a") as table:
        table.write("\n")
    assert known(root) == {"pay": ["en", "es"]}


@pytest.mark.parametrize("name", ["data/sources.csv", "data/datapackage.json", "notebooks/pay.ipynb", "pyproject.toml"])
def test_texts_are_read_for_faults_again_after_a_change_of_what_they_depend_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    root = after_first_build(tmp_path, monkeypatch)
    with (root / name).open("a") as changed:
        changed.write("\n")
    assert known(root) == {}


def test_a_fault_in_a_text_is_not_looked_for_again_unless_the_page_is_in_another_language(tmp_path: Path) -> None:
    root = newsroom(tmp_path)
    write(root, "taxes", explainer(prose(TYPO)))
    fault = ["no cell of the notebook defines 'payed', in “Nobody knows {{ payed | money }}.”"]
    assert whats(root, {}) == whats(root, {"taxes": ["en", "es"]}) == fault
    assert whats(root, {"taxes": ["en"]}) == []


def test_a_row_that_is_gone_is_reported_by_the_cell_that_asks_for_it(tmp_path: Path) -> None:
    root = newsroom(tmp_path)
    write(root, "taxes", explainer(code('import nutgraf\npaid = nutgraf.fact("areas", usps="VT")')))
    assert whats(root, {"taxes": ["en"]}) == whats(root, {}) != []
