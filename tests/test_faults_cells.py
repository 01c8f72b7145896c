"""What a code cell would not do on a page, seen before anything runs; what a figure and an error say of themselves."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import nutgraf
from nutgraf.charts import bars
from nutgraf.errors import FigureError, ProseError
from nutgraf.facts import Fact
from nutgraf.figures.figure_text import source_ids
from nutgraf.prose import render_words, syntax_problems
from nutgraf.run.run_errors import RunStopped, problems_of
from support.checked import whats
from support.desk import code, prose

UNSHOWN = "this figure would not be on the page: a cell shows only the value of its last line"
FIGURE = "nutgraf.figure(1, title='x', alt='y', source='made_up')"


@pytest.mark.parametrize(
    "source",
    [
        f"{FIGURE}\nn = 1",
        f"{FIGURE}\n{FIGURE}",
        f"{FIGURE};",
        f"if lang == 'en':\n    {FIGURE}",
        f"for n in (1, 2):\n    {FIGURE}",
        f"def draw():\n    {FIGURE}\ndraw()",
    ],
)
def test_a_figure_that_no_page_would_show_is_reported(tmp_path: Path, source: str) -> None:
    assert whats(tmp_path, code(f"import nutgraf\n{source}")) == [UNSHOWN]


@pytest.mark.parametrize(
    ("source", "tags"),
    [
        (FIGURE, ()),
        (f"{FIGURE}  # the states", ()),
        (f"made = {FIGURE}\nmade", ()),
        (f"for n in (1, 2):\n    display({FIGURE})", ()),
        (f"def draw():\n    return {FIGURE}\ndraw()", ()),
        (f"{FIGURE} if lang == 'en' else None", ()),
        (f"{FIGURE}\nn = 1", ("remove-output",)),
        (f"%config InteractiveShell.ast_node_interactivity = 'all'\n{FIGURE}\n{FIGURE}", ()),
    ],
)
def test_a_figure_that_is_shown_or_kept_is_no_problem(tmp_path: Path, source: str, tags: tuple[str, ...]) -> None:
    assert whats(tmp_path, code(f"import nutgraf\n{source}", *tags)) == []


def test_a_figure_that_is_named_and_never_shown_is_reported(tmp_path: Path) -> None:
    named = code(f"import nutgraf\nmade = {FIGURE}")
    unseen = "this figure would not be on the page: it is named made, and nothing shows made"
    assert whats(tmp_path / "alone", named) == [unseen]
    assert whats(tmp_path / "later", named, code("made")) == []


def test_a_line_that_asks_what_something_is_is_no_fault_as_it_is_none_in_jupyterlab(tmp_path: Path) -> None:
    cells = ("lang?", "lang??", "?lang", "n = 1\n  \nstr.up*?\nn = 2")
    assert whats(tmp_path, *(code(source) for source in cells)) == []
    asked = (code("n = 1\nn?"), prose("It is {{ n }}."))
    assert whats(tmp_path / "a", *asked) == []
    assert whats(tmp_path / "b", code("lang?\nn = (1,")) == ["this is not Python: '(' was never closed"]


def test_a_return_outside_a_function_is_reported_and_await_is_not(tmp_path: Path) -> None:
    cells = (code("return 3"), code("import asyncio\nawait asyncio.sleep(0)"), code("pattern = '\\d'"))
    assert whats(tmp_path, *cells) == ["this is not Python: 'return' outside function"]


# -- the words of a figure


@pytest.mark.parametrize(
    ("given", "what"),
    [
        ({"title": 3}, "title=: int is not a text"),
        ({"alt": ["Bars"]}, "alt=: list is not a text"),
        ({"notes": Fact(value=5, unit="usd")}, "notes=: Fact is not a text"),
        ({"title": {"es": "B"}}, "title=: these words have no 'en': {'es': 'B'}"),
        ({"title": {"english": "B"}}, "title=: {'english': 'B'} cannot be printed in a sentence"),
    ],
)
def test_words_of_a_figure_that_are_no_text_are_refused_by_their_name(given: dict[str, Any], what: str) -> None:
    words = {"title": "Who pays", "alt": "Bars for the states, the longest for Ohio.", "source": "made_up"}
    chart = bars(pd.DataFrame({"state": ["Ohio", "Iowa"], "paid": [2, 1]}), x="paid", y="state")
    with pytest.raises((FigureError, ProseError)) as error:
        nutgraf.figure(chart, **{**words, **given})
    assert [f"{each.where}: {each.what}" for each in error.value.problems] == [what]


def test_a_figure_takes_its_sources_from_the_frame_that_it_draws() -> None:
    frame = pd.DataFrame({"state": ["Ohio"], "paid": [1]})
    frame.attrs = {"table": "areas", "sources": ["itep", "pew"]}
    assert source_ids(frame) == ("itep", "pew")
    assert source_ids([frame, "census"]) == ("itep", "pew", "census")
    assert source_ids(pd.DataFrame({"state": ["Ohio"]})) == ()
    assert source_ids(pd.Series(["itep", "itep"])) == ("itep",)


# -- expressions


@pytest.mark.parametrize("tag", ["{% include 'x' %}", "{% import 'x' as x %}", "{% extends 'x' %}"])
def test_prose_that_takes_from_another_file_is_refused_before_anything_runs(tag: str) -> None:
    (problem,) = syntax_problems(f"Words {tag}.")
    assert problem.what.startswith("prose cannot use other files")


@pytest.mark.parametrize(
    ("text", "what", "fix"),
    [
        ("It was {{ paid | money .", "{{ is not closed", "write }} after what it prints"),
        ("It was {{ paid . It is {{ paid }}.", "{{ is not closed", "write }} after what it prints"),
        ("{% if paid %}They paid.", "{% if %} is not closed", "write {% endif %} where it ends"),
        (
            "{% for a in b %}{% if a %}A.{% endfor %}",
            "{% endfor %} comes where {% if %} is to be closed",
            "write {% endif %} first",
        ),
        ("They paid.{% endif %}", "{% endif %} closes nothing", "take it out, or write what it closes before it"),
    ],
)
def test_braces_and_tags_that_are_not_closed_are_named(text: str, what: str, fix: str) -> None:
    (problem,) = syntax_problems(text)
    assert (problem.what.startswith(what), problem.fix) == (True, fix)
    with pytest.raises(ProseError, match=re.escape(what)):
        render_words(text, {"lang": "en", "paid": 1, "b": []}, "cell")


def test_an_argument_that_a_filter_has_not_is_named() -> None:
    with pytest.raises(ProseError, match="money has no argument 'digits'"):
        render_words("One {{ 1 | money(digits=2) }}.", {"lang": "en"}, "cell")


def test_an_error_of_python_in_an_expression_says_what_to_do_next() -> None:
    with pytest.raises(ProseError) as error:
        render_words("One {{ 1 / 0 }}.", {"lang": "en"}, "cell")
    (problem,) = error.value.problems
    assert (problem.what, problem.fix) == (
        "it divides by zero",
        "try the expression in a cell of its own in JupyterLab",
    )


# -- what stops a notebook


def test_a_chart_module_that_ends_the_notebook_is_named() -> None:
    known = {"name": "SystemExit", "said": "1", "file": "charts/bars.py", "line": 3, "refused": False}
    (problem,) = problems_of(RunStopped("c", "SystemExit", "1", known), "notebooks/taxes.ipynb, 2nd cell", "run it")
    assert problem.where == "charts/bars.py, line 3, called from notebooks/taxes.ipynb, 2nd cell"
