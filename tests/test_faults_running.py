"""What stops a notebook is reported by its cell and in words: exits, time, memory, magics, errors of all shapes."""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from nutgraf import kernel
from nutgraf.charts import bars, note
from nutgraf.errors import RunError, in_seconds
from nutgraf.plan import plan_pages
from nutgraf.project import read_project
from nutgraf.run import Run, run_page
from nutgraf.run.run_errors import RunStopped, problems_of
from support.desk import code, explainer, project, prose, write
from support.kernel_probe import run as run_by_stock_client
from support.kernel_probe import text

pytestmark = pytest.mark.kernel

CELL = 'notebooks/taxes.ipynb, under "Why?", 2nd cell'
BY_HAND = "open the notebook with lang = 'en' and run that cell"
Runs = Callable[..., Run]


@pytest.fixture(scope="module")
def kernels() -> Iterator[Any]:
    with kernel.warm() as held:
        yield held


@pytest.fixture
def run(tmp_path: Path, kernels: Any) -> Runs:
    """Run a notebook of one heading and these cells, in a project with a module of charts."""
    root = project(tmp_path / "newsroom", settings='[tool.nutgraf]\nlanguages = ["en"]\n')

    def running(*sources: str, module: str = "", **settings: int) -> Run:
        if module:
            (root / "charts" / "__init__.py").write_text(module)
        cells = [code(source, id=f"c{at}") for at, source in enumerate(sources)]
        write(root, "taxes", explainer(prose("## Why?", id="why"), *cells, prose("Words.", id="end")))
        settled = read_project(root).model_copy(update=settings)
        (page,) = plan_pages(settled).pages
        return run_page(page, settled, kernels.execute_options())

    return running


def reported(run: Runs, *sources: str, module: str = "", **settings: int) -> list[tuple[str, str, str]]:
    with pytest.raises(RunError) as stopped:
        run(*sources, module=module, **settings)
    return [(each.where, each.what, each.fix) for each in stopped.value.problems]


def reported_at(run: Runs, where: str, *sources: str, limit: str) -> list[tuple[str, str, str]]:
    """What is reported when the time limit is reached at a cell; on a busy machine a short one is reached before it."""
    for seconds in (2, 15):
        if (found := reported(run, *sources, **{limit: seconds}))[0][0] == where:
            return found
    return reported(run, *sources, **{limit: 120})


def test_a_note_that_is_added_to_a_chart_with_a_plus_is_answered_with_the_way_to_write_it() -> None:
    with pytest.raises(TypeError) as raised:
        bars(pd.DataFrame({"k": ["a"], "v": [1]}), x="v", y="k") + note("why", at="a")  # type: ignore[operator]
    (problem,) = problems_of(RunStopped("c0", "TypeError", str(raised.value), {}), CELL, BY_HAND)
    assert problem.what == "TypeError: Only chart objects can be used in LayerChart."
    assert problem.fix == "give a note to its chart: bars(…, notes=[note(…)]); + joins charts"


@pytest.mark.parametrize("source", ["import sys\nsys.exit(0)", "raise SystemExit", "import sys\nsys.exit('done')"])
def test_a_cell_that_leaves_the_notebook_is_named(run: Runs, source: str) -> None:
    what = "the cell stops the notebook: it raises SystemExit, as sys.exit does"
    assert reported(run, source) == [(CELL, what, "remove it, or put what comes after it under an if")]


@pytest.mark.parametrize("source", ["exit()", "quit()", "exit"])
def test_a_cell_that_ends_its_kernel_politely_is_named_and_not_the_next(run: Runs, source: str) -> None:
    what = "the cell ends the notebook with exit() or quit(), so that nothing after it runs"
    assert reported(run, source, "one = 1") == [(CELL, what, "remove it, or put what comes after it under an if")]


@pytest.mark.parametrize("source", ["import os\nos._exit(0)", "import ctypes\nctypes.string_at(0)"])
def test_a_cell_that_its_kernel_dies_of_is_named(run: Runs, source: str) -> None:
    what = "the kernel died at this cell: it exited (os._exit), crashed in compiled code, or ran out of memory"
    assert reported(run, source) == [(CELL, what, "run the cell in JupyterLab, half of it at a time")]


def test_a_cell_that_takes_too_long_is_named(run: Runs) -> None:
    ((where, what, fix),) = reported_at(run, CELL, "import time\ntime.sleep(600)", limit="timeout")
    assert where == CELL
    assert re.fullmatch(r"the cell took longer than \d+ seconds and was stopped", what)
    assert fix == "make it faster, or raise timeout in pyproject.toml"


