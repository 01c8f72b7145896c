"""A warm kernel is the kernel that would have started in the ordinary way."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jupyter_kernel_test
import nbformat
import pytest

from nutgraf import kernel
from support.kernel_probe import probe, run, text

pytestmark = pytest.mark.kernel

NOTEBOOK = (
    "import altair as alt\nimport pandas as pd\nimport warnings",
    "frame = pd.DataFrame({'state': ['TN', 'TX'], 'paid': [314200000, None]})\nframe",
    "pd.DataFrame([range(30)] * 70)",
    "frame.groupby('state').paid.sum().describe()",
    "alt.Chart(frame).mark_bar().encode(x='paid:Q', y='state:N')",
    "bars = alt.Chart(frame).mark_bar()\n(bars + bars).add_params(alt.selection_interval()).to_json()",
    "import sys\nprint('to the reader')\nprint('to the reporter', file=sys.stderr)",
    "warnings.warn('a caveat')",
    "from IPython.display import Markdown, display\ndisplay(Markdown('*one*'), {'two': 2})\n3",
    "from jsonschema import Draft202012Validator as draft\n"
    "[draft.FORMAT_CHECKER.conforms(said, 'iri') for said in ('https://exämple.org/ñ', 'no address')]",
    "!echo from a shell",
    "%precision 2\n1 / 3",
    "input('your name? ')",
    "frame.paid.no_such_column",
    "def deep(n):\n    return deep(n + 1)\ndeep(0)",
)
STATE = tuple(
    re.findall(r'^    "([\w. ]+)":', (Path(__file__).parent / "support" / "kernel_state.py").read_text(), re.M)
)
DIFFERS = ("modules", "modules at the start", "numbers drawn")


class Python3(jupyter_kernel_test.KernelTests):  # type: ignore[misc]
    """The tests that every Jupyter kernel is held to, as IPython's own fill them in."""

    kernel_name = "python3"
    language_name = "python"
    file_extension = ".py"
    code_hello_world = "print('hello, world')"
    code_stderr = "import sys; print('oops', file=sys.stderr)"
    completion_samples = ({"text": "zi", "matches": {"zip"}},)
    complete_code_samples = ("1", "print('hello, world')", "def f(x):\n  return x*2\n\n\n")
    incomplete_code_samples = ("print('''hello", "def f(x):\n  x*2")
    invalid_code_samples = ("import = 7q",)
    code_page_something = "zip?"
    code_generate_error = "raise"
    code_execute_result = ({"code": "1+2+3", "result": "6"}, {"code": "6*7", "result": "42"})
    code_display_data = ({"code": "from IPython.display import *; display(HTML('<b>t</b>'))", "mime": "text/html"},)
    code_history_pattern = "1?2*"
    supported_history_operations = ("tail", "search")
    code_inspect_sample = "zip"
    code_clear_output = "from IPython.display import clear_output; clear_output()"


@pytest.mark.long
class TestOrdinary(Python3):
    """Held against the kernel that starts in the ordinary way: it comes first, while none is warm."""


@pytest.fixture(scope="module", autouse=True)
def _environment_of_a_build() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in kernel.BUILD_ENV.items():
            patch.setenv(name, value)
        yield


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a notebook of many kinds of output, each of its cells allowed to fail."""
    folder = tmp_path_factory.mktemp("project")
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in NOTEBOOK])
    nb.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    for cell in nb.cells:
        cell.metadata.tags = ["raises-exception"]
    nbformat.write(nb, folder / "in.ipynb")
    return folder


@pytest.fixture(scope="module")
def ordinary_outputs(project: Path) -> list[str]:
    """What stock papermill makes of the notebook in an ordinary kernel, while none is warm."""
    return _outputs(project, progress_bar=False)


@pytest.fixture(scope="module")
def ordinary_state(project: Path) -> dict[str, Any]:
    """The state of an ordinary kernel."""
    with kernel.warm(cold=True) as kernels:
        return _state(project, kernels)


@pytest.fixture(scope="module")
def kernels(ordinary_state: dict[str, Any], project: Path) -> Iterator[kernel.WarmKernels]:
    """Warm kernels with one that waits as a spare, which is what all pages but the first run in."""
    with kernel.warm() as kernels:
        with _in_no_test():
            run(["1"], project, kernels)
        yield kernels


@pytest.fixture(scope="module")
def warm_outputs(kernels: kernel.WarmKernels, project: Path) -> list[str]:
    """What stock papermill makes of the notebook in warm kernels."""
    return _outputs(project, **kernels.execute_options())


@pytest.fixture(scope="module")
def warm_state(kernels: kernel.WarmKernels, project: Path) -> dict[str, Any]:
    """The state of a warm kernel."""
    return _state(project, kernels)


def _state(project: Path, kernels: kernel.WarmKernels) -> dict[str, Any]:
    with _in_no_test():
        return probe(project, kernels)


@contextlib.contextmanager
def _in_no_test() -> Iterator[None]:
    """Without the name of the test that runs, by which the environments of two kernels would differ."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PYTEST_CURRENT_TEST", raising=False)
        yield


