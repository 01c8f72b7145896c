"""A problem that a machine can fix is fixed in its cell, and git shows that change alone."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from nutgraf.cli import main
from nutgraf.desk.problem_list import fix_listed, list_problems
from nutgraf.errors import About, Problem, UsageError, did_you_mean
from nutgraf.fixes import Edit, ProblemCells, change_cell, edit_for, range_of
from nutgraf.project import read_project

NEWSROOM = Path(__file__).parent / "newsroom"
PACKAGE = NEWSROOM / "data" / "datapackage.json"
FRONT = "---\ntitle: Honey\nsubtitel: Who pays\ndate: 2026-01-05\nauthors: Ana\nmatrix:\n  lang: [en]\n---"


def fixed(problem: Problem, source: str, kind: str = "code") -> str | None:
    """The source of a cell with its fix."""
    edit = edit_for(problem, source, kind, PACKAGE)
    return edit.applied(source) if edit else None


def test_a_misspelled_key_is_written_as_it_is_in_the_table() -> None:
    source = 'paid = nutgraf.fact("honey_tax", ara="AS")\nara_of = 3'
    problem = Problem("x", "table honey_tax: no column 'ara'", did_you_mean("ara", ["area"]), About(line=1))
    assert fixed(problem, source) == 'paid = nutgraf.fact("honey_tax", area="AS")\nara_of = 3'


def test_a_misspelled_name_or_filter_is_written_in_its_sentence() -> None:
    source = "They pay. They paid {{ payd | money }}, they say."
    about = About("payd", passage="They paid {{ payd | money }}, they say.")
    assert fixed(Problem("x", "no cell defines 'payd'", "", about), source, "markdown") is None
    problem = Problem("x", "no cell defines 'payd'", did_you_mean("payd", ["paid"]), about)
    assert fixed(problem, source, "markdown") == "They pay. They paid {{ paid | money }}, they say."


def test_what_could_be_in_two_places_is_left_to_a_person() -> None:
    problem = Problem("x", "no table 'taxs'", did_you_mean("taxs", ["taxes"]))
    assert fixed(problem, "a = fact('taxs')\nb = fact('taxs')") is None
    assert fixed(problem, "nothing of it") is None


def test_a_typed_number_is_read_as_the_fact_that_it_probably_is() -> None:
    about = About("8.5", fact="honey_tax:area=AS,metric=honey_tax_paid", passage="They paid 8.5 in {{ 8.5 }} years.")
    source = "Well. They paid 8.5 in\n{{ 8.5 }} years."
    problem = Problem("x", "8.5 is typed by hand", "read it as a fact", about)
    assert fixed(problem, source, "markdown") == (
        'Well. They paid {{ nutgraf.fact("honey_tax", area="AS", metric="honey_tax_paid") | money }} in\n'
        "{{ 8.5 }} years."
    )
    assert fixed(problem, source, "code") is None


def test_a_figure_without_alt_text_gets_the_place_for_it() -> None:
    problem = Problem("x", "a figure without alt=", "say in alt= …", About(argument="alt", line=1))
    assert fixed(problem, 'nutgraf.figure(chart, title="Más", source=paid)') == (
        'nutgraf.figure(chart, title="Más", source=paid, alt="TK: what the chart shows, with its main numbers, '
        'for readers who cannot see it")'
    )
    source = 'nutgraf.figure(\n    chart,\n    title="More",\n)'
    done = fixed(problem, source)
    assert done is not None
    assert done.startswith('nutgraf.figure(\n    chart,\n    title="More",\n    alt="TK: ')
    compile(done, "cell", "exec")


def test_a_problem_is_shown_at_the_word_it_names() -> None:
    source = "One. They paid {{ payd | money }}."
    start, end = range_of(Problem("x", "?", "", About("payd", passage="They paid {{ payd | money }}.")), source)
    assert source[start:end] == "payd"
    start, end = range_of(Problem("x, line 2", "this is not Python", "", About(line=2)), "a\nb =\nc")
    assert (start, end) == (2, 5)
    assert range_of(Problem("x", "a cell of another kind"), source) == (0, len(source))


@pytest.fixture
def newsroom(tmp_path: Path) -> Path:
    """A newsroom with one notebook, which has a misspelled key, a misspelled name and a figure without words."""
    shutil.copytree(NEWSROOM, tmp_path / "room")
    for path in (tmp_path / "room" / "notebooks").glob("*.ipynb"):
        path.unlink()
    cells: list[dict[str, Any]] = [
        {"cell_type": "raw", "id": "front", "metadata": {}, "source": FRONT.splitlines(keepends=True)},
        code("parameters", ['lang = "en"'], ["parameters"]),
        code("read", ["import nutgraf\n", "\n", 'paid = nutgraf.fact("honey_tax", ara="AS", metric="honey_tax_paid")']),
        {"cell_type": "markdown", "id": "words", "metadata": {}, "source": ["They paid {{ payd | money }}, añil."]},
    ]
    stored = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (tmp_path / "room" / "notebooks" / "honey.ipynb").write_text(
        json.dumps(stored, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    return tmp_path / "room"


def code(name: str, lines: list[str], tags: list[str] | None = None) -> dict[str, Any]:
    """A code cell."""
    metadata = {"tags": tags} if tags else {}
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": name,
        "metadata": metadata,
        "outputs": [],
        "source": lines,
    }


def test_check_fixes_what_a_machine_can_fix(newsroom: Path) -> None:
    path = newsroom / "notebooks" / "honey.ipynb"
    before = path.read_text(encoding="utf-8")
    done = CliRunner().invoke(main, ["--project", str(newsroom), "check", "--fix"])
    assert done.exit_code == 0, done.output
    after = path.read_text(encoding="utf-8")
    changed = [
        (old.strip(), new.strip()) for old, new in zip(before.split("\n"), after.split("\n"), strict=True) if old != new
    ]
    assert [new for _, new in changed] == [
        '"subtitle: Who pays\\n",',
        '"paid = nutgraf.fact(\\"honey_tax\\", area=\\"AS\\", metric=\\"honey_tax_paid\\")"',
        '"They paid {{ paid | money }}, añil."',
    ]
    assert "Fixed: notebooks/honey.ipynb, front matter: write 'subtitle'" in done.output


def test_check_says_as_json_where_a_problem_is_and_how_to_fix_it(newsroom: Path) -> None:
    done = CliRunner().invoke(main, ["--project", str(newsroom), "check", "--json"])
    (line,) = (json.loads(line) for line in done.output.splitlines() if "subtitel" in line)
    assert (line["notebook"], line["cell"]) == ("notebooks/honey.ipynb", "front")
    assert FRONT[line["start"] : line["end"]] == "subtitel"
    assert line["edit"] == {"start": 17, "end": 25, "text": "subtitle", "label": "write 'subtitle'"}


def test_a_cell_that_changed_since_is_left_as_it_is(newsroom: Path) -> None:
    path = newsroom / "notebooks" / "honey.ipynb"
    before = path.read_bytes()
    with pytest.raises(UsageError, match="the cell has changed since it was checked"):
        change_cell(path, "notebooks/honey.ipynb", "words", "They paid.", Edit(0, 4, "We", "write 'We'"))
    assert path.read_bytes() == before


def test_no_file_outside_the_notebooks_is_looked_at(newsroom: Path) -> None:
    cells = ProblemCells(read_project(newsroom))
    (newsroom / "secret.ipynb").write_text("{}", encoding="utf-8")
    for where in ("notebooks/../secret.ipynb, 1st cell", f"{newsroom}/secret.ipynb, 1st cell", "data/datapackage.json"):
        assert cells.of(Problem(where, "x")) is None
        assert cells.notebook(Problem(where, "x")) == ""


def test_above_the_first_heading_a_problem_is_at_the_cell_of_its_own_language(newsroom: Path) -> None:
    path = newsroom / "notebooks" / "honey.ipynb"
    node = json.loads(path.read_text(encoding="utf-8"))
    setup = next(at for at, cell in enumerate(node["cells"]) if cell["cell_type"] == "markdown")
    node["cells"][setup:setup] = [
        {"cell_type": "markdown", "id": f"lede-{lang}", "metadata": {"tags": [f"lang-{lang}"]}, "source": text}
        for lang, text in (("en", "They paid {{ payd }}."), ("es", "Pagaron\n{{ payd }}."))
    ]
    path.write_text(json.dumps(node), encoding="utf-8")
    cells = ProblemCells(read_project(newsroom))
    where = f"notebooks/honey.ipynb, before the first heading, {('1st', '2nd', '3rd', '4th', '5th')[setup]} cell"
    for passage, cell in (("They paid {{ payd }}.", "lede-en"), ("Pagaron {{ payd }}.", "lede-es"), ("", "lede-en")):
        place = cells.of(Problem(where, "no cell defines 'payd'", "", About("payd", passage=passage)))
        assert place is not None
        assert place.cell == cell


def test_the_desk_lists_a_problem_with_the_edit_that_fixes_it(newsroom: Path) -> None:
    (problem,) = (each for each in list_problems(read_project(newsroom), {}) if "subtitel" in each.what)
    assert (problem.notebook, problem.cell, problem.edit) == (
        "notebooks/honey.ipynb",
        "front",
        Edit(17, 25, "subtitle", "write 'subtitle'"),
    )


def test_the_desk_fixes_what_check_reports_and_nothing_else(newsroom: Path) -> None:
    project, path = read_project(newsroom), newsroom / "notebooks" / "honey.ipynb"
    (problem,) = (each for each in list_problems(project, {}) if "subtitel" in each.what)
    invented = Problem("notebooks/honey.ipynb, before the first heading, 2nd cell", "no 'lang'", "did you mean 'os'?")
    before = path.read_bytes()
    with pytest.raises(UsageError, match="a machine cannot fix it"):
        fix_listed(project, invented)
    assert path.read_bytes() == before
    assert fix_listed(project, Problem(problem.where, problem.what, problem.fix)).label == "write 'subtitle'"
    assert b"subtitle: Who pays" in path.read_bytes()
