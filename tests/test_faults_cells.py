"""What a code cell would not do on a page, seen before anything runs; what a figure and an error say of themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from desk import code, prose
from test_faults_check import whats

UNSHOWN = "this figure would be on no page: a cell shows what its last line gives, and nothing before it"
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


def test_a_line_that_asks_what_something_is_is_no_fault_as_it_is_none_in_jupyterlab(tmp_path: Path) -> None:
    cells = ("lang?", "lang??", "?lang", "n = 1\n  \nstr.up*?\nn = 2", "str.upper?;")
    assert whats(tmp_path, *(code(source) for source in cells)) == []
    asked = (code("n = 1\nn?"), prose("It is {{ n }}."))
    assert whats(tmp_path / "a", *asked) == []
    assert whats(tmp_path / "b", code("lang?\nn = (1,")) == ["this is not Python: '(' was never closed"]


def test_a_return_outside_a_function_is_reported_and_await_is_not(tmp_path: Path) -> None:
    cells = (code("return 3"), code("import asyncio\nawait asyncio.sleep(0)"), code("pattern = '\\d'"))
    assert whats(tmp_path, *cells) == ["this is not Python: 'return' outside function"]