@pytest.mark.long
@pytest.mark.parametrize("at", range(len(NOTEBOOK)), ids=[cell.splitlines()[-1][:30] for cell in NOTEBOOK])
def test_stock_papermill_shows_the_same_output_warm_and_ordinary(
    ordinary_outputs: list[str], warm_outputs: list[str], at: int
) -> None:
    """It comes before the others, which make kernels warm."""
    assert warm_outputs[at] == ordinary_outputs[at]


@pytest.mark.parametrize("name", [name for name in STATE if name not in DIFFERS])
def test_the_state_of_a_warm_kernel_is_that_of_an_ordinary_one(
    ordinary_state: dict[str, Any], warm_state: dict[str, Any], name: str
) -> None:
    wanted = ordinary_state[name]
    if name == "logging":
        assert wanted[0].pop("lark")  # the logger of a parser that a warm kernel builds when it is first asked for
    assert warm_state[name] == wanted


def test_a_warm_kernel_has_every_module_that_an_ordinary_one_has_but_parsers_of_formats_loaded_when_asked_for(
    ordinary_state: dict[str, Any], warm_state: dict[str, Any]
) -> None:
    missing = set(ordinary_state["modules"]) - set(warm_state["modules"])
    formats = {"lark", "rfc3987_syntax", "arrow", "dateutil", "isoduration", "rfc3986_validator"}
    assert {name.partition(".")[0] for name in missing} == formats


def test_reset_and_the_debugger_take_those_modules_for_the_kernels_own_that_an_ordinary_kernel_starts_with(
    ordinary_state: dict[str, Any], warm_state: dict[str, Any]
) -> None:
    for ordinary, warm in zip(ordinary_state["modules at the start"], warm_state["modules at the start"], strict=True):
        assert {name for name in set(ordinary) - set(warm) if not name.endswith("ipykernel_launcher.py")} == set()
        assert [name for name in warm if re.match(r"(.*/site-packages/)?(pandas|altair|numpy)\b", name)] == []


def test_a_warm_kernel_has_imported_nothing_of_the_project_and_draws_no_pictures(warm_state: dict[str, Any]) -> None:
    tops = {name.partition(".")[0] for name in warm_state["modules"]}
    assert tops & {"charts", "vl_convert", "papermill", "nbconvert"} == set()


def test_pandas_takes_a_warm_kernel_for_a_kernel_and_not_for_a_terminal(warm_state: dict[str, Any]) -> None:
    assert warm_state["pandas options"]["display.max_columns"] == "20"


def test_a_notebook_that_draws_lots_draws_others_on_every_page(kernels: kernel.WarmKernels, project: Path) -> None:
    draw = "import numpy, random; print(random.random(), numpy.random.random(), numpy.random.default_rng().random())"
    pages = [text(run([draw], project, kernels)[0]).split() for _ in range(3)]
    assert len({number for page in pages for number in page}) == 9


@pytest.mark.usefixtures("kernels")
class TestWarm(Python3):
    """Held against a warm kernel, over the stock manager and TCP."""

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        assert type(cls.km.provisioner.process).__name__ == "ForkedKernel"


def test_the_fork_server_has_one_thread_and_opens_nothing_but_its_socket_and_lock(kernels: kernel.WarmKernels) -> None:
    parent = Path(f"/proc/{kernels._fork_server.pid}")
    files = [str(path.readlink()) for path in (parent / "fd").iterdir() if int(path.name) > 2]
    assert len(list((parent / "task").iterdir())) == 1
    assert {re.sub(r"[\d\[\]]|.*/", "", name) for name in files} == {"lock", "socket:", "anon_inode:pidfd"}


def test_the_fork_server_has_not_loaded_the_library_that_draws(kernels: kernel.WarmKernels) -> None:
    assert "vl_convert" not in Path(f"/proc/{kernels._fork_server.pid}/maps").read_text()


def test_warm_kernels_started_without_complaint(kernels: kernel.WarmKernels) -> None:
    assert kernels.disabled_reason == ""


del Python3


def _outputs(project: Path, **options: Any) -> list[str]:
    """What stock papermill leaves in each cell, but for process ids and the random names of charts."""
    import papermill

    with pytest.raises(papermill.PapermillExecutionError):
        papermill.execute_notebook(project / "in.ipynb", project / "out.ipynb", cwd=project, **options)
    cells = nbformat.read(project / "out.ipynb", 4).cells
    shown = [json.dumps(cell.outputs, indent=1) for cell in cells if cell.cell_type == "code"]
    return [re.sub(r"ipykernel_\d+|altair-viz-\w+", "NAME", text) for text in shown]
