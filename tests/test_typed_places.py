"""A list of places typed in an explainer with an edition for each of them is found before it is false."""

from __future__ import annotations

import json
from pathlib import Path

from nutgraf.lint.plan_checks import check
from nutgraf.plan import plan_pages
from nutgraf.project import read_project
from support.sites import copy_newsroom


def found(root: Path, sentence: str) -> list[str]:
    """What `check` says of the newsroom's explainer with this sentence at the end of its English lead."""
    path = root / "notebooks" / "honey-tax.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    lead = next(cell for cell in notebook["cells"] if cell["id"] == "lead-en")
    lead["source"] = ["".join(lead["source"]).rstrip(), f"\n\n{sentence}"]
    path.write_text(json.dumps(notebook), encoding="utf-8")
    project = read_project(root)
    problems = check(project, plan_pages(project)).values()
    return [each.what for some in problems for each in some if "typed by hand" in each.what]


def test_two_places_in_a_row_are_a_list(tmp_path: Path) -> None:
    root = copy_newsroom(tmp_path / "newsroom")
    assert found(root, "No figure is known for Ashmere and Dunmark.") == [
        "the names in “Ashmere and Dunmark” are typed by hand"
    ]


def test_one_place_is_no_list(tmp_path: Path) -> None:
    assert found(copy_newsroom(tmp_path / "newsroom"), "The board meets in Ashmere.") == []


def test_a_computed_list_is_right(tmp_path: Path) -> None:
    assert found(copy_newsroom(tmp_path / "newsroom"), "It is known for {{ ['Ashmere', 'Dunmark'] | listed }}.") == []


def test_a_list_with_an_article_in_any_language_is_a_list(tmp_path: Path) -> None:
    root = copy_newsroom(tmp_path / "newsroom")
    assert found(root, "Rien pour Ashmere et l’Dunmark.") == ["the names in “Ashmere et l’Dunmark” are typed by hand"]
