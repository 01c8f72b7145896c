"""A project of an earlier version: check says what to change, and upgrade changes it and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nutgraf.upgrade.notebook_text import changed_notebook
from nutgraf.upgrade.renames import code_of_now, front_matter_of_now, own_charts, prose_of_now, settings_of_now
from support.begun import begun
from support.in_process import nutgraf

OLD = {
    "cells": [
        {
            "cell_type": "raw",
            "id": "a",
            "metadata": {},
            "source": ["---\n", "title: Impuestos de año\n", "date: 2026-11-24\n", "authors: [Ana]\n", "subject: taxes\n", "---"],
        },
        {"cell_type": "code", "execution_count": 3, "id": "b", "metadata": {"tags": ["parameters"]}, "outputs": [], "source": 'lang: str = "en"'},
        {
            "cell_type": "code",
            "execution_count": None,
            "id": "c",
            "metadata": {},
            "outputs": [{"name": "stdout", "output_type": "stream", "text": ["nutgraf.every\n"]}],
            "source": ["import nutgraf\n", "from charts import bars, state_map\n", "\n", 'rents = nutgraf.every("rents")'],
        },
        {"cell_type": "markdown", "id": "d", "metadata": {}, "source": ["It was meant: {{ 5 | meant('a joke') }}."]},
    ],
    "metadata": {"b": 1, "a": 2},
    "nbformat": 4,
    "nbformat_minor": 5,
}  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A project with one notebook and one setting of an earlier version."""
    root = begun(tmp_path / "desk")
    text = json.dumps(OLD, indent=1, ensure_ascii=False) + "\n"
    (root / "notebooks" / "taxes.ipynb").write_text(text, encoding="utf-8")
    with (root / "pyproject.toml").open("a") as file:
        file.write("keep_mb = 100\n\n[tool.other]\nkeep_mb = 5\n")
    return root


def test_check_names_the_files_of_an_earlier_version_and_the_command_that_changes_them(desk: Path) -> None:
    done = nutgraf("check", cwd=desk)
    assert done.returncode == 1
    assert done.stderr == (
        "  where  notebooks/taxes.ipynb\n"
        "  what   it uses names of an earlier version of nutgraf: subject: taxes\n"
        "  fix    write topic: taxes; nutgraf upgrade shows all of them, and changes them with --write\n\n"
        "  where  pyproject.toml\n"
        "  what   it uses names of an earlier version of nutgraf: keep_mb = 100\n"
        "  fix    write cache_mb = 100; nutgraf upgrade shows all of them, and changes them with --write\n"
    )


def test_upgrade_shows_each_line_and_changes_nothing_by_itself(desk: Path) -> None:
    before = (desk / "notebooks" / "taxes.ipynb").read_bytes()
    done = nutgraf("upgrade", cwd=desk)
    assert done.returncode == 1
    assert done.stdout == (
        "--- notebooks/taxes.ipynb, cell 1\n"
        "@@ -5 +5 @@\n"
        "-subject: taxes\n"
        "+topic: taxes\n"
        "--- notebooks/taxes.ipynb, cell 3\n"
        "@@ -2 +2,2 @@\n"
        "-from charts import bars, state_map\n"
        "+from nutgraf.charts import bars\n"
        "+from nutgraf.charts.us import state_map\n"
        "@@ -4 +5 @@\n"
        '-rents = nutgraf.every("rents")\n'
        '+rents = nutgraf.all_facts("rents")\n'
        "--- notebooks/taxes.ipynb, cell 4\n"
        "@@ -1 +1 @@\n"
        "-It was meant: {{ 5 | meant('a joke') }}.\n"
        "+It was meant: {{ 5 | not_a_fact('a joke') }}.\n"
        "--- pyproject.toml\n"
        "@@ -7 +7 @@\n"
        "-keep_mb = 100\n"
        "+cache_mb = 100\n"
        "Nothing is changed yet. To change 2 files: nutgraf upgrade --write\n"
    )
    assert (desk / "notebooks" / "taxes.ipynb").read_bytes() == before


