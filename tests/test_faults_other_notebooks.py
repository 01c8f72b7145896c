"""Notebooks as other people write them: `nutgraf check` finds nothing wrong with what runs, and what cannot run."""

from __future__ import annotations

from pathlib import Path

import pytest

from nutgraf.lint.hardcoded_numbers import hardcoded_numbers
from nutgraf.plan import Plan, plan_pages
from nutgraf.project import Project, read_project
from nutgraf.tracking import suspects
from support.checked import found, newsroom, whats
from support.desk import code, explainer, prose, write

RUNS = {
    "await": ('import asyncio\nasync def go():\n    return "people"\nwho = await go()', "who"),
    "async for": ("async def gen():\n    yield 'k'\nasync for who in gen():\n    pass", "who"),
    "async with": ("import asyncio\nasync with asyncio.Lock() as lock:\n    who = 'x'", "who"),
    "line magics": ("%load_ext autoreload\n%autoreload 2\n%config Completer.use_jedi = False\nwho = 'x'", "who"),
    "shell": ("!ls\nwho = !echo hi", "who"),
    "assigned magic": ("who = %time 'x'", "who"),
    "timed cell": ("%%time\nwho = 'x'", "who"),
    "captured cell": ("%%capture out\nprint('x')", "out"),
    "timed line": ("%time who = 'x'", "who"),
    "script": ("%run script.py", "who"),
    "exec": ("exec('who = 1')", "who"),
    "globals": ("globals()['who'] = 'x'", "who"),
    "namespace": ("get_ipython().user_ns['who'] = 'x'", "who"),
    "pushed": ("get_ipython().push({'who': 'x'})", "who"),
    "star": ("from math import *", "pi"),
    "help": ("who = 'x'\nlen?\nstr.upper??\n?len", "who"),
    "indented": ("  who = 'x'\n  if who:\n    pass", "who"),
    "rest of a mapping": ("match {'k': 1}:\n    case {'k': _, **who}:\n        pass", "who"),
    "patterns": ("match [1, 2]:\n    case [_, *who] as whole:\n        pass", "whole"),
    "walrus": ("ys = [who := y for y in 'ab']", "who"),
    "global": ("def f():\n    def g():\n        global who\n        who = 'x'\n    g()\nf()", "who"),
    "loop": ("for i, (who, *b) in enumerate(['xy']):\n    pass", "who"),
    "with": ("from contextlib import nullcontext\nwith nullcontext('ab') as (who, b):\n    pass", "who"),
    "class": ("class who:\n    pass", "who"),
    "import": ("import os.path, json as who", "who"),
    "assigned more": ("(a, [who, *c]) = d = (1, [2, 3])\nd += (1,)", "who"),
    "future": ("from __future__ import annotations\nwho: int = 1", "who"),
    "backslash": ("who = '\\d'", "who"),
}


@pytest.mark.parametrize(("source", "name"), RUNS.values(), ids=RUNS.keys())
def test_a_name_that_a_cell_gives_is_known_to_prose(tmp_path: Path, source: str, name: str) -> None:
    assert whats(tmp_path, code(source), prose(f"It is {{{{ {name} }}}}.")) == []


@pytest.mark.parametrize(
    "source",
    [
        "def f():\n    who = 'x'\n    return who",
        "class A:\n    who = 'x'",
        "names = [who for who in 'ab']",
        "f = lambda who: who",
        "%config IPCompleter.greedy = True\nname = 'x'",
        "%%html\n<b>who</b>",
        "!pip install x\nname = 'x'",
    ],
)
def test_a_name_that_only_a_function_or_no_python_gives_is_reported(tmp_path: Path, source: str) -> None:
    assert whats(tmp_path, code(source), prose("It is {{ who }}.")) == [
        "no cell of the notebook defines 'who', in “It is {{ who }}.”"
    ]


def test_a_name_that_gets_its_value_further_down_is_reported_with_the_place(tmp_path: Path) -> None:
    assert found(tmp_path, prose("## Who?\n\nIt is {{ who }}."), code("who = 'x'"), prose("It is {{ who }}.")) == [
        'under "Who?", 1st cell | \'who\' has no value yet: it is assigned further down, under "Who?", 2nd cell | '
        "move that cell above this one"
    ]


def test_a_headline_and_the_words_of_a_figure_may_name_what_comes_further_down(tmp_path: Path) -> None:
    front = 'title: "Who {{ who }}"\ndate: 2026-11-24\nauthors: [Ana Ruiz]'
    cells = (code("TITLE = {'en': 'It is {{ who }}', 'es': 'Es {{ who }}'}"), code("who = 'x'"))
    assert found(tmp_path, *cells, front_matter=front) == []


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("%precision 3\nwho = ('x'", "line 2 | this is not Python: '(' was never closed"),
        ("\n\n%time x = 1\nif x\n", "line 4 | this is not Python: expected ':'"),
        ("%%time\nx = 1\nif x\n", "line 3 | this is not Python: expected ':'"),
        ("who = 1\nreturn who", "line 2 | this is not Python: 'return' outside function"),
        ("def f():\n    await g()", "line 2 | this is not Python: 'await' outside async function"),
        ("for x in 'ab':\n    pass\nbreak", "line 3 | this is not Python: 'break' outside loop"),
    ],
)
def test_a_cell_that_no_kernel_would_run_is_reported_by_its_line(tmp_path: Path, source: str, what: str) -> None:
    (line,) = found(tmp_path, code(source))
    assert line == f"before the first heading, 3rd cell, {what} | correct that line"


@pytest.mark.parametrize("tag", ["skip-execution", "raises-exception"])
def test_a_cell_that_is_only_shown_or_may_fail_need_not_be_python(tmp_path: Path, tag: str) -> None:
    assert found(tmp_path, code("SELECT * FROM areas (", tag)) == []


@pytest.mark.parametrize("command", ["%%time", "%config InlineBackend.figure_format = 'svg'", "!ls"])
def test_a_table_that_is_not_there_is_reported_in_a_cell_with_a_command_too(tmp_path: Path, command: str) -> None:
    source = f"{command}\nimport nutgraf\nnutgraf.table('area')"
    (line,) = found(tmp_path, code(source))
    assert line.startswith("before the first heading, 3rd cell, line 3 | ")
    assert line.endswith("did you mean 'areas'?")


@pytest.mark.parametrize("command", ["%%time", "%config InlineBackend.figure_format = 'svg'", "names = !ls", "len?"])
def test_a_number_typed_into_a_figure_is_listed_in_a_cell_with_a_command_too(tmp_path: Path, command: str) -> None:
    root = newsroom(tmp_path)
    write(root, "taxes", explainer(code(f"{command}\nTITLE = {{'en': 'They paid 7,250 dollars', 'es': 'Pagaron'}}")))
    (problem,) = hardcoded_numbers(*_planned(root))
    assert problem.what == "'7,250 dollars' is typed by hand (en), in “They paid 7,250 dollars”"


def _planned(root: Path) -> tuple[Project, Plan]:
    made = read_project(root)
    return made, plan_pages(made)


@pytest.mark.parametrize("command", ["%%time\n", "%matplotlib inline\n", "names = !ls\n", "len?\n", "%time "])
def test_the_clock_is_noticed_in_a_cell_with_a_command_too(command: str) -> None:
    assert suspects(["import datetime", f"{command}day = datetime.date.today()"]) == ("the clock: datetime.date.today",)
