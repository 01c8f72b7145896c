"""What keeps a notebook from running at all is reported by `check`: its kernel, and the modules it imports."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from nutgraf.lint import runtime_checks
from nutgraf.lint.plan_checks import check
from nutgraf.plan import plan_pages
from nutgraf.project import read_project
from support.desk import code, errors, explainer, project, prose, write

AT = 'notebooks/taxes.ipynb, under "Why?", 2nd cell, line 1'


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    return project(tmp_path / "newsroom")


def found(root: Path, source: str = "one = 1", *, kernel: str = "python3", **modules: str) -> list[str]:
    """The problems of a notebook of one cell; `modules` are files of charts/ by their stem."""
    for name, text in modules.items():
        (root / "charts" / f"{name}.py").write_text(text)
    node: Any = explainer(prose("## Why?"), code(source, id="c"))
    node.metadata.kernelspec["name"] = kernel
    write(root, "taxes", node)
    settled = read_project(root)
    return errors([one for problems in check(settled, plan_pages(settled)).values() for one in problems])


def _install(folder: Path, name: str, spec: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "kernels" / name).mkdir(parents=True)
    (folder / "kernels" / name / "kernel.json").write_text(json.dumps({"display_name": name, **spec}))
    monkeypatch.setenv("JUPYTER_PATH", str(folder))
    runtime_checks._kernels.cache_clear()


def test_a_kernel_that_is_not_installed_is_reported_by_check(desk: Path) -> None:
    (reported,) = found(desk, kernel="conda-env-analysis-py")
    assert reported.startswith(
        "notebooks/taxes.ipynb | the kernel 'conda-env-analysis-py' is not installed here; installed: 'python3'"
    )
    assert reported.endswith(" | choose the kernel Python 3 (python3) in JupyterLab and save the notebook")


def test_a_kernel_of_another_language_is_reported_by_check(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _install(desk / "jupyter", "ir", {"language": "R", "argv": ["R", "-f", "{connection_file}"]}, monkeypatch)
    (reported,) = found(desk, kernel="ir")
    assert "the kernel 'ir' runs R, and explainers must be Python" in reported


def test_a_kernel_whose_environment_is_gone_is_reported_by_check(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    argv = ["/opt/gone/bin/python3.9", "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    _install(desk / "jupyter", "old", {"language": "python", "argv": argv}, monkeypatch)
    (reported,) = found(desk, kernel="old")
    assert "the kernel 'old' starts a program that no longer exists: python3.9" in reported


def test_a_second_python_kernel_is_taken(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    _install(desk / "jupyter", "mine", {"language": "python", "argv": argv}, monkeypatch)
    assert found(desk, kernel="mine") == []
    assert found(desk, kernel="mines") != []


@pytest.mark.parametrize("source", ["from charts import bars", "import charts", "from charts.bars import bars"])
def test_a_chart_module_that_is_not_python_is_reported_by_its_file_and_line(desk: Path, source: str) -> None:
    package, broken = "from .bars import bars\n", "one = 1\ndef bars(:\n"
    assert found(desk, source, __init__=package, bars=broken) == [
        "charts/bars.py, line 2 | this is not Python: invalid syntax | correct that line"
    ]


def test_a_chart_module_in_another_encoding_is_reported_by_its_file(desk: Path) -> None:
    (desk / "charts" / "__init__.py").write_bytes(b"name = 'Montr\xe9al'\n")
    (reported,) = found(desk, "import charts")
    assert reported.startswith(
        "charts/__init__.py, line 1 | this is not Python: (unicode error) 'utf-8' codec can't decode"
    )


def test_a_name_that_a_chart_module_has_not_is_reported_with_the_likely_one(desk: Path) -> None:
    package, bars = "from .bars import bars\n", "def bars(): ...\n"
    assert found(desk, "from charts import barz", __init__=package, bars=bars) == [
        f"{AT} | charts/__init__.py has no 'barz' | did you mean 'bars'?"
    ]


def test_a_chart_that_is_in_the_kit_and_no_longer_in_the_project_is_named_with_its_module(desk: Path) -> None:
    assert found(desk, "from charts import tiles, bars", __init__="") == [
        f"{AT} | charts/__init__.py has no 'tiles' | write: from nutgraf.charts.us import tiles",
        f"{AT} | charts/__init__.py has no 'bars' | write: from nutgraf.charts import bars",
    ]


def test_a_chart_or_module_that_the_kit_does_not_have_is_named_with_the_likely_one(desk: Path) -> None:
    assert found(
        desk, "from nutgraf.charts import barz\nimport nutgraf.chart\nfrom nutgraf.charts.us import tiles"
    ) == [
        f"{AT} | nutgraf.charts has no 'barz' | did you mean 'bars'?",
        f"{AT[:-1]}2 | nutgraf has no module 'nutgraf.chart' | did you mean 'nutgraf.charts'?",
    ]


def test_a_module_that_is_nowhere_is_reported(desk: Path) -> None:
    bars = "from .colors import ink\nimport nosuchmodule\n"
    assert found(
        desk, "import nosuchpackage.part\nfrom charts.barz import bars", __init__="import charts.bars", bars=bars
    ) == [
        f"{AT} | there is no module 'nosuchpackage' | install it in this environment, or correct the name",
        "notebooks/taxes.ipynb, under \"Why?\", 2nd cell, line 2 | there is no module 'charts.barz': charts/ has no 'barz'"
        " | did you mean 'bars'?",
    ]
    assert found(desk, "import charts") == [
        "charts/bars.py, line 1 | there is no module 'colors' in charts/ | create it, or correct the name",
        "charts/bars.py, line 2 | there is no module 'nosuchmodule' | install it in this environment, or correct the name",
    ]


def test_what_code_tries_to_import_or_finds_elsewhere_is_left_to_the_run(desk: Path) -> None:
    package = "from .wild import *\n"
    sources = [
        "try:\n    import nosuchpackage\nexcept ImportError:\n    nosuchpackage = None",
        "import sys\nsys.path.append('/opt/lib')\nimport nosuchpackage",
        "%pip install nosuchpackage\nimport nosuchpackage",
        "from charts import anything",
        "import json, pandas, nutgraf, charts.wild",
        "from nosuchpackage import this",
    ]
    reported = [found(desk, source, __init__=package, wild="one = 1\n") for source in sources]
    assert [len(each) for each in reported] == [0, 0, 0, 0, 0, 1]


def test_the_names_to_choose_from_are_modules_and_no_files(desk: Path) -> None:
    (desk / "charts" / "__init__.py").write_text("")
    (line,) = found(desk, "from charts import wavy", maps="", notes="")
    assert line == f"{AT} | charts/__init__.py has no 'wavy' | choose one of 'maps', 'notes'"
