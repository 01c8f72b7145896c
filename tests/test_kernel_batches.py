"""Cells that run in one message leave what they leave when each runs in a message of its own."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
from nbclient import NotebookClient

from nutgraf import kernel
from nutgraf.errors import RunError
from nutgraf.plan import plan_pages
from nutgraf.project import read_project
from nutgraf.run import batches, run_page
from support.desk import code, explainer, project, prose, write

pytestmark = pytest.mark.kernel

CELLS = (
    "import asyncio, contextvars, inspect, io, logging, os, signal, subprocess, sys, threading, time, warnings\n"
    "from contextlib import redirect_stdout\n"
    "from IPython.display import HTML, Markdown, clear_output, display, update_display",
    # Streams, in order.
    "for n in range(3):\n    print(n)\n    print('aside', n, file=sys.stderr)",
    "print('one', end='\\r'); print('\\x1b[31mred\\x1b[0m'); display('between'); print('two')",
    "thread = threading.Thread(target=lambda: print('from a thread')); thread.start(); thread.join()",
    "if os.fork() == 0:\n    print('from a child', flush=True)\n    os._exit(0)\nos.wait(); time.sleep(0.3); print('after')",
    "os.system('echo from the system'); time.sleep(0.05)",
    "subprocess.run('echo from a command', shell=True); time.sleep(0.05)",
    "!echo from a shell",
    "with redirect_stdout(io.StringIO()) as held:\n    print('hidden')\nheld.getvalue()",
    "logging.warning('careful'); warnings.warn('a caveat')",
    # Displays, and results.
    "handle = display('first', display_id='x')",
    "update_display('second', display_id='x')",
    "print('gone'); clear_output(); print('kept')",
    "print('gone'); clear_output(wait=True); 'after'",
    "display(Markdown('*one*'), HTML('<b>two</b>'), {'three': 3})\n4",
    "shared = {'a': 1}; display({'text/plain': 'shared', 'application/json': shared}, raw=True)",
    "shared['a'] = 2",
    "display({'application/json': object()}, raw=True)",
    "_",
    "Out",
    "In[:3]",
    "5;",
    "class Bad:\n    def _repr_html_(self):\n        raise ValueError('no')\nBad()",
    # Magics, and what IPython makes of a cell.
    "%precision 2\n1 / 3",
    "%%capture out\nprint('captured')",
    "out.stdout",
    "?len",
    "%nosuchmagic",
    "get_ipython().execution_count, _i, _ii",
    "get_ipython().kernel.get_parent()['content']['code']",
    "get_ipython().set_next_input('next')",
    "pattern = '\\d'\n1 is 1",
    # Errors.
    "raise SystemExit",
    "1 / 0",
    "raise KeyboardInterrupt",
    "def f(:",
    "input('your name? ')",
    # Not as deep as usual, since each of its lines is put in color.
    "usual = sys.getrecursionlimit(); sys.setrecursionlimit(300)\ndef deep(n):\n    return deep(n + 1)\ndeep(0)",
    "sys.setrecursionlimit(usual)\nlen(inspect.stack())",
    # What one cell leaves for the next.
    "seen = contextvars.ContextVar('seen'); seen.set(1)",
    "seen.get(0)",
    "signal.signal(signal.SIGINT, print)",
    "str(signal.getsignal(signal.SIGINT))",
    "calls = []; asyncio.get_event_loop().call_soon(calls.append, 1); None",
    "calls",
    # Async cells, and tasks.
    "await asyncio.sleep(0.01)\n'awaited'",
    "async for n in (x async for x in asyncio.as_completed([])):\n    pass",
    "gate = asyncio.Event(); task = asyncio.get_event_loop().create_task(gate.wait())",
    "task.done()",
    "gate.set()",
    "task.done()",
    "async def said():\n    print('begins')\n    await asyncio.sleep(0.05)\n    print('ends')\ntask = asyncio.ensure_future(said())",
    "1",
    "await task",
    "events = get_ipython().events\n"
    "events.register('pre_run_cell', lambda info: print('before', info.cell_id, info.cell_meta))\n"
    "events.register('post_run_cell', lambda result: print('after', result.success))",
    "2",
    "get_ipython().run_cell('print(3)\\n4').result",
)
_NAMES = re.compile(r"ipykernel_\d+|0x[0-9a-f]+")


@pytest.fixture(scope="module", autouse=True)
def _environment_of_a_build() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in kernel.BUILD_ENV.items():
            patch.setenv(name, value)
        yield


def _notebook() -> nbformat.NotebookNode:
    nb = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source, id=f"c{n}") for n, source in enumerate(CELLS)]
    )
    nb.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    for cell in nb.cells:
        cell.metadata.tags = ["raises-exception"]
    return nb


def _left(cells: list[Any]) -> list[str]:
    """What a run leaves in each cell, but for process ids and addresses."""
    return [_NAMES.sub("NAME", json.dumps([cell.execution_count, cell.outputs], indent=1)) for cell in cells]


@pytest.fixture(scope="module")
def one_by_one(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What the stock client makes of the cells in an ordinary kernel."""
    folder = str(tmp_path_factory.mktemp("stock"))
    return _left(NotebookClient(_notebook(), resources={"metadata": {"path": folder}}).execute().cells)


