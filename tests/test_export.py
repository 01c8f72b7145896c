"""Save and Export As, Explainer, in JupyterLab: the page of a notebook that no build ran."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.desk import code, explainer, project, prose, write
from support.in_process import nbconvert

pytestmark = pytest.mark.kernel


def exported(notebook: Path) -> tuple[str, str]:
    """The page, and what is said, when a notebook is exported."""
    done = nbconvert("--to", "explainer", str(notebook), cwd=notebook.parent.parent)
    page = notebook.with_suffix(".html")
    return (page.read_text(encoding="utf-8") if page.is_file() else ""), done.stderr


def test_a_notebook_that_was_never_built_is_exported_as_its_page(tmp_path: Path) -> None:
    root = project(tmp_path / "newsroom")
    write(root, "taxes", explainer(code("paid = 'much'", id="paid"), prose("## Why?\n\nThey paid {{ paid }}.")))
    page, said = exported(root / "notebooks" / "taxes.ipynb")
    assert "<p>They paid much.</p>" in page, said
    assert not (root / "build").exists()


def test_a_notebook_that_stops_says_why_and_makes_no_page(tmp_path: Path) -> None:
    root = project(tmp_path / "newsroom")
    write(root, "taxes", explainer(code("paid = 1 / 0", id="paid"), prose("They paid {{ paid }}.")))
    page, said = exported(root / "notebooks" / "taxes.ipynb")
    assert page == ""
    assert "ZeroDivisionError" in said
    assert "notebooks/taxes.ipynb, before the first heading" in said
