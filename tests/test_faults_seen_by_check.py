"""What stops a page for certain is seen before anything runs: calls in prose, names that are gone, unknown commands."""

from __future__ import annotations

from pathlib import Path

import pytest

from nutgraf.lint import magic_commands
from nutgraf.lint.plan_checks import check
from nutgraf.plan import plan_pages
from nutgraf.project import read_project
from support.desk import FRONT, Cell, code, errors, explainer, project, prose, write
from support.tables import field, said, table

OURS = code("import nutgraf")


def found(root: Path, *cells: Cell, front_matter: str = FRONT) -> list[str]:
    desk = project(root / "newsroom")
    write(desk, "taxes", explainer(*cells, front_matter=front_matter))
    settled = read_project(desk)
    plan = plan_pages(settled)
    problems = [*plan.problems, *(one for each in check(settled, plan).values() for one in each)]
    return [line.removeprefix("notebooks/taxes.ipynb, ") for line in errors(problems)]


@pytest.mark.parametrize("asked", ['nutgraf.fact("nope")', 'nutgraf.fact("nope") | money', 'nutgraf.rows("nope")'])
def test_a_table_that_prose_asks_for_and_is_not_there_is_reported(tmp_path: Path, asked: str) -> None:
    assert found(tmp_path, OURS, prose(f"It is {{{{ {asked} }}}}.")) == [
        "before the first heading, 4th cell | data/datapackage.json: no table 'nope' | choose one of 'sources'"
    ]


def test_a_table_that_a_headline_asks_for_and_is_not_there_is_reported(tmp_path: Path) -> None:
    front = FRONT.replace("Who pays", "\"{{ nutgraf.fact('nope') }}\"")
    assert found(tmp_path, OURS, front_matter=front) == [
        "front matter, title | data/datapackage.json: no table 'nope' | choose one of 'sources'"
    ]


def test_a_name_that_was_deleted_above_is_reported(tmp_path: Path) -> None:
    cells = (prose("## A"), code("paid = 1"), prose("{{ paid }}"), code("del paid"), prose("It is {{ paid }}."))
    assert found(tmp_path, *cells) == [
        'under "A", 5th cell | \'paid\' no longer has a value: under "A", 4th cell deletes it, in “It is {{ paid }}.” | '
        "remove the del"
    ]


@pytest.mark.parametrize("last", ["paid = 2", "if paid:\n    del paid", "for paid in []:\n    pass"])
def test_a_name_that_has_a_value_again_or_may_have_one_is_taken(tmp_path: Path, last: str) -> None:
    assert found(tmp_path, code("paid = 1\ndel paid\npaid = 1"), code(last), prose("It is {{ paid }}.")) == []


CAUGHT = "try:\n    1 / 0\nexcept ZeroDivisionError as problem:\n    pass"


def test_the_name_of_an_exception_is_reported_where_prose_asks_for_it(tmp_path: Path) -> None:
    assert found(tmp_path, code(CAUGHT), prose("It is {{ problem }}.")) == [
        "before the first heading, 4th cell | 'problem' no longer has a value: Python deletes the name of `except … as "
        "problem` after its block, in “It is {{ problem }}.” | "
        "assign its message to another name in that block: problem = str(problem)"
    ]


def test_the_name_of_an_exception_that_code_gives_too_is_taken(tmp_path: Path) -> None:
    assert found(tmp_path, code(CAUGHT), code("problem = 'none'"), prose("It is {{ problem }}.")) == []


def test_a_command_that_ipython_does_not_have_is_reported_with_the_likely_one(tmp_path: Path) -> None:
    assert found(tmp_path, code("x = 1\n%tiem x"), code("%%bahs\nls")) == [
        "before the first heading, 3rd cell, line 2 | IPython has no command %tiem | did you mean 'time'?",
        "before the first heading, 4th cell, line 1 | IPython has no command %%bahs | did you mean 'bash'?",
    ]


@pytest.mark.parametrize(
    "source",
    [
        *("%time x = 1", "%%time\nx = 1", "%pwd", "%%bash\ntrue", "%%html\n<b>x</b>", "!true", "%config Completer.x"),
        *("%load_ext sql\n%sql select 1", "%alias say echo\n%say x", "%%capture out\nx = 1", "x = 5 %y", "x = %pwd"),
    ],
)
def test_commands_that_are_known_or_may_be_brought_along_are_taken(tmp_path: Path, source: str) -> None:
    assert found(tmp_path, code("y = 2"), code(source)) == []


def test_plots_turned_on_where_matplotlib_is_not_installed_are_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(magic_commands, "is_installed", lambda name: name != "matplotlib")
    assert found(tmp_path, code("%matplotlib inline")) == [
        "before the first heading, 3rd cell, line 1 | %matplotlib needs matplotlib, which is not installed | delete "
        "the line, because charts are drawn with Altair, or install matplotlib in this environment"
    ]


@pytest.mark.parametrize(
    ("key", "problem"),
    [
        (
            "address",
            "address is not a switch: false would be the address | "
            "take address: out; without it the address is made of the notebook's name",
        ),
        (
            "thumbnail",
            "thumbnail is not a switch: false would be the name of a figure | "
            "take thumbnail: out; without it the first figure represents the page",
        ),
    ],
)
def test_a_key_that_is_turned_off_says_what_it_holds(tmp_path: Path, key: str, problem: str) -> None:
    assert found(tmp_path, front_matter=f"{FRONT}\n{key}: false") == [f"front matter | {problem}"]


@pytest.mark.parametrize(
    ("text", "also"),
    [
        ("sep=,\nusps,value\nTN,1\n", ""),
        ('"sep=,"\nusps,value\nTN,1\n', ""),
        ("sep=;\nusps;value\nTN;1\n", ', and declare "dialect": {"delimiter": ";"} for the table'),
    ],
)
def test_the_line_that_excel_puts_first_is_named(tmp_path: Path, text: str, also: str) -> None:
    assert said(table(tmp_path, text, "usps", field("value", "number"))) == [
        (
            "data/x.csv",
            "its first line, sep=, is an instruction to Excel and not the headings",
            f"take that line out{also}",
        )
    ]


@pytest.mark.parametrize("call", ["pd.DataFrame.from_records(['a', 'b'])", "'-'.join(('a', 'b'))"])
def test_a_call_with_a_list_of_texts_is_taken(tmp_path: Path, call: str) -> None:
    assert found(tmp_path, code(f"import pandas as pd\nx = {call}"), prose("It is {{ x }}.")) == []


@pytest.mark.parametrize(
    "text",
    [
        "{% if paid %}\n\n## A {#why}\n\n{% else %}\n\n## B {#why}\n\n{% endif %}",
        "{% if paid %}\n\nSee [A].\n\n[A]: https://a.example\n\n{% else %}\n\nSee [A].\n\n[A]: https://b.example\n\n{% endif %}",
        "{% if paid %}\n\nA[^a]\n\n[^a]: One.\n\n{% else %}\n\nA[^a]\n\n[^a]: Two.\n\n{% endif %}",
    ],
)
def test_a_name_that_each_of_two_branches_gives_is_no_name_given_twice(tmp_path: Path, text: str) -> None:
    assert found(tmp_path, code("paid = 1"), prose(text)) == []
    both = text.replace("{% if paid %}", "").replace("{% else %}", "").replace("{% endif %}", "")
    assert len(found(tmp_path / "both", code("paid = 1"), prose(both))) == 1