def test_upgrade_changes_the_lines_it_shows_and_nothing_else_in_the_files(desk: Path) -> None:
    before = (desk / "notebooks" / "taxes.ipynb").read_text(encoding="utf-8").splitlines()
    assert nutgraf("upgrade", "--write", cwd=desk).returncode == 0
    after = (desk / "notebooks" / "taxes.ipynb").read_text(encoding="utf-8").splitlines()
    assert [line.strip() for line in before if line not in after] == [
        '"subject: taxes\\n",',
        '"from charts import bars, state_map\\n",',
        '"rents = nutgraf.every(\\"rents\\")"',
        "\"It was meant: {{ 5 | meant('a joke') }}.\"",
    ]
    assert len(after) == len(before) + 1
    assert (desk / "pyproject.toml").read_text().endswith("cache_mb = 100\n\n[tool.other]\nkeep_mb = 5\n")
    again = nutgraf("upgrade", cwd=desk)
    assert (again.returncode, again.stdout) == (0, "Nothing to change: the project uses the names of this version.\n")
    assert "earlier version" not in nutgraf("check", cwd=desk).stderr


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("paid = nutgraf.drawn(frame, 'paid')", "paid = nutgraf.fact_from(frame, 'paid')"),
        ("import nutgraf as ng\nng.label(x)", "import nutgraf as ng\nng.chart_label(x)"),
        ("from nutgraf import every, fact", "from nutgraf import all_facts as every, fact"),
        ("from nutgraf import drawn as d", "from nutgraf import fact_from as d"),
        ("frame.label(1); my_nutgraf.every", "frame.label(1); my_nutgraf.every"),
        ("from charts import state_bars, lines", "from charts import state_bars\nfrom nutgraf.charts import lines"),
        ("from charts.lines import lines  # why", "from nutgraf.charts import lines  # why"),
        ("from charts import state_bars", "from charts import state_bars"),
        ("from charts.state_bars import helper", "from charts.state_bars import helper"),
        ("ALT = \"{{ 5 | meant('so') }}\"", "ALT = \"{{ 5 | not_a_fact('so') }}\""),
        ("every = drawn | meant", "every = drawn | meant"),
    ],
)
def test_code_has_the_names_of_now_and_the_charts_of_the_kit(old: str, new: str) -> None:
    assert code_of_now(old, frozenset({"state_bars"})) == new


def test_only_expressions_of_prose_change() -> None:
    old = "What is meant | meant: {{ nutgraf.every('rents').count() | meant('x') }} {% if a | meant('y') %}"
    new = (
        "What is meant | meant: {{ nutgraf.all_facts('rents').count() | not_a_fact('x') }} {% if a | not_a_fact('y') %}"
    )
    assert prose_of_now(old) == new


def test_only_the_keys_of_front_matter_change() -> None:
    old = "---\ntitle: On the lead, subject: none\nlead: {state: US}\nmoved_from: [a]\non_move: note\n---"
    new = (
        "---\ntitle: On the lead, subject: none\ndefault_edition: {state: US}\nredirect_from: [a]\non_change: note\n---"
    )
    assert front_matter_of_now(old) == new


def test_settings_of_other_tools_stay() -> None:
    old = "[tool.x]\nkeep_mb = 1\n[tool.nutgraf]\nkeep_mb = 2\n[tool.nutgraf.style]\nkeep_mb = 3\n"
    assert settings_of_now(old) == old.replace("keep_mb = 2", "cache_mb = 2")


def test_a_project_that_has_a_chart_of_that_name_keeps_its_own(tmp_path: Path) -> None:
    (tmp_path / "__init__.py").write_text("from charts.bars import bars\n")
    (tmp_path / "bars.py").write_text("")
    own = own_charts(tmp_path)
    assert code_of_now("from charts import bars", own) == "from charts import bars"
    assert code_of_now("from charts.bars import bars", own) == "from charts.bars import bars"


@pytest.mark.parametrize("text", ["", "{", "[]", '{"cells": 1}', '{"cells": [1]}'])
def test_a_file_that_is_no_notebook_is_left_to_check(tmp_path: Path, text: str) -> None:
    root = begun(tmp_path / "desk")
    (root / "notebooks" / "broken.ipynb").write_text(text)
    done = nutgraf("upgrade", cwd=root)
    assert (done.returncode, done.stdout) == (0, "Nothing to change: the project uses the names of this version.\n")


def test_a_tag_of_an_earlier_version_becomes_that_of_now() -> None:
    cell = {"cell_type": "markdown", "id": "a", "metadata": {"tags": ["lang-en", "key-figures"]}, "source": "Paid\n: 5"}
    text, (part,) = changed_notebook(json.dumps({"cells": [cell]}), None)
    assert json.loads(text)["cells"][0]["metadata"]["tags"] == ["lang-en", "key-numbers"]
    assert (part.where, part.before, part.after) == ("cell 1, tags", "lang-en\nkey-figures", "lang-en\nkey-numbers")