@pytest.fixture(scope="module", params=["warm", pytest.param("ordinary", marks=pytest.mark.long)])
def in_one_message(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The same in batches."""
    executed: list[Any] = []
    with kernel.warm(cold=request.param == "ordinary") as kernels:
        papermill.execute_notebook(
            _notebook(),
            None,
            engine_name="nutgraf",
            kernel_name="python3",
            language="python",
            cwd=str(tmp_path_factory.mktemp(request.param)),
            result=executed,
            **kernels.execute_options(),
        )
    return _left(executed[0].cells)


@pytest.mark.parametrize("at", range(len(CELLS)), ids=[source.splitlines()[-1][:40] for source in CELLS])
def test_a_cell_leaves_the_same_in_a_batch_and_on_its_own(
    one_by_one: list[str], in_one_message: list[str], at: int
) -> None:
    assert in_one_message[at] == one_by_one[at]


@pytest.fixture(scope="module")
def kernels() -> Iterator[kernel.WarmKernels]:
    with kernel.warm() as held:
        yield held


def _desk(folder: Path, *cells: Any, **settings: Any) -> tuple[Any, Any]:
    tables = {"areas": "usps,value,source_id\nTN,1,made_up\n"}
    root = project(folder / "newsroom", settings='[tool.nutgraf]\nlanguages = ["en"]\n', tables=tables)
    write(root, "taxes", explainer(prose("## Why?", id="why"), *cells))
    settled = read_project(root).model_copy(update=settings)
    (page,) = plan_pages(settled).pages
    return page, settled


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many groups of cells each message carried."""
    found: list[int] = []
    plain = batches.Batches._reply

    async def reply(self: batches.Batches, groups: list[Any]) -> Any:
        found.append(len(groups))
        return await plain(self, groups)

    monkeypatch.setattr(batches.Batches, "_reply", reply)
    return found


PAGE = (
    code("from nutgraf import data\npaid = data.rows('areas', usps='TN')[0]['value']", id="facts"),
    prose("They paid {{ paid | not_a_fact('made up') }}.", id="text"),
    code("open('charts.txt').read() if False else None", id="nothing"),
    code("raise ValueError('on purpose')", "raises-exception", id="raises"),
    prose("After it, {{ paid | not_a_fact('made up') }}.", id="after"),
    code("print('skipped')", "skip-execution", id="skipped"),
    code("display('the end')", id="end"),
)


def test_a_page_runs_in_one_message_and_is_what_it_is_when_its_cells_run_one_by_one(
    tmp_path: Path, kernels: kernel.WarmKernels, sent: list[int]
) -> None:
    page, settled = _desk(tmp_path, *PAGE)
    together = run_page(page, settled, kernels.execute_options()).notebook
    assert sent == [7]  # two cells of parameters, four with the text after each, the front matter
    alone = run_page(page, settled, {**kernels.execute_options(), "one_by_one": True}).notebook
    assert sent == [7]
    assert _NAMES.sub("NAME", nbformat.writes(together)) == _NAMES.sub("NAME", nbformat.writes(alone))
    notes = {cell.id: cell.metadata.get("nutgraf", {}) for cell in together.cells}
    assert notes["text"]["rendered"] == 'They paid <span data-not-a-fact="made up">1</span>.'
    assert [read["table"] for read in notes["facts"]["reads"]] == ["areas"]


def test_a_cell_that_leaves_a_task_ends_the_message_so_that_the_task_runs_before_the_next_cell(
    tmp_path: Path, kernels: kernel.WarmKernels, sent: list[int]
) -> None:
    task = code("import asyncio\ntask = asyncio.ensure_future(asyncio.sleep(0.2))", id="leaves")
    page, settled = _desk(tmp_path, code("one = 1"), task, code("two = 2"), code("await task"), code("three = 3"))
    run_page(page, settled, kernels.execute_options())
    assert sent == [8, 4, 3]


@pytest.mark.parametrize(
    ("source", "what", "settings"),
    [
        ("import os\nos._exit(0)", "the kernel died at this cell", {}),
        ("a = bytearray(10**9)", "the cell took more than 400 MB of memory", {"memory_mb": 400}),
        ("raise ValueError('no')", "ValueError: no", {}),
        ("exit()", "the cell ends the notebook with exit() or quit()", {}),
    ],
)
def test_the_cell_that_stops_a_page_is_named_among_those_of_its_message(
    tmp_path: Path, kernels: kernel.WarmKernels, source: str, what: str, settings: dict[str, int]
) -> None:
    cells = (code("one = 1"), prose("Words."), code(source, id="stops"), code("three = 3"))
    page, settled = _desk(tmp_path, *cells, **settings)
    with pytest.raises(RunError) as stopped:
        run_page(page, settled, kernels.execute_options())
    (problem,) = stopped.value.problems
    assert (problem.where, problem.what[: len(what)]) == ('notebooks/taxes.ipynb, under "Why?", 4th cell', what)


@pytest.mark.parametrize(("limit", "what"), [("timeout", "the cell took"), ("page_timeout", "the page took")])
def test_the_cell_that_takes_too_long_is_named_among_those_of_its_message(
    tmp_path: Path, kernels: kernel.WarmKernels, limit: str, what: str
) -> None:
    cells = (code("one = 1"), prose("Words."), code("import time\ntime.sleep(600)", id="stops"), code("three = 3"))
    for seconds in (2, 15, 120):  # on a busy machine, a short limit is reached by the cells before it
        page, settled = _desk(tmp_path / str(seconds), *cells, **{limit: seconds})
        with pytest.raises(RunError) as stopped:
            run_page(page, settled, kernels.execute_options())
        (problem,) = stopped.value.problems
        if is_named := problem.where == 'notebooks/taxes.ipynb, under "Why?", 4th cell':
            break
    assert is_named
    assert problem.what.startswith(f"{what} longer than {seconds} seconds")


def test_a_text_that_takes_too_long_is_named_and_not_the_code_above_it(
    tmp_path: Path, kernels: kernel.WarmKernels, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "ANSWER_WITHIN", 1.0)
    page, settled = _desk(
        tmp_path, code("import time\ndef slow(): time.sleep(600)"), prose("It is {{ slow() }}.", id="slow"), code("2")
    )
    with pytest.raises(RunError) as stopped:
        run_page(page, settled, kernels.execute_options())
    (problem,) = stopped.value.problems
    assert problem.where == 'notebooks/taxes.ipynb, under "Why?", 3rd cell'
    assert problem.what == "an expression in the text took longer than 60 seconds"


def test_a_text_with_a_problem_stops_the_page_before_the_next_cell_runs(
    tmp_path: Path, kernels: kernel.WarmKernels
) -> None:
    late = code("from pathlib import Path\nPath('late').touch()", id="late")
    page, settled = _desk(tmp_path, code("one = 1"), prose("It is {{ two }}.", id="text"), late)
    with pytest.raises(RunError) as stopped:
        run_page(page, settled, kernels.execute_options())
    assert "two" in str(stopped.value)
    assert not (settled.notebooks_dir / "late").exists()


def test_a_run_leaves_no_file_of_its_progress(tmp_path: Path, kernels: kernel.WarmKernels) -> None:
    page, settled = _desk(tmp_path, code("one = 1"))
    before = set(Path(tempfile.gettempdir()).glob("nutgraf-progress-*"))
    run_page(page, settled, kernels.execute_options())
    assert set(Path(tempfile.gettempdir()).glob("nutgraf-progress-*")) == before
