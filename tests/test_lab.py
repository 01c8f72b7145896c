"""What JupyterLab asks of the desk and of its kernel, and the extension that asks."""

from __future__ import annotations

import datetime
import importlib.util
import json
import os
import shutil
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from nutgraf.desk.lab_handlers import put_commands_on_path
from nutgraf.desk.notebook_pages import editions, explainer_at, pages_to_build, project_outline, start_explainer
from nutgraf.errors import NutgrafError, UsageError
from nutgraf.live import show
from nutgraf.plan import plan_pages
from nutgraf.project import Project, read_project

HERE = Path(__file__).parent
NOW = datetime.datetime(2026, 12, 1, tzinfo=datetime.UTC)
EXTENSION = HERE.parent / "nutgraf" / "desk" / "labextension"


@pytest.fixture
def newsroom(tmp_path: Path) -> Project:
    """A copy of the made-up newsroom."""
    shutil.copytree(HERE / "newsroom", tmp_path / "newsroom")
    return read_project(tmp_path / "newsroom")


def _build_script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("lab_build", HERE.parent / "lab" / "build.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_extension_is_what_its_sources_make() -> None:
    recorded = (EXTENSION / "hashes.sha256").read_text(encoding="utf-8")
    assert recorded == _build_script().record(), "run make lab-extension"


def test_the_extension_is_whole_and_knows_no_other_host() -> None:
    described = json.loads((EXTENSION / "package.json").read_text(encoding="utf-8"))
    assert (EXTENSION / described["jupyterlab"]["_build"]["load"]).is_file()
    scripts = "".join(path.read_text(encoding="utf-8") for path in EXTENSION.glob("static/*.js"))
    assert "http://" not in scripts
    assert "https://" not in scripts


def test_the_lock_of_the_extension_names_no_registry() -> None:
    packages = json.loads((HERE.parent / "lab" / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert [name for name, package in packages.items() if "resolved" in package] == []
    assert [name for name, package in packages.items() if name and "integrity" not in package] == []


def test_a_reporter_chooses_from_the_tables_and_languages_of_the_project(newsroom: Project, tmp_path: Path) -> None:
    known = project_outline(newsroom, tmp_path)
    assert (known["name"], known["root"], known["languages"]) == ("The Velmora Bee", "newsroom", ["en", "es"])
    assert known["tables"][0] == {"name": "honey_tax", "keys": ["area", "metric", "source_id"]}
    assert project_outline(newsroom, newsroom.root)["root"] == ""


def test_the_page_of_a_notebook_is_that_of_its_own_parameters(newsroom: Project) -> None:
    first, *others = editions(newsroom, newsroom.notebooks_dir / "honey-tax.ipynb")
    assert first == {"address": "en/honey-tax/du", "lang": "en", "label": "honey-tax (area=DU, lang=en)"}
    assert "es/honey-tax/as" in [page["address"] for page in others]


@pytest.mark.parametrize("path", ["../pyproject.toml", "../../other.ipynb", "missing.ipynb", "", ".."])
def test_no_other_file_is_taken_for_a_notebook(newsroom: Project, path: str) -> None:
    with pytest.raises(UsageError, match="no explainer of this project"):
        explainer_at(newsroom, newsroom.notebooks_dir / path)


def test_a_new_explainer_has_the_pages_that_were_wished_for(newsroom: Project) -> None:
    wish = {
        "name": "who-pays",
        "titles": ["Who pays?", "¿Quién paga?"],
        "languages": ["en", "es"],
        "table": "honey_tax",
        "matrix": "area",
    }
    assert start_explainer(newsroom, wish) == "notebooks/who-pays.ipynb"
    plan = plan_pages(newsroom, [newsroom.notebooks_dir / "who-pays.ipynb"])
    assert plan.problems == ()
    assert "es/who-pays/as" in plan.by_address
    drafts, _, *built = pages_to_build(newsroom, newsroom.notebooks_dir / "who-pays.ipynb", NOW)
    assert (drafts, built[0], len(built)) == ("--drafts", "en/who-pays/as", len(plan.pages))
    assert pages_to_build(newsroom, newsroom.notebooks_dir / "hive-permit.ipynb", NOW)[0] == "--"
    with pytest.raises(UsageError, match="it is there already"):
        start_explainer(newsroom, wish)


@pytest.mark.parametrize(
    "wish", [{"name": 1}, {"name": "a", "titles": "A"}, {"name": "a", "languages": [1]}, {"name": "../a"}, {}]
)
def test_a_wish_that_makes_no_sense_is_refused_in_words(newsroom: Project, wish: dict[str, Any]) -> None:
    with pytest.raises(NutgrafError):
        start_explainer(newsroom, wish)
    assert not (newsroom.root / "a.ipynb").exists()


def test_cells_and_terminals_find_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/usr/bin")
    put_commands_on_path()
    put_commands_on_path()
    assert os.environ["PATH"] == f"{Path(sys.executable).parent}{os.pathsep}/usr/bin"


@pytest.fixture
def in_shell(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A running notebook of so many cells that ran."""

    from IPython.core.interactiveshell import InteractiveShell

    def start(count: int, **names: Any) -> None:
        monkeypatch.chdir(HERE / "newsroom" / "notebooks")
        shell = InteractiveShell(user_ns=names)
        shell.execution_count = count
        monkeypatch.setattr("IPython.core.getipython.get_ipython", lambda: shell)

    return start


def test_many_cells_are_shown_at_once_each_in_its_language(in_shell: Any) -> None:
    in_shell(3, lang="en", who="Ana")
    cells = [
        {"id": "a", "source": "{{ who }} pays.", "lang": ""},
        {"id": "b", "source": "{% if lang == 'es' %}Paga{% else %}Pays{% endif %} {{ whom }}.", "lang": "es"},
    ]
    answer = show(json.dumps({"cells": cells}))
    assert answer["has_run"] is True
    assert answer["cells"]["a"]["html"].strip() == "<p>Ana pays.</p>"
    assert "nothing is named 'whom'" in answer["cells"]["b"]["problems"][0]["what"]


def test_nothing_is_said_of_a_notebook_that_has_not_run(in_shell: Any) -> None:
    in_shell(1)
    assert show(json.dumps({"cells": [{"id": "a", "source": "{{ paid }}", "lang": ""}]})) == {
        "has_run": False,
        "cells": {},
    }