@pytest.mark.parametrize(("seconds", "said"), [(1, "1 second"), (1.5, "1.5 seconds"), (600, "600 seconds")])
def test_a_time_limit_is_named_in_words(seconds: float, said: str) -> None:
    assert in_seconds(seconds) == said


def test_a_page_that_takes_too_long_in_all_is_stopped_at_the_cell_it_was_at(run: Runs) -> None:
    third = CELL.replace("2nd", "3rd")
    cells = ("import time\ntime.sleep(0.9)", "time.sleep(1_200)")
    ((where, what, fix),) = reported_at(run, third, *cells, limit="page_timeout")
    assert where == third
    assert re.fullmatch(r"the page took longer than \d+ seconds in all and was stopped at this cell", what)
    assert fix == "make it faster, or raise page_timeout in pyproject.toml"


def test_a_timeout_after_much_was_printed_leaves_no_noise(run: Runs, caplog: pytest.LogCaptureFixture) -> None:
    reported(run, "import time\nfor _ in range(20_000): print('x' * 1000, flush=True)\ntime.sleep(600)", timeout=1)
    gc.collect()
    assert [record.getMessage() for record in caplog.records if record.name == "asyncio"] == []


def test_a_magic_that_is_not_there_is_reported_by_its_name(run: Runs) -> None:
    what = "IPython cannot run this line: Line magic function `%nosuchmagic` not found."
    assert reported(run, "%nosuchmagic") == [(CELL, what, "correct it, or remove it")]


def test_the_errors_of_a_group_are_all_reported(run: Runs) -> None:
    source = "raise ExceptionGroup('two rows', [ValueError('row 3'), ExceptionGroup('x', [KeyError('fips')])])"
    what = "ExceptionGroup: two rows (2 sub-exceptions)\n- ValueError: row 3\n- KeyError: 'fips'"
    assert reported(run, source) == [(CELL, what, BY_HAND)]


def test_a_note_on_an_error_is_reported(run: Runs) -> None:
    source = "error = ValueError('bad row')\nerror.add_note('in row 3 of areas')\nraise error"
    assert reported(run, source) == [(CELL, "ValueError: bad row\nin row 3 of areas", BY_HAND)]


def test_an_error_of_five_megabytes_is_cut_with_a_count(run: Runs) -> None:
    ((_, what, _),) = reported(run, "raise ValueError('x' * 5_000_000)")
    assert what == f"ValueError: {'x' * 1500} … and 4,998,500 more characters"


def test_every_problem_of_an_error_of_ours_is_printed_as_it_is(run: Runs) -> None:
    source = (
        "from nutgraf.errors import FactError, Problem\n"
        "raise FactError(Problem('areas', 'what  one\\n  fix  no', 'fix\\n  fix  yes'), Problem('', 'two'))"
    )
    assert reported(run, source) == [
        (CELL, "areas: what  one\n  fix  no", "fix\n  fix  yes"),
        (CELL, "two", ""),
    ]


def test_a_fault_in_a_module_of_the_project_is_reported_by_its_file_and_line(run: Runs) -> None:
    module = "def bars(frame):\n    return fram.head()\n"
    assert reported(run, "from charts import bars\nbars(1)", module=module) == [
        (
            f"charts/__init__.py, line 2, called from {CELL}",
            "NameError: name 'fram' is not defined",
            "correct charts/__init__.py, line 2",
        )
    ]


def test_a_module_that_is_not_python_is_reported_by_its_file_and_line(run: Runs) -> None:
    assert reported(run, "import charts", module="one = 1\ndef bars(:\n    pass\n") == [
        (
            f"charts/__init__.py, line 2, called from {CELL}",
            "SyntaxError: invalid syntax",
            "correct charts/__init__.py, line 2",
        )
    ]


def test_what_a_module_refuses_on_purpose_is_for_the_cell_that_asked(run: Runs) -> None:
    module = "def bars(frame):\n    raise ValueError('no column x')\n"
    assert reported(run, "from charts import bars\nbars(1)", module=module) == [
        (CELL, "ValueError: no column x (charts/__init__.py, line 2)", BY_HAND)
    ]


def test_charts_next_to_the_settings_are_found_by_jupyter_with_nothing_installed(tmp_path: Path) -> None:
    root = project(tmp_path / "newsroom")
    (root / "charts" / "__init__.py").write_text("MARK = 'our own'\n")
    outputs = run_by_stock_client(["import nutgraf\nfrom charts import MARK\nMARK"], root / "notebooks")
    assert text(outputs[0]) == "'our own'"
